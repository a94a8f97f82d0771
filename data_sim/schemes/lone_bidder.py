"""An open tender draws one bid, or is open for less than twenty days (V07)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from data_sim import workdays
from data_sim.frames import Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Case, Ground, Row
from models.truth import Difficulty, PlantKind
from models.vocabulary import BidOutcome, PurchaseMethod

_OPEN = list(PurchaseMethod).index(PurchaseMethod.OPEN)
_WON = list(BidOutcome).index(BidOutcome.WON)


class LoneBidder(OneFact):
    """The near miss has three bids and twenty days; of the decoy neither bids nor days are written, nor is any bid."""

    name = "lone_bidder"
    rules = ("V07",)
    frame, table, fact, lacking = "lots", "purchase", "bidders", ("bidders", "announced_on", "bids_due")
    why_zh = "公开招标只有一家投标，或投标期不足二十日"
    why_en = "an open tender drew one bid, or was open for less than twenty days"

    def candidates(self, ground: Ground) -> Array:
        """Open tenders with three bids or more."""
        lots, bids = ground.world["lots"], ground.world["bids"]
        count = np.bincount(bids["purchase"][bids.kept], minlength=len(lots))
        return np.flatnonzero((lots["method"] == _OPEN) & lots.kept & (count >= 3))

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Only the winner bids; a hard case has bids enough, and too few days."""
        lots, bids = ground.world["lots"], ground.world["bids"]
        if difficulty is Difficulty.HARD:
            due = int(workdays.on_or_after(lots["announced"][row : row + 1] + 12)[0])
            lots["due"][row] = due
            mine = bids["purchase"] == row
            bids["submitted"][mine] = np.minimum(bids["submitted"][mine], due)
        else:
            bids.withhold(np.flatnonzero((bids["purchase"] == row) & (bids["outcome"] != _WON)))

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Three bids, and twenty days."""
        lots, bids = ground.world["lots"], ground.world["bids"]
        mine = np.flatnonzero((bids["purchase"] == row) & bids.kept)
        bids.withhold(mine[bids["rank"][mine] > 3])
        lots["due"][row] = lots["announced"][row] + 20
        bids["submitted"][mine] = np.minimum(bids["submitted"][mine], lots["due"][row])

    def also(self, ground: Ground, row: int) -> tuple[tuple[str, int], ...]:
        """Its bids, which no other case stands on."""
        bids = ground.world["bids"]
        return tuple(("bids", int(at)) for at in np.flatnonzero((bids["purchase"] == row) & bids.kept))

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """As any case of one row; the bids of a decoy are not in the register, where they could be counted."""
        case = super().plant(ground, dice, kind, difficulty)
        if kind is not PlantKind.DECOY:
            return case
        bids = ground.world["bids"]
        mine = np.flatnonzero((bids["purchase"] == case.rows[0].at) & bids.kept)
        return replace(case, drops=tuple(Row("bid", int(at)) for at in mine), support=())

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The winning bid."""
        bids = ground.world["bids"]
        rows = np.flatnonzero((bids["purchase"] == row) & (bids["outcome"] == _WON) & bids.kept)
        return tuple(Row("bid", int(at)) for at in rows)
