"""A form does not add up (D05)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.money import from_fen
from models.truth import Difficulty, PlantKind


class BrokenSum(Scheme):
    """The near miss is off by one hundredth of 万元, as rounding does; the decoy states no total."""

    name = "broken_sum"
    rules = ("D05",)
    why_zh = "表内合计与各行之和不符"
    why_en = "the total of a form differs from the sum of its lines"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """State another total than the lines give."""
        world = ground.world
        budgets, lines = world["budgets"], world["budget_lines"]
        budget = ground.draw(dice, "budgets", np.flatnonzero(budgets["published"] != NEVER))
        projects = np.flatnonzero((lines["budget"] == budget) & (lines["project"] != ""))
        if len(projects) < 2 or not all(ground.is_free("budget_lines", int(at)) for at in projects):
            raise NoGround("budget_lines")
        ground.take("budget_lines", *projects.tolist())
        total = int(lines["amount"][projects].sum())
        gap = 10_000 if kind is PlantKind.NEAR_MISS else {
            Difficulty.EASY: 50_000_000, Difficulty.MEDIUM: 1_000_000, Difficulty.HARD: 10_000 * (len(projects) + 2)
        }[difficulty]  # fmt: skip
        place = Row("budget_table", budget, (("form", "projects"),))
        stated = None if kind is PlantKind.DECOY else from_fen(total + gap)
        return Case(
            rows=(place,),
            support=tuple(Row("budget_line", int(at)) for at in projects),
            actors=(("units", int(budgets["unit"][budget]), "unit"),),
            edits=(Edit(place, "stated_total", stated),),
            changed=None if kind is PlantKind.HIT else "stated_total",
        )
