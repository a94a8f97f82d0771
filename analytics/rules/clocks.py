"""How long something lay on a desk: working days between two days, less those for which the clock stood still; months.

Flows in: days. Flows out: counts of working days. The first day does not count (民法典 201); a pause counts with its
first and its last day. A year without a holiday notice raises `CalendarUnknown`: cannot assess.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from models.calendar import DayKind, add_months, days_inclusive, elapsed_days


@lru_cache(maxsize=1 << 16)  # thousands of matters share the same few hundred days
def working_days(start: date, end: date) -> int:
    """Working days that ran from `start` to `end`, the first day not counted.

    >>> working_days(date(2025, 3, 3), date(2025, 3, 10))
    5
    """
    return elapsed_days(start, end, DayKind.WORKING)


def less_pause(start: date, end: date, pause: tuple[date, date | None]) -> int:
    """Working days that ran from `start` to `end` while the clock went; an open pause lasts.

    >>> less_pause(date(2025, 3, 3), date(2025, 3, 10), (date(2025, 3, 5), date(2025, 3, 6)))
    3
    """
    first, last = max(pause[0], start + timedelta(days=1)), min(pause[1] or end, end)
    return working_days(start, end) - days_inclusive(first, last, DayKind.WORKING)


def months_between(first: date, last: date) -> Iterator[date]:
    """The first days of the months from one day to another, both months included.

    >>> [day.month for day in months_between(date(2025, 11, 20), date(2026, 1, 1))]
    [11, 12, 1]
    """
    month, end = first.replace(day=1), last.replace(day=1)
    while month < end:
        yield month
        month = add_months(month, 1)
    if month == end:
        yield month
