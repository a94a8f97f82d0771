"""How each actor stands to each matter: whether recusal was due, and whether and when it was made.

Flows in: interest paths and recusal states of a view. Flows out: one `DutyState` for each person and matter that an
interest path or an entry of the recusal register speaks of. Whether a duty was broken is for rules (C01, C10) to say.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import ibis.expr.types as ir

from analytics.relations.handlings import acts_in_matters, parties
from analytics.relations.interest import InterestPath, interest_paths, role_verdict
from analytics.relations.records import named, once_per_view
from analytics.relations.recusal_state import RecusalStanding, RecusalState, recusal_states
from analytics.relations.ways import Way, ways_between
from analytics.snapshot import View
from models.vocabulary import Term


class RecusalDuty(Term):
    """How a person stands to a matter."""

    NONE_DUE = "none_due", "无需回避", "none due"
    IN_TIME = "in_time", "应回避，已及时申请", "due, and made in time"
    LATE = "late", "应回避，申请迟于办理", "due, made late"
    NOT_MADE = "not_made", "应回避，未申请", "due, not made"
    ACTED_AFTER = "acted_after", "已同意回避，其后仍办理", "made, but acted again"
    WITHOUT_TIE = "without_tie", "已登记回避，未见关联（仅供参考）", "registered without a tie, for information"
    UNKNOWN = "unknown", "无法判断", "cannot assess"


@dataclass(frozen=True, slots=True)
class DutyState:
    """One person and one matter: the duty, the paths and the register's entries that say so.

    `state` is None where no entry of the register was found, or where the person took no part in the matter.
    """

    person_id: str
    matter_id: str
    duty: RecusalDuty
    paths: tuple[InterestPath, ...]
    state: RecusalState | None
    recusal_ids: tuple[str, ...]


_MADE = {
    RecusalStanding.IN_TIME: RecusalDuty.IN_TIME,
    RecusalStanding.PENDING: RecusalDuty.IN_TIME,
    RecusalStanding.REFUSED: RecusalDuty.IN_TIME,
    RecusalStanding.LATE: RecusalDuty.LATE,
    RecusalStanding.ACTED_AFTER: RecusalDuty.ACTED_AFTER,
    RecusalStanding.UNKNOWN: RecusalDuty.UNKNOWN,
}


@once_per_view
def recusal_duties(view: View) -> dict[tuple[str, str], DutyState]:
    """(person id, matter id) -> how the person stands to it; pairs without path and without recusal are not in it."""
    touched: dict[tuple[str, str], list[InterestPath]] = defaultdict(list)
    for path in interest_paths(view):
        touched[path.actor_id, path.matter_id].append(path)
    states = recusal_states(view)
    found = {key: _of_actor(key, touched[key], states.get(key)) for key in sorted({*touched, *states})}
    for key, (recusal_ids, ways) in _stood_aside(view).items():
        if key not in found:
            duty = RecusalDuty.IN_TIME if any(_may_bar(way) for way in ways) else RecusalDuty.WITHOUT_TIE
            found[key] = DutyState(*key, duty, (), None, tuple(recusal_ids))
    return found


def _of_actor(key: tuple[str, str], paths: list[InterestPath], state: RecusalState | None) -> DutyState:
    return DutyState(*key, _duty(paths, state), tuple(paths), state, state.recusal_ids if state else ())


def _duty(paths: list[InterestPath], state: RecusalState | None) -> RecusalDuty:
    verdicts = {path.verdict for path in paths}
    idle_interest = any(path.why == "idle" for path in paths)
    if True in verdicts or (state is not None and (None in verdicts or idle_interest)):
        return _MADE[state.standing] if state is not None else RecusalDuty.NOT_MADE
    if None in verdicts:
        return RecusalDuty.UNKNOWN
    if state is None:
        return RecusalDuty.NONE_DUE
    unsure = state.standing is RecusalStanding.UNKNOWN and state.why == "same-name"
    return RecusalDuty.UNKNOWN if unsure else RecusalDuty.WITHOUT_TIE


def _stood_aside(view: View) -> dict[tuple[str, str], tuple[list[str], list[Way]]]:
    """Recusals by number or title of a matter of the same unit, with all ways from the person to its parties."""
    if view.is_empty("recusal") or view.is_empty("matter_act"):
        return {}
    met = _recused_matters(view)
    sides = met.join(parties(view).select("matter_id", target_id="party_id").distinct(), "matter_id")
    ways: dict[tuple[str, str], list[Way]] = defaultdict(list)
    for way in ways_between(view, sides.select("person_id", "target_id")):
        ways[way["asked_person"], way["asked_target"]].append(way)
    found: dict[tuple[str, str], tuple[list[str], list[Way]]] = {}
    for row in sorted(met.to_pyarrow().to_pylist(), key=lambda row: str(row["recusal_id"])):
        found.setdefault((row["person_id"], row["matter_id"]), ([], []))[0].append(row["recusal_id"])
    for row in sides.select("person_id", "matter_id", "target_id").distinct().to_pyarrow().to_pylist():
        found[row["person_id"], row["matter_id"]][1].extend(ways[row["person_id"], row["target_id"]])
    return found


def _recused_matters(view: View) -> ir.Table:
    recusals = named(view, "recusal", recused="recused", unit="unit")
    recusals = recusals.filter(recusals.recused_id.notnull() & recusals.matter.notnull())
    recusals = recusals.select(recusal_id="id", person_id="recused_id", speaks_of="matter", unit_id="unit_id")
    acts = acts_in_matters(view)
    known = acts.select("matter_id", "unit_id", called="matter_number").union(
        acts.select("matter_id", "unit_id", called="matter_title")
    )
    known = known.filter(known.called.notnull()).distinct()
    met = recusals.join(known, [recusals.unit_id == known.unit_id, recusals.speaks_of == known.called])
    return met.select("recusal_id", "person_id", "matter_id").distinct()


def _may_bar(way: Way) -> bool:
    """Whether a way bars, or may bar, whatever the day."""
    if way["is_other"] or way["state"] == "none" or way["in_k74"] is False:
        return False
    return way["kind"] in ("self", "kin") or role_verdict(way)[0] is not False
