"""Aid and pay: who is on which aid, what was paid by the month, who is on the payroll, who has died.

Flows in: people, units and posts. Flows out: `schemes`, `benefits`, `kin_filings`, `payroll`, `deaths` and the payments
of benefits. Nobody on the payroll is on aid, nobody is on two schemes that exclude each other, nobody is paid after the
month of death; kin of village cadres and of those who handled the case are filed and looked into.

Distributions. Two to three of a hundred inhabitants are on aid at the larger scales (Ministry of Civil Affairs, 2023:
40 million on minimum living allowances), the old and single more often; amounts by head are near the rural standard of
2023 (621 yuan a month) less own income.
"""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, NOBODY, Array, day_of
from data_sim.funds import TO_BENEFITS
from data_sim.kin import JQS, K74, KinIndex, Pairs, kin_terms
from data_sim.world import World
from models.vocabulary import PayrollKind, UnitSector

_KINDS, _SECTORS = list(PayrollKind), list(UnitSector)
_YEAR = 365.2425
# name, which one it excludes, rule, share of those on aid, fen a head
_SCHEMES = (
    ("最低生活保障", None, "社会救助暂行办法第九条", 0.62, 42_000),
    ("特困人员救助供养", 0, "社会救助暂行办法第十四条", 0.1, 80_700),
    ("困难残疾人生活补贴", None, "国务院关于全面建立困难残疾人生活补贴和重度残疾人护理补贴制度的意见", 0.12, 10_000),
    ("高龄津贴", None, "老年人权益保障法第三十三条", 0.16, 10_000),
)


def aid(world: World) -> None:
    """Fill the frames of aid, payroll and deaths."""
    world["schemes"].append(
        name=[s[0] for s in _SCHEMES],
        other=[NOBODY if s[1] is None else s[1] for s in _SCHEMES],
        basis=[s[2] for s in _SCHEMES],
        since=16_191,
    )
    _pay_staff(world)
    _benefits(world)
    _file_kin(world)
    _pay_benefits(world)
    _register_deaths(world)


def months_of(world: World) -> Array:
    """The first days of the twelve months of the year."""
    return np.array([day_of(world.as_of.replace(month=m, day=1)) for m in range(1, 13)])


def _pay_staff(world: World) -> None:
    """Officials in post and the retired; every month at the smaller scales, June and December at the larger."""
    rng, tenures, posts, units = world.streams("aid:payroll"), world["tenures"], world["posts"], world["units"]
    now = np.flatnonzero(tenures["until"] == NEVER)
    post = tenures["post"][now]
    sector = units["sector"][posts["unit"][post]]
    civil = np.isin(sector, [_SECTORS.index(s) for s in (UnitSector.ORGAN, UnitSector.TOWNSHIP)])
    kind = np.where(
        sector == _SECTORS.index(UnitSector.VILLAGE),
        _KINDS.index(PayrollKind.VILLAGE_CADRE),
        np.where(civil, _KINDS.index(PayrollKind.CIVIL_SERVANT), _KINDS.index(PayrollKind.INSTITUTION)),
    )
    kind = np.where(posts["kind"][post] == "driver", _KINDS.index(PayrollKind.CONTRACT), kind)
    level = np.where(posts["kind"][post] == "head", 9_800, np.where(posts["is_leader"][post], 8_600, 6_400))
    level = np.where(posts["kind"][post] == "village", 3_400, level)
    pay = np.round(level * rng.uniform(0.85, 1.15, size=len(now))).astype(np.int64) * 100
    old = np.flatnonzero(
        (world["exits"]["how"] == "退休") & (world["persons"]["died"][world["exits"]["person"]] == NEVER)
    )
    pension = (rng.integers(38, 62, size=len(old)) * 100 * 100).astype(np.int64)
    person = np.concatenate([tenures["person"][now], world["exits"]["person"][old]])
    unit = np.concatenate([posts["unit"][post], posts["unit"][world["exits"]["post"][old]]])
    kinds = np.concatenate([kind, np.full(len(old), _KINDS.index(PayrollKind.RETIRED))])
    pays = np.concatenate([pay, pension])
    entered = np.concatenate([tenures["since"][now] * 0 - 99_999, world["exits"]["on"][old]])
    for month in months_of(world)[[5, 11] if world.scale.is_large else slice(None)]:
        paid = entered < month
        world["payroll"].append(person=person[paid], unit=unit[paid], kind=kinds[paid], month=month, pay=pays[paid])


def _benefits(world: World) -> None:
    rng, persons = world.streams("aid:benefits"), world["persons"]
    villages, tenures = world["villages"], world["tenures"]
    count = max(4, round(world.scale.decisions * TO_BENEFITS / 11.2))
    age = (world.today - persons["born"]) / _YEAR
    start = day_of(world.as_of.replace(month=1, day=1))
    here = (persons["died"] > start + 20) & (age > 18)
    here[world["payroll"]["person"]] = False
    here[tenures["person"]] = False
    here[world["roles"]["person"]] = False
    pool = np.flatnonzero(here)
    need = rng.exponential(1.0, size=len(pool)) / (
        1 + np.maximum(age[pool] - 45, 0) / 20 + (persons["education"][pool] == 0)
    )
    chosen = pool[np.argsort(need, kind="stable")[: min(count, len(pool))]]
    chosen = rng.permutation(chosen)
    scheme = rng.choice(len(_SCHEMES), size=len(chosen), p=[s[3] for s in _SCHEMES])
    scheme = np.where((scheme == 3) & (age[chosen] < 80), 0, scheme)
    scheme = np.where((scheme == 1) & (age[chosen] < 60), 0, scheme)
    size = np.bincount(persons["household"][persons["household"] != NOBODY])
    house = persons["household"][chosen]
    heads = np.where((scheme == 0) & (house != NOBODY), np.minimum(size[np.maximum(house, 0)], 4), 1)
    monthly = np.array([s[4] for s in _SCHEMES])[scheme] * heads + np.where(
        scheme == 0, rng.integers(-80, 80, size=len(chosen)) * 100, 0
    )
    township = villages["township"][persons["village"][chosen]]
    handler = _handlers(world)[township]
    payer = _welfare(world)[world["townships"]["district"][township]]
    since = start - (rng.integers(0, 48, size=len(chosen)) * 30.44).astype(np.int64)
    since = _first_of_month(since)
    since = np.maximum(since, _first_of_month(persons["born"][chosen] + int(18.1 * _YEAR)))
    since = np.where(
        scheme == 3, np.maximum(since, _first_of_month(persons["born"][chosen] + int(80.1 * _YEAR))), since
    )
    died = persons["died"][chosen]
    until = np.where(died == NEVER, NEVER, _first_of_month(np.minimum(died, world.today)))
    fit = since < np.minimum(until, world.today)
    order = np.flatnonzero(fit)
    world["benefits"].append(
        scheme=scheme[order],
        person=chosen[order],
        handler=handler[order],
        unit=payer[order],
        heads=heads[order],
        monthly=monthly[order],
        claimed=persons["born"][chosen][order],
        since=since[order],
        until=until[order],
    )


def _first_of_month(day: Array) -> Array:
    months = day.astype(np.int64).astype("datetime64[D]").astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64)


def _handlers(world: World) -> Array:
    """The official of each township who handles aid."""
    units, posts, tenures = world["units"], world["posts"], world["tenures"]
    holder = np.full(len(posts), NOBODY, np.int64)
    now = tenures["until"] == NEVER
    holder[tenures["post"][now]] = tenures["person"][now]
    found = np.full(len(world["townships"]), NOBODY, np.int64)
    rank = {"window": 0, "staff": 1, "section": 2, "archive": 3}
    best = np.array([rank.get(kind, 9) for kind in posts["kind"]]) - 0.5 * (posts["department"] == "社会事务办公室")
    for post in np.argsort(-best, kind="stable"):
        unit = posts["unit"][post]
        if units["function"][unit] == "township":
            found[units["township"][unit]] = holder[post]
    return found


def _welfare(world: World) -> Array:
    """The unit of each district that pays aid."""
    units = world["units"]
    found = np.zeros(len(world["districts"]), np.int64)
    rows = np.flatnonzero(units["function"] == "welfare")
    found[units["district"][rows]] = rows
    return found


def _file_kin(world: World) -> None:
    """近亲属 of those who handled the case, and of the cadres of the village, are filed."""
    rng, benefits, persons = world.streams("aid:filings"), world["benefits"], world["persons"]
    posts, tenures, units = world["posts"], world["tenures"], world["units"]
    now = np.flatnonzero(tenures["until"] == NEVER)
    village = units["village"][posts["unit"][tenures["post"][now]]]
    cadres, of_village = tenures["person"][now[village != NOBODY]], village[village != NOBODY]
    two = np.argsort(of_village, kind="stable")
    cadres, of_village = cadres[two], of_village[two]
    first = np.searchsorted(of_village, np.arange(len(world["villages"]) + 1))
    home = persons["village"][benefits["person"]]
    kin = KinIndex(world, np.concatenate([cadres, benefits["handler"][benefits["handler"] != NOBODY]]))
    near = np.array([path in JQS for path in K74])
    for turn in range(3):
        if turn == 2:
            who = benefits["handler"]
        else:
            at = first[home] + turn
            who = np.where(
                at < first[home + 1], cadres[np.minimum(at, max(len(cadres) - 1, 0))] if len(cadres) else NOBODY, NOBODY
            )
        path = kin.path(np.maximum(who, 0), benefits["person"])
        rows = np.flatnonzero((who != NOBODY) & (path != NOBODY) & near[path])
        if len(rows):
            terms = kin_terms(world, Pairs(who[rows], benefits["person"][rows], path[rows]))
            unit = _unit_of(world, who[rows])
            world["kin_filings"].append(
                official=who[rows],
                unit=unit,
                relative=benefits["person"][rows],
                relation=terms,
                scheme=benefits["scheme"][rows],
                filed=benefits["since"][rows] + rng.integers(1, 20, size=len(rows)),
                is_checked=True,
            )


def _unit_of(world: World, person: Array) -> Array:
    tenures = world["tenures"]
    now = tenures["until"] == NEVER
    unit = np.full(len(world["persons"]), NOBODY, np.int64)
    unit[tenures["person"][now]] = world["posts"]["unit"][tenures["post"][now]]
    return unit[person]


def _pay_benefits(world: World) -> None:
    """One payment for each benefit and month of the year, on a working day of that month; arrears say so."""
    rng, benefits = world.streams("aid:payments"), world["benefits"]
    months = months_of(world)
    benefit = np.repeat(np.arange(len(benefits)), 12)
    month = np.tile(months, len(benefits))
    fit = (benefits["since"][benefit] <= month) & (month <= benefits["until"][benefit])
    benefit, month = benefit[fit], month[fit]
    day = workdays.later(month + 8, np.zeros(len(month), np.int64)) + 1
    day = workdays.on_or_after(day + rng.integers(0, 2, size=12)[np.searchsorted(months, month)])
    fit = day <= world.today
    benefit, month, day = benefit[fit], month[fit], day[fit]
    world["payments"].append(
        number=f"ZF{world.year}-#",
        payer=benefits["unit"][benefit],
        item=NOBODY,
        benefit=benefit,
        month=month,
        amount=benefits["monthly"][benefit],
        paid=day,
        reason="",
    )


def _register_deaths(world: World) -> None:
    rng, persons = world.streams("aid:deaths"), world["persons"]
    since = day_of(world.as_of.replace(year=world.year - 2, month=1, day=1))
    dead = np.flatnonzero((persons["died"] >= since) & (persons["died"] <= world.today))
    reported = persons["died"][dead] + rng.integers(1, 26, size=len(dead))
    known = reported <= world.today
    world["deaths"].append(person=dead[known], reported=reported[known])
