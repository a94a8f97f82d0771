"""xls (BIFF 8): the old workbooks that many offices still publish.

Flows in: a publication and a style. Flows out: a workbook whose cells are those of the xlsx form.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import xlwt

from data_sim.publishing.document import Body, Publication, Table
from data_sim.publishing.formats.layout import Grid, Laid, lay_out
from data_sim.publishing.formats.sheets import sheet_names
from data_sim.publishing.style import Style

_BORDER = "borders: left thin, right thin, top thin, bottom thin;"
# Made once: the library parses the text of a style each time.
_TITLE = xlwt.easyxf("font: bold on, height 320; align: horiz center, vert center")
_HEAD = xlwt.easyxf(f"font: bold on; align: horiz center, vert center, wrap on; {_BORDER}")
_CELL = xlwt.easyxf(f"align: vert center, wrap on; {_BORDER}")
_DAY = xlwt.easyxf(f"align: vert center; {_BORDER}", num_format_str="yyyy-mm-dd")
_PLAIN = xlwt.easyxf("align: wrap on")


def write(publication: Publication, style: Style, path: Path) -> list[Body | None]:
    """Write the workbook."""
    bodies: list[Body | None] = []
    book = xlwt.Workbook(encoding="utf-8")
    lines = [block for block in publication.blocks if isinstance(block, str)]
    tables = publication.tables or [Table((), (), caption=publication.title)]
    for n, (table, name) in enumerate(zip(tables, sheet_names(tables), strict=True)):
        first = _sheet(book.add_sheet(name), table, publication, style, lines if n == 0 else [])
        bodies.append(Body.at(f"sheet:{name}", first))
    book.save(str(path))
    return bodies


def _sheet(sheet: xlwt.Worksheet, table: Table, publication: Publication, style: Style, lines: list[str]) -> int:
    """Write one sheet; returns the number of the first row of its body."""
    grid = lay_out(table, style, in_table=False)
    last = max(grid.width - 1, 0)
    row = 0
    if table.annex:
        sheet.write(row, 0, table.annex)
        row += 1
    sheet.write_merge(row, row, 0, last, style.wrote(table.caption or publication.title), _TITLE)
    row += 1
    for line in lines:
        sheet.write_merge(row, row, 0, last, style.wrote(line), _PLAIN)
        row += 1
    if table.left or table.right:
        if table.left:
            sheet.write(row, 0, style.wrote(table.left))
        if table.right:
            sheet.write(row, last if last or not table.left else 1, style.wrote(table.right))
        row += 1
    first = row + grid.heading + 1
    _cells(sheet, grid, row)
    row += len(grid.rows)
    for note in table.notes:
        sheet.write_merge(row, row, 0, last, style.wrote(note), _PLAIN)
        row += 1
    return first


def _cells(sheet: xlwt.Worksheet, grid: Grid, top: int) -> None:
    covered = grid.covered()
    starts = {(a, b): (z, y) for a, b, z, y in grid.spans}
    for r, row in enumerate(grid.rows):
        for c, cell in enumerate(row):
            if (r, c) in covered:
                continue
            form = _HEAD if r < grid.heading else _DAY if isinstance(cell.value, date) else _CELL
            if (r, c) in starts:
                bottom, right = starts[r, c]
                sheet.write_merge(top + r, top + bottom, c, right, _content(cell), form)
            else:
                sheet.write(top + r, c, _content(cell), form)


def _content(cell: Laid) -> str | float | date:
    if isinstance(cell.value, Decimal):
        return float(cell.value)
    return cell.value if isinstance(cell.value, date) else cell.text
