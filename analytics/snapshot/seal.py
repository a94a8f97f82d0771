"""Store -> sealed snapshot: streams every table out of the store, judges identities, and writes only what is new.

Flows in: a store engine and the home folder. Flows out: segments in `<home>/segments`, one for each table and ingest
batch and one for each identity table, and `<home>/snapshots/<id>/manifest.json`, which lists them with their hashes.
The snapshot id is the hash of that manifest, so equal rows give the same id wherever the same releases run.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import JSON, Column, DateTime, Engine, Integer, Select, Table, Text, cast, literal, select, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from analytics.identity import COLUMNS, IDENTITY_TABLES, identities
from analytics.snapshot.schema import SCHEMA_VERSION, STORE_TABLES, arrow_schema
from analytics.snapshot.segments import ROWS_PER_GROUP, Segment, segment_path, write_segment, write_whole
from analytics.snapshot.standing import SPANS, judged, left_out
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
    for name, segment in _seal_identities(folder, segments):
        segments[name] = [segment] if segment else []
    manifest = canonical_manifest(segments)
    snapshot_id = manifest_id(manifest)
    path = home / "snapshots" / snapshot_id
    if not (path / "manifest.json").exists():
        path.mkdir(parents=True, exist_ok=True)
        write_whole(path / "manifest.json", manifest)
    return SnapshotInfo(snapshot_id, path, {name: sum(s.rows for s in found) for name, found in segments.items()})


def _seal_identities(folder: Path, segments: dict[str, list[Segment]]) -> Iterator[tuple[str, Segment | None]]:
    """Who is who, judged on the sealed segments. Rows that do not count decide nothing about it."""
    spans = {name: list(read_columns(folder, segments[name], tuple(arrow_schema(name).names))) for name in SPANS}
    out = left_out(spans["supersession"], spans["withdrawal"])
    connection = duckdb.connect()
    try:
        connection.register("left_out", out.as_table())
        sources = {
            name: out.counting(name, parquet_source(folder, segments[name]), left_out="left_out")
            for name in COLUMNS
            if segments[name]
        }
        with identities(connection, sources, judgements=judged(spans["identity_judgement"])) as found:
            for name in IDENTITY_TABLES:
                groups = _regrouped(_batches(connection, found.parts(name)), arrow_schema(name))
                yield name, write_segment(folder, arrow_schema(name), groups, batch=0)
    finally:
        connection.close()


def parquet_source(folder: Path, segments: Iterable[Segment]) -> str:
    """The SQL of the rows of some segments."""
    files = [str(segment_path(folder, segment.sha256)).replace("'", "''") for segment in segments]
    return "read_parquet([" + ", ".join(f"'{file}'" for file in files) + "])"


def _batches(connection: duckdb.DuckDBPyConnection, parts: Iterable[str]) -> Iterator[pa.RecordBatch]:
    for part in parts:
        yield from connection.sql(part).to_arrow_reader(ROWS_PER_GROUP)


def _regrouped(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same rows in groups of one size, so that equal rows give equal bytes."""
    held: list[pa.Table] = []
    size = 0
    for batch in batches:
        held.append(pa.Table.from_batches([batch]).cast(schema))
        size += batch.num_rows
        while size >= ROWS_PER_GROUP:
            whole = pa.concat_tables(held)
            yield whole.slice(0, ROWS_PER_GROUP).combine_chunks()
            held, size = [whole.slice(ROWS_PER_GROUP)], size - ROWS_PER_GROUP
    if size:
        yield pa.concat_tables(held).combine_chunks()


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
    jsons = frozenset(column.name for column in table.columns if isinstance(column.type, JSON))
    rows = connection.execution_options(yield_per=ROWS_PER_GROUP).execute(_selection(table))
    for batch, found in groupby(rows, key=itemgetter(-1)):
        segment = write_segment(folder, schema, _groups(found, schema, jsons), batch)
        if segment:
            yield segment


def _selection(table: Table) -> Select[Any]:
    """All columns as stored, and the ingest batch last; sorted by batch and id."""
    document = STORE_TABLES[Document.__tablename__]
    if table is not document and "document_id" not in table.columns:
        return select(*(_stored(column) for column in table.columns), literal(0).label("_batch")).order_by(table.c.id)
    batch = document.c.batch_id.label("_batch")
    chosen = select(*(_stored(column) for column in table.columns), batch)
    if table is not document:
        chosen = chosen.join_from(table, document, table.c.document_id == document.c.id)
    return chosen.order_by(document.c.batch_id, table.c.id)


def _stored(column: Column[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, JSON):
        return cast(column, Text).label(column.name)
    if isinstance(column.type, Fen):
        return type_coerce(column, Integer).label(column.name)
    if isinstance(column.type, UtcDateTime):
        return type_coerce(column, DateTime).label(column.name)
    return column


def _groups(rows: Iterator[Sequence[Any]], schema: pa.Schema, jsons: Container[str]) -> Iterator[pa.Table]:
    """Rows of the columns of a schema, and one value more that is left out, in groups of one size."""
    while chunk := list(islice(rows, ROWS_PER_GROUP)):
        columns = list(zip(*chunk, strict=True))[:-1]
        arrays = [
            pa.array(map(_canonical_json, values) if field.name in jsons else values, type=field.type)
            for field, values in zip(schema, columns, strict=True)
        ]
        yield pa.Table.from_arrays(arrays, schema=schema)


@lru_cache(maxsize=1024)
def _canonical_json(stored: str | None) -> str | None:
    """A JSON value as its text in one form, whatever the store; the rows of a plain register all bear the same."""
    value = None if stored is None else json.loads(stored)
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
