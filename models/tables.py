"""The tables of the store: documents, and what was read from them.

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


class PrivacyFinding(FromDocument):
    """Personal data seen in a document, by kind; the data itself is never stored, only a mask of it."""

    __tablename__ = "privacy_finding"

    kind: Mapped[str]  # PrivacyKind
    mask: Mapped[str]  # first characters and length, such as 4399**************


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


class RiskPoint(FromDocument):
    """One risk point of a unit's post risk table, with the grade the unit gave it."""

    __tablename__ = "risk_point"

    unit_name: Mapped[str | None]
    department: Mapped[str | None]
    post: Mapped[str | None]
    domain: Mapped[str | None]
    risk_kind: Mapped[str | None]
    name: Mapped[str]
    description: Mapped[str | None]
    grade: Mapped[str | None]  # RiskLevel; null = not assessed
    grade_text: Mapped[str | None]  # as written
    grade_scheme: Mapped[str | None]
    measures: Mapped[str | None]
    has_owner: Mapped[bool]


class PostStep(FromDocument):
    """One step of a power exercised at a post."""

    __tablename__ = "post_step"

    unit_name: Mapped[str | None]
    department: Mapped[str | None]
    post: Mapped[str]
    power: Mapped[str]
    power_type: Mapped[str | None]
    step_no: Mapped[int | None]
    step_name: Mapped[str]
    limit_days: Mapped[int | None]  # working days
    limit_text: Mapped[str | None]
    risk: Mapped[str | None]
    grade: Mapped[str | None]  # RiskLevel; null = not assessed
    grade_scheme: Mapped[str | None]
    measures: Mapped[str | None]


class StepHandler(FromDocument):
    """A person named as handler of a step; a post named in place of a person is kept as such."""

    __tablename__ = "step_handler"

    step_id: Mapped[str] = mapped_column(ForeignKey("post_step.id"), index=True)
    name: Mapped[str]
    is_person: Mapped[bool]


class Recusal(FromDocument):
    """One entry of the recusal register."""

    __tablename__ = "recusal"

    number: Mapped[str | None]
    name: Mapped[str]
    id_hash: Mapped[str | None]
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None]
    post: Mapped[str | None]
    duty: Mapped[str | None]
    recusal_type: Mapped[str | None]
    matter: Mapped[str | None]  # title or number of the matter, as written
    step: Mapped[str | None]
    counterparty: Mapped[str | None]
    relation: Mapped[str | None]
    basis: Mapped[str | None]
    raised_by: Mapped[str | None]
    applied: Mapped[date | None]
    reviewer: Mapped[str | None]
    decision: Mapped[str | None]  # as written
    outcome: Mapped[str]  # RecusalOutcome
    decided: Mapped[date | None]
    execution: Mapped[str | None]


class Restriction(FromDocument):
    """One entry of the register of employment restrictions after leaving office."""

    __tablename__ = "restriction"

    name: Mapped[str]
    unit_name: Mapped[str | None]
    old_post: Mapped[str | None]
    rank: Mapped[str | None]
    is_leader: Mapped[bool | None]
    exit_kind: Mapped[str | None]
    exit_date: Mapped[date | None]
    years: Mapped[int | None]
    ends: Mapped[date | None]
    went_to: Mapped[str | None]
    new_post: Mapped[str | None]
    related: Mapped[str | None]
    review_state: Mapped[str | None]


class Tenure(FromDocument):
    """Who holds a post since when; an open `until` lasts."""

    __tablename__ = "tenure"

    name: Mapped[str]
    id_hash: Mapped[str | None]
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None]
    department: Mapped[str | None]
    post: Mapped[str]  # 岗位, as in the post-step table
    title: Mapped[str | None]  # 职务
    is_key: Mapped[bool | None]  # 重点岗位, as the office marks it
    since: Mapped[date | None]
    until: Mapped[date | None]


class DeclaredTie(FromDocument):
    """A relative whom an official declared, and the firm that relative is tied to, if any."""

    __tablename__ = "declared_tie"

    name: Mapped[str]
    id_hash: Mapped[str | None]
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None]
    post: Mapped[str | None]
    relation: Mapped[str]  # what the relative is to the declarant, as written
    relative_name: Mapped[str]
    relative_id_hash: Mapped[str | None]
    relative_id_mask: Mapped[str | None]
    relative_employer: Mapped[str | None]
    firm: Mapped[str | None]
    firm_code: Mapped[str | None]  # 统一社会信用代码
    firm_role: Mapped[str | None]  # FirmRole
    share_percent: Mapped[str | None]  # decimal text; shares are ratios, not money
    declared_on: Mapped[date | None]


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


class ProgrammeBudget(FromDocument):
    """What the budget sets aside for a programme in a year."""

    __tablename__ = "programme_budget"

    programme: Mapped[str]
    fiscal_year: Mapped[int]
    unit_name: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column("amount_fen")
    basis: Mapped[str | None]


# Tables that hold facts read from documents, in an order in which parents come first.
FACT_TABLES: tuple[type[FromDocument], ...] = (
    PrivacyFinding,
    FundNotice,
    FundItem,
    FundPart,
    ThreePublicReport,
    ThreePublicLine,
    RiskPoint,
    PostStep,
    StepHandler,
    Recusal,
    Restriction,
    Tenure,
    DeclaredTie,
    MatterAct,
    ProgrammeBudget,
)
