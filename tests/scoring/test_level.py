"""Levels: only the grade, the controls and leads that held can move them, each in one direction."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.scoring import Controls, level_parts
from models.vocabulary import RiskLevel, Severity

GRADES = st.sampled_from(list(RiskLevel))
CONTROLS = st.sampled_from(list(Controls))
HELD = st.lists(st.sampled_from(list(Severity)), max_size=6)
# From the strongest control to none.
WEAKENING = [Controls.OWNED, Controls.UNOWNED, Controls.NONE]


@pytest.mark.parametrize("grade", list(RiskLevel))
@pytest.mark.parametrize("controls", list(Controls))
def test_measures_on_paper_alone_do_not_change_the_grade_a_unit_gave(grade: RiskLevel, controls: Controls) -> None:
    parts = level_parts(grade, controls)
    assert parts is not None
    assert parts.level is grade


@pytest.mark.parametrize(
    ("grade", "controls", "held", "level"),
    [
        (RiskLevel.LOW, Controls.NONE, [Severity.LOW], RiskLevel.LOW),
        (RiskLevel.LOW, Controls.NONE, [Severity.MEDIUM], RiskLevel.MEDIUM),
        (RiskLevel.LOW, Controls.OWNED, [Severity.MEDIUM], RiskLevel.LOW),
        (RiskLevel.LOW, Controls.OWNED, [Severity.HIGH], RiskLevel.MEDIUM),
        (RiskLevel.MEDIUM, Controls.NONE, [Severity.MEDIUM], RiskLevel.HIGH),
        (RiskLevel.MEDIUM, Controls.OWNED, [Severity.MEDIUM], RiskLevel.MEDIUM),
        (RiskLevel.MEDIUM, Controls.OWNED, [Severity.HIGH], RiskLevel.HIGH),
    ],
)
def test_a_lead_that_held_raises_the_level_by_its_severity(
    grade: RiskLevel, controls: Controls, held: list[Severity], level: RiskLevel
) -> None:
    parts = level_parts(grade, controls, held)
    assert parts is not None
    assert parts.level is level


@given(CONTROLS, HELD)
def test_a_step_without_a_grade_has_no_level_whatever_else_is_known(controls: Controls, held: list[Severity]) -> None:
    assert level_parts(None, controls, held) is None


@given(GRADES, CONTROLS, HELD, st.sampled_from(list(Severity)))
def test_one_more_lead_that_held_never_lowers_the_level(
    grade: RiskLevel, controls: Controls, held: list[Severity], more: Severity
) -> None:
    before, after = level_parts(grade, controls, held), level_parts(grade, controls, [*held, more])
    assert before is not None
    assert after is not None
    assert after.total > before.total
    assert after.level.rank >= before.level.rank


@given(GRADES, HELD)
def test_taking_a_control_away_never_lowers_the_level(grade: RiskLevel, held: list[Severity]) -> None:
    totals = [parts.total for controls in WEAKENING if (parts := level_parts(grade, controls, held))]
    assert len(totals) == len(WEAKENING)
    assert totals == sorted(totals)


@given(CONTROLS, HELD)
def test_a_higher_grade_never_gives_a_lower_level(controls: Controls, held: list[Severity]) -> None:
    ranked = sorted(RiskLevel, key=lambda grade: grade.rank)
    totals = [parts.total for grade in ranked if (parts := level_parts(grade, controls, held))]
    assert totals == sorted(totals)


@given(GRADES, CONTROLS, HELD)
def test_the_parts_add_up_and_the_order_of_leads_does_not_matter(
    grade: RiskLevel, controls: Controls, held: list[Severity]
) -> None:
    parts = level_parts(grade, controls, held)
    assert parts is not None
    assert parts.total == parts.grade - parts.reduction + parts.held
    assert parts == level_parts(grade, controls, held[::-1])
