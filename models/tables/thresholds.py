"""What an office decided about thresholds of rules: proposed by one person, confirmed by another, or not.

A row is one step; whether a value is in force is folded from the steps of its change (`analytics.rules`). Rows are
added and never changed or deleted, which the store itself enforces. `who` is a name as typed until there are accounts.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import Base


class ThresholdStep(Base):
    """One step of a change of a threshold, from `recorded_at` on.

    Changes are counted from 1, and so are the steps of each: the first proposes, the second confirms, withdraws or
    rejects. So of two people who act at once one comes first. Only the first step says what is to change: the exact
    text of the value, the first day on which it counts, why, and for a day in the past the instrument that set it then.
    """

    __tablename__ = "threshold_change"
    __table_args__ = (UniqueConstraint("change", "number"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    change: Mapped[int]
    number: Mapped[int]
    act: Mapped[str]  # ThresholdAct
    who: Mapped[str]
    recorded_at: Mapped[datetime]
    rule: Mapped[str | None]
    parameter: Mapped[str | None]
    value: Mapped[str | None]
    first_day: Mapped[date | None]
    why: Mapped[str | None]
    basis: Mapped[str | None]
