"""What else than number and post tells who is meant: better evidence before worse, offices in firms, births, slips."""

from __future__ import annotations

import doctest
import importlib
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.identity import identities
from analytics.identity.masks import MaskIndex, contradict
from analytics.identity.names import masks_agree, masks_conflict
from analytics.identity.namesakes import Namesakes
from analytics.identity.persons import PersonSignature, resolve_persons
from tests.identity.test_identity import MASK, OTHER_MASK, OTHER_UNIT, UNIT, person_of, tenure
from tests.identity.test_identity import identities as identify_rows

FIRM, CODE = "岚汀市青禾农业有限公司", "91439903MA0000001A"


@pytest.mark.parametrize("module", ["masks", "namesakes", "registers", "slips"])
def test_the_examples_in_the_documentation_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"analytics.identity.{module}")).failed == 0


def officer(key: str, name: str = "苗予航", **values: Any) -> dict[str, Any]:
    return {"id": key, "person": name, "firm": FIRM, "firm_code": CODE, "role": "director", **values}


OFFICERS = {
    "one office in one firm": ({"id_hash": "h1"}, {}, "B"),
    "the firm is written by its name alone": ({"id_hash": "h1"}, {"firm_code": None}, "B"),
    "another office in the firm": ({"id_hash": "h1"}, {"role": "supervisor"}, None),
    "the office in another firm": ({"id_hash": "h1"}, {"firm_code": "91439903MA0000002B"}, None),
    "both are only employed there": ({"id_hash": "h1", "role": "employee"}, {"role": "employee"}, None),
    "a head is a head, by whatever word": (
        {"id_hash": "h1", "role": "operator"},
        {"role": "legal_representative"},
        "B",
    ),
    "masked numbers that agree, in two firms": (
        {"id_hash": "h1", "id_mask": MASK},
        {"id_mask": MASK, "firm_code": "91439903MA0000002B"},
        "C",
    ),
    "the office agrees, the masked numbers do not": (
        {"id_hash": "h1", "id_mask": MASK},
        {"id_mask": OTHER_MASK},
        None,
    ),
}


@pytest.mark.parametrize("case", OFFICERS)
def test_a_firm_is_the_unit_of_its_officers(case: str) -> None:
    first, second, tier = OFFICERS[case]
    found = identify_rows(firm_officer=[officer("o1", **first), officer("o2", **second)])
    one, other = person_of(found, "o1"), person_of(found, "o2")
    assert (one["person_id"] == other["person_id"]) is (tier is not None)
    assert tier is None or other["tier"] == tier


def test_the_head_on_a_firms_own_row_is_its_officer_of_that_name() -> None:
    found = identify_rows(
        firm=[{"id": "f1", "name": FIRM, "code": CODE, "legal_representative": "苗予航"},
              {"id": "f2", "name": "岚汀市禾谷源农机有限公司", "legal_representative": "苗予航"}],
        firm_officer=[officer("o1", role="legal_representative", id_hash="h1")],
    )  # fmt: skip
    mention = person_of(found, "f1", "legal_representative")
    assert (mention["person_id"], mention["tier"]) == (person_of(found, "o1")["person_id"], "B")
    elsewhere = person_of(found, "f2", "legal_representative")
    assert elsewhere["person_id"] != mention["person_id"]


def test_the_post_tells_namesakes_apart_whose_digits_agree() -> None:
    rows = [
        tenure("t1", id_hash="h1", id_mask=MASK),
        tenure("t2", id_hash="h2", id_mask=MASK, unit_name=OTHER_UNIT, post="司机", title=None),
        tenure("t3", id_mask=MASK),
    ]
    found = identify_rows(tenure=rows)
    assert person_of(found, "t3")["person_id"] == person_of(found, "t1")["person_id"]
    assert person_of(found, "t3")["tier"] == "B"


def test_the_unit_tells_namesakes_apart_whose_digits_agree() -> None:
    payroll = [{"id": "p1", "person": "苗予航", "unit_name": UNIT, "id_mask": MASK}]
    deaths = [{"id": "d1", "person": "苗予航", "id_hash": "h2", "id_mask": MASK}]
    found = identify_rows(tenure=[tenure("t1", id_hash="h1", id_mask=MASK)], payroll=payroll, death=deaths)
    assert person_of(found, "p1")["person_id"] == person_of(found, "t1")["person_id"]


SLIPS = {
    "the same sound": ("王梦凤", "王梦风", True),
    "one character of three": ("苗予航", "苗予行", True),
    "one of two characters": ("王伟", "王芳", False),
    "another surname": ("苗予航", "鄢予航", False),
}


@pytest.mark.parametrize("case", SLIPS)
def test_a_number_is_not_doubted_for_a_slip_of_the_pen(case: str) -> None:
    name, typed, joins = SLIPS[case]
    rows = [tenure("t1", name, id_hash="h1"), tenure("t2", typed, id_hash="h1"), tenure("t3", name)]
    found = identify_rows(tenure=rows)
    assert (person_of(found, "t3")["person_id"] == person_of(found, "t1")["person_id"]) is joins


def test_names_that_are_alike_join_nobody() -> None:
    found = identify_rows(tenure=[tenure("t1", "王梦凤", id_hash="h1"), tenure("t2", "王梦风")])
    assert person_of(found, "t1")["person_id"] != person_of(found, "t2")["person_id"]


def claimant(key: str, **values: Any) -> dict[str, Any]:
    return {
        "id": key,
        "person": "苗予航",
        "id_birth": date(1950, 6, 1),
        "township": "青禾镇",
        "village": "白石村",
        **values,
    }


BIRTHS = {
    "name, birth date and place": ({}, True),
    "another village": ({"village": "石桥村"}, False),
    "a township without its village is no place": ({"village": None}, False),
    "another day": ({"id_birth": date(1950, 6, 2)}, False),
    "another name": ({"person": "苗予行"}, False),
}


@pytest.mark.parametrize("case", BIRTHS)
def test_birth_date_and_place_are_evidence(case: str) -> None:
    changed, same = BIRTHS[case]
    found = identify_rows(benefit=[claimant("b1", id_hash="h1"), claimant("b2", **changed)])
    one, other = person_of(found, "b1"), person_of(found, "b2")
    assert (one["person_id"] == other["person_id"]) is same
    assert other["tier"] == ("C" if same else other["tier"])


@pytest.mark.parametrize(("bearers", "joins"), [(40, True), (41, False)])
def test_a_birth_date_alone_is_evidence_for_rare_names_only(bearers: int, joins: bool) -> None:
    # 1 000 000 x (bearers + 3) / 60 000 / 14 600 is below 0.05 up to 40 bearers.
    namesakes = Namesakes({"苗予航": bearers}, 60_000)
    assert namesakes.is_rare("苗予航") is joins
    signatures = [PersonSignature("苗予航", born=date(1950, 6, 1), place=place) for place in (None, "白石村")]
    _, judged = resolve_persons([], dict.fromkeys(signatures, 1), namesakes.is_rare)
    assert (len({j.person_id for j in judged.values()}) == 1 and len(judged) == 2) is joins


def test_nobody_by_number_no_name_is_rare() -> None:
    assert Namesakes({}, 0).expected("苗予航") is None
    assert not Namesakes({}, 0).is_rare("苗予航")
    assert Namesakes({}, 1_000).expected("苗予航") == Fraction(3_000_000, 14_600_000)


FORMER = {
    "one firm bore the name": ([("f1", CODE)], True),
    "two firms bore the name": ([("f1", CODE), ("f2", "91439903MA0000002B")], False),
}


@pytest.mark.parametrize("case", FORMER)
def test_a_former_name_means_the_firm_that_bore_it(case: str) -> None:
    firms, joins = FORMER[case]
    rows = [
        {"id": key, "name": f"岚汀市新禾农业{key}有限公司", "code": code, "former_names": f"{FIRM}；岚汀市旧禾有限公司"}
        for key, code in firms
    ]
    found = identify_rows(firm=rows, restriction=[{"id": "x1", "name": "苗予航", "went_to": FIRM}])
    went = next(m for m in found["mention"] if m["role"] == "went_to")
    firm = next(m for m in found["mention"] if m["record_id"] == "f1" and m["role"] == "firm")
    assert (went["organisation_id"] == firm["organisation_id"]) is joins
    assert went["reason"] == ("former-name" if joins else went["reason"])


MASKS = st.lists(st.sampled_from("01*"), min_size=18, max_size=18).map("".join)


@given(st.lists(MASKS, max_size=12), MASKS)
def test_the_index_of_masks_finds_what_agrees_and_nothing_else(masks: list[str], asked: str) -> None:
    index: MaskIndex[int] = MaskIndex()
    for number, mask in enumerate(masks):
        index.add("苗予航", mask, number)
        assert not list(index.agreeing("鄢亦舒", asked))
    assert sorted(index.agreeing("苗予航", asked)) == [n for n, m in enumerate(masks) if masks_agree(m, asked)]
    assert contradict(masks) is any(masks_conflict(a, b) for a in masks for b in masks)


def test_a_million_namesakes_stay_a_million_people() -> None:
    """Half of them without a number, half of them with one of their own; digits that are legible repeat."""
    size = 1_000_000
    numbers = range(size)
    rows = pa.table(
        {
            "id": pa.array([f"d{n}" for n in numbers]),
            "document_id": pa.nulls(size, pa.string()),
            "person": pa.array(["王芳"]).take(pa.array([0] * size)),
            "id_hash": pa.array([f"h{n}" if n % 2 else None for n in numbers], pa.string()),
            "id_mask": pa.array([f"439903********{n % 500:03d}X" if n % 2 else None for n in numbers], pa.string()),
        }
    )
    connection = duckdb.connect()
    connection.register("death", rows)
    with identities(connection, {"death": "death"}, {"death": set(rows.column_names)}) as found:
        (mentions,) = found.parts("mention")
        told = connection.execute(f"SELECT count(*), count(DISTINCT person_id) FROM ({mentions})").fetchall()
    assert told == [(size, size)]
