"""All registers: what the rules of the catalogue need, and what is held for a unit and period."""

import sqlalchemy as sa
from alembic import op

import models.money
import models.tables

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "allocation",
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("batch_name", sa.Text(), nullable=True),
        sa.Column("from_unit", sa.Text(), nullable=True),
        sa.Column("to_unit", sa.Text(), nullable=False),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_allocation_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_allocation_document_id"), ["document_id"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("old_post", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("notice_from", sa.Date(), nullable=True),
        sa.Column("notice_to", sa.Date(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_appointment_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_document_id"), ["document_id"], unique=False)

    op.create_table(
        "benefit",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("household_head", sa.Text(), nullable=True),
        sa.Column("relation_to_head", sa.Text(), nullable=True),
        sa.Column("claimed_birth", sa.Date(), nullable=True),
        sa.Column("township", sa.Text(), nullable=True),
        sa.Column("village", sa.Text(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("handler", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_benefit_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit")),
    )
    with op.batch_alter_table("benefit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_benefit_document_id"), ["document_id"], unique=False)

    op.create_table(
        "bid",
        sa.Column("purchase_number", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("bidder", sa.Text(), nullable=False),
        sa.Column("bidder_code", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("head", sa.Text(), nullable=True),
        sa.Column("manager", sa.Text(), nullable=True),
        sa.Column("deposit_payer", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("phone_mask", sa.Text(), nullable=True),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_bid_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
    )
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_document_id"), ["document_id"], unique=False)

    op.create_table(
        "budget_adjustment",
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("initial_fen", models.money.Fen(), nullable=True),
        sa.Column("adjusted_fen", models.money.Fen(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_budget_adjustment_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_adjustment")),
    )
    with op.batch_alter_table("budget_adjustment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_adjustment_document_id"), ["document_id"], unique=False)

    op.create_table(
        "budget_approval",
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_budget_approval_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_approval")),
    )
    with op.batch_alter_table("budget_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_approval_document_id"), ["document_id"], unique=False)

    op.create_table(
        "budget_table",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("amount_unit", sa.Text(), nullable=True),
        sa.Column("stated_total_fen", models.money.Fen(), nullable=True),
        sa.Column("sum_holds", sa.Boolean(), nullable=True),
        sa.Column("is_nil", sa.Boolean(), nullable=True),
        sa.Column("nil_note", sa.Text(), nullable=True),
        sa.Column("is_blank", sa.Boolean(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_budget_table_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_table")),
    )
    with op.batch_alter_table("budget_table", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_table_document_id"), ["document_id"], unique=False)

    op.create_table(
        "budget_unit",
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=True),
        sa.Column("merged_into", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_budget_unit_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_unit")),
    )
    with op.batch_alter_table("budget_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_unit_document_id"), ["document_id"], unique=False)

    op.create_table(
        "check_issue",
        sa.Column("reporting_unit", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issue_no", sa.Integer(), nullable=True),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_unit", sa.Text(), nullable=True),
        sa.Column("checkers", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("issue", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_check_issue_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_issue")),
    )
    with op.batch_alter_table("check_issue", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_issue_document_id"), ["document_id"], unique=False)

    op.create_table(
        "complaint",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("level", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("campaign", sa.Text(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("finished_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_complaint_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint")),
    )
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_document_id"), ["document_id"], unique=False)

    op.create_table(
        "coverage",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("is_nil", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_coverage_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coverage_document_id"), ["document_id"], unique=False)

    op.create_table(
        "death",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("died_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_death_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death")),
    )
    with op.batch_alter_table("death", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_death_document_id"), ["document_id"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("deputy", sa.Text(), nullable=False),
        sa.Column("deputy_id_hash", sa.Text(), nullable=True),
        sa.Column("deputy_id_mask", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_delegation_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation")),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_document_id"), ["document_id"], unique=False)

    op.create_table(
        "evaluator",
        sa.Column("purchase_number", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_evaluator_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluator")),
    )
    with op.batch_alter_table("evaluator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evaluator_document_id"), ["document_id"], unique=False)

    op.create_table(
        "firm",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("former_names", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("registered_capital_fen", models.money.Fen(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("phone_mask", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("industry_code", sa.Text(), nullable=True),
        sa.Column("insured_staff", sa.Integer(), nullable=True),
        sa.Column("insured_as_of", sa.Date(), nullable=True),
        sa.Column("is_listed", sa.Boolean(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_firm_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm")),
    )
    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_firm_document_id"), ["document_id"], unique=False)

    op.create_table(
        "firm_holding",
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("holder_code", sa.Text(), nullable=True),
        sa.Column("firm", sa.Text(), nullable=False),
        sa.Column("firm_code", sa.Text(), nullable=True),
        sa.Column("share_percent", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_firm_holding_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_holding")),
    )
    with op.batch_alter_table("firm_holding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_firm_holding_document_id"), ["document_id"], unique=False)

    op.create_table(
        "firm_officer",
        sa.Column("firm", sa.Text(), nullable=False),
        sa.Column("firm_code", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("share_percent", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_firm_officer_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_firm_officer")),
    )
    with op.batch_alter_table("firm_officer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_firm_officer_document_id"), ["document_id"], unique=False)

    op.create_table(
        "hub_address",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("phone_mask", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_hub_address_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_address")),
    )
    with op.batch_alter_table("hub_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hub_address_document_id"), ["document_id"], unique=False)

    op.create_table(
        "kin_filing",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("official", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("relation", sa.Text(), nullable=True),
        sa.Column("relative", sa.Text(), nullable=False),
        sa.Column("relative_id_hash", sa.Text(), nullable=True),
        sa.Column("relative_id_mask", sa.Text(), nullable=True),
        sa.Column("scheme", sa.Text(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("checked", sa.Boolean(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_kin_filing_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kin_filing")),
    )
    with op.batch_alter_table("kin_filing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kin_filing_document_id"), ["document_id"], unique=False)

    op.create_table(
        "matter",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("power", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("party_name", sa.Text(), nullable=True),
        sa.Column("party_id_hash", sa.Text(), nullable=True),
        sa.Column("party_id_mask", sa.Text(), nullable=True),
        sa.Column("party_code", sa.Text(), nullable=True),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("suspended_from", sa.Date(), nullable=True),
        sa.Column("suspended_to", sa.Date(), nullable=True),
        sa.Column("extension_days", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("decided_amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_matter_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_document_id"), ["document_id"], unique=False)

    op.create_table(
        "monthly_report",
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=True),
        sa.Column("paper_on", sa.Date(), nullable=True),
        sa.Column("checks", sa.Integer(), nullable=True),
        sa.Column("issues", sa.Integer(), nullable=True),
        sa.Column("rectified", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_monthly_report_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_report")),
    )
    with op.batch_alter_table("monthly_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_monthly_report_document_id"), ["document_id"], unique=False)

    op.create_table(
        "nominee_agreement",
        sa.Column("beneficiary", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("nominee", sa.Text(), nullable=False),
        sa.Column("nominee_id_hash", sa.Text(), nullable=True),
        sa.Column("nominee_id_mask", sa.Text(), nullable=True),
        sa.Column("firm", sa.Text(), nullable=False),
        sa.Column("firm_code", sa.Text(), nullable=True),
        sa.Column("share_percent", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_nominee_agreement_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nominee_agreement")),
    )
    with op.batch_alter_table("nominee_agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nominee_agreement_document_id"), ["document_id"], unique=False)

    op.create_table(
        "outside_post",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("firm", sa.Text(), nullable=False),
        sa.Column("firm_code", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.Text(), nullable=True),
        sa.Column("is_paid", sa.Boolean(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_outside_post_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_post")),
    )
    with op.batch_alter_table("outside_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outside_post_document_id"), ["document_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("payer", sa.Text(), nullable=True),
        sa.Column("payee", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("payee_code", sa.Text(), nullable=True),
        sa.Column("account_hash", sa.Text(), nullable=True),
        sa.Column("account_mask", sa.Text(), nullable=True),
        sa.Column("phone_hash", sa.Text(), nullable=True),
        sa.Column("phone_mask", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("programme", sa.Text(), nullable=True),
        sa.Column("batch_name", sa.Text(), nullable=True),
        sa.Column("notice_title", sa.Text(), nullable=True),
        sa.Column("benefit_month", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("quantity_unit", sa.Text(), nullable=True),
        sa.Column("rate", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("document_number", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_payment_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_document_id"), ["document_id"], unique=False)

    op.create_table(
        "payroll",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("pay_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_payroll_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll")),
    )
    with op.batch_alter_table("payroll", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payroll_document_id"), ["document_id"], unique=False)

    op.create_table(
        "period_spending",
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_period_spending_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_spending")),
    )
    with op.batch_alter_table("period_spending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_period_spending_document_id"), ["document_id"], unique=False)

    op.create_table(
        "pledge",
        sa.Column("pledge_name", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("rank", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("exempt_reason", sa.Text(), nullable=True),
        sa.Column("is_published", sa.Boolean(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_pledge_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_document_id"), ["document_id"], unique=False)

    op.create_table(
        "power_item",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("power_type", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sub_item", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("handling_body", sa.Text(), nullable=True),
        sa.Column("legal_limit_days", sa.Integer(), nullable=True),
        sa.Column("promised_limit_days", sa.Integer(), nullable=True),
        sa.Column("limit_text", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("accountability", sa.Text(), nullable=True),
        sa.Column("accountability_basis", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_power_item_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_item")),
    )
    with op.batch_alter_table("power_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_power_item_document_id"), ["document_id"], unique=False)

    op.create_table(
        "purchase",
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("lot", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("retender_of", sa.Text(), nullable=True),
        sa.Column("buyer", sa.Text(), nullable=True),
        sa.Column("buyer_code", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=True),
        sa.Column("budget_item", sa.Text(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("method", sa.Text(), nullable=True),
        sa.Column("fiscal_year", sa.Integer(), nullable=True),
        sa.Column("budget_amount_fen", models.money.Fen(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("bids_due", sa.Date(), nullable=True),
        sa.Column("bidders", sa.Integer(), nullable=True),
        sa.Column("awarded_on", sa.Date(), nullable=True),
        sa.Column("contract_on", sa.Date(), nullable=True),
        sa.Column("supplier", sa.Text(), nullable=True),
        sa.Column("supplier_code", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_purchase_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
    )
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_document_id"), ["document_id"], unique=False)

    op.create_table(
        "rectification",
        sa.Column("reporting_unit", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issue_no", sa.Integer(), nullable=True),
        sa.Column("filled_on", sa.Date(), nullable=True),
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("issue", sa.Text(), nullable=True),
        sa.Column("measures", sa.Text(), nullable=True),
        sa.Column("rectified_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("extended_to", sa.Date(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("reopened_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_rectification_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rectification")),
    )
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rectification_document_id"), ["document_id"], unique=False)

    op.create_table(
        "regulated_trade",
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("trade", sa.Text(), nullable=False),
        sa.Column("trade_code", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_regulated_trade_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulated_trade")),
    )
    with op.batch_alter_table("regulated_trade", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regulated_trade_document_id"), ["document_id"], unique=False)

    op.create_table(
        "reporting_line",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("subordinate", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("subordinate_post", sa.Text(), nullable=True),
        sa.Column("superior", sa.Text(), nullable=False),
        sa.Column("superior_id_hash", sa.Text(), nullable=True),
        sa.Column("superior_id_mask", sa.Text(), nullable=True),
        sa.Column("superior_post", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_reporting_line_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reporting_line")),
    )
    with op.batch_alter_table("reporting_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reporting_line_document_id"), ["document_id"], unique=False)

    op.create_table(
        "scheme_exclusion",
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("other_scheme", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_scheme_exclusion_document_id_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_exclusion")),
    )
    with op.batch_alter_table("scheme_exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scheme_exclusion_document_id"), ["document_id"], unique=False)

    op.create_table(
        "social_tie",
        sa.Column("unit_name", sa.Text(), nullable=True),
        sa.Column("declarant", sa.Text(), nullable=False),
        sa.Column("id_hash", sa.Text(), nullable=True),
        sa.Column("id_mask", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("other_id_hash", sa.Text(), nullable=True),
        sa.Column("other_id_mask", sa.Text(), nullable=True),
        sa.Column("firm", sa.Text(), nullable=True),
        sa.Column("firm_code", sa.Text(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_social_tie_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_social_tie")),
    )
    with op.batch_alter_table("social_tie", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_social_tie_document_id"), ["document_id"], unique=False)

    op.create_table(
        "staffing",
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("peer_class", sa.Text(), nullable=True),
        sa.Column("authorised", sa.Integer(), nullable=True),
        sa.Column("actual", sa.Integer(), nullable=True),
        sa.Column("retired", sa.Integer(), nullable=True),
        sa.Column("vehicles", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_staffing_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staffing")),
    )
    with op.batch_alter_table("staffing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staffing_document_id"), ["document_id"], unique=False)

    op.create_table(
        "village",
        sa.Column("township", sa.Text(), nullable=True),
        sa.Column("village", sa.Text(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_village_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village")),
    )
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_village_document_id"), ["document_id"], unique=False)

    op.create_table(
        "budget_line",
        sa.Column("table_id", sa.String(length=32), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=True),
        sa.Column("is_leaf", sa.Boolean(), nullable=False),
        sa.Column("side", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_budget_line_document_id_document")),
        sa.ForeignKeyConstraint(["table_id"], ["budget_table.id"], name=op.f("fk_budget_line_table_id_budget_table")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_line_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budget_line_table_id"), ["table_id"], unique=False)

    op.create_table(
        "performance_target",
        sa.Column("table_id", sa.String(length=32), nullable=False),
        sa.Column("project", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("goal", sa.Text(), nullable=True),
        sa.Column("level1", sa.Text(), nullable=True),
        sa.Column("level2", sa.Text(), nullable=True),
        sa.Column("level3", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_performance_target_document_id_document")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["budget_table.id"], name=op.f("fk_performance_target_table_id_budget_table")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performance_target")),
    )
    with op.batch_alter_table("performance_target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_performance_target_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_performance_target_table_id"), ["table_id"], unique=False)

    op.create_table(
        "power_duty",
        sa.Column("power_item_id", sa.String(length=32), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("limit_text", sa.Text(), nullable=True),
        sa.Column("is_optional", sa.Boolean(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_power_duty_document_id_document")),
        sa.ForeignKeyConstraint(
            ["power_item_id"], ["power_item.id"], name=op.f("fk_power_duty_power_item_id_power_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_power_duty")),
    )
    with op.batch_alter_table("power_duty", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_power_duty_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_power_duty_power_item_id"), ["power_item_id"], unique=False)

    op.create_table(
        "purchase_item",
        sa.Column("purchase_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("unit_price", sa.Text(), nullable=True),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_purchase_item_document_id_document")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_purchase_item_purchase_id_purchase")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_item")),
    )
    with op.batch_alter_table("purchase_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_item_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_item_purchase_id"), ["purchase_id"], unique=False)

    op.create_table(
        "budget_part",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount_fen", models.money.Fen(), nullable=True),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("locator", sa.Text(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", models.tables.base.UtcDateTime(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_budget_part_document_id_document")),
        sa.ForeignKeyConstraint(["line_id"], ["budget_line.id"], name=op.f("fk_budget_part_line_id_budget_line")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_part")),
    )
    with op.batch_alter_table("budget_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_part_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_budget_part_line_id"), ["line_id"], unique=False)

    with op.batch_alter_table("matter_act", schema=None) as batch_op:
        batch_op.add_column(sa.Column("login", sa.Text(), nullable=True))

    with op.batch_alter_table("post_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_optional", sa.Boolean(), nullable=True))

    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("id_hash", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("id_mask", sa.Text(), nullable=True))

    with op.batch_alter_table("risk_point", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reviewed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("risk_point", schema=None) as batch_op:
        batch_op.drop_column("reviewed_on")

    with op.batch_alter_table("restriction", schema=None) as batch_op:
        batch_op.drop_column("id_mask")
        batch_op.drop_column("id_hash")

    with op.batch_alter_table("post_step", schema=None) as batch_op:
        batch_op.drop_column("is_optional")

    with op.batch_alter_table("matter_act", schema=None) as batch_op:
        batch_op.drop_column("login")

    with op.batch_alter_table("budget_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_part_line_id"))
        batch_op.drop_index(batch_op.f("ix_budget_part_document_id"))

    op.drop_table("budget_part")
    with op.batch_alter_table("purchase_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_item_purchase_id"))
        batch_op.drop_index(batch_op.f("ix_purchase_item_document_id"))

    op.drop_table("purchase_item")
    with op.batch_alter_table("power_duty", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_power_duty_power_item_id"))
        batch_op.drop_index(batch_op.f("ix_power_duty_document_id"))

    op.drop_table("power_duty")
    with op.batch_alter_table("performance_target", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_performance_target_table_id"))
        batch_op.drop_index(batch_op.f("ix_performance_target_document_id"))

    op.drop_table("performance_target")
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_line_table_id"))
        batch_op.drop_index(batch_op.f("ix_budget_line_document_id"))

    op.drop_table("budget_line")
    with op.batch_alter_table("village", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_village_document_id"))

    op.drop_table("village")
    with op.batch_alter_table("staffing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staffing_document_id"))

    op.drop_table("staffing")
    with op.batch_alter_table("social_tie", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_social_tie_document_id"))

    op.drop_table("social_tie")
    with op.batch_alter_table("scheme_exclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scheme_exclusion_document_id"))

    op.drop_table("scheme_exclusion")
    with op.batch_alter_table("reporting_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reporting_line_document_id"))

    op.drop_table("reporting_line")
    with op.batch_alter_table("regulated_trade", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulated_trade_document_id"))

    op.drop_table("regulated_trade")
    with op.batch_alter_table("rectification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rectification_document_id"))

    op.drop_table("rectification")
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_purchase_document_id"))

    op.drop_table("purchase")
    with op.batch_alter_table("power_item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_power_item_document_id"))

    op.drop_table("power_item")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_document_id"))

    op.drop_table("pledge")
    with op.batch_alter_table("period_spending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_period_spending_document_id"))

    op.drop_table("period_spending")
    with op.batch_alter_table("payroll", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payroll_document_id"))

    op.drop_table("payroll")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_document_id"))

    op.drop_table("payment")
    with op.batch_alter_table("outside_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outside_post_document_id"))

    op.drop_table("outside_post")
    with op.batch_alter_table("nominee_agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nominee_agreement_document_id"))

    op.drop_table("nominee_agreement")
    with op.batch_alter_table("monthly_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_monthly_report_document_id"))

    op.drop_table("monthly_report")
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_document_id"))

    op.drop_table("matter")
    with op.batch_alter_table("kin_filing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kin_filing_document_id"))

    op.drop_table("kin_filing")
    with op.batch_alter_table("hub_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_hub_address_document_id"))

    op.drop_table("hub_address")
    with op.batch_alter_table("firm_officer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_firm_officer_document_id"))

    op.drop_table("firm_officer")
    with op.batch_alter_table("firm_holding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_firm_holding_document_id"))

    op.drop_table("firm_holding")
    with op.batch_alter_table("firm", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_firm_document_id"))

    op.drop_table("firm")
    with op.batch_alter_table("evaluator", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evaluator_document_id"))

    op.drop_table("evaluator")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_document_id"))

    op.drop_table("delegation")
    with op.batch_alter_table("death", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_death_document_id"))

    op.drop_table("death")
    with op.batch_alter_table("coverage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coverage_document_id"))

    op.drop_table("coverage")
    with op.batch_alter_table("complaint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_complaint_document_id"))

    op.drop_table("complaint")
    with op.batch_alter_table("check_issue", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_issue_document_id"))

    op.drop_table("check_issue")
    with op.batch_alter_table("budget_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_unit_document_id"))

    op.drop_table("budget_unit")
    with op.batch_alter_table("budget_table", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_table_document_id"))

    op.drop_table("budget_table")
    with op.batch_alter_table("budget_approval", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_approval_document_id"))

    op.drop_table("budget_approval")
    with op.batch_alter_table("budget_adjustment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_adjustment_document_id"))

    op.drop_table("budget_adjustment")
    with op.batch_alter_table("bid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_document_id"))

    op.drop_table("bid")
    with op.batch_alter_table("benefit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_benefit_document_id"))

    op.drop_table("benefit")
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_appointment_document_id"))

    op.drop_table("appointment")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_allocation_document_id"))

    op.drop_table("allocation")
