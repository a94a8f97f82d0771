"""F08, money that is paid out while its notice is still up.

Flows in: payments that name a notice, and the notices with their periods. Flows out: for each notice one answer about
the payments made in time, one about those made too early, and one about those that cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analytics.rules.announced import PaidNotice, paid_notices
from analytics.rules.answers import Answer
from analytics.rules.distance import Side
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.payments import places
from analytics.rules.rule import Row, Rule, evidence, sentence, yuan
from analytics.snapshot import View
from models.vocabulary import Confidence, DocumentKind, Severity


class PaidEarly(Rule):
    """The day of payment against the last day of the notice."""

    code = "F08"
    name = Text("公示未满拨付", "paid early")
    what = Text(
        "资金是否在公示期满之前（含末日）就已拨付。",
        "Whether money was paid out on or before the last day of its notice.",
    )
    method = (
        Text(
            "按拨付行写明的公示名称找到公示（名称不计空格和标点）；多个单位有同名公示的，取拨付单位自己的。",
            "Find the notice by the title that the payment states (compared without blanks and signs); of notices by "
            "several units under one title, take the payer's own.",
        ),
        Text(
            "拨付日期减去公示末日的天数，少于规定天数的，预警：公示末日当天拨付仍算公示期内。",
            "Take the days from the last day of the notice to the payment; fewer than set: flag. The last day itself "
            "still belongs to the notice.",
        ),
    )
    why = Text(
        "公示期内就拨付，群众的异议已无意义，公示成为走过场。",
        "Once the money is gone, nobody's objection counts any more, and the notice is a formality.",
    )
    source = (
        Text(
            "《中华人民共和国政府信息公开条例》第二十条、第二十一条（财政资金、社会救助等信息主动公开）",
            "Regulation on Open Government Information, art. 20 and 21 (public money and aid are published)",
        ),
        Text(
            "公示期满方可拨付：各专项资金管理办法的通行要求，起算为本系统默认",
            "that money waits for the end of its notice is what measures on special funds ask for; the first day "
            "allowed is a default of this system",
        ),
    )
    inputs = (DocumentKind.PAYMENT, DocumentKind.FUND_NOTICE)
    severity = Severity.HIGH
    subject = "notice"
    value_unit = Measure.DAYS
    flagged_side = Side.BELOW
    output = Text(
        "最早一笔拨付距公示末日的天数（负数为提前），与规定的最少天数。",
        "Days from the last day of the notice to the first payment (negative: before it), and the least days set.",
    )
    exclusions = (
        Text("未写公示名称的拨付，例如按月发放的补助。", "Payments that name no notice, such as monthly aid."),
    )
    assumptions = (
        Text(
            "所写公示未收入、公示末日或拨付日期空白的，无法判断。",
            "The notice not held, or its last day or the day of payment blank: cannot assess.",
        ),
    )
    innocent = (
        Text("应急抢险、救灾资金经批准先行拨付。", "Emergency aid was approved to go out first."),
        Text("线下公示在先，网上公示补发。", "The notice hung in the village first and was put online later."),
    )
    parameters = (
        Parameter(
            "days",
            "公示末日之后最早可以拨付的天数",
            "first day after the notice on which money may go out",
            Measure.DAYS,
            Text("本系统默认：公示末日的次日", "default of this system: the day after the last day"),
            ((date(2008, 5, 1), 1),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """Answers for each notice that payments name."""
        if lacking := self.lacking(view):
            yield from lacking
            return
        for paid in paid_notices(view, "paid_on", "amount_fen", "reason"):
            yield from self._judge(paid, params)

    def _judge(self, paid: PaidNotice, params: Parameters) -> Iterator[Answer]:
        register = [evidence("fund_notice", notice) for notice in paid.notices]
        if not paid.notices:
            said = sentence("rule-f08-no-notice", payments=len(paid.payments))
            yield self.unknown(paid.subject, said, places(paid.payments))
            return
        ends = {notice["period_to"] for notice in paid.notices if notice["period_to"] is not None}
        if len(ends) != 1:
            said = sentence("rule-f08-several-ends" if ends else "rule-f08-no-end", payments=len(paid.payments))
            yield self.unknown(paid.subject, said, places(paid.payments) + register)
            return
        (until,) = ends
        least = params.whole("days", until)
        if least is None:
            yield self.excluded(paid.subject, sentence("rules-before-force"), places(paid.payments) + register)
            return
        undated = [row for row in paid.payments if row["paid_on"] is None]
        early = [row for row in paid.payments if row["paid_on"] and (row["paid_on"] - until).days < least]
        later = [row for row in paid.payments if row["paid_on"] and (row["paid_on"] - until).days >= least]
        if undated:
            said = sentence("rule-f08-no-day", until=until, payments=len(undated))
            yield self.unknown(paid.subject, said, places(undated) + register)
        for rows in (early, later):
            if rows:
                yield self._told(paid, rows, until, least)

    def _told(self, paid: PaidNotice, rows: list[Row], until: date, least: int) -> Answer:
        first = min(row["paid_on"] for row in rows)
        days = (first - until).days
        is_early = days < least
        said = sentence(
            "rule-f08-flag" if is_early else "rule-f08-pass",
            until=until,
            first=first,
            payments=len(rows),
            amount=yuan(sum(row["amount_fen"] or 0 for row in rows)),
            remarks=sum(bool(row["reason"]) for row in rows),
        )
        proof = places(rows) + [evidence("fund_notice", notice) for notice in paid.notices]
        if not is_early:
            return self.passed(paid.subject, said, proof, value=str(days), threshold=str(least))
        sure = Confidence.HIGH
        return self.flag(paid.subject, said, proof, value=str(days), threshold=str(least), confidence=sure)
