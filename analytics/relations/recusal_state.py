"""Whether an actor stepped aside in a matter: links the recusal register to the log of matters.

Flows in: a view. Flows out: one `RecusalState` for each actor and matter that a recusal speaks of; no entry means that
none does. Days alone are compared, since registers write no time of day. Domain decisions 5a.9 (what clears, what comes
late), 5a.10 (from the accepting decision on; a register that knows only declarations: from the declaration; the same
day without times cannot be told).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import ibis.expr.types as ir

from analytics.identity import organisation_name, person_name, squash
from analytics.relations.handlings import acts_in_matters, of_substance
from analytics.relations.namesakes import Namesakes, bearers
from analytics.relations.records import named, once_per_view
from analytics.relations.ways import NAME_ONLY
from analytics.snapshot import View
from models.vocabulary import RecusalOutcome

Row = dict[str, Any]


class RecusalStanding(StrEnum):
    """How a recusal stands to what the actor did, in the order in which several recusals of one matter count."""

    ACTED_AFTER = "acted_after"  # accepted, then acted (C10; C01 stays)
    IN_TIME = "in_time"  # applied for before the first act, not refused, no act after the decision
    PENDING = "pending"  # applied for in time, not decided
    REFUSED = "refused"  # applied for in time, refused by the organ
    UNKNOWN = "unknown"  # a date is missing, the days are the same, or only the name agrees
    LATE = "late"  # applied for after the first act of substance


@dataclass(frozen=True, slots=True)
class Acts:
    """Ids of `matter_act` rows of one actor in one matter, by where they lie in the course of a recusal."""

    before: tuple[str, ...] = ()  # before the application
    on_application: tuple[str, ...] = ()  # on its very day: the order cannot be told
    between: tuple[str, ...] = ()  # until the decision: for information
    on_decision: tuple[str, ...] = ()  # on the very day of the accepting decision
    after: tuple[str, ...] = ()  # after it
    undated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecusalState:
    """What the register says about one actor in one matter.

    `acts` are the acts of substance, `unclear_acts` those at steps whose act is not known, `idle_acts` the ids of the
    others (registering, notifying, delivering, filing). `why` is empty unless the
    standing is unknown: same-name, application-undated, decision-undated, act-undated, act-unknown, same-day.
    """

    actor_id: str
    matter_id: str
    standing: RecusalStanding
    why: str
    recusal_ids: tuple[str, ...]
    tier: str
    outcome: str
    applied: date | None
    decided: date | None
    first_act: date | None
    acts: Acts
    unclear_acts: Acts
    idle_acts: tuple[str, ...]


# What says which acts an actor did, and what a recusal can speak of: the acts of a matter mostly say it alike.
_OF_ACTS = ("actor_id", "actor_tier", "act", "acted_on")
_OF_MATTERS = ("unit_id", "matter_number", "matter_title", "power", "party_name")


@once_per_view
def recusal_states(view: View) -> dict[tuple[str, str], RecusalState]:
    """(actor's person id, matter id) -> what the recusal register says; pairs without recusal are not in it."""
    if view.is_empty("recusal") or view.is_empty("matter_act"):
        return {}
    recusals = _with_bearer(view, named(view, "recusal", recused="recused", unit="unit"), "recused_id")
    acting = _with_bearer(view, acts_in_matters(view).select("act_id", "matter_id", *_OF_ACTS), "actor_id")
    acting = acting.semi_join(recusals, "bearer_name")
    concerned = acts_in_matters(view).semi_join(acting, "matter_id")
    told = concerned.select("matter_id", *_OF_MATTERS).distinct()
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in _rows(recusals, "id"):
        by_name[row["bearer_name"]].append(row)
    matters: dict[str, list[Row]] = defaultdict(list)
    for row in told.to_pyarrow().to_pylist():
        matters[row["matter_id"]].append(row)
    own: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in _rows(acting, "act_id"):
        own[row["actor_id"], row["matter_id"]].append(row)
    return _states(view, by_name, matters, own)


def _with_bearer(view: View, rows: ir.Table, column: str) -> ir.Table:
    known = bearers(view).select(bearer_id="bearer_id", bearer_name="name", bearer_numbered="has_number")
    return rows.join(known, rows[column] == known.bearer_id)


def _rows(table: ir.Table, key: str) -> list[Row]:
    return sorted(table.to_pyarrow().to_pylist(), key=lambda row: str(row[key]))


def _states(
    view: View,
    recusals: dict[str, list[Row]],
    matters: dict[str, list[Row]],
    acting: dict[tuple[str, str], list[Row]],
) -> dict[tuple[str, str], RecusalState]:
    handled: dict[str, list[str]] = defaultdict(list)
    for actor_id, matter in sorted(acting):
        handled[actor_id].append(matter)
    people = {row["bearer_id"] for rows in (*recusals.values(), *acting.values()) for row in rows}
    namesakes = Namesakes(view, people)
    found: dict[tuple[str, str], list[RecusalState]] = defaultdict(list)
    for actor_id, own in handled.items():
        for recusal in recusals[acting[actor_id, own[0]][0]["bearer_name"]]:
            for matter in _spoken_of(recusal, {matter: matters[matter] for matter in own}):
                acts = acting[actor_id, matter]
                if tier := _same_actor(namesakes, acts, recusal):
                    found[actor_id, matter].append(_state(actor_id, matter, acts, recusal, tier))
    order = list(RecusalStanding)
    return {key: min(states, key=lambda s: (order.index(s.standing), s.recusal_ids)) for key, states in found.items()}


def _spoken_of(recusal: Row, matters: dict[str, list[Row]]) -> list[str]:
    """The matters a recusal means. Units number their matters alike: of several, those of the recusal's own unit."""
    meant = [matter for matter, told in matters.items() if _speaks_of(recusal, told)]
    own = [matter for matter in meant if recusal["unit_id"] in {row["unit_id"] for row in matters[matter]} - {None}]
    return own or meant


def _same_actor(namesakes: Namesakes, acts: list[Row], recusal: Row) -> str | None:
    actor = acts[0]
    if recusal["recused_id"] == actor["actor_id"]:
        return max(str(recusal["recused_tier"]), *(str(row["actor_tier"]) for row in acts))
    if recusal["bearer_numbered"] and actor["bearer_numbered"]:
        return None
    return NAME_ONLY if namesakes.may_be_one(recusal["recused_id"], actor["actor_id"]) else None


def _speaks_of(recusal: Row, matter: list[Row]) -> bool:
    """Whether a recusal means this matter: its number or title, or its party together with its title or power."""
    text = squash(recusal["matter"])
    if not text:
        return False
    if any(text in (squash(row["matter_number"]), squash(row["matter_title"])) for row in matter):
        return True
    counterparty = squash(recusal["counterparty"])
    if not counterparty or not any(_names_party(counterparty, row["party_name"]) for row in matter):
        return False
    known = {squash(row[column]) for row in matter for column in ("matter_title", "power")} - {""}
    return any(text in title or title in text for title in known)


def _names_party(counterparty: str, party: str | None) -> bool:
    if not party:
        return False
    # A remark in brackets may follow the name; a name inside a longer name is another firm.
    names = {counterparty, counterparty.partition("(")[0]}
    return person_name(party) in names or organisation_name(party) in {organisation_name(name) for name in names}


def _state(actor_id: str, matter: str, acts: list[Row], recusal: Row, tier: str) -> RecusalState:
    # What was ordered without application counts from the order.
    applied = recusal["applied"] or recusal["decided"]
    decided = recusal["decided"]
    accepted = recusal["outcome"] == RecusalOutcome.ACCEPTED
    if accepted and decided is None and not recusal["decision"]:
        decided = applied  # a register of declarations only
    substance = [row for row in acts if of_substance(row["act"])]
    bar = decided if accepted else None
    known = _in_course(substance, applied, bar)
    unclear = _in_course([row for row in acts if of_substance(row["act"]) is None], applied, bar)
    standing, why = _standing(recusal["outcome"], tier, applied, decided, known, unclear)
    return RecusalState(
        actor_id=actor_id,
        matter_id=matter,
        standing=standing,
        why=why,
        recusal_ids=(recusal["id"],),
        tier=tier,
        outcome=recusal["outcome"],
        applied=applied,
        decided=decided,
        first_act=min((row["acted_on"] for row in substance if row["acted_on"]), default=None),
        acts=known,
        unclear_acts=unclear,
        idle_acts=tuple(row["act_id"] for row in acts if of_substance(row["act"]) is False),
    )


def _in_course(acts: list[Row], applied: date | None, decided: date | None) -> Acts:
    places: dict[str, list[str]] = defaultdict(list)
    for row in acts:
        places[_place_in_course(row["acted_on"], applied, decided)].append(row["act_id"])
    return Acts(**{place: tuple(ids) for place, ids in places.items()})


def _place_in_course(day: date | None, applied: date | None, decided: date | None) -> str:
    if day is None:
        return "undated"
    if day == decided:
        return "on_decision"
    if decided is not None and day > decided:
        return "after"
    if day == applied:
        return "on_application"
    return "before" if applied is not None and day < applied else "between"


def _standing(
    outcome: str, tier: str, applied: date | None, decided: date | None, acts: Acts, unclear: Acts
) -> tuple[RecusalStanding, str]:
    if tier == NAME_ONLY:
        return RecusalStanding.UNKNOWN, "same-name"
    if applied is None:
        return RecusalStanding.UNKNOWN, "application-undated"
    accepted = outcome == RecusalOutcome.ACCEPTED
    if acts.after:
        return RecusalStanding.ACTED_AFTER, ""
    if acts.before:
        return RecusalStanding.LATE, ""
    if acts.undated:
        return RecusalStanding.UNKNOWN, "act-undated"
    if acts.on_application or acts.on_decision:
        return RecusalStanding.UNKNOWN, "same-day"
    if accepted and decided is None and acts.between:
        return RecusalStanding.UNKNOWN, "decision-undated"
    if any((unclear.before, unclear.on_application, unclear.on_decision, unclear.after, unclear.undated)):
        return RecusalStanding.UNKNOWN, "act-unknown"
    if outcome == RecusalOutcome.REFUSED:
        return RecusalStanding.REFUSED, ""
    return (RecusalStanding.IN_TIME if accepted else RecusalStanding.PENDING), ""
