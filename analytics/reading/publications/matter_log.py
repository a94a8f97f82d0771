"""事项办理日志: who did what at which step of which matter, when, and for whom.

Flows in: content with a log of matters. Flows out: one `MatterAct` per person and step. Times of day are those of
the clock in the office (Asia/Shanghai); identity numbers of actors and applicants are kept only as secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from analytics.reading.acts import read_act
from analytics.reading.content import Content
from analytics.reading.headings import Column, squash
from analytics.reading.long_registers import (
    APART,
    PlainColumns,
    Stretch,
    Written,
    amount,
    credit_code,
    identity,
    moment,
    needed,
    read_by,
    text,
)
from analytics.reading.persons import is_credit_code, read_identity, split_names
from analytics.reading.records import Reading, Record
from analytics.reading.registers import NIL, Register, Row, iso, score_register
from models.money import plain
from models.tables import MatterAct
from models.vocabulary import DocumentKind

KIND = DocumentKind.MATTER_LOG
READS_IN_PASSES = True
TITLE_WORDS = ("办理日志", "事项办理", "办件", "办理台账", "办理记录", "流转记录")
_NAMED = 0.92  # above the score of a notice about the money that the matters are about
CLOCK = ZoneInfo("Asia/Shanghai")

COLUMNS = (
    Column("row_number", ("序号",), loose=False),
    Column("number", ("事项编号", "办件编号", "业务编号", "受理编号", "案号"), required=True, loose=False),
    Column("title", ("事项名称", "办件名称", "事项", "项目名称"), loose=False),
    Column("power", ("职权名称", "权力名称", "权力事项"), loose=False),
    Column("post", ("岗位", "岗位名称", "办理岗位"), loose=False),
    Column("step", ("环节", "流程环节", "办理环节", "环节名称"), required=True, loose=False),
    Column("actor", ("经办人", "办理人", "承办人", "经办人姓名"), required=True, loose=False),
    Column("actor_id", ("经办人身份证号", "经办人身份证号码", "办理人身份证号", "承办人身份证号"), loose=False),
    Column(
        "acted", ("办理时间", "办理日期", "办结时间", "经办时间", "处理时间"), required=True, kind="date", loose=False
    ),
    Column("party", ("申请人", "申请单位", "申请人名称", "行政相对人", "相对人", "服务对象"), loose=False),
    Column("party_id", ("申请人证件号码", "申请人证件号", "申请人身份证号", "证件号码"), loose=False),
    Column("party_code", ("统一社会信用代码", "申请人统一社会信用代码", "社会信用代码"), loose=False),
    Column("amount", ("申请金额", "金额", "涉及金额", "审批金额", "补助金额"), kind="amount", loose=False),
    Column("note", ("备注",), loose=False),
)
_MATTER = ("number", "title", "power", "party", "party_id", "party_code", "amount")


def score(content: Content) -> float:
    """How certainly this is a log of matters."""
    return score_register(
        content, COLUMNS, ("power", "post", "actor_id", "party", "party_id", "amount"), TITLE_WORDS, _NAMED
    )


def read(content: Content) -> Reading:
    """Read a log of matters."""
    return read_by(_Steps, content)


class _Steps:
    """Rows of the log, one by one or many at once."""

    kind, table, columns, groups = KIND, MatterAct, COLUMNS, (_MATTER,)
    renamed: Mapping[str, str] = MappingProxyType({"acted_on": "acted"})

    def begin(self, register: Register, reading: Reading) -> None:
        unit = register.unit_of("amount")
        reading.amount_unit = reading.amount_unit or (unit.zh if unit else None)

    def records(self, row: Row, register: Register, reading: Reading) -> list[Record]:
        return _read_row(row, register, reading)

    def plain(self, rows: Stretch, register: Register) -> PlainColumns:
        moments = rows.each("acted", moment)
        days = [found.date() if isinstance(found, datetime) else found for found in moments]
        codes = rows.each("party_code", credit_code)
        coded = [code or other for code, other in zip(codes, rows.each("party_id", _code_of_party), strict=True)]
        values = {
            "matter_number": rows.each("number", needed(text)),
            "matter_title": rows.each("title", text),
            "power": rows.each("power", text),
            "unit_name": [register.unit_name] * len(rows),
            "post": rows.each("post", text),
            "step_name": rows.each("step", needed(text)),
            "act": rows.each("step", _known_act),
            "actor_name": rows.each("actor", _one_actor),
            "acted_on": days,
            "acted_at": [_instant(found) for found in moments],
            "party_name": rows.each("party", _party_name),
            "party_code": coded,
            "amount": rows.each("amount", amount(register, "amount")),
        }
        numbers = rows.each("party_id", _number_of_party)
        return PlainColumns(values, {"actor_id": rows.each("actor_id", identity), "party_id": numbers}, days, days)

    def show(self, record: Record) -> None:
        values = record.values
        record.label = f"{values['matter_number']}|{values['step_name']}"
        record.extra = {
            **{key: values[key] for key in ("matter_number", "matter_title", "power", "post", "step_name", "act")},
            "actor": values["actor_name"],
            "acted_on": iso(values["acted_on"]),
            "acted_at": values["acted_at"].isoformat() if values["acted_at"] else None,
            "party": values["party_name"],
            "amount_yuan": None if values["amount"] is None else plain(values["amount"]),
        }


def _known_act(cell: Written) -> Any:
    act = read_act(text(cell))
    return APART if act is None else str(act)


def _one_actor(cell: Written) -> Any:
    actors = split_names(cell.text)
    return actors[0] if len(actors) == 1 and "\n" not in cell.text else APART


def _party_name(cell: Written) -> Any:
    return None if squash(cell.text) in NIL else text(cell)


def _code_of_party(cell: Written) -> Any:
    """The firm's code in a column that holds numbers of either kind."""
    if read_identity(cell.text).number == cell.text:
        return None
    written = squash(cell.text).upper()
    return written if read_identity(written).number is None and is_credit_code(written) else None


def _number_of_party(cell: Written) -> Any:
    """The identity number in a column that holds numbers of either kind."""
    return None if _code_of_party(cell) else identity(cell)


def _read_row(row: Row, register: Register, reading: Reading) -> list[Record]:
    number, step, actors = row.text("number"), row.text("step"), row.names("actor")
    for key, value in (("number", number), ("step", step), ("actor", actors)):
        if not value:
            reading.reject(row.place(key), "register-cell-missing", column=row.header.heading(key))
            return []
    record = Record(MatterAct, {}, row.locator, label=f"{number}|{step}", places=row.places(acted_on="acted"))
    row.note_filled(record)
    act = read_act(step)
    if act is None:
        record.warn("log-step-unknown")
    acted = row.moment("acted", record, reading)
    acted_on = acted.date() if isinstance(acted, datetime) else acted
    record.values = {
        "matter_number": number,
        "matter_title": row.text("title"),
        "power": row.text("power"),
        "unit_name": register.unit_name,
        "post": row.text("post"),
        "step_name": step,
        "act": str(act) if act else None,
        "actor_name": actors[0],
        "acted_on": acted_on,
        "acted_at": _instant(acted),
        "party_name": None if row.is_nil("party") else row.text("party"),
        "party_code": _party_code(row, record, reading),
        "amount": None,
    }
    record.valid_from = record.valid_to = acted_on
    _read_amount(row, register, record, reading)
    _party_number(row, record, reading)
    _Steps().show(record)
    return _per_actor(row, record, actors, reading)


def _per_actor(row: Row, record: Record, actors: list[str], reading: Reading) -> list[Record]:
    """One record for each person of the row; numbers of several persons are taken only where each has one."""
    if len(actors) == 1:
        row.identity("actor_id", "actor_id", record, reading)
        return [record]
    numbers = [read_identity(part).number for part in split_names(row.text("actor_id"))]
    if len(numbers) != len(actors):
        if numbers:
            row.refuse("actor_id", "log-numbers-unassigned", record, reading)
        numbers = [None] * len(actors)
    found = []
    for position, (actor, number) in enumerate(zip(actors, numbers, strict=True)):
        secrets = {**record.secrets, **({"actor_id": number} if number else {})}
        found.append(
            Record(
                MatterAct,
                {**record.values, "actor_name": actor},
                record.locator,
                label=record.label,
                valid_from=record.valid_from,
                valid_to=record.valid_to,
                warnings=list(record.warnings),
                is_row=position == 0,
                places=record.places,
                extra={**record.extra, "actor": actor},
                secrets=secrets,
            )
        )
    return found


def _instant(found: datetime | date | None) -> datetime | None:
    if not isinstance(found, datetime):
        return None
    return found.replace(tzinfo=CLOCK) if found.tzinfo is None else found


def _party_code(row: Row, record: Record, reading: Reading) -> str | None:
    """The firm's code, from its own column or from the column for numbers of either kind."""
    code = row.credit_code("party_code", record, reading)
    written = squash(row.raw("party_id")).upper()
    return code or (written if is_credit_code(written) and read_identity(written).number is None else None)


def _party_number(row: Row, record: Record, reading: Reading) -> None:
    written = squash(row.raw("party_id")).upper()
    if is_credit_code(written) and read_identity(written).number is None:
        return
    row.identity("party_id", "party_id", record, reading)


def _read_amount(row: Row, register: Register, record: Record, reading: Reading) -> None:
    cell = row.cell("amount")
    if cell is None:
        return
    found = register.amount(row, "amount")
    record.values["amount"] = found.value
    record.warnings += found.warnings
    if found.problem is not None:
        record.warnings.append(found.problem)
        reading.reject(row.place("amount"), found.problem.code, **found.problem.params)
