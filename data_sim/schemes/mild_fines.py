"""The fines of one official are a third of those of the others (P06)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from data_sim.frames import UNKNOWN, Array
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import fences_without
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
        world = ground.world
        acts, matters = world["acts"], world["matters"]
        rows = _fines(ground)
        needed = LEAST // 2 if kind is PlantKind.NEAR_MISS else LEAST  # fines that no other case stands on
        people, count = np.unique(acts["person"][rows], return_counts=True)
        if kind is PlantKind.DECOY:
            fit = people[(count >= 2) & (count < 8)]
        else:
            open_to = rows[np.isin(acts["matter"][rows], ground.free("matters", acts["matter"][rows]))]
            fit = people[count >= LEAST]
            fit = fit[np.bincount(acts["person"][open_to], minlength=len(world["persons"]))[fit] >= needed]
        official = ground.draw(dice, "fining", fit)
        mine = rows[acts["person"][rows] == official]
        free = [int(r) for r in mine if ground.is_free("matters", int(acts["matter"][r]))]
        part = 90 if kind is PlantKind.NEAR_MISS else {
            Difficulty.EASY: 15, Difficulty.MEDIUM: 25, Difficulty.HARD: 33
        }[difficulty]  # fmt: skip
        cut = acts["matter"][free[::3] if kind is PlantKind.NEAR_MISS else free]
        decided = np.maximum(matters["decided"][cut] * part // 100 // 10_000 * 10_000, 10_000)
        means = ground.once("fining-means", lambda: _Means(ground))
        fines = dict(zip(acts["matter"][mine].tolist(), matters["decided"][acts["matter"][mine]].tolist(), strict=True))
        fines |= dict(zip(cut.tolist(), decided.tolist(), strict=True))
        mean = _mean(ground, fines)
        if kind is not PlantKind.DECOY and means.is_far(official, mean) is not (kind is PlantKind.HIT):
            raise NoGround("fining")
        ground.take("matters", *acts["matter"][free].tolist())
        matters["decided"][cut] = decided
        means.put(official, mean)
        return Case(
            rows=tuple(Row("matter_act", row) for row in free),
            support=tuple(Row("matter", int(acts["matter"][row])) for row in free),
            actors=(("persons", int(official), "handler"),),
            changed=None if kind is PlantKind.HIT else "decided_amount",
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Officials of the innocent city whose cases lie apart from those of the others."""
        rows, means = _fines(ground), _Means(ground)
        person = ground.world["acts"]["person"][rows]
        people, count = np.unique(person, return_counts=True)
        far = [one for one in people[count >= LEAST].tolist() if means.is_far(one, means.of[one])]
        return [Case(rows=tuple(Row("matter_act", int(r)) for r in rows[person == one])) for one in far]


def _fines(ground: Ground) -> Array:
    """The acts by which penalties were decided."""
    world = ground.world
    acts, steps, matters = world["acts"], world["steps"], world["matters"]
    fine = (world["powers"]["type"][matters["power"]] == "行政处罚") & (matters["decided"] != UNKNOWN)
    rows: Array = np.flatnonzero((steps["act"][acts["step"]] == _DECIDE) & fine[acts["matter"]] & acts.kept)
    return rows


def _mean(ground: Ground, fines: Mapping[int, int]) -> Fraction:
    """The mean part of the amount at issue that was imposed; `fines` are fen by matter."""
    asked = ground.world["matters"]["amount"]
    return sum((Fraction(fen, int(asked[matter])) for matter, fen in fines.items()), Fraction(0)) / len(fines)


class _Means:
    """For each official who imposes penalties the mean part of the amount at issue."""

    def __init__(self, ground: Ground) -> None:
        acts, decided = ground.world["acts"], ground.world["matters"]["decided"]
        fines: dict[int, dict[int, int]] = defaultdict(dict)
        for row in _fines(ground).tolist():
            matter = int(acts["matter"][row])
            fines[int(acts["person"][row])][matter] = int(decided[matter])
        self.of = {one: _mean(ground, found) for one, found in fines.items()}
        self._ordered = sorted(self.of.values())

    def is_far(self, one: int, mean: Fraction) -> bool:
        """Whether a mean of one official lies outside the fences of all others."""
        if len(self._ordered) < 2:
            return False
        low, high = fences_without(self._ordered, bisect_left(self._ordered, self.of[one]))
        return not low <= mean <= high

    def put(self, one: int, mean: Fraction) -> None:
        """The mean of an official is now another."""
        del self._ordered[bisect_left(self._ordered, self.of[one])]
        insort(self._ordered, mean)
        self.of[one] = mean
