"""Thresholds of rules: each with its unit, its source and the days from which its values hold.

Flows in: parameters as rules declare them, dated values that an office added (`rules.threshold_changes`), and values
that somebody tries in place of all. Flows out: the value in force on a day, exact (whole number, decimal or word). A
name nobody declared is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from decimal import Decimal, InvalidOperation
from typing import Any

from analytics.errors import RunAborted
from models.language import Language
from models.money import plain
from models.vocabulary import Term

Value = int | Decimal | str


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a rule's page in both languages."""

    zh: str
    en: str

    def label(self, language: str) -> str:
        """The text in one language (`zh` or `en`)."""
        return self.zh if language == "zh" else self.en


class Measure(Term):
    """What values and thresholds are counted in."""

    DAYS = "days", "天", "days"
    CALENDAR_DAYS = "calendar_days", "个自然日", "calendar days"
    WORKING_DAYS = "working_days", "个工作日", "working days"
    MONTHS = "months", "个月", "months"
    YEARS = "years", "年", "years"
    YUAN = "yuan", "元", "yuan"
    PERCENT = "percent", "%", "%"
    BIDS = "bids", "家投标", "bids"
    PAYEES = "payees", "个收款对象", "payees"
    LOTS = "lots", "个标段", "lots"
    BIDDERS = "bidders", "家投标人", "bidders"
    FINDINGS = "findings", "处", "findings"
    ELEMENTS = "elements", "项要素", "elements"
    FORMS = "forms", "张表", "forms"
    LINES = "lines", "行", "lines"
    DIGITS = "digits", "位", "digits"
    PEERS = "peers", "个同类单位", "peers"
    PEOPLE = "people", "人", "people"
    TIMES = "times", "倍", "times"
    YUAN_PER_POST = "yuan_per_post", "元/编制", "yuan per authorised post"
    DUTY = "duty", "是否必备", "whether required"
    ACTS = "acts", "次", "acts"
    GRADE = "grade", "等级", "grade"
    DAY_KIND = "day_kind", "日的算法", "kind of day"
    SCOPE = "scope", "范围", "scope"


# Between these bounds, both included, a threshold means something and every rule can reckon with it.
_BOUNDS = {
    Measure.DAYS: (0, 36_500),
    Measure.CALENDAR_DAYS: (0, 36_500),
    Measure.WORKING_DAYS: (0, 36_500),
    Measure.MONTHS: (0, 1_200),
    Measure.YEARS: (0, 100),
    Measure.DIGITS: (1, 20),
    Measure.PERCENT: (0, 100_000),
    Measure.TIMES: (1, 1_000_000_000),
    Measure.YUAN: (0, 1_000_000_000_000),
    Measure.YUAN_PER_POST: (0, 1_000_000_000_000),
}
_ANY_COUNT = (0, 1_000_000_000)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One threshold of a rule.

    `values` are (first day in force, value), oldest first; a word has to be one of `choices`, a number lies within
    `bounds`, both included, or within those of its unit. `source` is the law and
    article, the standard or the local measure it comes from, or says that it is a default of ours. `changes` are
    (first day, number of the change) of the values that the office itself added.
    """

    name: str
    zh: str
    en: str
    unit: Measure
    source: Text
    values: tuple[tuple[date, Value], ...]
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None
    changes: tuple[tuple[date, int], ...] = ()

    def label(self, language: Language) -> str:
        """What it is called in the reader's language."""
        return self.zh if language is Language.ZH else self.en

    def on(self, day: date) -> Value | None:
        """The value in force on a day; None before the first one.

        >>> days = Parameter("days", "天数", "days", Measure.DAYS, Text("", ""), ((date(2018, 5, 1), 10),))
        >>> days.on(date(2018, 5, 1)), days.on(date(2018, 4, 30))
        (10, None)
        """
        in_force = [value for first, value in self.values if first <= day]
        return in_force[-1] if in_force else None

    def change_on(self, day: date) -> int | None:
        """The number of the office's change whose value is in force on a day; None where it is the rule's own."""
        first = max((first for first, _ in self.values if first <= day), default=None)
        return dict(self.changes).get(first) if first is not None else None

    @property
    def allowed(self) -> str:
        """The values it may take: words, or bounds with the unit.

        >>> Parameter("years", "年", "years", Measure.YEARS, Text("", ""), ((date(2014, 1, 1), 5),)).allowed
        '0-100 years'
        """
        if self.choices:
            return ", ".join(self.choices)
        if isinstance(self.values[0][1], str):
            return self.unit.en
        least, most = self.bounds or _BOUNDS.get(self.unit, _ANY_COUNT)
        return f"{least}-{most} {self.unit.en}"

    def _holds(self, value: Value) -> bool:
        if isinstance(value, str):
            return not self.choices or value in self.choices
        least, most = self.bounds or _BOUNDS.get(self.unit, _ANY_COUNT)
        return Decimal(value).is_finite() and least <= value <= most

    def read(self, rule: str, value: object) -> Value:
        """A value of this parameter from what somebody typed. RunAborted where it is not allowed, with what is."""
        kind = type(self.values[0][1])
        try:
            read = kind(str(value))
        except (ValueError, InvalidOperation):
            read = None
        if read is None or not self._holds(read):
            raise RunAborted("rules-impossible-value", rule=rule, name=self.name, value=value, allowed=self.allowed)
        return read

    def set_to(self, rule: str, value: object) -> Parameter:
        """The same parameter with one value for all days, to try it. RunAborted where not allowed."""
        return replace(self, values=((date.min, self.read(rule, value)),), changes=())

    def changed(self, first: date, value: Value, number: int) -> Parameter:
        """The same parameter with a further value from a day on; values of other days stay.

        >>> days = Parameter("days", "天数", "days", Measure.DAYS, Text("", ""), ((date(2018, 5, 1), 10),))
        >>> later = days.changed(date(2026, 1, 1), 15, number=1)
        >>> [later.on(date(year, 6, 1)) for year in (2025, 2026)], later.change_on(date(2026, 1, 1))
        ([10, 15], 1)
        """
        values = dict(self.values) | {first: value}
        numbers = dict(self.changes) | {first: number}
        return replace(self, values=tuple(sorted(values.items())), changes=tuple(sorted(numbers.items())))


def first_day(year: int) -> date:
    """The first day of a year, for thresholds in force then; a year no calendar knows counts as the nearest it does."""
    return date(min(max(year, MINYEAR), MAXYEAR), 1, 1)


def value_text(value: Value) -> str:
    """A value as exact text, one for each number.

    >>> value_text(Decimal("0.50")), value_text(8), value_text("LOW")
    ('0.5', '8', 'LOW')
    """
    return plain(value) if isinstance(value, Decimal) else str(value)


class Parameters:
    """The parameters of one rule, read by name and day.

    `used` are the numbers of the office's changes whose values were read so far.
    """

    def __init__(self, parameters: tuple[Parameter, ...]) -> None:
        self._by_name = {p.name: p for p in parameters}
        self.used: set[int] = set()

    def whole(self, name: str, day: date) -> int | None:
        """A whole number in force on a day; None before the first one."""
        value = self._on(name, day)
        return None if value is None else int(value)

    def decimal(self, name: str, day: date) -> Decimal | None:
        """A decimal in force on a day; None before the first one."""
        value = self._on(name, day)
        return None if value is None else Decimal(value)

    def word(self, name: str, day: date) -> str | None:
        """A word in force on a day; None before the first one."""
        value = self._on(name, day)
        return None if value is None else str(value)

    def least(self, name: str) -> int:
        """The least whole number in force on any day, for what has to be looked at whatever the day turns out to be."""
        return min(int(value) for _, value in self._by_name[name].values)

    def _on(self, name: str, day: date) -> Value | None:
        parameter = self._by_name[name]
        change = parameter.change_on(day) if parameter.changes else None
        if change is not None:
            self.used.add(change)
        return parameter.on(day)

    def replaced(self, rule: str, settings: Mapping[str, Any]) -> Parameters:
        """These parameters with other values for all days in place of theirs; an unknown name is refused."""
        for name in settings:
            if name not in self._by_name:
                known = ", ".join(sorted(self._by_name)) or "-"
                raise RunAborted("rules-unknown-parameter", rule=rule, name=name, known=known)
        return Parameters(tuple(p.set_to(rule, settings[n]) if n in settings else p for n, p in self._by_name.items()))
