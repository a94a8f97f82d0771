"""专项资金公示: a notice of a batch of a special fund, as a table of projects, a list of farmers, or numbered lines.

Flows in: a notice with its items. Flows out: a page or file. Basis, period and telephone stand in the text before or after
the table, as offices write them; names of persons are masked in public lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Final

import numpy as np

from data_sim.publishing.document import (
    Head,
    Money,
    MoneyUnit,
    Noted,
    Number,
    Publication,
    Table,
    Value,
    Written,
    heading_of,
)
from data_sim.publishing.formats import write
from data_sim.publishing.style import Format, Style, UnitPlace, published_as, stated

# Formats in which notices appear; running text alone is no workbook.
PAGES: Final = (Format.HTML, Format.HTML, Format.DOCX, Format.PDF)
FORMATS: Final = (*PAGES, Format.XLSX)
# Long lists hang on pages or in workbooks; nobody prints them.
_LONG, _LONG_FORMATS = 200, (Format.HTML, Format.XLSX)


class Layout(StrEnum):
    """How a notice lays out its items."""

    PROJECTS = "projects"
    TOWNSHIPS = "townships"  # grouped by township, with subtotals
    SOURCES = "sources"  # where the money comes from, in columns of their own
    PERSONS = "persons"
    PROSE = "prose"


@dataclass(frozen=True, slots=True)
class FundRow:
    """One payee of a notice, in yuan; `quantity` and `rate` where the amount is their product.

    An amount that was not written is None: its cell stays empty.
    """

    payee: str
    project: str
    amount: Decimal | None
    township: str = ""
    number_mask: str = ""
    quantity: Decimal | None = None
    measure: str = "亩"
    rate: Decimal | None = None
    sources: tuple[tuple[str, Decimal], ...] = ()
    is_person: bool = False
    note: str = ""  # what stands in brackets behind the amount

    @property
    def shown(self) -> Value:
        """The amount as its cell shows it."""
        if self.amount is None:
            return None
        return Noted(self.amount, self.note) if self.note else Money(self.amount)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of one batch. A missing basis, period or telephone is left out of the text, as thin notices do."""

    title: str
    unit: str
    programme: str
    year: int
    rows: Sequence[FundRow]
    published: date | None
    since: date | None = None
    until: date | None = None
    basis: str = ""
    telephone: str = ""
    city: str = "岚汀市"

    @property
    def total(self) -> Decimal:
        """The sum of its rows."""
        return _sum(self.rows)


def _sum(rows: Iterable[FundRow]) -> Decimal:
    return sum((row.amount for row in rows if row.amount is not None), Decimal(0))


def publish_fund_notice(
    notice: Notice, style: Style, rng: np.random.Generator, path: Path, layout: Layout | None = None
) -> Written:
    """Write a notice; the layout is drawn from those that its rows allow, unless it is given."""
    layout = layout or layout_for(notice, rng)
    among = PAGES if layout is Layout.PROSE else FORMATS if len(notice.rows) <= _LONG else _LONG_FORMATS
    style = published_as(style, among, rng)
    before, after = _sentences(notice, style, rng)
    if layout is Layout.PROSE:
        blocks: tuple[str | Table, ...] = (*before, *_prose(notice, style), *after)
    else:
        table = table_of_notice(notice, style, layout)
        blocks = (*before, _signed(notice, table) if style.format is Format.XLSX else table, *after)
    publication = Publication(
        notice.title, notice.unit, blocks, notice.published, section="专项资金公示", city=notice.city
    )
    return write(publication, style, path)


def _signed(notice: Notice, table: Table) -> Table:
    """In a workbook, where no page says it, the sheet bears the title of the notice, whose it is, and its day."""
    day = notice.published
    dated = () if day is None else (f"发布日期：{day.year}年{day.month}月{day.day}日",)
    # Where the caption states the unit of the amounts, the title does so in its place.
    _, sign, unit = table.caption.partition("（单位：")
    caption = f"{notice.title}{sign}{unit}"
    return replace(table, caption=caption, left=f"公示单位：{notice.unit}", notes=(*table.notes, *dated))


def masked_name(name: str, wording: int = 0) -> str:
    """A person's name as public lists show it: the surname, and a sign for the rest.

    >>> masked_name("欧阳秀英"), masked_name("张伟"), masked_name("张伟", 1)
    ('欧某某', '张某', '张×')
    """
    sign = ("某", "×")[wording % 2]
    return name[0] + sign * min(max(len(name) - 1, 1), 2)


def layout_for(notice: Notice, rng: np.random.Generator) -> Layout:
    """One of the layouts that the rows of a notice allow."""
    draw = float(rng.random())
    if any(row.is_person for row in notice.rows):
        return Layout.PERSONS
    if any(row.sources for row in notice.rows):
        return Layout.SOURCES
    if len({row.township for row in notice.rows}) > 1 and draw < 0.3:
        return Layout.TOWNSHIPS
    return Layout.PROSE if len(notice.rows) <= 6 and draw > 0.85 else Layout.PROJECTS


def body_rows(notice: Notice, layout: Layout) -> list[int] | None:
    """The row of the body in which each row of the notice stands, from 0; None where it stands in running text."""
    if layout is Layout.PROSE:
        return None
    if layout is not Layout.TOWNSHIPS:
        return list(range(len(notice.rows)))
    places = [0] * len(notice.rows)
    at = 0
    townships = sorted({row.township for row in notice.rows})
    for township in townships:
        for n, row in enumerate(notice.rows):
            if row.township == township:
                places[n] = at
                at += 1
        at += 1  # the subtotal
    return places


def _sentences(notice: Notice, style: Style, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    before = []
    basis = f"根据《{notice.programme}管理办法》和{notice.basis}文件精神，" if notice.basis else ""
    before.append(f"{basis}现将{notice.year}年{notice.programme}安排情况予以公示，接受社会监督。")
    if notice.since and notice.until:
        first, last = (_written(style, day) for day in (notice.since, notice.until))
        before.append(f"公示时间：{first}至{last}。")
    phone = f"监督电话：{notice.telephone}" if notice.telephone else ""
    if phone and rng.random() < 0.5:
        return [*before, phone], []
    return before, [phone] if phone else []


def _written(style: Style, day: date) -> str:
    """Days in running text are written out or in numbers, never typed as a value."""
    return f"{day.year}年{day.month}月{day.day}日" if style.wording % 3 else style.day(day)


def table_of_notice(notice: Notice, style: Style, layout: Layout) -> Table:
    """The table of a notice in one layout."""
    caption = f"{notice.year}年{notice.programme}安排表"
    match layout:
        case Layout.PERSONS:
            return _persons(notice, style, caption)
        case Layout.SOURCES:
            return _sources(notice, style, caption)
        case Layout.TOWNSHIPS:
            return _townships(notice, style, caption)
        case _:
            return _projects(notice, style, caption)


_PAYEE = ("项目单位", "实施单位", "项目实施单位", "单位名称")
_PROJECT = ("项目名称", "建设内容", "项目名称", "项目名称")
_AMOUNT = ("补助金额", "资金金额", "安排金额", "下达资金")


def _projects(notice: Notice, style: Style, caption: str) -> Table:
    rows: list[list[Value]] = [[n, row.payee, row.project, row.shown] for n, row in enumerate(notice.rows, start=1)]
    rows.append([style.list_total, "", "", Money(notice.total)])
    heading = (("序号", style.pick(_PAYEE), style.pick(_PROJECT), style.pick(_AMOUNT)),)
    return stated(Table(heading, rows, caption, name="公示表"), style, columns=(3,))


def _townships(notice: Notice, style: Style, caption: str) -> Table:
    """Grouped by township, numbering on through the groups, a subtotal under each, a total that may bear no word."""
    rows: list[list[Value]] = []
    number = 0
    for township, items in groupby(sorted(notice.rows, key=lambda row: row.township), key=lambda row: row.township):
        group = list(items)
        for row in group:
            number += 1
            rows.append([number, township, row.payee, row.project, row.shown])
        rows.append(["小计", "", "", "", Money(_sum(group))])
    rows.append([style.list_total, "", "", "", Money(notice.total)])
    heading = (("序号", "乡镇", style.pick(_PAYEE), style.pick(_PROJECT), style.pick(_AMOUNT)),)
    return stated(Table(heading, rows, caption, name="公示表"), style, columns=(4,))


def _sources(notice: Notice, style: Style, caption: str) -> Table:
    """Where the money comes from, in columns under one heading."""
    names = tuple(dict.fromkeys(name for row in notice.rows for name, _ in row.sources))
    heads = (Head("序号"), Head(style.pick(_PAYEE)), Head(style.pick(_PROJECT)), Head("资金来源", ("合计", *names)))
    heading, spans = heading_of(heads)
    rows: list[list[Value]] = []
    for n, row in enumerate(notice.rows, start=1):
        parts = dict(row.sources)
        shares = (Money(parts[name]) if name in parts else None for name in names)
        rows.append([n, row.payee, row.project, row.shown, *shares])
    sums = [sum((dict(row.sources).get(name, Decimal(0)) for row in notice.rows), Decimal(0)) for name in names]
    rows.append([style.list_total, "", "", Money(notice.total), *map(Money, sums)])
    unit = replace(style, unit_place=UnitPlace.LINE) if style.unit_place is UnitPlace.COLUMN else style
    return stated(Table(heading, rows, caption, spans=spans, name="公示表"), unit)


def _persons(notice: Notice, style: Style, caption: str) -> Table:
    """A list of households: name and number masked, quantity and rate, amounts in yuan."""
    measured = any(row.quantity is not None for row in notice.rows)
    numbered = any(row.number_mask for row in notice.rows)
    measure = notice.rows[0].measure if notice.rows else "亩"
    heading = ["序号", style.pick(("户主", "姓名", "农户姓名", "户主姓名")), *(["身份证号"] if numbered else [])]
    heading += [style.pick(("村组", "所在村", "村名", "村"))]
    heading += [f"面积（{measure}）", f"补贴标准（元/{measure}）"] if measured else []
    heading += ["补贴金额（元）"]
    rows: list[list[Value]] = []
    for n, row in enumerate(notice.rows, start=1):
        line: list[Value] = [n, masked_name(row.payee, style.wording), *([row.number_mask] if numbered else [])]
        line.append(row.township)
        if measured:
            line += [
                None if row.quantity is None else Number(row.quantity),
                None if row.rate is None else Number(row.rate),
            ]
        rows.append([*line, row.shown])
    width = len(heading)
    rows.append([style.list_total, *([""] * (width - 2)), Money(notice.total)])
    return Table((tuple(heading),), rows, caption, money=MoneyUnit.YUAN, name="发放明细")


def _prose(notice: Notice, style: Style) -> list[str]:
    """One numbered line for each payee, amounts in the text."""
    unit = style.money

    def told(row: FundRow) -> str:
        note = f"（{row.note}）" if row.note else ""
        return "" if row.amount is None else f"{style.amount(row.amount, unit)}{unit}{note}"

    lines = [
        f"{n}.{row.payee}{row.project}，{style.pick(_AMOUNT)}{told(row)}；"
        for n, row in enumerate(notice.rows, start=1)
    ]
    return [f"本次共安排资金{style.amount(notice.total, unit)}{unit}，具体如下：", *lines[:-1], lines[-1][:-1] + "。"]
