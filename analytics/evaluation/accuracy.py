"""How accurate the rules are over several cities together: counts added up, intervals, and the aims they are held to.

Flows in: the evaluations of several cities. Flows out: an `Accuracy`: tallies by rule and by difficulty, the cases that
were not answered as owed, and each aim with the figure that was reached. Nothing is averaged: counts are added, and the
interval of a share is Wilson's, of 95 %.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Final

from analytics.evaluation.figures import Evaluation, Missed, Tally, added
from models.truth import City, Difficulty

# Rules that judge by a distribution, or by a share that no law names, and not by a duty, a date or a sum: the fences of
# peers (B03, P06), what peers report (L04), a binomial test (V02), the share of one payee or supplier (F04, V05).
STATISTICAL: Final = frozenset({"B03", "F04", "L04", "P06", "V02", "V05"})
_Z: Final = 1.959963984540054  # the quantile of the normal distribution that leaves 2.5 % above it


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many; `part` is at most `whole`."""

    part: int
    whole: int

    @property
    def ratio(self) -> Fraction | None:
        """The share; None where there is nothing to share."""
        return Fraction(self.part, self.whole) if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of 95 %; None where there is nothing to share.

        E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.

        >>> [round(end, 4) for end in Share(30, 30).interval]
        [0.8865, 1.0]
        >>> Share(0, 0).interval is None
        True
        """
        if not self.whole:
            return None
        n, p = self.whole, self.part / self.whole
        middle = p + _Z * _Z / (2 * n)
        reach = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
        low, high = (middle - reach) / (1 + _Z * _Z / n), (middle + reach) / (1 + _Z * _Z / n)
        return (0.0 if self.part == 0 else low, 1.0 if self.part == n else high)


@dataclass(frozen=True, slots=True)
class Aim:
    """A figure to be reached: at least `wanted`, or at most where `at_most`."""

    code: str
    wanted: Fraction
    share: Share
    at_most: bool = False

    @property
    def is_met(self) -> bool | None:
        """Whether the share reaches it; None where nothing was counted."""
        if (ratio := self.share.ratio) is None:
            return None
        return ratio <= self.wanted if self.at_most else ratio >= self.wanted


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The evaluations of several cities as one."""

    cities: tuple[City, ...]
    hits: int
    per_rule: Mapping[str, Tally]
    by_difficulty: Mapping[tuple[str, Difficulty], Tally]
    missed: tuple[tuple[int, Missed], ...]  # with the seed of the city

    @property
    def prevalence(self) -> Fraction | None:
        """Planted hits per decision."""
        decisions = sum(city.decisions for city in self.cities)
        return Fraction(self.hits, decisions) if decisions else None

    def of(self, codes: Iterable[str]) -> Tally:
        """The tally of some rules together."""
        return added(self.per_rule[code] for code in codes if code in self.per_rule)

    def at(self, difficulty: Difficulty) -> Tally:
        """The tally of all rules at one difficulty."""
        return added(tally for (_, level), tally in self.by_difficulty.items() if level is difficulty)

    def aims(self) -> tuple[Aim, ...]:
        """What the rules are held to, with what they reached."""
        exact, statistical = self.of(self.per_rule.keys() - STATISTICAL), self.of(STATISTICAL)
        every = self.of(self.per_rule)
        return (
            Aim("exact-precision", Fraction(98, 100), precision(exact)),
            Aim("exact-recall", Fraction(98, 100), recall(exact)),
            Aim("statistical-precision", Fraction(8, 10), precision(statistical)),
            Aim("statistical-recall", Fraction(8, 10), recall(statistical)),
            Aim("near-misses-passed", Fraction(97, 100), Share(every.near_misses_passed, every.near_misses_known)),
            Aim("near-misses-flagged", Fraction(1, 100), Share(every.near_misses_flagged, every.near_misses), True),
            Aim("decoys", Fraction(99, 100), Share(every.decoys_cannot_assess, every.decoys)),
            Aim("homonyms-flagged", Fraction(0), Share(every.homonyms_flagged, every.homonyms), True),
        )

    def below(self) -> tuple[str, ...]:
        """Rules that by themselves stay below the aim of their class in precision or recall."""
        return tuple(code for code, tally in sorted(self.per_rule.items()) if _is_below(code, tally))


def precision(tally: Tally) -> Share:
    """Right among the right and the false."""
    return Share(tally.tp, tally.tp + tally.fp)


def recall(tally: Tally) -> Share:
    """Found among what was to be found."""
    return Share(tally.tp, tally.tp + tally.fn)


def planted(tally: Tally) -> Share:
    """Found among the planted hits that were to be found: those of the innocent city left out."""
    return Share(tally.tp - tally.natural_found, tally.tp + tally.fn - tally.natural)


def accuracy(evaluations: Iterable[Evaluation]) -> Accuracy:
    """Add evaluations up."""
    cities: list[City] = []
    missed: list[tuple[int, Missed]] = []
    per_rule: dict[str, list[Tally]] = defaultdict(list)
    by_difficulty: dict[tuple[str, Difficulty], list[Tally]] = defaultdict(list)
    hits = 0
    for one in evaluations:
        cities.append(one.truth.city)
        hits += one.hits
        missed += [(one.truth.city.seed, case) for case in one.missed]
        for code, tally in one.per_rule.items():
            per_rule[code].append(tally)
        for key, tally in one.by_difficulty.items():
            by_difficulty[key].append(tally)
    return Accuracy(
        cities=tuple(cities),
        hits=hits,
        per_rule={code: added(tallies) for code, tallies in per_rule.items()},
        by_difficulty={key: added(tallies) for key, tallies in by_difficulty.items()},
        missed=tuple(missed),
    )


def _is_below(code: str, tally: Tally) -> bool:
    wanted = Fraction(8, 10) if code in STATISTICAL else Fraction(98, 100)
    return any(ratio is not None and ratio < wanted for ratio in (tally.precision, tally.recall))
