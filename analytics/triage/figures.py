"""How good chances are: order (AUC), distance from what happened (Brier), reliability, and whether things have moved.

Flows in: chances and what became of the flags. Flows out: figures, each None where there is too little to say; nothing
is a ratio of nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

_Z: Final = 1.959963984540054  # of the normal distribution, 97.5 %
BINS: Final = 10
_PLACES: Final = 4

Told = Sequence[tuple[float, bool]]  # chance, and whether the facts held


@dataclass(frozen=True, slots=True)
class Bin:
    """Flags whose chances lie from `low` to `high`, both included: how many, the mean chance, and how many held."""

    low: float
    high: float
    flags: int
    mean_chance: float
    held: int

    @property
    def share(self) -> Fraction:
        """The share that held."""
        return Fraction(self.held, self.flags)


def auc(told: Told) -> Fraction | None:
    """The chance that a flag whose facts held comes before one whose facts did not; ties count half.

    Exact (Mann and Whitney 1947). None unless there are flags of both kinds.

    >>> auc([(0.9, True), (0.8, False), (0.8, True)]), auc([(0.9, True)])
    (Fraction(3, 4), None)
    """
    held = sum(1 for _, did in told if did)
    others = len(told) - held
    if not held or not others:
        return None
    below = 0  # of those that did not hold, twice over so that half a tie is whole
    wins = 0
    for _, group in sorted(_by_chance(told).items()):
        hits = sum(group)
        misses = len(group) - hits
        wins += hits * (2 * below + misses)
        below += misses
    return Fraction(wins, 2 * held * others)


def auc_interval(told: Told) -> tuple[float, float] | None:
    """The 95 % interval of the AUC after Hanley and McNeil (Radiology 143, 1982, 29-36); None where there is none.

    It leans on the number of flags of the rarer kind: with a handful it is wide, and it is rough where the AUC is
    near 0 or 1.
    """
    area = auc(told)
    if area is None:
        return None
    a = float(area)
    held = sum(1 for _, did in told if did)
    others = len(told) - held
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    spread = a * (1 - a) + (held - 1) * (q1 - a * a) + (others - 1) * (q2 - a * a)
    reach = _Z * math.sqrt(max(spread, 0.0) / (held * others))
    return max(0.0, a - reach), min(1.0, a + reach)


def brier(told: Told) -> float | None:
    """The mean squared distance between chance and outcome (Brier 1950): 0 is perfect; None for no flag.

    >>> brier([(1.0, True), (0.5, False)])
    0.125
    """
    return math.fsum((chance - did) ** 2 for chance, did in told) / len(told) if told else None


def reliability(told: Told) -> tuple[Bin, ...]:
    """Flags by chance in bands of about equal size, at most ten; equal chances share a band.

    Bands of equal width would hold nearly all flags in one where most chances are high.
    """
    bands: list[list[tuple[float, bool]]] = []
    taken = 0
    for chance, group in sorted(_by_chance(told).items()):
        if not bands or taken * BINS >= len(bands) * len(told):
            bands.append([])
        bands[-1] += [(chance, did) for did in group]
        taken += len(group)
    return tuple(
        Bin(
            low=band[0][0],
            high=band[-1][0],
            flags=len(band),
            mean_chance=math.fsum(chance for chance, _ in band) / len(band),
            held=sum(did for _, did in band),
        )
        for band in bands
    )


def stability(before: Sequence[int], after: Sequence[int]) -> float:
    """The population stability index of two counts over the same bands; half a flag is added to each band.

    Sum of (p - q) ln (p / q): 0 where both are alike; by custom up to 0.1 is steady and above 0.25 has moved.

    >>> stability([5, 5], [50, 50])
    0.0
    """
    p = [(count + 0.5) / (sum(before) + 0.5 * len(before)) for count in before]
    q = [(count + 0.5) / (sum(after) + 0.5 * len(after)) for count in after]
    index = math.fsum((one - other) * math.log(one / other) for one, other in zip(p, q, strict=True))
    return round(index, 12) + 0.0


def summary(told: Told) -> dict[str, Any]:
    """The figures as plain values: counts, AUC with interval, Brier; rounded to four places, None where not known."""
    interval = auc_interval(told)
    area = auc(told)
    return {
        "flags": len(told),
        "held": sum(did for _, did in told),
        "not_held": sum(not did for _, did in told),
        "auc": None if area is None else round(float(area), _PLACES),
        "auc_low": None if interval is None else round(interval[0], _PLACES),
        "auc_high": None if interval is None else round(interval[1], _PLACES),
        "brier": None if (score := brier(told)) is None else round(score, _PLACES + 2),
    }


def bin_rows(bins: Iterable[Bin]) -> list[dict[str, Any]]:
    """Bands of reliability as plain values."""
    return [
        {
            "low": round(one.low, _PLACES),
            "high": round(one.high, _PLACES),
            "flags": one.flags,
            "mean_chance": round(one.mean_chance, _PLACES),
            "held": one.held,
            "share": round(float(one.share), _PLACES),
        }
        for one in bins
    ]


def _by_chance(told: Told) -> dict[float, list[bool]]:
    """What became of the flags of each chance."""
    groups: dict[float, list[bool]] = {}
    for chance, did in told:
        groups.setdefault(chance, []).append(did)
    return groups
