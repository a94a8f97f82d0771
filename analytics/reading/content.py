"""What a file holds before anyone asks what it means: paragraphs and grids of cells, in the order of the document.

Format readers (`reading.formats`) make a `Content`; publication readers (`reading.publications`) read one. This is the
only thing the two share, so that any publication can arrive in any format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, overload

from models.places import Locator

_KEPT = 400  # rows whose cells, once made, are kept
_AROUND = 200  # rows shown before and after a place in a very long table


class Role(StrEnum):
    """What a paragraph is in the layout of its page."""

    TITLE = "title"  # the headline of the page or document
    META = "meta"  # publisher, date and index lines around the body
    BODY = "body"
    FURNITURE = "furniture"  # navigation, footer, share buttons: never read as content


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a grid.

    `text` is NFC, with radical code points folded to common characters, control and zero-width characters removed,
    no-break and ideographic spaces turned into blanks, outer blanks stripped, and line breaks kept as newlines.
    `value` is the typed value where the format has one (a number of a spreadsheet as exact Decimal of its shortest
    form, a date), else None. A cell covered by a merged area repeats the text and value of that area's first cell,
    and `origin` names that cell; elsewhere `origin` is `locator` itself.
    """

    text: str
    locator: Locator
    origin: Locator
    value: Decimal | date | None = None
    percent: bool = False  # the number format shows a percentage

    @property
    def is_merged_copy(self) -> bool:
        """Whether this cell only repeats the first cell of its merged area."""
        return self.origin != self.locator


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of text."""

    text: str
    locator: Locator
    role: Role = Role.BODY
    label: str | None = None  # META only: the label before the value, such as 发布机构


Value = Decimal | date | None
CellRows = Sequence[tuple[Cell, ...]]


class PlainRows(Sequence[tuple[Cell, ...]]):
    """Rows of a grid without merged areas: texts are kept, cells are made when they are asked for.

    A register of a hundred thousand rows has a million cells, of which a reader looks at a few hundred one by one; the
    rest it reads as columns, through `texts` and `values`.
    """

    def __init__(
        self,
        part: str,
        texts: Sequence[Sequence[str]],
        values: Sequence[Sequence[Value]] | None,
        width: int,
        rows: range,
        offset: int = 0,
        made: dict[int, tuple[Cell, ...]] | None = None,
    ) -> None:
        self._part = part
        self._texts = texts
        self._values = values
        self._width = width
        self._rows = rows
        self._offset = offset  # rows of the part that stand before the first text
        self._made = {} if made is None else made  # the head is asked for again and again, by every reader

    @property
    def texts(self) -> Sequence[Sequence[str]]:
        """The texts of these rows; a line may be shorter or longer than the grid is wide."""
        return self._texts[self._rows.start : self._rows.stop]

    @property
    def values(self) -> Sequence[Sequence[Value]] | None:
        """The typed values of these rows, in the shape of `texts`; None where the format has none."""
        return None if self._values is None else self._values[self._rows.start : self._rows.stop]

    @property
    def first(self) -> int:
        """The zero-based row of the part with which these rows begin."""
        return self._rows.start + self._offset

    def line(self, index: int) -> Sequence[str]:
        """The texts of one of these rows."""
        return self._texts[self._rows[index]]

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> tuple[Cell, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> CellRows: ...
    def __getitem__(self, index: int | slice) -> tuple[Cell, ...] | CellRows:
        if isinstance(index, slice):
            chosen = self._rows[index]
            if chosen.step != 1:
                return tuple(self._line(row) for row in chosen)
            return PlainRows(self._part, self._texts, self._values, self._width, chosen, self._offset, self._made)
        return self._line(self._rows[index])

    def __iter__(self) -> Iterator[tuple[Cell, ...]]:
        return (self._line(row) for row in self._rows)

    def _line(self, row: int) -> tuple[Cell, ...]:
        made = self._made.get(row)
        if made is None:
            made = self._cells(row)
            if row < _KEPT:
                self._made[row] = made
        return made

    def _cells(self, row: int) -> tuple[Cell, ...]:
        texts = self._texts[row]
        values: Sequence[Value] = () if self._values is None else self._values[row]
        cells = []
        for column in range(self._width):
            here = Locator(self._part, row + self._offset + 1, column + 1)
            value = values[column] if column < len(values) else None
            cells.append(Cell(texts[column] if column < len(texts) else "", here, here, value))
        return tuple(cells)


Lines = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Tail:
    """Rows that are read from the file only when they are asked for: what follows the head of a very long table.

    `lines` begins a new pass over the rows after the head, in chunks of raw texts; the first of them is row
    `first` + 1 of the part.
    """

    first: int
    lines: Callable[[], Iterator[Lines]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a full rectangle: merged cells resolved, short rows filled with empty cells.

    `rows[i][j]` stands at row i + 1, column j + 1 of `part`. Trailing empty rows and columns are cut off. A table too
    long for memory holds its head in `rows` and the rest in `tail`.
    """

    part: str
    name: str | None
    rows: CellRows
    tail: Tail | None = None

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.rows[0]) if self.rows else 0

    def around(self, place: Locator | None) -> Grid:
        """This grid without its tail: its head, or the rows around a place in the tail under their own numbers."""
        if self.tail is None or place is None or place.part != self.part or (place.row or 0) <= self.tail.first:
            return replace(self, tail=None)
        row, at = (place.row or 1) - 1, self.tail.first
        window: list[Sequence[str]] = []
        for lines in self.tail.lines():
            near = range(max(0, row - _AROUND - at), min(len(lines), row + _AROUND - at))
            window += [lines[i] for i in near]
            at += len(lines)
            if at > row + _AROUND:
                break
        first = max(self.tail.first, row - _AROUND)
        numbered = PlainRows(self.part, window, None, self.width, range(len(window)), first)
        return replace(self, rows=numbered, tail=None)

    def head(self, rows: int) -> Grid:
        """The first rows of this grid."""
        return self if len(self.rows) <= rows else replace(self, rows=self.rows[:rows])


@dataclass(frozen=True, slots=True)
class Content:
    """A whole file: its blocks in reading order, and what the format itself knows about it.

    `blocks` hold paragraphs and grids in the order a person would meet them. For spreadsheets each sheet is one grid
    and lines above the table are rows of that grid, as in the file; `Paragraph`s occur only in html, docx and pdf.
    """

    media: str
    blocks: tuple[Paragraph | Grid, ...]
    title: str | None = None  # <title>, core properties, first page headline; without the site name
    encoding: str | None = None
    notes: tuple[str, ...] = field(default=())  # message codes about the file, such as `rows-hidden`
    data: Any = None  # json only: objects, lists, texts, int and Decimal, booleans; it has no blocks

    @property
    def grids(self) -> Iterator[Grid]:
        """The grids, in order."""
        return (block for block in self.blocks if isinstance(block, Grid))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs that are content (furniture left out), in order."""
        return (b for b in self.blocks if isinstance(b, Paragraph) and b.role is not Role.FURNITURE)

    def head(self, rows: int) -> Content:
        """The same content with every grid cut to its first rows: enough to tell what it is."""
        if all(len(grid.rows) <= rows for grid in self.grids):
            return self
        return replace(self, blocks=tuple(b.head(rows) if isinstance(b, Grid) else b for b in self.blocks))

    def around(self, place: Locator | None) -> Content:
        """The same content with nothing left in files: of a very long table the head, or the rows around a place."""
        if all(grid.tail is None for grid in self.grids):
            return self
        return replace(self, blocks=tuple(b.around(place) if isinstance(b, Grid) else b for b in self.blocks))

    @property
    def is_empty(self) -> bool:
        """Whether nothing legible was found."""
        if self.data is not None:
            return not self.data
        return not any(p.text for p in self.paragraphs) and not any(
            cell.text for grid in self.grids for row in grid.rows for cell in row
        )
