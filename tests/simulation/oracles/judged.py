"""What an oracle says: an answer and the rows that it is about.

One case often stands on several rows (the same line in two forms of a set, the acts of one official), so that a row by
itself has no answer; the rows that a case is compared with are not among them.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from tests.simulation.oracles.registers import Answer, Line


class Judged(NamedTuple):
    """An answer about some rows."""

    answer: Answer
    rows: tuple[Line, ...]


def judged(answer: Answer, *rows: Line) -> Judged:
    """An answer about these rows."""
    return Judged(answer, rows)


def holds(is_so: bool | None, *rows: Line) -> Judged:
    """A flag where the test holds, a pass where it does not, and neither where it could not be made."""
    return Judged("cannot_assess" if is_so is None else "flag" if is_so else "pass", rows)


def fences(values: Iterable[Fraction]) -> tuple[Fraction, Fraction]:
    """Q1 - 1.5 IQR and Q3 + 1.5 IQR, quartiles by linear interpolation (5a.16)."""
    ordered = sorted(values)
    low, high = _quantile(ordered, Fraction(1, 4)), _quantile(ordered, Fraction(3, 4))
    reach = (high - low) * Fraction(3, 2)
    return low - reach, high + reach


def _quantile(ordered: list[Fraction], part: Fraction) -> Fraction:
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
