"""Days, working days and time limits, reckoned as 民法典 201 to 203 say.

Flows in: dates. Flows out: dates and counts. The first day of a period does not count; a period of months or
years ends on the corresponding day, that day included; where there is none, on the last day of the month.
Working days follow the State Council's yearly holiday notices with 调休 (library `chinesecalendar`); a year it
does not know raises `CalendarUnknown`, and the caller answers "cannot assess".
"""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

import chinese_calendar
from chinese_calendar.constants import holidays as _known_holidays

_FIRST_YEAR = min(_known_holidays).year
_LAST_YEAR = max(_known_holidays).year


class CalendarUnknown(ValueError):
    """No holiday notice is known for this year."""


class DayKind(StrEnum):
    """How a period in days is counted."""

    CALENDAR = "calendar"
    WORKING = "working"


@lru_cache(maxsize=1 << 14)  # the library looks through all its holidays each time it is asked
def is_working_day(day: date) -> bool:
    """Whether offices are open on this day, 调休 included.

    >>> is_working_day(date(2024, 5, 11))  # a Saturday worked for the May holiday
    True
    """
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise CalendarUnknown(f"no holiday notice is known for {day.year}")
    return bool(chinese_calendar.is_workday(day))


def days_inclusive(first: date, last: date, kind: DayKind = DayKind.CALENDAR) -> int:
    """Days of a notice period; the first and the last day both count (domain decision 5a.15).

    >>> days_inclusive(date(2024, 8, 9), date(2024, 8, 18))
    10
    """
    if last < first:
        return 0
    total = (last - first).days + 1
    if kind is DayKind.CALENDAR:
        return total
    return sum(is_working_day(first + timedelta(days=n)) for n in range(total))


def lasts_on(since: date | None, until: date | None, day: date) -> bool:
    """Whether an interval holds a day, both ends included; an open end lasts (5a.6).

    >>> lasts_on(date(2020, 1, 1), None, date(2020, 1, 1)), lasts_on(None, date(2019, 1, 1), date(2020, 1, 1))
    (True, False)
    """
    return (since is None or since <= day) and (until is None or until >= day)


def add_months(start: date, months: int) -> date:
    """The last day of a period of months that begins with `start`.

    >>> add_months(date(2024, 2, 29), 12)
    datetime.date(2025, 2, 28)
    """
    month_index = start.year * 12 + (start.month - 1) + months
    year, month = divmod(month_index, 12)
    month += 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def add_years(start: date, years: int) -> date:
    """The last day of a period of years that begins with `start`.

    >>> add_years(date(2022, 11, 30), 3)
    datetime.date(2025, 11, 30)
    """
    return add_months(start, 12 * years)


def elapsed_days(start: date, end: date, kind: DayKind = DayKind.CALENDAR) -> int:
    """Days that have run from `start` to `end`: the first day does not count, the last does (民法典 201).

    >>> elapsed_days(date(2024, 5, 10), date(2024, 5, 13), DayKind.WORKING)  # the Saturday between was worked
    2
    """
    return days_inclusive(start + timedelta(days=1), end, kind)


def on_or_after(day: date) -> date:
    """The day itself, or the next working day where it is a rest day (民法典 203).

    >>> on_or_after(date(2024, 10, 1))
    datetime.date(2024, 10, 8)
    """
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def deadline(start: date, days: int, kind: DayKind = DayKind.CALENDAR) -> date:
    """The last day on which an act is still in time; a deadline on a rest day moves to the next working day."""
    if kind is DayKind.CALENDAR:
        return on_or_after(start + timedelta(days=days))
    day, left = start, days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day)
    return day
