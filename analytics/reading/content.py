"""What a file holds before anyone asks what it means: paragraphs and grids of cells, in the order of the document.

Format readers (`reading.formats`) make a `Content`; publication readers (`reading.publications`) read one. This is the
only thing the two share, so that any publication can arrive in any format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from models.places import Locator


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


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as a full rectangle: merged cells resolved, short rows filled with empty cells.

    `rows[i][j]` stands at row i + 1, column j + 1 of `part`. Trailing empty rows and columns are cut off.
    """

    part: str
    name: str | None
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def width(self) -> int:
        """Columns."""
        return len(self.rows[0]) if self.rows else 0


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

    @property
    def grids(self) -> Iterator[Grid]:
        """The grids, in order."""
        return (block for block in self.blocks if isinstance(block, Grid))

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs that are content (furniture left out), in order."""
        return (b for b in self.blocks if isinstance(b, Paragraph) and b.role is not Role.FURNITURE)

    @property
    def is_empty(self) -> bool:
        """Whether nothing legible was found."""
        return not any(p.text for p in self.paragraphs) and not any(
            cell.text for grid in self.grids for row in grid.rows for cell in row
        )
