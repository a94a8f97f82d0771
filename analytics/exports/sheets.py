"""What every form of an assessment is made of: sheets of typed cells, and the hash by which each sheet is known again.

Flows in: rows. Flows out: `Sheet` with its columns, and a hash of its cells as text, the same whether the sheet is read
back from a workbook, from CSV or from JSON.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from models.language import Language, say
from models.money import plain
from models.spreadsheets import FORMULA

Cell = str | int | Decimal | None

LONGEST_TEXT = 32_000  # a cell of a workbook ends at 32 767 characters


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, the same in both languages, its width in characters, and a heading that is no fixed one."""

    key: str
    width: int = 12
    named: str | None = None

    def heading(self, language: Language) -> str:
        """The heading that people read."""
        return self.named or say(f"assessment-column-{self.key.replace('_', '-')}", language)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; every row has as many cells as there are columns."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def title(self, language: Language) -> str:
        """The name of the sheet."""
        return say(f"assessment-sheet-{self.key.replace('_', '-')}", language)

    def about(self, language: Language) -> str:
        """One sentence on what the sheet shows."""
        return say(f"assessment-about-{self.key.replace('_', '-')}", language)

    @property
    def sha256(self) -> str:
        """The hash of the cells."""
        return hash_of_cells([column.key for column in self.columns], self.rows)


def hash_of_cells(keys: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """SHA-256 of the keys and of the cells of all rows in order, each as text.

    >>> hash_of_cells(["a"], [[Decimal("17.60")]]) == hash_of_cells(["a"], [[17.6]]) == hash_of_cells(["a"], [["17.6"]])
    True
    """
    digest = hashlib.sha256(_line(keys))
    for row in rows:
        # Most cells are texts as they stand; asking for each takes as long as the hash itself.
        digest.update(_line([c if type(c) is str and c[:1] != "'" else cell_text(c) for c in row]))
    return digest.hexdigest()


def _line(cells: Sequence[str]) -> bytes:
    return json.dumps(list(cells), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def cell_text(cell: object) -> str:
    """A cell as text: whole numbers without a point, decimals without further zeros, nothing as nothing.

    The apostrophe by which CSV keeps a spreadsheet from running a cell is no part of it.

    >>> [cell_text(cell) for cell in (None, 3, 3.0, 0.05, Decimal("2.50"), "'=1+1")]
    ['', '3', '3', '0.05', '2.5', '=1+1']
    """
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, Decimal):
        return plain(cell)
    text = str(cell)
    return text[1:] if text.startswith("'") and FORMULA.match(text[1:]) else text


def fitting(text: str, language: Language) -> str:
    """A text that a cell of any form can hold; what is left out is counted."""
    if len(text) <= LONGEST_TEXT // 2:
        return text
    units = text.encode("utf-16-le", "surrogatepass")  # a workbook counts rare characters twice
    if len(units) <= 2 * LONGEST_TEXT:
        return text
    kept = units[: 2 * LONGEST_TEXT].decode("utf-16-le", "ignore")
    return kept + say("assessment-text-cut", language, count=len(text) - len(kept))
