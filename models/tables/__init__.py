"""The tables of the store: documents, and what was read from them; one module for each area.

Every row read from a document knows that document, its place in it, the hash of its content, when it held (valid time)
and when it was recorded. Rows are facts as written; who is who is decided later (`analytics.identity`).
Identity numbers never stand here: only a keyed hash, and the masked form the document itself shows.
"""

from __future__ import annotations

from models.tables.base import Base, Batch, Document, FromDocument, Quarantine, UtcDateTime
from models.tables.budgets import ThreePublicLine, ThreePublicReport
from models.tables.documents import PrivacyFinding
from models.tables.funds import FundItem, FundNotice, FundPart, ProgrammeBudget
from models.tables.matters import MatterAct
from models.tables.officials import DeclaredTie, Recusal, Restriction, Tenure
from models.tables.powers import PostStep, RiskPoint, StepHandler

__all__ = [
    "FACT_TABLES",
    "Base",
    "Batch",
    "DeclaredTie",
    "Document",
    "FromDocument",
    "FundItem",
    "FundNotice",
    "FundPart",
    "MatterAct",
    "PostStep",
    "PrivacyFinding",
    "ProgrammeBudget",
    "Quarantine",
    "Recusal",
    "Restriction",
    "RiskPoint",
    "StepHandler",
    "Tenure",
    "ThreePublicLine",
    "ThreePublicReport",
    "UtcDateTime",
]

_CLASSES = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}

# Tables that hold facts read from documents, in an order in which parents come first.
FACT_TABLES: tuple[type[FromDocument], ...] = tuple(
    _CLASSES[table] for table in Base.metadata.sorted_tables if issubclass(_CLASSES[table], FromDocument)
)
