"""What people judged about who is who, applied to what the evidence says.

Flows in: who each judged mention is by evidence, and the judgements that stand. Flows out: persons and firms that
become one, and mentions that are taken out of one, as tables that the engine joins. Everything can be taken back, since
only the judgements are kept: the evidence is judged anew each time.

- Same: the two become one, on tier `judged`. Never where both have a number or code of their own: those are two.
- Different: where evidence holds both for one, the mention with the weaker evidence stands alone.
- Judgements that contradict each other (A is B, B is C, C is not A) join none of those they are about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

from analytics.identity.names import digest
from models.vocabulary import EvidenceTier, Verdict

MentionKey = tuple[str, str, str]  # table, record, role
_ALONE, _JUDGED = str(EvidenceTier.D), str(EvidenceTier.JUDGED)


class Judgement(NamedTuple):
    """What a person decided about two mentions."""

    id: str
    one: MentionKey
    other: MentionKey
    verdict: str  # Verdict


class Told(NamedTuple):
    """Who a mention is by evidence."""

    who: str  # person or organisation
    is_person: bool
    tier: str
    is_numbered: bool  # the person or firm has a number or code
    name: str
    kind: str | None  # of an organisation


class Parted(NamedTuple):
    """A mention that stands alone by judgement."""

    alone: str
    judgement: str
    name: str
    kind: str | None


@dataclass
class Outcome:
    """`moved`: id -> the id it becomes and the judgement; `parted`: mentions that stand alone; `clashes`: judgements
    that could not be followed.
    """

    moved: dict[str, tuple[str, str]] = field(default_factory=dict)
    parted: dict[MentionKey, Parted] = field(default_factory=dict)
    clashes: list[str] = field(default_factory=list)

    def moved_table(self) -> pa.Table:
        """`who_moved`: from_id, to_id, judgement."""
        rows = [(one, to, judgement) for one, (to, judgement) in sorted(self.moved.items())]
        return _table(("from_id", "to_id", "judgement"), rows)

    def parted_table(self) -> pa.Table:
        """`who_parted`: the mention, its own id, judgement, name and kind."""
        rows = [(*key, *parted) for key, parted in sorted(self.parted.items())]
        return _table(("record_table", "record_id", "role", *Parted._fields), rows)


def apply_judgements(told: Mapping[MentionKey, Told], judgements: Iterable[Judgement]) -> Outcome:
    """What the judgements change.

    Those about mentions that are not there, or about a person and a firm, change nothing.
    """
    known = [j for j in sorted(judgements) if j.one in told and j.other in told]
    known = [j for j in known if told[j.one].is_person == told[j.other].is_person]
    outcome = Outcome()
    for judgement in known:
        if judgement.verdict == Verdict.DIFFERENT and told[judgement.one].who == told[judgement.other].who:
            _part(outcome, told, judgement)
    _join(outcome, told, known)
    return outcome


def _part(outcome: Outcome, told: Mapping[MentionKey, Told], judgement: Judgement) -> None:
    """The mention with the weaker evidence stands alone; of equal ones, the one that was named second."""
    weaker = max(judgement.one, judgement.other, key=lambda key: (told[key].tier, key == judgement.other))
    mention = told[weaker]
    alone = ("person:" if mention.is_person else "org:") + digest("D", *weaker)
    outcome.parted[weaker] = Parted(alone, judgement.id, mention.name, mention.kind)


def _join(outcome: Outcome, told: Mapping[MentionKey, Told], judgements: Sequence[Judgement]) -> None:
    same = [j for j in judgements if j.verdict == Verdict.SAME]
    who = {key: outcome.parted[key].alone if key in outcome.parted else one.who for key, one in told.items()}
    numbered = {who[key] for key, one in told.items() if one.is_numbered and key not in outcome.parted}
    alone = {who[key] for key, one in told.items() if one.tier == _ALONE or key in outcome.parted}
    apart = [{who[j.one], who[j.other]} for j in judgements if j.verdict == Verdict.DIFFERENT]
    for group in _groups([(who[j.one], who[j.other]) for j in same]):
        by = sorted(j.id for j in same if who[j.one] in group)
        if len(group & numbered) > 1 or any(pair <= group for pair in apart):
            outcome.clashes += by
            continue
        first = min(group, key=lambda one: (one not in numbered, one in alone, one))
        for one in group:
            if one != first or one in alone:
                outcome.moved[one] = (first, by[0])


def _groups(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    group_of: dict[str, set[str]] = {}
    for one, other in pairs:
        merged = group_of.get(one, {one}) | group_of.get(other, {other})
        for member in merged:
            group_of[member] = merged
    distinct: dict[int, set[str]] = defaultdict(set)
    for group in group_of.values():
        distinct[id(group)] = group
    return sorted(distinct.values(), key=min)


def judged_mentions(mentions: str) -> str:
    """The SQL of mentions with the judgements applied."""
    own = "coalesce(p.alone, m.person_id, m.organisation_id)"
    to = f"coalesce(v.to_id, {own})"
    return (
        "SELECT m.record_table, m.record_id, m.role, "
        f"CASE WHEN m.person_id IS NOT NULL THEN {to} END AS person_id, "
        f"CASE WHEN m.organisation_id IS NOT NULL THEN {to} END AS organisation_id, "
        f"CASE WHEN v.to_id IS NULL THEN CASE WHEN p.alone IS NULL THEN m.tier ELSE '{_ALONE}' END "
        f"WHEN m.tier = '{_ALONE}' OR p.alone IS NOT NULL THEN '{_JUDGED}' "
        f"ELSE greatest(m.tier, '{_JUDGED}') END AS tier, "
        "CASE WHEN v.to_id IS NOT NULL THEN 'judged ' || v.judgement "
        "WHEN p.alone IS NOT NULL THEN 'judged-different ' || p.judgement ELSE m.reason END AS reason "
        f"FROM ({mentions}) AS m LEFT JOIN who_parted AS p USING (record_table, record_id, role) "
        f"LEFT JOIN who_moved AS v ON v.from_id = {own}"
    )


def judged_persons(persons: str) -> str:
    """The SQL of persons with the judgements applied."""
    parted = f"SELECT alone AS person_id, name, '{_ALONE}' AS tier FROM who_parted WHERE kind IS NULL"
    return (
        f"SELECT p.person_id, p.name, CASE WHEN v.to_id IS NULL THEN p.tier ELSE '{_JUDGED}' END AS tier "
        f"FROM ({persons} UNION ALL {parted}) AS p LEFT JOIN who_moved AS v ON v.from_id = p.person_id "
        "WHERE v.to_id IS NULL OR v.to_id = p.person_id"
    )


def judged_organisations(organisations: str) -> str:
    """The SQL of organisations with the judgements applied."""
    parted = "SELECT alone AS organisation_id, name, kind, NULL::VARCHAR AS code FROM who_parted WHERE kind IS NOT NULL"
    return (
        f"SELECT o.* FROM ({organisations} UNION ALL {parted}) AS o LEFT JOIN who_moved AS v "
        "ON v.from_id = o.organisation_id WHERE v.to_id IS NULL OR v.to_id = o.organisation_id"
    )


def _table(fields: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(fields)
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(fields, columns, strict=True)})
