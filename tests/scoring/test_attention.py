"""Attention: flags weighed and put in proportion, in whole hundredths that add up."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.scoring import contributions, flag_id, points
from models.language import Message
from models.vocabulary import Confidence, Severity

SEVERITIES = st.sampled_from(list(Severity))
CONFIDENCES = st.sampled_from(list(Confidence))


def flag(number: int, *, about_matters: bool = True, outcome: Outcome = Outcome.FLAG, **fields: object) -> Answer:
    table = "matter_act" if about_matters else "post_step"
    chosen: dict[str, object] = {"level": Severity.HIGH, "confidence": Confidence.HIGH} | fields
    return Answer(
        rule="C01",
        outcome=outcome,
        subject_type="step",
        subject_id="step:1",
        sentence=Message("scoring-attention-none", {"matters": str(number)}),
        step_id="step:1",
        evidence=(Evidence(table, f"{number:032d}", "d" * 64, "sheet:1!R2"),),
        **chosen,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("severity", "confidence", "matters", "expected"),
    [
        (Severity.HIGH, Confidence.HIGH, 0, 800),
        (Severity.HIGH, Confidence.HIGH, 1, 800),
        (Severity.HIGH, Confidence.MEDIUM, 1, 400),
        (Severity.MEDIUM, Confidence.HIGH, 0, 400),
        (Severity.LOW, Confidence.MEDIUM, 0, 100),
        (Severity.HIGH, Confidence.HIGH, 22, 400),
        (Severity.HIGH, Confidence.HIGH, 4, 700),
    ],
)
def test_a_flag_weighs_by_severity_confidence_and_volume(
    severity: Severity, confidence: Confidence, matters: int, expected: int
) -> None:
    assert points(severity, confidence, matters) == expected


@given(SEVERITIES, CONFIDENCES, st.integers(0, 50_000), st.integers(0, 50_000))
def test_more_matters_never_make_the_same_flag_weigh_more(
    severity: Severity, confidence: Confidence, one: int, other: int
) -> None:
    fewer, more = sorted((one, other))
    assert points(severity, confidence, fewer) >= points(severity, confidence, more) >= 0


@given(st.integers(1, 40), st.integers(2, 50))
def test_a_busy_step_with_the_same_rate_of_flags_does_not_pull_away_without_end(rate: int, times: int) -> None:
    """With one flag in `rate` matters, growing the volume many times over stays below the rate itself."""
    limit = 800 * 21 / rate
    assert times * points(Severity.HIGH, Confidence.HIGH, times * rate) <= limit + times


def test_a_flag_about_the_shape_of_a_post_keeps_its_weight_however_busy_the_step() -> None:
    assert [c.points for c in contributions([flag(1, about_matters=False)], matters=1000)] == [800]


def test_only_flags_contribute() -> None:
    others = [flag(n, outcome=outcome) for n, outcome in enumerate(Outcome) if outcome is not Outcome.FLAG]
    assert contributions(others) == ()


def test_a_flag_without_stated_severity_or_confidence_counts_as_medium() -> None:
    assert [c.points for c in contributions([flag(1, level=None, confidence=None)])] == [200]


@given(st.lists(st.tuples(SEVERITIES, CONFIDENCES), max_size=8), st.integers(0, 300))
def test_the_contributions_of_a_union_are_the_union_of_the_contributions(
    kinds: list[tuple[Severity, Confidence]], matters: int
) -> None:
    flags = [flag(n, level=severity, confidence=confidence) for n, (severity, confidence) in enumerate(kinds)]
    alone = sum(c.points for f in flags for c in contributions([f], matters))
    together = contributions(flags, matters)
    assert sum(c.points for c in together) == alone
    assert {c.flag for c in together} == {flag_id(f) for f in flags}


def test_the_order_of_answers_does_not_show_and_a_repeated_answer_counts_once() -> None:
    flags = [flag(n, level=level) for n, level in enumerate(list(Severity) * 3)]
    shuffled = random.Random(7).sample(flags, len(flags))
    assert contributions(flags, 5) == contributions([*shuffled, *shuffled], 5)
