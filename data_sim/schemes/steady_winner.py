"""One supplier gets most of what a unit buys (V05)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import BidOutcome

_WON = list(BidOutcome).index(BidOutcome.WON)


class SteadyWinner(Scheme):
    """The near miss gets a little less than half; the decoy's unit bought four times only."""

    name = "steady_winner"
    rules = ("V05",)
    hits = 2
    why_zh = "一家供应商长期占本单位采购额的一半以上"
    why_en = "one supplier gets more than half of what a unit buys"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let one firm win lots until its share is reached."""
        world = ground.world
        lots, bids = world["lots"], world["bids"]
        count = np.bincount(lots["buyer"][lots.kept], minlength=len(world["units"]))
        fit = count == 4 if kind is PlantKind.DECOY else (count >= 6) & (count <= 40)
        fit &= np.bincount(lots["buyer"][lots.kept & _of_utilities(ground)], minlength=len(world["units"])) == 0
        free = [u for u in np.flatnonzero(fit).tolist() if _is_free(ground, u)]
        unit = ground.draw(dice, "buyers", free)
        rows = np.flatnonzero((lots["buyer"] == unit) & lots.kept)
        ground.take("lots", *rows.tolist())
        whole = int(lots["amount"][rows].sum())
        goal = 48 if kind is PlantKind.NEAR_MISS else 56 if difficulty is Difficulty.HARD else 70
        largest = int(rows[np.argmax(lots["amount"][rows])])
        if kind is PlantKind.NEAR_MISS and int(lots["amount"][largest]) * 100 > goal * whole:
            raise NoGround("lots")
        firm = int(lots["winner"][largest])
        won = int(lots["amount"][rows[lots["winner"][rows] == firm]].sum())
        for lot in rows[dice.permutation(len(rows))].tolist():
            amount = int(lots["amount"][lot])
            if lots["winner"][lot] == firm or (kind is PlantKind.NEAR_MISS and (won + amount) * 100 > goal * whole):
                continue
            if won * 100 >= goal * whole:
                break
            first = np.flatnonzero((bids["purchase"] == lot) & (bids["outcome"] == _WON) & bids.kept)
            if not len(first) or firm in bids["firm"][bids["purchase"] == lot]:
                continue
            bids["firm"][first] = bids["payer"][first] = lots["winner"][lot] = firm
            bids["manager"][first] = -1
            won += amount
        if (won * 100 <= 50 * whole) is (kind is not PlantKind.NEAR_MISS):
            raise NoGround("lots")
        return Case(
            rows=tuple(Row("purchase", int(lot)) for lot in rows[lots["winner"][rows] == firm]),
            actors=(("firms", firm, "supplier"), ("units", unit, "buyer")),
            changed=None if kind is PlantKind.HIT else "supplier",
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Units with one large supplier in the innocent city; a water firm, the only one there is, is none."""
        lots = ground.world["lots"]
        cases = []
        kept = np.flatnonzero(lots.kept & ~_of_utilities(ground))
        for unit in np.unique(lots["buyer"][kept]).tolist():
            rows = kept[lots["buyer"][kept] == unit]
            if len(rows) < 5:
                continue
            firms, inverse = np.unique(lots["winner"][rows], return_inverse=True)
            value = np.zeros(len(firms), np.int64)
            np.add.at(value, inverse, lots["amount"][rows])
            top = int(np.argmax(value))
            if int(value[top]) * 2 > int(value.sum()):
                cases.append(Case(rows=tuple(Row("purchase", int(lot)) for lot in rows[inverse == top])))
        return cases


def _of_utilities(ground: Ground) -> Array:
    """Lots that are bought from the only supplier of water, power or gas."""
    world = ground.world
    firms, winner = world["firms"], world["lots"]["winner"]
    group = world["trades"]["group"][firms["trade"][np.maximum(winner, 0)]]
    found: Array = (winner != NOBODY) & (group == "utility")
    return found


def _is_free(ground: Ground, unit: int) -> bool:
    lots = ground.world["lots"]
    return all(ground.is_free("lots", lot) for lot in np.flatnonzero((lots["buyer"] == unit) & lots.kept).tolist())
