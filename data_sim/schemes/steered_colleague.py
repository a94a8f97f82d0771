"""An official steps aside, and the colleague who takes over is directly below and decides as wished."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_of, substance, tenure_of
from models.truth import Difficulty, PlantKind


class SteeredColleague(Scheme):
    """The recusal is in order. What tells is who acts in its place, and how fast."""

    name = "steered_colleague"
    kinds = (PlantKind.HIT,)
    why_zh = "本人回避，但由其直接下属代为审批并从快办结"
    why_en = "the official steps aside, and the own subordinate decides, at once and in favour"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let the stand-in be a direct subordinate of who stepped aside."""
        world = ground.world
        recusals, acts, tenures, posts = world["recusals"], world["acts"], world["tenures"], world["posts"]
        holders = {int(tenures["post"][t]): int(tenures["person"][t]) for t in np.flatnonzero(
            tenures["until"] > world.today)}  # fmt: skip
        for row in dice.permutation(np.flatnonzero(recusals["matter"] != NOBODY)).tolist():
            official, matter = int(recusals["person"][row]), int(recusals["matter"][row])
            if not ground.is_free("recusals", row) or recusals["on_paper_only"][row]:
                continue
            rows = acts_of(ground, matter)
            mine = rows[substance(ground)[rows] & (acts["step"][rows] == recusals["step"][row])]
            try:
                post = int(tenures["post"][tenure_of(ground, official)])
            except NoGround:
                continue
            below = [holders[p] for p in np.flatnonzero(posts["superior"] == post).tolist() if p in holders]
            below = [p for p in below if p not in set(acts["person"][rows].tolist())]
            if not len(mine) or not below or (acts["person"][rows] == official).any():
                continue
            stand_in = below[int(dice.integers(len(below)))]
            acts["person"][mine] = acts["login"][mine] = stand_in
            world["matters"]["outcome"][matter] = "准予许可"
            ground.take("recusals", row)
            ground.take("matters", matter)
            return Case(
                rows=tuple(Row("matter_act", int(act)) for act in mine),
                support=(Row("recusal", row), Row("matter", matter)),
                actors=(("persons", official, "stepped aside"), ("persons", stand_in, "acts instead")),
                posts=(post,),
            )
        raise NoGround("recusals")
