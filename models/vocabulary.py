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
    """How a person or firm was recognised (architecture decision 7). D makes no tie and no flag."""

    A = "A", "证号一致（身份证号或统一社会信用代码）", "same identity number or credit code"
    B = "B", "姓名、单位、职务一致", "same name, unit and post"
    C = "C", "姓名及遮蔽证号（至少10位可见）一致", "same name and masked number with at least 10 digits legible"
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
