"""Powers and posts: risk points, and the steps of each power with their handlers."""

from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.tables.base import FromDocument


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
