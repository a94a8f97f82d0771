"""Risk grades as offices write them, and the levels they stand for.

Flows in: the text of a grade cell. Flows out: HIGH, MEDIUM or LOW with the scheme it belongs to, or no level where
the text is none of the known scales: what is not understood is not assessed, and never LOW.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from models.vocabulary import RiskLevel

# 一级 is the highest grade by custom; one city counts the other way (domain section 4), which an office may set.
FIRST_IS_HIGHEST = True

HIGH_MEDIUM_LOW = "高/中/低"
HIGH_MEDIUM_LOW_GRADE = "高级/中级/低级"
CHINESE_GRADES = "一级/二级/三级"
ROMAN_GRADES = "Ⅰ级/Ⅱ级/Ⅲ级"
DIGIT_GRADES = "1级/2级/3级"
_DIGITS_SCHEME = "digit, 1 = {end}"
_LEVELS = (RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW)
_ORDINALS = {"一": 0, "二": 1, "三": 2, "壹": 0, "贰": 1, "叁": 2, "I": 0, "II": 1, "III": 2, "1": 0, "2": 1, "3": 2}
_WORDS = {"高": RiskLevel.HIGH, "中": RiskLevel.MEDIUM, "低": RiskLevel.LOW}
_WORD = re.compile(r"(?P<word>[高中低])(?P<tail>级)?(?:等?度?风险|度|等|危|风险点)?(?:级|等级)?")
_ORDINAL = re.compile(
    r"第?(?P<number>III|II|I|[一二三壹贰叁]|[123])(?P<tail>级|等|类|级别|等级)?(?:廉政)?(?:风险)?(?:点)?"
)
_TWICE = re.compile(r"([^()]+)\(([^()]+)\)")
_IN_TEXT = re.compile(
    r"风险(?:等级|级别|程度)\s*(?:为|[:\uff1a])?\s*(?P<grade>[^\s,\uff0c;\uff1b。()\uff08\uff09]{1,6})"
)
_BLANK = frozenset({"", "-", "/", "无", "\\"})
_HIGHEST_FIRST = re.compile(r"(?:一级|Ⅰ级|I级|1级?)[^,;。二三23]{0,6}(?:最高|为高|最重|最大)")
_HIGHEST_LAST = re.compile(r"(?:三级|Ⅲ级|III级|3级?)[^,;。一二12]{0,6}(?:最高|为高|最重|最大)|一级[^,;。二三]{0,6}最低")


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as read: `level` None with a `scheme` None means that the text is blank or not understood."""

    level: RiskLevel | None
    scheme: str | None
    text: str | None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written: not assessed, which is not LOW."""
        return self.text is None

    @property
    def is_bare_digit(self) -> bool:
        """Whether the grade is a digit alone, whose direction only custom tells."""
        return self.scheme is not None and self.scheme.startswith("digit")


def read_grade(text: str | None, first_is_highest: bool = FIRST_IS_HIGHEST) -> Grade:
    """The level of one grade cell.

    >>> [str(read_grade(text).level) for text in ("高", "二级", "Ⅲ级", "III 级", "1", "中风险", "低级")]
    ['HIGH', 'MEDIUM', 'LOW', 'LOW', 'HIGH', 'MEDIUM', 'LOW']
    >>> read_grade("★★"), read_grade("一级", first_is_highest=False).level
    (Grade(level=None, scheme=None, text='★★'), <RiskLevel.LOW: 'LOW'>)
    """
    written = (text or "").strip()
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", written)).upper()
    if folded in _BLANK:
        return Grade(None, None, None)
    twice = _TWICE.fullmatch(folded)
    if twice is not None:
        return _agreed(read_grade(twice[1], first_is_highest), read_grade(twice[2], first_is_highest), written)
    word = _WORD.fullmatch(folded)
    if word:
        scheme = HIGH_MEDIUM_LOW_GRADE if word["tail"] else HIGH_MEDIUM_LOW
        return Grade(_WORDS[word["word"]], scheme, written)
    ordinal = _ORDINAL.fullmatch(folded)
    if ordinal is None:
        return Grade(None, None, written)
    levels = _LEVELS if first_is_highest else _LEVELS[::-1]
    level = levels[_ORDINALS[ordinal["number"]]]
    return Grade(level, _scheme(ordinal["number"], bool(ordinal["tail"]), first_is_highest), written)


def _agreed(first: Grade, second: Grade, written: str) -> Grade:
    """A grade written in two scales at once, such as 一级(高); where they contradict each other there is none."""
    if first.level is None or first.level is not second.level:
        return Grade(None, None, written)
    return Grade(first.level, first.scheme, written)


def grade_in_text(text: str | None) -> str | None:
    """The grade named inside a description, such as 风险等级:中.

    >>> grade_in_text("主要表现……风险等级:中。"), grade_in_text("评定风险等级时弄虚作假")
    ('中', None)
    """
    for match in _IN_TEXT.finditer(text or ""):
        if read_grade(match["grade"]).level is not None:
            return match["grade"]
    return None


def stated_direction(texts: list[str]) -> bool | None:
    """Whether a file itself says that 一级 (or 1) is the highest grade (True) or the lowest (False); None: it does not.

    >>> stated_direction(["注:风险等级分三级,一级为最高。"]), stated_direction(["注:一事一登记"])
    (True, None)
    """
    folded = [unicodedata.normalize("NFKC", text) for text in texts]
    first = any(_HIGHEST_FIRST.search(text) for text in folded)
    last = any(_HIGHEST_LAST.search(text) for text in folded)
    return first if first is not last else None


def _scheme(number: str, has_tail: bool, first_is_highest: bool) -> str:
    end = "highest" if first_is_highest else "lowest"
    if number.isdigit() and not has_tail:
        return _DIGITS_SCHEME.format(end=end)
    scheme = ROMAN_GRADES if number.startswith("I") else DIGIT_GRADES if number.isdigit() else CHINESE_GRADES
    return scheme if first_is_highest else f"{scheme}, 一级 = lowest"
