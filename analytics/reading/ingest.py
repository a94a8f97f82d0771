"""Taking files into the store: read, check, keep the original, and record everything in one transaction.

Flows in: paths. Flows out: documents, facts and quarantine rows in the store, and a report of what became of each file.
A file is known by the hash of its bytes, so taking it in again adds nothing; a run that is interrupted leaves the store
as it was. A file that cannot be read is quarantined with its reason and the rest goes on.
"""

from __future__ import annotations

import hashlib
import json
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, delete, insert, select, update

from analytics.errors import FileRejected, RunAborted
from analytics.keys import Keys, mask_number
from analytics.reading.collector import without_collector
from analytics.reading.content import Content
from analytics.reading.formats import limit_of, read_content
from analytics.reading.limits import Exhausted, bounded
from analytics.reading.mapping_register import load_mappings, note_use
from analytics.reading.mappings import Mappings, read_with
from analytics.reading.originals import Originals
from analytics.reading.privacy import conceal, conceal_text, scan
from analytics.reading.records import Batch, Coverage, Reading, Record, Rejection
from analytics.reading.sheets import records_of
from analytics.reading.supersession import Replaces, supersede
from analytics.reading.withdrawals import forget_reasons
from models.fields import sheet_of
from models.language import Message
from models.money import to_fen
from models.places import WHOLE_FILE, Locator
from models.tables import FACT_TABLES, Document, FromDocument, Quarantine
from models.tables import Batch as BatchRow
from models.tables import Coverage as CoverageRow
from models.templates import SEALED, SINCE, UNTIL
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
_GIVEN = _PROVENANCE - {"valid_from", "valid_to"}
_SIGN = "\x1f"  # between the columns of a row that is hashed
_TAKEN = (DocumentStatus.ACCEPTED, DocumentStatus.PARTIAL)
NO_MAPPINGS = Mappings()
_ROWS_PER_INSERT = 5_000
MAX_SHOWN = 200_000  # rows of one file that are read into memory to be shown
MAX_REJECTED = 10_000  # rows of one file that may be set aside before the file as a whole is


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file."""

    path: Path
    sha256: str | None
    kind: str | None
    status: DocumentStatus
    rows: int
    rejected: tuple[Rejection, ...] = field(default=())


def read_file(path: Path, mappings: Mappings = NO_MAPPINGS) -> Reading:
    """Read one file without taking it in, with every row as a record.

    Raises FileRejected with the one sentence that says why it cannot be read, or that it is too long to be shown.
    """
    reading = _read(path, mappings)[1]
    for batch in reading.batches() if reading.batches else ():
        if len(reading.records) + len(batch) > MAX_SHOWN:
            raise FileRejected("file-too-long-to-show", file=path.name, limit=MAX_SHOWN)
        reading.records += records_of(batch)
        reading.rejected += batch.rejected
    reading.batches = None
    return reading


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
    *,
    publisher: str | None = None,
    replaces: Replaces | None = None,
) -> list[TakenIn]:
    """Take files in, all in one transaction: after an interruption the store is as it was before.

    `publisher` is whose heading mappings apply, where the files do not say it themselves. `replaces` is the document
    that the one file takes the place of, and who says so.
    """
    files = expand(paths)
    taken: list[TakenIn] = []
    with engine.begin() as connection:
        batch = _Batch(connection, originals, keys, now, load_mappings(connection, publisher))
        for path in files:
            progress(path)
            outcome = batch.take(path)
            log.info("file taken in", kind=outcome.kind, status=str(outcome.status), rows=outcome.rows)
            taken.append(outcome)
        supersede(connection, [t.sha256 for t in taken if t.sha256 and (replaces or t.status in _TAKEN)], now, replaces)
    return taken


class _Batch:
    """One ingest run inside its transaction; its row is written only when there is something to record."""

    def __init__(
        self, connection: Connection, originals: Originals, keys: Keys, now: datetime, mappings: Mappings
    ) -> None:
        self._connection = connection
        self._originals = originals
        self._keys = keys
        self._now = now
        self._mappings = mappings
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
            content, reading, privacy = _read(path, self._mappings)
        except FileRejected as rejected:
            reasons = (Rejection(WHOLE_FILE, rejected.message), *(Rejection(*detail) for detail in rejected.details))
            return self._refuse(path, document_id, size, reasons, is_known=known is not None)
        batch_id = self._id
        try:
            # A file that fails midway leaves nothing of itself.
            with self._connection.begin_nested(), without_collector():
                return self._store(path, document_id, size, content, reading, privacy, is_known=known is not None)
        except FileRejected as rejected:
            self._id = batch_id
            rejection = Rejection(WHOLE_FILE, rejected.message)
            return self._refuse(path, document_id, size, (rejection,), is_known=known is not None)

    def _store(
        self,
        path: Path,
        document_id: str,
        size: int,
        content: Content,
        reading: Reading,
        privacy: list[Record],
        *,
        is_known: bool,
    ) -> TakenIn:
        prepared = _Prepared(document_id, reading, privacy, self._keys, self._now)
        if reading.batches is None and prepared.rejections and (not prepared.row_count or _is_unread(reading)):
            return self._refuse(path, document_id, size, tuple(prepared.rejections), is_known=is_known, reading=reading)
        self._record_document(
            path, document_id, size, content.media, DocumentStatus.ACCEPTED, reading, is_known=is_known
        )
        prepared.store(self._connection)
        stored, rejections = prepared.row_count, list(prepared.rejections)
        if reading.batches is not None:
            stored += self._store_batches(path, document_id, reading, prepared, rejections)
            if not stored and rejections:
                raise FileRejected("too-many-rejected", file=path.name, limit=len(rejections) - 1)
        status = DocumentStatus.PARTIAL if rejections else DocumentStatus.ACCEPTED
        totals = {"status": str(status), "stated_total": reading.stated_total, "sum_holds": reading.sum_holds}
        self._connection.execute(update(Document).where(Document.id == document_id).values(**totals))
        cover(self._connection, document_id, reading, self._now)
        self._quarantine(document_id, rejections)
        note_use(self._connection, document_id, reading, self._now)
        return TakenIn(path, document_id, str(reading.kind), status, stored, tuple(rejections))

    def _store_batches(
        self, path: Path, document_id: str, reading: Reading, prepared: _Prepared, rejections: list[Rejection]
    ) -> int:
        """Write a long table batch by batch; returns the rows written."""
        stored, first = 0, len(reading.records)
        writers: dict[type[FromDocument], _Writer] = {}
        for batch in reading.batches() if reading.batches else ():
            writer = writers.get(batch.table)
            if writer is None:
                writer = writers[batch.table] = _Writer(
                    self._connection, batch.table, document_id, self._keys, self._now
                )
            writer.write(batch, first, prepared.key_of(batch.parent))
            first += len(batch)
            others = Reading(reading.kind, records=batch.others, rejected=batch.rejected, batches=reading.batches)
            single = _Prepared(document_id, others, [], self._keys, self._now, first)
            single.store(self._connection)
            first += len(batch.others)
            stored += len(batch) + single.row_count
            rejections += single.rejections
            if len(rejections) > MAX_REJECTED:
                raise FileRejected("too-many-rejected", file=path.name, limit=MAX_REJECTED)
        return stored

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
        if reading is not None:  # a row of it that is corrected is read with the same mappings
            note_use(self._connection, document_id, reading, self._now)
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
        if size <= limit_of(path):
            self._originals.keep(document_id, path)
        values: dict[str, Any] = {
            "batch_id": self._batch_id(),
            "file_name": conceal_text(path.name),
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
            forget_reasons(self._connection, document_id, self._now)
            self._connection.execute(update(Document).where(Document.id == document_id).values(**values))
        else:
            self._connection.execute(insert(Document).values(id=document_id, **values))

    def _batch_id(self) -> int:
        if self._id is None:
            key = self._connection.execute(insert(BatchRow).values(recorded_at=self._now)).inserted_primary_key
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
                "params": {key: conceal_text(value) for key, value in rejection.reason.params.items()},
                "recorded_at": self._now,
            }
            for ordinal, rejection in enumerate(rejections)
        ]
        if rows:
            self._connection.execute(insert(Quarantine), rows)


def rows_to_store(
    document_id: str, reading: Reading, keys: Keys, now: datetime
) -> tuple[dict[type[FromDocument], list[dict[str, Any]]], list[Rejection]]:
    """The rows that a reading gives, by table and with every column, and what of it cannot be stored."""
    prepared = _Prepared(document_id, reading, [], keys, now)
    return prepared.rows, prepared.rejections


def cover(connection: Connection, document_id: str, reading: Reading, now: datetime) -> None:
    """What is held from now on: what the reading says of itself, else its kind for the unit that published it."""
    covered = reading.coverage or [Coverage(reading.kind, reading.publisher)]
    connection.execute(delete(CoverageRow).where(CoverageRow.document_id == document_id))
    connection.execute(
        insert(CoverageRow),
        [
            {
                "id": _row_id(document_id, "coverage", WHOLE_FILE, ordinal),
                "document_id": document_id,
                "kind": str(one.kind),
                "unit_name": one.unit_name,
                "period_from": one.period_from,
                "period_to": one.period_to,
                "is_nil": one.is_nil,
                "recorded_at": now,
            }
            for ordinal, one in enumerate(covered)
        ],
    )


def content_hash(row: Mapping[str, Any]) -> str:
    """The hash of what a row says: its columns by name, without where it was read."""
    return _hash_of([f"{name}={_plain(row[name])}" for name in sorted(row)])


class _Prepared:
    """The rows of one document, checked and given their ids, ready to be stored."""

    def __init__(
        self, document_id: str, reading: Reading, privacy: list[Record], keys: Keys, now: datetime, first: int = 0
    ) -> None:
        self.rejections = list(reading.rejected)
        self._document_id = document_id
        self._keys = keys
        self._now = now
        self.rows: dict[type[FromDocument], list[dict[str, Any]]] = {}
        self._ids: dict[int, str] = {}
        listed = {(r.locator, r.reason.code) for r in self.rejections}
        for ordinal, record in enumerate([*reading.records, *privacy], start=first):
            if record.rejected is not None:
                if (record.locator, record.rejected.code) not in listed and not self._is_listed(record):
                    self.rejections.append(Rejection(record.locator, record.rejected))
                continue
            self._prepare(record, ordinal)
        kept = [record for record in reading.records if id(record) in self._ids]
        self.row_count = sum(record.is_row for record in kept)
        if not self.row_count and reading.batches is None:
            self.row_count = len(kept)

    def key_of(self, record: Record | None) -> str | None:
        """The id of a record of this document; AssertionError where it is not to be stored, None for no record."""
        if record is None:
            return None
        if id(record) not in self._ids:
            raise AssertionError("what a long table belongs to is stored with it")
        return self._ids[id(record)]

    def store(self, connection: Connection) -> None:
        """Insert parents before children."""
        for table in FACT_TABLES:
            for chunk in _chunks(self.rows.get(table, [])):
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
            values[f"{stem}_hash"], values[f"{stem}_mask"] = _sealed(number, self._keys)
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
            "content_hash": content_hash(row),
            "warnings": ",".join(dict.fromkeys(w.code for w in record.warnings)),
            "valid_from": record.valid_from,
            "valid_to": record.valid_to,
            "recorded_at": self._now,
        }
        self._ids[id(record)] = row["id"]
        self.rows.setdefault(record.table, []).append(row)

    def _reject(self, record: Record, code: str, **params: str) -> None:
        self.rejections.append(Rejection(record.locator, Message(code, params)))


def _read(path: Path, mappings: Mappings) -> tuple[Content, Reading, list[Record]]:
    content = read_content(path)
    try:
        with bounded(), without_collector():
            reading = read_with(content, mappings)
            reading.warnings += [Message(note, {}) for note in content.notes]
            conceal(reading)
            # A register of persons names them by right; what must not stand in it is what others may read.
            return content, reading, scan(content) if reading.batches is None or reading.kind.is_public else []
    except FileRejected:
        raise
    except Exhausted as error:
        raise FileRejected("file-exhausting", file=path.name) from error
    except Exception as error:
        # A reader that meets what it was not written for must cost one file, never the evening's whole folder.
        log.error("a reader failed", error=type(error).__name__, at=_origin(error))
        raise FileRejected("reader-failed", file=path.name, error=type(error).__name__) from error


def _is_unread(reading: Reading) -> bool:
    """Whether a table gave no row because its headings are not known: once mapped, the file is to be read anew."""
    return not reading.rows and any(rejection.reason.code == "heading-unknown" for rejection in reading.rejected)


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


def _sealed(number: str, keys: Keys) -> tuple[str | None, str]:
    """Keyed hash and mask of a number; what an export wrote comes back as it was."""
    if number.startswith(SEALED):
        digest, _, mask = number.removeprefix(SEALED).partition("|")
        return digest or None, mask
    return (None if "*" in number else keys.hash_number(number)), mask_number(number)


def _hash_of(texts: Iterable[str]) -> str:
    return hashlib.sha256(_SIGN.join(texts).encode()).hexdigest()


def _plain(value: object) -> str:
    """One text for a value, None apart from every text."""
    if value is None:
        return "\0"
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(to_fen(value)) if isinstance(value, Decimal) else str(value)


class _Writer:
    """Rows of one table written as the driver takes them: converted column by column, one statement for many rows."""

    def __init__(
        self, connection: Connection, table: type[FromDocument], document_id: str, keys: Keys, now: datetime
    ) -> None:
        self._connection = connection
        self._name = table.__tablename__
        self._sheet = sheet_of(table)
        self._document_id = document_id
        self._keys = keys
        self._now = now
        self._sealed: dict[str, tuple[str | None, str]] = {}
        columns = [(a.key, a.columns[0]) for a in table.__mapper__.column_attrs]
        dialect = connection.dialect
        self._columns = columns
        self._binders = {key: c.type.dialect_impl(dialect).bind_processor(dialect) for key, c in columns}
        mark = "?" if dialect.paramstyle == "qmark" else "%s"
        quote = dialect.identifier_preparer.quote
        names = ", ".join(quote(c.name) for _, c in columns)
        # Names of our own tables and columns, quoted; every value is bound.
        self._statement = f"INSERT INTO {quote(self._name)} ({names}) VALUES ({', '.join([mark] * len(columns))})"  # noqa: S608

    def write(self, batch: Batch, before: int, parent: str | None = None) -> None:
        """Write the rows of a batch; `before` counts the records of the document before them."""
        if not len(batch):
            return
        values: dict[str, list[Any]] = dict(batch.columns)
        for stem, numbers in batch.secrets.items():
            pairs = [(None, None) if n is None else self._pair(n) for n in numbers]
            values[f"{stem}_hash"] = [digest for digest, _ in pairs]
            values[f"{stem}_mask"] = [mask for _, mask in pairs]
        size = len(batch)
        if batch.parent is not None:
            values[_parent_column(batch.table, batch.parent.table)] = [parent] * size
        blank = [None] * size
        since = self._sheet.since if self._sheet else None
        until = self._sheet.until if self._sheet else None
        values["valid_from"] = batch.valid_from or (values.get(since, blank) if since else values.pop(SINCE, blank))
        values["valid_to"] = batch.valid_to or (values.get(until, blank) if until else values.pop(UNTIL, blank))
        bound = {key: self._bound(key, values.get(key, blank)) for key, _ in self._columns if key not in _GIVEN}
        bound |= {
            "id": [self._id(batch.part, row, before + n) for n, row in enumerate(batch.rows)],
            "document_id": [self._document_id] * size,
            "locator": [f"{batch.part}!R{row}" for row in batch.rows],
            "places": self._places(batch),
            "content_hash": self._hashes(
                {c.name: values.get(k, blank) for k, c in self._columns if k not in _PROVENANCE}
            ),
            "warnings": [",".join(dict.fromkeys(w.code for w in batch.warnings.get(n, ()))) for n in range(size)]
            if batch.warnings
            else [""] * size,
            "recorded_at": self._bound("recorded_at", [self._now]) * size,
        }
        rows = list(zip(*(bound[key] for key, _ in self._columns), strict=True))
        self._connection.exec_driver_sql(self._statement, rows)

    def _places(self, batch: Batch) -> list[str]:
        """The columns in which the values of each row stand; rows with the same blanks share one text."""
        places = {key: f"C{column}" for key, column in sorted(batch.places.items()) if key in self._binders}
        marked = [key for key in places if key in batch.blank]
        if not marked:
            return [json.dumps(places)] * len(batch)
        patterns = list(zip(*(batch.blank[key] for key in marked), strict=True))
        texts = {}
        for pattern in set(patterns):
            blank = {key for key, is_blank in zip(marked, pattern, strict=True) if is_blank}
            texts[pattern] = json.dumps({key: column for key, column in places.items() if key not in blank})
        return [texts[pattern] for pattern in patterns]

    def _pair(self, number: str) -> tuple[str | None, str]:
        found = self._sealed.get(number)
        if found is None:
            if len(self._sealed) > 200_000:
                self._sealed.clear()
            found = self._sealed[number] = _sealed(number, self._keys)
        return found

    def _bound(self, key: str, values: list[Any]) -> list[Any]:
        """Values as the driver takes them; a column repeats its values, so each is converted once."""
        bind = self._binders[key]
        if bind is None:
            return values
        known = {value: bind(value) for value in set(values)}
        return [known[value] for value in values]

    def _id(self, part: str, row: int, ordinal: int) -> str:
        text = f"{self._document_id}|{self._name}|{part}!R{row}|{ordinal}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @staticmethod
    def _hashes(values: dict[str, list[Any]]) -> list[str]:
        """The content hash of every row; columns that say the same in all rows are written once for all of them."""
        same: list[str] = []
        columns: list[list[str]] = []
        for name in sorted(values):
            distinct = set(values[name])
            said = {value: _SIGN.join([*same, f"{name}={_plain(value)}"]) for value in distinct}
            if len(distinct) == 1:
                same = [said[values[name][0]]]
            else:
                columns.append([said[value] for value in values[name]])
                same = []
        columns += [same * len(next(iter(values.values())))] if same else []
        return [_hash_of(texts) for texts in zip(*columns, strict=True)]


def _fingerprint(path: Path) -> tuple[str, int]:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _chunks(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(rows), _ROWS_PER_INSERT):
        yield rows[start : start + _ROWS_PER_INSERT]
