"""One table rendered into each file format, so that tests can ask whether every reader sees the same cells.

Flows in: rows of text and merged areas. Flows out: a file written by an independent library.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import docx
import xlsxwriter
import xlwt
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

Rows = Sequence[Sequence[str]]
Area = tuple[int, int, int, int]

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def is_covered(row: int, column: int, areas: Sequence[Area]) -> bool:
    """Whether a merged area hides this place (its first cell is not hidden)."""
    return any(
        top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
        for top, left, bottom, right in areas
    )


def resolved(rows: Rows, areas: Sequence[Area]) -> list[list[str]]:
    """The texts a reader must find: merged copies repeat the first cell."""
    full = [list(row) for row in rows]
    for top, left, bottom, right in areas:
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                full[row][column] = rows[top][left]
    return full


def to_xlsx(path: Path, rows: Rows, areas: Sequence[Area] = ()) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("公示表")
        for area in areas:
            sheet.merge_range(*area, "")
        for i, row in enumerate(rows):
            for j, text in enumerate(row):
                if text and not is_covered(i, j, areas):
                    sheet.write_string(i, j, text)
    return path


def to_xls(path: Path, rows: Rows, areas: Sequence[Area] = ()) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("公示表")
    starts = {area[:2]: area for area in areas}
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if (i, j) in starts:
                top, left, bottom, right = starts[i, j]
                sheet.write_merge(top, bottom, left, right, text)
            elif text and not is_covered(i, j, areas):
                sheet.write(i, j, text)
    book.save(str(path))
    return path


def html_table(rows: Rows, areas: Sequence[Area] = ()) -> str:
    starts = {area[:2]: area for area in areas}
    lines = []
    for i, row in enumerate(rows):
        cells = []
        for j, text in enumerate(row):
            if is_covered(i, j, areas):
                continue
            top, left, bottom, right = starts.get((i, j), (i, j, i, j))
            spans = f' rowspan="{bottom - top + 1}" colspan="{right - left + 1}"' if (i, j) in starts else ""
            cells.append(f"<td{spans}>{escape(text).replace(chr(10), '<br>')}</td>")
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table border="1">{"".join(lines)}</table>'


def html_page(body: str, title: str = "", charset: str = "utf-8") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title></head><body>{body}</body></html>'
    )


def to_html(path: Path, rows: Rows, areas: Sequence[Area] = ()) -> Path:
    path.write_text(html_page(html_table(rows, areas)), "utf-8")
    return path


def to_docx(path: Path, rows: Rows, areas: Sequence[Area] = ()) -> Path:
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if not is_covered(i, j, areas):
                table.cell(i, j).text = text
    for top, left, bottom, right in areas:
        table.cell(top, left).merge(table.cell(bottom, right))
    document.save(str(path))
    return path


def to_csv(path: Path, rows: Rows, areas: Sequence[Area] = ()) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def to_pdf(path: Path, rows: Rows, areas: Sequence[Area] = (), lines: Sequence[str] = ()) -> Path:
    cells = [["" if is_covered(i, j, areas) else text for j, text in enumerate(row)] for i, row in enumerate(rows)]
    style = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), "STSong-Light", 9)]
    style += [("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in areas]
    text_style = ParagraphStyle("text", fontName="STSong-Light", fontSize=10, leading=14, wordWrap="CJK")
    story = [Paragraph(escape(line), text_style) for line in lines]
    SimpleDocTemplate(str(path), pagesize=landscape(A4)).build([*story, Table(cells, style=style)])
    return path


RENDERERS: dict[str, Callable[..., Path]] = {
    "xlsx": to_xlsx,
    "xls": to_xls,
    "html": to_html,
    "docx": to_docx,
    "csv": to_csv,
    "pdf": to_pdf,
}
