"""Full rectangles of cells out of what a format gives: short rows, merged areas, typed values.

Flows in: rows of text (and values) that begin at row 1, column 1, and the merged areas. Flows out: a `Grid` in which
every merged area is resolved into copies of its first cell, and trailing rows and columns that show nothing are cut
off.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from analytics.errors import FileRejected
from analytics.reading.collector import without_collector
from analytics.reading.content import Cell, Grid, PlainRows, Value
from models.places import Locator

# 2 million cells are 40 columns over 50 000 rows, far beyond any publication; a hostile file may declare 17 billion.
MAX_CELLS = 2_000_000

# Zero-based first row, first column, last row, last column (both ends belong to the area).
Area = tuple[int, int, int, int]


class AreasOverlap(ValueError):
    """Merged areas share cells, so that nobody can say what stands in these."""


def make_grid(
    part: str,
    name: str | None,
    texts: Sequence[Sequence[str]],
    areas: Collection[Area] = (),
    values: Sequence[Sequence[Value]] | None = None,
    percents: Collection[tuple[int, int]] = (),
) -> Grid:
    """A grid of `texts`, in which `areas` are merged.

    `values` has the shape of `texts`; `percents` are the zero-based places of cells shown as percentages. Areas are
    clamped to the rows and columns that show something. Raises AreasOverlap.
    """
    if not areas and not percents:
        height, width = _extent(texts, ())
        return Grid(part, name, PlainRows(part, texts, values, width, range(height)))
    with without_collector():
        return Grid(part, name, _cells(part, texts, areas, values, percents))


def _cells(
    part: str,
    texts: Sequence[Sequence[str]],
    areas: Collection[Area],
    values: Sequence[Sequence[Value]] | None,
    percents: Collection[tuple[int, int]],
) -> tuple[tuple[Cell, ...], ...]:
    areas = _clamped(areas, len(texts), max(map(len, texts), default=0))
    height, width = _extent(texts, areas)
    origins = _origins(_clamped(areas, height, width))
    locators = [[Locator(part, row + 1, column + 1) for column in range(width)] for row in range(height)]
    special = {row for row, _ in origins} | {row for row, _ in percents}
    rows = []
    for row, line in enumerate(locators):
        own = texts[row]
        if row not in special and len(own) >= width:
            # The plain case, kept free of lookups: most rows of a long table have no merged area and no percentage.
            if values is None:
                rows.append(tuple([Cell(own[i], here, here) for i, here in enumerate(line)]))
            else:
                typed = values[row]
                rows.append(tuple([Cell(own[i], here, here, typed[i]) for i, here in enumerate(line)]))
            continue
        cells = []
        for column, here in enumerate(line):
            place = (row, column)
            origin = origins.get(place, place)
            first_row, first_column = origin
            is_filled = first_column < len(texts[first_row])
            cells.append(
                Cell(
                    texts[first_row][first_column] if is_filled else "",
                    here,
                    here if origin == place else locators[first_row][first_column],
                    values[first_row][first_column] if values is not None and is_filled else None,
                    origin in percents,
                )
            )
        rows.append(tuple(cells))
    return tuple(rows)


def check_size(rows: int, columns: int, file: str) -> None:
    """Refuse a table of absurd dimensions before it is built."""
    if rows * columns > MAX_CELLS:
        raise FileRejected("file-sheet-too-large", file=file, rows=rows, columns=columns, limit=MAX_CELLS)


def _clamped(areas: Collection[Area], height: int, width: int) -> list[Area]:
    """The areas inside a rectangle; together they cannot cover more than the rectangle has."""
    clamped = [
        (top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in areas
        if top < height and left < width
    ]
    if sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in clamped) > height * width:
        raise AreasOverlap("merged areas overlap")
    return clamped


def _extent(texts: Sequence[Sequence[str]], areas: Collection[Area]) -> tuple[int, int]:
    """Rows and columns up to the last one in which a cell of its own (no merged copy) shows something."""
    hidden = {
        (row, column)
        for top, left, bottom, right in areas
        for row in range(top, bottom + 1)
        for column in range(left, min(right + 1, len(texts[row])))
        if (row, column) != (top, left) and texts[row][column]
    }
    height = width = 0
    for row, line in enumerate(texts):
        last = len(line)
        while last > 0 and (not line[last - 1] or (row, last - 1) in hidden):
            last -= 1
        if last:
            height = row + 1
            width = max(width, last)
    return height, width


def _origins(areas: Collection[Area]) -> Mapping[tuple[int, int], tuple[int, int]]:
    return {
        (row, column): (top, left)
        for top, left, bottom, right in areas
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
