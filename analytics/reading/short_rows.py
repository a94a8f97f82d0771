"""Rows that are shorter than their heading, because the merged cells at their left were lost on the way.

Flows in: a heading with its rows. Flows out: the same rows; a short one whose cells contradict the columns they stand
under, and agree with all of them when moved to the right, is moved, and what was lost is taken from the row above. Such
a row says which columns that are, so that it is never taken in silence; one that agrees nowhere stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from analytics.reading.content import Cell
from analytics.reading.dates import read_date, read_month
from analytics.reading.grades import read_grade
from analytics.reading.headings import Header, distinct, is_figure, squash
from analytics.reading.money_tables import is_subtotal, is_total

_REFERENCE = 60  # full rows that show what a column holds
_LAST_GAP = 2  # merged cells stand at the left: number, department, post
_LIMIT = re.compile(r"工作日|^\d{1,3}[日天]")
_CODE = re.compile(r"[0-9A-Z*]{15,18}")


def aligned_rows(header: Header) -> Iterator[tuple[int, Sequence[Cell], tuple[int, ...]]]:
    """The data rows with their index and the columns whose cells were lost and are those of the row above."""
    rows = list(header.data_rows())
    blanks = [_trailing(row) for _, row in rows]
    usual = min(blanks, default=0)
    shapes = _shapes([row for (_, row), n in zip(rows, blanks, strict=True) if n == usual], header.grid.width)
    above: Sequence[Cell] | None = None
    for (index, whole), trailing in zip(rows, blanks, strict=True):
        row: Sequence[Cell] = whole
        lost: tuple[int, ...] = ()
        if above is not None and trailing > usual and not _stands_alone(row):
            moved = _moved(row, above, trailing - usual, shapes)
            if moved is not None:
                row, lost = moved
        yield index, row, lost
        above = row


def _stands_alone(row: Sequence[Cell]) -> bool:
    """Whether nothing was lost from a row: its merged cells are there, or it is a total over the rows before."""
    first = [cell.text for cell in distinct(row)][:2]
    return any(cell.is_merged_copy for cell in row) or any(is_total(text) or is_subtotal(text) for text in first)


def _trailing(row: Sequence[Cell]) -> int:
    last = next((n for n in range(len(row) - 1, -1, -1) if row[n].text), -1)
    return len(row) - 1 - last


def _shapes(rows: Sequence[Sequence[Cell]], width: int) -> list[set[str]]:
    """What the cells of each column look like, in the rows that are whole."""
    return [{_shape(row[column]) for row in islice(rows, _REFERENCE)} - {"blank"} for column in range(width)]


def _shape(cell: Cell) -> str:
    text = cell.text
    tight = squash(text)
    if not tight:
        return "blank"
    if read_grade(text).level is not None and not is_figure(text):
        return "grade"
    if is_figure(text):
        return "figure"
    if read_date(text) is not None or read_month(text) is not None:
        return "date"
    if _LIMIT.search(tight):
        return "limit"
    return "code" if _CODE.fullmatch(tight) else "text"


def _moved(
    row: Sequence[Cell], above: Sequence[Cell], missing: int, shapes: Sequence[set[str]]
) -> tuple[Sequence[Cell], tuple[int, ...]] | None:
    """The row with the lost cells taken from above, where it contradicts its columns as it stands and agrees so."""
    if missing * 2 > len(row) + 1 or _agrees(row, shapes):
        return None
    for gap in range(min(_LAST_GAP, len(row) - missing) + 1):
        lost = tuple(range(gap, gap + missing))
        if any(column and not shapes[column] <= {"text"} for column in lost):
            continue  # a day, a grade or a figure of another row is never taken
        copies = [_copy(above[column], row[0]) for column in lost]
        candidate = [*row[:gap], *copies, *row[gap : len(row) - missing]]
        if all(above[column].text for column in lost) and _agrees(candidate, shapes):
            return candidate, lost
    return None


def _agrees(row: Sequence[Cell], shapes: Sequence[set[str]]) -> bool:
    return all(
        not known or (shape := _shape(cell)) == "blank" or shape in known
        for cell, known in zip(row, shapes, strict=True)
    )


def _copy(cell: Cell, first: Cell) -> Cell:
    """The cell above as a merged area would repeat it; it has no place of its own in the row."""
    return Cell(cell.text, first.locator, cell.origin, cell.value, cell.percent)
