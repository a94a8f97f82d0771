"""The check before the fact: who must step aside from a planned matter, and who may act instead."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics.relations import Applicant, PlannedMatter, RecusalCheck, recusal_check
from analytics.snapshot import View

UNIT = "岚汀市水利局"
FIRM, CODE = "岚汀恒岳建设有限公司", "91439903MA0000001A"
ON = date(2025, 6, 30)


def tables(**more: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    people = [
        ("t1", "石见川", "h1", "受理岗"),
        ("t2", "鄢知夏", "h2", "审核岗"),
        ("t3", "苗亦帆", "h3", "审核岗"),
        ("t4", "滕予航", "h4", "档案岗"),
    ]
    steps = [("s1", "受理岗", 1, "受理"), ("s2", "审核岗", 2, "审核"), ("s3", "档案岗", 3, "归档")]
    rows: dict[str, list[dict[str, Any]]] = {
        "tenure": [
            {"id": i, "name": n, "id_hash": h, "unit_name": UNIT, "post": p, "since": date(2020, 3, 1)}
            for i, n, h, p in people
        ],
        "post_step": [
            {"id": i, "unit_name": UNIT, "post": p, "power": "取水许可", "step_no": n, "step_name": s}
            for i, p, n, s in steps
        ],
        "declared_tie": [
            {"id": "k1", "name": "鄢知夏", "id_hash": "h2", "unit_name": UNIT, "post": "审核岗", "relation": "嫂子",
             "relative_name": "柳如眉", "relative_id_hash": "h9", "firm": FIRM, "firm_code": CODE,
             "firm_role": "legal_representative", "declared_on": date(2025, 1, 10)},
        ],
    }  # fmt: skip
    return rows | more


def check(applicant: Applicant, **more: list[dict[str, Any]]) -> RecusalCheck:
    view = View.from_rows(tables(**more), as_of=ON)
    return recusal_check(view, PlannedMatter("取水许可", UNIT, (applicant,), ON))


def by_post(answer: RecusalCheck) -> dict[str, dict[str, bool | None]]:
    return {step.post: {actor.name: actor.must_recuse for actor in step.actors} for step in answer.steps}


def test_the_reviewer_whose_sister_in_law_heads_the_firm_must_step_aside_and_the_colleague_may_act() -> None:
    answer = check(Applicant(FIRM, code=CODE))
    assert by_post(answer) == {
        "受理岗": {"石见川": False},
        "审核岗": {"苗亦帆": False, "鄢知夏": True},
        "档案岗": {"滕予航": False},
    }
    assert answer.unknown == ()
    (stake,) = next(a for s in answer.steps for a in s.actors if a.must_recuse).stakes
    assert (stake.why, stake.relation, stake.role, stake.basis) == ("holds", "嫂子", "legal_representative", "duty")
    assert stake.proof == (("declared_tie", "k1"),)
    review = answer.steps[1]
    assert review.of_substance and not answer.steps[2].of_substance
    assert [person.name for person in review.instead] == ["石见川", "滕予航"]


def test_a_wifes_cousin_bars_nobody() -> None:
    cousin = {"id": "k1", "name": "鄢知夏", "id_hash": "h2", "unit_name": UNIT, "relation": "配偶的表兄弟",
              "relative_name": "柳如眉", "relative_id_hash": "h9", "firm": FIRM, "firm_code": CODE,
              "firm_role": "legal_representative", "declared_on": date(2025, 1, 10)}  # fmt: skip
    answer = check(Applicant(FIRM, code=CODE), declared_tie=[cousin])
    assert set(by_post(answer)["审核岗"].values()) == {False}
    (stake,) = next(a for a in answer.steps[1].actors if a.name == "鄢知夏").stakes
    assert (stake.verdict, stake.why) == (False, "outside-k74")


def test_an_applicant_known_by_name_only_cannot_be_told() -> None:
    answer = check(Applicant("柳如眉"))
    assert by_post(answer)["审核岗"] == {"苗亦帆": False, "鄢知夏": None}
    assert answer.unknown == ("applicant-by-name",)
    assert "鄢知夏" not in {person.name for step in answer.steps for person in step.instead}


def test_an_applicant_with_the_relatives_number_is_the_relative_and_with_another_is_not() -> None:
    assert by_post(check(Applicant("柳如眉", id_hash="h9")))["审核岗"]["鄢知夏"] is True
    other = check(Applicant("柳如眉", id_hash="h7"))
    assert by_post(other)["审核岗"]["鄢知夏"] is False
    assert other.unknown == ("applicant-unknown",)


def test_a_deputy_acts_in_the_place_of_who_is_on_leave() -> None:
    leave = {"id": "d1", "unit_name": UNIT, "post": "受理岗", "person": "石见川", "id_hash": "h1", "deputy": "鄢知夏",
             "deputy_id_hash": "h2", "since": date(2025, 6, 25), "until": date(2025, 7, 5)}  # fmt: skip
    answer = check(Applicant(FIRM, code=CODE), delegation=[leave])
    (actor,) = answer.steps[0].actors
    assert (actor.name, actor.stands_in_for, actor.must_recuse) == ("鄢知夏", "石见川", True)


def test_what_the_registers_do_not_tell_is_said() -> None:
    view = View.from_rows(tables(), as_of=ON)
    applicant = (Applicant(FIRM, code=CODE),)
    assert recusal_check(view, PlannedMatter("取水许可", "没有的单位", applicant, ON)).unknown == ("no-unit",)
    assert recusal_check(view, PlannedMatter("采砂许可", UNIT, applicant, ON)).unknown == ("no-steps",)
    nobody = View.from_rows(tables(tenure=[]), as_of=ON)
    assert "no-holders" in recusal_check(nobody, PlannedMatter("取水许可", UNIT, applicant, ON)).unknown
    silent = View.from_rows(tables(declared_tie=[]), as_of=ON)
    assert "no-ties-declared" in recusal_check(silent, PlannedMatter("取水许可", UNIT, applicant, ON)).unknown


def test_a_role_that_ended_the_day_before_bars_nobody() -> None:
    def role(until: date) -> list[dict[str, Any]]:
        return [{"id": "o1", "firm": FIRM, "firm_code": CODE, "person": "柳如眉", "id_hash": "h9", "until": until,
                 "role": "director", "since": date(2020, 1, 1)}]  # fmt: skip

    tie = {"id": "k1", "name": "鄢知夏", "id_hash": "h2", "unit_name": UNIT, "relation": "嫂子",
           "relative_name": "柳如眉", "relative_id_hash": "h9", "declared_on": date(2025, 1, 10)}  # fmt: skip
    held = check(Applicant(FIRM, code=CODE), declared_tie=[tie], firm_officer=role(ON))
    ended = check(Applicant(FIRM, code=CODE), declared_tie=[tie], firm_officer=role(date(2025, 6, 29)))
    assert by_post(held)["审核岗"]["鄢知夏"] is True
    assert by_post(ended)["审核岗"]["鄢知夏"] is False


def test_a_code_is_read_however_it_is_typed() -> None:
    for typed in (CODE.lower(), f" {CODE[:9]} {CODE[9:]}"):
        assert by_post(check(Applicant(FIRM, code=typed)))["审核岗"]["鄢知夏"] is True


def test_a_firm_declared_without_its_code_is_found_when_the_code_is_given() -> None:
    answer = check(Applicant(FIRM, code=CODE), declared_tie=[tables()["declared_tie"][0] | {"firm_code": None}])
    assert by_post(answer)["审核岗"]["鄢知夏"] is True


def test_a_name_on_record_under_another_code_is_another_firm_and_that_is_said() -> None:
    answer = check(Applicant(FIRM, code="91439903MA0000002B"))
    assert by_post(answer)["审核岗"]["鄢知夏"] is False
    assert answer.unknown == ("applicant-unknown", "applicant-other-code")


def test_a_trade_name_and_a_name_of_two_codes_cannot_be_told() -> None:
    tie = tables()["declared_tie"][0]
    trade_name = check(Applicant("恒岳建设"), declared_tie=[tie | {"firm": "恒岳建设", "firm_code": None}])
    assert (by_post(trade_name)["审核岗"]["鄢知夏"], trade_name.unknown) == (None, ("applicant-by-name",))
    other = tie | {"id": "k2", "name": "苗亦帆", "id_hash": "h3", "firm_code": "91439903MA0000002B",
                   "relative_name": "柳岸", "relative_id_hash": "h10"}  # fmt: skip
    assert by_post(check(Applicant(FIRM), declared_tie=[tie, other]))["审核岗"] == {"苗亦帆": None, "鄢知夏": None}
    told = check(Applicant(FIRM, code=CODE), declared_tie=[tie, other])
    assert by_post(told)["审核岗"] == {"苗亦帆": False, "鄢知夏": True}


LEAVE = {"id": "d1", "unit_name": UNIT, "post": "受理岗", "person": "石见川", "id_hash": "h1", "deputy": "滕予航",
         "deputy_id_hash": "h4", "since": date(2025, 6, 25), "until": date(2025, 7, 5)}  # fmt: skip


def test_each_deputy_is_listed_and_who_is_on_leave_is_not_proposed() -> None:
    second = LEAVE | {"id": "d2", "deputy": "鄢知夏", "deputy_id_hash": "h2"}
    answer = check(Applicant(FIRM, code=CODE), delegation=[LEAVE, second])
    assert by_post(answer)["受理岗"] == {"滕予航": False, "鄢知夏": True}
    assert "石见川" not in {person.name for step in answer.steps for person in step.instead}


def test_a_delegation_of_another_post_leaves_the_holder_in_his_place() -> None:
    answer = check(Applicant(FIRM, code=CODE), delegation=[LEAVE | {"post": "档案岗"}])
    assert by_post(answer)["受理岗"] == {"石见川": False}


def test_a_holder_whom_two_entries_name_acts_once() -> None:
    holders = tables()["tenure"]
    answer = check(Applicant(FIRM, code=CODE), tenure=[*holders, holders[1] | {"id": "t9", "since": date(2022, 1, 1)}])
    assert [actor.name for actor in answer.steps[1].actors].count("鄢知夏") == 1
