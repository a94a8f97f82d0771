"""Firms: who trades in the city, who owns and runs them, who owns whom, and where they are registered.

Flows in: people and posts. Flows out: `trades`, `firms`, `roles`, `holdings`, `nominees`, `hubs`. Serving officials own
nothing and run nothing; the firms of a leader's spouse and children stand in other trades than the leader's unit
regulates, as 公务员法 art. 74 and 59 ask.

Distributions. Two thirds of the registered traders are one-person businesses, most others limited companies (State
Administration for Market Regulation, end of 2023: 124 million of 184 million). Staff and capital are heavy-tailed:
log-normal with a Pareto tail near Zipf's law (Axtell, Science 293, 2001), so that few firms employ most. A few persons
own several firms. Utilities are state-owned, one each.
"""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.government import office_of, seat_name
from data_sim.kin import kin_pairs
from data_sim.naming import credit_codes, firm_names, landlines
from data_sim.offices import TRADES
from data_sim.world import World
from models.vocabulary import FirmKind, FirmRole, FirmStatus

_YEAR = 365.2425
_KINDS, _ROLES, _STATUS = list(FirmKind), list(FirmRole), list(FirmStatus)
# kind -> share among those registered
_SHARES = {
    FirmKind.HOUSEHOLD: 0.655,
    FirmKind.LIMITED: 0.262,
    FirmKind.COOPERATIVE: 0.045,
    FirmKind.SOLE: 0.018,
    FirmKind.PARTNERSHIP: 0.012,
    FirmKind.JOINT_STOCK: 0.004,
    FirmKind.COLLECTIVE: 0.004,
}
# Groups of trades that sell nothing to offices.
_NO_BIDDERS = ("food", "hotel", "leisure", "transport")
_UTILITIES = ("自来水供应", "电力供应", "燃气供应")
# What a firm of a trade calls itself, where the trade has no kind of name of its own.
_CALLED = {
    "water": "build",
    "medical": "goods",
    "transport": "service",
    "advert": "service",
    "hotel": "food",
    "school": "service",
    "fuel": "trade",
    "chemical": "trade",
    "forest": "farm",
    "mining": "trade",
    "waste": "service",
    "leisure": "service",
    "labour": "service",
}
_LANES = ("滨河路", "建设路", "人民路", "解放路", "兴业大道", "学院路", "新城大道", "花园路", "环城路", "迎宾路")
_HUBS = ("创业孵化园", "电商产业园", "众创空间", "集群注册托管中心")


def found_firms(world: World) -> None:
    """Fill the frames of firms and of those who stand in them."""
    _firms(world)
    _hubs(world)
    owner = _owners(world)
    _roles(world, owner)
    _employees(world)
    _hired(world)
    _holdings(world)
    _nominees(world)


def role(of: FirmRole) -> int:
    """The position of a role in its vocabulary."""
    return _ROLES.index(of)


def list_trades(world: World) -> None:
    """The trades that firms are in and that units regulate."""
    world["trades"].append(name=[t[0] for t in TRADES], code=[t[1] for t in TRADES], group=[t[2] for t in TRADES])


def _firms(world: World) -> None:
    rng, size = world.streams("firms"), world.scale.firms
    trades, villages = world["trades"], world["villages"]
    weights = np.array([t[3] for t in TRADES])
    utility = trades["group"] == "utility"
    trade = rng.choice(len(TRADES), size=size, p=np.where(utility, 0, weights) / weights[~utility].sum())
    kind = rng.choice(
        [_KINDS.index(k) for k in _SHARES], size=size, p=np.array(list(_SHARES.values())) / sum(_SHARES.values())
    )
    farm = np.isin(trades["group"][trade], ("farm", "forest"))
    coop, limited, household = (_KINDS.index(k) for k in (FirmKind.COOPERATIVE, FirmKind.LIMITED, FirmKind.HOUSEHOLD))
    kind = np.where(
        (kind == coop) & ~farm, household, np.where(farm & (kind == household) & (rng.random(size) < 0.4), coop, kind)
    )
    builds = np.isin(trades["group"][trade], ("build", "water", "it", "agent", "labour", "medical"))
    kind = np.where(builds & (kind == household) & (rng.random(size) < 0.7), limited, kind)
    is_public = np.zeros(size, bool)
    for district in range(world.scale.districts):
        for number, name in enumerate(_UTILITIES):
            at = district * len(_UTILITIES) + number
            if at < size // 10:
                trade[at], kind[at], is_public[at] = int(np.flatnonzero(trades["name"] == name)[0]), limited, True
    small = kind == household
    age = rng.exponential(np.where(small, 5.5, 7.5) * _YEAR) + 20
    founded = np.maximum(world.today - age, 8_000)
    tail = rng.pareto(1.06, size=size) * 2.2
    staff = np.where(
        small, rng.poisson(0.7, size=size), np.minimum(np.round(rng.lognormal(1.1, 0.9, size=size) + tail), 3000)
    )
    staff = np.where(is_public, rng.integers(120, 420, size=size), staff)
    step = np.array([10, 50, 100, 200, 500, 1000, 2000, 5000])
    capital = np.where(
        small,
        np.maximum(1, np.round(rng.lognormal(1.6, 0.8, size=size))),
        step[np.clip(np.digitize(staff + rng.normal(0, 6, size=size), (1, 4, 9, 16, 30, 60, 150)), 0, 7)],
    )
    seat = rng.integers(len(villages), size=size)
    in_town = world["townships"]["is_street"][villages["township"]]
    town = np.flatnonzero(in_town)
    if len(town):
        moved = (rng.random(size) < 0.45) & ~farm
        seat[moved] = town[rng.integers(len(town), size=int(moved.sum()))]
    where = world["townships"]["district"][villages["township"][seat]]
    seats = np.array([seat_name(world, d) for d in range(world.scale.districts)], object)
    status = np.where(rng.random(size) < 0.9, 0, rng.choice([1, 2, 3], p=[0.3, 0.2, 0.5], size=size))
    called = np.array([_CALLED.get(group, group) for group in trades["group"]], object)
    names = firm_names(world.streams("firms:names"), kind, called[trade], seats[where])
    world["firms"].append(
        name=_distinct(names, seats[where], world["townships"]["name"][villages["township"][seat]]),
        former_name="",
        code=credit_codes(np.arange(size) * 3 + 11).to_numpy(zero_copy_only=False),
        kind=kind,
        trade=trade,
        founded=founded,
        status=np.where(is_public, 0, status),
        capital=(capital * 10_000 * 100).astype(np.int64),
        village=seat,
        address=_addresses(world, rng, seat),
        phone=landlines(np.arange(size)).to_numpy(zero_copy_only=False),
        agent=NOBODY,
        staff=staff,
        is_listed=(kind == _KINDS.index(FirmKind.JOINT_STOCK)) & (rng.random(size) < 0.05),
        is_public=is_public,
    )
    _renamed(world, rng)
    _agents(world, rng)


def _distinct(names: Array, seats: Array, towns: Array) -> Array:
    """Names of which no two are the same in one district: a second of a name takes its township into it."""
    chosen = names.astype(object).copy()
    seen: set[str] = set()
    for at, name in enumerate(chosen.tolist()):
        if name in seen:
            place = str(seats[at])
            name = f"{place}{towns[at]}{name.removeprefix(place)}"
            number = 2
            while name in seen:
                rest = name.removeprefix(place).removeprefix(towns[at])
                name = f"{place}{towns[at]}{'一二三四五六七八九十'[number % 10]}{rest}"
                number += 1
        seen.add(name)
        chosen[at] = name
    return chosen


def _addresses(world: World, rng: np.random.Generator, seat: Array) -> Array:
    """Road and number in town, village and group in the country."""
    villages, townships = world["villages"], world["townships"]
    town = townships["name"][villages["township"]]
    base = np.array([f"{t}{v}" for t, v in zip(town, villages["name"], strict=True)], object)
    lane = np.array(_LANES, object)[rng.integers(len(_LANES), size=len(seat))]
    number = rng.integers(1, 400, size=len(seat)).astype(str).astype(object)
    room = rng.integers(1, 30, size=len(seat)).astype(str).astype(object)
    in_town = townships["is_street"][villages["township"][seat]]
    urban, rural = base[seat] + lane + number + "号" + room + "室", base[seat] + room + "组" + number + "号"
    written: Array = np.where(in_town, urban, rural)
    return written


def _renamed(world: World, rng: np.random.Generator) -> None:
    firms = world["firms"]
    changed = np.flatnonzero(
        (rng.random(len(firms)) < 0.03) & (firms["kind"] == _KINDS.index(FirmKind.LIMITED)) & ~firms["is_public"]
    )
    names = firms["name"]
    for at in changed:
        firms["former_name"][at] = str(names[at]).replace("有限公司", "工程队").replace("有限责任公司", "经营部")


def _agents(world: World, rng: np.random.Generator) -> None:
    """A third of the companies are registered by an agent; few agents have most of the trade."""
    firms = world["firms"]
    agents = np.flatnonzero((world["trades"]["group"][firms["trade"]] == "agent") & (firms["status"] == 0))
    if not len(agents):
        return
    served = np.flatnonzero((firms["kind"] == _KINDS.index(FirmKind.LIMITED)) & (rng.random(len(firms)) < 0.33))
    served = np.setdiff1d(served, agents)
    firms["agent"][served] = agents[(len(agents) * rng.random(len(served)) ** 2.5).astype(int)]


def _hubs(world: World) -> None:
    """Incubators and clusters: many firms at one address and telephone, for a good reason."""
    rng, firms = world.streams("firms:hubs"), world["firms"]
    for district in range(world.scale.districts):
        here = np.flatnonzero(
            world["townships"]["district"][world["villages"]["township"][firms["village"]]] == district
        )
        company = here[(firms["kind"][here] == _KINDS.index(FirmKind.LIMITED)) & ~firms["is_public"][here]]
        for number, name in enumerate(_HUBS[: 1 + len(here) // 2500]):
            address = f"{seat_name(world, district)}{name}A座"
            phone = landlines(np.array([5_000_000 + district * 10 + number]))[0].as_py()
            world["hubs"].append(address=address, phone=phone, reason=f"{name}（集群登记）", since=17_000)
            tenants = company[rng.random(len(company)) < 0.012]
            firms["address"][tenants], firms["phone"][tenants] = address, phone


# --- persons in firms ------------------------------------------------------------------------------------------------


def _owners(world: World) -> Array:
    """Who owns each firm; a few own several. Nobody who serves, nor kin of a leader in a trade the leader regulates."""
    rng, persons, firms = world.streams("firms:owners"), world["persons"], world["firms"]
    tenures = world["tenures"]
    serving = np.zeros(len(persons), bool)
    serving[tenures["person"][tenures["until"] == NEVER]] = True
    # Those who left public service within three years own nothing either.
    serving[world["exits"]["person"][world["exits"]["on"] > world.today - 3 * _YEAR]] = True
    age = (world.today - persons["born"]) / _YEAR
    able = np.flatnonzero((persons["died"] == NEVER) & (age > 22) & (age < 72) & ~serving)
    able = rng.permutation(able)
    place = (len(able) * rng.random(len(firms)) ** 1.25).astype(int)
    owner: Array = able[place]
    township = world["villages"]["township"]
    for _ in range(3):  # most trade where they live: owners are exchanged for one of the same township
        away = np.flatnonzero(township[persons["village"][owner]] != township[firms["village"]])
        away = away[rng.random(len(away)) < 0.8]
        order = np.argsort(township[firms["village"][away]], kind="stable")
        people = owner[away]
        by_home = np.argsort(township[persons["village"][people]], kind="stable")
        owner[away[order]] = people[by_home]
    barred = _barred(world)
    for _ in range(6):
        bad = np.flatnonzero(np.isin(owner.astype(np.int64) * 1000 + firms["trade"], barred))
        if not len(bad):
            break
        owner[bad] = able[rng.integers(len(able), size=len(bad))]
    # No one can have founded a firm as a child.
    of_age = persons["born"][owner] + int(19 * _YEAR)
    firms["founded"] = np.minimum(np.maximum(firms["founded"], of_age), world.today - 10)
    return owner


def _barred(world: World) -> Array:
    """Person and trade, as one number: spouse, child, child's spouse of a leader in a trade that the unit regulates."""
    tenures, posts, units = world["tenures"], world["posts"], world["units"]
    leads = np.flatnonzero((tenures["until"] == NEVER) & posts["is_leader"][tenures["post"]])
    person, unit = tenures["person"][leads], posts["unit"][tenures["post"][leads]]
    groups = world["trades"]["group"]
    regulated: dict[int, list[int]] = {}
    for at in np.unique(unit):
        office = office_of(str(units["name"][at]), str(units["function"][at]))
        regulated[int(at)] = np.flatnonzero(np.isin(groups, office.trades)).tolist()
    near = kin_pairs(world, person, ("s", "c", "cs"))
    of_person = dict(zip(person.tolist(), unit.tolist(), strict=True))
    keys = [
        int(r) * 1000 + t for p, r in zip(near.root, near.relative, strict=True) for t in regulated[of_person[int(p)]]
    ]
    keys += [int(p) * 1000 + t for p, u in of_person.items() for t in regulated[u]]
    return np.unique(np.array(keys, np.int64)) if keys else np.zeros(0, np.int64)


def _roles(world: World, owner: Array) -> None:
    """Legal representatives, operators, partners, directors, supervisors, managers and holders."""
    rng, persons, firms = world.streams("firms:roles"), world["persons"], world["firms"]
    kind, since = firms["kind"], firms["founded"].astype(np.int64)
    marriage = np.full(len(persons), NOBODY, np.int64)
    lasting = world["marriages"]["until"] == NEVER
    husband, wife = world["marriages"]["husband"][lasting], world["marriages"]["wife"][lasting]
    marriage[husband], marriage[wife] = wife, husband
    barred = _barred(world)
    tenures = world["tenures"]
    closed = np.zeros(len(persons), bool)
    closed[tenures["person"][tenures["until"] == NEVER]] = True
    closed[world["exits"]["person"][world["exits"]["on"] > world.today - 3 * _YEAR]] = True

    def add(rows: Array, people: Array, of: FirmRole, share: Array | int) -> None:
        fit = (people != NOBODY) & ~closed[np.maximum(people, 0)]
        fit &= ~np.isin(people.astype(np.int64) * 1000 + firms["trade"][rows], barred)
        fit &= since[rows] - persons["born"][np.maximum(people, 0)] > 18 * _YEAR
        shares = np.broadcast_to(np.asarray(share), rows.shape)
        world["roles"].append(
            firm=rows[fit], person=people[fit], role=role(of), share=shares[fit], since=since[rows[fit]], until=NEVER
        )

    every = np.arange(len(firms))
    private = every[~firms["is_public"]]
    sole = private[np.isin(kind[private], [_KINDS.index(k) for k in (FirmKind.HOUSEHOLD, FirmKind.SOLE)])]
    add(sole, owner[sole], FirmRole.OPERATOR, 10_000)
    others = np.setdiff1d(private, sole)
    add(others, owner[others], FirmRole.LEGAL_REPRESENTATIVE, NOBODY)
    public = every[firms["is_public"]]
    add(public, owner[public], FirmRole.LEGAL_REPRESENTATIVE, NOBODY)
    partner = kind == _KINDS.index(FirmKind.PARTNERSHIP)
    company = others[~partner[others]]
    second = np.where(
        (rng.random(len(firms)) < 0.45) & (marriage[owner] != NOBODY),
        marriage[owner],
        owner[rng.permutation(len(owner))],
    )
    alone = rng.random(len(firms)) < 0.38
    main = np.where(alone, 10_000, rng.choice([9_000, 8_000, 7_000, 6_000, 5_100, 5_000], size=len(firms)))
    holders = company[kind[company] != _KINDS.index(FirmKind.COOPERATIVE)]
    add(holders, owner[holders], FirmRole.SHAREHOLDER, main[holders])
    shared = holders[~alone[holders] & (second[holders] != owner[holders])]
    third = (rng.random(len(firms)) < 0.3) & (main < 9_000)
    rest = 10_000 - main
    add(shared, second[shared], FirmRole.SHAREHOLDER, np.where(third, rest // 2, rest)[shared])
    more = shared[third[shared]]
    other = owner[rng.permutation(len(owner))]
    add(
        more[other[more] != owner[more]],
        other[more[other[more] != owner[more]]],
        FirmRole.SHAREHOLDER,
        (rest - rest // 2)[more[other[more] != owner[more]]],
    )
    add(others[partner[others]], owner[others[partner[others]]], FirmRole.PARTNER, 5_000)
    add(others[partner[others]], second[others[partner[others]]], FirmRole.PARTNER, 5_000)
    watcher = np.where(rng.random(len(firms)) < 0.5, second, owner[rng.permutation(len(owner))])
    add(
        company[watcher[company] != owner[company]],
        watcher[company[watcher[company] != owner[company]]],
        FirmRole.SUPERVISOR,
        NOBODY,
    )
    large = company[firms["staff"][company] > 15]
    chief = owner[rng.permutation(len(owner))]
    add(large, chief[large], FirmRole.MANAGER, NOBODY)
    add(large, owner[large], FirmRole.DIRECTOR, NOBODY)


def _employees(world: World) -> None:
    """Insured staff by name: at most eight of a firm, of its township."""
    rng, persons, firms, villages = world.streams("firms:staff"), world["persons"], world["firms"], world["villages"]
    age = (world.today - persons["born"]) / _YEAR
    tenures = world["tenures"]
    able = (persons["died"] == NEVER) & (age > 19) & (age < 60)
    able[tenures["person"]] = False
    able[world["roles"]["person"]] = False
    pool = rng.permutation(np.flatnonzero(able))
    count = np.where(firms["status"] == 0, np.minimum(firms["staff"], 8), 0)
    # A third of the ties that kin and owners leave, so that the world keeps room for weak ties.
    spare = min(int(len(pool) * 0.9), max(_ties_left(world) // 3, world.scale.officials // 2))
    while count.sum() > spare:
        count = np.where(rng.random(len(count)) < 0.15, count // 2, count)
    firm = np.repeat(np.arange(len(firms)), count)
    people = pool[: len(firm)]
    home = villages["township"]
    by_seat = firm[np.argsort(home[firms["village"][firm]], kind="stable")]
    people = people[np.argsort(home[persons["village"][people]], kind="stable")]
    begin = np.maximum(firms["founded"][by_seat], persons["born"][people] + 18 * _YEAR)
    since = begin + rng.random(len(people)) * np.maximum(world.today - begin, 1)
    fit = since < world.today
    world["roles"].append(
        firm=by_seat[fit],
        person=people[fit],
        role=role(FirmRole.EMPLOYEE),
        share=NOBODY,
        since=since[fit].astype(np.int32),
        until=NEVER,
    )


def _hired(world: World) -> None:
    """Half of those who resigned work for a firm in a trade that their old unit has nothing to do with."""
    rng, exits, firms, posts = world.streams("firms:hired"), world["exits"], world["firms"], world["posts"]
    left = np.flatnonzero((exits["how"] == "辞职") & (exits["on"] < world.today - 120))
    left = left[rng.random(len(left)) < 0.5]
    group = world["trades"]["group"][firms["trade"]]
    pool = np.flatnonzero((firms["status"] == 0) & ~firms["is_public"] & np.isin(group, _NO_BIDDERS))
    hired = []
    for row in left.tolist() if len(pool) else ():
        unit = int(posts["unit"][exits["post"][row]])
        office = office_of(str(world["units"]["name"][unit]), str(world["units"]["function"][unit]))
        asked = pool[rng.integers(len(pool), size=30)]
        hires = asked[(firms["founded"][asked] < exits["on"][row]) & ~np.isin(group[asked], office.trades)]
        if len(hires):
            exits["firm"][row], exits["new_post"][row] = int(hires[0]), "部门经理"
            hired.append(row)
    if hired:
        world["roles"].append(
            firm=exits["firm"][hired],
            person=exits["person"][hired],
            role=role(FirmRole.EMPLOYEE),
            share=NOBODY,
            since=exits["on"][hired] + 60,
            until=NEVER,
        )


def _ties_left(world: World) -> int:
    """The ties of the scale, less those of kin and of firms."""
    kin = 2 * int((world["persons"]["father"] != NOBODY).sum()) + len(world["marriages"])
    return world.scale.ties - kin - len(world["roles"]) - len(world["holdings"])


def _holdings(world: World) -> None:
    """Chains of control: one company in thirty is held by another, an older and larger one."""
    rng, firms = world.streams("firms:holdings"), world["firms"]
    company = np.flatnonzero(
        np.isin(firms["kind"], [_KINDS.index(k) for k in (FirmKind.LIMITED, FirmKind.JOINT_STOCK)])
        & ~firms["is_public"]
    )
    if len(company) < 4:
        return
    by_size = company[np.argsort(-firms["staff"][company], kind="stable")]
    count = max(1, len(company) // 30)
    held = by_size[rng.choice(np.arange(len(by_size) // 3, len(by_size)), size=count, replace=False)]
    holder = by_size[(len(by_size) // 3 * rng.random(count) ** 2).astype(int)]
    since = np.maximum(firms["founded"][held], firms["founded"][holder]) + 5
    fit = (held != holder) & (since < world.today)
    share = rng.choice([10_000, 7_000, 5_100, 4_000, 2_000, 1_000], size=count)
    world["holdings"].append(holder=holder[fit], firm=held[fit], share=share[fit], since=since[fit], until=NEVER)
    # What the firm holds, the persons no longer hold.
    roles = world["roles"]
    left = np.zeros(len(firms), np.int64)
    left[held[fit]] = share[fit]
    mine = (roles["role"] == role(FirmRole.SHAREHOLDER)) & (left[roles["firm"]] > 0)
    roles["share"][mine] = roles["share"][mine] * (10_000 - left[roles["firm"][mine]]) // 10_000
    roles.withhold(np.flatnonzero(mine & (roles["share"] == 0)))


def _nominees(world: World) -> None:
    """Recorded agreements by which one person holds for another, neither of them an official."""
    rng, roles = world.streams("firms:nominees"), world["roles"]
    held = np.flatnonzero(
        (roles["role"] == role(FirmRole.SHAREHOLDER)) & (roles["share"] >= 1000) & (roles["share"] < 5000) & roles.kept
    )
    owners = np.unique(roles["person"][roles["role"] == role(FirmRole.OPERATOR)])
    count = min(len(held), max(1, world.scale.firms // 1500))
    if not len(held) or not len(owners):
        return
    rows = rng.choice(held, size=count, replace=False)
    world["nominees"].append(
        beneficiary=rng.choice(owners, size=count),
        nominee=roles["person"][rows],
        firm=roles["firm"][rows],
        share=roles["share"][rows],
        since=roles["since"][rows],
        until=NEVER,
    )


def befriend(world: World) -> None:
    """Weak ties, as many as the scale has ties left: classmates of a township and year, former colleagues."""
    rng, persons, roles = world.streams("social"), world["persons"], world["roles"]
    count = max(_ties_left(world), world.scale.officials // 3)
    township = world["villages"]["township"][persons["village"]].astype(np.int64)
    year = persons["born"] // 365
    order = np.lexsort((rng.random(len(persons)), year, township))
    order = order[(persons["education"][order] >= 1) & (persons["died"][order] == NEVER)]
    colleagues = np.lexsort((rng.random(len(roles)), roles["firm"]))
    parts: list[tuple[Array, Array, int]] = []
    left = count
    for step in range(1, min(40, len(order))):
        for kind, one, other, fits in (
            (
                0,
                order[:-step],
                order[step:],
                (township[order[:-step]] == township[order[step:]]) & (year[order[:-step]] == year[order[step:]]),
            ),
            (
                1,
                roles["person"][colleagues[:-step]],
                roles["person"][colleagues[step:]],
                roles["firm"][colleagues[:-step]] == roles["firm"][colleagues[step:]],
            ),
        ):
            fits = fits & (one != other)
            chosen = np.flatnonzero(fits)
            share = int(left * (0.35 if kind == 0 else 0.15)) if step < 6 else left
            chosen = rng.choice(chosen, size=min(len(chosen), share, left), replace=False) if len(chosen) else chosen
            parts.append((one[chosen], other[chosen], kind))
            left -= len(chosen)
        if left <= 0:
            break
    one, other = (np.concatenate([p[k] for p in parts]) for k in (0, 1))
    kinds = np.concatenate([np.full(len(p[0]), p[2]) for p in parts])
    grown = np.maximum(persons["born"][one], persons["born"][other])
    since = np.where(kinds == 0, grown + int(12 * _YEAR), grown + int(22 * _YEAR))
    fit = since < world.today
    tenures = world["tenures"]
    serving = np.zeros(len(persons), bool)
    serving[tenures["person"][tenures["until"] == NEVER]] = True
    flip = serving[other] & ~serving[one]
    one, other = np.where(flip, other, one), np.where(flip, one, other)
    world["social_ties"].append(
        one=one[fit],
        other=other[fit],
        kind=kinds[fit],
        since=since[fit],
        until=np.where(kinds == 0, since + int(6 * _YEAR), NEVER)[fit],
        is_declared=(serving[one] & (rng.random(len(one)) < 0.1))[fit],
    )
