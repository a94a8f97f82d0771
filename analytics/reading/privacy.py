"""Personal data that stand openly in a document: identity numbers, bank cards, mobile numbers, names with an illness.

Flows in: the content of a file. Flows out: one `PrivacyFinding` per place and kind with a mask; the data itself goes
nowhere. What is masked already, and numbers of other kinds (credit codes, project numbers), are no findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, TypeVar, cast

from analytics.keys import mask_number
from analytics.reading.content import Cell, Content, Grid, Paragraph, PlainRows, Value
from analytics.reading.headings import Column, find_header, squash
from analytics.reading.persons import is_credit_code, is_identity_number, is_masked_name, names_a_post, read_name
from analytics.reading.pointers import leaves, located
from analytics.reading.records import Batch, Reading, Record
from models.language import Message
from models.places import WHOLE_FILE, Locator
from models.tables import PrivacyFinding
from models.vocabulary import PrivacyKind

_Value = TypeVar("_Value")

_SHOWN = 4  # characters that a mask leaves legible, at most
# A number stands alone where no digit, letter or mask sign touches it; the blanks of its own grouping may stand.
_FEWEST_DIGITS = 11
_IDENTITY_DIGITS = 18
_FIRST_BIRTH, _LAST_BIRTH = 1900, 2029
# Columns that number entries, matters and firms: 18 digits are no person there by their look alone.
_NUMBER_KEYS = frozenset({"number", "matter_number", "matter", "code", "party_code", "credit_code", "basis"})
_ALONE = r"(?<![0-9A-Za-z*×])"
_END = r"(?![0-9A-Za-z*×])"
# Between the digits of a number that is stretched or broken may stand blanks, a line end, or a dash.
_GAP = r"[ \n]{0,2}"
_DASH = r"[ ]?[-\u2010-\u2015][ ]?"
_IDENTITY = re.compile(
    rf"{_ALONE}(?=((?:[0-9]{_GAP}){{17}}[0-9Xx]|[0-9]{{6}}{_DASH}[0-9]{{8}}{_DASH}[0-9]{{3}}[0-9Xx]|"
    rf"[0-9]{{6}}{_DASH}[0-9]{{4}}{_DASH}[0-9]{{4}}{_DASH}[0-9]{{3}}[0-9Xx]){_END})"
)
# Glued to Latin letters it is no finding, since codes look so; with a right check digit it is masked all the same.
_GLUED = re.compile(r"(?<![0-9*×])[0-9]{17}[0-9Xx](?![0-9*×])")
_OLD_IDENTITY = re.compile(rf"{_ALONE}[0-9]{{6}}[ ]?[0-9]{{6}}[ ]?[0-9]{{3}}{_END}")
_BREAK = r"(?:[ \n]|[ ]?-[ ]?)?"
_CARD = re.compile(rf"{_ALONE}[0-9]{{4}}(?:{_BREAK}[0-9]{{4}}){{3}}(?:{_BREAK}[0-9]{{1,3}})?{_END}")
_MOBILE = re.compile(
    rf"{_ALONE}(?<![-.])(?:\+?86[- ]?)?(1[3-9][0-9](?:[0-9]{{8}}|([- ])[0-9]{{4}}\2[0-9]{{4}})){_END}(?![-.][0-9])"
)
_MANY_DIGITS = re.compile(r"(?:[0-9０-９][^0-9０-９]{0,3}){14}")  # fewer are no identity number and no card
_FEWEST_OF_ALL = 14
_NEAR = 16  # characters before a number in which a word says what it is
_CARD_WORDS = re.compile(r"银行|卡号|账号|帐号|账户|帐户|开户|一卡通|存折|打卡")
_CODE_WORDS = re.compile(
    r"信用代码|项目编号|采购编号|合同编号|项目代码|文号|编码|标段|订单号|流水号|组织机构代码|"
    r"索引号|注册号|登记号|许可证|统一编号"
)
_IDENTITY_WORDS = re.compile(r"身份证|身份号码|身份证件|公民身份|居民证|证件号")
_UNION_PAY = "62"  # the BIN range of domestic bank cards; 4 and 5 open too many project numbers to stand alone
_NAMES = (
    "姓名",
    "户主",
    "户主姓名",
    "申请人姓名",
    "救助对象",
    "救助对象姓名",
    "补助对象",
    "享受对象",
    "残疾人姓名",
    "患者姓名",
    "学生姓名",
    "受助人",
    "受助人姓名",
    "家庭成员",
    "申请人",
    "对象姓名",
    "人员姓名",
)
_HEALTH = (
    "残疾类别",
    "残疾等级",
    "残疾类型",
    "残疾情况",
    "残疾程度",
    "病种",
    "疾病",
    "疾病名称",
    "所患疾病",
    "患病情况",
    "患病名称",
    "健康状况",
    "身体状况",
    "健康情况",
    "病情",
    "疾病诊断",
    "诊断",
    "大病病种",
)
_REASONS = (
    "备注",
    "救助原因",
    "致贫原因",
    "致困原因",
    "困难原因",
    "困难类型",
    "救助类别",
    "补贴类别",
    "人员类别",
    "家庭情况",
    "困难情况",
    "申请理由",
    "救助事由",
)
_HEALTHY = frozenset(
    {"无", "健康", "良好", "一般", "正常", "较好", "否", "-", "/", "", "健全", "非残疾", "无残疾", "无疾病"}
)
# A sign in every word that makes a heading of numbers, however it is written: without one a text heads none.
_MAY_HEAD = re.compile("[号號户戶戸⼾银銀卡折摺码碼段证證証份话話䛡]")
_ILLNESS = re.compile(
    r"残疾(?!人联合会|人保障金|人事业)|残[一二三四]级|重病|大病|癌|白血病|尿毒症|肿瘤|糖尿病|精神病|精神障碍|艾滋|患病|瘫痪|脑梗|中风|透析|"
    r"心脏病|高血压|肝硬化|因病"
)

_LABELS = frozenset((*_NAMES, *_HEALTH, *_REASONS))
_NAMED = re.compile(rf"(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})[ ]*[:：][ ]*([\u4e00-\u9fff·]{{2,15}})")
_CONDITION = re.compile(
    rf"(?:{'|'.join(sorted(_HEALTH, key=len, reverse=True))})[ ]*[:：][ ]*([^\s,，。;；:：]{{1,30}})"
)
_ROWS_OF_FORM = 60
_SPREADSHEET_DIGITS = 15

_Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its place, and the heading that says what it holds."""

    text: str
    locator: Locator
    heading: str = ""
    is_number: bool = False  # kept as a number, of which a spreadsheet holds 15 digits


def scan(content: Content) -> list[Record]:
    """Every place of a document where personal data stand openly, names of sheets and keys too, in document order.

    - identity number: 18 characters standing alone with a possible birth date and a valid GB 11643 check digit,
      whatever the area code; not in a column or after a label of credit codes. Blanks, line ends and dashes inside, or
      one digit to a cell, hide no number. Called an identity number, 15 digits of the old kind count too, and so does
      one that a spreadsheet keeps as a number: its last digits are lost, and with them the check.
    - bank card: 16 to 19 digits that pass Luhn's check, beside a word such as 银行 or 卡号 or in such a column; without
      such a word only with the domestic prefix 62 and 16 or 19 digits, so that project numbers are no findings.
    - mobile number: 11 digits from 13 to 19, standing alone.
    - health: a value in a column or after a label of illness or disability (or such a word among the reasons) beside
      an open name.
    """
    found: list[Record] = []
    for text in _texts(content):
        found += (_finding(kind, number, text.locator) for kind, number, _ in _numbers(text))
    for grid in content.grids:
        found += _boxed(grid)
        found += _health(grid)
    for paragraph in content.paragraphs:
        found += _health_of_line(paragraph)
    return found


def conceal(reading: Reading) -> None:
    """Mask identity numbers and bank cards wherever a reading repeats the document, whatever column they stood in.

    A row so changed carries a warning, since its text is no longer that of the document.
    """
    reading.title, reading.publisher = _concealed(reading.title), _concealed(reading.publisher)
    for record in reading.records:
        _conceal_record(record)
    reading.coverage = [replace(one, unit_name=_concealed(one.unit_name)) for one in reading.coverage]
    reading.groups = [replace(group, name=_concealed(group.name)) for group in reading.groups]
    reading.rejected = [replace(one, reason=_concealed_message(one.reason)) for one in reading.rejected]
    reading.warnings = [_concealed_message(message) for message in reading.warnings]
    reading.extra = {key: _concealed(value) for key, value in reading.extra.items()}
    if reading.batches is not None:
        reading.batches = partial(_concealed_batches, reading.batches)


def _conceal_record(record: Record) -> None:
    before = (record.label, record.values, record.extra)
    numbers = [text for key in _NUMBER_KEYS if (text := record.values.get(key))]
    is_numbered = record.label is not None and any(str(text) in record.label for text in numbers)
    record.label = _concealed(record.label, strict=is_numbered)
    record.values = {key: _concealed(v, strict=key in _NUMBER_KEYS) for key, v in record.values.items()}
    record.extra = {_concealed(key): _concealed(value) for key, value in record.extra.items()}
    if (record.label, record.values, record.extra) != before:
        record.warn("privacy-number-concealed")
    record.warnings = [_concealed_message(message) for message in record.warnings]
    record.rejected = None if record.rejected is None else _concealed_message(record.rejected)


def conceal_text(text: str) -> str:
    """A text that is stored beside a document, such as the name of its file, with its numbers masked."""
    return _concealed_text(text, strict=False)


def _concealed_batches(batches: Callable[[], Iterator[Batch]]) -> Iterator[Batch]:
    """The batches of a long register as `conceal` leaves the records of a short one."""
    for batch in batches():
        for key, values in batch.columns.items():
            masked = {
                value: hidden
                for value in {text for text in set(values) if isinstance(text, str) and _may_hold_number(text)}
                if (hidden := _concealed_text(value, strict=key in _NUMBER_KEYS)) != value
            }
            if not masked:
                continue
            for index, value in enumerate(values):
                if value in masked:
                    values[index] = masked[value]
                    batch.warnings.setdefault(index, []).append(Message("privacy-number-concealed", {}))
        for record in batch.others:
            _conceal_record(record)
        batch.rejected = [replace(one, reason=_concealed_message(one.reason)) for one in batch.rejected]
        for warnings in batch.warnings.values():
            warnings[:] = [_concealed_message(message) for message in warnings]
        yield batch


def _may_hold_number(text: str) -> bool:
    """Whether a text has as many digits as the shortest number that is concealed; most have not the length."""
    return len(text) >= _FEWEST_OF_ALL and _MANY_DIGITS.search(text) is not None


def _concealed(value: _Value, *, strict: bool = False) -> _Value:
    """A value with the numbers in its texts masked, through lists and mappings; anything else as it is."""
    if isinstance(value, str):
        return cast(_Value, _concealed_text(value, strict=strict))
    if isinstance(value, dict):
        return cast(_Value, {_concealed(k, strict=strict): _concealed(v, strict=strict) for k, v in value.items()})
    if isinstance(value, list | tuple):
        return cast(_Value, type(value)(_concealed(inner, strict=strict) for inner in value))
    return value


def _concealed_text(text: str, *, strict: bool) -> str:
    """A text with its numbers masked; `strict` leaves those whose check digit is wrong, since they may number a file.

    Elsewhere a mistyped identity number is masked too: it is one digit away from a person.
    """
    if sum(sign.isdigit() for sign in text) < _FEWEST_DIGITS:
        return text
    folded = unicodedata.normalize("NFKC", text)
    found = [(n, span) for kind, n, span in _numbers(_Text(text, WHOLE_FILE)) if kind is not PrivacyKind.MOBILE]
    if not strict:
        found += [(n, span) for n, span in _mistyped(folded) if not any(_meet(span, taken) for _, taken in found)]
    found += [
        (one.group(), one.span())
        for one in _GLUED.finditer(folded)
        if is_identity_number(one.group().upper())
        and not _is_credit_code(one.group().upper(), folded, one.start(), "")
        and not any(_meet(one.span(), taken) for _, taken in found)
    ]
    if not found:
        return text
    for number, (start, end) in sorted(found, key=lambda one: -one[1][0]):
        shown = mask_number(number) if len(number) == _IDENTITY_DIGITS else mask(number)
        folded = folded[:start] + shown + folded[end:]
    return folded


def _mistyped(text: str) -> Iterator[tuple[str, _Span]]:
    """Numbers with the places of an identity number and a day of birth among them, whatever their check digit."""
    for match in _IDENTITY.finditer(text):
        number = _bare(match[1])
        born = _day(number[6:14])
        said = _said_before(text, match.start(), "")
        is_code = _CODE_WORDS.search(said) or _is_credit_code(number, text, match.start(), "")
        if born is not None and not is_code and _FIRST_BIRTH <= born.year <= _LAST_BIRTH:
            yield number, match.span(1)


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _concealed_message(message: Message) -> Message:
    return Message(message.code, {key: _concealed_text(value, strict=True) for key, value in message.params.items()})


def mask(text: str) -> str:
    """A text of which at most the first four characters are legible.

    >>> mask("13900001111")
    '1390*******'
    """
    return text[:_SHOWN] + "*" * (len(text) - _SHOWN)


def passes_luhn(number: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812).

    >>> passes_luhn("79927398713"), passes_luhn("79927398710")
    (True, False)
    """
    total = 0
    for position, sign in enumerate(reversed(number)):
        digit = int(sign) * (1 + position % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def _texts(content: Content) -> Iterator[_Text]:
    if content.data is not None:
        yield from _members(content.data)
    for block in content.blocks:
        if isinstance(block, Grid):
            if block.name:
                yield _Text(block.name, Locator(block.part))
            yield from _cells(block)
        elif block.text:
            yield _Text(block.text, block.locator, block.label or "")


def _members(data: Any) -> Iterator[_Text]:
    """The values of a JSON document and its keys, each key once; a place does not repeat the number of a key."""
    seen: set[tuple[str | int, ...]] = set()
    for steps, text in leaves(data):
        hidden = [conceal_text(step) if isinstance(step, str) else step for step in steps]
        for depth, step in enumerate(steps, start=1):
            if isinstance(step, str) and len(step) >= _FEWEST_DIGITS and steps[:depth] not in seen:
                seen.add(steps[:depth])
                yield _Text(step, located(hidden[:depth]))
        yield _Text(text, located(hidden), str(steps[-1]) if steps else "")


def _cells(grid: Grid) -> Iterator[_Text]:
    """The cells of a grid, each merged area once, with the nearest text above that is no figure as heading.

    The rows that a long table keeps in its file are looked through as well.
    """
    headings: dict[int, str] = {}
    if isinstance(grid.rows, PlainRows):
        yield from _plain_cells(grid.part, grid.rows.texts, grid.rows.values, grid.rows.first, headings)
    else:
        for row in grid.rows:
            for column, cell in enumerate(row):
                if cell.text and not cell.is_merged_copy:
                    is_number = isinstance(cell.value, Decimal)
                    yield _Text(cell.text, cell.locator, headings.get(column, ""), is_number)
                if cell.text and (tight := _number_heading(cell.text)) is not None:
                    headings[column] = tight
    if grid.tail is not None:
        first = grid.tail.first
        for lines in grid.tail.lines():
            yield from _plain_cells(grid.part, lines, None, first, headings)
            first += len(lines)


def _plain_cells(
    part: str,
    lines: Sequence[Sequence[str]],
    values: Sequence[Sequence[Value]] | None,
    first: int,
    headings: dict[int, str],
) -> Iterator[_Text]:
    """The texts of plain rows that are long enough to hold a number; the others may still be headings."""
    found: list[tuple[int, int, _Text]] = []
    for column, texts in _plain_columns(lines):
        told = {text for text in set(texts.values()) if len(text) >= _FEWEST_DIGITS or _MAY_HEAD.search(text)}
        for row, text in texts.items() if told else ():
            if text not in told:
                continue
            if len(text) >= _FEWEST_DIGITS:
                number = values is not None and column < len(values[row]) and isinstance(values[row][column], Decimal)
                place = Locator(part, first + row + 1, column + 1)
                found.append((row, column, _Text(text, place, headings.get(column, ""), number)))
            if (tight := _number_heading(text)) is not None:
                headings[column] = tight
    found.sort(key=lambda one: one[:2])
    return (text for _, _, text in found)


def _plain_columns(lines: Sequence[Sequence[str]]) -> Iterator[tuple[int, dict[int, str]]]:
    """The filled cells of each column by row; a line far longer than the others costs no more than its own cells."""
    open_rows: Sequence[int] = range(len(lines))
    column = 0
    while open_rows:
        open_rows = [row for row in open_rows if column < len(lines[row])]
        yield column, {row: text for row in open_rows if (text := lines[row][column])}
        column += 1


@lru_cache(maxsize=65_536)
def _number_heading(text: str) -> str | None:
    """A text as the heading of a column of numbers; None where it is none."""
    if len(text) > 60 or (text.isascii() and not text.isalpha()):
        return None
    tight = squash(text)
    is_heading = len(tight) <= 24 and not any(sign.isdigit() for sign in tight) and _is_number_heading(tight)
    return tight if is_heading else None


def _is_number_heading(text: str) -> bool:
    return bool(
        _CARD_WORDS.search(text)
        or _CODE_WORDS.search(text)
        or _IDENTITY_WORDS.search(text)
        or text.endswith(("号", "号码", "代码", "电话"))
    )


def _numbers(text: _Text) -> Iterator[tuple[PrivacyKind, str, _Span]]:
    """The personal numbers of a text, and where they stand in its NFKC form."""
    folded = unicodedata.normalize("NFKC", text.text)
    if sum(sign.isdigit() for sign in folded) < _FEWEST_DIGITS:
        return
    taken: list[_Span] = []
    for match in _IDENTITY.finditer(folded):
        span = match.span(1)
        if not any(_meet(span, other) for other in taken) and _is_identity(match, folded, text):
            taken.append(span)
            yield PrivacyKind.IDENTITY_NUMBER, _bare(match[1]), span
    for match in _OLD_IDENTITY.finditer(folded):
        if not any(_meet(match.span(), other) for other in taken) and _is_old_identity(match, folded, text.heading):
            taken.append(match.span())
            yield PrivacyKind.IDENTITY_NUMBER, _bare(match.group()), match.span()
    for match in _CARD.finditer(folded):
        number = _bare(match.group())
        if any(_meet(match.span(), other) for other in taken):
            continue
        if _is_card(number, folded[: match.start()], text.heading) or _is_damaged_card(number, text):
            taken.append(match.span())
            yield PrivacyKind.BANK_CARD, number, match.span()
    for match in _MOBILE.finditer(folded):
        said = _said_before(folded, match.start(), text.heading)
        if not any(_meet(match.span(), other) for other in taken) and not _CODE_WORDS.search(said):
            yield PrivacyKind.MOBILE, re.sub(r"[- ]", "", match[1]), match.span(1)


def _bare(written: str) -> str:
    """A number without the signs that stretch it."""
    return re.sub(r"[^0-9X]", "", written.upper())


def _meet(one: _Span, other: _Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _is_identity(match: re.Match[str], folded: str, text: _Text) -> bool:
    number, start = _bare(match[1]), match.start(1)
    said = _said_before(folded, start, text.heading)
    if _is_credit_code(number, folded, start, text.heading):
        return False
    if text.is_number and number.endswith("000"):
        # As a number it lost its last digits, the check digit among them; the birth date stands there all the same.
        return bool(_IDENTITY_WORDS.search(said)) and _born(number[6:14])
    if not is_identity_number(number):
        return False
    # Whole, the number speaks for itself; pieced together, another number may look like one by chance.
    return len(match[1]) == len(number) or not _CODE_WORDS.search(said)


def _is_old_identity(match: re.Match[str], folded: str, heading: str) -> bool:
    """15 digits of before 1999, which have no check digit: only where they are called what they are."""
    said = _said_before(folded, match.start(), heading)
    return bool(_IDENTITY_WORDS.search(said)) and _born("19" + _bare(match.group())[6:12])


def _is_damaged_card(number: str, text: _Text) -> bool:
    """Whether a number in a column of cards lost its last digits, since the spreadsheet keeps it as a number."""
    return (
        text.is_number
        and len(number) > _SPREADSHEET_DIGITS
        and number.endswith("0")
        and bool(_CARD_WORDS.search(text.heading))
        and len(set(number)) > 1
    )


def _born(digits: str) -> bool:
    born = _day(digits)
    return born is not None and _FIRST_BIRTH <= born.year <= _LAST_BIRTH


def _boxed(grid: Grid) -> Iterator[Record]:
    """Identity numbers written one digit to a cell, as forms ask for them."""
    lines = grid.rows.texts if isinstance(grid.rows, PlainRows) else None
    for index in range(len(grid.rows) if grid.width >= _IDENTITY_DIGITS else 0):
        if lines is not None and sum(len(text) == 1 for text in lines[index]) < _IDENTITY_DIGITS:
            continue
        run: list[Cell] = []
        for cell in (*grid.rows[index], None):
            sign = "" if cell is None else unicodedata.normalize("NFKC", cell.text).upper()
            if cell is not None and not cell.is_merged_copy and len(sign) == 1 and sign in "0123456789X":
                run.append(cell)
                continue
            number = "".join(unicodedata.normalize("NFKC", box.text).upper() for box in run)
            if len(number) == _IDENTITY_DIGITS and is_identity_number(number):
                yield _finding(PrivacyKind.IDENTITY_NUMBER, number, run[0].locator)
            run = []


def _is_credit_code(number: str, text: str, start: int, heading: str) -> bool:
    """Whether 18 digits are a firm's code: so called beside it, or valid as one and opening with a firm's class."""
    said = "信用代码" in _said_before(text, start, heading)
    return said or (number[:2] in {"91", "92", "93"} and is_credit_code(number))


def _is_card(number: str, before: str, heading: str) -> bool:
    if not passes_luhn(number) or len(set(number)) == 1:
        return False
    said = _said_before(before, len(before), heading)
    if _CODE_WORDS.search(said):
        return False
    return bool(_CARD_WORDS.search(said)) or (number.startswith(_UNION_PAY) and len(number) in {16, 19})


def _said_before(text: str, start: int, heading: str) -> str:
    """What is said about a number: the words before it, and the heading of its column."""
    return f"{heading} {text[max(0, start - _NEAR) : start]}"


def _health(grid: Grid) -> Iterator[Record]:
    name = Column("name", _NAMES, required=True, loose=False)
    reasons = tuple(Column(f"reason{n}", (text,), loose=False) for n, text in enumerate(_REASONS))
    conditions = tuple(Column(f"health{n}", (text,), loose=False) for n, text in enumerate(_HEALTH))
    header = find_header(grid, (name, *conditions, *reasons))
    if header is None:
        yield from _health_of_form(grid)
        return
    for _, row in header.data_rows():
        person = _open_name(row[header.columns["name"]].text)
        if person is None:
            continue
        cell = _ailing(row, header.columns)
        if cell is not None:
            yield _ill(person, cell.locator)


def _ill(person: str, place: Locator) -> Record:
    # The mask shows no more than a surname: four characters would be the whole name.
    return _record(PrivacyKind.HEALTH, person[0] + "*" * (len(person) - 1), place)


def _health_of_form(grid: Grid) -> list[Record]:
    """A form about one person: a label and, on its right, what it asks for."""
    person, place = None, None
    for row in grid.rows[:_ROWS_OF_FORM]:
        cells = [cell for cell in row if not cell.is_merged_copy and cell.text]
        for label, value in pairwise(cells):
            asked = squash(label.text).rstrip(":")
            if asked in _NAMES:
                person = person or _open_name(value.text)
            elif asked in _HEALTH and squash(value.text) not in _HEALTHY and squash(value.text) not in _LABELS:
                place = place or value.locator
    return [] if person is None or place is None else [_ill(person, place)]


def _health_of_line(paragraph: Paragraph) -> list[Record]:
    """A line of text that gives a name and an illness, each after its label."""
    name, condition = _NAMED.search(paragraph.text), _CONDITION.search(paragraph.text)
    person = None if name is None else _open_name(name[1])
    if person is None or condition is None or squash(condition[1]) in _HEALTHY:
        return []
    return [_ill(person, paragraph.locator)]


def _open_name(text: str) -> str | None:
    """A whole name of a person; None for a masked one, a post, or anything else."""
    person = read_name(text)
    if person is None or is_masked_name(person) or names_a_post(person) or not 2 <= len(person) <= 15:
        return None
    return None if any(sign.isdigit() for sign in person) or squash(person) in _LABELS else person


def _ailing(row: tuple[Cell, ...], columns: dict[str, int]) -> Cell | None:
    """The first cell of a row that tells of an illness or disability."""
    for key, column in columns.items():
        text = squash(row[column].text)
        if key.startswith("health") and text not in _HEALTHY:
            return row[column]
        if key.startswith("reason") and _ILLNESS.search(text):
            return row[column]
    return None


def _finding(kind: PrivacyKind, number: str, locator: Locator) -> Record:
    return _record(kind, mask(number), locator)


def _record(kind: PrivacyKind, masked: str, locator: Locator) -> Record:
    return Record(PrivacyFinding, {"kind": str(kind), "mask": masked}, locator, is_row=False)
