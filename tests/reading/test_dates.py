"""Dates: every supported style reads back, and what lost a part is never read."""

from __future__ import annotations

import doctest
import re
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.reading import dates
from analytics.reading.dates import (
    Period,
    dates_in,
    months_in,
    periods_in,
    read_date,
    read_moment,
    read_month,
    read_period,
)

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
CHINESE = "〇一二三四五六七八九"


def chinese_year(year: int, zero: str = "〇") -> str:
    return "".join(CHINESE[int(digit)] for digit in str(year)).replace("〇", zero)


def chinese_number(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else CHINESE[tens] + "十") + (CHINESE[ones] if ones else "")


STYLES = {
    "words": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "words with zeros": lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    "words with blanks": lambda d: f" {d.year} 年 {d.month} 月 {d.day} 日 ",
    "words full width": lambda d: f"{d.year}年{d.month}月{d.day}日".translate({48 + n: 0xFF10 + n for n in range(10)}),
    "hyphens": lambda d: d.isoformat(),
    "hyphens without zeros": lambda d: f"{d.year}-{d.month}-{d.day}",
    "strokes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "points": lambda d: f"{d.year}.{d.month}.{d.day}",
    "with a time": lambda d: f"{d.year}/{d.month}/{d.day} 12:33:21",
    "with a weekday": lambda d: f"{d.year}年{d.month}月{d.day}日(星期一)",
    "numerals": lambda d: f"{chinese_year(d.year)}年{chinese_number(d.month)}月{chinese_number(d.day)}日",
    "numerals with a digit zero": lambda d: (
        f"{chinese_year(d.year, '0')}年{chinese_number(d.month)}月{chinese_number(d.day)}日"
    ),
    "numerals with a circle": lambda d: (
        f"{chinese_year(d.year, '○')}年{chinese_number(d.month)}月{chinese_number(d.day)}日"
    ),
}


@given(DAYS, st.sampled_from(sorted(STYLES)))
def test_a_date_written_in_any_style_reads_back(day: date, style: str) -> None:
    assert read_date(STYLES[style](day)) == day


@given(DAYS, st.sampled_from(sorted(STYLES)))
def test_a_date_inside_a_sentence_is_found(day: date, style: str) -> None:
    found = dates_in(f"公开日期:{STYLES[style](day)},来源:办公室")
    assert [item.day for item in found] == [day]


@given(DAYS, st.sampled_from(sorted(STYLES)), st.integers(0, 2))
def test_a_date_that_lost_the_digits_of_a_part_is_never_read(day: date, style: str, part: int) -> None:
    text = STYLES[style](day)
    numbers = list(re.finditer(r"[\d〇○一二三四五六七八九十]+", text))
    lost = text[: numbers[part].start()] + text[numbers[part].end() :]
    assert read_date(lost) is None
    assert dates_in(lost) == []


@given(DAYS, st.sampled_from(["words", "hyphens", "strokes", "points", "numerals"]))
def test_a_date_that_lost_its_separators_is_never_read(day: date, style: str) -> None:
    assert read_date(re.sub(r"[年月日\-/.]", "", STYLES[style](day))) is None


@given(DAYS, st.sampled_from(["words", "hyphens", "strokes", "points"]), st.integers(0, 3))
def test_a_year_that_lost_a_digit_is_never_read(day: date, style: str, place: int) -> None:
    text = STYLES[style](day)
    assert read_date(text[:place] + text[place + 1 :]) is None


@given(st.text(alphabet="0123456789年月日-/.〇一二十×* :至", max_size=24))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    for read in (read_date, read_month, read_period, read_moment, dates_in, periods_in, months_in):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        "20191227",
        "2024926",
        "2023524—64",
        "年月日",
        "2024年月日",
        "××年××月××日",
        "20 年 月 日",
        "2023年2月29日",
        "2024年4月31日",
        "2024年13月1日",
        "2024-00-10",
        "1899年12月31日",
        "2101-01-01",
        "24.8.9",
        "2024年8月9",
        "2024-8.9",
        "2024年8月",
        "长期",
        "公布之日起7个工作日",
        "2024年8月9日—2024年8月18日",
        "12024-08-09",
        "2024-08-091",
        "2024-08-09 25:00x",
        "",
        "２０２４",
        "二千零二十四年一月一日",
        "2024年二十月1日",
        "٢٠٢٤-٠٨-٠٩",
        "45357",
    ],
)
def test_what_is_no_certain_date_is_not_read(text: str) -> None:
    assert read_date(text) is None


@given(
    DAYS,
    st.integers(0, 400),
    st.sampled_from(["—", "-", "至", "~", "～", " - ", "到"]),
    st.sampled_from(["words", "points", "hyphens"]),
)
def test_a_period_reads_back(first: date, length: int, to: str, style: str) -> None:
    last = first + timedelta(days=length)
    assume(last.year <= 2100)
    assert read_period(f"{STYLES[style](first)}{to}{STYLES[style](last)}") == Period(first, last, False)


@pytest.mark.parametrize(
    ("text", "last", "from_start"),
    [
        ("2023年5月24日—6月4日", date(2023, 6, 4), True),
        ("2023年5月24日至28日", date(2023, 5, 28), True),
        ("自2023年5月24日起至2023年6月4日止", None, False),
        ("自2023年5月24日至2023年6月4日止(共12天)", date(2023, 6, 4), False),
        ("2023.5.24-6.4", date(2023, 6, 4), True),
    ],
)
def test_an_end_without_year_takes_it_from_the_start_and_says_so(
    text: str, last: date | None, from_start: bool
) -> None:
    period = read_period(text)
    assert period == (None if last is None else Period(date(2023, 5, 24), last, from_start))


@pytest.mark.parametrize(
    "text", ["2023年6月4日—2023年5月24日", "2023524—64", "2024年6月到12月", "5月24日至6月4日", "2023年5月24日"]
)
def test_what_is_no_certain_period_is_not_read(text: str) -> None:
    assert read_period(text) is None
    assert periods_in(text) == []


def test_a_month_is_no_date_and_a_date_is_no_month() -> None:
    assert read_month("2024年4月起") == (2024, 4)
    assert read_month("二〇二四年十二月") == (2024, 12)
    assert read_month("2024年4月8日") is None
    assert months_in("自2024年4月8日起") == []
    assert months_in("共2024.12万元") == []


def test_a_moment_keeps_its_time_and_refuses_an_impossible_one() -> None:
    assert read_moment("2024/2/27 12:33:21") == datetime.fromisoformat("2024-02-27T12:33:21")
    assert read_moment("2024年2月27日9时") == datetime.fromisoformat("2024-02-27T09:00")
    assert read_moment("2024-02-27") == date(2024, 2, 27)
    assert read_moment("2024-02-27 24:01") is None
    assert read_moment("2024-02-27 下午13:00") is None


def test_the_examples_of_the_module_hold() -> None:
    assert doctest.testmod(dates).failed == 0
