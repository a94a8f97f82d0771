"""Hospitality of a quarter jumps over the same quarter of last year (B04)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.one_fact import by_difficulty
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import SpendingItem

_RECEPTION = list(SpendingItem).index(SpendingItem.RECEPTION)
LEAST = 1_000_000  # fen: an increase of 10 000 yuan


class QuarterJump(Scheme):
    """The near miss rises as steeply from almost nothing; the decoy's last year is blank."""

    name = "quarter_jump"
    rules = ("B04",)
    why_zh = "公务接待费单季比上年同期增长三成以上且超过一万元"
    why_en = "hospitality of a quarter rose by more than 30 % and 10 000 yuan over the same quarter of last year"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Raise a quarter."""
        frame = ground.world["spending"]
        now, before = _pairs(ground)
        row = ground.draw(dice, "spending", now)
        last = int(before[np.flatnonzero(now == row)[0]])
        if kind is PlantKind.NEAR_MISS:
            frame["amount"][last] = 50_000
            frame["amount"][row] = 68_000
        else:
            base = int(dice.integers(5, 12)) * LEAST  # a unit that hosts much
            frame["amount"][last] = max(int(frame["amount"][last]), base)
            percent = 100 + by_difficulty(difficulty, 90, 45, 32)
            frame["amount"][row] = int(frame["amount"][last]) * percent // 100
        place = Row("period_spending", last)
        return Case(
            rows=(Row("period_spending", row),),
            support=(place,),
            actors=(("units", int(frame["unit"][row]), "unit"),),
            edits=(Edit(place, "amount"),) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "amount", PlantKind.DECOY: "amount of last year"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Jumps of the innocent city, such as a hosted event."""
        amount = ground.world["spending"]["amount"]
        now, before = _pairs(ground)
        rise = amount[now] - amount[before]
        rows = now[(rise * 100 > amount[before] * 30) & (rise > LEAST)]
        return [Case(rows=(Row("period_spending", int(row)),)) for row in rows]


def _pairs(ground: Ground) -> tuple[Array, Array]:
    """Rows of hospitality of the year, and the same quarter of the year before."""
    frame, year = ground.world["spending"], ground.world.year
    hosts = frame["item"] == _RECEPTION
    last = {
        (int(frame["unit"][r]), int(frame["period"][r])): int(r)
        for r in np.flatnonzero(hosts & (frame["year"] == year - 1))
    }
    now = np.flatnonzero(hosts & (frame["year"] == year))
    pairs = [(int(r), last[k]) for r in now if (k := (int(frame["unit"][r]), int(frame["period"][r]))) in last]
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]
