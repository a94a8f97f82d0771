"""The evidence of mentions side by side: what each record says of whom it names, in the form in which it is compared.

Flows in: registers of a connection whose identities are judged. Flows out: for chosen persons every mention with its
evidence, so that a merge can be explained and a question be put.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import combinations, groupby
from typing import NamedTuple

from analytics.identity.columns import COLUMNS
from analytics.identity.judgements import MentionKey
from analytics.identity.organisations import resolve_organisations
from analytics.identity.parties import Parties, former_names
from analytics.identity.registers import EVIDENCE, RECORD, Connection, Registers, literal, persons_named, union
from analytics.identity.slips import is_slip

# A title that more people than this hold in one unit tells nobody apart.
_MOST_HOLDERS = 200


class Evidence(NamedTuple):
    """A mention of a person, and what stands beside the name."""

    record_table: str
    record_id: str
    role: str
    person_id: str
    tier: str
    reason: str | None
    name: str
    has_number: bool
    id_mask: str | None
    unit: str | None  # the name of a unit, or the id of a firm
    posts: tuple[str, ...]
    born: date | None
    place: str | None

    @property
    def key(self) -> MentionKey:
        """The mention as a judgement names it."""
        return (self.record_table, self.record_id, self.role)


class EvidenceReader:
    """Reads the evidence of mentions."""

    def __init__(self, registers: Registers) -> None:
        self.registers = registers
        named = Parties(registers)
        _, judged = resolve_organisations(named.signatures, named.spellings, former_names(registers))
        registers.keep("who_party", named.party_table(judged))
        self.readings = persons_named(registers)

    def of_persons(self, persons: Iterable[str]) -> list[Evidence]:
        """Every mention of these persons, in the order of person, table, record and role."""
        chosen = ", ".join(literal(person) for person in sorted(set(persons)))
        return self._where(f"m.person_id IN ({chosen})") if chosen else []

    def open_mentions(self) -> list[Evidence]:
        """Every mention that stands alone though it has namesakes."""
        return self._where("m.tier = 'D' AND m.reason SIMILAR TO '(ambiguous|same-name) .*'")

    def alike(self) -> list[tuple[str, str]]:
        """Persons at one post of one unit whose names may be one name mistyped, in pairs; not two with numbers."""
        if not self.readings:
            return []
        rows = union(reading.select(self.registers, *RECORD, *EVIDENCE) for reading in self.readings)
        found = self.registers.fetch(
            "SELECT DISTINCT unit, post, m.person_id, p.tier = 'A', e.name FROM (SELECT record_table, record_id, role, "
            f"name, unit, unnest(posts) AS post FROM ({rows}) WHERE unit IS NOT NULL) AS e "
            "JOIN mention AS m USING (record_table, record_id, role) JOIN person AS p USING (person_id) "
            "ORDER BY unit, post, m.person_id, e.name"
        )
        pairs: dict[tuple[str, str], None] = {}
        for _, group in groupby(found, key=lambda row: row[:2]):
            holders = [row[2:] for row in group]
            if len(holders) <= _MOST_HOLDERS:
                for (one, numbered, name), (other, other_numbered, other_name) in combinations(holders, 2):
                    if one != other and not (numbered and other_numbered) and name != other_name:
                        pairs |= {(one, other): None} if is_slip(name, other_name) else {}
        return list(pairs)

    def _where(self, condition: str) -> list[Evidence]:
        if not self.readings:
            return []
        rows = union(reading.select(self.registers, *RECORD, *EVIDENCE) for reading in self.readings)
        found = self.registers.fetch(
            "SELECT record_table, record_id, role, m.person_id, m.tier, m.reason, e.name, e.id_hash IS NOT NULL, "
            f"e.id_mask, e.unit, e.posts, e.born, e.place FROM ({rows}) AS e "
            f"JOIN mention AS m USING (record_table, record_id, role) WHERE {condition} "
            "ORDER BY m.person_id, record_table, record_id, role"
        )
        return [Evidence._make((*row[:10], tuple(row[10] or ()), *row[11:])) for row in found]


@contextmanager
def evidence(
    connection: Connection, sources: Mapping[str, str], filled: Mapping[str, Container[str]] | None = None
) -> Iterator[EvidenceReader]:
    """Read evidence from the registers of a connection, in which `mention` is known; parameters as of `identities`."""
    registers = Registers(connection, {table: sql for table, sql in sources.items() if table in COLUMNS}, filled)
    try:
        yield EvidenceReader(registers)
    finally:
        registers.forget()
