"""Matters: what was decided for whom, step by step."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import FromDocument


class MatterAct(FromDocument):
    """One act by one person at one step of one matter."""

    __tablename__ = "matter_act"

    matter_number: Mapped[str]
    matter_title: Mapped[str | None]
    power: Mapped[str | None]
    unit_name: Mapped[str | None]
    post: Mapped[str | None]
    step_name: Mapped[str]
    act: Mapped[str | None]  # StepAct; null when the step name is not known
    actor_name: Mapped[str]
    actor_id_hash: Mapped[str | None]
    actor_id_mask: Mapped[str | None]
    acted_on: Mapped[date | None]
    acted_at: Mapped[datetime | None]  # when a time of day is written
    party_name: Mapped[str | None]
    party_id_hash: Mapped[str | None]
    party_id_mask: Mapped[str | None]
    party_code: Mapped[str | None]  # 统一社会信用代码 when the party is a firm
    amount: Mapped[Decimal | None] = mapped_column("amount_fen")
