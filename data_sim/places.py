"""Places: the districts of the city, their townships and street offices, and the villages.

Flows in: the scale. Flows out: the frames `districts`, `townships` and `villages`. One village in eight is a clan
village, where most men bear one surname (single-surname villages are common in the hill counties of the south).
"""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.naming import draw_surnames, place_names
from data_sim.world import World

CITY = "岚汀市"
# Division codes 4399xx stand in no edition of GB/T 2260; the hand-written city uses 439903.
_AREAS = [code for code in range(439900, 440000) if code != 439903]
_CLAN_SHARE = 0.125


def lay_out(world: World) -> None:
    """Fill the frames of places."""
    rng, scale = world.streams("places"), world.scale
    if scale.districts == 1:
        world["districts"].append(name=[CITY], area=[439904])
    else:
        names = place_names(rng, scale.districts, "district")
        world["districts"].append(name=names, area=[_AREAS[n % len(_AREAS)] for n in range(scale.districts)])
    count = scale.districts * scale.townships
    is_street = np.arange(count) % scale.townships < scale.townships // 8
    total = count * scale.villages
    of_township = np.repeat(np.arange(count), scale.villages)
    in_town = is_street[of_township]
    towns, homes = np.empty(count, object), np.empty(total, object)
    for district in range(scale.districts):  # names are distinct within a district, as in life
        here = slice(district * scale.townships, (district + 1) * scale.townships)
        within = slice(here.start * scale.villages, here.stop * scale.villages)
        towns[here] = _named(rng, is_street[here], "street", "township")
        homes[within] = _named(rng, in_town[within], "community", "village")
    world["townships"].append(name=towns, district=np.arange(count) // scale.townships, is_street=is_street)
    is_clan = ~in_town & (np.arange(total) % 8 == 1) if total < 16 else ~in_town & (rng.random(total) < _CLAN_SHARE)
    clan = draw_surnames(rng, total)
    world["villages"].append(name=homes, township=of_township, is_clan=is_clan, surname=np.where(is_clan, clan, NOBODY))


def _named(rng: np.random.Generator, in_town: Array, urban: str, rural: str) -> Array:
    names = np.empty(len(in_town), object)
    names[in_town] = place_names(rng, int(in_town.sum()), urban)
    names[~in_town] = place_names(rng, int((~in_town).sum()), rural)
    return names
