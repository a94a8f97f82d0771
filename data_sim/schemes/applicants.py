"""Who applies where: matters of firms before an official, and firms that may apply in them without touching anybody.

Flows in: the ground. Flows out: matters that a pattern can be laid over. Schemes that no single rule names move
applicants about; none of the moves may make a relative of who acts the party, for that is another scheme.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.schemes.scheme import Edit, Ground, Row
from data_sim.schemes.sites import acts_by, acts_of, is_near, people_behind, substance

GRANTED, REFUSED = "准予许可", "不予许可"
_PARTY = ("party_name", "party_id", "party_code")


def busy_with_firms(ground: Ground, *, permits: bool = False) -> Array:
    """For each person the number of closed matters of firms in which the person took a step of substance.

    With `permits` those that were granted or refused.
    """
    world = ground.world

    def count() -> Array:
        acts, matters = world["acts"], world["matters"]
        fit = (matters["firm"] != NOBODY) & (matters["closed"] != NEVER)
        if permits:
            fit &= np.isin(matters["outcome"], (GRANTED, REFUSED))
        rows = np.flatnonzero(substance(ground) & fit[acts["matter"]])
        rows = rows[acts["person"][rows] != NOBODY]
        pairs = np.unique(acts["person"][rows].astype(np.int64) << 32 | acts["matter"][rows].astype(np.int64))
        return np.bincount(pairs >> 32, minlength=len(world["persons"])).astype(np.int32)

    return ground.once(f"busy-with-firms:{permits}", count)


def firm_matters(ground: Ground, person: int, *, permits: bool = False) -> Array:
    """Free, closed matters of firms in which a person took a step of substance, in order; with `permits` those that
    were granted or refused.
    """
    acts, matters = ground.world["acts"], ground.world["matters"]
    mine = acts_by(ground, person)
    found = np.unique(acts["matter"][mine[substance(ground)[mine]]])
    found = found[(matters["firm"][found] != NOBODY) & (matters["closed"][found] != NEVER)]
    if permits:
        found = found[np.isin(matters["outcome"][found], (GRANTED, REFUSED))]
    return ground.free("matters", found)


def may_apply(ground: Ground, matter: int, firm: int) -> bool:
    """Whether a firm can be the party of a matter: it was there, nobody who acts is near it, nobody stepped aside."""
    world = ground.world
    acts, firms = world["acts"], world["firms"]
    recusals = world["recusals"]
    excused = ground.once("excused", lambda: set(recusals["matter"].tolist()), len(recusals))
    if matter in excused or firms["status"][firm] or firms["founded"][firm] >= world["matters"]["accepted"][matter]:
        return False
    party = people_behind(ground, firm)
    actors = np.unique(acts["person"][acts_of(ground, matter)])
    return not any(is_near(ground, actor, party) for actor in actors[actors != NOBODY].tolist())


def first_for(ground: Ground, matters: Array, firm: int, count: int) -> list[int]:
    """The first matters, as many as `count` at most, in which a firm may apply."""
    found: list[int] = []
    for matter in matters.tolist():
        if len(found) == count:
            break
        if may_apply(ground, matter, firm):
            found.append(matter)
    return found


def of_different_firms(ground: Ground, matters: Array, count: int) -> list[int]:
    """The first matters, as many as `count` at most, no two of which were brought by one firm."""
    firms = ground.world["matters"]["firm"][matters]
    first = np.sort(np.unique(firms, return_index=True)[1])
    chosen: list[int] = matters[first][:count].tolist()
    return chosen


def acts_in(ground: Ground, matters: Iterable[int], person: int) -> tuple[Row, ...]:
    """What a person did in these matters, as it is written."""
    acts = ground.world["acts"]
    rows = [acts_of(ground, matter) for matter in matters]
    return tuple(Row("matter_act", int(act)) for mine in rows for act in mine[acts["person"][mine] == person])


def without_party(ground: Ground, matters: Iterable[int]) -> tuple[Edit, ...]:
    """Nothing is written of who brought these matters, neither in their register nor in the log."""
    edits: list[Edit] = []
    for matter in matters:
        edits += [Edit(Row("matter", matter), column) for column in (*_PARTY, "title")]
        for act in acts_of(ground, matter).tolist():
            edits += [Edit(Row("matter_act", act), column) for column in (*_PARTY, "matter_title")]
    return tuple(edits)
