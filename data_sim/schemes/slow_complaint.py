"""A complaint of the campaign takes more than fifteen working days (L07)."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground
from models.truth import Difficulty

CAMPAIGN = "群众身边不正之风和腐败问题集中整治"


class SlowComplaint(OneFact):
    """The near miss ends on the fifteenth working day; when the decoy was taken up is not written."""

    name = "slow_complaint"
    rules = ("L07",)
    frame, table, fact, lacking = "complaints", "complaint", "finished_on", ("received_on",)
    why_zh = "集中整治期间的举报超过十五个工作日才查结"
    why_en = "a complaint of the campaign took more than fifteen working days"

    def candidates(self, ground: Ground) -> Array:
        """Finished complaints of the first ten months."""
        frame = ground.world["complaints"]
        return np.flatnonzero((frame["finished"] != NEVER) & (frame["received"] < ground.world.today - 70))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """One to fifteen working days too long."""
        self._end(ground, row, 15 + by_difficulty(difficulty, 12, 5, 1))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Fifteen working days."""
        self._end(ground, row, 15)

    def _end(self, ground: Ground, row: int, days: int) -> None:
        frame = ground.world["complaints"]
        frame["campaign"][row] = CAMPAIGN
        frame["finished"][row] = int(workdays.later(frame["received"][row : row + 1], np.array([days]))[0])
