"""Approvals in a batch, minutes apart, after office hours."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_by, acts_of
from models.truth import Difficulty, PlantKind
from models.vocabulary import StepAct

_DECIDE = list(StepAct).index(StepAct.DECIDE)


class NightBatches(Scheme):
    """Every act has its hour, and none breaks the order. What tells is that they fall together, at night."""

    name = "night_batches"
    kinds = (PlantKind.HIT,)
    why_zh = "下班后几分钟内集中审批多件事项"
    why_en = "many approvals within minutes, after office hours"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Move decisions of one official to an evening shortly after they were due."""
        world = ground.world
        acts, steps, matters = world["acts"], world["steps"], world["matters"]
        decide = np.flatnonzero(steps["act"][acts["step"]] == _DECIDE)
        people, count = np.unique(acts["person"][decide], return_counts=True)
        official = ground.draw(dice, "deciders", people[count >= 12])
        mine = np.intersect1d(acts_by(ground, official), decide)
        mine = mine[np.argsort(acts["at"][mine], kind="stable")]
        want = {Difficulty.EASY: 9, Difficulty.MEDIUM: 6, Difficulty.HARD: 4}[difficulty]
        start = int(dice.integers(0, max(1, len(mine) - want)))
        found: list[int] = []
        evening = 0
        for act in mine[start:].tolist():
            matter = int(acts["matter"][act])
            rows = acts_of(ground, matter)
            later = rows[acts["at"][rows] > acts["at"][act]]
            day = int(acts["at"][act] // 1440)
            evening = evening or day * 1440 + 19 * 60 + int(dice.integers(5, 55))
            if not ground.is_free("matters", matter) or matters["suspended_from"][matter] != NEVER:
                continue
            earlier = rows[acts["at"][rows] < acts["at"][act]]
            at = evening + 2 * len(found)
            if (len(earlier) and acts["at"][earlier].max() >= at) or (len(later) and acts["at"][later].min() <= at):
                continue
            ground.take("matters", matter)
            acts["at"][act] = at
            found.append(act)
            if len(found) == want:
                break
        if len(found) < 3:
            raise NoGround("acts")
        return Case(
            rows=tuple(Row("matter_act", act) for act in found),
            actors=(("persons", int(official), "handler"),),
            posts=tuple(sorted({int(steps["post"][acts["step"][act]]) for act in found})),
        )
