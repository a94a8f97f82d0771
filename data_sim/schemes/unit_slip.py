"""An amount is ten thousand times that of last year: 元 taken for 万元 (D06)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from data_sim.schemes.sites import rows_of_project, with_own_item
from models.truth import Difficulty, PlantKind
from models.vocabulary import SpendingStage

_BUDGET = list(SpendingStage).index(SpendingStage.BUDGET)


class UnitSlip(Scheme):
    """The near miss is four times last year's; the decoy's last year is blank."""

    name = "unit_slip"
    rules = ("D06",)
    hits = 2
    why_zh = "金额约为上年的一万倍或万分之一，疑似单位错位"
    why_en = "an amount is about ten thousand times, or a ten-thousandth of, that of last year"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Multiply a project of this year's budget."""
        world = ground.world
        lines = world["budget_lines"]
        pairs = ground.once("project-years", lambda: _pairs(ground))
        free = {r: b for r, b in pairs.items() if ground.is_free("budget_lines", b)}
        apart = set(with_own_item(ground, (*free.keys(), *free.values())))
        row = ground.draw(dice, "budget_lines", [r for r, b in free.items() if {r, b} <= apart])
        before = pairs[row]
        ground.take("budget_lines", before)
        times = 4 if kind is PlantKind.NEAR_MISS else 10_000
        drift = {Difficulty.EASY: 100, Difficulty.MEDIUM: 102, Difficulty.HARD: 104}[difficulty]
        lines["amount"][row] = int(lines["amount"][before]) * times * drift // 100 // 10_000 * 10_000
        last = Row("budget_line", before)
        return Case(
            rows=rows_of_project(row),
            support=(last,),
            edits=(Edit(last, "amount"), Edit(Row("budget_part", before), "amount")) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "amount", PlantKind.DECOY: "amount of last year"}.get(kind),
        )


def _pairs(ground: Ground) -> dict[int, int]:
    """Project of this year's budget -> the same project in last year's."""
    world = ground.world
    lines, budgets = world["budget_lines"], world["budgets"]
    budget = lines["budget"]
    fit = (lines["project"] != "") & (budgets["stage"][budget] == _BUDGET) & (budgets["published"][budget] != NEVER)
    by_year: dict[int, dict[tuple[int, str, str], int]] = {world.year: {}, world.year - 1: {}}
    for row in np.flatnonzero(fit).tolist():
        key = int(budgets["unit"][budget[row]]), str(lines["function"][row]), str(lines["project"][row])
        by_year[int(budgets["year"][budget[row]])][key] = row
    last = by_year[world.year - 1]
    return {row: last[key] for key, row in by_year[world.year].items() if key in last}
