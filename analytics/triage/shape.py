"""What a stored model has to look like, part by part, before anything reckons with it or shows it.

Flows in: the plain values of a model file. Flows out: whether they are fit to be used. A hash proves that nobody
changed a file since it was named, not that what wrote it knew what a model is; a figure that is none would end a page
midway.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from analytics.triage.drift import BANDS
from analytics.triage.features import BASELINES, Feature

Check = Callable[[Any], bool]

_LARGEST: Final = 1e9  # of a weight; sums of such numbers never overflow
_MOST: Final = 10**12  # of anything counted
_LONGEST: Final = 20_000  # characters


def is_fit(document: Mapping[str, Any]) -> bool:
    """Whether all parts of a model are of their kind and belong together.

    Only a calibrated model of reviews may tell chances, and none whose calibration turns its order around.
    """
    if not _MODEL(document):
        return False
    calibrated = document["calibration"] is not None
    return calibrated == (document["basis"] == "reviews") and _is_spread(document["reference"])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def _is_positive(value: Any) -> bool:
    return _is_number(value) and value > 0


def _is_share(value: Any) -> bool:
    return _is_number(value) and 0 <= value <= 1


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _maybe(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _each(check: Check) -> Check:
    return lambda value: isinstance(value, list | tuple) and all(map(check, value))


def _named(check: Check) -> Check:
    return lambda value: isinstance(value, Mapping) and all(map(check, value.values()))


def _parts(**checks: Check) -> Check:
    """A mapping with these parts at least."""
    return lambda value: (
        isinstance(value, Mapping) and all(name in value and check(value[name]) for name, check in checks.items())
    )


def _is_summary(value: Any) -> bool:
    counts = {"flags": _is_count, "held": _is_count, "not_held": _is_count}
    shares = dict.fromkeys(("auc", "auc_low", "auc_high", "brier"), _maybe(_is_share))
    return _parts(**counts, **shares)(value) and (value["auc_low"] is None) == (value["auc_high"] is None)


def _is_source(value: Any) -> bool:
    """A synthetic city with its leads, or a run with its reviews."""
    texts = {"run": _is_text, "snapshot": _is_text}
    return _parts(**texts, city=_is_text, leads=_is_count)(value) or _parts(**texts, reviews=_is_count)(value)


def _is_spread(reference: Mapping[str, Any]) -> bool:
    """Whether counts are as many as the bands they are over."""
    of_features = reference["features"].values()
    edges = reference["chance_edges"]
    return (
        all(len(counts) == BANDS for counts in of_features)
        and len(reference["chances"]) == len(edges) + 1
        and list(edges) == sorted(edges)
    )


_LINEAR = _parts(weights=_named(_is_number), intercept=_is_number)
_CALIBRATION = _parts(slope=_is_positive, intercept=_is_number, shift=_is_number, drawn=_is_count, drawn_held=_is_count)
_FIGURES = _parts(
    overall=_is_summary,
    constant=_is_summary,
    baselines=_parts(**dict.fromkeys(BASELINES, _is_summary)),
    by_difficulty=_named(_is_summary),
    reliability=_each(
        _parts(low=_is_share, high=_is_share, flags=_is_count, mean_chance=_is_share, held=_is_count, share=_is_share)
    ),
)
_REFERENCE = _parts(
    leads=_is_count,
    features=_parts(**dict.fromkeys(map(str, Feature), _each(_is_count))),
    rules=_named(_is_count),
    chance_edges=_each(_is_share),
    chances=_each(_is_count),
)
_MODEL = _parts(
    basis=_is_text,
    made_on=_is_day,
    linear=_LINEAR,
    calibration=_maybe(_CALIBRATION),
    baselines=_named(_LINEAR),
    penalty=_is_positive,
    rules=_named(_is_text),
    sources=_each(_is_source),
    counts=lambda value: (
        _named(_is_count)(value) and _parts(cases=_is_count, held=_is_count, not_held=_is_count)(value)
    ),
    figures=_FIGURES,
    reference=_REFERENCE,
    libraries=_named(_is_text),
    command=_is_text,
    prior=_maybe(_is_text),
)
