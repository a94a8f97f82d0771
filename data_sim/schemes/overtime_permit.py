"""A permit takes more than twenty working days (P05)."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, NOBODY, Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Ground, Row
from data_sim.schemes.sites import acts_of
from models.truth import Difficulty


class OvertimePermit(OneFact):
    """The near miss takes twenty; when the decoy was taken up is not written."""

    name = "overtime_permit"
    rules = ("P05",)
    frame, table, fact, lacking = "matters", "matter", "closed_on", ("accepted_on",)
    why_zh = "行政许可超过二十个工作日未作决定，也未经批准延长"
    why_en = "a permit took more than twenty working days, with no extension"

    def candidates(self, ground: Ground) -> Array:
        """Permits decided long ago, never suspended, whose law gives the common twenty days."""
        world = ground.world
        matters, powers = world["matters"], world["powers"]
        permit = (powers["type"] == "行政许可") & (powers["legal_days"] == 20)
        fit = permit[matters["power"]] & (matters["suspended_from"] == NEVER) & (matters["extension"] == NOBODY)
        return np.flatnonzero(fit & (matters["closed"] != NEVER) & (matters["accepted"] < world.today - 90))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """One to fifteen working days too long."""
        self._end(ground, row, 20 + by_difficulty(difficulty, 15, 4, 1))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Twenty working days."""
        self._end(ground, row, 20)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """Its acts."""
        return tuple(Row("matter_act", int(act)) for act in acts_of(ground, row))

    def _end(self, ground: Ground, row: int, days: int) -> None:
        """Close on that day; the acts from the decision on move there, at their time of day."""
        world = ground.world
        matters, acts = world["matters"], world["acts"]
        closed = int(workdays.later(matters["accepted"][row : row + 1], np.array([days]))[0])
        rows = acts_of(ground, row)
        shift = closed - int(acts["at"][rows[-1]] // 1440)
        late = rows[len(rows) // 2 :]
        moved = acts["at"][late] // 1440 + shift
        acts["at"][late] = workdays.on_or_after(np.minimum(moved, closed)) * 1440 + acts["at"][late] % 1440
        acts["at"][rows] = np.sort(acts["at"][rows])
        matters["closed"][row] = closed
