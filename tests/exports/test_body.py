"""Rows of long sheets: what the library would have written, but for texts that it takes for more than text."""

from __future__ import annotations

import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from analytics.exports.body import BodySheet
from analytics.exports.sheets import Cell

OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
HEIGHTS = (16, 29, 24)
TEXTS = [
    *("石桥村", "a & b < c > d", ' "', " 前", "后 ", "两行\n字", "\n", "\t", "\r", "_x0041_", "\x01", "\x0b", "\ufffe"),
    *("=1+1", "", "𠮷野"),
]
cells = st.lists(
    st.one_of(
        st.none(),
        st.integers(-(10**12), 10**12),
        st.decimals(-1000, 1000, places=2),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(lambda t: not t.startswith("<r>")),
    ),
    min_size=1,
    max_size=6,
)


def written(path: Path, rows: list[list[Cell]], *, by_library: bool) -> bytes:
    """The rows of a sheet as XML, without those of the last row's library-made attributes."""
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        form = book.add_format({"bold": True})
        page = book.add_worksheet("a", BodySheet)
        page.set_default_row(16)
        page.write_string(0, 0, "heading", form)
        for number, row in enumerate(rows, start=1):
            height = HEIGHTS[number % 3]
            if not by_library:
                page.write_body_row(number, height, [(cell, form) for cell in row])
                continue
            page.set_row(number, height)
            for index, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, index, cell, form)
                elif cell is None:
                    page.write_blank(number, index, None, form)
                else:
                    page.write_number(number, index, float(cell) if isinstance(cell, Decimal) else cell, form)
    with zipfile.ZipFile(path) as packed:
        return packed.read("xl/worksheets/sheet1.xml")


@hypothesis_settings(deadline=None, max_examples=25)
@given(rows=st.lists(cells, min_size=1, max_size=4))
def test_rows_are_those_of_the_library(rows: list[list[Cell]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("body") / "a.xlsx"
    assert written(path, rows, by_library=False) == written(path, rows, by_library=True)


def test_texts_of_every_sort_are_those_of_the_library(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [[text] for text in TEXTS]
    path = tmp_path / "a.xlsx"
    assert written(path, rows, by_library=False) == written(path, rows, by_library=True)


@pytest.mark.parametrize(
    "text",
    [
        "<r><t>x</t></r>",
        "<r></r></is></c><c r='B2'><f>1+1</f><v>2</v></c><c r='C2' t='inlineStr'><is><r><t>x</t></r>",
        "<r></r",
    ],
)
def test_a_text_that_looks_like_rich_text_stays_text(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    written(path, [[text, 5]], by_library=False)
    page = openpyxl.load_workbook(path)["a"]
    assert [cell.value for cell in page[2]] == [text, 5]
    assert {cell.data_type for cell in page[2]} <= {"s", "n", "inlineStr"}
