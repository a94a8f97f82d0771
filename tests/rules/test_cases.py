"""Every case of every rule: the rule answers what the case expects, and nothing else."""

import pytest

from analytics.rules import rules, run_rules
from analytics.rules.cases import Case, load_cases

CASES = [pytest.param(case, id=f"{rule.code}: {case.name}") for rule in rules() for case in load_cases(rule.code)]


@pytest.mark.parametrize("case", CASES)
def test_rule_answers_the_case(case: Case) -> None:
    view = case.view()
    answers = run_rules(view, [case.rule], {case.rule: case.settings}).answers
    assert case.differences(view, answers) == []
