"""Matters: what was decided for whom, step by step."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, StepAct


class Matter(FromDocument):
    """A matter as registered: what was asked for, by whom, when, and how it ended."""

    __tablename__ = "matter"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.MATTER_REGISTER,
        "事项登记",
        "Register of matters",
        about_zh="每个事项一行；时限按受理日、补正中止与延期计算。",
        about_en="One row for each matter; limits run from acceptance, stop for corrections, are extended by decision.",
        key=("number",),
        rules=("P04", "P05", "P06", "C01"),
        titles=("事项登记", "办件登记", "受理登记"),
    )

    number: Mapped[str] = field(
        "事项编号", "matter number", also=("办件编号", "受理编号", "案号"), example="SL-2025-0007"
    )
    title: Mapped[str | None] = field("事项名称", "title", also=("办件名称", "申请事项"), example="取水许可申请")
    power: Mapped[str | None] = field("职权名称", "power", also=("权力名称",), example="取水许可")
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "填报单位", "所在单位"), example="岚汀市水利局"
    )
    party_name: Mapped[str | None] = field(
        "申请人", "party", also=("申请单位", "当事人"), example="岚汀恒岳建设有限公司"
    )
    party_id_hash: Mapped[str | None] = field(
        "申请人身份证号", "identity number of the party", FieldKind.IDENTITY, also=("申请人证件号码",)
    )
    party_id_mask: Mapped[str | None]
    party_code: Mapped[str | None] = field(
        "统一社会信用代码", "credit code of the party", FieldKind.CREDIT_CODE, also=("信用代码",)
    )
    accepted_on: Mapped[date | None] = field(
        "受理日期", "accepted on", FieldKind.DATE, also=("受理时间",), example="2025-03-03"
    )
    suspended_from: Mapped[date | None] = field(
        "补正起始日期", "suspended from", FieldKind.DATE, also=("补正通知日期",)
    )
    suspended_to: Mapped[date | None] = field("补正终止日期", "suspended to", FieldKind.DATE, also=("补正完成日期",))
    extension_days: Mapped[int | None] = field(
        "批准延长工作日", "approved extension", FieldKind.INTEGER, also=("延长天数",), unit="工作日", example="10"
    )
    closed_on: Mapped[date | None] = field(
        "办结日期", "closed on", FieldKind.DATE, also=("办结时间", "决定日期"), example="2025-03-28"
    )
    outcome: Mapped[str | None] = field("办理结果", "outcome", also=("结果",), example="准予许可")
    category: Mapped[str | None] = field("事项类别", "category", also=("类别", "案由"), example="水资源")
    amount: Mapped[Decimal | None] = field(
        "申请金额", "amount asked for", FieldKind.AMOUNT, also=("申请数额",), unit="元", column="amount_fen"
    )
    decided_amount: Mapped[Decimal | None] = field(
        "决定金额",
        "amount decided",
        FieldKind.AMOUNT,
        also=("罚款金额", "核定金额"),
        unit="元",
        column="decided_amount_fen",
    )


class MatterAct(FromDocument):
    """One act by one person at one step of one matter."""

    __tablename__ = "matter_act"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.MATTER_LOG,
        "事项办理日志",
        "Log of matters",
        about_zh="谁在何时办理了哪一环节。",
        about_en="Who did which step when.",
        key=("matter_number", "step_name", "actor_name", "acted_on"),
        rules=("C01", "C02", "C10", "P03", "P04", "P05", "P06"),
        titles=("办理日志", "办件流程"),
        has_persons=True,
    )

    matter_number: Mapped[str] = field(
        "事项编号", "matter number", also=("办件编号", "受理编号"), example="SL-2025-0007"
    )
    matter_title: Mapped[str | None] = field("事项名称", "title", also=("办件名称",), example="取水许可申请")
    power: Mapped[str | None] = field("职权名称", "power", also=("权力名称",), example="取水许可")
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "填报单位", "所在单位"), example="岚汀市水利局"
    )
    post: Mapped[str | None] = field("岗位", "post", also=("经办岗位",), example="审核岗")
    step_name: Mapped[str] = field("环节", "step", also=("办理环节", "步骤"), example="审核")
    act: Mapped[str | None] = field(
        "办理行为", "act", FieldKind.TERM, also=("行为",), terms=StepAct, example="审核评审"
    )
    actor_name: Mapped[str] = field("经办人", "handler", FieldKind.NAME, also=("办理人", "姓名"), example="令狐岚")
    actor_id_hash: Mapped[str | None] = field(
        "经办人身份证号", "identity number of the handler", FieldKind.IDENTITY, also=("办理人身份证号",)
    )
    actor_id_mask: Mapped[str | None]
    login: Mapped[str | None] = field("登录账号", "login", also=("账号", "操作账号"), example="slj-shenhe01")
    acted_on: Mapped[date | None] = field("办理日期", "acted on", FieldKind.DATE, also=("日期",), example="2025-03-05")
    acted_at: Mapped[datetime | None] = field(
        "办理时间", "acted at", FieldKind.MOMENT, also=("时间",), example="2025-03-05 09:30"
    )
    party_name: Mapped[str | None] = field(
        "申请人", "party", also=("申请单位", "当事人"), example="岚汀恒岳建设有限公司"
    )
    party_id_hash: Mapped[str | None] = field(
        "申请人身份证号", "identity number of the party", FieldKind.IDENTITY, also=("申请人证件号码",)
    )
    party_id_mask: Mapped[str | None]
    party_code: Mapped[str | None] = field(
        "统一社会信用代码", "credit code of the party", FieldKind.CREDIT_CODE, also=("信用代码",)
    )
    amount: Mapped[Decimal | None] = field(
        "申请金额", "amount", FieldKind.AMOUNT, also=("金额",), unit="元", column="amount_fen"
    )
