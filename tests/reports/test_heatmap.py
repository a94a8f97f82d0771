"""The heatmap: nothing is counted twice, nothing hides, every number can be taken apart."""

from __future__ import annotations

import pytest

from analytics.reports import (
    Run,
    column_label,
    contribution_rows,
    field_steps,
    heatmap,
    overview,
    post_flags,
    unit_flags,
    units,
)
from analytics.reports.heatmap import COLUMNS
from models.language import Language


def test_the_overview_counts_leads_grades_and_what_was_set_aside(run: Run) -> None:
    seen = overview(run)
    assert (seen.open_leads, seen.high_leads, seen.cannot_assess) == (5, 3, 1)
    assert (seen.cells, seen.assessed) == (5, 4)
    assert (seen.documents, seen.quarantined_places, seen.quarantined_files) == (4, 2, 1)


def test_every_flag_belongs_to_a_step_a_post_or_neither(run: Run) -> None:
    at_steps = run.flag_table["step_id"].notna().sum()
    assert at_steps + len(post_flags(run)) + len(unit_flags(run)) == len(run.flag_table)


def test_the_fields_of_the_map_hold_every_step_once_and_every_point_once(run: Run) -> None:
    fields = heatmap(run)
    listed = [step for steps in fields["step_ids"] for step in steps]
    assert sorted(listed) == sorted(run.cells["step_id"])
    about_posts = fields[fields["column"] == "whole_post"]["attention"].sum()
    assert fields["attention"].sum() == run.cells["attention"].sum() + about_posts
    assert about_posts == 400


def test_a_field_of_several_steps_shows_the_highest_level_and_the_sum(run: Run) -> None:
    fields = heatmap(run)
    fields = fields[fields["post"] == "采伐核验岗"].set_index("column")
    examined = fields.loc["examine"]
    assert (examined["level"], examined["steps"], examined["attention"], examined["flags"]) == ("HIGH", 2, 800, 2)
    assert fields.loc["notify"]["level"] is None
    assert fields.loc["whole_post"]["level"] == "HIGH"


def test_the_contributions_of_every_field_add_up_to_its_attention(run: Run) -> None:
    for field in heatmap(run).to_dict("records"):
        parts = contribution_rows(run, field["field"])
        assert parts["points"].sum() == field["attention"]
        assert len(parts) == field["flags"]


def test_a_field_opens_into_its_steps_the_most_attention_first(run: Run) -> None:
    field = next(f for f in heatmap(run)["field"] if f.endswith("|examine"))
    assert set(field_steps(run, field)["step"]) == {"核验", "复核现场检查"}
    whole = next(f for f in heatmap(run)["field"] if f.endswith("|whole_post"))
    assert field_steps(run, whole).empty


def test_units_are_listed_with_the_sum_of_their_attention(run: Run) -> None:
    (unit,) = units(run).to_dict("records")
    assert (unit["unit"], unit["cells"], unit["attention"]) == ("岚汀市林业局", 5, 1200)


def test_a_post_without_any_step_still_stands_on_the_map_when_a_flag_is_about_it(run: Run) -> None:
    fields = heatmap(run).set_index("post")
    led = fields.loc["分管采伐"]
    assert (led["column"], led["level"], led["attention"], led["steps"]) == ("whole_post", None, 200, 0)


@pytest.mark.parametrize("language", list(Language))
def test_every_column_has_a_heading(language: Language) -> None:
    headings = [column_label(column, language) for column in COLUMNS]
    assert len(set(headings)) == len(COLUMNS)
