"""Shortly before retirement an official grants one firm what it asks."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.applicants import GRANTED, acts_in, busy_with_firms, firm_matters, first_for, without_party
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import officials, tenure_of
from models.truth import Difficulty, PlantKind

_YEAR = 365.2425
_LAST_YEARS, _FAR_FROM_IT = 56.0, 50.0  # years of age: little is left of service; retirement is far
_BUSY = 8  # applications of firms in the year


class LastYearFavours(Scheme):
    """Nobody has left yet, and no tie is on record. What tells is whose matters gather before the sixtieth birthday.

    The official of the near miss is young; who brought the matters of the decoy is not written.
    """

    name = "last_year_favours"
    hits = 1
    why_zh = "临近退休集中为个别企业办理审批"
    why_en = "shortly before retirement the matters of one firm gather before one official"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give the latest matters before an official to one firm."""
        matters = ground.world["matters"]
        official = ground.draw(dice, "persons", self._able(ground, is_old=kind is not PlantKind.NEAR_MISS))
        pool = firm_matters(ground, official, permits=True)
        latest = pool[np.argsort(matters["accepted"][pool], kind="stable")][::-1]
        want = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        if len(latest) < want:
            raise NoGround("matters")
        firm = int(matters["firm"][latest[0]])
        chosen = [int(latest[0]), *first_for(ground, latest[1:], firm, want - 1)]
        if len(chosen) < want:
            raise NoGround("matters")
        ground.take("matters", *chosen)
        matters["firm"][chosen], matters["outcome"][chosen] = firm, GRANTED
        return Case(
            rows=acts_in(ground, chosen, official),
            support=(Row("tenure", tenure_of(ground, official)), *(Row("matter", matter) for matter in chosen)),
            actors=(("persons", official, "handler"), ("firms", firm, "favoured")),
            edits=without_party(ground, chosen) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "id", PlantKind.DECOY: "party_code"}.get(kind),
        )

    def _able(self, ground: Ground, *, is_old: bool) -> Array:
        """Busy officials near retirement, or far from it."""
        world = ground.world
        people = np.unique(world["tenures"]["person"][officials(ground)])
        people = people[busy_with_firms(ground, permits=True)[people] >= _BUSY]
        age = (world.today - world["persons"]["born"][people]) / _YEAR
        able: Array = people[age >= _LAST_YEARS if is_old else age < _FAR_FROM_IT]
        return able
