"""First tables: batches, documents, quarantine, and what the first ten kinds of document hold."""

import sqlalchemy as sa
from alembic import op

import models.money
import models.tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("amount_unit", sa.Text(), nullable=True),
        sa.Column("stated_total_fen", models.money.Fen(), nullable=True),
        sa.Column("sum_holds", sa.Boolean(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_document_batch_id_batch")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_batch_id"), ["batch_id"], unique=False)

    op.create_table(
        "declared_tie",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("relative_name", sa.Text(), nullable=False),
        sa.Column("relative_id_hash", sa.Text(), nullable=True),
        sa.Column("relative_id_mask", sa.Text(), nullable=True),
        sa.Column("relative_employer", sa.Text(), nullable=True),
        sa.Column("firm", sa.Text(), nullable=True),
        sa.Column("firm_code", sa.Text(), nullable=True),
        sa.Column("firm_role", sa.Text(), nullable=True),
        sa.Column("share_percent", sa.Text(), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_declared_tie_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_tie")),
    )
    with op.batch_alter_table("declared_tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_declared_tie_document_id"), ["document_id"], unique=False)

    op.create_table(
        "fund_notice",
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("publisher", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("fund_type", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("batch_name", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("period_stated", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("has_contact", sa.Boolean(), nullable=False),
        sa.Column("headline_amount_fen", models.money.Fen(), nullable=True),
        sa.Column("stated_total_fen", models.money.Fen(), nullable=True),
        sa.Column("rows_total_fen", models.money.Fen(), nullable=True),
        sa.Column("sum_holds", sa.Boolean(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_fund_notice_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_notice")),
    )
    with op.batch_alter_table("fund_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_notice_document_id"), ["document_id"], unique=False)

    op.create_table(
        "matter_act",
        sa.Column("matter_number", sa.Text(), nullable=False),
        sa.Column("matter_title", sa.Text(), nullable=True),
        sa.Column("power", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_id_hash", sa.Text(), nullable=True),
        sa.Column("actor_id_mask", sa.Text(), nullable=True),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("acted_at", models.tables.UtcDateTime(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_id_hash", sa.Text(), nullable=True),
        sa.Column("party_id_mask", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_matter_act_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_act")),
    )
    with op.batch_alter_table("matter_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_act_document_id"), ["document_id"], unique=False)

    op.create_table(
        "post_step",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("power", sa.Text(), nullable=False),
        sa.Column("power_type", sa.Text(), nullable=True),
        sa.Column("step_no", sa.Integer(), nullable=True),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("limit_text", sa.Text(), nullable=True),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("grade_scheme", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_post_step_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_step")),
    )
    with op.batch_alter_table("post_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_step_document_id"), ["document_id"], unique=False)

    op.create_table(
        "privacy_finding",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mask", sa.Text(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_privacy_finding_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_finding")),
    )
    with op.batch_alter_table("privacy_finding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_privacy_finding_document_id"), ["document_id"], unique=False)

    op.create_table(
        "programme_budget",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_programme_budget_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_budget")),
    )
    with op.batch_alter_table("programme_budget", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_budget_document_id"), ["document_id"], unique=False)

    op.create_table(
        "quarantine",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_quarantine_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_quarantine_document_id"), ["document_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("duty", sa.Text(), nullable=True),
        sa.Column("recusal_type", sa.Text(), nullable=True),
        sa.Column("matter", sa.Text(), nullable=True),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("counterparty", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("raised_by", sa.Text(), nullable=True),
        sa.Column("applied", sa.Date(), nullable=True),
        sa.Column("reviewer", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("decided", sa.Date(), nullable=True),
        sa.Column("execution", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_recusal_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recusal_document_id"), ["document_id"], unique=False)

    op.create_table(
        "restriction",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("old_post", sa.Text(), nullable=True),
        sa.Column("rank", sa.Text(), nullable=True),
        sa.Column("is_leader", sa.Boolean(), nullable=True),
        sa.Column("exit_kind", sa.Text(), nullable=True),
        sa.Column("exit_date", sa.Date(), nullable=True),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("went_to", sa.Text(), nullable=True),
        sa.Column("new_post", sa.Text(), nullable=True),
        sa.Column("related", sa.Text(), nullable=True),
        sa.Column("review_state", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_restriction_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
    )
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_restriction_document_id"), ["document_id"], unique=False)

    op.create_table(
        "risk_point",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("domain", sa.Text(), nullable=True),
        sa.Column("risk_kind", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("grade", sa.Text(), nullable=True),
        sa.Column("grade_text", sa.Text(), nullable=True),
        sa.Column("grade_scheme", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("has_owner", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_risk_point_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_point")),
    )
    with op.batch_alter_table("risk_point", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_point_document_id"), ["document_id"], unique=False)

    op.create_table(
        "tenure",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("is_key", sa.Boolean(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_tenure_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenure")),
    )
    with op.batch_alter_table("tenure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tenure_document_id"), ["document_id"], unique=False)

    op.create_table(
        "three_public_report",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("stated_total_fen", models.money.Fen(), nullable=True),
        sa.Column("sum_holds", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_three_public_report_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_three_public_report")),
    )
    with op.batch_alter_table("three_public_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_three_public_report_document_id"), ["document_id"], unique=False)

    op.create_table(
        "fund_item",
        sa.Column("notice_id", sa.String(length=32), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("payee", sa.Text(), nullable=True),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("group_name", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("cell_note", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_fund_item_document_id_document")),
        sa.ForeignKeyConstraint(["notice_id"], ["fund_notice.id"], name=op.f("fk_fund_item_notice_id_fund_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_item")),
    )
    with op.batch_alter_table("fund_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_item_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fund_item_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "step_handler",
        sa.Column("step_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_person", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_step_handler_document_id_document")),
        sa.ForeignKeyConstraint(["step_id"], ["post_step.id"], name=op.f("fk_step_handler_step_id_post_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_handler")),
    )
    with op.batch_alter_table("step_handler", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_step_handler_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_step_handler_step_id"), ["step_id"], unique=False)

    op.create_table(
        "three_public_line",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_three_public_line_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["three_public_report.id"], name=op.f("fk_three_public_line_report_id_three_public_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_three_public_line")),
    )
    with op.batch_alter_table("three_public_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_three_public_line_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_three_public_line_report_id"), ["report_id"], unique=False)

    op.create_table(
        "fund_part",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_fund_part_document_id_document")),
        sa.ForeignKeyConstraint(["item_id"], ["fund_item.id"], name=op.f("fk_fund_part_item_id_fund_item")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_part")),
    )
    with op.batch_alter_table("fund_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fund_part_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fund_part_item_id"), ["item_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("fund_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fund_part_item_id"))
        batch_op.drop_index(batch_op.f("ix_fund_part_document_id"))

    op.drop_table("fund_part")
    with op.batch_alter_table("three_public_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_three_public_line_report_id"))
        batch_op.drop_index(batch_op.f("ix_three_public_line_document_id"))

    op.drop_table("three_public_line")
    with op.batch_alter_table("step_handler", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_step_handler_step_id"))
        batch_op.drop_index(batch_op.f("ix_step_handler_document_id"))

    op.drop_table("step_handler")
    with op.batch_alter_table("fund_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fund_item_notice_id"))
        batch_op.drop_index(batch_op.f("ix_fund_item_document_id"))

    op.drop_table("fund_item")
    with op.batch_alter_table("three_public_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_three_public_report_document_id"))

    op.drop_table("three_public_report")
    with op.batch_alter_table("tenure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tenure_document_id"))

    op.drop_table("tenure")
    with op.batch_alter_table("risk_point", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_point_document_id"))

    op.drop_table("risk_point")
    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_restriction_document_id"))

    op.drop_table("restriction")
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recusal_document_id"))

    op.drop_table("recusal")
    with op.batch_alter_table("quarantine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_quarantine_document_id"))

    op.drop_table("quarantine")
    with op.batch_alter_table("programme_budget", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_budget_document_id"))

    op.drop_table("programme_budget")
    with op.batch_alter_table("privacy_finding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_privacy_finding_document_id"))

    op.drop_table("privacy_finding")
    with op.batch_alter_table("post_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_step_document_id"))

    op.drop_table("post_step")
    with op.batch_alter_table("matter_act", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_act_document_id"))

    op.drop_table("matter_act")
    with op.batch_alter_table("fund_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fund_notice_document_id"))

    op.drop_table("fund_notice")
    with op.batch_alter_table("declared_tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_declared_tie_document_id"))

    op.drop_table("declared_tie")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_document_batch_id"))

    op.drop_table("document")
    op.drop_table("batch")
