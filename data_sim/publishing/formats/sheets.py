"""Names of sheets: short, distinct, without the signs that spreadsheets forbid.

Flows in: the tables of a workbook. Flows out: a name for each sheet.
"""

from __future__ import annotations

from collections.abc import Sequence

from data_sim.publishing.document import Table

_FORBIDDEN = str.maketrans("", "", "[]:*?/\\'")
_LONGEST = 25


def sheet_names(tables: Sequence[Table]) -> list[str]:
    """A name for each table: its own, else Sheet1 and so on; repeated ones are counted."""
    names: list[str] = []
    for n, table in enumerate(tables, start=1):
        name = table.name.translate(_FORBIDDEN)[:_LONGEST] or f"Sheet{n}"
        names.append(name if name not in names else f"{name}{n}")
    return names
