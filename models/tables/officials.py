"""Officials: who holds which post, what they declared, where they stepped aside, and what binds them after office."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy.orm import Mapped

from models.fields import FieldKind, Sheet, field
from models.tables.base import FromDocument
from models.vocabulary import AppointmentKind, DocumentKind, FirmRole, RecusalOutcome, SensitiveDuty


class Tenure(FromDocument):
    """Who holds a post since when; an open `until` lasts."""

    __tablename__ = "tenure"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.TENURE_REGISTER,
        "岗位任职登记",
        "Register of post holders",
        about_zh="谁自何时起在哪个岗位；离岗日期空白为在岗。",
        about_en="Who holds which post since when; no end means that the post is held.",
        key=("name", "unit_name", "post", "since"),
        rules=("P02", "P03", "C01", "C03", "C04", "C05", "C06", "C10", "V01", "V02"),
        titles=("岗位任职", "任职登记"),
        since="since",
        until="until",
        has_persons=True,
    )

    name: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("人员姓名", "任职人"), example="令狐岚")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "填报单位", "所在单位"), example="岚汀市水利局"
    )
    department: Mapped[str | None] = field("科室", "department", also=("部门", "内设机构"), example="水资源科")
    post: Mapped[str] = field("岗位", "post", also=("岗位名称",), example="审核岗")
    title: Mapped[str | None] = field("职务", "title", example="科员")
    is_key: Mapped[bool | None] = field("是否重点岗位", "key post", FieldKind.YES_NO, also=("重点岗位",), example="是")
    is_leader: Mapped[bool | None] = field(
        "是否领导成员",
        "leader",
        FieldKind.YES_NO,
        also=("领导成员",),
        example="否",
        about_zh="本机关领导成员，不含内设机构负责人",
        about_en="one of the leaders of the organ; heads of its sections are not",
    )
    sensitive_duty: Mapped[str | None] = field(
        "敏感岗位类别",
        "sensitive duty",
        FieldKind.TERM,
        also=("敏感岗位",),
        terms=SensitiveDuty,
        example="一般岗位",
        about_zh="公务员法第七十四条所列工作；空白为未登记",
        about_en="duties named in Civil Servants Law art. 74; blank means not recorded",
    )
    portfolio: Mapped[str | None] = field(
        "分管工作",
        "portfolio",
        also=("分工", "分管内容"),
        example="水资源、办公室",
        about_zh="人、财、物、采购、工程由谁直接分管，用于不相容职务（P03）",
        about_en="who is directly in charge of staff, money, purchases and works, for clashing duties (P03)",
    )
    since: Mapped[date | None] = field(
        "任现岗位起始日期", "since", FieldKind.DATE, also=("任职起始日期", "到岗日期"), example="2021-04-01"
    )
    until: Mapped[date | None] = field("离岗日期", "until", FieldKind.DATE, also=("任职终止日期",))


class DeclaredTie(FromDocument):
    """A relative whom an official declared, and the firm that relative is tied to, if any."""

    __tablename__ = "declared_tie"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.DECLARED_TIES,
        "领导干部亲属任职及经商办企业情况申报表",
        "Declared ties",
        about_zh="“与本人关系”说明亲属是本人的什么人（弟＝亲属是其弟）。",
        about_en="The relation says what the relative is to the declarant.",
        key=("name", "relation", "relative_name", "firm"),
        rules=("C01", "C02", "C03", "C04", "C05", "C09", "V01", "V02"),
        titles=("亲属任职", "经商办企业", "申报表"),
        has_persons=True,
    )

    name: Mapped[str] = field("申报人", "declarant", FieldKind.NAME, also=("姓名", "本人姓名"), example="南宫律")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("申报人身份证号",))
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "填报单位", "所在单位"), example="岚汀市水利局"
    )
    post: Mapped[str | None] = field("职务", "post", also=("工作单位及职务",), example="副局长")
    relation: Mapped[str] = field(
        "与本人关系",
        "relation",
        also=("关系", "称谓"),
        example="弟",
        about_zh="可用“的”连写（妻子的弟弟）。继亲须注明：继子（有抚养关系）、继子（未形成抚养关系）、继女（再婚时已成年），未注明的无法判断。"
        "养父、养女为收养；生父、生母为血缘；同父异母、同母异父的兄弟姐妹照写，不写视为同父同母；前妻、前夫请填终止日期。",
        about_en="May be joined by 的 (妻子的弟弟, the wife’s younger brother). Step ties say what is recorded: "
        "继子（有抚养关系） with support and upbringing, 继子（未形成抚养关系） without, 继女（再婚时已成年） of age "
        "at the marriage; without a word they cannot be assessed. 养 is adoption, 生父 and 生母 are by birth; "
        "half-siblings are written 同父异母 or 同母异父, a plain sibling is taken to be of both parents; "
        "a former spouse (前妻, 前夫) needs the last day.",
    )
    relative_name: Mapped[str] = field("亲属姓名", "relative", FieldKind.NAME, also=("姓名（亲属）",), example="南宫度")
    relative_id_hash: Mapped[str | None] = field("亲属身份证号", "identity number of the relative", FieldKind.IDENTITY)
    relative_id_mask: Mapped[str | None]
    relative_employer: Mapped[str | None] = field(
        "亲属工作单位", "employer of the relative", also=("工作单位",), example="岚汀恒岳建设有限公司"
    )
    firm: Mapped[str | None] = field(
        "任职或投资企业", "firm", also=("企业名称", "投资企业"), example="岚汀恒岳建设有限公司"
    )
    firm_code: Mapped[str | None] = field("统一社会信用代码", "credit code", FieldKind.CREDIT_CODE, also=("信用代码",))
    firm_role: Mapped[str | None] = field(
        "企业职务", "role in the firm", FieldKind.TERM, also=("任职情况",), terms=FirmRole, example="股东"
    )
    share_percent: Mapped[str | None] = field(
        "出资比例", "share", FieldKind.PERCENT, also=("持股比例",), unit="%", example="20"
    )
    declared_on: Mapped[date | None] = field(
        "申报日期", "declared on", FieldKind.DATE, also=("填报日期",), example="2025-01-10"
    )


class Recusal(FromDocument):
    """One entry of the recusal register."""

    __tablename__ = "recusal"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.RECUSAL_REGISTER,
        "履职回避登记",
        "Recusal register",
        about_zh="申请、决定与执行回避的登记。",
        about_en="Applications to step aside, their decisions and how they were carried out.",
        key=("number", "name", "matter", "applied"),
        rules=("C01", "C10"),
        titles=("回避登记", "回避台账"),
        has_persons=True,
    )

    number: Mapped[str | None] = field("编号", "number", also=("登记编号",), example="HB-2025-003")
    name: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("回避人", "申请人"), example="令狐岚")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "填报单位", "所在单位"), example="岚汀市水利局"
    )
    post: Mapped[str | None] = field("岗位", "post", example="审核岗")
    duty: Mapped[str | None] = field("职务", "duty", example="科员")
    recusal_type: Mapped[str | None] = field("回避类型", "type", also=("回避种类",), example="公务回避")
    matter: Mapped[str | None] = field("回避事项", "matter", also=("事项",), example="取水许可申请")
    step: Mapped[str | None] = field("权力环节", "step", also=("环节",), example="审核")
    counterparty: Mapped[str | None] = field(
        "相对人", "counterparty", also=("利害关系人",), example="岚汀恒岳建设有限公司"
    )
    relation: Mapped[str | None] = field("关系", "relation", also=("与相对人关系",), example="姐夫")
    basis: Mapped[str | None] = field("依据条款", "basis", also=("依据",), example="公务员法第七十六条")
    raised_by: Mapped[str | None] = field("来源", "raised by", also=("提出方式",), example="本人")
    applied: Mapped[date | None] = field("申请日期", "applied", FieldKind.DATE, also=("申请日",), example="2025-03-01")
    reviewer: Mapped[str | None] = field("审核人", "reviewer", example="分管副局长")
    decision: Mapped[str | None] = field("决定", "decision", also=("审批意见",), example="同意回避")
    outcome: Mapped[str] = field("结果", "outcome", FieldKind.TERM, terms=RecusalOutcome, example="同意回避")
    decided: Mapped[date | None] = field("决定日期", "decided", FieldKind.DATE, also=("决定日",), example="2025-03-02")
    execution: Mapped[str | None] = field("执行方式", "execution", also=("执行情况",), example="退出")


class Restriction(FromDocument):
    """One entry of the register of employment restrictions after leaving office."""

    __tablename__ = "restriction"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.RESTRICTION_REGISTER,
        "离职从业限制登记",
        "Employment-restriction register",
        about_zh="公务员法第一百零七条的从业限制。",
        about_en="Restrictions under Civil Servants Law art. 107.",
        key=("name", "unit_name", "exit_date"),
        rules=("C07", "C08"),
        titles=("从业限制",),
        has_persons=True,
    )

    name: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("人员姓名",), example="公冶樾")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "填报单位", "所在单位"), example="岚汀市水利局"
    )
    old_post: Mapped[str | None] = field("原职务", "former post", also=("离职前职务", "原任职务"), example="建设科科长")
    rank: Mapped[str | None] = field("职级", "rank", example="正科级")
    is_leader: Mapped[bool | None] = field("是否领导成员", "leader", FieldKind.YES_NO, also=("领导成员",), example="否")
    exit_kind: Mapped[str | None] = field("离职方式", "kind of exit", also=("离职类型",), example="辞职")
    exit_date: Mapped[date | None] = field("离职日期", "exit", FieldKind.DATE, also=("离岗日期",), example="2023-06-30")
    years: Mapped[int | None] = field("限制年限", "years", FieldKind.INTEGER, also=("年限",), unit="年", example="2")
    ends: Mapped[date | None] = field("限制届满日期", "ends", FieldKind.DATE, also=("届满日",), example="2025-06-30")
    went_to: Mapped[str | None] = field(
        "去向", "went to", also=("从业单位", "现工作单位"), example="岚汀恒岳建设有限公司"
    )
    new_post: Mapped[str | None] = field("新任职务", "new post", also=("现任职务",), example="顾问")
    related: Mapped[str | None] = field("关联性判断", "related", also=("是否关联",), example="相关")
    review_state: Mapped[str | None] = field("复核情况", "review", also=("复核",), example="已复核")


class Appointment(FromDocument):
    """An appointment, removal or planned appointment that was made public."""

    __tablename__ = "appointment"

    sheet: ClassVar[Sheet] = Sheet(
        DocumentKind.APPOINTMENT,
        "任免登记",
        "Appointments",
        about_zh="任免通知与任前公示。",
        about_en="Notices of appointment and removal, and public notices before appointment.",
        key=("name", "post", "kind", "decided_on"),
        rules=("C03", "C04", "C05", "P02"),
        titles=("任免", "任前公示", "任职通知", "拟任"),
        has_persons=True,
    )

    name: Mapped[str] = field("姓名", "name", FieldKind.NAME, also=("同志姓名",), example="东方琮")
    id_hash: Mapped[str | None] = field("身份证号", "identity number", FieldKind.IDENTITY, also=("公民身份号码",))
    id_mask: Mapped[str | None]
    unit_name: Mapped[str | None] = field(
        "单位", "unit", also=("单位名称", "填报单位", "所在单位"), example="岚汀市水利局"
    )
    post: Mapped[str] = field("职务", "post", also=("任免职务", "拟任职务", "拟任职"), example="副局长")
    kind: Mapped[str] = field(
        "任免类型", "kind", FieldKind.TERM, also=("类型", "任免"), terms=AppointmentKind, example="任命"
    )
    old_post: Mapped[str | None] = field("现任职务", "former post", also=("原任职务", "现任职"), example="建设科科长")
    decided_on: Mapped[date | None] = field(
        "决定日期", "decided on", FieldKind.DATE, also=("任免日期", "任职时间"), example="2025-05-06"
    )
    notice_from: Mapped[date | None] = field("公示起始日期", "notice from", FieldKind.DATE)
    notice_to: Mapped[date | None] = field("公示终止日期", "notice to", FieldKind.DATE)
    document_number: Mapped[str | None] = field(
        "文号", "document number", also=("任免文号",), example="岚人发〔2025〕3号"
    )
