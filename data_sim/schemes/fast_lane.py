"""The matters of one firm are decided in a day, those of all others in weeks."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, NOBODY
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_of, substance
from models.truth import Difficulty, PlantKind


class FastLane(Scheme):
    """Every single matter is in order. What tells is whose are fast."""

    name = "fast_lane"
    kinds = (PlantKind.HIT,)
    why_zh = "同一岗位对个别企业当日办结，对其他申请人拖至时限"
    why_en = "one post decides the matters of one firm at once, and those of the others in weeks"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Gather matters of a power under one firm, and take all their steps within hours."""
        world = ground.world
        matters, acts = world["matters"], world["acts"]
        busy = np.bincount(matters["power"], minlength=len(world["powers"]))
        long = world["powers"]["promised_days"] >= 10
        power = ground.draw(dice, "powers", np.flatnonzero((busy >= 20) & long))
        pool = np.flatnonzero((matters["power"] == power) & (matters["firm"] != NOBODY) & (matters["closed"] != NEVER))
        pool = np.array([m for m in pool.tolist() if ground.is_free("matters", m)], np.int64)
        pool = pool[(matters["suspended_from"][pool] == NEVER)]
        want = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        if len(pool) < want:
            raise NoGround("matters")
        firm = int(matters["firm"][pool[int(dice.integers(len(pool)))]])
        own = pool[matters["firm"][pool] == firm]
        chosen = np.unique(np.concatenate([own, dice.permutation(pool)[:want]]))[: max(want, len(own))]
        rows: list[Row] = []
        for matter in chosen.tolist():
            ground.take("matters", matter)
            matters["firm"][matter] = firm
            mine = acts_of(ground, matter)
            start = workdays.place_of(np.array([int(acts["at"][mine[0]] // 1440)]))[0] + 0.05
            place = start + np.arange(len(mine)) * 0.07
            acts["at"][mine] = workdays.minute_of(place)
            matters["closed"][matter] = int(acts["at"][mine[-1]] // 1440)
            rows += [Row("matter_act", int(a)) for a in mine[substance(ground)[mine]]]
        steps = world["steps"]
        posts = {int(steps["post"][acts["step"][row.at]]) for row in rows}
        return Case(
            rows=tuple(rows),
            support=tuple(Row("matter", int(m)) for m in chosen),
            actors=(("firms", firm, "favoured"),),
            posts=tuple(sorted(posts)),
        )
