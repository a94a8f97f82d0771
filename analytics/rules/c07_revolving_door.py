"""C07, a former official who takes a post in a firm of the old trade before the term has run.

Flows in: the register of restrictions, the trades of the old unit, roles in firms. Flows out: one answer for each entry
of the register.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analytics.relations import evidence_rows, id_table, reach
from analytics.rules.answers import Answer, Evidence
from analytics.rules.distance import Side
from analytics.rules.firms import POSTS, Firms, regulated_trades
from analytics.rules.handling import confidence
from analytics.rules.identified import mentions
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import add_years, lasts_on
from models.vocabulary import DocumentKind, EvidenceTier, FirmRole, Severity

# 107: leaders of the organ, and holders of leading posts of county level and above.
_COUNTY_LEVEL = re.compile("县处级|正处|副处|厅局级|正厅|副厅|省部级")
_TAKEN_UP = POSTS | {str(FirmRole.EMPLOYEE)}
_RELATED = re.compile("^(相关|有关|直接相关|存在关联|有关联|是)")
_UNRELATED = re.compile("^(不相关|无关|不存在关联|无关联|未发现关联|否)")

SOURCE = Text("《中华人民共和国公务员法》第一百零七条", "Civil Servant Law, art. 107")
# In force since 2006 with the same terms (then art. 102).
LEADER_YEARS = Parameter(
    "years_leader", "领导成员及县处级以上领导职务的限制年限", "term of leaders", Measure.YEARS, SOURCE,
    ((date(2006, 1, 1), 3),),
)  # fmt: skip
OTHER_YEARS = Parameter(
    "years_other", "其他公务员的限制年限", "term of others", Measure.YEARS, SOURCE, ((date(2006, 1, 1), 2),)
)


@dataclass(frozen=True, slots=True)
class Term:
    """The time during which a former official is bound: surely until `surely`, at most until `longest` (included)."""

    left: date
    surely: date
    longest: date


def term_of(row: Row, params: Parameters) -> Term | None:
    """The term of an entry of the register of restrictions; None where the day of leaving is not written (5a.15)."""
    left = row["exit_date"]
    if left is None:
        return None
    leader, other = params.whole(LEADER_YEARS.name, left), params.whole(OTHER_YEARS.name, left)
    if leader is None or other is None:
        return None
    is_leader = True if _COUNTY_LEVEL.search(row["rank"] or "") else row["is_leader"]
    long, short = add_years(left, leader), add_years(left, other)
    return Term(left, long if is_leader else short, short if is_leader is False else long)


class RevolvingDoor(Rule):
    """A post in a firm tied to the old work, taken up within the term."""

    code = "C07"
    name = Text("离职从业", "revolving door")
    what = Text(
        "公务员辞去公职或者退休后，是否在限制期内到与原工作业务直接相关的企业任职。",
        "Whether a former official took a post in a firm directly tied to the old work before the term had run.",
    )
    method = (
        Text(
            "限制期自离职之日起，领导成员和县处级以上领导职务三年，其他二年；始日不计，届满日计入，不因休息日顺延。",
            "The term runs from the day of leaving: three years for leaders and leading posts of county level and "
            "above, two for others; the first day does not count, the last does, rest days move nothing.",
        ),
        Text(
            "业务直接相关：企业行业属于原单位主管行业（名称或代码）；或登记机关已认定相关。",
            "Directly tied: the trade of the firm is one that the old unit regulates (by name or code), or the "
            "register itself says so.",
        ),
        Text("限制期内开始任职：预警。", "A post taken up within the term: flag."),
    )
    why = Text(
        "在位时行方便、离职后领报酬，是期权式的利益交换。",
        "A favour in office repaid by a post afterwards is a bribe on account.",
    )
    source = (SOURCE,)
    inputs = (DocumentKind.RESTRICTION_REGISTER, DocumentKind.FIRM_ROLE, DocumentKind.REGULATED_TRADE)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.DAYS
    flagged_side = Side.UP_TO
    output = Text("离职后多少天开始任职；限制期的天数。", "Days from leaving to the new post; days of the term.")
    exclusions = (
        Text("单纯持股、与原业务无关的任职不在此列。", "Mere holdings, and posts outside the old trade, are no case."),
    )
    assumptions = (
        Text("离职日期、任职起始日期或企业行业不明的，无法判断。",
             "Where the day of leaving, the beginning of the post, or the trade is not known: cannot assess."),
        Text("去向只写单位未写时间的，以评估日仍在限制期内为准。",
             "Where the register names the firm and no day, the post counts as taken up in a term that still runs."),
    )  # fmt: skip
    innocent = (
        Text("新任职与原业务实际无关，已经主管部门认定。", "The new work is unrelated, as the organ found."),
        Text("经组织安排到协会、国有企业任职。", "Sent by the organisation to an association or a state enterprise."),
    )
    parameters = (LEADER_YEARS, OTHER_YEARS)

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each entry of the register of restrictions."""
        missing = [kind for kind in self.inputs if not view.held(kind)]
        yield from (self.not_held(kind) for kind in missing)
        if DocumentKind.RESTRICTION_REGISTER in missing:
            return
        formers = mentions(view, "restriction", "former")
        units, went_to = mentions(view, "restriction", "unit"), mentions(view, "restriction", "went_to")
        trades = regulated_trades(view)
        roles = _roles(view, {m["person_id"] for m in formers.values()})
        firms = Firms(view, [w["target_id"] for ways in roles.values() for w in ways]
                      + [m["organisation_id"] for m in went_to.values()])  # fmt: skip
        stated = (item for ways in roles.values() for w in ways for item in evidence_rows(w["evidence"]))
        proofs = Proofs(view, stated, reads=())
        for row in view.rows("restriction"):
            former = formers.get(row["id"])
            unit = units[row["id"]]["organisation_id"] if row["id"] in units else None
            mine = _Trades(trades.get(unit or "", []), row["exit_date"])
            ways = roles.get(former["person_id"], []) if former else []
            destination = went_to[row["id"]]["organisation_id"] if row["id"] in went_to else None
            yield self._judge(view, row, unit, term_of(row, params), ways, destination, mine, firms, proofs)

    def _judge(
        self, view: View, row: Row, unit: str | None, term: Term | None, ways: list[Row], destination: str | None,
        trades: _Trades, firms: Firms, proofs: Proofs,
    ) -> Answer:  # fmt: skip
        subject = Subject("unit", unit or "", unit)
        own = [evidence("restriction", row)]
        stated = _stated(row)
        posts = []
        for way in ways:
            related = stated if stated is not None and way["target_id"] == destination else None
            if related is None:
                related = trades.include(firms, way["target_id"])
            if related is not False:
                shown = (*proofs.places(evidence_rows(way["evidence"])), *firms.places(way["target_id"]))
                posts.append(_Post(way["since"], related, way["tier"], shown))
        registered = {way["target_id"] for way in ways}
        if row["went_to"] and destination not in registered:
            related = stated if stated is not None else trades.include(firms, destination) if destination else None
            if related is not False:
                posts.append(_Post(None, related, EvidenceTier.A, ()))
        if not posts:
            return self.cleared(subject, sentence("rule-c07-unrelated"), own)
        if term is None:
            return self.unknown(subject, sentence("rule-c07-exit-unknown"), _with(own, posts))
        judged = [(post, _within(post, term, view.assessed_on)) for post in posts]
        surely = [post for post, within in judged if within and post.related and post.tier != EvidenceTier.D]
        if surely:
            first = min(surely, key=lambda post: post.since or date.max)
            code = "rule-c07-flag" if first.since else "rule-c07-flag-undated"
            begun = first.since or view.assessed_on
            said = sentence(code, left=term.left, since=begun, ends=term.surely)
            days, limit = (begun - term.left).days, (term.surely - term.left).days
            rows = [*own, *first.rows, *trades.places()]
            tier = first.tier
            return self.flag(subject, said, rows, value=str(days), threshold=str(limit), confidence=confidence(tier))
        rows = _with(own, posts)
        if all(within is False for _, within in judged):
            begun = min(post.since for post, _ in judged if post.since)
            days, limit = (begun - term.left).days, (term.longest - term.left).days
            said = sentence("rule-c07-pass", since=begun, ends=term.longest)
            return self.passed(subject, said, rows, value=str(days), threshold=str(limit))
        return self.unknown(subject, sentence(_doubt(judged)), rows)


@dataclass(frozen=True, slots=True)
class _Post:
    """A post after office: since when, whether tied to the old work, on which evidence."""

    since: date | None
    related: bool | None
    tier: str
    rows: tuple[Evidence, ...]


class _Trades:
    """The trades that the old unit regulated on the day of leaving (all known ones where that day is not written)."""

    def __init__(self, rows: list[Row], left: date | None) -> None:
        self.rows = [row for row in rows if left is None or lasts_on(row["since"], row["until"], left)]

    def include(self, firms: Firms, firm_id: str) -> bool | None:
        return firms.trades_in(firm_id, self.rows) if self.rows else False

    def places(self) -> list[Evidence]:
        return [evidence("regulated_trade", row) for row in self.rows]


def _roles(view: View, people: set[str]) -> dict[str, list[Row]]:
    """Posts in firms, by the person who left."""
    asked = id_table("person_id", people)
    ways = reach(view).filter(lambda t: (t.kind == "self_role") & (t.links == 0) & t.role.isin(sorted(_TAKEN_UP)))
    found: dict[str, list[Row]] = defaultdict(list)
    for way in ways.semi_join(asked, "person_id").to_pyarrow().to_pylist():
        found[way["person_id"]].append(way)
    for rows in found.values():
        rows.sort(key=lambda way: (str(way["since"]), way["target_id"], way["evidence"]))
    return dict(found)


def _stated(row: Row) -> bool | None:
    """What the register itself says of the tie between old and new work."""
    text = "".join((row["related"] or "").split())
    return True if _RELATED.match(text) else False if _UNRELATED.match(text) else None


def _within(post: _Post, term: Term, assessed_on: date) -> bool | None:
    """Whether a post began within the term; a post without a day began by the assessed day."""
    if post.since is None:
        return True if assessed_on <= term.surely else None
    if post.since <= term.left or post.since > term.longest:
        return False
    return True if post.since <= term.surely else None


def _doubt(judged: list[tuple[_Post, bool | None]]) -> str:
    open_ones = [post for post, within in judged if within is not False]
    if any(post.tier == EvidenceTier.D for post in open_ones):
        return "rule-c07-same-name"
    if any(post.related is None for post in open_ones):
        return "rule-c07-trade-unknown"
    return "rule-c07-since-unknown" if any(post.since is None for post in open_ones) else "rule-c07-leader-unknown"


def _with(own: list[Evidence], posts: list[_Post]) -> list[Evidence]:
    return [*own, *(place for post in posts for place in post.rows)]
