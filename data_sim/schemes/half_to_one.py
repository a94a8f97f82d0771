"""One payee gets nearly half of a programme (F04)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind

LEAST = 5  # payees


class HalfToOne(Scheme):
    """The near miss gets a little less than three in ten; the decoy's programme has two payees."""

    name = "half_to_one"
    rules = ("F04",)
    hits = 1
    why_zh = "一个专项资金大部分集中到同一主体"
    why_en = "one payee gets the greater part of a programme"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give items of a programme to one of its payees."""
        world = ground.world
        items, programmes = world["items"], world["programmes"]
        fit = np.isin(programmes["group"], ("firm", "farm"))
        programme = ground.draw(dice, "programmes", np.flatnonzero(fit))
        rows = np.flatnonzero(world["batches"]["programme"][items["batch"]] == programme)
        if len(np.unique(items["firm"][rows])) < 8:
            raise NoGround("programmes")
        is_free = np.array([ground.is_free("items", int(row)) for row in rows])
        free, fixed = rows[is_free], np.unique(items["firm"][rows[~is_free]])
        firms = np.setdiff1d(items["firm"][free], fixed)
        if len(firms) < 2 or (kind is PlantKind.DECOY and len(fixed) > 2):
            raise NoGround("programmes")
        firm, other = dice.permutation(firms)[:2].tolist()
        whole = int(items["amount"][rows].sum())
        share = {PlantKind.NEAR_MISS: 28, PlantKind.DECOY: 45}.get(kind, 36 if difficulty is Difficulty.HARD else 46)
        chosen = _up_to(items["amount"], free[dice.permutation(len(free))], whole * share // 100)
        if kind is PlantKind.HIT and int(items["amount"][chosen].sum()) * 10 <= whole * 3:
            raise NoGround("items")
        ground.take("items", *free.tolist())
        if kind is PlantKind.DECOY:
            items["firm"][free] = np.where(items["firm"][free] == firm, firm, other)
        moved = np.setdiff1d(free[items["firm"][free] == firm], chosen)
        rest = np.unique(items["firm"][free[items["firm"][free] != firm]])
        items["firm"][moved] = rest[dice.integers(len(rest), size=len(moved))]
        items["firm"][chosen] = firm
        return Case(
            rows=tuple(Row("fund_item", int(row)) for row in rows[items["firm"][rows] == firm]),
            support=tuple(Row("fund_notice", int(b)) for b in np.unique(items["batch"][rows])),
            actors=(("firms", firm, "payee"),),
            changed=None if kind is PlantKind.HIT else "payee",
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Programmes of the innocent city that go to one of five payees and more for over three tenths."""
        world = ground.world
        items, batches = world["items"], world["batches"]
        batch = items["batch"]
        rows = np.flatnonzero(items.kept & batches.kept[batch])
        payee = np.stack([items[whose][rows] for whose in ("firm", "unit", "person")], axis=1)
        programme = np.stack([batches[name][batch[rows]] for name in ("programme", "year", "unit")], axis=1)
        _, of = np.unique(programme, axis=0, return_inverse=True)
        found = []
        for one in range(int(of.max(initial=-1)) + 1):
            here = rows[of == one]
            _, whose = np.unique(payee[of == one], axis=0, return_inverse=True)
            got = np.bincount(whose, weights=items["amount"][here]).astype(np.int64)
            lacks = any(("fund_item", int(row)) in ground.edited for row in here)
            if not lacks and len(got) >= LEAST and int(got.max()) * 10 > int(got.sum()) * 3:
                found.append(Case(rows=tuple(Row("fund_item", int(row)) for row in here[whose == got.argmax()])))
        return found


def _up_to(amount: Array, rows: Array, limit: int) -> Array:
    """Rows whose amounts come near a sum without passing it."""
    found, total = [], 0
    for row in rows.tolist():
        if total + int(amount[row]) <= limit:
            found.append(row)
            total += int(amount[row])
    if total == 0:
        raise NoGround("items")
    return np.array(found, np.int64)
