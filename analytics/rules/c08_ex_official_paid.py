"""C08, a firm of a former official gets money from the old unit before the term has run.

Flows in: the register of restrictions, roles in firms, payments. Flows out: one answer for each payment to such a firm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations import LEAST_SHARE, evidence_rows, id_table, in_force, named, naming, reach
from analytics.rules.answers import Answer
from analytics.rules.c07_revolving_door import LEADER_YEARS, OTHER_YEARS, SOURCE, term_of
from analytics.rules.distance import Side
from analytics.rules.firms import POSTS, Firms, same_name_roles
from analytics.rules.handling import confidence
from analytics.rules.identified import mentions
from analytics.rules.parameters import Measure, Parameters, Text
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.vocabulary import DocumentKind, EvidenceTier, Severity

# What may be said of a payment, from what ends the question to what leaves it open.
_PASSES = ("rule-c08-pass", "rule-c08-not-held", "rule-c08-other-unit")


class ExOfficialPaid(Rule):
    """Payments of a unit to a firm in which somebody who left that unit has a role or at least 5 %."""

    code = "C08"
    name = Text("离职者承接", "ex-official paid")
    what = Text(
        "离职人员任职或持股的企业，是否在限制期内获得其原单位支付的资金。",
        "Whether a firm in which a former official has a role or a holding was paid by the old unit within the term.",
    )
    method = (
        Text(
            "取离职人员本人在企业的任职（法定代表人、经营者、合伙人、董事、监事、高级管理人员）或非上市企业5%以上的持股，"
            "含控股链条；不看亲属。",
            "Take the former official's own posts (legal representative, operator, partner, director, supervisor, "
            "senior manager) and holdings of 5 % or more of unlisted firms, chains of control included; kin do not "
            "count.",
        ),
        Text(
            "原单位在限制期内（领导成员三年，其他二年）向该企业支付，且支付日任职或持股存续：预警。",
            "Paid by the old unit within the term (leaders three years, others two) while the role is in force: flag.",
        ),
    )
    why = Text(
        "原单位的钱流向前同事的企业，在位时的关系可能仍在起作用。",
        "Where the old unit pays a former colleague's firm, the ties of office may still be at work.",
    )
    source = (
        SOURCE,
        Text("支付与限制期的对照为本系统的默认做法", "Setting payments against the term is a default of ours"),
    )
    inputs = (DocumentKind.RESTRICTION_REGISTER, DocumentKind.FIRM_ROLE, DocumentKind.PAYMENT)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.DAYS
    flagged_side = Side.UP_TO
    output = Text("离职后多少天支付；限制期的天数。", "Days from leaving to the payment; days of the term.")
    exclusions = (
        Text("其他单位的支付不在此列。", "Payments by other units are outside the rule."),
        Text("仅为普通职工、持股不足5%的，不在此列。", "Mere employees and holdings below 5 % are outside the rule."),
    )
    assumptions = (
        Text("离职日期、支付日期、任职起始日期不明的，无法判断。",
             "Where the day of leaving, of the payment, or the beginning of the role is not known: cannot assess."),
        Text("仅姓名相同，无法判断。", "The same name alone: cannot assess."),
    )  # fmt: skip
    innocent = (
        Text("公开招标中标，程序完备。", "The contract was won in an open tender."),
        Text("按统一标准发放的普惠性资金。", "The money went to everyone by one standard."),
    )
    parameters = (LEADER_YEARS, OTHER_YEARS)

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each payment to a firm of a former official."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        formers, units = mentions(view, "restriction", "former"), mentions(view, "restriction", "unit")
        left: dict[str, list[Row]] = defaultdict(list)
        for row in view.rows("restriction"):
            if row["id"] in formers:
                unit = units[row["id"]]["organisation_id"] if row["id"] in units else None
                left[formers[row["id"]]["person_id"]].append({**row, "unit_id": unit})
        ways = _ways(view, left)
        paid = _payments(view, {way["target_id"] for way in ways})
        firms = Firms(view, paid)
        proofs = Proofs(
            view,
            (item for way in ways if way["target_id"] in paid for item in evidence_rows(way["evidence"])),
            reads=(),
        )
        judged: dict[str, list[tuple[str, Row, Row, Row, int, int]]] = defaultdict(list)
        for way in ways:
            for payment in paid.get(way["target_id"], ()):
                for row in left[way["person_id"]]:
                    verdict, days, limit = _judge(payment, way, row, params, firms)
                    judged[payment["id"]].append((verdict, payment, way, row, days, limit))
        for _, found in sorted(judged.items()):
            yield self._answer_of(found, proofs)

    def _answer_of(self, found: list[tuple[str, Row, Row, Row, int, int]], proofs: Proofs) -> Answer:
        """The strongest of what can be said about a payment: a flag, then doubt, then the nearest pass."""
        order = ("rule-c08-flag", *(c for c in _DOUBTS), *_PASSES)
        code, payment, way, row, days, limit = min(
            found, key=lambda one: (order.index(one[0]), one[2]["tier"], str(one[3]["id"]), one[2]["evidence"])
        )
        rows = [evidence("payment", payment), evidence("restriction", row)]
        rows += proofs.places(evidence_rows(way["evidence"]))
        unit = payment["payer_id"]
        subject = Subject("unit", unit or "", unit)
        if code in _DOUBTS:
            return self.unknown(subject, sentence(code), rows)
        if code == "rule-c08-pass":
            return self.passed(subject, sentence(code), rows, value=str(days), threshold=str(limit))
        if code != "rule-c08-flag":
            return self.cleared(subject, sentence(code), rows)
        said = sentence(code, left=row["exit_date"], paid=payment["paid_on"])
        grade = confidence(max(way["tier"], payment["payee_tier"]))
        return self.flag(subject, said, rows, value=str(days), threshold=str(limit), confidence=grade)


_DOUBTS = ("rule-c08-undated", "rule-c08-role-undated", "rule-c08-same-name")


def _judge(payment: Row, way: Row, row: Row, params: Parameters, firms: Firms) -> tuple[str, int, int]:
    """What can be said of one payment, one role and one exit: a code, the days run, the days of the term."""
    if payment["payer_id"] is None or payment["payer_id"] != row["unit_id"]:
        return "rule-c08-other-unit", 0, 0
    term, paid = term_of(row, params), payment["paid_on"]
    if term is None or paid is None:
        return "rule-c08-undated", 0, 0
    days, limit = (paid - term.left).days, (term.longest - term.left).days
    if paid <= term.left or paid > term.longest:
        return "rule-c08-pass", days, limit
    holds = in_force(way, paid)
    is_interest = way["role"] in POSTS or firms.is_listed(way["target_id"]) is not True
    if holds is False or not is_interest:
        return "rule-c08-not-held", days, limit
    if way["tier"] == EvidenceTier.D:
        return "rule-c08-same-name", days, limit
    if holds is None:
        return "rule-c08-role-undated", days, limit
    return ("rule-c08-flag" if paid <= term.surely else "rule-c08-undated"), days, (term.surely - term.left).days


def _ways(view: View, left: dict[str, list[Row]]) -> list[Row]:
    """The roles and holdings of former officials that count, and those under their names alone (tier D)."""
    asked = id_table("person_id", left)
    ways = reach(view).filter(lambda t: t.kind == "self_role").semi_join(asked, "person_id")
    counted = ways.filter(_counts(ways)).to_pyarrow().to_pylist()
    rows = [
        {"asked_id": person, "name": rows[0]["name"], "mask": rows[0]["id_mask"]}
        for person, rows in sorted(left.items())
    ]
    schema = pa.schema([(name, pa.string()) for name in ("asked_id", "name", "mask")])
    for role in same_name_roles(view, ibis.memtable(pa.Table.from_pylist(rows, schema=schema))):
        if role["role"] in POSTS or (role["share_bp"] or 0) >= LEAST_SHARE:
            known = {"person_id": role["asked_id"], "target_id": role["firm_id"], "tier": str(EvidenceTier.D)}
            span = {"valid_from": role["since"], "valid_to": role["until"], "certain_from": role["known_from"]}
            counted.append({**role, **known, **span, "evidence": role["role_evidence"]})
    return sorted(counted, key=lambda way: (way["target_id"], way["person_id"], way["tier"], way["evidence"]))


def _counts(ways: ir.Table) -> ir.BooleanValue:
    """5a.14: an own role, or at least 5 %; in a chain, the role is that in the firm at its head."""
    counted: ir.BooleanValue = ways.role.isin(sorted(POSTS)) | (ways.share_bp >= LEAST_SHARE)
    return counted


def _payments(view: View, firm_ids: set[str]) -> dict[str, list[Row]]:
    """Payments to some firms: firm -> rows with `payer_id` and `payee_tier`."""
    if not firm_ids:
        return {}
    payments = named(view, "payment", naming(view, "payment", "payee", firm_ids), payee="payee", payer="unit")
    found: dict[str, list[Row]] = defaultdict(list)
    for row in payments.to_pyarrow().to_pylist():
        found[row["payee_id"]].append(row)
    return dict(found)
