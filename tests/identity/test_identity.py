"""Who is one person, one firm, one post: cases as rows, and properties that must hold for any register."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.identity import identify, rows_of

UNIT = "岚汀市农业农村局"
OTHER_UNIT = "岚汀市水利局"
MASK = "439903********001X"
OTHER_MASK = "439903********0028"


def tenure(key: str, name: str = "苗予航", **values: Any) -> dict[str, Any]:
    return {"id": key, "name": name, "unit_name": UNIT, "post": "出纳岗", "title": "科员", **values}


def identities(**tables: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {name: list(rows_of(name, rows)) for name, rows in identify(tables).items()}


def person_of(found: dict[str, list[dict[str, Any]]], record: str, role: str | None = None) -> dict[str, Any]:
    (mention,) = (
        m for m in found["mention"] if m["record_id"] == record and m["person_id"] and role in (None, m["role"])
    )
    return mention


PAIRS = {
    "equal hashes are one person, whatever the name": (
        {"id_hash": "h1"},
        {"id_hash": "h1", "name": "苗予行", "unit_name": OTHER_UNIT, "post": "所长", "title": None},
        ("A", "A"),
    ),
    "different hashes are two people, whatever else agrees": (
        {"id_hash": "h1", "id_mask": MASK},
        {"id_hash": "h2", "id_mask": MASK},
        None,
    ),
    "name, unit and post": ({"id_hash": "h1"}, {}, ("A", "B")),
    "name, unit and the title of one equal to the post of the other": (
        {"id_hash": "h1", "title": "副局长"},
        {"post": "副局长", "title": None},
        ("A", "B"),
    ),
    "the post is written with the unit before it": (
        {"id_hash": "h1"},
        {"post": UNIT + "出纳岗", "title": None},
        ("A", "B"),
    ),
    "the post is written with the department before it": (
        {"id_hash": "h1", "department": "计划财务科"},
        {"post": "计划财务科出纳岗", "title": None},
        ("A", "B"),
    ),
    "name and unit without an equal post": ({"id_hash": "h1"}, {"post": "司机", "title": None}, None),
    "name and post in another unit": ({"id_hash": "h1"}, {"unit_name": OTHER_UNIT}, None),
    "name and post without unit": ({"id_hash": "h1"}, {"unit_name": None}, None),
    "name and masked number in one unit": (
        {"id_hash": "h1", "id_mask": MASK},
        {"id_mask": MASK, "post": "司机", "title": None},
        ("A", "C"),
    ),
    "name and masked number in another unit": (
        {"id_hash": "h1", "id_mask": MASK},
        {"id_mask": MASK, "unit_name": OTHER_UNIT},
        None,
    ),
    "the masks show nine places in common": (
        {"id_hash": "h1", "id_mask": "439903*********01X"},
        {"id_mask": "439903*********01X", "post": "司机", "title": None},
        None,
    ),
    "the masks show ten places in common": (
        {"id_hash": "h1", "id_mask": "4399031*********1X"[:7] + "********01X"},
        {"id_mask": "4399031*********1X"[:7] + "********01X", "post": "司机", "title": None},
        ("A", "C"),
    ),
    "a legible place of the masks differs, so the post does not help": (
        {"id_hash": "h1", "id_mask": MASK},
        {"id_mask": OTHER_MASK},
        None,
    ),
    "two masked numbers without any hash": (
        {"id_mask": MASK},
        {"id_mask": MASK, "post": "司机", "title": None},
        ("B", "B"),
    ),
    "the register blacked out the name": ({"name": "苗××"}, {"name": "苗××"}, None),
    "the name is written with a blank": ({"id_hash": "h1"}, {"name": "苗 予航"}, ("A", "B")),
}


@pytest.mark.parametrize("case", PAIRS, ids=list(PAIRS))
def test_two_mentions_are_one_person_only_on_evidence(case: str) -> None:
    first, second, tiers = PAIRS[case]
    found = identities(tenure=[tenure("t1", **first), tenure("t2", **second)])
    one, other = person_of(found, "t1"), person_of(found, "t2")
    assert (one["person_id"] == other["person_id"]) is (tiers is not None)
    if tiers:
        assert (one["tier"], other["tier"]) == tiers


def test_a_name_alone_makes_no_tie_and_names_its_namesakes() -> None:
    found = identities(
        tenure=[tenure("t1", id_hash="h1")],
        fund_item=[{"id": "f1", "payee": "苗予航"}, {"id": "f2", "payee": "苗予航"}],
    )
    official, payee, other = (person_of(found, key) for key in ("t1", "f1", "f2"))
    assert payee["tier"] == "D"
    assert payee["reason"] == f"same-name {official['person_id']}"
    assert len({official["person_id"], payee["person_id"], other["person_id"]}) == 3


def test_a_mention_that_fits_two_numbers_is_left_alone() -> None:
    rows = [tenure("t1", id_hash="h1"), tenure("t2", id_hash="h2"), tenure("t3")]
    found = identities(tenure=rows)
    mention = person_of(found, "t3")
    assert mention["tier"] == "D"
    assert mention["reason"].split()[0] == "ambiguous"
    assert set(mention["reason"].split()[1:]) == {person_of(found, key)["person_id"] for key in ("t1", "t2")}


def test_a_number_under_two_names_draws_no_further_mention() -> None:
    found = identities(tenure=[tenure("t1", id_hash="h1"), tenure("t2", id_hash="h1", name="鄢亦舒"), tenure("t3")])
    assert person_of(found, "t1")["reason"] == "name-differs"
    assert person_of(found, "t3")["tier"] == "D"


def test_the_masked_number_tells_namesakes_in_one_post_apart() -> None:
    rows = [tenure("t1", id_mask=MASK), tenure("t2", id_mask=OTHER_MASK), tenure("t3")]
    found = identities(tenure=rows)
    assert person_of(found, "t1")["person_id"] != person_of(found, "t2")["person_id"]
    assert person_of(found, "t3")["tier"] == "D"


def test_evidence_passes_on_from_register_to_register() -> None:
    found = identities(
        declared_tie=[
            {"id": "d1", "name": "苗予航", "id_hash": "h1", "unit_name": UNIT, "post": "副科长", "relation": "弟"}
            | {"relative_name": "苗予舟"}
        ],
        tenure=[tenure("t1", title="副科长")],
        post_step=[{"id": "p1", "unit_name": UNIT, "post": "出纳岗", "power": "资金拨付", "step_name": "拨付"}],
        step_handler=[{"id": "s1", "step_id": "p1", "name": "苗予航", "is_person": True}],
    )
    people = {
        person_of(found, "d1", "declarant")["person_id"],
        *(person_of(found, k)["person_id"] for k in ("t1", "s1")),
    }
    assert len(people) == 1
    assert person_of(found, "s1")["tier"] == "B"


def test_a_handler_without_tenure_is_a_person_of_his_own() -> None:
    found = identities(
        tenure=[tenure("t1", id_hash="h1", post="司机", title=None)],
        post_step=[{"id": "p1", "unit_name": UNIT, "post": "出纳岗", "power": "资金拨付", "step_name": "拨付"}],
        step_handler=[
            {"id": "s1", "step_id": "p1", "name": "苗予航", "is_person": True},
            {"id": "s2", "step_id": "p1", "name": "法制审核岗", "is_person": False},
        ],
    )
    assert person_of(found, "s1")["person_id"] != person_of(found, "t1")["person_id"]
    assert not [m for m in found["mention"] if m["record_id"] == "s2"]


FIRM_PAIRS = {
    "equal codes": (("青禾公司", "91439903MA0000001A"), ("岚汀市青禾农业有限公司", "91439903MA0000001A"), True),
    "different codes, equal names": (
        ("岚汀市青禾农业有限公司", "91439903MA0000001A"),
        ("岚汀市青禾农业有限公司", "91439903MA0000002B"),
        False,
    ),
    "brackets and blanks": (("岚汀市青禾(集团)有限公司", None), ("岚汀市青禾（集团） 有限公司", None), True),
    "limited and limited-liability": (("岚汀市青禾农业有限责任公司", None), ("岚汀市青禾农业有限公司", None), True),
    "one with, one without code": (
        ("岚汀市青禾农业有限公司", "91439903MA0000001A"),
        ("岚汀市青禾农业有限公司", None),
        True,
    ),
    "cooperatives": (("岚汀市禾谷源农机专业合作社", None), ("岚汀市禾谷源农机专业合作社", None), True),
    "wholesale shop": (("岚汀市青陌蔬菜批发部", None), ("岚汀市青陌蔬菜批发部", None), True),
    "a trade name is no evidence": (("青禾", None), ("青禾", None), False),
    "a name too short to be registered": (("青禾有限公司", None), ("青禾有限公司", None), False),
    "another firm with a longer name": (("岚汀市青禾农业有限公司", None), ("岚汀市青禾农业发展有限公司", None), False),
}


@pytest.mark.parametrize("case", FIRM_PAIRS, ids=list(FIRM_PAIRS))
def test_two_firms_are_one_by_code_or_full_name(case: str) -> None:
    (name, code), (other_name, other_code), same = FIRM_PAIRS[case]
    tie = {"name": "苗予航", "relation": "弟", "relative_name": "苗予舟"}
    found = identities(
        declared_tie=[{"id": "d1", **tie, "firm": name, "firm_code": code}],
        matter_act=[
            {"id": "m1", "matter_number": "1", "step_name": "审核", "actor_name": "苗予航"}
            | {"party_name": other_name, "party_code": other_code}
        ],
    )
    firm, party = (
        next(m["organisation_id"] for m in found["mention"] if m["role"] == role) for role in ("firm", "party")
    )
    assert (firm == party) is same


def test_a_remark_after_a_firm_is_no_part_of_its_name() -> None:
    found = identities(
        recusal=[
            {"id": "r1", "name": "苗予航", "counterparty": "岚汀市禾谷源农机有限公司（法定代表人苗予舟）"},
            {"id": "r2", "name": "苗予航", "counterparty": "岚汀市禾谷源农机有限公司"},
        ]
    )
    assert len({m["organisation_id"] for m in found["mention"] if m["role"] == "counterparty"}) == 1


def test_nothing_is_nobody() -> None:
    tie = {"name": "苗予航", "relation": "弟", "relative_name": "苗予舟"}
    found = identities(
        declared_tie=[{"id": "d1", **tie, "firm": "无", "relative_employer": " — "}],
        restriction=[{"id": "x1", "name": "苗予航", "went_to": "未就业"}],
    )
    assert found["organisation"] == []


def test_registers_of_one_unit_agree_on_the_post_and_the_step() -> None:
    act = {"matter_number": "1", "actor_name": "苗予航", "unit_name": UNIT}
    found = identities(
        tenure=[tenure("t1", department="计划财务科", post="出纳 岗")],
        post_step=[
            {"id": "p1", "unit_name": UNIT, "department": "计划财务科", "post": "出纳岗", "power": "资金拨付"}
            | {"step_name": "拨付"}
        ],
        matter_act=[{"id": "m1", **act, "post": "出纳岗", "power": "资金拨付", "step_name": "拨付"}],
        risk_point=[{"id": "k1", "unit_name": UNIT, "post": "出纳岗", "name": "超标准拨付"}],
    )
    assert len(found["post"]) == 1
    assert found["post"][0]["department"] == "计划财务科"
    assert {p["post_id"] for p in found["placement"]} == {found["post"][0]["post_id"]}
    steps = {p["record_id"]: p["step_id"] for p in found["placement"]}
    assert steps["m1"] == steps["p1"] == found["step"][0]["step_id"]
    assert (found["step"][0]["power_domain"], found["step"][0]["act"]) == ("money", "pay")


def test_posts_of_one_name_in_two_departments_stay_apart() -> None:
    step = {"unit_name": UNIT, "post": "内勤岗", "step_name": "审核"}
    found = identities(
        post_step=[
            {"id": "p1", **step, "department": "农机科", "power": "农机购置补贴审核"},
            {"id": "p2", **step, "department": "种植业科", "power": "种子许可"},
        ],
        matter_act=[
            {"id": "m1", **step, "matter_number": "1", "actor_name": "苗予航", "power": "种子许可"},
            {"id": "m2", **step, "matter_number": "2", "actor_name": "苗予航", "power": "印章管理"},
        ],
    )
    placed = {p["record_id"]: p for p in found["placement"]}
    assert placed["m1"]["step_id"] == placed["p2"]["step_id"] is not None
    assert placed["m2"]["post_id"] not in {placed["p1"]["post_id"], placed["p2"]["post_id"]}
    assert placed["m2"]["step_id"] is None


def test_the_publisher_stands_in_for_a_unit_that_rows_do_not_state() -> None:
    found = identities(
        document=[{"id": "doc", "publisher": UNIT}],
        risk_point=[{"id": "k1", "document_id": "doc", "post": "出纳岗", "name": "超标准拨付"}],
        tenure=[tenure("t1")],
    )
    units = {m["record_id"]: m for m in found["mention"] if m["role"] in ("unit", "publisher")}
    assert units["k1"]["organisation_id"] == units["t1"]["organisation_id"]
    assert (units["k1"]["reason"], units["t1"]["reason"]) == ("publisher", None)
    assert len(found["post"]) == 1


def test_a_matter_is_its_number_within_its_unit() -> None:
    act = {"matter_number": "1", "step_name": "审核", "actor_name": "苗予航"}
    found = identities(
        matter_act=[
            {"id": "m1", **act, "unit_name": UNIT},
            {"id": "m2", **act, "unit_name": UNIT, "matter_number": " 1 "},
            {"id": "m3", **act, "unit_name": OTHER_UNIT},
            {"id": "m4", **act, "document_id": "a"},
            {"id": "m5", **act, "document_id": "b"},
        ]
    )
    matters = {p["record_id"]: p["matter_id"] for p in found["placement"]}
    assert matters["m1"] == matters["m2"]
    assert len(set(matters.values())) == 4


def test_no_records_give_no_identities() -> None:
    assert {name: len(rows) for name, rows in identities().items()} == dict.fromkeys(
        ("person", "organisation", "post", "step", "mention", "placement"), 0
    )


NAMES = st.sampled_from(["苗予航", "鄢亦舒", "苗××"])
MASKS = st.sampled_from([None, MASK, OTHER_MASK, "4399**************", "439903198*****001X"])
REGISTER = st.lists(
    st.fixed_dictionaries(
        {
            "name": NAMES,
            "id_hash": st.sampled_from([None, None, "h1", "h2"]),
            "id_mask": MASKS,
            "unit_name": st.sampled_from([None, UNIT, OTHER_UNIT]),
            "post": st.sampled_from(["出纳岗", "司机"]),
            "title": st.sampled_from([None, "科员", "出纳岗"]),
        }
    ),
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(REGISTER, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(register: list[dict[str, Any]], chance: random.Random) -> None:
    rows = [{"id": f"t{number}", **row} for number, row in enumerate(register)]
    shuffled = chance.sample(rows, len(rows))
    assert identify({"tenure": rows}) == identify({"tenure": shuffled})


@settings(max_examples=60, deadline=None)
@given(REGISTER)
def test_nobody_ever_holds_two_numbers(register: list[dict[str, Any]]) -> None:
    rows = {f"t{number}": {"id": f"t{number}", **row} for number, row in enumerate(register)}
    found = identities(tenure=list(rows.values()))
    members: dict[str, list[dict[str, Any]]] = {}
    for mention in found["mention"]:
        if mention["person_id"]:
            members.setdefault(mention["person_id"], []).append(rows[mention["record_id"]])
    for together in members.values():
        assert len({row["id_hash"] for row in together if row["id_hash"]}) <= 1
        without = [row for row in together if not row["id_hash"]]
        assert len({row["name"] for row in without}) <= 1
        assert not any(
            a != b
            for one in without
            for other in without
            for a, b in zip(one["id_mask"] or "", other["id_mask"] or "", strict=False)
            if "*" not in (a, b)
        )


@settings(max_examples=40, deadline=None)
@given(REGISTER)
def test_every_mention_points_to_a_row_that_exists(register: list[dict[str, Any]]) -> None:
    rows = [{"id": f"t{number}", **row} for number, row in enumerate(register)]
    found = identities(tenure=rows)
    people = {p["person_id"] for p in found["person"]}
    organisations = {o["organisation_id"] for o in found["organisation"]}
    assert {m["person_id"] for m in found["mention"] if m["person_id"]} == people
    assert {m["organisation_id"] for m in found["mention"] if m["organisation_id"]} == organisations
    assert len(found["person"]) == len(people)
    assert sum(m["role"] == "holder" for m in found["mention"]) == len(rows)
