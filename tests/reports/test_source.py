"""Back to the source: the right cell is marked, merged areas stay whole, numbers of persons are masked."""

from __future__ import annotations

import pytest

from analytics.reading.content import Cell, Content, Grid, Paragraph
from analytics.reports import ShownGrid, ShownParagraph, masked, place_text, source_blocks
from analytics.reports.source import ROWS_AROUND
from models.language import Language
from models.places import Locator


def grid(rows: int, columns: int, merged: dict[tuple[int, int], tuple[int, int]] | None = None) -> Grid:
    """A grid whose cells say where they stand; `merged` maps a cell to the first cell of its area."""
    origins = merged or {}

    def cell(row: int, column: int) -> Cell:
        first = origins.get((row, column), (row, column))
        return Cell(f"{first[0]},{first[1]}", Locator("sheet:一", row, column), Locator("sheet:一", *first))

    built = tuple(tuple(cell(r, c) for c in range(1, columns + 1)) for r in range(1, rows + 1))
    return Grid("sheet:一", "一", built)


def shown(content: Grid, locator: str) -> ShownGrid:
    (block,) = source_blocks(Content("xlsx", (content,)), locator)
    assert isinstance(block, ShownGrid)
    return block


def marked(block: ShownGrid) -> list[str]:
    return [cell.text for _, cells in block.rows for cell in cells if cell.marked]


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("sheet:一!R2C2", ["2,2"]),
        ("sheet:一!R2", ["2,1", "2,2", "2,3"]),
        ("sheet:二!R2C2", []),
        ("file", []),
    ],
)
def test_the_place_is_marked_and_nothing_else(locator: str, expected: list[str]) -> None:
    assert marked(shown(grid(3, 3), locator)) == expected


def test_a_merged_area_is_one_cell_and_is_marked_through_any_of_its_cells() -> None:
    merged = {(1, 1): (1, 1), (1, 2): (1, 1), (2, 1): (1, 1), (2, 2): (1, 1)}
    block = shown(grid(3, 3, merged), "sheet:一!R2C2")
    assert marked(block) == ["1,1"]
    assert [cell.covers for _, cells in block.rows for cell in cells if cell.text == "1,1"] == [(2, 2)]
    assert sum(len(cells) for _, cells in block.rows) == 6


def test_a_long_table_is_cut_to_a_window_around_the_place_and_says_so() -> None:
    block = shown(grid(1000, 2), "sheet:一!R500C1")
    assert (block.rows[0][0], block.rows[-1][0]) == (500 - ROWS_AROUND, 500 + ROWS_AROUND)
    assert block.left_out == 1000 - len(block.rows)
    assert marked(block) == ["500,1"]


def test_a_merged_area_that_begins_above_the_window_is_still_shown() -> None:
    merged = {(row, 1): (1, 1) for row in range(1, 1001)}
    block = shown(grid(1000, 2, merged), "sheet:一!R500C1")
    assert marked(block) == ["1,1"]


def test_a_paragraph_is_marked_by_its_number() -> None:
    texts = tuple(Paragraph(text, Locator(f"text:{n}")) for n, text in enumerate(("甲", "乙"), start=1))
    blocks = source_blocks(Content("html", texts), "text:2")
    assert [(b.text, b.marked) for b in blocks if isinstance(b, ShownParagraph)] == [("甲", False), ("乙", True)]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("439903199001010014", "4399**************"),
        ("43990319900101001X", "4399**************"),
        ("身份证439903199001010014。", "身份证4399**************。"),
        ("439903 19900101 0014", "4399**************"),
        ("439903900101001", "4399***********"),
        ("4111111111111111", "4111************"),
        ("13900000000", "1390*******"),
    ],
)
def test_numbers_of_persons_are_masked_but_for_four_characters(written: str, expected: str) -> None:
    assert masked(written) == expected


@pytest.mark.parametrize(
    "written",
    ["91439903MA0000009X", "439903********001X", "2024-05-06", "123456.78", "439903209913400018", "1234567890123456"],
)
def test_codes_dates_and_amounts_stay_legible(written: str) -> None:
    assert masked(written) == written


@pytest.mark.parametrize(
    ("locator", "zh", "en"),
    [
        ("sheet:公示表!R5C4", "工作表“公示表”，第5行第4列（D5）", 'sheet "公示表", row 5, column 4 (D5)'),
        ("sheet:csv!R5", "CSV 表，第5行", "the CSV table, row 5"),
        ("table:2", "第2张表", "table 2"),
        ("page:3.table:1!R2C28", "第3页第1张表，第2行第28列（AB2）", "page 3, table 1, row 2, column 28 (AB2)"),
        ("text:7", "正文第7段", "paragraph 7 of the text"),
        ("file", "整份文件", "the file as a whole"),
    ],
)
def test_places_are_said_in_words(locator: str, zh: str, en: str) -> None:
    assert place_text(locator, Language.ZH) == zh
    assert place_text(locator, Language.EN) == en
