"""One payee gets nearly half of a programme (F04)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


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
        if not all(ground.is_free("items", int(row)) for row in rows):
            raise NoGround("items")
        ground.take("items", *rows.tolist())
        firm = int(items["firm"][rows[int(dice.integers(len(rows)))]])
        whole = int(items["amount"][rows].sum())
        share = {PlantKind.NEAR_MISS: 28, PlantKind.DECOY: 45}.get(kind, 36 if difficulty is Difficulty.HARD else 46)
        if kind is PlantKind.DECOY:
            others = np.setdiff1d(np.unique(items["firm"][rows]), [firm])
            items["firm"][rows] = np.where(items["firm"][rows] == firm, firm, others[0])
        chosen = _up_to(items["amount"], rows[dice.permutation(len(rows))], whole * share // 100)
        moved = np.setdiff1d(rows[items["firm"][rows] == firm], chosen)
        rest = np.unique(items["firm"][rows[items["firm"][rows] != firm]])
        items["firm"][moved] = rest[dice.integers(len(rest), size=len(moved))]
        items["firm"][chosen] = firm
        return Case(
            rows=tuple(Row("fund_item", int(row)) for row in rows[items["firm"][rows] == firm]),
            support=tuple(Row("fund_notice", int(b)) for b in np.unique(items["batch"][rows])),
            actors=(("firms", firm, "payee"),),
            changed=None if kind is PlantKind.HIT else "payee",
        )


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
