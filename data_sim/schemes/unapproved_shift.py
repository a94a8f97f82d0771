"""A line of the final account is far from its budget, and no document moved it (B06)."""

from __future__ import annotations

import numpy as np

from data_sim.budgets import ECONOMIC
from data_sim.frames import NEVER
from data_sim.schemes.one_fact import by_difficulty
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from data_sim.schemes.sites import rows_of_project, with_own_item
from models.truth import Difficulty, PlantKind
from models.vocabulary import SpendingStage

_STAGES = list(SpendingStage)
_BUDGET, _FINAL = _STAGES.index(SpendingStage.BUDGET), _STAGES.index(SpendingStage.FINAL)


class UnapprovedShift(Scheme):
    """The near miss has its document; the decoy's line is blank in the budget."""

    name = "unapproved_shift"
    rules = ("B06",)
    why_zh = "决算与年初预算相差两成以上，没有调剂批复"
    why_en = "a line of the final account differs from its budget by more than a fifth, and no document moved it"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let a project cost more than was planned."""
        world = ground.world
        lines, budgets, adjustments = world["budget_lines"], world["budgets"], world["adjustments"]
        year = world.year - 1
        pairs = ground.once("project-pairs", lambda: _pairs(ground, year))
        moved = np.flatnonzero(adjustments["year"] == year)
        adjusted = {(int(adjustments["unit"][r]), str(adjustments["line"][r])) for r in moved}
        free = [
            row for row in pairs
            if (int(budgets["unit"][lines["budget"][row]]), str(lines["project"][row])) not in adjusted
        ]  # fmt: skip
        apart = set(with_own_item(ground, (*free, *map(pairs.__getitem__, free))))
        row = ground.draw(
            dice,
            "budget_lines",
            [r for r in free if {r, pairs[r]} <= apart and ground.is_free("budget_lines", pairs[r])],
        )
        plan = pairs[row]
        ground.take("budget_lines", plan)
        more = 100 + by_difficulty(difficulty, 80, 40, 22)
        lines["amount"][row] = int(lines["amount"][plan]) * more // 100 // 10_000 * 10_000
        support = [Row("budget_line", plan)]
        if kind is PlantKind.NEAR_MISS:
            added = adjustments.append(
                unit=int(budgets["unit"][lines["budget"][row]]), year=year, function=lines["function"][plan],
                line=lines["project"][plan], before=int(lines["amount"][plan]), after=int(lines["amount"][row]),
                document=f"岚财预〔{year}〕{int(dice.integers(60, 200))}号",
                decided=world.today - 365 - int(dice.integers(20, 120)),
            )  # fmt: skip
            support.append(Row("budget_adjustment", int(added[0])))
        return Case(
            rows=rows_of_project(row),
            support=tuple(support),
            edits=(Edit(support[0], "amount"), Edit(Row("budget_part", plan), "amount"))
            if kind is PlantKind.DECOY
            else (),
            changed={PlantKind.NEAR_MISS: "budget_adjustment", PlantKind.DECOY: "amount of the budget"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Lines of the innocent city that are as far off: of a few hundred yuan, rounding alone does it."""
        world = ground.world
        lines, budgets, adjustments = world["budget_lines"], world["budgets"], world["adjustments"]
        year = world.year - 1
        moved = np.flatnonzero(adjustments["year"] == year)
        adjusted = {(int(adjustments["unit"][r]), str(adjustments[c][r])) for r in moved for c in ("line", "function")}
        found = []
        for row, plan in _pairs(ground, year, projects_only=False).items():
            unit = int(budgets["unit"][lines["budget"][row]])
            project, economic = str(lines["project"][row]), str(lines["economic"][row])
            names = (project, str(lines["function"][row])) if project else (ECONOMIC[economic], economic)
            shown = all(budgets["published"][lines["budget"][at]] != NEVER for at in (row, plan))
            gap = abs(int(lines["amount"][row]) - int(lines["amount"][plan]))
            if shown and gap * 5 > int(lines["amount"][plan]) and not any((unit, name) in adjusted for name in names):
                found.append(Case(rows=(Row("budget_line", row, (("depth", 1 if project else 2),)),)))
        return found


def _pairs(ground: Ground, year: int, *, projects_only: bool = True) -> dict[int, int]:
    """Line of the final account, of a project or of any kind -> the same line in the budget of that year."""
    world = ground.world
    lines, budgets = world["budget_lines"], world["budgets"]
    of_year = budgets["year"][lines["budget"]] == year
    rows = np.flatnonzero(of_year & (lines["project"] != "") if projects_only else of_year)

    def key(row: int) -> tuple[object, ...]:
        columns = ("function", "project") if lines["project"][row] else ("economic",)
        return int(budgets["unit"][lines["budget"][row]]), *(str(lines[column][row]) for column in columns)

    stage = budgets["stage"][lines["budget"]]
    planned = {key(r): r for r in rows.tolist() if stage[r] == _BUDGET}
    return {r: planned[key(r)] for r in rows.tolist() if stage[r] == _FINAL and key(r) in planned}
