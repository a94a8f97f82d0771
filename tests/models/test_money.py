"""Money is exact: yuan to fen and back, and nothing is rounded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.money import MAX_FEN, from_fen, plain, to_fen

fen = st.integers(min_value=-MAX_FEN, max_value=MAX_FEN)


@given(fen)
def test_fen_survive_the_way_to_yuan_and_back(amount: int) -> None:
    assert to_fen(from_fen(amount)) == amount


@given(fen)
def test_plain_text_is_exact_and_has_no_exponent(amount: int) -> None:
    text = plain(from_fen(amount))
    assert Decimal(text) == from_fen(amount)
    assert "E" not in text


@pytest.mark.parametrize("text", ["0.001", "1234.5678", "-0.009"])
def test_a_fraction_of_a_fen_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="whole number of fen"):
        to_fen(Decimal(text))


def test_an_amount_beyond_64_bits_is_refused() -> None:
    with pytest.raises(ValueError, match="64 bits"):
        to_fen(from_fen(MAX_FEN) + 1)


def test_round_thousands_keep_their_zeros() -> None:
    assert plain(Decimal("500000.00")) == "500000"
    assert plain(Decimal("5E+5")) == "500000"
