"""Places in documents, in words a person can follow to the cell.

Flows in: a written locator. Flows out: text such as “工作表“公示表”，第5行第4列（D5）”.
"""

from __future__ import annotations

import re

from models.language import Language, say
from models.places import Locator

_TABLE = re.compile(r"^(?:page:(?P<page>\d+)\.)?table:(?P<number>\d+)$")


def place_text(locator: str, language: Language) -> str:
    """A locator in words; a part of an unknown form is shown as it is written.

    >>> place_text("sheet:Sheet1!R5C4", Language.EN)
    'sheet "Sheet1", row 5, column 4 (D5)'
    """
    place = Locator.parse(locator)
    part = _part(place.part, language)
    if place.row is None:
        return part
    if place.column is None:
        return say("reports-place-row", language, part=part, row=place.row)
    address = f"{column_letters(place.column)}{place.row}"
    return say("reports-place-cell", language, part=part, row=place.row, column=place.column, address=address)


def column_letters(column: int) -> str:
    """The letters a spreadsheet gives a column (from 1).

    >>> column_letters(4), column_letters(28)
    ('D', 'AB')
    """
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _part(part: str, language: Language) -> str:
    if part == "file":
        return say("reports-place-file", language)
    if part == "sheet:csv":
        return say("reports-place-csv", language)
    if part.startswith("sheet:"):
        return say("reports-place-sheet", language, sheet=part.removeprefix("sheet:"))
    if part.startswith("text:"):
        return say("reports-place-text", language, number=part.removeprefix("text:"))
    table = _TABLE.match(part)
    if table is None:
        return part
    if table["page"]:
        return say("reports-place-page", language, page=table["page"], number=table["number"])
    return say("reports-place-table", language, number=table["number"])
