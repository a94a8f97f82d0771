"""Money is paid before the matter is decided (P04)."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_of, substance
from models.truth import Difficulty, PlantKind


class OrderBroken(Scheme):
    """The near miss has both steps in one minute; when the decoy took its step is not written."""

    name = "order_broken"
    rules = ("P04",)
    why_zh = "后一环节早于前一环节完成"
    why_en = "a later step was taken before an earlier one"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Exchange the times of two steps that follow each other."""
        world = ground.world
        acts = world["acts"]
        matter = ground.draw(dice, "matters", ground.once("acted-on", lambda: np.unique(acts["matter"]), len(acts)))
        rows = acts_of(ground, matter)
        weighty = substance(ground)[rows]
        spots = np.flatnonzero(weighty[:-1] & weighty[1:])  # nothing lies between the two
        if not len(spots):
            raise NoGround("acts")
        gap = np.diff(acts["at"][rows])[spots]
        spot = int(spots[np.argmin(gap) if difficulty is Difficulty.HARD else np.argmax(gap)])
        one, other = int(rows[spot]), int(rows[spot + 1])
        ground.take("acts", one, other)
        if kind is PlantKind.NEAR_MISS:
            acts["at"][other] = acts["at"][one]
        else:
            acts["at"][one], acts["at"][other] = int(acts["at"][other]), int(acts["at"][one])
        place = Row("matter_act", other)
        return Case(
            rows=(place, Row("matter_act", one)),
            support=(Row("matter", matter),),
            edits=(Edit(place, "acted_on"), Edit(place, "acted_at")) if kind is PlantKind.DECOY else (),
            changed=None if kind is PlantKind.HIT else "acted_at",
        )
