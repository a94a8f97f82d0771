"""pdf: printed pages with ruled tables, in the Adobe-GB1 character collection that every reader of such files knows.

Flows in: a publication and a style. Flows out: a document without dates of its own (reportlab's invariant mode).
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, Final

from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Ruled

from data_sim.publishing.document import Body, Publication, Table
from data_sim.publishing.formats.layout import lay_out
from data_sim.publishing.style import Style

_FONT: Final = "STSong-Light"
pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
_TITLE: Final = ParagraphStyle("title", fontName=_FONT, fontSize=16, leading=24, alignment=1, wordWrap="CJK")
_LINE: Final = ParagraphStyle("line", fontName=_FONT, fontSize=10.5, leading=17, wordWrap="CJK")
_RIGHT: Final = ParagraphStyle("right", parent=_LINE, alignment=2)
_CELL: Final = ParagraphStyle("cell", fontName=_FONT, fontSize=8, leading=10, wordWrap="CJK")
_MARGIN: Final = 40
_WIDE_TABLE: Final = 9
_LONG_TEXT: Final = 8


def write(publication: Publication, style: Style, path: Path) -> list[Body | None]:
    """Write the document; where its pages break, only a reader can say."""
    wide = any(table.width > _WIDE_TABLE for table in publication.tables)
    page = landscape(A3) if wide else landscape(A4) if publication.tables else A4
    story: list[Flowable] = [Paragraph(escape(publication.title), _TITLE)]
    for block in publication.blocks:
        if isinstance(block, str):
            story.append(Paragraph(escape(style.wrote(block)), _LINE))
        else:
            story += _table(block, style, page[0] - 2 * _MARGIN)
    if publication.published is not None:
        day = publication.published
        story += [
            Paragraph(escape(publication.unit), _RIGHT),
            Paragraph(f"{day.year}年{day.month}月{day.day}日", _RIGHT),
        ]
    document = SimpleDocTemplate(
        str(path), pagesize=page, leftMargin=_MARGIN, rightMargin=_MARGIN, invariant=1, title=publication.title,
        author=publication.unit,
    )  # fmt: skip
    document.build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return [None] * len(publication.tables)


def _numbered(page: Any, document: Any) -> None:
    """The number of the page below its text."""
    page.setFont(_FONT, 9)
    page.drawCentredString(document.pagesize[0] / 2, _MARGIN / 2, f"- {page.getPageNumber()} -")


def _table(table: Table, style: Style, width: float) -> list[Flowable]:
    grid = lay_out(table, style)
    covered = grid.covered()
    parts: list[Flowable] = []
    if table.caption:
        parts.append(Paragraph(escape(style.wrote(table.caption)), _TITLE))
    line = [
        style.wrote(text) for text in (table.left, "" if grid.heading > len(table.heading) else table.right) if text
    ]
    if line:
        parts.append(Paragraph(escape("　　　　".join(line)), _LINE))
    longest = [max(len(row[c].text) for row in grid.rows) for c in range(grid.width)]
    shares = [min(max(length, 3), 30) for length in longest]
    cells = [
        ["" if (r, c) in covered else _printed(laid.text) for c, laid in enumerate(row)]
        for r, row in enumerate(grid.rows)
    ]
    look = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), _FONT, 8),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        *(("SPAN", (left, top), (right, bottom)) for top, left, bottom, right in grid.spans),
    ]
    widths = [width * share / sum(shares) for share in shares]
    parts.append(Ruled(cells, colWidths=widths, style=look, repeatRows=grid.heading))
    parts += [Paragraph(escape(style.wrote(note)), _LINE) for note in table.notes]
    return parts


def _printed(text: str) -> str | Paragraph:
    """Short texts are drawn as they are, long ones are broken into lines."""
    return text if len(text) <= _LONG_TEXT else Paragraph(escape(text).replace("\n", "<br/>"), _CELL)
