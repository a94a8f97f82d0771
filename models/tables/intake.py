"""What clerks decide about files that were taken in: headings mapped, publications superseded, rows corrected.

Flows in: decisions of named persons, and what re-import recognises by itself. Flows out: rows that say since when a
decision stands and until when it stood; nothing is ever deleted, so that any day can be replayed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class HeadingMapping(Base):
    """A heading as one publisher writes it, and the known heading it stands for in publications of one kind."""

    __tablename__ = "heading_mapping"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    publisher: Mapped[str]
    kind: Mapped[str]  # DocumentKind
    heading: Mapped[str]  # as the publisher writes it
    meaning: Mapped[str]  # the known heading
    is_override: Mapped[bool]  # the heading is itself a known one, and the clerk said that it means another here
    recorded_at: Mapped[datetime]
    who: Mapped[str]
    why: Mapped[str]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]
    revoked_why: Mapped[str | None]


class MappingUse(Base):
    """A mapping that was applied when a document was read."""

    __tablename__ = "mapping_use"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    mapping_id: Mapped[str] = mapped_column(ForeignKey("heading_mapping.id"), index=True)
    recorded_at: Mapped[datetime]


class Supersession(Base):
    """One document takes the place of an earlier one of the same publication, or may do so.

    Without `since` it is a proposal that nobody has decided; with `until` it is over: revoked, or a proposal turned
    down. From `since` to `until` the older document is left out of every analysis.
    """

    __tablename__ = "supersession"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)  # the newer
    older_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    found: Mapped[str]  # SupersessionSign: how it was found
    recorded_at: Mapped[datetime]
    since: Mapped[datetime | None]
    who: Mapped[str | None]  # who declared or accepted it; blank where it was recognised
    why: Mapped[str | None]
    until: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    ended_why: Mapped[str | None]


class Correction(Base):
    """What a clerk decided about something set aside: the cells as they should be read, or that nothing is lacking.

    The original is never changed: the cells stand here, sealed with the key of the originals, and the rows that came of
    them carry the warning `row-corrected` and point to the original cell.
    """

    __tablename__ = "correction"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    quarantine_id: Mapped[str] = mapped_column(ForeignKey("quarantine.id"), index=True)
    action: Mapped[str]  # CorrectionAction
    locator: Mapped[str]
    cells: Mapped[dict[str, Any]]  # column -> text as corrected, numbers of persons masked
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # locator -> text, encrypted
    added: Mapped[dict[str, Any]]  # table -> ids of the rows that came of it
    who: Mapped[str]
    why: Mapped[str]
    recorded_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    undone_why: Mapped[str | None]


class Withdrawal(Base):
    """A row that does not count from `recorded_at` to `until`, by reason of a correction or of its undoing."""

    __tablename__ = "withdrawal"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("document.id"), index=True)
    correction_id: Mapped[str] = mapped_column(ForeignKey("correction.id"), index=True)
    record_table: Mapped[str]
    record_id: Mapped[str] = mapped_column(String(32))
    recorded_at: Mapped[datetime]
    until: Mapped[datetime | None]
