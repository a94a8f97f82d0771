"""D01 to D09 as a person checks them: by hand, from the registers as they are written (domain sections 3, 5 and 5a).

Flows in: the registers, with the day on which one looks. Flows out: answers about rows.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from models.calendar import CalendarUnknown, days_inclusive, deadline
from models.vocabulary import BudgetForm, BudgetSide, FundType
from tests.simulation.oracles.judged import Judged, holds, judged
from tests.simulation.oracles.registers import Line, Registers, day, lasts, yuan

_NO, _YES = "否", "是"
Set = tuple[str, str, str]  # unit, year, stage
# The eight forms of domain section 6.
_EIGHT = [
    form.zh
    for form in (BudgetForm.BALANCE, BudgetForm.REVENUE, BudgetForm.EXPENDITURE, BudgetForm.APPROPRIATION,
                 BudgetForm.GENERAL, BudgetForm.BASIC, BudgetForm.THREE_PUBLIC, BudgetForm.FUND)
]  # fmt: skip
_BY_FUNCTION = {form.zh for form in (BudgetForm.EXPENDITURE, BudgetForm.GENERAL, BudgetForm.FUND, BudgetForm.PROJECTS)}
_LEAST_DAYS = {
    FundType.POVERTY.zh: 10, FundType.MINIMUM_LIVING.zh: 7, FundType.FARM_SUBSIDY.zh: 7, FundType.OTHER.zh: 5
}  # fmt: skip
_CENT = Decimal(100)  # yuan: 0.01 万元
PUBLIC = ("three_public_report", "three_public_line", "fund_notice", "fund_item", "fund_part", "risk_point",
          "post_step", "step_handler", "programme_budget", "budget_table", "budget_line", "budget_part",
          "performance_target", "power_item", "power_duty", "appointment")  # fmt: skip


def set_of(line: Line) -> Set:
    """Which set of a unit a row speaks of."""
    return line["单位"], line["年度"], line["阶段"]


def lines_of(registers: Registers) -> dict[str, list[Line]]:
    """The lines of each form, by the number that the form bears."""
    return {number: lines for (number,), lines in registers.by("budget_line", "所属记录号").items()}


def _last_day(approved: date) -> date | None:
    try:
        return deadline(approved, 20)
    except CalendarUnknown:
        return None


def d01(registers: Registers) -> Iterator[Judged]:
    """Published after the twentieth day from approval, which moves where it is a day of rest (5a.15)."""
    for line in registers["budget_approval"]:
        published, approved = day(line["公开日期"]), day(line["批复日期"])
        if published is not None:  # what was never published belongs to D02
            last = _last_day(approved) if approved else None
            yield holds(None if last is None else published > last, line)


def d02(registers: Registers) -> Iterator[Judged]:
    """A unit of the roster whose set is not there though the twentieth day is past.

    A unit that is exempt, merged into another or no more does not owe a set.
    """
    owing = {
        line["单位名称"] for line in registers["budget_unit"]
        if lasts(line, registers.as_of) and not line["不公开理由"] and not line["并入单位"]
    }  # fmt: skip
    shown = {set_of(line) for line in registers["budget_table"]}
    for line in registers["budget_approval"]:
        approved = day(line["批复日期"])
        last = _last_day(approved) if approved else None
        if line["单位"] in owing:
            there = bool(line["公开日期"]) or set_of(line) in shown
            yield holds(False if there else None if last is None else registers.as_of > last, line)


def d03(registers: Registers) -> Iterator[Judged]:
    """One of the eight forms is absent, or blank and without a note that there is nothing."""
    sets: dict[Set, list[Line]] = defaultdict(list)
    for table in registers["budget_table"]:
        sets[set_of(table)].append(table)
    lines = lines_of(registers)
    for tables in sets.values():
        if set(_EIGHT) - {table["表种"] for table in tables}:
            yield judged("flag", tables[0])
        for table in tables:
            if table["表种"] in _EIGHT:
                yield holds(_is_blank_unsaid(table, bool(lines.get(table["记录号"]))), table)


def _is_blank_unsaid(table: Line, has_lines: bool) -> bool | None:
    if has_lines or table["是否声明无此项"] == _YES or table["无此项说明"]:
        return False
    return {_YES: True, _NO: False}.get(table["是否空表"])


def d04(registers: Registers) -> Iterator[Judged]:
    """Spending that stops above the item (项, 7 digits), or basic spending that stops above the section (款, 5).

    The balance sheets sum up by class and owe no more.
    """
    lines = lines_of(registers)
    for table in registers["budget_table"]:
        digits = 7 if table["表种"] in _BY_FUNCTION else 5 if table["表种"] == BudgetForm.BASIC.zh else 0
        leaves = [line for line in lines.get(table["记录号"], ()) if line["是否末级"] == _YES]
        if not digits or not leaves:
            continue
        short = [line for line in leaves if 0 < len(line["科目编码"]) < digits]
        blank = [line for line in leaves if not line["科目编码"]]
        answer = True if short else None if blank else False
        yield holds(answer, table, *(short or blank or leaves))


def d05(registers: Registers) -> Iterator[Judged]:
    """A sum that its parts do not give: total and lines, parent and children, line and its columns, in and out.

    Off by no more than 0.01 万元 for each row summed is rounding (5a.17).
    """
    lines = lines_of(registers)
    parts = {number: found for (number,), found in registers.by("budget_part", "所属记录号").items()}
    for table in registers["budget_table"]:
        mine = lines.get(table["记录号"], [])
        if mine:
            yield _sums(table, mine, parts)


def _sums(table: Line, lines: list[Line], parts: dict[str, list[Line]]) -> Judged:
    checks: list[bool] = []

    def check(whole: Decimal | None, found: list[Line]) -> None:
        amounts = [amount for line in found if (amount := yuan(line["金额（元）"])) is not None]
        if whole is not None and amounts and len(amounts) == len(found):
            checks.append(abs(whole - sum(amounts)) > _CENT * len(amounts))

    for side in BudgetSide:
        check(yuan(table["写明合计（元）"]), [n for n in lines if n["是否末级"] == _YES and n["收支"] == side.zh])
    for at, line in enumerate(lines):
        check(yuan(line["金额（元）"]), _children(lines, at))
        check(yuan(line["金额（元）"]), parts.get(line["记录号"], []))
    return holds(any(checks) if checks else None, table)


def _children(lines: list[Line], at: int) -> list[Line]:
    """The lines below a line, one level deeper, up to the next of its own level."""
    found, depth = [], int(lines[at]["层级"] or 0)
    for line in lines[at + 1 :]:
        below = int(line["层级"] or 0)
        if not depth or below <= depth:
            break
        if below == depth + 1:
            found.append(line)
    return found


def d06(registers: Registers) -> Iterator[Judged]:
    """A line ten thousand times, or a ten-thousandth of, the same line of last year, five per cent about."""
    items = items_of(registers)
    for (unit, year, stage, code), now in items.items():
        before = items.get((unit, str(int(year) - 1), stage, code), {})
        answers = [_slips(now[place]["金额（元）"], before[place]["金额（元）"]) for place in now if place in before]
        if answers:
            yield holds(any_of(answers), *now.values())


def any_of(answers: list[bool | None]) -> bool | None:
    """Whether one form says so; unknown where none does and one cannot be read."""
    return True if True in answers else None if None in answers else False


def _slips(now: str, before: str) -> bool | None:
    one, other = yuan(now), yuan(before)
    if one is None or other is None:
        return None
    if not one or not other:
        return False
    times = max(one, other) / min(one, other)
    return 9_500 <= times <= 10_500


Item = tuple[str, str, str, str]  # unit, year, stage, code


def items_of(registers: Registers) -> dict[Item, dict[tuple[str, str], Line]]:
    """The lowest lines of what is spent: unit, year, stage and code -> form and name -> the line.

    An item with its code is one though several forms show it, the project by its own name.
    """
    found: dict[Item, dict[tuple[str, str], Line]] = defaultdict(dict)
    lines = lines_of(registers)
    for table in registers["budget_table"]:
        if table["表种"] in _BY_FUNCTION or table["表种"] == BudgetForm.BASIC.zh:
            for line in lines.get(table["记录号"], ()):
                if line["是否末级"] == _YES and line["收支"] == BudgetSide.EXPENDITURE.zh:
                    found[*set_of(table), line["科目编码"]][table["表种"], line["科目名称"]] = line
    return found


def d07(registers: Registers) -> Iterator[Judged]:
    """Up for fewer days than its kind of fund asks for, first and last day counted; no period stated is for D08.

    The fund that has no period of its own is asked for the five days that local measures commonly lay down.
    """
    for line in registers["fund_notice"]:
        if line["是否写明公示期"] == _YES:
            first, last = day(line["公示起始日期"]), day(line["公示终止日期"])
            known = first is not None and last is not None and first <= last
            yield holds(days_inclusive(first, last) < _LEAST_DAYS[line["资金类型"]] if known else None, line)


def d08(registers: Registers) -> Iterator[Judged]:
    """Basis, object, amount, period or telephone is absent."""
    items = registers.by("fund_item", "所属记录号")
    for line in registers["fund_notice"]:
        rows = items.get((line["记录号"],), [])
        has_amount = bool(line["标题金额（元）"] or line["写明合计（元）"] or any(r["金额（元）"] for r in rows))
        stated = line["依据"], rows, has_amount, line["是否写明公示期"] == _YES, line["是否有监督方式"] == _YES
        yield holds(not all(stated), line)


_LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z*])\d{11,19}[\dXx]?(?![0-9A-Za-z*])")
_ILLNESS = re.compile(r"残疾|癌|肿瘤|尿毒症|精神病|艾滋|重病|患有")
# Columns that hold numbers of firms and papers.
_NUMBERED = ("编号", "编码", "信用代码", "文号", "依据", "记录号", "序号")


def d09(registers: Registers) -> Iterator[Judged]:
    """A number of a person, a card or a mobile telephone stands open in what the public reads, or a name with an illness."""
    for name in PUBLIC:
        for line in registers[name]:
            told = [cell for column, cell in line.items() if cell and not column.endswith(_NUMBERED)]
            leaked = any(_is_personal(number) for cell in told for number in _LONG_NUMBER.findall(cell))
            yield holds(leaked or bool(_ILLNESS.search(line.get("单元格附注", ""))), line)


def _is_personal(number: str) -> bool:
    return _is_identity(number.upper()) or bool(re.fullmatch(r"1[3-9]\d{9}", number)) or _is_card(number)


def _is_identity(number: str) -> bool:
    """18 characters, a possible day of birth in places 7 to 14, and the check digit of GB 11643 (5a.20)."""
    if len(number) != 18 or not number[:17].isdigit():
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return "10X98765432"[sum(int(n) * 2 ** (17 - at) for at, n in enumerate(number[:17])) % 11] == number[17]


def _is_card(number: str) -> bool:
    """16 to 19 digits of a bank card, the last by Luhn."""
    if not number.isdigit() or not 16 <= len(number) <= 19 or not number.startswith("62"):
        return False
    digits = [int(n) for n in reversed(number)]
    return sum(sum(divmod(2 * n, 10)) if at % 2 else n for at, n in enumerate(digits)) % 10 == 0
