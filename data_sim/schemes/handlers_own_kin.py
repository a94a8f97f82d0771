"""A handler's own kin are a large part of those whose aid the handler decided (V02)."""

from __future__ import annotations

from collections import Counter

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.kin import JQS, K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import declarations_by, kin, officials, tenure_of
from models.truth import Difficulty, PlantKind

_JQS = frozenset(K74.index(path) for path in JQS)


class HandlersOwnKin(Scheme):
    """All of them are filed. The near miss has four, too few to say anything; the decoy's numbers are not written."""

    name = "handlers_own_kin"
    rules = ("V02",)
    hits = 1
    why_zh = "经办人近亲属在其经办的救助对象中占比畸高"
    why_en = "a handler's near kin are far more of those on aid than of the people"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Give benefits that one handler decided to the handler's kin."""
        world = ground.world
        benefits, persons = world["benefits"], world["persons"]
        handler = self._handler(ground, dice)
        relatives = self._kin(ground, handler)
        wanted = 4 if kind is PlantKind.NEAR_MISS else min(len(relatives), 5 if difficulty is Difficulty.HARD else 8)
        rows = np.flatnonzero((benefits["handler"] == handler) & (benefits["until"] == NEVER))
        rows = np.array([r for r in rows.tolist() if ground.is_free("benefits", r)], np.int64)
        if len(rows) < wanted:
            raise NoGround("benefits")
        rows = dice.permutation(rows)[:wanted]
        ground.take("benefits", *rows.tolist())
        support = []
        posts, tenures = world["posts"], world["tenures"]
        tenure = int(np.flatnonzero((tenures["person"] == handler) & (tenures["until"] == NEVER))[0])
        unit = int(posts["unit"][tenures["post"][tenure]])
        for row, (relative, term) in zip(rows.tolist(), relatives, strict=False):
            ground.take("persons", relative)
            benefits["person"][row], benefits["claimed"][row] = relative, persons["born"][relative]
            filed = world["kin_filings"].append(
                official=handler, unit=unit, relative=relative, relation=term, scheme=int(benefits["scheme"][row]),
                filed=int(benefits["since"][row]) - 10, is_checked=True,
            )  # fmt: skip
            support += [Row("kin_filing", int(filed[0])), *self._declared(ground, tenure, relative, term)]
        places = tuple(Row("benefit", int(row)) for row in rows)
        blank = ("id", "id_birth", "claimed_birth", "claimed_age")
        edits = [Edit(place, column) for place in places for column in blank]
        edits += [Edit(row, "relative_id") for row in support]
        return Case(
            rows=places,
            support=tuple(support),
            actors=(("persons", handler, "handler"),),
            edits=tuple(edits) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "count", PlantKind.DECOY: "id"}.get(kind),
        )

    def _handler(self, ground: Ground, dice: np.random.Generator) -> int:
        """An official of a town, alone of that name there, with kin enough in it, who is given the aid of the town."""
        world = ground.world
        benefits, posts, tenures, units = world["benefits"], world["posts"], world["tenures"], world["units"]
        count = np.bincount(benefits["handler"][benefits["handler"] != NOBODY], minlength=len(world["persons"]))
        for former in dice.permutation(np.flatnonzero(count >= 8)).tolist():
            unit = int(posts["unit"][tenures["post"][tenure_of(ground, former)]])
            if units["function"][unit] != "township" or not ground.is_free("handlers", former):
                continue
            everyone = np.unique(tenures["person"][posts["unit"][tenures["post"]] == unit])
            names = Counter(self._name(ground, person) for person in everyone.tolist())
            now = officials(ground)
            here = now[(posts["unit"][tenures["post"][now]] == unit) & ~posts["is_leader"][tenures["post"][now]]]
            able = [person for person in tenures["person"][here].tolist()
                    if names[self._name(ground, person)] == 1 and ground.is_free("persons", person)
                    and len(self._kin(ground, person)) >= 5]  # fmt: skip
            if able:
                handler = int(able[int(dice.integers(len(able)))])
                ground.take("handlers", former, handler)
                ground.take("persons", handler)
                benefits["handler"][benefits["handler"] == former] = handler
                return handler
        raise NoGround("handlers")

    def _name(self, ground: Ground, person: int) -> tuple[object, object]:
        persons = ground.world["persons"]
        return persons["surname"][person], persons["given"][person]

    def _declared(self, ground: Ground, tenure: int, relative: int, term: str) -> list[Row]:
        """The rows that declare a relative; one more where none does."""
        world = ground.world
        declarations, handler = world["declarations"], int(world["tenures"]["person"][tenure])
        mine = declarations_by(ground, handler)
        rows = mine[(declarations["relative"][mine] == relative) & declarations.kept[mine]]
        if not len(rows):
            day = int(declarations["declared"][mine[0]]) if len(mine) else int(declarations["declared"][0])
            rows = declarations.append(official=handler, post=int(world["tenures"]["post"][tenure]), relative=relative,
                                       relation=term, role=NOBODY, declared=day)  # fmt: skip
        return [Row("declared_tie", int(row)) for row in rows]

    def _kin(self, ground: Ground, handler: int) -> list[tuple[int, str]]:
        """Near kin in the town of a handler who live there, neither paid nor on aid, with the word for each."""
        world = ground.world
        persons, posts, tenures = world["persons"], world["posts"], world["tenures"]
        town = world["units"]["township"][posts["unit"][tenures["post"][tenure_of(ground, handler)]]]
        busy = ground.once("paid-or-aided", lambda: _busy(ground))
        index = kin(ground)
        rows = index.rows(handler)
        terms = index.terms(rows)
        return [
            (int(relative), str(term))
            for relative, path, term in zip(
                index.pairs.relative[rows], index.pairs.path[rows], terms, strict=True
            )
            if int(path) in _JQS and persons["died"][relative] == NEVER and not busy[relative]
            and world["villages"]["township"][persons["village"][relative]] == town
            and persons["born"][relative] < world.today - 18 * 365 and ground.is_free("persons", int(relative))
        ]  # fmt: skip


def _busy(ground: Ground) -> Array:
    world = ground.world
    busy = np.zeros(len(world["persons"]), bool)
    for frame in ("payroll", "benefits"):
        busy[world[frame]["person"]] = True
    return busy
