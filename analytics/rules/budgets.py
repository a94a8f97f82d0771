"""Budgets and final accounts as rules compare them: the set of a unit, year and stage, its approval, and who owes one.

Flows in: the forms of published sets, the three public expenses, the register of approvals and the roster of units.
Flows out: forms and approvals by set, the roster by unit, and the last day for publishing. A set may have come in
several files; its forms are put together. Lines are left on the engine, since a city has some 10^6 of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from analytics.identity import organisation_name
from analytics.rules.answers import Evidence
from analytics.rules.identified import units
from analytics.rules.parameters import Measure, Parameter, Text
from analytics.rules.rule import Row, evidence, term
from analytics.snapshot import View
from models.calendar import CalendarUnknown, on_or_after
from models.vocabulary import BudgetForm, SpendingStage

PUBLISH_WITHIN = Parameter(
    "days",
    "批复后公开的期限",
    "days within which a set is to be published",
    Measure.DAYS,
    Text(
        "《中华人民共和国预算法》第十四条：批准（批复）后二十日内公开",
        "Budget Law, art. 14: within twenty days of approval",
    ),
    ((date(2015, 1, 1), 20),),
)

_FORM_COLUMNS = (
    *("id", "document_id", "locator", "fiscal_year", "stage", "form", "amount_unit", "stated_total_fen", "sum_holds"),
    *("is_nil", "nil_note", "is_blank"),
)


class SetKey(NamedTuple):
    """Whose budget or final account of which year."""

    unit_id: str
    year: int
    stage: str

    @property
    def term(self) -> SpendingStage:
        """The stage as a word of the vocabulary."""
        return term(SpendingStage, self.stage)


class Shown(NamedTuple):
    """A day of publication that a document bears, and a form that it shows."""

    day: date
    form: Evidence


@dataclass(slots=True)
class Approval:
    """What the register says of one set: the days of approval and publication, with the rows they stand in."""

    approved: set[date] = field(default_factory=set)
    published: set[date] = field(default_factory=set)
    rows: list[Evidence] = field(default_factory=list)


def forms(view: View, only: BudgetForm | None = None) -> tuple[dict[SetKey, list[Row]], list[Row]]:
    """The forms of each set, and those whose unit, year or stage is not known; all forms, or `only` one kind."""
    table, mention = view.table("budget_table"), view.table("mention")
    unit = mention.filter((mention.record_table == "budget_table") & (mention.role == "unit"))
    chosen = table if only is None else table.filter(table.form == str(only))
    joined = chosen.select(*_FORM_COLUMNS).left_join(
        unit.select("record_id", unit_id="organisation_id"), [("id", "record_id")]
    )
    return _by_set(sorted(fetched(joined), key=lambda row: str(row["id"])))


def reports(view: View) -> dict[SetKey, list[Row]]:
    """The reports of the three public expenses of each set, whatever file they came in."""
    unit_of = units(view, "three_public_report")
    return _by_set({**row, "unit_id": unit_of.get(row["id"])} for row in view.rows("three_public_report"))[0]


def approvals(view: View) -> tuple[dict[SetKey, Approval], list[Row]]:
    """What the register of approvals says of each set, and its rows whose unit is not known."""
    unit_of = units(view, "budget_approval")
    by_set, unplaced = _by_set({**row, "unit_id": unit_of.get(row["id"])} for row in view.rows("budget_approval"))
    found: dict[SetKey, Approval] = defaultdict(Approval)
    for key, rows in by_set.items():
        for row in rows:
            found[key].rows.append(evidence("budget_approval", row))
            found[key].approved |= {row["approved_on"]} - {None}
            found[key].published |= {row["published_on"]} - {None}
    return dict(found), unplaced


def shown_on(view: View, sets: Mapping[SetKey, Iterable[Row]]) -> dict[SetKey, Shown]:
    """The first day of publication that a document of each set bears, with a form of it; sets without are left out."""
    day_of = {row["id"]: row["published"] for row in view.rows("document") if row["published"]}
    found: dict[SetKey, Shown] = {}
    for key, rows in sets.items():
        days = [
            Shown(day_of[row["document_id"]], evidence("budget_table", row))
            for row in rows
            if row["document_id"] in day_of
        ]
        if days:
            found[key] = min(days)
    return found


def roster(view: View) -> dict[str, list[Row]]:
    """The rows of the roster of each unit; `successor_id` is the unit that it was merged into, where that is known."""
    unit_of = units(view, "budget_unit")
    rows = view.rows("budget_unit")
    known = _units_by_name(view) if any(row["merged_into"] for row in rows) else {}
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["id"] in unit_of:
            successor = known.get(organisation_name(row["merged_into"])) if row["merged_into"] else None
            found[unit_of[row["id"]]].append({**row, "successor_id": successor})
    return dict(found)


def overdue(approved: date, days: int, day: date) -> bool | None:
    """Whether a day lies after the last one for publishing; None where no list of holidays tells how far that moves.

    The day of approval does not count, and a last day that is a day of rest moves to the next working day (民法典 201,
    203). Up to the last day itself nothing is late, whatever the calendar.

    >>> overdue(date(2025, 2, 10), 20, date(2025, 3, 3)), overdue(date(2025, 2, 10), 20, date(2025, 3, 4))
    (False, True)
    """
    end = approved + timedelta(days=days)
    if day <= end:
        return False
    try:
        return day > on_or_after(end)
    except CalendarUnknown:
        return None


def due_on(approved: date, days: int) -> date:
    """The last day for publishing, to be said; where no list of holidays is known, the day before it would move."""
    end = approved + timedelta(days=days)
    try:
        return on_or_after(end)
    except CalendarUnknown:
        return end


def fetched(table: Any) -> list[Row]:
    """The rows of an expression for the engine."""
    found: list[Row] = table.to_pyarrow().to_pylist()
    return found


def by_document(table: str, rows: Iterable[Row]) -> dict[str, list[Evidence]]:
    """Rows as evidence by the document they stand in, for those of which it is not known whose they are."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        found[row["document_id"]].append(evidence(table, row))
    return dict(sorted(found.items()))


def _by_set(rows: Iterable[Row]) -> tuple[dict[SetKey, list[Row]], list[Row]]:
    """Rows by the set they speak of, and those that do not say of which."""
    found: dict[SetKey, list[Row]] = defaultdict(list)
    unplaced: list[Row] = []
    for row in rows:
        unit_id, year, stage = row["unit_id"], row["fiscal_year"], row["stage"]
        if unit_id is None or year is None or stage is None:
            unplaced.append(row)
        else:
            found[SetKey(unit_id, year, stage)].append(row)
    return dict(found), unplaced


def _units_by_name(view: View) -> dict[str, str]:
    organisation = view.table("organisation")
    chosen = organisation.filter(organisation.kind == "unit").select("organisation_id", "name")
    return {organisation_name(row["name"]): row["organisation_id"] for row in fetched(chosen)}
