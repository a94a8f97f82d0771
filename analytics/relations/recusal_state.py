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

from analytics.identity import organisation_name, person_name, squash
from analytics.relations.interest import of_substance
from analytics.relations.people import People, Row, people_of, weakest
from analytics.snapshot import View
from models.vocabulary import RecusalOutcome


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

    `acts` are the acts of substance, `unclear_acts` those at steps whose act is not known. `why` is empty unless the
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


def recusal_states(view: View) -> dict[tuple[str, str], RecusalState]:
    """(actor's person id, matter id) -> what the recusal register says; pairs without recusal are not in it."""
    people = people_of(view)
    matter_of = {p["record_id"]: p["matter_id"] for p in view.rows("placement") if p["record_table"] == "matter_act"}
    by_name: dict[str, list[Row]] = defaultdict(list)
    for row in view.rows("recusal"):
        recused = people.who("recusal", row["id"], "recused")
        if recused:
            by_name[people.names[recused.id]].append(row)
    matters: dict[str, list[Row]] = defaultdict(list)
    acting: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in view.rows("matter_act"):
        matters[matter_of[row["id"]]].append(row)
        actor = people.who("matter_act", row["id"], "actor")
        if actor and people.names[actor.id] in by_name:
            acting[actor.id, matter_of[row["id"]]].append(row)
    handled: dict[str, list[str]] = defaultdict(list)
    for actor_id, matter in sorted(acting):
        handled[actor_id].append(matter)
    found: dict[tuple[str, str], list[RecusalState]] = defaultdict(list)
    for actor_id, own in handled.items():
        for row in by_name[people.names[actor_id]]:
            for matter in _spoken_of(people, row, {matter: matters[matter] for matter in own}):
                acts = acting[actor_id, matter]
                if tier := _same_actor(people, actor_id, acts, row):
                    found[actor_id, matter].append(_state(actor_id, matter, acts, row, tier))
    order = list(RecusalStanding)
    return {key: min(states, key=lambda s: (order.index(s.standing), s.recusal_ids)) for key, states in found.items()}


def _spoken_of(people: People, recusal: Row, matters: dict[str, list[Row]]) -> list[str]:
    """The matters a recusal means. Units number their matters alike: of several, those of the recusal's own unit."""
    meant = [matter for matter, acts in matters.items() if _speaks_of(recusal, acts)]
    unit = people.who("recusal", recusal["id"], "unit")
    units = {matter: {people.who("matter_act", row["id"], "unit") for row in matters[matter]} for matter in meant}
    own = [matter for matter in meant if unit and unit.id in {who.id for who in units[matter] if who}]
    return own or meant


def _same_actor(people: People, actor_id: str, acts: list[Row], recusal: Row) -> str | None:
    recused = people.who("recusal", recusal["id"], "recused")
    if recused is None:
        return None
    if recused.id != actor_id:
        return "D" if people.may_be_one(recused.id, actor_id) else None
    mentions = [people.who("matter_act", row["id"], "actor") for row in acts]
    return weakest(recused.tier, *(who.tier for who in mentions if who))


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
    )


def _in_course(acts: list[Row], applied: date | None, decided: date | None) -> Acts:
    places: dict[str, list[str]] = defaultdict(list)
    for row in acts:
        places[_place_in_course(row["acted_on"], applied, decided)].append(row["id"])
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
    if tier == "D":
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
