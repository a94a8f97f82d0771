"""Opening a sealed snapshot: every segment is checked against the manifest before a single row is read.

Flows in: a snapshot folder. Flows out: a `View`, or `RunAborted` that names what was changed or is missing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from analytics.errors import RunAborted
from analytics.identity import IDENTITY_TABLES
from analytics.settings import MEMORY_MB
from analytics.snapshot.engines import DUCKDB, connect, register, register_files
from analytics.snapshot.schema import SCHEMA_VERSION, STORE_TABLES, TABLES, arrow_schema, has_column
from analytics.snapshot.seal import manifest_id
from analytics.snapshot.segments import file_hash, may_reach, segment_path
from analytics.snapshot.standing import SPANS
from analytics.snapshot.view import View, end_of
from models.language import Message
from models.tables import ReviewStep, ThresholdStep

_TELL_NOTHING = {ReviewStep.__tablename__, ThresholdStep.__tablename__}


def open_view(
    path: Path,
    as_of: date | None = None,
    assessed_on: date | None = None,
    *,
    engine: str = DUCKDB,
    memory_mb: int = MEMORY_MB,
) -> View:
    """The view of a snapshot folder on a day (none given: today, UTC as the store's clock), judged on another if asked.

    `memory_mb` is what DuckDB may hold before it puts rows into files, in the home of the snapshot. Raises RunAborted
    when the manifest or a segment is missing, was changed, or is of another schema version.
    """
    manifest = _manifest(path)
    segments = _checked(path, manifest)
    connection = connect(engine, path.parent.parent / "spill", memory_mb)
    empty = [name for name in STORE_TABLES if not segments[name]]
    view = View(connection, path.name, as_of or datetime.now(UTC).date(), assessed_on, empty)
    _register(connection, STORE_TABLES, segments)
    if _hides_rows(segments, view.as_of):
        # Evidence that was recorded later must not decide who was who on that day.
        view.judge_identities()
    else:
        _register(connection, IDENTITY_TABLES, segments)
    return view


def _register(connection: Any, tables: Iterable[str], segments: Mapping[str, list[Path]]) -> None:
    for name in tables:
        if segments[name]:
            register_files(connection, name, segments[name])
        else:
            register(connection, name, arrow_schema(name).empty_table())


def faults(path: Path) -> list[Message]:
    """Everything that is wrong with the bytes of a snapshot: every segment that is missing or was changed, by name.

    Empty where it is whole. Snapshots of other schema versions are checked alike, since hashes know no schema.
    """
    try:
        manifest = _whole_manifest(path)
    except RunAborted as error:
        return [error.message]
    return [fault for table in sorted(manifest["tables"]) for _, fault in _segments(path, manifest, table) if fault]


def _manifest(path: Path) -> dict[str, Any]:
    manifest = _whole_manifest(path)
    if manifest["schema_version"] != SCHEMA_VERSION:
        found = manifest["schema_version"]
        raise RunAborted("snapshot-schema-unknown", snapshot=path.name, found=found, known=SCHEMA_VERSION)
    return manifest


def _whole_manifest(path: Path) -> dict[str, Any]:
    file = path / "manifest.json"
    if not file.is_file():
        raise RunAborted("snapshot-not-found", folder=path.name)
    content = file.read_bytes()
    if manifest_id(content) != path.name:
        raise RunAborted("snapshot-manifest-changed", snapshot=path.name)
    manifest: dict[str, Any] = json.loads(content)
    return manifest


def _checked(path: Path, manifest: dict[str, Any]) -> dict[str, list[Path]]:
    files: dict[str, list[Path]] = {}
    for table in TABLES:
        files[table] = []
        for file, fault in _segments(path, manifest, table):
            if fault is not None:
                raise RunAborted(fault.code, **fault.params)
            files[table].append(file)
    return files


def _segments(path: Path, manifest: dict[str, Any], table: str) -> Iterator[tuple[Path, Message | None]]:
    """The segments of a table, each with what is wrong with it."""
    folder = path.parent.parent / "segments"
    for segment in manifest["tables"][table]["segments"]:
        file = segment_path(folder, segment["sha256"])
        where = {"snapshot": path.name, "table": table, "segment": segment["sha256"][:16]}
        if not file.is_file():
            yield file, Message("snapshot-segment-missing", where)
        elif file.stat().st_size != segment["size"] or file_hash(file) != segment["sha256"]:
            yield file, Message("snapshot-segment-changed", where)
        else:
            yield file, None


def _hides_rows(segments: Mapping[str, list[Path]], as_of: date) -> bool:
    """Whether any row that tells who is who was recorded, or stopped to stand, after the end of a day."""
    # Reviews are about leads, changes of thresholds about rules: neither tells who is who.
    instants = {
        name: {"recorded_at"} for name in STORE_TABLES if has_column(name, "recorded_at") and name not in _TELL_NOTHING
    }
    for name, columns in SPANS.items():
        # A decision that ended later still stood on that day, and one that was made later did not stand yet.
        instants[name] = instants.get(name, set()) | set(columns)
    return any(
        may_reach(file, column, end_of(as_of))
        for name, columns in instants.items()
        for column in sorted(columns)
        for file in segments[name]
    )
