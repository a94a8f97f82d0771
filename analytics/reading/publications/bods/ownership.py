"""Firms, officers and holdings out of ownership statements.

Flows in: statements. Flows out: records of `Firm`, `FirmOfficer` and `FirmHolding`. An interest holds from its start
to its end, or to the day before a later statement of the same relationship took effect. Only an exact share is a
share; a range is none. Persons keep their name; a Chinese identity number is a secret, any other number is not kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from analytics.reading.members import Members, Part, warn_all
from analytics.reading.persons import is_credit_code, is_identity_number, read_name
from analytics.reading.publications.bods.statements import About, Statement, histories, squeezed
from analytics.reading.records import Record
from models.language import Message
from models.money import plain
from models.places import Locator
from models.tables import Firm, FirmHolding, FirmOfficer
from models.vocabulary import FirmKind, FirmRole, FirmStatus

_SHAREHOLDING = "shareholding"
_ROLES = {
    _SHAREHOLDING: FirmRole.SHAREHOLDER,
    "boardmember": FirmRole.DIRECTOR,
    "boardchair": FirmRole.DIRECTOR,
    "seniormanagingofficial": FirmRole.MANAGER,
}
_PUBLIC = frozenset({"state", "statebody"})
_UNNAMED = frozenset({"anonymousentity", "unknownentity", "anonymousperson", "unknownperson"})
_NO_NAME_TYPES = frozenset({"transliteration", "alternative", "former", "aka", "birth", "translation"})
_HAN = "\u4e00", "\u9fff"


@dataclass(slots=True)
class _Party:
    """An entity or person after its last statement."""

    about: About
    name: str | None
    locator: Locator
    code: str | None = None
    number: str | None = None  # a Chinese identity number
    is_exposed: bool = False  # politically
    warnings: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class _Interest:
    """What an interested party is in a firm."""

    role: FirmRole
    share: str | None
    since: date | None
    until: date | None
    locator: Locator
    share_place: Locator | None
    warnings: list[Message]
    extra: dict[str, object]


def read_ownership(statements: list[Statement], members: Members) -> list[Record]:
    """All records of a document: firms first, then officers and holdings in the order of their statements."""
    return _Reader(statements, members).records()


class _Reader:
    """The statements of a document, and the parties they speak of."""

    def __init__(self, statements: list[Statement], members: Members) -> None:
        self._members = members
        self._histories = histories(statements)
        self._parties: dict[str, _Party] = {}
        self._records_of = {statement.id: statement.record for statement in statements}

    def records(self) -> list[Record]:
        firms: list[Record] = []
        for record, history in self._histories.items():
            if history[-1].about is About.ENTITY:
                firms += self._entity(record, history)
            elif history[-1].about is About.PERSON:
                self._person(record, history[-1])
        held: list[Record] = []
        for history in self._histories.values():
            if history[-1].about is About.RELATIONSHIP:
                held += self._relationship(history)
        return [*firms, *held]

    # --- parties

    def _entity(self, record: str, history: list[Statement]) -> Iterator[Record]:
        ask, last = self._members, history[-1]
        details = last.details
        doubts = list(last.warnings)
        name = ask.text(details, "name", doubts)
        kind = self._entity_type(details)
        party = self._parties[record] = _Party(About.ENTITY, name, last.locator)
        party.code = self._credit_code(details, party.warnings)
        if kind in _UNNAMED or name is None:
            party.name = None
            return
        country = self._country(details)
        former = {ask.text(one.details, "name") for one in history[:-1]} - {name, None}
        ended = ask.day(details, "dissolutionDate", doubts)
        firm = Record(
            Firm,
            {
                "name": name,
                "code": party.code,
                "former_names": "；".join(sorted(filter(None, former))) or None,
                "kind": self._firm_kind(kind, country),
                "founded_on": self._whole_day(details, "foundingDate", doubts),
                "status": str(FirmStatus.CANCELLED) if ended else None,
                "address": self._address(details),
            },
            last.locator,
            label=name,
            places={"name": details.place("name")},
            extra={"entity_type": kind, "country": country, "identifiers": self._identifiers(details)},
        )
        warn_all(firm, [*doubts, *party.warnings])
        yield firm

    def _person(self, record: str, last: Statement) -> None:
        ask, details = self._members, last.details
        kind = squeezed(ask.text(details, "personType") or "knownPerson")
        party = self._parties[record] = _Party(About.PERSON, None, last.locator)
        party.warnings += last.warnings
        if kind not in _UNNAMED:
            party.name = self._person_name(details)
        exposure = ask.part(details, "politicalExposure")
        status = squeezed(ask.text(exposure, "status") or "")
        party.is_exposed = status == "ispep" or details.members.get("hasPepStatus") is True
        for identifier in ask.parts(details, "identifiers"):
            number = "".join((ask.text(identifier, "id") or "").split()).upper()
            if is_identity_number(number):
                party.number = party.number or number
            elif number:
                ask.refuse(identifier.locator, "bods-person-number-not-kept", party.warnings)
        if party.is_exposed:
            party.warnings.append(Message("bods-party-exposed", {}))

    def _person_name(self, details: Part) -> str | None:
        """The name in use, whole; family name before given name where it is Chinese."""
        ask = self._members
        names = ask.parts(details, "names")
        names.sort(key=lambda name: squeezed(ask.text(name, "type") or "") in _NO_NAME_TYPES)
        for name in names:
            if full := read_name(ask.text(name, "fullName")):
                return full
            given = ask.text(name, "givenName") or ask.text(name, "givenNames")
            family, patronymic = ask.text(name, "familyName"), ask.text(name, "patronymicName")
            if family and given:
                is_chinese = all(_HAN[0] <= sign <= _HAN[1] for sign in family + given)
                parts = (family, given) if is_chinese else (given, patronymic, family)
                return ("" if is_chinese else " ").join(filter(None, parts))
        return None

    def _entity_type(self, details: Part) -> str:
        """The type, a word before 0.4 and an object since."""
        value = details.members.get("entityType")
        return squeezed((value if isinstance(value, str) else self._type_inside(details)) or "")

    def _type_inside(self, details: Part) -> str | None:
        return self._members.text(self._members.part(details, "entityType"), "type")

    def _country(self, details: Part) -> str | None:
        jurisdiction = self._members.part(details, "jurisdiction") or self._members.part(
            details, "incorporatedInJurisdiction"
        )
        return (self._members.text(jurisdiction, "code") or "").partition("-")[0].upper() or None

    def _firm_kind(self, kind: str, country: str | None) -> str | None:
        if kind in _PUBLIC:
            return str(FirmKind.PUBLIC)
        if kind == "arrangement":
            return str(FirmKind.OTHER)
        return str(FirmKind.FOREIGN) if country not in {None, "CN"} else None

    def _credit_code(self, details: Part, doubts: list[Message]) -> str | None:
        """The credit code among the identifiers; identifiers of other registers have no column."""
        others = False
        for identifier in self._members.parts(details, "identifiers"):
            number = (self._members.text(identifier, "id") or "").upper()
            scheme = self._members.text(identifier, "scheme") or ""
            if is_credit_code(number):
                return number
            if scheme.startswith("CN-") and len(number) == 18:
                self._members.refuse(identifier.place("id"), "bods-credit-code-invalid", doubts)
            others = others or bool(number)
        if others:
            doubts.append(Message("bods-identifier-not-kept", {}))
        return None

    def _identifiers(self, details: Part) -> list[str]:
        ask = self._members
        return [
            f"{ask.text(one, 'scheme') or ask.text(one, 'schemeName') or '?'}:{ask.text(one, 'id')}"
            for one in ask.parts(details, "identifiers")
        ]

    def _address(self, details: Part) -> str | None:
        addresses = self._members.parts(details, "addresses")
        addresses.sort(key=lambda one: self._members.text(one, "type") != "registered")
        return next((text for one in addresses if (text := self._members.text(one, "address"))), None)

    def _whole_day(self, part: Part, key: str, doubts: list[Message]) -> date | None:
        """A day; of a year or month alone none is made."""
        text = part.members.get(key)
        if isinstance(text, str) and len(text) in {4, 7}:
            self._members.refuse(part.place(key), "bods-date-partial", doubts)
            return None
        return self._members.day(part, key, doubts)

    # --- relationships

    def _relationship(self, history: list[Statement]) -> list[Record]:
        """The interests that each statement of a relationship declares, each ended by the statement after it."""
        records: list[Record] = []
        for n, statement in enumerate(history):
            following = history[n + 1] if n + 1 < len(history) else None
            records += self._interests(statement, following)
        return records

    def _interests(self, statement: Statement, following: Statement | None) -> Iterator[Record]:
        ask, details = self._members, statement.details
        subject = self._party(details, "subject")
        holder = self._party(details, "interestedParty")
        if subject is None or subject.name is None or subject.about is not About.ENTITY:
            ask.refuse(details.place("subject"), "bods-subject-unknown")
            return
        if holder is None or holder.name is None:
            ask.refuse(details.place("interestedParty"), self._why_unknown(details))
            return
        interests = ask.parts(details, "interests")
        if not interests and not statement.is_closed:
            ask.refuse(details.place("interests"), "bods-interest-not-kept")
        for part in interests:
            interest = self._interest(part, statement)
            if interest is None:
                continue
            if following is not None:
                self._end(interest, following)
            elif statement.is_closed and interest.until is None:
                interest.until = statement.made_on
            if interest.since and interest.until and interest.until < interest.since:
                continue  # the later statement corrects this one from its first day on
            record = self._record(interest, holder, subject)
            if record is not None:
                warn_all(record, [*statement.warnings, *interest.warnings, *holder.warnings, *subject.warnings])
                yield record

    def _party(self, details: Part, key: str) -> _Party | None:
        """Whom a member refers to: by record id since 0.4, by statement id before, and there inside an object."""
        value = details.members.get(key)
        if isinstance(value, Part):
            inside = [value.members.get(name) for name in ("describedByPersonStatement", "describedByEntityStatement")]
            value = next((one for one in inside if isinstance(one, str)), None)
        if not isinstance(value, str):
            return None
        return self._parties.get(value) or self._parties.get(self._records_of.get(value, ""))

    def _why_unknown(self, details: Part) -> str:
        value = details.members.get("interestedParty")
        if isinstance(value, Part) and ("unspecified" in value or "reason" in value):
            return "bods-party-unspecified"
        return "bods-party-unnamed"

    def _interest(self, part: Part, statement: Statement) -> _Interest | None:
        ask = self._members
        doubts: list[Message] = []
        kind = squeezed(ask.text(part, "type") or "")
        role = _ROLES.get(kind)
        if role is None:
            ask.refuse(part.locator, "bods-interest-not-kept")
            return None
        reach = squeezed(ask.text(part, "directOrIndirect") or ask.text(part, "interestLevel") or "")
        if reach == "indirect":
            ask.refuse(part.locator, "bods-interest-indirect")
            return None
        if reach == "unknown":
            doubts.append(Message("bods-interest-reach-unknown", {}))
        share = ask.part(part, "share", doubts)
        extra: dict[str, object] = {"interest": kind, "statement": statement.id}
        since, until = self._whole_day(part, "startDate", doubts), self._whole_day(part, "endDate", doubts)
        if since and until and until < since:
            ask.refuse(part.place("endDate"), "bods-dates-reversed", doubts)
            until = None
        return _Interest(
            role=role,
            share=self._share(share, doubts, extra) if kind == _SHAREHOLDING else None,
            since=since,
            until=until,
            locator=part.locator,
            share_place=share.locator if share is not None else None,
            warnings=doubts,
            extra=extra,
        )

    def _share(self, share: Part | None, doubts: list[Message], extra: dict[str, object]) -> str | None:
        """An exact share in percent; of a range both ends are shown and none is taken."""
        ask = self._members
        low = ask.number(share, "minimum", doubts)
        high = ask.number(share, "maximum", doubts)
        exact = ask.number(share, "exact", doubts)
        if exact is None and low is not None and low == high and not self._is_open(share):
            exact = low
        if exact is not None and share is not None:
            if 0 <= exact <= 100 and _places(exact) <= 10:
                return plain(exact)
            ask.refuse(share.place("exact"), "bods-share-impossible", doubts)
            return None
        if share is not None and share.members:
            doubts.append(Message("bods-share-range", {}))
            extra["share"] = {key: str(value) for key, value in share.members.items() if value is not None}
        return None

    def _is_open(self, share: Part | None) -> bool:
        """Whether an end of a range is itself outside: in 0.2 and 0.3 a flag says so."""
        flags = ("exclusiveMinimum", "exclusiveMaximum")
        return share is not None and any(share.members.get(flag) not in (None, False) for flag in flags)

    def _end(self, interest: _Interest, following: Statement) -> None:
        """End an interest where the next statement of the relationship takes effect."""
        starts = [
            day
            for part in self._members.parts(following.details, "interests")
            if (day := self._members.day(part, "startDate", [])) is not None
        ]
        effective = min(starts, default=None) or following.made_on
        if effective is None:
            interest.warnings.append(Message("bods-end-unknown", {}))
            return
        last = effective - timedelta(days=1)
        interest.until = last if interest.until is None else min(interest.until, last)

    def _record(self, interest: _Interest, holder: _Party, subject: _Party) -> Record | None:
        values: dict[str, object] = {"since": interest.since, "until": interest.until, "share_percent": interest.share}
        places = {"share_percent": interest.share_place} if interest.share_place and interest.share else {}
        if holder.about is About.PERSON:
            record = Record(
                FirmOfficer,
                values
                | {
                    "firm": subject.name,
                    "firm_code": subject.code,
                    "person": holder.name,
                    "role": str(interest.role),
                    "source": "BODS",
                },
                interest.locator,
                label=subject.name,
                secrets={"id": holder.number} if holder.number else {},
            )
        elif interest.role is FirmRole.SHAREHOLDER:
            record = Record(
                FirmHolding,
                values
                | {
                    "holder": holder.name,
                    "holder_code": holder.code,
                    "firm": subject.name,
                    "firm_code": subject.code,
                },
                interest.locator,
                label=subject.name,
            )
        else:
            self._members.refuse(interest.locator, "bods-interest-not-kept")
            return None
        record.places |= places
        record.valid_from, record.valid_to = interest.since, interest.until
        record.extra = dict(interest.extra)
        return record


def _places(number: Decimal) -> int:
    """Digits behind the point."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
