"""In the year before retirement an official grants one firm what it asks, and then retires."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_by, acts_of, officials, substance
from models.truth import Difficulty, PlantKind

_FIFTY_NINE = 21_500  # days


class LastYearFavours(Scheme):
    """Nobody has left yet, and no tie is on record. What tells is whose matters gather before the sixtieth birthday."""

    name = "last_year_favours"
    kinds = (PlantKind.HIT,)
    why_zh = "临近退休集中为个别企业办理审批"
    why_en = "shortly before retirement the matters of one firm gather before one official"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give many matters of an old official to one firm."""
        world = ground.world
        tenures, persons, matters, acts = world["tenures"], world["persons"], world["matters"], world["acts"]
        people = tenures["person"][officials(ground)]
        old = people[world.today - persons["born"][people] > _FIFTY_NINE - 900]
        able = [int(p) for p in old if len(np.unique(acts["matter"][acts_by(ground, int(p))])) >= 8]
        official = ground.draw(dice, "persons", able)
        mine = acts_by(ground, official)
        handled = np.unique(acts["matter"][mine[substance(ground)[mine]]])
        pool = [m for m in handled.tolist() if matters["firm"][m] != NOBODY and ground.is_free("matters", m)]
        pool = [m for m in pool if matters["closed"][m] != NEVER]
        want = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        if len(pool) < want:
            raise NoGround("matters")
        chosen = sorted(pool, key=lambda m: int(matters["accepted"][m]))[-want:]
        firm = int(matters["firm"][chosen[-1]])
        rows: list[Row] = []
        for matter in chosen:
            ground.take("matters", matter)
            matters["firm"][matter], matters["outcome"][matter] = firm, "准予许可"
            here = acts_of(ground, matter)
            rows += [Row("matter_act", int(a)) for a in here[acts["person"][here] == official]]
        return Case(rows=tuple(rows), actors=(("persons", official, "handler"), ("firms", firm, "favoured")))
