"""Whether flags fall more often on some groups than on others: small units, one sector, clan villages, common names.

Flows in: a view and the answers of a run on a city in which nothing was planted. Flows out: for each group how many
flags there are and how many there would be if every group were flagged alike; shares of several cities add up.

A flag counts in each way of counting that fits it:

    matter      flags that rest on matters, by matters; the group is that of the unit, or of the party's town
    handling    the same, by matter and handler: the first act among their evidence says which
    party       the same, by those matters whose party is a person
    payee       other flags with a row of a person who is paid, by persons
    official    other flags with a row of somebody in office, by persons
    unit        all flags that do not rest on matters, by units
    answer      the same, by questions answered (flag or passed), rule by rule: a large unit is asked more often

    expected(group) = sum over cities of  flags x things(group) / things
                      (answer: sum over cities and rules of  flags(rule) x answers(rule, group) / answers(rule))
    ratio(group)    = flags(group) / expected(group), 1 where the group is flagged like the mean

Things whose group is not on record are shown, and stay out of flags and things of the mean.

A rule that flags one thing several times (a unit in each of four years) counts once there, but not among answers. The
interval is the exact one of a Poisson count (Garwood 1936), divided by what is expected. Flags of one post or family
come together more often than such a count has it, most of all among answers, so that true intervals are rather wider.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analytics.evaluation.figures import decimal
from analytics.evaluation.groups import Attribute, CityGroups, Counted, Population, Value, is_about_matters
from analytics.evaluation.matching import match
from analytics.rules.answers import Answer, Outcome
from analytics.snapshot import View
from models.truth import Right, Truth
from models.vocabulary import Term, UnitSector

LIMIT = Fraction(3, 2)  # a group flagged more often than this times the mean has to be explained
CONFIDENCE = 0.95


class Quarter(Term):
    """A quarter of what is counted."""

    FIRST = "1", "最低四分之一", "lowest quarter"
    SECOND = "2", "较低四分之一", "second quarter"
    THIRD = "3", "较高四分之一", "third quarter"
    FOURTH = "4", "最高四分之一", "highest quarter"
    UNKNOWN = "unknown", "未登记", "not on record"


class NameClass(Term):
    """How many persons known by number bear a name."""

    UNIQUE = "unique", "仅本人", "nobody else"
    SHARED = "shared", "2至3人", "2 or 3 bearers"
    COMMON = "common", "4人以上", "4 bearers and more"


class Verdict(Term):
    """What a ratio and its interval say about the limit."""

    WITHIN = "within", "不超过1.5倍", "within 1.5"
    OPEN = "open", "数量太少，无法判断", "too few to tell"
    ABOVE = "above", "超过1.5倍", "above 1.5"
    NONE = "none", "没有可比的", "nothing to compare"


@dataclass(frozen=True, slots=True)
class Share:
    """One group in one way of counting: its things, its flags, and the flags expected if all were flagged alike."""

    counted: Counted
    attribute: Attribute
    group: str  # code of a `Quarter` or a sector
    things: int
    flags: int
    expected: Fraction

    @property
    def ratio(self) -> Fraction | None:
        """Flags over expected flags; None where none are expected."""
        return self.flags / self.expected if self.expected else None

    @property
    def rate(self) -> Fraction | None:
        """Flags per thing."""
        return Fraction(self.flags, self.things) if self.things else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The exact 95 % interval of the ratio; None where no flags are expected.

        >>> low, high = Share(Counted.UNIT, Attribute.STAFF, "1", 10, 3, Fraction(2)).interval
        >>> round(low, 3), round(high, 3)
        (0.309, 4.384)
        """
        if not self.expected:
            return None
        from scipy.stats import chi2  # slow to import, and few ask for it

        tail, expected = (1 - CONFIDENCE) / 2, float(self.expected)
        low = float(chi2.ppf(tail, 2 * self.flags)) / 2 if self.flags else 0.0
        return low / expected, float(chi2.ppf(1 - tail, 2 * self.flags + 2)) / 2 / expected

    @property
    def verdict(self) -> Verdict:
        """Above where even the lower end is above 1 and the ratio above the limit; within where the upper end is."""
        ratio, interval = self.ratio, self.interval
        if ratio is None or interval is None:
            return Verdict.NONE
        if ratio > LIMIT and interval[0] > 1:
            return Verdict.ABOVE
        return Verdict.WITHIN if interval[1] <= LIMIT else Verdict.OPEN

    def as_row(self) -> dict[str, Any]:
        """The figures; ratios as decimal text of four places, or None."""
        low, high = self.interval or (None, None)
        return {
            "counted": str(self.counted),
            "attribute": str(self.attribute),
            "group": self.group,
            "things": self.things,
            "flags": self.flags,
            "expected": decimal(self.expected),
            "ratio": decimal(self.ratio),
            "low": None if low is None else f"{low:.4f}",
            "high": None if high is None else f"{high:.4f}",
            "verdict": str(self.verdict),
        }


def group_of(share: Share) -> Term:
    """The group of a share as a word: a sector, a class of names or a quarter.

    >>> group_of(Share(Counted.UNIT, Attribute.SECTOR, "school", 1, 0, Fraction(0))).en
    'school'
    """
    if share.group == Quarter.UNKNOWN:
        return Quarter.UNKNOWN
    return {Attribute.SECTOR: UnitSector, Attribute.NAME: NameClass}.get(share.attribute, Quarter)(share.group)


def measure_fairness(view: View, answers: Iterable[Answer]) -> tuple[Share, ...]:
    """The shares of all groups of one city, in every way of counting; flags that fit no way are in none."""
    city, given = CityGroups(view), list(answers)
    return tuple(share for counted in Counted for share in _shares(counted, city.population(counted), city, given))


def pooled(cities: Iterable[Iterable[Share]]) -> tuple[Share, ...]:
    """The shares of several cities as one: things, flags and expected flags add up, so that no city weighs by its rate.

    >>> one = Share(Counted.UNIT, Attribute.STAFF, "1", 10, 3, Fraction(2))
    >>> pooled([[one], [one]])[0].flags
    6
    """
    sums: dict[tuple[Counted, Attribute, str], tuple[int, int, Fraction]] = {}
    for share in (share for city in cities for share in city):
        key = share.counted, share.attribute, share.group
        things, flags, expected = sums.get(key, (0, 0, Fraction(0)))
        sums[key] = things + share.things, flags + share.flags, expected + share.expected
    return tuple(Share(*key, *sums[key]) for key in sorted(sums, key=_order))


def unfounded(truth: Truth, answers: Iterable[Answer]) -> list[Answer]:
    """The answers without flags about cases that the city holds by itself: a flag there is right, nobody's bad luck."""
    given = list(answers)
    about = match(truth, given).about
    right = {
        id(answer)
        for plant in truth.plants
        for owed in plant.owed
        if owed.happened is Right.FLAG
        for answer in about.get((plant.id, owed.rule), ())
        if answer.outcome is Outcome.FLAG
    }
    return [answer for answer in given if id(answer) not in right]


def quarters(values: Mapping[str, Value]) -> dict[str, str]:
    """The quarter each thing belongs to by its value; equal values stay together, in the lowest quarter they reach.

    >>> found = quarters({"a": 1, "b": 1, "c": 1, "d": 5, "e": None})
    >>> [found[thing] for thing in "abcde"]
    ['1', '1', '1', '4', 'unknown']
    """
    known = sorted(value for value in values.values() if isinstance(value, int | Fraction))
    edges = [known[-(-len(known) * n // 4) - 1] for n in range(1, 5)] if known else []
    return {
        thing: next(
            (str(n) for n, edge in enumerate(edges, start=1) if isinstance(value, int | Fraction) and value <= edge),
            str(Quarter.UNKNOWN),
        )
        for thing, value in values.items()
    }


def _shares(counted: Counted, population: Population, city: CityGroups, answers: list[Answer]) -> list[Share]:
    found = []
    for attribute, values in population.values.items():
        groups = _GROUPS.get(attribute, quarters)(values)
        if counted is Counted.ANSWER:
            found += _by_answers(attribute, groups, answers)
        else:
            flagged = Counter(groups[thing] for thing in _flagged(counted, population, city, answers))
            found += _by_things(counted, attribute, groups, flagged)
    return sorted(found, key=lambda share: _order((share.counted, share.attribute, share.group)))


def _sectors(values: Mapping[str, Value]) -> dict[str, str]:
    return {thing: str(Quarter.UNKNOWN) if value is None else str(value) for thing, value in values.items()}


def _names(values: Mapping[str, Value]) -> dict[str, str]:
    return {thing: str(name_class(bearers)) for thing, bearers in values.items() if isinstance(bearers, int)}


def name_class(bearers: int) -> NameClass:
    """The class of a name; somebody whose own number nobody wrote down counts as its one bearer."""
    if bearers < 2:
        return NameClass.UNIQUE
    return NameClass.SHARED if bearers < 4 else NameClass.COMMON


_GROUPS = {Attribute.SECTOR: _sectors, Attribute.NAME: _names}


def _flagged(counted: Counted, population: Population, city: CityGroups, answers: list[Answer]) -> list[str]:
    """The thing that each flag of this way of counting is about; once for each rule and thing."""
    found: dict[tuple[str, str], str] = {}
    things = population.things
    for answer in answers:
        if answer.outcome is not Outcome.FLAG or is_about_matters(answer) is not (counted in _OF_MATTERS):
            continue
        if counted is Counted.UNIT:
            thing = answer.unit_id
        elif counted is Counted.OFFICIAL and city.population(Counted.PAYEE).spoken_of(answer) is not None:
            thing = None
        elif counted is Counted.MATTER and answer.subject_type == "matter":
            thing = answer.subject_id
        else:
            thing = population.spoken_of(answer)
        if thing is not None and thing in things:
            found[answer.rule, thing] = thing
    return list(found.values())


_OF_MATTERS = {Counted.MATTER, Counted.HANDLING, Counted.PARTY}


def _by_things(counted: Counted, attribute: Attribute, groups: Mapping[str, str], flagged: Counter[str]) -> list[Share]:
    things = Counter(groups.values())
    known = things.total() - things[Quarter.UNKNOWN]
    flags = flagged.total() - flagged[Quarter.UNKNOWN]
    return [
        Share(counted, attribute, group, number, flagged[group], _expected(group, number, flags, known))
        for group, number in things.items()
    ]


def _expected(group: str, number: int, flags: int, known: int) -> Fraction:
    return Fraction(0) if group == Quarter.UNKNOWN else Fraction(flags * number, known)


def _by_answers(attribute: Attribute, groups: Mapping[str, str], answers: list[Answer]) -> list[Share]:
    """Flags by answers, each rule by its own rate, so that a group is not blamed for being asked other questions."""
    asked: dict[str, Counter[str]] = defaultdict(Counter)
    flagged: dict[str, Counter[str]] = defaultdict(Counter)
    for answer in answers:
        if answer.outcome not in (Outcome.FLAG, Outcome.PASS) or is_about_matters(answer):
            continue
        group = groups.get(answer.unit_id or "")
        if group is not None:
            asked[answer.rule][group] += 1
            flagged[answer.rule][group] += answer.outcome is Outcome.FLAG
    shares = []
    for rule, numbers in asked.items():
        known = numbers.total() - numbers[Quarter.UNKNOWN]
        flags = flagged[rule].total() - flagged[rule][Quarter.UNKNOWN]
        for group, number in numbers.items():
            expected = _expected(group, number, flags, known)
            shares.append(Share(Counted.ANSWER, attribute, group, number, flagged[rule][group], expected))
    return list(pooled([shares]))


def _order(key: tuple[Counted, Attribute, str]) -> tuple[int, int, int]:
    counted, attribute, group = key
    groups = [str(word) for words in (UnitSector, NameClass, Quarter) for word in words]
    return list(Counted).index(counted), list(Attribute).index(attribute), groups.index(group)
