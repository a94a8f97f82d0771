"""Purchases: what was bought how from whom, who bid, and who judged the bids."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import BidOutcome, DocumentKind, EvaluatorRole, PurchaseCategory, PurchaseMethod, PurchaseOrigin


class Purchase(FromDocument):
    """One lot of a purchase, from its announcement to its contract."""

    __tablename__ = "purchase"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.PURCHASE_REGISTER,
        "采购项目台账",
        "Register of purchases",
        about_zh="每个标段（包）一行。",
        about_en="One row for each lot.",
        key=("number", "lot", "buyer", "supplier"),
        rules=("C02", "C08", "F07", "V05", "V06", "V07"),
        titles=("采购台账", "采购项目", "采购合同"),
    )

    number: Mapped[str | None] = field(
        "项目编号", "project number", also=("采购编号", "采购项目编号"), example="LTCG-2025-012"
    )
    lot: Mapped[str | None] = field("标段", "lot", also=("包号", "标项", "分包"), example="1")
    title: Mapped[str] = field("项目名称", "title", also=("采购项目名称", "采购内容"), example="农产品检测设备采购")
    retender_of: Mapped[str | None] = field(
        "原项目编号",
        "retender of",
        also=("重新采购原项目编号",),
        about_zh="废标后重新采购的，填原项目编号，不作拆分（F07）",
        about_en="the number of the failed purchase that this one repeats, which is no splitting (F07)",
    )
    buyer: Mapped[str | None] = field("采购人", "buyer", also=("采购单位", "单位"), example="岚汀市农业农村局")
    buyer_code: Mapped[str | None] = field("采购人信用代码", "credit code of the buyer", FieldKind.CREDIT_CODE)
    agent: Mapped[str | None] = field("代理机构", "agent", also=("采购代理机构",), example="岚汀正和招标代理有限公司")
    budget_item: Mapped[str | None] = field(
        "预算项目", "budget item", also=("预算科目", "采购预算项目"), example="农产品质量安全"
    )
    category: Mapped[str | None] = field(
        "采购类别", "category", FieldKind.TERM, also=("品目类别",), terms=PurchaseCategory, example="货物"
    )
    method: Mapped[str | None] = field(
        "采购方式", "method", FieldKind.TERM, also=("方式",), terms=PurchaseMethod, example="公开招标"
    )
    fiscal_year: Mapped[int | None] = field("年度", "fiscal year", FieldKind.YEAR, also=("预算年度",), example="2025")
    budget_amount: Mapped[Decimal | None] = field(
        "预算金额",
        "budget",
        FieldKind.AMOUNT,
        also=("采购预算", "最高限价"),
        unit="元",
        example="480000.00",
        column="budget_amount_fen",
    )
    amount: Mapped[Decimal | None] = field(
        "成交金额",
        "amount",
        FieldKind.AMOUNT,
        also=("中标金额", "合同金额", "中标（成交）金额"),
        unit="元",
        example="456000.00",
        column="amount_fen",
    )
    announced_on: Mapped[date | None] = field(
        "公告日期", "announced on", FieldKind.DATE, also=("招标公告日期",), example="2025-05-06"
    )
    bids_due: Mapped[date | None] = field(
        "投标截止日期", "bids due", FieldKind.DATE, also=("开标日期", "截止时间"), example="2025-05-28"
    )
    bidders: Mapped[int | None] = field(
        "投标家数", "bidders", FieldKind.INTEGER, also=("供应商数量", "投标人数"), unit="家", example="4"
    )
    awarded_on: Mapped[date | None] = field(
        "成交日期", "awarded on", FieldKind.DATE, also=("中标日期", "定标日期"), example="2025-05-29"
    )
    contract_on: Mapped[date | None] = field(
        "合同签订日期", "contract on", FieldKind.DATE, also=("签约日期",), example="2025-06-10"
    )
    supplier: Mapped[str | None] = field(
        "供应商", "supplier", also=("中标供应商", "成交供应商", "中标人"), example="岚汀恒岳科技有限公司"
    )
    supplier_code: Mapped[str | None] = field(
        "供应商信用代码", "credit code of the supplier", FieldKind.CREDIT_CODE, also=("统一社会信用代码",)
    )
    origin: Mapped[str | None] = field(
        "数据来源", "origin", FieldKind.TERM, also=("来源",), terms=PurchaseOrigin, example="台账"
    )


class PurchaseItem(FromDocument):
    """One priced item of a contract, as its list of goods and services states it."""

    __tablename__ = "purchase_item"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.PURCHASE_REGISTER,
        "合同标的明细",
        "Items of a contract",
        about_zh="合同明细中的每个末级分项一行；小计行不保存。",
        about_en="One row for each item of the list in a contract; subtotals are not kept.",
        key=("purchase_id", "number", "name"),
    )

    purchase_id: Mapped[str] = mapped_column(ForeignKey("purchase.id"), index=True)
    number: Mapped[str | None] = field("分项编号", "item no.", example="1.1")
    name: Mapped[str] = field("标的名称", "item", example="绿化维护")
    quantity: Mapped[str | None] = field("数量", "quantity", example="696.00", about_zh="按原文", about_en="as written")
    measure: Mapped[str | None] = field("计量单位", "measure", example="株")
    unit_price: Mapped[str | None] = field(
        "单价", "unit price", unit="元", example="29.24", about_zh="按原文", about_en="as written"
    )
    amount: Mapped[Decimal | None] = field(
        "金额", "amount", FieldKind.AMOUNT, unit="元", example="20351.04", column="amount_fen"
    )


class Bid(FromDocument):
    """A bid for a lot."""

    __tablename__ = "bid"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BID_REGISTER,
        "投标登记",
        "Register of bids",
        about_zh="每家投标人每个标段一行；关联投标（V06）比较负责人、项目经理、保证金缴纳人等。",
        about_en="One row for each bidder and lot; V06 compares heads, managers and who paid the deposit.",
        key=("purchase_number", "lot", "bidder"),
        rules=("C02", "F06", "V06", "V07"),
        titles=("投标登记", "开标记录", "投标人名单"),
        has_persons=True,
    )

    purchase_number: Mapped[str | None] = field(
        "项目编号", "project number", also=("采购编号",), example="LTCG-2025-012"
    )
    lot: Mapped[str | None] = field("标段", "lot", also=("包号", "标项"), example="1")
    bidder: Mapped[str] = field(
        "投标人", "bidder", also=("供应商", "投标单位", "供应商名称"), example="岚汀恒岳科技有限公司"
    )
    bidder_code: Mapped[str | None] = field(
        "统一社会信用代码", "credit code", FieldKind.CREDIT_CODE, also=("信用代码",)
    )
    amount: Mapped[Decimal | None] = field(
        "投标报价",
        "amount",
        FieldKind.AMOUNT,
        also=("报价", "投标金额"),
        unit="元",
        example="456000.00",
        column="amount_fen",
    )
    legal_representative: Mapped[str | None] = field(
        "法定代表人", "legal representative", FieldKind.NAME, example="钟离策"
    )
    head: Mapped[str | None] = field(
        "单位负责人", "responsible person", FieldKind.NAME, also=("负责人",), example="钟离策"
    )
    manager: Mapped[str | None] = field(
        "项目经理", "project manager", FieldKind.NAME, also=("项目负责人",), example="端木澈"
    )
    deposit_payer: Mapped[str | None] = field(
        "保证金缴纳人", "deposit payer", also=("保证金账户",), example="岚汀恒岳科技有限公司"
    )
    address: Mapped[str | None] = field("地址", "address", also=("住所",), example="岚汀市滨河路8号")
    phone_hash: Mapped[str | None] = field("联系电话", "telephone", FieldKind.PHONE, also=("电话",))
    phone_mask: Mapped[str | None]
    submitted_on: Mapped[date | None] = field(
        "递交日期", "submitted on", FieldKind.DATE, also=("投标日期",), example="2025-05-27"
    )
    rank: Mapped[int | None] = field("排名", "rank", FieldKind.INTEGER, also=("名次",), example="1")
    outcome: Mapped[str | None] = field(
        "结果", "outcome", FieldKind.TERM, also=("评审结果",), terms=BidOutcome, example="中标"
    )


class Evaluator(FromDocument):
    """A person who judged the bids of a purchase."""

    __tablename__ = "evaluator"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.EVALUATOR_REGISTER,
        "评审专家登记",
        "Register of evaluators",
        about_zh="评审委员会成员；公开数据中不出现姓名。",
        about_en="Members of the evaluation committee; names never enter public data.",
        key=("purchase_number", "lot", "name"),
        rules=("C02",),
        titles=("评审专家", "评标委员会", "评审小组"),
        has_persons=True,
    )

    purchase_number: Mapped[str | None] = field(
        "项目编号", "project number", also=("采购编号",), example="LTCG-2025-012"
    )
    lot: Mapped[str | None] = field("标段", "lot", also=("包号", "标项"), example="1")
    name: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("专家姓名",), example="宇文述")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    role: Mapped[str | None] = field(
        "评审身份", "role", FieldKind.TERM, also=("身份", "角色"), terms=EvaluatorRole, example="评审专家"
    )
    employer: Mapped[str | None] = field("工作单位", "employer", also=("单位",), example="岚汀市农业技术推广中心")
