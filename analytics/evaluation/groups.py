"""What flags are counted by, and the groups it falls into, for the one purpose of measuring who is flagged.

Flows in: a view. Flows out: for each kind of thing that is counted (`Counted`) its members, what is known of each
(size and sector of the unit, surnames of the town, how common a name is), and the rows by which a flag is about one.
No rule and no score reads any of this; names stay inside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

from analytics.identity import matter_id, person_name, squash
from analytics.rules.answers import Answer
from analytics.snapshot import View
from models.vocabulary import Term, UnitSector

Value = int | Fraction | str | None
Place = tuple[str, str]  # table and id of a record


class Counted(Term):
    """What flags are counted by."""

    MATTER = "matter", "事项", "matters"
    UNIT = "unit", "单位", "units"
    ANSWER = "answer", "回答", "answers"
    HANDLING = "handling", "经办（事项与经办人）", "handlings (matter and handler)"
    PARTY = "party", "个人申请的事项", "matters of persons"
    OFFICIAL = "official", "任职人员", "officials"
    PAYEE = "payee", "领取补助的个人", "persons paid"


class Attribute(Term):
    """What the groups are made by."""

    STAFF = "staff", "单位实有人数", "staff of the unit"
    SECTOR = "sector", "单位类别", "sector of the unit"
    CLAN = "clan", "所在乡镇第一大姓占比", "share of the commonest surname in the town"
    NAME = "name", "同名人数", "bearers of the name"


@dataclass(frozen=True)
class Population:
    """All things of one kind: what is known of each by attribute, and the rows that speak of one."""

    values: Mapping[Attribute, Mapping[str, Value]]
    rows: Mapping[Place, str] = field(default_factory=dict)

    @property
    def things(self) -> frozenset[str]:
        """The things themselves."""
        return frozenset(thing for values in self.values.values() for thing in values)

    def spoken_of(self, answer: Answer) -> str | None:
        """The thing that an answer counts for: that of the first of its rows that speaks of one."""
        places = ((one.table, one.id) for one in answer.evidence)
        return next((self.rows[place] for place in places if place in self.rows), None)


def is_about_matters(answer: Answer) -> bool:
    """Whether an answer rests on matters: on the register, on the log, or on one matter as its subject."""
    return answer.subject_type == "matter" or any(one.table in ("matter", "matter_act") for one in answer.evidence)


@dataclass(slots=True)
class _Matter:
    unit: str | None
    party: str | None = None  # identifier of the person or firm
    person: str | None = None  # name of the party, where it is a person
    handlers: set[str] = field(default_factory=set)  # by name


class CityGroups:
    """The populations of one city, each read once and when it is asked for."""

    def __init__(self, view: View) -> None:
        """Nothing is read yet."""
        self._view = view
        self._made: dict[Counted, Population] = {}

    def population(self, counted: Counted) -> Population:
        """All things of one kind. Answers have none of their own: they are grouped like the units they are about."""
        if counted not in self._made:
            self._made[counted] = self._readers[counted]()
        return self._made[counted]

    @property
    def _readers(self) -> dict[Counted, Callable[[], Population]]:
        return {
            Counted.MATTER: self._of_matters,
            Counted.UNIT: self._of_units,
            Counted.ANSWER: self._of_units,
            Counted.HANDLING: self._of_handlings,
            Counted.PARTY: self._of_parties,
            Counted.OFFICIAL: self._of_officials,
            Counted.PAYEE: self._of_payees,
        }

    # --- units -------------------------------------------------------------------------------------------------------

    def _of_units(self) -> Population:
        units = sorted({row["who"] for table in ("budget_unit", "staffing", "tenure") for row in self._units(table)})
        names = self._view.unit_names
        towns = {unit: self._clan.get(self._town_in(names.get(unit)) or "") for unit in units}
        return Population({
            Attribute.STAFF: {unit: self._staff.get(unit) for unit in units},
            Attribute.SECTOR: {unit: self._sectors.get(unit) for unit in units},
            Attribute.CLAN: towns,
        })  # fmt: skip

    @cached_property
    def _staff(self) -> dict[str, int]:
        """Actual staff by the newest register, else authorised staff."""
        found: dict[str, int] = {}
        rows = self._units("staffing", "fiscal_year", "actual", "authorised")
        for row in sorted(rows, key=lambda row: (row["fiscal_year"] or 0, row["id"])):
            staff = row["actual"] if row["actual"] is not None else row["authorised"]
            if staff is not None:
                found[row["who"]] = staff
        return found

    @cached_property
    def _sectors(self) -> dict[str, str]:
        """By the roster of budget units; a unit outside it that is named after a village is the village's own."""
        rows = sorted(self._units("budget_unit", "sector"), key=lambda row: row["id"])
        villages = [squash(row["village"]) for row in self._view.rows("village")]
        named = {
            unit: str(UnitSector.VILLAGE)
            for unit, name in self._view.unit_names.items()
            if any(village in squash(name) for village in villages)
        }
        return named | {row["who"]: row["sector"] for row in rows if row["sector"]}

    # --- matters -----------------------------------------------------------------------------------------------------

    def _of_matters(self) -> Population:
        matters, rows = self._matters
        towns = {
            thing: self._towns.get(matter.party or "") or self._town_in(self._view.unit_names.get(matter.unit or ""))
            for thing, matter in matters.items()
        }
        return Population({
            Attribute.STAFF: {thing: self._staff.get(matter.unit or "") for thing, matter in matters.items()},
            Attribute.SECTOR: {thing: self._sectors.get(matter.unit or "") for thing, matter in matters.items()},
            Attribute.CLAN: {thing: self._clan.get(town or "") for thing, town in towns.items()},
        }, rows)  # fmt: skip

    def _of_handlings(self) -> Population:
        matters, _ = self._matters
        things = {
            _handling(thing, name): self._bearers[name] for thing, one in matters.items() for name in one.handlers
        }
        rows = {place: _handling(*pair) for place, pair in self._acts.items()}
        return Population({Attribute.NAME: things}, rows)

    def _of_parties(self) -> Population:
        matters, rows = self._matters
        things = {thing: self._bearers[one.person] for thing, one in matters.items() if one.person is not None}
        return Population({Attribute.NAME: things}, {place: thing for place, thing in rows.items() if thing in things})

    @cached_property
    def _matters(self) -> tuple[dict[str, _Matter], dict[Place, str]]:
        """Every matter of the register and the log, and the rows of both."""
        found: dict[str, _Matter] = {}
        rows: dict[Place, str] = {}
        units = {row["id"]: row["who"] for row in self._units("matter")}
        for row in self._named("matter", "party", "number", "document_id", "party_name"):
            unit = units.get(row["id"])
            thing = matter_id(unit or f"document:{row['document_id']}", row["number"])
            rows["matter", row["id"]] = thing
            _note_party(found.setdefault(thing, _Matter(unit)), row)
        placed = self._placed("matter_act")
        for row in self._named("matter_act", "party", "party_name"):
            of, unit = placed.get(row["id"], (None, None))
            if of is not None:
                rows["matter_act", row["id"]] = of
                _note_party(found.setdefault(of, _Matter(unit)), row)
        for thing, name in self._acts.values():
            found[thing].handlers.add(name)
        return found, rows

    @cached_property
    def _acts(self) -> dict[Place, tuple[str, str]]:
        """The matter and the handler's name of each act."""
        placed = self._placed("matter_act")
        acts = ((row["id"], placed.get(row["id"], (None, None))[0], row["actor_name"]) for row in self._acted())
        return {("matter_act", act): (thing, person_name(name)) for act, thing, name in acts if thing is not None}

    def _acted(self) -> list[dict[str, Any]]:
        acts = self._view.table("matter_act")
        return _rows(acts.select("id", "actor_name"))

    def _placed(self, table: str) -> dict[str, tuple[str | None, str | None]]:
        placement = self._view.table("placement")
        rows = _rows(placement.filter(placement.record_table == table).select("record_id", "matter_id", "unit_id"))
        return {row["record_id"]: (row["matter_id"], row["unit_id"]) for row in rows}

    # --- people ------------------------------------------------------------------------------------------------------

    def _of_officials(self) -> Population:
        named = [("tenure", "holder", "name"), ("restriction", "former", "name"), ("declared_tie", "declarant", "name")]
        rows, names = self._people(named)
        holders = {who for (table, _), who in rows.items() if table != "declared_tie"}
        things = {who: self._bearers[names[who]] for who in holders}
        return Population({Attribute.NAME: things}, {place: who for place, who in rows.items() if who in holders})

    def _of_payees(self) -> Population:
        rows, names = self._people([("benefit", "claimant", "person"), ("payment", "payee", "payee")])
        return Population({
            Attribute.NAME: {who: self._bearers[name] for who, name in names.items()},
            Attribute.CLAN: {who: self._clan.get(self._towns.get(who, "")) for who in names},
        }, rows)  # fmt: skip

    def _people(self, named: Sequence[tuple[str, str, str]]) -> tuple[dict[Place, str], dict[str, str]]:
        """The persons of some columns (table, role, column): by row, and the name of each."""
        rows: dict[Place, str] = {}
        names: dict[str, str] = {}
        for table, role, column in named:
            for row in self._named(table, role, column):
                if row["person_id"] is not None:
                    rows[table, row["id"]] = row["person_id"]
                    names.setdefault(row["person_id"], person_name(row[column]))
        return rows, names

    @cached_property
    def _bearers(self) -> Counter[str]:
        """How many persons known by number bear a name."""
        person = self._view.table("person")
        known = _rows(person.filter(person.tier == "A").select("name"))
        return Counter(person_name(row["name"]) for row in known)

    # --- towns -------------------------------------------------------------------------------------------------------

    @cached_property
    def _clan(self) -> dict[str, Fraction]:
        """By town, the share of its persons who bear the commonest surname (by its first character)."""
        surnames: dict[str, Counter[str]] = defaultdict(Counter)
        _, names = self._people([("benefit", "claimant", "person"), ("payment", "payee", "payee")])
        for who, name in names.items():
            if who in self._towns and name:
                surnames[self._towns[who]][name[0]] += 1
        return {town: Fraction(max(found.values()), found.total()) for town, found in surnames.items()}

    @cached_property
    def _towns(self) -> dict[str, str]:
        """The town of persons who are paid and of firms, by identifier, as their address says."""
        found: dict[str, str] = {}
        for table, role, column in (
            ("benefit", "claimant", "township"),
            ("payment", "payee", "address"),
            ("firm", "firm", "address"),
        ):
            for row in sorted(self._named(table, role, column), key=lambda row: row["id"]):
                town = self._town_in(row[column])
                if row["who"] is not None and town is not None:
                    found.setdefault(row["who"], town)
        return found

    def _town_in(self, text: str | None) -> str | None:
        """The town that a text names, or that of the village it names."""
        written = squash(text)
        return next((town for place, town in self._places if place in written), None)

    @cached_property
    def _places(self) -> list[tuple[str, str]]:
        """Names of towns, then of villages that stand in one town only, each with the town."""
        of_village: dict[str, set[str]] = defaultdict(set)
        for row in self._view.rows("village"):
            if row["township"]:
                of_village[squash(row["village"])].add(squash(row["township"]))
        towns = sorted({town for of in of_village.values() for town in of})
        villages = sorted((name, min(of)) for name, of in of_village.items() if name and len(of) == 1)
        return [*((town, town) for town in towns), *villages]

    # --- reading -----------------------------------------------------------------------------------------------------

    def _units(self, table: str, *columns: str) -> list[dict[str, Any]]:
        return [row for row in self._named(table, "unit", *columns) if row["who"] is not None]

    def _named(self, table: str, role: str, *columns: str) -> list[dict[str, Any]]:
        """Rows of a register with who is meant in a role: `person_id`, and `who` for a person or an organisation."""
        mention = self._view.table("mention")
        meant = mention.filter((mention.record_table == table) & (mention.role == role))
        facts = self._view.table(table).select("id", *columns)
        joined = facts.left_join(meant.select("record_id", "person_id", "organisation_id"), facts.id == meant.record_id)
        return [row | {"who": row["person_id"] or row["organisation_id"]} for row in _rows(joined)]


def _note_party(matter: _Matter, row: Mapping[str, Any]) -> None:
    matter.party = matter.party or row["who"]
    if row["person_id"] is not None and matter.person is None:
        matter.person = person_name(row["party_name"])


def _handling(matter: str, name: str) -> str:
    return f"{matter} {name}"


def _rows(table: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return found
