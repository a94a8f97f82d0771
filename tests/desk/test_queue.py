"""The queue: the heaviest first, one in twenty by lot, and what is settled is out of it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.desk import Traced, Waiting, Weight, fold, is_drawn, queue, trace
from models.vocabulary import Drawn, Severity
from tests.desk.cases import lead, step

NAMES = [f"{number:016x}" for number in range(400)]
DRAWN = [name for name in NAMES if is_drawn(name) is Drawn.AT_RANDOM]
OTHERS = [name for name in NAMES if name not in DRAWN]


def traced(names: list[str]) -> list[Traced]:
    leads = [lead(name, ground=name, facts=name, marks=(name,)) for name in names]
    return list(trace(leads, {}).values())


def order(names: list[str], settled: list[str] | None = None, **weights: Weight) -> list[Waiting]:
    weighed = {name: weights.get(name, Weight(400, 400, Severity.MEDIUM)) for name in names}
    steps = [
        step(1, "settled", seen=lead(name, ground=name, facts=name, marks=(name,)), lead=name, drawn=is_drawn(name))
        for name in settled or []
    ]
    reviews = fold(steps)
    found = trace([lead(name, ground=name, facts=name, marks=(name,)) for name in names], reviews)
    return queue(found.values(), weighed, reviews)


def test_the_heavier_goes_first_then_the_one_with_more_around_it_then_the_graver() -> None:
    a, b, c, d = OTHERS[:4]
    weights = {
        a: Weight(400, 400, Severity.LOW),
        b: Weight(400, 400, Severity.HIGH),
        c: Weight(400, 900, Severity.LOW),
        d: Weight(800, 800, Severity.LOW),
    }
    assert [one.traced.name for one in order([a, b, c, d], **weights)] == [d, c, b, a]


def test_a_drawn_lead_comes_first_and_then_one_in_twenty() -> None:
    names = [*OTHERS[:60], *DRAWN[:4]]
    places = [one.place for one in order(names) if one.drawn is Drawn.AT_RANDOM]
    assert places == [1, 21, 41, 61]


def test_drawn_leads_that_are_passed_over_move_to_the_head() -> None:
    names = [*OTHERS[:60], *DRAWN[:4]]
    passed_over = order(names, settled=OTHERS[:45])
    assert [one.drawn is Drawn.AT_RANDOM for one in passed_over[:4]] == [True, True, True, False]


def test_what_is_settled_is_out_of_the_queue() -> None:
    assert OTHERS[0] not in [one.traced.name for one in order(OTHERS[:9], settled=OTHERS[:1])]


def test_no_lead_no_queue() -> None:
    assert order([]) == []


@settings(deadline=None)
@given(st.sets(st.sampled_from(NAMES), max_size=80), st.randoms(use_true_random=False))
def test_every_lead_has_one_place_whatever_the_order_they_come_in(names: set[str], chance: object) -> None:
    listed = sorted(names)
    first = [one.traced.name for one in order(listed)]
    assert sorted(first) == listed
    assert [one.traced.name for one in order(listed[::-1])] == first


@settings(deadline=None)
@given(st.sets(st.sampled_from(NAMES), min_size=1, max_size=80))
def test_the_share_of_drawn_leads_at_the_head_is_a_twentieth_as_long_as_both_kinds_last(names: set[str]) -> None:
    found = order(sorted(names))
    drawn_left = sum(one.drawn is Drawn.AT_RANDOM for one in found)
    others_left = len(found) - drawn_left
    drawn = 0
    for one in found:
        drawn += one.drawn is Drawn.AT_RANDOM
        if drawn < drawn_left and one.place - drawn < others_left:
            assert drawn == -(-one.place // 20)
