"""What all tables of the store share: documents, batches, quarantine, and the provenance every fact carries.

Every row read from a document knows that document, its place in it, the hash of its content, when it held (valid time)
and when it was recorded. Rows are facts as written; who is who is decided later (`analytics.identity`).
Identity numbers never stand here: only a keyed hash, and the masked form the document itself shows.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, ForeignKey, Integer, MetaData, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from models.money import Fen


class UtcDateTime(TypeDecorator[datetime]):
    """An instant, stored as naive UTC so that SQLite and PostgreSQL give the same bytes."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware time to naive UTC; a naive time is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Naive UTC to aware time."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Base of all tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        str: Text,
        bool: Boolean,
        int: Integer,
        date: Date,
        datetime: UtcDateTime,
        Decimal: Fen,
        dict[str, Any]: JSON,
    }


class Batch(Base):
    """One run of `sunledger ingest`: everything in it became visible at one moment, or nothing did."""

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    recorded_at: Mapped[datetime]


class Document(Base):
    """One file that was taken in, named by the SHA-256 of its bytes."""

    __tablename__ = "document"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the file, hex
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    file_name: Mapped[str]  # name only, never a path
    media: Mapped[str | None]  # xlsx, xls, html, docx, pdf, csv
    size: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str | None]  # DocumentKind
    status: Mapped[str]  # DocumentStatus
    title: Mapped[str | None]
    publisher: Mapped[str | None]
    published: Mapped[date | None]
    amount_unit: Mapped[str | None]  # as stated: 元, 万元, 亿元
    stated_total: Mapped[Decimal | None] = mapped_column("stated_total_fen")
    sum_holds: Mapped[bool | None]
    recorded_at: Mapped[datetime]


class Quarantine(Base):
    """A row, a value or a file that could not be taken: where, why, and what to do next."""

    __tablename__ = "quarantine"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    locator: Mapped[str]
    code: Mapped[str]  # message code
    params: Mapped[dict[str, Any]]
    recorded_at: Mapped[datetime]


class Coverage(Base):
    """What the acceptance of a document makes *held* (domain decision 5a.1): a register of a unit for a period.

    A nil return counts too. A blank unit stands for the publisher, a blank period for the years the rows speak of.
    """

    __tablename__ = "coverage"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    kind: Mapped[str]  # DocumentKind
    unit_name: Mapped[str | None]
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    is_nil: Mapped[bool]
    recorded_at: Mapped[datetime]


class FromDocument(Base):
    """Provenance that every fact carries."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(String(32), primary_key=True)

    @declared_attr
    def document_id(cls) -> Mapped[str]:  # noqa: N805 - declared_attr passes the class
        """The document this row was read from."""
        return mapped_column(ForeignKey("document.id"), index=True)

    locator: Mapped[str]  # models.places.Locator, written: the row, or the cell of its figure
    places: Mapped[dict[str, Any]] = mapped_column(default=dict)  # column -> locator of its own cell, where known
    content_hash: Mapped[str] = mapped_column(String(64))
    warnings: Mapped[str]  # message codes, comma-separated; empty when none
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    recorded_at: Mapped[datetime]
