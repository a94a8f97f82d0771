"""What a publication says, before anyone decides how it looks: lines of text and tables of values.

The kinds (`kinds/`) make a `Publication` from records; the formats (`formats/`) write one in a house style. This is all
that the two share, so that any kind of publication can appear in any format.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

Span = tuple[int, int, int, int]  # first row, first column, last row, last column, from 0, heading rows counted


class MoneyUnit(StrEnum):
    """The unit in which a table states its money."""

    YUAN = "元"
    TEN_THOUSAND = "万元"

    @property
    def factor(self) -> int:
        """Yuan in one unit."""
        return 1 if self is MoneyUnit.YUAN else 10_000


class Money(NamedTuple):
    """An amount in yuan; a table shows it in its own unit."""

    yuan: Decimal


class Noted(NamedTuple):
    """An amount in yuan with a note in the same cell: 10（其中：灾情因素6万元）."""

    yuan: Decimal
    note: str


class Number(NamedTuple):
    """A quantity that is no money: areas, counts, shares."""

    value: Decimal


Value = str | int | date | Money | Noted | Number | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its caption, the lines over it (left and right), heading rows, rows of values and notes below.

    `spans` are merged areas over heading and body; a covered value is not shown. `money` is the unit of its amounts.
    """

    heading: tuple[tuple[str, ...], ...]
    rows: Sequence[Sequence[Value]]
    caption: str = ""
    left: str = ""
    right: str = ""
    notes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    money: MoneyUnit = MoneyUnit.TEN_THOUSAND
    name: str = ""
    annex: str = ""
    units_in_cells: bool = False

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.heading[0]) if self.heading else max(map(len, self.rows), default=1)


@dataclass(frozen=True, slots=True)
class Publication:
    """A page or file of a unit: its title, who publishes it when, and what it holds in order.

    `published` is None for files that state no day. `number` is the number of the document it goes by.
    """

    title: str
    unit: str
    blocks: tuple[str | Table, ...]
    published: date | None = None
    number: str = ""
    section: str = "政务公开"
    city: str = "岚汀市"

    @property
    def tables(self) -> list[Table]:
        """The tables, in order."""
        return [block for block in self.blocks if isinstance(block, Table)]

    def with_title(self, title: str) -> Publication:
        """The same under another title."""
        return replace(self, title=title)


class Spot(NamedTuple):
    """A part of a file and the number of a row in it, as readers count (`models.places.Locator`); no row for a text."""

    part: str
    row: int | None


class Body(NamedTuple):
    """Where the body of a table stands in its file: the spot of its first row; and where it goes on, page by page.

    `breaks` are the rows of the body, from 0, with which a further piece begins, and the spot of each.
    """

    first: Spot
    breaks: tuple[tuple[int, Spot], ...] = ()

    @classmethod
    def at(cls, part: str, row: int) -> Body:
        """A body in one piece."""
        return cls(Spot(part, row))

    def spot(self, row: int) -> Spot:
        """Where a row of the body stands.

        >>> Body(Spot("page:1.table:1", 3), ((5, Spot("page:2.table:1", 2)),)).spot(6)
        Spot(part='page:2.table:1', row=3)
        """
        start, spot = 0, self.first
        for begins, there in self.breaks:
            if row >= begins:
                start, spot = begins, there
        return Spot(spot.part, (spot.row or 0) + row - start)


class Written(NamedTuple):
    """A file that was written, and where in it the bodies of its tables stand, its headline, and its lines of text.

    None and nothing where only a reader could say.
    """

    path: Path
    bodies: tuple[Body | None, ...] = ()
    headline: Spot | None = None
    lines: tuple[Spot, ...] = ()


class Head(NamedTuple):
    """A heading over one column, or over several when it has children."""

    text: str
    children: tuple[str, ...] = ()


def heading_of(heads: Sequence[Head], two_rows: bool = True) -> tuple[tuple[tuple[str, ...], ...], tuple[Span, ...]]:
    """The heading rows and merged areas of columns of which some have children.

    In one row, a child alone names its column.

    >>> heading_of([Head("序号"), Head("资金", ("中央", "省级"))])
    ((('序号', '资金', '资金'), ('序号', '中央', '省级')), ((0, 0, 1, 0), (0, 1, 0, 2)))
    """
    if not any(head.children for head in heads):
        return (tuple(head.text for head in heads),), ()
    upper: list[str] = []
    lower: list[str] = []
    spans: list[Span] = []
    for head in heads:
        first = len(upper)
        parts = head.children or (head.text,)
        upper += [head.text] * len(parts)
        lower += parts
        if not head.children:
            spans.append((0, first, 1, first))
        elif len(parts) > 1:
            spans.append((0, first, 0, first + len(parts) - 1))
    return ((tuple(upper), tuple(lower)), tuple(spans)) if two_rows else ((tuple(lower),), ())
