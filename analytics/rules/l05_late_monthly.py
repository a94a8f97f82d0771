"""L05, a monthly report that came after the twentieth, or not at all.

Flows in: the register of monthly reports, and the roster of units. Flows out: one answer for each unit and month that
was reported, and one for each unit of the roster that left out months which others reported.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from analytics.rules.answers import Answer, Evidence
from analytics.rules.clocks import months_between
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import CalendarUnknown, lasts_on, on_or_after
from models.vocabulary import DocumentKind, Severity

_FIRST_LEVEL = 1
_FIGURES = ("checks", "issues", "rectified")


class LateMonthly(Rule):
    """Days from the last day on which a monthly report was in time to the day it came."""

    code = "L05"
    name = Text("月报迟报", "monthly report late")
    what = Text(
        "月报表是否在当月二十日之后才报送，或者没有报送。",
        "Whether a monthly report came after the twentieth of its month, or did not come.",
    )
    method = (
        Text(
            "报送日期（电子版）与当月二十日比较；二十日是休息日的，顺延至下一工作日（民法典第二百零三条）。",
            "Compare the day of submission (electronic copy) with the twentieth of the month; where that is a day of "
            "rest, the next working day counts (Civil Code, art. 203).",
        ),
        Text(
            "同一单位同月报送多次的，以最早一次为准。",
            "Where a unit reported a month more than once, the first time counts.",
        ),
        Text(
            "名录中的一级预算单位，对其他单位已报送且期限已过的月份没有任何记录的，视为未报送。",
            "A first-level unit of the roster without a record for months that other units reported, and whose day has "
            "passed, has not reported them.",
        ),
    )
    why = Text(
        "月报迟报、漏报，使检查与整改情况无法按期汇总，问题得不到及时督办。",
        "Late or missing reports leave checks and remedies out of the monthly picture, and nobody follows them up.",
    )
    source = (
        Text(
            "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）：于每月20日前以电子稿和纸质稿的形式报送",
            "Jinniu District, Chengdu, plan for dealing with petty corruption (2017): reports by the 20th of each "
            "month, electronic and on paper",
        ),
        Text(
            "《中华人民共和国民法典》第二百零三条（期限末日的顺延）",
            "Civil Code, art. 203 (a last day that is a day of rest)",
        ),
    )
    inputs = (DocumentKind.MONTHLY_REPORT, DocumentKind.UNIT_ROSTER)
    severity = Severity.LOW
    subject = "unit"
    value_unit = Measure.DAYS
    output = Text(
        "晚于期限的天数（负数为提前天数）；允许 0 天。",
        "Days after the last day in time (below zero: days before it); none is allowed.",
    )
    exclusions = (
        Text("尚未到期的月份。", "Months whose day has not come."),
        Text("二级及以下单位没有月报的，不追究。", "Units below the first level need not report by themselves."),
    )
    assumptions = (
        Text(
            "有报表内容而电子版、纸质版报送日期均空白，或电子版空白而纸质版按期的：无法判断。",
            "A report with figures and no day for either copy, or no day for the electronic one and paper in time: "
            "cannot assess.",
        ),
        Text(
            "没有任何单位报送的月份，是否应报不明，不作答。",
            "A month that nobody reported is left out: whether it was to be reported is not known.",
        ),
    )
    innocent = (
        Text("纸质件按期送达，电子版补报。", "The paper came in time and the electronic copy later."),
        Text("报送系统或登记人延误。", "The system or the clerk was late in recording it."),
    )
    parameters = (
        Parameter(
            "day",
            "每月最后报送日",
            "last day of the month for reports",
            Measure.DAYS,
            Text(
                "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）：每月20日前；其他地区为本系统默认",
                "Jinniu District, Chengdu, plan of 2017: by the 20th; elsewhere a default of this system",
            ),
            ((date(2017, 5, 1), 20),),
            bounds=(1, 31),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each report, and one for each unit that left some out."""
        missing = [kind for kind in self.inputs if not view.held(kind)]
        yield from (self.not_held(kind) for kind in missing)
        if DocumentKind.MONTHLY_REPORT in missing:
            return
        unit_of = units(view, "monthly_report")
        reports: dict[tuple[Subject, date], list[Row]] = defaultdict(list)
        for row in view.rows("monthly_report"):
            unit_id = unit_of.get(row["id"])
            subject = Subject("unit", unit_id, unit_id) if unit_id else Subject("document", row["document_id"])
            reports[subject, row["month"].replace(day=1)].append(row)
        for (subject, month), rows in sorted(reports.items(), key=lambda item: (item[0][0].id, item[0][1])):
            yield self._judge(subject, month, rows, view.assessed_on, params)
        yield from self._left_out(view, {(subject.id, month) for subject, month in reports}, params)

    def _judge(self, subject: Subject, month: date, reports: list[Row], today: date, params: Parameters) -> Answer:
        rows = [evidence("monthly_report", report) for report in reports]
        try:
            last = _last_day(month, params)
        except CalendarUnknown:
            return self.unknown(subject, sentence("rules-calendar-unknown", year=month.year), rows)
        if last is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        submitted = min((r["submitted_on"] for r in reports if r["submitted_on"]), default=None)
        paper = min((r["paper_on"] for r in reports if r["paper_on"]), default=None)
        places = {"month": f"{month:%Y-%m}", "last": last}
        if submitted is not None:
            return self._compared(subject, submitted, last, places, rows)
        if paper is not None and paper > last:  # the copy that is dated came late
            return self._compared(subject, paper, last, places, rows)
        if paper is not None or any(r[column] is not None for r in reports for column in _FIGURES):
            return self.unknown(subject, sentence("rule-l05-undated", **places), rows)
        if today <= last:
            return self.excluded(subject, sentence("rule-l05-not-due", **places), rows)
        days = (today - last).days
        said = sentence("rule-l05-absent", months=places["month"], count=1, as_of=today)
        return self.flag(subject, said, rows, value=str(days), threshold="0")

    def _compared(
        self, subject: Subject, came: date, last: date, places: dict[str, object], rows: list[Evidence]
    ) -> Answer:
        days = (came - last).days
        code, answer = ("rule-l05-flag", self.flag) if days > 0 else ("rule-l05-pass", self.passed)
        return answer(
            subject, sentence(code, **places, came=came, days=abs(days)), rows, value=str(days), threshold="0"
        )

    def _left_out(self, view: View, reported: set[tuple[str, date]], params: Parameters) -> Iterator[Answer]:
        """Units of the roster without a record for months that others reported."""
        due: dict[date, date] = {}
        for month in sorted({month for _, month in reported} | _months_stated(view)):
            try:
                last = _last_day(month, params)
            except CalendarUnknown:
                continue  # told for the reports of that month already
            if last is not None and last < view.assessed_on:
                due[month] = last
        unit_of = units(view, "budget_unit")
        for row in view.rows("budget_unit"):
            unit_id = unit_of.get(row["id"])
            if unit_id is None or (row["level"] is not None and row["level"] != _FIRST_LEVEL):
                continue
            absent = [m for m in due if (unit_id, m) not in reported and lasts_on(row["since"], row["until"], due[m])]
            subject, rows = Subject("unit", unit_id, unit_id), [evidence("budget_unit", row)]
            if not absent:
                continue
            months = ", ".join(f"{month:%Y-%m}" for month in absent)
            if row["level"] is None:
                yield self.unknown(subject, sentence("rule-l05-no-level", months=months), rows)
                continue
            days = (view.assessed_on - due[absent[0]]).days
            said = sentence("rule-l05-absent", months=months, count=len(absent), as_of=view.assessed_on)
            yield self.flag(subject, said, rows, value=str(days), threshold="0")


def _last_day(month: date, params: Parameters) -> date | None:
    """The last day on which the report of a month is in time; None before the day was set."""
    day = params.whole("day", month)
    end = monthrange(month.year, month.month)[1]
    return None if day is None else on_or_after(month.replace(day=min(day, end)))


def _months_stated(view: View) -> set[date]:
    """The months that registers of monthly reports say they are about, whether anybody reported or not."""
    months: set[date] = set()
    for row in view.rows("coverage"):
        first, last = row["period_from"], row["period_to"]
        if row["kind"] == DocumentKind.MONTHLY_REPORT and first and last:
            months.update(months_between(first, last))
    return months
