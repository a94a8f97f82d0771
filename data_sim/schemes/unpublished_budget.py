"""A unit of the roster publishes nothing although the twentieth day is past (D02)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground, Row
from models.truth import Difficulty
from models.vocabulary import SpendingStage

_BUDGET = list(SpendingStage).index(SpendingStage.BUDGET)


class UnpublishedBudget(OneFact):
    """The near miss publishes in time; of the decoy nobody knows when its budget was approved."""

    name = "unpublished_budget"
    rules = ("D02",)
    frame, table, fact, lacking = "budgets", "budget_approval", "published_on", ("approved_on",)
    why_zh = "名册内单位在批复二十日后仍未公开部门预算"
    why_en = "a unit of the roster has not published its budget though the twentieth day is past"

    def candidates(self, ground: Ground) -> Array:
        """Budgets of the year of first-level units."""
        budgets, units = ground.world["budgets"], ground.world["units"]
        fit = (budgets["year"] == ground.world.year) & (budgets["stage"] == _BUDGET)
        return np.flatnonzero(fit & (units["level"][budgets["unit"]] == 1))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Never published."""
        ground.world["budgets"]["published"][row] = NEVER

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Published as the innocent city has it."""

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The unit in the roster."""
        return (Row("budget_unit", int(ground.world["budgets"]["unit"][row])),)
