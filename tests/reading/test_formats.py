"""Each format reader gives the same cells for the same table, at the places a person would name."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
import xlsxwriter
import xlwt
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from analytics.reading.content import Cell, Content, Grid, Paragraph, Role
from analytics.reading.formats import MEDIA, read_content
from models.places import Locator
from tests.reading.rendering import RENDERERS, html_page, html_table, resolved, to_csv, to_html, to_pdf

NOTICE = [
    ["序号", "村名", "资金来源", "", "备注"],
    ["", "", "中央资金", "省级资金", ""],
    ["1", "苗儿村", "20", "8.5", "续建"],
    ["", "田江村", "30", "", "新建"],
    ["合计", "", "50", "8.5", "见说明"],
]
AREAS = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 3), (0, 4, 1, 4), (2, 0, 3, 0), (4, 0, 4, 1)]
NAMES = {"csv": "sheet:csv", "xlsx": "sheet:公示表", "xls": "sheet:公示表", "pdf": "page:1.table:1"}

characters = st.sampled_from("一二三公示表元12.％()（），、- ab")
texts = st.text(characters, min_size=1, max_size=6).map(lambda text: " ".join(text.split())).filter(bool)
cells = st.one_of(st.just(""), texts)


@st.composite
def tables(draw: st.DrawFn, merged: bool = True) -> tuple[list[list[str]], list[tuple[int, int, int, int]]]:
    """A small table whose first and last cells are filled, with merged areas that do not overlap."""
    height, width = draw(st.integers(2, 5)), draw(st.integers(2, 4))
    rows = draw(st.lists(st.lists(cells, min_size=width, max_size=width), min_size=height, max_size=height))
    rows[0] = [text or "栏" for text in rows[0]]
    for row in rows:
        row[-1] = row[-1] or "末"
    areas: list[tuple[int, int, int, int]] = []
    if merged:
        for _ in range(draw(st.integers(0, 2))):
            top, left = draw(st.integers(0, height - 2)), draw(st.integers(0, width - 2))
            bottom, right = draw(st.integers(top, height - 2)), draw(st.integers(left, width - 2))
            taken = {(i, j) for a in areas for i in range(a[0], a[2] + 1) for j in range(a[1], a[3] + 1)}
            own = {(i, j) for i in range(top, bottom + 1) for j in range(left, right + 1)}
            if len(own) > 1 and not taken & own:
                areas.append((top, left, bottom, right))
                for i, j in own - {(top, left)}:
                    rows[i][j] = ""
                rows[top][left] = rows[top][left] or "并"
    return rows, areas


def only_grid(content: Content) -> Grid:
    (grid,) = content.grids
    return grid


def texts_of(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row] for row in grid.rows]


def lines_of(content: Content, role: Role = Role.BODY) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Paragraph) and block.role is role]


@pytest.mark.parametrize("media", sorted(RENDERERS))
def test_the_same_notice_reads_the_same_from_every_format(media: str, tmp_path: Path) -> None:
    content = read_content(RENDERERS[media](tmp_path / f"notice.{media}", NOTICE, AREAS))
    grid = only_grid(content)
    assert content.media == media
    assert texts_of(grid) == (NOTICE if media == "csv" else resolved(NOTICE, AREAS))
    assert grid.part == NAMES.get(media, "table:1")


@pytest.mark.parametrize("media", sorted(set(RENDERERS) - {"csv"}))
def test_a_merged_copy_names_the_cell_it_repeats(media: str, tmp_path: Path) -> None:
    grid = only_grid(read_content(RENDERERS[media](tmp_path / f"notice.{media}", NOTICE, AREAS)))
    copy, own = grid.rows[0][3], grid.rows[1][3]
    assert copy.is_merged_copy
    assert copy.origin == Locator(grid.part, 1, 3)
    assert copy.locator == Locator(grid.part, 1, 4)
    assert not own.is_merged_copy
    assert sum(cell.is_merged_copy for row in grid.rows for cell in row) == 6


@pytest.mark.parametrize("media", ["xlsx", "html", "docx", "xls"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=tables())
def test_any_small_table_survives_the_way_through_a_file(
    media: str, table: tuple[list[list[str]], list[tuple[int, int, int, int]]]
) -> None:
    rows, areas = table
    with tempfile.TemporaryDirectory() as folder:
        content = read_content(RENDERERS[media](Path(folder) / f"any.{media}", rows, areas))
    assert texts_of(only_grid(content)) == resolved(rows, areas)


# The bytes of this table are well-formed UTF-8 as well, for a Latin letter that no Chinese table holds.
@example(table=([["1", "1"], ["", "末"]], []), separator=",", encoding="gb18030")
@settings(max_examples=60, deadline=None)
@given(
    table=tables(merged=False),
    separator=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_any_small_csv_is_read_in_any_encoding_and_with_any_separator(
    table: tuple[list[list[str]], list[tuple[int, int, int, int]]], separator: str, encoding: str
) -> None:
    rows, _ = table
    text = "".join(separator.join(row) + "\r\n" for row in rows)
    assume(len({*",;\t"} & set(text)) == 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(text.encode(encoding))
        assert texts_of(only_grid(read_content(path))) == rows


def test_every_ending_has_a_short_name() -> None:
    assert {MEDIA[f".{media}"] for media in RENDERERS} == set(RENDERERS) == set(MEDIA.values()) - {"json", "parquet"}


def test_cells_of_a_sheet_keep_their_place_when_the_data_begin_further_in(tmp_path: Path) -> None:
    for media, book in (("xlsx", xlsxwriter.Workbook(tmp_path / "in.xlsx")), ("xls", xlwt.Workbook())):
        sheet = book.add_worksheet("表") if media == "xlsx" else book.add_sheet("表")
        sheet.write(4, 2, "村名")
        sheet.write(5, 3, 12)
        book.close() if media == "xlsx" else book.save(str(tmp_path / "in.xls"))
        grid = only_grid(read_content(tmp_path / f"in.{media}"))
        assert (len(grid.rows), grid.width) == (6, 4)
        assert grid.rows[4][2] == Cell("村名", Locator("sheet:表", 5, 3), Locator("sheet:表", 5, 3))
        assert grid.rows[5][3].value == Decimal(12)
        assert str(grid.rows[5][3].locator) == "sheet:表!R6C4"


def typed_cells(path: Path) -> dict[str, Cell]:
    return {row[0].text: row[1] for row in only_grid(read_content(path)).rows}


def test_numbers_dates_and_percentages_of_a_workbook_are_typed(tmp_path: Path) -> None:
    path = tmp_path / "typed.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, (name, value, number_format) in enumerate(
            [
                ("whole", 4432, "General"),
                ("sum", 0.1 + 0.2, "General"),
                ("huge", 1.5e18, "0"),
                ("day", datetime.fromisoformat("2024-03-05"), 'yyyy"年"m"月"d"日"'),
                ("moment", datetime.fromisoformat("2024-03-05 12:33:21"), "yyyy/m/d hh:mm:ss"),
                ("share", 0.1234, "0.00%"),
                ("literal", 12, '0"%"'),
                ("digits", "0012", "@"),
            ]
        ):
            sheet.write(row, 0, name)
            sheet.write(row, 1, value, book.add_format({"num_format": number_format}))
        sheet.write(8, 0, "error")
        sheet.write_formula(8, 1, "=1/0", None, "#DIV/0!")
    found = typed_cells(path)
    assert (found["whole"].text, found["whole"].value) == ("4432", Decimal(4432))
    assert found["sum"].value == Decimal("0.3")
    assert found["huge"].text == "1500000000000000000"
    assert (found["day"].text, found["day"].value) == ("2024-03-05", date(2024, 3, 5))
    assert (found["moment"].text, found["moment"].value) == ("2024-03-05 12:33:21", date(2024, 3, 5))
    assert (found["share"].text, found["share"].value, found["share"].percent) == ("12.34%", Decimal("0.1234"), True)
    assert (found["literal"].text, found["literal"].percent) == ("12", False)
    assert (found["digits"].text, found["digits"].value) == ("0012", None)
    assert found["error"].text == "#DIV/0!"


def test_a_formula_that_was_never_computed_is_no_blank(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["序号", "项目名称", "金额（元）"], [1, "渠道维修", "=10+20"], [2, "道路硬化", 40]):
        book.active.append(row)
    book.save(tmp_path / "formula.xlsx")
    [grid] = read_content(tmp_path / "formula.xlsx").grids
    assert [row[2].text for row in grid.rows] == ["金额（元）", "#未计算", "40"]
    assert grid.rows[1][2].value is None


def test_percentages_and_errors_of_an_old_workbook_are_seen(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for row, (name, value, style) in enumerate(
        [("share", 0.25, "0.00%"), ("day", datetime.fromisoformat("2024-03-05"), "yyyy-mm-dd"), ("plain", 7, "General")]
    ):
        sheet.write(row, 0, name)
        sheet.write(row, 1, value, xlwt.easyxf(num_format_str=style))
    sheet.row(2).hidden = True
    book.save(str(tmp_path / "old.xls"))
    content = read_content(tmp_path / "old.xls")
    found = typed_cells(tmp_path / "old.xls")
    assert (found["share"].text, found["share"].percent) == ("25%", True)
    assert found["day"].value == date(2024, 3, 5)
    assert not found["plain"].percent
    assert content.notes == ("rows-hidden",)


def test_hidden_sheets_and_rows_are_read_and_noted(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "hidden.xlsx") as book:
        book.add_worksheet("公示").write(0, 0, "可见")
        secret = book.add_worksheet("底稿")
        secret.write(3, 0, "隐藏")
        secret.set_row(3, None, None, {"hidden": True})
        secret.hide()
    content = read_content(tmp_path / "hidden.xlsx")
    assert [grid.name for grid in content.grids] == ["公示", "底稿"]
    assert content.notes == ("sheet-hidden", "rows-hidden")


def test_a_workbook_keeps_an_empty_sheet_as_an_empty_grid(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "two.xlsx") as book:
        book.add_worksheet("一").write(0, 0, "有")
        book.add_worksheet("二")
    assert [len(grid.rows) for grid in read_content(tmp_path / "two.xlsx").grids] == [1, 0]


def test_a_line_break_inside_quotes_stays_inside_its_cell(tmp_path: Path) -> None:
    path = to_csv(tmp_path / "list.csv", [["措施", "等级"], ["1.培训;\n2.会审。", "高"], ["", ""], ["末", "低"]])
    assert texts_of(only_grid(read_content(path)))[1] == ["1.培训;\n2.会审。", "高"]
    assert only_grid(read_content(path)).rows[3][0].locator == Locator("sheet:csv", 4, 1)


def test_tabs_after_numbers_and_text_marks_are_no_part_of_a_csv_value(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_bytes('编码,金额\r\n="0012",500\t\r\n'.encode("gb18030"))
    content = read_content(path)
    assert texts_of(only_grid(content)) == [["编码", "金额"], ["0012", "500"]]
    assert content.encoding == "gb18030"


# --- html ---------------------------------------------------------------------------------------------------------


def page(tmp_path: Path, body: str, title: str = "", encoding: str = "utf-8", charset: str = "utf-8") -> Content:
    path = tmp_path / "page.html"
    path.write_bytes(html_page(body, title, charset).encode(encoding))
    return read_content(path)


@pytest.mark.parametrize(
    ("encoding", "label", "used"),
    [
        ("gb18030", "gb2312", "gb18030"),
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8-sig", "gbk", "utf-8-sig"),
        ("utf-16", "utf-8", "utf-16"),
        ("big5hkscs", "big5", "big5hkscs"),
    ],
)
def test_the_bytes_of_a_page_count_and_not_its_label(tmp_path: Path, encoding: str, label: str, used: str) -> None:
    text = "預算公開一覽表說明" if "big5" in encoding else "预算公开镕㐂说明"
    content = page(tmp_path, f"<p>{text}。</p>", encoding=encoding, charset=label)
    assert lines_of(content) == [f"{text}。"]
    assert content.encoding == used


def test_headline_information_and_furniture_are_told_apart(tmp_path: Path) -> None:
    body = """<div class="top"><h1 class="logo">岚汀市人民政府</h1><ul class="nav"><li>首页</li>
    <li>政务公开</li></ul></div>
    <div>您的位置：首页 &gt; 财政</div>
    <h2 class="title">2024年资金分配公示</h2>
    <div class="info"><span>发布日期：2024-05-06</span> <span>来源：</span> <span>浏览次数：<i>12</i></span></div>
    <div class="zoom"><p>一、安排情况</p><p>时间：2024年5月至6月，地点：各村。</p><p>位置图附后。</p></div>
    <div class="share">分享到：微信</div><p>【打印】 【关闭】</p><div>版权所有：岚汀市人民政府</div>"""
    content = page(tmp_path, body, "2024年资金分配公示_通知公告_岚汀市人民政府")
    assert content.title == "2024年资金分配公示"
    assert lines_of(content, Role.TITLE) == ["2024年资金分配公示"]
    assert [(p.label, p.text) for p in content.paragraphs if p.role is Role.META] == [
        ("发布日期", "2024-05-06"),
        ("来源", ""),
    ]
    assert lines_of(content) == ["一、安排情况", "时间：2024年5月至6月，地点：各村。", "位置图附后。"]
    assert {"首页", "您的位置：首页 > 财政", "分享到：微信", "版权所有：岚汀市人民政府"} <= set(
        lines_of(content, Role.FURNITURE)
    )


def test_the_title_of_a_page_is_its_headline_wherever_the_site_puts_its_own_name(tmp_path: Path) -> None:
    body = '<div class="article-title">救助资金发放公示</div><p>共发放12万元。</p>'
    content = page(tmp_path, body, "岚汀市民政局-通知公告-救助资金发放公示")
    assert content.title == "救助资金发放公示"
    assert lines_of(content, Role.TITLE) == ["救助资金发放公示"]


def test_an_information_table_gives_labels_with_values_even_when_they_are_empty(tmp_path: Path) -> None:
    body = (
        "<table><tr><td>索 引 号:</td><td>LT-01</td><td>发布机构:</td><td></td></tr>"
        "<tr><td>【发文日期】</td><td>2024-01-02</td><td>文号：</td><td>无</td></tr></table><h1>资金公示</h1><p>正文。</p>"
    )
    content = page(tmp_path, body)
    assert [(p.label, p.text) for p in content.paragraphs if p.role is Role.META] == [
        ("索引号", "LT-01"),
        ("发布机构", ""),
        ("发文日期", "2024-01-02"),
        ("文号", "无"),
    ]
    assert not list(content.grids)


def test_a_form_with_labels_of_its_own_stays_a_table(tmp_path: Path) -> None:
    rows = [["采购单位:", "岚汀市某学校"], ["预算金额:", "12万元"], ["备注:", ""]]
    content = read_content(to_html(tmp_path / "form.html", rows))
    assert texts_of(only_grid(content)) == rows


def test_only_the_innermost_table_is_a_grid_and_layout_cells_are_paragraphs(tmp_path: Path) -> None:
    body = (
        "<TABLE border=0><TR><TD>岚汀市</TD></TR><TR><TD><TABLE width=100%><TR><TD>栏目导航</TD></TR><TR><TD>·公告</TD>"
        "</TR></TABLE></TD><TD><TABLE><TR><TD class=bt>资金安排公示</TD></TR>"
        f"<TR><TD>单位:万元{html_table(NOTICE, AREAS)}</TD></TR></TABLE></TD></TR></TABLE>"
    )
    content = page(tmp_path, body, "资金安排公示")
    assert texts_of(only_grid(content)) == resolved(NOTICE, AREAS)
    assert lines_of(content, Role.TITLE) == ["资金安排公示"]
    assert lines_of(content) == ["单位:万元"]


def test_two_tables_of_a_page_are_counted_in_their_order(tmp_path: Path) -> None:
    content = page(tmp_path, f"<p>表1</p>{html_table(NOTICE)}<p>表2</p>{html_table([['甲', '乙'], ['1', '2']])}")
    kinds = [block.part if isinstance(block, Grid) else block.text for block in content.blocks]
    assert kinds == ["表1", "table:1", "表2", "table:2"]


def test_blocks_and_breaks_inside_a_cell_are_lines_and_wrapped_spans_are_not(tmp_path: Path) -> None:
    cell = "<p>1.教育;</p><p>2.核对<br>公示</p><ul><li>甲</li></ul>"
    body = f"<table border=1><tr><td>{cell}</td><td><span>公务</span>\n  <span>接待费</span></td></tr></table>"
    body += "<p><span>三公</span>\n<span>经费</span>&nbsp;total\nsum</p>"
    content = page(tmp_path, body)
    assert texts_of(only_grid(content)) == [["1.教育;\n2.核对\n公示\n甲", "公务接待费"]]
    assert lines_of(content) == ["三公经费 total sum"]


@pytest.mark.parametrize("span", ["999999", "0", "-3", "x", "2"])
def test_spans_beyond_the_table_are_clamped_to_it(tmp_path: Path, span: str) -> None:
    rows = f"<tr><td rowspan={span}>甲</td><td>1</td></tr><tr><td>2</td><td colspan={span}>3</td></tr>"
    body = f"<table border=1>{rows}</table>"
    grid = only_grid(page(tmp_path, body))
    assert len(grid.rows) == 2
    assert grid.width <= 4
    assert {cell.text for row in grid.rows for cell in row} <= {"甲", "1", "2", "3", ""}


def test_scripts_styles_and_hidden_text_are_no_content(tmp_path: Path) -> None:
    content = page(
        tmp_path,
        "<script>var a='预算';</script><style>p{}</style><div style='display:none'>补贴999万元</div><p>见。</p>",
    )
    assert lines_of(content) == ["见。"]


# --- docx ---------------------------------------------------------------------------------------------------------


def test_blocks_of_a_document_come_in_order_and_runs_are_joined(tmp_path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = "资金公示"
    document.add_paragraph("资金公示")
    document.add_paragraph("来源：岚汀市财政局  发布时间：2024-05-06")
    paragraph = document.add_paragraph()
    for run in ("共安排2", "0万元", "。"):
        paragraph.add_run(run)
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "甲", "乙"
    document.add_paragraph("岚汀市财政局")
    document.save(str(tmp_path / "order.docx"))
    content = read_content(tmp_path / "order.docx")
    shown = [(b.part if isinstance(b, Grid) else (b.role.value, b.label, b.text)) for b in content.blocks]
    assert shown == [
        ("title", None, "资金公示"),
        ("meta", "来源", "岚汀市财政局"),
        ("meta", "发布时间", "2024-05-06"),
        ("body", None, "共安排20万元。"),
        "table:1",
        ("body", None, "岚汀市财政局"),
    ]
    assert content.title == "资金公示"


def test_text_in_tracked_insertions_and_content_controls_is_read_and_deletions_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("金额")
    for tag, text_tag, text in (("w:ins", "w:t", "20"), ("w:del", "w:delText", "10")):
        change, run, piece = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        piece.text = text
        run.append(piece)
        change.append(run)
        paragraph._p.append(change)
    control, inside = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    inside.append(document.add_paragraph("万元以内")._p)
    control.append(inside)
    document.element.body.insert(1, control)
    document.save(str(tmp_path / "changes.docx"))
    assert lines_of(read_content(tmp_path / "changes.docx")) == ["金额20", "万元以内"]
    assert paragraph._p.find(qn("w:del")) is not None


# --- pdf ----------------------------------------------------------------------------------------------------------


def test_text_outside_a_pdf_table_comes_in_reading_order_and_wrapped_lines_are_joined(tmp_path: Path) -> None:
    long = "本次公示的专项资金共安排二十个项目，" * 6 + "现予公示。"
    content = read_content(to_pdf(tmp_path / "wrapped.pdf", NOTICE, AREAS, ["资金公示", long, "单位:万元"]))
    shown = [block.part if isinstance(block, Grid) else block.text for block in content.blocks]
    assert shown == ["资金公示", long, "单位:万元", "page:1.table:1"]


def test_a_table_that_runs_over_pages_is_one_grid_per_page(tmp_path: Path) -> None:
    rows = [["序号", "村名"], *[[str(number), f"第{number}村"] for number in range(1, 61)]]
    grids = list(read_content(to_pdf(tmp_path / "long.pdf", rows)).grids)
    assert [grid.part for grid in grids] == [f"page:{number}.table:1" for number in range(1, len(grids) + 1)]
    assert len(grids) > 1
    assert [row for grid in grids for row in texts_of(grid)] == rows


# --- the sample publications --------------------------------------------------------------------------------------

PUBLICATIONS = Path(__file__).parents[2] / "samples" / "publications"
EXPECTED = Path(__file__).parents[1] / "expected"
RADICALS = re.compile("[\u2e80-\u2fd5]")


def publications(*media: str) -> list[str]:
    return sorted(path.name for path in PUBLICATIONS.iterdir() if path.suffix.lstrip(".") in media)


def no_blanks(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("name", publications("html", "docx", "pdf"))
def test_the_headline_of_a_publication_is_the_title_it_shows(name: str) -> None:
    truth = json.loads((EXPECTED / f"{name}.json").read_text("utf-8"))
    content = read_content(PUBLICATIONS / name)
    assert [no_blanks(text) for text in lines_of(content, Role.TITLE)] == [no_blanks(truth["title"])]


@pytest.mark.parametrize("name", publications(*RENDERERS))
def test_every_cell_of_a_publication_is_legible_and_stands_where_its_locator_says(name: str) -> None:
    content = read_content(PUBLICATIONS / name)
    parts = [grid.part for grid in content.grids]
    assert len(set(parts)) == len(parts)
    for grid in content.grids:
        for i, row in enumerate(grid.rows, start=1):
            assert len(row) == grid.width
            for j, cell in enumerate(row, start=1):
                assert cell.locator == Locator(grid.part, i, j)
                assert not RADICALS.search(cell.text)
                assert cell.text == grid.rows[(cell.origin.row or 0) - 1][(cell.origin.column or 0) - 1].text
    places = [block.locator.part for block in content.blocks if isinstance(block, Paragraph)]
    assert places == [f"text:{number}" for number in range(1, len(places) + 1)]


@pytest.mark.parametrize(("one", "other"), [("xlsx", "pdf"), ("html", "pdf"), ("html", "xlsx"), ("html", "docx")])
def test_the_same_publication_holds_the_same_table_in_two_formats(one: str, other: str) -> None:
    stems = {Path(name).stem for name in publications(one)} & {Path(name).stem for name in publications(other)}
    assert stems
    for stem in stems:
        tables = []
        for media in (one, other):
            grids = list(read_content(PUBLICATIONS / f"{stem}.{media}").grids)
            widest = max(grids, key=lambda grid: grid.width)
            tables.append([[no_blanks(text) for text in row] for row in texts_of(widest)])
        # A sheet holds the title and the unit above the table, and notes below.
        shorter, longer = sorted(tables, key=len)
        assert [row for row in shorter if row in longer] == shorter


def test_reading_a_small_csv_leaves_the_process_able_to_read_a_large_one(tmp_path: Path) -> None:
    (tmp_path / "small.csv").write_text("项目,金额\n道路,1\n", "utf-8")
    read_content(tmp_path / "small.csv")
    assert next(csv.reader(["x" * 10_000])) == ["x" * 10_000]
