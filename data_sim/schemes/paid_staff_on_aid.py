"""Someone on the payroll draws the minimum living allowance (V03)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import PayrollKind

_PAID = [list(PayrollKind).index(kind) for kind in (PayrollKind.CIVIL_SERVANT, PayrollKind.INSTITUTION)]


class PaidStaffOnAid(Scheme):
    """The near miss is the father, who lives apart; the decoy has no number; the homonym is another person."""

    name = "paid_staff_on_aid"
    rules = ("V03",)
    kinds = (PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY, PlantKind.HOMONYM)
    why_zh = "财政供养人员领取最低生活保障"
    why_en = "someone on the public payroll draws the minimum living allowance"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give a benefit to a clerk."""
        world = ground.world
        benefits, persons, payroll = world["benefits"], world["persons"], world["payroll"]
        row = ground.draw(dice, "benefits", np.flatnonzero((benefits["scheme"] == 0) & (benefits["until"] == NEVER)))
        clerk = ground.draw(dice, "persons", self._clerks(ground))
        who = clerk
        if kind is PlantKind.NEAR_MISS:
            who = int(persons["father"][clerk])
        elif kind is PlantKind.HOMONYM:
            alike = np.flatnonzero((persons["surname"] == persons["surname"][clerk]) & (persons["died"] == NEVER))
            used = np.isin(alike, payroll["person"]) | np.isin(alike, benefits["person"])
            who = ground.draw(dice, "persons", alike[~used & (persons["born"][alike] < world.today - 30 * 365)])
            persons["given"][who] = persons["given"][clerk]
        benefits["person"][row], benefits["claimed"][row] = who, persons["born"][who]
        place = Row("benefit", row)
        pay = np.flatnonzero(payroll["person"] == clerk)
        edits = (Edit(place, "id"), Edit(place, "id_birth"), Edit(place, "claimed_birth"), Edit(place, "claimed_age"))
        return Case(
            rows=(place,),
            support=tuple(Row("payroll", int(at)) for at in pay[:1]),
            actors=(("persons", clerk, "on the payroll"), ("persons", who, "on aid")),
            edits=edits if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "person", PlantKind.DECOY: "id", PlantKind.HOMONYM: "id"}.get(kind),
        )

    def _clerks(self, ground: Ground) -> Array:
        """Staff in no leading post, who handle no aid, with a living father who is neither on aid nor paid."""
        world = ground.world
        persons, payroll, benefits = world["persons"], world["payroll"], world["benefits"]
        tenures, posts = world["tenures"], world["posts"]
        leading = tenures["person"][posts["is_leader"][tenures["post"]]]
        people = np.unique(payroll["person"][np.isin(payroll["kind"], _PAID)])
        people = np.setdiff1d(people, np.concatenate([leading, benefits["handler"]]))
        father = persons["father"][people]
        alive = (father != NOBODY) & (persons["died"][np.maximum(father, 0)] == NEVER)
        busy = np.isin(father, np.concatenate([payroll["person"], benefits["person"]]))
        found: Array = people[alive & ~busy & (persons["died"][people] == NEVER)]
        if not len(found):
            raise NoGround("persons")
        return found
