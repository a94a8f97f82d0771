"""The relations page: the picture, the same as a table, what proves each tie, and what is too much to tell."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.reports import Run
from analytics.reports.relations import (
    MOST_CHOICES,
    bridge_rows,
    circle_rows,
    firm_choices,
    matter_choices,
    paths_of,
    post_choices,
    proof_rows,
    surroundings_of,
)
from analytics.snapshot import View
from models.language import Language
from tests.relations.test_before_the_fact import CODE, FIRM, ON, UNIT, tables
from tests.relations.test_bridges import TWO_CIRCLES, acts


def act(number: int, **more: object) -> dict[str, object]:
    return {
        "id": f"m{number}", "matter_number": f"取水{number:03d}", "matter_title": "取水许可申请", "unit_name": UNIT,
        "post": "审核岗", "power": "取水许可", "step_name": "审核", "act": "review", "actor_name": "鄢知夏",
        "actor_id_hash": "h2", "acted_on": date(2025, 5, 6), "party_name": FIRM, "party_code": CODE,
    } | more  # fmt: skip


@pytest.fixture(scope="module")
def office() -> View:
    return View.from_rows(tables(matter_act=[act(number) for number in range(1, 5)]), as_of=ON)


def post(view: View, name: str) -> str:
    return next(key for key, label in post_choices(view)[UNIT].items() if label == name)


def test_posts_are_offered_by_unit_and_firms_and_matters_by_what_is_written(office: View) -> None:
    assert set(post_choices(office)[UNIT].values()) == {"受理岗", "审核岗", "档案岗"}
    assert list(firm_choices(office, "恒岳").values()) == list(firm_choices(office, CODE.lower()).values()) == [FIRM]
    assert firm_choices(office, "没有这家") == {} == matter_choices(office, "没有这件")
    assert list(matter_choices(office, "取水003").values()) == ["取水003 取水许可申请"]


def test_more_matches_than_are_listed_can_be_told() -> None:
    view = View.from_rows(tables(matter_act=[act(number) for number in range(1, MOST_CHOICES + 9)]), as_of=ON)
    assert len(matter_choices(view, "取水")) == MOST_CHOICES + 1


@pytest.mark.parametrize("language", Language)
def test_the_table_tells_every_tie_and_the_picture_draws_matters_that_are_alike_as_one(
    office: View, language: Language
) -> None:
    drawn = surroundings_of(office, post(office, "审核岗"), 2, language)
    assert list(drawn.rows["kind"]).count("acts_in") == 4
    bundle = {Language.ZH: "事项 4 个", Language.EN: "4 × matter"}[language]
    assert bundle in set(drawn.picture.nodes["label"])
    assert (drawn.nodes, len(drawn.picture.nodes), drawn.is_cut) == (8, 5, False)
    assert set(drawn.columns) == set(drawn.picture.nodes["id"])
    columns = {row["label"]: drawn.columns[row["id"]] for row in drawn.picture.nodes.to_dict("records")}
    assert columns == {"审核岗": 0, "鄢知夏": 1, "苗亦帆": 1, "柳如眉": 2, bundle: 2}


def test_an_interest_path_runs_from_the_actor_over_the_relative_and_the_firm_to_the_matter(office: View) -> None:
    drawn = paths_of(office, post(office, "审核岗"), Language.ZH)
    assert set(drawn.rows["path"]) == {f"鄢知夏 → 嫂子 柳如眉 → 法定代表人 {FIRM}"}
    assert set(drawn.rows["verdict"]) == {"■ 存在利害关系"} and len(drawn.rows) == 4
    assert drawn.rows.iloc[0]["proof"][0] == ("declared_tie", "k1")
    places = {row["label"]: drawn.columns[row["id"]] for row in drawn.picture.nodes.to_dict("records")}
    matters = {f"取水{number:03d} 取水许可申请": 3 for number in range(1, 5)}
    assert places == {"鄢知夏": 0, "柳如眉": 1, FIRM: 2} | matters


def test_the_same_paths_meet_the_firm_and_only_one_of_them_the_matter(office: View) -> None:
    firm, matter = next(iter(firm_choices(office, FIRM))), next(iter(matter_choices(office, "取水002")))
    assert len(paths_of(office, firm, Language.EN).rows) == 4
    assert len(paths_of(office, matter, Language.EN).rows) == 1


def test_a_post_whose_holders_are_tied_to_nobody_has_an_empty_picture_of_paths(office: View) -> None:
    drawn = paths_of(office, post(office, "受理岗"), Language.EN)
    assert drawn.rows.empty and drawn.picture.nodes.empty and drawn.columns == {}


def test_a_firm_without_any_tie_stands_alone() -> None:
    view = View.from_rows(
        tables(firm=[{"id": "f1", "name": "岚汀孤山有限公司", "code": "91439903MA0000077X"}]), as_of=ON
    )
    drawn = surroundings_of(view, next(iter(firm_choices(view, "孤山"))), 2, Language.ZH)
    assert drawn.rows.empty and drawn.nodes == 1


def test_proof_names_the_document_the_place_and_what_the_row_says_without_hashes(run: Run) -> None:
    rows = proof_rows(run, (("declared_tie", "t" * 32), ("matter_act", "m" * 32), ("matter_act", "gone")), Language.ZH)
    assert list(rows["file_name"]) == ["申报.xlsx", "日志.xlsx"]
    assert "第5行" in rows.iloc[0]["place"] and "弟" in rows.iloc[0]["content"]
    assert "h1" not in rows.to_string()


def test_circles_and_bridging_posts_are_told_by_unit_and_post_and_name_no_beneficiary() -> None:
    view = View.from_rows({"matter_act": acts(*TWO_CIRCLES)}, as_of=ON)
    for language in Language:
        circles, posts = circle_rows(view, language), bridge_rows(view, language)
        assert posts.iloc[0].to_dict() | {"between": ""} == {
            "unit": UNIT, "post": "桥岗", "between": "", "parts": "2", "circles": "2", "takers": "2",
        }  # fmt: skip
        assert any("甲岗" in members and "乙岗" in members for members in circles["members"])
        assert "有限公司" not in circles.to_string() + posts.to_string()


def test_without_a_log_there_are_no_circles(office: View) -> None:
    view = View.from_rows(tables(), as_of=ON)
    assert circle_rows(view, Language.ZH).empty and bridge_rows(view, Language.ZH).empty
