"""Grades by formula: every factor has its steps, more of anything never lowers it, and what is not known gives none."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.scoring import PartKind, StepFacts, Unknown, band, by_formula
from analytics.scoring.inherent import DISCRETION, HARM, opacity
from models.vocabulary import PowerDomain, RiskLevel, StepAct

WORKS = StepFacts(StepAct.DECIDE, PowerDomain.PROCUREMENT, True, True, 2, matters=60, fen=5_000_000_00)
FACTS = st.builds(
    StepFacts,
    act=st.sampled_from(list(StepAct)),
    power=st.sampled_from(list(PowerDomain)),
    tells_result=st.booleans(),
    has_limit=st.booleans(),
    handlers=st.integers(0, 3),
    matters=st.integers(0, 2000),
    fen=st.integers(0, 10**12),
)


def factors(facts: StepFacts) -> dict[PartKind, int]:
    parts, unknown = by_formula(facts)
    assert unknown == () and parts is not None
    return {part.kind: int(part.code) for part in parts}


@pytest.mark.parametrize(
    ("matters", "value"),
    [(0, 1), (12, 1), (13, 2), (52, 2), (53, 3), (250, 3), (251, 4), (1000, 4), (1001, 5)],
)
def test_frequency_rises_past_one_matter_a_month_a_week_a_day_and_four_a_day(matters: int, value: int) -> None:
    assert factors(dataclasses.replace(WORKS, matters=matters))[PartKind.FREQUENCY] == value


@pytest.mark.parametrize(
    ("yuan", "value"),
    [(0, 1), (1, 2), (100_000, 2), (100_001, 3), (1_000_000, 3), (1_000_001, 4), (10_000_000, 4), (10_000_001, 5)],
)
def test_money_rises_past_a_hundred_thousand_a_million_and_ten_million_yuan_a_year(yuan: int, value: int) -> None:
    assert factors(dataclasses.replace(WORKS, fen=yuan * 100))[PartKind.MONEY] == value


@pytest.mark.parametrize(
    ("changes", "value"),
    [
        ({}, 1),
        ({"handlers": 1}, 2),
        ({"has_limit": False}, 2),
        ({"tells_result": False}, 3),
        ({"tells_result": False, "has_limit": False, "handlers": 0}, 5),
    ],
)
def test_opacity_counts_what_is_not_told_not_limited_and_in_one_hand(changes: dict[str, Any], value: int) -> None:
    assert opacity(dataclasses.replace(WORKS, **changes)) == value


def test_every_act_has_a_discretion_and_every_kind_of_power_a_harm() -> None:
    assert set(DISCRETION) == set(StepAct)
    assert set(HARM) == set(PowerDomain)
    assert {*DISCRETION.values(), *HARM.values()} <= set(range(1, 6))


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        (WORKS, RiskLevel.HIGH),
        (StepFacts(StepAct.DECIDE, PowerDomain.LICENSING, True, True, 1, matters=200), RiskLevel.MEDIUM),
        (StepFacts(StepAct.FILE, PowerDomain.INTERNAL, False, False, 1, matters=300), RiskLevel.LOW),
    ],
)
def test_deciding_on_works_is_high_an_ordinary_permit_medium_and_filing_low(facts: StepFacts, level: RiskLevel) -> None:
    parts, _ = by_formula(facts)
    assert parts is not None
    assert band(sum(part.points for part in parts)) is level


@pytest.mark.parametrize(
    ("changes", "unknown"),
    [
        ({"act": None}, (Unknown.ACT,)),
        ({"matters": None}, (Unknown.LOG,)),
        ({"unpriced": 1}, (Unknown.AMOUNTS,)),
        ({"act": None, "matters": None}, (Unknown.ACT, Unknown.LOG)),
    ],
)
def test_what_is_not_known_is_named_and_gives_no_grade(changes: dict[str, Any], unknown: tuple[Unknown, ...]) -> None:
    assert by_formula(dataclasses.replace(WORKS, **changes)) == (None, unknown)


def test_a_matter_without_an_amount_is_no_gap_where_the_power_is_not_about_money() -> None:
    parts, unknown = by_formula(StepFacts(StepAct.DECIDE, PowerDomain.LICENSING, True, True, 1, matters=9, unpriced=9))
    assert parts is not None
    assert unknown == ()


@given(FACTS)
def test_the_parts_are_the_mean_of_the_factors_times_the_harm_between_one_and_twenty_five(facts: StepFacts) -> None:
    parts, _ = by_formula(facts)
    assert parts is not None
    total = sum(part.points for part in parts)
    assert total == 100 * HARM[facts.power] * sum(int(part.code) for part in parts) // 4
    assert 100 <= total <= 2500


@given(FACTS, st.integers(0, 2000), st.integers(0, 10**12), st.integers(0, 3))
def test_more_matters_more_money_and_less_in_sight_never_lower_the_grade(
    facts: StepFacts, matters: int, fen: int, handlers: int
) -> None:
    worse = dataclasses.replace(
        facts,
        matters=max(matters, facts.matters or 0),
        fen=max(fen, facts.fen),
        handlers=min(handlers, facts.handlers),
        tells_result=False,
        has_limit=False,
    )
    before, after = factors(facts), factors(worse)
    assert all(after[kind] >= before[kind] for kind in before)
