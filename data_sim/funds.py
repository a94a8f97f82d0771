"""Special funds: programmes, their batches with public notices, who is to get how much, and what was paid.

Flows in: units, firms, people. Flows out: `programmes`, `batches`, `items` and the payments for them. The batches of
the year are as many as the scale says and sum exactly to its total. Money is paid after the last day of its notice;
one batch of emergency aid goes out before, and says so.

Distributions. Amounts of batches are log-normal over several orders of magnitude, so that first digits follow
Benford's law where amounts are free; farm subsidies are area times rate. Notice periods follow the local rules that
ask for 7 days for farm subsidies and 10 for rural revitalisation.
"""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, NOBODY, UNKNOWN, Array, day_of
from data_sim.government import seat_name
from data_sim.naming import landlines
from data_sim.offices import PROGRAMMES, Programme
from data_sim.world import World
from models.vocabulary import FirmKind, FundType

_TYPES, _KINDS = list(FundType), list(FirmKind)
# The part of all decisions that are payments: for items of notices to persons, and for benefits by the month.
TO_PERSONS, TO_BENEFITS = 0.11, 0.16
_PERIOD = {FundType.POVERTY: 10, FundType.MINIMUM_LIVING: 7, FundType.FARM_SUBSIDY: 7, FundType.OTHER: 7}
_ORDINALS = "一二三四五六七八九十"
_PROJECTS = {
    "works": (
        "渠道维修",
        "道路硬化",
        "安全饮水工程",
        "公共活动场所建设",
        "河道清淤",
        "产业路建设",
        "山塘加固",
        "人居环境整治",
    ),
    "firm": ("设备更新", "产业基地建设", "技术改造", "稳岗补助", "冷链设施建设", "品牌培育"),
    "base": ("良种繁育基地",),
    "person": ("补贴发放",),
    "school": ("校舍维修", "设备购置", "营养改善"),
    "hospital": ("公共卫生服务", "设备购置"),
}


def ordinal(number: int) -> str:
    """第一批 ... 第二十三批.

    >>> ordinal(23)
    '第二十三批'
    """
    tens, ones = divmod(number, 10)
    text = ("" if tens == 0 else ("十" if tens == 1 else _ORDINALS[tens - 1] + "十")) + (
        _ORDINALS[ones - 1] if ones else ""
    )
    return f"第{text}批"


def fund(world: World) -> None:
    """Fill programmes, batches, items and the payments of items."""
    _programmes(world)
    _batches(world)
    _items(world)
    _balance(world)
    _pay(world)


def _programmes(world: World) -> None:
    """The programmes of each district, in the charge of the unit that does such things there."""
    units = world["units"]
    rng = world.streams("funds:programmes")
    limit = max(2, world.scale.batches // world.scale.districts // 2) + 2
    rows: list[tuple[Programme, int]] = []
    for district in range(len(world["districts"])):
        here = np.flatnonzero((units["district"] == district) & (units["level"] == 1))
        by_function = dict(zip(units["function"][here][::-1].tolist(), here[::-1].tolist(), strict=True))
        rows += [(p, by_function[p.function]) for p in PROGRAMMES[:limit] if p.function in by_function]
    seats = [seat_name(world, int(units["district"][unit])) for _, unit in rows]
    world["programmes"].append(
        name=[p.name for p, _ in rows],
        unit=[u for _, u in rows],
        type=[_TYPES.index(p.type) for p, _ in rows],
        group=[p.group for p, _ in rows],
        rate=[p.rate or UNKNOWN for p, _ in rows],
        budget=0,
        document=[
            f"{s[:1]}财预〔{world.year}〕{n}号" for s, n in zip(seats, rng.integers(2, 60, size=len(rows)), strict=True)
        ],
    )


def _batches(world: World) -> None:
    rng, programmes = world.streams("funds:batches"), world["programmes"]
    count = world.scale.batches
    weight = rng.gamma(2.0, 1.0, size=len(programmes)) + 0.3
    per = np.ones(len(programmes), np.int64)
    share = (count - len(programmes)) * weight / weight.sum()
    per += np.floor(share).astype(np.int64)
    per[np.argsort(np.floor(share) - share, kind="stable")[: count - int(per.sum())]] += 1
    programme = np.repeat(np.arange(len(programmes)), per)
    start = day_of(world.as_of.replace(month=1, day=1))
    day = start + 25 + (rng.beta(1.6, 1.9, size=count) * 330).astype(np.int64)
    order = np.lexsort((day, programme))
    programme, day = programme[order], day[order]
    no = np.arange(count) - np.searchsorted(programme, programme) + 1
    published = workdays.on_or_after(day)
    length = np.array([_PERIOD[t] for t in _TYPES])[programmes["type"][programme]] + rng.integers(0, 3, size=count)
    unit = programmes["unit"][programme]
    seats = [seat_name(world, int(d)) for d in world["units"]["district"][unit]]
    names, year = programmes["name"][programme], world.year
    world["batches"].append(
        programme=programme,
        unit=unit,
        year=year,
        no=no,
        title=[f"{s}{year}年{ordinal(int(n))}{p}安排公示" for s, n, p in zip(seats, no, names, strict=True)],
        published=published,
        since=published,
        until=published + length - 1,
        basis=[f"{s[:1]}财农〔{year}〕{k}号" for s, k in zip(seats, rng.permutation(count) + 1, strict=True)],
        contact=landlines(unit + 8_000_000).to_numpy(zero_copy_only=False),
        issued=workdays.later(published + length, rng.integers(1, 6, size=count)),
        total=0,
    )


# --- who gets it -----------------------------------------------------------------------------------------------------


def _items(world: World) -> None:
    """Payees of every batch, and for persons area and amount; other amounts come when the total is shared out."""
    rng, batches, programmes = world.streams("funds:items"), world["batches"], world["programmes"]
    units, firms, trades = world["units"], world["firms"], world["trades"]
    villages, townships = world["villages"], world["townships"]
    district = units["district"][batches["unit"]]
    firm_district = townships["district"][villages["township"][firms["village"]]]
    fit_firm = (
        (firms["status"] == 0) & (firms["staff"] >= 2) & (firms["founded"] < world.today - 700) & ~firms["is_public"]
    )
    fit_firm &= ~np.isin(firms["address"], world["hubs"]["address"])
    fit_firm[world["exits"]["firm"][world["exits"]["firm"] != NOBODY]] = False
    farm = np.isin(trades["group"][firms["trade"]], ("farm", "forest", "food"))
    group = programmes["group"][batches["programme"]]
    persons_left = round(world.scale.decisions * TO_PERSONS)
    person_batches = max(int((group == "person").sum()), 1)
    pools: dict[tuple[int, str], Array] = {}
    rows: list[tuple[Array, Array, str]] = []
    for where in range(len(world["districts"])):
        here = np.flatnonzero(units["district"] == where)
        pools[where, "works"] = here[np.isin(units["function"][here], ("township", "village"))]
        pools[where, "school"] = here[units["function"][here] == "school"]
        pools[where, "hospital"] = here[np.isin(units["function"][here], ("hospital", "health"))]
        pools[where, "farm"] = np.flatnonzero(fit_firm & farm & (firm_district == where))
        pools[where, "base"] = pools[where, "farm"][:2]
        pools[where, "firm"] = np.flatnonzero(fit_firm & ~farm & (firm_district == where))
        pools[where, "person"] = _farmers(world, where)
    for batch in range(len(batches)):
        kind = str(group[batch])
        pool = pools[int(district[batch]), kind]
        size = persons_left // person_batches if kind == "person" else int(rng.integers(9, 17))
        chosen = rng.choice(pool, size=min(size, len(pool)), replace=False) if len(pool) else pool
        rows.append((np.full(len(chosen), batch), np.sort(chosen), kind))
    for column, kinds in (
        ("unit", ("works", "school", "hospital")),
        ("firm", ("farm", "base", "firm")),
        ("person", ("person",)),
    ):
        some = [(b, c) for b, c, k in rows if k in kinds]
        if some:
            batches_of, payee = np.concatenate([b for b, _ in some]), np.concatenate([c for _, c in some])
            _add_items(world, rng, batches_of, column, payee)


def _farmers(world: World, district: int) -> Array:
    """Heads of rural households: the eldest living member of each."""
    persons, villages, townships = world["persons"], world["villages"], world["townships"]
    township = villages["township"][persons["village"]]
    rural = (
        (townships["district"][township] == district) & ~townships["is_street"][township] & (persons["died"] == NEVER)
    )
    rows = np.flatnonzero(rural & (persons["born"] < world.today - 30 * 365))
    rows = rows[np.lexsort((persons["born"][rows], persons["household"][rows]))]
    return rows[np.flatnonzero(np.diff(persons["household"][rows], prepend=NOBODY - 1))]


def _add_items(world: World, rng: np.random.Generator, batch: Array, column: str, payee: Array) -> None:
    programmes, batches = world["programmes"], world["batches"]
    programme = batches["programme"][batch]
    group = programmes["group"][programme]
    kinds = {k: np.array(v, object) for k, v in (_PROJECTS | {"farm": _PROJECTS["firm"]}).items()}
    project = np.empty(len(batch), object)
    for name in np.unique(group.astype(str)):
        here = np.flatnonzero(group == name)
        project[here] = kinds[name][rng.integers(len(kinds[name]), size=len(here))]
    rate = programmes["rate"][programme]
    area = np.round(np.exp(rng.normal(1.35, 0.55, size=len(batch))) * 100).astype(np.int64)
    has_rate = rate != UNKNOWN
    amount = np.where(has_rate, (area * np.where(has_rate, rate, 0) + 50) // 100, 0)
    payees = {"firm": NOBODY, "unit": NOBODY, "person": NOBODY} | {column: payee}
    world["items"].append(
        batch=batch,
        no=np.arange(len(batch)) - np.searchsorted(batch, batch) + 1,
        project=project,
        quantity=np.where(has_rate, area, NOBODY),
        amount=amount,
        **payees,
    )


def _balance(world: World) -> None:
    """Share out what farm subsidies leave of the year's total over the other batches, to the last fen."""
    rng, items, batches, programmes = (
        world.streams("funds:amounts"),
        world["items"],
        world["batches"],
        world["programmes"],
    )
    fixed = items["quantity"] != NOBODY
    free = np.setdiff1d(np.unique(items["batch"]), np.unique(items["batch"][fixed]))
    left = world.scale.fund_total - int(items["amount"].sum())
    weight = rng.lognormal(0, 1.25, size=len(free))
    total = np.floor(left * weight / weight.sum() / 100_000).astype(np.int64) * 100_000  # whole thousands of yuan
    total[np.argmax(total)] += left - int(total.sum())
    of_batch = np.zeros(len(batches), np.int64)
    of_batch[free] = total
    rows = np.flatnonzero(~fixed)
    rows = rows[np.argsort(items["batch"][rows], kind="stable")]
    batch = items["batch"][rows]
    part = rng.gamma(5.0, 1.0, size=len(rows))
    whole = np.bincount(batch, weights=part, minlength=len(batches))
    amount = (
        np.floor(of_batch[batch] * part / whole[batch] / 10_000).astype(np.int64) * 10_000
    )  # whole hundreds of yuan
    short = of_batch - np.bincount(batch, weights=amount, minlength=len(batches)).astype(np.int64)
    last = np.flatnonzero(np.diff(batch, append=-1))
    amount[last] += short[batch[last]]
    items["amount"][rows] = amount
    sums = np.zeros(len(batches), np.int64)
    np.add.at(sums, items["batch"], items["amount"])
    batches["total"] = sums
    budget = np.zeros(len(programmes), np.int64)
    np.add.at(budget, batches["programme"], sums)
    programmes["budget"] = budget


def _pay(world: World) -> None:
    rng, items, batches = world.streams("funds:payments"), world["items"], world["batches"]
    until = batches["until"][items["batch"]]
    lag = rng.integers(2, 22, size=len(batches))[items["batch"]]
    paid = workdays.later(np.maximum(until + 1, batches["issued"][items["batch"]]), lag)
    urgent = np.flatnonzero(batches["until"] < world.today - 30)
    reason = np.full(len(items), "", object)
    if len(urgent) > 50:  # one emergency in a county and year
        for batch in rng.choice(urgent, size=max(1, len(batches) // 400), replace=False):
            rows = items["batch"] == batch
            paid[rows], reason[rows] = batches["since"][batch] + 1, "防汛应急抢险，先行拨付"
    fit = np.flatnonzero(paid <= world.today)
    fit = fit[np.argsort(paid[fit], kind="stable")]
    world["payments"].append(
        number=f"ZF{world.year}-#",
        payer=batches["unit"][items["batch"][fit]],
        item=fit,
        benefit=NOBODY,
        month=NEVER,
        amount=items["amount"][fit],
        paid=paid[fit],
        reason=reason[fit],
    )
