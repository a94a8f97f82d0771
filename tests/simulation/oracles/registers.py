"""The registers of a city as a person finds them: files of comma-separated rows under headings, nothing more.

Flows in: the folder of a city. Flows out: its tables by name, each a list of rows that know where they stand, and the
small readings (a day, a sum, whether two names are one person) that every oracle takes from a cell as it is written.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeVar

Answer = Literal["flag", "pass", "cannot_assess"]
_Name = TypeVar("_Name", bound=Hashable)
Key = tuple[str, int]  # table, number of the row in its file
Answers = dict[Key, Answer]

_TITLE = re.compile(r"^\ufeff?数据表：.*（(\w+)）$")
_WEIGHT: dict[str, int] = {"pass": 0, "cannot_assess": 1, "flag": 2}


class Line(dict[str, str]):
    """A row by its headings, and where it stands."""

    def __init__(self, cells: Iterable[tuple[str, str]], table: str, file: str, row: int) -> None:
        super().__init__(cells)
        self.table, self.file, self.row = table, file, row

    @property
    def key(self) -> Key:
        """How answers name the row."""
        return self.table, self.row


class Unread(LookupError):
    """A cell that an answer cannot do without is empty."""


class Registers:
    """All tables of a city; a table that nobody published is empty. `as_of` is the day on which it is looked at."""

    def __init__(self, folder: Path, as_of: date) -> None:
        self.as_of = as_of
        self.tables: dict[str, list[Line]] = defaultdict(list)
        self._at: dict[tuple[str, int], Line] = {}
        for path in sorted((folder / "registers").glob("*.csv")):
            self._read(path, f"registers/{path.name}")

    def __getitem__(self, table: str) -> list[Line]:
        return self.tables[table]

    def line(self, file: str, row: int) -> Line:
        """The row of a file that the truth names."""
        return self._at[file, row]

    def by(self, table: str, *columns: str) -> dict[tuple[str, ...], list[Line]]:
        """The rows of a table by what stands in some columns; rows in which any of them is empty are left out."""
        return grouped(self[table], lambda line: filled(*(line[column] for column in columns)))

    def _read(self, path: Path, file: str) -> None:
        table, headings = "", list[str]()
        with path.open(encoding="utf-8-sig", newline="") as opened:
            for number, cells in enumerate(csv.reader(opened), start=1):
                title = _TITLE.match(cells[0]) if cells else None
                if title:
                    table, headings = title[1], []
                elif cells and not headings:
                    headings = cells
                elif cells:
                    line = Line(zip(headings, cells, strict=True), table, file, number)
                    self.tables[table].append(line)
                    self._at[file, number] = line


def filled(*cells: str) -> tuple[str, ...] | None:
    """The cells, or None where one of them is empty."""
    return cells if all(cells) else None


def grouped(lines: Iterable[Line], key: Callable[[Line], _Name | None]) -> dict[_Name, list[Line]]:
    """Rows by a key; those without one are left out."""
    found: dict[_Name, list[Line]] = defaultdict(list)
    for line in lines:
        if (name := key(line)) is not None:
            found[name].append(line)
    return found


def day(cell: str) -> date | None:
    """The day in a cell; None where none is written."""
    return date.fromisoformat(cell[:10]) if cell else None


def month(cell: str) -> date | None:
    """The first day of the month in a cell; None where none is written."""
    return date.fromisoformat(f"{cell[:7]}-01") if cell else None


def yuan(cell: str) -> Decimal | None:
    """The figure in a cell; None where none is written."""
    return Decimal(cell) if cell else None


def lasts(line: Line, on: date, since: str = "起始日期", until: str = "终止日期") -> bool:
    """Whether a day lies within the days of a row, both ends included; an end that is not written lies open."""
    first, last = day(line[since]), day(line[until])
    return (first is None or first <= on) and (last is None or on <= last)


def worst(answers: Iterable[Answer]) -> Answer:
    """The gravest of some answers: a flag before what cannot be assessed, that before a pass."""
    return max(answers, key=_WEIGHT.__getitem__, default="pass")
