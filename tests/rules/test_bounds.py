"""Bounds of thresholds: every value shipped lies within them, and at either end every rule still answers."""

from __future__ import annotations

from decimal import Decimal

import pytest

from analytics.errors import RunAborted
from analytics.rules import rule, rules
from analytics.rules.cases import CaseKind, load_cases
from analytics.rules.parameters import Parameter, Parameters
from analytics.rules.rule import Rule

FOUND = [(of, parameter) for of in rules() for parameter in of.parameters if not parameter.choices]
NUMBERS = [pytest.param(of, parameter, id=f"{of.code}-{parameter.name}") for of, parameter in FOUND]


def bounds(parameter: Parameter) -> tuple[Decimal, Decimal]:
    """The least and the greatest value, as they are told to whoever typed another one."""
    least, most = parameter.allowed.split(" ", 1)[0].split("-")
    return Decimal(least), Decimal(most)


@pytest.mark.parametrize(("of", "parameter"), NUMBERS)
def test_every_value_that_is_shipped_is_allowed(of: Rule, parameter: Parameter) -> None:
    for _, value in parameter.values:
        assert parameter.set_to(of.code, value).values[0][1] == value


@pytest.mark.parametrize(("of", "parameter"), NUMBERS)
def test_a_value_beyond_its_bounds_is_refused_by_name(of: Rule, parameter: Parameter) -> None:
    least, most = bounds(parameter)
    for beyond in (least - 1, most + 1):
        with pytest.raises(RunAborted, match=parameter.name):
            parameter.set_to(of.code, beyond)


@pytest.mark.parametrize("code", sorted({of.code for of, _ in FOUND}))
def test_with_all_its_thresholds_at_either_bound_a_rule_still_answers(code: str) -> None:
    asked = rule(code)
    hit = next(case for case in load_cases(code) if case.kind is CaseKind.HIT)
    view = hit.view()
    for end in (0, 1):
        given = {parameter.name: str(bounds(parameter)[end]) for of, parameter in FOUND if of.code == code}
        answers = list(asked.evaluate(view, Parameters(asked.parameters).replaced(code, {**hit.settings, **given})))
        assert {answer.rule for answer in answers} <= {code}
