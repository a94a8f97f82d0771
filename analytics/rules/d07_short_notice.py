"""D07, a fund notice that was up for fewer days than its kind of fund asks for.

Flows in: fund notices with their stated period. Flows out: one answer for each notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analytics.rules.answers import Answer
from analytics.rules.distance import Side
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence, term
from analytics.snapshot import View
from models.calendar import CalendarUnknown, DayKind, days_inclusive
from models.vocabulary import DocumentKind, FundType, Severity

_DAY_KINDS = tuple(kind.value for kind in DayKind)
_LOCAL = Text(
    "系统默认按自然日计算；当地办法规定按工作日的，改设本参数",
    "default of this system: calendar days; set it where the local measure counts working days",
)


def _minimum(fund: FundType, days: int, first: date, source: Text) -> tuple[Parameter, Parameter]:
    """Least number of days and how they are counted, for one kind of fund."""
    return (
        Parameter(
            f"days_{fund}",
            f"{fund.zh}公示的最短天数",
            f"least days of a notice: {fund.en}",
            Measure.DAYS,
            source,
            ((first, days),),
        ),
        Parameter(
            f"day_kind_{fund}",
            f"{fund.zh}公示日的算法（calendar 自然日，working 工作日）",
            f"how days are counted (calendar or working): {fund.en}",
            Measure.DAY_KIND,
            _LOCAL,
            ((first, DayKind.CALENDAR.value),),
            _DAY_KINDS,
        ),
    )


class ShortNotice(Rule):
    """Days of the notice, both ends counted, against the least number for its kind of fund."""

    code = "D07"
    name = Text("公示期不足", "short notice")
    what = Text(
        "专项资金公示的天数（首尾两日均计入）是否少于该类资金要求的最短天数。",
        "Whether a special-fund notice was up for fewer days, first and last day included, than its kind of fund "
        "asks for.",
    )
    method = (
        Text(
            "取公示载明的起止日期，首日和末日都计入，得出公示天数。",
            "Take the stated first and last day of the notice and count the days, both ends included.",
        ),
        Text(
            "按资金类别取公示首日当天有效的最短天数和算法（自然日或工作日）。",
            "Take the least number of days for this kind of fund, and how they are counted, as in force on the first "
            "day.",
        ),
        Text("公示天数小于最短天数的，预警。", "Fewer days than the least number: flag."),
    )
    why = Text(
        "公示期过短，群众来不及核对名单和金额，虚报冒领、优亲厚友难以在拨付前被发现。",
        "When a notice is up too briefly, people have no time to check names and amounts, and false claims or "
        "favours to "
        "relatives are not found before the money is paid.",
    )
    source = (
        Text(
            "《关于完善扶贫资金项目公告公示制度的指导意见》（国开办发〔2018〕11号）第四条：公告公示时间原则上不少于10"
            "天",
            "Guiding opinion on announcements of poverty-relief funds and projects (国开办发〔2018〕11号), item 4: "
            "as a rule "
            "not fewer than 10 days",
        ),
        Text(
            "《最低生活保障审核确认办法》（民发〔2021〕57号）：公示期为7天",
            "Measures for reviewing and confirming the minimum living allowance (民发〔2021〕57号): 7 days",
        ),
        Text(
            "《中华人民共和国民法典》第二百零一条至第二百零三条（期间的计算；公示期首尾两日均计入为本系统的解释）",
            "Civil Code, art. 201 to 203 (reckoning of periods; counting both ends of a notice is our reading)",
        ),
    )
    inputs = (DocumentKind.FUND_NOTICE,)
    severity = Severity.MEDIUM
    subject = "notice"
    value_unit = Measure.DAYS
    flagged_side = Side.BELOW
    output = Text("实际公示天数与最短天数。", "The days the notice was up, and the least number of days.")
    exclusions = (
        Text("未载明公示期的公示，由 D08 检查。", "Notices that state no period are left to D08."),
        Text("最短天数生效之前的公示。", "Notices from before the least number was in force."),
    )
    assumptions = (
        Text("公示确实在载明的起止日期内可见。", "The notice was in fact up on the stated days."),
        Text(
            "起止日期残缺或先后颠倒的，不作推断，答“无法判断”。",
            "A period that is illegible or ends before it begins is not guessed.",
        ),
    )
    innocent = (
        Text("同时在村务公开栏等线下场所公示了更长时间。", "The list was also posted offline, for longer."),
        Text(
            "发生争议后重新公示，前后两次合并计算已足。",
            "It was posted again after a dispute, and both periods together suffice.",
        ),
    )
    parameters = (
        *_minimum(
            FundType.POVERTY,
            10,
            date(2018, 1, 1),
            Text(
                "国开办发〔2018〕11号第四条（印发日未核，按2018年首日起算）",
                "国开办发〔2018〕11号, item 4 (day of issue not checked; counted from the first day of 2018)",
            ),
        ),
        *_minimum(
            FundType.MINIMUM_LIVING,
            7,
            date(2012, 12, 12),
            Text(
                "《最低生活保障审核确认办法》（民发〔2021〕57号）；此前《最低生活保障审核审批办法（试行）》（民发〔20"
                "12〕220号）",
                "民发〔2021〕57号; before it, the trial measures 民发〔2012〕220号",
            ),
        ),
        *_minimum(
            FundType.FARM_SUBSIDY,
            7,
            date(2015, 1, 1),
            Text(
                "全国无统一期限；取地方办法常见的7天（如安徽省金寨县惠农补贴公示），可由当地设定",
                "no national period; 7 days as common in local practice (for example Jinzhai county, Anhui); set "
                "locally",
            ),
        ),
        *_minimum(
            FundType.OTHER,
            5,
            date(2015, 1, 1),
            Text(
                "全国无统一期限；取地方办法常见的5天（如广东省中山市涉农资金公示），可由当地设定",
                "no national period; 5 days as common in local practice (for example Zhongshan, Guangdong); set "
                "locally",
            ),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each notice."""
        if not view.held(DocumentKind.FUND_NOTICE):
            yield self.not_held(DocumentKind.FUND_NOTICE)
            return
        publisher = units(view, "fund_notice")
        for notice in view.rows("fund_notice"):
            yield self._judge(notice, publisher.get(notice["id"]), params)

    def _judge(self, notice: Row, unit_id: str | None, params: Parameters) -> Answer:
        subject = Subject("notice", notice["id"], unit_id)
        rows = [evidence("fund_notice", notice)]
        first, last = notice["period_from"], notice["period_to"]
        if not notice["period_stated"]:
            return self.excluded(subject, sentence("rule-d07-not-stated"), rows)
        if first is None or last is None:
            return self.unknown(subject, sentence("rule-d07-illegible"), rows)
        if last < first:
            return self.unknown(subject, sentence("rule-d07-reversed", first=first, last=last), rows)
        fund = term(FundType, notice["fund_type"])
        least, kind = params.whole(f"days_{fund}", first), params.word(f"day_kind_{fund}", first)
        if least is None or kind is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        try:
            days = days_inclusive(first, last, DayKind(kind))
        except CalendarUnknown:
            return self.unknown(subject, sentence("rules-calendar-unknown", year=last.year), rows)
        code, answer = ("rule-d07-flag", self.flag) if days < least else ("rule-d07-pass", self.passed)
        said = sentence(code, fund=fund, first=first, last=last, days=days, least=least, kind=_KINDS[DayKind(kind)])
        return answer(subject, said, rows, value=str(days), threshold=str(least))


_KINDS = {DayKind.CALENDAR: Measure.CALENDAR_DAYS, DayKind.WORKING: Measure.WORKING_DAYS}
