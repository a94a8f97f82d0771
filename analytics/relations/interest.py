"""Interest paths: from the person who acts in a matter, over his own declared relatives, to the party of that matter.

Flows in: a view. Flows out: one `InterestPath` for each way an actor touches a party: he is the party; a relative is
the party; or he or a relative has a role in the firm that is the party. Domain decisions 5a.2 (the actor's own list),
5a.6 (both ends of an interval count), 5a.7 (a name alone makes no tie: a candidate of tier D), 5a.9 (roles and shares).
Whether an actor stepped aside is another question (`recusal_state`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from analytics.relations.kin import K74, Relation, RelationState, read_relation
from analytics.relations.people import People, Row, Who, people_of, weakest
from analytics.snapshot import View
from models.vocabulary import FirmRole, StepAct

# 5a.9: at least 5 % of an unlisted firm, the boundary included.
LEAST_SHARE_PERCENT = Decimal(5)

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
_SUBSTANCE = {str(act): act.of_substance for act in StepAct}


@dataclass(frozen=True, slots=True)
class Hop:
    """One tie of a path: from whom, by what (`party`, `kin`, `role`), to whom."""

    from_id: str
    kind: str
    to_id: str
    word: str | None  # the relation as declared, or the role in the firm


@dataclass(frozen=True, slots=True)
class InterestPath:
    """One way in which a person who acts in a matter touches its party.

    `kind` is `self` (the actor is the party), `self_role`, `kin`, `kin_role`. `verdict` is True for an interest that
    bars the actor (set K74), False for a tie outside the rule, None where it cannot be told; `why` says it in one word:
    `holds`; `not-kin`, `outside-k74`, `role-too-small`, `share-below`, `not-in-force`; `same-name`, `relation-unknown`,
    `role-unknown`, `share-unknown`, `dates-unknown`, `act-unknown`, `act-undated`. `acts` are the ids of the actor's
    acts of substance in the matter that fall within the tie's validity (all that may, where it cannot be told), `ties`
    the rows of `declared_tie`, `parties` the rows of `matter_act` that name the party. `tier` is the weakest evidence
    on the path.
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
    ties: tuple[str, ...]
    parties: tuple[str, ...]
    first_act: date | None
    relation: str | None
    kin_path: str | None
    kin_sets: frozenset[str]
    relative_id: str | None
    firm_role: str | None
    share: Decimal | None
    valid_from: date | None
    valid_to: date | None

    @property
    def evidence(self) -> tuple[tuple[str, str], ...]:
        """All rows the path rests on, as (table, id)."""
        acts = dict.fromkeys((*self.acts, *self.parties))
        return tuple(("declared_tie", row) for row in self.ties) + tuple(("matter_act", row) for row in acts)


@dataclass(frozen=True, slots=True)
class _Handling:
    """One actor in one matter: his acts, and the parties of the matter."""

    actor: Who
    matter_id: str
    acts: tuple[Row, ...]
    parties: tuple[tuple[Who, tuple[str, ...]], ...]


def interest_paths(view: View) -> list[InterestPath]:
    """All interest paths of a view, sorted by matter, actor, party and declared row.

    Ties that turn out to lie outside the rule are listed too (verdict False), so that "why not" can be answered.
    """
    people = people_of(view)
    declared = _Declared(view, people)
    found = [path for handling in _handlings(view, people) for path in declared.paths(handling)]
    return sorted(found, key=lambda p: (p.matter_id, p.actor_id, p.party_id, p.kind, p.ties, p.why))


def of_substance(act: str | None) -> bool | None:
    """Whether an act counts as handling a matter; None for a step whose act is not known."""
    return None if act is None else _SUBSTANCE[act]


def _handlings(view: View, people: People) -> Iterator[_Handling]:
    matter_of = {p["record_id"]: p["matter_id"] for p in view.rows("placement") if p["record_table"] == "matter_act"}
    acts: dict[tuple[str, str], list[Row]] = defaultdict(list)
    tiers: dict[tuple[str, str], str] = defaultdict(str)
    parties: dict[str, dict[str, tuple[Who, list[str]]]] = defaultdict(dict)
    for row in view.rows("matter_act"):
        matter = matter_of[row["id"]]
        actor, party = people.who("matter_act", row["id"], "actor"), people.who("matter_act", row["id"], "party")
        if actor:
            acts[actor.id, matter].append(row)
            tiers[actor.id, matter] = weakest(tiers[actor.id, matter], actor.tier)
        if party:
            parties[matter].setdefault(party.id, (party, []))[1].append(row["id"])
    for (actor_id, matter), rows in sorted(acts.items()):
        substantial = tuple(row for row in rows if of_substance(row["act"]) is not False)
        if substantial:
            known = tuple((who, tuple(ids)) for _, (who, ids) in sorted(parties[matter].items()))
            yield _Handling(Who(actor_id, tiers[actor_id, matter], True), matter, substantial, known)


class _Declared:
    """Declared ties by the name of the declarant: the same person, or a namesake who may be."""

    def __init__(self, view: View, people: People) -> None:
        self.people = people
        self.by_name: dict[str, list[tuple[Row, Who]]] = defaultdict(list)
        for row in view.rows("declared_tie"):
            declarant = people.who("declared_tie", row["id"], "declarant")
            if declarant:
                self.by_name[people.names[declarant.id]].append((row, declarant))

    def paths(self, handling: _Handling) -> Iterator[InterestPath]:
        """Every path of one actor in one matter."""
        for party, rows in handling.parties:
            if party.is_person and (tier := self._person_tier(handling.actor, party)):
                yield self._path(handling, party, rows, tier, None)
            for row, declarant in self.by_name.get(self.people.names[handling.actor.id], ()):
                yield from self._through_tie(handling, party, rows, row, declarant)

    def _through_tie(
        self, handling: _Handling, party: Who, rows: tuple[str, ...], tie: Row, declarant: Who
    ) -> Iterator[InterestPath]:
        own = self._person_tier(handling.actor, declarant)
        if own is None:
            return
        is_self = read_relation(tie["relation"]).state is RelationState.SELF
        relative = self.people.who("declared_tie", tie["id"], "relative")
        firm = self.people.who("declared_tie", tie["id"], "firm")
        if party.is_person and relative and not is_self and (tier := self._person_tier(relative, party)):
            yield self._path(handling, party, rows, weakest(own, tier), tie, relative)
        if firm and not party.is_person and (tier := self._firm_tier(firm, party)):
            yield self._path(handling, party, rows, weakest(own, tier), tie, relative, firm)

    def _person_tier(self, one: Who, other: Who) -> str | None:
        if one.id == other.id:
            return weakest(one.tier, other.tier)
        return "D" if self.people.may_be_one(one.id, other.id) else None

    def _firm_tier(self, one: Who, other: Who) -> str | None:
        if one.id == other.id:
            return weakest(one.tier, other.tier)
        return "D" if self.people.may_be_one_firm(one.id, other.id) else None

    def _path(
        self,
        handling: _Handling,
        party: Who,
        parties: tuple[str, ...],
        tier: str,
        tie: Row | None,
        relative: Who | None = None,
        firm: Who | None = None,
    ) -> InterestPath:
        relation = read_relation(tie["relation"]) if tie else Relation(RelationState.SELF)
        is_self = relation.state is RelationState.SELF
        share = read_share(tie["share_percent"]) if tie and firm else None
        acts, in_force = _acts_in_force(handling.acts, tie if tie and (firm or _may_end(tie, relation)) else None)
        verdict, why = _judge(tier, relation, tie if firm else None, share, in_force, acts)
        kind = ("self" if is_self else "kin") + ("_role" if firm else "")
        days = [row["acted_on"] for row in acts if row["acted_on"]]
        return InterestPath(
            actor_id=handling.actor.id,
            matter_id=handling.matter_id,
            party_id=party.id,
            kind=kind,
            verdict=verdict,
            why=why,
            tier=tier,
            hops=_hops(handling.actor, relative if not is_self else None, firm, party, tie),
            acts=tuple(row["id"] for row in acts),
            ties=(tie["id"],) if tie else (),
            parties=parties,
            first_act=min(days) if days else None,
            relation=tie["relation"] if tie else None,
            kin_path=relation.path,
            kin_sets=relation.sets,
            relative_id=relative.id if relative and not is_self else None,
            firm_role=tie["firm_role"] if tie and firm else None,
            share=share,
            valid_from=tie["valid_from"] if tie and (firm or _may_end(tie, relation)) else None,
            valid_to=tie["valid_to"] if tie and (firm or _may_end(tie, relation)) else None,
        )


def _hops(actor: Who, relative: Who | None, firm: Who | None, party: Who, tie: Row | None) -> tuple[Hop, ...]:
    hops: list[Hop] = []
    at = actor.id
    if relative and tie:
        hops.append(Hop(at, "kin", relative.id, tie["relation"]))
        at = relative.id
    if firm and tie:
        hops.append(Hop(at, "role", firm.id, tie["firm_role"]))
        at = firm.id
    hops.append(Hop(at, "party", party.id, None))
    return tuple(hops)


def _judge(
    tier: str, relation: Relation, role: Row | None, share: Decimal | None, in_force: bool | None, acts: list[Row]
) -> tuple[bool | None, str]:
    """The verdict and its one word. What is surely outside is said first; then what is not known; then what holds."""
    if relation.state is RelationState.NONE:
        return False, "not-kin"
    if relation.state is RelationState.KIN and K74 not in relation.sets:
        return False, "outside-k74"
    by_role, role_why = _role_verdict(role, share) if role else (True, "holds")
    if by_role is False:
        return False, role_why
    if in_force is False:
        return False, "not-in-force"
    if tier == "D":
        return None, "same-name"
    if relation.state is RelationState.UNKNOWN:
        return None, "relation-unknown"
    if by_role is None:
        return None, role_why
    if in_force is None:
        return None, "act-undated" if any(row["acted_on"] is None for row in acts) else "dates-unknown"
    if all(row["act"] is None for row in acts):
        return None, "act-unknown"
    return True, "holds"


def _role_verdict(tie: Row, share: Decimal | None) -> tuple[bool | None, str]:
    role = tie["firm_role"]
    if role in ROLES_OF_INTEREST or (share is not None and share >= LEAST_SHARE_PERCENT):
        return True, "holds"
    if role is None and share is None:
        return None, "role-unknown"
    if share is None:
        # An employee who holds no share has none to state; a shareholder has.
        return (False, "role-too-small") if role == FirmRole.EMPLOYEE else (None, "share-unknown")
    return (None, "role-unknown") if role is None else (False, "share-below")


def _may_end(tie: Row, relation: Relation) -> bool:
    """Whether the dates of a declared row bound the kinship itself: by marriage, in a row that names no firm (5a.5).

    Beside a firm the dates are those of the role; blood and adoption do not end.
    """
    has_dates = tie["valid_from"] is not None or tie["valid_to"] is not None
    return has_dates and not tie["firm"] and "s" in (relation.path or "")


def _acts_in_force(acts: tuple[Row, ...], role: Row | None) -> tuple[list[Row], bool | None]:
    """The acts during which a tie was in force, and whether there are any; without dated tie, all of them."""
    if role is None:
        return list(acts), True
    judged = [(row, in_force(role, row["acted_on"])) for row in acts]
    certain = [row for row, verdict in judged if verdict]
    if certain:
        return certain, True
    open_ones = [row for row, verdict in judged if verdict is None]
    return (open_ones, None) if open_ones else (list(acts), False)


def in_force(tie: Row, day: date | None) -> bool | None:
    """Whether a declared role was in force on a day, both ends included; None where it cannot be told.

    An open end lasts. An open beginning is known to lie before the declaration, so later days are covered.
    """
    start, end = tie["valid_from"], tie["valid_to"]
    if day is None:
        return None
    if end is not None and day > end:
        return False
    if start is not None:
        return bool(start <= day)
    return True if tie["declared_on"] is not None and tie["declared_on"] <= day else None


def read_share(text: str | None) -> Decimal | None:
    """A share in per cent, None when none is written or it is no number.

    >>> read_share("5.0"), read_share("若干")
    (Decimal('5.0'), None)
    """
    try:
        share = Decimal((text or "").strip().removesuffix("%"))
    except InvalidOperation:
        return None
    return share if share.is_finite() else None
