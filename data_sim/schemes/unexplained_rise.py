"""The three public expenses rise, and nobody says why (B01)."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import cost_of, is_published, set_cost, sets_of
from models.truth import Difficulty, PlantKind
from models.vocabulary import SpendingStage

_STAGES = list(SpendingStage)
_BUDGET = _STAGES.index(SpendingStage.BUDGET)


class UnexplainedRise(Scheme):
    """The near miss gives its reason; of the decoy the figure of last year is blank."""

    name = "unexplained_rise"
    rules = ("B01",)
    why_zh = "“三公”经费比上年增加，没有说明原因"
    why_en = "the three public expenses rose over the year before without a reason"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Raise the hospitality of this year's budget."""
        world = ground.world
        sets, year = sets_of(ground), world.year
        pairs = {
            row: before
            for (unit, y, stage), row in sets.items()
            if y == year and stage == _BUDGET and (before := sets.get((unit, year - 1, stage))) is not None
            and is_published(ground, row) and is_published(ground, before)
        }  # fmt: skip
        calm = [row for row in pairs if not world["three_public"]["reason"][row]]
        row = ground.draw(dice, "three_public", calm)
        before = pairs[row]
        if not ground.is_free("three_public", before) or world["three_public"]["reception"][row] == 0:
            raise NoGround("three_public")
        ground.take("three_public", before)
        rise = {Difficulty.EASY: 30, Difficulty.MEDIUM: 10, Difficulty.HARD: 1}[difficulty]
        wanted = cost_of(ground, before) * (100 + rise) // 100
        fen = int(world["three_public"]["reception"][row]) + wanted - cost_of(ground, row)
        set_cost(ground, row, "reception", (fen + 9_999) // 10_000 * 10_000)
        world["three_public"]["reason"][row] = "承办省级现场会，接待批次增加" if kind is PlantKind.NEAR_MISS else ""
        last = Row("three_public_report", before)
        lines = tuple(
            Edit(Row("three_public_line", before, (("item", item),)), "amount")
            for item in ("total", "abroad", "vehicles", "vehicle_purchase", "vehicle_running", "reception")
        )
        return Case(
            rows=(Row("three_public_report", row),),
            support=(last,),
            edits=(Edit(last, "stated_total"), Edit(last, "sum_holds"), *lines) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "reason", PlantKind.DECOY: "stated_total"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Rises without a reason that the innocent city has."""
        sets, reasons = sets_of(ground), ground.world["three_public"]["reason"]
        return [
            Case(rows=(Row("three_public_report", row),))
            for (unit, year, stage), row in sets.items()
            if (before := sets.get((unit, year - 1, stage))) is not None
            and is_published(ground, row) and is_published(ground, before)
            and not reasons[row] and cost_of(ground, row) > cost_of(ground, before)
        ]  # fmt: skip
