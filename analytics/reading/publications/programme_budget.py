"""专项资金年度预算表: what the budget of a year sets aside for each programme, and who manages it.

Flows in: content with such a table. Flows out: one `ProgrammeBudget` per programme; total rows are checked and not
taken. A row whose year is written nowhere is rejected.
"""

from __future__ import annotations

import re
from decimal import Decimal

from analytics.reading.content import Content
from analytics.reading.headings import Column, squash
from analytics.reading.records import Reading, Record
from analytics.reading.registers import Register, Row, read_registers, score_register, start_reading
from models.language import Message
from models.money import plain
from models.tables import ProgrammeBudget
from models.vocabulary import DocumentKind

KIND = DocumentKind.PROGRAMME_BUDGET
TITLE_WORDS = ("专项资金年度预算", "专项资金预算", "专项资金预算表", "专项预算")

COLUMNS = (
    Column("row_number", ("序号",), loose=False),
    Column("programme", ("专项名称", "专项资金名称", "专项资金", "专项项目名称"), required=True, loose=False),
    Column("year", ("预算年度", "年度", "预算年份"), kind="number", loose=False),
    Column("unit", ("主管部门", "主管单位", "责任部门", "实施部门"), loose=False),
    Column(
        "amount",
        ("预算金额", "预算数", "年初预算", "预算安排", "年度预算", "预算安排数"),
        required=True,
        kind="amount",
        loose=False,
    ),
    Column("basis", ("预算文号", "文号", "下达文号", "依据文号"), loose=False),
    Column("note", ("备注",), loose=False),
)
_NAMED = 0.985  # above a budget or fund notice whose title has the same words without the columns
_TOTAL = re.compile(r"(?:总|合|小|共)计|总额")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:年度?)?(?!\d)")


def score(content: Content) -> float:
    """How certainly this is a yearly budget of programmes."""
    return score_register(content, COLUMNS, ("year", "unit", "basis"), TITLE_WORDS, _NAMED)


def read(content: Content) -> Reading:
    """Read a yearly budget of programmes; total rows give `stated_total` and are no records."""
    registers = read_registers(content, COLUMNS)
    reading = start_reading(KIND, content, registers)
    title_years = {int(year) for year in _YEAR.findall(squash(reading.title or ""))}
    year = title_years.pop() if len(title_years) == 1 else None
    for register in registers:
        unit = register.unit_of("amount")
        reading.amount_unit = reading.amount_unit or (unit.zh if unit else None)
        for row in register.rows():
            word = squash(row.raw("programme") or row.cells[0].text)
            if _TOTAL.fullmatch(word):
                stated = register.amount(row, "amount").value
                reading.stated_total = stated if not word.startswith("小") else reading.stated_total
                continue
            record = _read_row(row, register, year, reading)
            if record is not None:
                reading.records.append(record)
    amounts = [record.values["amount"] for record in reading.rows]
    if reading.stated_total is not None and all(amount is not None for amount in amounts):
        reading.sum_holds = sum(amounts, Decimal(0)) == reading.stated_total
        if not reading.sum_holds:
            reading.warnings.append(Message("budget-sum-differs", {}))
    return reading


def _read_row(row: Row, register: Register, title_year: int | None, reading: Reading) -> Record | None:
    programme = row.text("programme")
    if programme is None:
        reading.reject(row.place("programme"), "register-cell-missing", column=row.header.heading("programme"))
        return None
    record = Record(ProgrammeBudget, {}, row.locator, label=programme, places=row.places())
    row.note_filled(record)
    written = _YEAR.fullmatch(squash(row.raw("year")))
    year = int(written[1]) if written else None
    if year is None and not row.text("year") and title_year is not None:
        year = title_year
        record.warn("budget-year-from-title")
    if year is None:
        reading.reject(row.place("year"), "budget-year-missing")
        return None
    cell = row.cells[row.header.columns["amount"]]
    amount = register.amount(row, "amount")
    record.warnings += amount.warnings
    if amount.problem is not None:
        record.warnings.append(amount.problem)
        reading.reject(cell.locator, amount.problem.code, **amount.problem.params)
    record.values = {
        "programme": programme,
        "fiscal_year": year,
        "unit_name": row.text("unit") or register.unit_name,
        "amount": amount.value,
        "basis": row.text("basis"),
    }
    record.extra = {
        **{key: record.values[key] for key in ("programme", "fiscal_year", "unit_name", "basis")},
        "amount_yuan": None if amount.value is None else plain(amount.value),
    }
    return record
