"""Records in, identities out: finds everyone who is named, judges who is meant, and places each record.

Flows in: register tables of a DuckDB connection, or plain rows. Flows out: the identity tables (`IDENTITY_TABLES`),
independent of the order of the records. The engine finds the distinct signatures and writes the mentions; Python judges
each signature once. Persons whose number is written are told by the engine alone: Python sees only mentions without
one, and of the persons with one only those who may be meant by them. Where a record states no unit, the publisher of
its document stands in for it, and its unit mention says so (`publisher`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import duckdb
import pyarrow as pa

from analytics.identity.columns import COLUMNS, TYPES
from analytics.identity.judgements import (
    Judgement,
    MentionKey,
    Told,
    apply_judgements,
    judged_mentions,
    judged_organisations,
    judged_persons,
)
from analytics.identity.known import evident_signatures, persons_meant
from analytics.identity.names import MASKED_NAME
from analytics.identity.organisations import resolve_organisations
from analytics.identity.parties import Parties, former_names
from analytics.identity.persons import MOST_CANDIDATES, PersonJudgement, PersonSignature, resolve_persons
from analytics.identity.placing import place_records
from analytics.identity.registers import (
    EVIDENCE,
    RECORD,
    SIGNATURE,
    Connection,
    Reading,
    Registers,
    digest_of,
    literal,
    organisations_named,
    persons_named,
    union,
    units_named,
)
from analytics.identity.rows import IDENTITY_TABLES, Organisation, Person

Row = Mapping[str, Any]

_MASKED = f"regexp_matches(name, {literal(MASKED_NAME.pattern)})"
_NOBODY_NAMED = (
    "SELECT '' AS record_table, '' AS record_id, '' AS role, '' AS name, NULL::VARCHAR AS id_hash, "
    "NULL::VARCHAR AS id_mask, NULL::VARCHAR AS unit, []::VARCHAR[] AS posts, false AS in_firm, NULL::DATE AS born, "
    "NULL::VARCHAR AS place WHERE false"
)
_NO_MENTIONS = "SELECT *, NULL::VARCHAR AS organisation_id FROM who_told"
# One for each mention that stands alone, and one for each publisher that names a place.
_ALONE = digest_of(literal("D"), "record_table", "record_id", "role")
_PARTY = f"'org:' || CASE WHEN tier = 'B' THEN {digest_of(literal('scoped'), 'scope', 'name')} ELSE {_ALONE} END"


class Identities:
    """Identities of the registers of a connection, judged; each table as SQL that holds while they are open."""

    def __init__(self, registers: Registers, judgements: Sequence[Judgement] = ()) -> None:
        self.registers = registers
        # Firms first: they are the units of their officers.
        self._judge_organisations()
        self.readings = persons_named(registers)
        self._judge_persons()
        place_records(registers)
        self.is_judged = bool(judgements) and self._apply(judgements)

    def parts(self, table: str) -> list[str]:
        """The SELECTs of an identity table, each sorted; one after the other they are the whole table, sorted."""
        columns = ", ".join(fields_of(table))
        if table == "mention":
            rows = self._mentions or {"": f"SELECT {columns} FROM ({_NO_MENTIONS})"}
            found = [judged_mentions(rows[key]) if self.is_judged else rows[key] for key in sorted(rows)]
            return [f"SELECT {columns} FROM ({one}) ORDER BY record_id, role" for one in found]
        queries = {
            "person": judged_persons(self._person_rows) if self.is_judged else self._person_rows,
            "organisation": judged_organisations(self._organisation_rows)
            if self.is_judged
            else self._organisation_rows,
            "post": "SELECT * FROM who_post",
            "step": "SELECT * FROM who_step",
            "placement": "SELECT * FROM who_placement",
        }
        order = "record_table, record_id" if table == "placement" else fields_of(table)[0]
        return [f"SELECT {columns} FROM ({queries[table]}) ORDER BY {order}"]

    def _apply(self, judgements: Sequence[Judgement]) -> bool:
        """Keep what the judgements change; False where that is nothing."""
        keys = {key for judgement in judgements for key in (judgement.one, judgement.other)}
        outcome = apply_judgements(self._told(keys), judgements)
        self.registers.keep("who_moved", outcome.moved_table())
        self.registers.keep("who_parted", outcome.parted_table())
        return bool(outcome.moved or outcome.parted)

    def _told(self, keys: Iterable[MentionKey]) -> dict[MentionKey, Told]:
        """Who the mentions that were judged are by evidence alone."""
        wanted: dict[str, list[str]] = {}
        for table, record, _ in keys:
            wanted.setdefault(table, []).append(record)
        told: dict[MentionKey, Told] = {}
        for table, mentions in self._mentions.items():
            if table not in wanted:
                continue
            records = ", ".join(literal(record) for record in sorted(set(wanted[table])))
            for *key, person, organisation, tier, name, kind, is_numbered in self.registers.fetch(
                f"SELECT m.record_table, m.record_id, m.role, m.person_id, m.organisation_id, m.tier, "
                "coalesce(p.name, o.name), o.kind, coalesce(p.tier = 'A', o.code IS NOT NULL) "
                f"FROM ({mentions}) AS m LEFT JOIN ({self._person_rows}) AS p ON p.person_id = m.person_id "
                f"LEFT JOIN ({self._organisation_rows}) AS o ON o.organisation_id = m.organisation_id "
                f"WHERE m.record_id IN ({records})"
            ):
                told[tuple(key)] = Told(person or organisation, person is not None, tier, is_numbered, name, kind)
        return told

    def _judge_organisations(self) -> None:
        named = Parties(self.registers)
        organisations, judged = resolve_organisations(named.signatures, named.spellings, former_names(self.registers))
        self.registers.keep("who_party", named.party_table(judged))
        self.registers.keep("who_unit", named.unit_table(judged))
        self.registers.keep("who_organisation", table_of(Organisation._fields, organisations))

    def _judge_persons(self) -> None:
        each = [reading.select(self.registers, "id_hash", "name") for reading in self.readings]
        named = union([f"SELECT id_hash, name FROM ({_NOBODY_NAMED})", *each])
        self.registers.create(
            "who_name",
            f"SELECT id_hash, name, count(*) AS mentions FROM ({named}) WHERE id_hash IS NOT NULL GROUP BY ALL",
        )
        self.registers.create(
            "who_number",
            f"SELECT id_hash, 'person:' || {digest_of(literal('A'), 'id_hash')} AS person_id, "
            "first(name ORDER BY mentions DESC, name) AS name, "
            "CASE WHEN count(*) > 1 THEN 'name-differs' END AS reason FROM who_name GROUP BY id_hash",
        )
        each = [reading.select(self.registers, *RECORD, *EVIDENCE) for reading in self.readings]
        shown = ", ".join((*RECORD, *SIGNATURE))
        self.registers.create(
            "who_open",
            f"SELECT {shown}, {_KEY} AS key FROM ({union([_NOBODY_NAMED, *each])}) WHERE id_hash IS NULL",
        )
        keys, signatures = evident_signatures(self.registers, _MASKED)
        known, namesakes = persons_meant(self.registers, self.readings, signatures)
        persons, judged = resolve_persons(known, signatures, namesakes.is_rare)
        self.registers.keep("who_judged", _judged_table(keys, judged))
        self.registers.keep("who_new", table_of(Person._fields, persons))
        self._tell_open()

    def _tell_open(self) -> None:
        """Who each mention without a number is: as judged, or a person of its own with its namesakes as reason."""
        alone = "SELECT DISTINCT name FROM who_open ANTI JOIN who_judged USING (key)"
        bearers = (
            "SELECT name, person_id FROM who_name JOIN (SELECT id_hash, person_id FROM who_number) USING (id_hash) "
            "UNION ALL SELECT name, person_id FROM who_new"
        )
        namesakes = (
            "SELECT name, 'same-name ' || array_to_string(list(DISTINCT person_id ORDER BY person_id)"
            f"[1:{MOST_CANDIDATES}], ' ') AS reason FROM ({bearers}) SEMI JOIN ({alone}) USING (name) GROUP BY name"
        )
        self.registers.create(
            "who_told",
            f"SELECT record_table, record_id, role, name, coalesce(j.person_id, 'person:' || {_ALONE}) AS person_id, "
            "coalesce(j.tier, 'D') AS tier, CASE WHEN j.key IS NOT NULL THEN j.reason "
            f"WHEN {_MASKED} THEN 'masked-name' ELSE n.reason END AS reason "
            f"FROM who_open LEFT JOIN who_judged AS j USING (key) LEFT JOIN ({namesakes}) AS n USING (name)",
        )

    @property
    def _person_rows(self) -> str:
        return (
            "SELECT person_id, name, 'A' AS tier FROM who_number UNION ALL SELECT person_id, name, tier FROM who_new "
            "UNION ALL SELECT person_id, name, tier FROM who_told WHERE tier = 'D'"
        )

    @property
    def _organisation_rows(self) -> str:
        """Those that are the same everywhere, those that one publisher names, and those that stand alone."""
        columns = (*RECORD, "organisation_id", "tier", "spelled", "kind", "name", "scope")
        loose = [
            f"SELECT {_PARTY} AS organisation_id, spelled AS name, kind, NULL::VARCHAR AS code "
            f"FROM ({reading.select(self.registers, *columns)}) WHERE organisation_id IS NULL"
            for reading in organisations_named(self.registers)
        ]
        if self._has_unclear_units:
            loose += [
                f"SELECT 'org:' || {_ALONE} AS organisation_id, u.spelled AS name, 'unit' AS kind, "
                "NULL::VARCHAR AS code "
                f"FROM ({reading.select(self.registers, *RECORD, 'unit')}) AS m JOIN who_unit AS u ON u.key = m.unit "
                "WHERE u.organisation_id IS NULL"
                for reading in units_named(self.registers)
            ]
        whole = "SELECT organisation_id, name, kind, code FROM who_organisation"
        return f"{whole} UNION ALL SELECT DISTINCT * FROM ({union(loose)})" if loose else whole

    @cached_property
    def _has_unclear_units(self) -> bool:
        return bool(self.registers.fetch("SELECT 1 FROM who_unit WHERE organisation_id IS NULL LIMIT 1"))

    @property
    def _mentions(self) -> dict[str, str]:
        """The mentions of each register."""
        parts: dict[str, list[str]] = {}
        for reading in self.readings:
            parts.setdefault(reading.table, []).append(self._numbered_mentions(reading))
        for table in parts:
            parts[table].append(
                "SELECT record_table, record_id, role, person_id, NULL::VARCHAR AS organisation_id, tier, reason "
                f"FROM who_told WHERE record_table = {literal(table)}"
            )
        for reading in organisations_named(self.registers):
            parts.setdefault(reading.table, []).append(self._party_mentions(reading))
        for reading in units_named(self.registers):
            parts.setdefault(reading.table, []).append(self._unit_mentions(reading))
        return {table: union(selects) for table, selects in parts.items()}

    def _numbered_mentions(self, reading: Reading) -> str:
        return (
            "SELECT record_table, record_id, role, person_id, NULL::VARCHAR AS organisation_id, 'A' AS tier, reason "
            f"FROM ({reading.select(self.registers, *RECORD, 'id_hash')}) JOIN who_number USING (id_hash)"
        )

    def _party_mentions(self, reading: Reading) -> str:
        columns = (*RECORD, "organisation_id", "tier", "reason", "name", "scope")
        return (
            "SELECT record_table, record_id, role, NULL::VARCHAR AS person_id, "
            f"coalesce(organisation_id, {_PARTY}) AS organisation_id, tier, reason "
            f"FROM ({reading.select(self.registers, *columns)})"
        )

    def _unit_mentions(self, reading: Reading) -> str:
        return (
            "SELECT record_table, record_id, role, NULL::VARCHAR AS person_id, "
            f"coalesce(organisation_id, 'org:' || {_ALONE}) AS organisation_id, tier, "
            "CASE WHEN inferred THEN 'publisher' ELSE reason END AS reason "
            f"FROM ({reading.select(self.registers, *RECORD, 'unit', 'inferred')}) JOIN who_unit ON key = unit"
        )


@contextmanager
def identities(
    connection: Connection,
    sources: Mapping[str, str],
    filled: Mapping[str, Container[str]] | None = None,
    judgements: Sequence[Judgement] = (),
) -> Iterator[Identities]:
    """Judge the registers of a connection; what the judgement keeps there is dropped at the end.

    `sources` gives for each register with rows the SQL of its rows, the columns in `COLUMNS` among them; `filled` the
    columns in which anything stands, where that is known. `judgements` are what people decided and did not withdraw.
    """
    registers = Registers(connection, {table: sql for table, sql in sources.items() if table in COLUMNS}, filled)
    try:
        yield Identities(registers, judgements)
    finally:
        registers.forget()


def identify(tables: Mapping[str, Iterable[Row]]) -> dict[str, list[tuple[Any, ...]]]:
    """The identity tables of these rows: table name -> rows (named tuples), sorted.

    Unknown tables are passed over; missing columns count as empty.
    """
    connection = _SHARED.cursor()
    try:
        sources, filled = {}, {}
        for table, columns in COLUMNS.items():
            if rows := [{column: row.get(column) for column in columns} for row in tables.get(table, ())]:
                schema = pa.schema([(column, TYPES.get(column, pa.string())) for column in columns])
                given = pa.Table.from_pylist(rows, schema=schema)
                connection.register(table, given)
                sources[table], filled[table] = f'"{table}"', filled_columns(given)
        with identities(connection, sources, filled) as found:
            return {
                name: [kind(*row) for part in found.parts(name) for row in connection.execute(part).fetchall()]
                for name, kind in IDENTITY_TABLES.items()
            }
    finally:
        connection.close()


# Opening a database takes longer than judging a case; what a cursor registers and creates is its own.
_SHARED = duckdb.connect(config={"threads": 1})

_KEY_PARTS = {"posts": "array_to_string(posts, chr(30))", "in_firm": "in_firm::VARCHAR", "born": "born::VARCHAR"}
_KEY = f"concat_ws(chr(31), {', '.join(f'coalesce({_KEY_PARTS.get(c, c)}, {literal(str())})' for c in SIGNATURE)})"


def _judged_table(keys: Mapping[PersonSignature, str], judged: Mapping[PersonSignature, PersonJudgement]) -> pa.Table:
    rows = [(keys[signature], *judgement) for signature, judgement in judged.items()]
    return table_of(("key", *PersonJudgement._fields), rows)


def filled_columns(rows: pa.Table) -> frozenset[str]:
    """The columns of a table in which anything stands."""
    return frozenset(name for name in rows.column_names if rows[name].null_count < rows.num_rows)


def fields_of(table: str) -> tuple[str, ...]:
    """The columns of an identity table."""
    fields: tuple[str, ...] = IDENTITY_TABLES[table]._fields  # type: ignore[attr-defined]
    return fields


def table_of(fields: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows of text as an Arrow table."""
    columns = zip(*rows, strict=True) if rows else [[] for _ in fields]
    return pa.table({name: pa.array(values, pa.string()) for name, values in zip(fields, columns, strict=True)})


def rows_of(table: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Rows of an identity table as dictionaries."""
    for row in rows:
        yield dict(zip(fields_of(table), row, strict=True))
