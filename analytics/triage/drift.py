"""Whether the leads of today are like those a model learned from, and whether its chances still come true.

Flows in: the reference that the fit left (how features and chances were spread), the leads of a run, and reviews since
the fit. Flows out: a row for each feature and for the chance, and one about what was foretold against what was found.
With too few leads or reviews the answer is "cannot assess".

Spread is compared by the population stability index. By custom, up to 0.1 is steady and above 0.25 has moved; but with
few leads chance alone reaches that. So it has to exceed as well what chance brings about in one of a hundred cases:
n m / (n + m) times the index is about chi-squared (B. Yurdakul, J. Naranjo, Journal of Risk Model Validation 14, 2020).
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from typing import Any, Final

from analytics.triage.features import RULE, Feature, Features
from analytics.triage.figures import Told, stability
from models.vocabulary import Term

LEAST_LEADS: Final = 50
LEAST_REVIEWS: Final = 20
STEADY: Final = 0.1
MOVED: Final = 0.25
RULES: Final = "rule"
CHANCE: Final = "chance"
_EDGES = (0.0, 0.25, 0.5, 0.75)  # 0 itself, and four bands above it
BANDS: Final = len(_EDGES) + 1  # of a feature
_BY_CHANCE = 0.01
_FAR = 2.576  # standard deviations, beyond which chance leads in one of a hundred cases


class Drift(Term):
    """What a comparison says."""

    STEADY = "steady", "稳定", "steady"
    SOME = "some", "略有变化", "somewhat moved"
    MOVED = "moved", "已变化", "moved"
    UNKNOWN = "cannot_assess", "无法判断", "cannot assess"


@dataclass(frozen=True, slots=True)
class Moved:
    """How a feature (by its name), the mix of rules or the chance is spread now against then."""

    what: str
    before: int
    after: int
    index: float | None
    verdict: Drift


@dataclass(frozen=True, slots=True)
class Foretold:
    """Reviews since the fit: how many facts were to hold by the chances told, and how many did.

    `deviations` says how many standard deviations lie between; None where it cannot be said.
    """

    reviews: int
    expected: float | None
    held: int | None
    deviations: float | None
    verdict: Drift


def reference_of(population: Sequence[Features], chances: Sequence[float]) -> dict[str, Any]:
    """How features, rules and chances are spread, as counts over bands; chances over tenths of those at hand."""
    ranked = sorted(chances)
    edges = sorted({ranked[len(ranked) * tenth // 10] for tenth in range(1, 10)}) if ranked else []
    return {
        "leads": len(population),
        "features": {str(one): _spread(population, one) for one in Feature},
        "rules": dict(sorted(_rules(population).items())),
        "chance_edges": edges,
        "chances": _banded(chances, edges),
    }


def drift_of(reference: Mapping[str, Any], population: Sequence[Features], chances: Sequence[float]) -> list[Moved]:
    """The chance first, then the mix of rules, then each feature."""
    before, after = int(reference["leads"]), len(population)
    codes = sorted({*reference["rules"], *_rules(population)})
    mix = _rules(population)
    spreads = [
        (CHANCE, list(reference["chances"]), _banded(chances, reference["chance_edges"])),
        (RULES, [int(reference["rules"].get(code, 0)) for code in codes], [mix[code] for code in codes]),
        *((str(one), list(reference["features"][one]), _spread(population, one)) for one in Feature),
    ]
    return [_moved(what, then, now, before, after) for what, then, now in spreads]


def foretold(told: Told, *, is_probability: bool) -> Foretold:
    """What chances foretold about leads that were reviewed after the fit; `told` pairs a chance with what was found."""
    if not is_probability or len(told) < LEAST_REVIEWS:
        return Foretold(len(told), None, None, None, Drift.UNKNOWN)
    expected = fsum(chance for chance, _ in told)
    held = sum(did for _, did in told)
    spread = sqrt(fsum(chance * (1 - chance) for chance, _ in told))
    if spread == 0:
        return Foretold(len(told), expected, held, None, Drift.UNKNOWN)
    deviations = (held - expected) / spread
    verdict = Drift.MOVED if abs(deviations) > _FAR else Drift.STEADY
    return Foretold(len(told), round(expected, 2), held, round(deviations, 2), verdict)


def _moved(what: str, then: Sequence[int], now: Sequence[int], before: int, after: int) -> Moved:
    if min(before, after) < LEAST_LEADS:
        return Moved(what, before, after, None, Drift.UNKNOWN)
    used = [(p, q) for p, q in zip(then, now, strict=True) if p or q]
    if len(used) < 2:
        return Moved(what, before, after, 0.0, Drift.STEADY)
    index = stability([p for p, _ in used], [q for _, q in used])
    if index <= STEADY or not _is_beyond_chance(index, len(used), before, after):
        verdict = Drift.STEADY
    else:
        verdict = Drift.MOVED if index > MOVED else Drift.SOME
    return Moved(what, before, after, round(index, 4), verdict)


def _is_beyond_chance(index: float, bands: int, before: int, after: int) -> bool:
    from scipy.stats import chi2  # slow to import, and few ask for it

    return bool(chi2.sf(index * before * after / (before + after), bands - 1) < _BY_CHANCE)


def _spread(population: Iterable[Features], feature: str) -> list[int]:
    return _banded((features.get(feature, 0.0) for features in population), _EDGES)


def _banded(values: Iterable[float], edges: Sequence[float]) -> list[int]:
    """Counts of values up to each edge, and above the last."""
    counts = Counter(bisect_left(edges, value) for value in values)
    return [counts[band] for band in range(len(edges) + 1)]


def _rules(population: Iterable[Features]) -> Counter[str]:
    return Counter(name.removeprefix(RULE) for features in population for name in features if name.startswith(RULE))
