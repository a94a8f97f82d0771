"""A budget shows its spending by class only (D04)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class CoarseBudget(Scheme):
    """The near miss goes down to the item (项); the decoy's codes cannot be read."""

    name = "coarse_budget"
    rules = ("D04",)
    why_zh = "功能科目未公开到项，或基本支出经济科目未公开到款"
    why_en = "spending is not shown down to the item, or basic spending not down to the section"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Cut the codes of a project, of one line or of all lines of a function."""
        world = ground.world
        lines, budgets = world["budget_lines"], world["budgets"]
        shown = budgets["published"][lines["budget"]] != NEVER
        row = ground.draw(dice, "budget_lines", np.flatnonzero((lines["project"] != "") & shown))
        budget = int(lines["budget"][row])
        if not ground.is_free("budgets", budget):
            raise NoGround("budgets")
        ground.take("budgets", budget)
        mine = np.flatnonzero((lines["budget"] == budget) & (lines["function"] == lines["function"][row]))
        if kind is not PlantKind.NEAR_MISS:
            cut = 3 if difficulty is Difficulty.EASY else 5
            lines["function"][mine] = str(lines["function"][row])[:cut]
        place = Row("budget_line", row)
        return Case(
            rows=(Row("budget_table", budget, (("form", "expenditure"),)), place),
            actors=(("units", int(budgets["unit"][budget]), "unit"),),
            edits=tuple(Edit(Row("budget_line", int(at)), "code") for at in mine) if kind is PlantKind.DECOY else (),
            changed=None if kind is PlantKind.HIT else "code",
        )
