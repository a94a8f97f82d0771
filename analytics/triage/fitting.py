"""Learning from flags whose facts are known to hold or not: regression, cross-validation by group, calibration.

Flows in: `Case`s, and the features of all leads there were (the population, by which drift is seen later). Flows out: a
`Model` with the figures it reached on cases it had not seen.

The regression is logistic with a quadratic penalty. Its features are bounded, so they need no scaling, and its weights
can be read one by one. How tight the penalty is gets chosen by the log loss on groups left out: a city as a whole on
synthetic ones, all leads of one unit among reviews.

From reviews, what the cold start says is one feature more: the sum of both is again a sum of weighted features. Where
few reviews speak the cold start prevails, where many do they may overrule it. The log odds are then calibrated by
cross-validation (Platt 1999). Attention chose most of the leads that were reviewed; those that chance drew say how
often facts hold at large. So the mean is moved towards theirs, by as much as their number bears: the shift is the
most probable one where before seeing them it is taken to be normal with deviation 1/2, since attention chooses by
what are features here, and explains little beyond them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from math import fsum, log
from typing import Any, Final

from analytics.errors import RunAborted
from analytics.triage.drift import reference_of
from analytics.triage.features import BASELINES, Case, Features
from analytics.triage.figures import Told, bin_rows, reliability, summary
from analytics.triage.model import ENOUGH_REVIEWS, Basis, Calibration, Linear, Model, logistic

PENALTIES: Final = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
FOLDS: Final = 5
LEAST_OF_EACH: Final = 10  # of held and of not held, without which nothing is learned or calibrated
_PRIOR_SCALE = 10.0  # a column of large figures needs a small weight, so that the penalty barely bears on it
_DEVIATION = 0.5  # of the shift before anything is seen: odds by about 5 to 3 either way; an expert default
_PLACES = 6


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the cases come from and how the model is made again: day, rule versions, sources, counts, command."""

    made_on: str
    rules: Mapping[str, str]
    sources: tuple[Mapping[str, Any], ...]
    counts: Mapping[str, int]
    command: str


def fit_cold_start(cases: Iterable[Case], population: Iterable[Features], told: Provenance) -> Model:
    """A model from synthetic cities; each is a group. Raises RunAborted where there are too few cases or cities."""
    known = _in_order(cases)
    _require_both(known)
    if len({case.group for case in known}) < 2:
        raise RunAborted("triage-fit-one-city")
    penalty, chances = _chosen(known, None, _names(known), _by_city)
    linear = _regression(known, _names(known), penalty, None)
    return _model(
        Basis.COLD_START, known, list(population), told, (linear, None, penalty), chances, _baselines(known, _by_city)
    )


def fit_reviews(cases: Iterable[Case], population: Iterable[Features], told: Provenance, prior: Model) -> Model:
    """A model from reviews, with the cold start behind it, calibrated.

    Raises RunAborted where fewer than `ENOUGH_REVIEWS` leads are settled, too few of them went one way, or the reviews
    go against the order of the model.
    """
    known = _in_order(cases)
    if len(known) < ENOUGH_REVIEWS:
        raise RunAborted("triage-fit-few-reviews", known=len(known), wanted=ENOUGH_REVIEWS)
    _require_both(known)
    start, names = prior.linear, _names(known)
    penalty, _ = _chosen(known, start, names, _by_fold)
    linear, slope, intercept = _calibrated(known, start, names, penalty)
    if slope <= 0:
        raise RunAborted("triage-fit-no-order")
    odds = _unseen(known, _by_fold(known), lambda some: _calibrated_odds(some, start, names, penalty))
    drawn = [(z, case.held) for z, case in zip(odds, known, strict=True) if case.drawn]
    shift = round(shift_to(drawn), _PLACES)
    calibration = Calibration(slope, intercept, shift, len(drawn), sum(held for _, held in drawn))
    chances = [logistic(z + shift) for z in odds]
    fitted = linear, calibration, penalty
    return _model(Basis.REVIEWS, known, list(population), told, fitted, chances, _baselines(known, _by_fold), prior)


def shift_to(drawn: Sequence[tuple[float, bool]]) -> float:
    """How far log odds are to be moved so that they fit the leads that chance drew; 0 where it drew none.

    The root of  sum (held - chance(z + d)) - d / deviation^2 = 0, found by halving.

    >>> shift_to([]), round(shift_to([(0.0, False)] * 4), 3)
    (0.0, -0.401)
    """
    low, high = -20.0, 20.0
    for _ in range(80):
        middle = (low + high) / 2
        if fsum(held - logistic(z + middle) for z, held in drawn) > middle / _DEVIATION**2:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, 12) + 0.0


_Split = list[tuple[list[int], list[int]]]
_Odds = Callable[[Features], float]


def _in_order(cases: Iterable[Case]) -> list[Case]:
    """One order, so that the same cases give the same numbers in whatever order they come."""
    return sorted(cases, key=lambda case: (case.group, case.flag))


def _require_both(cases: Sequence[Case]) -> None:
    held = sum(case.held for case in cases)
    if min(held, len(cases) - held) < LEAST_OF_EACH:
        raise RunAborted("triage-fit-one-sided", held=held, not_held=len(cases) - held, least=LEAST_OF_EACH)


def _names(cases: Iterable[Case]) -> tuple[str, ...]:
    return tuple(sorted({name for case in cases for name in case.features}))


def _by_city(cases: Sequence[Case]) -> _Split:
    groups = sorted({case.group for case in cases})
    return [
        ([n for n, case in enumerate(cases) if case.group != group],
         [n for n, case in enumerate(cases) if case.group == group])
        for group in groups
    ]  # fmt: skip


def _by_fold(cases: Sequence[Case]) -> _Split:
    from sklearn.model_selection import StratifiedGroupKFold  # slow to import, and only fitting needs it

    held, groups = [case.held for case in cases], [case.group for case in cases]
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0).split(held, held, groups)
    return [(learned.tolist(), asked.tolist()) for learned, asked in folds]


def _matrix(cases: Sequence[Case], names: Sequence[str], prior: Linear | None) -> Any:
    import numpy as np

    rows = [[case.features.get(name, 0.0) for name in names] for case in cases]
    table = np.array(rows, dtype=float).reshape(len(cases), len(names))
    if prior is None:
        return table
    return np.column_stack([table, [_PRIOR_SCALE * prior.log_odds(case.features) for case in cases]])


def _estimator(penalty: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=penalty, solver="newton-cholesky", max_iter=100, tol=1e-8)


def _regression(cases: Sequence[Case], names: Sequence[str], penalty: float, prior: Linear | None) -> Linear:
    fitted = _estimator(penalty).fit(_matrix(cases, names, prior), [case.held for case in cases])
    return _linear(fitted, names, prior)


def _linear(fitted: Any, names: Sequence[str], prior: Linear | None) -> Linear:
    """The numbers of a fitted regression; the weight of the prior is spread over the features it stands for."""
    weights = dict(zip(names, map(float, fitted.coef_[0]), strict=False))
    intercept = float(fitted.intercept_[0])
    if prior is not None:
        share = float(fitted.coef_[0][-1]) * _PRIOR_SCALE
        for name, weight in prior.weights.items():
            weights[name] = weights.get(name, 0.0) + share * weight
        intercept += share * prior.intercept
    return Linear({name: round(weights[name], _PLACES) for name in sorted(weights)}, round(intercept, _PLACES))


def _calibrated(
    cases: Sequence[Case], prior: Linear, names: Sequence[str], penalty: float
) -> tuple[Linear, float, float]:
    """The regression on all cases, and slope and intercept from log odds on cases it had not seen."""
    from sklearn.calibration import CalibratedClassifierCV

    both = CalibratedClassifierCV(_estimator(penalty), method="sigmoid", cv=_by_fold(cases), ensemble=False)
    both.fit(_matrix(cases, names, prior), [case.held for case in cases])
    (one,) = both.calibrated_classifiers_
    sigmoid = one.calibrators[0]
    return _linear(one.estimator, names, prior), round(-float(sigmoid.a_), _PLACES), round(-float(sigmoid.b_), _PLACES)


def _calibrated_odds(cases: Sequence[Case], prior: Linear, names: Sequence[str], penalty: float) -> _Odds:
    linear, slope, intercept = _calibrated(cases, prior, names, penalty)
    return lambda features: slope * linear.log_odds(features) + intercept


def _unseen(cases: Sequence[Case], split: _Split, learn: Callable[[Sequence[Case]], _Odds]) -> list[float]:
    """The log odds of each case from a model that had not seen its group."""
    odds = [0.0] * len(cases)
    for learned, asked in split:
        of = learn([cases[n] for n in learned])
        for n in asked:
            odds[n] = of(cases[n].features)
    return odds


def _chosen(
    cases: Sequence[Case], prior: Linear | None, names: Sequence[str], split: Callable[[Sequence[Case]], _Split]
) -> tuple[float, list[float]]:
    """The penalty with the least log loss on groups left out, and the chances it gave there."""
    parts = split(cases)
    tried = []
    for penalty in PENALTIES:

        def learn(some: Sequence[Case], penalty: float = penalty) -> _Odds:
            return _regression(some, names, penalty, prior).log_odds

        chances = [logistic(z) for z in _unseen(cases, parts, learn)]
        tried.append((_log_loss(chances, cases), penalty, chances))
    _, penalty, chances = min(tried, key=lambda one: (one[0], one[1]))
    return penalty, chances


def _log_loss(chances: Sequence[float], cases: Sequence[Case]) -> float:
    least = 1e-12
    kept = (min(max(chance, least), 1 - least) for chance in chances)
    return -fsum(log(chance if case.held else 1 - chance) for chance, case in zip(kept, cases, strict=True))


@dataclass(frozen=True, slots=True)
class _Baseline:
    linear: Linear
    chances: list[float]


def _baselines(cases: Sequence[Case], split: Callable[[Sequence[Case]], _Split]) -> dict[str, _Baseline]:
    found = {}
    for code, names in BASELINES.items():
        penalty, chances = _chosen(cases, None, names, split)
        found[code] = _Baseline(_regression(cases, names, penalty, None), chances)
    return found


def _model(
    basis: Basis,
    cases: Sequence[Case],
    population: Sequence[Features],
    told: Provenance,
    fitted: tuple[Linear, Calibration | None, float],
    chances: Sequence[float],
    baselines: Mapping[str, _Baseline],
    prior: Model | None = None,
) -> Model:
    linear, calibration, penalty = fitted
    made = Model(
        basis=basis,
        made_on=told.made_on,
        linear=linear,
        calibration=calibration,
        baselines={code: one.linear for code, one in baselines.items()},
        penalty=penalty,
        rules=dict(sorted(told.rules.items())),
        sources=told.sources,
        counts=dict(told.counts) | _counted(cases),
        figures=figures_of(cases, chances, {code: one.chances for code, one in baselines.items()}),
        reference={},
        libraries={name: version(name) for name in ("numpy", "scikit-learn", "scipy")},
        command=told.command,
        prior=None if prior is None else prior.name,
    )
    reference = reference_of(population, [made.chance(features) for features in population])
    return replace(made, reference=reference)


def _counted(cases: Sequence[Case]) -> dict[str, int]:
    held = Counter(case.held for case in cases)
    return {"cases": len(cases), "held": held[True], "not_held": held[False], "groups": len({c.group for c in cases})}


def figures_of(cases: Sequence[Case], chances: Sequence[float], baselines: Mapping[str, Sequence[float]]) -> Any:
    """The figures of chances and of both baselines on cases they had not seen: over all, and by difficulty if known."""
    told: Told = [(chance, case.held) for chance, case in zip(chances, cases, strict=True)]
    levels = sorted({case.difficulty for case in cases if case.difficulty is not None})
    return {
        "overall": summary(told),
        "constant": summary([(fsum(held for _, held in told) / len(told), held) for _, held in told] if told else []),
        "baselines": {
            code: summary([(c, case.held) for c, case in zip(others, cases, strict=True)])
            for code, others in baselines.items()
        },
        "by_difficulty": {
            level: summary([one for one, case in zip(told, cases, strict=True) if case.difficulty == level])
            for level in levels
        },
        "reliability": bin_rows(reliability(told)),
    }
