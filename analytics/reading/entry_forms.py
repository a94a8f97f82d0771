"""Registers kept as forms: one entry with its labels at the left, or in labelled lines, instead of one row of a table.

Flows in: a content and the columns of a register. Flows out: headers over the rows that the entries would be in a
table, every cell at its own place, so that the readers of registers need not know which it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analytics.reading.content import Cell, Content, Grid
from analytics.reading.headings import Column, Header, distinct, squash, strip_seal

_ENOUGH_LABELS = 3
_ENOUGH_ROWS = 2
_MOST_ROWS = 400  # no form is longer, nor a file of forms that a person fills in
_TAIL = re.compile(r"\([^()]*\)$")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]{1,2}[、.]|\d{1,2}[、.]|\([一二三四五六七八九十\d]{1,2}\))")
_LABEL = r"[\u3400-\u9fff](?:[\u3400-\u9fff()（）/、]| (?=[\u3400-\u9fff])){1,14}"
_INLINE = re.compile(
    rf"(?:^|(?<=[\s;；]))(?:[(（][一二三四五六七八九十\d]{{1,2}}[)）]|[一二三四五六七八九十\d]{{1,2}}[、.．])?\s*(?P<label>{_LABEL})\s*[:：]\s*(?P<value>.*?)(?=\s+{_LABEL}\s*[:：]|$)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Entry:
    """One filled form: its labels and values by column key, in the order written."""

    labels: dict[str, Cell] = field(default_factory=dict)
    values: dict[str, Cell] = field(default_factory=dict)


def form_headers(content: Content, columns: Sequence[Column]) -> list[Header]:
    """The forms of a file, each as a header over one row for each entry; empty where it holds none."""
    known = _labels_of(columns)
    found = []
    for grid in content.grids:
        if is_form(grid, columns):
            pieces = list(_pieces(grid, known))
            found += _headers(pieces, columns, [cell for row in grid.rows for cell in distinct(row)])
    if not found:
        lines = [Cell(line.strip(), p.locator, p.locator) for p in content.paragraphs for line in p.text.split("\n")]
        lines += [cells[0] for grid in content.grids if _is_text(grid) for row in grid.rows if (cells := distinct(row))]
        pieces = [piece for line in lines for piece in _inline(line, known)]
        found = _headers(pieces, columns, lines)
    return found


def is_form(grid: Grid, columns: Sequence[Column]) -> bool:
    """Whether a grid is a form: labels with values beside them in several rows, and no row of headings."""
    if len(grid.rows) > _MOST_ROWS:
        return False
    known = _labels_of(columns)
    keys: set[str] = set()
    labelled = 0
    for row in grid.rows:
        cells = distinct(row)
        run = 0
        for cell in cells:
            run = run + 1 if _key(cell.text, known) is not None else 0
            if run >= _ENOUGH_LABELS:
                return False
        pairs = [key for key, _, _ in _row_pieces(row, known)]
        labelled += bool(pairs)
        keys |= set(pairs)
    required = {column.key for column in columns if column.required}
    return labelled >= _ENOUGH_ROWS and len(keys) >= _ENOUGH_LABELS and required <= keys


def _labels_of(columns: Sequence[Column]) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in columns:
        for name in column.names:
            known.setdefault(squash(name), column.key)
    return known


def _key(text: str, known: dict[str, str]) -> str | None:
    tight = _NUMBERING.sub("", squash(text).rstrip(":"))
    return known.get(tight) or known.get(_TAIL.sub("", tight))


def _is_text(grid: Grid) -> bool:
    """Whether a grid, such as a sheet, holds nothing but lines of text."""
    return len(grid.rows) <= _MOST_ROWS and all(len(distinct(row)) <= 1 for row in grid.rows)


class FormHeader(Header):
    """The labels of a form in place of a heading: nothing below it is merged with the entry above."""


_Piece = tuple[str, Cell, Cell]  # key, label, value


def _pieces(grid: Grid, known: dict[str, str]) -> Iterator[_Piece]:
    for row in grid.rows:
        yield from _row_pieces(row, known)


def _row_pieces(row: Sequence[Cell], known: dict[str, str]) -> Iterator[_Piece]:
    """The labels of a row with the cell to their right, and `label:value` inside one cell."""
    cells = [cell for cell in row if not (cell.is_merged_copy and cell.origin.row == cell.locator.row)]
    index = 0
    while index < len(cells):
        cell = cells[index]
        key = _key(cell.text, known)
        following = cells[index + 1] if index + 1 < len(cells) else None
        if key is not None and following is not None and _key(following.text, known) is None:
            yield key, cell, following
            index += 2
            continue
        if key is None:
            yield from _inline(cell, known)
        index += 1


def _inline(cell: Cell, known: dict[str, str]) -> Iterator[_Piece]:
    for match in _INLINE.finditer(cell.text):
        key = _key(match["label"], known)
        if key is not None:
            value = Cell(strip_seal(match["value"]), cell.locator, cell.locator)
            yield key, Cell(match["label"], cell.locator, cell.locator), value


def _headers(pieces: Sequence[_Piece], columns: Sequence[Column], around: Sequence[Cell]) -> list[Header]:
    """One header for the entries of a form; the label that opens it opens the next entry where it comes again."""
    entries: list[_Entry] = []
    opening = pieces[0][0] if pieces else ""
    for key, label, value in pieces:
        if not entries or (key == opening and key in entries[-1].values):
            entries.append(_Entry())
        if key not in entries[-1].values:
            entries[-1].labels[key], entries[-1].values[key] = label, value
    labels: dict[str, Cell] = {}
    for entry in entries:
        for key, label in entry.labels.items():
            labels.setdefault(key, label)
    required = {column.key for column in columns if column.required}
    if len(labels) < _ENOUGH_LABELS or not required <= labels.keys():
        return []
    rows = [tuple(labels.values())]
    for entry in entries:
        here = next(iter(entry.values.values())).locator
        blank = Cell("", here, here)
        rows.append(tuple(entry.values.get(key, blank) for key in labels))
    first = rows[0][0].locator
    grid = Grid(first.part, None, tuple(rows))
    paths = tuple((squash(label.text).rstrip(":"),) for label in labels.values())
    taken = {cell.locator for _, label, value in pieces for cell in (label, value)}
    above = tuple(cell for cell in around if cell.locator not in taken)
    return [FormHeader(grid, (0,), {key: n for n, key in enumerate(labels)}, paths, (), above)]
