"""履职回避登记表: who asked or was told to step aside from which matter, why, and what was decided.

Flows in: content with a recusal register. Flows out: one `Recusal` per entry. Void entries, repeated numbers and
entries whose decision cannot be told are set aside with their reason; an identity number is kept only as a secret.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from analytics.reading.content import Content
from analytics.reading.dates import dates_in, fold, months_in, periods_in
from analytics.reading.headings import Column, squash
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
from analytics.reading.registers import Register, Row, iso, read_boxes, score_register
from models.language import Message
from models.places import WHOLE_FILE
from models.tables import Recusal
from models.vocabulary import DocumentKind, RecusalOutcome

KIND = DocumentKind.RECUSAL_REGISTER
READS_IN_PASSES = True
TITLE_WORDS = ("回避登记", "回避台账", "履职回避", "回避情况", "回避事项", "利益冲突")

COLUMNS = (
    Column("row_number", ("序号",), loose=False),
    Column("number", ("登记编号", "编号", "登记号"), loose=False),
    Column("name", ("姓名", "回避人", "回避人姓名", "申请人", "被申请人"), required=True, loose=False),
    Column("unit", ("工作单位", "单位", "所在单位"), loose=False),
    Column("post", ("工作单位及职务", "职务", "单位及职务", "单位职务"), loose=False),
    Column("duty", ("岗位", "分管工作", "岗位职责"), loose=False),
    Column("id", ("身份证号", "身份证号码", "公民身份号码", "证件号码"), loose=False),
    Column("recusal_type", ("回避类型", "回避类别", "回避种类"), required=True, loose=False),
    Column("matter", ("回避事项", "事项", "事项名称", "案号", "请求事项"), required=True),
    Column("step", ("权力环节", "环节", "流程环节"), loose=False),
    Column("counterparty", ("相对人", "利害关系人", "行政相对人", "关系人"), loose=False),
    Column("relation", ("与本人关系", "关系", "与利害关系人关系", "与相对人关系", "亲属关系"), loose=False),
    Column("basis", ("依据条款", "回避依据", "依据", "法律依据"), loose=False),
    Column("raised_by", ("提出方式", "回避方式", "提出人", "来源"), loose=False),
    Column(
        "applied",
        ("申请日期", "提出日期", "申请时间", "申报日期", "提出时间", "申报时间", "申请回避日期", "填报日期"),
        kind="date",
        loose=False,
    ),
    Column("reviewer", ("审核人", "审批人", "审核机构", "决定机关"), loose=False),
    Column("decision", ("决定", "审批意见", "处理决定", "审核意见", "决定结果", "是否回避"), loose=False),
    Column(
        "decided",
        ("决定日期", "审批日期", "决定时间", "审批时间", "批准日期", "审核日期", "审核时间"),
        kind="date",
        loose=False,
    ),
    Column("execution", ("执行方式及期间", "执行情况", "执行方式", "执行期间", "回避期间", "起止时间"), loose=False),
    Column("note", ("备注",), loose=False),
)
_PERSON = ("name", "unit", "post", "duty", "id")
_VOID = re.compile(r"(?:^|[,;.(])(?:已|予以|本条|此条|该条)?(?:作废|撤销登记|登记错误|误登)(?:$|[,;.)])")
_VOID_SIGN = re.compile("[废廢癈撤错錯误誤]")  # one of them stands in every word of a void entry, however it is written
_MAY_BE_VOID = ("matter", "note", "decision", "execution", "number")
_REFUSED = re.compile(r"不同意|不予|不批准|不需|无需|驳回|不回避|不属")
_OPEN = re.compile(r"^(?:待|拟)|[审核批办研][核批理究]?中$|^(?:正在|尚未|未)(?:办理|审[核批]|决定|研究|批)")
_DECISION = frozenset({"decision", "decided", "reviewer"})
_ACCEPTED = re.compile(
    r"同意|准予|批准|予以回避|应当回避|应予回避|决定回避|责令回避|指令回避|调岗|轮岗|调整岗位|调离|更换|退出|^回避$"
)


def score(content: Content) -> float:
    """How certainly this is a recusal register."""
    wanted = ("matter", "step", "counterparty", "relation", "basis", "raised_by", "decision")
    return score_register(content, COLUMNS, wanted, TITLE_WORDS)


def read(content: Content) -> Reading:
    """Read a recusal register."""
    return read_by(_Entries, content)


class _Entries:
    """Rows of the register, one by one or many at once; no number is taken twice."""

    kind, table, columns, groups = KIND, Recusal, COLUMNS, (_PERSON,)
    renamed: Mapping[str, str] = MappingProxyType({})

    def __init__(self) -> None:
        self._numbers: set[str] = set()

    def begin(self, register: Register, reading: Reading) -> None:
        """Say of a register that it knows declarations only."""
        if not _knows_decisions(register):
            reading.warnings.append(Message("recusal-declarations-only", {}))

    def records(self, row: Row, register: Register, reading: Reading) -> list[Record]:
        if row.is_nil("name") and not row.text("matter"):
            reading.warnings.append(Message("register-nil-return", {}))
            return []
        record = _read_row(row, register, reading, self._numbers)
        return [] if record is None else [record]

    def plain(self, rows: Stretch, register: Register) -> PlainColumns:
        for key in _MAY_BE_VOID:
            rows.each(key, _unvoided)
        applied, decided = rows.each("applied", day), rows.each("decided", day)
        rows.set_apart(
            [isinstance(a, date) and isinstance(b, date) and b < a for a, b in zip(applied, decided, strict=True)]
        )
        held = rows.each("execution", lambda cell: _held(text(cell)))
        values = {key: rows.each(key, text) for key in ("number", "post", "duty", "recusal_type", "matter", "step")}
        values |= {key: rows.each(key, text) for key in ("counterparty", "relation", "basis", "raised_by", "reviewer")}
        values |= {
            "name": rows.each("name", needed(name)),
            "unit_name": [unit or register.unit_name for unit in rows.each("unit", text)],
            "applied": applied,
            "decision": rows.each("decision", _decided),
            "outcome": _outcomes(rows, register),
            "decided": decided,
            "execution": rows.each("execution", text),
        }
        secrets = {"id": rows.each("id", identity)}
        self._keep_numbers(rows)  # last, when all other rows that are not plain are set apart
        first, last = ([None if period is None else period[n] for period in held] for n in (0, 1))
        return PlainColumns(values, secrets, first, last)

    def _keep_numbers(self, rows: Stretch) -> None:
        """Note the numbers of the plain rows; of rows with a number that is not the only one none is plain."""
        numbers = rows.each("number", lambda cell: squash(text(cell) or "") or None)
        counts = Counter(numbers)
        rows.set_apart([n is not None and (counts[n] > 1 or n in self._numbers) for n in numbers])
        self._numbers.update(n for i, n in enumerate(numbers) if n is not None and i not in rows.apart)

    def show(self, record: Record) -> None:
        values = record.values
        record.label = values["number"] or values["matter"]
        record.extra = {
            "no": values["number"] or "",
            **{key: values[key] or "" for key in ("name", "post", "recusal_type", "matter", "step")},
            **{key: values[key] or "" for key in ("counterparty", "relation", "basis", "raised_by")},
            "applied": iso(values["applied"]),
            "reviewer": values["reviewer"] or "",
            "decision": values["decision"] or "",
            "decided": iso(values["decided"]),
            "from": iso(record.valid_from) or _held(values["execution"])[2],
            "until": iso(record.valid_to),
        }


def _unvoided(cell: Written) -> Any:
    return APART if _VOID_SIGN.search(cell.text) and _VOID.search(squash(cell.text)) else None


def _decided(cell: Written) -> Any:
    """The decision of a cell, where it is boxes the one that is ticked."""
    decision = text(cell)
    boxes = read_boxes(decision or "")
    return decision if boxes is None else boxes.chosen or APART


def _outcomes(rows: Stretch, register: Register) -> list[Any]:
    if not _knows_decisions(register):
        return [str(RecusalOutcome.ACCEPTED)] * len(rows)
    if not any(rows.texts("decision")):
        return [str(RecusalOutcome.PENDING)] * len(rows)
    return rows.each("decision", _sure_outcome)


def _sure_outcome(cell: Written) -> Any:
    decision = _decided(cell)
    if decision is APART:
        return APART
    scratch = Record(Recusal, {}, WHOLE_FILE)
    outcome = _outcome(decision, scratch)
    return APART if scratch.warnings else str(outcome)


def _read_row(row: Row, register: Register, reading: Reading, numbers: set[str]) -> Record | None:
    name, number = row.name("name"), row.text("number")
    record = Record(Recusal, {}, row.locator, label=number or row.text("matter"), places=row.places())
    void = any(_VOID.search(squash(row.raw(key))) for key in _MAY_BE_VOID)
    if void:
        return _set_aside(record, reading, "number", row, Message("recusal-row-void", {}))
    if name is None:
        reading.reject(row.place("name"), "register-cell-missing", column=row.header.heading("name"))
        return None
    if number is not None and squash(number) in numbers:
        return _set_aside(record, reading, "number", row, Message("recusal-number-repeated", {"number": number}))
    row.note_filled(record)
    applied, decided = row.day("applied", record, reading), row.day("decided", record, reading)
    decision = row.text("decision")
    boxes = read_boxes(decision or "")
    if boxes is not None and boxes.chosen is None:
        return _set_aside(record, reading, "decision", row, Message("recusal-decision-undecidable", {}))
    if number is not None:
        numbers.add(squash(number))
    decision = boxes.chosen if boxes is not None else decision
    execution = row.text("execution")
    record.values = {
        "number": number,
        "name": name,
        "unit_name": row.text("unit") or register.unit_name,
        "post": row.text("post"),
        "duty": row.text("duty"),
        "recusal_type": row.text("recusal_type"),
        "matter": row.text("matter"),
        "step": row.text("step"),
        "counterparty": row.text("counterparty"),
        "relation": row.text("relation"),
        "basis": row.text("basis"),
        "raised_by": row.text("raised_by"),
        "applied": applied,
        "reviewer": row.text("reviewer"),
        "decision": decision,
        "outcome": str(_outcome(decision, record) if _knows_decisions(register) else RecusalOutcome.ACCEPTED),
        "decided": decided,
        "execution": execution,
    }
    row.identity("id", "id", record, reading)
    if applied is not None and decided is not None and decided < applied:
        record.warn("recusal-decided-before-applied")
    record.valid_from, record.valid_to, _ = _held(execution)
    _Entries().show(record)
    return record


def _knows_decisions(register: Register) -> bool:
    """Whether a register has a place for decisions; in one that has none a declaration counts as accepted."""
    return bool(_DECISION & register.header.columns.keys())


def _set_aside(record: Record, reading: Reading, key: str, row: Row, reason: Message) -> Record:
    """An entry that was understood and must not be stored."""
    record.rejected = reason
    reading.reject(row.place(key), reason.code, **reason.params)
    return record


def _outcome(decision: str | None, record: Record) -> RecusalOutcome:
    """How the application ended; words that say neither leave it undecided, with a warning."""
    text = squash(decision or "")
    if not text or text in {"-", "/"} or _OPEN.search(text):
        return RecusalOutcome.PENDING
    if text in {"是", "有"}:
        return RecusalOutcome.ACCEPTED
    if text in {"否", "无"} or _REFUSED.search(text):
        return RecusalOutcome.REFUSED
    if _ACCEPTED.search(text):
        return RecusalOutcome.ACCEPTED
    record.warn("recusal-decision-unknown")
    return RecusalOutcome.PENDING


def _held(execution: str | None) -> tuple[date | None, date | None, str | None]:
    """First and last day of a recusal from its execution text, and the month where no more than a month is given.

    More than one period, or days without a word for from or until, say nothing certain.
    """
    text = fold(execution or "")
    periods = periods_in(text)
    if periods:
        return (periods[0].first, periods[0].last, None) if len(periods) == 1 else (None, None, None)
    first = last = None
    for found in dates_in(text):
        before, after = text[: found.start], text[found.end :]
        if re.match(r"\s*(?:起|开始)", after) or re.search(r"(?:自|从)\s*$", before):
            first = found.day if first is None else first
        elif re.match(r"\s*(?:止|为止|前)", after) or re.search(r"(?:至|到|截至)\s*$", before):
            last = found.day
    months = months_in(text)
    month = f"{months[0][0]}-{months[0][1]:02d}" if len(months) == 1 and first is None and "起" in text else None
    return first, last, month
