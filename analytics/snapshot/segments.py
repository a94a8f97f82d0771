"""Content-addressed Parquet segments: equal rows give equal bytes, and a segment is named by the hash of its bytes.

Flows in: Arrow batches of one table, in order. Flows out: files `<sha256>.parquet`, each written beside its place,
flushed to disk and renamed, so that a half-written segment is never seen; one that is there already stays.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

# Rows of one row group. Part of the form: another figure gives other bytes for equal rows.
ROWS_PER_GROUP = 50_000

_WRITER: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 3,
    "version": "2.6",
    "data_page_version": "1.0",
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
}


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a snapshot: its hash, size in bytes, rows, and the ingest batch whose rows it holds (0: identity)."""

    sha256: str
    size: int
    rows: int
    batch: int


def write_segment(folder: Path, schema: pa.Schema, groups: Iterable[pa.Table], batch: int) -> Segment | None:
    """Write row groups as one segment into a folder; None when there are no rows."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(suffix=".part", dir=folder)
    temporary = Path(name)
    rows = 0
    try:
        with os.fdopen(handle, "wb") as file:
            with pq.ParquetWriter(file, schema, **_WRITER) as writer:
                for group in groups:
                    writer.write_table(group, row_group_size=ROWS_PER_GROUP)
                    rows += group.num_rows
            file.flush()
            os.fsync(file.fileno())
        if not rows:
            return None
        segment = Segment(file_hash(temporary), temporary.stat().st_size, rows, batch)
        place = segment_path(folder, segment.sha256)
        # A file that is there but was changed is put right: its name promises these bytes.
        if not place.exists() or file_hash(place) != segment.sha256:
            temporary.chmod(0o600)
            temporary.replace(place)
            flush_folder(folder)
        return segment
    finally:
        temporary.unlink(missing_ok=True)


def segment_path(folder: Path, sha256: str) -> Path:
    """Where a segment stands."""
    return folder / f"{sha256}.parquet"


def file_hash(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def may_reach(segment: Path, column: str, instant: datetime) -> bool:
    """Whether a column of a segment holds this instant or a later one, by its footer; true where that does not tell."""
    footer = pq.read_metadata(segment)
    place = footer.schema.names.index(column)
    for number in range(footer.num_row_groups):
        chunk = footer.row_group(number).column(place)
        told = chunk.statistics
        if told is not None and told.null_count == chunk.num_values:
            continue
        if told is None or not told.has_min_max or told.max >= instant:
            return True
    return False


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    handle, name = tempfile.mkstemp(suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Make a rename in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
