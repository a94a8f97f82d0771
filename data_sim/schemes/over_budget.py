"""The final account of the three public expenses is above the budget (B02)."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import is_published, set_cost, sets_of
from models.truth import Difficulty, PlantKind
from models.vocabulary import SpendingStage

_STAGES = list(SpendingStage)
_BUDGET, _FINAL = _STAGES.index(SpendingStage.BUDGET), _STAGES.index(SpendingStage.FINAL)
# Fen for cars from which a rise, rounded up to 100 yuan, stays below the fifth that would be a shift of its own (B06).
_LEAST = 1_000_000


class OverBudget(Scheme):
    """The near miss has a document that raised the budget; the decoy's budget is blank."""

    name = "over_budget"
    rules = ("B02",)
    why_zh = "“三公”经费决算超过预算，没有调整手续"
    why_en = "the final account of the three public expenses exceeds the budget without an adjustment"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let the cars cost more than was planned; the reason is given, so that the rise alone is no lead."""
        world = ground.world
        frame, sets, year = world["three_public"], sets_of(ground), world.year - 1
        pairs = {
            row: plan
            for (unit, y, stage), row in sets.items()
            if y == year and stage == _FINAL and (plan := sets.get((unit, y, _BUDGET))) is not None
            and is_published(ground, row) and is_published(ground, plan) and frame["running"][plan] >= _LEAST
        }  # fmt: skip
        row = ground.draw(dice, "three_public", pairs)
        plan = pairs[row]
        if not ground.is_free("three_public", plan):
            raise NoGround("three_public")
        ground.take("three_public", plan)
        more = {Difficulty.EASY: 18, Difficulty.MEDIUM: 8, Difficulty.HARD: 2}[difficulty]
        before = int(frame["running"][plan])
        for item in ("reception", "abroad", "purchase"):
            set_cost(ground, row, item, int(frame[item][plan]))
        set_cost(ground, row, "running", (before * (100 + more) // 100 + 9_999) // 10_000 * 10_000)
        frame["reason"][row] = "车辆老旧，维修费用增加"
        unit = int(world["budgets"]["unit"][frame["budget"][row]])
        support = [Row("three_public_report", plan)]
        if kind is PlantKind.NEAR_MISS:
            like = world["adjustments"]
            added = like.append(
                unit=unit, year=year, function="", line="公务用车运行维护费", before=before,
                after=int(frame["running"][row]), document=f"岚财预〔{year}〕{int(dice.integers(60, 200))}号",
                decided=int(world.today - 365 - int(dice.integers(30, 120))),
            )  # fmt: skip
            support.append(Row("budget_adjustment", int(added[0])))
        last = support[0]
        lines = tuple(
            Edit(Row("three_public_line", plan, (("item", item),)), "amount")
            for item in ("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_running", "reception")
        )
        return Case(
            rows=(Row("three_public_report", row),),
            support=tuple(support),
            actors=(("units", unit, "unit"),),
            edits=(Edit(last, "stated_total"), *lines) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "budget_adjustment", PlantKind.DECOY: "stated_total"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Final accounts above the budget in the innocent city."""
        frame, sets = ground.world["three_public"], sets_of(ground)
        found = []
        for (unit, year, stage), row in sets.items():
            plan = sets.get((unit, year, _BUDGET))
            if stage != _FINAL or plan is None or not (is_published(ground, row) and is_published(ground, plan)):
                continue
            if any(frame[item][row] > frame[item][plan] for item in ("abroad", "purchase", "running", "reception")):
                found.append(Case(rows=(Row("three_public_report", row),)))
        return found
