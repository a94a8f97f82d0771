"""Personal data that stand openly in a document: identity numbers, bank cards, mobile numbers, names with an illness.

Flows in: the content of a file. Flows out: one `PrivacyFinding` per place and kind with a mask; the data itself goes
nowhere. What is masked already, and numbers of other kinds (credit codes, project numbers), are no findings.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar, cast

from analytics.keys import mask_number
from analytics.reading.content import Cell, Content, Grid
from analytics.reading.headings import Column, find_header, squash
from analytics.reading.persons import is_credit_code, is_identity_number, is_masked_name, names_a_post, read_name
from analytics.reading.records import Reading, Record
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
_IDENTITY = re.compile(rf"{_ALONE}[0-9]{{6}}[ ]?[0-9]{{8}}[ ]?[0-9]{{3}}[0-9Xx]{_END}")
_CARD = re.compile(rf"{_ALONE}[0-9]{{4}}(?:[ ]?[0-9]{{4}}){{3}}(?:[ ]?[0-9]{{1,3}})?{_END}")
_MOBILE = re.compile(
    rf"{_ALONE}(?<![-.])(?:\+?86[- ]?)?(1[3-9][0-9](?:[0-9]{{8}}|([- ])[0-9]{{4}}\2[0-9]{{4}})){_END}(?![-.][0-9])"
)
_NEAR = 16  # characters before a number in which a word says what it is
_CARD_WORDS = re.compile(r"银行|卡号|账号|帐号|账户|帐户|开户|一卡通|存折|打卡")
_CODE_WORDS = re.compile(r"信用代码|项目编号|采购编号|合同编号|项目代码|文号|编码|标段|订单号|流水号|组织机构代码")
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
_ILLNESS = re.compile(
    r"残疾(?!人联合会|人保障金|人事业)|残[一二三四]级|重病|大病|癌|白血病|尿毒症|肿瘤|糖尿病|精神病|精神障碍|艾滋|患病|瘫痪|脑梗|中风|透析|"
    r"心脏病|高血压|肝硬化|因病"
)


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its place, and the heading that says what it holds."""

    text: str
    locator: Locator
    heading: str = ""


def scan(content: Content) -> list[Record]:
    """Every place of a document where personal data stand openly, in document order.

    - identity number: 18 characters standing alone with a possible birth date and a valid GB 11643 check digit,
      whatever the area code; not in a column or after a label of credit codes.
    - bank card: 16 to 19 digits that pass Luhn's check, beside a word such as 银行 or 卡号 or in such a column; without
      such a word only with the domestic prefix 62 and 16 or 19 digits, so that project numbers are no findings.
    - mobile number: 11 digits from 13 to 19, standing alone.
    - health: a value in a column of illness or disability (or such a word among the reasons) in a row with an open
      name.
    """
    found: list[Record] = []
    for text in _texts(content):
        found += (_finding(kind, number, text.locator) for kind, number in _numbers(text))
    for grid in content.grids:
        found += _health(grid)
    return found


def conceal(reading: Reading) -> None:
    """Mask identity numbers and bank cards wherever a reading repeats the document, whatever column they stood in.

    A row so changed carries a warning, since its text is no longer that of the document.
    """
    reading.title, reading.publisher = _concealed(reading.title), _concealed(reading.publisher)
    for record in reading.records:
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
    reading.groups = [replace(group, name=_concealed(group.name)) for group in reading.groups]
    reading.rejected = [replace(one, reason=_concealed_message(one.reason)) for one in reading.rejected]
    reading.warnings = [_concealed_message(message) for message in reading.warnings]
    reading.extra = {key: _concealed(value) for key, value in reading.extra.items()}


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
    numbers = [n for kind, n in _numbers(_Text(text, WHOLE_FILE)) if kind is not PrivacyKind.MOBILE]
    folded = unicodedata.normalize("NFKC", text)
    if not strict:
        numbers += [n for n in _mistyped(folded) if n not in numbers]
    if not numbers:
        return text
    for number in numbers:
        shown = mask_number(number) if len(number) == _IDENTITY_DIGITS else mask(number)
        folded = re.sub("[ ]?".join(number), shown, folded, flags=re.IGNORECASE)
    return folded


def _mistyped(text: str) -> Iterator[str]:
    """Numbers with the places of an identity number and a day of birth among them, whatever their check digit."""
    for match in _IDENTITY.finditer(text):
        number = match.group().replace(" ", "").upper()
        born = _day(number[6:14])
        said = _said_before(text, match.start(), "")
        is_code = _CODE_WORDS.search(said) or _is_credit_code(number, text, match.start(), "")
        if born is not None and not is_code and _FIRST_BIRTH <= born.year <= _LAST_BIRTH:
            yield number


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
    for block in content.blocks:
        if isinstance(block, Grid):
            yield from _cells(block)
        elif block.text:
            yield _Text(block.text, block.locator, block.label or "")


def _cells(grid: Grid) -> Iterator[_Text]:
    """The cells of a grid, each merged area once, with the nearest text above that is no figure as heading."""
    headings = [""] * grid.width
    for row in grid.rows:
        for column, cell in enumerate(row):
            if not cell.text:
                continue
            if not cell.is_merged_copy:
                yield _Text(cell.text, cell.locator, headings[column])
            tight = squash(cell.text)
            if len(tight) <= 24 and not any(sign.isdigit() for sign in tight) and _is_number_heading(tight):
                headings[column] = tight


def _is_number_heading(text: str) -> bool:
    return bool(_CARD_WORDS.search(text) or _CODE_WORDS.search(text) or text.endswith(("号", "号码", "代码", "电话")))


def _numbers(text: _Text) -> Iterator[tuple[PrivacyKind, str]]:
    folded = unicodedata.normalize("NFKC", text.text)
    if sum(sign.isdigit() for sign in folded) < _FEWEST_DIGITS:
        return
    taken: list[tuple[int, int]] = []
    for match in _IDENTITY.finditer(folded):
        number = match.group().replace(" ", "").upper()
        if is_identity_number(number) and not _is_credit_code(number, folded, match.start(), text.heading):
            taken.append(match.span())
            yield PrivacyKind.IDENTITY_NUMBER, number
    for match in _CARD.finditer(folded):
        number = match.group().replace(" ", "")
        if not _overlaps(match, taken) and _is_card(number, folded[: match.start()], text.heading):
            taken.append(match.span())
            yield PrivacyKind.BANK_CARD, number
    for match in _MOBILE.finditer(folded):
        if not _overlaps(match, taken) and not _CODE_WORDS.search(_said_before(folded, match.start(), text.heading)):
            yield PrivacyKind.MOBILE, re.sub(r"[- ]", "", match[1])


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


def _overlaps(match: re.Match[str], taken: list[tuple[int, int]]) -> bool:
    return any(match.start() < end and start < match.end() for start, end in taken)


def _health(grid: Grid) -> Iterator[Record]:
    name = Column("name", _NAMES, required=True, loose=False)
    reasons = tuple(Column(f"reason{n}", (text,), loose=False) for n, text in enumerate(_REASONS))
    conditions = tuple(Column(f"health{n}", (text,), loose=False) for n, text in enumerate(_HEALTH))
    header = find_header(grid, (name, *conditions, *reasons))
    if header is None:
        return
    for _, row in header.data_rows():
        person = read_name(row[header.columns["name"]].text)
        if person is None or is_masked_name(person) or names_a_post(person) or not 2 <= len(person) <= 15:
            continue
        cell = _ailing(row, header.columns)
        if cell is not None:
            # The mask shows no more than a surname: four characters would be the whole name.
            yield _record(PrivacyKind.HEALTH, person[0] + "*" * (len(person) - 1), cell.locator)


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
