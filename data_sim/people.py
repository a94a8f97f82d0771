"""People: families over four generations, from the ties of parents and spouses alone.

Flows in: the scale's number of persons and the villages. Flows out: the frames `persons`, `marriages`, `adoptions` and
`step_ties`. Founders born 1926 to 1946 marry, their children marry within their township by age and schooling, and so
on; cousins do not marry, a clan village takes its wives from elsewhere, wives move to the village of their husbands.

Distributions. Children by the mother's cohort follow the fall of fertility from above four (1950s) to below 1.5 (2000s;
China Statistical Yearbook, censuses of 1982 to 2020). Ages at death follow Gompertz's law with the modes of the life
table of 2020 (expectation 75 years for men, 81 for women). Households: 2.62 persons (census of 2020). Divorces: about
one marriage in ten of those who could still part. Adoption: about 3 children in 1 000.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.naming import NO_SURNAME, draw_given, draw_minority, draw_surnames
from data_sim.world import World

_YEAR = 365.2425
# Families whose names have no surname (Uyghur, Kazakh, Tibetan, Mongolian, Yi), as a southern county has a few.
_WITHOUT_SURNAME = 0.002
_OLD = 27  # from this age on, who is unmarried mostly keeps house alone


def _years(first: float, last: float) -> tuple[int, int]:
    return int((first - 1970) * _YEAR), int((last - 1970) * _YEAR)


@dataclass(frozen=True, slots=True)
class _Generation:
    """How a generation marries and bears children: means in years, children for each couple."""

    wed: tuple[float, float]  # age at marriage of women, of men
    children: float
    gap: float  # years between births
    share: float  # who marries at all


_GENERATIONS = (
    _Generation((20.5, 23.0), 3.9, 2.6, 1.0),
    _Generation((22.8, 24.8), 2.25, 3.0, 0.95),
    _Generation((24.6, 26.8), 1.85, 4.0, 0.9),
)


class _Crowd:
    """Persons while they are being born: columns that grow generation by generation."""

    def __init__(self) -> None:
        self.parts: dict[str, list[Array]] = {}
        self.size = 0

    def add(self, **columns: Array) -> Array:
        size = len(columns["born"])
        for name, values in columns.items():
            self.parts.setdefault(name, []).append(values)
        self.size += size
        return np.arange(self.size - size, self.size)

    def column(self, name: str) -> Array:
        merged = np.concatenate(self.parts[name])
        self.parts[name] = [merged]
        return merged


def populate(world: World) -> None:
    """Fill the frames of people and their families; exactly `scale.persons` persons."""
    founders = max(2, int(world.scale.persons / 13))
    crowd = _Crowd()
    couples: list[tuple[Array, Array, Array]] = []
    while True:
        crowd, couples, last = _generations(world, founders)
        if crowd.size >= world.scale.persons and last >= crowd.size - world.scale.persons:
            break
        founders += max(1, founders // 40)
    persons, moved = _trimmed(world, crowd, last)
    husband, wife, wed = (np.concatenate([c[k] for c in couples]) for k in range(3))
    kept = (moved[husband] != NOBODY) & (moved[wife] != NOBODY)
    _settle(world, persons, moved[husband[kept]], moved[wife[kept]], wed[kept].astype(np.int32))


def _generations(world: World, founders: int) -> tuple[_Crowd, list[tuple[Array, Array, Array]], int]:
    """The four generations: who is there, who married whom and when, and how many the last generation has."""
    crowd = _Crowd()
    husbands, wives = _founders(world, crowd, founders)
    couples = []
    children = np.zeros(0, np.int64)
    for number, generation in enumerate(_GENERATIONS):
        rng = world.streams(f"persons:wed:{number}")
        if number:
            husbands, wives = _matched(world, crowd, children, generation, rng)
        wed = _wedding_days(crowd, husbands, wives, generation, rng)
        fit = wed <= world.today
        husbands, wives, wed = husbands[fit], wives[fit], wed[fit]
        home = crowd.column("village")
        moves = rng.random(len(wives)) < 0.9
        home[wives[moves]] = home[husbands[moves]]
        home[husbands[~moves]] = home[wives[~moves]]
        couples.append((husbands, wives, wed))
        children = _born(world, crowd, husbands, wives, wed, generation, world.streams(f"persons:born:{number}"))
    return crowd, couples, len(children)


def _founders(world: World, crowd: _Crowd, count: int) -> tuple[Array, Array]:
    rng = world.streams("persons:founders")
    villages = world["villages"]
    home = np.sort(rng.integers(len(villages), size=count)).astype(np.int32)
    low, high = _years(1926, 1946)
    born = rng.integers(low, high, size=count)
    surname = draw_surnames(rng, count).astype(np.int32)
    of_clan = villages["is_clan"][home] & (rng.random(count) < 0.72)
    surname = np.where(of_clan, villages["surname"][home], surname).astype(np.int32)
    surname[rng.random(count) < _WITHOUT_SURNAME] = NO_SURNAME
    school = rng.normal(0, 1, size=count)
    none = np.full(count, NOBODY, np.int32)
    men = crowd.add(
        born=born.astype(np.int32),
        female=np.zeros(count, bool),
        surname=surname,
        village=home,
        father=none,
        mother=none,
        school=school.astype(np.float32),
    )
    hers = draw_surnames(rng, count).astype(np.int32)
    same = hers == surname
    hers[same] = draw_surnames(rng, int(same.sum())).astype(np.int32)
    women = crowd.add(
        born=(born + rng.normal(700, 800, size=count)).astype(np.int32),
        female=np.ones(count, bool),
        surname=hers,
        village=home.copy(),
        father=none,
        mother=none,
        school=(0.5 * school + rng.normal(-0.3, 0.9, size=count)).astype(np.float32),
    )
    return men, women


def _matched(
    world: World, crowd: _Crowd, young: Array, generation: _Generation, rng: np.random.Generator
) -> tuple[Array, Array]:
    """Couples of one generation: by township, age and schooling; never between near kin."""
    young = young[rng.random(len(young)) < generation.share]
    township = world["villages"]["township"][crowd.column("village")[young]].astype(np.int64)
    female, born = crowd.column("female")[young], crowd.column("born")[young]
    school = crowd.column("school")[young]
    age = born + np.where(female, 0, 1.9 * _YEAR) + rng.normal(0, 400, size=len(young))
    order = np.floor(age / (3 * _YEAR)) * 100 + np.clip(2 * school + rng.normal(0, 1.2, size=len(young)), -40, 40)
    sides = []
    for chosen in (~female, female):
        ranked = np.flatnonzero(chosen)[np.lexsort((order[chosen], township[chosen]))]
        place = township[ranked]
        within = np.arange(len(ranked)) - np.searchsorted(place, place)
        sides.append((young[ranked], place * (1 << 32) + within))
    (men, his), (women, hers) = sides
    _, left, right = np.intersect1d(his, hers, assume_unique=True, return_indices=True)
    return _apart(crowd, men[left], women[right], township_of=township[np.searchsorted(young, men[left])])


def _apart(crowd: _Crowd, men: Array, women: Array, township_of: Array) -> tuple[Array, Array]:
    """Couples without those who are near kin: wives are exchanged with the neighbours of the row, in a few rounds."""
    women = women.copy()
    for step in (1, 2, 3, 5, 7):
        bad = np.flatnonzero(
            _near_kin(crowd.column("father"), crowd.column("mother"), men, women)
            | (crowd.column("surname")[men] == crowd.column("surname")[women])
        )
        other = bad + step
        inside = other < len(men)
        bad, other = bad[inside], other[inside]
        fit = township_of[bad] == township_of[other]
        bad, other = bad[fit], other[fit]
        apart = np.flatnonzero(np.diff(bad, prepend=-step - 1) > step)  # no row takes part twice
        bad, other = bad[apart], other[apart]
        women[bad], women[other] = women[other], women[bad]
    fine = ~_near_kin(crowd.column("father"), crowd.column("mother"), men, women)
    fine &= np.abs(crowd.column("born")[men] - crowd.column("born")[women]) < 12 * _YEAR
    return men[fine], women[fine]


def _near_kin(father: Array, mother: Array, men: Array, women: Array) -> Array:
    """Whether two people have a parent or a grandparent in common."""

    def up(people: Array, side: Array) -> Array:
        return np.where(people == NOBODY, NOBODY, side[people])

    near = np.zeros(len(men), bool)
    his = [up(men, father), up(men, mother)]
    hers = [up(women, father), up(women, mother)]
    his += [up(p, side) for p in his[:2] for side in (father, mother)]
    hers += [up(p, side) for p in hers[:2] for side in (father, mother)]
    for one in his:
        for other in hers:
            near |= (one == other) & (one != NOBODY)
    return near


def _wedding_days(crowd: _Crowd, men: Array, women: Array, generation: _Generation, rng: np.random.Generator) -> Array:
    born = crowd.column("born")
    ages = (
        np.maximum(rng.normal(mean, 2.6, size=len(men)), least)
        for mean, least in zip(generation.wed, (20.01, 22.01), strict=True)
    )
    hers, his = (age * _YEAR for age in ages)
    return np.ceil(np.maximum(born[women] + hers, born[men] + his)).astype(np.int64)


def _born(
    world: World,
    crowd: _Crowd,
    fathers: Array,
    mothers: Array,
    wed: Array,
    generation: _Generation,
    rng: np.random.Generator,
) -> Array:
    """The children of the couples, a year after the marriage at the earliest, before the mother is 46."""
    count = rng.binomial(9, generation.children / 9, size=len(fathers)) if len(fathers) else np.zeros(0, np.int64)
    couple = np.repeat(np.arange(len(fathers)), count)
    order = np.arange(len(couple)) - np.repeat(np.cumsum(count) - count, count)
    gap = generation.gap * _YEAR
    day = wed[couple] + 300 + order * gap + rng.uniform(0, gap - 320, size=len(couple))
    his, hers = fathers[couple], mothers[couple]
    fit = (day <= world.today) & (day < crowd.column("born")[hers] + 46 * _YEAR)
    day, his, hers = day[fit], his[fit], hers[fit]
    school = crowd.column("school")
    own = 0.35 * (school[his] + school[hers]) + rng.normal(0.1, 0.85, size=len(day))
    return crowd.add(
        born=day.astype(np.int32),
        female=rng.random(len(day)) < 0.473,
        surname=crowd.column("surname")[his],
        village=crowd.column("village")[his],
        father=his.astype(np.int32),
        mother=hers.astype(np.int32),
        school=own.astype(np.float32),
    )


def _trimmed(world: World, crowd: _Crowd, last: int) -> tuple[dict[str, Array], Array]:
    """Exactly as many persons as the scale says: the surplus is taken from those who have no children yet.

    Returns the columns in a random order (so that a position tells neither generation nor family), and where everyone
    went.
    """
    rng = world.streams("persons:trim")
    size = crowd.size
    surplus = size - world.scale.persons
    stays = np.ones(size, bool)
    stays[size - last + rng.choice(last, size=surplus, replace=False)] = False
    order = rng.permutation(np.flatnonzero(stays))
    moved = np.full(size, NOBODY, np.int32)
    moved[order] = np.arange(len(order), dtype=np.int32)
    columns = {name: crowd.column(name)[order] for name in crowd.parts}
    for side in ("father", "mother"):
        known = columns[side] != NOBODY
        columns[side] = np.where(known, moved[columns[side]], NOBODY).astype(np.int32)
    return columns, moved


# --- after the marriages ---------------------------------------------------------------------------------------------


def _settle(world: World, persons: dict[str, Array], husband: Array, wife: Array, wed: Array) -> None:
    """Deaths, divorces, second marriages, adoptions, names, numbers and households."""
    rng = world.streams("persons:lives")
    size = len(persons["born"])
    born, female = persons["born"], persons["female"]
    least = born.astype(np.int64) + 30
    np.maximum.at(least, husband, wed.astype(np.int64) + 365)
    np.maximum.at(least, wife, wed.astype(np.int64) + 365)
    for side in ("father", "mother"):
        known = persons[side] != NOBODY
        np.maximum.at(least, persons[side][known], born[known].astype(np.int64) + 180)
    age = np.where(female, 87.5, 82.5) + 9.8 * np.log(-np.log(rng.random(size)))
    dies = np.maximum(born + age * _YEAR, least)
    died = np.where(dies <= world.today, dies, NEVER).astype(np.int32)
    years = 1970 + born / _YEAR
    level = np.clip((years - 1985) / 14, -3.0, 1.4) + persons["school"]
    education = np.digitize(level, (-2.4, -0.7, 0.35, 1.25, 2.9)).astype(np.int8)
    names = world.streams("persons:names")
    given = draw_given(names, female, years.astype(np.int64))
    alone = persons["surname"] == NO_SURNAME
    given[alone] = draw_minority(names, female[alone])
    world["persons"].append(
        born=born,
        died=died,
        female=female,
        surname=persons["surname"],
        given=given,
        father=persons["father"],
        mother=persons["mother"],
        village=persons["village"],
        education=education,
        sequence=0,
        area=0,
        household=NOBODY,
    )
    _number(world)
    _marry(world, husband, wife, wed)
    _part_and_remarry(world)
    _adopt(world)
    _house(world)


def _number(world: World) -> None:
    """Area and sequence of the identity numbers: no two persons share a number."""
    persons, villages, townships = world["persons"], world["villages"], world["townships"]
    # A person is numbered where the father lives; the areas of a district with very many births are used in turn.
    district = townships["district"][villages["township"][persons["village"]]]
    area, born = world["districts"]["area"][district].astype(np.int64), persons["born"].astype(np.int64)
    key = (area * 100_000 + (born + 40_000)) * 2 + persons["female"]
    order = np.argsort(key, kind="stable")
    ranked = key[order]
    place = np.arange(len(order)) - np.searchsorted(ranked, ranked)
    within = np.empty(len(order), np.int64)
    within[order] = place
    if within.size and within.max() > 498:
        raise ValueError("an area has more births on one day than its identity numbers can tell apart")
    persons["area"] = area
    persons["sequence"] = 2 * within + np.where(persons["female"], 2, 1)


def _marry(world: World, husband: Array, wife: Array, wed: Array) -> None:
    died = world["persons"]["died"]
    until = np.minimum(died[husband], died[wife])
    order = np.argsort(wed, kind="stable")
    world["marriages"].append(
        husband=husband[order], wife=wife[order], since=wed[order], until=until[order], by_divorce=False
    )


def _part_and_remarry(world: World) -> None:
    rng = world.streams("persons:divorces")
    marriages, persons = world["marriages"], world["persons"]
    length = (1.5 + rng.exponential(9, size=len(marriages))) * _YEAR
    ends = marriages["since"] + length
    young = persons["born"][marriages["wife"]] > _years(1952, 1952)[0]
    parts = young & (rng.random(len(marriages)) < 0.1) & (ends < np.minimum(marriages["until"], world.today - 30))
    rows = np.flatnonzero(parts)
    marriages["until"][rows] = ends[rows].astype(np.int32)
    marriages["by_divorce"][rows] = True
    men, women = marriages["husband"][rows], marriages["wife"][rows]
    free = ends[rows].astype(np.int64)
    his = men[(willing := rng.random(len(rows)) < 0.65)]
    hers = women[(able := rng.random(len(rows)) < 0.65)]
    since_his, since_hers = free[willing], free[able]
    one, other = np.argsort(persons["born"][his], kind="stable"), np.argsort(persons["born"][hers], kind="stable")
    count = min(len(one), len(other))
    one, other = one[:count], other[:count]
    since = np.maximum(since_his[one], since_hers[other]) + rng.integers(200, 1500, size=count)
    his, hers = his[one], hers[other]
    alive = np.minimum(persons["died"][his], persons["died"][hers])
    stranger = (persons["surname"][his] != persons["surname"][hers]) & (
        persons["father"][his] != persons["father"][hers]
    )
    stranger &= ~_near_kin(persons["father"], persons["mother"], his, hers)
    former = set(zip(men.tolist(), women.tolist(), strict=True))
    fit = stranger & (since < np.minimum(alive, world.today))
    fit &= np.array([(a, b) not in former for a, b in zip(his.tolist(), hers.tolist(), strict=True)], bool)
    his, hers, since = his[fit], hers[fit], since[fit]
    if not len(his):
        return
    world["marriages"].append(
        husband=his,
        wife=hers,
        since=since,
        until=np.minimum(persons["died"][his], persons["died"][hers]),
        by_divorce=False,
    )
    persons["village"][hers] = persons["village"][his]
    _step(world, rng, his, hers, since)


def _step(world: World, rng: np.random.Generator, his: Array, hers: Array, since: Array) -> None:
    """Ties of step-parents; of minors it is mostly recorded whether they were raised, an adult child was not."""
    persons = world["persons"]
    for side, parents, spouses in (("father", his, hers), ("mother", hers, his)):
        place = np.full(len(persons), NOBODY, np.int64)
        place[parents] = np.arange(len(parents))
        known = np.flatnonzero(persons[side] != NOBODY)
        row = place[persons[side][known]]
        child, row = known[row != NOBODY], row[row != NOBODY]
        fit = (persons["born"][child] < since[row]) & (persons["died"][child] > since[row])
        child, row = child[fit], row[fit]
        minor = since[row] - persons["born"][child] < 18 * _YEAR
        recorded = rng.choice([1, 0, NOBODY], p=[0.8, 0.08, 0.12], size=len(child))
        world["step_ties"].append(
            child=child, parent=spouses[row], since=since[row], was_raised=np.where(minor, recorded, 0).astype(np.int8)
        )


def _adopt(world: World) -> None:
    """Children given to childless couples of their township."""
    rng = world.streams("persons:adoptions")
    persons, marriages = world["persons"], world["marriages"]
    township = world["villages"]["township"][persons["village"]]
    mothers = np.zeros(len(persons), bool)
    mothers[persons["mother"][persons["mother"] != NOBODY]] = True
    lasting = (
        (marriages["until"] == NEVER)
        & ~mothers[marriages["wife"]]
        & (world.today - persons["born"][marriages["wife"]] > 35 * _YEAR)
    )
    couples = np.flatnonzero(lasting)
    couples = couples[rng.random(len(couples)) < 0.12]
    given = np.flatnonzero((persons["father"] != NOBODY) & (persons["born"] > _years(1965, 1965)[0]))
    given = given[rng.random(len(given)) < 0.006]
    here = township[marriages["husband"][couples]]
    one, other = np.argsort(here, kind="stable"), np.argsort(township[given], kind="stable")
    keys = []
    for places in (here[one], township[given][other]):
        within = np.arange(len(places)) - np.searchsorted(places, places)
        keys.append(places.astype(np.int64) * (1 << 32) + within)
    _, left, right = np.intersect1d(keys[0], keys[1], assume_unique=True, return_indices=True)
    couple, child = couples[one[left]], given[other[right]]
    since = np.maximum(
        persons["born"][child] + rng.integers(60, 1200, size=len(child)), marriages["since"][couple] + 400
    )
    wife, husband = marriages["wife"][couple], marriages["husband"][couple]
    parents_of = persons["father"][child]
    fit = (since < world.today - 30) & (since - persons["born"][child] < 12 * _YEAR)
    fit &= persons["born"][child] - np.maximum(persons["born"][wife], persons["born"][husband]) > 20 * _YEAR
    fit &= (persons["father"][husband] != child) & (parents_of != husband) & (persons["died"][child] > world.today)
    world["adoptions"].append(
        child=child[fit], father=husband[fit], mother=wife[fit], since=since[fit].astype(np.int32)
    )


def _house(world: World) -> None:
    """Households of the living: couples, their children at home, the old who live with a child, and who lives alone."""
    rng = world.streams("persons:households")
    persons, marriages = world["persons"], world["marriages"]
    size = len(persons)
    lasting = np.flatnonzero(marriages["until"] == NEVER)
    couple = np.full(size, NOBODY, np.int32)
    couple[marriages["husband"][lasting]] = lasting
    couple[marriages["wife"][lasting]] = lasting
    alive = persons["died"] == NEVER
    home = np.where(alive, couple, NOBODY)
    age = (world.today - persons["born"]) / _YEAR
    at_home = alive & (home == NOBODY) & ((age < 23) | (rng.random(size) < np.where(age < _OLD, 0.9, 0.65)))
    for side in ("mother", "father"):
        parent = persons[side]
        wanted = at_home & (home == NOBODY) & (parent != NOBODY)
        home[wanted] = couple[parent[wanted]]
    grown = np.flatnonzero(alive & (persons["father"] != NOBODY) & (couple != NOBODY) & ~persons["female"])
    for side in ("father", "mother"):
        taken = np.full(size, NOBODY, np.int32)
        taken[persons[side][grown]] = couple[grown]
        with_child = alive & (home == NOBODY) & (age > 60) & (taken != NOBODY) & (rng.random(size) < 0.85)
        home[with_child] = taken[with_child]
    free = alive & (home == NOBODY) & ~at_home
    home[free] = len(marriages) + np.flatnonzero(free)
    for side in ("mother", "father"):  # children of a parent who keeps house alone
        parent = persons[side]
        wanted = at_home & (home == NOBODY) & (parent != NOBODY)
        home[wanted] = home[parent[wanted]]
    left = alive & (home == NOBODY)
    home[left] = len(marriages) + np.flatnonzero(left)
    persons["household"] = home
