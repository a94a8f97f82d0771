"""What tables of money have in common: the unit they state, their total rows, their years, and how labels are cleaned.

Flows in: a content and one of its grids. Flows out: the stated unit, the captions before a grid, and plain answers
about words (is this a total, which years are named).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.reading.amounts import Unit, find_unit, is_unit_line
from analytics.reading.content import Cell, Content, Grid, Paragraph
from analytics.reading.headings import distinct, squash
from models.language import Message

_LONGEST_CAPTION = 100  # characters; what is longer before a table is prose, whose unit need not be the table's


@dataclass(frozen=True, slots=True)
class StatedUnit:
    """The unit that the lines around a table state; `conflict` when they state more than one."""

    unit: Unit | None
    conflict: bool = False

    def problem_for(self, own: Unit | None, headings: Sequence[Unit | None]) -> Message | None:
        """Why the figures of a column are not certain: two units are stated for them.

        `own` is the unit that the column's heading states, `headings` those of all columns of money. A line that holds
        for some column (which states none, or the same) leaves the others their own.
        """
        if own is None:
            return Message("amount-units-differ") if self.conflict else None
        is_unused = self.unit is not None and all(other not in (None, self.unit) for other in headings)
        return Message("amount-units-differ") if is_unused else None


def captions_of(content: Content, grid: Grid) -> list[Paragraph]:
    """The paragraphs between the grid before (or the beginning) and this grid, in order."""
    found: list[Paragraph] = []
    shown = set(map(id, content.paragraphs))
    for block in content.blocks:
        if block is grid or (isinstance(block, Grid) and block.part == grid.part):  # a grid may be a piece of it
            break
        if isinstance(block, Grid):
            found = []
        elif id(block) in shown:
            found.append(block)
    return found


def stated_unit(
    content: Content, grid: Grid, first_body_row: int, headings: Container[tuple[int, int]] = ()
) -> StatedUnit:
    """The unit of a table where its headings state none: from its unit line, its title, or the caption before it.

    `headings` are the places (row, column) of headings over columns of money: what they state holds for these alone.

    Prose before the table does not count: a letter in 万元 may carry a table in 元.
    """
    lines = [
        cell.text
        for index, row in enumerate(grid.rows)
        for cell in distinct(cell for column, cell in enumerate(row) if (index, column) not in headings)
        if (index < first_body_row and len(cell.text) <= _LONGEST_CAPTION) or is_unit_line(cell.text)
    ]
    own = _units(line for line in lines if "单位" in squash(line) or "(" in squash(line) or is_unit_line(line))
    if own:
        return StatedUnit(own.pop()) if len(own) == 1 else StatedUnit(None, conflict=True)
    captions = [p.text for p in captions_of(content, grid) if len(p.text) <= _LONGEST_CAPTION]
    near = _units(text for text in captions if is_unit_line(text) or _states_unit(text))
    if near:
        return StatedUnit(near.pop()) if len(near) == 1 else StatedUnit(None, conflict=True)
    below = _units(text for text in _lines_below(content, grid) if is_unit_line(text))
    return StatedUnit(below.pop()) if len(below) == 1 else StatedUnit(None)


def _lines_below(content: Content, grid: Grid) -> list[str]:
    """The paragraphs between this grid and the next."""
    found: list[str] = []
    is_below = False
    for block in content.blocks:
        if isinstance(block, Grid):
            if is_below and block.part != grid.part:
                break
            is_below = is_below or block is grid or block.part == grid.part
        elif is_below:
            found.append(block.text)
    return found


def _states_unit(text: str) -> bool:
    return re.search(r"单位:|\((?:单位:)?(?:人民币)?[百千万亿]*元\)$", squash(text)) is not None


def _units(lines: Iterable[str]) -> set[Unit]:
    return {unit for line in lines if (unit := find_unit(line)) is not None}


# --- words -----------------------------------------------------------------------------------------------------------

_TOTAL = re.compile(
    r"^(?:(?:资金|项目|金额|支出|全[省市县区镇乡]|本[表页批]|[一二三四五六七八九十]+、)?)(?:合计|总计|共计|总合计|总额|合计数|累计)(?:\(.*\))?:?$"
)
_SUBTOTAL = re.compile(r"小计(?:\(.*\))?:?$|^(?!.*(?:项目|工程)).+(?:合计|总计)$")
_NUMBERING = re.compile(
    r"^(?:[(（][一二三四五六七八九十\d]+[)）]、?|[一二三四五六七八九十]+[、.．]|\d{1,3}(?:[、．]|\.(?!\d))|[①-⑳])\s*"
)
_OF_WHICH = re.compile(r"^(?:其中|其 中|[-—–─·•▪◆*]+)\s*[:：]?\s*")
_YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年度?(?!\s*[\d〇○零一二三四五六七八九十]{1,3}\s*月)")
_YEAR_WORDS = re.compile(r"(?<![〇○零一二三四五六七八九十])二[〇○零][〇○零一二三四五六七八九]{2}(?=年)")
_DIGIT_WORDS = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def is_total(text: str) -> bool:
    """Whether a cell marks the total of all rows."""
    return _TOTAL.search(squash(text)) is not None


def is_subtotal(text: str) -> bool:
    """Whether a cell marks the total of some rows (小计, 益阳市小计)."""
    tight = squash(text)
    return not is_total(tight) and _SUBTOTAL.search(tight) is not None


def clean_label(text: str) -> str:
    """A label without numbering, 其中: and inner blanks.

    >>> clean_label(" 其中:公务用车 购置费"), clean_label("1.因公出国(境)费用")
    ('公务用车购置费', '因公出国(境)费用')
    """
    label = re.sub(r"\s+", "", text)
    while True:
        shorter = _OF_WHICH.sub("", _NUMBERING.sub("", label))
        if shorter == label or not shorter:
            return label
        label = shorter


def years_in(text: str) -> list[int]:
    """Fiscal years named in a text, without those of dates and document numbers.

    >>> years_in("2024年度资金计划表(2024年2月1日)"), years_in("湘财〔2023〕2号")
    ([2024], [])
    """
    plain = _YEAR_WORDS.sub(lambda match: match.group().translate(_DIGIT_WORDS), text)
    return list(dict.fromkeys(int(year) for year in _YEAR.findall(plain)))


def total_of(values: Sequence[Decimal | None]) -> Decimal:
    """The sum of the figures that are there; a blank adds nothing."""
    return sum((value for value in values if value is not None), Decimal(0))


def text_at(row: Sequence[Cell], column: int | None) -> str:
    """The text of a cell on one line; empty where there is no such column."""
    return "" if column is None else re.sub(r"\s*\n\s*", "", row[column].text).strip()
