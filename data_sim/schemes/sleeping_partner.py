"""A classmate of the one who decides holds the firm; no kin, no declared tie."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import AT_THE_HEAD, acts_by, acts_of, substance
from models.truth import Difficulty, PlantKind


class SleepingPartner(Scheme):
    """A weak tie is no ground for recusal by itself. What tells is how often the same two meet."""

    name = "sleeping_partner"
    kinds = (PlantKind.HIT,)
    why_zh = "审批人同学（老同事）的企业反复由其审批"
    why_en = "firms of a classmate or former colleague come before the same official again and again"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let the firm of a declared acquaintance apply several times."""
        world = ground.world
        ties, roles, matters, acts = world["social_ties"], world["roles"], world["matters"], world["acts"]
        firm_of: dict[int, int] = {}
        for row in np.flatnonzero(np.isin(roles["role"], list(AT_THE_HEAD)) & (roles["until"] == NEVER)).tolist():
            firm_of.setdefault(int(roles["person"][row]), int(roles["firm"][row]))
        fit = [r for r in np.flatnonzero(ties["is_declared"]).tolist() if int(ties["other"][r]) in firm_of]
        tie = ground.draw(dice, "social_ties", fit)
        official, friend = int(ties["one"][tie]), int(ties["other"][tie])
        mine = acts_by(ground, official)
        handled = np.unique(acts["matter"][mine[substance(ground)[mine]]])
        pool = [m for m in handled.tolist() if matters["firm"][m] != NOBODY and ground.is_free("matters", m)]
        want = {Difficulty.EASY: 7, Difficulty.MEDIUM: 5, Difficulty.HARD: 4}[difficulty]
        if len(pool) < want:
            raise NoGround("matters")
        rows: list[Row] = []
        for matter in dice.permutation(np.array(pool))[:want].tolist():
            ground.take("matters", matter)
            matters["firm"][matter] = firm_of[friend]
            here = acts_of(ground, matter)
            rows += [Row("matter_act", int(a)) for a in here[acts["person"][here] == official]]
        return Case(
            rows=tuple(rows),
            support=(Row("social_tie", tie),),
            actors=(("persons", official, "handler"), ("persons", friend, "acquaintance"),
                    ("firms", firm_of[friend], "party")),
        )  # fmt: skip
