"""岗位任职登记表: who holds which post since when, and which posts the office counts as key posts.

Flows in: content with a register of post holders. Flows out: one `Tenure` per row; the identity number is kept only
as a secret. A person without a name or without a post is no entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from analytics.reading.content import Content
from analytics.reading.headings import Column, unwrap
from analytics.reading.long_registers import (
    APART,
    PlainColumns,
    Stretch,
    Written,
    day,
    identity,
    name,
    needed,
    read_by,
    text,
)
from analytics.reading.records import Reading, Record
from analytics.reading.registers import Register, Row, iso, read_yes_no, score_register
from models.language import Message
from models.tables import Tenure
from models.vocabulary import DocumentKind

KIND = DocumentKind.TENURE_REGISTER
READS_IN_PASSES = True
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
    return read_by(_PostHolders, content)


class _PostHolders:
    """Rows of the register, one by one or many at once."""

    kind, table, columns, groups = KIND, Tenure, COLUMNS, (_PERSON,)
    renamed: Mapping[str, str] = MappingProxyType({})

    def begin(self, register: Register, reading: Reading) -> None:
        """A table says nothing further of itself."""

    def records(self, row: Row, register: Register, reading: Reading) -> list[Record]:
        if row.is_nil("name"):
            reading.warnings.append(Message("register-nil-return", {}))
            return []
        record = _read_row(row, register, reading)
        return [] if record is None else [record]

    def plain(self, rows: Stretch, register: Register) -> PlainColumns:
        since, until = rows.each("since", day), rows.each("until", day)
        rows.set_apart(_reversed(since, until))
        values = {
            "name": rows.each("name", needed(name)),
            "unit_name": [unit or register.unit_name for unit in rows.each("unit", text)],
            "department": rows.each("department", text),
            "post": rows.each("post", needed(text)),
            "title": rows.each("title", text),
            "is_key": rows.each("key_post", _is_key),
            "since": since,
            "until": until,
        }
        return PlainColumns(values, {"id": rows.each("id", identity)}, since, until)

    def show(self, record: Record) -> None:
        record.label = record.values["post"]
        record.extra = {**record.values, "since": iso(record.values["since"]), "until": iso(record.values["until"])}


def _is_key(cell: Written) -> Any:
    answer = read_yes_no(unwrap(cell.text) or None)
    return APART if answer is None and cell.text else answer


def _reversed(first: Sequence[Any], last: Sequence[Any]) -> list[bool]:
    """Where the last day stands before the first one."""
    return [isinstance(a, date) and isinstance(b, date) and b < a for a, b in zip(first, last, strict=True)]


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
    _PostHolders().show(record)
    return record
