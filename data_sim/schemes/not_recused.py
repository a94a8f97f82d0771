"""An official decides on a matter of a relative, or of a relative's firm, and does not step aside (C01)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from data_sim.frames import NOBODY
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import Touch, acts_of, declared_party, kin, paths_for, substance, touch
from data_sim.world import World
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_ROLES = list(FirmRole)
INTEREST = 500  # basis points
SMALL = 350  # too little for an interest


class NotRecused(Scheme):
    """The near miss holds less than five per cent; the decoy's number is nowhere; the homonym is somebody else."""

    name = "not_recused"
    rules = ("C01",)
    kinds = (PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY, PlantKind.HOMONYM)
    hits = 4
    why_zh = "经办人实质性办理了亲属或亲属企业的事项，没有回避"
    why_en = "an official handled a matter of a relative, or of a relative's firm, and did not step aside"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Change the applicant of a matter."""
        paths = paths_for(difficulty)
        if kind is PlantKind.NEAR_MISS:
            return self._small_share(ground, dice, paths)
        by_firm = kind is PlantKind.HIT and difficulty is not Difficulty.EASY
        found = touch(ground, dice, paths, by_firm=by_firm)
        if kind is PlantKind.DECOY:
            return _case(ground, found, edits=_without_number(ground, found), changed="party_id")
        if kind is PlantKind.HOMONYM:
            self._somebody_else(ground, dice, found)
            return _case(ground, found, changed="party_id")
        return _case(ground, found)

    def natural(self, ground: Ground) -> list[Case]:
        """Recusals applied for after the first act (the act stays a lead, worded late), and firms behind the party."""
        world = ground.world
        recusals, acts = world["recusals"], world["acts"]
        cases = []
        for row in np.flatnonzero(recusals["matter"] != NOBODY).tolist():
            rows = acts_of(ground, int(recusals["matter"][row]))
            mine = rows[(acts["person"][rows] == recusals["person"][row]) & substance(ground)[rows]]
            if len(mine) and recusals["applied"][row] > acts["at"][mine].min() // 1440:
                told = declared_party(ground, int(recusals["person"][row]), int(recusals["matter"][row]))
                rows_of_acts = tuple(Row("matter_act", int(act)) for act in mine)
                # The form leaves out far kin: then the recusal alone says that there is a tie.
                cases.append(Case(rows=rows_of_acts, support=told, inferred=not told))
        return cases + [Case(rows=(Row("matter_act", act),)) for act in sorted(set(self._from_afar(ground)))]

    def _from_afar(self, ground: Ground) -> Iterator[int]:
        """Acts for a firm that a relative controls through further firms, or holds through a nominee.

        Nobody in the city looks that far.
        """
        world = ground.world
        acts, matters = world["acts"], world["matters"]
        for firm, person, since, until in [*_controlled(world), *_behind_nominees(ground)]:
            for matter in np.flatnonzero(matters["firm"] == firm).tolist():
                rows = acts_of(ground, matter)
                rows = rows[substance(ground)[rows] & (acts["person"][rows] != NOBODY)]
                day = acts["at"][rows] // 1440
                rows = rows[(since <= day) & (day <= until)]
                near = kin(ground).path(acts["person"][rows], np.full(len(rows), person)) != NOBODY
                yield from rows[near | (acts["person"][rows] == person)].tolist()

    def _small_share(self, ground: Ground, dice: np.random.Generator, paths: tuple[str, ...]) -> Case:
        """The relative is a mere shareholder of a firm, with too little of it."""
        shareholder = frozenset({_ROLES.index(FirmRole.SHAREHOLDER)})
        found = touch(ground, dice, paths, by_firm=True, roles=shareholder, only_tie=True)
        roles, declarations = ground.world["roles"], ground.world["declarations"]
        held = declarations["role"][found.declaration]
        ground.take("roles", held)
        same = np.flatnonzero((roles["firm"] == found.firm) & (roles["person"] == found.relative))
        roles.withhold(same[same != held])
        declarations.withhold(np.flatnonzero(np.isin(declarations["role"], same[same != held])))
        roles["share"][held] = SMALL
        return _case(ground, found, changed="share_percent")

    def _somebody_else(self, ground: Ground, dice: np.random.Generator, found: Touch) -> None:
        """The applicant bears the name of the relative, and is another person of another number."""
        world = ground.world
        persons = world["persons"]
        serving = np.isin(np.arange(len(persons)), world["tenures"]["person"])
        age = world.today - persons["born"]
        alike = np.flatnonzero(
            (persons["surname"] == persons["surname"][found.relative])
            & (persons["died"] > world.today)
            & ~serving
            & (age > 22 * 365)
            & (age < 70 * 365)
        )
        alike = np.setdiff1d(alike, [found.relative, found.official, *kin(ground).relatives(found.official)])
        if not len(ground.free("persons", alike)):
            world["matters"]["person"][found.matter] = found.before
            raise NoGround("persons")
        other = ground.draw(dice, "persons", alike)
        persons["given"][other] = persons["given"][found.relative]
        world["matters"]["person"][found.matter] = other


_Chain = tuple[int, int, int, int, frozenset[int]]  # firm, person, first and last day, firms passed


def _controlled(world: World) -> Iterator[tuple[int, int, int, int]]:
    """Firms below another, who controls them through it, and from when to when: more than half at each link."""
    roles, holdings = world["roles"], world["holdings"]
    half = 5000
    owned = np.flatnonzero((roles["share"] > half) & roles.kept)
    above = np.flatnonzero((holdings["share"] > half) & holdings.kept)
    found: list[_Chain] = []
    for row in owned[np.isin(roles["firm"][owned], holdings["holder"][above])].tolist():
        firm, person, since, until = (int(roles[name][row]) for name in ("firm", "person", "since", "until"))
        found.append((firm, person, since, until, frozenset({firm})))
    while found:
        firm, person, since, until, seen = found.pop()
        for row in above[holdings["holder"][above] == firm].tolist():
            under, first = int(holdings["firm"][row]), max(since, int(holdings["since"][row]))
            last = min(until, int(holdings["until"][row]))
            if under not in seen and first <= last:
                yield under, person, first, last
                found.append((under, person, first, last, seen | {under}))


def _behind_nominees(ground: Ground) -> Iterator[tuple[int, int, int, int]]:
    """Firms held through a nominee, who holds them, and from when to when: enough to make an interest."""
    nominees = ground.world["nominees"]
    for row in np.flatnonzero(nominees.kept & (nominees["share"] >= INTEREST)).tolist():
        if ("nominee_agreement", row) not in ground.edited:
            firm, person, since, until = (
                int(nominees[name][row]) for name in ("firm", "beneficiary", "since", "until")
            )
            yield firm, person, since, until


def _without_number(ground: Ground, found: Touch) -> tuple[Edit, ...]:
    rows = [Row("matter_act", int(act)) for act in acts_of(ground, found.matter)]
    return tuple(Edit(row, "party_id") for row in (*rows, Row("matter", found.matter)))


def _case(ground: Ground, found: Touch, edits: tuple[Edit, ...] = (), changed: str | None = None) -> Case:
    return Case(
        rows=tuple(Row("matter_act", act) for act in found.acts),
        support=(Row("matter", found.matter), Row("declared_tie", found.declaration), *_since_when(ground, found)),
        actors=(("persons", found.official, "handler"), ("persons", found.relative, "relative"))
        + ((("firms", found.firm, "party"),) if found.firm != NOBODY else ()),
        edits=edits,
        changed=changed,
    )


def _since_when(ground: Ground, found: Touch) -> tuple[Row, ...]:
    """The entry of the role, where every act came before the declaration, which does not say since when it was held."""
    if found.firm == NOBODY:
        return ()
    acts, declarations = ground.world["acts"], ground.world["declarations"]
    last = int(acts["at"][list(found.acts)].max()) // 1440
    is_told = last >= declarations["declared"][found.declaration]
    return () if is_told else (Row("firm_officer", int(declarations["role"][found.declaration])),)
