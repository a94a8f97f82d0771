"""The tables of the store: documents, and what was read from them; one module for each area.

Every row read from a document knows that document, its place in it, the hash of its content, when it held (valid time)
and when it was recorded. Rows are facts as written; who is who is decided later (`analytics.identity`).
Identity numbers never stand here: only a keyed hash, and the masked form the document itself shows.
"""

from __future__ import annotations

from models.tables.base import Base, Batch, Coverage, Document, FromDocument, Quarantine, UtcDateTime
from models.tables.budgets import (
    BudgetLine,
    BudgetPart,
    BudgetTable,
    PerformanceTarget,
    ThreePublicLine,
    ThreePublicReport,
)
from models.tables.documents import PrivacyFinding
from models.tables.firms import Firm, FirmHolding, FirmOfficer, HubAddress, NomineeAgreement, OutsidePost
from models.tables.funds import FundItem, FundNotice, FundPart, ProgrammeBudget
from models.tables.intake import Correction, HeadingMapping, MappingUse, Supersession, Withdrawal
from models.tables.judgements import IdentityJudgement
from models.tables.ledgers import CheckIssue, Complaint, MonthlyReport, Pledge, Rectification
from models.tables.matters import Matter, MatterAct
from models.tables.officials import Appointment, DeclaredTie, Recusal, Restriction, Tenure
from models.tables.payments import (
    Allocation,
    Benefit,
    BudgetAdjustment,
    KinFiling,
    Payment,
    PeriodSpending,
    SchemeExclusion,
)
from models.tables.people import Death, Payroll, SocialTie
from models.tables.powers import PostStep, PowerDuty, PowerItem, RiskPoint, StepHandler
from models.tables.procurement import Bid, Evaluator, Purchase, PurchaseItem
from models.tables.reviews import ReviewStep
from models.tables.thresholds import ThresholdStep
from models.tables.units import BudgetApproval, BudgetUnit, Delegation, RegulatedTrade, ReportingLine, Staffing, Village

__all__ = [
    "FACT_TABLES",
    "Allocation",
    "Appointment",
    "Base",
    "Batch",
    "Benefit",
    "Bid",
    "BudgetAdjustment",
    "BudgetApproval",
    "BudgetLine",
    "BudgetPart",
    "BudgetTable",
    "BudgetUnit",
    "CheckIssue",
    "Complaint",
    "Correction",
    "Coverage",
    "Death",
    "DeclaredTie",
    "Delegation",
    "Document",
    "Evaluator",
    "Firm",
    "FirmHolding",
    "FirmOfficer",
    "FromDocument",
    "FundItem",
    "FundNotice",
    "FundPart",
    "HeadingMapping",
    "HubAddress",
    "IdentityJudgement",
    "KinFiling",
    "MappingUse",
    "Matter",
    "MatterAct",
    "MonthlyReport",
    "NomineeAgreement",
    "OutsidePost",
    "Payment",
    "Payroll",
    "PerformanceTarget",
    "PeriodSpending",
    "Pledge",
    "PostStep",
    "PowerDuty",
    "PowerItem",
    "PrivacyFinding",
    "ProgrammeBudget",
    "Purchase",
    "PurchaseItem",
    "Quarantine",
    "Rectification",
    "Recusal",
    "RegulatedTrade",
    "ReportingLine",
    "Restriction",
    "ReviewStep",
    "RiskPoint",
    "SchemeExclusion",
    "SocialTie",
    "Staffing",
    "StepHandler",
    "Supersession",
    "Tenure",
    "ThreePublicLine",
    "ThreePublicReport",
    "ThresholdStep",
    "UtcDateTime",
    "Village",
    "Withdrawal",
]

_CLASSES = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}

# Tables that hold facts read from documents, in an order in which parents come first.
FACT_TABLES: tuple[type[FromDocument], ...] = tuple(
    _CLASSES[table] for table in Base.metadata.sorted_tables if issubclass(_CLASSES[table], FromDocument)
)
