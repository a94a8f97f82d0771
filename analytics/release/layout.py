"""How a release lies on disk, and the one way it is written: whole, or not at all.

Flows in: tables of redacted rows. Flows out: `<out>/<release id>/` with CSV, Parquet and JSON of each table and a
manifest of hashes, and `<out>/current` pointing to it. The same tables give the same bytes.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.errors import RunAborted
from analytics.release.columns import ReleasedTable, Treatment, Type
from models.spreadsheets import would_be_run

FORMAT = 1
MANIFEST = "manifest.json"
POINTER = "current"
FORMATS = ("csv", "json", "parquet")

_ARROW = {Type.TEXT: pa.string(), Type.INTEGER: pa.int64(), Type.DATE: pa.date32(), Type.BOOLEAN: pa.bool_()}
_RELEASE_FOLDER = re.compile(r"^[0-9a-f]{16}$")


def fields(table: ReleasedTable) -> list[tuple[str, Type]]:
    """The columns of a released table in order: each amount in fen is followed by the same amount in yuan.

    Yuan are text with two decimals, so that no program turns them into floating point on its way.
    """
    found: list[tuple[str, Type]] = []
    for column in table.columns:
        found.append((column.name, column.type))
        if column.treatment is Treatment.FEN or column.name.endswith("_fen"):
            found.append((column.name.removesuffix("_fen") + "_yuan", Type.TEXT))
    return found


def yuan_text(fen: int | None) -> str | None:
    """Yuan with two decimals of an amount in fen.

    >>> yuan_text(-8397), yuan_text(0), yuan_text(None)
    ('-83.97', '0.00', None)
    """
    if fen is None:
        return None
    sign, cents = ("-" if fen < 0 else ""), abs(fen)
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def csv_bytes(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """CSV as offices open it: UTF-8 with byte-order mark, CRLF, and no cell that a spreadsheet would run.

    >>> csv_bytes(["a"], [{"a": "=1+1"}, {"a": "-83.97"}]).decode("utf-8-sig").split()
    ['a', "'=1+1", '-83.97']
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode("utf-8")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return "'" + text if would_be_run(text) else text


def _json_bytes(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, sort_keys=True, indent=1, default=_iso) + "\n").encode("utf-8")


def _iso(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _table_json(names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    lines = ",\n".join(json.dumps({n: row[n] for n in names}, ensure_ascii=False, default=_iso) for row in rows)
    return f"[\n{lines}\n]\n".encode()


def _parquet_bytes(columns: Sequence[tuple[str, Type]], rows: Sequence[Mapping[str, Any]]) -> bytes:
    schema = pa.schema([(name, _ARROW[type_]) for name, type_ in columns])
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), sink, compression="zstd", store_schema=False)
    return sink.getvalue()


def table_files(table: ReleasedTable, rows: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """The files of one table: name -> bytes. Amounts in yuan are added beside those in fen."""
    columns = fields(table)
    names = [name for name, _ in columns]
    full = [
        {n: yuan_text(row[n.removesuffix("_yuan") + "_fen"]) if n.endswith("_yuan") else row[n] for n in names}
        for row in rows
    ]
    return {
        f"{table.name}.csv": csv_bytes(names, full),
        f"{table.name}.json": _table_json(names, full),
        f"{table.name}.parquet": _parquet_bytes(columns, full),
    }


def sha256(content: bytes) -> str:
    """Hash of a file, hex."""
    return hashlib.sha256(content).hexdigest()


def release_id(body: Mapping[str, Any]) -> str:
    """The name of a release: a hash over everything its manifest says, so that content and name cannot part."""
    return sha256(_json_bytes({k: v for k, v in body.items() if k != "release"}))[:16]


def write(out: Path, body: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[str, Path]:
    """Write a release and switch to it; returns its id and folder.

    Readers see the old release or the new one, never parts: files are written and synced in a folder of their own, that
    folder is renamed, and the pointer is replaced in one step. The release that was current before stays, for those who
    are reading it; older ones are removed, so that what was withdrawn does not linger.
    """
    name = release_id(body)
    out.mkdir(parents=True, exist_ok=True)
    pointer = out / POINTER
    if pointer.exists() and not pointer.is_symlink():
        raise RunAborted("release-pointer-taken", path=pointer.name)
    before = pointer.resolve().name if pointer.is_symlink() else None
    building = Path(tempfile.mkdtemp(prefix=".building-", dir=out))
    try:
        for file, content in sorted(files.items()):
            _write_synced(building / file, content)
        _write_synced(building / MANIFEST, _json_bytes({**body, "release": name}))
        building.chmod(0o755)
        _sync_folder(building)
        folder = out / name
        _put_in_place(building, folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)
    _point(pointer, name)
    _remove_others(out, keep={name, before})
    return name, folder


def _write_synced(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put_in_place(building: Path, folder: Path) -> None:
    """Rename into place; the same release already there stays when it is whole, and is replaced when it is not."""
    if folder.exists():
        if all(
            (folder / f.name).is_file() and (folder / f.name).read_bytes() == f.read_bytes() for f in building.iterdir()
        ):
            return
        aside = Path(tempfile.mkdtemp(prefix=".damaged-", dir=folder.parent))
        folder.rename(aside / folder.name)
        building.rename(folder)
        shutil.rmtree(aside)
    else:
        building.rename(folder)
    _sync_folder(folder.parent)


def _point(pointer: Path, name: str) -> None:
    fresh = pointer.with_name(f".{POINTER}-{os.getpid()}")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(name, target_is_directory=True)
    fresh.replace(pointer)
    _sync_folder(pointer.parent)


def _remove_others(out: Path, keep: set[str | None]) -> None:
    for folder in out.iterdir():
        if _RELEASE_FOLDER.match(folder.name) and folder.name not in keep and (folder / MANIFEST).is_file():
            shutil.rmtree(folder)
