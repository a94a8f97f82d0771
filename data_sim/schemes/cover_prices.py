"""The losing prices stand to the winning one always in the same proportion."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class CoverPrices(Scheme):
    """The bidders change, and nothing links them on paper. What tells is that their prices were made by one hand."""

    name = "cover_prices"
    kinds = (PlantKind.HIT,)
    why_zh = "多个标段的落标报价与中标价成固定比例"
    why_en = "over several lots the losing prices stand in a fixed proportion to the winning one"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Set the losing prices of a unit's open lots by one rule."""
        world = ground.world
        lots, bids = world["lots"], world["bids"]
        count = np.bincount(bids["purchase"][bids.kept], minlength=len(lots))
        open_lots = lots.kept & (count >= 3)
        per = np.bincount(lots["buyer"][open_lots], minlength=len(world["units"]))
        unit = ground.draw(dice, "cover-units", np.flatnonzero(per >= 5))
        rows = [r for r in np.flatnonzero(open_lots & (lots["buyer"] == unit)).tolist() if ground.is_free("lots", r)]
        want = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        if len(rows) < want:
            raise NoGround("lots")
        chosen = rows[:want]
        ground.take("lots", *chosen)
        step = int(dice.integers(12, 28))
        for lot in chosen:
            mine = np.flatnonzero((bids["purchase"] == lot) & bids.kept)
            mine = mine[np.argsort(bids["rank"][mine], kind="stable")]
            base = int(bids["amount"][mine[0]])
            bids["amount"][mine] = base * (1000 + np.arange(len(mine)) * step) // 1000 // 100 * 100
        return Case(
            rows=tuple(Row("purchase", lot) for lot in chosen),
            support=tuple(Row("bid", int(b)) for b in np.flatnonzero(np.isin(bids["purchase"], chosen) & bids.kept)),
        )
