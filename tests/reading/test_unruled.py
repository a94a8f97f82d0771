"""Tables of a PDF without ruled lines: read where the columns are beyond doubt, text everywhere else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from analytics.reading.content import Content
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from tests.reading import rendering  # registers the typeface

TITLE = "清河县2024年农村公路补助资金安排公示"
HEADING = ["序号", "乡镇", "项目名称", "补助金额（万元）", "备注"]
assert rendering.RENDERERS


def page(path: Path, rows: list[list[str]], after: str = "监督电话:0000-0000000") -> Content:
    text = ParagraphStyle("t", fontName="STSong-Light", fontSize=11, leading=16, wordWrap="CJK")
    look = [("FONT", (0, 0), (-1, -1), "STSong-Light", 10), ("ALIGN", (3, 0), (3, -1), "RIGHT")]
    story = [Paragraph(TITLE, text), Paragraph("根据有关文件精神，现予以公示。", text), Table(rows, style=look)]
    SimpleDocTemplate(str(path), pagesize=A4).build([*story, Paragraph(after, text)])
    return read_content(path)


def rows_to(last: int) -> list[list[str]]:
    body = [[str(n), f"甲{n}镇", "道路硬化工程", str(10 + n), "新建" if n == 2 else ""] for n in range(1, last + 1)]
    return [HEADING, *body, ["合计", "", "", str(sum(10 + n for n in range(1, last + 1))), ""]]


@pytest.mark.parametrize("last", [3, 30, 80])
def test_aligned_columns_are_a_table_over_all_pages(last: int, tmp_path: Path) -> None:
    reading = recognise(page(tmp_path / "notice.pdf", rows_to(last)))
    assert [row.values["amount"] for row in reading.rows] == [Decimal(10_000) * (10 + n) for n in range(1, last + 1)]
    assert [row.values["payee"] for row in reading.rows] == [f"甲{n}镇" for n in range(1, last + 1)]
    assert reading.sum_holds is True


def test_a_cell_that_runs_over_two_lines_makes_the_page_text(tmp_path: Path) -> None:
    rows = rows_to(6)
    rows[3][2] = "道路硬化工程\n及排水沟"
    assert not list(page(tmp_path / "notice.pdf", rows).grids)


def test_columns_without_headings_or_figures_are_text(tmp_path: Path) -> None:
    assert not list(page(tmp_path / "names.pdf", [["甲镇", "乙镇", "丙镇"]] * 6).grids)
    assert not list(page(tmp_path / "bare.pdf", rows_to(6)[1:]).grids)
