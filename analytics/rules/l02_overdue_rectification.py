"""L02, a problem still open after the day by which it was to be mended.

Flows in: the rectification ledger, and the days set in the check ledger. Flows out: one answer for each problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from analytics.rules.answers import Answer
from analytics.rules.ledgers import Line, by_number
from analytics.rules.parameters import Measure, Parameter, Parameters, Text
from analytics.rules.rule import Rule, sentence
from analytics.snapshot import View
from models.calendar import CalendarUnknown, on_or_after
from models.vocabulary import DocumentKind, RectificationStatus, Severity

_OPEN = frozenset({RectificationStatus.OPEN, RectificationStatus.RECTIFYING, RectificationStatus.REOPENED})
_MENDED = ("rectified_on", "verified_on", "closed_on")


class OverdueRectification(Rule):
    """Days since the last day on which a problem that is still open could be mended in time."""

    code = "L02"
    name = Text("整改超期", "rectification overdue")
    what = Text(
        "整改时限（有延期的按延期）已过，问题是否仍未整改完成。",
        "Whether a problem is still open after its due day, or the day to which that was extended.",
    )
    method = (
        Text(
            "整改时限取整改台账，并与检查台账同一问题的时限核对；登记了延期的，以较晚的日期为准。",
            "The due day is that of the rectification ledger, compared with the one set in the check ledger; a "
            "recorded extension counts where it is later.",
        ),
        Text(
            "期限的最后一日是休息日的，顺延至下一工作日（民法典第二百零三条）。",
            "A due day that is a day of rest moves to the next working day (Civil Code, art. 203).",
        ),
        Text(
            "评估日晚于该日，而状态为未整改、整改中或重新启动的，预警。",
            "The assessed day after it, and the state is open, being rectified or reopened: flag.",
        ),
    )
    why = Text(
        "超期未改说明整改责任没有落实，问题可能被搁置或反复。",
        "A problem left open past its day shows that nobody answers for it; it may have been shelved.",
    )
    source = (
        Text(
            "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）：台账管理、倒排时间节点、逐项整改到位",
            "Jinniu District, Chengdu, plan for dealing with petty corruption (2017): ledgers, fixed days, each "
            "problem mended",
        ),
        Text(
            "《中华人民共和国民法典》第二百零一条至第二百零三条（期间的计算）",
            "Civil Code, art. 201 to 203 (reckoning of periods)",
        ),
    )
    inputs = (DocumentKind.RECTIFICATION_LEDGER, DocumentKind.CHECK_LEDGER)
    severity = Severity.MEDIUM
    subject = "unit"
    value_unit = Measure.DAYS
    output = Text(
        "评估日超过期限的天数（负数为剩余天数）与允许的天数。",
        "Days from the due day to the assessed day (below zero: days left), and the days allowed.",
    )
    exclusions = (
        Text(
            "已整改、已验收、已销号的，不论早晚均通过。",
            "What has been rectified, verified or closed passes, late or not.",
        ),
    )
    assumptions = (
        Text(
            "两本台账都没有时限，或状态未填而时限已过的，无法判断。",
            "No due day in either ledger, or no state once the day has passed: cannot assess.",
        ),
        Text(
            "两本台账时限不同且结论不一的，无法判断。",
            "Two different due days that lead to different verdicts: cannot assess.",
        ),
        Text(
            "检查台账有问题而整改台账没有对应记录的，由 L01 处理；时限已过的，本规则答“无法判断”。",
            "A problem without an entry is for L01; once its day has passed, this rule cannot assess it.",
        ),
    )
    innocent = (
        Text("已批准延期，台账未登记。", "An extension was granted and not entered."),
        Text("整改依赖上级审批或工程进度。", "The remedy waits for a decision above or for works."),
    )
    parameters = (
        Parameter(
            "days",
            "允许超过期限的天数",
            "days allowed past the due day",
            Measure.DAYS,
            Text(
                "成都市金牛区《开展专项治理“微腐败”工作实施方案》（2017年）；其他地区为本系统默认",
                "Jinniu District, Chengdu, plan of 2017; elsewhere a default of this system",
            ),
            ((date(2017, 5, 1), 0),),
        ),
    )

    def evaluate(self, view: View, params: Parameters) -> Iterator[Answer]:
        """One answer for each entry, and for each problem without one."""
        if not view.held(DocumentKind.RECTIFICATION_LEDGER):
            yield self.not_held(DocumentKind.RECTIFICATION_LEDGER)
            return
        allowed = params.whole("days", view.assessed_on) or 0
        for both in by_number(view).values():
            for entry in both.entries:
                yield self._judge(entry, both.partners(entry), view.assessed_on, allowed)
            for check in both.checks:
                if not both.partners(check):
                    yield self._without_entry(check, view.assessed_on, allowed)

    def _judge(self, entry: Line, checks: list[Line], today: date, allowed: int) -> Answer:
        row, rows = entry.row, [entry.evidence, *(check.evidence for check in checks)]
        is_open = _is_open(entry)
        if is_open is False:
            return self.cleared(entry.subject, sentence("rule-l02-mended", number=entry.number), rows)
        dues = sorted({line.row["due"] for line in (entry, *checks)} - {None})
        extended = row["extended_to"]
        dues = sorted({max(due, extended) for due in dues} or {extended}) if extended else dues
        if not dues:
            return self.unknown(entry.subject, sentence("rule-l02-no-due", number=entry.number), rows)
        try:
            overdue = {due: _days_over(due, today) for due in dues}
        except CalendarUnknown:
            said = sentence("rules-calendar-unknown", year=dues[-1].year)
            return self.unknown(entry.subject, said, rows)
        late = {days > allowed for days in overdue.values()}
        if len(late) > 1:
            said = sentence("rule-l02-two-days", number=entry.number, one=dues[0], other=dues[-1])
            return self.unknown(entry.subject, said, rows)
        due, days = dues[-1], overdue[dues[-1]]
        figures = {"number": entry.number, "due": due, "as_of": today, "days": abs(days)}
        if late == {False}:
            said = sentence("rule-l02-pass" if days <= 0 else "rule-l02-allowed", **figures)
            return self.passed(entry.subject, said, rows, value=str(days), threshold=str(allowed))
        if is_open is None:
            return self.unknown(entry.subject, sentence("rule-l02-no-state", **figures), rows)
        said = sentence("rule-l02-flag", **figures)
        return self.flag(entry.subject, said, rows, value=str(days), threshold=str(allowed))

    def _without_entry(self, check: Line, today: date, allowed: int) -> Answer:
        due = check.row["due"]
        if due is not None and today <= due:
            said = sentence("rule-l02-pass", number=check.number, due=due, as_of=today, days=(due - today).days)
            return self.passed(
                check.subject, said, [check.evidence], value=str((today - due).days), threshold=str(allowed)
            )
        return self.unknown(check.subject, sentence("rule-l02-no-entry", number=check.number), [check.evidence])


def _is_open(entry: Line) -> bool | None:
    """Whether a problem is still open; None where its state is not written, or its state and its days disagree."""
    row = entry.row
    if row["status"] is None:
        return False if any(row[column] for column in _MENDED) else None
    if row["status"] not in _OPEN:
        return False
    was_closed = row["closed_on"] is not None and row["reopened_on"] is None
    return None if was_closed and row["status"] != RectificationStatus.REOPENED else True


def _days_over(due: date, today: date) -> int:
    """Days since the last day that was in time, which moves where it is a day of rest; below zero while it runs."""
    if today <= due:
        return (today - due).days
    return (today - on_or_after(due)).days
