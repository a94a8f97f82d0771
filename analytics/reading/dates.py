"""Dates, months, periods and moments as publications and registers write them.

Flows in: the text of a cell or a line. Flows out: a date only where the text leaves no doubt; None where digits or
separators were lost, a part is missing or the day does not exist. Nothing is completed from elsewhere, except the
year of the end of a period that names it once, and `Period.year_from_start` says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2100  # outside of these a number of four digits is hardly a year

_DIGITS = {sign: str(n) for n, signs in enumerate(("〇零○0", *"一二三四五六七八九")) for sign in signs}
_DIGITS |= {sign: str(n) for n, sign in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
_CN = "〇零○一二三四五六七八九"
_CN_YEAR = rf"[{_CN}壹贰叁肆伍陆柒捌玖0]{{4}}"
_CN_SMALL = r"(?:[二三]?十[一二三四五六七八九]?|初?[一二三四五六七八九]|[〇零○][一二三四五六七八九])"
_YEAR = rf"(?P<{{0}}y>\d{{{{4}}}}|{_CN_YEAR.replace('{', '{{').replace('}', '}}')})"
_B = r"[ ]*"  # blanks may stand around a separator, never inside a number

# One date. `{0}` is a prefix for the group names, so that a period can hold two of them.
_N = r"\d{{1,2}}"
_WORDS = (
    rf"{_YEAR}{_B}年{_B}(?P<{{0}}m>{_N}|{_CN_SMALL}){_B}月{_B}"
    rf"(?P<{{0}}d>{_N}|{_CN_SMALL}){_B}[日号]"
)
_SIGNS = (
    rf"(?P<{{0}}y2>\d{{{{4}}}}){_B}(?P<{{0}}s>[-/.]){_B}(?P<{{0}}m2>{_N}){_B}(?P={{0}}s){_B}"
    rf"(?P<{{0}}d2>{_N})(?![\d:时點点])"
)
_DATE = rf"(?:{_WORDS}|{_SIGNS})"
_TIME = (
    r"(?:T|[ ]+|(?<=日))[ ]*(?P<half>上午|下午)?[ ]*"
    r"(?P<hour>\d{1,2})(?:[:时點点])(?:(?P<minute>\d{2})(?:[:分](?:(?P<second>\d{2})秒?)?)?)?(?:\.0+)?"
)
_WEEKDAY = r"(?:[ ]*[(]?(?:星期|周)[一二三四五六日天][)]?)?"
# The second date of a period may leave out the year, or year and month, where the first one is written with 年月日.
_SHORT = (
    rf"(?:(?:(?P<bm3>\d{{1,2}}){_B}月{_B})?(?P<bd3>\d{{1,2}}){_B}[日号]"
    r"|(?P<bm4>\d{1,2})[./](?P<bd4>\d{1,2}))"
)
_TO = rf"{_B}(?:-{{1,2}}|~|至|到){_B}"

_ONE = re.compile(rf"(?<![\d.]){_DATE.format('')}(?<!\d(?=[-./]\d))", re.ASCII)
_ONE_WHOLE = re.compile(rf"{_DATE.format('')}{_WEEKDAY}(?:{_TIME})?{_WEEKDAY}", re.ASCII)
_TWO = re.compile(
    rf"(?<![\d.]){_DATE.format('a')}{_WEEKDAY}{_TO}(?:{_DATE.format('b')}|{_SHORT})(?<!\d(?=[-./\d]))", re.ASCII
)
_MONTH = re.compile(
    rf"(?<![\d.])(?:{_YEAR.format('')}{_B}年{_B}(?P<m>\d{{1,2}}|{_CN_SMALL}){_B}月份?|(?P<y2>\d{{4}})[-/.](?P<m2>\d{{1,2}}))"
    rf"(?!{_B}[\d.〇零○一二三四五六七八九十/-])",
    re.ASCII,
)
_PLAIN = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}(?::\d{2})?)?", re.ASCII)
_MONTH_END = re.compile(r"(?:起|以来|至今)?")


class Period(NamedTuple):
    """A first and a last day, both included; `year_from_start` when the text names the year (or month) once."""

    first: date
    last: date
    year_from_start: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A date inside a longer text, and where it stands in the folded text that `fold` returns."""

    day: date
    start: int
    end: int


def fold(text: str) -> str:
    """Text in which half and full width, blanks and the many dashes are one.

    >>> fold("２０２４．３．８—2024.12.31")
    '2024.3.8-2024.12.31'
    """
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"[‐-―−─━]", "-", folded)
    folded = re.sub(r"[～〜∼]", "~", folded)
    return re.sub(r"\s+", " ", folded).strip()


def read_date(text: str) -> date | None:
    """The date that is the whole of a text; a weekday or a time of day after it is passed over.

    None where the text holds no date, more than a date, or one that is not certain.

    >>> read_date("2024年8月9日"), read_date("二0一二年八月十六日")
    (datetime.date(2024, 8, 9), datetime.date(2012, 8, 16))
    >>> read_date("2024/2/27 12:33:21"), read_date("2023.8.21")
    (datetime.date(2024, 2, 27), datetime.date(2023, 8, 21))
    >>> [read_date(text) for text in ("20191227", "2024926", "2024年月日", "××年××月××日", "2023年2月29日", "24.8.9")]
    [None, None, None, None, None, None]
    """
    moment = read_moment(text)
    return moment.date() if isinstance(moment, datetime) else moment


def dates_in(text: str) -> list[Found]:
    """Every certain date inside a longer text, in order; places count in `fold(text)`.

    >>> [found.day.isoformat() for found in dates_in("公开日期:2024-09-26 来源:办公室 2024年9月27日印发")]
    ['2024-09-26', '2024-09-27']
    """
    folded = fold(text)
    return [Found(day, m.start(), m.end()) for m in _ONE.finditer(folded) if (day := _day(m, "")) is not None]


def read_month(text: str) -> tuple[int, int] | None:
    """Year and month where the whole text names a month and no day; a trailing 起 or 份 is passed over.

    >>> read_month("2024年4月起"), read_month("2025-01"), read_month("2024年月"), read_month("2024年13月")
    ((2024, 4), (2025, 1), None, None)
    """
    folded = fold(text)
    match = _MONTH.match(folded)
    if match is None or _MONTH_END.fullmatch(folded, match.end()) is None:
        return None
    return _month(match)


def months_in(text: str) -> list[tuple[int, int]]:
    """Every month named without a day inside a longer text.

    >>> months_in("调至种植业科,2024年4月起")
    [(2024, 4)]
    """
    found = (match for match in _MONTH.finditer(fold(text)) if match["y"])  # 2024.12 in a sentence may be an amount
    return [month for match in found if (month := _month(match)) is not None]


def read_period(text: str) -> Period | None:
    """First and last day of a period that is the whole of a text (自…至…止 and a bracket behind it are passed over).

    >>> read_period("2023年5月24日—6月4日")
    Period(first=datetime.date(2023, 5, 24), last=datetime.date(2023, 6, 4), year_from_start=True)
    >>> read_period("2024.3.8—2024.12.31").year_from_start
    False
    >>> read_period("2023524—64") is None and read_period("2024年6月到12月") is None
    True
    """
    folded = re.sub(r"^(?:自|从|由)[ ]?|[ ]*(?:为止|止)?[ ]*(?:\([^()]*\))?[。;]?$", "", fold(text))
    match = _TWO.fullmatch(folded)
    return _period(match) if match else None


def periods_in(text: str) -> list[Period]:
    """Every certain period inside a longer text, in order.

    >>> periods_in("公示期为2024年8月9日至2024年8月18日,共10天。")[0].last
    datetime.date(2024, 8, 18)
    """
    return [period for match in _TWO.finditer(fold(text)) if (period := _period(match)) is not None]


def read_moment(text: str) -> datetime | date | None:
    """A date with its time of day (naive, as the clock on the wall showed it), or the date alone where none is written.

    A time that does not exist makes the whole text uncertain.

    >>> read_moment("2024-03-05 09:30"), read_moment("2024年3月5日 下午3时05分"), read_moment("2024-03-05")
    (datetime.datetime(2024, 3, 5, 9, 30), datetime.datetime(2024, 3, 5, 15, 5), datetime.date(2024, 3, 5))
    >>> read_moment("2024-03-05 25:30") is None
    True
    """
    if _PLAIN.fullmatch(text):  # the plain case of a long register
        return _plain_moment(text)
    match = _ONE_WHOLE.fullmatch(fold(text))
    day = _day(match, "") if match else None
    if match is None or day is None or match["hour"] is None:
        return day
    hour = int(match["hour"])
    if match["half"] and not 1 <= hour <= 12:
        return None
    if match["half"] == "下午" and hour < 12:
        hour += 12
    try:
        return datetime.combine(day, time(hour, int(match["minute"] or 0), int(match["second"] or 0)))
    except ValueError:
        return None


def _plain_moment(text: str) -> datetime | date | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        return None
    return moment if len(text) > len("2024-03-05") else moment.date()


def _period(match: re.Match[str]) -> Period | None:
    first = _day(match, "a")
    if first is None:
        return None
    if match["by"] or match["by2"]:
        last, taken = _day(match, "b"), False
    else:
        month = match["bm3"] or match["bm4"]
        last, taken = _exists(first.year, int(month or first.month), int(match["bd3"] or match["bd4"])), True
    return None if last is None or last < first else Period(first, last, taken)


def _day(match: re.Match[str], prefix: str) -> date | None:
    parts = [match[f"{prefix}{name}"] or match[f"{prefix}{name}2"] for name in "ymd"]
    year, month, day = _year(parts[0]), _small(parts[1]), _small(parts[2])
    return _exists(year, month, day)


def _month(match: re.Match[str]) -> tuple[int, int] | None:
    year, month = _year(match["y"] or match["y2"]), _small(match["m"] or match["m2"])
    return (year, month) if _exists(year, month, 1) else None


def _exists(year: int, month: int, day: int) -> date | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str) -> int:
    return int("".join(_DIGITS.get(sign, sign) for sign in text))


def _small(text: str) -> int:
    """A number below 40 in digits or in words such as 二十一."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    value = int("".join(_units(ones)) or 0)
    if ten:
        value += 10 * int("".join(_units(tens)) or 1)
    return value


def _units(text: str) -> Iterator[str]:
    return (_DIGITS[sign] for sign in text if sign != "初")
