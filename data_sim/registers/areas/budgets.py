"""Budgets and final accounts in their forms, the three public expenses, approvals, spending by period, adjustments."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data_sim.budgets import ECONOMIC, FUNCTIONS
from data_sim.frames import NEVER, NOBODY, UNKNOWN, Array
from data_sim.registers.cells import day, number, same, term, words, yuan
from data_sim.registers.rows import AT, PARENT_NO, RECORD_NO, Columns, Registers, pieces, record_numbers, writes
from models.vocabulary import BudgetForm, BudgetSide, Period, SpendingItem, SpendingStage, ThreePublicItem

_STAGES = list(SpendingStage)
# Functional classes (类) by their first three digits.
CLASSES = {
    "201": "一般公共服务支出",
    "204": "公共安全支出",
    "205": "教育支出",
    "206": "科学技术支出",
    "207": "文化旅游体育与传媒支出",
    "208": "社会保障和就业支出",
    "210": "卫生健康支出",
    "211": "节能环保支出",
    "212": "城乡社区支出",
    "213": "农林水支出",
    "214": "交通运输支出",
    "215": "资源勘探工业信息等支出",
    "216": "商业服务业等支出",
    "220": "自然资源海洋气象等支出",
    "221": "住房保障支出",
    "222": "粮油物资储备支出",
    "224": "灾害防治及应急管理支出",
}
_ECONOMIC_CLASSES = {"301": "工资福利支出", "302": "商品和服务支出", "303": "对个人和家庭的补助", "310": "资本性支出"}
_APPROPRIATION = "一般公共预算拨款收入"
_NIL = "本单位无此项收支，本表为空表"
_SETS = 400  # budget sets in a piece


class Line(NamedTuple):
    """A line of a form; `parts` are further money columns, `at` the row of `budget_lines` it shows (-1: many)."""

    code: str
    label: str
    depth: int
    is_leaf: bool
    side: BudgetSide
    fen: int
    parts: tuple[tuple[str, int], ...] = ()
    at: int = NOBODY


class Leaf(NamedTuple):
    """A row of `budget_lines`."""

    function: str
    economic: str
    project: str
    fen: int
    at: int


class Form(NamedTuple):
    """One form of a set."""

    budget: int
    form: BudgetForm
    title: str
    lines: list[Line]

    @property
    def total(self) -> int:
        """The sum of the leaf lines of spending, of income where the form has none."""
        spent = sum(line.fen for line in self.lines if line.is_leaf and line.side is BudgetSide.EXPENDITURE)
        return spent or sum(line.fen for line in self.lines if line.is_leaf)


def function_name(code: str) -> str:
    """The name of a functional class of seven digits, as budgets print it."""
    known = {
        "01": "行政运行",
        "02": "一般行政管理事务",
        "99": "其他支出",
        "04": "专项业务",
        "06": "设施建设与维护",
        "07": "宣传培训",
        "50": "事业运行",
    }
    return FUNCTIONS.get(code) or known.get(code[5:], "其他支出")


def forms_of(registers: Registers, budgets: Sequence[int]) -> Iterator[Form]:
    """The ten forms of each of these sets, with every line."""
    world = registers.world
    lines, frame = world["budget_lines"], world["budgets"]
    first = np.searchsorted(lines["budget"], np.arange(len(frame) + 1))
    expenses = {int(b): at for at, b in enumerate(world["three_public"]["budget"])}
    for budget in budgets:
        rows = [at for at in range(first[budget], first[budget + 1]) if lines.kept[at]]
        leaves = [
            Leaf(lines["function"][at], lines["economic"][at], lines["project"][at], int(lines["amount"][at]), at)
            for at in rows
        ]
        yield from _forms(registers, budget, leaves, expenses.get(budget))


def _forms(registers: Registers, budget: int, leaves: Sequence[Leaf], expenses: int | None) -> Iterator[Form]:
    stage = _STAGES[registers.world["budgets"]["stage"][budget]].zh
    tree = list(_tree(leaves))
    plain = [line._replace(parts=()) for line in tree]
    classes = [line._replace(is_leaf=True) for line in plain if line.depth == 1]
    income = [Line("", _APPROPRIATION, 1, True, BudgetSide.INCOME, sum(leaf.fen for leaf in leaves))]
    yield Form(budget, BudgetForm.BALANCE, f"部门收支{stage}总表", [*income, *classes])
    yield Form(budget, BudgetForm.REVENUE, f"部门收入{stage}总表", income)
    yield Form(budget, BudgetForm.EXPENDITURE, f"部门支出{stage}总表", tree)
    yield Form(budget, BudgetForm.APPROPRIATION, f"财政拨款收支{stage}总表", [*income, *classes])
    yield Form(budget, BudgetForm.GENERAL, f"一般公共预算支出{stage}表", tree)
    yield Form(budget, BudgetForm.BASIC, f"一般公共预算基本支出{stage}表", list(_economic(leaves)))
    if expenses is not None:
        lines = list(_three_public(registers, expenses))
        yield Form(budget, BudgetForm.THREE_PUBLIC, f"一般公共预算“三公”经费支出{stage}表", lines)
    yield Form(budget, BudgetForm.FUND, f"政府性基金预算支出{stage}表", [])
    yield Form(budget, BudgetForm.STATE_CAPITAL, f"国有资本经营预算支出{stage}表", [])
    projects = [_spent(x.function, x.project, 1, True, x.fen, at=x.at) for x in leaves if not x.economic]
    yield Form(budget, BudgetForm.PROJECTS, f"项目支出{stage}表", projects)
    yield Form(budget, BudgetForm.TARGETS, "项目支出绩效目标表", [])
    yield Form(budget, BudgetForm.UNIT_TARGETS, "整体支出绩效目标表", [])


def _spent(code: str, label: str, depth: int, is_leaf: bool, fen: int, at: int = NOBODY) -> Line:
    return Line(code, label, depth, is_leaf, BudgetSide.EXPENDITURE, fen, (), at)


def _tree(leaves: Sequence[Leaf]) -> Iterator[Line]:
    """Functional classes: 类, 款, 项, parents before children, with basic and project spending beside the sum."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for leaf in leaves:
        for code in {leaf.function[:3], leaf.function[:5], leaf.function}:
            sums[code][0 if leaf.economic else 1] += leaf.fen
    whole = {leaf.function for leaf in leaves}
    shown = Counter(leaf.function for leaf in leaves)
    single = {leaf.function: leaf.at for leaf in leaves if shown[leaf.function] == 1}
    for code, (basic, project) in sorted(sums.items()):
        size, at = (len(code) - 1) // 2, single.get(code, NOBODY)
        line = _spent(code, _function_label(code), size, code in whole, basic + project, at)
        yield line._replace(parts=(("基本支出", basic), ("项目支出", project)))


def _function_label(code: str) -> str:
    group = CLASSES.get(code[:3], "其他支出")
    return group if len(code) == 3 else f"{group[:-2]}事务" if len(code) == 5 else function_name(code)


def _economic(leaves: Sequence[Leaf]) -> Iterator[Line]:
    """Basic spending by economic class: 类 and 款."""
    basic = [leaf for leaf in leaves if leaf.economic]
    for group, name in _ECONOMIC_CLASSES.items():
        inside = sorted((x for x in basic if x.economic.startswith(group)), key=lambda x: x.economic)
        if inside:
            is_coarse = any(len(x.economic) == 3 for x in inside)
            if not is_coarse:
                yield _spent(group, name, 1, False, sum(x.fen for x in inside))
            for x in inside:
                yield _spent(x.economic, ECONOMIC.get(x.economic, name), 1 if is_coarse else 2, True, x.fen, x.at)


def _three_public(registers: Registers, row: int) -> Iterator[Line]:
    frame = registers.world["three_public"]
    abroad, purchase, running, reception = (int(frame[c][row]) for c in ("abroad", "purchase", "running", "reception"))
    yield _spent("", "因公出国（境）费", 1, True, abroad)
    yield _spent("", "公务用车购置及运行费", 1, False, purchase + running)
    yield _spent("", "公务用车购置费", 2, True, purchase)
    yield _spent("", "公务用车运行费", 2, True, running)
    yield _spent("", "公务接待费", 1, True, reception)


def _sets(r: Registers) -> Array:
    rows = r.order("budgets", "year", "stage", "unit")
    shown: Array = rows[r.world["budgets"]["published"][rows] != NEVER]
    return shown


def _by_pieces(r: Registers) -> Iterator[list[Form]]:
    for part in pieces(_sets(r), _SETS):
        yield list(forms_of(r, part.tolist()))


@writes("budget_table")
def budget_tables(r: Registers) -> Iterator[Columns]:
    """One row for each form; forms without lines say so."""
    frame = r.world["budgets"]
    first = 1
    for found in _by_pieces(r):
        budget = np.array([form.budget for form in found])
        has_targets = [form.form in (BudgetForm.TARGETS, BudgetForm.UNIT_TARGETS) for form in found]
        is_nil = [not form.lines and not targets for form, targets in zip(found, has_targets, strict=True)]
        yield {
            AT: budget,
            RECORD_NO: record_numbers(first, len(found)),
            "unit_name": r.text("units", "name", frame["unit"][budget]),
            "fiscal_year": number(frame["year"][budget]),
            "stage": term(frame["stage"][budget], SpendingStage),
            "form": pa.array([str(form.form) for form in found]),
            "title": pa.array([form.title for form in found]),
            "amount_unit": same("万元", len(found)),
            "stated_total": yuan(np.array([form.total if form.lines else UNKNOWN for form in found])),
            "is_nil": pa.array(is_nil),
            "nil_note": pa.array([_NIL if nil else None for nil in is_nil], pa.string()),
            "is_blank": pa.array(is_nil),
        }
        first += len(found)


@writes("budget_line")
def budget_lines(r: Registers) -> Iterator[Columns]:
    """The lines of the forms."""
    table, first = 0, 1
    for found in _by_pieces(r):
        numbered = [(table + at, line) for at, form in enumerate(found, start=1) for line in form.lines]
        parents, lines = [str(no) for no, _ in numbered], [line for _, line in numbered]
        table += len(found)
        yield {
            AT: [line.at for line in lines],
            RECORD_NO: record_numbers(first, len(lines)),
            PARENT_NO: pa.array(parents, pa.string()),
            "code": words([line.code for line in lines]),
            "label": pa.array([line.label for line in lines], pa.string()),
            "depth": pa.array([line.depth for line in lines], pa.int64()),
            "is_leaf": pa.array([line.is_leaf for line in lines], pa.bool_()),
            "side": pa.array([str(line.side) for line in lines], pa.string()),
            "amount": yuan(np.array([line.fen for line in lines], np.int64)),
        }
        first += len(lines)


@writes("budget_part")
def budget_parts(r: Registers) -> Iterator[Columns]:
    """Basic and project spending of a line."""
    first = 1
    for found in _by_pieces(r):
        parents, names, amounts, shown = [], [], [], []
        for form in found:
            for line in form.lines:
                for name, fen in line.parts:
                    shown.append(line.at)
                    parents.append(str(first))
                    names.append(name)
                    amounts.append(fen)
                first += 1
        yield {
            AT: shown,
            PARENT_NO: pa.array(parents, pa.string()),
            "name": pa.array(names, pa.string()),
            "amount": yuan(np.array(amounts, np.int64)),
        }


@writes("performance_target")
def performance_targets(r: Registers) -> Iterator[Columns]:
    """Targets of projects and of the unit."""
    table = 0
    world = r.world
    lines = world["budget_lines"]
    starts = np.searchsorted(lines["budget"], np.arange(len(world["budgets"]) + 1))
    for found in _by_pieces(r):
        rows: list[dict[str, Any]] = []
        for form in found:
            table += 1
            if form.form is BudgetForm.TARGETS:
                inside = range(starts[form.budget], starts[form.budget + 1])
                projects = [(lines["project"][at], int(lines["amount"][at])) for at in inside if lines["project"][at]]
                rows += [
                    _target(table, name, fen, "产出指标", "数量指标", "完成项目任务数", "100", "%")
                    for name, fen in projects
                ]
            elif form.form is BudgetForm.UNIT_TARGETS:
                rows.append(_target(table, None, None, "效益指标", "社会效益指标", "重点工作完成率", "≥95", "%"))
        keys = (PARENT_NO, "project", "goal", "level1", "level2", "level3", "value", "unit")
        yield {key: pa.array([row[key] for row in rows], pa.string()) for key in keys} | {
            AT: np.full(len(rows), NOBODY),
            "amount": pa.array([row["amount"] for row in rows], pa.decimal128(18, 2)),
        }


def _target(table: int, project: str | None, fen: int | None, *rest: str) -> dict[str, Any]:
    level1, level2, level3, value, unit = rest
    return {
        PARENT_NO: str(table),
        "project": project,
        "amount": None if fen is None else Decimal(fen) / 100,
        "goal": f"按计划完成{project}" if project else "履行部门职责，完成年度重点工作",
        "level1": level1,
        "level2": level2,
        "level3": level3,
        "value": value,
        "unit": unit,
    }


@writes("budget_approval")
def budget_approvals(r: Registers) -> Iterator[Columns]:
    """Days of approval and publication."""
    frame = r.world["budgets"]
    for part in pieces(r.order("budgets", "approved")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "fiscal_year": number(frame["year"][part]),
            "stage": term(frame["stage"][part], SpendingStage),
            "approved_on": day(frame["approved"][part]),
            "published_on": day(frame["published"][part]),
            "place": same("门户网站预决算公开专栏", len(part)),
        }


@writes("three_public_report")
def three_public_reports(r: Registers) -> Iterator[Columns]:
    """Three public expenses of a unit, year and stage."""
    frame, budgets = r.world["three_public"], r.world["budgets"]
    first = 1
    for part in pieces(_three_public_rows(r)):
        budget = frame["budget"][part]
        total = sum(frame[column][part] for column in ("abroad", "purchase", "running", "reception"))
        yield {
            AT: part,
            RECORD_NO: record_numbers(first, len(part)),
            "unit_name": r.text("units", "name", budgets["unit"][budget]),
            "fiscal_year": number(budgets["year"][budget]),
            "stage": term(budgets["stage"][budget], SpendingStage),
            "stated_total": yuan(np.asarray(total)),
            "sum_holds": pa.array(np.ones(len(part), bool)),
            "reason": words(frame["reason"][part]),
        }
        first += len(part)


def _three_public_rows(r: Registers) -> Array:
    frame, budgets = r.world["three_public"], r.world["budgets"]
    rows = r.order("three_public", "budget")
    shown: Array = rows[budgets.kept[frame["budget"][rows]] & (budgets["published"][frame["budget"][rows]] != NEVER)]
    return shown


@writes("three_public_line")
def three_public_lines(r: Registers) -> Iterator[Columns]:
    """Their items: the total, its parts, and the parts of the cars."""
    frame = r.world["three_public"]
    items = (
        ThreePublicItem.TOTAL,
        ThreePublicItem.ABROAD,
        ThreePublicItem.VEHICLES,
        ThreePublicItem.VEHICLE_PURCHASE,
        ThreePublicItem.VEHICLE_RUNNING,
        ThreePublicItem.RECEPTION,
    )
    first = 1
    for part in pieces(_three_public_rows(r), 30_000):
        abroad, purchase, running, reception = (frame[c][part] for c in ("abroad", "purchase", "running", "reception"))
        cars = purchase + running
        amounts = np.stack([abroad + cars + reception, abroad, cars, purchase, running, reception], axis=1).ravel()
        yield {
            AT: np.repeat(part, len(items)),
            PARENT_NO: pa.array(np.repeat(np.arange(first, first + len(part)), len(items))).cast(pa.string()),
            "item": pa.array([str(item) for item in items] * len(part)),
            "label": pa.array([item.zh for item in items] * len(part)),
            "amount": yuan(amounts),
        }
        first += len(part)


@writes("period_spending")
def period_spending(r: Registers) -> Iterator[Columns]:
    """Spending by month and quarter."""
    frame = r.world["spending"]
    for part in pieces(r.order("spending", "year", "unit", "item", "period")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "fiscal_year": number(frame["year"][part]),
            "period": term(frame["period"][part], Period),
            "item": term(frame["item"][part], SpendingItem),
            "amount": yuan(frame["amount"][part]),
        }


@writes("budget_adjustment")
def budget_adjustments(r: Registers) -> Iterator[Columns]:
    """Adjustments with their documents."""
    frame = r.world["adjustments"]
    for part in pieces(r.order("adjustments", "decided")):
        yield {
            AT: part,
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "fiscal_year": number(frame["year"][part]),
            "code": words(frame["function"][part]),
            "line": words(frame["line"][part]),
            "initial": yuan(frame["before"][part]),
            "adjusted": yuan(frame["after"][part]),
            "document_number": words(frame["document"][part]),
            "decided_on": day(frame["decided"][part]),
        }
