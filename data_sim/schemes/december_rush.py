"""A third of the year's money is spent in December (B05)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.one_fact import by_difficulty
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind
from models.vocabulary import Period, SpendingItem

_PERIODS = list(Period)
_DECEMBER, _TOTAL = _PERIODS.index(Period.M12), list(SpendingItem).index(SpendingItem.TOTAL)


class DecemberRush(Scheme):
    """The near miss stays below a fifth; the decoy's December is blank."""

    name = "december_rush"
    rules = ("B05",)
    why_zh = "十二月支出占全年五分之一以上，突击花钱"
    why_en = "December has more than a fifth of the spending of the year"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Move spending of spring and summer into December."""
        world = ground.world
        frame = world["spending"]
        total = (frame["item"] == _TOTAL) & (frame["year"] == world.year)
        granted = np.zeros(len(world["units"]), bool)
        to_unit = world["items"]["unit"]
        granted[to_unit[to_unit != NOBODY]] = True
        rows = np.flatnonzero(total & (frame["period"] == _DECEMBER) & ~granted[frame["unit"]])
        row = ground.draw(dice, "spending", rows)
        months = np.flatnonzero(total & (frame["unit"] == frame["unit"][row]))
        if len(months) != 12:
            raise NoGround("spending")
        ground.take("spending", *months.tolist())
        whole = int(frame["amount"][months].sum())
        share = 19 if kind is PlantKind.NEAR_MISS else 20 + by_difficulty(difficulty, 15, 8, 2)
        wanted = whole * share // 100 // 10_000 * 10_000
        early = months[frame["period"][months] < _PERIODS.index(Period.M10)]
        left = wanted - int(frame["amount"][row])
        part = frame["amount"][early] * left // int(frame["amount"][early].sum()) // 10_000 * 10_000
        frame["amount"][early] -= part
        frame["amount"][row] += int(part.sum())
        place = Row("period_spending", row)
        return Case(
            rows=(place,),
            support=tuple(Row("period_spending", int(month)) for month in months if month != row),
            actors=(("units", int(frame["unit"][row]), "unit"),),
            edits=(Edit(place, "amount"),) if kind is PlantKind.DECOY else (),
            changed=None if kind is PlantKind.HIT else "amount",
        )

    def natural(self, ground: Ground) -> list[Case]:
        """Rushes of the innocent city, grants of the last quarter taken out."""
        world = ground.world
        frame = world["spending"]
        late = _late_grants(ground)
        found = []
        for year in (world.year - 1, world.year):
            rows = np.flatnonzero((frame["item"] == _TOTAL) & (frame["year"] == year))
            for unit in np.unique(frame["unit"][rows]).tolist():
                mine = rows[frame["unit"][rows] == unit]
                grant = late.get(int(unit), 0) if year == world.year else 0
                whole = int(frame["amount"][mine].sum()) - grant
                last = mine[frame["period"][mine] == _DECEMBER]
                quarter = mine[frame["period"][mine] >= _PERIODS.index(Period.M10)]
                december = int(frame["amount"][last].sum()) - grant
                fourth = int(frame["amount"][quarter].sum()) - grant
                if whole > 0 and (december * 5 > whole or fourth * 10 > 4 * whole):
                    found.append(Case(rows=tuple(Row("period_spending", int(r)) for r in last)))
        return found


def _late_grants(ground: Ground) -> dict[int, int]:
    """Unit -> fen of what was handed down to it from October on."""
    world = ground.world
    items, batches = world["items"], world["batches"]
    issued = batches["issued"][items["batch"]]
    rows = np.flatnonzero((items["unit"] != NOBODY) & (issued > world.today - 92) & (issued <= world.today))
    found: dict[int, int] = {}
    for row in rows.tolist():
        found[int(items["unit"][row])] = found.get(int(items["unit"][row]), 0) + int(items["amount"][row])
    return found
