"""A table laid out as the grid of cells that a format writes: texts, typed figures, merged areas.

Flows in: a table and a style. Flows out: heading and body as rows of `Laid` cells, and the areas to merge. What styles do
to merged cells is decided here once, for all formats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from data_sim.publishing.document import Money, Number, Span, Table, Value
from data_sim.publishing.style import Merging, Style, UnitPlace, in_unit


class Laid(NamedTuple):
    """A cell: its text, and its figure or day where spreadsheets keep one."""

    text: str
    value: Decimal | date | None = None


BLANK = Laid("")


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells, of which the first `heading` are headings, and the areas to merge."""

    rows: list[list[Laid]]
    heading: int
    spans: tuple[Span, ...]

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def covered(self) -> set[tuple[int, int]]:
        """The places that a merged area hides."""
        return {
            (row, column)
            for top, left, bottom, right in self.spans
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }


def lay_out(table: Table, style: Style, in_table: bool = True) -> Grid:
    """The grid of a table; the line of its unit is a row of it where the style has it so and the format allows."""
    heading = [[Laid(style.headed(text)) for text in row] for row in table.heading]
    body = [[_laid(value, table, style, r + c) for c, value in enumerate(row)] for r, row in enumerate(table.rows)]
    rows, spans = heading + body, list(table.spans)
    # A form without heading keeps its areas: they hold its long values.
    if style.merging in {Merging.REPEATED, Merging.BLANK} and heading:
        deep = [span for span in spans if span[0] >= len(heading)]
        for top, left, bottom, right in deep:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    rows[row][column] = rows[top][left] if style.merging is Merging.REPEATED else rows[row][column]
                    if style.merging is Merging.BLANK and (row, column) != (top, left):
                        rows[row][column] = BLANK
        spans = [span for span in spans if span not in deep]
    if in_table and style.unit_place is UnitPlace.ROW and table.right:
        width = len(rows[0])
        line = style.wrote(table.right)
        rows = [[Laid(line)] * width, *rows]
        spans = [(0, 0, 0, width - 1), *((a + 1, b, z + 1, y) for a, b, z, y in spans)]
        return Grid(rows, len(heading) + 1, tuple(spans))
    return Grid(rows, len(heading), tuple(spans))


def _laid(value: Value, table: Table, style: Style, place: int) -> Laid:
    text = style.text(value, table.money, place, not table.units_in_cells)
    match value:
        case Money(yuan):
            return Laid(text, in_unit(yuan, table.money) if style.typed and not table.units_in_cells else None)
        case Number(number):
            return Laid(text, number if style.typed else None)
        case date():
            return Laid(text, value if style.typed else None)
        case int():
            return Laid(text, Decimal(value))
    return Laid(text)
