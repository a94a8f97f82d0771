"""What chance alone would give: exact tails of shares drawn within strata, of turns, and the control of many tests.

Flows in: whole numbers (margins of strata, what was observed, p-values as fractions). Flows out: exact fractions, the
same on every machine. Formulas and sources stand in docs/method.md, "Favouritism as a network".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import comb
from typing import TypeVar

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True, order=True)
class Stratum:
    """Cases that are alike: how many there are (`cases`), how many one giver handled, how many one taker had."""

    cases: int
    given: int
    taken: int


def expected(strata: Iterable[Stratum]) -> Fraction:
    """Cases that giver and taker would share if, within each stratum, cases were dealt out without regard.

    >>> expected([Stratum(cases=10, given=5, taken=4), Stratum(cases=8, given=2, taken=4)])
    Fraction(3, 1)
    """
    return sum((Fraction(s.given * s.taken, s.cases) for s in strata), Fraction(0))


def tail(strata: Iterable[Stratum], observed: int) -> Fraction:
    """The chance that giver and taker share `observed` cases or more, margins kept and strata apart.

    Within a stratum the number shared is hypergeometric (all ways to deal out the cases that leave every giver and
    every taker as many as they have); strata are independent, so their counts are convolved, in whole numbers.

    >>> tail([Stratum(cases=4, given=2, taken=2)], 2)
    Fraction(1, 6)
    >>> tail([], 0)
    Fraction(1, 1)
    """
    ways, whole = [1], 1
    for stratum in sorted(strata):
        own = _few_ways(stratum) if min(stratum.given, stratum.taken) <= _FEW else _ways(stratum)
        ways = _convolved(ways, own)
        whole *= sum(own)
    return Fraction(sum(ways[max(observed, 0) :]), whole)


def _ways(stratum: Stratum) -> tuple[int, ...]:
    """Ways to share 0, 1, 2, ... cases of a stratum; the smaller margin is the one drawn, which keeps numbers small."""
    drawn, marked = sorted((stratum.given, stratum.taken))
    others = stratum.cases - marked
    return tuple(comb(marked, n) * comb(others, drawn - n) for n in range(drawn + 1))


# Small strata recur by the thousand; those of a firm that bids everywhere are of megabytes each, and hardly recur.
_FEW = 32
_few_ways = lru_cache(maxsize=4096)(_ways)


def _convolved(one: Sequence[int], other: Sequence[int]) -> list[int]:
    found = [0] * (len(one) + len(other) - 1)
    for n, first in enumerate(one):
        if first:
            for m, second in enumerate(other):
                found[n + m] += first * second
    return found


def repeats(winners: Sequence[object]) -> int:
    """How often the winner of one lot also wins the next.

    >>> repeats("ABCABC"), repeats("AABB")
    (0, 2)
    """
    return sum(one == other for one, other in pairwise(winners))


def few_repeats(counts: Iterable[int], observed: int) -> Fraction:
    """The chance of `observed` repeats or fewer when the same wins come in any order, all orders alike.

    `counts` are the wins of each firm. The orders with exactly r repeats are counted by cutting each firm's wins into
    blocks: with b blocks in all, firm i's c wins form b_i blocks in C(c-1, b_i-1) ways, and blocks of different firms
    may be put in a row without equal neighbours by inclusion and exclusion over joined blocks.

    >>> few_repeats([2, 2], 0), few_repeats([2, 2], 2)
    (Fraction(1, 3), Fraction(1, 1))
    """
    sizes = sorted(n for n in counts if n > 0)
    total = sum(sizes)
    # ways[b]: orders of b labelled-by-firm blocks, blocks of a firm alike, before equal neighbours are excluded
    ways: dict[int, int] = {0: 1}
    for size in sizes:
        grown: Counter[int] = Counter()
        for blocks, number in ways.items():
            for own in range(1, size + 1):
                grown[blocks + own] += number * comb(size - 1, own - 1) * comb(blocks + own, own)
        ways = dict(grown)
    # A sequence with r repeats is counted in `ways[b]` once for each of the C(r, total-b) choices of joints kept.
    exact = {
        r: sum((-1) ** (j - r) * comb(j, r) * ways.get(total - j, 0) for j in range(r, total))
        for r in range(total or 1)
    }
    whole = ways.get(total, 1)
    return Fraction(sum(exact[r] for r in exact if r <= observed), whole)


def fisher(one: Fraction, other: Fraction) -> Fraction:
    """An upper bound of the chance that two independent p-values have a product as small as theirs (Fisher's method).

    P(UV <= x) = x (1 + ln 1/x) for uniform U, V; discrete p-values are larger, which keeps the bound. ln 1/x is taken
    from above by whole numbers, so that the result is an exact fraction.

    >>> fisher(Fraction(1, 10), Fraction(1, 10))
    Fraction(3, 50)
    """
    product = one * other
    if product >= 1:
        return Fraction(1)
    if product == 0:
        return Fraction(0)
    return min(Fraction(1), product * (1 + _log_above(1 / product)))


# ln 2 from above, to five places.
_LOG_2 = Fraction(69315, 100_000)


def _log_above(ratio: Fraction) -> int:
    """A whole number not below ln(ratio), for a ratio of 1 or more."""
    doublings = (ratio.numerator // ratio.denominator).bit_length()  # ratio < 2 ** doublings
    return -((-doublings * _LOG_2.numerator) // _LOG_2.denominator)


def adjusted(values: Mapping[Key, Fraction], tests: int | None = None) -> dict[Key, Fraction]:
    """Benjamini-Hochberg: for each p-value the smallest false discovery rate at which it would be called.

    `tests` is how many tests were made when some of them (with p = 1) are not listed.

    >>> adjusted({"a": Fraction(1, 100), "b": Fraction(2, 100), "c": Fraction(1)})
    {'a': Fraction(3, 100), 'b': Fraction(3, 100), 'c': Fraction(1, 1)}
    """
    whole = max(len(values), tests or 0)
    found: dict[Key, Fraction] = {}
    least = Fraction(1)
    order = sorted(values.items(), key=lambda item: item[1])
    for place in range(len(order), 0, -1):
        key, value = order[place - 1]
        least = min(least, value * whole / place)
        found[key] = least
    return {key: found[key] for key in values}
