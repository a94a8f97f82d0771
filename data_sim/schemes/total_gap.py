"""The notices of a programme add up to more or less than its budget (F10)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground, Row
from models.truth import Difficulty


class TotalGap(OneFact):
    """The near miss is one per cent apart; the decoy's budget is not written."""

    name = "total_gap"
    rules = ("F10",)
    hits = 1
    frame, table, fact, lacking = "programmes", "programme_budget", "amount", ("amount",)
    why_zh = "各批次公示合计与该项资金预算相差百分之二以上"
    why_en = "the notices of a programme differ from its budget by more than two per cent"

    def candidates(self, ground: Ground) -> Array:
        """Any programme."""
        return np.arange(len(ground.world["programmes"]))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Thirty, ten or three per cent more than the budget."""
        self._budget(ground, row, 100 + by_difficulty(difficulty, 30, 10, 3))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """One per cent more."""
        self._budget(ground, row, 101)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The notices."""
        rows = np.flatnonzero(ground.world["batches"]["programme"] == row)
        return tuple(Row("fund_notice", int(batch)) for batch in rows)

    def _budget(self, ground: Ground, row: int, percent: int) -> None:
        budget = ground.world["programmes"]["budget"]
        budget[row] = int(budget[row]) * 100 // percent // 100_000 * 100_000
