"""The fines of one official are a third of those of the others (P06)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import UNKNOWN
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import StepAct

_DECIDE = list(StepAct).index(StepAct.DECIDE)
LEAST = 20


class MildFines(Scheme):
    """The near miss is a little milder than the others; the decoy decided four times only."""

    name = "mild_fines"
    rules = ("P06",)
    hits = 1
    why_zh = "同类处罚中某人的裁量均值明显偏离同事"
    why_en = "the fines of one official lie far from those of the others on like matters"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Cut the fines of one who decides."""
        world = ground.world
        acts, steps, matters = world["acts"], world["steps"], world["matters"]
        fine = (world["powers"]["type"][matters["power"]] == "行政处罚") & (matters["decided"] != UNKNOWN)
        rows = np.flatnonzero((steps["act"][acts["step"]] == _DECIDE) & fine[acts["matter"]])
        people, count = np.unique(acts["person"][rows], return_counts=True)
        fit = people[(count >= 2) & (count < 8)] if kind is PlantKind.DECOY else people[count >= LEAST]
        official = ground.draw(dice, "fining", fit)
        mine = rows[acts["person"][rows] == official]
        free = [int(r) for r in mine if ground.is_free("matters", int(acts["matter"][r]))]
        if kind is not PlantKind.DECOY and len(free) < LEAST:
            raise NoGround("matters")
        part = 90 if kind is PlantKind.NEAR_MISS else {
            Difficulty.EASY: 15, Difficulty.MEDIUM: 25, Difficulty.HARD: 33
        }[difficulty]  # fmt: skip
        for row in free:
            matter = int(acts["matter"][row])
            ground.take("matters", matter)
            matters["decided"][matter] = max(int(matters["decided"][matter]) * part // 100 // 10_000 * 10_000, 10_000)
        return Case(
            rows=tuple(Row("matter_act", row) for row in free),
            support=tuple(Row("matter", int(acts["matter"][row])) for row in free),
            actors=(("persons", int(official), "handler"),),
            changed=None if kind is PlantKind.HIT else "decided_amount",
        )
