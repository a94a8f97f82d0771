"""A public notice shows the identity number of a payee (D09)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.naming import identity_numbers
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from models.truth import Difficulty, PlantKind


class LeakedNumber(Scheme):
    """The near miss shows it masked. There is no decoy: a number is legible, or it is no number."""

    name = "leaked_number"
    rules = ("D09",)
    kinds = (PlantKind.HIT, PlantKind.NEAR_MISS)
    why_zh = "对外公示中出现未脱敏的身份证号码"
    why_en = "a public notice shows an identity number that is not masked"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Write the number into the remark of a row."""
        world = ground.world
        items, persons = world["items"], world["persons"]
        row = ground.draw(dice, "items", np.flatnonzero(items["person"] != NOBODY))
        who = items["person"][row : row + 1]
        number = identity_numbers(persons["area"][who], persons["born"][who], persons["sequence"][who])[0].as_py()
        shown = f"{number[:6]}********{number[-4:]}" if kind is PlantKind.NEAR_MISS else number
        said = {Difficulty.EASY: f"身份证号{shown}", Difficulty.MEDIUM: shown, Difficulty.HARD: f"（户主{shown}代领）"}
        place = Row("fund_item", row)
        return Case(
            rows=(place,),
            support=(Row("fund_notice", int(items["batch"][row])),),
            edits=(Edit(place, "cell_note", said[difficulty]),),
            changed="cell_note" if kind is PlantKind.NEAR_MISS else None,
        )
