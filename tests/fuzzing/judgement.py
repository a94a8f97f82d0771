"""The judgement of one damaged file: it is read or refused, says so properly, and the store is as before or as after.

Flows in: a path. Flows out: a `Verdict`. A failure that the last net of the readers caught counts as a failure all the
same: the net is for what nobody foresaw, and what is found here is foreseen from then on.
"""

from __future__ import annotations

import hashlib
import re
import time
import traceback
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, func, select, text

from analytics.errors import FileRejected
from analytics.keys import Keys
from analytics.reading import Originals, Reading, TakenIn, ingest, read_file
from analytics.reading.persons import check_digit
from models.language import Language, Message
from models.tables import FACT_TABLES, Base, Coverage, Document, Quarantine
from models.vocabulary import DocumentStatus

_OURS = ("analytics", "models")
_PLAIN_ERRORS = ("builtins", "decimal", "struct")  # libraries that are not written in Python raise errors of their own
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one file: `outcome` is "read" or the code of the refusal, `complaint` what is wrong with that."""

    outcome: str
    seconds: float  # of processor time
    peak: int  # bytes that the process held at most; 0 where the system does not tell
    complaint: str | None = None


class Judge:
    """Reads files, takes them into a store of its own where asked, and looks at what came out."""

    def __init__(self, home: Path) -> None:
        self._engine = _store(home / "store.db")
        self._keys = Keys(b"o" * 32, b"i" * 32)
        self._originals = Originals(home, self._keys)

    def judge(self, path: Path, *, is_taken_in: bool) -> Verdict:
        """Read a file, and take it in as well."""
        _reset_peak()
        started = time.process_time()
        try:
            outcome, complaints = _read(path)
        except Exception as error:  # noqa: BLE001 - what else comes out is what is looked for
            outcome, complaints = "failed", [f"{type(error).__name__} at {origin(error)}"]
        seconds, peak = time.process_time() - started, _peak()
        if is_taken_in and not complaints:
            complaints = list(self._take_in(path))
        return Verdict(outcome, seconds, peak, complaints[0] if complaints else None)

    def _take_in(self, path: Path) -> Iterator[str]:
        document = hashlib.sha256(path.read_bytes()).hexdigest()
        before, own = _counts(self._engine), self._own(document)
        try:
            (taken,) = ingest(self._engine, self._originals, self._keys, [path], _NOW)
        except Exception as error:  # noqa: BLE001
            yield f"ingest: {type(error).__name__} at {origin(error)}"
            if _counts(self._engine) != before:
                yield "ingest: a run that broke off left something behind"
            return
        yield from _strange_messages((r.reason for r in taken.rejected), path)
        yield from self._half_taken(taken, document, before, own)

    def _half_taken(
        self, taken: TakenIn, document: str, before: dict[str, int], own_before: dict[str, int]
    ) -> Iterator[str]:
        """What of a file is in the store that should not be, or is not that should."""
        after, own = _counts(self._engine), self._own(document)
        if taken.status is DocumentStatus.DUPLICATE:
            if after != before:
                yield "ingest: a file known already changed the store"
            return
        with self._engine.connect() as connection:
            if connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                yield "ingest: a row belongs to nothing"
            status = connection.execute(select(Document.status).where(Document.id == document)).scalar_one()
        if any(after[name] - before[name] != own[name] - own_before[name] for name in own):
            yield "ingest: the file changed rows that are not its own"
        if str(taken.status) != status:
            yield "ingest: the store names another outcome than the run"
        facts = sum(own[table.__tablename__] for table in FACT_TABLES)
        if taken.status is DocumentStatus.REJECTED and (facts or own["coverage"] or not own["quarantine"]):
            yield "ingest: a refused file left facts, or no reason"
        if taken.status is DocumentStatus.PARTIAL and own["quarantine"] != len(taken.rejected):
            yield "ingest: reasons are missing"
        if taken.status is not DocumentStatus.REJECTED and facts < taken.rows:
            yield "ingest: rows are missing"

    def _own(self, document: str) -> dict[str, int]:
        """Rows of one document in every table that holds what was read, and the document itself."""
        with self._engine.connect() as connection:
            return {
                table.__tablename__: connection.execute(
                    select(func.count()).select_from(table).where(key == document)
                ).scalar_one()
                for table, key in (
                    (Document, Document.id),
                    *((table, table.document_id) for table in (*FACT_TABLES, Coverage, Quarantine)),
                )
            }


def origin(error: BaseException) -> str:
    """Where an error arose, and the last place of ours on the way there."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        f
        for f in frames
        if any(f"/{package}/" in f.filename for package in _OURS) and "/site-packages/" not in f.filename
    ]
    places = dict.fromkeys(f"{Path(f.filename).name}:{f.lineno}" for f in (*ours[-1:], *frames[-1:]))
    return " < ".join(reversed(places))


def _read(path: Path) -> tuple[str, list[str]]:
    try:
        reading = read_file(path)
    except FileRejected as refused:
        complaints = list(_strange_messages([refused.message, *(message for _, message in refused.details)], path))
        return refused.message.code, [*_caught(refused), *complaints]
    return "read", list(_strange(reading, path))


def _caught(refused: FileRejected) -> Iterator[str]:
    """What the last net caught: every failure of a reader of publications, and those of our own code in formats."""
    cause = refused.__cause__
    if cause is None:
        return
    if refused.message.code == "reader-failed":
        yield f"reader: {type(cause).__name__} at {origin(cause)}"
    net = traceback.extract_tb(refused.__traceback__)[-1].name
    raised = Path(traceback.extract_tb(cause.__traceback__)[-1].filename) if cause.__traceback__ else Path()
    is_ours = type(cause).__module__ in _PLAIN_ERRORS and "analytics" in raised.parts
    if refused.message.code == "file-damaged" and net == "read_content" and is_ours:
        yield f"format: {type(cause).__name__} at {origin(cause)}"


def _strange(reading: Reading, path: Path) -> Iterator[str]:
    """What no reading may hold."""
    messages = [*reading.warnings, *(r.reason for r in reading.rejected)]
    for record in reading.records:
        messages += record.warnings
        messages += [record.rejected] if record.rejected is not None else []
        for column, value in record.values.items():
            yield from (f"{record.table.__tablename__}.{column}: {what}" for what in _strange_value(value))
    for value in (reading.title, reading.publisher, reading.stated_total):
        yield from (f"reading: {what}" for what in _strange_value(value))
    yield from _strange_messages(messages, path)


def _strange_value(value: Any) -> Iterator[str]:
    if isinstance(value, float):
        yield "a float"
    if isinstance(value, Decimal) and not value.is_finite():
        yield "no finite number"
    if isinstance(value, str):
        yield from _strange_text(value)


def _strange_text(value: str) -> Iterator[str]:
    if not unicodedata.is_normalized("NFC", value):
        yield "text not in NFC"
    if any("\ud800" <= sign <= "\udfff" or sign == "\0" for sign in value):
        yield "text that cannot be stored"


def _strange_messages(messages: Iterable[Message], path: Path) -> Iterator[str]:
    for message in messages:
        for language in Language:
            sentence = message.say(language)
            if str(path.parent) in sentence:
                yield f"{message.code}: names the folder"
            if any(check_digit(number[:17]) == number[17].upper() for number in _NUMBER.findall(sentence)):
                yield f"{message.code}: repeats an identity number"
            yield from (f"{message.code}: {what}" for what in _strange_text(sentence))


def _store(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = OFF")

    @event.listens_for(engine, "begin")
    def _(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN")

    Base.metadata.create_all(engine)
    return engine


def _counts(engine: Engine) -> dict[str, int]:
    """Rows of every table."""
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Base.metadata.tables.items()
            if name != "batch"
        }


def _reset_peak() -> None:
    try:
        _RESET.write_text("5", "ascii")
    except OSError:
        return


def _peak() -> int:
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", _STATUS.read_text("ascii"))
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
