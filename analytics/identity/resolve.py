"""Records in, identities out: reads every column that names someone, judges who is meant, and places each record.

Flows in: fact tables as plain rows with database column names (from the store or from memory). Flows out: the rows of
the identity tables (`IDENTITY_TABLES`), sorted, independent of the order of the records. Where a record states no unit,
the publisher of its document stands in for it, and its unit mention says so (`publisher`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from analytics.identity.names import (
    credit_code,
    digest,
    has_legal_form,
    is_person_name,
    number_mask,
    organisation_name,
    person_name,
    squash,
)
from analytics.identity.organisations import OrganisationSignature, resolve_organisations, unit_key
from analytics.identity.persons import PersonSignature, resolve_persons
from analytics.identity.posts import Place, StepRow, build_posts, matter_id, place_of
from analytics.identity.rows import IDENTITY_TABLES, Mention, Organisation, Person, Placement, Post, Step

Row = Mapping[str, Any]

# What registers write where there is nobody to name.
_NOBODY = frozenset({"", "无", "暂无", "没有", "不详", "未就业", "待业", "-", "--", "—", "/", "\\"})


class NamedPerson(NamedTuple):
    """Columns of a table that together name a person."""

    table: str
    role: str
    name: str
    number: str | None  # stem of the columns <stem>_hash and <stem>_mask
    posts: tuple[str, ...] = ()
    department: str | None = None
    in_unit: bool = True  # whether the person belongs to the unit that keeps the record


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
    NamedPerson("firm_officer", "officer", "person", "id", in_unit=False),
    NamedPerson("nominee_agreement", "beneficiary", "beneficiary", "id", in_unit=False),
    NamedPerson("nominee_agreement", "nominee", "nominee", "nominee_id", in_unit=False),
    NamedPerson("evaluator", "evaluator", "name", "id", in_unit=False),
    NamedPerson("benefit", "claimant", "person", "id", in_unit=False),
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

# What is read besides the names: where a record belongs, and what describes a step.
_PLACING_COLUMNS: dict[str, tuple[str, ...]] = {
    "risk_point": ("department", "post"),
    "post_step": (*("department", "post", "power", "power_type", "step_no", "step_name", "grade", "recorded_at"),),
    "step_handler": ("step_id", "name", "is_person"),
    "tenure": ("department", "post"),
    "matter_act": ("post", "power", "step_name", "matter_number"),
}


def _columns_read() -> dict[str, tuple[str, ...]]:
    """The columns of each table that identity reads; the documents first, since their publishers stand in for units."""
    read: dict[str, list[str | None]] = {"document": []}
    for table in (*UNIT_COLUMNS, *_PLACING_COLUMNS):
        read.setdefault(table, []).append(UNIT_COLUMNS.get(table))
        read[table] += _PLACING_COLUMNS.get(table, ())
    for who in PERSONS:
        read.setdefault(who.table, []).extend((who.name, who.department, *who.posts, *_number_columns(who.number)))
    for what in ORGANISATIONS:
        read.setdefault(what.table, []).extend((what.name, what.code, *_number_columns(what.number)))
    return {
        table: tuple(name for name in dict.fromkeys(("id", "document_id", *columns)) if name and (table, name) != _OWN)
        for table, columns in read.items()
    }


def _number_columns(stem: str | None) -> tuple[str, ...]:
    return (f"{stem}_hash", f"{stem}_mask") if stem else ()


_OWN = ("document", "document_id")  # a document belongs to itself

# Columns read by identity, so that a caller may leave the others where they are.
COLUMNS: dict[str, tuple[str, ...]] = _columns_read()


def identify(tables: Mapping[str, Iterable[Row]]) -> dict[str, list[tuple[Any, ...]]]:
    """The identity tables of these fact tables: table name -> rows (named tuples), sorted.

    Unknown tables are passed over; missing columns count as empty.
    """
    return _Identification(tables).tables()


class _Identification:
    def __init__(self, tables: Mapping[str, Iterable[Row]]) -> None:
        self.person_mentions: list[tuple[str, str, str, PersonSignature]] = []
        self.organisation_mentions: list[tuple[str, str, str, OrganisationSignature, bool]] = []
        self.persons: Counter[PersonSignature] = Counter()
        self.organisations: Counter[OrganisationSignature] = Counter()
        self.spellings: dict[str, str] = {}
        self.publishers: dict[str, str | None] = {}
        self.places: list[tuple[str, str, Row]] = []
        self.steps: dict[str, Row] = {}
        for table in COLUMNS:
            for row in tables.get(table, ()):
                self._read(table, row)

    def _read(self, table: str, row: Row) -> None:
        if table == "document":
            self.publishers[row["id"]] = unit_key(row.get("publisher"))
        document = str(row["id"] if table == "document" else row.get("document_id"))
        unit = self._read_unit(table, row, document)
        for who in PERSONS:
            if who.table == table and row.get(who.name):
                self._mention_person(row, who.table, who.role, self._signature(row, who, unit))
        for what in ORGANISATIONS:
            if what.table == table and squash(row.get(what.name)) not in _NOBODY:
                self._read_party(row, what, document)
        if table == "post_step":
            self.steps[row["id"]] = row
        if table == "step_handler" and row.get("is_person") and row.get("name"):
            self._read_handler(row, document)
        if table in _PLACED:
            self.places.append((table, document, row))

    def _read_unit(self, table: str, row: Row, document: str) -> str | None:
        column = UNIT_COLUMNS.get(table)
        if column is None:
            return None
        stated = unit_key(row.get(column))
        unit = stated or self.publishers.get(document)
        if unit is None:
            return None
        self._spell(unit, row.get(column) if stated else None)
        signature = OrganisationSignature(unit, None, True, document)
        role = "publisher" if table in ("document", "fund_notice") else "unit"
        self._mention_organisation(row, table, role, signature, inferred=stated is None)
        return unit

    def _signature(self, row: Row, who: NamedPerson, unit: str | None) -> PersonSignature:
        stem = who.number
        posts = {squash(row.get(column)).removeprefix(unit or "\0") for column in who.posts if row.get(column)}
        if who.department and (department := squash(row.get(who.department))):
            posts |= {department + post for post in posts}
        return PersonSignature(
            person_name(row.get(who.name)),
            (row.get(f"{stem}_hash") or None) if stem else None,
            number_mask(row.get(f"{stem}_mask")) if stem else None,
            unit if who.in_unit else None,
            tuple(sorted(posts - {""})) if who.in_unit else (),
        )

    def _read_handler(self, row: Row, document: str) -> None:
        step = self.steps.get(str(row.get("step_id")), {})
        unit = unit_key(step.get("unit_name")) or self.publishers.get(document)
        who = NamedPerson("post_step", "handler", "name", None, ("post",), "department")
        signature = self._signature({**step, "name": row["name"]}, who, unit)
        self._mention_person(row, "step_handler", "handler", signature)

    def _read_party(self, row: Row, what: NamedOrganisation, document: str) -> None:
        code = credit_code(row.get(what.code)) if what.code else None
        written = str(row[what.name])
        name = organisation_name(written)
        bare = name.partition("(")[0]
        # A remark in brackets after a registered name, such as (法定代表人…), is no part of the name.
        if has_legal_form(bare) and not has_legal_form(name):
            name = bare
        has_number = bool(what.number and (row.get(f"{what.number}_hash") or row.get(f"{what.number}_mask")))
        if what.may_be_person and not code and (has_number or is_person_name(name)):
            who = NamedPerson(what.table, what.role, what.name, what.number, in_unit=False)
            self._mention_person(row, what.table, what.role, self._signature(row, who, None))
            return
        self._spell(name, written if name == organisation_name(written) else None)
        scope = self.publishers.get(document) or document
        self._mention_organisation(row, what.table, what.role, OrganisationSignature(name, code, False, scope))

    def _mention_person(self, row: Row, table: str, role: str, signature: PersonSignature) -> None:
        self.persons[signature] += 1
        self.person_mentions.append((table, str(row["id"]), role, signature))

    def _mention_organisation(
        self, row: Row, table: str, role: str, signature: OrganisationSignature, inferred: bool = False
    ) -> None:
        self.organisations[signature] += 1
        self.organisation_mentions.append((table, str(row["id"]), role, signature, inferred))

    def _spell(self, key: str, written: str | None) -> None:
        text = " ".join(written.split()) if written else key
        self.spellings[key] = min(self.spellings.get(key, text), text)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Judge everything that was read."""
        organisations, mentions = self._organisation_rows()
        persons, person_mentions = self._person_rows()
        unit_of = {
            (m.record_table, m.record_id): m.organisation_id for m in mentions if m.role in ("unit", "publisher")
        }
        posts, steps, placements = self._place_rows(unit_of)
        found: dict[str, list[tuple[Any, ...]]] = {
            "person": sorted(persons, key=_first),
            "organisation": sorted(organisations, key=_first),
            "post": list(posts),
            "step": list(steps),
            "mention": sorted(mentions + person_mentions, key=lambda m: m[:3]),
            "placement": sorted(placements, key=lambda p: p[:2]),
        }
        return {name: found[name] for name in IDENTITY_TABLES}

    def _person_rows(self) -> tuple[list[Person], list[Mention]]:
        persons, judged = resolve_persons(self.persons)
        mentions: list[Mention] = []
        for table, record, role, signature in self.person_mentions:
            person_id, tier, reason = judged[signature]
            if person_id is None:
                person_id = "person:" + digest("D", table, record, role)
                persons.append(Person(person_id, signature.name, "D"))
            mentions.append(Mention(table, record, role, person_id, None, tier, reason))
        return persons, mentions

    def _organisation_rows(self) -> tuple[list[Organisation], list[Mention]]:
        organisations, judged = resolve_organisations(self.organisations, self.spellings)
        mentions: list[Mention] = []
        for table, record, role, signature, inferred in self.organisation_mentions:
            organisation_id, kind, tier, reason = judged[signature]
            if organisation_id is None:
                organisation_id = "org:" + digest("D", table, record, role)
                name = self.spellings.get(signature.name, signature.name)
                organisations.append(Organisation(organisation_id, name, kind, None))
            note = "publisher" if inferred else reason
            mentions.append(Mention(table, record, role, None, organisation_id, tier, note))
        return organisations, mentions

    def _place_rows(
        self, unit_of: Mapping[tuple[str, str], str | None]
    ) -> tuple[list[Post], list[Step], list[Placement]]:
        placed: list[tuple[str, Row, str | None, Place]] = []
        for table, document, row in self.places:
            unit_id = unit_of.get((table, str(row["id"])))
            placed.append((table, row, unit_id, _place(row, unit_id or f"document:{document}")))
        step_rows = [_step_row(row, place) for table, row, _, place in placed if table == "post_step"]
        units = {unit for unit in unit_of.values() if unit}
        tables = build_posts({place for *_, place in placed}, step_rows, units)
        placements = [
            Placement(
                table,
                str(row["id"]),
                unit_id,
                tables.post_id(place),
                tables.step_id(place),
                matter_id(place.unit_id, row["matter_number"]) if table == "matter_act" else None,
            )
            for table, row, unit_id, place in placed
        ]
        return tables.posts, tables.steps, placements


_PLACED = ("risk_point", "post_step", "tenure", "matter_act")


def _first(row: tuple[Any, ...]) -> str:
    return str(row[0])


def _place(row: Row, unit_id: str) -> Place:
    return place_of(unit_id, row.get("department"), row.get("post"), row.get("power"), row.get("step_name"))


def _step_row(row: Row, place: Place) -> StepRow:
    return StepRow(
        place,
        str(row.get("power") or ""),
        row.get("power_type"),
        row.get("step_no"),
        str(row.get("step_name") or ""),
        str(row.get("post") or ""),
        row.get("grade"),
        str(row["id"]),
        str(row.get("recorded_at") or ""),
    )


def rows_of(table: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[dict[str, Any]]:
    """Rows of an identity table as dictionaries."""
    fields: tuple[str, ...] = IDENTITY_TABLES[table]._fields  # type: ignore[attr-defined]
    for row in rows:
        yield dict(zip(fields, row, strict=True))
