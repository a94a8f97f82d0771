"""What the store holds, written as the sheets it can be taken in from again.

Flows in: a store. Flows out: workbooks or CSV in the form of the import templates, of what counts now: without replaced
publications and rows that a correction took out. Secrets leave as keyed hash and
mask, which the reader takes back as they are; warnings and valid time stand in columns of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Row, exists, func, select
from sqlalchemy.orm import Session

from analytics.reading.sheets import CLOCK
from analytics.reading.supersession import replaced_ids
from analytics.reading.withdrawals import withdrawn_ids
from models.fields import Field, FieldKind, fields_of
from models.language import Language, say
from models.money import plain
from models.tables import Document, FromDocument
from models.templates import (
    NOTES,
    PARENT_NO,
    RECORD_NO,
    SEALED,
    SINCE,
    UNTIL,
    Written,
    described,
    family_of,
    linking,
    parent_of,
    write_filled,
)

_ROWS_AT_ONCE = 5_000


def export_registers(
    engine: Engine, tables: Sequence[type[FromDocument]], folder: Path, media: str, language: Language
) -> list[Path]:
    """Write each table that belongs to none, with its family, where there are rows; returns what was written.

    Rows stand in the order of their documents and of their places in them. They are written as they are read, so that
    memory does not grow with a table that has no dependent ones.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with Session(engine) as session:
        for table in tables:
            if session.scalar(select(exists(select(table.id)))):
                path = folder / f"{table.__tablename__}.{media}"
                write_filled(path, _family(session, table, language), language)
                written.append(path)
    return written


def _family(session: Session, root: type[FromDocument], language: Language) -> Iterator[Written]:
    numbers: dict[str, str] = {}
    for table in family_of(root):
        extra = (*(() if described(table).since else (SINCE, UNTIL)), NOTES)
        yield Written(table, _rows(session, table, numbers, language), extra)


def _rows(
    session: Session, table: type[FromDocument], numbers: dict[str, str], language: Language
) -> Iterator[Mapping[str, str]]:
    """The rows of a table as texts; `numbers` keeps the record number of each row that others may belong to."""
    owner, links = parent_of(table), linking(table)
    parent_key = None if owner is None else _parent_key(table, owner)
    writers = {key: partial(_text, key=key, field=field, language=language) for key, field in fields_of(table).items()}
    chosen = (
        select(*(getattr(table, attribute.key) for attribute in table.__mapper__.column_attrs))
        .join_from(table, Document, Document.id == table.document_id)
        .where(table.document_id.not_in(replaced_ids()), table.id.not_in(withdrawn_ids(table.__tablename__)))
        .order_by(Document.recorded_at, table.document_id, func.length(table.locator), table.locator, table.id)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for row in session.execute(chosen):
        line = {key: write(row) for key, write in writers.items()}
        line |= {SINCE: _iso(row.valid_from), UNTIL: _iso(row.valid_to), NOTES: row.warnings}
        if RECORD_NO in links:
            numbers[row.id] = line[RECORD_NO] = str(len(numbers) + 1)
        if parent_key is not None:
            line[PARENT_NO] = numbers[getattr(row, parent_key)]
        yield line


def _parent_key(table: type[FromDocument], owner: type[FromDocument]) -> str:
    return next(
        attribute.key
        for attribute in table.__mapper__.column_attrs
        for key in attribute.columns[0].foreign_keys
        if key.column.table is owner.__table__
    )


def _text(row: Row[Any], key: str, field: Field, language: Language) -> str:
    if field.kind.is_secret:
        digest, mask = getattr(row, f"{key}_hash"), getattr(row, f"{key}_mask")
        return "" if digest is None and mask is None else f"{SEALED}{digest or ''}|{mask or ''}"
    value: Any = getattr(row, key)
    if value is None:
        return ""
    if field.kind is FieldKind.TERM and field.terms is not None:
        return field.terms(value).label(language)
    if isinstance(value, bool):
        return say("template-yes" if value else "template-no", language)
    if field.kind is FieldKind.MONTH:
        return f"{value:%Y-%m}"
    if isinstance(value, Decimal):
        return plain(value)
    return _iso(value) if isinstance(value, date | datetime) else str(value)


def _iso(value: date | datetime | None) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(CLOCK).strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat()
