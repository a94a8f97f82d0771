"""Where a lead stands: one owner at a time in whatever order rows come, and what returns when facts change."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.desk import Status, fold, trace
from models.vocabulary import Finding, ReviewAct
from tests.desk.cases import lead, step

NOT_HELD = {"outcome": "not_held", "reason": "lawful"}


def standing(steps: list[dict[str, Any]], **now: Any) -> Any:
    """The lead of one flag after these steps."""
    return trace([lead(**now)], fold(steps))["f1"]


def test_a_lead_without_steps_waits_under_the_name_of_its_facts() -> None:
    found = standing([])
    assert (found.status, found.name, found.review) == (Status.OPEN, "a", None)


def test_claimed_released_settled_reopened() -> None:
    acts = ["claimed", "released", "settled", "reopened"]
    seen = [standing([step(n, act) for n, act in enumerate(acts[:last], 1)]).status for last in range(1, 5)]
    assert seen == [Status.CLAIMED, Status.OPEN, Status.SETTLED, Status.OPEN]


def test_facts_that_did_not_hold_are_quiet_until_they_change_and_then_marked_as_changed() -> None:
    steps = [step(1, "claimed"), step(2, "settled", **NOT_HELD)]
    assert standing(steps).status is Status.SETTLED
    changed = standing(steps, facts="b", marks=("m1", "m2"))
    assert (changed.status, changed.name, changed.review.outcome) == (Status.CHANGED, "a", Finding.NOT_HELD)


def test_facts_that_come_back_as_they_were_are_quiet_again() -> None:
    again = lead(facts="b", marks=("m1", "m2"))
    steps = [step(1, "settled", **NOT_HELD), step(2, "claimed", seen=again), step(3, "released", seen=again)]
    assert standing(steps, facts="b", marks=("m1", "m2")).status is Status.CHANGED
    assert standing(steps).status is Status.SETTLED


def test_another_case_on_the_same_ground_is_a_lead_of_its_own() -> None:
    steps = [step(1, "settled", **NOT_HELD)]
    assert standing(steps, facts="b", marks=("m2",)).review is None
    both = trace([lead(), lead("f2", facts="b", marks=("m1", "m2"))], fold(steps))
    assert [both[flag].status for flag in ("f1", "f2")] == [Status.SETTLED, Status.OPEN]


def test_of_two_that_may_continue_a_lead_the_one_with_more_rows_in_common_does() -> None:
    steps = [step(1, "settled", seen=lead(marks=("m1", "m2", "m3")))]
    flags = [lead("f1", facts="b", marks=("m1",)), lead("f2", facts="c", marks=("m1", "m2"))]
    found = trace(flags, fold(steps))
    assert (found["f2"].name, found["f2"].status) == ("a", Status.CHANGED)
    assert (found["f1"].name, found["f1"].status) == ("b", Status.OPEN)


def test_what_was_not_allowed_changes_nothing() -> None:
    steps = [step(1, "claimed"), step(2, "claimed", "林"), step(3, "settled", "林", **NOT_HELD)]
    review = fold(steps)["a"]
    assert (review.owner, review.outcome, review.number) == ("乔", None, 3)


acts = st.lists(st.tuples(st.sampled_from(list(ReviewAct)), st.sampled_from(["乔", "林"])), max_size=12)


@settings(deadline=None)
@given(acts, st.randoms(use_true_random=False))
def test_in_whatever_order_rows_come_nobody_has_a_lead_that_another_has(
    done: list[tuple[ReviewAct, str]], chance: Any
) -> None:
    rows = [step(number, str(act), who) for number, (act, who) in enumerate(done, 1)]
    believed: set[str] = set()  # who was told "yours" and has not been told otherwise
    for count, (act, who) in enumerate(done):
        before = fold(rows[:count]).get("a")
        if before is not None and before.refusal(act, who, "a") is not None:
            continue
        if act is ReviewAct.CLAIMED:
            believed.add(who)
        elif act in (ReviewAct.RELEASED, ReviewAct.SETTLED):
            believed.clear()
        assert len(believed) <= 1
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert fold(shuffled) == fold(rows)
    assert {review.owner for review in fold(rows).values()} - {None} == believed


@settings(deadline=None)
@given(acts, st.booleans())
def test_what_was_settled_is_quiet_as_long_as_its_facts_are_the_same_and_returns_when_they_change(
    done: list[tuple[ReviewAct, str]], is_last: bool
) -> None:
    rows = [step(number, str(act), who) for number, (act, who) in enumerate(done, 1)]
    if is_last:
        rows.append(step(len(rows) + 1, "settled", fold(rows)["a"].owner or "乔" if rows else "乔", **NOT_HELD))
    same, other = standing(rows), standing(rows, facts="b", marks=("m1", "m2"))
    is_settled = same.review is not None and same.review.outcome is not None and same.review.owner is None
    assert (same.status is Status.SETTLED) == is_settled == (other.status is Status.CHANGED)
    assert is_settled or not is_last
