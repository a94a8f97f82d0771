"""C05, a leader whose spouse, child or child's spouse runs a firm in the trade that the leader's organ regulates.

Flows in: leaders in office, the trades their organ regulates, their household's roles in firms. Flows out: one answer
for each relative and firm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from analytics.relations import in_force
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.rules.firms import RUNS, Firms, regulated_trades
from analytics.rules.handling import confidence
from analytics.rules.household import HOUSEHOLD, declared_together, proof_of, ways_to_firms
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, term
from analytics.rules.serving import InOffice, in_office
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, FirmRole, Severity

_LAW = Text("《中华人民共和国公务员法》第七十四条第二款", "Civil Servant Law, art. 74 para. 2")
_ORDER = (Outcome.FLAG, Outcome.CANNOT_ASSESS, Outcome.PASS)
_CONTROL = 5_000  # hundredths of a per cent; more than this hands control on (5a.9)


class RegulatedFamilyFirm(Rule):
    """A family firm under the eyes of the leader who regulates its trade."""

    code = "C05"
    name = Text("主管行业办企", "family firm in the regulated trade")
    what = Text(
        "领导成员的配偶、子女及其配偶，是否在领导成员所在单位主管的行业内经办企业。",
        "Whether the spouse, a child or a child's spouse of a leader runs a firm in a trade that the leader's organ "
        "regulates.",
    )
    method = (
        Text(
            "取评估日在岗的领导成员，其配偶、子女、子女配偶在企业任法定代表人、经营者、合伙人、高级管理人员，或直接、"
            "或经逐层超过50%控制的企业持有50%及以上。",
            "Take leaders in office on the assessed day, and spouse, children and children's spouses who are legal "
            "representative, operator, partner or senior manager of a firm, or hold 50 % or more, directly or through "
            "firms held above 50 % at each link.",
        ),
        Text(
            "企业行业（名称或代码）属于该单位主管行业：预警。",
            "The firm's trade, by name or code, is one that the organ regulates: flag.",
        ),
    )
    why = Text(
        "主管者的家人在其主管的行业里经营，监管与利益同出一门。",
        "Where the regulator's family trades in what he regulates, supervision and profit live under one roof.",
    )
    source = (_LAW,)
    inputs = (
        DocumentKind.TENURE_REGISTER,
        DocumentKind.DECLARED_TIES,
        DocumentKind.REGULATED_TRADE,
        DocumentKind.FIRM_REGISTER,
    )
    severity = Severity.HIGH
    subject = "post"
    value_unit = Measure.FINDINGS
    output = Text("在主管行业内经办的企业；不允许有。", "Firms run in the regulated trade; none is allowed.")
    exclusions = (
        Text("兄弟姐妹等其他亲属的企业不在此列（见 C01）。", "Other relatives' firms are outside the rule (see C01)."),
        Text("董事、监事、小额持股、已注销吊销的企业不在此列。",
             "Directors, supervisors, small holdings, and firms that were cancelled or revoked are outside the rule."),
    )  # fmt: skip
    assumptions = (
        Text("是否领导成员未登记、企业行业未登记、任职起始不明的，无法判断。",
             "Where it is not recorded whether the official is a leader, or the trade of the firm, or the beginning of "
             "the role: cannot assess."),
    )  # fmt: skip
    innocent = (
        Text("被动继承的小额份额，不参与经营。", "A tiny share, inherited and passive."),
        Text(
            "领导成员不分管该行业，且已按规定报告。", "The leader is not in charge of that trade and has reported it."
        ),
    )
    parameters = (
        Parameter(
            "share", "持股达到该比例即视为经办", "a holding from which a firm counts as run", Measure.PERCENT,
            Text("本系统默认（公务员法第七十四条第二款未列比例）",
                 "Default of ours (Civil Servant Law, art. 74 para. 2 states no share)"),
            ((date(2006, 1, 1), 50),),
        ),
    )  # fmt: skip

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each firm that kin of a leader of a regulating organ run."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        trades = regulated_trades(view, view.assessed_on)
        leaders: dict[str, list[InOffice]] = defaultdict(list)
        for entry in in_office(view):
            if entry.row["is_leader"] is not False and not entry.is_in_village and entry.unit_id in trades:
                leaders[entry.person_id].append(entry)
        least = params.whole("share", view.assessed_on)
        share = None if least is None else least * 100
        ways = [way for way in ways_to_firms(view, leaders) if _runs(way, share)]
        firms = Firms(view, (way["target_id"] for way in ways))
        told = declared_together(view, leaders)
        proven = [{**way, "proof": proof_of(way, told)} for way in ways]
        proofs = Proofs(view, (item for way in proven for item in way["proof"]), reads=())
        grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for way in proven:
            grouped[way["person_id"], way["target_id"]].append(way)
        for (person, firm), found in sorted(grouped.items()):
            for leader in leaders[person]:
                regulated = trades[leader.unit_id or ""]
                answers = [self._judge(view, leader, way, firm, regulated, firms, proofs) for way in found]
                yield min(answers, key=lambda a: (_ORDER.index(a.outcome), str(a.confidence), str(a.evidence)))

    def _judge(
        self, view: View, leader: InOffice, way: Row, firm: str, regulated: list[Row], firms: Firms, proofs: Proofs
    ) -> Answer:
        subject = leader.subject
        ties = proofs.places(way["proof"])
        rows = [*ties, leader.place, *firms.places(firm)]
        related = firms.trades_in(firm, regulated)
        holds = in_force(way, view.assessed_on)
        if way["state"] == "none" or (way["path"] is not None and way["path"] not in HOUSEHOLD):
            return self._nothing(subject, "rule-c05-other-kin", rows)
        if related is False:
            return self._nothing(subject, "rule-c05-other-trade", rows)
        if holds is False or firms.has_ended(firm):
            return self._nothing(subject, "rule-c05-ended", rows)
        if leader.row["is_leader"] is None:
            return self.unknown(subject, sentence("rule-c05-leader-unknown"), rows)
        if way["path"] is None:
            return self.unknown(subject, sentence("rule-c05-relation-unclear"), rows)
        if related is None:
            return self.unknown(subject, sentence("rule-c05-trade-unknown"), rows)
        if way["tier"] == EvidenceTier.D:
            return self.unknown(subject, sentence("rule-c05-same-name"), rows)
        if holds is None:
            return self.unknown(subject, sentence("rule-c05-undated"), rows)
        role = term(FirmRole, way["role"] or str(FirmRole.SHAREHOLDER))
        rows = [*rows, *(evidence("regulated_trade", row) for row in regulated)]
        said = sentence("rule-c05-flag", role=role)
        grade = confidence(max(way["tier"], leader.tier))
        return self.flag(subject, said, rows, value="1", threshold="0", confidence=grade)

    def _nothing(self, subject: Subject, code: str, rows: list[Evidence]) -> Answer:
        return self.passed(subject, sentence(code), rows, value="0", threshold="0")


def _runs(way: Row, least: int | None) -> bool:
    """5a.13: runs the firm, or holds so much of it; through a chain, controls the firm at its head."""
    share = way["share_bp"]
    if way["links"]:
        return way["role"] == FirmRole.OPERATOR or (share is not None and share > _CONTROL)
    return way["role"] in RUNS or (least is not None and share is not None and share >= least)
