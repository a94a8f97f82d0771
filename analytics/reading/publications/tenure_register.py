"""岗位任职登记表: who holds which post since when, and which posts the office counts as key posts.

Flows in: content with a register of post holders. Flows out: one `Tenure` per row; the identity number is kept only
as a secret. A person without a name or without a post is no entry.
"""

from __future__ import annotations

from analytics.reading.content import Content
from analytics.reading.headings import Column
from analytics.reading.records import Reading, Record
from analytics.reading.registers import (
    Register,
    Row,
    iso,
    read_registers,
    read_yes_no,
    score_register,
    start_reading,
)
from models.language import Message
from models.tables import Tenure
from models.vocabulary import DocumentKind

KIND = DocumentKind.TENURE_REGISTER
TITLE_WORDS = ("岗位任职", "任职登记", "任职情况", "在岗人员", "岗位人员", "轮岗")

COLUMNS = (
    Column("row_number", ("序号",), loose=False),
    Column("name", ("姓名",), required=True, loose=False),
    Column("id", ("身份证号", "身份证号码", "公民身份号码"), loose=False),
    Column("unit", ("单位", "工作单位", "单位名称"), loose=False),
    Column("department", ("科室", "部门", "处室", "股室", "内设机构", "所在科室"), loose=False),
    Column("post", ("岗位", "岗位名称", "现岗位", "所在岗位"), required=True, loose=False),
    Column("title", ("职务", "现任职务", "职务职级"), loose=False),
    Column("key_post", ("是否重点岗位", "重点岗位", "是否关键岗位"), loose=False),
    Column(
        "since",
        (
            "任现岗位起始日期",
            "任现岗位时间",
            "任现岗位起始时间",
            "任现职时间",
            "任职起始日期",
            "任职时间",
            "上岗日期",
            "到岗日期",
        ),
        required=True,
        kind="date",
        loose=False,
    ),
    Column("until", ("离岗日期", "离岗时间", "任职终止日期", "离任日期"), kind="date", loose=False),
    Column("note", ("备注",), loose=False),
)
_PERSON = ("row_number", "name", "id")


def score(content: Content) -> float:
    """How certainly this is a register of post holders."""
    return score_register(content, COLUMNS, ("id", "department", "title", "key_post", "until"), TITLE_WORDS)


def read(content: Content) -> Reading:
    """Read a register of post holders."""
    registers = read_registers(content, COLUMNS)
    reading = start_reading(KIND, content, registers)
    for register in registers:
        for row in register.rows(_PERSON):
            if row.is_nil("name"):
                reading.warnings.append(Message("register-nil-return", {}))
                continue
            record = _read_row(row, register, reading)
            if record is not None:
                reading.records.append(record)
    return reading


def _read_row(row: Row, register: Register, reading: Reading) -> Record | None:
    name, post = row.name("name"), row.text("post")
    for key, value in (("name", name), ("post", post)):
        if value is None:
            reading.reject(row.place(key), "register-cell-missing", column=row.header.heading(key))
            return None
    record = Record(Tenure, {}, row.locator, label=post, places=row.places())
    row.note_filled(record)
    since, until = row.day("since", record, reading), row.day("until", record, reading)
    if since is not None and until is not None and until < since:
        row.refuse("until", "register-dates-reversed", record, reading)
        until = None
    is_key = read_yes_no(row.text("key_post"))
    if is_key is None and row.text("key_post") is not None:
        record.warn("register-yes-no-unknown", column=row.header.heading("key_post"))
    record.values = {
        "name": name,
        "unit_name": row.text("unit") or register.unit_name,
        "department": row.text("department"),
        "post": post,
        "title": row.text("title"),
        "is_key": is_key,
        "since": since,
        "until": until,
    }
    record.valid_from, record.valid_to = since, until
    row.identity("id", "id", record, reading)
    record.extra = {**record.values, "since": iso(since), "until": iso(until)}
    return record
