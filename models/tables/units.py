"""Units: the roster of those who must publish, their staff, their reporting lines, their trades, and the villages."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, SpendingStage, UnitSector


class BudgetUnit(FromDocument):
    """A unit that must publish its budget and final account."""

    __tablename__ = "budget_unit"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.UNIT_ROSTER,
        "预算单位名录",
        "Roster of budget units",
        about_zh="应当公开预决算的单位；D02、D03、L05、L06 以此为分母。",
        about_en="Units that must publish budget and final account; the denominator of D02, D03, L05 and L06.",
        key=("name", "since"),
        rules=("D01", "D02", "D03", "B03", "L04", "L05", "L06", "C05"),
        titles=("单位名录", "预算单位", "一级预算单位"),
        since="since",
        until="until",
    )

    code: Mapped[str | None] = field(
        "单位编码", "unit code", also=("预算单位编码", "部门编码", "单位代码"), example="103001"
    )
    name: Mapped[str] = field("单位名称", "unit", also=("预算单位", "部门名称", "单位"), example="岚汀市农业农村局")
    parent: Mapped[str | None] = field(
        "主管部门", "parent unit", also=("上级单位", "主管单位"), example="岚汀市农业农村局"
    )
    sector: Mapped[str | None] = field(
        "单位类别", "sector", FieldKind.TERM, also=("单位性质", "类别"), terms=UnitSector, example="机关"
    )
    level: Mapped[int | None] = field(
        "预算级次",
        "budget level",
        FieldKind.INTEGER,
        also=("级次",),
        example="1",
        about_zh="1 为一级预算单位",
        about_en="1 for a first-level budget unit",
    )
    exempt_reason: Mapped[str | None] = field(
        "不公开理由", "reason for not publishing", also=("免予公开理由", "涉密说明")
    )
    merged_into: Mapped[str | None] = field("并入单位", "merged into", also=("合并至",))
    since: Mapped[date | None] = field(
        "起始日期", "since", FieldKind.DATE, also=("成立日期", "启用日期"), example="2020-01-01"
    )
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE, also=("撤销日期",))


class BudgetApproval(FromDocument):
    """The day on which a budget or final account of a unit was approved; publication is due from it."""

    __tablename__ = "budget_approval"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.BUDGET_APPROVAL,
        "预决算批复登记",
        "Register of budget approvals",
        about_zh="财政批复各单位预算、决算的日期；公开期限由此起算（预算法第十四条）。",
        about_en="Days of approval; the time limit for publishing runs from them (Budget Law art. 14).",
        key=("unit_name", "fiscal_year", "stage"),
        rules=("D01", "D02"),
        titles=("预算批复", "决算批复", "批复登记"),
    )

    unit_name: Mapped[str] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    fiscal_year: Mapped[int] = field(
        "年度", "fiscal year", FieldKind.YEAR, also=("预算年度", "财政年度"), example="2025"
    )
    stage: Mapped[str] = field(
        "阶段", "stage", FieldKind.TERM, also=("类型", "预决算"), terms=SpendingStage, example="预算"
    )
    approved_on: Mapped[date | None] = field(
        "批复日期", "approved on", FieldKind.DATE, also=("批复时间", "批准日期"), example="2025-02-10"
    )
    document_number: Mapped[str | None] = field(
        "批复文号", "document number", also=("文号",), example="岚财预〔2025〕3号"
    )
    published_on: Mapped[date | None] = field(
        "公开日期", "published on", FieldKind.DATE, also=("公开时间",), example="2025-02-25"
    )
    place: Mapped[str | None] = field(
        "公开位置", "place of publication", also=("公开网址", "公开方式"), example="门户网站预决算专栏"
    )


class Staffing(FromDocument):
    """Authorised and actual staff of a unit in a year."""

    __tablename__ = "staffing"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.STAFFING,
        "机构编制与实有人数",
        "Authorised and actual staff",
        about_zh="人均三公等比较的分母。",
        about_en="The denominator of figures per head.",
        key=("unit_name", "fiscal_year"),
        rules=("B03", "L04"),
        titles=("编制", "实有人数"),
    )

    unit_name: Mapped[str] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    fiscal_year: Mapped[int] = field("年度", "fiscal year", FieldKind.YEAR, also=("预算年度",), example="2025")
    peer_class: Mapped[str | None] = field("同类组别", "peer class", also=("类别", "比较组"), example="县级机关")
    authorised: Mapped[int | None] = field(
        "编制数", "authorised posts", FieldKind.INTEGER, also=("核定编制", "编制人数"), unit="人", example="45"
    )
    actual: Mapped[int | None] = field(
        "实有人数",
        "actual staff",
        FieldKind.INTEGER,
        also=("在职人数", "在编人数", "年末实有人数"),
        unit="人",
        example="43",
    )
    retired: Mapped[int | None] = field(
        "离退休人数", "retired", FieldKind.INTEGER, also=("退休人数",), unit="人", example="12"
    )
    vehicles: Mapped[int | None] = field(
        "公务用车数", "vehicles", FieldKind.INTEGER, also=("车辆数", "公车保有量"), unit="辆", example="3"
    )


class ReportingLine(FromDocument):
    """Who reports to whom, as the office keeps it."""

    __tablename__ = "reporting_line"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.REPORTING_LINE,
        "岗位隶属关系",
        "Reporting lines",
        about_zh="直接上级与下级，任职回避（公务员法第七十四条）的依据。",
        about_en="Immediate superior and subordinate, for recusal from posts (Civil Servants Law art. 74).",
        key=("subordinate", "subordinate_post", "superior", "since"),
        rules=("C03", "C04"),
        titles=("隶属关系", "上下级关系"),
        since="since",
        until="until",
        has_persons=True,
    )

    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    subordinate: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("下级姓名", "工作人员"), example="闻人蔚")
    id_hash: Mapped[str | None] = field(
        "身份证号",
        "identity number",
        FieldKind.IDENTITY,
        also=("公民身份号码", "身份证号码"),
        example="439903198501010013",
    )
    id_mask: Mapped[str | None]
    subordinate_post: Mapped[str | None] = field("岗位", "post", also=("职务",), example="项目管理岗")
    superior: Mapped[str] = field(
        "直接上级", "immediate superior", FieldKind.NAME, also=("上级姓名", "直接领导"), example="南宫律"
    )
    superior_id_hash: Mapped[str | None] = field(
        "直接上级身份证号", "identity number of the superior", FieldKind.IDENTITY, also=("上级身份证号",)
    )
    superior_id_mask: Mapped[str | None]
    superior_post: Mapped[str | None] = field(
        "上级岗位", "post of the superior", also=("上级职务",), example="分管副局长"
    )
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2023-03-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)


class Delegation(FromDocument):
    """A post acted for by another person for some time."""

    __tablename__ = "delegation"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.REPORTING_LINE,
        "代行职责登记",
        "Delegations",
        about_zh="休假、借调期间由谁代行；不相容职务（P03）的正当理由。",
        about_en="Who acts for whom during leave; an innocent reading of clashing duties (P03).",
        key=("post", "person", "since"),
        rules=("P03",),
        titles=("代行职责", "AB岗"),
        since="since",
        until="until",
        has_persons=True,
    )

    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    post: Mapped[str] = field("岗位", "post", also=("代行岗位",), example="财务审核岗")
    person: Mapped[str] = field("原经办人", "holder", FieldKind.NAME, also=("A岗",), example="东方琮")
    id_hash: Mapped[str | None] = field("原经办人身份证号", "identity number of the holder", FieldKind.IDENTITY)
    id_mask: Mapped[str | None]
    deputy: Mapped[str] = field("代行人", "deputy", FieldKind.NAME, also=("B岗", "代理人"), example="西门瑾")
    deputy_id_hash: Mapped[str | None] = field("代行人身份证号", "identity number of the deputy", FieldKind.IDENTITY)
    deputy_id_mask: Mapped[str | None]
    reason: Mapped[str | None] = field("事由", "reason", also=("原因",), example="年休假")
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2025-07-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE, example="2025-07-10")


class RegulatedTrade(FromDocument):
    """A trade that a unit regulates."""

    __tablename__ = "regulated_trade"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.REGULATED_TRADE,
        "主管行业目录",
        "Trades regulated by a unit",
        about_zh="单位主管的行业；领导成员亲属在该行业经商属 C05（公务员法第七十四条第二款）。",
        about_en="Trades a unit regulates; leaders’ kin in them belong to C05 (Civil Servants Law art. 74).",
        key=("unit_name", "trade", "since"),
        rules=("C05", "C07"),
        titles=("主管行业", "监管行业"),
        since="since",
        until="until",
    )

    unit_name: Mapped[str] = field(
        "单位", "unit", also=("单位名称", "部门", "预算单位", "所在单位", "部门名称"), example="岚汀市农业农村局"
    )
    trade: Mapped[str] = field("主管行业", "trade", also=("行业", "行业名称", "监管行业"), example="农药经营")
    trade_code: Mapped[str | None] = field("行业代码", "trade code", also=("国民经济行业代码",), example="5167")
    basis: Mapped[str | None] = field("依据", "basis", also=("职责依据",), example="三定规定")
    since: Mapped[date | None] = field("起始日期", "since", FieldKind.DATE, example="2019-03-01")
    until: Mapped[date | None] = field("终止日期", "until", FieldKind.DATE)


class Village(FromDocument):
    """Population of a village or neighbourhood on a day."""

    __tablename__ = "village"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.VILLAGE_ROSTER,
        "村（社区）人口表",
        "Population of villages",
        about_zh="亲属占比（V02）的分母。",
        about_en="The denominator of the share of kin (V02).",
        key=("township", "village", "as_of"),
        rules=("V02",),
        titles=("人口表", "户数人口"),
    )

    township: Mapped[str | None] = field("乡镇", "township", also=("乡镇街道", "镇街"), example="青禾镇")
    village: Mapped[str] = field("村", "village", also=("村名", "村居", "社区", "村（社区）"), example="白石村")
    households: Mapped[int | None] = field(
        "户数", "households", FieldKind.INTEGER, also=("总户数",), unit="户", example="412"
    )
    persons: Mapped[int | None] = field(
        "人口", "persons", FieldKind.INTEGER, also=("人数", "总人口", "人口数"), unit="人", example="1530"
    )
    as_of: Mapped[date | None] = field("截止日期", "as of", FieldKind.DATE, also=("统计日期",), example="2024-12-31")
