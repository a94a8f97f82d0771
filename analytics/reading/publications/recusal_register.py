"""履职回避登记表: who asked or was told to step aside from which matter, why, and what was decided.

Flows in: content with a recusal register. Flows out: one `Recusal` per entry. Void entries, repeated numbers and
entries whose decision cannot be told are set aside with their reason; an identity number is kept only as a secret.
"""

from __future__ import annotations

import re
from datetime import date

from analytics.reading.content import Content
from analytics.reading.dates import dates_in, fold, months_in, periods_in
from analytics.reading.headings import Column, squash
from analytics.reading.records import Reading, Record
from analytics.reading.registers import (
    Register,
    Row,
    iso,
    read_boxes,
    read_registers,
    score_register,
    start_reading,
)
from models.language import Message
from models.tables import Recusal
from models.vocabulary import DocumentKind, RecusalOutcome

KIND = DocumentKind.RECUSAL_REGISTER
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
    Column("applied", ("申请日期", "提出日期", "申请时间", "申报日期"), kind="date", loose=False),
    Column("reviewer", ("审核人", "审批人", "审核机构", "决定机关"), loose=False),
    Column("decision", ("决定", "审批意见", "处理决定", "审核意见", "决定结果", "是否回避"), loose=False),
    Column("decided", ("决定日期", "审批日期", "决定时间"), kind="date", loose=False),
    Column("execution", ("执行方式及期间", "执行情况", "执行方式", "执行期间", "回避期间", "起止时间"), loose=False),
    Column("note", ("备注",), loose=False),
)
_PERSON = ("name", "unit", "post", "duty", "id")
_VOID = re.compile(r"(?:^|[,;.(])(?:已|予以|本条|此条|该条)?(?:作废|撤销登记|登记错误|误登)(?:$|[,;.)])")
_REFUSED = re.compile(r"不同意|不予|不批准|不需|无需|驳回|不回避|不属")
_ACCEPTED = re.compile(
    r"同意|准予|批准|予以回避|应当回避|应予回避|决定回避|责令回避|指令回避|调岗|轮岗|调整岗位|调离|更换|退出|^回避$"
)


def score(content: Content) -> float:
    """How certainly this is a recusal register."""
    wanted = ("matter", "step", "counterparty", "relation", "basis", "raised_by", "decision")
    return score_register(content, COLUMNS, wanted, TITLE_WORDS)


def read(content: Content) -> Reading:
    """Read a recusal register."""
    registers = read_registers(content, COLUMNS)
    reading = start_reading(KIND, content, registers)
    numbers: set[str] = set()
    for register in registers:
        for row in register.rows(_PERSON):
            if row.is_nil("name") and not row.text("matter"):
                reading.warnings.append(Message("register-nil-return", {}))
                continue
            record = _read_row(row, register, reading, numbers)
            if record is not None:
                reading.records.append(record)
    return reading


def _read_row(row: Row, register: Register, reading: Reading, numbers: set[str]) -> Record | None:
    name, number = row.name("name"), row.text("number")
    record = Record(Recusal, {}, row.locator, label=number or row.text("matter"), places=row.places())
    void = any(_VOID.search(squash(row.raw(key))) for key in ("matter", "note", "decision", "execution", "number"))
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
        "outcome": str(_outcome(decision, record)),
        "decided": decided,
        "execution": execution,
    }
    row.identity("id", "id", record, reading)
    if applied is not None and decided is not None and decided < applied:
        record.warn("recusal-decided-before-applied")
    record.valid_from, record.valid_to, month = _held(execution)
    record.extra = {
        "no": number or "",
        **{key: record.values[key] or "" for key in ("name", "post", "recusal_type", "matter", "step")},
        **{key: record.values[key] or "" for key in ("counterparty", "relation", "basis", "raised_by")},
        "applied": iso(applied),
        "reviewer": record.values["reviewer"] or "",
        "decision": decision or "",
        "decided": iso(decided),
        "from": iso(record.valid_from) or month,
        "until": iso(record.valid_to),
    }
    return record


def _set_aside(record: Record, reading: Reading, key: str, row: Row, reason: Message) -> Record:
    """An entry that was understood and must not be stored."""
    record.rejected = reason
    reading.reject(row.place(key), reason.code, **reason.params)
    return record


def _outcome(decision: str | None, record: Record) -> RecusalOutcome:
    """How the application ended; words that say neither leave it undecided, with a warning."""
    text = squash(decision or "")
    if not text or text in {"待定", "审核中", "办理中", "待决定", "待审批", "-", "/"}:
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
