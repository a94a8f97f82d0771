"""The words of the field, each once: code, Chinese term, English term.

Flows in: nothing. Flows out: enumerations whose members carry `zh` and `en`, and the tables that turn an office's own
words (grades, kin terms, kinds of recusal) into them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A code with its Chinese and English term."""

    zh: str
    en: str

    def __new__(cls, code: str, zh: str = "", en: str = "") -> Self:
        """Keep the code as the value and the terms beside it (looking a member up by its code needs no terms)."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.zh = zh
        member.en = en
        return member

    # A member equals its code, so it must hash like it too: a code read from a table is found in a set of members.
    __hash__ = str.__hash__

    def __str__(self) -> str:
        return str(self.value)

    def label(self, language: str) -> str:
        """The term in one language (`zh` or `en`)."""
        return self.zh if language == "zh" else self.en


class DocumentKind(Term):
    """Kinds of publication and register."""

    THREE_PUBLIC = "three_public", "三公经费", "three public expenses"
    FUND_NOTICE = "fund_notice", "专项资金公示", "special-fund notice"
    RISK_TABLE = "risk_table", "廉政风险点表", "post risk table"
    RECUSAL_REGISTER = "recusal_register", "履职回避登记", "recusal register"
    RESTRICTION_REGISTER = "restriction_register", "从业限制登记", "employment-restriction register"
    POST_STEP_TABLE = "post_step_table", "岗位职权与流程表", "posts, powers and steps"
    TENURE_REGISTER = "tenure_register", "岗位任职登记", "register of post holders"
    DECLARED_TIES = "declared_ties", "亲属及任职经商情况申报", "declared ties"
    MATTER_LOG = "matter_log", "事项办理日志", "log of matters"
    PROGRAMME_BUDGET = "programme_budget", "专项资金年度预算", "yearly budget of programmes"

    BUDGET = "budget", "预决算公开", "budget or final account"
    AWARD = "award", "中标（成交）与合同公告", "award or contract notice"
    POWER_LIST = "power_list", "权责清单", "power list"
    APPOINTMENT = "appointment", "任免与任前公示", "appointments"
    PROCUREMENT_RELEASE = "procurement_release", "开放采购数据（OCDS）", "open contracting release (OCDS)"
    OWNERSHIP_STATEMENT = "ownership_statement", "受益所有权声明（BODS）", "beneficial ownership statement (BODS)"
    UNIT_ROSTER = "unit_roster", "预算单位名录", "roster of budget units"
    BUDGET_APPROVAL = "budget_approval", "预决算批复登记", "register of budget approvals"
    STAFFING = "staffing", "机构编制与实有人数", "authorised and actual staff"
    REPORTING_LINE = "reporting_line", "岗位隶属关系", "reporting lines"
    REGULATED_TRADE = "regulated_trade", "主管行业目录", "trades regulated by a unit"
    PERIOD_SPENDING = "period_spending", "按期支出执行表", "spending by month or quarter"
    BUDGET_ADJUSTMENT = "budget_adjustment", "预算调剂登记", "register of budget adjustments"
    ALLOCATION = "allocation", "资金下达登记", "register of allocations"
    PAYMENT = "payment", "资金拨付明细", "payments"
    SCHEME_EXCLUSION = "scheme_exclusion", "互斥补助项目表", "schemes that exclude each other"
    BENEFIT_LIST = "benefit_list", "补助对象资格名单", "eligibility list"
    PAYROLL = "payroll", "财政供养人员名册", "payroll"
    DEATH_REGISTER = "death_register", "死亡人员登记", "register of deaths"
    VILLAGE_ROSTER = "village_roster", "村（社区）人口表", "population of villages"
    KIN_FILING = "kin_filing", "干部亲属享受补助备案", "filings of cadres' kin on aid"
    SOCIAL_TIE = "social_tie", "其他社会关系申报", "declared social ties"
    FIRM_REGISTER = "firm_register", "企业登记信息", "firms"
    FIRM_ROLE = "firm_role", "企业人员与股东名册", "officers and holders of firms"
    FIRM_HOLDING = "firm_holding", "企业间持股", "holdings between firms"
    NOMINEE_AGREEMENT = "nominee_agreement", "代持协议登记", "nominee agreements"
    HUB_ADDRESS = "hub_address", "集群登记地址名单", "addresses shared by many firms"
    OUTSIDE_POST = "outside_post", "兼职审批登记", "approved outside posts"
    MATTER_REGISTER = "matter_register", "事项登记", "register of matters"
    PURCHASE_REGISTER = "purchase_register", "采购项目台账", "register of purchases"
    BID_REGISTER = "bid_register", "投标登记", "register of bids"
    EVALUATOR_REGISTER = "evaluator_register", "评审专家登记", "register of evaluators"
    CHECK_LEDGER = "check_ledger", "检查台账", "check ledger"
    RECTIFICATION_LEDGER = "rectification_ledger", "整改台账", "rectification ledger"
    MONTHLY_REPORT = "monthly_report", "月报表报送登记", "monthly reports"
    COMPLAINT_REGISTER = "complaint_register", "信访举报登记", "register of complaints"
    PLEDGE_REGISTER = "pledge_register", "承诺书签订登记", "register of pledges"

    @property
    def is_public(self) -> bool:
        """Whether offices publish this kind; the others are registers for officers only."""
        return self in _PUBLIC_KINDS


_PUBLIC_KINDS = {
    DocumentKind.THREE_PUBLIC,
    DocumentKind.FUND_NOTICE,
    DocumentKind.RISK_TABLE,
    DocumentKind.POST_STEP_TABLE,
    DocumentKind.PROGRAMME_BUDGET,
    DocumentKind.BUDGET,
    DocumentKind.AWARD,
    DocumentKind.POWER_LIST,
    DocumentKind.APPOINTMENT,
    DocumentKind.PROCUREMENT_RELEASE,
}


class DocumentStatus(Term):
    """What became of a file that was taken in."""

    ACCEPTED = "accepted", "已接收", "accepted"
    PARTIAL = "partial", "部分接收", "accepted in part"
    REJECTED = "rejected", "已隔离", "rejected"
    DUPLICATE = "duplicate", "重复", "duplicate"


class RiskLevel(Term):
    """Risk levels; an office's own scheme is kept beside them (`grade_scheme`)."""

    HIGH = "HIGH", "高", "HIGH"
    MEDIUM = "MEDIUM", "中", "MEDIUM"
    LOW = "LOW", "低", "LOW"

    @property
    def rank(self) -> int:
        """3 for HIGH, 1 for LOW."""
        return {"HIGH": 3, "MEDIUM": 2, "LOW": 1}[self.value]


class Severity(Term):
    """How much a rule weighs."""

    HIGH = "H", "重", "high"
    MEDIUM = "M", "中", "medium"
    LOW = "L", "轻", "low"


class Confidence(Term):
    """Confidence of a flag (domain decision 5a.8)."""

    HIGH = "high", "高", "high"
    MEDIUM = "medium", "中", "medium"


class EvidenceTier(Term):
    """How a person or firm was recognised (architecture decision 7). D makes no tie and no flag.

    In the order of the values, so that of several the last is the weakest: what a person judged stands between B and C.
    """

    A = "A", "证号一致（身份证号或统一社会信用代码）", "same identity number or credit code"
    B = "B", "姓名、单位、职务一致", "same name, unit and post"
    JUDGED = "BJ", "经人工认定为同一", "judged to be the same by a person"
    C = (
        "C",
        "姓名及遮蔽证号（至少10位可见）或出生日期和地址一致",
        "same name and masked number (10 digits) or birth and place",
    )
    D = "D", "仅姓名相同", "same name only"


class SpendingStage(Term):
    """Where a figure stands in the budget year."""

    BUDGET = "budget", "预算", "budget"
    FINAL = "final", "决算", "final account"


class ThreePublicItem(Term):
    """The lines of 三公经费."""

    TOTAL = "total", "合计", "total"
    ABROAD = "abroad", "因公出国（境）费", "official travel abroad"
    VEHICLES = "vehicles", "公务用车购置及运行费", "official vehicles, purchase and running"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费", "vehicle purchase"
    VEHICLE_RUNNING = "vehicle_running", "公务用车运行维护费", "vehicle running"
    RECEPTION = "reception", "公务接待费", "official hospitality"


class FundType(Term):
    """Kinds of special-fund notice with a minimum notice period of their own."""

    POVERTY = (
        "poverty",
        "财政衔接推进乡村振兴补助资金（原扶贫资金）",
        "rural-revitalisation (formerly poverty-relief) fund",
    )
    MINIMUM_LIVING = "minimum_living", "最低生活保障", "minimum living allowance"
    FARM_SUBSIDY = "farm_subsidy", "惠农补贴", "farm subsidy"
    OTHER = "other", "其他专项资金", "other special fund"


class PowerDomain(Term):
    """What a power is over; 人财物 are graded high by custom (domain section 4)."""

    MONEY = "money", "资金", "money"
    PERSONNEL = "personnel", "人事", "personnel"
    PROCUREMENT = "procurement", "采购与工程", "procurement and works"
    ENFORCEMENT = "enforcement", "执法处罚", "enforcement"
    LICENSING = "licensing", "许可审批", "licensing"
    INTERNAL = "internal", "内部管理", "internal administration"


class StepAct(Term):
    """What is done at a procedure step."""

    REGISTER = "register", "登记", "register"
    ACCEPT = "accept", "受理", "accept"
    EXAMINE = "examine", "核验调查", "examine"
    REVIEW = "review", "审核评审", "review"
    DECIDE = "decide", "决定审批", "decide"
    AWARD = "award", "评定授予", "award"
    NOTIFY = "notify", "公示告知", "notify"
    PAY = "pay", "拨付", "pay"
    VERIFY = "verify", "验收", "verify"
    DELIVER = "deliver", "送达", "deliver"
    FILE = "file", "归档", "file"

    @property
    def of_substance(self) -> bool:
        """Whether the act counts as handling a matter (domain decision 5a.9)."""
        return self not in {StepAct.REGISTER, StepAct.NOTIFY, StepAct.DELIVER, StepAct.FILE}


class RecusalOutcome(Term):
    """How an application to step aside ended."""

    ACCEPTED = "accepted", "同意回避", "recusal accepted"
    REFUSED = "refused", "不同意回避", "recusal refused"
    PENDING = "pending", "未决定", "not decided"


class FirmRole(Term):
    """What a person is in a firm."""

    LEGAL_REPRESENTATIVE = "legal_representative", "法定代表人", "legal representative"
    OPERATOR = "operator", "经营者", "operator of a one-person business"
    PARTNER = "partner", "合伙人", "partner"
    DIRECTOR = "director", "董事", "director"
    SUPERVISOR = "supervisor", "监事", "supervisor"
    MANAGER = "manager", "高级管理人员", "senior manager"
    SHAREHOLDER = "shareholder", "股东", "shareholder"
    EMPLOYEE = "employee", "职工", "employee"


class PrivacyKind(Term):
    """Personal data that must not stand in a public document (domain section 3)."""

    IDENTITY_NUMBER = "identity_number", "身份证号", "identity number"
    BANK_CARD = "bank_card", "银行卡号", "bank card number"
    MOBILE = "mobile", "手机号", "mobile number"
    HEALTH = "health", "姓名与健康状况", "name with state of health"


class UnitSector(Term):
    """What kind of unit publishes."""

    ORGAN = "organ", "机关", "government organ"
    SCHOOL = "school", "学校", "school"
    HOSPITAL = "hospital", "医院", "hospital"
    INSTITUTION = "institution", "事业单位", "public institution"
    ENTERPRISE = "enterprise", "国有企业", "state enterprise"
    INTERMEDIARY = "intermediary", "中介组织", "intermediary"
    TOWNSHIP = "township", "乡镇街道", "township or street office"
    VILLAGE = "village", "村（社区）", "village or neighbourhood"


class Period(Term):
    """A month or quarter of a year."""

    M01 = "M01", "1月", "January"
    M02 = "M02", "2月", "February"
    M03 = "M03", "3月", "March"
    M04 = "M04", "4月", "April"
    M05 = "M05", "5月", "May"
    M06 = "M06", "6月", "June"
    M07 = "M07", "7月", "July"
    M08 = "M08", "8月", "August"
    M09 = "M09", "9月", "September"
    M10 = "M10", "10月", "October"
    M11 = "M11", "11月", "November"
    M12 = "M12", "12月", "December"
    Q1 = "Q1", "第一季度", "first quarter"
    Q2 = "Q2", "第二季度", "second quarter"
    Q3 = "Q3", "第三季度", "third quarter"
    Q4 = "Q4", "第四季度", "fourth quarter"


class SpendingItem(Term):
    """What spending of a month or quarter is counted under."""

    TOTAL = "total", "支出合计", "all spending"
    RECEPTION = "reception", "公务接待费", "official hospitality"
    VEHICLES = "vehicles", "公务用车购置及运行费", "official vehicles"
    ABROAD = "abroad", "因公出国（境）费", "official travel abroad"
    MEETINGS = "meetings", "会议费", "meetings"
    TRAINING = "training", "培训费", "training"
    PROJECTS = "projects", "项目支出", "projects"


class PayrollKind(Term):
    """How a person is paid from public money."""

    CIVIL_SERVANT = "civil_servant", "公务员", "civil servant"
    INSTITUTION = "institution", "事业编制", "public institution"
    CONTRACT = "contract", "编外聘用", "on contract"
    TEMPORARY = "temporary", "临时人员", "temporary"
    RETIRED = "retired", "离退休", "retired"
    VILLAGE_CADRE = "village_cadre", "村干部", "village cadre"


class SocialTieKind(Term):
    """Ties other than kin: they may impair fairness, and are never kin."""

    CLASSMATE = "classmate", "同学", "classmate"
    COLLEAGUE = "colleague", "原同事", "former colleague"
    TOWNSMAN = "townsman", "同乡", "fellow townsman"
    COMRADE = "comrade", "战友", "comrade in arms"
    TEACHER = "teacher", "师生", "teacher or pupil"
    LENDER = "lender", "借贷关系", "lender or borrower"
    OTHER = "other", "其他", "other"


class FirmKind(Term):
    """Legal forms of those who trade."""

    LIMITED = "limited", "有限责任公司", "limited company"
    JOINT_STOCK = "joint_stock", "股份有限公司", "joint-stock company"
    SOLE = "sole", "个人独资企业", "sole proprietorship"
    PARTNERSHIP = "partnership", "合伙企业", "partnership"
    COOPERATIVE = "cooperative", "农民专业合作社", "farmers’ cooperative"
    HOUSEHOLD = "household", "个体工商户", "one-person business"
    COLLECTIVE = "collective", "集体经济组织", "collective"
    FOREIGN = "foreign", "境外注册企业", "registered abroad"
    PUBLIC = "public", "机关事业单位", "public body"
    OTHER = "other", "其他", "other"


class FirmStatus(Term):
    """Where a registration stands."""

    ACTIVE = "active", "存续", "active"
    SUSPENDED = "suspended", "停业", "suspended"
    REVOKED = "revoked", "吊销", "licence revoked"
    CANCELLED = "cancelled", "注销", "cancelled"


class PurchaseCategory(Term):
    """What is bought."""

    GOODS = "goods", "货物", "goods"
    SERVICES = "services", "服务", "services"
    WORKS = "works", "工程", "works"


class PurchaseMethod(Term):
    """How it is bought (政府采购法 art. 26)."""

    OPEN = "open", "公开招标", "open tender"
    INVITED = "invited", "邀请招标", "invited tender"
    NEGOTIATION = "negotiation", "竞争性谈判", "competitive negotiation"
    CONSULTATION = "consultation", "竞争性磋商", "competitive consultation"
    INQUIRY = "inquiry", "询价", "request for quotations"
    SINGLE_SOURCE = "single_source", "单一来源", "single source"
    FRAMEWORK = "framework", "框架协议", "framework agreement"
    ONLINE = "online", "网上竞价", "online auction"
    OTHER = "other", "其他方式", "other"

    @property
    def is_open(self) -> bool:
        """Whether everybody may bid."""
        return self is PurchaseMethod.OPEN


class PurchaseOrigin(Term):
    """Where a purchase was read."""

    LEDGER = "ledger", "台账", "ledger"
    NOTICE = "notice", "公告", "notice"
    CONTRACT = "contract", "合同", "contract"
    OCDS = "ocds", "开放采购数据", "open contracting data"


class BidOutcome(Term):
    """How a bid ended."""

    WON = "won", "中标", "won"
    CANDIDATE = "candidate", "候选", "candidate"
    LOST = "lost", "未中标", "lost"
    REJECTED = "rejected", "否决", "rejected"
    WITHDRAWN = "withdrawn", "撤回", "withdrawn"


class EvaluatorRole(Term):
    """In which capacity a person judges bids."""

    LEADER = "leader", "组长", "chair"
    EXPERT = "expert", "评审专家", "expert"
    BUYER = "buyer", "采购人代表", "representative of the buyer"


class SensitiveDuty(Term):
    """Duties that a leader's kin may not hold in the same organ (公务员法 art. 74)."""

    PERSONNEL = "personnel", "组织人事", "organisation and personnel"
    FINANCE = "finance", "财务", "finance"
    DISCIPLINE = "discipline", "纪检监察", "discipline and supervision"
    AUDIT = "audit", "审计", "audit"
    NONE = "none", "一般岗位", "none of these"


class OwnerLevel(Term):
    """Who answers for a risk point (domain section 4: by grade)."""

    HEAD = "head", "主要领导", "head of the unit"
    DEPUTY = "deputy", "分管领导", "leader in charge"
    SECTION = "section", "部门负责人", "head of the section"
    STAFF = "staff", "岗位人员", "holder of the post"


class IssueCategory(Term):
    """Kinds of problem, the eight of the 2017 campaign against petty corruption."""

    BENEFITS = "benefits", "惠民资金", "benefits for the people"
    COLLECTIVE = "collective", "农村“三资”", "collective funds, assets and resources"
    LAND = "land", "征地拆迁", "land acquisition"
    WINDOW = "window", "窗口单位与执法", "service windows and enforcement"
    WORKS = "works", "微小工程", "small works"
    CONDUCT = "conduct", "工作作风", "conduct"
    EIGHT_RULES = "eight_rules", "违反八项规定", "breach of the eight rules"
    OTHER = "other", "其他", "other"


class RectificationStatus(Term):
    """Where an issue stands on its way to being closed."""

    OPEN = "open", "未整改", "open"
    RECTIFYING = "rectifying", "整改中", "being rectified"
    DONE = "done", "已整改", "rectified"
    VERIFIED = "verified", "已验收", "verified"
    CLOSED = "closed", "已销号", "closed"
    REOPENED = "reopened", "重新启动", "reopened"


class ComplaintChannel(Term):
    """How a report came in."""

    PHONE = "phone", "电话", "telephone"
    LETTER = "letter", "来信", "letter"
    VISIT = "visit", "来访", "visit"
    ONLINE = "online", "网络", "online"
    PATROL = "patrol", "巡察移交", "handed over by inspectors"


class ComplaintStatus(Term):
    """Where a report stands."""

    OPEN = "open", "办理中", "open"
    FINISHED = "finished", "已查结", "finished"
    MOVED = "moved", "已移送", "handed over"


class AppointmentKind(Term):
    """What an appointment does."""

    APPOINTED = "appointed", "任命", "appointed"
    REMOVED = "removed", "免职", "removed"
    PROPOSED = "proposed", "拟任", "proposed"
    PROMOTED = "promoted", "提拔", "promoted"
    TRANSFERRED = "transferred", "交流", "transferred"


class BudgetForm(Term):
    """The forms of a published budget or final account (domain section 6)."""

    BALANCE = "balance", "收支总表", "revenue and expenditure"
    REVENUE = "revenue", "收入总表", "revenue"
    EXPENDITURE = "expenditure", "支出总表", "expenditure"
    APPROPRIATION = "appropriation", "财政拨款收支总表", "appropriations"
    GENERAL = "general", "一般公共预算支出表", "general public budget expenditure"
    BASIC = "basic", "一般公共预算基本支出表", "basic expenditure by economic class"
    THREE_PUBLIC = "three_public", "“三公”经费表", "three public expenses"
    FUND = "fund", "政府性基金预算支出表", "government funds"
    STATE_CAPITAL = "state_capital", "国有资本经营预算支出表", "state capital"
    PROJECTS = "projects", "项目支出表", "projects"
    TARGETS = "targets", "项目绩效目标表", "performance targets of projects"
    UNIT_TARGETS = "unit_targets", "整体绩效目标表", "performance targets of the unit"
    OTHER = "other", "其他表", "other"


class BudgetSide(Term):
    """On which side of a balance a line stands."""

    INCOME = "income", "收入", "income"
    EXPENDITURE = "expenditure", "支出", "expenditure"


class Verdict(Term):
    """What a person decided about two mentions."""

    SAME = "same", "同一", "the same"
    DIFFERENT = "different", "不同", "different"
    UNSURE = "unsure", "暂不能定", "cannot say yet"


class SupersessionSign(Term):
    """By what a later document was recognised as one that takes the place of an earlier."""

    DECLARED = "declared", "人工指定", "declared by a person"
    NAMED = "named", "标题或文件名写明更正", "title or file name says it is a correction"
    SAME_REPORT = "same_report", "同一单位、年度、阶段", "same unit, year and stage"
    SAME_NOTICE = "same_notice", "同一公示期的同名公示", "same title and notice period"
    ALIKE = "alike", "标题与内容相近", "title and rows alike"


class CorrectionAction(Term):
    """What was decided about something set aside."""

    CORRECT = "correct", "更正", "corrected"
    DISMISS = "dismiss", "无需处理", "dismissed"


class Finding(Term):
    """What a review found about the facts of a lead. It speaks of facts, never of fault."""

    HELD = "held", "事实成立", "the facts hold"
    IN_PART = "in_part", "事实部分成立", "the facts hold in part"
    NOT_HELD = "not_held", "事实不成立", "the facts do not hold"
    UNSETTLED = "unsettled", "无法查清", "cannot be settled"

    @property
    def moves_level(self) -> bool:
        """Whether facts were found that count in the level of a risk point."""
        return self in {Finding.HELD, Finding.IN_PART}


class ReviewReason(Term):
    """Why a review ended as it did; `REVIEW_REASONS` tells which go with which finding."""

    RECORDS = "records", "原始资料证实", "confirmed by the original records"
    ADMITTED = "admitted", "当事单位承认", "admitted by the unit"
    SMALLER = "smaller", "情节或金额与预警不同", "extent or amount differs from the lead"
    DATA_ERROR = "data_error", "数据或登记有误", "an error in the data or the register"
    OTHER_PARTY = "other_party", "并非同一人或同一单位", "another person or firm is meant"
    LAWFUL = "lawful", "属规定允许或已经批准", "allowed by rule, or approved"
    DONE_OFF_RECORD = "done_off_record", "已依规办理，未作登记", "properly done, and not on record"
    RULE_UNFIT = "rule_unfit", "规则不适用于此情形", "the rule does not fit this case"
    NO_RECORDS = "no_records", "资料缺失", "records are missing"
    HANDED_OVER = "handed_over", "已移交有权机关", "handed over to the competent body"
    OTHER = "other", "其他（见说明）", "another reason (see the note)"


REVIEW_REASONS: dict[Finding, tuple[ReviewReason, ...]] = {
    Finding.HELD: (ReviewReason.RECORDS, ReviewReason.ADMITTED, ReviewReason.OTHER),
    Finding.IN_PART: (ReviewReason.SMALLER, ReviewReason.RECORDS, ReviewReason.ADMITTED, ReviewReason.OTHER),
    Finding.NOT_HELD: (
        ReviewReason.DATA_ERROR,
        ReviewReason.OTHER_PARTY,
        ReviewReason.LAWFUL,
        ReviewReason.DONE_OFF_RECORD,
        ReviewReason.RULE_UNFIT,
        ReviewReason.OTHER,
    ),
    Finding.UNSETTLED: (ReviewReason.NO_RECORDS, ReviewReason.HANDED_OVER, ReviewReason.OTHER),
}


class ReviewAct(Term):
    """What a step of a review does."""

    CLAIMED = "claimed", "认领", "claimed"
    RELEASED = "released", "放回", "released"
    SETTLED = "settled", "办结", "settled"
    REOPENED = "reopened", "重新打开", "reopened"


class ThresholdAct(Term):
    """What a step of a change of a threshold does, and where the change stands after it."""

    PROPOSED = "proposed", "已提出，待第二人确认", "proposed, awaits a second name"
    CONFIRMED = "confirmed", "已确认", "confirmed"
    WITHDRAWN = "withdrawn", "已撤回", "withdrawn"
    REJECTED = "rejected", "已驳回", "rejected"


class Drawn(Term):
    """How a lead came to its reviewer."""

    BY_ATTENTION = "by_attention", "按关注度", "by attention"
    AT_RANDOM = "at_random", "随机抽取", "at random"
