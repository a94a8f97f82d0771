"""Levels: only the grade, the controls and leads that held can move them, each in one direction."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.scoring import (
    LevelPart,
    LevelParts,
    PartKind,
    StepFacts,
    band,
    by_formula,
    decimal_text,
    graded,
    held_part,
    level_parts,
)
from models.controls import MOST_PERCENT, library
from models.vocabulary import PowerDomain, RiskLevel, Severity, StepAct

GRADES = st.sampled_from(list(RiskLevel))
MEASURES = st.sets(st.sampled_from([(m.code, m.percent) for m in library().measures.values()]))
KINDS = st.lists(st.tuples(st.sampled_from(list(Severity)), st.booleans()), max_size=6)
BY_FORMULA = st.builds(
    StepFacts,
    act=st.sampled_from(list(StepAct)),
    power=st.sampled_from([PowerDomain.LICENSING, PowerDomain.ENFORCEMENT, PowerDomain.INTERNAL]),
    tells_result=st.booleans(),
    has_limit=st.booleans(),
    handlers=st.integers(0, 3),
    matters=st.integers(0, 2000),
    fen=st.integers(0, 10**12),
)


def held(kinds: list[tuple[Severity, bool]]) -> list[LevelPart]:
    return [held_part("C01", f"f{n}", severity, in_part=in_part) for n, (severity, in_part) in enumerate(kinds)]


@st.composite
def inherent(draw: st.DrawFn) -> tuple[LevelPart, ...]:
    if draw(st.booleans()):
        return graded(draw(GRADES))
    parts, unknown = by_formula(draw(BY_FORMULA))
    assert unknown == () and parts is not None
    return parts


def scored(own: tuple[LevelPart, ...], measures: set[tuple[str, int]], leads: list[LevelPart]) -> LevelParts:
    parts = level_parts(own, measures, leads)
    assert parts is not None
    return parts


@pytest.mark.parametrize(
    ("grade", "measures", "leads", "level"),
    [
        (RiskLevel.HIGH, [], [], RiskLevel.HIGH),
        (RiskLevel.HIGH, ["dual_sign_off", "rotation", "collective_decision"], [], RiskLevel.HIGH),
        (RiskLevel.HIGH, ["dual_sign_off", "rotation", "collective_decision", "sampling"], [], RiskLevel.MEDIUM),
        (RiskLevel.MEDIUM, list(library().measures), [], RiskLevel.MEDIUM),
        (RiskLevel.LOW, list(library().measures), [], RiskLevel.LOW),
        (RiskLevel.LOW, [], [Severity.LOW], RiskLevel.LOW),
        (RiskLevel.LOW, [], [Severity.MEDIUM], RiskLevel.MEDIUM),
        (RiskLevel.LOW, ["dual_sign_off"], [Severity.MEDIUM], RiskLevel.LOW),
        (RiskLevel.MEDIUM, [], [Severity.MEDIUM], RiskLevel.HIGH),
        (RiskLevel.MEDIUM, ["dual_sign_off", "rotation"], [Severity.HIGH], RiskLevel.HIGH),
    ],
)
def test_a_level_comes_from_the_grade_the_measures_that_count_and_the_leads_that_held(
    grade: RiskLevel, measures: list[str], leads: list[Severity], level: RiskLevel
) -> None:
    named = {(code, library().measures[code].percent) for code in measures}
    assert scored(graded(grade), named, held([(severity, False) for severity in leads])).level is level


@pytest.mark.parametrize(
    ("points", "level"),
    [(1500, RiskLevel.HIGH), (1499, RiskLevel.MEDIUM), (800, RiskLevel.MEDIUM), (799, RiskLevel.LOW)],
)
def test_the_bands_begin_at_fifteen_and_at_eight(points: int, level: RiskLevel) -> None:
    assert band(points) is level


@pytest.mark.parametrize("severity", list(Severity))
def test_a_lead_that_holds_in_part_adds_half_of_what_it_would_add_whole(severity: Severity) -> None:
    whole, half = held_part("C01", "f", severity), held_part("C01", "f", severity, in_part=True)
    assert whole.points == 2 * half.points > 0


@given(MEASURES, KINDS)
def test_a_step_without_a_grade_has_no_level_whatever_else_is_known(
    measures: set[tuple[str, int]], kinds: list[tuple[Severity, bool]]
) -> None:
    assert level_parts(None, measures, held(kinds)) is None


@given(inherent(), MEASURES, KINDS, st.tuples(st.sampled_from(list(Severity)), st.booleans()))
def test_one_more_lead_that_held_always_adds_and_never_lowers_the_level(
    own: tuple[LevelPart, ...], measures: set[tuple[str, int]], kinds: list[tuple[Severity, bool]],
    more: tuple[Severity, bool],
) -> None:  # fmt: skip
    before, after = scored(own, measures, held(kinds)), scored(own, measures, held([*kinds, more]))
    assert after.total > before.total
    assert after.level.rank >= before.level.rank


@given(inherent(), MEASURES, MEASURES, KINDS)
def test_more_measures_never_raise_a_level(
    own: tuple[LevelPart, ...], some: set[tuple[str, int]], more: set[tuple[str, int]],
    kinds: list[tuple[Severity, bool]],
) -> None:  # fmt: skip
    assert scored(own, some | more, held(kinds)).total <= scored(own, some, held(kinds)).total


@given(inherent(), MEASURES)
def test_measures_take_off_thirty_per_cent_at_the_most_and_lower_a_grade_by_one_band_at_the_most(
    own: tuple[LevelPart, ...], measures: set[tuple[str, int]]
) -> None:
    parts = scored(own, measures, [])
    assert 0 <= parts.reduction * 100 <= parts.grade * MOST_PERCENT
    assert band(parts.grade).rank - parts.level.rank <= 1


@given(MEASURES, KINDS)
def test_a_higher_grade_never_gives_a_lower_level(
    measures: set[tuple[str, int]], kinds: list[tuple[Severity, bool]]
) -> None:
    ranked = sorted(RiskLevel, key=lambda grade: grade.rank)
    totals = [scored(graded(grade), measures, held(kinds)).total for grade in ranked]
    assert totals == sorted(totals)


@given(inherent(), MEASURES, KINDS)
def test_the_parts_add_up_are_signed_by_kind_and_do_not_depend_on_order(
    own: tuple[LevelPart, ...], measures: set[tuple[str, int]], kinds: list[tuple[Severity, bool]]
) -> None:
    parts = scored(own, measures, held(kinds))
    assert parts.total == sum(part.points for part in parts.parts) == parts.grade - parts.reduction + parts.held
    assert all((part.points <= 0) == (part.kind is PartKind.MEASURE) for part in parts.parts)
    assert len(parts.parts) == len(own) + len(measures) + len(kinds)
    assert parts == level_parts(own, sorted(measures, reverse=True), held(kinds)[::-1])


@given(st.integers(-(10**6), 10**6))
def test_hundredths_as_text_read_back_exactly(hundredths: int) -> None:
    assert Decimal(decimal_text(hundredths)) * 100 == hundredths
