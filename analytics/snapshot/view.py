"""What an analysis sees: the tables of one snapshot as they were known on one day, on an engine through Ibis.

Flows in: sealed Parquet segments, or plain rows in memory for cases. Flows out: `View`. A row recorded after the end of
the as-of day (the store's clock, UTC) does not exist for the view, and identities are judged anew without it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property, partial
from typing import Any, NamedTuple, Self

import duckdb
import ibis
import ibis.expr.types as ir
import networkx as nx
import pyarrow as pa

from analytics.identity import (
    COLUMNS,
    IDENTITY_TABLES,
    UNIT_COLUMNS,
    EvidenceReader,
    evidence,
    filled_columns,
    identities,
    later_editions,
)
from analytics.snapshot.engines import DUCKDB, connect, register
from analytics.snapshot.graph import build_graph
from analytics.snapshot.schema import TABLES, arrow_schema, has_column
from analytics.snapshot.standing import SPANS, LeftOut, judged, left_out
from models.vocabulary import DocumentKind, DocumentStatus

_JUDGEMENTS = "identity_judgement"
_HELD = (str(DocumentStatus.ACCEPTED), str(DocumentStatus.PARTIAL))

# Columns that say which years the rows of a document speak of, where it states no period; the year of publication
# always counts too. Registers of what lasts (who holds a post, which firm there is) speak of no year by their rows.
_YEAR_COLUMNS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        (
            *("three_public_report", "fund_notice", "programme_budget", "budget_table", "budget_approval", "staffing"),
            *("period_spending", "budget_adjustment", "allocation", "purchase"),
        ),
        ("fiscal_year",),
    ),
    "recusal": ("applied", "decided"),
    "restriction": ("exit_date",),
    "declared_tie": ("declared_on",),
    "social_tie": ("declared_on",),
    "kin_filing": ("filed_on",),
    "matter_act": ("acted_on",),
    "matter": ("accepted_on", "closed_on"),
    "payment": ("benefit_month", "paid_on"),
    "payroll": ("month",),
    "death": ("died_on",),
    "village": ("as_of",),
    "bid": ("submitted_on",),
    "appointment": ("decided_on",),
    "check_issue": ("checked_on",),
    "rectification": ("rectified_on", "closed_on"),
    "monthly_report": ("month",),
    "complaint": ("received_on",),
    "pledge": ("due", "signed_on"),
}


# Facts of public documents: what a second edition repeats of them must not count twice. Findings of personal data are
# left out, since each file leaks by itself.
_COUNTED_ONCE = frozenset(
    {"fund_notice", "fund_item", "fund_part", "three_public_report", "three_public_line", "risk_point"}
)


@cache
def _memory() -> duckdb.DuckDBPyConnection:
    """The database of views of rows in memory, with every table empty.

    Each view is a cursor of it: what a cursor registers is its own and stands before the empty table of that name.
    """
    # Starting threads for a few rows takes longer than reading them.
    database = duckdb.connect(config={"threads": 1})
    for name in TABLES:
        database.register("given", arrow_schema(name).empty_table())
        database.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')
    database.unregister("given")
    return database


class Holding(NamedTuple):
    """What one document makes held: for which units, for which stated period, or else speaking of which years."""

    units: set[str]
    period: tuple[date, date] | None
    years: set[int]


class View:
    """One snapshot on one day: what was known on `as_of`, judged as of `assessed_on` (the same day, mostly).

    >>> view = View.from_rows({"tenure": [{"id": "t1", "name": "石见川", "post": "出纳岗"}]}, as_of=date(2025, 1, 1))
    >>> [row["post"] for row in view.rows("tenure")], view.rows("matter_act")
    (['出纳岗'], [])
    """

    def __init__(
        self,
        connection: Any,
        snapshot_id: str,
        as_of: date,
        assessed_on: date | None = None,
        empty: Iterable[str] = (),
    ) -> None:
        """Wrap a connection in which every snapshot table is registered under its name.

        `empty` names tables of the store that hold no row at all, so that nobody has to ask the engine about them.
        """
        self._connection = connection
        self._supposed: dict[str, pa.Table] = {}
        self._without: dict[str, list[str]] = {}
        self._empty = frozenset(empty) - set(IDENTITY_TABLES)
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._tables: dict[str, ir.Table] = {}
        self.snapshot_id = snapshot_id
        self.as_of = as_of
        self.assessed_on = as_of if assessed_on is None else assessed_on

    @classmethod
    def from_rows(cls, tables: Mapping[str, Sequence[Mapping[str, Any]]], *, as_of: date, engine: str = DUCKDB) -> Self:
        """A view of rows in memory: missing columns are null, missing tables empty, rows without `id` are numbered.

        Identities are judged from the rows unless any identity table is given. Raises ValueError for a table or column
        that does not exist.
        """
        if unknown := sorted(set(tables) - set(TABLES)):
            raise ValueError(f"no such table: {', '.join(unknown)}")
        stored = {name: _arrow_rows(name, rows) for name, rows in tables.items() if rows}
        empty = [name for name in TABLES if name not in stored]
        if engine == DUCKDB:
            connection = ibis.duckdb.from_connection(_memory().cursor())
        else:
            connection = connect(engine)
            for name in empty:
                register(connection, name, arrow_schema(name).empty_table())
        for name, table in stored.items():
            register(connection, name, table)
        view = cls(connection, "memory-" + _content_digest(stored), as_of, empty=empty)
        if not any(tables.get(name) for name in IDENTITY_TABLES):
            view.judge_identities({name: filled_columns(rows) for name, rows in stored.items()})
        return view

    def judge_identities(self, filled: Mapping[str, Container[str]] | None = None) -> None:
        """Judge identities from the visible rows and register them, for a connection that has none registered.

        `filled` names the columns of tables in which anything stands, where that is known.
        """
        rows = [] if self.is_empty(_JUDGEMENTS) else self._known(_JUDGEMENTS).to_pyarrow().to_pylist()
        decided = judged(rows, end_of(self.as_of))
        with self._registers() as (duck, sources), identities(duck, sources, filled, decided) as found:
            for name in IDENTITY_TABLES:
                parts = " UNION ALL ".join(f"({part})" for part in found.parts(name))
                if self._is_on_duckdb:
                    duck.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {parts}")
                else:
                    register(self._connection, name, duck.sql(parts).to_arrow_table().cast(arrow_schema(name)))

    @contextmanager
    def evidence(self) -> Iterator[EvidenceReader]:
        """A reader of what each record says of the persons it names, for explanations and questions."""
        with self._registers() as (duck, sources):
            if not self._is_on_duckdb:
                duck.register("mention", self.table("mention").to_pyarrow())
            with evidence(duck, sources) as reader:
                yield reader

    @property
    def _is_on_duckdb(self) -> bool:
        return bool(self._connection.name == DUCKDB)

    @contextmanager
    def _registers(self) -> Iterator[tuple[duckdb.DuckDBPyConnection, dict[str, str]]]:
        """A DuckDB connection with the registers that identity reads, and the SQL of the visible rows of each.

        It is the view's own connection, or one beside it where the view stands on another engine.
        """
        held = [name for name in COLUMNS if not self.is_empty(name)]
        if not self._is_on_duckdb:
            with _memory().cursor() as beside:
                for name in held:
                    beside.register(name, self._known(name).to_pyarrow())
                yield beside, {name: f'"{name}"' for name in held}
            return
        own: duckdb.DuckDBPyConnection = self._connection.con
        own.register("left_out", self.left_out.as_table())
        counting = partial(self.left_out.counting, left_out="left_out", recorded_before=end_of(self.as_of))
        try:
            yield own, {name: counting(name, f'"{name}"') for name in held}
        finally:
            own.unregister("left_out")

    def table(self, name: str) -> ir.Table:
        """A table as an Ibis expression, without rows recorded after the as-of day.

        Where a publication came in several formats, its rows are seen once, from its fullest edition (see `editions`).
        The expression is kept: making it asks the engine for its columns, and rules ask for some tables very often.
        """
        if name not in self._tables:
            self._tables[name] = self._counted_once(name)
        return self._tables[name]

    def _counted_once(self, name: str) -> ir.Table:
        table = self._known(name)
        if not self.editions:
            return table
        if name in _COUNTED_ONCE:
            return table.filter(table.document_id.notin(sorted(self.editions)))
        if has_column(name, "record_id") and has_column(name, "record_table"):
            return table.anti_join(self._repeated_records, ["record_table", "record_id"])
        return table

    @cached_property
    def _repeated_records(self) -> ir.Table:
        """Table and id of every fact that only a further edition states."""
        repeated = [
            known.filter(known.document_id.isin(sorted(self.editions))).select(
                record_table=ibis.literal(name), record_id=known.id
            )
            for name, known in ((name, self._known(name)) for name in sorted(_COUNTED_ONCE))
        ]
        return ibis.union(*repeated)

    @cached_property
    def editions(self) -> dict[str, str]:
        """Documents that only repeat another one in a further format, each with the document that stands for it."""
        return later_editions(lambda name: [] if self.is_empty(name) else self._known(name).to_pyarrow().to_pylist())

    def _known(self, name: str) -> ir.Table:
        if name not in TABLES:
            raise ValueError(f"no such table: {name}")
        table = self._connection.table(name)
        if name in self._without:
            table = table.filter(table.id.notin(self._without[name]))
        if name in self._supposed:
            table = table.union(ibis.memtable(self._supposed[name]).cast(table.schema()))
        if has_column(name, "recorded_at"):
            table = table.filter(table.recorded_at.isnull() | (table.recorded_at < ibis.literal(end_of(self.as_of))))
        return table if name in SPANS else self._counting(name, table)

    def _counting(self, name: str, table: ir.Table) -> ir.Table:
        """A table without documents that another replaced, and without rows that a correction took out."""
        out = self.left_out
        column = "id" if name == "document" else "document_id"
        if out.documents and has_column(name, column):
            table = table.filter(table[column].notin(sorted(out.documents)))
        if name in out.records:
            table = table.filter(table.id.notin(sorted(out.records[name])))
        return table

    @cached_property
    def left_out(self) -> LeftOut:
        """Documents and rows that did not count at the end of the as-of day (see `snapshot.standing`)."""
        spans = {n: [] if self.is_empty(n) else self._known(n).to_pyarrow().to_pylist() for n in SPANS}
        return left_out(spans["supersession"], spans["withdrawal"], end_of(self.as_of))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table, sorted by its first columns. The list is kept and shared: do not change it."""
        if self.is_empty(name):
            return []
        if name not in self._rows:
            found = self.table(name).to_pyarrow().to_pylist()
            keys = arrow_schema(name).names[:3] if name in IDENTITY_TABLES else ["id"]
            self._rows[name] = sorted(found, key=lambda row: [str(row[key]) for key in keys])
        return self._rows[name]

    def is_empty(self, name: str) -> bool:
        """Whether a table of the store holds no row whatever the day; False says nothing."""
        return name in self._empty

    def suppose(
        self, added: Mapping[str, Sequence[Mapping[str, Any]]], without: Mapping[str, Iterable[str]] | None = None
    ) -> Self:
        """Let this view see rows that are only planned, and no longer some others (by id), and give it back.

        For a view that nobody has asked anything yet: what was computed before would not know of them. Rows of
        identity tables (who is meant, where it belongs) have to come with the rows they speak of.
        """
        if self._rows:
            raise ValueError("this view has answered already")
        self._supposed = {name: _arrow_rows(name, rows) for name, rows in added.items() if rows}
        self._without = {name: sorted(ids) for name, ids in (without or {}).items()}
        self._empty -= set(self._supposed)
        self._tables.clear()
        return self

    @cached_property
    def unit_names(self) -> dict[str, str]:
        """The name of each unit, by its id; firms, of which there are very many, stay on the engine."""
        organisation = self.table("organisation")
        units = organisation.filter(organisation.kind == "unit").select("organisation_id", "name")
        return {row["organisation_id"]: row["name"] for row in units.to_pyarrow().to_pylist()}

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The relationship graph of all visible records (see `analytics.snapshot.graph`)."""
        return build_graph(self.rows)

    def held(
        self,
        kind: DocumentKind,
        unit_id: str | None = None,
        year: int | None = None,
        *,
        period: tuple[date, date] | None = None,
    ) -> bool:
        """Whether a register or publication of this kind was accepted, whole or in part (domain decision 5a.1).

        An accepted document without rows (a nil return) counts. `unit_id`: the document states that unit; one that
        states none counts for its publisher; and either counts for the units its rows name. `period` (first and last
        day) or `year` (as far as it has run by the assessed day): the periods that documents state cover every day of
        it, together where need be; or a document that states no period was published in those years, or its rows speak
        of them, of each.
        """
        if period is None and year is not None:
            period = date(year, 1, 1), min(date(year, 12, 31), max(self.assessed_on, date(year, 1, 1)))
        if unit_id is None and period is None:
            return str(kind) in self._kinds_held
        found = [h for h in self.holdings.get(str(kind), ()) if unit_id is None or unit_id in h.units]
        if period is None:
            return bool(found)
        first, last = period
        asked = set(range(first.year, last.year + 1))
        return _covers([h.period for h in found if h.period], first, last) or asked <= {
            one for h in found if h.period is None for one in h.years
        }

    @cached_property
    def _accepted(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in self.rows("document") if row["status"] in _HELD and row["kind"]}

    @cached_property
    def _kinds_held(self) -> set[str]:
        covered = {row["kind"] for row in self.rows("coverage") if row["document_id"] in self._accepted}
        return covered | {row["kind"] for row in self._accepted.values()}

    @cached_property
    def holdings(self) -> Mapping[str, Sequence[Holding]]:
        """What each accepted document makes held, by kind of document."""
        accepted = self._accepted
        years = self._years_of_documents()
        units = self._units_of_documents()
        held: dict[str, list[Holding]] = defaultdict(list)
        covered = set()
        for row in self.rows("coverage"):
            document = row["document_id"]
            if document in accepted:
                covered.add((document, row["kind"]))
                period = _period(row["period_from"], row["period_to"])
                held[row["kind"]].append(
                    Holding(units["coverage", row["id"]] | units["rows", document], period, years[document])
                )
        for document, row in accepted.items():
            if (document, row["kind"]) not in covered:
                everybody = units["document", document] | units["rows", document]
                held[row["kind"]].append(Holding(everybody, None, years[document]))
        return dict(held)

    def _years_of_documents(self) -> dict[str, set[int]]:
        years: dict[str, set[int]] = defaultdict(set)
        parts = []
        for name, columns in _YEAR_COLUMNS.items():
            if self.is_empty(name):
                continue
            known = self.table(name)
            for column in columns:
                value = known[column]
                one = value.cast("int32") if value.type().is_integer() else value.year().cast("int32")
                parts.append(known.select("document_id", year=one))
        for row in ibis.union(*parts).distinct().to_pyarrow().to_pylist() if parts else ():
            if row["year"] is not None:
                years[row["document_id"]].add(row["year"])
        for row in self.rows("document"):
            if row["published"]:
                years[row["id"]].add(row["published"].year)
        return years

    def _units_of_documents(self) -> dict[tuple[str, str], set[str]]:
        """The units that coverage, documents (as publishers) and the rows of documents name: (who, id) -> units.

        A row of `coverage` that states no unit names the publisher.
        """
        mention = self.table("mention")
        naming = mention.filter(mention.role.isin(["unit", "publisher"]))
        parts = [
            self.table(name).select(
                record_table=ibis.literal(name),
                record_id="id",
                who=ibis.literal(name if name in ("coverage", "document") else "rows"),
                whose="id" if name in ("coverage", "document") else "document_id",
            )
            for name in sorted(UNIT_COLUMNS)
            if not self.is_empty(name)
        ]
        if not parts:
            return defaultdict(set)
        joined = naming.join(ibis.union(*parts), ["record_table", "record_id"])
        said = joined.filter((joined.who != "rows") | joined.reason.isnull() | (joined.reason != "publisher"))
        units: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in said.select("who", "whose", "organisation_id").distinct().to_pyarrow().to_pylist():
            units[row["who"], row["whose"]].add(row["organisation_id"])
        return units


def _period(first: date | None, last: date | None) -> tuple[date, date] | None:
    """A stated period; one that states one end only is none, since an open end tells nothing about completeness."""
    return None if first is None or last is None else (first, last)


def _covers(periods: Iterable[tuple[date, date]], first: date, last: date) -> bool:
    """Whether periods, both ends included, cover every day from `first` to `last` together."""
    reached = first
    for start, end in sorted(periods):
        if start > reached:
            break
        reached = max(reached, end + timedelta(days=1))
    return reached > last


def end_of(day: date) -> datetime:
    """The first moment after a day, on the store's clock (naive UTC)."""
    return datetime.combine(day + timedelta(days=1), time())


def _arrow_rows(name: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    schema = arrow_schema(name)
    prepared = []
    for number, row in enumerate(rows, start=1):
        if unknown := sorted(set(row) - set(schema.names)):
            raise ValueError(f"table {name} has no column {', '.join(unknown)}")
        values = {column: _plain(row.get(column)) for column in schema.names}
        if "id" in values and values["id"] is None:
            values["id"] = f"{name}-{number}"
        prepared.append(values)
    return pa.Table.from_pylist(prepared, schema=schema)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC).replace(tzinfo=None)
    return value


def _content_digest(tables: Mapping[str, pa.Table]) -> str:
    lines: dict[str, list[str]] = {name: [] for name in TABLES}
    for name, table in tables.items():
        lines[name] = sorted(json.dumps(row, default=str, sort_keys=True) for row in table.to_pylist())
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()[:16]
