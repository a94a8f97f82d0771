"""What has happened by the day of the world is known, what comes after it is not.

Flows in: the frames as the whole year fills them. Flows out: the same frames, with what lies ahead unmarked or open. On
the last day of a year there is next to nothing to hide; within a year it is half of the work.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array, day_of
from data_sim.world import World
from models.vocabulary import Period

_PERIODS = list(Period)
# Frames and the day on which an office writes their rows down.
_WRITTEN = {
    "budgets": "published",
    "batches": "published",
    "lots": "awarded",
    "issues": "filled",
    "rectifications": "filled",
    "reports": "submitted",
    "payroll": "month",
    "kin_filings": "filed",
    "declarations": "declared",
    "delegations": "since",
}
# Days within rows that are written before they come, open until then.
_OPEN = {"pledges": ("signed",), "lots": ("contract",), "matters": ("suspended_to",)}


def hide_what_lies_ahead(world: World) -> None:
    """Unmark the rows of days to come, and open the days within rows that have not come."""
    for name, column in _WRITTEN.items():
        frame = world[name]
        frame.withhold(np.flatnonzero(frame[column] > world.today))
    spending = world["spending"]
    spending.withhold(np.flatnonzero(_ends(spending["year"], spending["period"]) > world.today))
    mended = world["rectifications"]
    if len(mended):
        mended.withhold(np.flatnonzero(~world["issues"].kept[mended["issue"]]))
    for name, columns in _OPEN.items():
        for column in columns:
            days = world[name][column]
            days[(days != NEVER) & (days > world.today)] = NEVER


def _ends(year: Array, period: Array) -> Array:
    """The last day of each month or quarter."""
    ends = np.full(len(year), NOBODY, np.int64)
    for which in np.unique(year).tolist():
        for at, term in enumerate(_PERIODS):
            month = int(term[1:]) * (3 if term.startswith("Q") else 1)
            following = date(which + month // 12, month % 12 + 1, 1)
            ends[(year == which) & (period == at)] = day_of(following) - 1
    return ends
