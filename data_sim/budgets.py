"""Budgets: what units plan and spend, by function and economic class, with the three public expenses and yearly drift.

Flows in: units and their staff. Flows out: `budgets`, `budget_lines`, `three_public`, `spending` and `adjustments`.
Sets are two budgets and two final accounts of each unit; lines add up to their set because a total is nowhere kept.
What is published is published within twenty days of its approval; a line that moves far has a document; a rise of the
three public expenses has its reason (a car replaced, a hosted event).

Figures. Shares of the economic classes follow the published budgets of counties (about two thirds of basic spending are
wages); all amounts are whole hundreds of yuan, as tables in 万元 with two decimals show them. The three public expenses
fall by a few per cent a year, as they are asked to.
"""

from __future__ import annotations

from datetime import date

import numpy as np

from data_sim import workdays
from data_sim.frames import NOBODY, Array, day_of
from data_sim.government import office_of, seat_name
from data_sim.world import World
from models.vocabulary import Period, SpendingItem, SpendingStage

_STAGES, _PERIODS, _ITEMS = list(SpendingStage), list(Period), list(SpendingItem)
_HUNDRED = 10_000  # fen
# economic class, fen for each of the staff and year
BASIC = {
    "30101": 4_100_000,
    "30102": 2_600_000,
    "30103": 1_900_000,
    "30107": 900_000,
    "30108": 1_300_000,
    "30110": 620_000,
    "30113": 980_000,
    "30201": 310_000,
    "30205": 24_000,
    "30206": 66_000,
    "30207": 52_000,
    "30211": 140_000,
    "30213": 90_000,
    "30215": 24_000,
    "30216": 36_000,
    "30226": 110_000,
    "30228": 90_000,
    "30239": 480_000,
    "30302": 380_000,
    "31002": 70_000,
}
ECONOMIC = {
    "30101": "基本工资",
    "30102": "津贴补贴",
    "30103": "奖金",
    "30107": "绩效工资",
    "30108": "机关事业单位基本养老保险缴费",
    "30110": "职工基本医疗保险缴费",
    "30113": "住房公积金",
    "30201": "办公费",
    "30205": "水费",
    "30206": "电费",
    "30207": "邮电费",
    "30211": "差旅费",
    "30212": "因公出国（境）费用",
    "30213": "维修（护）费",
    "30215": "会议费",
    "30216": "培训费",
    "30217": "公务接待费",
    "30226": "劳务费",
    "30228": "工会经费",
    "30231": "公务用车运行维护费",
    "30239": "其他交通费用",
    "30302": "退休费",
    "31002": "办公设备购置",
    "31013": "公务用车购置",
}
# Where a class belongs to a functional class of its own (社会保障, 卫生健康, 住房保障).
_ELSEWHERE = {"30108": "2080505", "30110": "2101101", "30113": "2210201", "30302": "2080501"}
FUNCTIONS = {
    "2080505": "机关事业单位基本养老保险缴费支出",
    "2101101": "行政单位医疗",
    "2210201": "住房公积金",
    "2080501": "行政单位离退休",
}
_PROJECTS = ("业务工作经费", "信息化建设与运维", "专项检查与执法", "设施维修改造", "宣传培训", "政府购买服务")
_SUFFIX = ("02", "99", "04", "06", "07", "50")


def plan_money(world: World) -> None:
    """Fill the frames of budgets."""
    units = world["units"]
    rng = world.streams("budgets")
    rows = np.flatnonzero(units["level"] <= 2)
    base = _base_lines(world, rng, rows)
    costs = _three_public_of(world, rng, rows)
    for year, stage in ((world.year - 2, 1), (world.year - 1, 0), (world.year - 1, 1), (world.year, 0)):
        _set(world, rows, year, stage, base, costs)
    _adjust(world)
    _spend(world, rows, costs)


def _base_lines(world: World, rng: np.random.Generator, rows: Array) -> tuple[Array, Array, Array, Array, Array]:
    """Leaf lines of every unit in the last but one year: unit, function, economic class, project, fen."""
    units = world["units"]
    staff = units["authorised"][rows].astype(np.int64)
    own = np.array([office_of(str(units["name"][u]), str(units["function"][u])).code for u in rows], object)
    unit, function, economic, project, amount = [], [], [], [], []
    for code, per_head in BASIC.items():
        each = staff * per_head * rng.uniform(0.85, 1.15, size=len(rows))
        unit.append(rows)
        function.append(np.array([_ELSEWHERE.get(code, c + "01") for c in own], object))
        economic.append(np.full(len(rows), code, object))
        project.append(np.full(len(rows), "", object))
        amount.append(each)
    for number, name in enumerate(_PROJECTS):
        have = rng.random(len(rows)) < (1.0, 0.7, 0.5, 0.45, 0.4, 0.3)[number]
        unit.append(rows[have])
        function.append(np.array([c + _SUFFIX[number] for c in own[have]], object))
        economic.append(np.full(int(have.sum()), "", object))
        project.append(np.full(int(have.sum()), name, object))
        amount.append(staff[have] * rng.lognormal(13.4, 0.7, size=int(have.sum())))
    whole = np.concatenate(amount)
    return (
        np.concatenate(unit),
        np.concatenate(function),
        np.concatenate(economic),
        np.concatenate(project),
        np.maximum(np.round(whole / _HUNDRED), 1).astype(np.int64) * _HUNDRED,
    )


def _three_public_of(world: World, rng: np.random.Generator, rows: Array) -> dict[str, Array]:
    """For each unit the running of its cars, hospitality and travel in the first year, and what rises later and why."""
    units = world["units"]
    staff, cars = units["authorised"][rows], units["vehicles"][rows]
    police = units["function"][rows] == "police"
    # Cars run for the whole unit: their cost goes with its size more than with their number.
    share = np.where(police, 0.25, 0.06)
    running = np.where(cars > 0, staff * share * rng.uniform(2.6, 3.3, size=len(rows)) * 1_000_000, 0)
    heads = rng.uniform(90, 150, size=len(rows)) * 100 * np.minimum(staff, 60)
    abroad = np.where(rng.random(len(rows)) < 0.01, 3_000_000, 0)
    replaced = (cars > 0) & (rng.random(len(rows)) < 0.04) & ~police
    hosted = rng.random(len(rows)) < 0.01
    return {
        "running": _whole(running),
        "reception": _whole(heads),
        "abroad": abroad,
        "replaced": replaced,
        "hosted": hosted,
        "price": _whole(np.where(replaced, rng.uniform(15, 18, size=len(rows)) * 1_000_000, 0)),
        "fall": rng.uniform(0.93, 0.98, size=len(rows)),
        "done": rng.uniform(0.82, 0.97, size=len(rows)),
    }


def _whole(fen: Array) -> Array:
    return np.round(fen / _HUNDRED).astype(np.int64) * _HUNDRED


def _set(world: World, rows: Array, year: int, stage: int, base: tuple[Array, ...], costs: dict[str, Array]) -> None:
    """One set for every unit: a budget in spring, a final account in the late summer of the next year."""
    rng, units = world.streams(f"budgets:{year}:{stage}"), world["units"]
    is_final = stage == _STAGES.index(SpendingStage.FINAL)
    first = day_of(date(year + 1, 8, 5)) if is_final else day_of(date(year, 1, 28))
    approved = workdays.on_or_after(first + rng.integers(0, 18, size=len(rows)))
    published = workdays.on_or_after(approved + rng.integers(4, 13, size=len(rows)))
    budgets = world["budgets"].append(unit=rows, year=year, stage=stage, approved=approved, published=published)
    place = np.full(len(units), NOBODY, np.int64)
    place[rows] = np.arange(len(rows))
    # What was planned is the same whoever asks: the drift of a line depends on the year alone.
    drift = world.streams(f"budgets:drift:{year}").normal(1.0, 0.03, size=len(base[0]))
    amount = base[4] * 1.03 ** (year - world.year) * np.clip(drift, 0.9, 1.1)
    if is_final:
        amount = amount * world.streams(f"budgets:done:{year}").uniform(0.9, 1.06, size=len(amount))
    fall = costs["fall"] ** (year - world.year + 2)
    done = costs["done"] if is_final else np.ones(len(rows))
    # A car is replaced in the last year, planned and with its reason.
    purchase = np.where(costs["replaced"] & (year == world.year), costs["price"], 0)
    host = np.where(costs["hosted"] & (year == world.year), 1.4, 1.0)
    running, reception = _whole(costs["running"] * fall * done), _whole(costs["reception"] * fall * done * host)
    abroad = _whole(costs["abroad"] * (done if is_final else 1))
    reason = np.where(
        purchase > 0, "公务用车达到报废年限，按规定更新", np.where(host > 1, "承办全市现场会，接待任务增加", "")
    )
    world["three_public"].append(
        budget=budgets,
        abroad=abroad,
        purchase=purchase,
        running=running,
        reception=reception,
        reason=reason.astype(object),
    )
    at = place[base[0]]
    own = np.array([office_of(str(units["name"][u]), str(units["function"][u])).code + "01" for u in rows], object)
    extra = {"30217": reception, "30231": running, "30212": abroad, "31013": purchase}
    parts = [(budgets[at], base[1], base[2], base[3], np.maximum(_whole(amount), _HUNDRED))]
    for code, fen in extra.items():
        have = np.flatnonzero(fen > 0)
        blank = np.full(len(have), "", object)
        parts.append((budgets[have], own[have], np.full(len(have), code, object), blank, fen[have]))
    columns = [np.concatenate([p[k] for p in parts]) for k in range(5)]
    order = np.lexsort((columns[3].astype(str), columns[2].astype(str), columns[1].astype(str), columns[0]))
    world["budget_lines"].append(
        budget=columns[0][order],
        function=columns[1][order],
        economic=columns[2][order],
        project=columns[3][order],
        amount=columns[4][order],
    )


def _adjust(world: World) -> None:
    """Adjustments with their documents: some projects of the year grew or shrank by more than a fifth."""
    rng, lines, budgets, units = (
        world.streams("budgets:adjust"),
        world["budget_lines"],
        world["budgets"],
        world["units"],
    )
    of_year = (budgets["stage"] == 0) & (budgets["year"] >= world.year - 1)
    rows = np.flatnonzero(of_year[lines["budget"]] & (lines["project"] != ""))
    rows = np.sort(rng.choice(rows, size=min(len(rows), max(2, len(rows) // 25)), replace=False))
    budget = lines["budget"][rows]
    before = lines["amount"][rows]
    factor = rng.choice([0.7, 0.85, 1.12, 1.25, 1.3], size=len(rows))
    decided = workdays.on_or_after(
        np.array([day_of(date(int(y), 8, 20)) for y in budgets["year"][budget]]) + rng.integers(0, 90, size=len(rows))
    )
    seats = [seat_name(world, int(units["district"][u]))[:1] for u in budgets["unit"][budget]]
    fit = decided <= world.today
    world["adjustments"].append(
        unit=budgets["unit"][budget][fit],
        year=budgets["year"][budget][fit],
        function=lines["function"][rows][fit],
        line=lines["project"][rows][fit],
        before=before[fit],
        after=_whole(before * factor)[fit],
        document=np.array(
            [
                f"{s}财预〔{y}〕{n}号"
                for s, y, n in zip(seats, budgets["year"][budget], rng.integers(60, 200, size=len(rows)), strict=True)
            ],
            object,
        )[fit],
        decided=decided[fit],
    )
    _follow(world, rows[fit], factor[fit])


def _follow(world: World, rows: Array, factor: Array) -> None:
    """The final account of an adjusted line follows the adjustment."""
    lines, budgets = world["budget_lines"], world["budgets"]
    finals = {(int(budgets["unit"][b]), int(budgets["year"][b])): int(b) for b in np.flatnonzero(budgets["stage"] == 1)}
    first = np.searchsorted(lines["budget"], np.arange(len(budgets) + 1))
    for row, change in zip(rows.tolist(), factor.tolist(), strict=True):
        budget = int(lines["budget"][row])
        final = finals.get((int(budgets["unit"][budget]), int(budgets["year"][budget])))
        if final is None:
            continue
        for other in range(first[final], first[final + 1]):
            if lines["project"][other] == lines["project"][row] and lines["function"][other] == lines["function"][row]:
                lines["amount"][other] = int(_whole(np.array([lines["amount"][row] * change * 0.99]))[0])


def _spend(world: World, rows: Array, costs: dict[str, Array]) -> None:
    """Spending by month, and hospitality by quarter, of the last two years."""
    budgets, lines = world["budgets"], world["budget_lines"]
    total = np.bincount(lines["budget"], weights=lines["amount"], minlength=len(budgets)).astype(np.int64)
    for year in (world.year - 1, world.year):
        rng = world.streams(f"budgets:spending:{year}")
        of = np.flatnonzero((budgets["year"] == year) & (budgets["stage"] == 0))
        share = rng.dirichlet(np.array([9, 7, 8, 8, 8, 8.5, 8, 8, 8.5, 8, 8.5, 10.0]) * 40, size=len(of))
        amount = _whole(total[of][:, None] * 0.97 * share)
        month = np.tile(np.arange(12), len(of))
        world["spending"].append(
            unit=np.repeat(budgets["unit"][of], 12),
            year=year,
            period=month,
            item=_ITEMS.index(SpendingItem.TOTAL),
            amount=amount.ravel(),
        )
        spent = _whole(costs["reception"] * costs["fall"] ** (year - world.year + 2) * 0.9)
        part = _whole(spent[:, None] * np.array([0.22, 0.25, 0.24, 0.29]))
        hosts = np.where(costs["hosted"] & (year == world.year), 0.4, 0)
        part[:, 2] += _whole(spent * hosts)
        world["spending"].append(
            unit=np.repeat(rows, 4),
            year=year,
            period=_PERIODS.index(Period.Q1) + np.tile(np.arange(4), len(rows)),
            item=_ITEMS.index(SpendingItem.RECEPTION),
            amount=part.ravel(),
        )
