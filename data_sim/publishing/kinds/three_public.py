"""三公经费: the table of three public expenses, down or across, or a sentence, with last year beside it.

Flows in: the figures of a unit for a year and the year before. Flows out: a page or workbook. The layouts are those of the
national form (财政部 部门预算公开样表, 表 7) and of what units make of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np

from data_sim.publishing.document import Head, Money, Publication, Table, Value, Written, heading_of
from data_sim.publishing.formats import write
from data_sim.publishing.style import Format, Style, stated


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """The three public expenses of one year, in yuan."""

    abroad: Decimal
    purchase: Decimal
    running: Decimal
    reception: Decimal

    @property
    def vehicles(self) -> Decimal:
        """Purchase and running of vehicles."""
        return self.purchase + self.running

    @property
    def total(self) -> Decimal:
        """All of it."""
        return self.abroad + self.vehicles + self.reception


@dataclass(frozen=True, slots=True)
class ThreePublicYear:
    """What a unit publishes of one fiscal year; `before` is the year before, where it is shown."""

    unit: str
    year: int
    is_final: bool
    current: ThreePublic
    before: ThreePublic | None = None
    reason: str = ""
    published: date | None = None

    @property
    def stage(self) -> str:
        """预算 or 决算."""
        return "决算" if self.is_final else "预算"


_ACROSS_BELOW, _PROSE_FROM = 0.4, 0.9
_PAGES = (Format.HTML, Format.DOCX, Format.PDF)
_ABROAD = ("因公出国（境）费", "因公出国（境）费用", "因公出国（境）支出")
_VEHICLES = ("公务用车购置及运行费", "公务用车购置及运行维护费", "公务用车购置及运行费")
_PURCHASE = ("公务用车购置费", "公务用车购置费", "公务用车购置")
_RUNNING = ("公务用车运行维护费", "公务用车运行费", "公务用车运行维护费")
_RECEPTION = ("公务接待费", "公务接待费", "公务接待支出")


def publish_three_public(year: ThreePublicYear, style: Style, rng: np.random.Generator, path: Path) -> Written:
    """Write what one unit says of its year: a table down or across, or a sentence."""
    draw = float(rng.random())
    title = f"{year.unit}{year.year}年度“三公”经费{year.stage}情况"
    if draw > _PROSE_FROM and style.format in _PAGES:
        lines = (*prose_of(year, style), *(f"{year.reason}。" for _ in range(bool(year.reason))))
        return write(Publication(title, year.unit, lines, year.published, section="财政预决算"), style, path)
    table = across_of(year, style) if draw < _ACROSS_BELOW else down_of(year, style)
    table = replace(table, notes=notes_of(year))
    return write(Publication(title, year.unit, (table,), year.published, section="财政预决算"), style, path)


def prose_of(year: ThreePublicYear, style: Style) -> tuple[str, ...]:
    """The figures in running text, each with its unit."""

    def shown(amount: Decimal) -> str:
        return f"{style.amount(amount)}{style.money}"

    figures = year.current
    return (
        f"{year.year}年{year.unit}“三公”经费{year.stage}数为{shown(figures.total)}，其中：{style.pick(_ABROAD)}"
        f"{shown(figures.abroad)}，{style.pick(_VEHICLES)}{shown(figures.vehicles)}（其中：{style.pick(_PURCHASE)}"
        f"{shown(figures.purchase)}，{style.pick(_RUNNING)}{shown(figures.running)}），{style.pick(_RECEPTION)}"
        f"{shown(figures.reception)}。",
    )


def notes_of(year: ThreePublicYear) -> tuple[str, ...]:
    """The note under a table: why a figure rose."""
    return (f"注：{year.reason}",) if year.reason else ()


def down_of(year: ThreePublicYear, style: Style) -> Table:
    """Items in one column, years beside each other."""
    labels = (
        style.total,
        f"1.{style.pick(_ABROAD)}",
        f"2.{style.pick(_VEHICLES)}",
        f"其中：{style.pick(_PURCHASE)}",
        f"　　　{style.pick(_RUNNING)}",
        f"3.{style.pick(_RECEPTION)}",
    )
    current = f"{year.year}年{year.stage}数"
    heads: tuple[str, ...] = ("项目", current)
    columns = [_down(year.current)]
    if year.before is not None:
        heads = ("项目", f"{year.year - 1}年{year.stage}数", current)
        columns.insert(0, _down(year.before))
    rows: list[list[Value]] = [
        [label, *values] for label, values in zip(labels, zip(*columns, strict=True), strict=True)
    ]
    table = Table((heads,), rows, _caption(year), left=f"部门：{year.unit}", name="三公经费")
    return stated(table, style, columns=range(1, len(heads)))


def across_of(year: ThreePublicYear, style: Style) -> Table:
    """Items across, one row of figures; last year first where it is shown."""
    item_heads = (
        Head("合计"),
        Head(style.pick(_ABROAD)),
        Head(style.pick(_VEHICLES), ("小计", style.pick(_PURCHASE), style.pick(_RUNNING))),
        Head(style.pick(_RECEPTION)),
    )
    heading, spans = heading_of(item_heads)
    if year.before is None:
        table = Table(heading, [_across(year.current)], _caption(year), left=f"部门：{year.unit}", spans=spans)
        return stated(replace(table, name="三公经费"), style)
    width = len(heading[0])
    top = (f"{year.year - 1}年{year.stage}数",) * width + (f"{year.year}年{year.stage}数",) * width
    spans = tuple((a + 1, b + s, z + 1, y + s) for s in (0, width) for a, b, z, y in spans)
    spans = ((0, 0, 0, width - 1), (0, width, 0, 2 * width - 1), *spans)
    table = Table(
        (top, *(row * 2 for row in heading)),
        [_across(year.before) + _across(year.current)],
        _caption(year),
        left=f"部门：{year.unit}",
        spans=spans,
        name="三公经费",
    )
    return stated(table, replace(style, unit_place=type(style.unit_place).LINE))


def _caption(year: ThreePublicYear) -> str:
    return f"{year.year}年度“三公”经费{'支出决算' if year.is_final else '预算'}表"


def _down(figures: ThreePublic) -> list[Money]:
    return [
        Money(amount)
        for amount in (
            figures.total,
            figures.abroad,
            figures.vehicles,
            figures.purchase,
            figures.running,
            figures.reception,
        )
    ]


def _across(figures: ThreePublic) -> list[Value]:
    return list(_down(figures))
