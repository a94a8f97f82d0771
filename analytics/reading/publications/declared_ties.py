"""领导干部亲属任职及经商办企业情况申报表: the relatives an official declares, and what they are in which firm.

Flows in: content with such declarations. Flows out: one `DeclaredTie` per relative and role. The relation stays as
written; identity numbers are kept only as secrets, and a credit code with a wrong check character is not taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from types import MappingProxyType
from typing import Any

from analytics.reading.content import Cell, Content
from analytics.reading.headings import Column, squash, unwrap
from analytics.reading.long_registers import (
    APART,
    PlainColumns,
    Stretch,
    Written,
    credit_code,
    day,
    identity,
    name,
    needed,
    read_by,
    text,
)
from analytics.reading.records import Reading, Record
from analytics.reading.registers import Register, Row, iso, score_register
from models.kin_terms import NOT_KIN, is_kin_wording
from models.language import Message
from models.money import plain
from models.tables import DeclaredTie
from models.vocabulary import DocumentKind, FirmRole

KIND = DocumentKind.DECLARED_TIES
READS_IN_PASSES = True
TITLE_WORDS = ("亲属任职", "经商办企业", "亲属从业", "个人有关事项", "亲属情况申报", "利益关系申报")

COLUMNS = (
    Column("row_number", ("序号",), loose=False),
    Column("name", ("申报人", "申报人姓名", "本人姓名", "填报人", "干部姓名"), required=True, loose=False),
    Column("id", ("身份证号", "身份证号码", "申报人身份证号", "本人身份证号", "公民身份号码"), loose=False),
    Column("unit", ("工作单位", "单位"), loose=False),
    Column("post", ("职务", "工作单位及职务", "单位及职务", "现任职务"), loose=False),
    Column("relation", ("与本人关系", "亲属关系", "关系", "称谓", "与申报人关系"), required=True, loose=False),
    Column("relative", ("亲属姓名", "家庭成员姓名", "亲属", "成员姓名"), required=True, loose=False),
    Column("relative_id", ("亲属身份证号", "亲属身份证号码", "亲属证件号码"), loose=False),
    Column("employer", ("亲属工作单位", "亲属工作单位及职务", "亲属从业单位"), loose=False),
    Column(
        "firm",
        ("任职或投资企业", "企业名称", "企业(单位)名称", "经商办企业名称", "投资或任职企业", "企业或市场主体名称"),
        loose=False,
    ),
    Column("code", ("统一社会信用代码", "社会信用代码", "信用代码"), loose=False),
    Column("role", ("企业职务", "所任职务", "企业任职", "任职情况", "担任职务"), loose=False),
    Column("share", ("出资比例", "持股比例", "股权比例", "占股比例"), kind="number", loose=False),
    Column("since", ("关系起始日期", "起始日期", "任职或投资起始日期"), kind="date", loose=False),
    Column("until", ("关系终止日期", "终止日期", "任职或投资终止日期"), kind="date", loose=False),
    Column("declared", ("申报日期", "填报日期", "申报时间"), kind="date", loose=False),
    Column("note", ("备注",), loose=False),
)
_PERSON = ("row_number", "name", "id", "unit", "post")
# Words of the role cell, in the order in which they are tried: 财务负责人 is a manager before 负责人 is found in it.
ROLE_WORDS: tuple[tuple[str, FirmRole], ...] = (
    (r"(?:部门|销售|客户|大堂|区域|产品|前厅|店面)经理", FirmRole.EMPLOYEE),
    (r"监事", FirmRole.SUPERVISOR),
    (r"董事会秘书", FirmRole.MANAGER),
    (r"董事", FirmRole.DIRECTOR),
    (r"财务(?:负责人|总监)|经理|总裁|总监|总工程师|高管|高级管理人员|厂长", FirmRole.MANAGER),
    (r"法定代表人|法人代表|法人|负责人", FirmRole.LEGAL_REPRESENTATIVE),
    (r"合伙人", FirmRole.PARTNER),
    (r"经营者|业主|个体工商户|个人独资|个体户", FirmRole.OPERATOR),
    (r"股东|出资人|投资人|持股|控股|参股|出资", FirmRole.SHAREHOLDER),
    (r"职工|员工|职员|技术员|会计|出纳|工人|店员|司机|顾问|雇员|文员|工程师|业务员|保安|普通", FirmRole.EMPLOYEE),
)
_NO_FIRM = re.compile(r"无|没有|未经商(?:办企业)?|未投资|未任职|未从业|未经商办企业及任职|-+|/")


def score(content: Content) -> float:
    """How certainly this is a table of declared relatives and firms."""
    wanted = ("relative_id", "employer", "firm", "code", "role", "share", "declared")
    return score_register(content, COLUMNS, wanted, TITLE_WORDS)


def read(content: Content) -> Reading:
    """Read declared ties."""
    return read_by(_Ties, content)


class _Ties:
    """Rows of the declarations, one by one or many at once."""

    kind, table, columns, groups = KIND, DeclaredTie, COLUMNS, (_PERSON,)
    renamed: Mapping[str, str] = MappingProxyType({"declared_on": "declared"})

    def begin(self, register: Register, reading: Reading) -> None:
        """A table says nothing further of itself."""

    def records(self, row: Row, register: Register, reading: Reading) -> list[Record]:
        if row.is_nil("relation") or row.is_nil("relative"):
            reading.warnings.append(Message("register-nil-return", {}))
            return []
        return _read_row(row, register, reading)

    def plain(self, rows: Stretch, register: Register) -> PlainColumns:
        since, until = rows.each("since", day), rows.each("until", day)
        rows.set_apart(_reversed(since, until))
        firms = rows.each("firm", _firm_of)
        with_firm = partial(_beside, firms)
        share = partial(_plain_share, heading=register.header.heading("share"))
        values = {
            "name": rows.each("name", needed(name)),
            "unit_name": [unit or register.unit_name for unit in rows.each("unit", text)],
            "post": rows.each("post", text),
            "relation": rows.each("relation", needed(_known_relation)),
            "relative_name": rows.each("relative", needed(name)),
            "relative_employer": rows.each("employer", _firm_of),
            "firm": firms,
            "firm_code": with_firm(rows.each("code", credit_code)),
            "firm_role": with_firm(rows.each("role", _one_role)),
            "share_percent": with_firm(rows.each("share", share)),
            "declared_on": [declared or register.filled_on for declared in rows.each("declared", day)],
        }
        secrets = {"id": rows.each("id", identity), "relative_id": rows.each("relative_id", identity)}
        return PlainColumns(values, secrets, since, until)

    def show(self, record: Record) -> None:
        record.label = record.values["relation"]
        record.extra = {
            **record.values,
            "declared_on": iso(record.values["declared_on"]),
            "from": iso(record.valid_from),
            "until": iso(record.valid_to),
        }


def _firm_of(cell: Written) -> Any:
    return _firm(text(cell))


def _known_relation(cell: Written) -> Any:
    relation = text(cell)
    return relation if _is_known(relation) else APART


def _is_known(relation: str | None) -> bool:
    term = squash(relation or "")
    return term in NOT_KIN or is_kin_wording(term)


def _one_role(cell: Written) -> Any:
    """The role of a cell that names one, or none at all."""
    found, unknown = _roles_in(unwrap(cell.text) or None)
    return APART if unknown or len(found) > 1 else str(found[0]) if found else None


def _plain_share(cell: Written, heading: str) -> Any:
    value, is_readable = _share_in(cell, heading)
    return value if is_readable else APART


def _beside(firms: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Values that say something only where a firm is named."""
    return [None if firm is None else value for firm, value in zip(firms, values, strict=True)]


def _reversed(first: Sequence[Any], last: Sequence[Any]) -> list[bool]:
    """Where the last day stands before the first one."""
    return [isinstance(a, date) and isinstance(b, date) and b < a for a, b in zip(first, last, strict=True)]


def _read_row(row: Row, register: Register, reading: Reading) -> list[Record]:
    name, relation, relative = row.name("name"), row.text("relation"), row.name("relative")
    for key, value in (("name", name), ("relation", relation), ("relative", relative)):
        if not value:
            reading.reject(row.place(key), "register-cell-missing", column=row.header.heading(key))
            return []
    record = Record(DeclaredTie, {}, row.locator, label=relation, places=row.places(declared_on="declared"))
    row.note_filled(record)
    if not _is_known(relation):
        record.warn("ties-relation-unknown")
    since, until = row.day("since", record, reading), row.day("until", record, reading)
    if since is not None and until is not None and until < since:
        row.refuse("until", "register-dates-reversed", record, reading)
        until = None
    declared = row.day("declared", record, reading) or register.filled_on
    firm = _firm(row.text("firm"))
    roles = _roles(row, record, reading) if firm is not None else []
    record.values = {
        "name": name,
        "unit_name": row.text("unit") or register.unit_name,
        "post": row.text("post"),
        "relation": relation,
        "relative_name": relative,
        "relative_employer": _firm(row.text("employer")),
        "firm": firm,
        "firm_code": row.credit_code("code", record, reading) if firm is not None else None,
        "firm_role": str(roles[0]) if roles else None,
        "share_percent": _share(row, record, reading) if firm is not None else None,
        "declared_on": declared,
    }
    record.valid_from, record.valid_to = since, until
    row.identity("id", "id", record, reading)
    row.identity("relative_id", "relative_id", record, reading)
    _Ties().show(record)
    return [record, *(_further_role(record, role) for role in roles[1:])]


def _further_role(record: Record, role: FirmRole) -> Record:
    """The same tie in a further role: 执行董事兼总经理 is two."""
    return Record(
        DeclaredTie,
        {**record.values, "firm_role": str(role)},
        record.locator,
        label=record.label,
        valid_from=record.valid_from,
        valid_to=record.valid_to,
        warnings=list(record.warnings),
        is_row=False,
        places=record.places,
        extra={**record.extra, "firm_role": str(role)},
        secrets=dict(record.secrets),
    )


def _firm(text: str | None) -> str | None:
    return None if text is None or _NO_FIRM.fullmatch(squash(text)) else text


def _roles(row: Row, record: Record, reading: Reading) -> list[FirmRole]:
    """Every role named in the role cell; words that name none leave the role open, with a warning."""
    found, unknown = _roles_in(row.text("role"))
    for _ in range(unknown):
        record.warn("ties-role-unknown")
    return found


def _roles_in(written: str | None) -> tuple[list[FirmRole], int]:
    """The roles that words name, and how many of them name none."""
    found: list[FirmRole] = []
    unknown = 0
    if written is None or _NO_FIRM.fullmatch(squash(written)):
        return found, unknown
    for part in re.split(r"[,/;+&]|兼任?|及|和|并", squash(written)):
        role = next((role for pattern, role in ROLE_WORDS if re.search(pattern, part)), None)
        if role is not None and role not in found:
            found.append(role)
        elif role is None and part:
            unknown += 1
    return found, unknown


def _share(row: Row, record: Record, reading: Reading) -> str | None:
    """The share in percent as decimal text. A fraction without any percent sign may be either, and is not taken."""
    cell = row.cell("share")
    if cell is None:
        return None
    share, is_readable = _share_in(cell, row.header.heading("share"))
    if not is_readable:
        row.refuse("share", "ties-share-unreadable", record, reading)
    return share


def _share_in(cell: Cell | Written, heading: str) -> tuple[str | None, bool]:
    """The share that a cell gives, and whether it can be read at all."""
    written = squash(cell.text)
    if not written or _NO_FIRM.fullmatch(written):
        return None, True
    is_shown_as_percent = isinstance(cell, Cell) and cell.percent
    is_percent = "%" in written or "%" in heading
    try:
        value = Decimal(written.rstrip("%"))
        if is_shown_as_percent and isinstance(cell.value, Decimal) and not written.endswith("%"):
            value = cell.value * 100
    except InvalidOperation:
        value = Decimal(-1)
    doubtful = not is_percent and not is_shown_as_percent and 0 < value <= 1
    return (None, False) if doubtful or not 0 <= value <= 100 else (plain(value), True)
