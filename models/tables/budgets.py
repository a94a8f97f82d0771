"""Budgets and final accounts: the forms of a published set with their lines, targets, and the three public expenses."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import BudgetForm, BudgetSide, DocumentKind, SpendingStage, ThreePublicItem


class BudgetTable(FromDocument):
    """One form of a published budget or final account."""

    __tablename__ = "budget_table"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BUDGET,
        "预决算表",
        "Forms of budgets",
        about_zh="一张表一行；空表是否附“无此项”说明分开记录。",
        about_en="One row for each form; whether a blank form carries a nil note is kept apart.",
        key=("unit_name", "fiscal_year", "stage", "form", "title"),
        rules=("D01", "D02", "D03", "D04", "D05", "D06", "B01", "B02", "B03"),
        titles=("预算公开", "决算公开"),
    )

    unit_name: Mapped[str | None] = field("单位", "unit", also=("单位名称", "预算单位"), example="岚汀市水利局")
    fiscal_year: Mapped[int | None] = field("年度", "fiscal year", FieldKind.YEAR, example="2025")
    stage: Mapped[str | None] = field("阶段", "stage", FieldKind.TERM, terms=SpendingStage, example="预算")
    form: Mapped[str] = field("表种", "form", FieldKind.TERM, terms=BudgetForm, example="支出总表")
    title: Mapped[str | None] = field("表名", "title", example="部门支出总表")
    amount_unit: Mapped[str | None] = field("金额单位", "unit of amounts", example="万元")
    stated_total: Mapped[Decimal | None] = field(
        "写明合计", "stated total", FieldKind.AMOUNT, unit="元", column="stated_total_fen"
    )
    sum_holds: Mapped[bool | None] = field("合计是否相符", "sum holds", FieldKind.YES_NO)
    is_nil: Mapped[bool | None] = field("是否声明无此项", "nil note", FieldKind.YES_NO, example="否")
    nil_note: Mapped[str | None] = field("无此项说明", "text of the nil note")
    is_blank: Mapped[bool | None] = field("是否空表", "blank", FieldKind.YES_NO, example="否")


class BudgetLine(FromDocument):
    """One line of a form; a parent is marked, so that sums count leaf lines once."""

    __tablename__ = "budget_line"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BUDGET,
        "预决算表行",
        "Lines of forms",
        about_zh="表中一行；上级科目与明细分开标记。",
        about_en="A line of a form; parents and leaf lines are told apart.",
        key=("table_id", "code", "label", "side"),
        rules=("D04", "D05", "D06", "B02", "B06"),
    )

    table_id: Mapped[str] = mapped_column(ForeignKey("budget_table.id"), index=True)
    code: Mapped[str | None] = field("科目编码", "code", example="2130101")
    label: Mapped[str] = field("科目名称", "label", example="行政运行")
    depth: Mapped[int | None] = field("层级", "depth", FieldKind.INTEGER, example="3")
    is_leaf: Mapped[bool] = field("是否末级", "leaf", FieldKind.YES_NO, example="是")
    side: Mapped[str | None] = field("收支", "side", FieldKind.TERM, terms=BudgetSide, example="支出")
    amount: Mapped[Decimal | None] = field(
        "金额", "amount", FieldKind.AMOUNT, unit="元", example="5806300.00", column="amount_fen"
    )


class BudgetPart(FromDocument):
    """A further money column of a line."""

    __tablename__ = "budget_part"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BUDGET,
        "预决算表分项",
        "Parts of lines",
        about_zh="一行的其他金额栏。",
        about_en="Further money columns of a line.",
        key=("line_id", "name"),
        rules=("D05",),
    )

    line_id: Mapped[str] = mapped_column(ForeignKey("budget_line.id"), index=True)
    name: Mapped[str] = field("分项", "part", example="人员经费")
    amount: Mapped[Decimal | None] = field(
        "金额", "amount", FieldKind.AMOUNT, unit="元", example="5124300.00", column="amount_fen"
    )


class PerformanceTarget(FromDocument):
    """One target of a project or of the whole unit."""

    __tablename__ = "performance_target"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BUDGET,
        "绩效目标",
        "Performance targets",
        about_zh="项目或整体绩效的指标与目标值。",
        about_en="Indicators of projects or of the unit with their values.",
        key=("table_id", "project", "level1", "level2", "level3"),
        rules=("D03",),
    )

    table_id: Mapped[str] = mapped_column(ForeignKey("budget_table.id"), index=True)
    project: Mapped[str | None] = field("项目名称", "project", example="病虫害防控")
    amount: Mapped[Decimal | None] = field(
        "项目金额", "amount", FieldKind.AMOUNT, unit="元", example="1280000.00", column="amount_fen"
    )
    goal: Mapped[str | None] = field("绩效目标", "goal", example="控制重大病虫害")
    level1: Mapped[str | None] = field("一级指标", "first-level indicator", example="产出指标")
    level2: Mapped[str | None] = field("二级指标", "second-level indicator", example="数量指标")
    level3: Mapped[str | None] = field("三级指标", "third-level indicator", example="防控面积")
    value: Mapped[str | None] = field("指标值", "value", example="≥5")
    unit: Mapped[str | None] = field("单位", "unit", example="万亩")


class ThreePublicReport(FromDocument):
    """三公经费 of one unit (or region) for one year and stage."""

    __tablename__ = "three_public_report"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.THREE_PUBLIC,
        "“三公”经费",
        "Three public expenses",
        about_zh="一个单位一年一表。",
        about_en="One row for each unit, year and stage.",
        key=("unit_name", "fiscal_year", "stage"),
        rules=("B01", "B02", "B03", "D03"),
        titles=("三公经费",),
    )

    unit_name: Mapped[str | None] = field("单位", "unit", also=("单位名称", "预算单位"), example="岚汀市水利局")
    fiscal_year: Mapped[int | None] = field("年度", "fiscal year", FieldKind.YEAR, example="2025")
    stage: Mapped[str] = field("阶段", "stage", FieldKind.TERM, terms=SpendingStage, example="预算")
    stated_total: Mapped[Decimal | None] = field(
        "写明合计", "stated total", FieldKind.AMOUNT, unit="元", example="352000.00", column="stated_total_fen"
    )
    sum_holds: Mapped[bool | None] = field("合计是否相符", "sum holds", FieldKind.YES_NO, example="是")
    reason: Mapped[str | None] = field("增减原因", "reason of change", example="更新车辆")


class ThreePublicLine(FromDocument):
    """One line of a three-public report; a blank cell stays null, which is not zero."""

    __tablename__ = "three_public_line"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.THREE_PUBLIC,
        "“三公”经费项目",
        "Lines of three public expenses",
        about_zh="接待、用车、出国等各项。",
        about_en="Hospitality, vehicles, travel abroad.",
        key=("report_id", "item"),
        rules=("B01", "B02", "B03"),
    )

    report_id: Mapped[str] = mapped_column(ForeignKey("three_public_report.id"), index=True)
    item: Mapped[str] = field("项目", "item", FieldKind.TERM, terms=ThreePublicItem, example="公务接待费")
    label: Mapped[str] = field("原文名称", "label as written", example="公务接待费")
    amount: Mapped[Decimal | None] = field(
        "金额", "amount", FieldKind.AMOUNT, unit="元", example="32000.00", column="amount_fen"
    )
