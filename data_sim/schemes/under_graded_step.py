"""A step over money, personnel or purchases is graded LOW (P01)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground, Row
from data_sim.schemes.sites import heavy_steps
from models.truth import Difficulty
from models.vocabulary import RiskLevel

_LOW, _MEDIUM = list(RiskLevel).index(RiskLevel.LOW), list(RiskLevel).index(RiskLevel.MEDIUM)


class UnderGradedStep(OneFact):
    """The near miss is graded one level higher; the decoy has no grade."""

    name = "under_graded_step"
    rules = ("P01",)
    frame, table, fact, lacking = "steps", "post_step", "grade", ("grade",)
    why_zh = "涉及人财物的环节风险等级定为低"
    why_en = "a step over money, personnel or purchases is graded low"

    def candidates(self, ground: Ground) -> Array:
        """Steps of substance over such powers."""
        return heavy_steps(ground)

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Graded low."""
        ground.world["steps"]["grade"][row] = _LOW

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Graded medium."""
        ground.world["steps"]["grade"][row] = _MEDIUM

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The power."""
        return (Row("power_item", int(ground.world["steps"]["power"][row])),)
