"""xlsx: a sheet for each table, with title, line and notes as offices lay them out; text goes on the first sheet.

Flows in: a publication and a style. Flows out: a workbook. Properties and archive dates are fixed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from data_sim.publishing.document import Body, Publication, Table
from data_sim.publishing.formats.layout import Grid, Laid, lay_out
from data_sim.publishing.formats.sheets import sheet_names
from data_sim.publishing.style import Figures, Style

# The library takes no zone.
_CREATED = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_FIGURES = {
    Figures.FIXED: "0.00##",
    Figures.TRIMMED: "General",
    Figures.GROUPED: "#,##0.00##",
    Figures.MIXED: "General",
}
_WIDEST, _NARROWEST = 34, 7


def write(publication: Publication, style: Style, path: Path) -> list[Body | None]:
    """Write the workbook."""
    bodies: list[Body | None] = []
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "in_memory": True}) as book:
        book.set_properties({"created": _CREATED, "author": publication.unit, "title": publication.title})
        forms = _Forms(book, style)
        lines = [block for block in publication.blocks if isinstance(block, str)]
        tables = publication.tables or [Table((), (), caption=publication.title)]
        for n, (table, name) in enumerate(zip(tables, sheet_names(tables), strict=True)):
            before = lines if n == 0 else []
            first = _sheet(book.add_worksheet(name), table, publication, style, forms, before)
            bodies.append(Body.at(f"sheet:{name}", first))
    return bodies


class _Forms:
    """The cell formats of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook, style: Style) -> None:
        border = {"border": 1, "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self.line = book.add_format({"text_wrap": True, "valign": "top"})
        self.right = book.add_format({"align": "right"})
        self.head = book.add_format({**border, "bold": True, "align": "center", "text_wrap": True})
        self.cell = book.add_format({**border, "text_wrap": True})
        self.day = book.add_format({**border, "num_format": "yyyy-mm-dd"})
        self.figure = book.add_format({**border, "num_format": _FIGURES[style.figures]})


def _sheet(
    sheet: Worksheet, table: Table, publication: Publication, style: Style, forms: _Forms, lines: list[str]
) -> int:
    """Write one sheet; returns the number of the first row of its body."""
    grid = lay_out(table, style, in_table=False)
    last = max(grid.width - 1, 0)
    row = 0
    if table.annex:
        sheet.write_string(row, 0, table.annex)
        row += 1
    row = _across(sheet, row, last, style.wrote(table.caption or publication.title), forms.title)
    for line in lines:
        row = _across(sheet, row, last, style.wrote(line), forms.line)
    if table.left or table.right:
        if table.left:
            sheet.write_string(row, 0, style.wrote(table.left))
        if table.right:
            place = last if last or not table.left else 1
            sheet.write_string(row, place, style.wrote(table.right), forms.right)
        row += 1
    first = row + grid.heading + 1
    _cells(sheet, grid, row, forms)
    for n, width in enumerate(_widths(grid)):
        sheet.set_column(n, n, width)
    row += len(grid.rows)
    for note in table.notes:
        row = _across(sheet, row, last, style.wrote(note), forms.line)
    return first


def _across(sheet: Worksheet, row: int, last: int, text: str, form: Any) -> int:
    if not text:
        return row
    if last:
        sheet.merge_range(row, 0, row, last, text, form)
    else:
        sheet.write_string(row, 0, text, form)
    return row + 1


def _cells(sheet: Worksheet, grid: Grid, top: int, forms: _Forms) -> None:
    covered = grid.covered()
    starts = {(a, b): (z, y) for a, b, z, y in grid.spans}
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if (r, c) in starts:
                bottom, right = starts[r, c]
                sheet.merge_range(top + r, c, top + bottom, right, "", forms.head if r < grid.heading else forms.cell)
            if (r, c) not in covered:
                _cell(sheet, top + r, c, cell, r < grid.heading, forms)


def _cell(sheet: Worksheet, row: int, column: int, cell: Laid, is_head: bool, forms: _Forms) -> None:
    match cell.value:
        case Decimal():
            sheet.write_number(row, column, float(cell.value), forms.figure)
        case date():
            sheet.write_datetime(row, column, datetime.combine(cell.value, time()), forms.day)
        case _ if cell.text:
            sheet.write_string(row, column, cell.text, forms.head if is_head else forms.cell)
        case _:
            sheet.write_blank(row, column, None, forms.cell)


def _widths(grid: Grid) -> list[int]:
    """Wide enough for the longest text of the first rows, within reason."""
    seen = grid.rows[:12]
    return [min(_WIDEST, max(_NARROWEST, *(len(row[column].text) * 2 for row in seen))) for column in range(grid.width)]
