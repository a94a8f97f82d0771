"""Time limits by 民法典 201 to 203, and working days by the State Council's notices."""

from datetime import date, timedelta

import chinese_calendar.constants
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import (
    CalendarUnknown,
    DayKind,
    add_months,
    add_years,
    days_inclusive,
    deadline,
    elapsed_days,
    is_working_day,
    on_or_after,
)

DAYS = st.dates(min_value=date(2005, 1, 1), max_value=date(2025, 12, 31))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2022, 12, 31), 1, date(2023, 1, 31)),
    ],
)
def test_a_period_ends_on_the_corresponding_day_or_on_the_last_of_the_month(
    start: date, months: int, end: date
) -> None:
    assert add_months(start, months) == end


def test_three_years_after_leaving_office() -> None:
    assert add_years(date(2022, 11, 30), 3) == date(2025, 11, 30)


@given(DAYS, st.integers(0, 60))
def test_first_and_last_day_of_a_notice_both_count(first: date, more: int) -> None:
    assert days_inclusive(first, first + timedelta(days=more)) == more + 1


def test_a_notice_that_ends_before_it_begins_has_no_days() -> None:
    assert days_inclusive(date(2024, 8, 9), date(2024, 8, 8)) == 0


def test_working_days_know_the_swapped_weekend() -> None:
    # National Day 2024: 29 September (Sunday) and 12 October (Saturday) were worked.
    assert is_working_day(date(2024, 9, 29))
    assert is_working_day(date(2024, 10, 12))
    assert not is_working_day(date(2024, 10, 1))
    assert days_inclusive(date(2024, 9, 29), date(2024, 10, 12), DayKind.WORKING) == 7


def test_a_deadline_on_a_rest_day_moves_to_the_next_working_day() -> None:
    assert deadline(date(2024, 9, 11), 20) == date(2024, 10, 8)
    assert deadline(date(2024, 9, 27), 1, DayKind.WORKING) == date(2024, 9, 29)


@given(DAYS, st.integers(1, 30))
def test_a_deadline_is_a_working_day_and_never_early(start: date, days: int) -> None:
    for kind in DayKind:
        last = deadline(start, days, kind)
        assert is_working_day(last)
        assert last >= start + timedelta(days=days)


def test_a_year_without_a_holiday_notice_is_unknown_not_guessed() -> None:
    with pytest.raises(CalendarUnknown):
        is_working_day(date(2003, 12, 31))


def test_a_period_that_runs_into_a_year_without_a_notice_is_unknown() -> None:
    last_known = max(day for day in chinese_calendar.constants.holidays).year
    december = date(last_known, 12, 28)
    with pytest.raises(CalendarUnknown):
        deadline(december, 20)
    with pytest.raises(CalendarUnknown):
        elapsed_days(december, december + timedelta(days=10), DayKind.WORKING)
    assert elapsed_days(december, december + timedelta(days=10)) == 10  # calendar days need no notice


def test_a_report_due_on_the_twentieth_is_in_time_on_the_next_working_day() -> None:
    assert on_or_after(date(2024, 4, 20)) == date(2024, 4, 22)  # a Saturday
    assert on_or_after(date(2024, 5, 20)) == date(2024, 5, 20)


@given(DAYS, st.integers(1, 25))
def test_a_deadline_in_working_days_is_reached_when_as_many_have_run(start: date, days: int) -> None:
    last = deadline(start, days, DayKind.WORKING)
    assert elapsed_days(start, last, DayKind.WORKING) == days
    assert elapsed_days(start, last - timedelta(days=1), DayKind.WORKING) == days - 1


def test_nothing_has_run_on_the_first_day() -> None:
    assert elapsed_days(date(2024, 5, 10), date(2024, 5, 10), DayKind.WORKING) == 0
    assert elapsed_days(date(2024, 5, 10), date(2024, 5, 10)) == 0
