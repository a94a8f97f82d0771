"""Where cases can stand: the officials, acts, matters and ties of the innocent city that schemes choose among.

Flows in: the ground. Flows out: positions in frames. What many schemes ask is made once for a world.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.kin import K74, KinIndex
from data_sim.schemes.scheme import Ground, NoGround, Row
from models.truth import Difficulty
from models.vocabulary import FirmRole, PowerDomain, SensitiveDuty, StepAct

_ROLES = list(FirmRole)
NO_DUTY = list(SensitiveDuty).index(SensitiveDuty.NONE)
# Paths by how far the relative stands from the official.
NEAR = ("s", "p", "c", "b")
MIDDLE = ("sp", "sb", "bs", "bc", "cs", "pb")
FAR = ("pbc", "pbs", "bcs", "pbcs", "sbs", "csp")
AT_THE_HEAD = frozenset(
    _ROLES.index(role)
    for role in (FirmRole.LEGAL_REPRESENTATIVE, FirmRole.OPERATOR, FirmRole.PARTNER, FirmRole.DIRECTOR,
                 FirmRole.SUPERVISOR, FirmRole.MANAGER)
)  # fmt: skip


def paths_for(difficulty: Difficulty) -> tuple[str, ...]:
    """Kin paths that a case of this difficulty runs along."""
    return {Difficulty.EASY: NEAR, Difficulty.MEDIUM: MIDDLE, Difficulty.HARD: FAR}[difficulty]


def substance(ground: Ground) -> Array:
    """Which acts are acts of substance, by position."""
    steps, acts = ground.world["steps"], ground.world["acts"]

    def find() -> Array:
        return np.array([act.of_substance for act in StepAct])[steps["act"][acts["step"]]]

    return ground.once("substance", find)


def acts_of(ground: Ground, matter: int) -> Array:
    """The acts in a matter, in order of time."""
    acts = ground.world["acts"]
    matters = len(ground.world["matters"])
    order, first = ground.once("acts-of", lambda: _grouped(acts["matter"], matters), len(acts))
    rows: Array = order[first[matter] : first[matter + 1]]
    in_time: Array = rows[np.argsort(acts["at"][rows], kind="stable")]
    return in_time


def acts_by(ground: Ground, person: int) -> Array:
    """The acts of a person."""
    acts = ground.world["acts"]
    persons = len(ground.world["persons"])
    order, first = ground.once("acts-by", lambda: _grouped(acts["person"], persons), len(acts))
    return order[first[person] : first[person + 1]]


def declarations_by(ground: Ground, person: int) -> Array:
    """What a person declared."""
    frame = ground.world["declarations"]
    persons = len(ground.world["persons"])
    order, first = ground.once("declared-by", lambda: _grouped(frame["official"], persons), len(frame))
    return order[first[person] : first[person + 1]]


def declared_party(ground: Ground, official: int, matter: int) -> tuple[Row, ...]:
    """Where an official declared the person who applies in a matter, or a tie to the firm that does; else nothing."""
    world = ground.world
    declarations, matters = world["declarations"], world["matters"]
    person, firm = int(matters["person"][matter]), int(matters["firm"][matter])
    mine = declarations_by(ground, official)
    mine = mine[declarations.kept[mine]]
    held = declarations["role"][mine]
    firms = np.where(held == NOBODY, NOBODY, world["roles"]["firm"][np.maximum(held, 0)])
    told = declarations["relative"][mine] == person if firm == NOBODY else firms == firm
    return tuple(Row("declared_tie", int(row)) for row in mine[told][:1])


def roles_of_firm(ground: Ground, firm: int) -> Array:
    """The roles in a firm that last."""
    roles = ground.world["roles"]
    firms = len(ground.world["firms"])
    order, first = ground.once("roles-of", lambda: _grouped(roles["firm"], firms), len(roles))
    rows = order[first[firm] : first[firm + 1]]
    lasting: Array = rows[(roles["until"][rows] == NEVER) & roles.kept[rows]]
    return lasting


def officials(ground: Ground) -> Array:
    """Serving officials of budget units: positions of their present tenures."""
    world = ground.world

    def find() -> Array:
        tenures, posts, units = world["tenures"], world["posts"], world["units"]
        level = units["level"][posts["unit"][tenures["post"]]]
        return np.flatnonzero((tenures["until"] == NEVER) & tenures.kept & (level < 9))

    return ground.once("officials", find)


def tenure_of(ground: Ground, person: int) -> int:
    """The present tenure of a serving official."""
    world = ground.world

    def find() -> Array:
        found = np.full(len(world["persons"]), NOBODY, np.int64)
        found[world["tenures"]["person"][officials(ground)]] = officials(ground)
        return found

    row = int(ground.once("tenure-of", find)[person])
    if row == NOBODY:
        raise NoGround("tenures")
    return row


def kin(ground: Ground) -> KinIndex:
    """Near kin of all serving officials and village cadres."""
    tenures = ground.world["tenures"]
    return ground.once("kin", lambda: KinIndex(ground.world, tenures["person"][tenures["until"] == NEVER]))


def declared_paths(ground: Ground) -> Array:
    """For each declaration the path to the relative, a position in `kin.K74`."""
    frame = ground.world["declarations"]
    return ground.once("declared-paths", lambda: kin(ground).path(frame["official"], frame["relative"]), len(frame))


def people_behind(ground: Ground, firm: int) -> set[int]:
    """Everyone with a role other than employee in a firm."""
    roles = ground.world["roles"]
    rows = roles_of_firm(ground, firm)
    return set(roles["person"][rows[roles["role"][rows] != _ROLES.index(FirmRole.EMPLOYEE)]].tolist())


class Touch(NamedTuple):
    """An official who acted in a matter that is made to touch a relative: all rows that show it."""

    official: int
    matter: int
    acts: tuple[int, ...]  # those of substance by the official
    relative: int
    declaration: int
    firm: int  # NOBODY where the relative is the applicant
    before: int  # person or firm that applied before


def touch(
    ground: Ground,
    dice: np.random.Generator,
    paths: tuple[str, ...],
    *,
    by_firm: bool,
    roles: frozenset[int] | None = None,
    only_tie: bool = False,
    among: Array | None = None,
) -> Touch:
    """Make the applicant of a matter a relative (or the firm of one) of an official who acted in it.

    Nobody else who acted in it is near the new party, and no recusal stands in it; with `only_tie` no other relative of
    the official stands behind the firm either; `among` says which persons may be the official. Raises NoGround.
    """
    world = ground.world
    declarations, matters, acts = world["declarations"], world["matters"], world["acts"]
    wanted = [K74.index(path) for path in paths]
    fit = np.isin(declared_paths(ground), wanted) & declarations.kept
    if among is not None:
        fit &= among[declarations["official"]]
    if by_firm:
        held = declarations["role"]
        fit &= held != NOBODY
        role = world["roles"]["role"][np.maximum(held, 0)]
        fit &= np.isin(role, list(AT_THE_HEAD if roles is None else roles))
        fit &= world["firms"]["status"][world["roles"]["firm"][np.maximum(held, 0)]] == 0
    excused = set(world["recusals"]["matter"].tolist())
    rows = np.flatnonzero(fit)
    for row in dice.permutation(rows)[:4_000].tolist():
        if not ground.is_free("declarations", row):
            continue
        official, relative = int(declarations["official"][row]), int(declarations["relative"][row])
        mine = acts_by(ground, official)
        mine = mine[substance(ground)[mine]]
        kind = "firm" if by_firm else "person"
        found = [m for m in dict.fromkeys(acts["matter"][mine].tolist())
                 if matters[kind][m] != NOBODY and m not in excused and ground.is_free("matters", m)]  # fmt: skip
        firm = int(world["roles"]["firm"][declarations["role"][row]]) if by_firm else NOBODY
        if by_firm:  # a role begun after the acts is no interest in them
            begun = int(world["roles"]["since"][declarations["role"][row]])
            found = [m for m in found if begun <= first_day(ground, m)]
        party = people_behind(ground, firm) if by_firm else {relative}
        if only_tie and is_near(ground, official, party - {relative}):
            continue
        for matter in dice.permutation(np.array(found, np.int64)).tolist():
            actors = set(acts["person"][acts_of(ground, matter)].tolist())
            near = {a for a in actors - {official} if is_near(ground, a, party)}
            if near or (by_firm and official in party):
                continue
            before = int(matters[kind][matter])
            matters[kind][matter] = firm if by_firm else relative
            ground.take("matters", matter)
            ground.take("declarations", row)
            own = tuple(int(a) for a in mine if acts["matter"][a] == matter)
            ground.take("acts", *own)
            return Touch(official, int(matter), own, relative, int(row), firm, before)
    raise NoGround("matters")


def is_near(ground: Ground, official: int, party: set[int]) -> bool:
    """Whether an official, or someone near of kin, is among these people."""
    people = np.array(sorted(party), np.int64)
    return official in party or bool((kin(ground).path(np.full(len(people), official), people) != NOBODY).any())


def first_day(ground: Ground, matter: int) -> int:
    """The day of the first act in a matter."""
    return int(ground.world["acts"]["at"][acts_of(ground, matter)].min() // 1440)


def _grouped(keys: Array, size: int) -> tuple[Array, Array]:
    order = np.argsort(keys, kind="stable").astype(np.int32)
    first = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(keys[keys >= 0], minlength=size), out=first[1:])
    return order[np.count_nonzero(keys < 0) :], first


def heavy_steps(ground: Ground) -> Array:
    """Steps of substance, beyond taking up, of powers over money, personnel or purchases."""
    steps, powers = ground.world["steps"], ground.world["powers"]
    heavy = [list(PowerDomain).index(d) for d in (PowerDomain.MONEY, PowerDomain.PERSONNEL, PowerDomain.PROCUREMENT)]
    acts = np.array([act.of_substance and act is not StepAct.ACCEPT for act in StepAct])
    return np.flatnonzero(np.isin(powers["domain"][steps["power"]], heavy) & acts[steps["act"]])


def change_item(ground: Ground, item: int, fen: int) -> None:
    """Add to an item of a notice, and to all that sums it up or pays it out."""
    world = ground.world
    items, payments = world["items"], world["payments"]
    items["amount"][item] += fen
    payments["amount"][payments["item"] == item] += fen
    batch = int(items["batch"][item])
    world["batches"]["total"][batch] += fen
    world["programmes"]["budget"][world["batches"]["programme"][batch]] += fen


def move_to(ground: Ground, dice: np.random.Generator, person: int, posts: Array) -> int:
    """Exchange a serving official with the holder of one of these posts, as of today; returns the new tenure.

    Raises NoGround where no post is free for it: its holder stands in another case, or is near kin of the new unit.
    """
    world = ground.world
    tenures = world["tenures"]
    holder = ground.once("holder-of", lambda: _holders(ground))
    mine = tenure_of(ground, person)
    for post in dice.permutation(posts).tolist():
        theirs = int(holder[post])
        if theirs == NOBODY or not ground.is_free("tenures", theirs) or not ground.is_free("tenures", mine):
            continue
        other = int(tenures["person"][theirs])
        old = int(tenures["post"][mine])
        if is_near(ground, other, serving_beside(ground, old)):
            continue  # the exchange would put another pair of kin into one unit
        ground.take("tenures", theirs, mine)
        tenures["until"][mine] = tenures["until"][theirs] = world.today - 1
        rows = tenures.append(post=[post, old], person=[person, other], since=world.today, until=NEVER, how="交流")
        ground.take("tenures", *rows.tolist())
        return int(rows[0])
    raise NoGround("tenures")


def serving_beside(ground: Ground, post: int) -> set[int]:
    """Who serves in the unit of a post."""
    world = ground.world
    rows = officials(ground)
    unit = world["posts"]["unit"]
    people: set[int] = set(
        world["tenures"]["person"][rows[unit[world["tenures"]["post"][rows]] == unit[post]]].tolist()
    )
    return people


def _holders(ground: Ground) -> Array:
    world = ground.world
    found = np.full(len(world["posts"]), NOBODY, np.int64)
    rows = officials(ground)
    found[world["tenures"]["post"][rows]] = rows
    return found


def with_own_item(ground: Ground, lines: Iterable[int]) -> list[int]:
    """The projects among these budget lines whose functional item (项) holds nothing else."""
    frame = ground.world["budget_lines"]

    def count() -> Counter[tuple[int, str]]:
        return Counter(zip(frame["budget"].tolist(), frame["function"].tolist(), strict=True))

    # An item that was made coarser since still counts here: it is passed over, never taken by mistake.
    shared = ground.once("lines-of-items", count, len(frame))
    return [
        line for line in lines
        if len(frame["function"][line]) == 7 and shared[int(frame["budget"][line]), frame["function"][line]] == 1
    ]  # fmt: skip


def rows_of_project(line: int) -> tuple[Row, Row]:
    """Where a project with an item of its own is written: among the functional items, and among the projects."""
    return Row("budget_line", line, (("depth", 3),)), Row("budget_line", line, (("depth", 1),))


_CLASS_OF = {"reception": "30217", "running": "30231", "abroad": "30212", "purchase": "31013"}


def set_cost(ground: Ground, row: int, item: str, fen: int) -> None:
    """Change one of the three public expenses of a set, and the line of basic spending that holds it."""
    world = ground.world
    world["three_public"][item][row] = fen
    lines = world["budget_lines"]
    order, first = ground.once("lines-of", lambda: _grouped(lines["budget"], len(world["budgets"])), len(lines))
    budget = int(world["three_public"]["budget"][row])
    inside = order[first[budget] : first[budget + 1]]
    lines["amount"][inside[lines["economic"][inside] == _CLASS_OF[item]]] = fen


def cost_of(ground: Ground, row: int) -> int:
    """The total of the three public expenses of a set, in fen."""
    frame = ground.world["three_public"]
    return int(sum(int(frame[column][row]) for column in _CLASS_OF))


def sets_of(ground: Ground) -> dict[tuple[int, int, int], int]:
    """(unit, year, stage) -> row of `three_public`, for the sets that are published."""
    world = ground.world

    def find() -> dict[tuple[int, int, int], int]:
        frame, budgets = world["three_public"], world["budgets"]
        return {
            (int(budgets["unit"][b]), int(budgets["year"][b]), int(budgets["stage"][b])): row
            for row, b in enumerate(frame["budget"].tolist())
        }

    return ground.once("sets-of", find)


def is_published(ground: Ground, row: int) -> bool:
    """Whether the set of a row of `three_public` was published."""
    return bool(ground.world["budgets"]["published"][ground.world["three_public"]["budget"][row]] != NEVER)


def fences_without(values: Sequence[Fraction], place: int) -> tuple[Fraction, Fraction]:
    """Q1 - 1.5 IQR and Q3 + 1.5 IQR of values in order, the one at `place` left out, by linear interpolation.

    >>> fences_without([Fraction(n) for n in (1, 2, 3, 9, 4, 5)], 3) == (Fraction(-1), Fraction(7))
    True
    """

    def quantile(part: Fraction) -> Fraction:
        last = len(values) - 2
        below = int(part * last)
        one, other = (values[at + (at >= place)] for at in (below, min(below + 1, last)))
        return one + (other - one) * (part * last - below)

    low, high = quantile(Fraction(1, 4)), quantile(Fraction(3, 4))
    reach = (high - low) * 3 / 2
    return low - reach, high + reach


def party_of(ground: Ground, matter: int) -> set[int]:
    """Everyone who applies in a matter, or stands behind the firm that does."""
    matters = ground.world["matters"]
    person, firm = int(matters["person"][matter]), int(matters["firm"][matter])
    return people_behind(ground, firm) if firm != NOBODY else {person}
