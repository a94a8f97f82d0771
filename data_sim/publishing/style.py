"""The house style of a unit: in which format and look it publishes, and the habits of whoever types its tables.

Flows in: the random stream of a unit. Flows out: a `Style`, the same for everything that the unit publishes, and small
functions that apply its habits to words, figures and days. Every habit was seen in real publications, and none hides a
figure from a person who reads the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

import numpy as np

from data_sim.publishing.document import Money, MoneyUnit, Noted, Number, Table, Value


class Format(StrEnum):
    """The file formats in which units publish."""

    XLSX = "xlsx"
    XLS = "xls"
    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"
    CSV = "csv"


class Skin(StrEnum):
    """The looks of four content management systems."""

    HEADLINE = "headline"  # a headline with day and source under it
    CATALOGUE = "catalogue"  # 信息公开: a table of index number, publisher and day before the text
    NESTED = "nested"  # tables within tables for the layout
    OLD = "old"  # no doctype, font tags, every cell a paragraph


class UnitPlace(StrEnum):
    """Where a table says in which unit its money is."""

    LINE = "line"  # on a line over the table
    COLUMN = "column"  # in the heading of the column
    CAPTION = "caption"  # after the caption
    ROW = "row"  # in the first row of the table
    CELL = "cell"  # after every figure


class Figures(StrEnum):
    """How figures are typed."""

    FIXED = "fixed"  # two decimals
    TRIMMED = "trimmed"  # no more decimals than needed
    GROUPED = "grouped"  # two decimals, commas between thousands
    MIXED = "mixed"  # now one, now the other


class Merging(StrEnum):
    """What becomes of merged cells."""

    KEPT = "kept"
    REPEATED = "repeated"  # every cell is filled
    BLANK = "blank"  # the first is filled, the others are empty
    SHORT = "short"  # on pages, what a merged cell covers is simply missing, so that later rows are short


class DateForm(StrEnum):
    """How days are typed."""

    ISO = "iso"
    ZH = "zh"
    DOTS = "dots"
    SLASHES = "slashes"


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of one unit."""

    format: Format = Format.XLSX
    skin: Skin = Skin.HEADLINE
    encoding: str = "utf-8"
    spaced: bool = False
    ascii_signs: bool = False
    unit_place: UnitPlace = UnitPlace.LINE
    money: MoneyUnit = MoneyUnit.TEN_THOUSAND
    figures: Figures = Figures.FIXED
    typed: bool = True
    total: str = "合计"
    unlabelled: bool = False  # the total of a list bears no word
    two_rows: bool = True
    merging: Merging = Merging.KEPT
    dates: DateForm = DateForm.ISO
    wording: int = 0

    def wrote(self, text: str) -> str:
        """A text with this unit's brackets and colons.

        >>> Style(ascii_signs=True).wrote("金额（万元）：")
        '金额(万元):'
        """
        return text.translate(_ASCII) if self.ascii_signs else text

    def headed(self, text: str) -> str:
        """A heading as this unit types it: short words may be spread.

        >>> Style(spaced=True).headed("预算数")
        '预 算 数'
        """
        text = self.wrote(text)
        return spread(text) if self.spaced and 2 <= len(text) <= _LONGEST_SPREAD else text

    def day(self, day: date) -> str:
        """A day as this unit types it.

        >>> Style(dates=DateForm.DOTS).day(date(2024, 3, 5))
        '2024.3.5'
        """
        match self.dates:
            case DateForm.ISO:
                return day.isoformat()
            case DateForm.ZH:
                return f"{day.year}年{day.month}月{day.day}日"
            case DateForm.DOTS:
                return f"{day.year}.{day.month}.{day.day}"
            case DateForm.SLASHES:
                return f"{day.year}/{day.month}/{day.day}"

    def amount(self, yuan: Decimal, unit: MoneyUnit | None = None, place: int = 0) -> str:
        """An amount as this unit types it, exact whatever the unit; `place` tells mixed habits apart.

        >>> Style().amount(Decimal("24774300")), Style(figures=Figures.GROUPED).amount(Decimal("11660944"))
        ('2477.43', '1,166.0944')
        """
        exact = in_unit(yuan, unit or self.money)
        form = self.figures
        if form is Figures.MIXED:
            form = (Figures.FIXED, Figures.TRIMMED)[place % 2]
        if form is Figures.TRIMMED:
            return f"{exact:f}"
        decimals = max(2, -int(exact.as_tuple().exponent))
        return f"{exact:,.{decimals}f}" if form is Figures.GROUPED else f"{exact:.{decimals}f}"

    def text(self, value: Value, unit: MoneyUnit, place: int = 0, stated: bool = True) -> str:
        """A value as it stands in a cell; an amount bears its unit where the table has it nowhere else."""
        match value:
            case None:
                return ""
            case Money(yuan):
                return self.amount(yuan, unit, place) + ("" if stated else str(unit))
            case Noted(yuan, note):
                return self.wrote(f"{self.amount(yuan, unit, place)}{'' if stated else unit}（{note}）")
            case Number(number):
                return f"{trimmed(number):f}"
            case date():
                return self.day(value)
            case str():
                return self.wrote(value)
        return str(value)

    @property
    def list_total(self) -> str:
        """What stands before the total of a list; nothing where the unit leaves it to the reader to see."""
        return "" if self.unlabelled else self.total

    def pick(self, words: Sequence[_Word]) -> _Word:
        """One of several words for the same thing, always the same in one unit."""
        return words[self.wording % len(words)]


_Word = TypeVar("_Word")
_ASCII: Final = str.maketrans("（）：；，", "():;,")
_LONGEST_SPREAD: Final = 3
# Shares of formats among the files of counties, as far as the samples tell: tables mostly as xlsx and html.
_FORMAT_SHARES: Final = {
    Format.XLSX: 0.44, Format.HTML: 0.30, Format.XLS: 0.12, Format.DOCX: 0.07, Format.PDF: 0.03, Format.CSV: 0.04,
}  # fmt: skip


def spread(word: str) -> str:
    """The characters of a word with blanks between them.

    >>> spread("合计")
    '合 计'
    """
    return " ".join(word)


def trimmed(value: Decimal) -> Decimal:
    """A figure without needless decimals, never in exponents.

    >>> trimmed(Decimal("1200.50")), trimmed(Decimal("1200"))
    (Decimal('1200.5'), Decimal('1200'))
    """
    plain = value.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def in_unit(yuan: Decimal, unit: MoneyUnit) -> Decimal:
    """An amount in a unit, exact.

    >>> in_unit(Decimal("13141"), MoneyUnit.TEN_THOUSAND)
    Decimal('1.3141')
    """
    return trimmed(yuan / unit.factor)


def house_style(rng: np.random.Generator) -> Style:
    """The style of a unit, drawn from its stream: every draw is made, so that one habit shifts no other."""
    draws = rng.random(14)
    formats, shares = list(_FORMAT_SHARES), np.cumsum(list(_FORMAT_SHARES.values()))
    chosen = formats[min(int(np.searchsorted(shares, draws[0] * shares[-1], side="right")), len(formats) - 1)]
    return Style(
        format=chosen,
        skin=_one(tuple(Skin), draws[1]),
        encoding="gb18030" if draws[2] < 0.3 else "utf-8",
        spaced=bool(draws[3] < 0.25),
        ascii_signs=bool(draws[4] < 0.35),
        unit_place=_one(tuple(UnitPlace), draws[5]),
        money=MoneyUnit.TEN_THOUSAND,
        figures=_one(tuple(Figures), draws[6]),
        typed=bool(draws[7] < 0.7),
        total=_one(("合计", "合 计", "总计", "合计"), draws[8]),
        unlabelled=bool(draws[13] < 0.12),
        two_rows=bool(draws[9] < 0.7),
        # No unit leaves rows short: what is missing in them a person sees, and a program may not.
        merging=_one((Merging.KEPT, Merging.KEPT, Merging.REPEATED), draws[10]),
        dates=_one(tuple(DateForm), draws[11]),
        wording=int(draws[12] * 12),
    )


def published_as(style: Style, among: Sequence[Format], rng: np.random.Generator) -> Style:
    """The style with a format that this kind of publication appears in; the unit's own where it is one of them."""
    draw = float(rng.random())
    return style if style.format in among else replace(style, format=_one(tuple(among), draw))


def stated(table: Table, style: Style, unit: MoneyUnit | None = None, columns: Sequence[int] = ()) -> Table:
    """The table with its unit of money said where the style says it; `columns` are the places of its amounts."""
    unit = unit or style.money
    table = replace(table, money=unit)
    if style.unit_place is UnitPlace.COLUMN and columns:
        last = len(table.heading) - 1
        rows = [list(row) for row in table.heading]
        for column in columns:
            rows[last][column] = f"{rows[last][column]}（{unit}）"
        covered = {(r, c): (a, b) for a, b, z, y in table.spans for r in range(a, z + 1) for c in range(b, y + 1)}
        for column in columns:
            top, left = covered.get((last, column), (last, column))
            rows[top][left] = rows[last][column]
        return replace(table, heading=tuple(map(tuple, rows)))
    if style.unit_place is UnitPlace.CELL:
        return replace(table, units_in_cells=True)
    if style.unit_place is UnitPlace.CAPTION and table.caption:
        return replace(table, caption=f"{table.caption}（单位：{unit}）")
    return replace(table, right=f"单位：{unit}")


def _one(among: Sequence[_Word], draw: float) -> _Word:
    return among[min(int(draw * len(among)), len(among) - 1)]
