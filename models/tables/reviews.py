"""What people did about leads: claimed, released, settled, reopened.

A row is one step; where a lead stands is folded from its steps (`analytics.desk`). Rows are added and never changed or
deleted, which the store itself enforces. `who` is a name as typed until there are accounts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class ReviewStep(Base):
    """One step of the review of a lead, from `recorded_at` on.

    `lead` keeps its name from run to run (`analytics.desk.trace`); `number` counts its steps from 1, so that of two
    people who act at once one comes first. `flag`, `facts` and `marks` are what the reviewer had before him:
    the flag in `run`, a hash of what it states, and hashes of the rows it rests on. `raised_at` is when the first run
    on record that shows the lead was made.
    """

    __tablename__ = "review_step"
    __table_args__ = (UniqueConstraint("lead", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    lead: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    act: Mapped[str]  # ReviewAct
    who: Mapped[str]
    recorded_at: Mapped[datetime]
    outcome: Mapped[str | None]  # Finding
    reason: Mapped[str | None]  # ReviewReason
    note: Mapped[str | None]
    drawn: Mapped[str]  # Drawn
    run: Mapped[str]
    rule: Mapped[str]
    rule_version: Mapped[str]
    flag: Mapped[str] = mapped_column(String(16))
    ground: Mapped[str] = mapped_column(String(16))
    facts: Mapped[str] = mapped_column(String(16))
    marks: Mapped[list[Any]] = mapped_column(JSON)
    raised_at: Mapped[datetime]
