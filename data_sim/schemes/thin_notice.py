"""A fund notice names no telephone for objections, or no basis (D08)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground
from models.truth import Difficulty, PlantKind


class ThinNotice(OneFact):
    """The near miss has all that a notice needs. There is no decoy: an element is stated, or it is not."""

    name = "thin_notice"
    rules = ("D08",)
    kinds = (PlantKind.HIT, PlantKind.NEAR_MISS)
    frame, table, fact, lacking = "batches", "fund_notice", "has_contact", ()
    why_zh = "资金公示缺少监督电话或依据"
    why_en = "a fund notice lacks its telephone for objections or its basis"

    def candidates(self, ground: Ground) -> Array:
        """Any notice."""
        return np.arange(len(ground.world["batches"]))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """No telephone; an easy case lacks the basis too."""
        batches = ground.world["batches"]
        batches["contact"][row] = ""
        if difficulty is Difficulty.EASY:
            batches["basis"][row] = ""

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """As the innocent city has it."""
