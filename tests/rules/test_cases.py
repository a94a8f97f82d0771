"""Every case of every rule: the rule answers what the case expects, and nothing else."""

import pytest

from analytics.rules import rules
from tests.rules.test_contract import answered, cases_of

CASES = [
    pytest.param(rule.code, number, id=f"{rule.code}: {case.name}", marks=pytest.mark.xdist_group(rule.code))
    for rule in rules()
    for number, case in enumerate(cases_of(rule.code))
]


@pytest.mark.parametrize(("code", "number"), CASES)
def test_rule_answers_the_case(code: str, number: int) -> None:
    view, answers = answered(code)[number]
    assert cases_of(code)[number].differences(view, answers) == []
