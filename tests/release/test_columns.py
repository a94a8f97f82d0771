"""Every column of a released table has a verdict, and no table of registers is among them."""

from __future__ import annotations

import pytest

from analytics.release.columns import PERSON_COLUMNS, REASONS, TABLES, ReleasedTable, Treatment
from models.fields import FieldKind, fields_of
from models.tables import FACT_TABLES, Base

REGISTERS = {
    "recusal", "restriction", "tenure", "declared_tie", "matter_act", "post_step", "step_handler", "risk_point",
    "privacy_finding", "quarantine", "batch",
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_of_the_store_is_either_public_or_withheld_with_a_reason(table: ReleasedTable) -> None:
    stored = {column.name for column in Base.metadata.tables[table.name].columns}
    public = {c.name for c in table.columns if c.treatment is not Treatment.DERIVED}
    derived = {c.name for c in table.columns if c.treatment is Treatment.DERIVED}
    assert (public | (derived & stored)) | set(table.withheld) == stored
    assert not public & set(table.withheld)
    assert set(table.withheld.values()) <= set(REASONS)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_public_column_says_why_in_both_languages(table: ReleasedTable) -> None:
    assert all(column.why_zh and column.why_en for column in table.columns)


def test_no_register_is_released_and_no_hash_or_mask_of_an_identity_number() -> None:
    assert not REGISTERS & {table.name for table in TABLES}
    assert not [c.name for t in TABLES for c in t.columns if c.name.endswith(("_hash", "_mask"))]


def test_the_columns_that_hold_names_exist_in_the_snapshot() -> None:
    for table, columns in PERSON_COLUMNS.items():
        if table in Base.metadata.tables:
            assert set(columns) <= {column.name for column in Base.metadata.tables[table].columns}


def test_every_column_that_holds_a_persons_name_is_known_to_the_redaction() -> None:
    named = {
        (table.__tablename__, column)
        for table in FACT_TABLES
        for column, field in fields_of(table).items()
        if field.kind is FieldKind.NAME
    }
    mixed = {("step_handler", "name"), ("recusal", "reviewer"), ("recusal", "counterparty"),
             ("matter_act", "party_name"), ("matter", "party_name"), ("payment", "payee")}  # fmt: skip
    assert named | mixed == {(t, c) for t, columns in PERSON_COLUMNS.items() for c in columns} - {("person", "name")}
