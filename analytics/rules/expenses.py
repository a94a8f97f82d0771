"""The three public expenses as rules compare them: one total for each report, and all totals of a unit, year and stage.

Flows in: reports of the three public expenses, their lines, and nil notes. Flows out: totals in fen with the rows they
stand in. A total is never guessed: where it is blank and one of the three costs too, there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from analytics.rules.answers import Evidence
from analytics.rules.budgets import SetKey, forms, reports
from analytics.rules.rule import Row, evidence
from analytics.snapshot import View
from models.vocabulary import BudgetForm, ThreePublicItem

# The three costs that make the total where a report states no total of its own.
_COSTS = (ThreePublicItem.ABROAD, ThreePublicItem.VEHICLES, ThreePublicItem.RECEPTION)


@dataclass(slots=True)
class Expenses:
    """What is published of one unit, year and stage: every total that a report gives, in fen, and their rows.

    `purchases` are what reports say was spent of it on buying vehicles, with the rows of those lines.
    """

    totals: set[int] = field(default_factory=set)
    rows: list[Evidence] = field(default_factory=list)
    purchases: dict[int, list[Evidence]] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        """The one total that all reports agree on; None where none is known or two differ."""
        return next(iter(self.totals)) if len(self.totals) == 1 else None

    @property
    def purchase(self) -> tuple[int, list[Evidence]] | None:
        """What was spent on buying vehicles, and the rows that say so; None where nothing is known or two differ."""
        return next(iter(self.purchases.items())) if len(self.purchases) == 1 else None


def expenses(view: View) -> dict[SetKey, Expenses]:
    """The three public expenses of each set. Reports of an unknown unit or year are left out: B01 names them.

    A form of a set that bears a nil note says that there are none: its total is 0.
    """
    lines: dict[str, list[Row]] = defaultdict(list)
    for line in view.rows("three_public_line"):
        lines[line["report_id"]].append(line)
    found: dict[SetKey, Expenses] = defaultdict(Expenses)
    for key, rows in reports(view).items():
        for report in rows:
            total, places = total_of(report, lines[report["id"]])
            found[key].rows += [evidence("three_public_report", report), *places]
            found[key].totals |= set() if total is None else {total}
            for line in lines[report["id"]]:
                if line["item"] == ThreePublicItem.VEHICLE_PURCHASE and line["amount_fen"] is not None:
                    bought = found[key].purchases.setdefault(int(line["amount_fen"]), [])
                    bought.append(evidence("three_public_line", line))
    for key, blanks in forms(view, BudgetForm.THREE_PUBLIC)[0].items():
        noted = [evidence("budget_table", form) for form in blanks if form["is_nil"] or form["nil_note"]]
        if noted and key not in found:
            found[key] = Expenses({0}, noted)
    return dict(found)


def total_of(report: Row, lines: Iterable[Row]) -> tuple[int | None, list[Evidence]]:
    """The total of a report in fen and the lines it stands in; None when it is blank or its parts contradict it."""
    if report["sum_holds"] is False:
        return None, []
    of_item = {line["item"]: line for line in lines}
    total = of_item.get(ThreePublicItem.TOTAL)
    if total is not None and total["amount_fen"] is not None:
        return int(total["amount_fen"]), [evidence("three_public_line", total)]
    if report["stated_total_fen"] is not None:
        return int(report["stated_total_fen"]), []
    parts = [of_item.get(item) for item in _COSTS]
    filled = [part for part in parts if part is not None and part["amount_fen"] is not None]
    if len(filled) < len(_COSTS):
        return None, []
    return sum(int(part["amount_fen"]) for part in filled), [evidence("three_public_line", part) for part in filled]
