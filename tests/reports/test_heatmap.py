"""The map: nothing is counted twice, nothing hides, every number can be taken apart, at every distance."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.reports import (
    Change,
    Chosen,
    RiskMap,
    Run,
    Zoom,
    column_label,
    contribution_rows,
    field_of,
    field_steps,
    heatmap,
    inherent_text,
    level_rows,
    load_run,
    map_csv,
    map_table,
    map_units,
    overview,
    post_flags,
    risk_map,
    save_run,
    unit_flags,
)
from analytics.reports.map_points import COLUMNS
from analytics.reports.risk_map import band_of
from analytics.rules.answers import Answer
from analytics.scoring import risk_points
from analytics.snapshot import View
from models.language import Language
from tests.reports.conftest import FACTS, UNIT


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, view: View, answers: list[Answer]) -> Run:
    """One run for all questions, which change nothing."""
    home = tmp_path_factory.mktemp("map")
    save_run(home, FACTS, answers, risk_points(view, answers))
    loaded = load_run(home)
    loaded.__dict__["view"] = view
    return loaded


def test_the_overview_counts_leads_grades_and_what_was_set_aside(run: Run) -> None:
    seen = overview(run)
    assert (seen.open_leads, seen.high_leads, seen.cannot_assess) == (5, 3, 1)
    assert (seen.cells, seen.assessed, seen.by_formula) == (5, 4, 0)
    assert (seen.documents, seen.quarantined_places, seen.quarantined_files) == (4, 2, 1)


def test_every_flag_belongs_to_a_step_a_post_or_neither(run: Run) -> None:
    at_steps = run.flag_table["step_id"].notna().sum()
    assert at_steps + len(post_flags(run)) + len(unit_flags(run)) == len(run.flag_table)


def test_the_fields_of_the_map_hold_every_step_once_and_every_point_once(run: Run) -> None:
    fields = heatmap(run)
    assert fields["points"].sum() == len(run.cells)
    about_posts = fields[fields["column"] == "whole_post"]["attention"].sum()
    assert fields["attention"].sum() == run.cells["attention"].sum() + about_posts
    assert about_posts == 400


def test_a_field_of_several_steps_shows_the_highest_level_and_the_sum(run: Run) -> None:
    fields = heatmap(run)
    fields = fields[fields["post"] == "采伐核验岗"].set_index("column")
    examined = fields.loc["examine"]
    assert (examined["level"], examined["points"], examined["attention"], examined["flags"]) == ("HIGH", 2, 800, 2)
    assert fields.loc["notify"]["level"] is None
    assert fields.loc["whole_post"]["level"] == "HIGH"


def test_the_contributions_of_every_field_add_up_to_its_attention(run: Run) -> None:
    for field in heatmap(run).to_dict("records"):
        parts = contribution_rows(run, field["key"])
        assert parts["points"].sum() == field["attention"]
        assert len(parts) == field["flags"]


def test_a_field_opens_into_its_steps_the_most_attention_first(run: Run) -> None:
    field = next(f for f in heatmap(run)["key"] if f.endswith("|examine"))
    assert set(field_steps(run, field)["step"]) == {"核验", "复核现场检查"}
    whole = next(f for f in heatmap(run)["key"] if f.endswith("|whole_post"))
    assert field_steps(run, whole).empty


def test_a_post_without_any_step_still_stands_on_the_map_when_a_flag_is_about_it(run: Run) -> None:
    fields = heatmap(run).set_index("post")
    led = fields.loc["分管采伐"]
    assert (led["column"], led["level"], led["attention"], led["points"]) == ("whole_post", None, 200, 0)


@pytest.mark.parametrize("language", list(Language))
def test_every_column_has_a_heading(language: Language) -> None:
    headings = [column_label(column, language) for column in COLUMNS]
    assert len(set(headings)) == len(COLUMNS)


@pytest.mark.parametrize("language", list(Language))
def test_the_parts_of_every_level_add_up_to_their_total(run: Run, language: Language) -> None:
    for key in heatmap(run)["key"]:
        rows = level_rows(run, key, language)
        assert list(rows[rows["is_total"].astype(bool)]["point"]) == list(dict.fromkeys(rows["point"]))
        for _, parts in rows.groupby("point"):
            total = parts[parts["is_total"].astype(bool)]["points"].sum()
            assert total == parts[~parts["is_total"].astype(bool)]["points"].sum()


def test_from_afar_a_field_shows_the_highest_level_and_the_post_that_asks_for_most(run: Run) -> None:
    fields = risk_map(run, Zoom.SECTORS, Chosen()).fields.set_index("key")
    money = fields.loc["unknown|money"]
    assert (money["level"], money["attention"], money["attention_sum"], money["posts"]) == ("HIGH", 800, 800, 2)
    assert (money["points"], money["unassessed"]) == (5, 1)
    assert fields.loc["unknown|whole_post"]["attention"] == 200  # the sum of two posts is 400


@pytest.mark.parametrize("zoom", list(Zoom))
def test_every_distance_counts_the_same_points_and_leads(run: Run, zoom: Zoom) -> None:
    shown = risk_map(run, zoom, Chosen())
    assert shown.fields["points"].sum() == shown.covered.points == len(run.cells)
    assert shown.fields["unassessed"].sum() == shown.covered.not_assessed == 1
    at_posts = len(post_flags(run)) + run.flag_table["step_id"].notna().sum()
    assert shown.fields["flags"].sum() == shown.covered.leads == at_posts


@pytest.mark.parametrize(
    ("chosen", "posts", "points"),
    [
        (Chosen(), {"采伐核验岗", "出纳岗", "分管采伐"}, 5),
        (Chosen(level="HIGH"), {"采伐核验岗"}, 1),
        (Chosen(level="NONE"), {"采伐核验岗", "分管采伐"}, 1),
        (Chosen(domain="money"), {"采伐核验岗", "出纳岗"}, 5),
        (Chosen(domain="licensing"), set(), 0),
        (Chosen(has_leads=True), {"采伐核验岗", "分管采伐"}, 2),
        (Chosen(words="出纳 拨付"), {"出纳岗"}, 1),
        (Chosen(words="出纳 受理"), set(), 0),
        (Chosen(words=".*"), set(), 0),
        (Chosen(sector="unknown"), {"采伐核验岗", "出纳岗", "分管采伐"}, 5),
        (Chosen(sector="school"), set(), 0),
        (Chosen(unit=""), set(), 0),
    ],
)
def test_filters_and_words_narrow_the_map_down(run: Run, chosen: Chosen, posts: set[str], points: int) -> None:
    shown = risk_map(run, Zoom.POSTS, chosen)
    assert set(shown.fields["post"]) == posts
    assert shown.covered.points == points


def test_pages_of_rows_hold_every_row_once(run: Run) -> None:
    whole = risk_map(run, Zoom.POSTS, Chosen())
    first, second = (risk_map(run, Zoom.POSTS, Chosen(), page) for page in (0, 1))
    assert (first.rows, set(first.fields["key"])) == (3, set(whole.fields["key"]))
    assert second.fields.empty


def test_the_field_behind_a_key_is_the_field_of_the_map(run: Run) -> None:
    for field in heatmap(run).to_dict("records"):
        (found,) = field_of(run, field["key"]).to_dict("records")
        assert {name: found[name] for name in ("level", "attention", "flags", "points", "step_names")} == {
            name: field[name] for name in ("level", "attention", "flags", "points", "step_names")
        }
    assert field_of(run, "post:0|whole_post").empty


def test_units_in_sight_are_offered(run: Run) -> None:
    assert list(map_units(run, Chosen())["unit"]) == [UNIT]
    assert map_units(run, Chosen(domain="licensing")).empty


@pytest.mark.parametrize(
    ("points", "band"),
    [(0, "none"), (1, "some"), (399, "some"), (400, "more"), (1599, "more"), (1600, "most")],
)
def test_attention_has_a_word_from_its_bound_on(points: int, band: str) -> None:
    assert band_of(points) == band


def graded(view: View, grades: dict[str, str | None]) -> View:
    """The same office with other grades."""
    tables = {
        name: [dict(row) for row in view.rows(name)] for name in ("document", "post_step", "tenure", "matter_act")
    }
    tables["post_step"] = [row | {"grade": grades.get(row["step_name"], row["grade"])} for row in tables["post_step"]]
    return View.from_rows(tables, as_of=view.as_of)


@pytest.fixture
def later(tmp_path: Path, view: View, answers: list[Answer]) -> RiskMap:
    """The map of a second run: one grade up, one down, one new, and no lead any more."""
    save_run(tmp_path, FACTS, answers, risk_points(view, answers))
    again = graded(view, {"受理": "HIGH", "核验": "LOW", "复核现场检查": "LOW", "公示": "LOW"})
    save_run(tmp_path, FACTS | {"run": "r2", "started_at": "2026-11-02T02:00:00+00:00"}, [], risk_points(again, []))
    loaded = load_run(tmp_path, "r2")
    loaded.__dict__["view"] = again
    return risk_map(loaded, Zoom.POSTS, Chosen())


def test_a_map_tells_what_changed_since_the_run_before(later: RiskMap) -> None:
    assert later.run_before == "r1"
    changed = {field["column"]: field for field in later.fields.to_dict("records") if field["post"] == "采伐核验岗"}
    assert {column: field["change"] for column, field in changed.items()} == {
        "accept": Change.UP,
        "examine": Change.DOWN,
        "notify": Change.ASSESSED,
    }
    assert (changed["examine"]["attention_change"], changed["accept"]["attention_change"]) == (-800, 0)


def test_the_first_run_has_nothing_to_compare_with(run: Run) -> None:
    shown = risk_map(run, Zoom.POSTS, Chosen())
    assert shown.run_before is None
    assert set(shown.fields["change"]) == {Change.NO_RUN}
    assert set(shown.fields["attention_change"]) == {0}


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("zoom", list(Zoom))
def test_the_table_to_take_away_says_what_the_map_shows(run: Run, zoom: Zoom, language: Language) -> None:
    shown = risk_map(run, zoom, Chosen())
    read = list(csv.reader(io.StringIO(map_csv(shown, language).decode("utf-8-sig"))))
    table = map_table(shown, language)
    assert read == [list(table.columns), *table.to_numpy().tolist()]
    assert len(read) == len(shown.fields) + 1


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@a", "\tx", "＝1+1", " =1+1", "|a"])
def test_no_text_of_a_file_begins_a_formula_in_the_table(run: Run, name: str) -> None:
    shown = risk_map(run, Zoom.POSTS, Chosen())
    hostile = dataclasses.replace(shown, fields=shown.fields.assign(post=name))
    read = csv.DictReader(io.StringIO(map_csv(hostile, Language.EN).decode("utf-8-sig")))
    assert {row["Post"] for row in read} == {f"'{name}"}


def test_a_grade_by_formula_says_so(run: Run) -> None:
    assert inherent_text("HIGH", True, Language.ZH) == "高（按公式）"
    assert inherent_text("HIGH", False, Language.ZH) == "高"
    assert inherent_text(None, False, Language.EN) == "Not assessed"


def test_a_field_that_only_a_formula_makes_high_is_marked(run: Run) -> None:
    def marked(**changes: Any) -> bool:
        cells = run.cells.assign(**{name: pd.Series(values, dtype="object") for name, values in changes.items()})
        other = dataclasses.replace(run, cells=cells)
        other.__dict__["view"] = run.view
        fields = heatmap(other)
        return bool(fields[fields["column"] == "examine"]["by_formula"].iloc[0])

    count = len(run.cells)
    assert not marked(grading=["step"] * count)
    assert marked(grading=["formula"] * count)
