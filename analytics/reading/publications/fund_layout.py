"""Fund tables put straight: headings of several rows whose merged cells are gone, rows that merged cells left short.

Flows in: a grid as the format gave it. Flows out: the same grid with those cells where a person would see them, and
the rows whose cells were moved. Nothing is moved unless the cells below fit their headings afterwards and did not
before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, islice

from analytics.reading.amounts import is_unit_line, plain_form
from analytics.reading.content import Cell, CellRows, Grid
from analytics.reading.headings import distinct, is_figure, squash
from analytics.reading.publications.fund_columns import (
    MONEY_WORDS,
    SERIAL_NAME,
    is_money_heading,
    is_sum_word,
    looks_like_figure,
)
from models.places import Locator

_MOST_HEADING_ROWS = 4
_ROWS_SEARCHED = 40
_ROWS_TO_TELL = 60
_MOST_MISSING = 4  # cells that a row may have lost on its left
_LONGEST_HEADING = 40
_MOST_WAYS = 50
_LINE = re.compile(r"(?!其中|含)[^:]{2,12}:.")

_OVER_PARTS = re.compile(r"来源|^其中:?$|构成|组成|筹措")  # a heading that announces parts

Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Straight:
    """A grid with its cells in their columns, and the places of the rows in which cells were moved."""

    grid: Grid
    moved: frozenset[tuple[str, int | None]] = frozenset()


def straighten(grid: Grid) -> Straight:
    """The grid with its headings joined and its short rows filled; the same grid where nothing is amiss."""
    top = _heading_top(grid)
    if top is None:
        return Straight(grid)
    spread = _spread(grid, top)
    rows = _heading_rows(grid, top) if spread is grid else [top, top + 1]
    grid = spread
    if len(rows) > 1:
        grid = _joined(grid, rows)
    return _filled(grid, rows[-1] + 1)


def _is_heading_like(row: Sequence[Cell]) -> bool:
    cells = distinct(row)
    texts = [squash(cell.text) for cell in cells]
    return bool(texts) and not any(
        len(text) > _LONGEST_HEADING or is_figure(text) or cell.value is not None or _LINE.match(text)
        for text, cell in zip(texts, cells, strict=True)
    )


def _heading_top(grid: Grid) -> int | None:
    """The first row that names a column of money or of numbers beside others."""
    for index, row in enumerate(grid.rows[:_ROWS_SEARCHED]):
        texts = [squash(cell.text) for cell in distinct(row)]
        if len(texts) < 2 or not _is_heading_like(row):
            continue
        if any(re.fullmatch(SERIAL_NAME, text) for text in texts) or any(
            is_money_heading((text,)) and not is_unit_line(text) and not is_sum_word(text) for text in texts
        ):
            return index
    return None


# --- headings of several rows ----------------------------------------------------------------------------------------


def _heading_rows(grid: Grid, top: int) -> list[int]:
    """The rows of a heading without merged cells: each further one fills columns that those above left open."""
    rows = [top]
    if any(cell.is_merged_copy for cell in grid.rows[top]):
        return rows
    covered = {c for c, cell in enumerate(grid.rows[top]) if cell.text}
    above = grid.rows[top]
    for index in range(top + 1, min(len(grid.rows), top + _MOST_HEADING_ROWS)):
        row = grid.rows[index]
        filled = {c for c, cell in enumerate(row) if cell.text}
        if (
            any(c.is_merged_copy for c in row)
            or not _is_heading_like(row)
            or any(looks_like_figure(c.text) for c in row)
        ):
            break
        opened = filled - covered
        begins = {c for c in filled & covered if above[c].text and c + 1 in opened}
        if (
            not opened
            or filled != opened | begins
            or len(filled) < 2
            or any(is_sum_word(row[c].text) for c in {0} & filled)
        ):
            break
        rows.append(index)
        covered |= filled
        above = row
    return rows


def _joined(grid: Grid, rows: Sequence[int]) -> Grid:
    """The grid with the cells of its heading merged as they were drawn."""
    lines = {index: list(grid.rows[index]) for index in rows}
    for depth, index in enumerate(rows):
        below = {c for later in rows[depth + 1 :] for c, cell in enumerate(grid.rows[later]) if cell.text}
        above = lines[rows[depth - 1]] if depth else None
        for column, cell in enumerate(lines[index]):
            if cell.text:
                continue
            if column in below:  # under the name of a group that begins further left
                source = lines[index][column - 1] if column else None
            else:
                source = above[column] if above is not None else None
            if source is not None and source.text:
                lines[index][column] = replace(cell, text=source.text, value=source.value, origin=source.origin)
    return replace(grid, rows=tuple(tuple(lines.get(i, row)) for i, row in enumerate(grid.rows)))


def _spread(grid: Grid, top: int) -> Grid:
    """A heading whose second row stands at the left, as its merged cells are gone: its children under their parents.

    The parents are the headings of money under which all columns below hold what their headings ask for. Where several
    ways fit or none does, the headings of money are taken away, so that no figure is read under a wrong one.
    """
    if top + 2 >= len(grid.rows) or any(c.is_merged_copy for r in grid.rows[top : top + 2] for c in r):
        return grid
    first = [cell for cell in grid.rows[top] if cell.text]
    children = [cell for cell in grid.rows[top + 1] if cell.text]
    body = [row for row in grid.rows[top + 2 : top + 2 + _ROWS_TO_TELL] if len(distinct(row)) > 1]
    is_at_left = all(row[len(cells) - 1].text for row, cells in zip(grid.rows[top:], (first, children), strict=False))
    count = len(first) + len(children) - grid.width  # of parents
    if len(children) < 2 or not is_at_left or not body or not _is_heading_like(grid.rows[top + 1]):
        return grid
    if any(looks_like_figure(cell.text) for cell in children) or count < 1 or len(first) >= grid.width:
        return grid
    ways = [] if len(children) % count else _ways(first, children, count)
    fitting = [(names, spread) for names, spread in ways if _fits(spread, body)]
    if len(fitting) > 1:
        fitting = [(names, spread) for names, spread in fitting if all(map(_OVER_PARTS.search, names))]
    rows = list(grid.rows)
    rows[top : top + 2] = fitting[0][1] if len(fitting) == 1 else _without_money(grid.rows[top : top + 2])
    return replace(grid, rows=tuple(rows))


def _ways(first: Sequence[Cell], children: Sequence[Cell], count: int) -> list[tuple[list[str], tuple[Row, Row]]]:
    """The ways in which the children may stand under so many parents, each with as many as the others."""
    names = [squash(cell.text) for cell in first]
    money = [n for n, name in enumerate(names) if MONEY_WORDS.search(name) or _OVER_PARTS.search(name)]
    chosen = combinations([n for n in money if not is_sum_word(names[n])], count)
    return [([names[n] for n in parents], _under(first, children, parents)) for parents in islice(chosen, _MOST_WAYS)]


def _under(first: Sequence[Cell], children: Sequence[Cell], parents: Sequence[int]) -> tuple[Row, Row]:
    """The two rows of a heading as they were drawn: parents over their children, all other headings over both rows."""
    each = len(children) // len(parents)
    upper: list[Cell] = []
    lower: list[Cell] = []
    left = list(children)
    for number, cell in enumerate(first):
        if number not in parents:
            upper.append(cell)
            lower.append(_copy(cell, children[0], len(lower)))
            continue
        upper += [cell if n == 0 else _copy(cell, cell, len(upper) + n) for n in range(each)]
        lower += left[:each]
        left = left[each:]
    return tuple(upper), tuple(lower)


def _without_money(rows: CellRows) -> list[Row]:
    """Two rows of a heading without the names of their columns of money."""
    upper = [replace(c, text="") if MONEY_WORDS.search(squash(c.text)) or is_sum_word(c.text) else c for c in rows[0]]
    return [tuple(upper), tuple(replace(cell, text="") for cell in rows[1])]


def _copy(cell: Cell, beside: Cell, column: int) -> Cell:
    """A cell as its merged area repeats it in a column of the row of another cell."""
    where = beside.locator
    return replace(cell, locator=Locator(where.part, where.row, column + 1))


def _fits(heading: tuple[Row, Row], body: CellRows) -> bool:
    """Whether every column of money holds figures, and every other one words or numbers of its own."""
    upper, lower = heading
    for column, (parent, own) in enumerate(zip(upper, lower, strict=True)):
        path = tuple(dict.fromkeys((squash(parent.text), squash(own.text))))
        texts = [row[column].text for row in body if row[column].text]
        figures = sum(map(looks_like_figure, texts))
        if is_money_heading(path) and figures * 2 < len(texts):
            return False
        if (
            not is_money_heading(path)
            and re.search(r"名称|单位|内容|备注|地点|村|镇", path[-1])
            and figures * 2 > len(texts)
        ):
            return False
    return True


# --- rows that are short ---------------------------------------------------------------------------------------------


def _filled(grid: Grid, first: int) -> Straight:
    """The grid with rows that lost their leftmost cells to a merged area above moved to the right."""
    if any(cell.is_merged_copy for row in grid.rows[first : first + _ROWS_TO_TELL] for cell in row):
        return Straight(grid)  # the format still knows its merged areas
    kinds = _kinds(grid, first)
    if kinds is None:
        return Straight(grid)
    grid = _with_totals_in_place(grid, first, kinds)
    rows = list(grid.rows)
    moved: set[tuple[str, int | None]] = set()
    for index in range(first, len(rows)):
        row = rows[index]
        missing = _missing(row, rows[index - 1], kinds) if index > first else 0
        if missing:
            carried = [
                replace(row[len(row) - missing + c], text=cell.text, value=cell.value, origin=cell.origin)
                for c, cell in enumerate(rows[index - 1][:missing])
            ]
            rows[index] = (*carried, *row[: len(row) - missing])
            moved.add((row[0].locator.part, row[0].locator.row))
    return Straight(replace(grid, rows=tuple(rows)), frozenset(moved)) if moved else Straight(grid)


def _with_totals_in_place(grid: Grid, first: int, kinds: Sequence[bool | None]) -> Grid:
    """The grid with total rows that slipped to the left, for the cells merged with their word are gone, put back.

    A row is moved only where its figures are the sums of their columns afterwards, and none of them before.
    """
    rows = list(grid.rows)
    body = [row for row in rows[first:] if not any(is_sum_word(cell.text) for cell in row)]
    sums = [sum((_figure(row[c]) for row in body), Decimal(0)) if kind else None for c, kind in enumerate(kinds)]
    for index in range(first, len(rows)):
        row = rows[index]
        blank = next((n for n, cell in enumerate(reversed(row)) if cell.text), 0)
        if not blank or not is_sum_word(row[0].text):
            continue
        moved = [_moved(row, n) for n in range(min(blank, _MOST_MISSING) + 1)]
        hits = [_hits(candidate, sums) for candidate in moved]
        if not hits[0] and max(hits) and hits.count(max(hits)) == 1:
            rows[index] = moved[hits.index(max(hits))]
    return replace(grid, rows=tuple(rows))


def _moved(row: Row, steps: int) -> Row:
    """A row whose cells behind the first stand further right; the blanks at its end come before them."""
    return (row[0], *row[len(row) - steps :], *row[1 : len(row) - steps])


def _hits(row: Row, sums: Sequence[Decimal | None]) -> int:
    """How many cells are the sum of the column in which they stand."""
    return sum(bool(cell.text and total and _figure(cell) == total) for cell, total in zip(row, sums, strict=True))


def _figure(cell: Cell) -> Decimal:
    """The bare figure of a cell, whatever its unit."""
    if isinstance(cell.value, Decimal):
        return cell.value
    match = re.fullmatch(r"-?\d+(?:\.\d+)?", plain_form(cell.text).replace(",", "").strip())
    return Decimal(match.group()) if match else Decimal(0)


def _kinds(grid: Grid, first: int, needs_last: bool = True) -> list[bool | None] | None:
    """Whether each column holds figures, told from the rows that fill the table to its last column."""
    whole = [
        row for row in grid.rows[first : first + _ROWS_TO_TELL] if row[0].text and (row[-1].text or not needs_last)
    ]
    whole = [row for row in whole if not any(is_sum_word(cell.text) for cell in row)]
    if not whole or grid.width < 3:
        return None
    kinds: list[bool | None] = []
    for column in range(grid.width):
        told = {looks_like_figure(row[column].text) for row in whole if row[column].text}
        kinds.append(told.pop() if len(told) == 1 else None)
    return kinds if True in kinds and False in kinds else None


def _missing(row: Row, above: Row, kinds: Sequence[bool | None]) -> int:
    """How many cells a row has lost on its left; 0 where it fits as it stands or fits nowhere."""
    width = len(row)
    blank = 0
    while blank < min(width - 2, _MOST_MISSING) and not row[width - 1 - blank].text:
        blank += 1
    if not blank or not row[0].text or any(is_sum_word(cell.text) for cell in row):
        return 0
    has_figure = any(kind and cell.text for kind, cell in zip(kinds[1:], row, strict=False))
    if _agrees(row, kinds) or not has_figure or len(distinct(row)) < 2:
        return 0
    shifts = [n for n in range(1, blank + 1) if all(c.text for c in above[:n]) and _agrees(row[: width - n], kinds[n:])]
    return shifts[0] if len(shifts) == 1 else 0


def _agrees(cells: Sequence[Cell], kinds: Sequence[bool | None]) -> bool:
    return all(
        kind is None or not cell.text or looks_like_figure(cell.text) is kind
        for cell, kind in zip(cells, kinds, strict=True)
    )


def continuing_rows(grid: Grid, before: Grid, first: int) -> CellRows:
    """The rows of a grid without heading that goes on with the table before it on the next page; none if it does not.

    It is as wide, or lacks only columns that are blank on its page; then its cells are held against those above.
    """
    if grid.width == before.width:
        return grid.rows
    kinds = _kinds(before, first, needs_last=False)
    if kinds is None or not 2 < grid.width < before.width:
        return ()
    padded = []
    for row in grid.rows:
        last = row[-1].locator
        blanks = [Locator(last.part, last.row, column + 1) for column in range(grid.width, before.width)]
        padded.append((*row, *(Cell("", place, place) for place in blanks)))
    fitting = sum(_agrees(row, kinds) or any(is_sum_word(c.text) for c in row) for row in padded)
    return tuple(padded) if fitting == len(padded) else ()


def place_of(row: Sequence[Cell]) -> tuple[str, int | None]:
    """Part and row of a row, as `Straight.moved` names it."""
    where: Locator = row[-1].locator
    return where.part, where.row
