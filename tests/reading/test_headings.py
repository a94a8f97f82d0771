"""Headings: found however they are broken, over one row or several, and never in a data row."""

from __future__ import annotations

import doctest

import pytest

from analytics.reading import headings
from analytics.reading.headings import Column, RowKind, find_header, find_headers, find_labelled, squash
from tests.reading.tables import content, grid

PAYEE = Column("payee", ("乡镇", "单位名称"), required=True)
AMOUNT = Column("amount", ("项目资金", "金额"), required=True, kind="amount")
MEASURES = Column("measures", ("防控措施", "措施"))


@pytest.mark.parametrize(
    "heading",
    ["单位名称", "单 位\n名 称", "單位名稱", "单位名称(盖章)", "单位名称（章）", " 单位名称 "],
)
def test_a_broken_heading_is_still_that_heading(heading: str) -> None:
    header = find_header(grid([[heading, "金额（万元）"], ["甲镇", 3]]), (PAYEE, AMOUNT))
    assert header is not None
    assert header.columns == {"payee": 0, "amount": 1}


def test_two_rows_of_merged_headings_become_paths() -> None:
    rows = [
        ["序号", "单位名称", "资金来源", None, None],
        [None, None, "金额", "中央", "省级"],
        [1, "甲镇", 10, 4, 6],
    ]
    merged = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4)]
    header = find_header(grid(rows, merged), (PAYEE, AMOUNT))
    assert header is not None
    assert (header.rows, header.first_body_row) == ((0, 1), 2)
    assert header.path(3) == ("资金来源", "中央")
    assert header.columns == {"payee": 1, "amount": 2}
    assert header.unmatched == (0, 3, 4)


def test_merged_headings_that_arrive_as_blanks_become_the_same_paths() -> None:
    rows = [["序号", "单位名称", "资金来源", "", ""], ["", "", "金额", "中央", "省级"], ["1", "甲镇", "10", "4", "6"]]
    header = find_header(grid(rows), (PAYEE, AMOUNT))
    assert header is not None
    assert header.rows == (0, 1)
    assert [header.path(n) for n in (2, 3)] == [("资金来源", "金额"), ("资金来源", "中央")]


def test_three_rows_of_headings_are_one_heading() -> None:
    rows = [
        ["单位名称", "资金", None, None],
        [None, "上级", None, "本级"],
        [None, "中央", "省级", None],
        ["甲", 1, 2, 3],
    ]
    merged = [(0, 0, 2, 0), (0, 1, 0, 3), (1, 1, 1, 2), (1, 3, 2, 3)]
    header = find_header(grid(rows, merged), (PAYEE, Column("local", ("本级",), required=True)))
    assert header is not None
    assert header.rows == (0, 1, 2)
    assert header.path(2) == ("资金", "上级", "省级")


def test_a_data_row_under_a_wide_heading_is_no_heading() -> None:
    rows = [["单位名称", "金额", ""], ["甲镇", "金额不详", "见附件"]]
    header = find_header(grid(rows), (PAYEE, AMOUNT))
    assert header is not None
    assert header.rows == (0,)


@pytest.mark.parametrize(
    "rows",
    [
        [["单位名称", 12], ["甲镇", 3]],
        [["关于单位名称变更的通知", "金额"], ["一", "二"]],
        [["单位名称:甲局", "金额单位:万元"], ["一", "二"]],
        [["甲镇", "10"], ["乙镇", "20"]],
    ],
)
def test_where_no_row_is_a_heading_none_is_found(rows: list[list[str | int]]) -> None:
    assert find_header(grid(rows), (PAYEE, AMOUNT)) is None


def test_lines_above_are_not_part_of_the_heading_and_can_be_asked_for() -> None:
    rows = [
        ["岚汀市某表", None, None, None],
        ["填报单位:岚汀市农业农村局(盖章)", None, "填报时间:2024年12月20日", None],
        ["序号", "单位名称", "金额", "备注"],
        [1, "甲镇", 3, None],
    ]
    header = find_header(grid(rows, [(0, 0, 0, 3), (1, 0, 1, 1), (1, 2, 1, 3)]), (PAYEE, AMOUNT))
    assert header is not None
    assert header.rows == (2,)
    unit, filled = header.labelled("填报单位"), header.labelled("填报时间")
    assert unit is not None and unit.value == "岚汀市农业农村局"
    assert filled is not None and (filled.value, filled.cell.locator.row) == ("2024年12月20日", 2)


def test_several_labels_in_one_cell_are_kept_apart() -> None:
    cells = grid([["填报单位：甲局（公章）      填报时间：2024年1月", ""]]).rows[0]
    unit = find_labelled(cells, "填报单位")
    assert unit is not None and unit.value == "甲局"
    assert find_labelled(cells, "审核人") is None


def test_rows_below_are_told_apart() -> None:
    rows = [
        ["序号", "单位名称", "金额", "备注"],
        ["栏次", "1", "2", "3"],
        ["一、种植业", None, None, None],
        [1, "甲镇", 3, None],
        [None, None, None, None],
        ["序号", "单位名称", "金额", "备注"],
        [2, "乙镇", 4, "无"],
        ["填表人:", None, "审核人:", None],
        ["说明:1.一事一登记", None, None, None],
        ["2.按规定遮蔽", None, None, None],
    ]
    merged = [(2, 0, 2, 3), (7, 0, 7, 1), (8, 0, 8, 3), (9, 0, 9, 3)]
    header = find_header(grid(rows, merged), (PAYEE, AMOUNT))
    assert header is not None
    kinds = [kind for _, _, kind in header.body()]
    data, note = RowKind.DATA, RowKind.NOTE
    assert kinds == [RowKind.NUMBERING, RowKind.BAND, data, RowKind.HEADING, data, note, note, note]
    assert [index for index, _ in header.data_rows()] == [3, 6]


@pytest.mark.parametrize(
    ("headings_", "column"),
    [
        (["风险点", "主要防控措施"], 1),
        (["风险点", "措施及依据"], 1),
        (["风险点", "防控措施依据表"], None),
        (["风险点", "预防性措施", "补救措施"], None),  # two would do: neither is taken
        (["风险点", "上级措施", "措施"], 2),  # the exact one goes first
    ],
)
def test_a_heading_is_taken_loosely_only_where_one_fits(headings_: list[str], column: int | None) -> None:
    header = find_header(
        grid([headings_, ["甲"] * len(headings_)]),
        (Column("name", ("风险点",), required=True), MEASURES, Column("x", ("无此栏",))),
    )
    found = None if header is None else header.columns.get("measures")
    assert found == column


def test_a_strict_column_is_never_taken_loosely() -> None:
    columns = (PAYEE, Column("id", ("身份证号",), loose=False), AMOUNT)
    header = find_header(grid([["单位名称", "亲属身份证号", "金额"], ["甲", "乙", "3"]]), columns)
    assert header is not None
    assert "id" not in header.columns


def test_every_grid_of_a_file_is_looked_at() -> None:
    first = content([["单位名称", "金额"], ["甲镇", 3]])
    second = content([["乡镇", "项目资金(元)"], ["乙镇", 4]])
    both = first.__class__("html", (*first.blocks, *second.blocks))
    assert [header.heading("payee") for header in find_headers(both, (PAYEE, AMOUNT))] == ["单位名称", "乡镇"]


def test_a_pdf_table_goes_on_over_the_page() -> None:
    page1, page2 = (
        grid([["单位名称", "金额"], ["甲镇", 3]], part="page:1.table:1"),
        grid([["乙镇", 4]], part="page:2.table:1"),
    )
    pdf = content([["x"]], media="pdf").__class__("pdf", (page1, page2))
    (header,) = find_headers(pdf, (PAYEE, AMOUNT))
    assert [row[0].locator.part for _, row in header.data_rows()] == ["page:1.table:1", "page:2.table:1"]


def test_brackets_blanks_and_characters_are_folded() -> None:
    assert squash("预 算 數（萬元）") == squash("预算数(万元)")
    assert squash("文號﹝2024﹞３号") == squash("文号〔2024〕3号")


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(headings).failed == 0
