"""A handler's own kin are a large part of those whose aid the handler decided (V02)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.kin import JQS, K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import kin
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
        count = np.bincount(benefits["handler"][benefits["handler"] != NOBODY], minlength=len(persons))
        able = [h for h in np.flatnonzero(count >= 8).tolist() if len(self._kin(ground, h)) >= 5]
        handler = ground.draw(dice, "handlers", able)
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
            declared = world["declarations"].append(
                official=handler, post=int(tenures["post"][tenure]), relative=relative, relation=term, role=NOBODY,
                declared=int(world["declarations"]["declared"][0]),
            )  # fmt: skip
            support += [Row("kin_filing", int(filed[0])), Row("declared_tie", int(declared[0]))]
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

    def _kin(self, ground: Ground, handler: int) -> list[tuple[int, str]]:
        """Living near kin of a handler who are neither paid nor on aid, with the word for each."""
        world = ground.world
        persons = world["persons"]
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
            and persons["born"][relative] < world.today - 18 * 365 and ground.is_free("persons", int(relative))
        ]  # fmt: skip


def _busy(ground: Ground) -> Array:
    world = ground.world
    busy = np.zeros(len(world["persons"]), bool)
    for frame in ("payroll", "benefits"):
        busy[world[frame]["person"]] = True
    return busy
