"""From forms as understood to records for the store, and to what the command line shows of each form.

Flows in: accounts. Flows out: a `BudgetTable` with its lines and their further columns, a rejection for everything that
was not taken, and one entry for each form in which amounts stand as exact yuan.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analytics.reading.amounts import Amount
from analytics.reading.publications.budget.account import Account, Listing, differing
from analytics.reading.publications.budget.codes import class_of
from analytics.reading.publications.budget.lines import Line
from analytics.reading.publications.budget.tree import Total
from analytics.reading.records import Group, Reading, Record
from models.money import plain
from models.places import Locator
from models.tables import BudgetLine, BudgetPart, BudgetTable
from models.vocabulary import BudgetForm, BudgetSide


def table_record(account: Account) -> Record:
    """The record of a form; refused where none of its figures could be taken."""
    values: dict[str, Any] = {
        "unit_name": account.unit_name,
        "fiscal_year": account.year,
        "stage": None if account.stage is None else account.stage.value,
        "form": account.form.value,
        "title": account.title,
        "amount_unit": None if account.amount_unit is None else account.amount_unit.zh,
        "stated_total": account.stated_total,
        "sum_holds": account.sum_holds,
        "is_nil": account.nil_note is not None,
        "nil_note": account.nil_note,
        "is_blank": account.is_blank,
    }
    record = Record(BudgetTable, values, account.section.place, label=account.title or account.form.zh, is_row=False)
    record.warnings.extend(account.warnings)
    if account.year is None:
        record.warn("budget-no-year")
    if account.left:
        record.warn("budget-columns-left", headings="、".join(account.left))
    record.rejected = account.problem
    return record


def write(account: Account, reading: Reading, *, as_rows: bool) -> Record:
    """Add the records of a form to a reading. `as_rows` says that its leaves are the rows of the publication."""
    table = table_record(account)
    reading.records.append(table)
    if account.problem is not None:
        reading.reject(account.section.place, account.problem.code, **account.problem.params)
        return table
    shown = {id(line) for _, line in account.leaves}
    for listing in account.listings:
        failed = {id(group.line): group for group in listing.settled.groups if group.holds is False}
        for line in listing.settled.lines:
            if not line.label:  # a total without a word is no line
                continue
            _write_line(account, reading, table, listing, line, failed, is_row=as_rows and id(line) in shown)
        for line in listing.unnamed:
            reading.reject(line.locator, "budget-row-unnamed")
    if as_rows:
        _write_totals(account, reading)
    return table


def side_of(account: Account, listing: Listing, line: Line) -> str | None:
    """The side of a line: of its list, or, where one list holds both, as the line it lies under says."""
    if account.form is not BudgetForm.BALANCE or len(account.listings) > 1:
        return None if listing.side is None else listing.side.value
    root = line
    while root.parent is not None:
        root = root.parent
    says = {side.value for side in BudgetSide if side.zh in root.label}
    return says.pop() if len(says) == 1 else None


def _write_line(
    account: Account,
    reading: Reading,
    table: Record,
    listing: Listing,
    line: Line,
    failed: Mapping[int, Total],
    *,
    is_row: bool,
) -> None:
    column = listing.choice.main.column
    amount = line.amounts[column]
    values = {
        "code": line.code,
        "label": line.label,
        "depth": None if line.is_total else line.depth,
        "is_leaf": line.is_leaf and not line.is_total,
        "side": side_of(account, listing, line),
        "amount": amount.value,
    }
    record = Record(BudgetLine, values, line.locator, label=line.label, parent=table, is_row=is_row)
    record.places["amount"] = line.places[column]
    if line.code_place is not None:
        record.places["code"] = line.code_place
    _doubt(reading, record, amount, line.places[column])
    if not line.is_certain and values["is_leaf"]:
        record.warn("budget-structure-uncertain")
    below = failed.get(id(line))
    if below is not None:
        found = sum((leaf.value(column) or Decimal(0) for leaf in below.leaves), Decimal(0))
        record.warn(
            "budget-children-sum", name=line.label, stated=plain(amount.value or Decimal(0)), found=plain(found)
        )
    if differing(listing, line):
        record.warn("budget-parts-differ")
    if is_row:
        record.extra |= _told(listing, line)
    reading.records.append(record)
    for name, money in listing.choice.parts.items():
        part = line.amounts.get(money.column, Amount())
        if part.is_blank or (part.problem is not None and amount.problem is not None):
            continue
        own = Record(
            BudgetPart, {"name": name, "amount": part.value}, line.places[money.column], name, record, is_row=False
        )
        _doubt(reading, own, part, line.places[money.column])
        reading.records.append(own)


def _doubt(reading: Reading, record: Record, amount: Amount, place: Locator) -> None:
    """What is doubtful about a figure stays on its record; a figure that is not certain is listed as not taken."""
    record.warnings.extend(amount.warnings)
    if amount.note:
        record.extra["cell_note"] = amount.note
    if amount.problem is not None:
        record.warnings.append(amount.problem)
        reading.reject(place, amount.problem.code, **amount.problem.params)


def _told(listing: Listing, line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {}
    code = line.code or class_of(line.label)
    if code is not None:
        told["code"] = code
    if line.names:
        told["names"] = dict(line.names)
    parts = {name: line.value(money.column) for name, money in listing.choice.parts.items()}
    if parts:
        told["parts"] = parts
    return told


def _write_totals(account: Account, reading: Reading) -> None:
    """The total of the rows, and the subtotals that codes do not tell anyway."""
    reading.stated_total, reading.sum_holds = account.stated_total, account.sum_holds
    order = {id(line): n for n, (_, line) in enumerate(account.leaves)}
    for listing in account.main:
        column = listing.choice.main.column
        whole = listing.settled.whole
        totals = [] if whole is None or len(account.main) == 1 else [whole]
        for total in [*listing.settled.groups, *totals]:
            stated = total.line.value(column)
            if total.line.code is not None or stated is None:
                continue
            rows = tuple(order[id(leaf)] for leaf in total.leaves if id(leaf) in order)
            if rows:
                reading.groups.append(Group(total.line.label, stated, rows, total.holds))


def entry(account: Account, table: Record) -> dict[str, Any]:
    """What is shown of a form: its leaf lines with exact amounts, its total, and what is doubtful."""
    return {
        "sheet": account.section.grid.name or account.section.grid.part,
        "title": account.title,
        "form": account.form.value,
        "unit_name": table.values["unit_name"],
        "fiscal_year": table.values["fiscal_year"],
        "stage": table.values["stage"],
        "amount_unit": table.values["amount_unit"],
        "leaf_rows": [_shown(listing, line) for listing, line in account.leaves],
        "row_count": len(account.leaves),
        "stated_total_yuan": table.values["stated_total"],
        "sum_holds": table.values["sum_holds"],
        "is_blank": table.values["is_blank"],
        "nil_note": table.values["nil_note"],
        "rejected": None if account.problem is None else account.problem.code,
        "warnings": [message.code for message in table.warnings],
    }


def _shown(listing: Listing, line: Line) -> dict[str, Any]:
    amount: Decimal | None = line.value(listing.choice.main.column)
    return {"label": line.label, "amount_yuan": amount, **_told(listing, line)}
