"""Matters of one firm gather in the days in which a deputy acts."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.applicants import acts_in, first_for, of_different_firms
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_by, substance
from models.truth import Difficulty, PlantKind


class LeaveWindow(Scheme):
    """Delegation is in order. What tells is one firm's matters that fall into it.

    Those of the near miss are of different firms; from when to when the deputy of the decoy acted is not written.
    """

    name = "leave_window"
    hits = 1
    why_zh = "趁正式经办人休假，由代理人集中办理同一企业事项"
    why_en = "matters of one firm gather in the days in which a deputy acts"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give the matters that a deputy handled to one firm; for the near miss let them be of as many."""
        delegations, matters = ground.world["delegations"], ground.world["matters"]
        want = {Difficulty.EASY: 3, Difficulty.MEDIUM: 2, Difficulty.HARD: 2}[difficulty]
        for row in dice.permutation(len(delegations)).tolist():
            pool = self._handled(ground, row) if ground.is_free("delegations", row) else np.zeros(0, np.int64)
            if len(pool) < want:
                continue
            firm = int(matters["firm"][pool[0]])
            if kind is PlantKind.NEAR_MISS:
                chosen = of_different_firms(ground, pool, want)
            else:
                chosen = [int(pool[0]), *first_for(ground, pool[1:], firm, want - 1)]
            if len(chosen) < want:
                continue
            ground.take("delegations", row)
            ground.take("matters", *chosen)
            if kind is not PlantKind.NEAR_MISS:
                matters["firm"][chosen] = firm
            place, deputy = Row("delegation", row), int(delegations["deputy"][row])
            blank = ("since", "until") if kind is PlantKind.DECOY else ()
            return Case(
                rows=acts_in(ground, chosen, deputy),
                support=(place,),
                actors=(
                    ("persons", deputy, "deputy"),
                    *((("firms", firm, "favoured"),) if kind is not PlantKind.NEAR_MISS else ()),
                ),
                posts=(int(delegations["post"][row]),),
                edits=tuple(Edit(place, column) for column in blank),
                changed={PlantKind.NEAR_MISS: "party_code", PlantKind.DECOY: "since,until"}.get(kind),
            )
        raise NoGround("delegations")

    def _handled(self, ground: Ground, row: int) -> Array:
        """Free matters of firms in which the deputy of a delegation acted for the absent, within its days only."""
        world = ground.world
        delegations, acts, matters = world["delegations"], world["acts"], world["matters"]
        mine = acts_by(ground, int(delegations["deputy"][row]))
        mine = mine[substance(ground)[mine] & (acts["post"][mine] == delegations["post"][row])]
        day = acts["at"][mine] // 1440
        within = (day >= delegations["since"][row]) & (day <= delegations["until"][row])
        found = np.setdiff1d(acts["matter"][mine[within]], acts["matter"][mine[~within]])
        return ground.free("matters", found[matters["firm"][found] != NOBODY])
