"""Which kind of document a row comes from: what rules name as their inputs, table by table.

Flows in: the tables that models describe. Flows out: one mapping, for cases (which documents they suppose) and for
answers to "was this subject among the inputs of that rule?".
"""

from __future__ import annotations

from models.tables import FACT_TABLES
from models.vocabulary import DocumentKind

# Tables that publications fill, and lines of registers that hang on another table.
_PUBLISHED = {
    "fund_notice": DocumentKind.FUND_NOTICE,
    "fund_item": DocumentKind.FUND_NOTICE,
    "three_public_report": DocumentKind.THREE_PUBLIC,
    "three_public_line": DocumentKind.THREE_PUBLIC,
    "budget_line": DocumentKind.BUDGET,
    "performance_target": DocumentKind.BUDGET,
    "power_duty": DocumentKind.POWER_LIST,
    "step_handler": DocumentKind.POST_STEP_TABLE,
}
KIND_OF_TABLE: dict[str, DocumentKind] = _PUBLISHED | {
    model.__tablename__: model.sheet.kind
    for model in FACT_TABLES
    if model.__tablename__ not in _PUBLISHED and hasattr(model, "sheet")
}
