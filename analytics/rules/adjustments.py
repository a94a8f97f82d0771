"""Adjustments of budgets as rules read them: what documents added to a line of a unit's budget, or took from it.

Flows in: the register of budget adjustments. Flows out: for each unit and year the lines that were moved, each with the
difference between the last figure and the first. The register is the finance office's, for all units together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from analytics.identity import squash
from analytics.rules.answers import Evidence
from analytics.rules.identified import units
from analytics.rules.rule import Row, evidence
from analytics.snapshot import View


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One line of a budget that was moved. `difference_fen` is None where figures or their order are not known.

    `has_document` is False where some entry names no document that it rests on.
    """

    code: str | None
    line: str
    difference_fen: int | None
    has_document: bool
    rows: tuple[Evidence, ...]


def adjustments(view: View) -> dict[tuple[str, int], list[Adjustment]]:
    """The lines moved, by unit and fiscal year."""
    unit_of = units(view, "budget_adjustment")
    found: dict[tuple[str, int], dict[tuple[str | None, str], list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in view.rows("budget_adjustment"):
        if row["id"] in unit_of:
            found[unit_of[row["id"]], row["fiscal_year"]][row["code"], squash(row["line"])].append(row)
    return {
        key: [_adjustment(code, line, rows) for (code, line), rows in sorted(lines.items(), key=str)]
        for key, lines in found.items()
    }


def _adjustment(code: str | None, line: str, rows: list[Row]) -> Adjustment:
    return Adjustment(
        code=code,
        line=line,
        difference_fen=_difference(rows),
        has_document=all(row["document_number"] for row in rows),
        rows=tuple(evidence("budget_adjustment", row) for row in rows),
    )


def _difference(rows: Iterable[Row]) -> int | None:
    """The last adjusted figure less the first initial one, in fen; an entry that stands twice counts once."""
    steps = {(row["decided_on"], row["initial_fen"], row["adjusted_fen"]) for row in rows}
    if any(initial is None or adjusted is None for _, initial, adjusted in steps):
        return None
    days = [decided for decided, _, _ in steps]
    if len(steps) > 1 and (None in days or len(set(days)) < len(days)):
        return None
    ordered = sorted(steps, key=lambda step: step[0] or date.min)
    return int(ordered[-1][2]) - int(ordered[0][1])
