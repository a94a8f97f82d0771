"""F03, a subsidy that is not area times rate.

Flows in: payments that state a quantity or a rate. Flows out: for each payer, programme and batch one answer about the
lines that agree, one about those that do not, and one about those that cannot be reckoned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext

from analytics.rules.answers import Answer
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.payments import fetched, payer, payments, places
from analytics.rules.rule import Row, Rule, sentence
from analytics.snapshot import View
from models.money import from_fen, plain
from models.vocabulary import DocumentKind, Severity

# An amount entered in 万元 where 元 is meant, or the other way.
_TEN_THOUSAND = Decimal(10_000)
_PLACES = 200  # digits with which products stay exact; registers hold far fewer


class RateError(Rule):
    """Area times rate against the amount paid."""

    code = "F03"
    name = Text("面积×标准不符", "rate error")
    what = Text(
        "按面积或数量发放的补贴，金额是否等于数量乘以标准。",
        "Whether a subsidy by area or quantity is quantity times rate.",
    )
    method = (
        Text(
            "取写有数量或标准的拨付行，计算数量×标准与金额之差的绝对值，全程用精确小数。",
            "Take payments that state a quantity or a rate, and the absolute difference of quantity times rate and "
            "amount, in exact decimals.",
        ),
        Text(
            "差额大于允许差额的，预警；等于的，不预警（分位四舍五入）。",
            "A difference above the one allowed: flag; exactly that much is rounding to the fen, and no flag.",
        ),
        Text(
            "同一拨付单位、项目、批次的行合并作答，数值取其中最大的差额。",
            "Lines of one payer, programme and batch are answered together; the value is the largest difference.",
        ),
    )
    why = Text(
        "金额与面积、标准对不上，可能是改动了其中一项，多领的部分去向不明。",
        "Where amount, area and rate do not fit, one of them may have been altered, and somebody got the rest.",
    )
    source = (
        Text(
            "《中华人民共和国预算法》第五十七条（按规定用途拨付、使用）",
            "Budget Law, art. 57 (funds are paid and used as prescribed)",
        ),
        Text(
            "允许差额为本系统默认（一分，即四舍五入）", "the difference allowed is a default of this system (one fen)"
        ),
    )
    inputs = (DocumentKind.PAYMENT,)
    severity = Severity.LOW
    subject = "unit"
    value_unit = Measure.YUAN
    output = Text("最大差额（元）与允许差额。", "The largest difference in yuan, and the one allowed.")
    exclusions = (Text("既无数量也无标准的拨付。", "Payments with neither quantity nor rate."),)
    assumptions = (
        Text(
            "标准视为与数量同一计量单位的单价。",
            "The rate is taken to be the price of one unit of the quantity stated.",
        ),
        Text(
            "数量、标准、金额缺一的，无法判断；恰为一万倍或万分之一的，视为金额单位（元、万元）不明，无法判断。",
            "Quantity, rate or amount missing: cannot assess. So is an amount ten thousand times too large or too "
            "small, where it is not known whether yuan or 万元 is meant.",
        ),
    )
    innocent = (
        Text("有封顶或保底规定。", "The subsidy has a ceiling or a floor."),
        Text("含上期补发或扣回。", "Something was paid later or taken back from an earlier period."),
        Text("分档标准，只写了其中一档。", "The rate has steps, and only one of them is written."),
    )
    parameters = (
        Parameter(
            "difference",
            "允许差额",
            "difference allowed",
            Measure.YUAN,
            Text("本系统默认", "default of this system"),
            ((date(2008, 5, 1), Decimal("0.01")),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers for each payer, programme and batch."""
        if not view.held(DocumentKind.PAYMENT):
            yield self.not_held(DocumentKind.PAYMENT)
            return
        batches: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in _by_quantity(view):
            batches[row["unit_id"] or "", row["programme"] or "", row["batch_name"] or ""].append(row)
        for key in sorted(batches):
            yield from self._judge(view, batches[key], params)

    def _judge(self, view: View, rows: list[Row], params: Parameters) -> Iterator[Answer]:
        """What the lines of one batch say, by what they say."""
        lines: dict[str, list[tuple[Row, Decimal]]] = defaultdict(list)
        allowed = Decimal(0)
        for row in rows:
            limit = params.decimal("difference", row["paid_on"] or view.assessed_on)
            if limit is None:
                lines["before-force"].append((row, Decimal(0)))
                continue
            allowed = max(allowed, limit)
            verdict, gap = _verdict(row, limit)
            lines[verdict].append((row, gap))
        for verdict, found in sorted(lines.items()):
            of_verdict = [row for row, _ in found]
            subject, evidence = payer(of_verdict), places(of_verdict)
            named = {"programme": rows[0]["programme"] or "-", "batch": rows[0]["batch_name"] or "-"}
            largest = plain(max(gap for _, gap in found))
            said = {**named, "lines": len(found), "gap": largest, "allowed": allowed}
            if verdict == "before-force":
                yield self.excluded(subject, sentence("rules-before-force"), evidence)
            elif verdict == "flag":
                text = sentence("rule-f03-flag", **said)
                yield self.flag(subject, text, evidence, value=largest, threshold=str(allowed))
            elif verdict == "pass":
                text = sentence("rule-f03-pass", **said)
                yield self.passed(subject, text, evidence, value=largest, threshold=str(allowed))
            else:
                yield self.unknown(subject, sentence(f"rule-f03-{verdict}", **named, lines=len(found)), evidence)


def _by_quantity(view: View) -> list[Row]:
    paid = payments(view)
    chosen = paid.filter(paid.quantity.notnull() | paid.rate.notnull())
    return fetched(chosen, "quantity", "rate", "amount_fen", "programme", "batch_name", "paid_on")


def _verdict(row: Row, allowed: Decimal) -> tuple[str, Decimal]:
    """What one line says, and the difference in yuan."""
    quantity, rate, amount = _decimal(row["quantity"]), _decimal(row["rate"]), row["amount_fen"]
    if quantity is None or rate is None or amount is None:
        return "blank", Decimal(0)
    paid = from_fen(amount)
    with localcontext() as exact:
        exact.prec = _PLACES
        due = quantity * rate
        gap = abs(due - paid)
        if gap <= allowed:
            return "pass", gap
        is_slip = abs(due / _TEN_THOUSAND - paid) <= allowed or abs(due - paid / _TEN_THOUSAND) <= allowed
        return ("slip" if is_slip and due else "flag"), gap


def _decimal(text: str | None) -> Decimal | None:
    """A figure as written; None where none is, or where it is no figure."""
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
