"""Someone on aid claims another age than the identity number has (V04)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground
from models.truth import Difficulty


class FalseAge(OneFact):
    """The near miss differs by a month, as the lunar calendar does; the decoy's number is not written."""

    name = "false_age"
    rules = ("V04",)
    frame, table, fact, lacking = "benefits", "benefit", "claimed_birth", ("id", "id_birth", "claimed_age")
    why_zh = "申报年龄与身份证出生日期相差一年以上"
    why_en = "the age claimed differs from the identity number by a year or more"

    def candidates(self, ground: Ground) -> Array:
        """Anybody on aid."""
        return np.arange(len(ground.world["benefits"]))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Older by twenty, five or a little more than one year."""
        self._claim(ground, row, -by_difficulty(difficulty, 20 * 365 + 5, 5 * 365 + 1, 400))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Some weeks apart."""
        self._claim(ground, row, -int(dice.integers(18, 48)))

    def _claim(self, ground: Ground, row: int, shift: int) -> None:
        world = ground.world
        world["benefits"]["claimed"][row] = world["persons"]["born"][world["benefits"]["person"][row]] + shift
