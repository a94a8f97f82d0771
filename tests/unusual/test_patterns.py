"""Patterns of unusual work: each sees what its cases show, and promises what all of them promise."""

from __future__ import annotations

import inspect
import random
import re
from datetime import date
from typing import NamedTuple

import pytest

from analytics.rules.cases import CaseKind
from analytics.snapshot import View
from analytics.unusual import Pattern, Sign, pattern, pattern_versions, patterns, signs_of
from models.language import Language, places, sentences
from models.vocabulary import Confidence, DocumentKind, Severity
from tests.unusual.cases import Case, load_cases, seen

ALL = [pytest.param(one, id=one.code) for one in patterns()]
EVERY_KIND = {CaseKind.HIT, CaseKind.NEAR_MISS, CaseKind.BOUNDARY, CaseKind.CANNOT_ASSESS}
SILENT = {CaseKind.CANNOT_ASSESS, CaseKind.DECOY, CaseKind.HOMONYM, CaseKind.EXCLUDED, CaseKind.NEAR_MISS}
HAN = re.compile(r"[\u4e00-\u9fff]")
TEXTS = ("name", "what", "compared", "innocent")
# What would be about who somebody is, and not about work.
PERSONAL = re.compile(r"\b(birth\w*|age|sex|gender|rank|ethnic\w*|education|native_place)\b")
DAY = date(2025, 12, 31)


class Looked(NamedTuple):
    """A pattern, and its cases with the views they describe and the signs seen there."""

    pattern: Pattern
    cases: list[tuple[Case, View, list[Sign]]]

    @property
    def signs(self) -> list[tuple[View, Sign]]:
        return [(view, sign) for _, view, signs in self.cases for sign in signs]


@pytest.fixture(scope="module", params=ALL)
def looked(request: pytest.FixtureRequest) -> Looked:
    """Each pattern with its signs, which all tests of that pattern look at one after the other."""
    code = request.param.code
    views = [(case, case.view()) for case in load_cases(code)]
    return Looked(request.param, [(case, view, seen(code, view)) for case, view in views])


def test_a_pattern_sees_the_signs_of_its_cases_and_no_others(looked: Looked) -> None:
    wrong = {case.name: case.differences(view, signs) for case, view, signs in looked.cases}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_a_pattern_has_all_kinds_of_case_and_each_shows_what_it_is_there_for(looked: Looked) -> None:
    assert {case.kind for case, _, _ in looked.cases} >= EVERY_KIND
    names = [case.name for case, _, _ in looked.cases]
    assert len(set(names)) == len(names)
    for case, _, _ in looked.cases:
        assert case.expect or case.kind is not CaseKind.HIT, case.name
        assert not (case.expect and case.kind in SILENT), case.name


def test_the_order_of_rows_does_not_matter(looked: Looked) -> None:
    shuffle = random.Random(20251231)
    case, _, signs = max(looked.cases, key=lambda one: (len(one[2]), one[0].kind is CaseKind.HIT))
    assert signs, "nothing to compare"
    tables = case.tables()
    for rows in tables.values():
        shuffle.shuffle(rows)
    again = seen(case.pattern, View.from_rows(tables, as_of=case.as_of))
    assert [sign.as_row() for sign in again] == [sign.as_row() for sign in signs]
    assert [sign.id for sign in again] == [sign.id for sign in signs]


def test_a_sign_says_in_both_languages_what_was_seen_and_names_nobody(looked: Looked) -> None:
    for view, sign in looked.signs:
        named = {row["name"] for table in ("person", "organisation", "post") for row in view.rows(table)}
        for language in Language:
            said = sign.sentence.say(language)
            assert said and not re.search(r"[{}]|None|\dE[+]", said)
            assert not [name for name in named if name in said]
        assert HAN.search(sign.sentence.say(Language.ZH)) and not HAN.search(sign.sentence.say(Language.EN))


def test_evidence_of_a_sign_points_at_rows_that_exist_each_once(looked: Looked) -> None:
    for view, sign in looked.signs:
        assert sign.evidence
        assert len(set(sign.evidence)) == len(sign.evidence)
        for item in sign.evidence:
            row = next(row for row in view.rows(item.table) if row["id"] == item.id)
            assert (item.document, item.locator) == (row["document_id"], row["locator"])


def test_a_sign_stands_at_a_place_there_is(looked: Looked) -> None:
    for view, sign in looked.signs:
        steps = {row["step_id"]: row["post_id"] for row in view.rows("step")}
        units = {row["post_id"]: row["unit_id"] for row in view.rows("post")}
        place = sign.place
        assert place.unit_id in view.unit_names
        assert place.post_id is None or units[place.post_id] == place.unit_id
        assert place.step_id is None or steps[place.step_id] == place.post_id


def test_a_sign_is_as_grave_as_its_pattern_and_states_how_sure_it_is(looked: Looked) -> None:
    for _, sign in looked.signs:
        assert sign.pattern == looked.pattern.code and sign.severity is looked.pattern.severity
        assert sign.tests >= 1 and sign.observed >= 1
        assert (sign.p is None) == (sign.q is None)
        if sign.q is not None and sign.p is not None:
            assert 0 < float(sign.p) <= float(sign.q) <= 0.1
            assert (sign.confidence is Confidence.HIGH) == (float(sign.q) <= 0.01)


def test_signs_of_one_view_have_names_of_their_own(looked: Looked) -> None:
    for _, _, signs in looked.cases:
        assert len({sign.id for sign in signs}) == len(signs)


@pytest.mark.parametrize("one", ALL)
def test_a_pattern_says_in_both_languages_what_it_is(one: Pattern) -> None:
    for name in TEXTS:
        text = getattr(one, name)
        assert HAN.search(text.zh) and re.search(r"[A-Za-z]{3}", text.en) and not HAN.search(text.en), name
    assert isinstance(one.severity, Severity)
    assert one.version.isdigit()


@pytest.mark.parametrize("one", ALL)
def test_the_sentences_of_a_pattern_stand_in_the_catalogue_with_the_same_places(one: Pattern) -> None:
    own = {code: texts for code, texts in sentences().items() if code.startswith(one.sentence)}
    assert own
    for texts in own.values():
        assert places(texts["zh"]) == places(texts["en"])
        assert "observed" in places(texts["en"])


def test_every_sentence_of_signs_belongs_to_a_pattern_there_is() -> None:
    codes = {code.split("-")[1].upper() for code in sentences() if re.match(r"sign-u\d\d", code)}
    assert codes == {one.code for one in patterns()} == set(pattern_versions())


def test_patterns_are_found_once_each_in_the_order_of_their_codes_and_an_unknown_one_is_refused() -> None:
    codes = [one.code for one in patterns()]
    assert codes == [f"U{number:02}" for number in range(1, len(codes) + 1)] and len(codes) >= 13
    assert pattern("U05").code == "U05"
    with pytest.raises(KeyError, match="U99"):
        pattern("U99")


def test_where_nothing_is_held_there_is_no_sign() -> None:
    assert signs_of(View.from_rows({}, as_of=DAY)) == []


def test_where_registers_are_held_and_empty_there_is_no_sign() -> None:
    rows = [
        {"id": str(kind), "kind": str(kind), "status": "accepted", "publisher": "岚汀市水利局"} for kind in DocumentKind
    ]
    assert signs_of(View.from_rows({"document": rows}, as_of=DAY)) == []


def test_registers_in_whose_one_row_nothing_but_the_key_is_written_give_no_sign() -> None:
    tables = ("matter_act", "bid", "purchase", "delegation", "social_tie", "recusal", "reporting_line", "fund_notice")
    document = {"id": "d", "kind": "matter_log", "status": "accepted", "publisher": "岚汀市水利局"}
    held = {name: [{"id": "r1", "document_id": "d", "locator": "sheet:1!R2"}] for name in (*tables, "firm")}
    items = [{"id": "r1", "notice_id": "r1", "document_id": "d", "locator": "sheet:1!R2"}]
    assert signs_of(View.from_rows({"document": [document], **held, "fund_item": items}, as_of=DAY)) == []


def test_no_pattern_reads_who_somebody_is() -> None:
    """What patterns read of registers is work: columns about persons themselves occur in no source of theirs."""
    for one in patterns():
        source = pattern_source(one)
        assert not PERSONAL.findall(source), one.code


def pattern_source(one: Pattern) -> str:
    """The code of a pattern without its texts."""
    text = inspect.getsource(inspect.getmodule(one))  # type: ignore[arg-type]
    return re.sub(r'"""[\s\S]*?"""|#.*', "", text)
