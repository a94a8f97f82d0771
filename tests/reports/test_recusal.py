"""The check before the fact as people get it: rows, one JSON document, and draft forms."""

from __future__ import annotations

import io

import docx
import pytest

from analytics.relations import Applicant, PlannedMatter, RecusalCheck, recusal_check
from analytics.reports.recusal import actor_rows, check_document, powers_of_units, recusal_form
from analytics.snapshot import View
from models.language import Language
from tests.relations.test_before_the_fact import CODE, FIRM, ON, UNIT, tables


@pytest.fixture(scope="module")
def checked() -> RecusalCheck:
    view = View.from_rows(tables(), as_of=ON)
    return recusal_check(view, PlannedMatter("取水许可", UNIT, (Applicant(FIRM, code=CODE),), ON))


def test_the_document_says_for_each_actor_whether_why_and_by_which_path(checked: RecusalCheck) -> None:
    told = check_document(checked, Language.EN)
    barred = [actor for actor in told["actors"] if actor["must_recuse"]]
    assert [(actor["post"], actor["may_act"]) for actor in barred] == [("审核岗", False)]
    assert barred[0]["path"] == f"the actor → 嫂子 → legal representative → {FIRM}"
    assert "art. 76" in barred[0]["basis"]
    assert barred[0]["evidence"] == [{"table": "declared_tie", "id": "k1"}]
    assert all(actor["may_act"] for actor in told["steps"][2]["actors"])
    assert "柳如眉" not in str(told)


def test_rows_are_in_the_readers_language(checked: RecusalCheck) -> None:
    zh, en = (actor_rows(checked, language) for language in Language)
    assert list(zh["verdict_code"]) == list(en["verdict_code"]) == ["may", "may", "must", "may"]
    assert "■ 应回避" in set(zh["verdict"]) and "■ must step aside" in set(en["verdict"])
    assert len(actor_rows(checked, Language.ZH, instead=True)) > 0


def test_the_draft_form_names_the_person_the_steps_and_the_article_and_nobody_else(checked: RecusalCheck) -> None:
    document = docx.Document(io.BytesIO(recusal_form(checked, Language.ZH)))
    (table,) = document.tables
    cells = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert (cells["姓名"], cells["岗位"], cells["权力环节"]) == ("鄢知夏", "审核岗", "审核")
    assert cells["相对人"] == FIRM and "第七十六条" in cells["依据条款"]
    text = "".join(cells.values()) + "".join(paragraph.text for paragraph in document.paragraphs)
    assert "柳如眉" not in text and "苗亦帆" not in text


def test_where_nobody_must_step_aside_the_form_says_so() -> None:
    view = View.from_rows(tables(declared_tie=[]), as_of=ON)
    clear = recusal_check(view, PlannedMatter("取水许可", UNIT, (Applicant(FIRM, code=CODE),), ON))
    document = docx.Document(io.BytesIO(recusal_form(clear, Language.EN)))
    assert not document.tables and "none of those" in document.paragraphs[0].text


def test_powers_are_listed_by_unit() -> None:
    assert powers_of_units(View.from_rows(tables(), as_of=ON)) == {UNIT: ["取水许可"]}


def test_a_step_that_is_no_handling_bars_nobody_and_cites_no_article() -> None:
    steps = tables()["post_step"]
    steps[1]["step_name"] = "归档"
    view = View.from_rows(tables(post_step=steps), as_of=ON)
    for applicant in (Applicant(FIRM, code=CODE), Applicant("柳如眉")):
        told = check_document(recusal_check(view, PlannedMatter("取水许可", UNIT, (applicant,), ON)), Language.EN)
        (actor,) = (actor for actor in told["steps"][1]["actors"] if actor["name"] == "鄢知夏")
        assert (actor["must_recuse"], actor["may_act"], actor["basis"]) == (False, True, "")
        assert actor["why"] == "did nothing in the matter that counts as handling it"


def test_a_form_is_made_of_any_text() -> None:
    view = View.from_rows(tables(), as_of=ON)
    hostile = Applicant("岚汀\x00恒岳\x1b\ufffe\u202e", code=CODE)
    form = recusal_form(recusal_check(view, PlannedMatter("取水许可", UNIT, (hostile,), ON)), Language.ZH)
    (table,) = docx.Document(io.BytesIO(form)).tables
    assert "岚汀\ufffd恒岳\ufffd\ufffd\ufffd" in {row.cells[1].text for row in table.rows}
