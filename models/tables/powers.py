"""Powers and posts: risk points, the steps of each power with their handlers, and power lists."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import DocumentKind, OwnerLevel, RiskLevel


class RiskPoint(FromDocument):
    """One risk point of a unit’s post risk table, with the grade the unit gave it."""

    __tablename__ = "risk_point"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.RISK_TABLE,
        "廉政风险点",
        "Risk points",
        about_zh="岗位廉政风险点与等级、措施、责任人。",
        about_en="Risk points of posts with grade, measures and owner.",
        key=("unit_name", "department", "post", "name"),
        rules=("P01", "P07"),
        titles=("廉政风险",),
    )

    unit_name: Mapped[str | None] = field("单位", "unit", also=("单位名称", "预算单位"), example="岚汀市水利局")
    department: Mapped[str | None] = field("科室", "department", also=("部门",), example="水资源科")
    post: Mapped[str | None] = field("岗位", "post", example="审核岗")
    domain: Mapped[str | None] = field("风险领域", "domain", example="行政审批")
    risk_kind: Mapped[str | None] = field("风险类别", "kind of risk", example="业务流程")
    name: Mapped[str] = field("风险点", "risk point", also=("风险名称",), example="降低标准审核")
    description: Mapped[str | None] = field(
        "主要内容及表现形式", "description", also=("风险描述",), example="对不符合条件的申请予以通过"
    )
    grade: Mapped[str | None] = field("风险等级", "grade", FieldKind.TERM, terms=RiskLevel, example="高")
    grade_text: Mapped[str | None] = field("等级原文", "grade as written", example="一级")
    grade_scheme: Mapped[str | None] = field("等级体系", "grading scheme")
    measures: Mapped[str | None] = field("防控措施", "measures", also=("预防措施",), example="双人审核")
    has_owner: Mapped[bool] = field("是否有责任人", "has an owner", FieldKind.YES_NO, example="是")
    owner_level: Mapped[str | None] = field(
        "责任人层级", "level of the owner", FieldKind.TERM, also=("责任层级",), terms=OwnerLevel, example="分管领导"
    )
    reviewed_on: Mapped[date | None] = field(
        "复核日期", "reviewed on", FieldKind.DATE, also=("检查日期",), example="2025-01-05"
    )


class PostStep(FromDocument):
    """One step of a power exercised at a post."""

    __tablename__ = "post_step"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.POST_STEP_TABLE,
        "岗位职权环节",
        "Steps of powers",
        about_zh="岗位行使的职权及其环节。",
        about_en="Powers of posts and their steps.",
        key=("unit_name", "department", "post", "power", "step_no", "step_name"),
        rules=("C01", "C04", "P01", "P03", "P04", "P05"),
        titles=("职权环节",),
    )

    unit_name: Mapped[str | None] = field("单位", "unit", also=("单位名称", "预算单位"), example="岚汀市水利局")
    department: Mapped[str | None] = field("科室", "department", example="水资源科")
    post: Mapped[str] = field("岗位", "post", example="审核岗")
    power: Mapped[str] = field("职权名称", "power", example="取水许可")
    power_type: Mapped[str | None] = field("职权类型", "kind of power", example="行政许可")
    step_no: Mapped[int | None] = field("环节序号", "step no.", FieldKind.INTEGER, example="2")
    step_name: Mapped[str] = field("环节", "step", example="审核")
    limit_days: Mapped[int | None] = field("时限", "limit", FieldKind.INTEGER, unit="工作日", example="5")
    limit_text: Mapped[str | None] = field("时限原文", "limit as written", example="5个工作日")
    risk: Mapped[str | None] = field("风险", "risk", example="降低标准")
    grade: Mapped[str | None] = field("风险等级", "grade", FieldKind.TERM, terms=RiskLevel, example="高")
    grade_scheme: Mapped[str | None] = field("等级体系", "grading scheme")
    measures: Mapped[str | None] = field("防控措施", "measures", example="双人审核")
    is_optional: Mapped[bool | None] = field(
        "是否可省略", "optional", FieldKind.YES_NO, also=("可选环节",), example="否"
    )


class StepHandler(FromDocument):
    """A person named as handler of a step; a post named in place of a person is kept as such."""

    __tablename__ = "step_handler"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.POST_STEP_TABLE,
        "环节经办人",
        "Handlers of steps",
        about_zh="环节的经办人或岗位。",
        about_en="Handlers of steps, persons or posts.",
        key=("step_id", "name"),
        rules=("C01", "P03"),
        has_persons=True,
    )

    step_id: Mapped[str] = mapped_column(ForeignKey("post_step.id"), index=True)
    name: Mapped[str] = field("经办人", "handler", example="令狐岚")
    is_person: Mapped[bool] = field("是否个人", "a person", FieldKind.YES_NO, example="是")


class PowerItem(FromDocument):
    """One power of a unit as its public power list states it."""

    __tablename__ = "power_item"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.POWER_LIST,
        "权责清单事项",
        "Powers of the list",
        about_zh="权责清单中的职权事项与时限。",
        about_en="Powers of the public list with their time limits.",
        key=("unit_name", "code", "power_type", "name", "sub_item"),
        rules=("P04", "P05"),
        titles=("权责清单", "权力清单"),
    )

    unit_name: Mapped[str | None] = field("单位", "unit", also=("单位名称", "预算单位"), example="岚汀市水利局")
    code: Mapped[str | None] = field("职权编码", "code", also=("权力编码",), example="SLXK-001")
    power_type: Mapped[str | None] = field(
        "职权类型", "kind of power", also=("权力类型", "权力分类", "职权类别"), example="行政许可"
    )
    name: Mapped[str] = field("职权名称", "power", also=("项目名称", "权力名称", "事项名称"), example="取水许可")
    sub_item: Mapped[str | None] = field("子项", "sub-item")
    basis: Mapped[str | None] = field("实施依据", "basis", also=("法律依据",), example="《水法》第四十八条")
    body: Mapped[str | None] = field("法定主体", "body", also=("实施主体", "行使主体"), example="岚汀市水利局")
    handling_body: Mapped[str | None] = field("办理主体", "handling body", also=("承办机构",), example="水资源科")
    legal_limit_days: Mapped[int | None] = field(
        "法定时限", "legal limit", FieldKind.INTEGER, also=("法定期限",), unit="工作日", example="45"
    )
    promised_limit_days: Mapped[int | None] = field(
        "承诺时限", "promised limit", FieldKind.INTEGER, also=("承诺期限",), unit="工作日", example="20"
    )
    limit_text: Mapped[str | None] = field("时限原文", "limits as written")
    post: Mapped[str | None] = field("责任岗位", "post in charge", also=("岗位责任人",), example="审核岗")
    accountability: Mapped[str | None] = field("追责情形", "grounds of accountability")
    accountability_basis: Mapped[str | None] = field("追责依据", "basis of accountability")


class PowerDuty(FromDocument):
    """One duty or step of a power, in the order of the list."""

    __tablename__ = "power_duty"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.POWER_LIST,
        "权责清单责任事项",
        "Duties of a power",
        about_zh="受理、审查、决定等责任事项，按清单顺序。",
        about_en="Duties such as acceptance, examination and decision, in the order of the list.",
        key=("power_item_id", "step_no", "name"),
        rules=("P04", "P05"),
    )

    power_item_id: Mapped[str] = mapped_column(ForeignKey("power_item.id"), index=True)
    step_no: Mapped[int | None] = field("环节序号", "step no.", FieldKind.INTEGER, example="1")
    name: Mapped[str] = field("责任事项", "duty", also=("环节",), example="受理责任")
    text: Mapped[str | None] = field("内容", "text", example="公示应当提交的材料")
    basis: Mapped[str | None] = field("责任事项依据", "basis of the duty")
    limit_days: Mapped[int | None] = field("时限", "limit", FieldKind.INTEGER, unit="工作日", example="5")
    limit_text: Mapped[str | None] = field("时限原文", "limit as written", example="五个工作日")
    is_optional: Mapped[bool | None] = field("是否可省略", "optional", FieldKind.YES_NO, example="否")
