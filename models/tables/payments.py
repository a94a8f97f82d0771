"""Payments and the lists they rest on: allocations, spending by period, adjustments, payees, eligibility."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, Period, SpendingItem


class Payment(FromDocument):
    """One payment line."""

    __tablename__ = "payment"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.PAYMENT,
        "资金拨付明细",
        "Payments",
        about_zh="每笔拨付一行：付给谁、为何、何时、多少。",
        about_en="One line for each payment: to whom, for what, when, how much.",
        key=("payer", "payee", "programme", "benefit_month", "paid_on", "amount"),
        rules=("F01", "F02", "F03", "F04", "F05", "F06", "F08", "F09", "C08", "V01", "V02", "V03", "V05", "B05"),
        titles=("拨付明细", "发放明细", "资金拨付", "资金发放", "支付明细"),
        has_persons=True,
    )

    number: Mapped[str | None] = field(
        "支付编号", "payment number", also=("凭证号", "支付凭证号", "流水号"), example="ZF2025-0001"
    )
    payer: Mapped[str | None] = field(
        "拨付单位", "payer", also=("付款单位", "发放单位", "单位"), example="岚汀市农业农村局"
    )
    payee: Mapped[str] = field(
        "收款人",
        "payee",
        also=("收款单位", "户名", "姓名", "户主", "受益人", "补贴对象"),
        example="青禾镇白石村种植专业合作社",
    )
    id_hash: Mapped[str | None] = field(
        "身份证号", "identity number", FieldKind.IDENTITY, also=("收款人身份证号", "公民身份号码")
    )
    id_mask: Mapped[str | None]
    payee_code: Mapped[str | None] = field("统一社会信用代码", "credit code", FieldKind.CREDIT_CODE, also=("信用代码",))
    account_hash: Mapped[str | None] = field(
        "银行账号", "bank account", FieldKind.ACCOUNT, also=("账号", "卡号", "银行卡号", "一卡通账号")
    )
    account_mask: Mapped[str | None]
    phone_hash: Mapped[str | None] = field("联系电话", "telephone", FieldKind.PHONE, also=("电话", "手机号"))
    phone_mask: Mapped[str | None]
    address: Mapped[str | None] = field("地址", "address", also=("住址",), example="青禾镇白石村")
    programme: Mapped[str | None] = field(
        "项目名称", "programme", also=("专项名称", "补贴项目", "资金名称", "补贴名称"), example="耕地地力保护补贴"
    )
    batch_name: Mapped[str | None] = field("批次", "batch", example="第一批")
    notice_title: Mapped[str | None] = field("公示名称", "notice", also=("公示标题",))
    benefit_month: Mapped[date | None] = field(
        "享受月份", "month of benefit", FieldKind.MONTH, also=("补贴月份", "发放月份", "所属月份"), example="2025-03"
    )
    quantity: Mapped[str | None] = field(
        "面积或数量", "quantity", FieldKind.DECIMAL, also=("面积", "数量", "补贴面积"), unit="亩", example="12.50"
    )
    quantity_unit: Mapped[str | None] = field("计量单位", "unit of quantity", example="亩")
    rate: Mapped[str | None] = field(
        "标准", "rate", FieldKind.DECIMAL, also=("补贴标准", "发放标准"), unit="元/亩", example="18.34"
    )
    amount: Mapped[Decimal | None] = field(
        "金额",
        "amount",
        FieldKind.AMOUNT,
        also=("拨付金额", "发放金额", "补贴金额", "实发金额"),
        unit="元",
        example="229.25",
        column="amount_fen",
    )
    paid_on: Mapped[date | None] = field(
        "拨付日期", "paid on", FieldKind.DATE, also=("发放日期", "支付日期", "拨付时间"), example="2025-04-18"
    )
    document_number: Mapped[str | None] = field(
        "文号", "document number", also=("拨付文号",), example="岚财农〔2025〕12号"
    )
    reason: Mapped[str | None] = field("备注", "remark")


class Allocation(FromDocument):
    """Money handed down to a unit for a programme."""

    __tablename__ = "allocation"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.ALLOCATION,
        "资金下达登记",
        "Register of allocations",
        about_zh="专项资金分配下达；十月一日以后下达的，在年底突击支出（B05）两边扣除。",
        about_en="Funds handed down; those from 1 October on are taken out of both sides of B05.",
        key=("programme", "fiscal_year", "batch_name", "to_unit", "document_number"),
        rules=("B05", "F04", "F10"),
        titles=("资金下达", "资金分配", "指标下达"),
    )

    programme: Mapped[str] = field("专项名称", "programme", also=("资金名称", "项目名称"), example="农业生产发展资金")
    fiscal_year: Mapped[int | None] = field("年度", "fiscal year", FieldKind.YEAR, also=("预算年度",), example="2025")
    batch_name: Mapped[str | None] = field("批次", "batch", example="第二批")
    from_unit: Mapped[str | None] = field("下达单位", "from unit", also=("分配单位",), example="岚汀市财政局")
    to_unit: Mapped[str] = field("接收单位", "to unit", also=("承接单位", "使用单位"), example="青禾镇人民政府")
    amount: Mapped[Decimal | None] = field(
        "下达金额",
        "amount",
        FieldKind.AMOUNT,
        also=("分配金额", "金额"),
        unit="元",
        example="120000.00",
        column="amount_fen",
    )
    issued_on: Mapped[date | None] = field(
        "下达日期", "issued on", FieldKind.DATE, also=("发文日期",), example="2025-10-12"
    )
    document_number: Mapped[str | None] = field(
        "文号", "document number", also=("下达文号",), example="岚财农〔2025〕31号"
    )


class PeriodSpending(FromDocument):
    """What a unit spent on an item in a month or quarter."""

    __tablename__ = "period_spending"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.PERIOD_SPENDING,
        "按期支出执行表",
        "Spending by month or quarter",
        about_zh="按月或按季的支出；接待费突增（B04）、年底突击（B05）用。",
        about_en="Spending by month or quarter, for B04 and B05.",
        key=("unit_name", "fiscal_year", "period", "item"),
        rules=("B04", "B05"),
        titles=("支出执行", "季度支出", "月度支出"),
    )

    unit_name: Mapped[str] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    fiscal_year: Mapped[int] = field("年度", "fiscal year", FieldKind.YEAR, also=("预算年度",), example="2025")
    period: Mapped[str] = field(
        "期间", "period", FieldKind.TERM, also=("月份", "季度"), terms=Period, example="第四季度"
    )
    item: Mapped[str] = field(
        "支出项目", "item", FieldKind.TERM, also=("项目", "支出类别"), terms=SpendingItem, example="公务接待费"
    )
    amount: Mapped[Decimal | None] = field(
        "金额",
        "amount",
        FieldKind.AMOUNT,
        also=("支出金额", "本期支出"),
        unit="元",
        example="12000.00",
        column="amount_fen",
    )


class BudgetAdjustment(FromDocument):
    """A budget line that was changed within the year."""

    __tablename__ = "budget_adjustment"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BUDGET_ADJUSTMENT,
        "预算调剂登记",
        "Register of budget adjustments",
        about_zh="年初数、调整后数与依据文件（预算法第六十九、七十二条）。",
        about_en="Initial and adjusted figure with the document it rests on (Budget Law arts. 69, 72).",
        key=("unit_name", "fiscal_year", "line", "decided_on"),
        rules=("B02", "B06"),
        titles=("预算调剂", "预算调整"),
    )

    unit_name: Mapped[str] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    fiscal_year: Mapped[int] = field("年度", "fiscal year", FieldKind.YEAR, also=("预算年度",), example="2025")
    code: Mapped[str | None] = field("科目编码", "code", also=("功能科目编码",), example="2130122")
    line: Mapped[str] = field("项目", "line", also=("科目名称", "预算项目"), example="农业生产发展")
    initial: Mapped[Decimal | None] = field(
        "年初预算数",
        "initial budget",
        FieldKind.AMOUNT,
        also=("年初预算",),
        unit="元",
        example="1000000.00",
        column="initial_fen",
    )
    adjusted: Mapped[Decimal | None] = field(
        "调整后预算数",
        "adjusted budget",
        FieldKind.AMOUNT,
        also=("调整预算数", "调整后"),
        unit="元",
        example="1300000.00",
        column="adjusted_fen",
    )
    document_number: Mapped[str | None] = field(
        "调整文号", "document number", also=("依据文号", "文号"), example="岚财预〔2025〕41号"
    )
    decided_on: Mapped[date | None] = field(
        "调整日期", "decided on", FieldKind.DATE, also=("批准日期",), example="2025-09-05"
    )


class SchemeExclusion(FromDocument):
    """Two schemes of aid that nobody may draw at once."""

    __tablename__ = "scheme_exclusion"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.SCHEME_EXCLUSION,
        "互斥补助项目表",
        "Schemes that exclude each other",
        about_zh="不得同时享受的补助（F01）。",
        about_en="Schemes that may not be drawn at once (F01).",
        key=("scheme", "other_scheme", "since"),
        rules=("F01",),
        titles=("互斥",),
        since="since",
        until="until",
    )

    scheme: Mapped[str] = field("补助项目", "scheme", also=("项目甲",), example="最低生活保障")
    other_scheme: Mapped[str] = field("互斥项目", "excluded scheme", also=("项目乙",), example="特困人员救助供养")
    basis: Mapped[str | None] = field("依据", "basis", example="社会救助暂行办法")
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2014-05-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)


class Benefit(FromDocument):
    """A person or household found eligible for a scheme."""

    __tablename__ = "benefit"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BENEFIT_LIST,
        "补助对象资格名单",
        "Eligibility list",
        about_zh="经审核享受补助的对象；申报的出生日期用于 V04。",
        about_en="Those found eligible; the claimed birth date is for V04.",
        key=("scheme", "person", "id", "since"),
        rules=("F01", "V01", "V02", "V03", "V04"),
        titles=("资格名单", "补助对象", "低保对象", "享受对象"),
        since="since",
        until="until",
        has_persons=True,
    )

    scheme: Mapped[str] = field("补助项目", "scheme", also=("项目名称", "补助类别", "救助类别"), example="最低生活保障")
    person: Mapped[str] = field(
        "姓名", "name", FieldKind.NAME, also=("享受人", "补助对象", "对象姓名"), example="濮阳樵"
    )
    id_hash: Mapped[str | None] = field(
        "身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码", "身份证号码")
    )
    id_mask: Mapped[str | None]
    household_head: Mapped[str | None] = field("户主", "household head", FieldKind.NAME, example="濮阳樵")
    relation_to_head: Mapped[str | None] = field("与户主关系", "relation to household head", example="本人")
    claimed_birth: Mapped[date | None] = field(
        "申报出生日期", "claimed birth date", FieldKind.DATE, also=("出生日期",), example="1950-06-01"
    )
    claimed_age: Mapped[int | None] = field(
        "申报年龄", "claimed age", FieldKind.INTEGER, also=("年龄",), unit="岁", example="74"
    )
    id_birth: Mapped[date | None] = field(
        "证件出生日期",
        "birth date by the number",
        FieldKind.DATE,
        example="1950-06-01",
        about_zh="身份证号中的出生日期；填了完整证号时由系统取得，不必填写",
        about_en="the birth date within the identity number; taken by the program where the whole number is given",
    )
    township: Mapped[str | None] = field("乡镇", "township", also=("镇街",), example="青禾镇")
    village: Mapped[str | None] = field("村", "village", also=("村居", "村（社区）"), example="白石村")
    persons: Mapped[int | None] = field(
        "享受人数", "persons", FieldKind.INTEGER, also=("保障人数",), unit="人", example="1"
    )
    amount: Mapped[Decimal | None] = field(
        "月补助额",
        "monthly amount",
        FieldKind.AMOUNT,
        also=("月金额", "补助金额"),
        unit="元",
        example="520.00",
        column="amount_fen",
    )
    handler: Mapped[str | None] = field("经办人", "handler", FieldKind.NAME, also=("审核人",), example="令狐岚")
    since: Mapped[date | None] = field(
        "起始月份", "since", FieldKind.DATE, also=("享受起始日期",), example="2024-01-01"
    )
    until: Mapped[date | None] = field("终止月份", "until", FieldKind.DATE, also=("停发日期",))


class KinFiling(FromDocument):
    """An official’s filing that kin draw aid."""

    __tablename__ = "kin_filing"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.KIN_FILING,
        "干部亲属享受补助备案",
        "Filings of cadres’ kin on aid",
        about_zh="村干部、经办人员近亲属享受补助的备案（V01）。",
        about_en="Filings that close relatives of village cadres and handlers draw aid (V01).",
        key=("official", "relative", "scheme", "filed_on"),
        rules=("V01",),
        titles=("近亲属备案", "亲属备案"),
        has_persons=True,
    )

    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    official: Mapped[str] = field("干部姓名", "official", FieldKind.NAME, also=("备案人", "经办人"), example="令狐岚")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("干部身份证号",))
    id_mask: Mapped[str | None]
    relation: Mapped[str | None] = field("与本人关系", "relation", also=("关系",), example="弟")
    relative: Mapped[str] = field("亲属姓名", "relative", FieldKind.NAME, also=("享受人",), example="令狐川")
    relative_id_hash: Mapped[str | None] = field("亲属身份证号", "identity number of the relative", FieldKind.IDENTITY)
    relative_id_mask: Mapped[str | None]
    scheme: Mapped[str | None] = field("补助项目", "scheme", also=("项目名称",), example="最低生活保障")
    filed_on: Mapped[date | None] = field("备案日期", "filed on", FieldKind.DATE, example="2024-03-02")
    checked: Mapped[bool | None] = field("是否核查", "checked", FieldKind.YES_NO, also=("核查",), example="是")
