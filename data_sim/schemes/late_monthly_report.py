"""A unit hands in its monthly report after the twentieth (L05)."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground
from models.truth import Difficulty


class LateMonthlyReport(OneFact):
    """The near miss comes on the last day; the decoy's paper came in time, and when its copy came is not written."""

    name = "late_monthly_report"
    rules = ("L05",)
    frame, table, fact, lacking = "reports", "monthly_report", "submitted_on", ("submitted_on",)
    why_zh = "月报表在二十日之后才报送，纸质件也迟到"
    why_en = "a monthly report came after the twentieth, on paper too"

    def candidates(self, ground: Ground) -> Array:
        """Any report but those of the last month."""
        return np.flatnonzero(ground.world["reports"]["month"] < ground.world.today - 60)

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """One to eight working days late."""
        self._come(ground, row, by_difficulty(difficulty, 8, 3, 1))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """On the twentieth, or the next working day where that is a day of rest."""
        self._come(ground, row, 0)

    def decoy(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """In time on paper."""
        self._come(ground, row, 0)

    def _come(self, ground: Ground, row: int, late: int) -> None:
        frame = ground.world["reports"]
        last = workdays.on_or_after(np.array([int(frame["month"][row]) + 19]))
        day = int(workdays.later(last, np.array([late]))[0])
        frame["submitted"][row] = frame["paper"][row] = day
