"""Special funds: public notices with their rows, and what the budget sets aside for a programme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import FromDocument


class FundNotice(FromDocument):
    """One public notice about a special fund."""

    __tablename__ = "fund_notice"

    title: Mapped[str | None]
    publisher: Mapped[str | None]
    programme: Mapped[str | None]  # name of the fund, without year and batch
    fund_type: Mapped[str]  # FundType
    fiscal_year: Mapped[int | None]
    batch_name: Mapped[str | None]  # 第一批 ...
    published: Mapped[date | None]
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    period_stated: Mapped[bool]  # a notice period is written, whether legible or not
    basis: Mapped[str | None]  # document numbers and laws it rests on
    has_contact: Mapped[bool]  # a supervision phone or address is given
    headline_amount: Mapped[Decimal | None] = mapped_column("headline_amount_fen")
    stated_total: Mapped[Decimal | None] = mapped_column("stated_total_fen")
    rows_total: Mapped[Decimal | None] = mapped_column("rows_total_fen")  # sum of the leaf rows, None when one is blank
    sum_holds: Mapped[bool | None]


class FundItem(FromDocument):
    """One leaf row of a notice: who gets how much for what."""

    __tablename__ = "fund_item"

    notice_id: Mapped[str] = mapped_column(ForeignKey("fund_notice.id"), index=True)
    label: Mapped[str]
    payee: Mapped[str | None]
    project: Mapped[str | None]
    group_name: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column("amount_fen")
    cell_note: Mapped[str | None]


class FundPart(FromDocument):
    """A further money column of a fund row, such as the share of each source."""

    __tablename__ = "fund_part"

    item_id: Mapped[str] = mapped_column(ForeignKey("fund_item.id"), index=True)
    name: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column("amount_fen")


class ProgrammeBudget(FromDocument):
    """What the budget sets aside for a programme in a year."""

    __tablename__ = "programme_budget"

    programme: Mapped[str]
    fiscal_year: Mapped[int]
    unit_name: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column("amount_fen")
    basis: Mapped[str | None]
