"""Who has what in which firm: each case is a few rows about a firm of its own, all of them asked in one view."""

from __future__ import annotations

import doctest
from datetime import date
from functools import cache
from typing import Any

import pytest

import analytics.relations.shares
import analytics.relations.strength
from analytics.relations import firm_ties, weak_ties
from analytics.relations.strength import strength
from analytics.snapshot import View

START, END = date(2020, 1, 1), date(2024, 6, 30)
Rows = dict[str, list[dict[str, Any]]]


def firm(name: str) -> dict[str, Any]:
    return {"firm": f"岚汀市{name}商贸有限公司", "firm_code": f"91439903MA{sum(map(ord, name)):08}"}


def officer(name: str, at: str, role: str = "shareholder", share: str | None = "60", **more: Any) -> dict[str, Any]:
    return {**firm(at), "person": name, "id_hash": name, "role": role, "share_percent": share, "since": START, **more}


def holding(holder: str, held: str, share: str, **more: Any) -> dict[str, Any]:
    by = {"holder": firm(holder)["firm"], "holder_code": firm(holder)["firm_code"]}
    return {**firm(held), **by, "share_percent": share, "since": date(2021, 1, 1), **more}


def declared(name: str, at: str, **more: Any) -> dict[str, Any]:
    row = {"name": "石见川", "id_hash": "official", "unit_name": "岚汀市水利局", "relation": "弟", **firm(at)}
    told = {"firm_role": "director", "declared_on": date(2025, 1, 15)}
    return {**row, "relative_name": name, "relative_id_hash": name, **told, **more}


def agreement(behind: str, front: str, at: str, share: str | None, **more: Any) -> dict[str, Any]:
    row = {**firm(at), "beneficiary": behind, "id_hash": behind, "nominee": front, "nominee_id_hash": front}
    return {**row, "share_percent": share, "since": date(2022, 1, 1), **more}


# What is known of the ties to the firm of that name: (who, role, share, since, until, links, source).
Tie = tuple[str, str, int | None, date | None, date | None, int, str]
CASES: dict[str, tuple[Rows, str, set[Tie]]] = {
    "a registered director": (
        {"firm_officer": [officer("鄢知夏", "甲一", "director", None)]},
        "甲一",
        {("鄢知夏", "director", None, START, None, 0, "register")},
    ),
    "a share of 4.999 per cent stays below five": (
        {"firm_officer": [officer("鄢知夏", "甲二", share="4.999")]},
        "甲二",
        {("鄢知夏", "shareholder", 499, START, None, 0, "register")},
    ),
    "a holding above one half hands control down": (
        {"firm_officer": [officer("鄢知夏", "甲三")], "firm_holding": [holding("甲三", "甲四", "50.01")]},
        "甲四",
        {("鄢知夏", "shareholder", 6000, date(2021, 1, 1), None, 1, "register")},
    ),
    "a holding of one half does not": (
        {"firm_officer": [officer("鄢知夏", "甲五")], "firm_holding": [holding("甲五", "甲六", "50")]},
        "甲六",
        set(),
    ),
    "staff of the firm above are no staff of the firm below": (
        {
            "firm_officer": [officer("鄢知夏", "甲七", "employee", None)],
            "firm_holding": [holding("甲七", "甲八", "100")],
        },
        "甲八",
        set(),
    ),
    "firms that hold each other end": (
        {
            "firm_officer": [officer("鄢知夏", "乙一")],
            "firm_holding": [holding("乙一", "乙二", "80"), holding("乙二", "乙一", "80")],
        },
        "乙一",
        {("鄢知夏", "shareholder", 6000, START, None, 0, "register")},
    ),
    "holdings that never met in time make no chain": (
        {
            "firm_officer": [officer("鄢知夏", "乙三", until=date(2020, 12, 31))],
            "firm_holding": [holding("乙三", "乙四", "80")],
        },
        "乙四",
        set(),
    ),
    "the beneficiary holds, the nominee does not": (
        {
            "firm_officer": [officer("鄢知夏", "乙五", share="30")],
            "nominee_agreement": [agreement("苗予航", "鄢知夏", "乙五", "30")],
        },
        "乙五",
        {
            ("鄢知夏", "shareholder", 3000, START, date(2021, 12, 31), 0, "register"),
            ("苗予航", "shareholder", 3000, date(2022, 1, 1), None, 0, "register"),
        },
    ),
    "what the nominee holds beyond the agreement is his": (
        {
            "firm_officer": [officer("鄢知夏", "乙六", share="30")],
            "nominee_agreement": [agreement("苗予航", "鄢知夏", "乙六", "20", until=END)],
        },
        "乙六",
        {
            ("鄢知夏", "shareholder", 3000, START, date(2021, 12, 31), 0, "register"),
            ("鄢知夏", "shareholder", 1000, date(2022, 1, 1), END, 0, "register"),
            ("鄢知夏", "shareholder", 3000, date(2024, 7, 1), None, 0, "register"),
            ("苗予航", "shareholder", 2000, date(2022, 1, 1), END, 0, "register"),
        },
    ),
    "a nominee who leads the firm leads it still": (
        {
            "firm_officer": [officer("鄢知夏", "乙七", "legal_representative", None)],
            "nominee_agreement": [agreement("苗予航", "鄢知夏", "乙七", "100")],
        },
        "乙七",
        {
            ("鄢知夏", "legal_representative", None, START, None, 0, "register"),
            ("苗予航", "shareholder", 10000, date(2022, 1, 1), None, 0, "register"),
        },
    ),
    "a declared role takes its dates from the register": (
        {
            "firm_officer": [officer("苗予舟", "丙一", "director", None, until=END)],
            "declared_tie": [declared("苗予舟", "丙一")],
        },
        "丙一",
        {
            ("苗予舟", "director", None, START, END, 0, "register"),
            ("苗予舟", "director", None, START, END, 0, "declared"),
        },
    ),
    "a relative without number takes them from the only one of that name": (
        {
            "firm_officer": [officer("鄢亦舒", "丙二", "director", None)],
            "declared_tie": [declared("鄢亦舒", "丙二", relative_id_hash=None)],
        },
        "丙二",
        {
            ("鄢亦舒", "director", None, START, None, 0, "register"),
            ("鄢亦舒", "director", None, START, None, 0, "declared"),
        },
    ),
    "of two of that name he takes none": (
        {
            "firm_officer": [
                officer("温书禾", "丙三", "director", None),
                officer("温书禾", "丙三", "director", None, id_hash="another"),
            ],
            "declared_tie": [declared("温书禾", "丙三", relative_id_hash=None)],
        },
        "丙三",
        {
            ("温书禾", "director", None, START, None, 0, "register"),
            ("温书禾", "director", None, None, None, 0, "declared"),
        },
    ),
    "the declarant's own firm": (
        {"declared_tie": [declared("石见川", "丙四", relation="本人", relative_id_hash=None)]},
        "丙四",
        {("石见川", "director", None, None, None, 0, "declared")},
    ),
}


@cache
def told() -> dict[str, set[Tie]]:
    rows: Rows = {}
    for case, *_ in CASES.values():
        for table, some in case.items():
            rows.setdefault(table, []).extend(some)
    view = View.from_rows(rows, as_of=date(2025, 6, 30))
    names = {row["person_id"]: row["name"] for row in view.rows("person")}
    firms = {row["organisation_id"]: row["name"] for row in view.rows("organisation")}
    found: dict[str, set[Tie]] = {}
    for row in firm_ties(view).to_pyarrow().to_pylist():
        tie = (row["role"], row["share_bp"], row["since"], row["until"], row["links"], row["source"])
        found.setdefault(firms[row["firm_id"]], set()).add((names[row["person_id"]], *tie))
    return found


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_ties_to_a_firm_are_as_registers_and_declarations_say(case: str) -> None:
    _, name, expected = CASES[case]
    assert told().get(firm(name)["firm"], set()) == expected


def test_no_rows_make_no_ties() -> None:
    assert firm_ties(View.from_rows({}, as_of=END)).count().execute() == 0


def test_firms_share_contacts_that_are_no_hubs() -> None:
    shared = {"address": "岚汀市桥头路5号", "phone_hash": "p1", "agent": "岚汀市顺办代理"}
    hub = {"address": "岚汀市创业园1栋", "phone_hash": "hub"}
    firms = [
        {"name": firm("丁一")["firm"], "code": firm("丁一")["firm_code"], **shared},
        {"name": firm("丁二")["firm"], "code": firm("丁二")["firm_code"], "address": "岚汀市 桥头路５号"},
        {"name": firm("丁三")["firm"], "code": firm("丁三")["firm_code"], "phone_hash": "p1", "since": END},
        {"name": firm("丁四")["firm"], "code": firm("丁四")["firm_code"], "agent": "岚汀市顺办代理"},
        {"name": firm("丁五")["firm"], "code": firm("丁五")["firm_code"], **hub},
        {"name": firm("丁六")["firm"], "code": firm("丁六")["firm_code"], **hub},
        {"name": firm("丁七")["firm"], "code": firm("丁七")["firm_code"], "phone_hash": "p1", "until": START},
    ]
    view = View.from_rows({"firm": firms, "hub_address": [hub]}, as_of=END)
    names = {row["organisation_id"]: row["name"] for row in view.rows("organisation")}
    rows = weak_ties(view).to_pyarrow().to_pylist()
    pairs = {(names[row["firm_id"]][3:5], names[row["other_id"]][3:5], row["kind"]) for row in rows}
    assert {pair for pair in pairs if pair[0] < pair[1]} == {
        ("丁一", "丁二", "address"),
        ("丁一", "丁三", "phone"),
        ("丁一", "丁四", "agent"),
        ("丁一", "丁七", "phone"),
    }


WAY = {
    "kind": "kin_role",
    "in_k74": True,
    "in_jqs": True,
    "role": "legal_representative",
    "share_bp": None,
    "links": 0,
    "valid_from": START,
    "valid_to": None,
    "certain_from": START,
}
STRENGTHS: dict[str, tuple[dict[str, Any], str, int]] = {
    "a brother leads the firm": ({}, "A", 950),
    "a cousin leads it": ({"in_jqs": False}, "A", 750),
    "a wife's cousin leads it": ({"in_jqs": False, "in_k74": False}, "A", 200),
    "a step relative leads it, and it is not known whether he counts": ({"in_jqs": None, "in_k74": None}, "A", 300),
    "the official leads it": ({"kind": "self_role", "in_k74": None, "in_jqs": None}, "A", 1000),
    "a brother holds five per cent": ({"role": "shareholder", "share_bp": 500}, "A", 437),
    "a brother holds less": ({"role": "shareholder", "share_bp": 499}, "A", 142),
    "a brother holds all": ({"role": "shareholder", "share_bp": 10000}, "A", 950),
    "the brother by name and masked number": ({}, "C", 712),
    "through two further firms": ({"links": 2}, "A", 769),
    "it ended in the last year": ({"valid_to": date(2024, 1, 1)}, "A", 475),
    "it ended long ago": ({"valid_to": date(2020, 1, 2)}, "A", 95),
    "from when on is not known": ({"certain_from": None}, "A", 570),
}


@pytest.mark.parametrize("case", STRENGTHS, ids=list(STRENGTHS))
def test_a_path_is_as_strong_as_its_parts(case: str) -> None:
    change, tier, expected = STRENGTHS[case]
    assert strength({**WAY, **change}, tier, END) == expected


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(analytics.relations.shares).failed == 0
    assert doctest.testmod(analytics.relations.strength).failed == 0
