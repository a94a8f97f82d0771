"""The form of the three public expenses inside a set, read by the reader of that kind.

Flows in: the section of a set and what the set says of unit, year and stage. Flows out: the report with its lines, as a
file of its own would give them, and the same figures as lines of the form.
"""

from __future__ import annotations

import re
from typing import Any

from analytics.reading.content import Content, Paragraph, Role
from analytics.reading.money_tables import stated_unit
from analytics.reading.publications import three_public
from analytics.reading.publications.budget.account import Account
from analytics.reading.publications.budget.nil import nil_note
from analytics.reading.publications.budget.writing import entry, table_record
from analytics.reading.records import Reading, Record, Rejection
from models.places import WHOLE_FILE
from models.tables import BudgetLine, ThreePublicLine, ThreePublicReport
from models.vocabulary import BudgetSide


def take_costs(content: Content, account: Account, reading: Reading, *, as_rows: bool) -> dict[str, Any]:
    """Add the form to a reading, and the report it holds; returns what is shown of it."""
    own = _read(content, account)
    reports = [record for record in own.records if record.table is ThreePublicReport]
    lines = [record for record in own.records if reports and record.parent is reports[0]]
    texts = [c.text for row in account.section.grid.rows for c in row] + [p.text for p in account.section.notes]
    account.is_blank = not any(line.values["amount"] is not None or line.rejected is not None for line in lines)
    account.nil_note = nil_note(texts) if account.is_blank else None
    unit = stated_unit(content, account.section.grid, 0).unit
    account.amount_unit = unit
    table = table_record(account)
    table.values["amount_unit"] = own.amount_unit or (None if unit is None else unit.zh)
    reading.records.append(table)
    if account.is_blank:
        return entry(account, table)
    table.values |= {key: reports[0].values[key] for key in ("stated_total", "sum_holds")}
    leaves = _lines(reading, table, lines, as_rows=as_rows)
    for record in own.records:
        record.is_row = False
    reading.records.extend(own.records)
    reading.rejected += [
        Rejection(account.section.place if r.locator == WHOLE_FILE else r.locator, r.reason) for r in own.rejected
    ]
    reading.warnings += own.warnings
    if as_rows:
        reading.stated_total, reading.sum_holds = table.values["stated_total"], table.values["sum_holds"]
    shown = [{"label": line.label, "amount_yuan": line.values["amount"]} for line in leaves]
    return entry(account, table) | {"leaf_rows": shown, "row_count": len(shown)}


def _read(content: Content, account: Account) -> Reading:
    """The section as a file of its own; the set's unit, year and stage stand in its title where the form names none."""
    section = account.section
    stage = account.stage.zh if account.stage is not None else ""
    year = f"{account.year}年" if account.year is not None else ""
    title = Paragraph(f"{account.unit_name or ''}{year}“三公”经费{stage}情况表", section.place, Role.TITLE)
    own = [p for p in section.captions if p.role is Role.BODY and not re.search(r"三公", p.text)]
    reading = three_public.read(Content(content.media, (title, *own, section.grid, *section.notes)))
    for record in reading.records:
        if record.table is ThreePublicReport:
            record.values["unit_name"] = account.unit_name or record.values["unit_name"]
    return reading


def _lines(reading: Reading, table: Record, lines: list[Record], *, as_rows: bool) -> list[Record]:
    """The lines of the report as lines of the form; total and vehicle subtotal are parents."""
    leaves = []
    for line in lines:
        if line.table is not ThreePublicLine:
            continue
        values = {
            "code": None,
            "label": line.values["label"],
            "depth": None,
            "is_leaf": line.is_row,
            "side": BudgetSide.EXPENDITURE.value,
            "amount": line.values["amount"],
        }
        record = Record(
            BudgetLine, values, line.locator, line.label, table, warnings=list(line.warnings), rejected=line.rejected,
            is_row=as_rows and line.is_row, extra=dict(line.extra) if as_rows else {},
        )  # fmt: skip
        reading.records.append(record)
        if line.is_row:
            leaves.append(record)
    return leaves
