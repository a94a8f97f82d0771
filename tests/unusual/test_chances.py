"""The chances that patterns of unusual work reckon with are those that counting gives, and calls keep their rate."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations
from statistics import median_low

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.unusual import Observation, Place, Seen, called, pattern, sign_of
from analytics.unusual.u05_fast_lane import Lane, lanes
from analytics.unusual.u06_gathered import within
from analytics.unusual.u10_after_hours import is_open
from models.calendar import is_working_day
from models.vocabulary import Confidence

QUICK = settings(max_examples=40, deadline=None)
CHANCES = st.fractions(0, 1)


def observation(p: Fraction | None, number: int = 0) -> Observation:
    return Observation(Place(f"org:{number}"), 3, 9, Fraction(1), p, (("matter_act", str(number)),))


# --- what chance gives -----------------------------------------------------------------------------------------------


@QUICK
@given(st.integers(1, 9), st.data())
def test_the_chance_to_gather_is_the_part_of_all_draws_that_lie_as_close(places: int, data: st.DataObject) -> None:
    own = data.draw(st.integers(1, places))
    length = data.draw(st.integers(own, places))
    draws = list(combinations(range(places), own))
    close = [draw for draw in draws if draw[-1] - draw[0] < length]
    assert within(places, own, length) == Fraction(len(close), len(draws))


@QUICK
@given(st.integers(1, 12), st.data())
def test_to_gather_in_a_longer_stretch_is_never_less_likely(places: int, data: st.DataObject) -> None:
    own = data.draw(st.integers(1, places))
    chances = [within(places, own, length) for length in range(own, places + 1)]
    assert chances == sorted(chances) and chances[-1] == 1


@QUICK
@given(st.integers(1, 9), st.data())
def test_the_chance_of_a_fast_lane_is_the_part_of_all_orders_in_which_all_are_as_fast(
    among: int, data: st.DataObject
) -> None:
    own = data.draw(st.integers(1, among))
    fastest = data.draw(st.integers(0, among))
    draws = list(combinations(range(among), own))
    fast = [draw for draw in draws if all(place < fastest for place in draw)]
    lane = Lane(tuple(str(n) for n in range(own)), fastest, among, is_fast=True)
    assert lane.p == Fraction(len(fast), len(draws))


@QUICK
@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.integers(0, 6)), max_size=14))
def test_a_lane_is_as_fast_as_its_slowest_matter_whatever_the_order_of_rows(rows: list[tuple[str, int]]) -> None:
    """By definition: `fastest` counts all that take no longer, ties too; fast is half the middle of the others."""
    start = date(2025, 3, 3)
    matters = [
        {"matter_id": f"{n:02}", "taker_id": who, "first": start, "last": start + timedelta(days)}
        for n, (who, days) in enumerate(rows)
    ]
    found = {lane.matters: lane for lane in lanes(matters)}
    assert found == {lane.matters: lane for lane in lanes(matters[::-1])}
    parties = {who for who, _ in rows if sum(who == other for other, _ in rows) >= 3}
    assert len(found) == len(parties)
    for who in parties:
        own = [days for other, days in rows if other == who]
        others = [days for other, days in rows if other != who]
        lane = found[tuple(f"{n:02}" for n, (other, _) in enumerate(rows) if other == who)]
        assert (lane.fastest, lane.among) == (sum(days <= max(own) for _, days in rows), len(rows))
        assert lane.is_fast == (bool(others) and 2 * max(own) <= median_low(others))


# --- what is called --------------------------------------------------------------------------------------------------


@QUICK
@given(st.lists(CHANCES, max_size=12), st.integers(0, 20))
def test_what_chance_gives_for_certain_is_never_called(chances: list[Fraction], more: int) -> None:
    seen = Seen(len(chances) + more, tuple(observation(p, n) for n, p in enumerate(chances)))
    for one, rate in called(pattern("U06"), seen):
        assert one.p is not None and one.p < 1
        assert rate is not None and one.p <= rate <= Fraction(1, 10)


@QUICK
@given(st.lists(CHANCES, min_size=1, max_size=12), st.integers(0, 20))
def test_more_tests_never_call_more(chances: list[Fraction], more: int) -> None:
    observations = tuple(observation(p, n) for n, p in enumerate(chances))
    few = {one.rows for one, _ in called(pattern("U06"), Seen(len(chances), observations))}
    many = {one.rows for one, _ in called(pattern("U06"), Seen(len(chances) + more, observations))}
    assert many <= few


@QUICK
@given(st.fractions(Fraction(1, 10**6), Fraction(1, 2)), st.integers(1, 400))
def test_one_chance_among_many_tests_is_called_as_its_product_with_them_says(p: Fraction, tests: int) -> None:
    found = list(called(pattern("U06"), Seen(tests, (observation(p),))))
    assert bool(found) == (p * tests <= Fraction(1, 10))


def test_what_is_no_matter_of_chance_is_always_called_and_certain_only_as_a_fact() -> None:
    seen = Seen(1, (observation(None),))
    [(one, rate)] = called(pattern("U09"), seen)
    assert rate is None
    sign = sign_of(pattern("U09"), seen, one, rate, ())
    assert (sign.confidence, sign.p, sign.q) == (Confidence.MEDIUM, None, None)


@pytest.mark.parametrize(
    ("rate", "sure"), [(Fraction(1, 100), Confidence.HIGH), (Fraction(101, 10_000), Confidence.MEDIUM)]
)
def test_a_sign_is_certain_up_to_a_rate_of_one_in_a_hundred(rate: Fraction, sure: Confidence) -> None:
    one = observation(Fraction(1, 1000))
    assert sign_of(pattern("U06"), Seen(1, (one,)), one, rate, ()).confidence is sure


def test_rates_that_a_pattern_reckons_itself_stand_one_for_each_observation() -> None:
    seen = Seen(9, (observation(Fraction(1, 10**6)), observation(Fraction(1, 10**6), 1)), (Fraction(1, 5),))
    with pytest.raises(ValueError, match="zip"):
        list(called(pattern("U06"), seen))


# --- days ------------------------------------------------------------------------------------------------------------


@QUICK
@given(st.dates(date(2015, 1, 1), date(2025, 12, 31)))
def test_offices_are_open_on_working_days_of_the_notices(day: date) -> None:
    assert is_open(day) == is_working_day(day)


@QUICK
@given(st.dates(date(2100, 1, 1), date(2120, 12, 31)))
def test_of_a_year_without_a_notice_every_day_but_saturday_and_sunday_is_open(day: date) -> None:
    assert is_open(day) == (day.weekday() < 5)
