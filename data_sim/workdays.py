"""Working days and office hours by the array, 调休 included.

Flows in: days as numbers, places in working time. Flows out: days and minutes. A place is a real number: its whole part
counts working days, its fraction is how much of the office hours of that day has run.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import numpy as np

from data_sim.frames import EPOCH, Array, day_of
from models.calendar import is_working_day

# Years whose holiday notices are known and that a world may need.
FIRST_YEAR, LAST_YEAR = 2018, 2026
_FIRST, _LAST = day_of(date(FIRST_YEAR, 1, 1)), day_of(date(LAST_YEAR + 1, 1, 1))
# 8:30 to 12:00 and 13:30 to 17:30.
_MORNING, _AFTERNOON, _BREAK = 510, 240, 90
OFFICE_MINUTES = 210 + _AFTERNOON


@cache
def working_days() -> Array:
    """Every known working day, in order."""
    days = np.arange(_FIRST, _LAST)
    opened = [is_working_day(EPOCH + timedelta(days=int(day))) for day in days]
    known: Array = days[np.array(opened)]
    return known


def place_of(day: Array) -> Array:
    """The place of the first working day on or after each day."""
    return np.searchsorted(working_days(), day)


def on_or_after(day: Array) -> Array:
    """The day itself, or the next working day."""
    known = working_days()
    return known[np.minimum(place_of(day), len(known) - 1)]


def later(day: Array, count: Array) -> Array:
    """The day some working days after each day."""
    known = working_days()
    return known[np.clip(np.searchsorted(known, day, side="right") - 1 + count, 0, len(known) - 1)]


def minute_of(place: Array) -> Array:
    """The minute at a place in working time: always within office hours.

    >>> int(minute_of(np.array([0.0]))[0]) % 1440
    510
    """
    known = working_days()
    whole = np.clip(np.floor(place).astype(np.int64), 0, len(known) - 1)
    worked = ((place - np.floor(place)) * OFFICE_MINUTES).astype(np.int64)
    clock = _MORNING + worked + np.where(worked >= 210, _BREAK, 0)
    return known[whole].astype(np.int64) * 1440 + clock
