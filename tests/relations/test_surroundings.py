"""What stands around a post, a firm or a matter: whole steps, proofs, and units that nobody passes through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.relations import surroundings
from analytics.snapshot import View
from tests.relations.test_before_the_fact import CODE, FIRM, ON, UNIT, tables


@pytest.fixture(scope="module")
def view() -> View:
    act: dict[str, Any] = {
        "id": "m1", "matter_number": "取水1", "matter_title": "取水许可申请", "unit_name": UNIT, "post": "审核岗",
        "power": "取水许可", "step_name": "审核", "act": "review", "actor_name": "鄢知夏", "actor_id_hash": "h2",
        "acted_on": date(2025, 5, 6), "party_name": FIRM, "party_code": CODE,
    }  # fmt: skip
    leaver = {"id": "x1", "name": "石见川", "id_hash": "h1", "unit_name": UNIT, "exit_date": date(2025, 6, 1)}
    return View.from_rows(tables(matter_act=[act], restriction=[leaver]), as_of=ON)


def node(view: View, table: str, name: str) -> str:
    key = {"post": "post_id", "organisation": "organisation_id", "person": "person_id"}[table]
    return next(str(row[key]) for row in view.rows(table) if row["name"] == name)


def test_one_tie_from_a_post_are_its_holders_with_the_rows_that_say_so(view: View) -> None:
    found = surroundings(view, node(view, "post", "审核岗"), 1, 100)
    assert {(tie.kind, tie.row_id) for tie in found.ties} == {("holds_post", "t2"), ("holds_post", "t3")}
    assert {found.names[tie.source] for tie in found.ties} == {("person", "鄢知夏"), ("person", "苗亦帆")}


def test_two_ties_from_a_post_bring_the_kin_and_the_matters_of_its_holders(view: View) -> None:
    found = surroundings(view, node(view, "post", "审核岗"), 2, 100)
    assert {tie.kind for tie in found.ties} == {"holds_post", "kin", "acts_in"}
    assert ("matter", "取水1 取水许可申请") in found.names.values()
    (kin,) = [tie for tie in found.ties if tie.kind == "kin"]
    assert (kin.words, kin.table, kin.row_id) == ((("relation", "嫂子"),), "declared_tie", "k1")


def test_around_a_firm_stand_those_with_a_role_and_its_matters(view: View) -> None:
    found = surroundings(view, node(view, "organisation", FIRM), 1, 100)
    assert {(tie.kind, tie.row_id) for tie in found.ties} == {("role_in_firm", "k1"), ("party_of", "m1")}


def test_a_unit_is_reached_and_not_passed_through(view: View) -> None:
    post = node(view, "post", "受理岗")
    far, near = surroundings(view, post, 9, 100), surroundings(view, post, 2, 100)
    assert ("unit", UNIT) in near.names.values()
    assert far.ties == near.ties


@pytest.mark.parametrize(("most", "is_cut", "kinds"), [(4, False, {"holds_post", "kin", "acts_in"}),
                                                       (3, True, {"holds_post"})])  # fmt: skip
def test_a_step_with_more_ties_than_wanted_is_left_out_whole_and_said(
    view: View, most: int, is_cut: bool, kinds: set[str]
) -> None:
    found = surroundings(view, node(view, "post", "审核岗"), 2, most)
    assert (found.is_cut, {tie.kind for tie in found.ties}) == (is_cut, kinds)


def test_an_unknown_node_has_no_ties(view: View) -> None:
    found = surroundings(view, "post:none", 2, 100)
    assert (found.ties, dict(found.names), found.is_cut) == ((), {}, False)
