"""A unit publishes its budget or final account after the twentieth day (D01)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, Array, date_of, day_of
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground, Row
from models.calendar import deadline
from models.truth import Difficulty


class LateBudget(OneFact):
    """The near miss is published on the last day that the law allows; the decoy's approval bears no day."""

    name = "late_budget"
    rules = ("D01",)
    frame, table, fact, lacking = "budgets", "budget_approval", "published_on", ("approved_on",)
    why_zh = "预决算在批复后第二十日之后才公开"
    why_en = "a budget or final account was published after the twentieth day from its approval"

    def candidates(self, ground: Ground) -> Array:
        """Published sets whose deadline lies well before today."""
        budgets = ground.world["budgets"]
        return np.flatnonzero((budgets["published"] != NEVER) & (budgets["approved"] < ground.world.today - 120))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Published one day, a week or a month late."""
        late = by_difficulty(difficulty, 20 + int(dice.integers(0, 20)), 4 + int(dice.integers(0, 5)), 1)
        ground.world["budgets"]["published"][row] = _last_day(ground, row) + late

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Published on the last day."""
        ground.world["budgets"]["published"][row] = _last_day(ground, row)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The forms of the set."""
        return (Row("budget_table", row, (("form", "expenditure"),)),)


def _last_day(ground: Ground, row: int) -> int:
    approved = date_of(int(ground.world["budgets"]["approved"][row]))
    return day_of(deadline(approved, 20)) if approved is not None else NEVER
