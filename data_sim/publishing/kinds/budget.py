"""部门预算 and 部门决算: the set of eight to eleven forms that a unit publishes each year, from its leaf lines alone.

Flows in: a unit's lines by functional and economic class, what it carried over, its three public expenses. Flows out: a
workbook, page or document with the forms of domain standard (财政部 部门预算公开样表; 决算公开 of Hunan), every total added up
from the lines, so that the forms agree with each other to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import numpy as np

from data_sim.publishing.classification import PERSONNEL, class_codes, economic_name, function_name
from data_sim.publishing.document import Head, Money, Publication, Span, Table, Value, Written, heading_of
from data_sim.publishing.formats import write
from data_sim.publishing.kinds.three_public import ThreePublicYear, across_of, down_of, notes_of
from data_sim.publishing.style import Format, Style, UnitPlace, published_as, stated

FORMATS: Final = (Format.XLSX, Format.XLSX, Format.XLS, Format.HTML, Format.DOCX, Format.PDF)
_CLASS, _ITEM = 3, 7  # digits of a class, and of a functional item
_ZERO: Final = Decimal(0)
_NUMERALS: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Line:
    """A leaf of spending in yuan: functional item (seven digits), economic item of basic spending or else a project."""

    function: str
    amount: Decimal
    economic: str = ""
    project: str = ""
    from_other_income: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """One indicator of a project's performance targets."""

    project: str
    goal: str
    level1: str
    level2: str
    level3: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class BudgetSet:
    """A unit's budget or final account of a year. `carried` is what of its appropriations was left from last year."""

    unit: str
    code: str
    year: int
    is_final: bool
    lines: Sequence[Line]
    three_public: ThreePublicYear
    carried: Decimal = _ZERO
    targets: Sequence[Target] = ()
    published: date | None = None
    city: str = "岚汀市"
    # Forms that the set leaves out (missing) and forms that stand in it without figures or note (blank), by their number.
    missing: frozenset[int] = frozenset()
    blank: frozenset[int] = frozenset()

    @property
    def stage(self) -> str:
        """预算 or 决算."""
        return "决算" if self.is_final else "预算"

    @property
    def total(self) -> Decimal:
        """All spending."""
        return _sum(self.lines)

    @property
    def general(self) -> list[Line]:
        """What is paid from the general public budget."""
        return [line for line in self.lines if not line.from_other_income]

    @property
    def other_income(self) -> Decimal:
        """Income that is no appropriation: what is spent from it."""
        return _sum(line for line in self.lines if line.from_other_income)


def publish_budget(budget: BudgetSet, style: Style, rng: np.random.Generator, path: Path) -> Written:
    """Write the set of a unit and year."""
    style = published_as(style, FORMATS, rng)
    title = f"{budget.unit}{budget.year}年{'度部门决算' if budget.is_final else '部门预算'}公开表"
    forms = _forms(budget, style)
    # A workbook has no title but those of its sheets: either a first sheet names unit and year, or each of them does.
    is_book = style.format in {Format.XLSX, Format.XLS}
    has_contents = is_book and style.wording % 3 != 0
    tables = [
        replace(
            table,
            name=f"公开{number:02d}表",
            annex=f"附件1-{number}" if style.wording % 2 else "",
            caption=table.caption if has_contents or not is_book else f"{budget.year}年{table.caption}",
        )
        for number, table in forms.items()
        if number not in budget.missing
    ]
    blocks: tuple[str | Table, ...] = (_contents(title, tables), *tables) if has_contents else tuple(tables)
    return write(
        Publication(title, budget.unit, blocks, budget.published, section="财政预决算", city=budget.city), style, path
    )


def _contents(title: str, tables: Sequence[Table]) -> Table:
    """The first sheet: which form stands where."""
    return Table((), [[table.name, table.caption] for table in tables], title, name="目录")


def _forms(budget: BudgetSet, style: Style) -> dict[int, Table]:
    """The forms by their number in the set."""
    # Forms state the unit on the line over the table; their headings are the ministry's.
    style = replace(style, unit_place=UnitPlace.LINE)
    made = (
        _balance(budget, style),
        _revenue(budget, style),
        _expenditure(budget, style),
        _appropriation(budget, style),
        _general(budget, style),
        _basic(budget, style),
        _costs(budget, style),
        _nil(budget, style, "政府性基金预算"),
        _nil(budget, style, "国有资本经营预算"),
        *((_projects(budget, style),) if not budget.is_final else ()),
        *((_targets(budget, style),) if budget.targets and not budget.is_final else ()),
    )
    forms = dict(enumerate(made, start=1))
    for number in budget.blank & forms.keys():
        forms[number] = _blank(forms[number])
    return forms


def _blank(table: Table) -> Table:
    """A form of which only the heading was put on the page."""
    return replace(
        table, rows=[[""] * table.width], spans=tuple(s for s in table.spans if s[2] < len(table.heading)), notes=()
    )


def _finished(table: Table, budget: BudgetSet, style: Style, caption: str) -> Table:
    return stated(replace(table, caption=caption, left=f"部门：{budget.unit}"), style)


def _sum(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), _ZERO)


def _money(amount: Decimal) -> Money | None:
    """Forms leave a cell without money empty."""
    return Money(amount) if amount else None


# --- income beside expenditure ---------------------------------------------------------------------------------------


def _balance(budget: BudgetSet, style: Style) -> Table:
    income = [
        ("一般公共预算拨款收入", _sum(budget.general) - budget.carried),
        ("政府性基金预算拨款收入", _ZERO),
        ("国有资本经营预算拨款收入", _ZERO),
        ("财政专户管理资金收入", _ZERO),
        ("事业收入", _ZERO),
        ("上级补助收入", _ZERO),
        ("附属单位上缴收入", _ZERO),
        ("事业单位经营收入", _ZERO),
        ("其他收入", budget.other_income),
    ]
    spending = _by_class(budget.lines)
    left = [(f"{_ordinal(n)}、{name}", amount) for n, (name, amount) in enumerate(income, start=1)]
    right = [(f"{_ordinal(n)}、{name}", amount) for n, (name, amount) in enumerate(spending, start=1)]
    height = max(len(left), len(right))
    left += [("", _ZERO)] * (height - len(left))
    right += [("", _ZERO)] * (height - len(right))
    year_income = budget.total - budget.carried
    left += [("本年收入合计", year_income), ("上年结转结余", budget.carried), ("收入总计", budget.total)]
    right += [("本年支出合计", budget.total), ("年终结转结余", _ZERO), ("支出总计", budget.total)]
    rows: list[list[Value]] = [[a, _money(x), b, _money(y)] for (a, x), (b, y) in zip(left, right, strict=True)]
    figure = "决算数" if budget.is_final else "预算数"
    heading = (("收入", "收入", "支出", "支出"), ("项目", figure, "项目（按功能分类）", figure))
    table = Table(heading, rows, spans=((0, 0, 0, 1), (0, 2, 0, 3)))
    return _finished(table, budget, style, "收入支出决算总表" if budget.is_final else "部门收支总表")


def _by_class(lines: Sequence[Line]) -> list[tuple[str, Decimal]]:
    """Spending of every functional class, also of those without any, as the form lists them."""
    return [(function_name(code), _sum(line for line in lines if line.function[:3] == code)) for code in class_codes()]


def _ordinal(number: int) -> str:
    """The number of an item in Chinese, up to thirty-nine.

    >>> _ordinal(9), _ordinal(12), _ordinal(21)
    ('九', '十二', '二十一')
    """
    if number <= 10:
        return _NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[ones - 1] if ones else "")


def _revenue(budget: BudgetSet, style: Style) -> Table:
    heads = (
        Head("部门（单位）代码"),
        Head("部门（单位）名称"),
        Head("合计"),
        Head("本年收入", ("小计", "一般公共预算", "其他收入")),
        Head("上年结转结余"),
    )
    heading, spans = heading_of(heads)
    amounts = (
        budget.total,
        budget.total - budget.carried,
        _sum(budget.general) - budget.carried,
        budget.other_income,
        budget.carried,
    )
    figures = [_money(amount) for amount in amounts]
    rows: list[list[Value]] = [["", style.total, *figures], [budget.code, budget.unit, *figures]]
    table = Table(heading, rows, spans=spans)
    return _finished(table, budget, style, "收入决算表" if budget.is_final else "部门收入总表")


def _appropriation(budget: BudgetSet, style: Style) -> Table:
    general = _sum(budget.general)
    left = [
        ("一、本年收入", general - budget.carried),
        ("（一）一般公共预算拨款", general - budget.carried),
        ("（二）政府性基金预算拨款", _ZERO),
        ("（三）国有资本经营预算拨款", _ZERO),
        ("二、上年结转", budget.carried),
        ("（一）一般公共预算拨款", budget.carried),
        ("（二）政府性基金预算拨款", _ZERO),
    ]
    spending = _by_class(budget.general)
    right = [("一、本年支出", general)]
    right += [(f"（{_ordinal(n)}）{name}", amount) for n, (name, amount) in enumerate(spending, start=1)]
    left += [("", _ZERO)] * (len(right) - len(left))
    left.append(("收入总计", general))
    right.append(("支出总计", general))
    rows: list[list[Value]] = [
        [a, _money(x), b, _money(y), _money(y), None] for (a, x), (b, y) in zip(left, right, strict=True)
    ]
    figure = "决算数" if budget.is_final else "预算数"
    heading = (
        ("收入", "收入", "支出", "支出", "支出", "支出"),
        ("项目", figure, "项目", "合计", "一般公共预算", "政府性基金预算"),
    )
    table = Table(heading, rows, spans=((0, 0, 0, 1), (0, 2, 0, 5)))
    return _finished(table, budget, style, "财政拨款收入支出决算总表" if budget.is_final else "财政拨款收支总表")


# --- expenditure by subject ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Subject:
    code: str
    name: str
    lines: list[Line]


def _subjects(lines: Sequence[Line]) -> list[_Subject]:
    """Classes, groups and items that have spending, each parent before its children.

    Where a line stops at its class or group, nothing below that class or group is shown: its parts would not add up.
    """
    shown = _shown_codes(lines)
    members: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        code = shown[line.function]
        for depth in range(_CLASS, len(code) + 1, 2):
            members[code[:depth]].append(line)
    return [_Subject(code, function_name(code), members[code]) for code in sorted(members)]


def _shown_codes(lines: Iterable[Line]) -> dict[str, str]:
    """The code under which the lines of each function are shown: its own, or that at which another stops short."""
    functions = {line.function for line in lines}
    coarse = {code for code in functions if len(code) < _ITEM}
    return {code: next((code[:depth] for depth in (_CLASS, 5) if code[:depth] in coarse), code) for code in functions}


def _parts(lines: Sequence[Line]) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    """Basic spending, of it personnel and office, and projects."""
    basic = [line for line in lines if not line.project]
    personnel = _sum(line for line in basic if line.economic[:3] in PERSONNEL)
    return _sum(basic), personnel, _sum(basic) - personnel, _sum(line for line in lines if line.project)


def _named(subject: _Subject) -> str:
    """The name with the indent of its depth."""
    return "  " * (len(subject.code) // 2 - 1) + subject.name


def _expenditure(budget: BudgetSet, style: Style) -> Table:
    heads = (
        "科目编码",
        "科目名称",
        "合计",
        "基本支出",
        "项目支出",
        "事业单位经营支出",
        "上缴上级支出",
        "对附属单位补助支出",
    )

    def figures(lines: Sequence[Line]) -> list[Value]:
        basic, _, _, project = _parts(lines)
        return [_money(_sum(lines)), _money(basic), _money(project), None, None, None]

    rows: list[list[Value]] = [["", style.total, *figures(budget.lines)]]
    rows += [[subject.code, _named(subject), *figures(subject.lines)] for subject in _subjects(budget.lines)]
    return _finished(Table((heads,), rows), budget, style, "支出决算表" if budget.is_final else "部门支出总表")


def _general(budget: BudgetSet, style: Style) -> Table:
    is_split = style.wording % 4 == 1
    code_heads = (Head("科目编码", ("类", "款", "项")),) if is_split else (Head("科目编码"),)
    heading, spans = heading_of(
        (
            *code_heads,
            Head("科目名称"),
            Head("合计"),
            Head("基本支出", ("小计", "人员经费", "公用经费")),
            Head("项目支出"),
        )
    )

    def figures(lines: Sequence[Line]) -> list[Value]:
        basic, personnel, office, project = _parts(lines)
        return [_money(_sum(lines)), _money(basic), _money(personnel), _money(office), _money(project)]

    empty: list[Value] = ["", "", ""] if is_split else [""]
    rows: list[list[Value]] = [[*empty, style.total, *figures(budget.general)]]
    for subject in _subjects(budget.general):
        code: list[Value] = [subject.code[:3], subject.code[3:5], subject.code[5:]] if is_split else [subject.code]
        rows.append([*code, subject.name if is_split else _named(subject), *figures(subject.lines)])
    caption = "一般公共预算财政拨款支出决算表" if budget.is_final else "一般公共预算支出表"
    return _finished(Table(heading, rows, spans=spans), budget, style, caption)


def _basic(budget: BudgetSet, style: Style) -> Table:
    heading = (
        ("支出经济分类科目", "支出经济分类科目", *("本年一般公共预算基本支出",) * 3),
        ("科目编码", "科目名称", "合计", "人员经费", "公用经费"),
    )
    spans: tuple[Span, ...] = ((0, 0, 0, 1), (0, 2, 0, 4))
    basic = [line for line in budget.general if not line.project]
    members: dict[str, list[Line]] = defaultdict(list)
    coarse = {line.economic for line in basic if len(line.economic) == _CLASS}
    for line in basic:
        members[line.economic[:_CLASS]].append(line)
        if line.economic[:_CLASS] not in coarse:
            members[line.economic].append(line)

    def figures(lines: Sequence[Line]) -> list[Value]:
        _, personnel, office, _ = _parts(lines)
        return [_money(_sum(lines)), _money(personnel), _money(office)]

    rows: list[list[Value]] = [["", style.total, *figures(basic)]]
    for code in sorted(members):
        name = economic_name(code) if len(code) == 3 else f"  {economic_name(code)}"
        rows.append([code, name, *figures(members[code])])
    caption = "一般公共预算财政拨款基本支出决算表" if budget.is_final else "一般公共预算基本支出表"
    return _finished(Table(heading, rows, spans=spans), budget, style, caption)


# --- the rest --------------------------------------------------------------------------------------------------------


def _costs(budget: BudgetSet, style: Style) -> Table:
    year = budget.three_public
    table = across_of(year, style) if style.wording % 2 else down_of(year, style)
    caption = "一般公共预算财政拨款“三公”经费支出决算表" if budget.is_final else "一般公共预算“三公”经费支出表"
    shown = _finished(table, budget, style, caption)
    return replace(shown, notes=notes_of(year))


def _nil(budget: BudgetSet, style: Style, account: str) -> Table:
    """A form without figures that says why it has none."""
    heads = (Head("科目编码"), Head("科目名称"), Head(f"本年{account}支出", ("合计", "基本支出", "项目支出")))
    heading, spans = heading_of(heads)
    rows: list[list[Value]] = [["", style.total, None, None, None], ["", "", None, None, None]]
    table = Table(heading, rows, spans=spans, notes=(f"注：本单位无{account}，故本表为空。",))
    caption = f"{account}财政拨款支出决算表" if budget.is_final else f"{account}支出表"
    return _finished(table, budget, style, caption)


def _projects(budget: BudgetSet, style: Style) -> Table:
    heading = (("序号", "项目名称", "科目编码", "科目名称", "金额"),)
    projects = [line for line in budget.lines if line.project]
    shown = _shown_codes(budget.lines)
    rows: list[list[Value]] = [
        [n, line.project, shown[line.function], function_name(shown[line.function]), Money(line.amount)]
        for n, line in enumerate(projects, start=1)
    ]
    rows.append(["", style.total, "", "", Money(_sum(projects))])
    return _finished(Table(heading, rows), budget, style, "项目支出预算表")


def _targets(budget: BudgetSet, style: Style) -> Table:
    heading = (("项目名称", "预算金额", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值", "计量单位"),)
    amounts = {line.project: line.amount for line in budget.lines if line.project}
    rows: list[list[Value]] = []
    spans: list[Span] = []
    start, last = 1, ""
    for n, target in enumerate(budget.targets, start=1):
        if target.project != last:
            start, last = n, target.project
        rows.append(
            [target.project, Money(amounts[target.project]), target.goal, target.level1, target.level2, target.level3,
             target.value, target.unit]
        )  # fmt: skip
        spans = [s for s in spans if s[0] != start]
        if n > start:
            spans += [(start, column, n, column) for column in range(3)]
    return _finished(Table(heading, rows, spans=tuple(spans)), budget, style, "项目绩效目标表")
