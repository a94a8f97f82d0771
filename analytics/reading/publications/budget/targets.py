"""Performance targets: what a project or a unit sets out to reach, as a list of indicators or as a form to fill in.

Flows in: the section of a set. Flows out: one record for each indicator with its project, its three levels, value and
unit, and the project's amount where one certain figure is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from analytics.reading.amounts import find_unit, read_amount
from analytics.reading.content import Cell, Content, Grid
from analytics.reading.headings import distinct, squash, unwrap
from analytics.reading.money_tables import is_total, stated_unit
from analytics.reading.publications.budget.account import Account
from analytics.reading.publications.budget.indicators import HEADS, LEVELS, find_indicators
from analytics.reading.publications.budget.nil import nil_note
from analytics.reading.publications.budget.sections import Section
from analytics.reading.publications.budget.writing import entry, table_record
from analytics.reading.records import Reading, Record
from models.places import Locator
from models.tables import PerformanceTarget

_FORM_LABELS = {
    "project": re.compile(r"^(?:项目|专项|政策)(?:\(.*\))?名称$|^(?:部门|单位)(?:\((?:单位|部门)\))?名称$"),
    "amount": re.compile(
        r"^(?:年度)?(?:项目)?(?:预算|资金)(?:总额|总量|金额)(?:\(.*\))?$|^(?:年度|项目)资金总额|^(?:年度)?预算(?:申请)?(?:\(.*\))?$"
    ),
    "goal": re.compile(r"(?:年度|总体|绩效|整体)(?:总体|绩效)*目标$"),
}
_NO_GOAL = re.compile(r"^(?:目标|实施期目标|年度目标)\d?$")


@dataclass(slots=True)
class _Filled:
    """What a form says of the project before its indicators begin."""

    cells: dict[str, Cell] = field(default_factory=dict)

    def text(self, key: str) -> str | None:
        cell = self.cells.get(key)
        return None if cell is None else unwrap(cell.text) or None


def read_targets(content: Content, section: Section, table: Record, reading: Reading) -> list[Record]:
    """Add the targets of a section to the reading, as children of its table; they are returned too."""
    head = find_indicators(section.grid)
    if head is None:
        return []
    top, columns = head
    filled = _filled(section.grid, top)
    found: list[Record] = []
    above: dict[str, Cell] = {}
    for row in section.grid.rows[top + 1 :]:
        cells = _with_above(row, columns, above)
        record = _target(content, section, table, columns, cells, filled, reading, top)
        if record is not None:
            found.append(record)
            above = {key: cells[column] for key, column in columns.items()}
    reading.records.extend(found)
    return found


_CARRIED_DOWN = ("project", "amount", "goal", "level1", "level2")


def _with_above(row: Sequence[Cell], columns: dict[str, int], above: dict[str, Cell]) -> list[Cell]:
    """A row whose groups on the left, merged once and now blank below their first row, are filled from above.

    Nothing is carried past the first column that holds a text of its own.
    """
    cells = list(row)
    for key in _CARRIED_DOWN:
        column = columns.get(key)
        if column is None:
            continue
        if row[column].text:
            break
        if key in above:
            cells[column] = above[key]
    return cells


def _filled(grid: Grid, top: int) -> _Filled:
    """The labels over the indicators with what stands to the right of each."""
    found = _Filled()
    for row in grid.rows[: top + 1]:
        cells = distinct(row)
        for cell, beside in pairwise(cells):
            label = squash(cell.text)
            for key, pattern in _FORM_LABELS.items():
                if key not in found.cells and pattern.search(label) and not _is_label(beside):
                    found.cells[key] = beside
    for row in grid.rows[top + 1 :]:
        cells = distinct(row)
        if len(cells) == 2 and _FORM_LABELS["goal"].search(squash(cells[0].text)) and "goal" not in found.cells:
            found.cells["goal"] = cells[1]
    return found


def _is_label(cell: Cell) -> bool:
    text = squash(cell.text)
    return any(pattern.search(text) for pattern in _FORM_LABELS.values()) or _NO_GOAL.match(text) is not None


def _target(
    content: Content,
    section: Section,
    table: Record,
    columns: dict[str, int],
    row: Sequence[Cell],
    filled: _Filled,
    reading: Reading,
    top: int,
) -> Record | None:
    texts = {key: unwrap(row[column].text) for key, column in columns.items()}
    first = next(iter(distinct(row)), None)
    if first is None or is_total(first.text) or re.match(r"注|说明|备注|填表", squash(first.text)):
        return None
    if not texts.get("level3") and not texts.get("value"):
        return None
    if any(re.search(HEADS[key], squash(text)) for key, text in texts.items() if key in LEVELS and text):
        return None
    project = texts.get("project") or filled.text("project")
    values = {
        "project": project,
        "amount": None,
        "goal": texts.get("goal") or filled.text("goal"),
        **{key: texts.get(key) or None for key in ("level1", "level2", "level3", "value", "unit")},
    }
    place = Locator(row[0].locator.part, row[0].locator.row)
    record = Record(
        PerformanceTarget, values, place, label=values["level3"] or values["value"], parent=table, is_row=False
    )
    cell = row[columns["amount"]] if "amount" in columns else filled.cells.get("amount")
    if cell is not None:
        _amount(content, section, record, cell, columns, top, reading)
    return record


def _amount(
    content: Content, section: Section, record: Record, cell: Cell, columns: dict[str, int], top: int, reading: Reading
) -> None:
    """The amount of a project; listed once as not taken where it is not certain."""
    unit = next((u for text in _headings(section.grid, cell, columns, top) if (u := find_unit(text)) is not None), None)
    amount = read_amount(cell, unit or stated_unit(content, section.grid, top + 1).unit)
    record.values["amount"] = amount.value
    record.places["amount"] = cell.origin
    record.warnings.extend(amount.warnings)
    if amount.problem is not None:
        record.warnings.append(amount.problem)
        listed = any(r.locator == cell.origin and r.reason.code == amount.problem.code for r in reading.rejected)
        if not listed and not cell.is_merged_copy:
            reading.reject(cell.origin, amount.problem.code, **amount.problem.params)


def _headings(grid: Grid, cell: Cell, columns: dict[str, int], top: int) -> Iterator[str]:
    if "amount" in columns:
        yield from (grid.rows[r][columns["amount"]].text for r in range(top + 1))
        return
    row = next((r for r in grid.rows if r[0].locator.row == cell.origin.row), None)
    if row is not None:
        yield from (c.text for c in row)


def take_targets(content: Content, account: Account, reading: Reading, *, as_rows: bool) -> dict[str, Any]:
    """Add a form of targets to a reading; returns what is shown of it."""
    section = account.section
    texts = [c.text for row in section.grid.rows for c in distinct(row)] + [p.text for p in section.notes]
    table = table_record(account)
    reading.records.append(table)
    found = read_targets(content, section, table, reading)
    if not found:
        account.nil_note = table.values["nil_note"] = nil_note(texts)
        table.values["is_nil"], table.values["is_blank"] = account.nil_note is not None, True
    for record in found:
        record.is_row = as_rows
    shown = [
        {"label": r.label, "amount_yuan": r.values["amount"]}
        | {key: r.values[key] for key in ("project", "level1", "level2", "level3", "value", "unit") if r.values[key]}
        for r in found
    ]
    return entry(account, table) | {"leaf_rows": shown, "row_count": len(shown)}
