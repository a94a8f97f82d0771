"""Rows whose merged cells were lost: moved where only that agrees with the columns, else left as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from analytics.reading.headings import Column, find_header
from analytics.reading.short_rows import aligned_rows
from tests.reading.tables import grid

COLUMNS = tuple(Column(name, (name,), loose=False) for name in ("序号", "科室", "风险点", "等级", "日期", "措施"))
HEAD = ["序号", "科室", "风险点", "等级", "日期", "措施"]
FULL = ["1", "建管股", "招标备案", "高", "2025-01-02", "联审"]


@dataclass(frozen=True)
class Case:
    name: str
    row: Sequence[str | None]
    read: Sequence[str]
    lost: tuple[int, ...] = ()


CASES = [
    Case("the department is missing behind the number", ["2", "质量监督", "中", "2025-02-03", "抽查"],
         ["2", "建管股", "质量监督", "中", "2025-02-03", "抽查"], (1,)),
    Case("number and department are missing", ["质量监督", "中", "2025-02-03", "抽查"],
         ["1", "建管股", "质量监督", "中", "2025-02-03", "抽查"], (0, 1)),
    Case("a row that only lacks its last cell agrees as it stands", ["2", "房管股", "质量监督", "中", "2025-02-03"],
         ["2", "房管股", "质量监督", "中", "2025-02-03", ""]),
    Case("a row that breaks off agrees as it stands", ["2", "房管股", "质量监督"], ["2", "房管股", "质量监督", "", "", ""]),
    Case("a row that agrees nowhere stays as it is", ["2", "质量监督", "抽查", "中", "待定"], ["2", "质量监督", "抽查", "中", "待定", ""]),
    Case("a cell missing in the middle is no merged one", ["2", "房管股", "质量监督", "2025-02-03", "抽查"],
         ["2", "房管股", "质量监督", "2025-02-03", "抽查", ""]),
    Case("a total stands alone", ["小计", None, "2个"], ["小计", "", "2个", "", "", ""]),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_short_row(case: Case) -> None:
    header = find_header(grid([HEAD, FULL, case.row]), COLUMNS)
    assert header is not None
    (_, first, nothing), (_, row, lost) = aligned_rows(header)
    assert ([cell.text for cell in first], nothing) == (FULL, ())
    assert ([cell.text for cell in row], lost) == (list(case.read), case.lost)


def test_a_day_is_never_taken_from_the_row_above() -> None:
    columns = tuple(Column(name, (name,), loose=False) for name in ("姓名", "事项", "申请日期", "决定", "决定日期"))
    rows = [["姓名", "事项", "申请日期", "决定", "决定日期"], ["闻笛", "招标", "2025-01-02", "同意", "2025-01-03"],
            ["宁晚", "验收", "同意", "2025-02-03", None]]  # fmt: skip
    header = find_header(grid(rows), columns)
    assert header is not None
    assert [lost for _, _, lost in aligned_rows(header)] == [(), ()]


def test_a_row_with_its_merged_cells_is_left_alone() -> None:
    rows = [HEAD, FULL, ["2", None, "质量监督", "中", None, None]]
    header = find_header(grid(rows, merged=[(1, 1, 2, 1)]), COLUMNS)
    assert header is not None
    assert [lost for _, _, lost in aligned_rows(header)] == [(), ()]


def test_a_table_whose_last_column_is_always_blank_has_no_short_rows() -> None:
    rows = [HEAD, [*FULL[:5], None], ["2", "房管股", "质量监督", "中", "2025-02-03", None]]
    header = find_header(grid(rows), COLUMNS)
    assert header is not None
    assert [lost for _, _, lost in aligned_rows(header)] == [(), ()]
