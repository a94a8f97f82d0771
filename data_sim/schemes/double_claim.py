"""Someone draws two benefits that exclude each other for the same months (F01)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class DoubleClaim(Scheme):
    """The near miss draws the second when the first has ended; for which month the decoy is paid is not written."""

    name = "double_claim"
    rules = ("F01",)
    why_zh = "同一人同一月份领取互斥的两种补助"
    why_en = "one person drew two benefits for one month that exclude each other"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Put someone on a second scheme as well."""
        world = ground.world
        benefits, payments, schemes = world["benefits"], world["payments"], world["schemes"]
        second = int(np.flatnonzero(schemes["other"] != NOBODY)[0])
        first = int(schemes["other"][second])
        months = np.bincount(payments["benefit"][payments["benefit"] != NOBODY], minlength=len(benefits))
        fit = (benefits["scheme"] == first) & (months[: len(benefits)] >= 10) & (benefits["until"] == NEVER)
        row = ground.draw(dice, "benefits", np.flatnonzero(fit))
        model = np.flatnonzero(benefits["scheme"] == second)
        monthly = int(benefits["monthly"][model[0]]) if len(model) else int(benefits["monthly"][row]) + 8_000
        paid = np.flatnonzero((payments["benefit"] == row) & payments.kept)
        paid = paid[np.argsort(payments["month"][paid], kind="stable")]
        overlap = {Difficulty.EASY: 8, Difficulty.MEDIUM: 4, Difficulty.HARD: 1}[difficulty]
        if len(paid) < overlap + 2:
            raise NoGround("payments")
        start = paid[-overlap]
        new = benefits.add_like(row, scheme=second, since=int(payments["month"][start]), monthly=monthly)
        ground.take("benefits", new)
        if kind is PlantKind.NEAR_MISS:
            benefits["until"][row] = int(payments["month"][start]) - 1
        added = [payments.add_like(int(at), benefit=new, amount=monthly) for at in paid[len(paid) - overlap :].tolist()]
        if kind is PlantKind.NEAR_MISS:
            payments.withhold(paid[len(paid) - overlap :])
        places = tuple(Row("payment", at) for at in added)
        twice = tuple(Row("payment", int(at)) for at in paid[len(paid) - overlap :])
        return Case(
            rows=places if kind is PlantKind.NEAR_MISS else (*places, *twice),
            support=(Row("benefit", row), Row("benefit", new)),
            actors=(("persons", int(benefits["person"][row]), "payee"),),
            edits=tuple(Edit(place, "benefit_month") for place in places) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "until", PlantKind.DECOY: "benefit_month"}.get(kind),
        )
