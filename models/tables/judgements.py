"""What people decided about who is who.

A judgement is about two mentions: one column of one record each, named by table, id and role as in the snapshot's
`mention`. Record ids come from the content of files, so that a judgement holds wherever the same files are read.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class IdentityJudgement(Base):
    """Two mentions mean the same person or firm, different ones, or nobody can say yet, from `recorded_at` on.

    With `withdrawn_at` it is over. It is never changed and never deleted.
    """

    __tablename__ = "identity_judgement"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    one_table: Mapped[str]
    one_id: Mapped[str] = mapped_column(String(32))
    one_role: Mapped[str]
    other_table: Mapped[str]
    other_id: Mapped[str] = mapped_column(String(32))
    other_role: Mapped[str]
    verdict: Mapped[str]  # Verdict
    who: Mapped[str]
    why: Mapped[str]
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None]
    withdrawn_why: Mapped[str | None]
