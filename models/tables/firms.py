"""Firms: what is registered of them, who holds and runs them, who stands behind."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, FirmKind, FirmRole, FirmStatus


class Firm(FromDocument):
    """A firm, cooperative or one-person business as registered."""

    __tablename__ = "firm"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.FIRM_REGISTER,
        "企业登记信息",
        "Firms",
        about_zh="市场主体登记信息。",
        about_en="Registered firms, cooperatives and one-person businesses.",
        key=("code", "name"),
        rules=("F05", "F06", "C05", "C06", "C07", "C08", "C09", "V06"),
        titles=("企业信息", "企业名录", "市场主体"),
        since="since",
        until="until",
    )

    name: Mapped[str] = field(
        "企业名称", "firm", also=("名称", "单位名称", "市场主体名称", "公司名称"), example="岚汀恒岳建设有限公司"
    )
    code: Mapped[str | None] = field(
        "统一社会信用代码", "credit code", FieldKind.CREDIT_CODE, also=("信用代码", "社会信用代码")
    )
    former_names: Mapped[str | None] = field(
        "曾用名",
        "former names",
        also=("原名称",),
        example="岚汀恒岳工程队",
        about_zh="多个曾用名以分号隔开",
        about_en="several are set apart by semicolons",
    )
    kind: Mapped[str | None] = field(
        "企业类型", "kind", FieldKind.TERM, also=("类型", "主体类型"), terms=FirmKind, example="有限责任公司"
    )
    founded_on: Mapped[date | None] = field(
        "成立日期", "founded on", FieldKind.DATE, also=("注册日期",), example="2018-05-07"
    )
    status: Mapped[str | None] = field(
        "登记状态", "status", FieldKind.TERM, also=("经营状态",), terms=FirmStatus, example="存续"
    )
    registered_capital: Mapped[Decimal | None] = field(
        "注册资本",
        "registered capital",
        FieldKind.AMOUNT,
        also=("注册资金",),
        unit="元",
        example="5000000.00",
        column="registered_capital_fen",
    )
    legal_representative: Mapped[str | None] = field(
        "法定代表人", "legal representative", FieldKind.NAME, also=("负责人", "法人代表"), example="钟离策"
    )
    address: Mapped[str | None] = field(
        "住所", "address", also=("地址", "注册地址", "经营场所"), example="岚汀市滨河路8号"
    )
    phone_hash: Mapped[str | None] = field("联系电话", "telephone", FieldKind.PHONE, also=("电话",))
    phone_mask: Mapped[str | None]
    agent: Mapped[str | None] = field("登记代理机构", "registration agent", also=("代理人",))
    industry: Mapped[str | None] = field("行业", "industry", also=("所属行业",), example="房屋建筑业")
    industry_code: Mapped[str | None] = field("行业代码", "industry code", example="4710")
    insured_staff: Mapped[int | None] = field(
        "参保人数", "insured staff", FieldKind.INTEGER, also=("社保人数",), unit="人", example="36"
    )
    insured_as_of: Mapped[date | None] = field("参保统计日", "insured as of", FieldKind.DATE, example="2024-12-31")
    is_listed: Mapped[bool | None] = field("是否上市", "listed", FieldKind.YES_NO, also=("上市公司",), example="否")
    since: Mapped[date | None] = field("信息起始日", "since", FieldKind.DATE)
    until: Mapped[date | None] = field("信息终止日", "until", FieldKind.DATE)


class FirmOfficer(FromDocument):
    """What a person is in a firm, and the share held."""

    __tablename__ = "firm_officer"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.FIRM_ROLE,
        "企业人员与股东名册",
        "Officers and holders of firms",
        about_zh="法定代表人、董事、监事、高管、股东等。",
        about_en="Legal representatives, directors, supervisors, managers, holders.",
        key=("firm", "firm_code", "person", "role", "since"),
        rules=("C01", "C02", "C05", "C06", "C07", "C08", "C09", "F06", "V06"),
        titles=("股东名册", "主要人员", "企业人员"),
        since="since",
        until="until",
        has_persons=True,
    )

    firm: Mapped[str] = field("企业名称", "firm", also=("公司名称", "单位名称"), example="岚汀恒岳建设有限公司")
    firm_code: Mapped[str | None] = field("统一社会信用代码", "credit code", FieldKind.CREDIT_CODE, also=("信用代码",))
    person: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("人员姓名", "股东", "股东姓名"), example="钟离策")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    role: Mapped[str] = field(
        "职务", "role", FieldKind.TERM, also=("任职", "身份", "类型", "角色"), terms=FirmRole, example="法定代表人"
    )
    share_percent: Mapped[str | None] = field(
        "持股比例", "share", FieldKind.PERCENT, also=("出资比例", "股权比例"), unit="%", example="60"
    )
    source: Mapped[str | None] = field("来源", "source", example="登记机关")
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, also=("任职日期",), example="2018-05-07")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE, also=("离任日期",))


class FirmHolding(FromDocument):
    """A firm that holds a share of another."""

    __tablename__ = "firm_holding"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.FIRM_HOLDING,
        "企业间持股",
        "Holdings between firms",
        about_zh="企业对企业的持股；每层超过百分之五十为控制。",
        about_en="Shares of firms in firms; above fifty per cent at each link is control.",
        key=("holder", "holder_code", "firm", "firm_code", "since"),
        rules=("C01", "C02", "C05", "V06"),
        titles=("对外投资", "法人股东"),
        since="since",
        until="until",
    )

    holder: Mapped[str] = field("持股企业", "holder", also=("股东企业", "投资企业"), example="岚汀恒岳集团有限公司")
    holder_code: Mapped[str | None] = field("持股企业信用代码", "credit code of the holder", FieldKind.CREDIT_CODE)
    firm: Mapped[str] = field("被持股企业", "firm", also=("被投资企业", "企业名称"), example="岚汀恒岳建设有限公司")
    firm_code: Mapped[str | None] = field("被持股企业信用代码", "credit code of the firm", FieldKind.CREDIT_CODE)
    share_percent: Mapped[str | None] = field(
        "持股比例", "share", FieldKind.PERCENT, also=("出资比例",), unit="%", example="51"
    )
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2019-01-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)


class NomineeAgreement(FromDocument):
    """A recorded agreement by which one person holds for another."""

    __tablename__ = "nominee_agreement"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.NOMINEE_AGREEMENT,
        "代持协议登记",
        "Nominee agreements",
        about_zh="有记录的代持使实际持有人成为股东。",
        about_en="A recorded agreement makes the beneficiary the holder.",
        key=("beneficiary", "nominee", "firm", "since"),
        rules=("C01", "C05", "C06", "C09"),
        titles=("代持",),
        since="since",
        until="until",
        has_persons=True,
    )

    beneficiary: Mapped[str] = field(
        "实际持有人", "beneficiary", FieldKind.NAME, also=("被代持人", "实际出资人"), example="司徒渊"
    )
    id_hash: Mapped[str | None] = field("实际持有人身份证号", "identity number of the beneficiary", FieldKind.IDENTITY)
    id_mask: Mapped[str | None]
    nominee: Mapped[str] = field("名义持有人", "nominee", FieldKind.NAME, also=("代持人",), example="端木澈")
    nominee_id_hash: Mapped[str | None] = field(
        "名义持有人身份证号", "identity number of the nominee", FieldKind.IDENTITY
    )
    nominee_id_mask: Mapped[str | None]
    firm: Mapped[str] = field("企业名称", "firm", also=("公司名称",), example="岚汀恒岳建设有限公司")
    firm_code: Mapped[str | None] = field("统一社会信用代码", "credit code", FieldKind.CREDIT_CODE)
    share_percent: Mapped[str | None] = field(
        "持股比例", "share", FieldKind.PERCENT, also=("代持比例",), unit="%", example="20"
    )
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2020-01-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)


class HubAddress(FromDocument):
    """An address or telephone that many firms rightly share."""

    __tablename__ = "hub_address"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.HUB_ADDRESS,
        "集群登记地址名单",
        "Addresses shared by many firms",
        about_zh="孵化器、代办机构、村委会等地址，共用不作疑点（F06）。",
        about_en="Incubators, agents, village offices: sharing them is no lead (F06).",
        key=("address", "since"),
        rules=("F06", "V06"),
        titles=("集群登记",),
        since="since",
        until="until",
    )

    address: Mapped[str] = field("地址", "address", also=("集群地址", "住所"), example="岚汀市创业孵化园")
    phone_hash: Mapped[str | None] = field("联系电话", "telephone", FieldKind.PHONE, also=("电话",))
    phone_mask: Mapped[str | None]
    reason: Mapped[str | None] = field("说明", "reason", also=("理由",), example="创业孵化基地")
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2020-01-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)


class OutsidePost(FromDocument):
    """An outside post of an official that was approved."""

    __tablename__ = "outside_post"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.OUTSIDE_POST,
        "兼职审批登记",
        "Approved outside posts",
        about_zh="经批准的兼职，不得领取报酬（公务员法第四十四条）。",
        about_en="Approved outside posts, which must be unpaid (Civil Servants Law art. 44).",
        key=("person", "firm", "approved_on"),
        rules=("C06",),
        titles=("兼职审批",),
        since="since",
        until="until",
        has_persons=True,
    )

    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    person: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("兼职人",), example="公冶樾")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    firm: Mapped[str] = field("兼职单位", "firm", also=("兼职企业",), example="岚汀市农学会")
    firm_code: Mapped[str | None] = field("统一社会信用代码", "credit code", FieldKind.CREDIT_CODE)
    post: Mapped[str | None] = field("兼任职务", "post", also=("兼职职务",), example="理事")
    approved_on: Mapped[date | None] = field(
        "批准日期", "approved on", FieldKind.DATE, also=("审批日期",), example="2024-02-01"
    )
    approved_by: Mapped[str | None] = field("批准机关", "approved by", also=("审批单位",), example="岚汀市委组织部")
    is_paid: Mapped[bool | None] = field("是否领取报酬", "paid", FieldKind.YES_NO, also=("是否取酬",), example="否")
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2024-02-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)
