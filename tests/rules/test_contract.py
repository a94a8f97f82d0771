"""What every rule promises, checked over all rules and all their cases."""

import random
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

import pytest

from analytics.errors import RunAborted
from analytics.rules import Outcome, Rule, describe, rule, rules, run_rules
from analytics.rules.answers import Answer, canonical_hash
from analytics.rules.cases import Case, CaseKind, load_cases
from analytics.rules.distance import Side, distance
from analytics.rules.parameters import Parameters
from analytics.snapshot import View
from models.language import Language, sentences
from models.vocabulary import DocumentKind

ALL = [pytest.param(r, id=r.code) for r in rules()]
EVERY_KIND = {CaseKind.HIT, CaseKind.NEAR_MISS, CaseKind.BOUNDARY, CaseKind.CANNOT_ASSESS}
# Rules whose answer rests on who somebody is.
ABOUT_PEOPLE = (
    {"F01", "F02", "F04", "F06", "V05", "V06", "V03", "P02", "P03", "P06"}
    | {f"C{number:02}" for number in range(1, 11)}
    | {"V01", "V02"}
)
SUBJECTS = {"post", "step", "unit", "notice", "programme", "document", "matter"}
HAN = re.compile(r"[\u4e00-\u9fff]")


def ask(case: Case, view: View) -> tuple[Answer, ...]:
    return run_rules(view, [case.rule], {case.rule: case.settings}).answers


@cache
def cases_of(code: str) -> tuple[Case, ...]:
    return load_cases(code)


class Asked(NamedTuple):
    """A rule, and its cases with the views they describe and what the rule answers there."""

    rule: Rule
    cases: list[tuple[Case, View, tuple[Answer, ...]]]


@pytest.fixture(scope="module", params=ALL)
def asked(request: pytest.FixtureRequest) -> Asked:
    """Each rule with its answers, which all tests of that rule look at one after the other."""
    views = [(case, case.view()) for case in cases_of(request.param.code)]
    return Asked(request.param, [(case, view, ask(case, view)) for case, view in views])


def test_a_rule_answers_its_cases_and_nothing_else(asked: Asked) -> None:
    wrong = {case.name: case.differences(view, answers) for case, view, answers in asked.cases}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_rules_are_found_once_each_and_in_the_order_of_the_catalogue() -> None:
    codes = [r.code for r in rules()]
    assert len(set(codes)) == len(codes)
    assert codes == sorted(codes, key=lambda code: ("DBFCVPL".index(code[0]), code))


def test_none_of_the_fifty_six_rules_of_the_catalogue_is_lost() -> None:
    families = {"D": 9, "B": 6, "F": 10, "C": 10, "V": 7, "P": 7, "L": 7}
    assert {f"{f}{n:02}" for f, count in families.items() for n in range(1, count + 1)} <= {r.code for r in rules()}


@pytest.mark.parametrize("checked", ALL)
def test_a_rule_says_in_both_languages_what_it_is(checked: Rule) -> None:
    described = describe(checked)
    for key, value in described.items():
        texts = value if isinstance(value, list) else [value]
        if key.endswith("_zh"):
            assert all(HAN.search(text) for text in texts), key
        if key.endswith("_en"):
            assert all(re.search(r"[A-Za-z]{3}", text) for text in texts), key
    for name in ("method", "source", "assumptions", "innocent"):
        assert described[f"{name}_zh"], f"{name} is empty"
    assert checked.subject in SUBJECTS
    assert checked.inputs


@pytest.mark.parametrize("checked", ALL)
def test_a_source_is_a_law_or_a_measure_never_an_address(checked: Rule) -> None:
    texts = [*checked.source, *(p.source for p in checked.parameters)]
    assert not any(re.search(r"https?:|www\.|\.(com|cn|gov|net)\b", text.zh + text.en) for text in texts)


@pytest.mark.parametrize("checked", ALL)
def test_parameters_are_dated_and_sourced(checked: Rule) -> None:
    names = [p.name for p in checked.parameters]
    assert len(names) == len(set(names))
    for parameter in checked.parameters:
        days = [first for first, _ in parameter.values]
        assert days and days == sorted(set(days))
        assert parameter.source.zh and parameter.source.en and HAN.search(parameter.zh) and parameter.en
        assert not any(isinstance(value, float) for _, value in parameter.values)
        assert parameter.on(days[0]) == parameter.values[0][1]
        assert parameter.on(date.min) is None or days[0] == date.min


@pytest.mark.parametrize("checked", ALL)
def test_a_rule_has_all_kinds_of_case(checked: Rule) -> None:
    kinds = {case.kind for case in cases_of(checked.code)}
    asked_for = EVERY_KIND | ({CaseKind.DECOY, CaseKind.HOMONYM} if checked.code in ABOUT_PEOPLE else set())
    assert asked_for <= kinds


@pytest.mark.parametrize("checked", ALL)
def test_hits_flag_and_decoys_do_not(checked: Rule) -> None:
    for case in cases_of(checked.code):
        outcomes = {expected["outcome"] for expected in case.expect}
        if case.kind is CaseKind.HIT:
            assert "flag" in outcomes, case.name
        if case.kind is CaseKind.DECOY:
            assert "flag" not in outcomes and "cannot_assess" in outcomes, case.name
        if case.kind is CaseKind.HOMONYM:
            assert not outcomes & {"flag", "cannot_assess"}, case.name


@pytest.mark.parametrize("checked", ALL)
def test_nothing_held_gives_no_flag_and_no_pass(checked: Rule) -> None:
    answers = run_rules(View.from_rows({}, as_of=date(2025, 6, 30)), [checked.code]).answers
    assert answers
    assert {answer.outcome for answer in answers} == {Outcome.CANNOT_ASSESS}


@pytest.mark.parametrize("checked", ALL)
def test_registers_held_but_empty_give_no_flag(checked: Rule) -> None:
    rows = [
        {"id": str(kind), "kind": str(kind), "status": "accepted", "publisher": "岚汀市水利局"} for kind in DocumentKind
    ]
    answers = run_rules(View.from_rows({"document": rows}, as_of=date(2025, 6, 30)), [checked.code]).answers
    assert not any(answer.outcome is Outcome.FLAG for answer in answers)


def test_the_order_of_rows_does_not_matter(asked: Asked) -> None:
    shuffle = random.Random(20250630)
    # Of each kind the case with the most rows to shuffle: all would cost as much as all other tests of the rule.
    longest: dict[CaseKind, tuple[int, Case, tuple[Answer, ...]]] = {}
    for case, _, answers in asked.cases:
        rows_of_case = sum(map(len, case.tables().values()))
        if case.kind not in longest or rows_of_case > longest[case.kind][0]:
            longest[case.kind] = (rows_of_case, case, answers)
    for _, case, first in longest.values():
        tables = case.tables()
        for rows in tables.values():
            shuffle.shuffle(rows)
        second = ask(case, View.from_rows(tables, as_of=case.as_of))
        assert [a.as_row() for a in first] == [a.as_row() for a in second], case.name
        assert canonical_hash(first) == canonical_hash(second)


def test_every_flag_is_complete(asked: Asked) -> None:
    units: set[str] = set()
    for _, _, answers in asked.cases:
        for flag in (answer for answer in answers if answer.outcome is Outcome.FLAG):
            assert flag.level in {asked.rule.severity, asked.rule.graver or asked.rule.severity}
            assert flag.value and flag.threshold and flag.unit == str(asked.rule.value_unit)
            assert flag.confidence and flag.evidence
            units.add(flag.unit)
    assert units


def test_a_pass_says_by_how_much_unless_a_fact_settles_it(asked: Asked) -> None:
    told: dict[bool, set[str]] = {True: set(), False: set()}
    for _, _, answers in asked.cases:
        for passed in (answer for answer in answers if answer.outcome is Outcome.PASS):
            measured = (passed.value, passed.threshold, passed.unit)
            told[None not in measured].add(passed.sentence.code)
            assert None not in measured or set(measured) == {None}
            assert None in measured or passed.unit == str(asked.rule.value_unit)
    assert told[True], "no case passes by a measure"
    assert not told[True] & told[False], "one sentence, sometimes with what was measured and sometimes without"


def test_what_a_rule_flags_lies_on_the_side_that_it_names(asked: Asked) -> None:
    sides = set()
    for case, _, answers in asked.cases:
        for flag in (answer for answer in answers if answer.outcome is Outcome.FLAG):
            found = distance(flag.value, flag.threshold, asked.rule.flagged_side)
            assert found is not None, case.name
            sides.add(found.is_flagged_side)
    assert sides == ({None} if asked.rule.flagged_side is Side.FENCED else {True})


def test_evidence_points_at_rows_that_exist(asked: Asked) -> None:
    for _, view, answers in asked.cases:
        for answer in answers:
            for item in answer.evidence:
                row = next(row for row in view.rows(item.table) if row["id"] == item.id)
                document = row["id"] if item.table == "document" else row["document_id"]
                assert (item.document, item.locator) == (document, row.get("locator", "file"))


def test_sentences_are_filled_in_both_languages_and_name_nobody(asked: Asked) -> None:
    for _, view, answers in asked.cases:
        persons = {row["name"] for row in view.rows("person")}
        for answer in answers:
            for language in Language:
                said = answer.sentence.say(language)
                assert said and not re.search(r"[{}]|None", said)
                assert not any(name in said for name in persons)
            assert HAN.search(answer.sentence.say(Language.ZH))


def test_subjects_are_of_a_known_kind_and_placed(asked: Asked) -> None:
    for _, view, answers in asked.cases:
        known = {row["organisation_id"] for row in view.rows("organisation")}
        posts = {row["post_id"] for row in view.rows("post")}
        steps = {row["step_id"] for row in view.rows("step")}
        for answer in answers:
            assert answer.subject_type in SUBJECTS
            assert answer.unit_id is None or answer.unit_id in known
            assert answer.post_id is None or answer.post_id in posts
            assert answer.step_id is None or answer.step_id in steps
            if answer.subject_type in ("step", "post"):
                assert answer.post_id is not None


def test_every_sentence_of_the_rules_belongs_to_a_rule_there_is() -> None:
    codes = {code.split("-")[1].upper() for code in sentences() if code.startswith("rule-")}
    assert codes == {r.code for r in rules()}


def test_an_unknown_rule_is_refused_with_those_there_are() -> None:
    with pytest.raises(RunAborted, match=r"D07.*P02"):
        rule("X99")


def test_an_unknown_parameter_is_refused_with_those_there_are() -> None:
    with pytest.raises(RunAborted, match="gap"):
        run_rules(View.from_rows({}, as_of=date(2025, 1, 1)), ["F10"], {"F10": {"gapp": 3}})


@pytest.mark.parametrize(
    ("code", "name", "value"), [("F10", "gap", "viel"), ("F10", "gap", "NaN"), ("D07", "day_kind_other", "sunny")]
)
def test_a_value_of_the_wrong_kind_is_refused(code: str, name: str, value: str) -> None:
    with pytest.raises(RunAborted, match=name):
        run_rules(View.from_rows({}, as_of=date(2025, 1, 1)), [code], {code: {name: value}})


def test_settings_of_an_unknown_rule_are_refused() -> None:
    with pytest.raises(RunAborted, match="X99"):
        run_rules(View.from_rows({}, as_of=date(2025, 1, 1)), ["F10"], {"X99": {"gap": 3}})


def test_a_rule_that_crashes_stops_the_run_and_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(self: Rule, view: View, params: Parameters) -> Iterator[Answer]:
        raise KeyError("石见川")

    monkeypatch.setattr(type(rule("D07")), "evaluate", crash)
    with pytest.raises(RunAborted, match="D07") as stopped:
        run_rules(View.from_rows({}, as_of=date(2025, 1, 1)))
    assert "石见川" not in str(stopped.value)


def test_seconds_are_given_for_every_rule_asked() -> None:
    result = run_rules(View.from_rows({}, as_of=date(2025, 1, 1)))
    assert list(result.seconds) == [r.code for r in rules()]
