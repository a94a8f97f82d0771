"""People on other lists of the office: payroll, deaths, declared social ties."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, PayrollKind, SocialTieKind


class Payroll(FromDocument):
    """A person paid from public money in a month."""

    __tablename__ = "payroll"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.PAYROLL,
        "财政供养人员名册",
        "Payroll",
        about_zh="财政供养人员；与低保名单相交属 V03。",
        about_en="Persons paid from public money; crossing with aid lists is V03.",
        key=("person", "id", "unit_name", "month"),
        rules=("V03", "C06"),
        titles=("财政供养", "工资册", "在编人员名册"),
        has_persons=True,
    )

    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    person: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("人员姓名",), example="公冶樾")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    kind: Mapped[str | None] = field(
        "人员类别", "kind", FieldKind.TERM, also=("身份", "人员身份"), terms=PayrollKind, example="公务员"
    )
    month: Mapped[date | None] = field(
        "月份", "month", FieldKind.MONTH, also=("发放月份", "所属月份"), example="2025-03"
    )
    pay: Mapped[Decimal | None] = field(
        "应发工资", "pay", FieldKind.AMOUNT, also=("工资", "应发合计"), unit="元", example="6200.00", column="pay_fen"
    )


class Death(FromDocument):
    """A person registered as dead."""

    __tablename__ = "death"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.DEATH_REGISTER,
        "死亡人员登记",
        "Register of deaths",
        about_zh="死亡领取（F02）的依据。",
        about_en="For payments after death (F02).",
        key=("person", "id", "died_on"),
        rules=("F02",),
        titles=("死亡人员", "死亡登记"),
        has_persons=True,
    )

    person: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("死者姓名",), example="申屠岳")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    died_on: Mapped[date | None] = field(
        "死亡日期", "died on", FieldKind.DATE, also=("死亡时间",), example="2024-11-03"
    )
    reported_on: Mapped[date | None] = field(
        "登记日期", "reported on", FieldKind.DATE, also=("报告日期",), example="2024-11-20"
    )


class SocialTie(FromDocument):
    """A tie other than kin that an official declared."""

    __tablename__ = "social_tie"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.SOCIAL_TIE,
        "其他社会关系申报",
        "Declared social ties",
        about_zh="同学、同乡、战友、前同事等，只作“其他可能影响公正”参考，不作亲属。",
        about_en="Classmates, townsmen, comrades, colleagues: relations that may impair fairness, never kin.",
        key=("declarant", "other", "kind"),
        rules=("C01",),
        titles=("社会关系",),
        since="since",
        until="until",
        has_persons=True,
    )

    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    declarant: Mapped[str] = field("申报人", "declarant", FieldKind.NAME, also=("姓名", "本人姓名"), example="南宫律")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("申报人身份证号",))
    id_mask: Mapped[str | None]
    kind: Mapped[str] = field(
        "关系类型", "kind of tie", FieldKind.TERM, also=("关系", "社会关系"), terms=SocialTieKind, example="同学"
    )
    other: Mapped[str] = field("对方姓名", "other person", FieldKind.NAME, also=("关系人", "相对人"), example="钟离策")
    other_id_hash: Mapped[str | None] = field("对方身份证号", "identity number of the other", FieldKind.IDENTITY)
    other_id_mask: Mapped[str | None]
    firm: Mapped[str | None] = field(
        "对方单位", "firm or unit of the other", also=("对方工作单位", "企业"), example="岚汀恒岳建设有限公司"
    )
    firm_code: Mapped[str | None] = field("统一社会信用代码", "credit code", FieldKind.CREDIT_CODE)
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2001-09-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)
    declared_on: Mapped[date | None] = field("申报日期", "declared on", FieldKind.DATE, example="2025-01-10")
