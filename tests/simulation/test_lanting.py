"""The fictitious city: its files are reproducible, and nobody real can bear its numbers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from data_sim.lanting import ID, write
from data_sim.numbers import UNASSIGNED_AREA, credit_code, identity_number, masked

COMMITTED = Path(__file__).parents[2] / "samples" / "lanting"


def test_the_committed_files_are_what_the_city_writes(tmp_path: Path) -> None:
    written = write(tmp_path)
    assert {p.name for p in written} == {p.name for p in COMMITTED.iterdir()}
    for path in written:
        assert path.read_bytes() == (COMMITTED / path.name).read_bytes(), path.name


@given(st.dates(min_value=date(1930, 1, 1), max_value=date(2024, 12, 31)), st.integers(1, 999))
def test_numbers_have_a_valid_check_digit_in_an_area_that_is_not_assigned(born: date, sequence: int) -> None:
    number = identity_number(born, sequence)
    assert len(number) == 18
    assert number.startswith(UNASSIGNED_AREA)
    assert number[-1] == ric.calc_check_digit(number)


@given(st.integers(0, 9_999_999))
def test_credit_codes_are_valid(serial: int) -> None:
    assert uscc.is_valid(credit_code(serial))


@pytest.mark.parametrize(
    ("name", "shown"),
    [("苗予航", "439903********001X"), ("戚若棠", "439903********0028"), ("鄢亦舒", "439903********0036"),
     ("储怀砚", "439903********0044")],
)  # fmt: skip
def test_officials_bear_the_numbers_of_the_published_recusal_register(name: str, shown: str) -> None:
    assert masked(ID[name]) == shown
