"""Tables that the text itself lays out: cells between strokes, or one cell to a line.

Flows in: a content. Flows out: the same content with such lines as grids, and the grids whose rows had to be told from
what stands in the cells. A stretch of cells becomes a table only where one width alone makes every column either words
or figures; anything less stays text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, takewhile

from analytics.reading.amounts import plain_form
from analytics.reading.content import Cell, Content, Grid, Paragraph, Role
from analytics.reading.headings import squash
from analytics.reading.money_tables import is_total
from models.places import Locator

_FEWEST_ROWS = 3  # heading and two rows
_WIDEST = 20
_MOST_CELLS = 4_000
_LONGEST_CELL = 60
_RULE = re.compile(r"[\s|:：\-—–─_=+]+")
_FIGURE = re.compile(r"[-+¥￥△]?[\d,，]*\.?\d+(?:[百千万亿]{0,2}元|%|％)?")
_NO_CELL = re.compile(
    r"[。；;！]|(?<!其中)[:：]|^[一二三四五六七八九十]+、|^[(（][一二三四五六七八九十]+[)）]|^附[件表]|[表示况]$|^[(（]?[百千万亿]{0,2}元[)）]?$"
)
_SERIAL = re.compile(r"序号|编号|行次|序")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph, with a place for its cells."""

    text: str
    paragraph: Paragraph
    row: int | None  # its number in a paragraph of several lines

    def place(self, column: int) -> Locator:
        """The place of a cell of this line: its paragraph, which is what a person is shown."""
        return Locator(self.paragraph.locator.part, self.row, column)


@dataclass(frozen=True, slots=True)
class Laid:
    """A content with the tables of its text as grids; `told` are the parts whose rows were told from their cells."""

    content: Content
    told: frozenset[str] = frozenset()


Rows = list[list[Cell]]


def lay_out(content: Content) -> Laid:
    """The content with the tables of its text as grids; the same content where there are none."""
    if content.media in ("xlsx", "xls", "csv", "parquet") or content.data is not None:
        return Laid(content)
    blocks: list[Paragraph | Grid] = []
    told: set[str] = set()
    run: list[Paragraph] = []
    for block in [*content.blocks, None]:
        if isinstance(block, Paragraph) and block.role is Role.BODY:
            run.append(block)
            continue
        blocks += _tables_in(run, told)
        run = []
        blocks += [] if block is None else [block]
    changed = len(blocks) != len(content.blocks) or any(a is not b for a, b in zip(blocks, content.blocks, strict=True))
    return Laid(replace(content, blocks=tuple(blocks)), frozenset(told)) if changed else Laid(content)


def _tables_in(run: Sequence[Paragraph], told: set[str]) -> list[Paragraph | Grid]:
    """A run of paragraphs with its tables as grids."""
    lines = [line for paragraph in run for line in _lines(paragraph)]
    if sum("|" in line.text for line in lines) >= _FEWEST_ROWS:
        return _between_strokes(run, lines, told)
    return _one_to_a_line(run, lines, told)


def _lines(paragraph: Paragraph) -> Iterator[Line]:
    parts = plain_strokes(paragraph.text).split("\n")
    for number, text in enumerate(parts, start=1):
        if text.strip():
            yield Line(text.strip(), paragraph, number if len(parts) > 1 else None)


def plain_strokes(text: str) -> str:
    """A text whose strokes of other kinds are the common one."""
    return text.translate(str.maketrans("｜│┃︱", "||||"))


# --- strokes ---------------------------------------------------------------------------------------------------------


def _between_strokes(run: Sequence[Paragraph], lines: Sequence[Line], told: set[str]) -> list[Paragraph | Grid]:
    """Rows of cells between strokes; where no line holds more than one cell, the cells one after the other."""
    blocks: list[Paragraph | Grid] = list(run)
    for table in _stroked(lines):
        if any(len(_cells_of(line)) > 1 for line in table):
            rows = [_cells_of(line) for line in table if not _is_rule(line.text)]
        else:
            rows = rows_of(list(_cells_between(table)))
            told |= _unsure(table, rows)
        blocks = _with_grid(blocks, table, rows)
    return blocks


def _stroked(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The stretches of lines from the first stroke to the last one before a title or a label."""
    table: list[Line] = []
    held: list[Line] = []
    for line in [*lines, None]:
        if line is not None and "|" in line.text:
            table += [*held, line]
            held = []
        elif line is not None and table and not _NO_CELL.search(line.text):
            held.append(line)
        else:
            if len(table) >= _FEWEST_ROWS - 1:
                yield table
            table, held = [], []


def _is_rule(text: str) -> bool:
    return _RULE.fullmatch(text) is not None and re.search(r"[-—─=]", text) is not None


def _cells_of(line: Line) -> list[Cell]:
    """The cells of a line; a stroke at either end opens or closes the row."""
    if "|" not in line.text:
        return [_cell(line, line.text, 1)]
    texts = line.text.removeprefix("|").removesuffix("|").split("|")
    return [_cell(line, text.strip(), column) for column, text in enumerate(texts, start=1)]


def _cells_between(lines: Sequence[Line]) -> Iterator[Cell]:
    """The cells of lines that hold one each: `text |`, or text between lines of one stroke."""
    stroked = [line.text for line in lines if "|" in line.text]
    ends_cells = sum(len(text) > 1 and text.endswith("|") for text in stroked) * 2 > len(stroked)
    texts: list[str] = []
    held: Line | None = None
    for number, line in enumerate(lines):
        text = line.text.strip("| ").strip()
        if text:
            texts.append(text)
            held = held or line
        closes = line.text.endswith("|") and (ends_cells or number > 0)
        if closes:
            yield _cell(held or line, "".join(texts), number + 1)
            texts, held = [], None
    if texts and held is not None:
        yield _cell(held, "".join(texts), len(lines))


def _cell(line: Line, text: str, column: int) -> Cell:
    place = line.place(column)
    return Cell(text, place, place)


# --- one cell to a line ----------------------------------------------------------------------------------------------


def _one_to_a_line(run: Sequence[Paragraph], lines: Sequence[Line], told: set[str]) -> list[Paragraph | Grid]:
    """The longest stretch of short lines that is a table as a whole; cells that were blank have left no line."""
    for start, stop in sorted(_stretches(lines), key=lambda pair: pair[0] - pair[1]):
        rows = rows_of([_cell(line, line.text, 1) for line in lines[start:stop]])
        if rows:
            told |= _unsure(lines[start:stop], rows)
            return _with_grid(run, lines[start:stop], rows)
    return list(run)


def _stretches(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The stretches of lines that may be cells: titles, labels with a colon and sentences stand around them."""
    start = 0
    for number, line in enumerate([*lines, None]):
        if line is None or len(line.text) > _LONGEST_CELL or _NO_CELL.search(line.text):
            if number - start >= 2 * _FEWEST_ROWS and number - start <= _MOST_CELLS:
                yield start, number
            start = number + 1


def _unsure(table: Sequence[Line], rows: Rows) -> set[str]:
    """The part of a table whose rows nothing counts; where each begins with its number, none has lost a cell."""
    is_counted = len(rows) > _FEWEST_ROWS and _SERIAL.fullmatch(squash(rows[0][0].text)) is not None
    return set() if is_counted else {table[0].paragraph.locator.part}


def rows_of(cells: Sequence[Cell]) -> Rows:
    """Cells one after the other as rows; empty unless one width alone makes a table of them.

    >>> from models.places import Locator
    >>> one = [Cell(t, Locator("text:1"), Locator("text:1")) for t in "序号 村 金额 1 甲村 5 2 乙村 7 合计 12".split()]
    >>> [[cell.text for cell in row] for row in rows_of(one)]
    [['序号', '村', '金额'], ['1', '甲村', '5'], ['2', '乙村', '7'], ['合计', '', '12']]
    """
    found = [rows for width in range(2, _WIDEST + 1) if (rows := _rows_of_width(cells, width))]
    return found[0] if len(found) == 1 else []


def _rows_of_width(cells: Sequence[Cell], width: int) -> Rows:
    total = next((n for n, cell in enumerate(cells) if n >= _FEWEST_ROWS * width and is_total(cell.text)), len(cells))
    rows = [list(cells[n : n + width]) for n in range(0, total - total % width, width)]
    body = [row for row in rows[1:] if not any(is_total(cell.text) for cell in row)]
    if total % width or len(body) < _FEWEST_ROWS - 1 or any(map(is_figure, rows[0])):
        return []
    if not all(cell.text for cell in rows[0]) or len({squash(cell.text) for cell in rows[0]}) < width:
        return []
    kinds = [_kind(row[column] for row in body) for column in range(width)]
    is_serial = _SERIAL.fullmatch(squash(rows[0][0].text)) is not None
    if None in kinds or (is_serial and not _counts([row[0] for row in body])):
        return []
    if not {True, False} <= set(kinds[is_serial:]):
        return []
    return [*rows, *_total_row(cells[total:], body, kinds)]


def is_figure(cell: Cell) -> bool:
    """Whether a cell is a bare figure."""
    return _FIGURE.fullmatch(re.sub(r"\s", "", cell.text)) is not None


def _kind(column: Iterator[Cell]) -> bool | None:
    """True for figures, False for words, None for both; a column of blanks alone is one of words."""
    told = {is_figure(cell) for cell in column if cell.text}
    return None if len(told) > 1 else told.pop() if told else False


def _counts(cells: Sequence[Cell]) -> bool:
    numbers = [int(cell.text) if cell.text.isdecimal() else 0 for cell in cells]
    return numbers[0] > 0 and all(b == a + 1 for a, b in pairwise(numbers))


def _total_row(cells: Sequence[Cell], body: Rows, kinds: Sequence[bool | None]) -> Rows:
    """The total below the rows: as wide as they are, or its figures in the columns whose sums they are; else none."""
    width = len(kinds)
    whole = list(cells[:width])
    if len(whole) == width and all(not c.text or is_figure(c) is k for c, k in zip(whole[1:], kinds[1:], strict=True)):
        return [whole]
    if not cells:
        return []
    place = cells[0].locator
    row = [Cell("", place, place) for _ in kinds]
    row[0] = cells[0]
    column = 0
    for cell in takewhile(lambda cell: not cell.text or is_figure(cell), cells[1:]):
        if not cell.text:
            continue
        fitting = (c for c in range(column + 1, width) if kinds[c] and _sum(r[c] for r in body) == _number(cell))
        column = next(fitting, width)
        if column == width:
            return []
        row[column] = cell
    return [row] if column else []


def _number(cell: Cell) -> Decimal:
    return Decimal(re.sub(r"[^\d.\-]", "", plain_form(cell.text)) or 0)


def _sum(cells: Iterable[Cell]) -> Decimal:
    return sum(map(_number, cells), Decimal(0))


def _with_grid(run: Sequence[Paragraph | Grid], table: Sequence[Line], rows: Rows) -> list[Paragraph | Grid]:
    """A run of paragraphs with some of its lines as a grid; as it is where these make no rows."""
    if len(rows) < 2 or max(map(len, rows)) < 2:
        return list(run)
    width = max(map(len, rows))
    full = [(*row, *(_blank_beside(row[-1], n + 1) for n in range(width - len(row)))) for row in rows]
    part = table[0].paragraph.locator.part
    taken = [id(line.paragraph) for line in table]
    first = next(n for n, block in enumerate(run) if id(block) == taken[0])
    last = next(n for n, block in enumerate(run) if id(block) == taken[-1])
    return [*run[:first], Grid(part, None, tuple(full)), *run[last + 1 :]]


def _blank_beside(cell: Cell, steps: int) -> Cell:
    place = Locator(cell.locator.part, cell.locator.row, (cell.locator.column or 0) + steps)
    return Cell("", place, place)
