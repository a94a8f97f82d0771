"""Learning: the stored numbers say what the library would, few or one-sided cases are refused, order plays no part."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.calibration import CalibratedClassifierCV
from sklearn.linear_model import LogisticRegression

from analytics.errors import RunAborted
from analytics.triage import ENOUGH_REVIEWS, Basis, Case, Model, fit_cold_start, fit_reviews
from analytics.triage.features import BASELINES
from analytics.triage.fitting import LEAST_OF_EACH, _by_fold, shift_to
from analytics.triage.model import logistic
from tests.triage.cases import cold_start, drawn_cases, population, provenance


def table(cases: list[Case], names: tuple[str, ...]) -> np.ndarray:
    return np.array([[case.features.get(name, 0.0) for name in names] for case in cases])


def ordered(cases: list[Case]) -> list[Case]:
    return sorted(cases, key=lambda case: (case.group, case.flag))


def test_a_cold_start_says_what_scikit_learn_says(cold: Model) -> None:
    cases = ordered(drawn_cases(300))
    fitted = LogisticRegression(C=cold.penalty, solver="newton-cholesky", tol=1e-8)
    fitted.fit(table(cases, cold.features), [case.held for case in cases])
    theirs = fitted.predict_proba(table(cases, cold.features))[:, 1]
    assert [cold.chance(case.features) for case in cases] == pytest.approx(theirs, abs=1e-5)


def test_a_calibrated_model_says_what_scikit_learn_says_before_the_shift(cold: Model, reviewed: Model) -> None:
    cases = ordered(drawn_cases(240, 5, groups=40))
    names = tuple(sorted({name for case in cases for name in case.features}))
    prior = [[10 * cold.linear.log_odds(case.features)] for case in cases]
    both = np.hstack([table(cases, names), prior])
    fitted = CalibratedClassifierCV(
        LogisticRegression(C=reviewed.penalty, solver="newton-cholesky", tol=1e-8), cv=_by_fold(cases), ensemble=False
    ).fit(both, [case.held for case in cases])
    assert reviewed.calibration is not None
    unshifted = replace(reviewed.calibration, shift=0.0)
    ours = [unshifted.chance(reviewed.linear.log_odds(case.features)) for case in cases]
    assert ours == pytest.approx(fitted.predict_proba(both)[:, 1], abs=1e-4)


def test_a_model_finds_what_makes_flags_wrong_and_beats_both_baselines(cold: Model) -> None:
    assert cold.linear.weights["rule:F02"] < 0
    assert cold.linear.weights["tier_c"] < 0
    figures = cold.figures
    assert all(figures["overall"]["auc"] > figures["baselines"][code]["auc"] for code in BASELINES)
    assert figures["overall"]["brier"] < figures["constant"]["brier"]
    assert set(figures["by_difficulty"]) == {"easy", "hard"}


def test_only_from_reviews_come_probabilities(cold: Model, reviewed: Model) -> None:
    assert (cold.basis, cold.is_probability) == (Basis.COLD_START, False)
    assert (reviewed.basis, reviewed.is_probability) == (Basis.REVIEWS, True)
    assert reviewed.prior == cold.name


def test_probabilities_are_calibrated_on_leads_not_seen(reviewed: Model) -> None:
    fresh = drawn_cases(4000, seed=77)
    told = [reviewed.chance(case.features) for case in fresh]
    held = sum(case.held for case in fresh)
    assert sum(told) / len(told) == pytest.approx(held / len(fresh), abs=0.1)


def test_the_order_of_cases_plays_no_part() -> None:
    cases = drawn_cases(120, groups=3)
    shuffled = random.Random(4).sample(cases, len(cases))
    one, other = (fit_cold_start(some, population(cases), provenance()) for some in (cases, shuffled))
    assert one.name == other.name


@pytest.mark.parametrize(
    ("count", "is_fitted"), [(ENOUGH_REVIEWS - 1, False), (ENOUGH_REVIEWS, True)], ids=["199 are too few", "200 do"]
)
def test_reviews_are_learned_from_once_there_are_200(cold: Model, count: int, *, is_fitted: bool) -> None:
    cases = drawn_cases(count, 5, groups=40)
    if is_fitted:
        assert fit_reviews(cases, population(cases), provenance(), cold).counts["cases"] == ENOUGH_REVIEWS
        return
    with pytest.raises(RunAborted) as refused:
        fit_reviews(cases, population(cases), provenance(), cold)
    assert refused.value.message.code == "triage-fit-few-reviews"


def one_sided(not_held: int) -> list[Case]:
    return [replace(case, held=number >= not_held) for number, case in enumerate(drawn_cases(220, 5, groups=40))]


def test_one_sided_reviews_are_refused_one_below_the_least(cold: Model) -> None:
    with pytest.raises(RunAborted) as refused:
        fit_reviews(one_sided(LEAST_OF_EACH - 1), [], provenance(), cold)
    assert refused.value.message.code == "triage-fit-one-sided"


def test_reviews_that_all_held_are_refused_and_not_called_certain(cold: Model) -> None:
    with pytest.raises(RunAborted):
        fit_reviews(one_sided(0), [], provenance(), cold)


def test_one_city_cannot_be_tested_on_another() -> None:
    with pytest.raises(RunAborted) as refused:
        fit_cold_start(drawn_cases(120, groups=1), [], provenance())
    assert refused.value.message.code == "triage-fit-one-city"


def test_the_mean_moves_towards_the_random_draw_by_as_much_as_it_bears() -> None:
    few, many = ([(2.0, False)] * count for count in (2, 200))
    assert shift_to([]) == 0
    assert shift_to(many) < shift_to(few) < 0
    assert abs(shift_to([(0.0, True), (0.0, False)] * 50)) < 1e-9


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(-5, 5), st.booleans()), max_size=30))
def test_the_shift_solves_its_equation(drawn: list[tuple[float, bool]]) -> None:
    shift = shift_to(drawn)
    assert sum(held - logistic(z + shift) for z, held in drawn) - 4 * shift == pytest.approx(0, abs=1e-6)


def test_what_was_left_out_is_kept_with_the_counts() -> None:
    cases = drawn_cases(120, groups=3)
    model = fit_cold_start(cases, population(cases), provenance(left_further=7))
    assert (model.counts["left_further"], model.counts["cases"], model.counts["groups"]) == (7, 120, 3)
    assert cold_start().counts["held"] + cold_start().counts["not_held"] == 300
