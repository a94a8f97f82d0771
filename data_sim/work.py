"""Government at work: power lists, procedures with their steps and risks, and the matters that flow through them.

Flows in: units, posts and their holders, people and firms. Flows out: `powers`, `steps`, `risk_points`, `regulated`,
`matters`, `acts` and `recusals`. Every step is taken in office hours of a working day, after the step before it, by who
held the post on that day or by the deputy while that person was on leave. Officials whose kin stand behind an applicant
step aside: those are the recusals of the register, a few of them applied for late or written on paper only.

Distributions. Matters fall on powers by a log-normal weight, so that few posts decide most; a matter takes a
beta-distributed part of the promised time; about one in twelve is suspended for papers that were missing, one in fifty
is extended.
"""

from __future__ import annotations

import numpy as np

from data_sim import workdays
from data_sim.frames import NEVER, NOBODY, UNKNOWN, Array
from data_sim.government import WINDOW, office_of
from data_sim.kin import K74, KinIndex, kin_pairs
from data_sim.offices import OWN_POWERS, STEPS, Power
from data_sim.world import World
from models.vocabulary import FirmRole, OwnerLevel, PowerDomain, RecusalOutcome, RiskLevel, StepAct

_DOMAINS, _ACTS, _LEVELS = list(PowerDomain), list(StepAct), list(RiskLevel)
_OWNERS, _OUTCOMES, _ROLES = list(OwnerLevel), list(RecusalOutcome), list(FirmRole)
_HIGH, _MEDIUM, _LOW = range(3)
_HEAVY = frozenset({PowerDomain.MONEY, PowerDomain.PERSONNEL, PowerDomain.PROCUREMENT})
# The part of all decisions that are acts of substance in matters; lots and payments are the rest.
ACTS_SHARE = 0.6
_COLLATERAL = [K74.index(path) for path in ("b", "sb", "bc", "pbc", "pb")]
_RISKS = {
    StepAct.REGISTER: ("登记不及时", "专人登记、定期核对"),
    StepAct.ACCEPT: ("无故不予受理或违规受理", "一次性告知、窗口轮岗"),
    StepAct.EXAMINE: ("降低标准审查", "双人核验、留存影像"),
    StepAct.REVIEW: ("违规评审", "集体审议、回避承诺"),
    StepAct.DECIDE: ("违规决定、自由裁量权滥用", "集体决策、裁量基准"),
    StepAct.AWARD: ("倾向性评定", "随机抽取专家、全程录音"),
    StepAct.NOTIFY: ("公示不规范", "公示期专人核查"),
    StepAct.PAY: ("违规拨付", "会计出纳分设、复核签章"),
    StepAct.VERIFY: ("验收走过场", "第三方验收"),
    StepAct.DELIVER: ("送达不及时", "送达回证"),
    StepAct.FILE: ("归档不全", "年度清查"),
}
# Roles that make their bearer stand behind a firm (domain: C01).
PRINCIPALS = frozenset(
    {
        FirmRole.LEGAL_REPRESENTATIVE,
        FirmRole.OPERATOR,
        FirmRole.PARTNER,
        FirmRole.DIRECTOR,
        FirmRole.SUPERVISOR,
        FirmRole.MANAGER,
        FirmRole.SHAREHOLDER,
    }
)


def list_powers(world: World) -> None:
    """Powers of every unit, their steps by post, the risk points of posts, and the trades that units regulate."""
    units, posts = world["units"], world["posts"]
    first = np.searchsorted(posts["unit"], np.arange(len(units) + 1))
    powers: dict[str, list[object]] = {c.name: [] for c in world["powers"].columns}
    steps: dict[str, list[object]] = {c.name: [] for c in world["steps"].columns}
    regulated: list[tuple[int, int]] = []
    groups = world["trades"]["group"]
    for unit in np.flatnonzero(units["level"] < 9):
        office = office_of(str(units["name"][unit]), str(units["function"][unit]))
        held = range(first[unit], first[unit + 1])
        for number, power in enumerate((*office.powers, *OWN_POWERS)):
            own = number >= len(office.powers)
            section = "计划财务科" if own else office.sections[number % len(office.sections)]
            _list_power(world, powers, steps, int(unit), number + 1, power, section, held)
        regulated += [(int(unit), int(t)) for t in np.flatnonzero(np.isin(groups, office.trades))]
    world["powers"].append(**powers)
    world["steps"].append(**steps)
    _mark_key_posts(world)
    if regulated:
        world["regulated"].append(
            unit=[u for u, _ in regulated], trade=[t for _, t in regulated], basis="三定规定", since=17_957
        )
    _risk_points(world)


def _list_power(
    world: World,
    powers: dict[str, list[object]],
    steps: dict[str, list[object]],
    unit: int,
    number: int,
    power: Power,
    section: str,
    held: range,
) -> None:
    row = len(powers["unit"])
    values = {
        "unit": unit,
        "code": f"{world['units']['code'][unit]}-{number:02d}",
        "type": power.type,
        "name": power.name,
        "domain": _DOMAINS.index(power.domain),
        "department": section,
        "legal_days": power.days[0],
        "promised_days": power.days[1],
        "basis": power.basis,
        "programme": NOBODY,
    }
    for name, value in values.items():
        powers[name].append(value)
    used: set[int] = set()
    for no, (name, act, who, share, is_optional) in enumerate(STEPS[power.type], start=1):
        post = _post_for(world, held, who, section, used if act.of_substance else set())
        if act.of_substance:
            used.add(post)
        risk, measures = _RISKS[act]
        if power.domain in _HEAVY:
            grade = _HIGH if act.of_substance and act is not StepAct.ACCEPT else _MEDIUM
        else:
            grade = _MEDIUM if act.of_substance else _LOW
        step = {
            "power": row,
            "no": no,
            "name": name,
            "act": _ACTS.index(act),
            "post": post,
            "limit_days": max(1, round(power.days[1] * share)) if share else NOBODY,
            "grade": grade,
            "risk": risk,
            "measures": measures,
            "is_optional": is_optional,
        }
        for key, value in step.items():
            steps[key].append(value)


def _post_for(world: World, held: range, who: str, section: str, used: set[int]) -> int:
    """The post that takes a step: of this kind, of this section, and no post that has taken one of substance before."""
    posts = world["posts"]
    kinds, departments = posts["kind"], posts["department"]

    def badness(post: int) -> tuple[bool, bool, bool, int]:
        is_fit = kinds[post] == who and not (who == "deputy" and posts["name"][post] == "纪检组长")
        return post in used, not is_fit, departments[post] != section, _LAST_RESORT.get(str(kinds[post]), 0)

    return min(held, key=badness)


# When no post of the wanted kind is free: clerks before sections, leaders last.
_LAST_RESORT = {
    "head": 9,
    "deputy": 7,
    "driver": 8,
    "cashier": 5,
    "accountant": 4,
    "section": 3,
    "archive": 2,
    "personnel": 4,
}


def _mark_key_posts(world: World) -> None:
    """A post with a step graded high, or of a power over money, personnel or purchases, is a key post."""
    powers, steps = world["powers"], world["steps"]
    heavy = np.isin(powers["domain"], [_DOMAINS.index(domain) for domain in _HEAVY])
    world["posts"]["is_key"][steps["post"][heavy[steps["power"]] | (steps["grade"] == _HIGH)]] = True


def _risk_points(world: World) -> None:
    """One risk point for each key post, graded by its heaviest step, reviewed within the year."""
    rng, posts, steps = world.streams("work:risks"), world["posts"], world["steps"]
    units = world["units"]
    key = np.flatnonzero(posts["is_key"] & (units["level"][posts["unit"]] < 9))
    grade = np.full(len(posts), _MEDIUM, np.int8)
    heaviest = np.full(len(posts), _LOW, np.int8)
    np.minimum.at(heaviest, steps["post"], steps["grade"])
    has_step = np.isin(np.arange(len(posts)), steps["post"])
    grade = np.where(has_step, np.minimum(heaviest, _MEDIUM), grade)
    money = np.isin(posts["kind"], ("head", "cashier", "accountant", "personnel", "deputy"))
    grade = np.where(money, _HIGH, grade)[key]
    kinds = np.array(["岗位职责", "业务流程", "制度机制", "思想道德", "外部环境"], object)
    kind = kinds[rng.choice(5, p=[0.35, 0.4, 0.1, 0.1, 0.05], size=len(key))]
    owner = np.where(
        grade == _HIGH,
        _OWNERS.index(OwnerLevel.HEAD),
        np.where(grade == _MEDIUM, _OWNERS.index(OwnerLevel.DEPUTY), _OWNERS.index(OwnerLevel.SECTION)),
    )
    names = {
        "cashier": "资金支付不规范",
        "accountant": "核算不实",
        "personnel": "违规进人用人",
        "head": "违反民主集中制决策",
        "deputy": "违规干预插手",
        "section": "审核把关不严",
        "window": "优亲厚友、吃拿卡要",
    }
    name = np.array([names.get(k, "履职不到位") for k in posts["kind"][key]], object)
    world["risk_points"].append(
        post=key,
        kind=kind,
        domain=np.where(posts["kind"][key] == "cashier", "财务管理", "权力运行"),
        name=name,
        about=[f"在{p}履职中{n}" for p, n in zip(posts["name"][key], name, strict=True)],
        grade=grade,
        measures=np.where(grade == _HIGH, "集体研究、双人复核、定期轮岗", "定期自查、公开办理结果"),
        owner=owner,
        reviewed=world.today - rng.integers(10, 340, size=len(key)),
    )


# --- matters ---------------------------------------------------------------------------------------------------------


def handle_matters(world: World) -> None:
    """Matters and the acts in them, until the acts of substance are as many as the scale asks."""
    rng, powers, steps = world.streams("work:matters"), world["powers"], world["steps"]
    order = np.argsort(steps["power"], kind="stable")
    first = np.searchsorted(steps["power"][order], np.arange(len(powers) + 1))
    required = ~steps["is_optional"]
    substance = np.array([a.of_substance for a in _ACTS])[steps["act"]] & required
    per_power = np.bincount(steps["power"][substance], minlength=len(powers))
    own = np.isin(powers["name"], [p.name for p in OWN_POWERS])
    weight = rng.lognormal(0, 1.0, size=len(powers)) * np.where(own, 0.15, 1.0)
    mean = float((weight * per_power).sum() / weight.sum())
    wanted = round(world.scale.decisions * ACTS_SHARE / mean)
    power = np.sort(rng.choice(len(powers), size=wanted, p=weight / weight.sum()))
    accepted = workdays.on_or_after(world.today - WINDOW + 20 + (rng.random(wanted) * (WINDOW - 22)).astype(np.int64))
    person, firm = _applicants(world, rng, power)
    amount = np.round(np.exp(rng.normal(10.2, 1.3, size=wanted)), 2)
    is_fine = powers["type"][power] == "行政处罚"
    is_money = powers["domain"][power] == _DOMAINS.index(PowerDomain.MONEY)
    fen = (amount * 100).astype(np.int64)
    decided = np.where(is_fine, np.maximum(fen // 20 // 100_00 * 100_00, 200_00), np.where(is_money, fen, UNKNOWN))
    granted = rng.random(wanted) < 0.96
    outcome = np.where(is_fine, "予以处罚", np.where(granted, np.where(is_money, "同意", "准予许可"), "不予许可"))
    suspended = rng.random(wanted) < 0.08
    pause = workdays.later(accepted, rng.integers(1, 3, size=wanted))
    resume = workdays.later(pause, rng.integers(3, 15, size=wanted))
    matters = world["matters"].append(
        number=[
            f"{world['units']['code'][powers['unit'][p]]}-{_year(a)}-#" for p, a in zip(power, accepted, strict=True)
        ],
        power=power,
        person=person,
        firm=firm,
        category=powers["department"][power],
        accepted=accepted,
        suspended_from=np.where(suspended, pause, NEVER),
        suspended_to=np.where(suspended, resume, NEVER),
        extension=np.where(rng.random(wanted) < 0.02, 10, NOBODY),
        closed=NEVER,
        outcome=outcome.astype(object),
        amount=np.where(is_fine | is_money, fen, UNKNOWN),
        decided=decided,
    )
    _acts(world, rng, matters, first, order)
    _step_aside(world)


def _year(day: int) -> int:
    return 1970 + int(day / 365.2425)


def _applicants(world: World, rng: np.random.Generator, power: Array) -> tuple[Array, Array]:
    """Who applies: firms of the trades a unit regulates, other firms, or people of the district."""
    powers, units, firms, persons = world["powers"], world["units"], world["firms"], world["persons"]
    villages, townships = world["villages"], world["townships"]
    unit = powers["unit"][power]
    district = units["district"][unit]
    firm_district = townships["district"][villages["township"][firms["village"]]]
    home = townships["district"][villages["township"][persons["village"]]]
    age = (world.today - persons["born"]) / 365.2425
    grown = (persons["died"] == NEVER) & (age > 21) & (age < 80)
    person = np.full(len(power), NOBODY, np.int64)
    firm = np.full(len(power), NOBODY, np.int64)
    to_person = np.isin(powers["type"][power], ("行政给付",)) | (powers["name"][power] == "农村宅基地审批")
    to_person |= (powers["type"][power] == "行政处罚") & (rng.random(len(power)) < 0.35)
    active = firms["status"] == 0
    for where in range(len(world["districts"])):
        here = np.flatnonzero((district == where) & to_person)
        pool = np.flatnonzero(grown & (home == where))
        person[here] = pool[rng.integers(len(pool), size=len(here))]
        here = np.flatnonzero((district == where) & ~to_person)
        pool = np.flatnonzero(active & (firm_district == where))
        # The larger a firm, the more it applies; never more than half of what the smallest leave.
        pull = np.cumsum(np.minimum(1.0 + firms["staff"][pool], 40.0))
        firm[here] = pool[np.searchsorted(pull, rng.random(len(here)) * pull[-1])]
    late = firm != NOBODY
    firm[late] = np.where(firms["founded"][firm[late]] < world.today - WINDOW, firm[late], _older(world, firm[late]))
    return person, firm


def _older(world: World, firm: Array) -> Array:
    """For each firm one that was registered before the window of work, nearest in the table."""
    firms = world["firms"]
    old = np.flatnonzero((firms["founded"] < world.today - WINDOW) & (firms["status"] == 0))
    return old[np.searchsorted(old, firm) % len(old)]


def _acts(world: World, rng: np.random.Generator, matters: Array, first: Array, order: Array) -> None:
    frame, powers, steps = world["matters"], world["powers"], world["steps"]
    power = frame["power"][matters]
    count = first[power + 1] - first[power]
    matter = np.repeat(np.arange(len(matters)), count)
    within = np.arange(len(matter)) - np.repeat(np.cumsum(count) - count, count)
    step = order[np.repeat(first[power], count) + within]
    taken = ~steps["is_optional"][step] | (rng.random(len(step)) < 0.15)
    matter, step = matter[taken], step[taken]
    days = powers["promised_days"][power] + np.maximum(frame["extension"][matters], 0)
    spent = np.minimum(0.4 + (days - 0.9) * rng.beta(2.2, 2.6, size=len(matters)), days - 0.05)
    part = rng.gamma(1.5, 1.0, size=len(matter)) + 0.05
    total = np.bincount(matter, weights=part, minlength=len(matters))
    running = np.cumsum(part)
    start = (
        running[np.searchsorted(matter, np.arange(len(matters)))]
        - part[np.searchsorted(matter, np.arange(len(matters)))]
    )
    # The first step is taken on the day of acceptance; each later one at least five minutes after the one before.
    nth = np.arange(len(matter)) - np.searchsorted(matter, matter)
    ahead = (running - start[matter] - part) / total[matter] * spent[matter]
    base = workdays.place_of(frame["accepted"][matters]) + rng.uniform(0.02, 0.5, size=len(matters))
    pause = frame["suspended_to"][matters]
    gap = np.where(
        pause != NEVER,
        workdays.place_of(np.minimum(pause, world.today + 200)) - workdays.place_of(frame["accepted"][matters]),
        0,
    )
    place = base[matter] + ahead + nth * (5 / workdays.OFFICE_MINUTES) + np.where(nth > 0, gap[matter], 0)
    at = workdays.minute_of(place)
    seen = at // 1440 <= world.today
    at, matter_seen, step_seen = at[seen], matter[seen], step[seen]
    post = _posts_taking(world, rng, step_seen)
    who, login = _actor(world, post, at // 1440)
    order_by_time = np.lexsort((at, matter_seen))
    world["acts"].append(
        matter=matters[matter_seen[order_by_time]],
        step=step_seen[order_by_time],
        post=post[order_by_time],
        person=who[order_by_time],
        login=login[order_by_time],
        at=at[order_by_time],
    )
    done = np.bincount(matter_seen, minlength=len(matters)) == np.bincount(matter, minlength=len(matters))
    last = np.zeros(len(matters), np.int64)
    np.maximum.at(last, matter_seen, at // 1440)
    frame["closed"][matters] = np.where(done, last, NEVER)
    frame["outcome"][matters[~done]] = ""
    frame["decided"][matters[~done]] = UNKNOWN


def _posts_taking(world: World, rng: np.random.Generator, step: Array) -> Array:
    """The post that takes each step; any clerk of the section investigates a penalty, any deputy decides one."""
    steps, posts, powers = world["steps"], world["posts"], world["powers"]
    fines = np.flatnonzero(
        (powers["type"][steps["power"]] == "行政处罚")
        & np.isin(steps["act"], (_ACTS.index(StepAct.EXAMINE), _ACTS.index(StepAct.DECIDE)))
    )
    first = np.searchsorted(posts["unit"], np.arange(len(world["units"]) + 1))
    of_power = np.argsort(steps["power"], kind="stable")
    begin = np.searchsorted(steps["power"][of_power], np.arange(len(powers) + 1))
    count, choices = np.ones(len(steps), np.int64), [steps["post"]]
    offset, size = np.arange(len(steps)), len(steps)
    for row in fines.tolist():
        power, post = int(steps["power"][row]), int(steps["post"][row])
        unit = int(powers["unit"][power])
        inside = np.arange(first[unit], first[unit + 1])
        taken = set(steps["post"][of_power[begin[power] : begin[power + 1]]].tolist()) - {post}
        if steps["act"][row] == _ACTS.index(StepAct.EXAMINE):
            like = inside[
                (posts["department"][inside] == posts["department"][post]) & (posts["kind"][inside] == "staff")
            ]
        else:
            like = inside[(posts["kind"][inside] == "deputy") & (posts["name"][inside] != "纪检组长")]
        found = sorted({post, *like.tolist()} - taken)
        offset[row], count[row] = size, len(found)
        choices.append(np.array(found))
        size += len(found)
    chosen: Array = np.concatenate(choices)[offset[step] + (rng.random(len(step)) * count[step]).astype(np.int64)]
    return chosen


def _actor(world: World, post: Array, day: Array) -> tuple[Array, Array]:
    """Who acts in a post on a day, under whose account: its holder, or the deputy while the holder is away."""
    who = holders_on(world, post, day)
    away = world["delegations"]
    if not len(away):
        return who, who
    last = np.full(len(world["posts"]), NOBODY, np.int64)
    last[away["post"]] = np.arange(len(away))
    row = last[post]
    on = np.maximum(row, 0)
    absent = (row != NOBODY) & (away["since"][on] <= day) & (day <= away["until"][on])
    who = np.where(absent, away["deputy"][on], who)
    return who, who


def holders_on(world: World, post: Array, day: Array) -> Array:
    """The holder of each post on each day; NOBODY where it was empty."""
    tenures = world["tenures"]
    order = np.lexsort((tenures["since"], tenures["post"]))
    key = tenures["post"][order].astype(np.int64) << 32 | (tenures["since"][order].astype(np.int64) + 10**6)
    at = np.searchsorted(key, post.astype(np.int64) << 32 | (day.astype(np.int64) + 10**6), side="right") - 1
    row = order[np.maximum(at, 0)]
    fits = (at >= 0) & (tenures["post"][row] == post) & (tenures["until"][row] >= day)
    return np.where(fits, tenures["person"][row], NOBODY)


# --- stepping aside --------------------------------------------------------------------------------------------------


def principals(world: World) -> tuple[Array, Array]:
    """Firms and the persons who stand behind them: by role, or with 5 % and more; sorted by firm."""
    roles = world["roles"]
    behind = np.isin(roles["role"], [_ROLES.index(r) for r in PRINCIPALS]) & roles.kept
    behind &= (roles["role"] != _ROLES.index(FirmRole.SHAREHOLDER)) | (roles["share"] >= 500)
    rows = np.flatnonzero(behind)
    rows = rows[np.argsort(roles["firm"][rows], kind="stable")]
    return roles["firm"][rows], roles["person"][rows]


def behind(world: World, person: Array, firm: Array) -> tuple[Array, Array]:
    """For parties (a person or a firm each): the row of the party and every person who stands behind it."""
    of_firm, people = principals(world)
    first = np.searchsorted(of_firm, np.arange(len(world["firms"]) + 1))
    rows = np.flatnonzero(firm != NOBODY)
    count = first[firm[rows] + 1] - first[firm[rows]]
    start = np.repeat(first[firm[rows]] - np.cumsum(count) + count, count)
    own = np.flatnonzero(person != NOBODY)
    return np.concatenate([own, np.repeat(rows, count)]), np.concatenate(
        [person[own], people[start + np.arange(len(start))]]
    )


def _step_aside(world: World) -> None:
    """Where an act of substance would touch the official's own kin, another acts, or another person applies."""
    rng, acts, matters, steps = world.streams("work:recusals"), world["acts"], world["matters"], world["steps"]
    substance = np.array([a.of_substance for a in _ACTS])[steps["act"][acts["step"]]]
    rows = np.flatnonzero(substance & (acts["person"] != NOBODY))
    kin = KinIndex(world, acts["person"][rows])
    touching = _touching(world, kin, rows)
    wanted = world.scale.recusals
    applied = rng.permutation(np.array(sorted(touching), np.int64))
    by_matter: dict[int, int] = {}
    torn: set[int] = set()  # matters that touch the kin of two officials are brought by somebody else
    for row in applied.tolist():
        first = by_matter.setdefault(int(acts["matter"][row]), row)
        if acts["person"][first] != acts["person"][row]:
            torn.add(int(acts["matter"][row]))
    by_matter = {matter: row for matter, row in by_matter.items() if matter not in torn}
    chosen = list(by_matter.values())[:wanted]
    if len(chosen) < wanted:
        chosen += _invited(world, rng, kin, rows, touching, wanted - len(chosen), set(by_matter) | torn)
    kept = _excuse(world, rng, kin, chosen, touching)
    # The rest of those matters was brought by somebody else.
    for _ in range(40):
        left = [row for row in touching if int(acts["matter"][row]) not in kept]
        if not left:
            break
        changed = np.unique(acts["matter"][left])
        for side in ("person", "firm"):
            column = matters[side]
            has = changed[column[changed] != NOBODY]
            column[has] = (
                column[rng.choice(np.flatnonzero(column != NOBODY), size=len(has))] if len(has) else column[has]
            )
        again = rows[np.isin(acts["matter"][rows], changed)]
        touching = _touching(world, kin, again)


def _touching(world: World, kin: KinIndex, rows: Array) -> dict[int, int]:
    """Acts that touch near kin or the actor: the act, and the person who makes the conflict."""
    acts, matters = world["acts"], world["matters"]
    matter = acts["matter"][rows]
    at, people = behind(world, matters["person"][matter], matters["firm"][matter])
    actor = acts["person"][rows[at]]
    path = kin.path(actor, people)
    hit = np.flatnonzero((path != NOBODY) | (actor == people))
    return {int(rows[at[h]]): int(people[h]) for h in hit}


def _invited(
    world: World,
    rng: np.random.Generator,
    kin: KinIndex,
    rows: Array,
    touching: dict[int, int],
    count: int,
    taken: set[int],
) -> list[int]:
    """Further matters brought by kin of those who handle them, as many as the register has recusals."""
    acts, matters = world["acts"], world["matters"]
    persons = world["persons"]
    found: list[int] = []
    for row in rng.permutation(rows).tolist():
        matter = int(acts["matter"][row])
        if matter in taken or matters["person"][matter] == NOBODY:
            continue
        pairs = kin.rows(int(acts["person"][row]))
        near = kin.pairs.relative[pairs]
        near = near[
            np.isin(kin.pairs.path[pairs], _COLLATERAL)
            & (persons["died"][near] == NEVER)
            & (persons["born"][near] < world.today - 22 * 365)
        ]
        if len(near):
            matters["person"][matter] = near[int(rng.integers(len(near)))]
            touching[row] = int(matters["person"][matter])
            found.append(row)
            taken.add(matter)
        if len(found) == count:
            break
    return found


def _excuse(
    world: World, rng: np.random.Generator, kin: KinIndex, chosen: list[int], touching: dict[int, int]
) -> set[int]:
    """Recusals: the official applies, the organ agrees, another of the unit acts; few are late or on paper only.

    Returns the matters with a recusal; where nobody was free to act instead, there is none.
    """
    acts, matters, tenures = world["acts"], world["matters"], world["tenures"]
    now = np.flatnonzero(tenures["until"] == NEVER)
    unit_now = world["posts"]["unit"][tenures["post"][now]]
    excused: set[int] = set()
    rows: dict[str, list[object]] = {c.name: [] for c in world["recusals"].columns}
    is_substance = np.array([a.of_substance for a in _ACTS])[world["steps"]["act"][acts["step"]]]
    barred = _barred_from(world, np.array([int(acts["matter"][row]) for row in chosen], np.int64))
    for number, row in enumerate(sorted(chosen)):
        matter, official = int(acts["matter"][row]), int(acts["person"][row])
        post = int(acts["post"][row])
        other = touching[row]
        relation = next((term for k, _, term in kin.of(official) if k == other), "本人")
        is_late = number % 16 == 7
        in_matter = np.arange(*np.searchsorted(acts["matter"], np.array([matter, matter + 1], np.int32)))
        own = in_matter[acts["person"][in_matter] == official]
        first_act = int(acts["at"][own].min() // 1440)
        applied = (
            first_act + 1 if is_late else min(int(matters["accepted"][matter]), first_act) - int(rng.integers(0, 3))
        )
        applied = int(workdays.on_or_after(np.array([applied]))[0]) if is_late else applied
        if not is_late:
            beside = now[(unit_now == world["posts"]["unit"][post]) & (tenures["since"][now] < first_act)]
            free = np.setdiff1d(tenures["person"][beside], [official, *acts["person"][in_matter].tolist()])
            free = np.setdiff1d(free, np.concatenate([kin.relatives(official), barred[matter]]))
            if not len(free):
                continue
            stand_in = int(free[rng.integers(len(free))])
            mine = own[is_substance[own]]
            acts["person"][mine], acts["login"][mine] = stand_in, stand_in
        excused.add(matter)
        values = {
            "number": "HB-#",
            "person": official,
            "post": post,
            "matter": matter,
            "step": int(acts["step"][row]),
            "other": other,
            "relation": relation,
            "type": "公务回避",
            "raised_by": "本人" if number % 5 else "组织",
            "applied": applied,
            "decided": applied + int(rng.integers(0, 2)),
            "outcome": _OUTCOMES.index(RecusalOutcome.ACCEPTED),
            "execution": "退出",
            "on_paper_only": number % 16 == 11,
        }
        for name, value in values.items():
            rows[name].append(value)
    if rows["person"]:
        world["recusals"].append(**rows)
    _rotation_rows(world)
    return excused


def _barred_from(world: World, chosen: Array) -> dict[int, Array]:
    """For each of these matters those in whose list of near kin somebody behind the party stands."""
    matters = world["matters"]
    at, people = behind(world, matters["person"][chosen], matters["firm"][chosen])
    turned = [path[::-1].translate(_TURNED) for path in K74]
    pairs = kin_pairs(world, people, turned)
    found = {}
    for number, matter in enumerate(chosen.tolist()):
        party = people[at == number]
        found[matter] = np.concatenate([party, pairs.relative[np.isin(pairs.root, party)]])
    return found


# A path seen from its other end.
_TURNED = str.maketrans("pc", "cp")


def _rotation_rows(world: World) -> None:
    """任职回避: the rotations of the year, each with its entry in the register."""
    tenures = world["tenures"]
    moved = np.flatnonzero((tenures["how"] == "轮岗回避") & (tenures["until"] == NEVER))
    if not len(moved):
        return
    day = tenures["since"][moved]
    world["recusals"].append(
        number="HB-#",
        person=tenures["person"][moved],
        post=tenures["post"][moved],
        matter=NOBODY,
        step=NOBODY,
        other=NOBODY,
        relation="",
        type="任职回避",
        raised_by="组织",
        applied=day - 20,
        decided=day - 5,
        outcome=_OUTCOMES.index(RecusalOutcome.ACCEPTED),
        execution="轮岗",
        on_paper_only=False,
    )
