"""Drift: steady, moved, and cannot assess where there is too little to say."""

from __future__ import annotations

import pytest

from analytics.triage import CHANCE, RULES, Case, Drift, Model, drift_of, foretold
from analytics.triage.drift import LEAST_LEADS, LEAST_REVIEWS
from tests.triage.cases import drawn_cases


def verdicts(model: Model, cases: list[Case]) -> dict[str, Drift]:
    features = [case.features for case in cases]
    moved = drift_of(model.reference, features, [model.chance(one) for one in features])
    return {one.what: one.verdict for one in moved}


def test_leads_of_the_same_kind_are_steady(cold: Model) -> None:
    assert set(verdicts(cold, drawn_cases(200, seed=9)).values()) == {Drift.STEADY}


def test_leads_of_another_kind_have_moved_where_they_did(cold: Model) -> None:
    other = [Case(c.flag, dict(c.features) | {"rule:F02": 1.0, "rows": 0.9}, c.held, "g") for c in drawn_cases(200, 9)]
    said = verdicts(cold, other)
    assert said["rows"] is Drift.MOVED
    assert said[RULES] in (Drift.SOME, Drift.MOVED)
    assert said["severity"] is Drift.STEADY


@pytest.mark.parametrize(("leads", "is_unknown"), [(LEAST_LEADS - 1, True), (LEAST_LEADS, False)])
def test_too_few_leads_cannot_be_assessed(cold: Model, leads: int, *, is_unknown: bool) -> None:
    said = verdicts(cold, drawn_cases(leads, seed=9))
    assert (said[CHANCE] is Drift.UNKNOWN) == is_unknown


def test_no_lead_at_all_cannot_be_assessed(cold: Model) -> None:
    assert set(verdicts(cold, []).values()) == {Drift.UNKNOWN}


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ([(0.9, True)] * 18 + [(0.9, False)] * 2, Drift.STEADY),
        ([(0.9, True)] * 8 + [(0.9, False)] * 12, Drift.MOVED),
        ([(0.9, False)] * (LEAST_REVIEWS - 1), Drift.UNKNOWN),
        ([(1.0, True)] * LEAST_REVIEWS, Drift.UNKNOWN),
        ([], Drift.UNKNOWN),
    ],
    ids=["as foretold", "far fewer held", "one review too few", "certainty leaves nothing to measure by", "none"],
)
def test_what_was_foretold_against_what_was_found(told: list[tuple[float, bool]], verdict: Drift) -> None:
    assert foretold(told, is_probability=True).verdict is verdict


def test_what_is_no_probability_foretold_nothing() -> None:
    found = foretold([(0.9, False)] * 50, is_probability=False)
    assert (found.reviews, found.expected, found.verdict) == (50, None, Drift.UNKNOWN)
