"""Judgements of people about who is who."""

import sqlalchemy as sa
from alembic import op

import models.tables

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "identity_judgement",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("one_table", sa.Text(), nullable=False),
        sa.Column("one_id", sa.String(length=32), nullable=False),
        sa.Column("one_role", sa.Text(), nullable=False),
        sa.Column("other_table", sa.Text(), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("other_role", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", models.tables.UtcDateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_judgement")),
    )


def downgrade() -> None:
    op.drop_table("identity_judgement")
