"""The losing prices stand to the winning one always in the same proportion."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.rings import bid_rows, bids_for
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class CoverPrices(Scheme):
    """The bidders change, and nothing links them on paper. What tells is that their prices were made by one hand.

    In the near miss the proportions differ from lot to lot; the losing prices of the decoy are not written.
    """

    name = "cover_prices"
    why_zh = "多个标段的落标报价与中标价成固定比例"
    why_en = "over several lots the losing prices stand in a fixed proportion to the winning one"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Set the losing prices of a unit's open lots by one rule; for the near miss, each for itself."""
        world = ground.world
        lots, bids = world["lots"], world["bids"]
        count = np.bincount(bids["purchase"][bids.kept], minlength=len(lots))
        open_lots = ground.free("lots", np.flatnonzero(lots.kept & (count >= 3)))
        want = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        per = np.bincount(lots["buyer"][open_lots], minlength=len(world["units"]))
        unit = ground.draw(dice, "cover-units", np.flatnonzero(per >= max(want, 5)))
        chosen = open_lots[lots["buyer"][open_lots] == unit][:want].tolist()
        step = int(dice.integers(12, 28))
        ground.take("lots", *chosen)
        losing: list[int] = []
        for lot in chosen:
            mine = bids_for(ground, lot)
            above = np.arange(len(mine)) * step
            if kind is PlantKind.NEAR_MISS:
                above = np.concatenate([[0], np.cumsum(dice.integers(4, 60, len(mine) - 1))])
            bids["amount"][mine] = int(bids["amount"][mine[0]]) * (1000 + above) // 1000 // 100 * 100
            losing += mine[1:].tolist()
        if len(losing) < want * 2:
            raise NoGround("bids")
        return Case(
            rows=tuple(Row("purchase", lot) for lot in chosen),
            support=bid_rows(ground, chosen),
            actors=(("units", unit, "buyer"),),
            edits=tuple(Edit(Row("bid", bid), "amount") for bid in losing) if kind is PlantKind.DECOY else (),
            changed=None if kind is PlantKind.HIT else "amount",
        )
