"""Three suppliers of one unit win in turn, and the others bid just above."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import BidOutcome

_OUTCOMES = list(BidOutcome)
_WON, _CANDIDATE = _OUTCOMES.index(BidOutcome.WON), _OUTCOMES.index(BidOutcome.CANDIDATE)


class WinnersInTurn(Scheme):
    """No supplier is steady and none is linked. What tells is the order, and the distance of the losing prices."""

    name = "winners_in_turn"
    kinds = (PlantKind.HIT,)
    hits = 2
    why_zh = "固定几家供应商轮流中标，陪标报价略高"
    why_en = "a fixed ring of suppliers wins in turn while the others bid just above"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Replace the bidders of the lots of a unit by a ring of three."""
        world = ground.world
        lots, bids = world["lots"], world["bids"]
        count = np.bincount(lots["buyer"][lots.kept], minlength=len(world["units"]))
        unit = ground.draw(dice, "ring-units", np.flatnonzero((count >= 9) & (count <= 40)))
        rows = np.flatnonzero((lots["buyer"] == unit) & lots.kept)
        rows = np.array([r for r in rows.tolist() if ground.is_free("lots", r)], np.int64)
        rows = rows[np.argsort(lots["announced"][rows], kind="stable")]
        offers = {r: np.flatnonzero((bids["purchase"] == r) & bids.kept) for r in rows.tolist()}
        rows = np.array([r for r in rows.tolist() if len(offers[r]) >= 3], np.int64)
        want = {Difficulty.EASY: 9, Difficulty.MEDIUM: 6, Difficulty.HARD: 6}[difficulty]
        if len(rows) < want:
            raise NoGround("lots")
        rows = rows[:want]
        ring = bids["firm"][offers[int(rows[0])]][:3]
        ground.take("lots", *rows.tolist())
        for turn, lot in enumerate(rows.tolist()):
            mine = offers[lot][:3]
            bids.withhold(offers[lot][3:])
            order = np.roll(ring, -(turn % 3))
            price = int(lots["budget"][lot]) * 965 // 1000 // 100 * 100
            step = int(dice.integers(6, 14)) if difficulty is not Difficulty.HARD else int(dice.integers(10, 40))
            for place, row in enumerate(mine.tolist()):
                bids["firm"][row] = bids["payer"][row] = order[place]
                bids["manager"][row] = -1
                bids["amount"][row] = price * (1000 + place * step) // 1000 // 100 * 100
                bids["rank"][row] = place + 1
                bids["outcome"][row] = _WON if place == 0 else _CANDIDATE
            lots["winner"][lot], lots["amount"][lot] = order[0], int(bids["amount"][mine[0]])
        return Case(
            rows=tuple(Row("purchase", int(lot)) for lot in rows),
            support=tuple(Row("bid", int(b)) for lot in rows.tolist() for b in offers[lot][:3]),
            actors=tuple(("firms", int(firm), "ring") for firm in ring),
        )
