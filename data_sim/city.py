"""The innocent city: its parts in the order in which each needs the ones before it.

Flows in: a scale, a seed, the day on which the world stands. Flows out: a world with every frame filled, in which
nothing is planted: what rules find here, they find in real life too.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from data_sim import aid, budgets, buying, firms, funds, government, known, oversight, people, places, work
from data_sim.scales import AS_OF, SCALES, Scale
from data_sim.streams import Streams
from data_sim.world import World

PARTS: tuple[tuple[str, Callable[[World], None]], ...] = (
    ("places", places.lay_out),
    ("people", people.populate),
    ("units", government.found_units),
    ("trades", firms.list_trades),
    ("powers", work.list_powers),
    ("posts", government.fill_posts),
    ("firms", firms.found_firms),
    ("social", firms.befriend),
    ("matters", work.handle_matters),
    ("funds", funds.fund),
    ("aid", aid.aid),
    ("buying", buying.buy),
    ("budgets", budgets.plan_money),
    ("oversight", oversight.oversee),
    ("known", known.hide_what_lies_ahead),
)


def build(scale: Scale | str, seed: int, as_of: date = AS_OF, told: Callable[[str], None] = lambda part: None) -> World:
    """The city of a scale and a seed; `told` hears the name of each part before it is made."""
    chosen = SCALES[scale] if isinstance(scale, str) else scale
    world = World(chosen, Streams(seed), as_of)
    for name, make in PARTS:
        told(name)
        make(world)
    return world
