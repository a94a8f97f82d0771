"""What a spreadsheet makes of a cell of text that it opens from a file.

Flows in: the text of a cell. Flows out: whether a spreadsheet would take it for a formula and run it. Every table that
leaves the house asks here.
"""

from __future__ import annotations

import re

# A spreadsheet runs a cell that starts with one of these; full-width forms count in East Asian editions.
FORMULA = re.compile(r"^(?:[\t\r\n]|\s*[=+\-@＝＋－＠|%])")
_NUMBER = re.compile(r"^-?\d+(?:\.\d+)?$")


def would_be_run(text: str) -> bool:
    """Whether a spreadsheet that opens a CSV may run a cell of this text.

    >>> would_be_run("=1+1"), would_be_run("-83.97"), would_be_run("'=1+1")
    (True, False, False)
    """
    return bool(FORMULA.match(text)) and not _NUMBER.match(text)
