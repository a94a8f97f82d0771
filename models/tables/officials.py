"""Officials: who holds which post, what they declared, where they stepped aside, and what binds them after office."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Mapped

from models.tables.base import FromDocument


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
