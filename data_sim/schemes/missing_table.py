"""A form of the set is blank, and no note says that there is nothing to say (D03)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from models.truth import Difficulty, PlantKind


class MissingTable(Scheme):
    """The near miss says that there is nothing; whether the decoy's form is blank cannot be read."""

    name = "missing_table"
    rules = ("D03",)
    why_zh = "预决算应公开的表缺失，或空表未注明无此项"
    why_en = "a form of a set is missing, or blank without a nil note"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Take the note from a blank form."""
        budgets = ground.world["budgets"]
        budget = ground.draw(dice, "budgets", np.flatnonzero(budgets["published"] != NEVER))
        place = Row("budget_table", budget, (("form", "fund"),))
        edits: tuple[Edit, ...] = ()
        if kind is PlantKind.HIT:
            edits = Edit(place, "nil_note"), Edit(place, "is_nil", False)
        elif kind is PlantKind.DECOY:
            edits = Edit(place, "nil_note"), Edit(place, "is_nil"), Edit(place, "is_blank")
        return Case(
            rows=(place,),
            actors=(("units", int(budgets["unit"][budget]), "unit"),),
            edits=edits,
            changed={PlantKind.NEAR_MISS: "nil_note", PlantKind.DECOY: "is_blank"}.get(kind),
        )
