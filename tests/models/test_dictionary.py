"""The tables hold every input of the catalogue, and say of every column what it means."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.fields import FieldKind, fields_of, sheet_of
from models.language import Language
from models.tables import FACT_TABLES, FromDocument
from models.templates import dictionary, family_of, sheets

# The 56 rules of the catalogue.
RULES = {
    *(f"D0{n}" for n in range(1, 10)),
    *(f"B0{n}" for n in range(1, 7)),
    *(f"F0{n}" for n in range(1, 10)),
    "F10",
    *(f"C0{n}" for n in range(1, 10)),
    "C10",
    *(f"V0{n}" for n in range(1, 8)),
    *(f"P0{n}" for n in range(1, 8)),
    *(f"L0{n}" for n in range(1, 8)),
}
PROVENANCE = {
    "id", "document_id", "locator", "places", "content_hash", "warnings", "valid_from", "valid_to", "recorded_at",
}  # fmt: skip
TABLES = [pytest.param(table, id=table.__tablename__) for table in FACT_TABLES]


def test_every_rule_of_the_catalogue_has_a_table_that_holds_its_input() -> None:
    assert len(RULES) == 56
    named = {code for table in FACT_TABLES for code in (sheet_of(table) or pytest.fail(table.__tablename__)).rules}
    assert named == RULES


@pytest.mark.parametrize("table", TABLES)
def test_every_column_says_what_it_means_in_both_languages(table: type[FromDocument]) -> None:
    fields = fields_of(table)
    for attribute in table.__mapper__.column_attrs:
        column = attribute.columns[0]
        if attribute.key in PROVENANCE or column.foreign_keys:
            continue
        stem = attribute.key.removesuffix("_hash").removesuffix("_mask")
        assert attribute.key in fields or (stem in fields and fields[stem].kind.is_secret), attribute.key
    for key, field in fields.items():
        assert field.zh and field.en, key
        assert (field.terms is not None) == (field.kind is FieldKind.TERM), key
        assert field.kind is not FieldKind.AMOUNT or field.unit == "元", key
        if field.kind.is_secret:
            assert f"{key}_mask" in table.__mapper__.column_attrs, key


@pytest.mark.parametrize("table", TABLES)
def test_the_key_and_the_valid_time_are_columns_of_the_table(table: type[FromDocument]) -> None:
    sheet = sheet_of(table)
    assert sheet is not None
    known = {a.key for a in table.__mapper__.column_attrs} | set(fields_of(table))
    assert sheet.key and set(sheet.key) <= known
    assert {name for name in (sheet.since, sheet.until) if name} <= set(fields_of(table))
    assert sheet.about_zh and sheet.about_en and sheet.zh and sheet.en


@pytest.mark.parametrize("table", TABLES)
def test_no_two_columns_of_a_table_share_a_heading(table: type[FromDocument]) -> None:
    fields = fields_of(table).values()
    assert len({field.zh for field in fields}) == len(fields)
    assert len({field.en for field in fields}) == len(fields)
    assert "序号" not in {field.zh for field in fields}  # templates number their rows under it


def test_a_table_with_names_of_persons_says_so() -> None:
    silent = {"firm", "fund_item", "matter"}  # firms and payees, whose names may be those of persons
    for name, table in sheets().items():
        sheet = sheet_of(table)
        assert sheet is not None
        if (
            any(f.kind in (FieldKind.NAME, FieldKind.IDENTITY) for f in fields_of(table).values())
            and name not in silent
        ):
            assert sheet.has_persons, name


def test_every_table_is_in_one_family() -> None:
    families = [family_of(table) for table in sheets().values()]
    assert {table for family in families for table in family} == set(sheets().values())


@pytest.mark.parametrize("language", list(Language))
def test_the_committed_dictionary_is_the_one_the_models_give(language: Language) -> None:
    page = Path(__file__).parents[2] / "docs" / f"data-dictionary.{language}.md"
    assert page.read_text("utf-8") == dictionary(language), "run `sunledger registers docs`"
