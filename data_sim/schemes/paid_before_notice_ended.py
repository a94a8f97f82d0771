"""Money goes out while the notice still hangs (F08)."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NOBODY, Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Case, Ground, Row
from models.truth import Difficulty


class PaidBeforeNoticeEnded(OneFact):
    """The near miss is paid on the first working day after the notice; when the decoy was paid is not written."""

    name = "paid_before_notice_ended"
    rules = ("F08",)
    frame, table, fact, lacking = "payments", "payment", "paid_on", ("paid_on",)
    why_zh = "公示期未满就拨付资金"
    why_en = "money was paid out while its notice was still up"

    def candidates(self, ground: Ground) -> Array:
        """Payments for items of notices, without a remark."""
        payments = ground.world["payments"]
        return np.flatnonzero((payments["item"] != NOBODY) & (payments["reason"] == ""))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Paid on the second day of the notice; a hard case on its last working day."""
        since, until = self._period(ground, row)
        day = until if difficulty is Difficulty.HARD else since + 1
        while not _works(day):
            day -= 1
        ground.world["payments"]["paid"][row] = max(day, since)

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Paid on the first working day after it."""
        _, until = self._period(ground, row)
        ground.world["payments"]["paid"][row] = int(workdays.on_or_after(np.array([until + 1]))[0])

    def also(self, ground: Ground, row: int) -> tuple[tuple[str, int], ...]:
        """The notice."""
        return (("batches", int(ground.world["items"]["batch"][ground.world["payments"]["item"][row]])),)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The notice and its row."""
        item = int(ground.world["payments"]["item"][row])
        return Row("fund_notice", int(ground.world["items"]["batch"][item])), Row("fund_item", item)

    def natural(self, ground: Ground) -> list[Case]:
        """Emergency aid that went out before, and says so."""
        world = ground.world
        payments, items, batches = world["payments"], world["items"], world["batches"]
        rows = np.flatnonzero((payments["item"] != NOBODY) & payments.kept)
        until = batches["until"][items["batch"][payments["item"][rows]]]
        return [Case(rows=(Row("payment", int(row)),)) for row in rows[payments["paid"][rows] <= until]]

    def _period(self, ground: Ground, row: int) -> tuple[int, int]:
        world = ground.world
        batch = world["items"]["batch"][world["payments"]["item"][row]]
        return int(world["batches"]["since"][batch]), int(world["batches"]["until"][batch])


def _works(day: int) -> bool:
    return int(workdays.on_or_after(np.array([day]))[0]) == day
