"""Benefits go on being paid after the month of death and one more (F02)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY, date_of, day_of
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.calendar import add_months
from models.truth import Difficulty, PlantKind


class PaidAfterDeath(Scheme):
    """The near miss gets one month more, as notice takes time; the decoy's death has no number in the register."""

    name = "paid_after_death"
    rules = ("F02",)
    kinds = (PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY, PlantKind.HOMONYM)
    why_zh = "死亡次月之后仍在发放补助"
    why_en = "a benefit went on being paid after the month that follows the death"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let someone on aid die in the course of the year."""
        world = ground.world
        benefits, payments, persons, deaths = world["benefits"], world["payments"], world["persons"], world["deaths"]
        months = np.bincount(payments["benefit"][payments["benefit"] != NOBODY], minlength=len(benefits))
        on_more = np.bincount(benefits["person"], minlength=len(persons))[benefits["person"]]
        serving = np.isin(benefits["person"], world["payroll"]["person"])
        listed = np.isin(benefits["person"], world["items"]["person"])  # subsidies that would go on after the death
        row = ground.draw(dice, "benefits", np.flatnonzero((months >= 10) & (on_more == 1) & ~serving & ~listed))
        person = int(benefits["person"][row])
        paid = np.flatnonzero((payments["benefit"] == row) & payments.kept)
        paid = paid[np.argsort(payments["month"][paid], kind="stable")]
        left = 1 if difficulty is Difficulty.HARD else 3  # months paid beyond the one that is allowed
        if len(paid) < left + 4:
            raise NoGround("payments")
        month = date_of(int(payments["month"][paid[-1 - left - 1]]))
        if month is None:
            raise NoGround("payments")
        died = day_of(month) + int(dice.integers(2, 25))
        dead = person
        if kind is PlantKind.HOMONYM:
            alike = np.flatnonzero((persons["surname"] == persons["surname"][person]) & (persons["died"] == NEVER))
            used = np.isin(alike, world["tenures"]["person"]) | np.isin(alike, benefits["person"])
            used |= np.isin(alike, world["items"]["person"])
            dead = ground.draw(dice, "persons", alike[~used & (persons["born"][alike] < world.today - 60 * 365)])
            persons["given"][dead] = persons["given"][person]
        persons["died"][dead] = died
        entry = int(deaths.append(person=dead, reported=min(died + int(dice.integers(20, 60)), world.today))[0])
        allowed = day_of(add_months(month, 1))
        late = paid[payments["month"][paid] > allowed]
        if kind is PlantKind.NEAR_MISS:
            payments.withhold(late)
            late = paid[payments["month"][paid] == allowed]
        return Case(
            rows=tuple(Row("payment", int(at)) for at in late),
            support=(Row("death", entry), Row("benefit", row)),
            actors=(("persons", person, "payee"),),
            edits=(Edit(Row("death", entry), "id"),) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "benefit_month", PlantKind.DECOY: "id", PlantKind.HOMONYM: "id"}.get(kind),
        )
