"""A subsidy is not area times rate (F03)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground, Row
from data_sim.schemes.sites import change_item
from models.truth import Difficulty


class WrongRate(OneFact):
    """The near miss is off by one fen of rounding; the decoy's area is not written."""

    name = "wrong_rate"
    rules = ("F03",)
    frame, table, fact, lacking = "payments", "payment", "amount", ("quantity",)
    why_zh = "补贴金额不等于面积乘以标准"
    why_en = "the subsidy paid is not area times rate"

    def candidates(self, ground: Ground) -> Array:
        """Payments of subsidies by area."""
        payments, items = ground.world["payments"], ground.world["items"]
        item = payments["item"]
        return np.flatnonzero((item != NOBODY) & (items["quantity"][np.maximum(item, 0)] != NOBODY))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Fifty, five or a fifth of a yuan too much; notice and payment agree."""
        self._add(ground, row, by_difficulty(difficulty, 5_000, 500, 20))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Exactly area times rate, to the fen."""

    def also(self, ground: Ground, row: int) -> tuple[tuple[str, int], ...]:
        """The row of the notice."""
        return (("items", int(ground.world["payments"]["item"][row])),)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The row of the notice."""
        return (Row("fund_item", int(ground.world["payments"]["item"][row])),)

    def _add(self, ground: Ground, row: int, fen: int) -> None:
        change_item(ground, int(ground.world["payments"]["item"][row]), fen)
