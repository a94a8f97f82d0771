"""Who is who as people see it: what is asked and what is not, what is compared, and why mentions were taken for one."""

from __future__ import annotations

import doctest
import importlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analytics.errors import RunAborted
from analytics.identity import judge, judgements, parse_mention, withdraw
from analytics.reports.who import (
    compared_rows,
    explained_rows,
    judgement_rows,
    open_mentions,
    open_questions,
    question_rows,
)
from analytics.snapshot import View
from models.language import Language
from models.tables import IdentityJudgement
from models.vocabulary import Verdict
from tests.snapshot.conftest import first_batch, record

UNIT = "岚汀市农业农村局"
MASK, FEW, OTHER = "439903********001X", "4399**********001X", "4399**********0028"
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
OFFICIAL = {"id": "t1", "name": "苗予航", "unit_name": UNIT, "post": "会计", "id_hash": "h1", "id_mask": MASK}


@pytest.mark.parametrize("module", ["questions", "judging"])
def test_the_examples_in_the_documentation_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"analytics.identity.{module}")).failed == 0


def view(**tables: list[dict[str, Any]]) -> View:
    return View.from_rows(tables, as_of=date(2026, 3, 1))


def payroll(**values: Any) -> list[dict[str, Any]]:
    return [{"id": "p1", "person": "苗予航", "unit_name": UNIT} | values]


ASKED = {
    "the unit agrees": ({}, 2),
    "fewer than ten places agree, and the unit": ({"id_mask": FEW}, 4),
    "fewer than ten places agree": ({"unit_name": None, "id_mask": FEW}, 2),
    "legible places differ": ({"id_mask": OTHER}, None),
    "only the name agrees": ({"unit_name": None}, None),
    "another name": ({"person": "鄢亦舒"}, None),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_pair_is_asked_about_when_something_speaks_for_it(case: str, engine: Engine) -> None:
    values, points = ASKED[case]
    found = open_questions(open_mentions(view(tenure=[OFFICIAL], payroll=payroll(**values))), engine, NOW)
    assert [question.points for question in found] == ([] if points is None else [points])


def test_the_likeliest_comes_first_and_both_sides_are_shown(engine: Engine) -> None:
    rows = [*payroll(unit_name=None, id_mask=FEW), payroll(id_mask=FEW)[0] | {"id": "p2"}]
    seen = view(tenure=[OFFICIAL], payroll=rows)
    mentions = open_mentions(seen)
    found = open_questions(mentions, engine, NOW)
    assert list(question_rows(found, Language.ZH)["one"]) == ["payroll/p2/paid", "payroll/p1/paid"]
    sides = compared_rows(found[0], mentions.called, Language.EN).set_index("aspect")
    assert tuple(sides.loc["masked number"]) == (FEW, MASK, "agrees")
    assert sides.loc["post, title", "equal"] == "differs or cannot be compared"


def decided(verdict: Verdict, at: datetime = NOW) -> IdentityJudgement:
    return IdentityJudgement(
        id="j1", one_table="payroll", one_id="p1", one_role="paid", other_table="tenure", other_id="t1",
        other_role="holder", verdict=str(verdict), who="乔", why="核对过", recorded_at=at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "days", "is_asked"),
    [(Verdict.DIFFERENT, 9_999, False), (Verdict.SAME, 9_999, False), (Verdict.UNSURE, 89, False),
     (Verdict.UNSURE, 90, True)],
)  # fmt: skip
def test_what_was_decided_is_not_asked_again_and_what_was_put_off_is(
    verdict: Verdict, days: int, is_asked: bool, engine: Engine
) -> None:
    with Session(engine) as session, session.begin():
        session.add(decided(verdict))
    seen = view(tenure=[OFFICIAL], payroll=payroll())
    assert bool(open_questions(open_mentions(seen), engine, NOW + timedelta(days=days))) is is_asked


ALIKE = {
    "the name is mistyped at the same post": ({"name": "苗予行"}, 1),
    "at another post": ({"name": "苗予行", "post": "司机"}, 0),
    "another name at the same post": ({"name": "鄢亦舒"}, 0),
    "both have a number": ({"name": "苗予行", "id_hash": "h2"}, 0),
}


@pytest.mark.parametrize("case", ALIKE)
def test_names_that_are_alike_are_asked_about_at_one_post_only(case: str, engine: Engine) -> None:
    values, asked = ALIKE[case]
    other = {"id": "t2", "unit_name": UNIT, "post": "会计"} | values
    assert len(open_questions(open_mentions(view(tenure=[OFFICIAL, other])), engine, NOW)) == asked


FIRMS = {
    "the region is left out": ("岚汀市青禾农业有限公司", "青禾农业有限公司", None, True),
    "the region stands in brackets": ("岚汀市青禾农业有限公司", "青禾农业（岚汀）有限公司", None, True),
    "another firm": ("岚汀市青禾农业有限公司", "岚汀市禾谷源农机有限公司", None, False),
    "both have a code": ("岚汀市青禾农业有限公司", "青禾农业有限公司", "91439903MA0000002B", False),
}


@pytest.mark.parametrize("case", FIRMS)
def test_firms_are_asked_about_when_their_names_differ_in_the_region_only(case: str, engine: Engine) -> None:
    one, other, code, is_asked = FIRMS[case]
    firms = [
        {"id": "f1", "name": one, "code": "91439903MA0000001A"},
        {"id": "f2", "name": other, "code": code},
    ]
    assert bool(open_questions(open_mentions(view(firm=firms)), engine, NOW)) is is_asked


def test_a_merge_is_explained_row_by_row() -> None:
    seen = view(tenure=[OFFICIAL], payroll=payroll(id_mask=MASK), death=[{"id": "d1", "person": "苗予航"}])
    rows = explained_rows(seen, ("payroll", "p1", "paid"), Language.EN).set_index("mention")
    assert set(rows.index) == {"tenure/t1/holder", "payroll/p1/paid"}
    assert rows.loc["tenure/t1/holder", "tier"].startswith("A ")
    assert rows.loc["tenure/t1/holder", "number"] == "whole number (kept as a keyed hash)"
    assert rows.loc["payroll/p1/paid", "tier"].startswith("C ")
    assert rows.loc["payroll/p1/paid", "number"] == MASK
    assert explained_rows(seen, ("payroll", "p9", "paid"), Language.EN).empty


def test_a_judgement_is_kept_listed_and_taken_back(engine: Engine) -> None:
    record(engine, first_batch())
    one, other = ("tenure", "a1", "holder"), ("tenure", "a2", "holder")
    key = judge(engine, one, other, Verdict.DIFFERENT, who="乔", why="两人", now=NOW)
    assert [row["id"] for row in judgements(engine)] == [key]
    withdraw(engine, key, who="乔", why="看错", now=NOW)
    (row,) = judgement_rows(engine, Language.ZH).to_dict("records")
    assert (row["verdict"], row["withdrawn_by"], row["withdrawn_why"]) == ("不同", "乔", "看错")
    with pytest.raises(RunAborted) as over:
        withdraw(engine, key, who="乔", why="看错", now=NOW)
    assert over.value.message.code == "judgement-over"


REFUSED = {
    "a record that is not held": (("tenure", "zz", "holder"), ("tenure", "a2", "holder"), "乔", "judgement-no-record"),
    "one mention twice": (("tenure", "a2", "holder"), ("tenure", "a2", "holder"), "乔", "judgement-one-mention"),
    "nobody's decision": (("tenure", "a1", "holder"), ("tenure", "a2", "holder"), " ", "decision-without-name"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_judgement_is_refused_with_its_reason(case: str, engine: Engine) -> None:
    one, other, who, code = REFUSED[case]
    record(engine, first_batch())
    with pytest.raises(RunAborted) as refused:
        judge(engine, one, other, Verdict.SAME, who=who, why="核对过", now=NOW)
    assert refused.value.message.code == code
    assert judgements(engine) == []


def test_two_numbers_are_not_judged_the_same(engine: Engine) -> None:
    record(engine, first_batch())
    with engine.begin() as connection:
        for key, number in (("a1", "h1"), ("a2", "h2")):
            connection.exec_driver_sql(f"UPDATE tenure SET id_hash = '{number}' WHERE id = '{key}'")
    with pytest.raises(RunAborted) as refused:
        judge(engine, ("tenure", "a1", "holder"), ("tenure", "a2", "holder"), Verdict.SAME, who="乔", why="像", now=NOW)
    assert refused.value.message.code == "judgement-two-numbers"


@pytest.mark.parametrize("text", ["tenure/a1", "tenure/a1/unit", "nothing/a1/holder", ""])
def test_what_names_nobody_is_no_mention(text: str) -> None:
    with pytest.raises(RunAborted):
        parse_mention(text)
