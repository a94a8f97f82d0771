"""Changes of thresholds with a day and a second name, which nobody can change or delete."""

import sqlalchemy as sa
from alembic import op

import models.tables

revision = "0006"
down_revision = "0005"

_REFUSAL = "a step of a change of a threshold is never changed or deleted"


def upgrade() -> None:
    op.create_table(
        "threshold_change",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("parameter", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threshold_change")),
        sa.UniqueConstraint("change", "number", name=op.f("uq_threshold_change_change")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER threshold_change_no_{act.lower()} BEFORE {act} ON threshold_change "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION threshold_change_stays() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER threshold_change_stays BEFORE UPDATE OR DELETE ON threshold_change "
            "FOR EACH ROW EXECUTE FUNCTION threshold_change_stays()"
        )


def downgrade() -> None:
    op.drop_table("threshold_change")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION threshold_change_stays()")
