"""Two payees of one notice share a telephone or an address (F06)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class SharedTelephone(Scheme):
    """The near miss shares the address of a hub; of the decoy neither telephone nor address is written."""

    name = "shared_telephone"
    rules = ("F06",)
    why_zh = "同一批资金的两个领取主体电话或地址相同"
    why_en = "two payees of one batch share a telephone or an address"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let one payee of a notice have the contact of another."""
        world = ground.world
        payments, items, firms, hubs = world["payments"], world["items"], world["firms"], world["hubs"]
        paid = np.flatnonzero(payments["item"] != NOBODY)
        by_firm = paid[items["firm"][payments["item"][paid]] != NOBODY]
        batch = ground.draw(dice, "batches", np.unique(items["batch"][payments["item"][by_firm]]))
        rows = by_firm[items["batch"][payments["item"][by_firm]] == batch]
        free = [int(r) for r in rows if ground.is_free("firms", int(items["firm"][payments["item"][r]]))]
        if len(free) < 2:
            raise NoGround("payments")
        one, other = (free[int(n)] for n in dice.choice(len(free), 2, replace=False))
        first, second = (int(items["firm"][payments["item"][r]]) for r in (one, other))
        if first == second:
            raise NoGround("payments")
        ground.take("firms", first, second)
        if kind is PlantKind.NEAR_MISS:
            if not len(hubs):
                raise NoGround("hubs")
            firms["address"][first] = firms["address"][second] = hubs["address"][int(dice.integers(len(hubs)))]
        elif difficulty is Difficulty.HARD:
            firms["address"][second] = firms["address"][first]
        else:
            firms["phone"][second] = firms["phone"][first]
        blank = tuple(
            Edit(row, column)
            for row in (Row("payment", one), Row("payment", other), Row("firm", first), Row("firm", second))
            for column in ("phone", "address")
        )
        return Case(
            rows=(Row("payment", one), Row("payment", other)),
            support=(Row("firm", first), Row("firm", second)),
            actors=(("firms", first, "payee"), ("firms", second, "payee")),
            edits=blank if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "address", PlantKind.DECOY: "phone,address"}.get(kind),
        )
