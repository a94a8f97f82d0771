"""事项办理日志: who did what at which step of which matter, when, and for whom.

Flows in: content with a log of matters. Flows out: one `MatterAct` per person and step. Times of day are those of
the clock in the office (Asia/Shanghai); identity numbers of actors and applicants are kept only as secrets.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from analytics.reading.acts import read_act
from analytics.reading.content import Content
from analytics.reading.headings import Column, squash
from analytics.reading.persons import is_credit_code, read_identity, split_names
from analytics.reading.records import Reading, Record
from analytics.reading.registers import Register, Row, iso, read_registers, score_register, start_reading
from models.money import plain
from models.tables import MatterAct
from models.vocabulary import DocumentKind

KIND = DocumentKind.MATTER_LOG
TITLE_WORDS = ("办理日志", "事项办理", "办件", "办理台账", "办理记录", "流转记录")
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
    return score_register(content, COLUMNS, ("power", "post", "actor_id", "party", "party_id", "amount"), TITLE_WORDS)


def read(content: Content) -> Reading:
    """Read a log of matters."""
    registers = read_registers(content, COLUMNS)
    reading = start_reading(KIND, content, registers)
    for register in registers:
        unit = register.unit_of("amount")
        reading.amount_unit = reading.amount_unit or (unit.zh if unit else None)
        for row in register.rows(_MATTER):
            reading.records += _read_row(row, register, reading)
    return reading


def _read_row(row: Row, register: Register, reading: Reading) -> list[Record]:
    number, step, actors = row.text("number"), row.text("step"), split_names(row.text("actor"))
    for key, value in (("number", number), ("step", step), ("actor", actors)):
        if not value:
            reading.reject(row.place(key), "register-cell-missing", column=row.header.heading(key))
            return []
    record = Record(MatterAct, {}, row.locator, label=f"{number}|{step}", places=row.places(acted_on="acted"))
    row.note_filled(record)
    act = read_act(step)
    if act is None:
        record.warn("log-step-unknown")
    moment = row.moment("acted", record, reading)
    acted_on = moment.date() if isinstance(moment, datetime) else moment
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
        "acted_at": _instant(moment),
        "party_name": None if row.is_nil("party") else row.text("party"),
        "party_code": _party_code(row, record, reading),
        "amount": None,
    }
    record.valid_from = record.valid_to = acted_on
    _read_amount(row, register, record, reading)
    _party_number(row, record, reading)
    record.extra = {
        **{key: record.values[key] for key in ("matter_number", "matter_title", "power", "post", "step_name", "act")},
        "actor": actors[0],
        "acted_on": iso(acted_on),
        "acted_at": record.values["acted_at"].isoformat() if record.values["acted_at"] else None,
        "party": record.values["party_name"],
        "amount_yuan": None if record.values["amount"] is None else plain(record.values["amount"]),
    }
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


def _instant(moment: datetime | date | None) -> datetime | None:
    if not isinstance(moment, datetime):
        return None
    return moment.replace(tzinfo=CLOCK) if moment.tzinfo is None else moment


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
    amount = register.amount(row, "amount")
    record.values["amount"] = amount.value
    record.warnings += amount.warnings
    if amount.problem is not None:
        record.warnings.append(amount.problem)
        reading.reject(row.place("amount"), amount.problem.code, **amount.problem.params)
