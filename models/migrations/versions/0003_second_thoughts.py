"""Second thoughts: heading mappings, publications that replace others, corrections of rows that were set aside."""

from typing import Any

import sqlalchemy as sa
from alembic import op

import models.tables

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "heading_mapping",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("is_override", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("revoked_at", models.tables.UtcDateTime(), nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("revoked_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_heading_mapping")),
    )
    op.create_table(
        "mapping_use",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("mapping_id", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_mapping_use_document_id_document")),
        sa.ForeignKeyConstraint(
            ["mapping_id"], ["heading_mapping.id"], name=op.f("fk_mapping_use_mapping_id_heading_mapping")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_use")),
    )
    op.create_table(
        "supersession",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("older_id", sa.String(length=64), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("since", models.tables.UtcDateTime(), nullable=True),
        sa.Column("who", sa.Text(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("until", models.tables.UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("ended_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_supersession_document_id_document")),
        sa.ForeignKeyConstraint(["older_id"], ["document.id"], name=op.f("fk_supersession_older_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supersession")),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("quarantine_id", sa.String(length=32), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("added", sa.JSON(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("undone_at", models.tables.UtcDateTime(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_correction_document_id_document")),
        sa.ForeignKeyConstraint(
            ["quarantine_id"], ["quarantine.id"], name=op.f("fk_correction_quarantine_id_quarantine")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("correction_id", sa.String(length=32), nullable=False),
        sa.Column("record_table", sa.Text(), nullable=False),
        sa.Column("record_id", sa.String(length=32), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("until", models.tables.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["correction.id"], name=op.f("fk_withdrawal_correction_id_correction")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_withdrawal_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withdrawal")),
    )
    for table, indexed in _INDEXED.items():
        for name in indexed:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)
    for table, new in _columns().items():
        with op.batch_alter_table(table) as batch:
            for column in new:
                batch.add_column(column)
    # What a file makes held was recorded with the file.
    op.execute(
        "UPDATE coverage SET recorded_at = (SELECT recorded_at FROM document WHERE document.id = coverage.document_id)"
    )
    with op.batch_alter_table("coverage") as batch:
        batch.alter_column("recorded_at", existing_type=models.tables.UtcDateTime(), nullable=False)


def downgrade() -> None:
    for table, new in reversed(_columns().items()):
        with op.batch_alter_table(table) as batch:
            for column in reversed(new):
                batch.drop_column(column.name)
    for table, indexed in reversed(_INDEXED.items()):
        for name in indexed:
            op.drop_index(op.f(f"ix_{table}_{name}"), table)
        op.drop_table(table)
    op.drop_table("heading_mapping")


_INDEXED = {
    "mapping_use": ("document_id", "mapping_id"),
    "supersession": ("document_id", "older_id"),
    "correction": ("document_id", "quarantine_id"),
    "withdrawal": ("document_id", "correction_id"),
}


def _columns() -> dict[str, list[sa.Column[Any]]]:
    """The new columns by table; made anew each time, since a column belongs to one table."""
    return {
        "coverage": [sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=True)],
        "benefit": [
            sa.Column("claimed_age", sa.Integer(), nullable=True),
            sa.Column("id_birth", sa.Date(), nullable=True),
        ],
        "risk_point": [sa.Column("owner_level", sa.Text(), nullable=True)],
        "tenure": [
            sa.Column("is_leader", sa.Boolean(), nullable=True),
            sa.Column("sensitive_duty", sa.Text(), nullable=True),
            sa.Column("portfolio", sa.Text(), nullable=True),
        ],
    }
