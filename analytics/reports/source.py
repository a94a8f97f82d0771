"""The source of a figure: the document as it was read, with the cell in question marked and personal numbers masked.

Flows in: the content of a document and a locator. Flows out: blocks of plain text (nothing is markup here; whoever
shows them escapes them), at most a window of rows around the place, with what was left out stated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analytics.reading.content import Cell, Content, Grid, Paragraph
from analytics.reading.pointers import surroundings
from models.places import Locator

ROWS_AROUND = 150
_DIGITS = re.compile(r"(?<![0-9A-Za-z])(?:\d[ -]?){14,18}[\dXx](?![0-9A-Za-z])|(?<!\d)1[3-9]\d{9}(?!\d)", re.ASCII)
_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell to show; `covers` is (rows, columns) of a merged area, and covered cells are not listed."""

    text: str
    row: int
    column: int
    covers: tuple[int, int]
    marked: bool


@dataclass(frozen=True, slots=True)
class ShownGrid:
    """A grid, or the window of it around the marked place; rows are listed with their number."""

    part: str
    name: str | None
    width: int
    rows: tuple[tuple[int, tuple[ShownCell, ...]], ...]
    left_out: int
    marked: bool


@dataclass(frozen=True, slots=True)
class ShownParagraph:
    """A paragraph to show."""

    text: str
    marked: bool


Shown = ShownGrid | ShownParagraph


def source_blocks(content: Content, locator: str) -> list[Shown]:
    """The blocks of a document in reading order, the place marked: a cell, else a whole row, else a whole part."""
    place = Locator.parse(locator)
    parts: Sequence[Paragraph | Grid] = content.blocks
    if content.data is not None:
        parts, place = surroundings(content.data, place)
    blocks: list[Shown] = []
    for block in parts:
        if isinstance(block, Paragraph):
            if block.text:
                blocks.append(ShownParagraph(masked(block.text), block.locator == place))
        elif block.rows:
            blocks.append(_grid(block, place))
    return blocks


def masked(text: str) -> str:
    """Text with identity numbers, card numbers and mobile numbers masked but for their first four characters.

    >>> masked("证号 439903199001010014，电话 13900000000")
    '证号 4399**************，电话 1390*******'
    """
    return _DIGITS.sub(lambda match: _mask(match.group()), text)


def _mask(number: str) -> str:
    bare = re.sub(r"[ -]", "", number)
    if len(bare) in (15, 18) and not _holds_birth_date(bare):
        if len(bare) == 18 or not _passes_luhn(bare):
            return number
    elif len(bare) in (16, 17, 19) and not _passes_luhn(bare):
        return number
    return bare[:_SHOWN] + "*" * (len(bare) - _SHOWN)


def _holds_birth_date(number: str) -> bool:
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12]
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1900 <= born.year <= 2100


def _passes_luhn(number: str) -> bool:
    if not number.isdigit():
        return False
    doubled = [int(d) * (2 if i % 2 else 1) for i, d in enumerate(reversed(number))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _grid(grid: Grid, place: Locator) -> ShownGrid:
    here = grid.part == place.part
    first, last = 0, len(grid.rows)
    above = (grid.rows[0][0].locator.row or 1) - 1  # rows of the part that stand before those of this grid
    if here and place.row is not None:
        row = place.row - above
        first, last = max(0, row - 1 - ROWS_AROUND), max(0, min(last, row + ROWS_AROUND))
    else:
        last = min(last, 2 * ROWS_AROUND)
    spans = _spans(grid, first, last)
    rows = []
    for index in range(first, last):
        cells = []
        for cell in grid.rows[index]:
            span = spans.get((cell.locator.row, cell.locator.column))
            if span is None:
                continue
            cells.append(
                ShownCell(
                    text=masked(cell.text),
                    row=cell.locator.row or 0,
                    column=cell.locator.column or 0,
                    covers=span,
                    marked=here and _is_marked(cell, span, place),
                )
            )
        rows.append((above + index + 1, tuple(cells)))
    return ShownGrid(
        part=grid.part,
        name=grid.name,
        width=grid.width,
        rows=tuple(rows),
        left_out=len(grid.rows) - (last - first),
        marked=here and place.row is None,
    )


def _is_marked(cell: Cell, span: tuple[int, int], place: Locator) -> bool:
    """Whether the place is this cell, lies in the area it covers, or is the row it stands in."""
    row, column = cell.locator.row or 0, cell.locator.column or 0
    if place.row is None or not row <= place.row < row + span[0]:
        return False
    return place.column is None or column <= place.column < column + span[1]


def _spans(grid: Grid, first: int, last: int) -> dict[tuple[int | None, int | None], tuple[int, int]]:
    """First shown cell of each merged area -> rows and columns of it that are shown."""
    areas: dict[Locator, list[Cell]] = {}
    for row in grid.rows[first:last]:
        for cell in row:
            areas.setdefault(cell.origin, []).append(cell)
    spans = {}
    for cells in areas.values():
        rows = {cell.locator.row for cell in cells}
        columns = {cell.locator.column for cell in cells}
        head = cells[0].locator
        spans[head.row, head.column] = (len(rows), len(columns))
    return spans
