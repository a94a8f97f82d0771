"""Figures of chances: order, distance, reliability; nothing is said of nothing."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.triage import auc, auc_interval, brier, summary
from analytics.triage.figures import Told, reliability, stability

told_lists = st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0]), st.booleans()), max_size=40)

AREAS: dict[str, tuple[Told, Fraction | None]] = {
    "every one that held comes first": ([(0.9, True), (0.2, False)], Fraction(1)),
    "every one that held comes last": ([(0.1, True), (0.2, False)], Fraction(0)),
    "a tie counts half": ([(0.5, True), (0.5, False)], Fraction(1, 2)),
    "only one kind": ([(0.5, True), (0.6, True)], None),
    "nothing": ([], None),
}


@pytest.mark.parametrize("case", AREAS)
def test_the_area(case: str) -> None:
    told, expected = AREAS[case]
    assert auc(told) == expected


@settings(deadline=None)
@given(told_lists)
def test_area_and_brier_score_are_those_of_scikit_learn(told: Told) -> None:
    from sklearn.metrics import brier_score_loss, roc_auc_score

    if auc(told) is None:
        return
    chances, held = [chance for chance, _ in told], [did for _, did in told]
    assert float(auc(told) or 0) == pytest.approx(roc_auc_score(held, chances))
    assert brier(told) == pytest.approx(brier_score_loss(held, chances))


@settings(deadline=None)
@given(told_lists)
def test_the_interval_holds_the_area_and_stays_within_0_and_1(told: Told) -> None:
    interval, area = auc_interval(told), auc(told)
    assert (interval is None) == (area is None)
    if interval is not None and area is not None:
        assert 0 <= interval[0] <= float(area) <= interval[1] <= 1


def test_with_a_handful_that_did_not_hold_the_interval_is_wide() -> None:
    few = auc_interval([(0.9, True)] * 200 + [(0.9, True)] * 50 + [(0.5, False)] * 2 + [(0.95, False)])
    many = auc_interval([(0.9, True)] * 250 + [(0.5, False)] * 60 + [(0.95, False)] * 30)
    assert few is not None
    assert many is not None
    assert few[1] - few[0] > 2 * (many[1] - many[0])


@settings(deadline=None)
@given(told_lists)
def test_every_flag_is_in_one_band_and_bands_do_not_overlap(told: Told) -> None:
    bands = reliability(told)
    assert len(bands) <= 10
    assert all(lower.high < upper.low for lower, upper in pairwise(bands))
    assert sum(band.flags for band in bands) == len(told)
    assert sum(band.held for band in bands) == sum(did for _, did in told)
    assert all(band.low - 1e-9 <= band.mean_chance <= band.high + 1e-9 for band in bands)


def test_equal_spreads_are_stable_and_others_are_not() -> None:
    assert stability([50, 50], [100, 100]) == pytest.approx(0, abs=1e-3)
    assert stability([90, 10], [10, 90]) > 0.25


def test_of_no_flag_no_figure_is_told() -> None:
    assert summary([]) == {
        "flags": 0, "held": 0, "not_held": 0, "auc": None, "auc_low": None, "auc_high": None, "brier": None,
    }  # fmt: skip
