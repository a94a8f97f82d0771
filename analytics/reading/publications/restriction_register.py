"""从业限制登记表: who left office when, for how long certain jobs are barred to him, and where he went.

Flows in: content with a restriction register. Flows out: one `Restriction` per person, as written. A term that
contradicts the rule is kept with a warning and listed; an exit date that cannot be read sets the row aside, since no
end follows from it.
"""

from __future__ import annotations

import re

from analytics.reading.content import Content
from analytics.reading.headings import Column, squash
from analytics.reading.records import Reading, Record
from analytics.reading.registers import (
    Register,
    Row,
    day_of,
    iso,
    read_boxes,
    read_registers,
    read_yes_no,
    score_register,
    start_reading,
)
from models.calendar import add_years
from models.language import Message
from models.tables import Restriction
from models.vocabulary import DocumentKind

KIND = DocumentKind.RESTRICTION_REGISTER
TITLE_WORDS = ("从业限制", "离职从业", "辞去公职", "离任从业", "从业行为限制")

COLUMNS = (
    Column("row_number", ("序号",), loose=False),
    Column("name", ("姓名",), required=True, loose=False),
    Column("unit", ("原单位", "原工作单位"), loose=False),
    Column("old_post", ("原职务", "离职前职务", "原任职务", "原单位及职务"), loose=False),
    Column("rank", ("职级", "原职级", "职务层次"), loose=False),
    Column("leader", ("是否领导班子成员", "领导班子成员", "是否领导成员", "是否为领导班子成员"), loose=False),
    Column("exit", ("离职方式", "离职类型", "离任方式", "离职原因"), loose=False),
    Column(
        "exit_date", ("离职日期", "离职时间", "离任日期", "辞职(退休)日期"), required=True, kind="date", loose=False
    ),
    Column("years", ("限制年限", "限制期限", "从业限制年限"), kind="number", loose=False),
    Column("ends", ("限制届满日", "届满日", "限制届满日期", "届满日期", "限制截止日期"), kind="date", loose=False),
    Column("went_to", ("离职后去向", "去向", "现工作单位", "从业单位"), loose=False),
    Column("new_post", ("所任职务", "现任职务", "从业职务", "现职务"), loose=False),
    Column("related", ("与原业务关联", "是否与原业务关联", "与原工作业务关联", "关联性"), loose=False),
    Column("review", ("核查情况", "核查结果", "核查状态"), loose=False),
    Column("note", ("备注",), loose=False),
)
# 公务员法 art. 107: three years for leading members, two for others; the note of a register may say otherwise.
LEADER_YEARS, OTHER_YEARS = 3, 2
_NUMBERS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
_YEARS = re.compile(r"(?P<years>[1-9]|[一二两三四五])(?:\.0)?(?:周?年)?")
_RULE = r"[^,;.\d一二两三四五]{0,10}(?P<years>[1-9]|[一二两三四五])年"
_LEADER_RULE = re.compile(r"领导(?:班子)?(?:成员|干部|人员)" + _RULE)
_OTHER_RULE = re.compile(r"其他(?:人员|公务员|工作人员)?" + _RULE)
_RANGE = re.compile(r"以下|以上|及以[上下]|至|-|/")


def score(content: Content) -> float:
    """How certainly this is a restriction register."""
    wanted = ("old_post", "leader", "exit", "years", "ends", "went_to", "related")
    found = score_register(content, COLUMNS, wanted, TITLE_WORDS)
    has_term = any(r.header.columns.keys() & {"years", "ends"} for r in read_registers(content, COLUMNS))
    return found if has_term else 0.0


def read(content: Content) -> Reading:
    """Read a register of employment restrictions."""
    registers = read_registers(content, COLUMNS)
    reading = start_reading(KIND, content, registers)
    for register in registers:
        for row in register.rows():
            if row.is_nil("name"):
                reading.warnings.append(Message("register-nil-return", {}))
                continue
            record = _read_row(row, register, reading)
            if record is not None:
                reading.records.append(record)
    return reading


def _read_row(row: Row, register: Register, reading: Reading) -> Record | None:
    name = row.name("name")
    if name is None:
        reading.reject(row.place("name"), "register-cell-missing", column=row.header.heading("name"))
        return None
    record = Record(Restriction, {}, row.locator, label=row.text("old_post"), places=row.places())
    row.note_filled(record)
    exit_cell = row.cell("exit_date")
    exit_date = None if exit_cell is None else day_of(exit_cell)
    if exit_date is None:
        heading = row.header.heading("exit_date")
        record.rejected = Message("restriction-exit-date-unreadable", {"column": heading})
        reading.reject(row.place("exit_date"), record.rejected.code, column=heading)
        return record
    is_leader, years, ends = _leader(row, record), _years(row, record), row.day("ends", record, reading)
    record.values = {
        "name": name,
        "unit_name": row.text("unit") or register.unit_name,
        "old_post": row.text("old_post"),
        "rank": _rank(row, record),
        "is_leader": is_leader,
        "exit_kind": row.text("exit"),
        "exit_date": exit_date,
        "years": years,
        "ends": ends,
        "went_to": row.text("went_to"),
        "new_post": row.text("new_post"),
        "related": row.text("related"),
        "review_state": row.text("review"),
    }
    record.valid_from, record.valid_to = exit_date, ends
    _check_term(row, record, register, reading)
    record.extra = {
        "name": name,
        "old_post": row.text("old_post") or "",
        "leader": is_leader,
        "exit": row.text("exit") or "",
        "exit_date": iso(exit_date),
        "years": years,
        "ends": iso(ends),
        "went_to": row.text("went_to") or "",
        "new_post": row.text("new_post") or "",
        "related": row.text("related") or "",
    }
    return record


def _check_term(row: Row, record: Record, register: Register, reading: Reading) -> None:
    """Compare the stated term with the rule of the note (or the law) and with the stated end; nothing is corrected."""
    is_leader, years = record.values["is_leader"], record.values["years"]
    exit_date, ends = record.values["exit_date"], record.values["ends"]
    leader_years, other_years = _rule(register.notes())
    due_years = None if is_leader is None else leader_years if is_leader else other_years
    if due_years is not None and years is not None and years < due_years:
        due = iso(add_years(exit_date, due_years))
        row.refuse(
            "ends" if ends is not None else "years",
            "restriction-term-too-short",
            record,
            reading,
            years=years,
            due_years=due_years,
            due=due,
            ends=iso(ends) or "",
        )
    if ends is None:
        record.warn("restriction-end-missing")
    elif years is not None and add_years(exit_date, years) != ends:
        row.refuse(
            "ends", "restriction-end-differs", record, reading, ends=iso(ends), due=iso(add_years(exit_date, years))
        )


def _rule(notes: str) -> tuple[int, int]:
    """Years for leading members and for others, as the note below the table states them, else as the law does."""
    text = squash(notes)
    leader, other = _LEADER_RULE.search(text), _OTHER_RULE.search(text)
    return (
        _number(leader["years"]) if leader else LEADER_YEARS,
        _number(other["years"]) if other else OTHER_YEARS,
    )


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text)


def _years(row: Row, record: Record) -> int | None:
    text = squash(row.raw("years"))
    match = _YEARS.fullmatch(text)
    if match is None and text:
        record.warn("restriction-years-unreadable", column=row.header.heading("years"))
    return _number(match["years"]) if match else None


def _leader(row: Row, record: Record) -> bool | None:
    text = row.text("leader")
    answer = read_yes_no(text)
    if answer is None and (text is not None or "leader" in row.header.columns):
        undecidable = read_boxes(text or "") is not None
        record.warn("restriction-leader-undecidable" if undecidable else "restriction-leader-unknown")
    return answer


def _rank(row: Row, record: Record) -> str | None:
    """The rank; a range such as 县处级副职以下 names none."""
    text = row.text("rank")
    if text is not None and _RANGE.search(squash(text)):
        record.warn("restriction-rank-is-range")
        return None
    return text
