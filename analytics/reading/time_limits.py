"""Time limits in working days, as power lists and tables of steps promise them.

Flows in: a cell or a sentence. Flows out: the one number of working days it sets, or None: calendar days are no
working days, and of several limits or a range none is the limit.
"""

from __future__ import annotations

import re

_DIGITS = {sign: n for n, sign in enumerate("一二三四五六七八九", start=1)} | {"两": 2, "〇": 0, "零": 0}
_NUMBER = r"(?:\d{1,3}|[一二两三四五六七八九十百零〇]{1,6})"
_LIMIT = re.compile(rf"(?<![\d.])(?P<n>{_NUMBER})(?:\.0)?\s*[个個]?\s*工作日")
_RANGE = re.compile(rf"{_NUMBER}\s*[个個]?(?:工作日)?\s*(?:-|~|至|到|—|–|－|～)\s*{_NUMBER}")


def working_days(text: str | None) -> int | None:
    """The limit of a text in working days; None where none is written, several are, or the days are others.

    >>> [working_days(text) for text in ("自受理之日起二十个工作日内", "20个工作日", "60日", "十五个工作日")]
    [20, 20, None, 15]
    >>> working_days("1-3个工作日"), working_days("0.5个工作日")
    (None, None)
    """
    if text is None or is_range(text):
        return None
    found = {_count(match["n"]) for match in _LIMIT.finditer(text)}
    return found.pop() if len(found) == 1 else None


def is_range(text: str) -> bool:
    """Whether a text names a limit from one number to another."""
    return _RANGE.search(text) is not None


def limits_in(text: str) -> list[str]:
    """The limits a sentence sets, as written; 十个工作日内 gives 十个工作日."""
    return [match.group() for match in _LIMIT.finditer(text)]


def number_in_words(text: str) -> int | None:
    """A number below 1000 in words.

    >>> [number_in_words(text) for text in ("十", "二十五", "一百二十", "十步")]
    [10, 25, 120, None]
    """
    if not text:
        return None
    total, digit = 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif sign == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            return None
    return total + digit or None


def _count(text: str) -> int | None:
    return int(text) if text.isascii() else number_in_words(text)
