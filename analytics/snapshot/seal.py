"""Store -> sealed snapshot: streams every table out of the store, judges identities, and writes only what is new.

Flows in: a store engine and the home folder. Flows out: segments in `<home>/segments`, one for each table and ingest
batch and one for each identity table, and `<home>/snapshots/<id>/manifest.json`, which lists them with their hashes.
The snapshot id is the hash of that manifest, so equal rows give the same id wherever the same releases run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import Column, DateTime, Engine, Integer, Select, Table, select, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from analytics.identity import COLUMNS, identify, rows_of
from analytics.snapshot.schema import SCHEMA_VERSION, STORE_TABLES, arrow_schema
from analytics.snapshot.segments import ROWS_PER_GROUP, Segment, segment_path, write_segment, write_whole
from analytics.snapshot.standing import SPANS, LeftOut, left_out
from models.money import Fen
from models.tables import Document, UtcDateTime

_SHORT = 16


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A sealed snapshot: its short id, its folder, and the rows of each table."""

    id: str
    path: Path
    tables: dict[str, int]


def seal(engine: Engine, home: Path) -> SnapshotInfo:
    """Seal what the store holds now. Sealing the same rows again gives the same id and writes nothing new."""
    folder = home / "segments"
    segments: dict[str, list[Segment]] = {}
    with _reading(engine) as connection:
        for name, table in STORE_TABLES.items():
            segments[name] = list(_seal_table(connection, name, table, folder))
    spans = [read_columns(folder, segments[name], tuple(arrow_schema(name).names)) for name in SPANS]
    out = left_out(spans[0], spans[1])
    facts = {
        name: _counting(name, read_columns(folder, segments[name], columns), out) for name, columns in COLUMNS.items()
    }
    for name, rows in identify(facts).items():
        segment = write_segment(folder, arrow_schema(name), _identity_groups(name, rows), batch=0)
        segments[name] = [segment] if segment else []
    manifest = canonical_manifest(segments)
    snapshot_id = manifest_id(manifest)
    path = home / "snapshots" / snapshot_id
    if not (path / "manifest.json").exists():
        path.mkdir(parents=True, exist_ok=True)
        write_whole(path / "manifest.json", manifest)
    return SnapshotInfo(snapshot_id, path, {name: sum(s.rows for s in found) for name, found in segments.items()})


def _counting(table: str, rows: Iterable[dict[str, Any]], out: LeftOut) -> Iterator[dict[str, Any]]:
    """Rows of a table without those that do not count, so that they decide nothing about who is who."""
    return (row for row in rows if out.keeps(table, row))


def canonical_manifest(segments: dict[str, list[Segment]]) -> bytes:
    """The manifest in its one form: sorted keys, no blanks."""
    tables = {
        name: {"rows": sum(s.rows for s in found), "segments": [asdict(s) for s in found]}
        for name, found in segments.items()
    }
    manifest = {"schema_version": SCHEMA_VERSION, "tables": tables}
    return json.dumps(manifest, sort_keys=True, separators=(",", ":")).encode()


def manifest_id(manifest: bytes) -> str:
    """The short snapshot id: the first 16 hex digits of the SHA-256 of the canonical manifest."""
    return hashlib.sha256(manifest).hexdigest()[:_SHORT]


def read_columns(folder: Path, segments: Iterable[Segment], columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Rows of segments with some of their columns, one row group in memory at a time."""
    for segment in segments:
        with pq.ParquetFile(segment_path(folder, segment.sha256)) as file:
            for number in range(file.num_row_groups):
                yield from file.read_row_group(number, columns=list(columns)).to_pylist()


def _reading(engine: Engine) -> Connection:
    """One transaction for all tables, so that a run of ingest that ends meanwhile is in none of them."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    connection = engine.connect()
    connection.begin()
    driver = connection.connection.dbapi_connection
    # SQLite's driver opens no transaction for a SELECT by itself; the engine of a store does (`analytics.store`).
    if engine.dialect.name == "sqlite" and not getattr(driver, "in_transaction", True):
        connection.exec_driver_sql("BEGIN")
    return connection


def _seal_table(connection: Connection, name: str, table: Table, folder: Path) -> Iterator[Segment]:
    schema = arrow_schema(name)
    rows = connection.execution_options(yield_per=ROWS_PER_GROUP).execute(_selection(table))
    for batch, found in groupby(rows, key=lambda row: row[-1]):
        groups = _groups((row[:-1] for row in found), schema)
        segment = write_segment(folder, schema, groups, batch)
        if segment:
            yield segment


def _selection(table: Table) -> Select[Any]:
    """All columns as stored, and the ingest batch last; sorted by batch and id."""
    document = STORE_TABLES[Document.__tablename__]
    batch = document.c.batch_id.label("_batch")
    chosen = select(*(_stored(column) for column in table.columns), batch)
    if table is not document:
        chosen = chosen.join_from(table, document, table.c.document_id == document.c.id)
    return chosen.order_by(document.c.batch_id, table.c.id)


def _stored(column: Column[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, Fen):
        return type_coerce(column, Integer).label(column.name)
    if isinstance(column.type, UtcDateTime):
        return type_coerce(column, DateTime).label(column.name)
    return column


def _groups(rows: Iterable[tuple[Any, ...]], schema: pa.Schema) -> Iterator[pa.Table]:
    chunk: list[tuple[Any, ...]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == ROWS_PER_GROUP:
            yield _group(chunk, schema)
            chunk = []
    if chunk:
        yield _group(chunk, schema)


def _group(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*rows, strict=True)
    arrays = [pa.array(map(_text_of_json, values), type=f.type) for f, values in zip(schema, columns, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _text_of_json(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return value


def _identity_groups(name: str, rows: list[tuple[Any, ...]]) -> Iterator[pa.Table]:
    for start in range(0, len(rows), ROWS_PER_GROUP):
        chunk = list(rows_of(name, rows[start : start + ROWS_PER_GROUP]))
        yield pa.Table.from_pylist(chunk, schema=arrow_schema(name))
