"""A problem is closed without any proof that it was mended (L03)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground, Row
from models.truth import Difficulty


class ClosedOnPaper(OneFact):
    """The near miss was mended and closed on one day, with a photograph; whether the decoy is closed is not written."""

    name = "closed_on_paper"
    rules = ("L03",)
    frame, table, fact, lacking = "rectifications", "rectification", "proof", ("status", "closed_on", "verified_on")
    why_zh = "没有佐证材料就销号，或销号早于整改"
    why_en = "a problem was closed without proof, or before it was mended"

    def candidates(self, ground: Ground) -> Array:
        """Closed entries."""
        return np.flatnonzero(ground.world["rectifications"]["closed"] != NEVER)

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """No proof; a hard case has one, and was closed the day before it was mended."""
        frame = ground.world["rectifications"]
        if difficulty is Difficulty.HARD:
            frame["closed"][row] = frame["verified"][row] = frame["rectified"][row] - 1
        else:
            frame["proof"][row] = ""

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Mended at once: checked, mended and closed on one day, with its proof."""
        frame = ground.world["rectifications"]
        frame["verified"][row] = frame["closed"][row] = frame["rectified"][row]

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The problem itself."""
        return (Row("check_issue", int(ground.world["rectifications"]["issue"][row])),)
