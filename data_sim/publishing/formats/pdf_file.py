"""pdf: printed pages with ruled tables, in the Adobe-GB1 character collection that every reader of such files knows.

Flows in: a publication and a style. Flows out: a document without dates of its own (reportlab's invariant mode).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final, NamedTuple

from reportlab.lib import colors
from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate
from reportlab.platypus import Table as Ruled

from data_sim.publishing.document import Body, Publication, Spot, Table
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
    """Write the document; where its tables break over pages is seen while they are drawn."""
    wide = any(table.width > _WIDE_TABLE for table in publication.tables)
    page = landscape(A3) if wide else landscape(A4) if publication.tables else A4
    story: list[Flowable] = [Paragraph(escape(publication.title), _TITLE)]
    drawn: list[list[_Piece]] = []
    for block in publication.blocks:
        if isinstance(block, str):
            story.append(Paragraph(escape(style.wrote(block)), _LINE))
        else:
            drawn.append([])
            story += _table(block, style, page[0] - 2 * _MARGIN, drawn[-1])
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
    return _bodies(drawn)


def _numbered(page: Any, document: Any) -> None:
    """The number of the page below its text."""
    page.setFont(_FONT, 9)
    page.drawCentredString(document.pagesize[0] / 2, _MARGIN / 2, f"- {page.getPageNumber()} -")


class _Piece(NamedTuple):
    """What of a table is on a page: its page, its rows, the heading rows among them."""

    page: int
    rows: int
    heading: int


class _Watched(Ruled):  # type: ignore[misc]
    """A table that notes on which page how many of its rows are drawn."""

    watch: list[_Piece] | None = None

    def split(self, width: float, height: float) -> list[Flowable]:
        """The pieces of the table that fit, each watched as the whole was."""
        pieces: list[Flowable] = super().split(width, height)
        for piece in pieces:
            piece.watch = self.watch
        return pieces

    def draw(self) -> None:
        """Draw the piece and note where it went."""
        if self.watch is not None:
            self.watch.append(_Piece(self.canv.getPageNumber(), len(self._cellvalues), self.repeatRows))
        super().draw()


def _bodies(drawn: Sequence[Sequence[_Piece]]) -> list[Body | None]:
    """Where the bodies stand: tables are counted on each page, and a heading stands again on the next."""
    on_page: dict[int, int] = defaultdict(int)
    bodies: list[Body | None] = []
    for pieces in drawn:
        starts: list[tuple[int, Spot]] = []
        row = 0
        for piece in pieces:
            on_page[piece.page] += 1
            starts.append((row, Spot(f"page:{piece.page}.table:{on_page[piece.page]}", piece.heading + 1)))
            row += piece.rows - piece.heading
        bodies.append(Body(starts[0][1], tuple(starts[1:])) if starts else None)
    return bodies


def _table(table: Table, style: Style, width: float, watch: list[_Piece]) -> list[Flowable]:
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
    ruled = _Watched(cells, colWidths=widths, style=look, repeatRows=grid.heading)
    ruled.watch = watch
    parts.append(ruled)
    parts += [Paragraph(escape(style.wrote(note)), _LINE) for note in table.notes]
    return parts


def _printed(text: str) -> str | Paragraph:
    """Short texts are drawn as they are, long ones are broken into lines."""
    return text if len(text) <= _LONG_TEXT else Paragraph(escape(text).replace("\n", "<br/>"), _CELL)
