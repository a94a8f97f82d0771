"""Special funds: public notices with their rows, and what the budget sets aside for a programme."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, FundType


class FundNotice(FromDocument):
    """One public notice about a special fund."""

    __tablename__ = "fund_notice"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.FUND_NOTICE,
        "专项资金公示",
        "Special-fund notices",
        about_zh="公示一份一行，明细见所属各行。",
        about_en="One row for each notice; its rows refer to it.",
        key=("title", "publisher", "published"),
        rules=("D07", "D08", "F04", "F08", "F09", "F10"),
        titles=("资金公示",),
    )

    title: Mapped[str | None] = field("标题", "title", example="岚汀市2025年第一批水库移民资金公示")
    publisher: Mapped[str | None] = field("发布机构", "publisher", example="岚汀市水利局")
    programme: Mapped[str | None] = field("专项名称", "programme", example="水库移民资金")
    fund_type: Mapped[str] = field("资金类型", "type of fund", FieldKind.TERM, terms=FundType, example="其他专项资金")
    fiscal_year: Mapped[int | None] = field("年度", "fiscal year", FieldKind.YEAR, example="2025")
    batch_name: Mapped[str | None] = field("批次", "batch", example="第一批")
    published: Mapped[date | None] = field("发布日期", "published", FieldKind.DATE, example="2025-03-01")
    period_from: Mapped[date | None] = field("公示起始日期", "notice from", FieldKind.DATE, example="2025-03-01")
    period_to: Mapped[date | None] = field("公示终止日期", "notice to", FieldKind.DATE, example="2025-03-07")
    period_stated: Mapped[bool] = field("是否写明公示期", "period stated", FieldKind.YES_NO, example="是")
    basis: Mapped[str | None] = field("依据", "basis", example="岚财农〔2025〕1号")
    has_contact: Mapped[bool] = field("是否有监督方式", "contact given", FieldKind.YES_NO, example="是")
    headline_amount: Mapped[Decimal | None] = field(
        "标题金额", "headline amount", FieldKind.AMOUNT, unit="元", column="headline_amount_fen"
    )
    stated_total: Mapped[Decimal | None] = field(
        "写明合计", "stated total", FieldKind.AMOUNT, unit="元", column="stated_total_fen"
    )
    rows_total: Mapped[Decimal | None] = field(
        "各行合计", "sum of the rows", FieldKind.AMOUNT, unit="元", column="rows_total_fen"
    )
    sum_holds: Mapped[bool | None] = field("合计是否相符", "sum holds", FieldKind.YES_NO)


class FundItem(FromDocument):
    """One leaf row of a notice: who gets how much for what."""

    __tablename__ = "fund_item"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.FUND_NOTICE,
        "专项资金公示明细",
        "Rows of notices",
        about_zh="谁因何得到多少。",
        about_en="Who gets how much for what.",
        key=("notice_id", "label"),
        rules=("D08", "F04", "F06", "F09", "F10"),
        has_persons=True,
    )

    notice_id: Mapped[str] = mapped_column(ForeignKey("fund_notice.id"), index=True)
    label: Mapped[str] = field("名称", "label", example="青禾镇渠道维修")
    payee: Mapped[str | None] = field("收款单位", "payee", example="青禾镇人民政府")
    project: Mapped[str | None] = field("项目", "project", example="渠道维修")
    group_name: Mapped[str | None] = field("分组", "group")
    amount: Mapped[Decimal | None] = field(
        "金额", "amount", FieldKind.AMOUNT, unit="元", example="100000.00", column="amount_fen"
    )
    cell_note: Mapped[str | None] = field("单元格附注", "note in the cell")


class FundPart(FromDocument):
    """A further money column of a fund row, such as the share of each source."""

    __tablename__ = "fund_part"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.FUND_NOTICE,
        "专项资金分项",
        "Parts of rows",
        about_zh="明细行的资金来源等分项。",
        about_en="Sources and other parts of a row.",
        key=("item_id", "name"),
        rules=("F10",),
    )

    item_id: Mapped[str] = mapped_column(ForeignKey("fund_item.id"), index=True)
    name: Mapped[str] = field("分项", "part", example="中央资金")
    amount: Mapped[Decimal | None] = field(
        "金额", "amount", FieldKind.AMOUNT, unit="元", example="60000.00", column="amount_fen"
    )


class ProgrammeBudget(FromDocument):
    """What the budget sets aside for a programme in a year."""

    __tablename__ = "programme_budget"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.PROGRAMME_BUDGET,
        "专项资金年度预算",
        "Yearly budget of programmes",
        about_zh="各专项资金的年度预算。",
        about_en="What is set aside for each programme and year.",
        key=("programme", "fiscal_year", "unit_name"),
        rules=("F10",),
        titles=("专项资金预算",),
    )

    programme: Mapped[str] = field("专项名称", "programme", example="水库移民资金")
    fiscal_year: Mapped[int] = field("预算年度", "fiscal year", FieldKind.YEAR, also=("年度",), example="2025")
    unit_name: Mapped[str | None] = field("主管部门", "unit in charge", example="岚汀市水利局")
    amount: Mapped[Decimal | None] = field(
        "预算金额", "amount", FieldKind.AMOUNT, unit="元", example="800000.00", column="amount_fen"
    )
    basis: Mapped[str | None] = field("预算文号", "basis", example="岚财预〔2025〕2号")
