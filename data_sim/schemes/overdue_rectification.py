"""A problem is still open after the day by which it was to be mended (L02)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Case, Edit, Ground, Row
from models.truth import Difficulty, PlantKind
from models.vocabulary import RectificationStatus

_OPEN = list(RectificationStatus).index(RectificationStatus.RECTIFYING)


class OverdueRectification(OneFact):
    """The near miss is due today; the decoy's day is in neither ledger."""

    name = "overdue_rectification"
    rules = ("L02",)
    frame, table, fact, lacking = "rectifications", "rectification", "due", ("due",)
    why_zh = "整改期限已过，问题仍未办结，也没有延期"
    why_en = "a problem is still open after the day by which it was to be mended, and no extension was granted"

    def candidates(self, ground: Ground) -> Array:
        """Entries of the last three months, so that an open one is not odd by its age alone."""
        issue = ground.world["rectifications"]["issue"]
        return np.flatnonzero(ground.world["issues"]["checked"][issue] > ground.world.today - 100)

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Open, and due some working days ago."""
        self._open(ground, row, by_difficulty(difficulty, 14, 5, 1))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Open, and due on the last working day that has not run out."""
        self._open(ground, row, 0)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The problem itself."""
        return (Row("check_issue", int(ground.world["rectifications"]["issue"][row])),)

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """As any; the day of the decoy is blank in the check ledger too."""
        case = super().plant(ground, dice, kind, difficulty)
        if kind is not PlantKind.DECOY:
            return case
        [issue] = case.support
        return replace(case, edits=(*case.edits, Edit(issue, "due")))

    def _open(self, ground: Ground, row: int, late: int) -> None:
        world = ground.world
        frame, issues = world["rectifications"], world["issues"]
        for column in ("rectified", "verified", "closed", "extended"):
            frame[column][row] = NEVER
        frame["status"][row], frame["proof"][row] = _OPEN, ""
        due = workdays.on_or_after(np.array([world.today]))
        issues["due"][frame["issue"][row]] = int(workdays.later(due, np.array([-late]))[0]) if late else int(due[0])
