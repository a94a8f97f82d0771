"""Taking files into the store: read, check, keep the original, and record everything in one transaction.

Flows in: paths. Flows out: documents, facts and quarantine rows in the store, and a report of what became of each file.
A file is known by the hash of its bytes, so taking it in again adds nothing; a run that is interrupted leaves the store
as it was. A file that cannot be read is quarantined with its reason and the rest goes on.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, delete, insert, select, update

from analytics.errors import FileRejected, RunAborted
from analytics.keys import Keys, mask_number
from analytics.reading.content import Content
from analytics.reading.formats import MAX_BYTES, read_content
from analytics.reading.originals import Originals
from analytics.reading.privacy import conceal, scan
from analytics.reading.publications import recognise
from analytics.reading.records import Reading, Record, Rejection
from models.language import Message
from models.money import to_fen
from models.places import WHOLE_FILE, Locator
from models.tables import FACT_TABLES, Batch, Document, FromDocument, Quarantine
from models.vocabulary import DocumentStatus

log = structlog.get_logger()

_PROVENANCE = {
    "id",
    "document_id",
    "locator",
    "places",
    "content_hash",
    "warnings",
    "valid_from",
    "valid_to",
    "recorded_at",
}
_ROWS_PER_INSERT = 5_000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file."""

    path: Path
    sha256: str | None
    kind: str | None
    status: DocumentStatus
    rows: int
    rejected: tuple[Rejection, ...] = field(default=())


def read_file(path: Path) -> Reading:
    """Read one file without taking it in. Raises FileRejected with the one sentence that says why it cannot be read."""
    return _read(path)[1]


def expand(paths: Iterable[Path]) -> list[Path]:
    """The files to take in: folders are searched through, hidden files and office lock files left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(path)))
            if not inside:
                raise RunAborted("nothing-to-read", path=path)
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise RunAborted("path-missing", path=path)
    return list(dict.fromkeys(found))


def ingest(
    engine: Engine,
    originals: Originals,
    keys: Keys,
    paths: Iterable[Path],
    now: datetime,
    progress: Callable[[Path], None] = lambda path: None,
) -> list[TakenIn]:
    """Take files in, all in one transaction: after an interruption the store is as it was before."""
    files = expand(paths)
    taken: list[TakenIn] = []
    with engine.begin() as connection:
        batch = _Batch(connection, originals, keys, now)
        for path in files:
            progress(path)
            outcome = batch.take(path)
            log.info("file taken in", kind=outcome.kind, status=str(outcome.status), rows=outcome.rows)
            taken.append(outcome)
    return taken


class _Batch:
    """One ingest run inside its transaction; its row is written only when there is something to record."""

    def __init__(self, connection: Connection, originals: Originals, keys: Keys, now: datetime) -> None:
        self._connection = connection
        self._originals = originals
        self._keys = keys
        self._now = now
        self._id: int | None = None

    def take(self, path: Path) -> TakenIn:
        try:
            document_id, size = _fingerprint(path)
        except OSError:
            reason = Message("file-unreadable", {"file": path.name})
            return TakenIn(path, None, None, DocumentStatus.REJECTED, 0, (Rejection(WHOLE_FILE, reason),))
        known = self._connection.execute(
            select(Document.status, Document.kind).where(Document.id == document_id)
        ).one_or_none()
        if known is not None and known.status != DocumentStatus.REJECTED:
            return TakenIn(path, document_id, known.kind, DocumentStatus.DUPLICATE, 0)
        try:
            content, reading, privacy = _read(path)
        except FileRejected as rejected:
            rejection = Rejection(WHOLE_FILE, rejected.message)
            return self._refuse(path, document_id, size, (rejection,), is_known=known is not None)
        prepared = _Prepared(document_id, reading, privacy, self._keys, self._now)
        stored = prepared.row_count
        if not stored and prepared.rejections:
            return self._refuse(
                path, document_id, size, tuple(prepared.rejections), is_known=known is not None, reading=reading
            )
        status = DocumentStatus.PARTIAL if prepared.rejections else DocumentStatus.ACCEPTED
        self._record_document(path, document_id, size, content.media, status, reading, is_known=known is not None)
        prepared.store(self._connection)
        self._quarantine(document_id, prepared.rejections)
        return TakenIn(path, document_id, str(reading.kind), status, stored, tuple(prepared.rejections))

    def _refuse(
        self,
        path: Path,
        document_id: str,
        size: int,
        reasons: tuple[Rejection, ...],
        *,
        is_known: bool,
        reading: Reading | None = None,
    ) -> TakenIn:
        kind = None if reading is None else str(reading.kind)
        if is_known:  # refused before, refused again: nothing new
            return TakenIn(path, document_id, kind, DocumentStatus.DUPLICATE, 0, reasons)
        self._record_document(path, document_id, size, None, DocumentStatus.REJECTED, reading, is_known=False)
        self._quarantine(document_id, reasons)
        return TakenIn(path, document_id, kind, DocumentStatus.REJECTED, 0, reasons)

    def _record_document(
        self,
        path: Path,
        document_id: str,
        size: int,
        media: str | None,
        status: DocumentStatus,
        reading: Reading | None,
        *,
        is_known: bool,
    ) -> None:
        if size <= MAX_BYTES:
            self._originals.keep(document_id, path.read_bytes())
        values: dict[str, Any] = {
            "batch_id": self._batch_id(),
            "file_name": path.name,
            "media": media,
            "size": size,
            "kind": None if reading is None else str(reading.kind),
            "status": str(status),
            "title": None if reading is None else reading.title,
            "publisher": None if reading is None else reading.publisher,
            "published": None if reading is None else reading.published,
            "amount_unit": None if reading is None else reading.amount_unit,
            "stated_total": None if reading is None else reading.stated_total,
            "sum_holds": None if reading is None else reading.sum_holds,
            "recorded_at": self._now,
        }
        if is_known:  # refused before, readable now: the earlier reasons no longer hold
            self._connection.execute(delete(Quarantine).where(Quarantine.document_id == document_id))
            self._connection.execute(update(Document).where(Document.id == document_id).values(**values))
        else:
            self._connection.execute(insert(Document).values(id=document_id, **values))

    def _batch_id(self) -> int:
        if self._id is None:
            key = self._connection.execute(insert(Batch).values(recorded_at=self._now)).inserted_primary_key
            if key is None:
                raise AssertionError("every supported database returns the key of a new batch")
            self._id = int(key[0])
        return self._id

    def _quarantine(self, document_id: str, rejections: Iterable[Rejection]) -> None:
        rows = [
            {
                "id": _row_id(document_id, "quarantine", rejection.locator, ordinal),
                "document_id": document_id,
                "locator": str(rejection.locator),
                "code": rejection.reason.code,
                "params": dict(rejection.reason.params),
                "recorded_at": self._now,
            }
            for ordinal, rejection in enumerate(rejections)
        ]
        if rows:
            self._connection.execute(insert(Quarantine), rows)


class _Prepared:
    """The rows of one document, checked and given their ids, ready to be stored."""

    def __init__(self, document_id: str, reading: Reading, privacy: list[Record], keys: Keys, now: datetime) -> None:
        self.rejections = list(reading.rejected)
        self._document_id = document_id
        self._keys = keys
        self._now = now
        self._rows: dict[type[FromDocument], list[dict[str, Any]]] = {}
        self._ids: dict[int, str] = {}
        listed = {(r.locator, r.reason.code) for r in self.rejections}
        for ordinal, record in enumerate([*reading.records, *privacy]):
            if record.rejected is not None:
                if (record.locator, record.rejected.code) not in listed and not self._is_listed(record):
                    self.rejections.append(Rejection(record.locator, record.rejected))
                continue
            self._prepare(record, ordinal)
        self.row_count = sum(1 for record in reading.records if record.is_row and id(record) in self._ids) or sum(
            1 for record in reading.records if id(record) in self._ids
        )

    def store(self, connection: Connection) -> None:
        """Insert parents before children."""
        for table in FACT_TABLES:
            for chunk in _chunks(self._rows.get(table, [])):
                connection.execute(insert(table), chunk)

    def _is_listed(self, record: Record) -> bool:
        return any(
            r.locator.part == record.locator.part
            and r.locator.row == record.locator.row
            and r.reason == record.rejected
            for r in self.rejections
        )

    def _prepare(self, record: Record, ordinal: int) -> None:
        label = record.label or record.table.__tablename__
        values = dict(record.values)
        if record.parent is not None:
            parent_id = self._ids.get(id(record.parent))
            if parent_id is None:
                self._reject(record, "parent-rejected", label=label)
                return
            values[_parent_column(record.table, record.parent.table)] = parent_id
        for stem, number in record.secrets.items():
            values[f"{stem}_mask"] = mask_number(number)
            values[f"{stem}_hash"] = None if "*" in number else self._keys.hash_number(number)
        row, problem = _complete(record.table, values)
        if problem is not None:
            self._reject(record, problem.code, label=label, **problem.params)
            return
        row |= {
            "id": _row_id(self._document_id, record.table.__tablename__, record.locator, ordinal),
            "document_id": self._document_id,
            "locator": str(record.locator),
            "places": {
                c: str(place) for c, place in sorted(record.places.items()) if c in record.table.__mapper__.attrs
            },
            "content_hash": _content_hash(row),
            "warnings": ",".join(dict.fromkeys(w.code for w in record.warnings)),
            "valid_from": record.valid_from,
            "valid_to": record.valid_to,
            "recorded_at": self._now,
        }
        self._ids[id(record)] = row["id"]
        self._rows.setdefault(record.table, []).append(row)

    def _reject(self, record: Record, code: str, **params: str) -> None:
        self.rejections.append(Rejection(record.locator, Message(code, params)))


def _read(path: Path) -> tuple[Content, Reading, list[Record]]:
    content = read_content(path)
    try:
        reading = recognise(content)
        conceal(reading)
        return content, reading, scan(content)
    except FileRejected:
        raise
    except Exception as error:
        # A reader that meets what it was not written for must cost one file, never the evening's whole folder.
        log.error("a reader failed", error=type(error).__name__, at=_origin(error))
        raise FileRejected("reader-failed", file=path.name, error=type(error).__name__) from error


def _origin(error: BaseException) -> str:
    """Where an error arose, as module and line: a traceback could show what the file holds."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _complete(table: type[FromDocument], values: dict[str, Any]) -> tuple[dict[str, Any], Message | None]:
    """All columns of a table with their values; the first reason why the row cannot be stored, if any."""
    row: dict[str, Any] = {}
    for attribute in table.__mapper__.column_attrs:
        if attribute.key in _PROVENANCE:
            continue
        value = values.pop(attribute.key, None)
        if value is None and not attribute.columns[0].nullable:
            return row, Message("row-not-storable", {"column": attribute.key})
        if isinstance(value, Decimal):
            try:
                to_fen(value)
            except ValueError:
                return row, Message("amount-not-whole-fen", {})
        # Keyed by column name: an insert on a plain connection knows no attribute names, and drops them in silence.
        row[attribute.columns[0].name] = str(value) if isinstance(value, str) else value
    if values:
        raise AssertionError(f"{table.__tablename__} has no column {sorted(values)}")
    return row, None


def _parent_column(table: type[FromDocument], parent: type[FromDocument]) -> str:
    for column in table.__table__.columns:
        if any(key.column.table is parent.__table__ for key in column.foreign_keys):
            return str(column.key)
    raise AssertionError(f"{table.__tablename__} has no foreign key to {parent.__tablename__}")


def _row_id(document_id: str, table: str, locator: Locator, ordinal: int) -> str:
    return hashlib.sha256(f"{document_id}|{table}|{locator}|{ordinal}".encode()).hexdigest()[:32]


def _content_hash(row: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(row, sort_keys=True, ensure_ascii=False, default=_plain).encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(to_fen(value))
    raise TypeError(f"a record holds a {type(value).__name__}")


def _fingerprint(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _ROWS_PER_INSERT):
        yield rows[start : start + _ROWS_PER_INSERT]
