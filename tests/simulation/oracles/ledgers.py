"""L01 to L07 as a person checks them: by hand, from the registers as they are written (domain sections 5 and 5a).

Flows in: the registers, with the day on which one looks. Flows out: answers about rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from statistics import median

from models.calendar import CalendarUnknown, DayKind, elapsed_days, on_or_after
from models.vocabulary import RectificationStatus
from tests.simulation.oracles.judged import Judged, holds, judged
from tests.simulation.oracles.registers import Line, Registers, day, lasts

_CLOSED = RectificationStatus.CLOSED.zh
_OPEN = {RectificationStatus.OPEN.zh, RectificationStatus.RECTIFYING.zh, RectificationStatus.REOPENED.zh}


def l01(registers: Registers) -> Iterator[Judged]:
    """A problem without its entry, or an entry without its problem, by number of the check and of the problem."""
    for table, other in (("check_issue", "rectification"), ("rectification", "check_issue")):
        theirs: dict[str, set[str]] = defaultdict(set)
        for line in registers[other]:
            theirs[line["编号"]].add(line["问题序号"])
        for line in registers[table]:
            numbers = theirs[line["编号"]]
            if line["问题序号"] in numbers and line["问题序号"]:
                yield judged("pass", line)
            else:  # a problem without its number may be the one that is sought
                yield holds(None if not line["问题序号"] or "" in numbers else True, line)


def l02(registers: Registers) -> Iterator[Judged]:
    """Still open after its day, which moves where it is a day of rest, and where an extension was granted (5a.15)."""
    checked = registers.by("check_issue", "编号", "问题序号")
    for line in registers["rectification"]:
        issue = checked.get((line["编号"], line["问题序号"]), [])
        days = [line["延期至"], line["整改时限"], *(found["整改时限"] for found in issue)]
        due = next((found for cell in days if (found := day(cell))), None)
        is_open = line["完成情况"] in _OPEN if line["完成情况"] else None
        if is_open is False:
            yield judged("pass", line)
        else:
            yield holds(None if due is None or is_open is None else registers.as_of > on_or_after(due), line)


def l03(registers: Registers) -> Iterator[Judged]:
    """Closed without proof, or before the measure, or taken up again within ninety days."""
    for line in registers["rectification"]:
        closed, mended, again = (day(line[c]) for c in ("销号日期", "整改时间", "重新启动日期"))
        if not line["完成情况"] and closed is None:
            yield judged("cannot_assess", line)
            continue
        early = closed is not None and mended is not None and closed < mended
        back = closed is not None and again is not None and 0 <= (again - closed).days <= 90
        is_closed = closed is not None or line["完成情况"] == _CLOSED
        yield holds(is_closed and (not line["佐证材料"] or early or back), line)


def l04(registers: Registers) -> Iterator[Judged]:
    """No problem for three months or more in a row, while like units found three (the median), or people complained.

    Peers are the units of the same class; what they found in the same months is counted. Units under five staff are no
    case (5a.20).
    """
    reports: dict[str, dict[str, Line]] = defaultdict(dict)
    for line in registers["monthly_report"]:
        reports[line["单位"]][line["月份"]] = line
    staff = {line["单位"]: line for line in sorted(registers["staffing"], key=lambda line: line["年度"])}
    complaints = registers.by("complaint", "涉及单位")
    for unit, months in reports.items():
        for run in _runs(months):
            rows = [months[month] for month in run]
            if len(run) < 3:
                yield judged("pass", *rows)
                continue
            own = staff.get(unit)
            if any(not row["发现问题数"] for row in rows) or own is None:
                yield judged("cannot_assess", *rows)
                continue
            peers = [
                sum(int(theirs[m]["发现问题数"] or 0) for m in run if m in theirs)
                for other, theirs in reports.items()
                if other != unit and other in staff and staff[other]["同类组别"] == own["同类组别"]
            ]
            asked = any(found["受理日期"][:7] in run for found in complaints.get((unit,), ()))
            size = own["实有人数"] or own["编制数"]
            yield holds(int(size) >= 5 and (asked or (bool(peers) and median(peers) >= 3)), *rows)
        yield from (judged("pass", row) for row in months.values() if row["发现问题数"] not in ("", "0"))


def _runs(months: dict[str, Line]) -> list[list[str]]:
    """Months in a row for which no problem is written."""
    runs: list[list[str]] = [[]]
    for month in sorted(months):
        if months[month]["发现问题数"] in ("", "0"):
            runs[-1].append(month)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def l05(registers: Registers) -> Iterator[Judged]:
    """Submitted after the twentieth of its month, or the next working day where that is one of rest; or not at all.

    What came in time on paper, and whose copy bears no day, is not known to be late.
    """
    sent: dict[str, set[str]] = defaultdict(set)
    for line in registers["monthly_report"]:
        sent[line["单位"]].add(line["月份"])
        submitted, paper = day(line["报送日期"]), day(line["纸质报送日期"])
        last = on_or_after(date.fromisoformat(f"{line['月份']}-20"))
        if submitted is not None:
            yield holds(submitted > last, line)
        else:
            yield holds(registers.as_of > last if paper is None else None if paper <= last else True, line)
    months = set().union(*sent.values()) if sent else set()
    for unit in registers["budget_unit"]:
        if unit["预算级次"] == "1" and lasts(unit, registers.as_of):
            yield holds(bool(months - sent[unit["单位名称"]]), unit)


def l06(registers: Registers) -> Iterator[Judged]:
    """Someone on the roster had not signed by the day, for no reason that counts."""
    for line in registers["pledge"]:
        due = day(line["应签日期"])
        if line["签订日期"] or line["免签理由"]:
            yield judged("pass", line)
        else:
            yield holds(None if due is None else registers.as_of > due, line)


def l07(registers: Registers) -> Iterator[Judged]:
    """A complaint of a campaign that took more than fifteen working days, and was not extended."""
    for line in registers["complaint"]:
        if not line["专项"]:
            continue
        received, ended, extended = (day(line[c]) for c in ("受理日期", "查结日期", "延期至"))
        if received is None:
            yield judged("cannot_assess", line)
            continue
        try:
            slow = elapsed_days(received, ended or registers.as_of, DayKind.WORKING) > 15
        except CalendarUnknown:
            yield judged("cannot_assess", line)
            continue
        yield holds(slow and not (extended is not None and (ended or registers.as_of) <= on_or_after(extended)), line)
