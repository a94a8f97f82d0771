"""A need is split into purchases that each stay below the limit for open tender (F07)."""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.buying import OPEN_FROM
from data_sim.schemes.scheme import Case, Edit, Ground, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import PurchaseCategory, PurchaseMethod

_CATEGORIES, _METHODS = list(PurchaseCategory), list(PurchaseMethod)
_OPEN, _SINGLE = _METHODS.index(PurchaseMethod.OPEN), _METHODS.index(PurchaseMethod.SINGLE_SOURCE)


class SplitPurchase(Scheme):
    """The near miss falls into two years; under which item of the budget the decoy falls is not written."""

    name = "split_purchase"
    rules = ("F07",)
    why_zh = "同一年度、同一预算项目的采购拆成数次，每次都低于公开招标限额，合计超过"
    why_en = "one need of a year was bought in parts, each below the limit for open tender, together above it"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Buy the same thing twice again."""
        world = ground.world
        lots, bids, evaluators = world["lots"], world["bids"], world["evaluators"]
        limit = np.array([OPEN_FROM[c] for c in _CATEGORIES])[lots["category"]]
        single = ~np.isin(lots["method"], (_OPEN, _SINGLE)) & lots.kept & (lots["contract"] < world.today - 130)
        key = [f"{b}|{i}" for b, i in zip(lots["buyer"], lots["budget_item"], strict=True)]
        _, inverse, count = np.unique(key, return_inverse=True, return_counts=True)
        row = ground.draw(dice, "lots", np.flatnonzero(single & (count[inverse] == 1) & (lots["announced"] > 0)))
        parts = 3 if difficulty is not Difficulty.HARD else 2
        share = {3: 39, 2: 56}[parts]
        factor = int(limit[row]) * share / 100 / max(int(lots["amount"][row]), 1)
        found = [row]
        for number in range(1, parts):
            shift = 28 * number
            days = {
                c: int(workdays.on_or_after(np.array([int(lots[c][row]) + shift]))[0])
                for c in ("announced", "due", "awarded", "contract")
            }
            changes = {"year": lots["year"][row] - 1} if kind is PlantKind.NEAR_MISS else {}
            if kind is PlantKind.NEAR_MISS:
                days = {c: int(workdays.on_or_after(np.array([day - 365]))[0]) for c, day in days.items()}
            new = lots.add_like(row, **days, **changes)
            found.append(new)
            for at in np.flatnonzero((bids["purchase"] == row) & bids.kept).tolist():
                submitted = days["due"] - int(lots["due"][row] - bids["submitted"][at])
                bids.add_like(at, purchase=new, submitted=submitted)
            for at in np.flatnonzero(evaluators["purchase"] == row).tolist():
                evaluators.add_like(at, purchase=new)
        ground.take("lots", *found)
        for number, lot in enumerate(found):
            jitter = 1 - 0.013 * number
            lots["budget"][lot] = round(int(lots["budget"][lot]) * factor * jitter / 1000) * 1000
            lots["amount"][lot] = round(int(lots["amount"][lot]) * factor * jitter / 100) * 100
            mine = np.flatnonzero(bids["purchase"] == lot)
            bids["amount"][mine] = np.round(bids["amount"][mine] * factor * jitter / 100).astype(np.int64) * 100
        places = tuple(Row("purchase", lot) for lot in found)
        return Case(
            rows=places,
            actors=(("units", int(lots["buyer"][row]), "buyer"),),
            edits=tuple(Edit(place, "budget_item") for place in places) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "fiscal_year", PlantKind.DECOY: "budget_item"}.get(kind),
        )
