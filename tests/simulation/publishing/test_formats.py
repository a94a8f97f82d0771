"""Files are the same bytes each time, and no clock and no machine leaves its mark in them."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.reading.formats import read_content
from data_sim.publishing.document import Money, MoneyUnit, Number, Publication, Table, Value
from data_sim.publishing.formats import write
from data_sim.publishing.style import Format, Skin, Style, UnitPlace
from tests.simulation.publishing.conftest import UNIT

TABLE = Table(
    (("序号", "乡镇", "项目", "金额"),),
    [[1, "青禾镇", "水渠 & <堰>", Money(Decimal("123400"))], [2, "青禾镇", "机耕路\n二期", Money(Decimal("5000"))],
     ["合计", "", "", Money(Decimal("128400"))]],
    "资金安排表",
    left=f"单位：{UNIT}",
    right="单位：万元",
    notes=("注：数据截至2025年5月。",),
    spans=((1, 1, 2, 1),),
)  # fmt: skip
PUBLICATION = Publication("2025年小型农田水利资金公示", UNIT, ("现予以公示。", TABLE), date(2025, 5, 6))


@pytest.mark.parametrize("file_format", Format)
def test_the_same_publication_is_the_same_bytes(file_format: Format, tmp_path: Path) -> None:
    style = Style(format=file_format)
    first, second = write(PUBLICATION, style, tmp_path / "one"), write(PUBLICATION, style, tmp_path / "two")
    assert first.path.suffix == f".{file_format}"
    assert first.path.read_bytes() == second.path.read_bytes()


@pytest.mark.parametrize("file_format", [Format.XLSX, Format.DOCX])
def test_archives_carry_a_fixed_day(file_format: Format, tmp_path: Path) -> None:
    with zipfile.ZipFile(write(PUBLICATION, Style(format=file_format), tmp_path / "file").path) as archive:
        days = {entry.date_time[:3] for entry in archive.infolist()}
    assert len(days) == 1
    assert days <= {(1980, 1, 1), (2025, 1, 1)}


@pytest.mark.parametrize("file_format", Format)
@pytest.mark.parametrize("skin", Skin)
def test_every_cell_is_seen_by_the_format_readers(file_format: Format, skin: Skin, tmp_path: Path) -> None:
    content = read_content(write(PUBLICATION, Style(format=file_format, skin=skin), tmp_path / "file").path)
    cells = {cell.text.replace("\n", "") for grid in content.grids for row in grid.rows for cell in row}
    assert {"青禾镇", "水渠 & <堰>", "机耕路二期", "合计"} <= cells
    assert {"12.34", "0.5", "12.84"} <= cells or {"12.34", "0.50", "12.84"} <= cells


def test_quantities_are_no_money(tmp_path: Path) -> None:
    table = Table(
        (("面积（亩）", "金额（元）"),), [[Number(Decimal("12.50")), Money(Decimal("1250"))]], money=MoneyUnit.YUAN
    )
    path = write(Publication("补贴", UNIT, (table,)), Style(format=Format.CSV), tmp_path / "file").path
    assert "12.5,1250.00" in path.read_text("utf-8-sig")


def test_a_page_in_gb18030_says_the_encoding_that_such_pages_say(tmp_path: Path) -> None:
    path = write(PUBLICATION, Style(format=Format.HTML, encoding="gb18030"), tmp_path / "page").path
    assert b'charset="gb2312"' in path.read_bytes()
    assert PUBLICATION.title in path.read_bytes().decode("gb18030")


@pytest.mark.parametrize("place", UnitPlace)
@pytest.mark.parametrize("skin", Skin)
@pytest.mark.parametrize("file_format", Format)
def test_the_place_of_a_body_is_where_readers_find_its_first_row(
    file_format: Format, skin: Skin, place: UnitPlace, tmp_path: Path
) -> None:
    style = Style(format=file_format, skin=skin, unit_place=place)
    written = write(PUBLICATION, style, tmp_path / "file")
    (body,) = written.bodies
    assert body is not None
    (grid,) = read_content(written.path).grids
    assert grid.part == body.first.part
    first = next(row for row in grid.rows if row[1].text == "青禾镇")
    assert first[0].locator.row == body.first.row


@pytest.mark.parametrize("rows", [30, 90, 200])
def test_rows_of_a_table_that_breaks_over_pages_are_where_readers_find_them(rows: int, tmp_path: Path) -> None:
    numbered: list[list[Value]] = [[n, f"青禾镇第{n}村", Money(Decimal(n * 100))] for n in range(rows)]
    tables = [Table((("序号", "村", "金额"),), numbered, f"表{k}") for k in range(2)]
    written = write(Publication("资金公示", UNIT, tuple(tables)), Style(format=Format.PDF), tmp_path / "file")
    cells = {
        (row[0].locator.part, row[0].locator.row): row[1].text
        for grid in read_content(written.path).grids
        for row in grid.rows
    }
    for body in written.bodies:
        assert body is not None
        assert [cells[body.spot(n)] for n in range(rows)] == [f"青禾镇第{n}村" for n in range(rows)]


@pytest.mark.parametrize("published", [date(2025, 5, 6), None])
@pytest.mark.parametrize("place", UnitPlace)
@pytest.mark.parametrize("skin", Skin)
@pytest.mark.parametrize("file_format", Format)
def test_headline_and_lines_are_where_readers_find_them(
    file_format: Format, skin: Skin, place: UnitPlace, published: date | None, tmp_path: Path
) -> None:
    if file_format is not Format.HTML and skin is not Skin.OLD:
        return
    blocks = (TABLE,) if file_format is Format.CSV else ("第一句。", TABLE, "第二句。")
    publication = Publication("资金公示", UNIT, blocks, published)
    written = write(publication, Style(format=file_format, skin=skin, unit_place=place), tmp_path / "file")
    content = read_content(written.path)
    found = {(str(p.locator), None): p.text for p in content.paragraphs}
    found |= {(row[0].locator.part, row[0].locator.row): row[0].text for grid in content.grids for row in grid.rows}
    assert [found[spot] for spot in written.lines] == [block for block in blocks if isinstance(block, str)]
    assert written.headline is not None
    is_table = file_format in {Format.XLSX, Format.XLS, Format.CSV}
    assert found[written.headline].startswith("资金安排表" if is_table else "资金公示")
