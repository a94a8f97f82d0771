"""Tables of a PDF page that are set without ruled lines: columns told by where the pieces of text stand.

Flows in: the lines of a page as pieces with their left and right edge. Flows out: the edges of the columns and rows of
each table. Only what leaves no doubt is a table: every piece of every line stands in one column, the first line names
each column, and one column holds nothing but figures. Anything less is text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_FEWEST_COLUMNS = 3
_FEWEST_LINES = 3
_FIGURE = re.compile(r"[-+¥￥]?[\d,，]*\.?\d+(?:[万亿]?元|%)?")
_WIDEST_GAP = 2.6  # between lines of one table, in heights of a line


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without a wide gap inside, and its left and right edge."""

    text: str
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Spaced:
    """A line of a page as its pieces, with its upper and lower edge."""

    pieces: tuple[Piece, ...]
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the columns and rows of a table begin and end; both lists hold one edge more than there are of them."""

    columns: list[float]
    rows: list[float]


def frames(lines: Sequence[Spaced], before: Sequence[float] | None = None) -> list[Frame]:
    """The tables among the lines of a page.

    `before` are the edges of the columns of a table that ran to the end of the page before, which may go on at the top
    without its heading.
    """
    found: list[Frame] = []
    start = 0
    if before is not None:
        start = next((n for n, line in enumerate(lines) if len(line.pieces) < 2 or not _fits(line, before)), len(lines))
        if start:
            found.append(Frame(list(before), _edges_of(lines[:start])))
    while start < len(lines):
        end = start
        while (
            end < len(lines) and len(lines[end].pieces) >= 2 and (end == start or _follows(lines[end - 1], lines[end]))
        ):
            end += 1
        frame = _frame(lines[start:end])
        # A line in one piece between rows is a cell that was wrapped: nobody can say to which row it belongs.
        if frame is not None and not _goes_on(lines[end:], frame):
            found.append(frame)
        start = max(end, start + 1)
    return found


def _fits(line: Spaced, edges: Sequence[float]) -> bool:
    """Whether each piece of a line stands in a column of its own between these edges."""
    inside = all(edges[0] <= piece.x0 and piece.x1 <= edges[-1] for piece in line.pieces)
    columns = [sum(edge <= piece.x0 for edge in edges) for piece in line.pieces]
    crosses = any(piece.x0 < edge < piece.x1 for piece in line.pieces for edge in edges[1:-1])
    return inside and not crosses and len(set(columns)) == len(columns)


def _follows(above: Spaced, line: Spaced) -> bool:
    return line.top - above.bottom <= _WIDEST_GAP * max(line.bottom - line.top, 1.0)


def _frame(lines: Sequence[Spaced]) -> Frame | None:
    if len(lines) < _FEWEST_LINES:
        return None
    columns = _columns(lines)
    heading = lines[0].pieces
    is_named = len(heading) == len(columns) and not any(_FIGURE.fullmatch(piece.text) for piece in heading)
    if len(columns) < _FEWEST_COLUMNS or not is_named:
        return None
    placed = [[_column_of(piece, columns) for piece in line.pieces] for line in lines]
    if any(len(set(line)) < len(line) for line in placed):
        return None
    body = list(zip(lines, placed, strict=True))[1:]
    for column in range(len(columns)):
        texts = [p.text for line, own in body for p, c in zip(line.pieces, own, strict=True) if c == column]
        if len(texts) >= 2 and column and all(_FIGURE.fullmatch(text) for text in texts):
            break
    else:
        return None
    edges = [columns[0][0] - 1, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), columns[-1][1] + 1]
    return Frame(edges, _edges_of(lines))


def _edges_of(lines: Sequence[Spaced]) -> list[float]:
    return [lines[0].top - 1, *((a.bottom + b.top) / 2 for a, b in pairwise(lines)), lines[-1].bottom + 1]


def _columns(lines: Sequence[Spaced]) -> list[tuple[float, float]]:
    """The stretches of the page that pieces cover, from left to right."""
    columns: list[tuple[float, float]] = []
    for x0, x1 in sorted((piece.x0, piece.x1) for line in lines for piece in line.pieces):
        if columns and x0 <= columns[-1][1]:
            columns[-1] = columns[-1][0], max(x1, columns[-1][1])
        else:
            columns.append((x0, x1))
    return columns


def _column_of(piece: Piece, columns: Sequence[tuple[float, float]]) -> int:
    return next(i for i, (x0, x1) in enumerate(columns) if x0 <= piece.x0 and piece.x1 <= x1)


def _goes_on(lines: Sequence[Spaced], frame: Frame) -> bool:
    """Whether further lines down the page stand in the same columns."""
    inner = frame.columns[1:-1]
    for line in lines:
        fits = not any(piece.x0 < edge < piece.x1 for piece in line.pieces for edge in inner)
        if len(line.pieces) >= _FEWEST_COLUMNS and fits:
            return True
    return False
