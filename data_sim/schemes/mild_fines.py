"""The fines of one official are a third of those of the others (P06)."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np

from data_sim.frames import UNKNOWN, Array
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import fences
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
        """Cut the fines of one who decides; of a near miss each third, by a tenth."""
        acts, matters = ground.world["acts"], ground.world["matters"]
        rows = _fines(ground)
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
        cut = acts["matter"][free[::3] if kind is PlantKind.NEAR_MISS else free]
        decided = matters["decided"].copy()
        decided[cut] = np.maximum(decided[cut] * part // 100 // 10_000 * 10_000, 10_000)
        if kind is not PlantKind.DECOY and (official in _far(ground, decided)) is not (kind is PlantKind.HIT):
            raise NoGround("fining")
        ground.take("matters", *acts["matter"][free].tolist())
        matters["decided"][cut] = decided[cut]
        return Case(
            rows=tuple(Row("matter_act", row) for row in free),
            support=tuple(Row("matter", int(acts["matter"][row])) for row in free),
            actors=(("persons", int(official), "handler"),),
            changed=None if kind is PlantKind.HIT else "decided_amount",
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Officials of the innocent city whose cases lie apart from those of the others."""
        acts, rows = ground.world["acts"], _fines(ground)
        far = sorted(_far(ground, ground.world["matters"]["decided"]))
        return [Case(rows=tuple(Row("matter_act", int(r)) for r in rows[acts["person"][rows] == one])) for one in far]


def _fines(ground: Ground) -> Array:
    """The acts by which penalties were decided."""
    world = ground.world
    acts, steps, matters = world["acts"], world["steps"], world["matters"]
    fine = (world["powers"]["type"][matters["power"]] == "行政处罚") & (matters["decided"] != UNKNOWN)
    rows: Array = np.flatnonzero((steps["act"][acts["step"]] == _DECIDE) & fine[acts["matter"]] & acts.kept)
    return rows


def _far(ground: Ground, decided: Array) -> set[int]:
    """Officials with enough penalties whose mean part of the amount at issue lies outside the fences of the others."""
    acts, asked = ground.world["acts"], ground.world["matters"]["amount"]
    parts: dict[int, list[Fraction]] = defaultdict(list)
    for row in _fines(ground).tolist():
        matter = int(acts["matter"][row])
        parts[int(acts["person"][row])].append(Fraction(int(decided[matter]), int(asked[matter])))
    means = {one: sum(found, Fraction(0)) / len(found) for one, found in parts.items()}
    far = set()
    for one in parts:
        low, high = fences(sorted(mean for other, mean in means.items() if other != one))
        if len(parts[one]) >= LEAST and not low <= means[one] <= high:
            far.add(one)
    return far
