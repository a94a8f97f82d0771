"""A unit spends several times as much on the three public expenses as its like, for each of its staff (B03)."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import cost_of, fences_without, is_published, set_cost, sets_of
from models.truth import Difficulty, PlantKind
from models.vocabulary import SpendingStage

_BUDGET = list(SpendingStage).index(SpendingStage.BUDGET)
LEAST = 8  # peers
_ITEMS = ("reception", "running", "abroad", "purchase")


class PeerOutlier(Scheme):
    """The near miss stays a little below the fence; how many staff the decoy has is not written."""

    name = "peer_outlier"
    rules = ("B03",)
    hits = 2
    why_zh = "人均“三公”经费明显高于同类单位"
    why_en = "the three public expenses for each of the staff lie far above those of like units"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Raise every set of a unit alike, so that no year rises over another."""
        world = ground.world
        year = world.year
        rates = _rates(ground, year, _BUDGET)
        classes = _classes(ground, rates)
        like = world["units"]["peer_class"]
        sets = _sets(ground)
        fit = [u for u in rates if rates[u] > 0 and len(classes[like[u]]) > LEAST]
        fit = [u for u in fit if all(ground.is_free("three_public", r) for r in sets[u])]
        unit = ground.draw(dice, "peer-units", fit)
        high = _fence(classes[like[unit]], rates[unit])
        if not high:
            raise NoGround("units")
        times = {Difficulty.EASY: Fraction(3), Difficulty.MEDIUM: Fraction(8, 5), Difficulty.HARD: Fraction(6, 5)}[
            difficulty
        ]
        goal = high * Fraction(19, 20) if kind is PlantKind.NEAR_MISS else high * times
        factor = goal / rates[unit]
        for row in sets[unit]:
            ground.take("three_public", row)
            for item in _ITEMS:
                fen = int(int(world["three_public"][item][row]) * factor)
                set_cost(ground, row, item, fen // 10_000 * 10_000)
        row = sets_of(ground)[unit, year, _BUDGET]
        place = Row("staffing", unit, (("fiscal_year", year),))
        return Case(
            rows=(Row("three_public_report", row),),
            support=(place,),
            actors=(("units", unit, "unit"),),
            edits=tuple(Edit(Row("staffing", unit), column) for column in ("authorised", "actual"))
            if kind is PlantKind.DECOY
            else (),
            changed={PlantKind.NEAR_MISS: "amount", PlantKind.DECOY: "authorised"}.get(kind),
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Outliers of the innocent city, and every set of a planted one beside that of the year."""
        found = []
        for year, stage in sorted({(y, s) for _, y, s in sets_of(ground)}):
            rates = _rates(ground, year, stage)
            classes = _classes(ground, rates)
            for unit, rate in rates.items():
                like = classes[ground.world["units"]["peer_class"][unit]]
                if len(like) > LEAST and rate > _fence(like, rate):
                    found.append(Case(rows=(Row("three_public_report", sets_of(ground)[unit, year, stage]),)))
        return found


def _sets(ground: Ground) -> dict[int, list[int]]:
    """Unit -> rows of all its sets."""

    def find() -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for (unit, _, _), row in sets_of(ground).items():
            found[unit].append(row)
        return found

    return ground.once("sets-of-unit", find)


def _rates(ground: Ground, year: int, stage: int) -> dict[int, Fraction]:
    """Unit -> fen for each authorised post, where nobody left out the costs or the staff."""
    staff = ground.world["units"]["authorised"]
    return {
        unit: Fraction(cost_of(ground, row), int(staff[unit]))
        for (unit, y, s), row in sets_of(ground).items()
        if (y, s) == (year, stage)
        and staff[unit] > 0
        and is_published(ground, row)
        and not ground.edited & {("three_public_report", row), ("staffing", unit)}
    }


def _classes(ground: Ground, rates: dict[int, Fraction]) -> dict[str, list[Fraction]]:
    """The rates of the units of each class, in order."""
    names = ground.world["units"]["peer_class"]
    found: dict[str, list[Fraction]] = defaultdict(list)
    for unit, rate in rates.items():
        found[names[unit]].append(rate)
    return {name: sorted(values) for name, values in found.items()}


def _fence(values: Sequence[Fraction], rate: Fraction) -> Fraction:
    """The upper fence of the other units of a class."""
    return fences_without(values, bisect_left(values, rate))[1]
