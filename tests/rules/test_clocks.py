"""Working days add up, and a pause takes off no more than it holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rules.clocks import less_pause, months_between, working_days
from models.calendar import CalendarUnknown

DAYS = st.dates(date(2023, 1, 1), date(2025, 12, 31))


@given(days=st.lists(DAYS, min_size=3, max_size=3).map(sorted))
def test_two_stretches_make_one(days: list[date]) -> None:
    first, middle, last = days
    assert working_days(first, last) == working_days(first, middle) + working_days(middle, last)


@given(days=st.lists(DAYS, min_size=4, max_size=4).map(sorted))
def test_a_pause_inside_takes_off_its_own_working_days(days: list[date]) -> None:
    start, first, last, end = days
    first, last = max(first, start + timedelta(days=1)), max(last, start + timedelta(days=1))
    taken = working_days(start, end) - less_pause(start, end, (first, last))
    assert taken == working_days(first - timedelta(days=1), min(last, end))


@given(days=st.lists(DAYS, min_size=3, max_size=3).map(sorted))
def test_a_pause_after_the_end_takes_nothing_off(days: list[date]) -> None:
    start, end, later = days
    assert less_pause(start, end, (later + timedelta(days=1), None)) == working_days(start, end)


def test_an_open_pause_lasts() -> None:
    assert less_pause(date(2025, 3, 3), date(2025, 6, 30), (date(2025, 3, 5), None)) == 1


def test_a_year_without_a_calendar_is_told() -> None:
    with pytest.raises(CalendarUnknown):
        working_days(date(2032, 1, 1), date(2032, 2, 1))


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2025, 3, 31), date(2025, 3, 1), 1),
        (date(2025, 1, 31), date(2025, 3, 1), 3),
        (date(2025, 4, 1), date(2025, 3, 31), 0),
        (date(9999, 11, 1), date(9999, 12, 31), 2),
    ],
)
def test_months_of_both_ends_count(first: date, last: date, months: int) -> None:
    found = list(months_between(first, last))
    assert len(found) == months
    assert all(month.day == 1 for month in found)
