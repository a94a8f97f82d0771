"""A unit reports no problem for months while its like find several (L04)."""

from __future__ import annotations

import numpy as np

from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class NothingFound(Scheme):
    """The near miss is silent for two months only; how many problems the decoy found is not written."""

    name = "nothing_found"
    rules = ("L04",)
    hits = 2
    why_zh = "连续三个月以上零问题，而同类单位均发现问题"
    why_en = "a unit reports no problem for three months or more while its like find several"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Empty the ledger and the reports of some months in a row."""
        world = ground.world
        reports, issues, units = world["reports"], world["issues"], world["units"]
        fit = np.unique(reports["unit"][units["authorised"][reports["unit"]] >= 8])
        unit = ground.draw(dice, "silent-units", fit)
        mine = np.flatnonzero(reports["unit"] == unit)
        mine = mine[np.argsort(reports["month"][mine], kind="stable")]
        months = 2 if kind is PlantKind.NEAR_MISS else {
            Difficulty.EASY: 8, Difficulty.MEDIUM: 5, Difficulty.HARD: 3
        }[difficulty]  # fmt: skip
        if len(mine) < 12:
            raise NoGround("reports")
        start = int(dice.integers(1, 12 - months))
        quiet = mine[start : start + months]
        low, high = int(reports["month"][quiet[0]]), int(reports["month"][quiet[-1]]) + 31
        rows = np.flatnonzero((issues["reporter"] == unit) & (issues["checked"] >= low) & (issues["checked"] < high))
        if any(not ground.is_free("issues", int(row)) for row in rows) or any(
            not ground.is_free("reports", int(row)) for row in quiet
        ):
            raise NoGround("issues")
        ground.take("issues", *rows.tolist())
        ground.take("reports", *quiet.tolist())
        issues.withhold(rows)
        world["rectifications"].withhold(np.isin(world["rectifications"]["issue"], rows))
        reports["found"][quiet] = 0
        places = tuple(Row("monthly_report", int(row)) for row in quiet)
        return Case(
            rows=places,
            actors=(("units", int(unit), "unit"),),
            edits=tuple(Edit(place, "issues") for place in places) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "month", PlantKind.DECOY: "issues"}.get(kind),
        )
