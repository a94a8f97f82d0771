"""Budgets and final accounts: the three public expenses."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import FromDocument


class ThreePublicReport(FromDocument):
    """三公经费 of one unit (or region) for one year and stage."""

    __tablename__ = "three_public_report"

    unit_name: Mapped[str | None]
    fiscal_year: Mapped[int | None]
    stage: Mapped[str]  # SpendingStage
    stated_total: Mapped[Decimal | None] = mapped_column("stated_total_fen")
    sum_holds: Mapped[bool | None]
    reason: Mapped[str | None]  # the published explanation of a change, as written


class ThreePublicLine(FromDocument):
    """One line of a three-public report; a blank cell stays null, which is not zero."""

    __tablename__ = "three_public_line"

    report_id: Mapped[str] = mapped_column(ForeignKey("three_public_report.id"), index=True)
    item: Mapped[str]  # ThreePublicItem
    label: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column("amount_fen")
