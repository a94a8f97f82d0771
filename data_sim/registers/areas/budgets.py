"""Budgets and final accounts in their forms, the three public expenses, approvals, spending by period, adjustments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from data_sim.budgets import ECONOMIC, FUNCTIONS
from data_sim.frames import NEVER, UNKNOWN
from data_sim.registers.cells import day, number, same, term, words, yuan
from data_sim.registers.rows import PARENT_NO, RECORD_NO, Columns, Registers, pieces, record_numbers, writes
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


class Form(NamedTuple):
    """One form of a set: its lines as (code, label, depth, leaf, side, fen, parts)."""

    budget: int
    form: BudgetForm
    title: str
    lines: list[tuple[str, str, int, bool, BudgetSide, int, tuple[tuple[str, int], ...]]]

    @property
    def total(self) -> int:
        """The sum of the leaf lines of spending, of income where the form has none."""
        spent = sum(line[5] for line in self.lines if line[3] and line[4] is BudgetSide.EXPENDITURE)
        return spent or sum(line[5] for line in self.lines if line[3])


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
            (lines["function"][at], lines["economic"][at], lines["project"][at], int(lines["amount"][at]))
            for at in rows
        ]
        yield from _forms(registers, budget, leaves, expenses.get(budget))


def _forms(
    registers: Registers, budget: int, leaves: Sequence[tuple[str, str, str, int]], expenses: int | None
) -> Iterator[Form]:
    spent = BudgetSide.EXPENDITURE
    stage = _STAGES[registers.world["budgets"]["stage"][budget]].zh
    by_function: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    basic: dict[str, int] = defaultdict(int)
    for function, economic, _, fen in leaves:
        by_function[function][1 if economic == "" else 0] += fen
        if economic:
            basic[economic] += fen
    total = sum(fen for *_, fen in leaves)
    tree = list(_tree(by_function))
    classes = [line for line in tree if line[2] == 1]
    income = [("", _APPROPRIATION, 1, True, BudgetSide.INCOME, total, ())]
    flat = [(code, label, 1, True, spent, fen, ()) for code, label, _, _, _, fen, _ in classes]
    plain = [(c, n, d, leaf, s, fen, ()) for c, n, d, leaf, s, fen, _ in tree]
    yield Form(budget, BudgetForm.BALANCE, f"部门收支{stage}总表", [*income, *flat])
    yield Form(budget, BudgetForm.REVENUE, f"部门收入{stage}总表", list(income))
    yield Form(budget, BudgetForm.EXPENDITURE, f"部门支出{stage}总表", tree)
    yield Form(budget, BudgetForm.APPROPRIATION, f"财政拨款收支{stage}总表", [*income, *flat])
    yield Form(budget, BudgetForm.GENERAL, f"一般公共预算支出{stage}表", plain)
    yield Form(budget, BudgetForm.BASIC, f"一般公共预算基本支出{stage}表", list(_economic(basic)))
    if expenses is not None:
        yield Form(
            budget,
            BudgetForm.THREE_PUBLIC,
            f"一般公共预算“三公”经费支出{stage}表",
            list(_three_public(registers, expenses)),
        )
    yield Form(budget, BudgetForm.FUND, f"政府性基金预算支出{stage}表", [])
    yield Form(budget, BudgetForm.STATE_CAPITAL, f"国有资本经营预算支出{stage}表", [])
    yield Form(
        budget,
        BudgetForm.PROJECTS,
        f"项目支出{stage}表",
        [(f, p, 1, True, spent, fen, ()) for f, e, p, fen in leaves if e == ""],
    )
    yield Form(budget, BudgetForm.TARGETS, "项目支出绩效目标表", [])
    yield Form(budget, BudgetForm.UNIT_TARGETS, "整体支出绩效目标表", [])


def _tree(
    by_function: dict[str, list[int]],
) -> Iterator[tuple[str, str, int, bool, BudgetSide, int, tuple[tuple[str, int], ...]]]:
    """Functional classes: 类, 款, 项, parents before children."""
    codes = sorted({code[:size] for code in by_function for size in (3, 5, 7)})
    for code in codes:
        basic = sum(v[0] for c, v in by_function.items() if c.startswith(code))
        project = sum(v[1] for c, v in by_function.items() if c.startswith(code))
        label = (
            CLASSES.get(code, "其他支出")
            if len(code) == 3
            else f"{CLASSES.get(code[:3], '其他支出')[:-2]}事务"
            if len(code) == 5
            else function_name(code)
        )
        yield (
            code,
            label,
            (len(code) - 1) // 2,
            len(code) == 7,
            BudgetSide.EXPENDITURE,
            basic + project,
            (("基本支出", basic), ("项目支出", project)),
        )


def _economic(
    basic: dict[str, int],
) -> Iterator[tuple[str, str, int, bool, BudgetSide, int, tuple[tuple[str, int], ...]]]:
    for group, name in _ECONOMIC_CLASSES.items():
        inside = {code: fen for code, fen in sorted(basic.items()) if code.startswith(group)}
        if inside:
            yield group, name, 1, False, BudgetSide.EXPENDITURE, sum(inside.values()), ()
        for code, fen in inside.items():
            yield code, ECONOMIC[code], 2, True, BudgetSide.EXPENDITURE, fen, ()


def _three_public(
    registers: Registers, row: int
) -> Iterator[tuple[str, str, int, bool, BudgetSide, int, tuple[tuple[str, int], ...]]]:
    frame = registers.world["three_public"]
    abroad, purchase, running, reception = (int(frame[c][row]) for c in ("abroad", "purchase", "running", "reception"))
    for label, depth, leaf, fen in (
        ("因公出国（境）费", 1, True, abroad),
        ("公务用车购置及运行费", 1, False, purchase + running),
        ("公务用车购置费", 2, True, purchase),
        ("公务用车运行费", 2, True, running),
        ("公务接待费", 1, True, reception),
    ):
        yield "", label, depth, leaf, BudgetSide.EXPENDITURE, fen, ()


def _sets(r: Registers) -> np.ndarray:
    rows = r.order("budgets", "year", "stage", "unit")
    return rows[r.world["budgets"]["published"][rows] != NEVER]


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
        lines = [(table + at, *line) for at, form in enumerate(found, start=1) for line in form.lines]
        table += len(found)
        yield {
            RECORD_NO: record_numbers(first, len(lines)),
            PARENT_NO: pa.array([str(line[0]) for line in lines], pa.string()),
            "code": words([line[1] for line in lines]),
            "label": pa.array([line[2] for line in lines], pa.string()),
            "depth": pa.array([line[3] for line in lines], pa.int64()),
            "is_leaf": pa.array([line[4] for line in lines], pa.bool_()),
            "side": pa.array([str(line[5]) for line in lines], pa.string()),
            "amount": yuan(np.array([line[6] for line in lines], np.int64)),
        }
        first += len(lines)


@writes("budget_part")
def budget_parts(r: Registers) -> Iterator[Columns]:
    """Basic and project spending of a line."""
    first = 1
    for found in _by_pieces(r):
        parents, names, amounts = [], [], []
        for form in found:
            for line in form.lines:
                for name, fen in line[6]:
                    parents.append(str(first))
                    names.append(name)
                    amounts.append(fen)
                first += 1
        yield {
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
            "amount": pa.array([row["amount"] for row in rows], pa.decimal128(18, 2))
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
            RECORD_NO: record_numbers(first, len(part)),
            "unit_name": r.text("units", "name", budgets["unit"][budget]),
            "fiscal_year": number(budgets["year"][budget]),
            "stage": term(budgets["stage"][budget], SpendingStage),
            "stated_total": yuan(np.asarray(total)),
            "sum_holds": pa.array(np.ones(len(part), bool)),
            "reason": words(frame["reason"][part]),
        }
        first += len(part)


def _three_public_rows(r: Registers) -> np.ndarray:
    frame, budgets = r.world["three_public"], r.world["budgets"]
    rows = r.order("three_public", "budget")
    return rows[budgets.kept[frame["budget"][rows]] & (budgets["published"][frame["budget"][rows]] != NEVER)]


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
            "unit_name": r.text("units", "name", frame["unit"][part]),
            "fiscal_year": number(frame["year"][part]),
            "code": words(frame["function"][part]),
            "line": words(frame["line"][part]),
            "initial": yuan(frame["before"][part]),
            "adjusted": yuan(frame["after"][part]),
            "document_number": words(frame["document"][part]),
            "decided_on": day(frame["decided"][part]),
        }
