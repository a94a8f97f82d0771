"""What the store holds, written as the sheets it can be taken in from again.

Flows in: a store. Flows out: workbooks or CSV in the form of the import templates. Secrets leave as keyed hash and
mask, which the reader takes back as they are; warnings and valid time stand in columns of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from analytics.reading.sheets import CLOCK
from models.fields import Field, FieldKind, fields_of
from models.language import Language
from models.money import plain
from models.tables import FromDocument
from models.templates import (
    NOTES,
    PARENT_NO,
    RECORD_NO,
    SEALED,
    SINCE,
    UNTIL,
    Written,
    csv_of,
    described,
    family_of,
    linking,
    parent_of,
    write_workbook,
)


def export_registers(
    engine: Engine, tables: Sequence[type[FromDocument]], folder: Path, media: str, language: Language
) -> list[Path]:
    """Write each table that belongs to none, with its family, where there are rows; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with Session(engine) as session:
        for table in tables:
            family = list(_family(session, table))
            if not family[0].rows:
                continue
            path = folder / f"{table.__tablename__}.{media}"
            if media == "csv":
                path.write_bytes(csv_of(family, language))
            else:
                write_workbook(path, family, language)
            written.append(path)
    return written


def _family(session: Session, root: type[FromDocument]) -> Iterator[Written]:
    numbers: dict[str, str] = {}
    for table in family_of(root):
        rows = session.scalars(select(table).order_by(table.document_id, table.id)).all()
        owner, links = parent_of(table), linking(table)
        extra = (*(() if described(table).since else (SINCE, UNTIL)), NOTES)
        texts = []
        for row in rows:
            line = {key: _text(row, key, field, Language.ZH) for key, field in fields_of(table).items()}
            line |= {SINCE: _iso(row.valid_from), UNTIL: _iso(row.valid_to), NOTES: row.warnings}
            if RECORD_NO in links:
                numbers[row.id] = line[RECORD_NO] = str(len(numbers) + 1)
            if PARENT_NO in links and owner is not None:
                line[PARENT_NO] = numbers[getattr(row, _parent_key(table, owner))]
            texts.append(line)
        yield Written(table, texts, extra)


def _parent_key(table: type[FromDocument], owner: type[FromDocument]) -> str:
    return next(
        attribute.key
        for attribute in table.__mapper__.column_attrs
        for key in attribute.columns[0].foreign_keys
        if key.column.table is owner.__table__
    )


def _text(row: FromDocument, key: str, field: Field, language: Language) -> str:
    if field.kind.is_secret:
        mask = getattr(row, f"{key}_mask")
        return "" if mask is None else f"{SEALED}{getattr(row, f'{key}_hash') or ''}|{mask}"
    value: Any = getattr(row, key)
    if value is None:
        return ""
    if field.kind is FieldKind.TERM and field.terms is not None:
        return field.terms(value).label(language)
    if isinstance(value, bool):
        return "是" if value else "否"
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
