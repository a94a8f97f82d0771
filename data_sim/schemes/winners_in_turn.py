"""Three suppliers of one unit win in turn, and the others bid just above."""

from __future__ import annotations

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.rings import are_apart, bid_rows, bids_for, may_bid, people_ever, set_bidder, set_prices
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class WinnersInTurn(Scheme):
    """No supplier is steady and none is linked. What tells is the order, and who bids just above.

    In the near miss the three win as well in turn, against other bidders each time; the losing prices of the decoy are
    not written.
    """

    name = "winners_in_turn"
    hits = 2
    why_zh = "固定几家供应商轮流中标，陪标报价略高"
    why_en = "a fixed ring of suppliers wins in turn while the others bid just above"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let a ring of three bid for the lots of a unit; for the near miss, one of the three in turn."""
        world = ground.world
        lots, bids = world["lots"], world["bids"]
        count = np.bincount(lots["buyer"][lots.kept], minlength=len(world["units"]))
        unit = ground.draw(dice, "ring-units", np.flatnonzero((count >= 9) & (count <= 40)))
        rows = ground.free("lots", np.flatnonzero((lots["buyer"] == unit) & lots.kept))
        rows = rows[np.argsort(lots["announced"][rows], kind="stable")]
        rows = rows[[len(bids_for(ground, lot)) >= 3 for lot in rows.tolist()]]
        want = {Difficulty.EASY: 9, Difficulty.MEDIUM: 6, Difficulty.HARD: 6}[difficulty]
        if len(rows) < want:
            raise NoGround("lots")
        ring = self._ring(ground, dice, rows)
        people, is_near = people_ever(ground, ring), kind is PlantKind.NEAR_MISS
        offers = {lot: self._offers(ground, lot, ring, is_open=is_near) for lot in rows.tolist()}
        fit = [lot for lot, mine in offers.items() if len(mine) == 3 and may_bid(ground, lot, ring, people)][:want]
        if len(fit) < want:
            raise NoGround("lots")
        ground.take("lots", *fit)
        low, high = (6, 14) if difficulty is not Difficulty.HARD else (10, 40)
        for turn, lot in enumerate(fit):
            mine = offers[lot]
            bids.withhold(np.setdiff1d(bids_for(ground, lot), mine))
            order = np.roll(ring, -(turn % 3)).tolist()
            for bid, firm in zip(mine.tolist(), order[:1] if is_near else order, strict=False):
                set_bidder(ground, bid, firm)
            price = int(lots["budget"][lot]) * int(dice.integers(955, 976)) // 1000 // 100 * 100
            set_prices(ground, lot, mine, price, np.arange(3) * int(dice.integers(low, high)))
        losing = [int(bid) for lot in fit for bid in offers[lot][1:]]
        return Case(
            rows=tuple(Row("purchase", lot) for lot in fit),
            support=bid_rows(ground, fit),
            actors=tuple(("firms", firm, "winner" if is_near else "ring") for firm in ring),
            edits=tuple(Edit(Row("bid", bid), "amount") for bid in losing) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "bidder", PlantKind.DECOY: "amount"}.get(kind),
        )

    def _ring(self, ground: Ground, dice: np.random.Generator, lots: Array) -> list[int]:
        """Three suppliers of a unit that have nothing to do with each other."""
        bids = ground.world["bids"]
        firms = np.unique(bids["firm"][[int(bids_for(ground, lot)[0]) for lot in lots.tolist()]])
        ring: list[int] = dice.permutation(firms)[:3].tolist()
        if len(ring) < 3 or not are_apart(ground, ring):
            raise NoGround("firms")
        return ring

    def _offers(self, ground: Ground, lot: int, ring: list[int], *, is_open: bool) -> Array:
        """Three bids for a lot; where it is open, two of them are of firms outside the ring, and apart from it."""
        bids = ground.world["bids"]
        mine = bids_for(ground, lot)
        if not is_open:
            return mine[:3]
        outside = mine[~np.isin(bids["firm"][mine], ring)]
        if len(outside) < 2 or not all(are_apart(ground, [*ring, int(bids["firm"][bid])]) for bid in outside[:2]):
            return mine[:0]
        rest = np.setdiff1d(mine, outside[:2])
        return np.array([rest[0], *outside[:2]]) if len(rest) else mine[:0]
