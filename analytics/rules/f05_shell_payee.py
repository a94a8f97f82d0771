"""F05, a large sum to a firm that had hardly come into being, or that employs nobody.

Flows in: payments to firms, the notices they name, and the register of firms. Flows out: for each payer and firm one
answer about the payments that raise the question, one about those that do not, one about those that cannot be told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from analytics.relations import id_table
from analytics.rules.announced import paid_notices
from analytics.rules.answers import Answer, Evidence
from analytics.rules.handling import confidence
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.payments import fetched, payer, payments, places
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, yuan
from analytics.snapshot import View
from models.money import to_fen
from models.vocabulary import DocumentKind, EvidenceTier, Severity


@dataclass(frozen=True, slots=True)
class _Claim:
    """A payment with the day on which its payee is taken to have claimed it, and the notice that tells it."""

    payment: Row
    day: date | None
    notices: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class _Firm:
    """What the register says of a firm; None where it says nothing, or two things."""

    founded: date | None
    staff: int | None
    rows: tuple[Evidence, ...]
    tier: str

    def age(self, day: date | None) -> int | None:
        """Days from the founding to a day."""
        return None if day is None or self.founded is None else (day - self.founded).days


class ShellPayee(Rule):
    """Age and insured staff of a firm when it claimed a large sum."""

    code = "F05"
    version = "2"
    name = Text("空壳主体", "shell payee")
    what = Text(
        "领取大额资金的企业、合作社，申报时是否成立不久，或没有参保职工。",
        "Whether a firm that gets a large sum had only just been founded when it claimed it, or has no insured staff.",
    )
    method = (
        Text(
            "取单笔金额达到起点、收款人为市场主体的拨付，按统一社会信用代码或登记名称对应企业登记信息。",
            "Take payments from a certain amount on whose payee is a firm, and find it in the register by credit code "
            "or registered name.",
        ),
        Text(
            "申报日不在任何登记中，取已知最早的一天：所写公示的起始（或发布）日，没有公示的取拨付日。",
            "No register holds the day of the claim; the earliest day known stands for it: the beginning (or "
            "publication) of the notice that the payment names, else the day of payment.",
        ),
        Text(
            "该日距成立日期少于规定天数的，或参保人数为 0 的，预警。",
            "Fewer days from the founding to that day than set, or no insured staff: flag.",
        ),
    )
    why = Text(
        "为套取资金临时注册的主体，没有人员、没有经营，钱到即散。",
        "Firms registered to catch a subsidy have no staff and no business, and are gone when the money is.",
    )
    source = (
        Text(
            "《财政违法行为处罚处分条例》第十四条（以虚报、冒领等手段骗取财政资金）",
            "Regulation on Penalties for Fiscal Offences, art. 14 (obtaining public money by false claims)",
        ),
        Text("金额、天数、人数为本系统默认", "amount, days and staff are defaults of this system"),
    )
    inputs = (DocumentKind.PAYMENT, DocumentKind.FIRM_REGISTER)
    severity = Severity.HIGH
    subject = "unit"
    value_unit = Measure.FINDINGS
    output = Text(
        "发现的情形数（成立不久、没有参保职工）与允许数。",
        "Signs found (too young, no staff), and how many are allowed.",
    )
    exclusions = (
        Text("金额低于起点的拨付。", "Payments below the amount."),
        Text("收款人为机关、事业单位、村（社区）的。", "Payees that are public bodies or villages."),
    )
    assumptions = (
        Text(
            "改名的企业按成立日期计算，不因改名重新起算。",
            "A firm that was renamed is as old as its founding, not as its name.",
        ),
        Text(
            "两项中有一项可以比较的，按该项判断；都不能比较，或登记中没有该企业的，无法判断。",
            "Where only one of the two is known, it decides. Neither known, or the firm not in the register: cannot "
            "assess.",
        ),
        Text(
            "参保人数以登记信息最近的统计日为准。",
            "The number of insured staff is that of the latest count in the register.",
        ),
    )
    innocent = (
        Text("政策允许新成立的合作社申报。", "The programme is open to newly founded cooperatives."),
        Text("由原主体改制、分立而来，业务连续。", "The firm came out of an older one, and its business goes on."),
        Text("职工在母公司或以劳务派遣形式参保。", "Staff are insured by the parent or by an agency."),
    )
    parameters = (
        Parameter(
            "amount",
            "单笔金额起点",
            "payments from this amount on",
            Measure.YUAN,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal(500_000)),),
        ),
        Parameter(
            "days",
            "视为成立不久的天数：少于",
            "days since the founding: fewer than",
            Measure.DAYS,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), 180),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers for each payer and firm."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        amount = params.decimal("amount", view.assessed_on)
        if amount is None:
            register = Subject("document", f"register:{DocumentKind.PAYMENT}")
            yield self.excluded(register, sentence("rules-before-force"))
            return
        claims = _claims(view, to_fen(amount))
        firms = _firms(view, {claim.payment["payee_id"] for claim in claims})
        by_payee: dict[tuple[str, str], list[_Claim]] = defaultdict(list)
        for claim in claims:
            by_payee[claim.payment["payee_id"], claim.payment["unit_id"] or ""].append(claim)
        for (payee_id, _), found in sorted(by_payee.items()):
            dated = [(claim, params.whole("days", claim.day or view.assessed_on)) for claim in found]
            yield from self._judge(dated, firms.get(payee_id))

    def _judge(self, claims: list[tuple[_Claim, int | None]], firm: _Firm | None) -> Iterator[Answer]:
        """What the payments of one payer to one firm say, by how many signs they show and which age was too young."""
        groups: dict[tuple[int | None, int | None], list[_Claim]] = defaultdict(list)
        for claim, days in claims:
            signs = _signs(claim, firm, days)
            groups[signs, None if signs is None else days].append(claim)
        for (signs, days), found in sorted(groups.items(), key=lambda item: str(item[0])):
            rows = [claim.payment for claim in found]
            proof = places(rows) + [place for claim in found for place in claim.notices]
            subject = payer(rows)
            if firm is None:
                yield self.unknown(subject, sentence("rule-f05-no-firm", payments=len(rows)), proof)
                continue
            proof += firm.rows
            if signs is None:
                yield self.unknown(subject, sentence("rule-f05-blank", payments=len(rows)), proof)
                continue
            ages = [age for claim in found if (age := firm.age(claim.day)) is not None]
            said = sentence(
                "rule-f05-flag" if signs else "rule-f05-pass",
                payments=len(rows),
                amount=yuan(sum(row["amount_fen"] for row in rows)),
                age=min(ages, default="-"),
                days="-" if days is None else days,
                staff="-" if firm.staff is None else firm.staff,
            )
            if not signs:
                yield self.passed(subject, said, proof, value="0", threshold="0")
                continue
            sure = confidence(max(firm.tier, *(str(row["tier"]) for row in rows)))
            yield self.flag(subject, said, proof, value=str(signs), threshold="0", confidence=sure)


def _signs(claim: _Claim, firm: _Firm | None, days: int | None) -> int | None:
    """How many signs a payment shows; None where nothing could be compared."""
    if firm is None:
        return None
    age = firm.age(claim.day)
    is_young = None if age is None or days is None else age < days
    is_empty = None if firm.staff is None else firm.staff == 0
    return None if is_young is None and is_empty is None else int(bool(is_young)) + int(bool(is_empty))


def _claims(view: View, least_fen: int) -> list[_Claim]:
    """Payments of this amount or more to firms, each with the earliest day that is known of its claim."""
    organisation = view.table("organisation").select("kind", payee_id="organisation_id")
    paid = payments(view)
    paid = paid.filter((paid.amount_fen >= least_fen) & paid.person_id.isnull())
    # A payee of no recognisable kind may be a firm under a short name.
    paid = paid.join(organisation.filter(organisation.kind.isin(["firm", "unknown"])), "payee_id")
    columns = ("payee_id", "tier", "amount_fen", "paid_on")
    claims = [_Claim(row, row["paid_on"], ()) for row in fetched(paid.filter(paid.notice_title.isnull()), *columns)]
    for notice in paid_notices(view, *columns, paid=paid):
        days = [day for row in notice.notices for day in (row["period_from"] or row["published"],) if day is not None]
        shown = tuple(evidence("fund_notice", row) for row in notice.notices)
        for row in notice.payments:
            known = [day for day in (*days, row["paid_on"]) if day is not None]
            claims.append(_Claim(row, min(known, default=None), shown))
    return claims


def _firms(view: View, wanted: set[str]) -> dict[str, _Firm]:
    """What the register says of these organisations."""
    firm, mention = view.table("firm"), view.table("mention")
    meant = mention.filter((mention.record_table == "firm") & (mention.role == "firm"))
    meant = meant.select("record_id", "organisation_id", "tier").filter(meant.tier != EvidenceTier.D.value)
    asked = id_table("organisation_id", wanted)
    joined = firm.join(meant.semi_join(asked, "organisation_id"), firm.id == meant.record_id)
    rows: dict[str, list[Row]] = defaultdict(list)
    columns = (
        "id",
        "document_id",
        "locator",
        "organisation_id",
        "tier",
        "founded_on",
        "insured_staff",
        "insured_as_of",
    )
    for row in sorted(joined.select(*columns).to_pyarrow().to_pylist(), key=lambda row: str(row["id"])):
        rows[row["organisation_id"]].append(row)
    return {organisation: _firm(found) for organisation, found in rows.items()}


def _firm(rows: list[Row]) -> _Firm:
    founded = {row["founded_on"] for row in rows} - {None}
    return _Firm(
        founded=founded.pop() if len(founded) == 1 else None,
        staff=_latest_staff(rows),
        rows=tuple(evidence("firm", row) for row in rows),
        tier=max(str(row["tier"]) for row in rows),
    )


def _latest_staff(rows: list[Row]) -> int | None:
    """The insured staff by the latest count; None where that says two things."""
    counted: list[tuple[Any, int]] = [
        (row["insured_as_of"] or date.min, row["insured_staff"]) for row in rows if row["insured_staff"] is not None
    ]
    latest = max((day for day, _ in counted), default=None)
    told = {staff for day, staff in counted if day == latest}
    return told.pop() if len(told) == 1 else None
