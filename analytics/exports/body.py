"""A worksheet whose body is written a row at a time, since a city has leads whose evidence fills half a million rows.

Flows in: cells with their formats, from the top. Flows out: the rows of the sheet as XML, as the library writes them
cell by cell in some three times as long. Every text is escaped here: the library would pass on as it stands what begins
and ends like a run of rich text, and a file that is taken in may say anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TextIO

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analytics.exports.sheets import Cell

# What cannot stand in XML as it is: marks, control characters, blanks at the ends, and what reads like their escapes.
_UNUSUAL = re.compile(r"^\s|\s$|[&<>\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9a-fA-F]{4}_")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LETTERS = tuple(xl_col_to_name(index) for index in range(64))


class BodySheet(Worksheet):  # type: ignore[misc]
    """A worksheet of a workbook with `constant_memory`, whose rows are written in order and never touched again."""

    previous_row: int  # the one that the library would still write
    fh: TextIO

    def write_body_row(self, number: int, height: float, cells: Iterable[tuple[Cell, Format]]) -> None:
        """Write row `number` (from 0) of `height` points, from the first column."""
        if self.previous_row < number:
            self._write_single_row(number)  # what the library still holds of the rows above
        line = number + 1
        pixels = int(height * 4 / 3 + 0.5)  # as the library rounds heights
        written = [f'<row r="{line}" ht="{pixels * 0.75:.16g}" customHeight="1">']
        for letters, (cell, form) in zip(_LETTERS, cells, strict=False):
            written.append(f'<c r="{letters}{line}" s="{form._get_xf_index()}"{_content(cell)}')
        written.append("</row>")
        self._check_dimensions(number, len(written) - 3)
        self.fh.write("".join(written))
        self.previous_row = line  # nothing of this row is left to be written


def _content(cell: Cell) -> str:
    """What follows the place and the format of a cell.

    >>> _content(None), _content(3), _content("<r>=1+1</r>")
    ('/>', '><v>3</v></c>', ' t="inlineStr"><is><t>&lt;r&gt;=1+1&lt;/r&gt;</t></is></c>')
    """
    if isinstance(cell, str):
        if _UNUSUAL.search(cell) is None:
            return f' t="inlineStr"><is><t>{cell}</t></is></c>'
        text = Worksheet._escape_control_characters(cell)
        kept = ' xml:space="preserve"' if text[:1].isspace() or text[-1:].isspace() else ""
        return f' t="inlineStr"><is><t{kept}>{text.translate(_ESCAPES)}</t></is></c>'
    if cell is None:
        return "/>"
    return f"><v>{float(cell) if isinstance(cell, Decimal) else cell:.16G}</v></c>"
