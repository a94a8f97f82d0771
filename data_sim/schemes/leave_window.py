"""What the regular handler refused is granted while a deputy acts."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_of, substance
from models.truth import Difficulty, PlantKind


class LeaveWindow(Scheme):
    """Delegation is in order. What tells is one firm's matters that fall into it."""

    name = "leave_window"
    kinds = (PlantKind.HIT,)
    why_zh = "趁正式经办人休假，由代理人集中办理同一企业事项"
    why_en = "matters of one firm gather in the days in which a deputy acts"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give the matters that a deputy handled to one firm."""
        world = ground.world
        delegations, acts, matters, steps = world["delegations"], world["acts"], world["matters"], world["steps"]
        want = {Difficulty.EASY: 4, Difficulty.MEDIUM: 3, Difficulty.HARD: 2}[difficulty]
        for row in dice.permutation(len(delegations)).tolist():
            low, high = int(delegations["since"][row]), int(delegations["until"][row])
            day = acts["at"] // 1440
            fit = (acts["person"] == delegations["deputy"][row]) & (day >= low) & (day <= high)
            fit &= steps["post"][acts["step"]] == delegations["post"][row]
            found = [
                m for m in np.unique(acts["matter"][fit & substance(ground)]).tolist()
                if matters["firm"][m] != NOBODY and ground.is_free("matters", m)
            ]  # fmt: skip
            if len(found) < want or not ground.is_free("delegations", row):
                continue
            ground.take("delegations", row)
            chosen = found[: max(want, 2)]
            firm = int(matters["firm"][chosen[0]])
            rows: list[Row] = []
            for matter in chosen:
                ground.take("matters", matter)
                matters["firm"][matter] = firm
                here = acts_of(ground, matter)
                rows += [Row("matter_act", int(a)) for a in here[acts["person"][here] == delegations["deputy"][row]]]
            return Case(
                rows=tuple(rows),
                support=(Row("delegation", row),),
                actors=(("persons", int(delegations["deputy"][row]), "deputy"), ("firms", firm, "favoured")),
                posts=(int(delegations["post"][row]),),
            )
        raise NoGround("delegations")
