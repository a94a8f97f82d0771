"""The matters of one firm are decided in a day, those of all others in weeks."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, NOBODY, Array
from data_sim.schemes.applicants import GRANTED, REFUSED, first_for, of_different_firms, without_party
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_of, substance
from models.truth import Difficulty, PlantKind

_ACTS_OF_A_DAY = 8  # at most, with half an hour between two
_WAIT = 7  # days
_BUSY = 15  # matters of the year


class FastLane(Scheme):
    """Every single matter is in order. What tells is whose are fast.

    In the near miss as many are as fast, and each is of another firm; whose those of the decoy are is not written.
    """

    name = "fast_lane"
    hits = 1
    why_zh = "同一岗位对个别企业当日办结，对其他申请人拖至时限"
    why_en = "one post decides the matters of one firm at once, and those of the others in weeks"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Take all steps of some matters of a power within hours; but for the near miss they come from one firm."""
        world = ground.world
        matters, acts, steps = world["matters"], world["acts"], world["steps"]
        power = ground.draw(dice, "powers", self._slow(ground))
        pool = np.flatnonzero((matters["power"] == power) & (matters["firm"] != NOBODY) & (matters["closed"] != NEVER))
        pool = pool[np.isin(matters["outcome"][pool], (GRANTED, REFUSED))]
        pool = dice.permutation(ground.free("matters", pool[matters["suspended_from"][pool] == NEVER]))
        pool = pool[[len(acts_of(ground, matter)) <= _ACTS_OF_A_DAY for matter in pool.tolist()]]
        want = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        if len(pool) < want:
            raise NoGround("matters")
        if kind is PlantKind.NEAR_MISS:
            firm, chosen = NOBODY, of_different_firms(ground, pool, want)
        else:
            firm, chosen = self._of_one(ground, pool, want)
        if len(chosen) < want or not self._do_others_wait(ground, power, chosen):
            raise NoGround("matters")
        rows: list[Row] = []
        for matter in chosen:
            ground.take("matters", matter)
            if kind is not PlantKind.NEAR_MISS:
                matters["firm"][matter] = firm
            mine = acts_of(ground, matter)
            start = workdays.place_of(np.array([int(acts["at"][mine[0]] // 1440)]))[0] + dice.uniform(0.01, 0.25)
            acts["at"][mine] = workdays.minute_of(start + np.cumsum(dice.uniform(0.03, 0.09, len(mine))))
            matters["closed"][matter] = int(acts["at"][mine[-1]] // 1440)
            rows += [Row("matter_act", int(a)) for a in mine[substance(ground)[mine]]]
        is_decoy = kind is PlantKind.DECOY
        return Case(
            rows=tuple(rows),
            support=tuple(Row("matter", matter) for matter in chosen),
            actors=() if kind is PlantKind.NEAR_MISS else (("firms", firm, "favoured"),),
            posts=tuple(sorted({int(steps["post"][acts["step"][row.at]]) for row in rows})),
            edits=without_party(ground, chosen) if is_decoy else (),
            changed={PlantKind.NEAR_MISS: "party_code", PlantKind.DECOY: "party_code"}.get(kind),
        )

    def _slow(self, ground: Ground) -> Array:
        """Powers under which many matters of firms wait for a week or more."""
        world = ground.world
        matters = world["matters"]

        def find() -> Array:
            is_decided = np.isin(matters["outcome"], (GRANTED, REFUSED)) & (matters["closed"] != NEVER)
            done = np.flatnonzero(is_decided & (matters["firm"] != NOBODY))
            span = matters["closed"][done] - matters["accepted"][done]
            done = done[np.lexsort((span, matters["power"][done]))]
            power, first, count = np.unique(matters["power"][done], return_index=True, return_counts=True)
            middle = done[first + count // 2]
            is_slow = matters["closed"][middle] - matters["accepted"][middle] >= _WAIT
            slow: Array = power[is_slow & (count >= _BUSY)]
            return slow

        return ground.once("slow-powers", find)

    def _of_one(self, ground: Ground, pool: Array, want: int) -> tuple[int, list[int]]:
        """A firm, with its own matters in a pool and those of others that it may bring; the first that has enough."""
        firms = ground.world["matters"]["firm"][pool]
        for firm in dict.fromkeys(firms.tolist()):
            own = pool[firms == firm].tolist()
            chosen = [*own, *first_for(ground, pool[firms != firm], firm, max(want - len(own), 0))]
            if len(chosen) >= want:
                return firm, chosen
        return NOBODY, []

    def _do_others_wait(self, ground: Ground, power: int, chosen: list[int]) -> bool:
        """Whether most of the other matters of a power took a week or more."""
        matters = ground.world["matters"]
        others = np.setdiff1d(np.flatnonzero((matters["power"] == power) & (matters["closed"] != NEVER)), chosen)
        return bool(len(others)) and float(np.median(matters["closed"][others] - matters["accepted"][others])) >= _WAIT
