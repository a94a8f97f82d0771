"""A problem of the check ledger has no entry in the rectification ledger (L01)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground, Row
from models.truth import Difficulty


class OrphanIssue(OneFact):
    """The near miss has its entry; which problem of the check the decoy is, is not written."""

    name = "orphan_issue"
    rules = ("L01",)
    frame, table, fact, lacking = "issues", "check_issue", "rectification", ("issue_no",)
    why_zh = "检查台账的问题在整改台账中没有对应记录"
    why_en = "a problem of the check ledger has no entry in the rectification ledger"

    def candidates(self, ground: Ground) -> Array:
        """Problems entered more than a month ago."""
        return np.flatnonzero(ground.world["issues"]["filled"] < ground.world.today - 40)

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Its entry was never made."""
        rectifications = ground.world["rectifications"]
        rectifications.withhold(np.flatnonzero(rectifications["issue"] == row))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """As the innocent city has it."""

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The entry, where there is one."""
        rows = np.flatnonzero(ground.world["rectifications"]["issue"] == row)
        return tuple(Row("rectification", int(at)) for at in rows)
