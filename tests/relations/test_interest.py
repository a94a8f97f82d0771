"""Interest paths from actors to parties: each case is a hit or differs from one in a single field."""

from __future__ import annotations

import doctest
from datetime import date
from typing import Any

import pytest

import analytics.relations.interest
from analytics.relations import InterestPath, interest_paths, neighbourhood
from analytics.snapshot import View

UNIT = "岚汀市农业农村局"
FIRM = "岚汀市禾谷源农机有限公司"
CODE = "91439903MA0000001A"
MASK = "439903********001X"
DAY = date(2024, 3, 14)

ACT = {
    "id": "m1",
    "matter_number": "NJ-2024-031",
    "unit_name": UNIT,
    "post": "农机补贴核验岗",
    "step_name": "核验",
    "act": "examine",
    "actor_name": "苗予航",
    "actor_id_hash": "official",
    "acted_on": DAY,
    "party_name": FIRM,
    "party_code": CODE,
}
TIE = {
    "id": "d1",
    "name": "苗予航",
    "id_hash": "official",
    "unit_name": UNIT,
    "relation": "弟",
    "relative_name": "苗予舟",
    "relative_id_hash": "brother",
    "firm": FIRM,
    "firm_code": CODE,
    "firm_role": "legal_representative",
    "valid_from": date(2018, 3, 1),
    "declared_on": date(2024, 1, 15),
}
AS_PERSON = {"party_name": "苗予舟", "party_code": None, "party_id_hash": "brother"}


def paths(act: dict[str, Any], tie: dict[str, Any], *further: dict[str, Any]) -> list[InterestPath]:
    view = View.from_rows({"matter_act": [{**ACT, **act}, *further], "declared_tie": [{**TIE, **tie}]}, as_of=DAY)
    return interest_paths(view)


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], bool | None, str, str]] = {
    "the brother heads the firm that applies": ({}, {}, True, "holds", "A"),
    "the brother himself applies": (AS_PERSON, {}, True, "holds", "A"),
    "the wife's cousin heads the firm": ({}, {"relation": "配偶的堂兄弟"}, False, "outside-k74", "A"),
    "a cousin heads the firm": ({}, {"relation": "表弟"}, True, "holds", "A"),
    "a classmate heads the firm": ({}, {"relation": "同学"}, False, "not-kin", "A"),
    "a stepfather heads the firm": ({}, {"relation": "继父"}, None, "relation-unknown", "A"),
    "a share at the boundary": ({}, {"firm_role": "shareholder", "share_percent": "5"}, True, "holds", "A"),
    "a share just below": ({}, {"firm_role": "shareholder", "share_percent": "4.99"}, False, "share-below", "A"),
    "a share not written": ({}, {"firm_role": "shareholder"}, None, "share-unknown", "A"),
    "a share without role": ({}, {"firm_role": None, "share_percent": "30"}, True, "holds", "A"),
    "neither role nor share": ({}, {"firm_role": None}, None, "role-unknown", "A"),
    "a supervisor without share": ({}, {"firm_role": "supervisor", "share_percent": "0"}, True, "holds", "A"),
    "an employee": ({}, {"firm_role": "employee"}, False, "role-too-small", "A"),
    "the role ended the day before": ({}, {"valid_to": date(2024, 3, 13)}, False, "not-in-force", "A"),
    "the role ended on the day": ({}, {"valid_to": DAY}, True, "holds", "A"),
    "the role began on the day": ({}, {"valid_from": DAY}, True, "holds", "A"),
    "the role began the day after": ({}, {"valid_from": date(2024, 3, 15)}, False, "not-in-force", "A"),
    "begun at an unknown time before the declaration": ({}, {"valid_from": None}, True, "holds", "A"),
    "begun at an unknown time, declared later": (
        {},
        {"valid_from": None, "declared_on": date(2024, 3, 15)},
        None,
        "dates-unknown",
        "A",
    ),
    "the act has no date": ({"acted_on": None}, {}, None, "act-undated", "A"),
    "the step is not known": ({"act": None}, {}, None, "act-unknown", "A"),
    "the firm by its full name": ({"party_code": None}, {}, True, "holds", "B"),
    "the brother by name and masked number": (
        {**AS_PERSON, "party_id_hash": None, "party_id_mask": MASK},
        {"relative_id_mask": MASK},
        True,
        "holds",
        "C",
    ),
    "the brother by name only": ({**AS_PERSON, "party_id_hash": None}, {}, None, "same-name", "D"),
    "the declarant by name only": ({}, {"id_hash": None}, None, "same-name", "D"),
    "a homonym of the brother with another number": (
        {**AS_PERSON, "party_id_hash": "stranger"},
        {},
        False,
        "other-number",
        "D",
    ),
    "a homonym of the brother with another masked number": (
        {**AS_PERSON, "party_id_hash": None, "party_id_mask": "439903********0028"},
        {"relative_id_mask": MASK},
        False,
        "other-number",
        "D",
    ),
    "the official is the party himself": (
        {"party_name": "苗予航", "party_code": None, "party_id_hash": "official"},
        {"firm": None},
        True,
        "holds",
        "A",
    ),
    "a namesake of the official, without number": (
        {"party_name": "苗予航", "party_code": None},
        {"firm": None},
        None,
        "same-name",
        "D",
    ),
    "the official only files the matter": ({"act": "file"}, {}, False, "idle", "A"),
    "the official's own firm": ({}, {"relation": "本人", "relative_name": "苗予航"}, True, "holds", "A"),
}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_a_path_has_the_verdict_of_its_case(case: str) -> None:
    act, tie, verdict, why, tier = CASES[case]
    (path,) = paths(act, tie)
    assert (path.verdict, path.why, path.tier) == (verdict, why, tier)


NO_PATH: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a homonym of the declarant with another number": ({}, {"id_hash": "stranger"}),
    "another firm": ({"party_name": "岚汀市穗丰农机有限公司", "party_code": "91439903MA0000002D"}, {}),
    "a firm of the same name with another code": ({"party_code": "91439903MA0000002D"}, {}),
    "no party is written": ({"party_name": None, "party_code": None}, {}),
}


@pytest.mark.parametrize("case", NO_PATH, ids=list(NO_PATH))
def test_no_path_is_drawn_between_strangers(case: str) -> None:
    assert paths(*NO_PATH[case]) == []


def test_a_path_names_its_hops_and_its_rows() -> None:
    (path,) = paths({}, {})
    assert [(hop.kind, hop.word) for hop in path.hops] == [
        ("kin", "弟"),
        ("role", "legal_representative"),
        ("party", None),
    ]
    assert path.hops[0].from_id == path.actor_id
    assert path.hops[-1].to_id == path.party_id
    assert path.evidence == (("declared_tie", "d1"), ("matter_act", "m1"))
    assert (path.kind, path.kin_path, path.first_act) == ("kin_role", "b", DAY)


def test_only_acts_within_the_validity_of_the_role_count() -> None:
    later = {**ACT, "id": "m2", "acted_on": date(2024, 5, 1)}
    (path,) = paths({}, {"valid_to": date(2024, 4, 1)}, later)
    assert (path.acts, path.first_act) == (("m1",), DAY)
    (path,) = paths({}, {"valid_from": date(2024, 4, 1)}, later)
    assert (path.acts, path.first_act) == (("m2",), date(2024, 5, 1))


def test_the_party_may_stand_on_another_row_of_the_matter() -> None:
    other = {**ACT, "id": "m2", "actor_name": "鄢亦舒", "actor_id_hash": "colleague"}
    (path,) = paths({"party_name": None, "party_code": None}, {}, other)
    assert path.verdict is True
    assert path.parties == ("m2",)


def test_an_office_without_records_has_no_paths() -> None:
    assert interest_paths(View.from_rows({}, as_of=DAY)) == []


def test_a_neighbourhood_holds_what_lies_within_some_ties() -> None:
    view = View.from_rows({"matter_act": [ACT], "declared_tie": [TIE]}, as_of=DAY)
    (path,) = interest_paths(view)
    near = neighbourhood(view.graph, [path.actor_id, "person:unknown"])
    assert set(near) == {path.actor_id, path.matter_id, path.relative_id}
    wider = neighbourhood(view.graph, [path.actor_id], ties=2)
    assert path.party_id in wider
    assert {data["kind"] for *_, data in wider.edges(data=True)} == {"kin", "acts_in", "role_in_firm", "party_of"}
    near.clear()
    assert path.actor_id in view.graph


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(analytics.relations.interest).failed == 0
