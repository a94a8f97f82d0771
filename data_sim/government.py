"""Government: the units of the city, their posts, who holds them and who held them before.

Flows in: places and people. Flows out: `units`, `posts`, `tenures`, `exits`, `delegations`, `outside_posts` and
`regulated`. Every post has an immediate superior up to the head of its unit. Nobody is the direct subordinate of near
kin, nor shares an immediate superior with them, nor holds a sensitive duty beside a leader who is: where lots fell so,
the younger one was moved before the world begins, as 公务员法 art. 74 asks.

Sizes. The officials of the scale are dealt out over its units by weight; about one in twelve leads. Holders of key
posts change about every four years, others about every nine; the retired were their predecessors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from data_sim import offices
from data_sim.frames import NEVER, NOBODY, Array
from data_sim.kin import kin_pairs
from data_sim.offices import Office
from data_sim.places import CITY
from data_sim.world import World
from models.vocabulary import SensitiveDuty, UnitSector

_YEAR = 365.2425
_SECTORS, _DUTIES = list(UnitSector), list(SensitiveDuty)
LEADERS = "局领导"
WINDOW = 560  # days before the day of the world from which matters are known; no post is empty in them
FINANCE = "计划财务科"


def found_units(world: World) -> None:
    """The units: first-level ones by district, schools and stations below them, associations, village committees."""
    rows = [row for district in range(len(world["districts"])) for row in _units_of(world, district)]
    units = world["units"]
    units.append(**{c.name: [row[c.name] for row in rows] for c in units.columns})
    by_name = {name: at for at, name in enumerate(units["name"])}
    units["parent"] = [by_name.get(row["above"], NOBODY) for row in rows]
    _staff_units(world)


def seat_name(world: World, district: int) -> str:
    """The name that the units of a district bear: the county-level city itself, or the district within it."""
    name = str(world["districts"]["name"][district])
    return name if name == CITY else f"{CITY}{name}"


def _units_of(world: World, district: int) -> Iterator[dict[str, object]]:
    seat, scale = seat_name(world, district), world.scale
    townships = np.flatnonzero(world["townships"]["district"] == district)
    first_level = scale.budget_units // scale.districts
    chosen = offices.OFFICES[: max(first_level - len(townships), 1)]
    serial = 0

    def unit(name: str, office: Office, **more: object) -> dict[str, object]:
        nonlocal serial
        serial += 1
        return {
            "name": name,
            "code": f"{district + 1:03d}{100 + serial:03d}",
            "district": district,
            "township": NOBODY,
            "village": NOBODY,
            "sector": _SECTORS.index(office.sector),
            "function": office.function,
            "parent": NOBODY,
            "level": 1,
            "peer_class": _peer_class(office.sector),
            "authorised": 0,
            "retired": 0,
            "vehicles": 0,
            "since": -1000 * 3,
            "above": "",
        } | more

    for office in chosen:
        yield unit(f"{seat}{office.name}", office)
    for township in townships:
        is_street = bool(world["townships"]["is_street"][township])
        suffix = offices.STREET if is_street else offices.TOWNSHIP.name
        yield unit(f"{seat}{world['townships']['name'][township]}{suffix}", offices.TOWNSHIP, township=township)
    if len(chosen) > 20:
        yield from _below(world, district, unit)
    for village in np.flatnonzero(np.isin(world["villages"]["township"], townships)):
        above = int(world["villages"]["township"][village])
        in_town = bool(world["townships"]["is_street"][above])
        suffix = offices.COMMUNITY if in_town else offices.VILLAGE
        town = world["townships"]["name"][above]
        yield unit(
            f"{seat}{town}{world['villages']['name'][village]}{suffix}",
            _VILLAGE,
            township=above,
            village=village,
            level=9,
            peer_class="村（社区）",
            above=f"{seat}{town}{offices.STREET if in_town else offices.TOWNSHIP.name}",
        )


def _below(world: World, district: int, unit: Callable[..., dict[str, object]]) -> Iterator[dict[str, object]]:
    """Second-level units of a full county: a school of each township, and the associations."""
    seat = seat_name(world, district)
    for township in np.flatnonzero(world["townships"]["district"] == district)[::3]:
        name = f"{seat}{world['townships']['name'][township]}中心学校"
        yield unit(name, _SCHOOL, level=2, above=f"{seat}教育局", township=township)
    for name in offices.ASSOCIATIONS:
        yield unit(f"{seat}{name}", _ASSOCIATION, level=2, above=f"{seat}市场监督管理局")


_VILLAGE = Office("", "village", UnitSector.VILLAGE, 0.0, "21307", ())
_SCHOOL = Office("中心学校", "school", UnitSector.SCHOOL, 0.5, "20502", ("教务处", "总务处"))
_ASSOCIATION = Office("", "association", UnitSector.INTERMEDIARY, 0.15, "20138", ("会员部",))
_BY_FUNCTION = {o.function: o for o in (*reversed(offices.OFFICES), offices.TOWNSHIP, _VILLAGE, _ASSOCIATION)}


def office_of(name: str, function: str) -> Office:
    """The kind of office that a unit is, by its own name or else by what it does."""
    return next(
        (o for o in offices.OFFICES if o.function == function and name.endswith(o.name)), _BY_FUNCTION[function]
    )


def _peer_class(sector: UnitSector) -> str:
    return {
        UnitSector.ORGAN: "县级机关",
        UnitSector.SCHOOL: "学校",
        UnitSector.HOSPITAL: "医院",
        UnitSector.INSTITUTION: "事业单位",
        UnitSector.ENTERPRISE: "国有企业",
        UnitSector.TOWNSHIP: "乡镇街道",
    }.get(sector, sector.zh)


# --- posts -----------------------------------------------------------------------------------------------------------


def _staff_units(world: World) -> None:
    """Deal out the officials of the scale over the units, and make their posts."""
    units, scale = world["units"], world.scale
    rng = world.streams("government:sizes")
    weight = np.array([office_of(n, f).weight for n, f in zip(units["name"], units["function"], strict=True)])
    in_villages = int((units["level"] == 9).sum()) * 2
    rest = scale.officials - in_villages
    size = np.where(units["level"] == 9, 2, 0)
    working = weight > 0
    least = np.where(working, np.where(units["level"] == 2, 4, 7), 0)
    spare = rest - int(least.sum())
    if spare < 0:
        raise ValueError(f"{scale.name}: {scale.officials} officials are too few for {len(units)} units")
    drawn = weight * rng.lognormal(0, 0.35, size=len(units))
    share = spare * drawn / drawn.sum()
    extra = np.floor(share).astype(int)
    extra[np.argsort(extra - share, kind="stable")[: spare - int(extra.sum())]] += 1
    size = size + least + extra
    units["authorised"] = np.ceil(size * rng.uniform(1.0, 1.12, size=len(units)))
    units["retired"] = np.round(size * rng.uniform(0.15, 0.45, size=len(units)))
    fleet = np.where(
        units["function"] == "police", 0.25, np.where(units["sector"] == _SECTORS.index(UnitSector.VILLAGE), 0, 0.06)
    )
    # Units of a dozen and fewer share the cars of the government's pool.
    units["vehicles"] = np.where(size < 12, 0, np.maximum(np.round(size * fleet), units["level"] == 1))
    columns: dict[str, list[object]] = {c.name: [] for c in world["posts"].columns}
    for unit in range(len(units)):
        first = len(columns["unit"])
        for post in _posts_of(units.row(unit), int(size[unit])):
            post["unit"] = unit
            post["superior"] = NOBODY if post["superior"] == NOBODY else first + int(str(post["superior"]))
            for name, values in columns.items():
                values.append(post[name])
    world["posts"].append(**columns)


def _posts_of(unit: dict[str, object], size: int) -> list[dict[str, object]]:
    """The posts of one unit, the head first; `superior` counts within the unit."""
    posts: list[dict[str, object]] = []

    def add(
        kind: str,
        department: str,
        name: str,
        title: str,
        rank: str,
        superior: int,
        duty: SensitiveDuty = SensitiveDuty.NONE,
        *,
        is_key: bool = False,
        portfolio: str = "",
    ) -> int:
        posts.append(
            {
                "kind": kind,
                "department": department,
                "name": name,
                "title": title,
                "rank": rank,
                "superior": superior,
                "is_key": is_key,
                "is_leader": kind in ("head", "deputy"),
                "duty": _DUTIES.index(duty),
                "portfolio": portfolio,
            }
        )
        return len(posts) - 1

    if unit["function"] == "village":
        head = add("village", "村（居）两委", "党组织书记", "党组织书记、主任", "村干部", NOBODY, is_key=True)
        add("village", "村（居）两委", "会计", "会计", "村干部", head, is_key=True)
        return posts[:size]
    office = office_of(str(unit["name"]), str(unit["function"]))
    chief, vice, rank = _titles(office)
    leaders = (
        "院领导"
        if office.sector is UnitSector.HOSPITAL
        else "校领导"
        if office.sector is UnitSector.SCHOOL
        else LEADERS
    )
    finance = "财政所" if office.function == "township" else FINANCE
    head = add(
        "head", leaders, "主要领导", f"党组书记、{chief}", f"正{rank}", NOBODY, is_key=True, portfolio="主持全面工作"
    )
    deputies = [
        add(
            "deputy",
            leaders,
            f"分管{finance.removeprefix('计划')}",
            vice,
            f"副{rank}",
            head,
            is_key=True,
            portfolio="财务、办公室",
        )
    ]
    if size >= 9:
        deputies.append(
            add(
                "deputy",
                leaders,
                "分管业务",
                vice,
                f"副{rank}",
                head,
                is_key=True,
                portfolio="、".join(office.sections[:2]) + "、采购",
            )
        )
    if size >= 14:
        deputies.append(
            add(
                "deputy",
                leaders,
                "纪检组长",
                "纪检组组长",
                f"副{rank}",
                head,
                SensitiveDuty.DISCIPLINE,
                portfolio="纪检监察",
            )
        )
    for number in range(max(0, size // 24 - 1)):
        deputies.append(
            add(
                "deputy",
                leaders,
                "分管业务",
                vice,
                f"副{rank}",
                head,
                is_key=True,
                portfolio=office.sections[(2 + number) % len(office.sections)],
            )
        )
    money = deputies[0]
    section = add(
        "section", finance, "财务负责人", f"{finance}负责人", "股级", money, SensitiveDuty.FINANCE, is_key=True
    )
    add("cashier", finance, "出纳岗", "科员", "科员", section, SensitiveDuty.FINANCE, is_key=True)
    if size >= 6:
        add("archive", "办公室", "文书档案岗", "科员", "科员", money)
    if size >= 10:
        add("accountant", finance, "会计岗", "科员", "科员", section, SensitiveDuty.FINANCE, is_key=True)
    if size >= 12:
        add("personnel", "办公室", "人事岗", "科员", "科员", money, SensitiveDuty.PERSONNEL, is_key=True)
    if size >= 20:
        add("driver", "办公室", "驾驶岗", "工勤人员", "工勤", money)
        add("legal", "政策法规科", "法制审核岗", "科员", "科员", money)
    left = size - len(posts)
    heads: list[tuple[int, str]] = []
    for number, name in enumerate(office.sections):
        if left <= len(heads) or left <= 0:
            break
        above = deputies[(1 + number) % len(deputies)] if len(deputies) > 1 else deputies[0]
        if posts[above]["name"] == "纪检组长":
            above = deputies[1]
        heads.append((add("section", name, f"{name}负责人", f"{name}负责人", "股级", above, is_key=True), name))
        left -= 1
    for number in range(left):
        above, name = heads[number % len(heads)] if heads else (section, finance)
        turn = number // max(len(heads), 1)
        kind = "window" if turn == 0 else "staff"
        label = "受理岗" if kind == "window" else "经办岗"
        is_key = turn < 2
        add(
            kind,
            name,
            f"{label}{'' if turn < 2 else turn}",
            "科员" if turn % 3 else "四级主任科员",
            "科员",
            above,
            is_key=is_key,
        )
    return posts


def _titles(office: Office) -> tuple[str, str, str]:
    """Titles of head and deputy, and the rank that is 正 or 副."""
    if office.sector is UnitSector.HOSPITAL:
        return "院长", "副院长", "科级"
    if office.sector is UnitSector.SCHOOL:
        return "校长", "副校长", "科级"
    if office.sector is UnitSector.ENTERPRISE:
        return "董事长", "副总经理", "科级"
    if office.function == "township":
        return "乡镇长（主任）", "副职领导", "科级"
    if office.sector is UnitSector.ORGAN and office.name.endswith("局"):
        return "局长", "副局长", "科级"
    return "主任", "副主任", "科级"


# --- holders ---------------------------------------------------------------------------------------------------------


def fill_posts(world: World) -> None:
    """Who holds which post: the schooled of working age who live in the district, leaders among the older ones."""
    rng = world.streams("government:holders")
    persons, posts, units = world["persons"], world["posts"], world["units"]
    age = (world.today - persons["born"]) / _YEAR
    district = world["townships"]["district"][world["villages"]["township"][persons["village"]]]
    able = (persons["died"] == NEVER) & (age > 24.6) & (age < 59.4)
    taken = np.zeros(len(persons), bool)
    holder = np.full(len(posts), NOBODY, np.int64)
    # Cadres of villages live in them.
    of_village = units["village"][posts["unit"]]
    wish = persons["education"] + rng.random(len(persons)) * 2.5 + np.where(age > 30, 0.5, 0)
    local = np.flatnonzero(able)
    local = local[np.lexsort((-wish[local], persons["village"][local]))]
    first = np.searchsorted(persons["village"][local], np.arange(len(world["villages"]) + 1))
    cadres = np.flatnonzero(of_village != NOBODY)
    turn = np.arange(len(cadres)) - np.searchsorted(of_village[cadres], of_village[cadres])
    holder[cadres] = local[first[of_village[cadres]] + turn]
    taken[holder[cadres]] = True
    for where in range(len(world["districts"])):
        here = np.flatnonzero((units["district"][posts["unit"]] == where) & (of_village == NOBODY))
        pool = np.flatnonzero(able & ~taken & (district == where))
        wanted = pool[
            np.argsort(-(persons["education"][pool] + rng.random(len(pool)) * 1.8), kind="stable")[: len(here)]
        ]
        if len(wanted) < len(here):
            raise ValueError("a district has fewer people of working age than posts")
        rank = np.where(
            posts["kind"][here] == "head",
            3,
            np.where(posts["is_leader"][here], 2, np.where(posts["kind"][here] == "section", 1, 0)),
        )
        by_rank = here[np.lexsort((rng.random(len(here)), rank))]
        seniority = age[wanted] + rng.normal(0, 6, size=len(wanted))
        holder[by_rank] = wanted[np.argsort(seniority, kind="stable")]
        taken[wanted] = True
    _keep_kin_apart(world, holder)
    _careers(world, holder)
    _leave(world)


def _keep_kin_apart(world: World, holder: Array) -> None:
    """Exchange holders across units until no two near kin stand in a line that 公务员法 art. 74 forbids.

    Each exchange is the best of some that lots name; it is made where fewer clash after it, or as few.
    """
    posts, units = world["posts"], world["units"]
    rng = world.streams("government:apart")
    kin = kin_pairs(world, np.unique(holder))
    place = np.full(len(world["persons"]), NOBODY, np.int64)
    place[holder] = np.arange(len(holder))
    both = place[kin.relative] != NOBODY
    near = np.unique(
        np.stack(
            [
                np.concatenate([kin.root[both], kin.relative[both]]),
                np.concatenate([kin.relative[both], kin.root[both]]),
            ],
            axis=1,
        ),
        axis=0,
    ).T
    first = np.searchsorted(near[0], np.arange(len(place) + 1))

    def clashes(post: int) -> int:
        person = holder[post]
        others = place[near[1][first[person] : first[person + 1]]]
        return int(_forbidden(world, np.full(len(others), post), others).sum())

    in_offices = np.flatnonzero(units["level"][posts["unit"]] != 9)
    district = units["district"][posts["unit"]]
    for _round in range(40):
        one, other = place[near[0]], place[near[1]]
        moves = np.unique(np.maximum(one, other)[_forbidden(world, one, other)])
        if not len(moves):
            return
        for post in moves.tolist():
            alike = in_offices[
                (district[in_offices] == district[post]) & (posts["unit"][in_offices] != posts["unit"][post])
            ]
            best = post
            for change in rng.choice(alike, size=min(12, len(alike)), replace=False).tolist() if len(alike) else ():
                before = clashes(post) + clashes(change)
                _exchange(holder, place, post, change)
                gained = before - clashes(post) - clashes(change)
                _exchange(holder, place, post, change)
                if gained >= 0 and (gained > 0 or best == post):
                    best = change
                if gained > 0:
                    break
            if best != post:
                _exchange(holder, place, post, best)


def _exchange(holder: Array, place: Array, one: int, other: int) -> None:
    holder[one], holder[other] = holder[other], holder[one]
    place[holder[one]], place[holder[other]] = one, other


def _forbidden(world: World, one: Array, other: Array) -> Array:
    """Whether near kin may not hold these pairs of posts: a direct line, one immediate superior, a sensitive duty."""
    posts, units = world["posts"], world["units"]
    same = (posts["unit"][one] == posts["unit"][other]) & (units["level"][posts["unit"][one]] != 9)
    line = (posts["superior"][one] == other) | (posts["superior"][other] == one)
    line |= posts["superior"][one] == posts["superior"][other]
    none = _DUTIES.index(SensitiveDuty.NONE)
    line |= posts["is_leader"][one] & (posts["duty"][other] != none)
    line |= posts["is_leader"][other] & (posts["duty"][one] != none)
    barred: Array = same & line
    return barred


def _careers(world: World, holder: Array) -> None:
    """Since when each post is held, and who held it before: exchanges, rotations, and those who have retired."""
    rng = world.streams("government:careers")
    persons, posts = world["persons"], world["posts"]
    units = world["units"]
    size = len(posts)
    length = np.where(
        posts["is_key"], rng.uniform(WINDOW, 4.75 * _YEAR, size=size), WINDOW + rng.exponential(6 * _YEAR, size=size)
    )
    grown = persons["born"][holder] + 22.5 * _YEAR
    since = np.maximum(world.today - length, grown).astype(np.int64)
    # Exchanges: three holders of like posts changed places on one day.
    kind = posts["kind"].astype(str)
    district = units["district"][posts["unit"]]
    ranked = np.lexsort((rng.random(size), kind, district))
    triples = ranked[: size // 3 * 3].reshape(-1, 3)
    alike = (kind[triples] == kind[triples[:, :1]]).all(1) & (district[triples] == district[triples[:, :1]]).all(1)
    alike &= ~np.isin(kind[triples[:, 0]], ("village", "head")) & (rng.random(len(triples)) < 0.35)
    triples = triples[alike]
    day = world.today - rng.integers(40, int(4.5 * _YEAR), size=len(triples))
    day = np.maximum(day, grown[triples].max(axis=1).astype(np.int64) + 400)
    triples, day = triples[day < world.today - 40], day[day < world.today - 40]
    since[triples] = day[:, None]
    before = np.roll(triples, 1, axis=1)  # the holder of the first post came from the third
    entered = np.minimum(day[:, None] - rng.uniform(1.2, 4.6, size=triples.shape) * _YEAR, world.today - WINDOW)
    came = np.array(["交流"] * size, object)
    came[rng.random(size) < 0.4] = "任命"
    came[posts["kind"] == "head"] = "提拔"
    _rotated(world, rng, triples, day, came)
    world["tenures"].append(post=np.arange(size), person=holder, since=since, until=NEVER, how=came)
    old = before.ravel()
    people = holder[triples.ravel()]
    begin = np.maximum(entered.ravel(), persons["born"][people] + 22 * _YEAR).astype(np.int64)
    end = np.repeat(day, 3) - 1
    fit = begin < end
    world["tenures"].append(post=old[fit], person=people[fit], since=begin[fit], until=end[fit], how="任命")
    _retired(world, rng, np.setdiff1d(np.arange(size), old), since)


def _rotated(world: World, rng: np.random.Generator, triples: Array, day: Array, came: Array) -> None:
    """Rotations of the last year to keep kin apart (轮岗回避), as many as the scale says."""
    if not len(triples):
        return
    near = np.argsort(np.abs(day - (world.today - 180)), kind="stable")
    wanted = triples[near].ravel()[: world.scale.rotations]
    came[wanted] = "轮岗回避"


def _retired(world: World, rng: np.random.Generator, open_posts: Array, since: Array) -> None:
    """Predecessors who retired on the day before: persons who turned sixty then."""
    persons, posts = world["persons"], world["posts"]
    sixty = persons["born"].astype(np.int64) + int(60 * _YEAR)
    # Rather fewer than one post in two fell free by retirement; the others were new or filled from elsewhere.
    wanted = open_posts[rng.random(len(open_posts)) < 0.45]
    wanted = wanted[np.argsort(since[wanted], kind="stable")]
    pool = np.flatnonzero((sixty < world.today) & (persons["education"] >= 2) & (persons["died"] > sixty + 30))
    pool = pool[np.argsort(sixty[pool], kind="stable")]
    start = np.searchsorted(sixty[pool], since[wanted] - 400)
    place = np.maximum.accumulate(start - np.arange(len(wanted))) + np.arange(len(wanted))
    inside = place < len(pool)
    wanted, person = wanted[inside], pool[place[inside]]
    left = since[wanted] - 1
    fit = np.abs(left - sixty[person]) < 500
    wanted, person, left = wanted[fit], person[fit], left[fit]
    begin = np.minimum(left - (rng.uniform(1, 4.8, size=len(left)) * _YEAR).astype(np.int64), world.today - WINDOW)
    world["tenures"].append(post=wanted, person=person, since=begin, until=left, how="任命")
    world["exits"].append(
        person=person, post=wanted, on=left, how="退休", firm=NOBODY, new_post="", related="", reviewed="已复核"
    )
    # A few resigned in mid-career.
    young = np.flatnonzero(
        (persons["education"] >= 3)
        & (persons["died"] == NEVER)
        & (world.today - persons["born"] > 33 * _YEAR)
        & (world.today - persons["born"] < 52 * _YEAR)
    )
    young = np.setdiff1d(young, world["tenures"]["person"])
    count = min(len(young), max(2, len(posts) // 150), len(open_posts))
    gone = rng.choice(young, size=count, replace=False)
    post = rng.choice(np.setdiff1d(open_posts, wanted), size=count, replace=False)
    on = since[post] - 1
    begin = np.minimum(on - rng.integers(400, 1600, size=count), world.today - WINDOW - 9)
    begin = np.maximum(begin, persons["born"][gone] + int(22 * _YEAR))
    fit = begin < on - 200
    gone, post, on, begin = gone[fit], post[fit], on[fit], begin[fit]
    world["tenures"].append(post=post, person=gone, since=begin, until=on, how="任命")
    world["exits"].append(
        person=gone, post=post, on=on, how="辞职", firm=NOBODY, new_post="", related="不相关", reviewed="已复核"
    )


def _leave(world: World) -> None:
    """Leave and secondment with a deputy of the same unit (about one official in fourteen in a year)."""
    rng = world.streams("government:leave")
    tenures, posts = world["tenures"], world["posts"]
    now = np.flatnonzero((tenures["until"] == NEVER) & (world["units"]["level"][posts["unit"][tenures["post"]]] != 9))
    now = now[np.argsort(posts["unit"][tenures["post"][now]], kind="stable")]
    unit = posts["unit"][tenures["post"][now]]
    away = np.flatnonzero((rng.random(len(now)) < 0.07) & ~posts["is_leader"][tenures["post"][now]])
    beside = np.where(
        (away + 1 < len(now)) & (unit[np.minimum(away + 1, len(now) - 1)] == unit[away]), away + 1, away - 1
    )
    fit = (beside >= 0) & (unit[beside] == unit[away])
    away, beside = now[away[fit]], now[beside[fit]]
    since = world.today - rng.integers(5, 360, size=len(away))
    since = np.maximum(since, tenures["since"][away] + 1)
    reason = np.array(["年休假", "病假", "产假", "借调", "学习培训"], object)[rng.integers(0, 5, size=len(away))]
    until = np.minimum(
        since + np.where(reason == "借调", 90, np.where(reason == "产假", 158, rng.integers(4, 15, size=len(away)))),
        world.today,
    )
    world["delegations"].append(
        post=tenures["post"][away],
        person=tenures["person"][away],
        deputy=tenures["person"][beside],
        reason=reason,
        since=since,
        until=until,
    )
