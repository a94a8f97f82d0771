"""V02, near kin of the handler, or of the cadres of a village, far more often on aid than among the people.

Flows in: the lists of aid with near kin of those responsible, and the population of villages. Flows out: one answer for
each handler, and one for each village whose cadres' kin are on aid.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import comb

from analytics.identity import squash
from analytics.relations import id_table, kin_relations
from analytics.rules.aid import OnAid, aid
from analytics.rules.answers import Answer
from analytics.rules.distance import Side
from analytics.rules.handling import confidence
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, Rule, Subject, percent, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, Severity

_OURS = Text("本系统默认（5a.19）", "Default of ours")
_SINCE = date(2000, 1, 1)


class KinShare(Rule):
    """The share of near kin among those on aid, against their share of the people."""

    code = "V02"
    version = "2"
    name = Text("亲属占比偏高", "share of kin")
    what = Text(
        "由同一经办人办理的救助对象中，其近亲属的占比是否远高于其在人口中的占比。",
        "Whether near kin of a handler are far more of those whose aid he handled than of the people.",
    )
    method = (
        Text(
            "占比 = 经办对象中的近亲属 ÷ 经办对象；人口占比 = 经办人近亲属 ÷ 所涉乡镇人口；倍数 = 两者之比。",
            "Share = near kin among those handled / those handled; share of the people = near kin / population of the "
            "townships concerned; lift = their ratio.",
        ),
        Text(
            "单侧精确二项检验：P(X ≥ k | n, 人口占比)。亲属不少于5人、倍数不低于2、p < 0.01：预警。",
            "One-sided exact binomial test, P(X >= k | n, share of the people). At least 5 kin, lift at least 2, "
            "p < 0.01: flag.",
        ),
    )
    why = Text(
        "个案都有理由，比例说明偏向。",
        "Each case has its reasons; the share shows the bent.",
    )
    source = (
        _OURS,
        Text("《中华人民共和国民法典》第一千零四十五条（近亲属范围）", "Civil Code, art. 1045 (near kin)"),
    )
    inputs = (
        DocumentKind.BENEFIT_LIST,
        DocumentKind.DECLARED_TIES,
        DocumentKind.TENURE_REGISTER,
        DocumentKind.VILLAGE_ROSTER,
    )
    severity = Severity.MEDIUM
    subject = "post"
    value_unit = Measure.PERCENT
    flagged_side = Side.FROM
    kin_set = "JQS"
    output = Text("近亲属占经办对象的百分比；人口占比的倍数线。",
                  "Per cent of near kin among those handled; the share of the people times the lift.")  # fmt: skip
    exclusions = (Text("近亲属不足5人的，不预警。", "Fewer than 5 near kin: no flag."),)
    assumptions = (
        Text("只凭姓名可能是亲属的，若计入后达到标准，无法判断。",
             "Where the mark is reached only with those who may be kin by name alone: cannot assess."),
        Text("人口未登记的，无法判断。", "Where the population is not recorded: cannot assess."),
    )  # fmt: skip
    innocent = (
        Text("宗族聚居，亲属本来就多。", "A clan village, where everybody is kin."),
        Text("困难家庭集中在同一家族。", "Poverty runs in one family."),
    )
    parameters = (
        Parameter("least", "近亲属最少人数", "least number of near kin", Measure.PAYEES, _OURS, ((_SINCE, 5),)),
        Parameter("lift", "倍数", "lift", Measure.TIMES, _OURS, ((_SINCE, 2),)),
        Parameter("p_percent", "显著性水平", "level of significance", Measure.PERCENT, _OURS, ((_SINCE, 1),)),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each handler who handled aid."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        lists = aid(view)
        people, towns = _population(view), _towns(view)
        circles: dict[str, dict[str, OnAid]] = defaultdict(dict)
        for one in lists.near_kin:
            if one.is_handler:
                known = circles[one.responsible].get(one.benefit)
                if known is None or one.tier < known.tier:
                    circles[one.responsible][one.benefit] = one
        relatives = _count_of_kin(view, lists.handled)
        proofs = Proofs(view, (("benefit", benefit) for kin in circles.values() for benefit in kin), reads=())
        proofs.fetch(item for kin in circles.values() for one in kin.values() for item in one.ties)
        for handler, handled in sorted(lists.handled.items()):
            circle = _Circle(
                kin=tuple(circles[handler].values()) if handler in circles else (),
                of=len(handled),
                relatives=relatives.get(handler, 0),
                people=_sum_of({towns[benefit] for benefit in handled}, people),
            )
            yield self._judge(view, lists.subject(handler), circle, proofs, params)

    def _judge(self, view: View, subject: Subject, circle: _Circle, proofs: Proofs, params: Parameters) -> Answer:
        least, lift, level = (params.whole(name, view.assessed_on) for name in ("least", "lift", "p_percent"))
        if least is None or lift is None or level is None:
            return self.excluded(subject, sentence("rules-before-force"))
        rows = proofs.places(item for one in circle.kin for item in (("benefit", one.benefit), *one.ties))
        sure = sum(1 for one in circle.kin if one.tier != EvidenceTier.D)
        perhaps = len(circle.kin)
        if perhaps < least:
            said = sentence("rule-v02-few", count=perhaps, of=circle.of)
            share, mark = (percent(Fraction(count, circle.of)) for count in (perhaps, least))
            return self.passed(subject, said, rows, value=share, threshold=mark)
        if not circle.people:
            return self.unknown(subject, sentence("rule-v02-people-unknown"), rows)
        base = Fraction(min(circle.relatives, circle.people), circle.people)
        mark = percent(lift * base)
        places = {"count": sure, "of": circle.of, "base": percent(base)}
        if _is_high(sure, circle.of, base, least, lift, level):
            kin = [one for one in circle.kin if one.tier != EvidenceTier.D]
            rows = proofs.places(item for one in kin for item in (("benefit", one.benefit), *one.ties))
            p = chance(sure, circle.of, base)
            said = sentence("rule-v02-flag", **places, share=percent(Fraction(sure, circle.of)), p=percent(p))
            grade = confidence(max(one.tier for one in kin))
            share = percent(Fraction(sure, circle.of))
            return self.flag(subject, said, rows, value=share, threshold=mark, confidence=grade)
        if _is_high(perhaps, circle.of, base, least, lift, level):
            return self.unknown(subject, sentence("rule-v02-same-name", sure=sure, perhaps=perhaps), rows)
        said = sentence("rule-v02-pass", **places)
        return self.passed(subject, said, rows, value=percent(Fraction(sure, circle.of)), threshold=mark)


@dataclass(frozen=True, slots=True)
class _Circle:
    """Those whose aid one person handled, and who of them is, or may be, near kin."""

    kin: tuple[OnAid, ...]
    of: int
    relatives: int
    people: int


def chance(kin: int, of: int, share: Fraction) -> Fraction:
    """The probability of at least `kin` relatives among `of` drawn from the people: exact binomial, one-sided.

    >>> chance(1, 2, Fraction(1, 2))
    Fraction(3, 4)
    """
    below = sum((comb(of, k) * share**k * (1 - share) ** (of - k) for k in range(kin)), Fraction(0))
    return 1 - below


def _is_high(kin: int, of: int, share: Fraction, least: int, lift: int, level: int) -> bool:
    if kin < least or Fraction(kin, of) < lift * share:
        return False
    return chance(kin, of, share) < Fraction(level, 100)


def _population(view: View) -> dict[str, int]:
    """The people of each township, by the latest count of each of its villages."""
    latest: dict[tuple[str, str], Row] = {}
    for row in view.rows("village"):
        key = squash(row["township"]), squash(row["village"])
        if key not in latest or str(row["as_of"] or "") >= str(latest[key]["as_of"] or ""):
            latest[key] = row
    people: dict[str, int] = defaultdict(int)
    for (town, _), row in latest.items():
        people[town] += row["persons"] or 0
    return dict(people)


def _towns(view: View) -> dict[str, str]:
    rows = view.table("benefit").select("id", "township").to_pyarrow().to_pylist()
    return {row["id"]: squash(row["township"]) for row in rows}


def _sum_of(towns: set[str], people: dict[str, int]) -> int:
    return sum(people.get(town, 0) for town in towns)


def _count_of_kin(view: View, handlers: dict[str, list[str]]) -> dict[str, int]:
    """How many near kin each handler is known to have."""
    asked = id_table("person_id", handlers)
    kin = kin_relations(view).filter(lambda t: t.in_jqs.fill_null(False)).semi_join(asked, "person_id")
    counted = kin.group_by("person_id").aggregate(relatives=kin.relative_id.nunique())
    return {row["person_id"]: row["relatives"] for row in counted.to_pyarrow().to_pylist()}
