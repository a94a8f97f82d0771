"""A fund notice hangs for fewer days than its kind of fund asks for (D07)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground, Row
from models.truth import Difficulty
from models.vocabulary import FundType

_TYPES = list(FundType)
# First and last day both count (domain 5a.15); days that local and national rules ask for.
LEAST = {FundType.POVERTY: 10, FundType.MINIMUM_LIVING: 7, FundType.FARM_SUBSIDY: 7}


class ShortNotice(OneFact):
    """The near miss hangs for exactly the days asked for; the decoy's last day cannot be read."""

    name = "short_notice"
    rules = ("D07",)
    frame, table, fact, lacking = "batches", "fund_notice", "period_to", ("period_to",)
    why_zh = "资金公示的天数少于该类资金的要求"
    why_en = "a fund notice was up for fewer days than its kind of fund asks for"

    def candidates(self, ground: Ground) -> Array:
        """Notices of kinds for which a period is laid down."""
        return np.flatnonzero(np.isin(_types(ground), [_TYPES.index(kind) for kind in LEAST]))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """One to four days short."""
        self._last(ground, row, by_difficulty(difficulty, 4, 2, 1))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Not a day short."""
        self._last(ground, row, 0)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """One of its rows."""
        return tuple(Row("fund_item", int(at)) for at in np.flatnonzero(ground.world["items"]["batch"] == row)[:1])

    def _last(self, ground: Ground, row: int, short: int) -> None:
        batches = ground.world["batches"]
        days = LEAST[_TYPES[int(_types(ground)[row])]] - short
        batches["until"][row] = batches["since"][row] + days - 1


def _types(ground: Ground) -> Array:
    kinds: Array = ground.world["programmes"]["type"][ground.world["batches"]["programme"]]
    return kinds
