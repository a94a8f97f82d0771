"""Tables for tests: the same rows as content in memory, and as xlsx, html, docx and csv for the format readers."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path

import docx
import openpyxl

from analytics.reading.content import Cell, Content, Grid, Paragraph, Role
from models.places import Locator

Value = str | int | float | date | datetime | None
Span = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0


def grid(rows: Sequence[Sequence[Value]], merged: Sequence[Span] = (), part: str = "sheet:表") -> Grid:
    """A grid with its merged cells resolved, as the format readers give it."""
    width = max(map(len, rows))
    full = [[*row, *([None] * (width - len(row)))] for row in rows]
    origins = {(r, c): (r0, c0) for r0, c0, r1, c1 in merged for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)}
    cells = []
    for r in range(len(full)):
        line = []
        for c in range(width):
            r0, c0 = origins.get((r, c), (r, c))
            value = full[r0][c0]
            typed = (
                Decimal(str(value)) if isinstance(value, int | float) else value if isinstance(value, date) else None
            )
            text = "" if value is None else str(value)
            line.append(Cell(text, Locator(part, r + 1, c + 1), Locator(part, r0 + 1, c0 + 1), typed))
        cells.append(tuple(line))
    return Grid(part, None, tuple(cells))


def content(
    rows: Sequence[Sequence[Value]],
    merged: Sequence[Span] = (),
    lines: Sequence[str] = (),
    title: str | None = None,
    media: str = "xlsx",
) -> Content:
    """Content with one grid; a title and lines of text go before it."""
    blocks: list[Paragraph | Grid] = []
    if title is not None:
        blocks.append(Paragraph(title, Locator("text:1"), Role.TITLE))
    blocks += [Paragraph(line, Locator(f"text:{n}")) for n, line in enumerate(lines, start=2)]
    return Content(media, (*blocks, grid(rows, merged)), title)


def text_of(value: Value) -> str:
    """A value as a person would type it."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def write(path: Path, rows: Sequence[Sequence[Value]], merged: Sequence[Span] = ()) -> Path:
    """Write the rows in the format that the ending of the path names; csv leaves merged cells blank, as exports do."""
    writer = {".xlsx": _xlsx, ".html": _html, ".docx": _docx, ".csv": _csv}[path.suffix]
    width = max(map(len, rows))
    writer(path, [[*row, *([None] * (width - len(row)))] for row in rows], merged)
    return path


def _xlsx(path: Path, rows: list[list[Value]], merged: Sequence[Span]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for r0, c0, r1, c1 in merged:
        sheet.merge_cells(start_row=r0 + 1, start_column=c0 + 1, end_row=r1 + 1, end_column=c1 + 1)
    book.save(path)


def _html(path: Path, rows: list[list[Value]], merged: Sequence[Span]) -> None:
    starts = {(r0, c0): (r1 - r0 + 1, c1 - c0 + 1) for r0, c0, r1, c1 in merged}
    covered = {
        (r, c) for r0, c0, r1, c1 in merged for r in range(r0, r1 + 1) for c in range(c0, c1 + 1)
    } - starts.keys()
    lines = []
    for r, row in enumerate(rows):
        cells = []
        for c, value in enumerate(row):
            if (r, c) in covered:
                continue
            down, across = starts.get((r, c), (1, 1))
            cells.append(f'<td rowspan="{down}" colspan="{across}">{escape(text_of(value))}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    page = f'<html><head><meta charset="utf-8"></head><body><table>{"".join(lines)}</table></body></html>'
    path.write_text(page, "utf-8")


def _docx(path: Path, rows: list[list[Value]], merged: Sequence[Span]) -> None:
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            table.cell(r, c).text = text_of(value)
    for r0, c0, r1, c1 in merged:
        first = table.cell(r0, c0)
        text = first.text
        first.merge(table.cell(r1, c1)).text = text
    document.save(str(path))


def _csv(path: Path, rows: list[list[Value]], merged: Sequence[Span]) -> None:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([[text_of(value) for value in row] for row in rows])
