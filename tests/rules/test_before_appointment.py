"""Before an appointment: the rules judge the post as it would be filled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from analytics.errors import RunAborted
from analytics.rules import Outcome
from analytics.rules.before_appointment import AppointmentCheck, PlannedAppointment, check_appointment
from analytics.snapshot import View

BUREAU, OTHER = "岚汀市水利局", "岚汀市农业农村局"
ON = date(2025, 6, 30)
PLAN = PlannedAppointment("石逢时", BUREAU, "出纳岗", ON)

Rows = dict[str, list[dict[str, Any]]]


def tables(**more: list[dict[str, Any]]) -> Rows:
    def holder(key: str, name: str, number: str, unit: str, post: str, **facts: Any) -> dict[str, Any]:
        return {"id": key, "name": name, "id_hash": number, "unit_name": unit, "post": post, "is_leader": False,
                "sensitive_duty": "none", "since": date(2021, 3, 1)} | facts  # fmt: skip

    rows: Rows = {
        "tenure": [
            holder("t1", "石见川", "h1", BUREAU, "局长岗", is_leader=True),
            holder("t2", "鄢知夏", "h2", BUREAU, "出纳岗", sensitive_duty="finance"),
            holder("t3", "石逢时", "h3", OTHER, "文书岗"),
            holder("t4", "苗亦帆", "h4", BUREAU, "财务负责人"),
        ],
        "reporting_line": [
            {"id": "l1", "unit_name": BUREAU, "subordinate": "鄢知夏", "id_hash": "h2", "subordinate_post": "出纳岗",
             "superior": "苗亦帆", "superior_id_hash": "h4", "since": date(2021, 3, 1)},
        ],
        "declared_tie": [
            {"id": "k1", "name": "石见川", "id_hash": "h1", "unit_name": BUREAU, "post": "局长岗", "relation": "儿子",
             "relative_name": "石逢时", "relative_id_hash": "h3", "declared_on": date(2025, 1, 10)},
        ],
    }  # fmt: skip
    held = ("tenure_register", "reporting_line", "declared_ties", "regulated_trade", "firm_register", "firm_role")
    rows["document"] = [{"id": kind, "kind": kind, "status": "accepted", "publisher": BUREAU} for kind in held]
    return rows | more


def check(planned: PlannedAppointment = PLAN, **more: list[dict[str, Any]]) -> AppointmentCheck:
    return check_appointment(lambda: View.from_rows(tables(**more), as_of=planned.on), planned)


def answered(found: AppointmentCheck) -> dict[str, set[Outcome]]:
    codes = {answer.rule for answer in found.new_post}
    return {code: {a.outcome for a in found.new_post if a.rule == code} for code in codes}


def test_the_directors_son_may_not_become_cashier_of_the_same_organ() -> None:
    found = check()
    assert answered(found) == {"C03": {Outcome.PASS}, "C04": {Outcome.FLAG}}
    (conflict,) = found.conflicts
    assert {(e.table, e.id) for e in conflict.evidence} == {
        ("tenure", "planned"), ("tenure", "t1"), ("declared_tie", "k1"),
    }  # fmt: skip


def test_a_register_that_is_not_held_is_said() -> None:
    only = [{"id": "tenure_register", "kind": "tenure_register", "status": "accepted", "publisher": BUREAU}]
    found = check(document=only)
    assert {outcome for outcomes in answered(found).values() for outcome in outcomes} == {Outcome.CANNOT_ASSESS}


def test_he_may_become_clerk_there_and_cashier_elsewhere() -> None:
    clerk = check(replace(PLAN, post="文书岗", duty="none", is_leader=False))
    assert answered(clerk)["C04"] == {Outcome.PASS}
    elsewhere = check(replace(PLAN, unit=OTHER, duty="finance", is_leader=False))
    assert not elsewhere.conflicts


def test_under_his_father_directly_is_a_conflict_of_the_line() -> None:
    line = {"id": "l1", "unit_name": BUREAU, "subordinate": "鄢知夏", "id_hash": "h2", "subordinate_post": "出纳岗",
            "superior": "石见川", "superior_id_hash": "h1", "since": date(2021, 3, 1)}  # fmt: skip
    found = check(reporting_line=[line])
    assert answered(found)["C03"] == {Outcome.FLAG}


def test_a_post_whose_superior_is_not_recorded_cannot_be_assessed() -> None:
    found = check(replace(PLAN, post="新设岗", duty="none", is_leader=False))
    assert answered(found)["C03"] == {Outcome.CANNOT_ASSESS}


def test_rotation_due_in_the_present_post_is_told() -> None:
    long_ago = tables()["tenure"]
    long_ago[2] |= {"since": date(2016, 3, 1), "is_key": True}
    found = check(tenure=long_ago)
    assert {(a.rule, a.outcome) for a in found.present_posts} == {("P02", Outcome.FLAG)}


def test_a_restriction_that_runs_is_told_with_its_last_day() -> None:
    left = {"id": "r1", "name": "石逢时", "id_hash": "h3", "unit_name": OTHER, "is_leader": False,
            "exit_date": date(2024, 6, 30)}  # fmt: skip
    ((place, last),) = check(restriction=[left]).restrictions
    assert (place.table, place.id, last) == ("restriction", "r1", date(2026, 6, 30))
    assert check(restriction=[left | {"exit_date": date(2023, 6, 29)}]).restrictions == ()


def test_nobody_and_namesakes_are_refused_and_a_number_tells_them_apart() -> None:
    with pytest.raises(RunAborted):
        check(replace(PLAN, name="柳如眉"))
    with pytest.raises(RunAborted):
        check(replace(PLAN, unit="没有的单位"))
    two = [*tables()["tenure"], tables()["tenure"][2] | {"id": "t9", "id_hash": "h9", "post": "驾驶岗"}]
    with pytest.raises(RunAborted):
        check(tenure=two)
    assert check(replace(PLAN, id_hash="h3"), tenure=two).conflicts
    assert not check(replace(PLAN, id_hash="h9"), tenure=two).conflicts


def line(key: str, below: tuple[str, str, str], above: tuple[str, str, str]) -> dict[str, Any]:
    return {"id": key, "unit_name": BUREAU, "subordinate": below[0], "id_hash": below[1], "subordinate_post": below[2],
            "superior": above[0], "superior_id_hash": above[1], "superior_post": above[2],
            "since": date(2021, 3, 1)}  # fmt: skip


CHIEF, CASHIER, HEAD = ("石见川", "h1", "局长岗"), ("鄢知夏", "h2", "出纳岗"), ("苗亦帆", "h4", "财务负责人")


@pytest.mark.parametrize("post_above", [HEAD[2], None])
def test_over_his_nephew_directly_is_a_conflict_of_the_line(post_above: str | None) -> None:
    nephew = {"id": "k1", "name": "石逢时", "id_hash": "h3", "unit_name": OTHER, "relation": "侄子",
              "relative_name": "鄢知夏", "relative_id_hash": "h2", "declared_on": date(2025, 1, 10)}  # fmt: skip
    lines = [line("l1", CASHIER, HEAD) | {"superior_post": post_above}, line("l2", HEAD, CHIEF)]
    over_him = check(replace(PLAN, post=HEAD[2]), declared_tie=[nephew], reporting_line=lines)
    assert answered(over_him)["C03"] == {Outcome.FLAG}
    beside_him = check(replace(PLAN, post="文书岗"), declared_tie=[nephew],
                       reporting_line=[*lines, line("l3", ("滕予航", "h5", "文书岗"), CHIEF)])  # fmt: skip
    assert answered(beside_him)["C03"] == {Outcome.PASS}


def test_who_leaves_the_line_of_his_uncle_is_no_longer_in_it_unless_he_keeps_the_post() -> None:
    uncle = {"id": "k1", "name": "石逢时", "id_hash": "h3", "unit_name": BUREAU, "relation": "叔叔",
             "relative_name": "苗亦帆", "relative_id_hash": "h4", "declared_on": date(2025, 1, 10)}  # fmt: skip
    holders = tables()["tenure"]
    holders[2] |= {"unit_name": BUREAU}
    lines = [line("l1", ("石逢时", "h3", "文书岗"), HEAD), line("l2", ("滕予航", "h5", "工程岗"), CHIEF),
             line("l3", HEAD, ("鄢知夏", "h2", "副局长岗"))]  # fmt: skip
    told = {"tenure": holders, "declared_tie": [uncle], "reporting_line": lines}
    away = replace(PLAN, post="工程岗", duty="none", is_leader=False)
    assert answered(check(away, **told))["C03"] == {Outcome.PASS}
    assert answered(check(replace(away, keeps_post=True), **told))["C03"] == {Outcome.FLAG}


def test_a_spouses_firm_in_the_trade_cannot_be_assessed_where_nobody_says_whether_the_post_leads() -> None:
    firm, code = "岚汀恒岳建设有限公司", "91439903MA0000001A"
    wife = {"id": "k1", "name": "石逢时", "id_hash": "h3", "unit_name": OTHER, "relation": "配偶",
            "relative_name": "柳如眉", "relative_id_hash": "h9", "firm": firm, "firm_code": code,
            "firm_role": "legal_representative", "declared_on": date(2025, 1, 10)}  # fmt: skip
    told = {
        "declared_tie": [wife],
        "regulated_trade": [{"id": "g1", "unit_name": BUREAU, "trade": "水利工程"}],
        "firm": [{"id": "f1", "name": firm, "code": code, "industry": "水利工程"}],
    }
    new_post = replace(PLAN, post="副局长岗", duty="none")
    assert answered(check(replace(new_post, is_leader=True), **told))["C05"] == {Outcome.FLAG}
    unknown = check(new_post, **told)
    assert answered(unknown)["C05"] == {Outcome.CANNOT_ASSESS}
    assert not unknown.conflicts and unknown.open_questions
