"""Objects of a JSON document read member by member: each value with its place, and what is not as it should be refused.

Flows in: the data of a `Content`. Flows out: `Part`s, of which the readers of open standards ask for texts, days,
amounts and further parts. A member of the wrong type is never bent into shape: it is listed as refused, once, and the
record that wanted it carries a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from analytics.reading.pointers import located
from analytics.reading.records import Reading, Record
from models.language import Message
from models.money import to_fen
from models.places import Locator

Steps = tuple[str | int, ...]

# Offices count in the day of Beijing, which knows no summer time.
CHINA = timezone(timedelta(hours=8))
YUAN = "CNY"
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?[ ]?([Zz]|[+-]\d\d:?\d\d)?", re.ASCII
)  # ISO 8601 as both standards use it
_LONGEST = 2_000  # characters of a text that becomes a column


@dataclass(slots=True)
class Part:
    """An object of a document: its members, where it stands, and where each member stands.

    The two places differ in an object that was put together from several: each member stands where it was said last.
    """

    steps: Steps
    members: dict[str, Any]
    places: dict[str, Steps] = field(default_factory=dict)

    @property
    def locator(self) -> Locator:
        """Its place as records carry it."""
        return located(self.steps)

    def place(self, key: str) -> Locator:
        """The place of a member, whether it is there or not."""
        return located(self.places.get(key, (*self.steps, key)))

    def __contains__(self, key: str) -> bool:
        return self.members.get(key) is not None


def part_of(value: Any, steps: Steps) -> Any:
    """A value with every object in it turned into a `Part`."""
    if isinstance(value, dict):
        places = {key: (*steps, key) for key in value}
        return Part(steps, {key: part_of(inner, places[key]) for key, inner in value.items()}, places)
    if isinstance(value, list):
        return [part_of(inner, (*steps, n)) for n, inner in enumerate(value)]
    return value


class Members:
    """Reads members of parts for one reading: refusals are listed there once, however often a member is asked for.

    Each question takes the record's list of warnings, to which a member that is not as it should be adds one.
    """

    def __init__(self, reading: Reading, prefix: str) -> None:
        self._reading = reading
        self._prefix = prefix
        self._refused: set[tuple[Locator, str]] = set()

    def refuse(self, place: Locator, code: str, warnings: list[Message] | None = None, **params: str) -> None:
        """List something as not taken; the record that wanted it says so too."""
        if (place, code) not in self._refused:
            self._refused.add((place, code))
            self._reading.reject(place, code, **params)
        if warnings is not None and all(message.code != code for message in warnings):
            warnings.append(Message(code, params))

    def text(self, part: Part | None, key: str, warnings: list[Message] | None = None) -> str | None:
        """A text, or a number as its text (identifiers are written either way)."""
        value = self._value(part, key)
        if isinstance(value, str) and len(value) <= _LONGEST:
            return " ".join(value.split()) or None
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        self._wrong(part, key, "string", value, warnings)
        return None

    def part(self, part: Part | None, key: str, warnings: list[Message] | None = None) -> Part | None:
        """An object."""
        value = self._value(part, key)
        if isinstance(value, Part):
            return value
        self._wrong(part, key, "object", value, warnings)
        return None

    def parts(self, part: Part | None, key: str, warnings: list[Message] | None = None) -> list[Part]:
        """The objects of a list; what is no object is refused one by one."""
        value = self._value(part, key)
        if not isinstance(value, list):
            self._wrong(part, key, "array", value, warnings)
            return []
        found = []
        for n, inner in enumerate(value):
            if isinstance(inner, Part):
                found.append(inner)
            elif part is not None:
                steps = part.places.get(key, (*part.steps, key))
                self.refuse(located((*steps, n)), "member-wrong-type", warnings, member=key, wanted="object")
        return found

    def texts(self, part: Part | None, key: str, warnings: list[Message] | None = None) -> list[str]:
        """The texts of a list."""
        value = self._value(part, key)
        if isinstance(value, list) and all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
            return [str(one) for one in value]
        self._wrong(part, key, "array", value, warnings)
        return []

    def count(self, part: Part | None, key: str, warnings: list[Message]) -> int | None:
        """A whole number from 0."""
        value = self._value(part, key)
        if isinstance(value, Decimal) and value == value.to_integral_value():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
            return value
        self._wrong(part, key, "integer ≥ 0", value, warnings)
        return None

    def number(self, part: Part | None, key: str, warnings: list[Message]) -> Decimal | None:
        """A number, exactly."""
        value = self._value(part, key)
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        self._wrong(part, key, "number", value, warnings)
        return None

    def moment(
        self, part: Part | None, key: str, warnings: list[Message], zone: timezone | None = None
    ) -> date | datetime | None:
        """A day, or a moment of one: in `zone`, else as its own offset counts, which is dropped."""
        value = self._value(part, key)
        if isinstance(value, str):
            try:
                if found := _DAY.fullmatch(value):
                    return date.fromisoformat(found[1])
                if found := _MOMENT.fullmatch(value):
                    offset = (found[3] or "").upper().replace("Z", "+00:00")
                    moment = datetime.fromisoformat(f"{found[1]}T{found[2]}{offset}")
                    if zone is not None and moment.tzinfo is not None:
                        moment = moment.astimezone(zone)
                    return moment.replace(tzinfo=None)
            except (ValueError, OverflowError):
                pass
        self._wrong(part, key, "date", value, warnings)
        return None

    def day(self, part: Part | None, key: str, warnings: list[Message], zone: timezone | None = None) -> date | None:
        """A day, or the day of a moment."""
        found = self.moment(part, key, warnings, zone)
        return found.date() if isinstance(found, datetime) else found

    def yuan(self, part: Part | None, key: str, warnings: list[Message]) -> Decimal | None:
        """The amount of a value (`amount`, `currency`) in yuan; of another currency there is none, with a warning."""
        value = self.part(part, key, warnings)
        amount = self.number(value, "amount", warnings)
        if value is None or amount is None:
            return None
        currency = self.text(value, "currency", warnings)
        if currency is None:
            self.refuse(value.locator, f"{self._prefix}-currency-missing", warnings)
            return None
        if currency != YUAN:
            shown = currency if re.fullmatch("[A-Z]{3}", currency) else "?"
            if all(message.code != f"{self._prefix}-currency-other" for message in warnings):
                warnings.append(Message(f"{self._prefix}-currency-other", {"currency": shown}))
            return None
        try:
            to_fen(amount)
        except ValueError:
            self._wrong(value, "amount", "0.01", amount, warnings)
            return None
        if amount < 0:
            self._wrong(value, "amount", "number ≥ 0", amount, warnings)
            return None
        return amount

    def _value(self, part: Part | None, key: str) -> Any:
        return None if part is None else part.members.get(key)

    def _wrong(self, part: Part | None, key: str, wanted: str, value: Any, warnings: list[Message] | None) -> None:
        """Refuse a member that is there and not as it should be."""
        if part is not None and value is not None and value != "":
            self.refuse(part.place(key), "member-wrong-type", warnings, member=key, wanted=wanted)


def warn_all(record: Record, warnings: list[Message]) -> None:
    """Put warnings on a record, each code once."""
    known = {message.code for message in record.warnings}
    for message in warnings:
        if message.code not in known:
            known.add(message.code)
            record.warnings.append(message)


def objects(data: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """The values of a list with their places; anything else is the one value of its own list."""
    if isinstance(data, list):
        yield from (((*steps, n), value) for n, value in enumerate(data))
    else:
        yield steps, data
