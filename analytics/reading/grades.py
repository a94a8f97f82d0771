"""Risk grades as offices write them, and the levels they stand for.

Flows in: the text of a grade cell, and for a whole file all its grade texts and the remarks around them. Flows out:
HIGH, MEDIUM or LOW with the scheme it belongs to, or no level where the text is none of the known scales: what is not
understood is not assessed, and never LOW.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analytics.settings import settings
from models.vocabulary import RiskLevel

# 一级 is the highest grade by custom; one city counts the other way (domain section 4), which an office may set.
FIRST_IS_HIGHEST = True

HIGH_MEDIUM_LOW = "高/中/低"
HIGH_MEDIUM_LOW_GRADE = "高级/中级/低级"
CHINESE_GRADES = "一级/二级/三级"
ROMAN_GRADES = "Ⅰ级/Ⅱ级/Ⅲ级"
DIGIT_GRADES = "1级/2级/3级"
STARS = "★★★/★★/★"
COLOURS = "红/黄/蓝"
LEGEND = "as the file explains"
_DIGITS_SCHEME = "digit, 1 = {end}"
_LEVELS = (RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW)
_ORDINALS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "壹": 0, "贰": 1, "叁": 2, "肆": 3}
_ORDINALS |= {"I": 0, "II": 1, "III": 2, "IV": 3, "V": 4, "1": 0, "2": 1, "3": 2, "4": 3, "5": 4}
_WORDS = {"高": RiskLevel.HIGH, "中": RiskLevel.MEDIUM, "低": RiskLevel.LOW}
_WORD = re.compile(r"(?P<word>[高中低])(?P<tail>级)?(?:等?度?风险|度|等|危|风险点)?(?:级|等级)?")
_ORDINAL = re.compile(
    r"第?(?P<number>III|II|IV|I|V|[一二三四五壹贰叁肆]|[1-5])(?P<tail>级|等|类|级别|等级)?(?:廉政)?(?:风险)?(?:点)?"
)
_STARRED = re.compile(r"(?P<full>★*)(?P<hollow>☆*)")
_COLOUR = re.compile(r"(?P<colour>[红橙黄蓝绿])[色灯牌码标]?(?:风险|预警|等级|级)?")
_LETTER = re.compile(r"(?P<letter>[A-E])(?:级|类|等)?(?:风险)?")
_NAMED_BEFORE = re.compile(r"^(?:廉政|廉洁)?(?:风险)?(?:等级|级别|等次|程度)[为:]")
_TWICE = re.compile(r"([^()]+)\(([^()]+)\)")
_IN_TEXT = re.compile(
    r"风险(?:等级|级别|程度)\s*(?:为|[:\uff1a])?\s*(?P<grade>[^\s,\uff0c;\uff1b。()\uff08\uff09]{1,6})"
)
_BLANK = frozenset({"", "-", "/", "无", "\\"})

# --- what a file says of its own scale ---
_ANY_MARK = (
    r"(?:III|II|IV|I|V|[一二三四五1-5])(?![\d.、])(?:级|等|类)?|[A-E](?![A-Z])(?:级|类|等)?"
    r"|[红橙黄蓝绿][色灯牌码标]?|★+☆*|☆+"
)
_MARK = rf"(?P<mark>(?<![分为成共设])(?:{_ANY_MARK}))"  # 分为三级:高、中、低 explains no third grade
_LEVEL = r"最?(?P<level>高|中|低)(?!层|管|发|考|[、,/]?[中低])"
_EXPLAINED = re.compile(rf"{_MARK}(?:[^,;。.、由()高中低]{{0,6}}|\()(?:为|是|表示|代表|指|:|=|\(|标识|最|对应){_LEVEL}")
_EXPLAINED_SHORT = re.compile(rf"{_MARK}(?:风险(?:程度)?)?最(?P<level>高|低)")
_EXPLAINED_BACK = re.compile(
    rf"(?P<level>高|中|低)(?:级|度)?(?:风险)?(?:等级|点)?(?:用|为|对应|标|:|\(){{1,2}}(?P<mark>{_ANY_MARK})"
)
_ORDERED = re.compile(
    r"(?:由|从|按)?(?P<from>高|低)(?:到|至|向|→)(?:高|低)[^;。]{0,16}?(?P<mark>III|I|[一三13])(?:级|等)?"
)
_THREE_COLOURS = re.compile(r"三色|三种颜色")


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade as read: `level` None with a `scheme` None means that the text is blank or not understood.

    `doubt` is the code of a warning where the level holds by custom only.
    """

    level: RiskLevel | None
    scheme: str | None
    text: str | None
    doubt: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was written: not assessed, which is not LOW."""
        return self.text is None

    @property
    def is_bare_digit(self) -> bool:
        """Whether the grade is a digit alone, whose direction only custom tells."""
        return self.scheme is not None and self.scheme.startswith("digit")


@dataclass(frozen=True, slots=True)
class Scale:
    """How one file grades.

    `first_is_highest` is the direction of ordinals (一级, Ⅰ, 1), None where the file contradicts itself; `is_stated`
    whether the file says it. `legend` holds the marks that the file explains, `stars` how many there are at most,
    `colours` which are used, and `has_fourth` that the scale has more than three grades.
    """

    first_is_highest: bool | None = FIRST_IS_HIGHEST
    is_stated: bool = False
    legend: Mapping[str, RiskLevel | None] = field(default_factory=dict)
    stars: int = 0
    has_every_star: bool = False  # one, two and three stars occur, or hollow ones show that there are three
    colours: frozenset[str] = frozenset()
    has_three_colours: bool = False
    has_fourth: bool = False

    def read(self, text: str | None) -> Grade:
        """The level of one grade cell in this file."""
        written = (text or "").strip()
        folded = _NAMED_BEFORE.sub("", _folded(written))
        if folded in _BLANK:
            return Grade(None, None, None)
        twice = _TWICE.fullmatch(folded)
        if twice is not None:
            return _agreed(self.read(twice[1]), self.read(twice[2]), written)
        word = _WORD.fullmatch(folded)
        if word is not None:
            scheme = HIGH_MEDIUM_LOW_GRADE if word["tail"] else HIGH_MEDIUM_LOW
            return Grade(_WORDS[word["word"]], scheme, written)
        ordinal = _ORDINAL.fullmatch(folded)
        if ordinal is not None:
            return self._ordinal(ordinal["number"], bool(ordinal["tail"]), written)
        mark = _mark(folded)
        if mark in self.legend:
            return Grade(self.legend[mark], LEGEND if self.legend[mark] else None, written)
        colour = _COLOUR.fullmatch(folded)
        if colour is not None:
            return self._colour(colour["colour"], written)
        if _starred(folded) is not None and self.stars == len(_LEVELS):
            doubt = None if self.has_every_star else "risk-stars-by-custom"
            return Grade(_LEVELS[len(_LEVELS) - int(mark.rstrip("★"))], STARS, written, doubt)
        return Grade(None, None, written)

    def _ordinal(self, number: str, has_tail: bool, written: str) -> Grade:
        rank = _ORDINALS[number]
        if self.first_is_highest is None or rank >= len(_LEVELS):
            return Grade(None, None, written)
        if self.has_fourth and rank > 0:
            return Grade(None, None, written)
        levels = _LEVELS if self.first_is_highest else _LEVELS[::-1]
        scheme = _scheme(number, has_tail, self.first_is_highest)
        return Grade(levels[rank], scheme, written, "risk-scale-of-four" if self.has_fourth else None)

    def _colour(self, colour: str, written: str) -> Grade:
        """Red is the highest and blue or green the lowest by national custom; what lies between depends on the set."""
        ends = self.colours & {"蓝", "绿"}
        between = self.colours & {"橙", "黄"}
        level: RiskLevel | None = None
        if colour == "红":
            level = RiskLevel.HIGH
        elif colour in ends and len(ends) == 1:
            level = RiskLevel.LOW
        elif colour in between and "红" in self.colours and len(self.colours) == len(_LEVELS) and len(ends) < 2:
            is_middle = len(between) == 1 or colour == "橙"
            level = RiskLevel.MEDIUM if is_middle else RiskLevel.LOW
            doubt = None if self.has_three_colours else "risk-colour-by-custom"
            return Grade(level, COLOURS, written, doubt)
        return Grade(level, COLOURS if level else None, written)


def read_grade(text: str | None, first_is_highest: bool = FIRST_IS_HIGHEST) -> Grade:
    """The level of one grade cell that stands alone, without the file around it.

    >>> [str(read_grade(text).level) for text in ("高", "二级", "Ⅲ级", "III 级", "1", "中风险", "低级")]
    ['HIGH', 'MEDIUM', 'LOW', 'LOW', 'HIGH', 'MEDIUM', 'LOW']
    >>> read_grade("★★").level, read_grade("一级", first_is_highest=False).level
    (None, <RiskLevel.LOW: 'LOW'>)
    """
    return Scale(first_is_highest).read(text)


def office_custom() -> bool:
    """Whether 一级 is the highest grade here, where a file does not say so itself: a setting of the office."""
    return settings().first_grade_is_highest


def scale_of(grades: Iterable[str | None], remarks: Sequence[str], first_is_highest: bool = FIRST_IS_HIGHEST) -> Scale:
    """The scale of a file, from all its grade texts and from what its title and notes explain.

    >>> scale_of(["★★★", "★"], []).read("★★").level, scale_of(["★★"], []).read("★★").level
    (<RiskLevel.MEDIUM: 'MEDIUM'>, None)
    >>> str(scale_of(["一级"], ["风险等级由低到高分为一级、二级、三级。"]).read("一级").level)
    'LOW'
    """
    texts = [_folded(text or "") for text in grades]
    notes = [_folded(remark) for remark in remarks]
    legend = _legend(notes)
    direction = stated_direction(notes)
    says_both = direction is None and any(_direction(note) for note in notes)
    ordinals = [_ORDINALS[m["number"]] for text in texts if (m := _ORDINAL.fullmatch(text)) is not None]
    return Scale(
        None if says_both else first_is_highest if direction is None else direction,
        direction is not None,
        legend,
        *_stars_of(texts),
        frozenset(m["colour"] for text in texts if (m := _COLOUR.fullmatch(text)) is not None),
        any(_THREE_COLOURS.search(note) for note in notes),
        any(rank >= len(_LEVELS) for rank in ordinals),
    )


def stated_direction(texts: Iterable[str]) -> bool | None:
    """Whether a file itself says that 一级 (or 1) is the highest grade (True) or the lowest (False); None: it does not.

    >>> stated_direction(["注:风险等级分三级,一级为最高。"]), stated_direction(["注:一事一登记"])
    (True, None)
    >>> stated_direction(["1级为低风险、3级为高风险"]), stated_direction(["分为三级:高、中、低"])
    (False, None)
    """
    said = {one for text in texts for one in _direction(_folded(text))}
    return said.pop() if len(said) == 1 else None


def _direction(note: str) -> set[bool]:
    """The directions that one remark states: through the levels of first and third grade, or through their order."""
    said: set[bool] = set()
    for rank, level in _explained(note):
        if rank in (0, 2) and level is not RiskLevel.MEDIUM:
            said.add((level is RiskLevel.HIGH) == (rank == 0))
    for match in _ORDERED.finditer(note):
        said.add((match["from"] == "高") == (_ORDINALS[match["mark"]] == 0))
    return said


def _explained(note: str) -> list[tuple[int, RiskLevel]]:
    found = [(_mark(mark), level) for mark, level in _explanations(note)]
    return [(_ORDINALS[mark], level) for mark, level in found if mark in _ORDINALS]


def _explanations(note: str) -> list[tuple[str, RiskLevel]]:
    patterns = (_EXPLAINED, _EXPLAINED_SHORT, _EXPLAINED_BACK)
    return [(m["mark"], _WORDS[m["level"]]) for pattern in patterns for m in pattern.finditer(note)]


def _legend(notes: Sequence[str]) -> dict[str, RiskLevel | None]:
    """Marks and the levels the notes give them; one that is given two has none. Ordinals go by their direction."""
    legend: dict[str, RiskLevel | None] = {}
    for note in notes:
        for written, level in _explanations(note):
            mark = _mark(written)
            if mark not in _ORDINALS:
                legend[mark] = level if legend.get(mark, level) is level else None
    return legend


def _mark(text: str) -> str:
    """One form for a sign of a scale: 红色 and 红 are one, A级 and A, ★★☆ and two stars of three."""
    stars = _starred(text)
    if stars is not None:
        return f"{stars[0]}★"
    for pattern, group in ((_COLOUR, "colour"), (_LETTER, "letter"), (_ORDINAL, "number")):
        match = pattern.fullmatch(text)
        if match is not None:
            return match[group]
    return text


def _starred(text: str) -> tuple[int, int] | None:
    """How many stars count, and how many there are with the hollow ones; hollow ones alone count themselves."""
    match = _STARRED.fullmatch(text)
    if match is None or not text:
        return None
    full, hollow = len(match["full"]), len(match["hollow"])
    return (full, full + hollow) if full else (hollow, hollow)


def _stars_of(texts: Sequence[str]) -> tuple[int, bool]:
    """How many stars the scale has, and whether that is sure.

    Full and hollow stars of a cell make as many as there are; else the most in any cell count, and a scale on which
    some number of stars never occurs may be longer than it seems.
    """
    counted = [stars for text in texts if (stars := _starred(text)) is not None]
    mixed = {total for count, total in counted if total > count}
    if len(mixed) > 1:
        return 0, False
    most = max([*mixed, *(count for count, _ in counted)], default=0)
    return most, bool(mixed) or {count for count, _ in counted} == set(range(1, most + 1))


def grade_in_text(text: str | None) -> str | None:
    """The grade named inside a description, such as 风险等级:中.

    >>> grade_in_text("主要表现……风险等级:中。"), grade_in_text("评定风险等级时弄虚作假")
    ('中', None)
    """
    for match in _IN_TEXT.finditer(text or ""):
        if read_grade(match["grade"]).level is not None:
            return match["grade"]
    return None


def _folded(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper().replace("：", ":")


def _agreed(first: Grade, second: Grade, written: str) -> Grade:
    """A grade written in two scales at once, such as 一级(高); where they contradict each other there is none."""
    if first.level is None or first.level is not second.level:
        return Grade(None, None, written)
    return replace(first, text=written)


def _scheme(number: str, has_tail: bool, first_is_highest: bool) -> str:
    end = "highest" if first_is_highest else "lowest"
    if number.isdigit() and not has_tail:
        return _DIGITS_SCHEME.format(end=end)
    scheme = ROMAN_GRADES if number.startswith("I") else DIGIT_GRADES if number.isdigit() else CHINESE_GRADES
    return scheme if first_is_highest else f"{scheme}, 一级 = lowest"
