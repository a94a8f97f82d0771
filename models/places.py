"""Where a figure stands: the place of a cell or a paragraph inside a publication.

A locator is written as short text, kept with every record, and opened again by the officer face.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PATTERN = re.compile(r"^(?P<part>.+?)(?:!R(?P<row>\d+)(?:C(?P<column>\d+))?)?$", re.DOTALL)


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """A place in a document: a part, and in a grid a row and a column (both from 1).

    Parts: `sheet:NAME` (spreadsheets; `sheet:csv` for csv, `sheet:parquet` for Parquet), `table:N` (html, docx),
    `page:P.table:N` (pdf), `text:N` (the N-th paragraph), `json:/KEY/N` (a pointer into a JSON document, `!` written
    `~2`), `file` (the file as a whole).

    >>> str(Locator("sheet:公示表", 5, 4))
    'sheet:公示表!R5C4'
    >>> Locator.parse("page:1.table:1!R3") == Locator("page:1.table:1", 3)
    True
    """

    part: str
    row: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        text = self.part
        if self.row is not None:
            text += f"!R{self.row}"
            if self.column is not None:
                text += f"C{self.column}"
        return text

    @classmethod
    def parse(cls, text: str) -> Locator:
        """Read the written form back."""
        match = _PATTERN.match(text)
        if match is None:
            raise ValueError(f"not a locator: {text!r}")
        row, column = match["row"], match["column"]
        return cls(match["part"], int(row) if row else None, int(column) if column else None)

    def cell(self, written: str) -> Locator:
        """The place of a cell that is written as a locator, or as its column alone (`C5`) where this is its row.

        >>> str(Locator("sheet:csv", 7).cell("C5"))
        'sheet:csv!R7C5'
        """
        if re.fullmatch(r"C\d+", written):
            return Locator(self.part, self.row, int(written[1:]))
        return Locator.parse(written)


WHOLE_FILE = Locator("file")
