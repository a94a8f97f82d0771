"""What an analysis sees: the tables of one snapshot as they were known on one day, on DuckDB through Ibis.

Flows in: sealed Parquet segments, or plain rows in memory for cases. Flows out: `View`. A row recorded after the end of
the as-of day (the store's clock, UTC) does not exist for the view, and identities are judged anew without it.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, Self

import ibis
import ibis.expr.types as ir
import networkx as nx
import pyarrow as pa

from analytics.identity import COLUMNS, IDENTITY_TABLES, identify, later_editions, rows_of
from analytics.snapshot.graph import build_graph
from analytics.snapshot.schema import TABLES, arrow_schema, has_column
from models.vocabulary import DocumentKind, DocumentStatus

_HELD = (str(DocumentStatus.ACCEPTED), str(DocumentStatus.PARTIAL))

# Columns that say which years the rows of a document speak of; the year of publication always counts too.
_YEAR_COLUMNS: dict[str, tuple[str, ...]] = {
    "three_public_report": ("fiscal_year",),
    "fund_notice": ("fiscal_year",),
    "programme_budget": ("fiscal_year",),
    "recusal": ("applied", "decided"),
    "restriction": ("exit_date",),
    "declared_tie": ("declared_on",),
    "matter_act": ("acted_on",),
}


# Facts of public documents: what a second edition repeats of them must not count twice. Findings of personal data are
# left out, since each file leaks by itself.
_COUNTED_ONCE = frozenset(
    {"fund_notice", "fund_item", "fund_part", "three_public_report", "three_public_line", "risk_point"}
)


class View:
    """One snapshot on one day.

    >>> view = View.from_rows({"tenure": [{"id": "t1", "name": "石见川", "post": "出纳岗"}]}, as_of=date(2025, 1, 1))
    >>> [row["post"] for row in view.rows("tenure")], view.rows("matter_act")
    (['出纳岗'], [])
    """

    def __init__(self, connection: Any, snapshot_id: str, as_of: date) -> None:
        """Wrap a connection in which every snapshot table is registered under its name."""
        self._connection = connection
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self.snapshot_id = snapshot_id
        self.as_of = as_of

    @classmethod
    def from_rows(cls, tables: Mapping[str, Sequence[Mapping[str, Any]]], *, as_of: date) -> Self:
        """A view of rows in memory: missing columns are null, missing tables empty, rows without `id` are numbered.

        Identities are judged from the rows unless any identity table is given. Raises ValueError for a table or column
        that does not exist.
        """
        if unknown := sorted(set(tables) - set(TABLES)):
            raise ValueError(f"no such table: {', '.join(unknown)}")
        stored = {name: _arrow_rows(name, tables.get(name, ())) for name in TABLES}
        snapshot_id = "memory-" + _content_digest(stored)
        connection = ibis.duckdb.connect()
        for name, table in stored.items():
            connection.con.register(name, table)
        view = cls(connection, snapshot_id, as_of)
        if not any(tables.get(name) for name in IDENTITY_TABLES):
            end = end_of(as_of)
            view._register_identities(
                {
                    name: [r for r in stored[name].to_pylist() if r["recorded_at"] is None or r["recorded_at"] < end]
                    for name in COLUMNS
                }
            )
        return view

    def judge_identities(self) -> None:
        """Judge identities from the visible rows and register them, for a connection that has none registered."""
        facts = {
            name: self._known(name).select([c for c in columns if has_column(name, c)]).to_pyarrow().to_pylist()
            for name, columns in COLUMNS.items()
        }
        self._register_identities(facts)

    def _register_identities(self, facts: Mapping[str, list[dict[str, Any]]]) -> None:
        for name, rows in identify(facts).items():
            self._connection.con.register(name, identity_table(name, rows))

    def table(self, name: str) -> ir.Table:
        """A table as an Ibis expression, without rows recorded after the as-of day.

        Where a publication came in several formats, its rows are seen once, from its fullest edition (see `editions`).
        """
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
        return later_editions(lambda name: self._known(name).to_pyarrow().to_pylist())

    def _known(self, name: str) -> ir.Table:
        if name not in TABLES:
            raise ValueError(f"no such table: {name}")
        table = self._connection.table(name)
        if not has_column(name, "recorded_at"):
            return table
        return table.filter(table.recorded_at.isnull() | (table.recorded_at < ibis.literal(end_of(self.as_of))))

    def rows(self, name: str) -> list[dict[str, Any]]:
        """All rows of a table, sorted by its first columns. The list is kept and shared: do not change it."""
        if name not in self._rows:
            found = self.table(name).to_pyarrow().to_pylist()
            keys = arrow_schema(name).names[:3] if name in IDENTITY_TABLES else ["id"]
            self._rows[name] = sorted(found, key=lambda row: [str(row[key]) for key in keys])
        return self._rows[name]

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The relationship graph of all visible records (see `analytics.snapshot.graph`)."""
        return build_graph(self.rows)

    def held(self, kind: DocumentKind, unit_id: str | None = None, year: int | None = None) -> bool:
        """Whether a register or publication of this kind was accepted, whole or in part (domain decision 5a.1).

        An accepted document without rows (a nil return) counts. `unit_id`: the unit is its publisher, or its rows name
        that unit. `year`: the document was published in that year, or its rows speak of it.
        """
        return any(
            (unit_id is None or unit_id in units) and (year is None or year in years)
            for units, years in self._holdings.get(str(kind), ())
        )

    @cached_property
    def _holdings(self) -> dict[str, list[tuple[frozenset[str], frozenset[int]]]]:
        units: dict[str, set[str]] = defaultdict(set)
        years: dict[str, set[int]] = defaultdict(set)
        document_of: dict[tuple[str, str], str] = {}
        for name in COLUMNS:
            for row in self.rows(name):
                document = row["id"] if name == "document" else row["document_id"]
                document_of[name, row["id"]] = document
                years[document] |= {_year(row[column]) for column in _YEAR_COLUMNS.get(name, ()) if row[column]}
        for mention in self.rows("mention"):
            if mention["role"] in ("unit", "publisher"):
                document = document_of[mention["record_table"], mention["record_id"]]
                units[document].add(mention["organisation_id"])
        held: dict[str, list[tuple[frozenset[str], frozenset[int]]]] = defaultdict(list)
        for row in self.rows("document"):
            if row["status"] in _HELD and row["kind"]:
                published = {row["published"].year} if row["published"] else set()
                held[row["kind"]].append((frozenset(units[row["id"]]), frozenset(years[row["id"]] | published)))
        return dict(held)


def end_of(day: date) -> datetime:
    """The first moment after a day, on the store's clock (naive UTC)."""
    return datetime.combine(day + timedelta(days=1), time())


def identity_table(name: str, rows: Iterable[tuple[Any, ...]]) -> pa.Table:
    """Rows of identity as an Arrow table of the snapshot's schema."""
    return pa.Table.from_pylist(list(rows_of(name, rows)), schema=arrow_schema(name))


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
    lines = {
        name: sorted(json.dumps(r, default=str, sort_keys=True) for r in t.to_pylist()) for name, t in tables.items()
    }
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()[:16]


def _year(value: Any) -> int:
    return value.year if isinstance(value, date) else int(value)
