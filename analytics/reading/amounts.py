"""Money as Chinese offices write it, read exactly or not at all.

Flows in: a cell or a piece of prose, and the unit that its heading or unit line states. Flows out: yuan as exact
Decimal in whole fen, or the problem that forbids a figure. A unit is found where it stands and never assumed; masked,
lost, approximate or contradictory figures are problems, not numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from analytics.reading.content import Cell
from models.language import Message
from models.money import FEN_PER_YUAN, MAX_FEN, to_fen


class Unit(Enum):
    """Units in which amounts are stated; the value is the unit in yuan."""

    YUAN = ("元", 1)
    HUNDRED = ("百元", 100)
    THOUSAND = ("千元", 1_000)
    WAN = ("万元", 10_000)
    HUNDRED_WAN = ("百万元", 1_000_000)
    THOUSAND_WAN = ("千万元", 10_000_000)
    YI = ("亿元", 100_000_000)

    def __init__(self, zh: str, yuan: int) -> None:
        self.zh = zh
        self.factor = Decimal(yuan)


@dataclass(frozen=True, slots=True)
class Amount:
    """What one cell says about money.

    `value` is in yuan; None with a `problem` means that no certain figure could be read, None without one that the cell
    is blank (which is not zero). `note` is what stands beside the number, as written; `warnings` stay on the record.
    """

    value: Decimal | None = None
    unit: Unit | None = None
    note: str | None = None
    warnings: tuple[Message, ...] = ()
    problem: Message | None = None

    @property
    def is_blank(self) -> bool:
        """Whether the cell holds nothing: neither a figure nor a problem."""
        return self.value is None and self.problem is None


@dataclass(frozen=True, slots=True)
class Spotted:
    """An amount found in running text, with its unit; `start` and `end` are places in that text.

    `exact` is False for rates (131.42元/亩), approximations (约100万元) and figures with lost or masked digits.
    """

    start: int
    end: int
    value: Decimal | None
    unit: Unit
    exact: bool


_SCALES = {"": Unit.YUAN, "百": Unit.HUNDRED, "千": Unit.THOUSAND, "万": Unit.WAN, "百万": Unit.HUNDRED_WAN}
_SCALES |= {"千万": Unit.THOUSAND_WAN, "亿": Unit.YI}
_SCALE = "百万|千万|亿|万|千|百"
# 元 of another currency is no yuan.
_YUAN = r"(?<![美港欧日韩澳加])元"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

_WIDE = {0xFF01 + offset: 0x21 + offset for offset in range(94)}
_LIKE = str.maketrans(
    {
        "　": " ",
        "\u00a0": " ",
        "−": "-",
        "﹣": "-",
        "–": "-",
        "▲": "△",
        "﹝": "(",
        "﹞": ")",
        "【": "[",
        "】": "]",
        "﹕": ":",
        "，": ",",
        "﹐": ",",
        "．": ".",
        "萬": "万",
        "億": "亿",
        "圆": "元",
        "圓": "元",
        "￥": "¥",
        "％": "%",
        "單": "单",
        "幣": "币",
        "＊": "*",
    }
)


def plain_form(text: str) -> str:
    """One form for digits, signs, brackets and unit words, character by character, so that places stay the same."""
    return text.translate(_WIDE).translate(_LIKE)


# --- units -----------------------------------------------------------------------------------------------------------

_UNIT_WORD = rf"(?P<scale>{_SCALE})?{_YUAN}(?!/|每|\w*/)"
_UNIT_PLACES = (
    re.compile(rf"单位[:\s]*[(\[]?(?:人民币|金额)?[(:/]?{_UNIT_WORD}"),
    re.compile(rf"[(\[](?:[^()\[\]]*[:,/])?(?:人民币)?(?:{_UNIT_WORD})[)\]]"),
    re.compile(rf"(?:^|[\s,/_:\-]|[金额资款费助贴])(?:人民币)?{_UNIT_WORD}$"),
)
# 资金(万) leaves out the word 元.
_UNIT_SHORT = re.compile(r"(?:金额|资金|投资|补助|补贴|奖补|经费)\s*[(\[](?P<scale>万|亿)[)\]]")
# The units of several columns in one line: 单位:户、亩、元
_UNIT_LIST = re.compile(r"单位[:\s]*[(\[]?(?P<units>[^:。()\[\]]{2,30})")
_RATE = re.compile(
    rf"(?:{_SCALE})?元\s*(?:/|每)|每[^,;。]{{0,4}}(?:{_SCALE})?元|单价|标准|[单每](?:台|件|株|头|亩|户|人|只|吨)(?!位)|^每|[亩户人生]均"
)


def find_unit(text: str) -> Unit | None:
    """The one unit that a title, a unit line or a heading states; None where none or more than one is stated.

    >>> find_unit("金额单位：万元"), find_unit("项目资金(元)"), find_unit("清淤渠道(公里)")
    (<Unit.WAN: ('万元', 10000)>, <Unit.YUAN: ('元', 1)>, None)
    """
    tight = _tighten(text)
    found = {_SCALES[match["scale"] or ""] for pattern in _UNIT_PLACES for match in pattern.finditer(tight)}
    found |= {_SCALES[match["scale"]] for match in _UNIT_SHORT.finditer(tight)}
    listed = _UNIT_LIST.search(tight)
    for word in re.split(r"[、,;\s]+", listed["units"]) if listed else ():
        match = re.fullmatch(rf"(?:人民币)?{_UNIT_WORD}", word)
        found |= {_SCALES[match["scale"] or ""]} if match else set()
    return found.pop() if len(found) == 1 else None


def is_unit_line(text: str) -> bool:
    """Whether a line says nothing but the unit, such as 单位:万元."""
    if not any(sign in text for sign in "元圆圓"):
        return False
    tight = _tighten(text).replace(" ", "").strip("()[]")
    return (
        re.fullmatch(rf"(?:(?:金额|计量|货币)?单位:?(?:人民币|金额)?|金额[:/]|人民币)?[:/]?(?:{_SCALE})?元", tight)
        is not None
    )


def is_rate(heading: str) -> bool:
    """Whether a heading announces a price or rate (元/亩, 补贴标准) and no sum of money."""
    return _RATE.search(_tighten(heading).replace(" ", "")) is not None


def _tighten(text: str) -> str:
    """The plain form without the blanks that break the words 单位 and 万元 (单 位 : 万 元)."""
    plain = re.sub(r"单\s+位", "单位", plain_form(text))
    plain = re.sub(r"\s*:\s*", ":", plain)
    return re.sub(r"(?<=[百千万亿])\s+(?=[万元])", "", plain).strip()


# --- capital amounts -------------------------------------------------------------------------------------------------

_DIGIT_FORMS = ("零〇○", "壹一弌", "贰二貳两", "叁三參叄", "肆四", "伍五", "陆六陸", "柒七", "捌八", "玖九")
_DIGITS = {form: digit for digit, forms in enumerate(_DIGIT_FORMS) for form in forms}
_PLACES = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_CAPITAL_CHARS = "".join(_DIGITS) + "".join(_PLACES) + "万亿"
_CAPITAL = re.compile(
    rf"(?P<minus>负)?(?:(?P<yuan>[{_CAPITAL_CHARS}]+)元)?(?:[零〇]?(?P<jiao>[{''.join(_DIGITS)}])角)?"
    rf"(?:[零〇]?(?P<fen>[{''.join(_DIGITS)}])分)?[整正]?"
)
_CAPITAL_IN_TEXT = re.compile(
    rf"负?[壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟零〇○][{_CAPITAL_CHARS}]*元[{_CAPITAL_CHARS}角分整正]*"
)


def read_capital(text: str) -> Decimal | None:
    """An amount in Chinese numerals in yuan, or None where it is not written by the rules.

    >>> read_capital("壹佰零贰万伍仟捌佰贰拾陆元柒角叁分")
    Decimal('1025826.73')
    >>> read_capital("伍角"), read_capital("壹万万元")
    (Decimal('0.5'), None)
    """
    match = _CAPITAL.fullmatch(re.sub(r"\s", "", plain_form(text)))
    if match is None or not (match["yuan"] or match["jiao"] or match["fen"]):
        return None
    whole = _chinese_number(match["yuan"]) if match["yuan"] else 0
    if whole is None:
        return None
    tenths = _DIGITS[match["jiao"]] if match["jiao"] else 0
    hundredths = _DIGITS[match["fen"]] if match["fen"] else 0
    value = Decimal(whole) + Decimal(10 * tenths + hundredths).scaleb(-2)
    return _shortest(-value if match["minus"] else value)


def _chinese_number(text: str) -> int | None:
    total = 0
    for marker, weight in (("亿", 10**8), ("万", 10**4)):
        if text.count(marker) > 1:
            return None
        head, found, tail = text.partition(marker)
        if found:
            part = _chinese_number(head) if marker == "亿" else _below_ten_thousand(head)
            if not part:
                return None
            total += part * weight
            if not tail:
                return total
            text = tail
    rest = _below_ten_thousand(text)
    return None if rest is None else total + rest


def _below_ten_thousand(text: str) -> int | None:
    if not text:
        return None
    value, digit, last_place = 0, None, 10_000
    for position, char in enumerate(text):
        if char in _DIGITS:
            if digit:  # two digits side by side: places were left out
                return None
            digit = _DIGITS[char]
        else:
            place = _PLACES.get(char)
            if place is None or place >= last_place:
                return None
            if digit is None and place == 10 and position == 0:
                digit = 1  # 拾伍 for 壹拾伍
            if not digit:
                return None
            value, digit, last_place = value + digit * place, None, place
    if digit:
        value += digit
    return value


# --- one cell --------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"(?:0|[1-9]\d{0,11})(?:\.\d{1,6})?", re.ASCII)
_BLANK = re.compile(r"[\s\-—―/\\.…]*|无|/")
_LOST = re.compile(
    rf"[.,\s]*(?:{_SCALE})?(?:元)?[.,\s]*(?:\(人民币\))?|.*(?:^|[^\d]){re.escape('.')}\d*(?:{_SCALE})?元.*"
)
_MASK = re.compile(r"\*|×{2,}|[xX]{2,}|某")
_APPROXIMATE = re.compile(r"约|近|余|多|左右|以上|以下|以内|不超过|不低于|不少于|至少|最高|上限|拟?暂估")
_FOREIGN = re.compile(r"[美港欧日韩澳加]元|\$|€|USD|HKD|EUR")
_PHYSICAL = (
    "亩|公顷|平方公里|平方千米|平方米|立方米|公里|千米|米|吨|公斤|千克|斤|处|户|座|人次|人|批次|批|辆|台|套|个|只|头|羽|株|棵|"
    "项|口|条|盏|间|栋|年|月|天|日|㎡|m2|m²|km|m|kg|t"
)
_PHYSICAL_CELL = re.compile(rf"[-△]?(?:{_NUMBER})\s*(?:{_SCALE})?(?:{_PHYSICAL})(?:\(.*\))?")
_CELL = re.compile(
    rf"(?:人民币|RMB)?\s*(?P<sign>[-+△]?)\s*(?P<mark>¥?)\s*(?P<sign2>-?)(?P<number>{_NUMBER})\s*"
    rf"(?:\((?:人民币)?(?P<scale2>{_SCALE})?(?P<yuan2>元)整?\)|(?P<scale>{_SCALE})?(?P<yuan>元)?整?)\s*"
    rf"(?:\(人民币\))?\s*(?P<rest>.*)",
    re.DOTALL,
)
_BRACKETED = re.compile(rf"\((?P<number>{_NUMBER})\)")
_NOTE = re.compile(
    r"\((?=.*[\u4e00-\u9fff]).*\)|\[(?=.*[\u4e00-\u9fff]).*\]|[,;:]?\s*(?:其中|含|包括|不含|注)[^\d].*", re.DOTALL
)
# A spreadsheet keeps 15 significant digits; what a binary fraction shows beyond them is no part of the figure.
_SHEET_DIGITS = 15


def read_amount(cell: Cell | str, unit: Unit | None) -> Amount:
    """The amount of one cell in yuan.

    `unit` is what the heading or the unit line states, None where neither does. The cell's own unit counts when it
    agrees or when there is no other; two different units are a problem.

    >>> read_amount("10(其中,灾情因素6万元)", Unit.WAN).value
    Decimal('100000')
    >>> read_amount("******.73", Unit.YUAN).problem.code
    'amount-masked'
    """
    if isinstance(cell, Cell):
        if cell.percent:
            return _problem("amount-is-percent")
        if isinstance(cell.value, Decimal):
            return _scaled(_sheet_number(cell.value), unit)
        text = cell.text
    else:
        text = cell
    if _PLAIN.fullmatch(text):  # the plain case of a long table
        return _scaled(Decimal(text), unit)
    plain = plain_form(text).strip()
    if _BLANK.fullmatch(plain) and not re.search(r"\.", plain):
        return Amount()
    capital = _CAPITAL_IN_TEXT.search(plain)
    if capital is not None:
        return _with_capital(plain, capital, unit)
    if _MASK.search(plain.split("(")[0]):
        return _problem("amount-masked")
    if re.search(r"[%‰]|百分", plain.split("(")[0]):
        return _problem("amount-is-percent")
    if any(sign.isdecimal() and not sign.isascii() for sign in plain):
        return _problem("amount-unreadable")  # digits of another script: nobody in the office typed them
    if _FOREIGN.search(plain):
        return _problem("amount-foreign")
    if _LOST.fullmatch(plain):
        return _problem("amount-digits-lost")
    bracketed = _BRACKETED.fullmatch(plain)
    if bracketed is not None:
        amount = _scaled(-_decimal(bracketed["number"]), unit)
        return Amount(amount.value, amount.unit, None, (Message("amount-brackets-negative"),), amount.problem)
    return _written(text.strip(), plain, unit)


def _written(text: str, plain: str, unit: Unit | None) -> Amount:
    match = _CELL.fullmatch(plain)
    if match is None:
        return _problem("amount-approximate" if _APPROXIMATE.search(plain) else "amount-unreadable")
    if _PHYSICAL_CELL.fullmatch(plain):
        return _problem("amount-physical")
    rest = match["rest"].strip()
    if re.match(r"/|每", rest) or _RATE.search(rest):
        return _problem("amount-is-rate")
    if re.fullmatch(rf"[(\[](?:{_PHYSICAL})[)\]]", rest):
        return _problem("amount-physical")
    if rest and not _NOTE.fullmatch(rest):
        is_vague = _APPROXIMATE.match(rest) is not None
        return _problem("amount-approximate" if is_vague else "amount-unreadable")
    own = None
    if match["scale"] or match["yuan"] or match["yuan2"]:
        own = _SCALES[match["scale"] or match["scale2"] or ""]
    elif match["mark"] and unit is None:
        own = Unit.YUAN
    if own is not None and unit is not None and own is not unit:
        return _problem("amount-unit-conflict", cell=own.zh, heading=unit.zh)
    sign = -1 if match["sign"] in ("-", "△") or match["sign2"] else 1
    amount = _scaled(sign * _decimal(match["number"]), own or unit)
    if not rest or amount.problem is not None:
        return amount
    note = text[plain.rindex(rest) :] if rest in plain else rest
    return Amount(amount.value, amount.unit, note, (Message("amount-note"),))


def _with_capital(plain: str, capital: re.Match[str], unit: Unit | None) -> Amount:
    value = read_capital(capital.group())
    if value is None:
        return _problem("amount-capital-unreadable")
    digits = plain[: capital.start()] + plain[capital.end() :]
    masked = _MASK.search(digits) is not None
    spotted = re.search(_NUMBER, digits)
    if masked or spotted is None:
        warnings = (Message("amount-from-capital"),) if masked else ()
        return Amount(value, Unit.YUAN, warnings=warnings)
    own = re.match(rf"\s*(?P<scale>{_SCALE})?元", digits[spotted.end() :])
    stated = (_SCALES[own["scale"] or ""] if own else None) or unit or Unit.YUAN
    if _decimal(spotted.group()) * stated.factor != value:
        return _problem("amount-capital-differs")
    return Amount(value, Unit.YUAN)


def _scaled(number: Decimal, unit: Unit | None) -> Amount:
    if unit is None:
        return _problem("amount-no-unit")
    value = number * unit.factor
    if abs(value) > MAX_FEN // FEN_PER_YUAN:
        return _problem("amount-too-large")
    try:
        to_fen(value)
    except ValueError:
        return _problem("amount-below-fen")
    return Amount(_shortest(value), unit)


def _shortest(value: Decimal) -> Decimal:
    """The value without trailing zeros and without an exponent."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def _sheet_number(value: Decimal) -> Decimal:
    if len(value.as_tuple().digits) <= _SHEET_DIGITS:
        return value
    return Decimal(f"{value:.{_SHEET_DIGITS}g}")


def _decimal(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _problem(code: str, **params: str) -> Amount:
    return Amount(problem=Message(code, params))


# --- running text ----------------------------------------------------------------------------------------------------

# A further number follows a scale only, and none begins within another: a cell of hundreds of digits ends at once.
_SPOT = re.compile(
    rf"(?P<sign>(?<![\d\w])-)?(?<!\d)(?P<n1>{_NUMBER})\s*(?:(?P<s1>{_SCALE})"
    rf"(?:(?P<n2>{_NUMBER})\s*(?:(?P<s2>{_SCALE})(?:(?P<n3>{_NUMBER})\s*(?P<s3>{_SCALE})?)?)?)?)?\s*元"
)
_BEFORE_VAGUE = re.compile(
    r"(?:约|近|超过?|逾|不超过|不低于|不少于|至少|最高|高达|上限|每[^,;。、]{0,5}"
    r"|\d[^,;。、]{0,3}(?:至|到|~|-|—)|[\d.*×]\s?|\d,|[xX]{2})$"
)
_AFTER_VAGUE = re.compile(r"\s*(?:/|每|余|多(?!元)|左右|以上|以下|以内|(?:至|到|~|-|—)\s*\d|\d+\s*[角分])")

# Capitals behind the same amount in figures: 30万元(大写:叁拾万元整).
_REPEATED = re.compile(r"元[整]?[,;]?\s*[(\[,]?\s*(?:金额)?(?:大写)?[:\s]*(?:人民币)?[:\s]*$")


def spot_amounts(text: str) -> Iterator[Spotted]:
    """Amounts with a unit in running text, in order; those in capitals too, unless they only repeat the figure before.

    >>> [str(found.value) for found in spot_amounts("安排39万元,其中甲村1亿2000万元")]
    ['390000', '120000000']
    """
    plain = plain_form(text)
    yield from sorted([*_spot_figures(plain), *_spot_capitals(plain)], key=lambda found: found.start)


def _spot_capitals(plain: str) -> Iterator[Spotted]:
    for match in _CAPITAL_IN_TEXT.finditer(plain):
        value = read_capital(match.group())
        if value is not None and not _REPEATED.search(plain[: match.start()]):
            yield Spotted(match.start(), match.end(), value, Unit.YUAN, exact=True)


def _spot_figures(plain: str) -> Iterator[Spotted]:
    for match in _SPOT.finditer(plain):
        parts = [(match[f"n{i}"], match[f"s{i}"] or "") for i in (1, 2, 3) if match[f"n{i}"]]
        units = [_SCALES[scale] for _, scale in parts]
        descends = all(a.factor > b.factor for a, b in pairwise(units))
        before, after = plain[: match.start()], plain[match.end() :]
        exact = descends and not _BEFORE_VAGUE.search(before) and not _AFTER_VAGUE.match(after)
        amounts = [_scaled(_decimal(number), unit).value for (number, _), unit in zip(parts, units, strict=True)]
        value: Decimal | None = None
        if exact and all(amount is not None for amount in amounts):
            value = sum((amount for amount in amounts if amount is not None), Decimal(0))
            value = -value if match["sign"] else value
        yield Spotted(match.start(), match.end(), value, units[0], exact and value is not None)
