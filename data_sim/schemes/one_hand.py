"""One official approves and pays in one matter (P03)."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_of
from models.truth import Difficulty, PlantKind
from models.vocabulary import StepAct

_ACTS = list(StepAct)
_DECIDE, _PAY = _ACTS.index(StepAct.DECIDE), _ACTS.index(StepAct.PAY)


class OneHand(Scheme):
    """The near miss has two hands; of the decoy's payer only the name is written."""

    name = "one_hand"
    rules = ("P03",)
    why_zh = "同一人在同一事项中既审批又拨付"
    why_en = "one official approved and paid in one matter"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let the payment be made by who decided; a hard case uses the other's name and one's own account."""
        world = ground.world
        acts, steps = world["acts"], world["steps"]
        paid = np.flatnonzero(steps["act"][acts["step"]] == _PAY)
        matter = ground.draw(dice, "matters", np.unique(acts["matter"][paid]))
        rows = acts_of(ground, matter)
        decide, pay = rows[steps["act"][acts["step"][rows]] == _DECIDE], rows[steps["act"][acts["step"][rows]] == _PAY]
        if not len(decide) or not len(pay) or acts["person"][decide[0]] == acts["person"][pay[0]]:
            raise NoGround("acts")
        one, other = int(decide[0]), int(pay[0])
        ground.take("acts", one, other)
        if kind is not PlantKind.NEAR_MISS:
            acts["login"][other] = acts["login"][one]
            if difficulty is not Difficulty.HARD:
                acts["person"][other] = acts["person"][one]
        place = Row("matter_act", other)
        return Case(
            rows=(place, Row("matter_act", one)),
            support=(Row("matter", matter),),
            actors=(("persons", int(acts["person"][one]), "handler"),),
            edits=tuple(Edit(place, column) for column in ("login", "actor_id")) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "actor_name", PlantKind.DECOY: "login,actor_id"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Small units in which one person does both, other than in the place of a colleague on leave."""
        world = ground.world
        acts, steps = world["acts"], world["steps"]
        act = steps["act"][acts["step"]]
        found = []
        decided: dict[int, list[int]] = {}
        for row in np.flatnonzero((act == _DECIDE) & acts.kept).tolist():
            decided.setdefault(int(acts["matter"][row]), []).append(row)
        for row in np.flatnonzero((act == _PAY) & acts.kept).tolist():
            for other in decided.get(int(acts["matter"][row]), ()):
                one_hand = acts["person"][row] == acts["person"][other] or acts["login"][row] == acts["login"][other]
                if one_hand and not _stands_in(ground, row, other) and not _stands_in(ground, other, row):
                    found.append(Case(rows=(Row("matter_act", row), Row("matter_act", other))))
        return found


def _stands_in(ground: Ground, act: int, partner: int) -> bool:
    """Whether who took one act stood in, on record, for the post of the other act on its day."""
    acts, away = ground.world["acts"], ground.world["delegations"]
    day = acts["at"][act] // 1440
    fits = (away["post"] == acts["post"][act]) & (away["deputy"] == acts["person"][partner])
    return bool((fits & (away["since"] <= day) & (day <= away["until"])).any())
