"""L07, a complaint of a campaign that took more than fifteen working days.

Flows in: the register of complaints. Flows out: one answer for each complaint.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analytics.identity import squash
from analytics.rules.answers import Answer
from analytics.rules.clocks import working_days
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Row, Rule, Subject, evidence, sentence
from analytics.snapshot import View
from models.calendar import CalendarUnknown, on_or_after
from models.vocabulary import ComplaintStatus, DocumentKind, Severity

_CAMPAIGNS, _EVERY = "campaigns", "every"


class SlowCheck(Rule):
    """Working days from the receipt of a complaint to its outcome."""

    code = "L07"
    name = Text("举报超期", "complaint overdue")
    what = Text(
        "专项工作期间的举报是否超过规定的工作日才查结，或到期仍未查结。",
        "Whether a complaint of a campaign took more working days than set, or is still open after them.",
    )
    method = (
        Text(
            "自受理次日起数工作日（含调休），至查结之日；未查结的数至评估日。",
            "Count working days from the day after receipt, worked weekends included, to the day it was finished; one "
            "that is open is counted to the assessed day.",
        ),
        Text(
            "批准延期的，期限为延期之日；该日为休息日的，顺延至下一工作日。",
            "Where an extension is recorded, the limit is its day, or the next working day where that is one of rest.",
        ),
        Text("超过期限的，预警。", "Longer than the limit: flag."),
    )
    why = Text(
        "举报久拖不决，证据流失，举报人失去信任，也给干预留下时间。",
        "A complaint that drags on loses its evidence and the trust of those who reported, and leaves time to "
        "interfere.",
    )
    source = (
        Text(
            "重庆市《关于加强换届风气监督的工作方案》（2016年）第16项：一般应在15个工作日内查结",
            "Chongqing, plan for supervising the change of leadership (2016), item 16: as a rule finished within 15 "
            "working days",
        ),
        Text(
            "《中华人民共和国民法典》第二百零一条、第二百零三条（期间的计算）",
            "Civil Code, art. 201 and 203 (reckoning of periods)",
        ),
    )
    inputs = (DocumentKind.COMPLAINT_REGISTER,)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.WORKING_DAYS
    output = Text("已用工作日与允许的工作日。", "Working days taken, and working days allowed.")
    exclusions = (
        Text(
            "不属于专项工作的举报（可由单位设为全部检查）。",
            "Complaints that belong to no campaign (an office may set that all are checked).",
        ),
    )
    assumptions = (
        Text(
            "受理日期空白，或已查结、已移送而日期空白且期限已过的，无法判断。",
            "No day of receipt, or finished or handed over on a day that is not written once the limit has passed: "
            "cannot assess.",
        ),
        Text("系统没有放假安排的年份，无法判断。", "A year whose holiday notice is not known: cannot assess."),
    )
    innocent = (
        Text("案情复杂，已批准延期而未登记。", "A hard case, extended without an entry."),
        Text("已并案处理。", "It was joined with another case."),
    )
    parameters = (
        Parameter(
            "days",
            "查结期限（工作日）",
            "working days allowed",
            Measure.WORKING_DAYS,
            Text(
                "重庆市《关于加强换届风气监督的工作方案》（2016年）第16项；其他地区为本系统默认",
                "Chongqing, plan of 2016, item 16; elsewhere a default of this system",
            ),
            ((date(2016, 1, 1), 15),),
        ),
        Parameter(
            "scope",
            "检查范围（campaigns 仅专项，every 全部）",
            "which complaints are checked (campaigns or every)",
            Measure.SCOPE,
            Text("本系统默认：期限只见于专项工作", "default of this system: the limit is known from campaigns only"),
            ((date(2016, 1, 1), _CAMPAIGNS),),
            (_CAMPAIGNS, _EVERY),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each complaint."""
        if not view.held(DocumentKind.COMPLAINT_REGISTER):
            yield self.not_held(DocumentKind.COMPLAINT_REGISTER)
            return
        unit_of = units(view, "complaint")
        for row in view.rows("complaint"):
            unit_id = unit_of.get(row["id"])
            subject = Subject("unit", unit_id, unit_id) if unit_id else Subject("document", row["document_id"])
            yield self._judge(subject, row, view.assessed_on, params)

    def _judge(self, subject: Subject, row: Row, today: date, params: Parameters) -> Answer:
        rows, received = [evidence("complaint", row)], row["received_on"]
        number = {"number": row["number"]}
        judged_on = received or today
        allowed, scope = params.whole("days", judged_on), params.word("scope", judged_on)
        if allowed is None or scope is None:
            return self.excluded(subject, sentence("rules-before-force"), rows)
        if scope == _CAMPAIGNS and not squash(row["campaign"]):
            return self.excluded(subject, sentence("rule-l07-no-campaign", **number), rows)
        if received is None:
            return self.unknown(subject, sentence("rule-l07-undated", **number), rows)
        finished = row["finished_on"]
        if finished is not None and finished < received:
            return self.unknown(subject, sentence("rule-l07-reversed", **number), rows)
        end = min(finished or today, today)
        try:
            days = working_days(received, end)
            if row["extended_to"] is not None and row["extended_to"] > received:
                allowed = max(allowed, working_days(received, on_or_after(row["extended_to"])))
        except CalendarUnknown:
            return self.unknown(subject, sentence("rules-calendar-unknown", year=end.year), rows)
        places = {**number, "received": received, "end": end, "days": days, "allowed": allowed}
        is_over = finished is not None and finished <= today
        if days <= allowed:
            return self.passed(
                subject, sentence("rule-l07-pass", **places), rows, value=str(days), threshold=str(allowed)
            )
        if not is_over and row["status"] in {ComplaintStatus.FINISHED, ComplaintStatus.MOVED}:
            return self.unknown(subject, sentence("rule-l07-no-end", **number), rows)
        said = sentence("rule-l07-flag" if is_over else "rule-l07-open", **places)
        return self.flag(subject, said, rows, value=str(days), threshold=str(allowed))
