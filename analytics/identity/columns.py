"""Where registers name people, firms and units: the one list that all of identity reads by.

Flows in: nothing. Flows out: for each table the columns that name someone, with what stands beside the name as
evidence; the columns that say where a record belongs; and all columns that identity reads.
"""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

# What registers write where there is nobody to name.
NOBODY = frozenset({"", "无", "暂无", "没有", "不详", "未就业", "待业", "-", "--", "—", "/", "\\"})


class NamedPerson(NamedTuple):
    """Columns of a table that together name a person.

    A person belongs to the unit that keeps the record (`in_unit`), holds an office in a firm (`firm`: columns of its
    name and code; the office stands in `office`, or the column itself says that it is the head), or neither.
    """

    table: str
    role: str
    name: str
    number: str | None  # stem of the columns <stem>_hash and <stem>_mask
    posts: tuple[str, ...] = ()
    department: str | None = None
    in_unit: bool = True
    firm: tuple[str, str] | None = None
    office: str | None = None
    births: tuple[str, ...] = ()  # the first that is filled counts
    place: tuple[str, ...] = ()


class NamedOrganisation(NamedTuple):
    """Columns of a table that name a person, a firm, a unit or a place."""

    table: str
    role: str
    name: str
    code: str | None = None
    number: str | None = None
    may_be_person: bool = False


PERSONS: tuple[NamedPerson, ...] = (
    NamedPerson("tenure", "holder", "name", "id", ("post", "title"), "department"),
    NamedPerson("appointment", "appointee", "name", "id", ("post",)),
    NamedPerson("reporting_line", "subordinate", "subordinate", "id", ("subordinate_post",)),
    NamedPerson("reporting_line", "superior", "superior", "superior_id", ("superior_post",)),
    NamedPerson("delegation", "delegator", "person", "id", ("post",)),
    NamedPerson("delegation", "deputy", "deputy", "deputy_id"),
    NamedPerson("payroll", "paid", "person", "id"),
    NamedPerson("pledge", "pledger", "person", "id"),
    NamedPerson("recusal", "recused", "name", "id", ("post", "duty")),
    NamedPerson("restriction", "former", "name", "id", ("old_post",)),
    NamedPerson("declared_tie", "declarant", "name", "id", ("post",)),
    NamedPerson("declared_tie", "relative", "relative_name", "relative_id", in_unit=False),
    NamedPerson("kin_filing", "official", "official", "id"),
    NamedPerson("kin_filing", "relative", "relative", "relative_id", in_unit=False),
    NamedPerson("social_tie", "declarant", "declarant", "id"),
    NamedPerson("social_tie", "other", "other", "other_id", in_unit=False),
    NamedPerson("outside_post", "holder", "person", "id"),
    NamedPerson("matter_act", "actor", "actor_name", "actor_id", ("post",)),
    NamedPerson("firm_officer", "officer", "person", "id", in_unit=False, firm=("firm", "firm_code"), office="role"),
    NamedPerson("firm", "legal_representative", "legal_representative", None, in_unit=False, firm=("name", "code")),
    NamedPerson("nominee_agreement", "beneficiary", "beneficiary", "id", in_unit=False),
    NamedPerson("nominee_agreement", "nominee", "nominee", "nominee_id", in_unit=False),
    NamedPerson("evaluator", "evaluator", "name", "id", in_unit=False),
    NamedPerson(
        *("benefit", "claimant", "person", "id"),
        in_unit=False,
        births=("id_birth", "claimed_birth"),
        place=("township", "village"),
    ),
    NamedPerson("death", "deceased", "person", "id", in_unit=False),
)

ORGANISATIONS: tuple[NamedOrganisation, ...] = (
    NamedOrganisation("firm", "firm", "name", "code"),
    NamedOrganisation("firm_officer", "firm", "firm", "firm_code"),
    NamedOrganisation("firm_holding", "holder", "holder", "holder_code"),
    NamedOrganisation("firm_holding", "firm", "firm", "firm_code"),
    NamedOrganisation("nominee_agreement", "firm", "firm", "firm_code"),
    NamedOrganisation("outside_post", "firm", "firm", "firm_code"),
    NamedOrganisation("social_tie", "firm", "firm", "firm_code"),
    NamedOrganisation("declared_tie", "firm", "firm", "firm_code"),
    NamedOrganisation("declared_tie", "employer", "relative_employer"),
    NamedOrganisation("restriction", "went_to", "went_to"),
    NamedOrganisation("matter", "party", "party_name", "party_code", "party_id", may_be_person=True),
    NamedOrganisation("matter_act", "party", "party_name", "party_code", "party_id", may_be_person=True),
    NamedOrganisation("recusal", "counterparty", "counterparty", may_be_person=True),
    NamedOrganisation("fund_item", "payee", "payee", may_be_person=True),
    NamedOrganisation("payment", "payee", "payee", "payee_code", "id", may_be_person=True),
    NamedOrganisation("purchase", "supplier", "supplier", "supplier_code"),
    NamedOrganisation("purchase", "agent", "agent"),
    NamedOrganisation("bid", "bidder", "bidder", "bidder_code"),
    NamedOrganisation("evaluator", "employer", "employer"),
    NamedOrganisation("allocation", "receiver", "to_unit"),
)

# Whoever is named at a step holds the post of the step (`step_handler`, read beside its row of `post_step`).
HANDLER = NamedPerson("post_step", "handler", "name", None, ("post",), "department")

# The column that names the unit a record belongs to.
UNIT_COLUMNS: dict[str, str] = {
    "document": "publisher",
    "fund_notice": "publisher",
    "budget_unit": "name",
    "purchase": "buyer",
    "payment": "payer",
    "allocation": "from_unit",
    "check_issue": "checked_unit",
    **dict.fromkeys(
        (
            *("appointment", "budget_adjustment", "budget_approval", "budget_table", "complaint", "coverage"),
            *("declared_tie", "delegation", "kin_filing", "matter", "matter_act", "monthly_report", "outside_post"),
            *("payroll", "period_spending", "pledge", "post_step", "power_item", "programme_budget", "recusal"),
            *("rectification", "regulated_trade", "reporting_line", "restriction", "risk_point", "social_tie"),
            *("staffing", "tenure", "three_public_report"),
        ),
        "unit_name",
    ),
}

# Tables whose records belong to a post, a step or a matter.
PLACED = ("risk_point", "post_step", "tenure", "matter_act")

# What is read besides the names: where a record belongs, and what describes a step.
PLACING_COLUMNS: dict[str, tuple[str, ...]] = {
    "risk_point": ("department", "post"),
    "firm": ("former_names",),
    "post_step": (*("department", "post", "power", "power_type", "step_no", "step_name", "grade", "recorded_at"),),
    "step_handler": ("step_id", "name", "is_person"),
    "tenure": ("department", "post"),
    "matter_act": ("post", "power", "step_name", "matter_number"),
}


def _columns_read() -> dict[str, tuple[str, ...]]:
    """The columns of each table that identity reads; the documents first, since their publishers stand in for units."""
    read: dict[str, list[str | None]] = {"document": []}
    for table in (*UNIT_COLUMNS, *PLACING_COLUMNS):
        read.setdefault(table, []).append(UNIT_COLUMNS.get(table))
        read[table] += PLACING_COLUMNS.get(table, ())
    for who in PERSONS:
        read.setdefault(who.table, []).extend(_person_columns(who))
    for what in ORGANISATIONS:
        read.setdefault(what.table, []).extend((what.name, what.code, *_number_columns(what.number)))
    return {
        table: tuple(name for name in dict.fromkeys(("id", "document_id", *columns)) if name and (table, name) != _OWN)
        for table, columns in read.items()
    }


def _person_columns(who: NamedPerson) -> tuple[str | None, ...]:
    beside = (who.department, who.office, *who.posts, *(who.firm or ()), *who.births, *who.place)
    return (who.name, *beside, *_number_columns(who.number))


def _number_columns(stem: str | None) -> tuple[str, ...]:
    return (f"{stem}_hash", f"{stem}_mask") if stem else ()


_OWN = ("document", "document_id")  # a document belongs to itself

# Columns read by identity, so that a caller may leave the others where they are.
COLUMNS: dict[str, tuple[str, ...]] = _columns_read()

# The columns among them that are no text.
TYPES: dict[str, pa.DataType] = {
    "is_person": pa.bool_(),
    "step_no": pa.int32(),
    "recorded_at": pa.timestamp("us"),
    "id_birth": pa.date32(),
    "claimed_birth": pa.date32(),
}
