"""By how much: exact distances, and the side of the threshold on which a rule flags."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rules.distance import Side, distance

FIGURES = st.decimals(min_value=-(10**15), max_value=10**15, places=6)


@given(value=FIGURES, threshold=FIGURES)
def test_a_distance_is_exact_and_each_side_flags_what_the_other_lets_pass(value: Decimal, threshold: Decimal) -> None:
    found = {side: distance(str(value), str(threshold), side) for side in Side}
    above, below = found[Side.ABOVE], found[Side.BELOW]
    assert above is not None and below is not None
    assert above.by == below.by == abs(value - threshold)
    assert above.is_flagged_side == (value > threshold) == (above.is_above is True)
    assert below.is_flagged_side == (value < threshold)
    for reached, beyond in ((Side.FROM, below), (Side.UP_TO, above)):
        other = found[reached]
        assert other is not None and other.is_flagged_side is not beyond.is_flagged_side


@given(value=FIGURES, threshold=FIGURES)
def test_the_sign_does_not_count_where_a_rule_looks_both_ways(value: Decimal, threshold: Decimal) -> None:
    assert distance(str(value), str(threshold), Side.APART) == distance(str(-value), str(threshold), Side.APART)


@pytest.mark.parametrize(
    ("value", "threshold"), [(None, "7"), ("7", None), ("sunny", "7"), ("NaN", "7"), ("7", "Infinity"), ("LOW", "3")]
)
def test_without_two_figures_or_two_grades_there_is_no_distance(value: str | None, threshold: str | None) -> None:
    assert distance(value, threshold, Side.ABOVE) is None


def test_grades_have_an_order_and_no_distance() -> None:
    found = distance("HIGH", "MEDIUM", Side.BELOW)
    assert found is not None and (found.by, found.is_above, found.is_flagged_side) == (None, True, False)
