"""Registers as SQL: what each of them says about people and firms, with names, posts and numbers in comparable form.

Flows in: the register tables of a DuckDB connection. Flows out: SELECT statements over them. Most texts are written as
they are compared; the odd ones (blanks, full width, brackets) are folded once each in Python and joined back, so that
the rules of `names` are written in one place only and the engine never calls them row by row.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from analytics.identity.columns import (
    HANDLER,
    NOBODY,
    ORGANISATIONS,
    PERSONS,
    PLACED,
    PLACING_COLUMNS,
    UNIT_COLUMNS,
    NamedOrganisation,
    NamedPerson,
)
from analytics.identity.names import number_mask, organisation_name, party_name, person_name, squash

# Texts of these characters alone are compared as written, whatever they name.
_PLAIN = r"[!-')-Z^-~·一-鿿]*"
_MASK = "[0-9*]{17}[0-9X*]"
_FORMS: dict[str, Callable[[str], str]] = {
    "squashed": squash,
    "person": person_name,
    "organisation": organisation_name,
    "party": party_name,
}
# What the forms of a plain text differ in from the text itself.
_LIMITED = "replace({}, '有限责任公司', '有限公司')"
_OF_PLAIN = {"squashed": "{}", "person": "{}", "organisation": _LIMITED, "party": _LIMITED}
NOTHING, NO_TEXTS = "NULL::VARCHAR", "[]::VARCHAR[]"
# The columns that every reading of persons has.
EVIDENCE = ("name", "id_hash", "id_mask", "unit", "posts", "in_firm", "born", "place")
# Mentions without a number are told apart by all of their evidence.
SIGNATURE = ("name", "id_mask", "unit", "posts", "in_firm", "born", "place")
RECORD = ("record_table", "record_id", "role")


class Connection(Protocol):
    """What identity asks of a DuckDB connection."""

    def execute(self, query: str, /) -> Any:
        """Run a statement."""

    def register(self, view_name: str, python_object: object, /) -> Any:
        """Show an Arrow table under a name."""

    def unregister(self, view_name: str, /) -> Any:
        """Take it away."""


def literal(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def digest_of(*parts: str) -> str:
    """The SQL of `names.digest`, for SQL expressions that are never null."""
    return f"left(sha256(concat_ws(chr(31), {', '.join(parts)})), 16)"


def union(selects: Iterable[str]) -> str:
    """Rows of several selects, one after the other."""
    return " UNION ALL ".join(f"({select})" for select in selects)


class Registers:
    """The registers that have rows, and the folds of the odd texts in them.

    `sources` gives the SQL of the rows of each register; `filled` the columns of it in which anything stands, where
    that is known: the others are not read.
    """

    def __init__(
        self, connection: Connection, sources: Mapping[str, str], filled: Mapping[str, Container[str]] | None = None
    ) -> None:
        self.connection = connection
        self.sources = sources
        self._filled = filled or {}
        self._created: list[str] = []
        self._registered: list[str] = []
        self.has_odd_texts = self._fold(_TEXTS, _PLAIN, "who_text", _FORMS)
        self.has_odd_masks = self._fold(_MASKS, _MASK, "who_mask", {"mask": number_mask})
        self.has_publishers = self.is_filled("document", "publisher")
        if self.has_publishers:
            columns: dict[str, Expression] = {
                "id": _raw("id"),
                "publisher": lambda s: s.folded("publisher", "organisation"),
            }
            self.create("who_document", Reading("document", "", columns).select(self, "id", "publisher"))

    def is_filled(self, table: str, column: str | None) -> bool:
        """Whether anything may stand in a column."""
        if column is None or table not in self.sources:
            return False
        return table not in self._filled or column in self._filled[table]

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        rows: list[tuple[Any, ...]] = self.connection.execute(query).fetchall()
        return rows

    def create(self, name: str, query: str) -> None:
        """Keep the rows of a query under a name until `forget`."""
        self._created.append(name)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")

    def keep(self, name: str, rows: pa.Table) -> None:
        """Keep rows that Python has made under a name until `forget`."""
        self._registered.append(name)
        self.connection.register(name, rows)

    def forget(self) -> None:
        """Drop all that was kept."""
        self.connection.execute("; ".join(f"DROP TABLE IF EXISTS {name}" for name in self._created))
        for name in self._registered:
            self.connection.unregister(name)

    def distinct(self, columns: Mapping[str, Iterable[str]]) -> str:
        """The SELECT of the distinct texts of some columns, by table."""
        each = [
            f"SELECT DISTINCT {column} AS raw FROM {self.sources[table]} AS t"
            for table, names in columns.items()
            for column in names
            if self.is_filled(table, column)
        ]
        return f"SELECT DISTINCT raw FROM ({union(each)}) WHERE raw IS NOT NULL" if each else ""

    def _fold(
        self, columns: Mapping[str, Iterable[str]], plain: str, name: str, forms: Mapping[str, Callable[[str], Any]]
    ) -> bool:
        texts = self.distinct(columns)
        odd = f"{texts} AND NOT regexp_full_match(raw, {literal(plain)})"
        raws = [raw for (raw,) in self.fetch(odd)] if texts else []
        if raws:
            folded = {form: pa.array([fold(raw) for raw in raws], pa.string()) for form, fold in forms.items()}
            self.keep(name, pa.table({"raw": raws, **folded}))
        return bool(raws)


class Select:
    """One SELECT in the making: expressions over a register `t`, and the joins they need."""

    def __init__(self, registers: Registers, table: str) -> None:
        self.registers = registers
        self.table = table
        self.joins: dict[str, str] = {}

    def folded(self, column: str, form: str, alias: str = "t", table: str = "") -> str:
        """A text in comparable form, null where it is empty."""
        if not self.registers.is_filled(table or self.table, column):
            return NOTHING
        raw = f"{alias}.{column}"
        shown = _OF_PLAIN[form].format(raw)
        if self.registers.has_odd_texts:
            name = f"text_{alias}_{column}"
            self.joins[name] = f"LEFT JOIN who_text AS {name} ON {name}.raw = {raw}"
            shown = f"coalesce({name}.{form}, {shown})"
        return f"nullif({shown}, '')"

    def masked(self, column: str) -> str:
        """A masked number in its one form, null where it is none."""
        raw = f"t.{column}"
        if not self.registers.is_filled(self.table, column):
            return NOTHING
        if not self.registers.has_odd_masks:
            return raw
        name = f"mask_{column}"
        self.joins[name] = f"LEFT JOIN who_mask AS {name} ON {name}.raw = {raw}"
        return f"CASE WHEN {name}.raw IS NULL THEN {raw} ELSE {name}.mask END"

    def publisher(self) -> str:
        """The publisher of the record's document in comparable form, null where none is known."""
        if not self.registers.has_publishers:
            return NOTHING
        own = "t.id" if self.table == "document" else "t.document_id"
        self.joins["doc"] = f"LEFT JOIN who_document AS doc ON doc.id = {own}"
        return "doc.publisher"

    def unit(self) -> str:
        """The unit a record belongs to: as stated, else the publisher; null for registers that belong to none."""
        column = UNIT_COLUMNS.get(self.table)
        return f"coalesce({self.folded(column, 'organisation')}, {self.publisher()})" if column else NOTHING

    def scope(self) -> str:
        """What the name of a place holds within: the publisher, else the document."""
        return f"coalesce({self.publisher()}, {self.document()})"

    def document(self) -> str:
        """The document of the record; records without one are taken as of one."""
        return "t.id" if self.table == "document" else "coalesce(t.document_id, 'None')"

    def party(self, what: NamedOrganisation) -> str:
        """Joins the judgement on a name that may be a firm's; returns the alias of it."""
        name = f"party_{what.role}"
        code = f"coalesce(t.{what.code}, '')" if what.code else "''"
        shape = f"{name}.may_be_person = {what.may_be_person} AND {name}.numbered = {_numbered(what)}"
        self.joins[name] = (
            f"LEFT JOIN who_party AS {name} ON {name}.raw = t.{what.name} AND {name}.code = {code} AND {shape}"
        )
        return name

    def firm(self, name: str, code: str) -> str:
        """The organisation that columns of a firm's name and code mean, null where it is not known which."""
        self.joins["firm"] = (
            f"LEFT JOIN who_party AS firm ON firm.raw = t.{name} AND firm.code = coalesce(t.{code}, '') "
            "AND NOT firm.may_be_person AND NOT firm.numbered"
        )
        return "firm.organisation_id"

    def posts(self, columns: Iterable[str], department: str | None, alias: str = "t", table: str = "") -> str:
        """The posts and titles of a row without its unit before them, each also with the department before it.

        The unit is the column `unit` of the same SELECT.
        """
        texts = [self.folded(column, "squashed", alias, table) for column in columns]
        bare = [
            f"CASE WHEN starts_with({one}, unit) THEN substr({one}, length(unit) + 1) ELSE {one} END"
            for one in texts
            if one != NOTHING
        ]
        office = self.folded(department, "squashed", alias, table) if department else NOTHING
        if office != NOTHING:
            bare += [f"{office} || {one}" for one in bare]
        if not bare:
            return NO_TEXTS
        listed = f"list_sort(list_distinct([post FOR post IN [{', '.join(bare)}] IF post <> '']))"
        return f"CASE WHEN unit IS NULL THEN {NO_TEXTS} ELSE {listed} END"


Expression = Callable[[Select], str]


@dataclass(frozen=True)
class Reading:
    """Where and how a register names somebody: each column as an expression, made when it is asked for."""

    table: str
    role: str
    columns: Mapping[str, Expression]
    where: tuple[Expression, ...] = ()

    def select(self, registers: Registers, *wanted: str, where: Iterable[Expression] = ()) -> str:
        """The SELECT of some of the columns."""
        made = Select(registers, self.table)
        shown = [f"{self.columns[name](made)} AS {name}" for name in wanted]
        conditions = [condition(made) for condition in (*self.where, *where)]
        source = f"{registers.sources[self.table]} AS t {' '.join(made.joins.values())}"
        return f"SELECT {', '.join(shown)} FROM {source}" + (f" WHERE {' AND '.join(conditions)}" if conditions else "")


def persons_named(registers: Registers) -> list[Reading]:
    """Every place where persons are named in the registers that have rows; columns as in `EVIDENCE`, and the record."""
    found = [_person(who, registers) for who in PERSONS if registers.is_filled(who.table, who.name)]
    found += [
        _as_person(w, registers) for w in ORGANISATIONS if w.may_be_person and registers.is_filled(w.table, w.name)
    ]
    if registers.is_filled("step_handler", "name") and "post_step" in registers.sources:
        found.append(_handler(registers))
    return found


def organisations_named(registers: Registers) -> list[Reading]:
    """Every place where firms, places and others are named as parties."""
    return [_organisation(what) for what in ORGANISATIONS if registers.is_filled(what.table, what.name)]


def _raw(column: str) -> Expression:
    return lambda _: f"t.{column}"


def _fixed(sql: str) -> Expression:
    return lambda _: sql


def _record(table: str, role: str) -> dict[str, Expression]:
    return {"record_table": _fixed(literal(table)), "record_id": _raw("id"), "role": _fixed(literal(role))}


def _number(named: NamedPerson | NamedOrganisation, registers: Registers) -> dict[str, Expression]:
    if named.number is None:
        return {"id_hash": _fixed(NOTHING), "id_mask": _fixed(NOTHING)}
    written = f"{named.number}_hash"
    id_hash = f"nullif(t.{written}, '')" if registers.is_filled(named.table, written) else NOTHING
    return {"id_hash": _fixed(id_hash), "id_mask": lambda s: s.masked(f"{named.number}_mask")}


_NO_EVIDENCE: dict[str, Expression] = {
    "unit": _fixed(NOTHING),
    "posts": _fixed(NO_TEXTS),
    "in_firm": _fixed("false"),
    "born": _fixed("NULL::DATE"),
    "place": _fixed(NOTHING),
}


def _person(who: NamedPerson, registers: Registers) -> Reading:
    columns = _record(who.table, who.role) | _number(who, registers) | _NO_EVIDENCE
    columns["name"] = lambda s: s.folded(who.name, "person")
    if who.in_unit:
        columns["unit"] = lambda s: s.unit()
        if who.posts:
            columns["posts"] = lambda s: s.posts(who.posts, who.department)
    if who.firm:
        name, code = who.firm
        columns["unit"] = lambda s: s.firm(name, code)
        columns["posts"] = _fixed(_offices(who.office))
        columns["in_firm"] = _fixed("true")
    if any(registers.is_filled(who.table, column) for column in who.births):
        columns["born"] = _fixed(f"coalesce({', '.join(f't.{column}' for column in who.births)})")
        columns["place"] = lambda s: _joined([s.folded(column, "squashed") for column in who.place])
    return Reading(who.table, who.role, columns, (lambda s: f"{s.folded(who.name, 'person')} IS NOT NULL",))


def _joined(texts: Iterable[str]) -> str:
    """Texts one after the other, null where one is missing: a township without its village is no place."""
    return " || ".join(texts)


def _offices(column: str | None) -> str:
    """The office a person holds in a firm; whoever stands on the firm's own row is its head, by whatever word."""
    if column is None:
        return "['head']"
    heads = ", ".join(literal(role) for role in HEADS)
    return (
        f"CASE WHEN t.{column} IN ({heads}) THEN ['head'] WHEN t.{column} IS NULL OR t.{column} = 'employee' "
        f"THEN {NO_TEXTS} ELSE [t.{column}] END"
    )


HEADS = ("legal_representative", "operator")


def _numbered(what: NamedOrganisation) -> str:
    if what.number is None:
        return "false"
    return f"(coalesce(t.{what.number}_hash, '') <> '' OR coalesce(t.{what.number}_mask, '') <> '')"


def _is_person(what: NamedOrganisation) -> Expression:
    """Whether a party is a person: by a number without a credit code, else by the shape of its name."""

    def written(select: Select) -> str:
        party = select.party(what)
        name = select.folded(what.name, "squashed")
        code = f"coalesce(t.{what.code}, '') = ''" if what.code else "true"
        nobody = ", ".join(literal(word) for word in sorted(NOBODY))
        by_number = f"({_numbered(what)} AND {code} AND {name} NOT IN ({nobody}))"
        return f"({by_number} OR coalesce({party}.is_person, false))"

    return written


def _as_person(what: NamedOrganisation, registers: Registers) -> Reading:
    columns = _record(what.table, what.role) | _number(what, registers) | _NO_EVIDENCE
    columns["name"] = lambda s: s.folded(what.name, "person")
    return Reading(what.table, what.role, columns, (_is_person(what),))


def _organisation(what: NamedOrganisation) -> Reading:
    columns = _record(what.table, what.role)
    for column in ("organisation_id", "kind", "tier", "reason", "name", "spelled"):
        columns[column] = lambda s, column=column: f"{s.party(what)}.{column}"  # type: ignore[misc]
    columns["scope"] = lambda s: s.scope()
    return Reading(what.table, what.role, columns, (lambda s: f"NOT {s.party(what)}.is_person",))


def parties(registers: Registers) -> str:
    """The distinct names of parties with their codes, how they stand there and how often; '' where there are none.

    Persons who are told by their number are left out.
    """
    each = []
    for what in ORGANISATIONS:
        if not registers.is_filled(what.table, what.name):
            continue
        code = f"coalesce(t.{what.code}, '')" if what.code else "''"
        numbered = _numbered(what)
        skip = f" AND NOT ({numbered} AND {code} = '')" if what.may_be_person else ""
        each.append(
            f"SELECT t.{what.name} AS raw, {code} AS code, {numbered} AS numbered, "
            f"{what.may_be_person} AS may_be_person "
            f"FROM {registers.sources[what.table]} AS t WHERE t.{what.name} IS NOT NULL{skip}"
        )
    return f"SELECT raw, code, numbered, may_be_person, count(*) FROM ({union(each)}) GROUP BY ALL" if each else ""


def units_stated(registers: Registers) -> str:
    """The distinct names in the columns of units, with how often they stand there."""
    each = [
        f"SELECT {column} AS raw FROM {registers.sources[table]} AS t"
        for table, column in UNIT_COLUMNS.items()
        if registers.is_filled(table, column)
    ]
    return f"SELECT raw, count(*) FROM ({union(each)}) WHERE raw IS NOT NULL GROUP BY raw" if each else ""


def _handler(registers: Registers) -> Reading:
    """Handlers of a step hold the post of the step, in the unit of the step."""
    step = registers.sources["post_step"]

    def unit(select: Select) -> str:
        select.joins["step"] = f"LEFT JOIN {step} AS step ON step.id = t.step_id"
        return f"coalesce({select.folded('unit_name', 'organisation', 'step', 'post_step')}, {select.publisher()})"

    def posts(select: Select) -> str:
        return select.posts(HANDLER.posts, HANDLER.department, "step", "post_step")

    columns = _record("step_handler", HANDLER.role) | _number(HANDLER, registers) | _NO_EVIDENCE
    columns |= {"name": lambda s: s.folded("name", "person"), "unit": unit, "posts": posts}
    is_named: Expression = lambda s: f"{s.folded('name', 'person')} IS NOT NULL"  # noqa: E731
    return Reading("step_handler", HANDLER.role, columns, (_fixed("t.is_person"), is_named))


def units_named(registers: Registers) -> list[Reading]:
    """Every record with the unit it belongs to, and whether only its publisher says so."""
    found = []
    for table, column in UNIT_COLUMNS.items():
        if registers.is_filled(table, column) or (table in registers.sources and registers.has_publishers):
            role = "publisher" if table in ("document", "fund_notice") else "unit"
            columns = _record(table, role)
            columns["unit"] = lambda s: s.unit()
            columns["inferred"] = lambda s, column=column: f"{s.folded(column, 'organisation')} IS NULL"  # type: ignore[misc]
            found.append(Reading(table, role, columns, (lambda s: f"{s.unit()} IS NOT NULL",)))
    return found


def records_placed(registers: Registers) -> list[Reading]:
    """Every record that belongs to a post, a step or a matter, with what it says of it."""
    found = []
    for table in PLACED:
        if table in registers.sources:
            columns = _record(table, "")
            columns["unit"] = lambda s: s.unit()
            columns["document"] = lambda s: s.document()
            for column in ("department", "post", "power", "step_name", "matter_number"):
                held = column in PLACING_COLUMNS[table]
                columns[column] = _squashed(column) if held else _fixed(NOTHING)
            found.append(Reading(table, "", columns))
    return found


def _squashed(column: str) -> Expression:
    return lambda s: s.folded(column, "squashed")


def _texts() -> dict[str, tuple[str, ...]]:
    """The columns of each table that are folded."""
    found: dict[str, dict[str, None]] = {}
    for table, column in UNIT_COLUMNS.items():
        found.setdefault(table, {})[column] = None
    for who in PERSONS:
        names = (who.name, who.department, *who.posts, *who.place)
        found.setdefault(who.table, {}).update(dict.fromkeys(name for name in names if name))
    for what in ORGANISATIONS:
        found.setdefault(what.table, {})[what.name] = None
    for table in (*PLACED, "step_handler"):
        kept = {"department", "post", "power", "step_name", "matter_number", "name"} & set(PLACING_COLUMNS[table])
        found.setdefault(table, {}).update(dict.fromkeys(sorted(kept)))
    return {table: tuple(columns) for table, columns in found.items()}


def _masks() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    stems = [(who.table, who.number) for who in PERSONS] + [(what.table, what.number) for what in ORGANISATIONS]
    for table, stem in stems:
        if stem:
            found.setdefault(table, {})[f"{stem}_mask"] = None
    return {table: tuple(columns) for table, columns in found.items()}


_TEXTS, _MASKS = _texts(), _masks()
