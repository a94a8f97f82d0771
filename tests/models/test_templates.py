"""What a clerk gets: workbooks with lists, checks, notes and an example row, and CSV that no spreadsheet will run."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from models.fields import FieldKind, fields_of, required_of
from models.language import Language
from models.tables import BudgetTable, FundPart, Payment
from models.templates import (
    EXAMPLE,
    GUARDED,
    PARENT_NO,
    RECORD_NO,
    ROWS_PER_SHEET,
    Written,
    families,
    family_of,
    linking,
    root_of,
    write_filled,
    write_templates,
)

HEADINGS, FIRST = 3, 4  # rows of a template


@pytest.fixture(scope="module", params=list(Language))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Language]:
    out = tmp_path_factory.mktemp(str(request.param))
    write_templates(out, request.param)
    return out, request.param


def headings(page: Worksheet) -> list[str]:
    return [cell.value for cell in page[HEADINGS]]


def test_every_table_has_a_sheet_in_both_formats(folder: tuple[Path, Language]) -> None:
    out, _ = folder
    for family in families():
        book = openpyxl.load_workbook(out / f"{family[0].__tablename__}.xlsx")
        marks = [page.cell(1, 1).value for page in book.worksheets[: len(family)]]
        text = (out / f"{family[0].__tablename__}.csv").read_bytes()
        assert text.startswith(b"\xef\xbb\xbf")
        for table, mark in zip(family, marks, strict=True):
            assert mark.startswith("数据表：") and mark.endswith(f"（{table.__tablename__}）")
            assert f"（{table.__tablename__}）" in text.decode()


def test_every_column_is_explained_checked_and_shown_by_example(folder: tuple[Path, Language]) -> None:
    out, language = folder
    for family in families():
        book = openpyxl.load_workbook(out / f"{family[0].__tablename__}.xlsx")
        for table, page in zip(family, book.worksheets, strict=False):
            fields = fields_of(table)
            columns = ["", *linking(table), *fields]
            assert page.freeze_panes == f"B{FIRST}"
            assert page.cell(FIRST, 1).value == EXAMPLE
            checked = {r.min_col for v in page.data_validations.dataValidation for r in v.sqref.ranges}
            for number, key in enumerate(columns[1:], start=2):
                head, example = page.cell(HEADINGS, number), page.cell(FIRST, number)
                assert head.comment is not None, key
                if key not in fields:
                    assert example.value
                    continue
                field = fields[key]
                assert head.value.startswith(field.zh if language is Language.ZH else field.en)
                assert (number in checked) == (field.kind not in (FieldKind.TEXT, FieldKind.NAME)), key
                assert example.value or key not in required_of(table), key


def test_a_list_offers_every_word_in_the_language_of_the_headings(folder: tuple[Path, Language]) -> None:
    out, language = folder
    for family in families():
        book = openpyxl.load_workbook(out / f"{family[0].__tablename__}.xlsx")
        for table, page in zip(family, book.worksheets, strict=False):
            columns = ["", *linking(table), *fields_of(table)]
            offered = {}
            for check in page.data_validations.dataValidation:
                if check.type == "list":
                    for found in check.sqref.ranges:
                        offered[columns[found.min_col - 1]] = listed(book, check.formula1)
            for key, field in fields_of(table).items():
                if field.terms is not None:
                    assert offered[key] == [term.label(language) for term in field.terms], key
                elif field.kind is FieldKind.YES_NO:
                    assert offered[key] == (["是", "否"] if language is Language.ZH else ["yes", "no"])


def listed(book: openpyxl.Workbook, formula: str) -> list[str]:
    if formula.startswith('"'):
        assert len(formula) <= 257
        return formula.strip('"').split(",")
    name, _, cells = formula.partition("!")
    page = book[name.strip("'")]
    assert page.sheet_state == "hidden"
    return [row[0].value for row in page[cells.replace("$", "")]]


def test_figures_and_days_of_a_template_are_such_and_codes_stay_text(folder: tuple[Path, Language]) -> None:
    out, _ = folder
    page = openpyxl.load_workbook(out / "payment.xlsx").worksheets[0]
    keys = ["", *fields_of(Payment)]
    formats = {key: page.cell(FIRST, column).number_format for column, key in enumerate(keys, start=1)}
    assert formats["amount"] == "#,##0.00"
    assert formats["paid_on"] == "yyyy-mm-dd"
    assert formats["id"] == formats["account"] == formats["benefit_month"] == "@"
    assert page.cell(FIRST, keys.index("paid_on") + 1).is_date
    checks = {check.type for check in page.data_validations.dataValidation}
    assert checks == {"textLength", "decimal", "date"}


def test_rows_of_a_family_refer_to_each_other(folder: tuple[Path, Language]) -> None:
    out, _ = folder
    for root, parents in (("fund_notice", [None, "1", "2"]), ("budget_table", [None, "1", "1", "2"])):
        book = openpyxl.load_workbook(out / f"{root}.xlsx")
        found = []
        for page in book.worksheets[: len(parents)]:
            heads = headings(page)
            found.append(page.cell(FIRST, heads.index(PARENT_NO) + 1).value if PARENT_NO in heads else None)
        assert sorted(found, key=str) == sorted(parents, key=str)


def test_a_dependent_table_is_written_with_its_root() -> None:
    assert root_of(FundPart).__tablename__ == "fund_notice"
    assert family_of(BudgetTable)[0] is BudgetTable


def test_no_cell_of_a_filled_sheet_can_be_run(tmp_path: Path) -> None:
    evil = ["=1+1", "+cmd", "-甲", "@SUM(A1)", "\t=1", "'=1"]
    rows = [{"payee": text} for text in evil]
    write_filled(tmp_path / "p.csv", [Written(Payment, rows)], Language.ZH)
    with (tmp_path / "p.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert not [cell for cell in cells if GUARDED.match(cell)]
    write_filled(tmp_path / "p.xlsx", [Written(Payment, rows)], Language.ZH)
    page = openpyxl.load_workbook(tmp_path / "p.xlsx").worksheets[0]
    assert "f" not in {cell.data_type for row in page.iter_rows() for cell in row}


def test_a_table_longer_than_a_worksheet_goes_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ROWS_PER_SHEET < 1_048_576
    monkeypatch.setattr("models.templates.ROWS_PER_SHEET", 3)
    for count, pages in ((0, [0]), (3, [3]), (7, [3, 3, 1])):
        write_filled(tmp_path / "p.xlsx", [Written(Payment, [{"payee": "甲"}] * count)], Language.ZH)
        book = openpyxl.load_workbook(tmp_path / "p.xlsx")
        assert [page.max_row - 2 for page in book] == pages
        assert all("（payment）" in page.cell(1, 1).value for page in book)


def test_record_numbers_stand_only_where_rows_refer_to_each_other() -> None:
    assert linking(Payment) == ()
    assert linking(BudgetTable) == (RECORD_NO,)
    assert linking(FundPart) == (PARENT_NO,)
