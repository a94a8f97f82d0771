"""What rules about budgets rest on: time limits, quartiles of peers, sums of a form, adjustments and slipped units."""

from __future__ import annotations

import random
import statistics
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from analytics.rules.adjustments import _difference
from analytics.rules.b03_peer_outlier import _Peers
from analytics.rules.budget_lines import Line, paired
from analytics.rules.budgets import due_on, overdue
from analytics.rules.d05_broken_sums import _families, _Line
from analytics.rules.spending import is_slipped
from models.calendar import deadline, is_working_day

KNOWN_DAYS = st.dates(date(2015, 1, 1), date(2024, 11, 30))
RATES = st.lists(st.integers(0, 10**9), min_size=4, max_size=40)


@given(KNOWN_DAYS, st.integers(0, 60))
def test_the_last_day_is_a_working_day_and_only_the_day_after_it_is_late(approved: date, days: int) -> None:
    last = due_on(approved, days)
    assert last == deadline(approved, days)
    assert is_working_day(last) and last >= approved + timedelta(days=days)
    assert overdue(approved, days, last) is False
    assert overdue(approved, days, last + timedelta(days=1)) is True


@given(RATES, st.data())
def test_quartiles_leave_the_unit_itself_out_and_interpolate(rates: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rates) - 1))
    ordered = sorted(map(Fraction, rates))
    others = _Peers(tuple(ordered)).without(ordered[place])
    left = ordered[:place] + ordered[place + 1 :]
    expected = statistics.quantiles(left, n=4, method="inclusive")
    assert [others.quantile(Fraction(part, 4)) for part in (1, 2, 3)] == expected


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[_Line], dict[str, int]]:
    """Coded lines of a form in which every parent is the sum of its children, and the sum of each parent."""
    lines: list[_Line] = []
    sums: dict[str, int] = {}
    for top in draw(st.lists(st.integers(201, 229), min_size=1, max_size=3, unique=True)):
        sections = draw(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True))
        for section in sections:
            for item in draw(st.lists(st.integers(1, 99), min_size=1, max_size=3, unique=True)):
                fen = draw(st.integers(0, 10**12))
                code = f"{top}{section:02d}{item:02d}"
                lines.append(_line(code, fen, is_leaf=True))
                for parent in (code[:3], code[:5]):
                    sums[parent] = sums.get(parent, 0) + fen
    lines += [_line(code, fen, is_leaf=False) for code, fen in sums.items()]
    return lines, sums


def _line(code: str, fen: int, *, is_leaf: bool) -> _Line:
    return _Line("t", code, "d", f"sheet:1!R{int(code)}", code, None, is_leaf, "expenditure", fen, "")


@given(trees(), st.randoms())
def test_every_parent_is_found_with_the_children_right_below_it(
    tree: tuple[list[_Line], dict[str, int]], shuffle: random.Random
) -> None:
    lines, sums = tree
    shuffle.shuffle(lines)
    found = {parent.code: children for parent, children in _families(lines)}
    assert found.keys() == sums.keys()
    for code, children in found.items():
        assert sum(child.amount_fen or 0 for child in children) == sums[code or ""]
        assert all(len(child.code or "") == len(code or "") + 2 for child in children)


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=4))
def test_a_line_adjusted_several_times_counts_from_its_first_figure_to_its_last(
    steps: list[tuple[int, int, int]],
) -> None:
    rows = [
        {"decided_on": date(2024, 9, day), "initial_fen": before, "adjusted_fen": after} for day, before, after in steps
    ]
    difference = _difference([*rows, rows[0]])  # one entry stands twice
    by_day = {day: {(before, after) for d, before, after in steps if d == day} for day, _, _ in steps}
    if any(len(same) > 1 for same in by_day.values()):
        assert difference is None
    else:
        ((_, last),), ((first, _),) = by_day[max(by_day)], by_day[min(by_day)]
        assert difference == last - first


@given(st.integers(1, 10**9), st.integers(1, 10**15))
def test_a_slip_is_one_from_either_side(one: int, other: int) -> None:
    slip, room = Decimal(10_000), Decimal(2)
    assert is_slipped(one, other, slip, room) == is_slipped(other, one, slip, room)
    assert is_slipped(one, one * 10_000, slip, room)
    assert not is_slipped(one, one * 4_999, slip, room) and not is_slipped(one, one * 20_001, slip, room)


NAMED = st.lists(st.tuples(st.sampled_from(["2130101", "2130102", None]), st.sampled_from("甲乙丙")), max_size=8)


@given(NAMED, NAMED)
def test_a_line_is_compared_only_with_lines_of_its_form_and_code(
    now: list[tuple[str | None, str]], before: list[tuple[str | None, str]]
) -> None:
    lines, others = _spent(now, 2025), _spent(before, 2024)
    pairs = paired(lines, others)
    assert [pair.line for pair in pairs] == lines
    for pair in pairs:
        assert all((other.form, other.code) == (pair.line.form, pair.line.code) for other in pair.others)
        same = [other for other in others if (other.code, other.label) == (pair.line.code, pair.line.label)]
        assert list(pair.others) == same or not same


def _spent(named: list[tuple[str | None, str]], year: int) -> list[Line]:
    return [
        Line("u", year, "budget", f"{year}-{n}", "d", f"sheet:1!R{n}", "t", "sheet:1!R1", "general", code, label, 1)
        for n, (code, label) in enumerate(named)
    ]
