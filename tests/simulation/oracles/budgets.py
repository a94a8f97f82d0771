"""B01 to B06 as a person checks them: by hand, from the registers as they are written (domain sections 5 and 5a).

Flows in: the registers, with the day on which one looks. Flows out: answers about rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from models.vocabulary import Period, SpendingItem, SpendingStage, ThreePublicItem
from tests.simulation.oracles.documents import any_of, items_of
from tests.simulation.oracles.judged import Judged, fences, holds
from tests.simulation.oracles.registers import Line, Registers, day, yuan

_TOTAL, _ABROAD = ThreePublicItem.TOTAL.zh, ThreePublicItem.ABROAD.zh
_COSTS = {_ABROAD, ThreePublicItem.VEHICLES.zh, ThreePublicItem.RECEPTION.zh}
_BUDGET, _FINAL = SpendingStage.BUDGET.zh, SpendingStage.FINAL.zh
_NO_REASON = {"", "无", "暂无", "没有"}
_PEERS = 8
_Costs = dict[tuple[str, str, str], tuple[Line, Decimal | None]]


def _costs(registers: Registers) -> _Costs:
    """Unit, year, stage -> the report and its total: as stated, as a line, or the sum of its three costs."""
    lines = registers.by("three_public_line", "所属记录号")
    found: _Costs = {}
    for report in registers["three_public_report"]:
        by_item = {line["项目"]: yuan(line["金额（元）"]) for line in lines.get((report["记录号"],), ())}
        total = yuan(report["写明合计（元）"])
        if total is None:
            total = by_item.get(_TOTAL)
        costs = [by_item.get(item) for item in _COSTS]
        if total is None and None not in costs:
            total = sum((cost for cost in costs if cost is not None), Decimal(0))
        found[report["单位"], report["年度"], report["阶段"]] = report, total
    return found


def b01(registers: Registers) -> Iterator[Judged]:
    """More than the year before, budget against budget or final against final, and no reason said."""
    costs = _costs(registers)
    for (unit, year, stage), (report, total) in costs.items():
        _, before = costs.get((unit, str(int(year) - 1), stage), (None, None))
        rose = None if total is None or before is None else total > before
        yield holds(False if rose and report["增减原因"].strip() not in _NO_REASON else rose, report)


def b02(registers: Registers) -> Iterator[Judged]:
    """The final account is more than the budget of its year, as documents adjusted it; totals are compared."""
    costs = _costs(registers)
    for (unit, year, stage), (report, total) in costs.items():
        if stage == _FINAL:
            _, budget = costs.get((unit, year, _BUDGET), (None, None))
            raised = _raised(registers, unit, year)
            yield holds(None if total is None or budget is None else total > budget + raised, report)


def _raised(registers: Registers, unit: str, year: str) -> Decimal:
    """What documents added to the three public expenses of a unit."""
    whole = Decimal(0)
    for line in registers["budget_adjustment"]:
        is_cost = any(word in line["项目"] for word in ("公务用车", "公务接待", "因公出国"))
        before, after = yuan(line["年初预算数（元）"]), yuan(line["调整后预算数（元）"])
        if (
            is_cost
            and (line["单位"], line["年度"]) == (unit, year)
            and line["调整文号"]
            and None not in (before, after)
        ):
            whole += (after or Decimal(0)) - (before or Decimal(0))
    return whole


def b03(registers: Registers) -> Iterator[Judged]:
    """The expenses for each authorised post lie above Q3 + 1.5 IQR of eight or more others of the class (5a.16)."""
    costs = _costs(registers)
    staff = {(line["单位"], line["年度"]): line for line in registers["staffing"]}
    rates: dict[tuple[str, str, str], dict[str, Fraction]] = defaultdict(dict)
    for (unit, year, stage), (_, total) in costs.items():
        line = staff.get((unit, year))
        if total is not None and line is not None and line["同类组别"] and int(line["编制数"] or 0):
            rates[year, stage, line["同类组别"]][unit] = Fraction(total) / int(line["编制数"])
    for (unit, year, stage), (report, _) in costs.items():
        like = rates.get((year, stage, staff[unit, year]["同类组别"]), {}) if (unit, year) in staff else {}
        others = [rate for other, rate in like.items() if other != unit]
        known = unit in like and len(others) >= _PEERS
        yield holds(like[unit] > fences(others)[1] if known else None, report)


_QUARTERS = {Period.Q1.zh, Period.Q2.zh, Period.Q3.zh, Period.Q4.zh}


def b04(registers: Registers) -> Iterator[Judged]:
    """Hospitality of a quarter over 30 % and over 10 000 yuan above the same quarter of the year before (5a.17)."""
    quarters = {
        (line["单位"], int(line["年度"]), line["期间"]): line
        for line in registers["period_spending"]
        if line["支出项目"] == SpendingItem.RECEPTION.zh and line["期间"] in _QUARTERS
    }
    for (unit, year, quarter), line in quarters.items():
        last = quarters.get((unit, year - 1, quarter))
        now, before = yuan(line["金额（元）"]), yuan(last["金额（元）"]) if last else None
        if now is None or before is None:
            yield holds(None, line)
        else:
            yield holds((now - before) * 100 > before * 30 and now - before > 10_000, line)


_MONTHS = [f"{n}月" for n in range(1, 13)]


def b05(registers: Registers) -> Iterator[Judged]:
    """December over a fifth of the year, or its last quarter over two fifths.

    What was handed down from 1 October on is taken out of both sides (5a.17).
    """
    years: dict[tuple[str, int], dict[str, Line]] = defaultdict(dict)
    for line in registers["period_spending"]:
        if line["支出项目"] == SpendingItem.TOTAL.zh and line["期间"] in _MONTHS:
            years[line["单位"], int(line["年度"])][line["期间"]] = line
    granted: dict[tuple[str, int], Decimal] = defaultdict(Decimal)
    for line in registers["allocation"]:
        issued = day(line["下达日期"])
        if issued is not None and issued.month >= 10:
            granted[line["接收单位"], issued.year] += yuan(line["下达金额（元）"]) or Decimal(0)
    for (unit, year), months in years.items():
        december = months.get(_MONTHS[11])
        if december is not None and len(months) == 12:
            amounts = [yuan(months[month]["金额（元）"]) for month in _MONTHS]
            yield holds(_rushes(amounts, granted[unit, year]), december)


def _rushes(months: list[Decimal | None], granted: Decimal) -> bool | None:
    spent = [amount for amount in months if amount is not None]
    if len(spent) < 12:
        return None
    whole, december, quarter = sum(spent) - granted, spent[11] - granted, sum(spent[9:]) - granted
    if whole <= 0:
        return None
    return december * 5 > whole or quarter * 5 > whole * 2


def b06(registers: Registers) -> Iterator[Judged]:
    """A line of the final account a fifth off its line of the budget, up or down (5a.17), and no document moved it."""
    items = items_of(registers)
    moved = {
        (line["单位"], line["年度"], name)
        for line in registers["budget_adjustment"] if line["调整文号"]
        for name in (line["科目编码"], line["项目"]) if name
    }  # fmt: skip
    for (unit, year, stage, code), now in items.items():
        plan = items.get((unit, year, _BUDGET, code), {})
        both = [place for place in now if place in plan]
        if stage == _FINAL and both:
            has_document = any((unit, year, name) in moved for name in (code, *(label for _, label in both)))
            answers = [_shifts(now[place]["金额（元）"], plan[place]["金额（元）"]) for place in both]
            yield holds(False if has_document else any_of(answers), *now.values())


def _shifts(final: str, initial: str) -> bool | None:
    now, before = yuan(final), yuan(initial)
    return None if now is None or before is None else abs(now - before) * 5 > before
