"""The file formats: each writes any publication in any style, the same bytes every time.

Flows in: a publication, a style, a path. Flows out: the file. One module each; the door is `write`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from data_sim.publishing.document import Body, Publication, Spot, Written
from data_sim.publishing.formats import csv_file, docx_file, html_page, pdf_file, xls_book, xlsx_book
from data_sim.publishing.style import Format, Skin, Style, UnitPlace

__all__ = ["write"]

_WRITERS: Final[dict[Format, Callable[[Publication, Style, Path], list[Body | None]]]] = {
    Format.XLSX: xlsx_book.write,
    Format.XLS: xls_book.write,
    Format.DOCX: docx_file.write,
    Format.PDF: pdf_file.write,
    Format.HTML: html_page.write,
    Format.CSV: csv_file.write,
}


def write(publication: Publication, style: Style, path: Path) -> Written:
    """Write a publication in the format of the style; the ending of the path becomes that of the format."""
    path = path.with_name(f"{path.name}.{style.format}")
    path.parent.mkdir(parents=True, exist_ok=True)
    bodies = tuple(_WRITERS[style.format](publication, style, path))
    return Written(path, bodies, *_texts(publication, style, bodies))


# Of pages: the paragraph that is the headline, and how many stand before the first block.
_HEADLINES: Final = {Skin.HEADLINE: (3, 5), Skin.CATALOGUE: (8, 8), Skin.NESTED: (3, 5), Skin.OLD: (1, 3)}


def _texts(
    publication: Publication, style: Style, bodies: Sequence[Body | None]
) -> tuple[Spot | None, tuple[Spot, ...]]:
    """Where the headline and the lines of text stand, as readers count paragraphs; in workbooks, rows."""
    if style.format in {Format.XLSX, Format.XLS, Format.CSV}:
        return _rows_of_text(publication, bodies)
    headline, before = _HEADLINES[style.skin] if style.format is Format.HTML else (1, 1)
    if style.format is Format.HTML and style.skin is Skin.HEADLINE and publication.published is None:
        before -= 1
    lines = []
    for block in publication.blocks:
        if isinstance(block, str):
            before += 1
            lines.append(Spot(f"text:{before}", None))
        else:
            in_table = style.unit_place is UnitPlace.ROW
            has_line = bool(block.left or (block.right and not in_table))
            before += bool(block.caption) + has_line + len(block.notes)
    return Spot(f"text:{headline}", None), tuple(lines)


def _rows_of_text(publication: Publication, bodies: Sequence[Body | None]) -> tuple[Spot | None, tuple[Spot, ...]]:
    """Lines stand between the title of the first sheet and its table; an export is of a table alone."""
    first = bodies[0]
    if first is None:
        return None, ()
    if first.first.part == "sheet:csv":
        return Spot(first.first.part, 1), ()
    lines = [block for block in publication.blocks if isinstance(block, str)]
    annex = bool(publication.tables and publication.tables[0].annex)
    rows = range(2 + annex, 2 + annex + len(lines))
    return Spot(first.first.part, 1 + annex), tuple(Spot(first.first.part, row) for row in rows)
