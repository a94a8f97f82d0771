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
        code = str(lines["function"][row])
        place = Row("budget_line", row)
        forms = ["expenditure", "general", "projects"]
        edits: tuple[Edit, ...] = ()
        if kind is PlantKind.HIT:
            # All that stands below, so that the forms still add up.
            code = code[: 3 if difficulty is Difficulty.EASY else 5]
            below = np.char.startswith(lines["function"].astype(str), code)
            lines["function"][(lines["budget"] == budget) & below] = code
        elif kind is PlantKind.DECOY:
            forms, edits = ["projects"], (Edit(place, "code"),)
        return Case(
            rows=(*(Row("budget_table", budget, (("form", form),)) for form in forms), place),
            actors=(("units", int(budgets["unit"][budget]), "unit"),),
            edits=edits,
            changed=None if kind is PlantKind.HIT else "code",
        )
