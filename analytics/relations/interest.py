"""Interest paths: from the person who acts in a matter, over kin, roles in firms and chains of control, to its party.

Flows in: a view. Flows out: one `InterestPath` for each way (`reach`) by which an actor touches a party of a matter he
handles, with its verdict, the acts it bears on, its strength and the rows that prove it. Candidates come from joins
on the engine; only they are judged in Python. Domain decisions 5a.2 (the actor's own list), 5a.6 (both ends of an
interval count), 5a.7 (a name alone makes no tie: a candidate of tier D), 5a.9 (roles and shares). Whether an actor
stepped aside is another question (`recusal_state`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.handlings import handlings, of_substance, parties
from analytics.relations.kinship import JQS, K74
from analytics.relations.strength import strength
from analytics.relations.ways import Way, ways_between
from analytics.snapshot import View
from models.vocabulary import FirmRole, StepAct

Row = dict[str, Any]

# 5a.9: at least 5 % of an unlisted firm, the boundary included; above half of any firm is control.
LEAST_SHARE = 500
_HALF = 5000

# 5a.9: roles that are an interest of their own, whatever the share.
ROLES_OF_INTEREST = frozenset(
    str(role)
    for role in (
        FirmRole.LEGAL_REPRESENTATIVE,
        FirmRole.OPERATOR,
        FirmRole.PARTNER,
        FirmRole.DIRECTOR,
        FirmRole.SUPERVISOR,
        FirmRole.MANAGER,
    )
)


@dataclass(frozen=True, slots=True)
class Hop:
    """One tie of a path: from whom, by what (`kin`, `role`, `control`, `party`), to whom."""

    from_id: str
    kind: str
    to_id: str
    word: str | None  # the relation as declared (its path where several rows make it), or the role in the firm


@dataclass(frozen=True, slots=True)
class InterestPath:
    """One way in which a person who acts in a matter touches its party.

    `kind` is `self` (the actor is the party), `self_role`, `kin`, `kin_role`. `verdict` is True for an interest that
    bars the actor (set K74), False for a tie outside the rule, None where it cannot be told; `why` says it in one word:
    `holds`; `idle` (an interest, or maybe, but no act of substance), `not-kin`, `outside-k74`, `role-too-small`,
    `share-below`, `listed`, `no-control`, `not-in-force`, `other-number`; `same-name`, `relation-unknown`,
    `role-unknown`, `share-unknown`, `dates-unknown`, `act-unknown`, `act-undated`. `acts` are the ids of the actor's
    acts of substance in the matter that fall within the tie's validity (all that may, where it cannot be told), `ties`
    the rows that prove the way, in its order, `parties` the rows of `matter_act` that name the party. `tier` is the
    weakest evidence on the path, `strength` as in `analytics.relations.strength`, on the first of the acts.
    """

    actor_id: str
    matter_id: str
    party_id: str
    kind: str
    verdict: bool | None
    why: str
    tier: str
    hops: tuple[Hop, ...]
    acts: tuple[str, ...]
    ties: tuple[tuple[str, str], ...]
    parties: tuple[str, ...]
    first_act: date | None
    relation: str | None
    kin_path: str | None
    kin_sets: frozenset[str]
    relative_id: str | None
    firm_role: str | None
    share_bp: int | None
    links: int
    valid_from: date | None
    valid_to: date | None
    strength: int

    @property
    def evidence(self) -> tuple[tuple[str, str], ...]:
        """All rows the path rests on, as (table, id)."""
        acts = dict.fromkeys((*self.acts, *self.parties))
        return self.ties + tuple(("matter_act", row) for row in acts)


@dataclass(frozen=True, slots=True)
class _Handling:
    """One actor in one matter with one of its parties."""

    actor_id: str
    matter_id: str
    party_id: str
    tier: str
    acts: tuple[Row, ...]
    parties: tuple[str, ...]


def interest_paths(view: View) -> list[InterestPath]:
    """All interest paths of a view, sorted by matter, actor and party.

    Ties that turn out to lie outside the rule are listed too (verdict False), so that "why not" can be answered.
    """
    if view.is_empty("matter_act"):
        return []
    handled, touched = handlings(view), parties(view)
    sides = handled.select("matter_id", person_id="actor_id").distinct()
    met = sides.join(touched.select("matter_id", target_id="party_id").distinct(), "matter_id")
    ways: dict[tuple[str, str], list[Way]] = defaultdict(list)
    for way in ways_between(view, met):
        ways[way["asked_person"], way["asked_target"]].append(way)
    found = [
        _path(handling, way)
        for handling in _handlings(handled, touched, ways)
        for way in ways[handling.actor_id, handling.party_id]
    ]
    return sorted(found, key=lambda p: (p.matter_id, p.actor_id, p.party_id, p.kind, p.ties, p.why, p.relation or ""))


def _handlings(handled: ir.Table, touched: ir.Table, pairs: Iterable[tuple[str, str]]) -> Iterator[_Handling]:
    """The matters in which pairs of actor and party meet."""
    rows = sorted(pairs)
    if not rows:
        return
    actors, targets = ([pair[side] for pair in rows] for side in (0, 1))
    asked = ibis.memtable(pa.table({"actor_id": actors, "party_id": targets}))
    meeting = handled.select("actor_id", "matter_id").distinct().join(asked, "actor_id")
    meeting = meeting.semi_join(touched, ["matter_id", "party_id"])
    matters = meeting.to_pyarrow().to_pylist()
    acts, named_in = defaultdict(list), defaultdict(list)
    columns = ("actor_id", "matter_id", "act_id", "actor_tier", "act", "acted_on")
    for row in handled.semi_join(meeting, ["actor_id", "matter_id"]).select(*columns).to_pyarrow().to_pylist():
        acts[row["actor_id"], row["matter_id"]].append(row)
    for row in touched.semi_join(meeting, ["matter_id", "party_id"]).to_pyarrow().to_pylist():
        named_in[row["matter_id"], row["party_id"]].append(row)
    for row in matters:
        own = sorted(acts[row["actor_id"], row["matter_id"]], key=lambda act: str(act["act_id"]))
        naming = sorted(named_in[row["matter_id"], row["party_id"]], key=lambda act: str(act["act_id"]))
        tier = max(*(act["actor_tier"] for act in own), naming[0]["party_tier"])
        naming_ids = tuple(act["act_id"] for act in naming)
        yield _Handling(row["actor_id"], row["matter_id"], row["party_id"], tier, tuple(own), naming_ids)


def _path(handling: _Handling, way: Way) -> InterestPath:
    counting = tuple(row for row in handling.acts if of_substance(row["act"]) is not False)
    acts, in_time = _acts_in_force(counting or handling.acts, way)
    tier = max(way["tier"], handling.tier)
    verdict, why = _judge(way, in_time, acts)
    if not counting and verdict is not False:
        verdict, why = False, "idle"
    days = [row["acted_on"] for row in acts if row["acted_on"]]
    sets = {name for name, column in ((K74, "in_k74"), (JQS, "in_jqs")) if way[column]}
    return InterestPath(
        actor_id=handling.actor_id,
        matter_id=handling.matter_id,
        party_id=handling.party_id,
        kind=way["kind"],
        verdict=verdict,
        why=why,
        tier=tier,
        hops=tuple(_hops(handling, way)),
        acts=tuple(row["act_id"] for row in acts),
        ties=evidence_rows(way["evidence"]),
        parties=handling.parties,
        first_act=min(days) if days else None,
        relation=way["relation"],
        kin_path=way["path"],
        kin_sets=frozenset(sets),
        relative_id=way["relative_id"],
        firm_role=way["role"],
        share_bp=way["share_bp"],
        links=way["links"] or 0,
        valid_from=way["valid_from"],
        valid_to=way["valid_to"],
        strength=strength(way, tier, min(days) if days else None),
    )


def _hops(handling: _Handling, way: Way) -> Iterator[Hop]:
    at = handling.actor_id
    if way["relative_id"] is not None:
        yield Hop(at, "kin", way["relative_id"], way["relation"] or way["path"])
        at = way["relative_id"]
    if way["role_firm_id"] is not None:
        yield Hop(at, "role", way["role_firm_id"], way["role"])
        at = way["role_firm_id"]
        if way["links"]:
            yield Hop(at, "control", way["target_id"], None)
            at = way["target_id"]
    yield Hop(at, "party", handling.party_id, None)


def _judge(way: Way, in_time: bool | None, acts: list[Row]) -> tuple[bool | None, str]:
    """The verdict and its one word. What is surely outside is said first; then what is not known; then what holds."""
    if way["is_other"]:
        return False, "other-number"
    is_kin = way["kind"] in ("kin", "kin_role")
    if is_kin and way["state"] == "none":
        return False, "not-kin"
    if is_kin and way["in_k74"] is False:
        return False, "outside-k74"
    by_role, role_why = role_verdict(way) if way["kind"] in ("self_role", "kin_role") else (True, "holds")
    if by_role is False:
        return False, role_why
    if in_time is False:
        return False, "not-in-force"
    if way["by_name"]:
        return None, "same-name"
    if is_kin and way["in_k74"] is None:
        return None, "relation-unknown"
    if by_role is None:
        return None, role_why
    if in_time is None:
        return None, "act-undated" if any(row["acted_on"] is None for row in acts) else "dates-unknown"
    if all(row["act"] is None for row in acts):
        return None, "act-unknown"
    return True, "holds"


def verdict_on(way: Way, day: date) -> tuple[bool | None, str]:
    """Whether a way would bar somebody who acts in substance on a day, and why in one word (see `InterestPath`)."""
    spanless = way["kind"] in ("self", "kin") and way["valid_from"] is None and way["valid_to"] is None
    act = {"act": str(StepAct.DECIDE), "acted_on": day}
    return _judge(way, True if spanless else in_force(way, day), [act])


def role_verdict(way: Way) -> tuple[bool | None, str]:
    """Whether a role or share in a firm is an interest (5a.9), and in one word why not, or why that is not known."""
    role, share = way["role"], way["share_bp"]
    if way["links"]:
        return _control_verdict(role, share)
    if role in ROLES_OF_INTEREST or (share is not None and share > _HALF):
        return True, "holds"
    if share is not None and share >= LEAST_SHARE:
        return (False, "listed") if way["is_listed"] else (True, "holds")
    if role is None and share is None:
        return None, "role-unknown"
    if share is None:
        # An employee who holds no share has none to state; a shareholder has.
        return (False, "role-too-small") if role == FirmRole.EMPLOYEE else (None, "share-unknown")
    return (None, "role-unknown") if role is None else (False, "share-below")


def _control_verdict(role: str | None, share: int | None) -> tuple[bool | None, str]:
    """Through further firms only control counts, from the person on: above 50 % at each link."""
    if role == FirmRole.OPERATOR or (share is not None and share > _HALF):
        return True, "holds"
    if share is None and role in (None, FirmRole.SHAREHOLDER, FirmRole.PARTNER):
        return None, "share-unknown"
    return False, "no-control"


def _acts_in_force(acts: tuple[Row, ...], way: Way) -> tuple[list[Row], bool | None]:
    """The acts during which a way was in force, and whether there are any; of a way without any span, all of them."""
    if way["kind"] in ("self", "kin") and way["valid_from"] is None and way["valid_to"] is None:
        return list(acts), True
    judged = [(row, in_force(way, row["acted_on"])) for row in acts]
    certain = [row for row, verdict in judged if verdict]
    if certain:
        return certain, True
    open_ones = [row for row, verdict in judged if verdict is None]
    return (open_ones, None) if open_ones else (list(acts), False)


def in_force(way: Way, day: date | None) -> bool | None:
    """Whether a way was in force on a day, both ends included; None where it cannot be told.

    An open end lasts. An open beginning is known to lie before the declaration, so later days are covered.
    """
    if day is None:
        return None
    if way["valid_to"] is not None and day > way["valid_to"]:
        return False
    if way["valid_from"] is not None and day < way["valid_from"]:
        return False
    return True if way["certain_from"] is not None and way["certain_from"] <= day else None


def evidence_rows(text: str) -> tuple[tuple[str, str], ...]:
    """The rows of an evidence text, each once, as (table, id).

    >>> evidence_rows("declared_tie/d1 firm_officer/f2")
    (('declared_tie', 'd1'), ('firm_officer', 'f2'))
    """
    rows = (row.partition("/") for row in dict.fromkeys(text.split()))
    return tuple((table, row_id) for table, _, row_id in rows)
