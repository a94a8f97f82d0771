"""Buying: what units buy, who bids, who judges, who wins.

Flows in: units and firms, people. Flows out: `lots`, `bids` and `evaluators`. Bidders of one lot have no head, manager
or payer of the deposit in common; evaluators are no kin of those behind a bidder; who is above the limit buys by open
tender with twenty days and three bidders at least; purchases of one kind in one year stay below the limit together.
Utilities are bought from the one there is, by single source.

Distributions. Prices are log-normal below their budget; open tenders have 3 to 8 bidders, others 3 (median near 3 in
public procurement statistics); larger firms bid more often, so that few firms win much.
"""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.firms import role
from data_sim.frames import NEVER, NOBODY, Array, day_of
from data_sim.government import seat_name
from data_sim.kin import KinIndex
from data_sim.work import behind
from data_sim.world import World
from models.vocabulary import (
    BidOutcome,
    EvaluatorRole,
    FirmKind,
    FirmRole,
    PurchaseCategory,
    PurchaseMethod,
)

_CATEGORIES, _METHODS, _OUTCOMES = list(PurchaseCategory), list(PurchaseMethod), list(BidOutcome)
_ROLES = list(EvaluatorRole)
LOTS_SHARE = 0.035  # the part of all decisions that are awarded lots
# From these amounts on (fen) a purchase goes to open tender (必须招标的工程项目规定 for works, local limits else).
OPEN_FROM = {
    PurchaseCategory.GOODS: 200_000_000,
    PurchaseCategory.SERVICES: 100_000_000,
    PurchaseCategory.WORKS: 400_000_000,
}
_GROUPS = {
    PurchaseCategory.GOODS: ("goods", "medical", "trade", "it"),
    PurchaseCategory.SERVICES: ("service", "advert", "it", "labour"),
    PurchaseCategory.WORKS: ("build", "water"),
}
_NOUNS = {
    PurchaseCategory.GOODS: (
        "办公设备",
        "检测设备",
        "教学设备",
        "医疗设备",
        "公务用车配件",
        "档案柜",
        "空调设备",
        "办公家具",
        "计算机",
        "复印设备",
        "防汛物资",
        "执法记录仪",
        "实验仪器",
        "图书",
        "被服",
        "厨房设备",
        "监控设备",
        "打印耗材",
        "救灾物资",
        "农用机械",
        "苗木",
        "种子",
        "消防器材",
        "会议系统",
    ),
    PurchaseCategory.SERVICES: (
        "物业管理",
        "保安服务",
        "保洁服务",
        "信息系统运维",
        "软件开发",
        "审计服务",
        "规划编制",
        "档案整理",
        "印刷服务",
        "培训服务",
        "绿化养护",
        "垃圾清运",
        "检测服务",
        "法律顾问",
        "劳务派遣",
        "宣传制作",
        "车辆维修",
        "食堂服务",
        "测绘服务",
        "咨询服务",
    ),
    PurchaseCategory.WORKS: (
        "道路硬化工程",
        "渠道维修工程",
        "办公楼维修工程",
        "校舍改造工程",
        "管网改造工程",
        "绿化工程",
        "河道整治工程",
        "安全饮水工程",
        "停车场建设工程",
        "危桥改造工程",
        "亮化工程",
        "排水工程",
        "围墙修缮工程",
        "装修工程",
    ),
}


def buy(world: World) -> None:
    """Fill the frames of purchases."""
    _lots(world)
    _utilities(world)
    _bids(world)
    _judge(world)


def _lots(world: World) -> None:
    rng, units = world.streams("buying:lots"), world["units"]
    count = max(6, round(world.scale.decisions * LOTS_SHARE))
    buyers = np.flatnonzero((units["level"] <= 2) & (units["function"] != "association"))
    weight = units["authorised"][buyers] * rng.lognormal(0, 0.5, size=len(buyers))
    buyer = np.sort(rng.choice(buyers, size=count, p=weight / weight.sum()))
    category = rng.choice(3, size=count, p=[0.46, 0.36, 0.18])
    nth = np.arange(count) - np.searchsorted(buyer, buyer)
    median = np.array([12.6, 12.5, 13.9])[category]
    budget = _spread(buyer, np.exp(rng.normal(median, 0.95, size=count)))
    limit = np.array([OPEN_FROM[c] for c in _CATEGORIES])[category]
    # A unit buys each kind of thing once a year below the limit; what it buys again is tendered openly.
    noun = np.empty(count, object)
    repeated = np.zeros(count, bool)
    shift = rng.integers(0, 40, size=len(units))[buyer]
    for at, kind in enumerate(_CATEGORIES):
        here = np.flatnonzero(category == at)
        words = np.array(_NOUNS[kind], object)
        place = nth[here] + shift[here]
        noun[here] = words[place % len(words)]
        repeated[here] = nth[here] >= len(words)
    is_open = (budget >= limit) | repeated | (rng.random(count) < 0.15)
    others = np.array(
        [
            _METHODS.index(m)
            for m in (
                PurchaseMethod.NEGOTIATION,
                PurchaseMethod.CONSULTATION,
                PurchaseMethod.INQUIRY,
                PurchaseMethod.ONLINE,
            )
        ]
    )
    method = np.where(
        is_open, _METHODS.index(PurchaseMethod.OPEN), others[rng.choice(4, size=count, p=[0.2, 0.45, 0.25, 0.1])]
    )
    start = day_of(world.as_of.replace(month=1, day=1))
    announced = workdays.on_or_after(start + 20 + (rng.random(count) * 290).astype(np.int64))
    due = workdays.on_or_after(
        announced + np.where(is_open, rng.integers(20, 31, size=count), rng.integers(6, 15, size=count))
    )
    awarded = workdays.later(due, rng.integers(0, 4, size=count))
    contract = workdays.later(awarded, rng.integers(3, 20, size=count))
    seat = np.array([seat_name(world, int(d)) for d in units["district"][buyer]], object)
    short = np.array([str(units["name"][b]).removeprefix(s) for b, s in zip(buyer, seat, strict=True)], object)
    world["lots"].append(
        number=[f"{s[:2]}CG-{world.year}-#" for s in seat],
        lot="1",
        title=[f"{s}{n}{'' if c == 2 else '采购'}项目" for s, n, c in zip(short, noun, category, strict=True)],
        retender_of="",
        buyer=buyer,
        agent=_agents(world, rng, buyer, is_open),
        budget_item=noun,
        category=category,
        method=method,
        year=world.year,
        budget=budget,
        amount=0,
        announced=announced,
        due=due,
        awarded=awarded,
        contract=contract,
        winner=NOBODY,
    )


def _spread(buyer: Array, yuan: Array) -> Array:
    """Budgets in fen, whole thousands of yuan: of five purchases and more, none has above a third of the buyer's year.

    A unit that buys much plans its largest work over several years; who wins it would else lead by that alone.
    """
    count = np.bincount(buyer)[buyer]
    for _ in range(4):
        year = np.bincount(buyer, weights=yuan)[buyer]
        yuan = np.where(count >= 5, np.minimum(yuan, year * 0.33), yuan)
    fen: Array = np.maximum(np.round(yuan / 1000), 5).astype(np.int64) * 100_000
    return fen


def _agents(world: World, rng: np.random.Generator, buyer: Array, is_open: Array) -> Array:
    firms, trades = world["firms"], world["trades"]
    agents = np.flatnonzero((trades["name"][firms["trade"]] == "工程咨询与招标代理") & (firms["status"] == 0))
    if not len(agents):
        return np.full(len(buyer), NOBODY)
    return np.where(is_open, agents[rng.integers(len(agents), size=len(buyer))], NOBODY)


def _utilities(world: World) -> None:
    """Water and power of the units, from the only firm there is: a monopoly, and nothing else."""
    rng, units, firms, lots = world.streams("buying:utilities"), world["units"], world["firms"], world["lots"]
    groups = world["trades"]["group"][firms["trade"]]
    district = world["townships"]["district"][world["villages"]["township"][firms["village"]]]
    pairs: list[tuple[int, int]] = []
    for where in range(len(world["districts"])):
        sellers = np.flatnonzero((groups == "utility") & firms["is_public"] & (district == where))
        buyers = np.flatnonzero(
            (units["district"] == where) & np.isin(units["function"], ("hospital", "school")) & (units["level"] == 1)
        )
        pairs += [(int(buyer), int(sellers[0])) for buyer in buyers[:4] if len(sellers)]
    if not pairs:
        return
    buyer, seller = (np.array(side) for side in zip(*pairs, strict=True))
    start = day_of(world.as_of.replace(month=2, day=10))
    announced = workdays.on_or_after(start + rng.integers(0, 20, size=len(buyer)))
    awarded = workdays.later(announced, np.full(len(buyer), 8))
    seats = [seat_name(world, int(where)) for where in units["district"][buyer]]
    budget = rng.integers(30, 90, size=len(buyer)) * 1_000_000
    lots.append(
        number=[f"{seat[:2]}CG-{world.year}-#" for seat in seats],
        lot="1",
        title=[f"{str(units['name'][b]).removeprefix(seat)}用水用电项目" for b, seat in zip(buyer, seats, strict=True)],
        retender_of="",
        buyer=buyer,
        agent=NOBODY,
        budget_item="水电费",
        category=_CATEGORIES.index(PurchaseCategory.SERVICES),
        method=_METHODS.index(PurchaseMethod.SINGLE_SOURCE),
        year=world.year,
        budget=budget,
        amount=budget,
        announced=announced,
        due=awarded,
        awarded=awarded,
        contract=awarded + 5,
        winner=seller,
    )


def _bids(world: World) -> None:
    """Bidders of each lot, their prices and who won: the lowest price that came with the rank."""
    rng, lots, firms, trades = world.streams("buying:bids"), world["lots"], world["firms"], world["trades"]
    units, townships, villages = world["units"], world["townships"], world["villages"]
    district = townships["district"][villages["township"][firms["village"]]]
    company = np.isin(firms["kind"], [list(FirmKind).index(k) for k in (FirmKind.LIMITED, FirmKind.JOINT_STOCK)])
    fit = (
        (firms["status"] == 0)
        & company
        & (firms["staff"] >= 2)
        & (firms["founded"] < world.today - 800)
        & ~firms["is_public"]
    )
    single = lots["method"] == _METHODS.index(PurchaseMethod.SINGLE_SOURCE)
    is_open = lots["method"] == _METHODS.index(PurchaseMethod.OPEN)
    number = np.where(
        single, 1, np.where(is_open, rng.integers(3, 9, size=len(lots)), rng.integers(3, 5, size=len(lots)))
    )
    parts: list[tuple[Array, Array]] = [(np.flatnonzero(single), lots["winner"][single])]
    buyer_district = units["district"][lots["buyer"]]
    for where in range(len(world["districts"])):
        for at, kind in enumerate(_CATEGORIES):
            rows = np.flatnonzero((buyer_district == where) & (lots["category"] == at) & ~single)
            pool = np.flatnonzero(fit & (district == where) & np.isin(trades["group"][firms["trade"]], _GROUPS[kind]))
            if len(pool) < 6:
                pool = np.flatnonzero(fit & (district == where))
            pull = np.cumsum(np.minimum(firms["staff"][pool], 60.0) ** 0.6)
            lot = np.repeat(rows, number[rows])
            drawn = pool[np.searchsorted(pull, rng.random(len(lot)) * pull[-1])] if len(pool) else lot[:0]
            key = np.unique(lot.astype(np.int64)[: len(drawn)] << 32 | drawn)  # nobody bids twice for a lot
            parts.append((key >> 32, key & 0xFFFFFFFF))
    lot, firm = (np.concatenate([p[k] for p in parts]).astype(np.int64) for k in (0, 1))
    lot, firm = _unlinked(world, lot, firm)
    order = np.lexsort((rng.random(len(lot)), lot))
    lot, firm = lot[order], firm[order]
    have = np.bincount(lot, minlength=len(lots))
    few = is_open & (have < 3)  # open tenders that drew too few were not held openly
    lots["method"][few] = _METHODS.index(PurchaseMethod.CONSULTATION)
    lots["budget"][few] = np.minimum(lots["budget"][few], 90_000_000)
    price = np.round(lots["budget"][lot] * rng.uniform(0.86, 0.995, size=len(lot)) / 100).astype(np.int64) * 100
    price = np.where(single[lot], lots["budget"][lot], price)
    order = np.lexsort((price, lot))
    lot, firm, price = lot[order], firm[order], price[order]
    rank = np.arange(len(lot)) - np.searchsorted(lot, lot) + 1
    won = rank == 1
    lots["winner"][lot[won]], lots["amount"][lot[won]] = firm[won], price[won]
    empty = np.flatnonzero(have == 0)
    lots.withhold(empty)
    outcome = np.where(
        won,
        _OUTCOMES.index(BidOutcome.WON),
        np.where(rank <= 3, _OUTCOMES.index(BidOutcome.CANDIDATE), _OUTCOMES.index(BidOutcome.LOST)),
    )
    shown = np.lexsort((rng.random(len(lot)), lot))  # bids are opened in the order in which they came
    world["bids"].append(
        purchase=lot[shown],
        firm=firm[shown],
        amount=price[shown],
        manager=_managers(world, rng, firm)[shown],
        payer=firm[shown],
        submitted=np.maximum(lots["due"][lot] - rng.integers(0, 3, size=len(lot)), lots["announced"][lot])[shown],
        rank=rank[shown],
        outcome=outcome[shown],
    )


def _unlinked(world: World, lot: Array, firm: Array) -> tuple[Array, Array]:
    """Bids without those that share a person behind the firm, an address or a telephone with another of the lot."""
    firms = world["firms"]
    row, person = behind(world, np.full(len(firm), NOBODY), firm)
    key = lot[row].astype(np.int64) << 32 | person
    order = np.argsort(key, kind="stable")
    twice = np.zeros(len(lot), bool)
    again = order[1:][(np.diff(key[order]) == 0) & (row[order[1:]] != row[order[:-1]])]
    twice[row[again]] = True
    _, where = np.unique(firms["address"].astype(str), return_inverse=True)
    key = lot.astype(np.int64) << 32 | where[firm]
    order = np.argsort(key, kind="stable")
    twice[order[1:][np.diff(key[order]) == 0]] = True
    twice |= _held_by_rival(world, lot, firm)
    return lot[~twice], firm[~twice]


def _held_by_rival(world: World, lot: Array, firm: Array) -> Array:
    """Which bids come from a firm of which another bidder of the lot holds shares."""
    holdings = world["holdings"]
    order = np.argsort(holdings["firm"], kind="stable")
    first = np.searchsorted(holdings["firm"][order], firm)
    count = np.searchsorted(holdings["firm"][order], firm, side="right") - first
    row = np.repeat(np.arange(len(firm)), count)
    start = np.repeat(first - np.cumsum(count) + count, count)
    holder = holdings["holder"][order[start + np.arange(len(start))]]
    rivals = lot.astype(np.int64) << 32 | firm
    held = np.zeros(len(firm), bool)
    held[row[np.isin(lot[row].astype(np.int64) << 32 | holder, rivals)]] = True
    return held


def _managers(world: World, rng: np.random.Generator, firm: Array) -> Array:
    """The project manager of each bid: one of the firm's staff, NOBODY where none is known by name."""
    roles = world["roles"]
    rows = np.flatnonzero((roles["role"] == role(FirmRole.EMPLOYEE)) & (roles["until"] == NEVER))
    rows = rows[np.argsort(roles["firm"][rows], kind="stable")]
    first = np.searchsorted(roles["firm"][rows], np.arange(len(world["firms"]) + 1))
    count = first[firm + 1] - first[firm]
    chosen = first[firm] + (rng.random(len(firm)) * np.maximum(count, 1)).astype(np.int64)
    person = roles["person"][rows[np.minimum(chosen, max(len(rows) - 1, 0))]] if len(rows) else firm * 0 + NOBODY
    return np.where(count > 0, person, NOBODY)


def _judge(world: World) -> None:
    """Committees: a representative of the buyer and two or four experts; none is near kin of those behind a bidder."""
    rng, lots, persons = world.streams("buying:judges"), world["lots"], world["persons"]
    tenures, posts, units = world["tenures"], world["posts"], world["units"]
    judged = np.flatnonzero(
        lots.kept
        & (lots["method"] != _METHODS.index(PurchaseMethod.INQUIRY))
        & (lots["method"] != _METHODS.index(PurchaseMethod.ONLINE))
    )
    age = (world.today - persons["born"]) / 365.2425
    serving = np.zeros(len(persons), bool)
    serving[tenures["person"][tenures["until"] == NEVER]] = True
    owns = np.zeros(len(persons), bool)
    owns[world["roles"]["person"]] = True
    learned = (persons["died"] == NEVER) & (age > 32) & (age < 68) & ~owns & ~serving
    for schooling in (4, 3, 2, 0):  # a small place takes whom it has
        experts = np.flatnonzero(learned & (persons["education"] >= schooling))
        if len(experts) >= 12:
            break
    experts = rng.permutation(experts)[: max(12, len(judged) // 3)]
    size = np.where(lots["amount"][judged] > 300_000_000, 4, 2)
    lot = np.repeat(judged, size)
    nth = np.arange(len(lot)) - np.searchsorted(lot, lot)
    start = rng.integers(len(experts), size=len(lots))
    kin = KinIndex(world, experts)
    for attempt in range(4):
        person = experts[(start[lot] + nth * 7 + attempt) % len(experts)]
        tied = _tied(world, kin, lot, person)
        if not tied.any():
            break
        start[np.unique(lot[tied])] += 29 + attempt
    clear = ~_tied(world, kin, lot, person)
    lot, person, nth = lot[clear], person[clear], nth[clear]
    employers = np.array(
        ["岚汀职业技术学院", "岚汀市工程咨询协会", "退休专家", "岚汀市建筑设计院", "外聘专家库"], object
    )
    world["evaluators"].append(
        purchase=lot,
        person=person,
        role=np.where(nth == 0, _ROLES.index(EvaluatorRole.LEADER), _ROLES.index(EvaluatorRole.EXPERT)),
        employer=employers[person % len(employers)],
    )
    now = np.flatnonzero(
        (tenures["until"] == NEVER)
        & np.isin(posts["kind"][tenures["post"]], ("staff", "archive", "accountant", "window"))
    )
    now = now[np.argsort(posts["unit"][tenures["post"][now]], kind="stable")]
    first = np.searchsorted(posts["unit"][tenures["post"][now]], np.arange(len(units) + 1))
    buyer = lots["buyer"][judged]
    count = first[buyer + 1] - first[buyer]
    at = first[buyer] + (rng.random(len(judged)) * np.maximum(count, 1)).astype(np.int64)
    fit = count > 0
    person = tenures["person"][now[np.minimum(at, len(now) - 1)]]
    fit &= ~_tied(world, KinIndex(world, person[fit]), judged, person)
    world["evaluators"].append(
        purchase=judged[fit],
        person=person[fit],
        role=_ROLES.index(EvaluatorRole.BUYER),
        employer=units["name"][buyer[fit]],
    )


def _tied(world: World, kin: KinIndex, lot: Array, person: Array) -> Array:
    """Whether a judge is behind a bidder of the lot, works there, or is near kin of one who stands behind it."""
    bids = world["bids"]
    order = np.argsort(bids["purchase"], kind="stable")
    first = np.searchsorted(bids["purchase"][order], np.arange(len(world["lots"]) + 1))
    count = first[lot + 1] - first[lot]
    row = np.repeat(np.arange(len(lot)), count)
    start = np.repeat(first[lot] - np.cumsum(count) + count, count)
    firm = bids["firm"][order[start + np.arange(len(start))]]
    pair, people = behind(world, np.full(len(firm), NOBODY), firm)
    judge = person[row[pair]]
    near = (kin.path(judge, people) != NOBODY) | (judge == people)
    tied = np.zeros(len(lot), bool)
    tied[row[pair[near]]] = True
    return tied
