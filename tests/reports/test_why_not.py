"""Why not: one ruling for each rule and subject, never silence; a subject is found by what names it, a person never."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.reports import Run, load_run, save_run
from analytics.reports.subjects import Candidates, candidates, subject_of, wider
from analytics.reports.why_not import Reply, answer_rows, input_rows, ruling_document, ruling_rows, rulings
from analytics.rules import rules, run_rules
from analytics.rules.cases import Case, CaseKind
from analytics.snapshot import View
from models.language import Language

UNIT, OTHER = "岚汀市水利局", "岚汀市林业局"
FIRM, CODE = "岚汀恒岳建设有限公司", "91439903MA0000009X"
HANDLER, HOLDER, APPLICANT = "石见川", "柳如眉", "苗亦乙"
ANSWERED = ("D07", "F10", "V05", "F07", "P02", "C10", "L07", "D01")
GIVEN: dict[str, list[dict[str, Any]]] = {
    "fund_notice": [
        {"id": "short", "title": "甲公示", "publisher": UNIT, "fund_type": "minimum_living", "period_stated": True,
         "period_from": date(2025, 3, 1), "period_to": date(2025, 3, 5), "programme": "低保金", "fiscal_year": 2025},
        {"id": "just", "title": "乙公示", "publisher": UNIT, "fund_type": "minimum_living", "period_stated": True,
         "period_from": date(2025, 3, 1), "period_to": date(2025, 3, 7), "programme": "低保金", "fiscal_year": 2025},
        {"id": "long", "title": "丙公示", "publisher": OTHER, "fund_type": "minimum_living", "period_stated": True,
         "period_from": date(2025, 3, 1), "period_to": date(2025, 3, 9), "programme": "低保金", "fiscal_year": 2025},
    ],
    "fund_item": [{"id": "i1", "notice_id": "short", "label": "1", "payee": "苗亦丙", "amount": 500}],
    "tenure": [
        {"id": "t1", "unit_name": UNIT, "post": "出纳岗", "name": HOLDER, "id_hash": "h1", "since": date(2024, 1, 1)},
        {"id": "t2", "unit_name": OTHER, "post": "出纳岗", "name": HANDLER, "id_hash": "h2", "since": date(2024, 1, 1)},
    ],
    "matter_act": [
        {"id": "a1", "matter_number": "水许1", "matter_title": f"{APPLICANT}取水许可", "unit_name": UNIT,
         "post": "审核岗", "power": "取水许可",
         "step_name": "审核", "act": "review", "actor_name": HANDLER, "actor_id_hash": "h2",
         "acted_on": date(2025, 3, 3), "party_name": FIRM, "party_code": CODE},
    ],
    "purchase": [
        {"id": "p1", "number": "CG-1", "title": "水泵采购", "buyer": UNIT, "category": "goods", "method": "inquiry",
         "budget_item": "设备购置", "fiscal_year": 2025, "amount": 300000, "supplier": FIRM},
    ],
    "complaint": [{"id": "k1", "number": "XF-1", "unit_name": OTHER, "received_on": date(2025, 3, 3)}],
}  # fmt: skip


def case(given: dict[str, list[dict[str, Any]]], held: tuple[str, ...] = ()) -> Case:
    return Case("D07", "a small office", CaseKind.HIT, date(2025, 6, 30), given, (), held=held)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of some rules over two units; recusals are held and there are none."""
    view = case(GIVEN, ("recusal_register",)).view()
    return saved(tmp_path_factory.mktemp("why"), view, {r.code: r.version for r in rules()})


def saved(home: Path, view: View, versions: dict[str, str]) -> Run:
    facts = {"run": "r1", "started_at": "2025-06-30T02:00:00+00:00", "snapshot": "s", "as_of": "2025-06-30"}
    save_run(home, facts | {"rules": versions}, run_rules(view, ANSWERED).answers, [])
    run = load_run(home)
    run.__dict__["view"] = view  # so that no snapshot has to be sealed for it
    return run


def told(run: Run, subject: str, rule: str, language: Language = Language.EN) -> dict[Any, Any]:
    (row,) = ruling_rows(run, subject, language, rule).to_dict("records")
    return row


def found(run: Run, text: str) -> Candidates:
    return candidates(run, text)


def only(run: Run, text: str) -> str:
    known = candidates(run, text)
    assert known.is_certain, [one.id for one in known.found]
    return known.found[0].id


@pytest.mark.parametrize(
    ("notice", "reply", "value", "gap_zh", "gap_en"),
    [
        ("short", "flag", "5 days", "低于阈值 2 天", "2 days below the threshold"),
        ("just", "pass", "7 days", "正好等于阈值", "exactly at the threshold"),
        ("long", "pass", "9 days", "高于阈值 2 天", "2 days above the threshold"),
    ],
)
def test_a_flag_and_a_pass_say_by_how_much(
    office: Run, notice: str, reply: str, value: str, gap_zh: str, gap_en: str
) -> None:
    row = told(office, notice, "D07")
    assert (row["reply"], row["value"], row["threshold"], row["gap"]) == (reply, value, "7 days", gap_en)
    assert told(office, notice, "D07", Language.ZH)["gap"] == gap_zh


def test_of_several_answers_the_gravest_is_told_first_and_all_are_counted(office: Run) -> None:
    unit = only(office, UNIT)
    row = told(office, unit, "D07")
    assert (row["reply"], row["about"], row["counts"]) == ("flag", "甲公示", "flag 1; passed 1")
    assert list(answer_rows(office, unit, "D07", Language.EN)["reply"]) == ["flag", "pass"]
    assert told(office, only(office, OTHER), "D07")["reply"] == "pass"


def test_a_register_that_is_not_held_cannot_be_assessed_for_anybody(office: Run) -> None:
    row = told(office, "short", "F10")
    assert (row["reply"], row["about"]) == ("cannot_assess", "all subjects")
    assert "yearly budget of programmes" in row["sentence"]


def test_what_does_not_apply_says_why(office: Run) -> None:
    row = told(office, only(office, OTHER), "L07")
    assert row["reply"] == "excluded" and "XF-1" in row["sentence"]


def test_rows_that_are_no_case_are_told_from_rows_that_are_not_there(office: Run) -> None:
    matter = only(office, "水许1")
    assert told(office, matter, "C10")["reply"] == "no_case"
    inputs = input_rows(office, matter, "C10", Language.EN).to_dict("records")
    assert [(row["held"], row["rows"]) for row in inputs] == [("held", "0"), ("held", "1")]
    row = told(office, matter, "D07")
    assert (row["reply"], row["reads"]) == ("not_asked", "special-fund notice (held)")


def test_a_rule_about_units_is_not_asked_about_a_post_of_the_unit(office: Run) -> None:
    post = only(office, f"{UNIT} 出纳岗")
    row = told(office, post, "F07")
    assert row["reply"] == "not_asked" and "look at the unit" in row["sentence"]
    assert [one.id for one in wider(office, post)] == [only(office, UNIT)]


def test_a_rule_that_the_run_did_not_have_is_said_to_be_missing(office: Run, tmp_path: Path) -> None:
    older = saved(tmp_path, office.view, {"D07": "1"})
    row = told(older, "short", "P02")
    assert row["reply"] == "not_asked" and "without this rule" in row["sentence"]
    assert told(older, "short", "D07")["reply"] == "flag"


def test_a_firm_and_a_purchase_are_found_in_the_evidence(office: Run) -> None:
    for subject in (only(office, CODE), only(office, "CG-1")):
        row = told(office, subject, "F07")
        assert (row["reply"], row["value"], row["threshold"]) == ("pass", "300000 yuan", "2000000 yuan")
        assert answer_rows(office, subject, "F07", Language.EN)["proof"][0] == (("purchase", "p1"),)


def test_every_rule_rules_once_on_every_subject_and_says_something_in_both_languages(office: Run) -> None:
    view = office.view
    subjects = [*view.unit_names, *(row["post_id"] for row in view.rows("post")), "short", "d-purchase_register"]
    subjects += [only(office, text) for text in ("水许1", CODE, "CG-1")]
    subjects += sorted(set(office.table["subject_id"]) - {"", *subjects})
    replies = set()
    for subject in subjects:
        if subject.startswith("register:"):
            continue
        asked = subject_of(office, subject)
        assert asked is not None, subject
        assert asked.label(Language.ZH) and asked.label(Language.EN)
        for language in Language:
            rows = ruling_rows(office, subject, language)
            assert sorted(rows["rule"]) == sorted(rule.code for rule in rules())
            assert all(rows["sentence"]) and all(rows["reads"])
            replies |= set(rows["reply"])
        for one in rulings(office, asked):
            document = ruling_document(one)
            assert document["outcome"] == str(one.reply)
            assert (document["answers"] == []) == (one.reply in (Reply.NO_CASE, Reply.NOT_ASKED))
            assert sum(document["counts"].values()) == len(document["answers"])
    assert replies == {str(reply) for reply in Reply}


def test_the_name_of_a_lead_leads_to_what_it_is_about(office: Run) -> None:
    flag = office.flag_table["flag"].iloc[0]
    asked = subject_of(office, flag)
    assert asked is not None and asked.id == "short"


def test_what_is_named_alike_is_listed_and_not_chosen(office: Run) -> None:
    known = found(office, "出纳岗")
    assert not known.is_certain
    assert {one.unit for one in known.found} == {UNIT, OTHER}


def test_a_matter_is_found_by_its_title_and_told_by_its_number(office: Run) -> None:
    known = found(office, f"{APPLICANT}取水许可")
    assert known.is_certain
    assert known.found[0].label(Language.EN) == f"matter · {UNIT} · 水许1"


def test_a_part_of_a_name_that_only_one_bears_is_enough(office: Run) -> None:
    assert only(office, "甲公") == "short"


def test_the_name_of_a_person_leads_to_a_post_that_is_never_chosen_for_it(office: Run) -> None:
    known = found(office, HOLDER)
    assert [(one.kind, one.unit, one.by_holder) for one in known.found] == [("post", UNIT, True)]
    assert not known.is_certain
    assert HOLDER not in known.found[0].label(Language.ZH)


@pytest.mark.parametrize(
    "text", ["", "  ", "苗亦丙", "43990319850101001X", "439903850101001", "没有的单位", "org:none"]
)
def test_payees_numbers_of_persons_and_what_nobody_bears_lead_nowhere(office: Run, text: str) -> None:
    assert found(office, text) == Candidates(())
