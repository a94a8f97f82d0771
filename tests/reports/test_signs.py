"""Signs of unusual work: told apart from leads wherever both stand, each with its figures and the way to its rows."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reports import (
    Chosen,
    Run,
    Zoom,
    contribution_rows,
    evidence_rows,
    heatmap,
    load_run,
    looked_for_signs,
    map_table,
    pattern_name,
    risk_map,
    save_run,
    short_figure,
    shown_sign,
    sign_counts,
    sign_course,
    sign_rows,
    sign_table,
)
from analytics.reports.runs import CELLS, SIGNS
from analytics.rules.answers import Answer, Evidence
from analytics.scoring import Source, risk_points
from analytics.snapshot import View
from analytics.unusual import Place, Sign, pattern
from models.language import Language
from tests.reports.conftest import FACTS, FIRM, HANDLER, LOG, RELATIVE, TIES, UNIT
from tests.reports.made_signs import made

ROWS = (
    Evidence("declared_tie", "t" * 32, TIES, "sheet:申报!R5"),
    Evidence("matter_act", "m" * 32, LOG, "sheet:日志!R4C5"),
)


@pytest.fixture(scope="module")
def signs(view: View) -> list[Sign]:
    """Three at steps (one of them beside a lead), one of a post that names no step, one of the unit."""
    cells = {cell.step: cell for cell in risk_points(view, [])}

    def at(step: str) -> Place:
        return Place(cells[step].unit_id, cells[step].post_id, cells[step].step_id)

    return [
        made("U06", at("核验"), Fraction(1, 10**7), ROWS),
        made("U05", at("拨付"), Fraction(1, 20), ROWS),
        made("U09", at("拨付"), None, ROWS),
        made("U10", Place(cells["受理"].unit_id, cells["受理"].post_id), Fraction(1, 1000), ROWS),
        made("U02", Place(cells["受理"].unit_id), Fraction(1, 30), ()),
    ]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, view: View, answers: list[Answer], signs: list[Sign]) -> Run:
    home = tmp_path_factory.mktemp("signs")
    facts = FACTS | {"patterns": {"U02": "1", "U05": "1", "U06": "1", "U07": "1", "U09": "1", "U10": "1"}}
    save_run(home, facts, answers, risk_points(view, answers, signs=signs), signs=signs)
    loaded = load_run(home)
    loaded.__dict__["view"] = view  # the cached view, so that no snapshot has to be sealed for it
    return loaded


def of(run: Run, code: str) -> str:
    return next(sign["sign"] for sign in run.signs if sign["pattern"] == code)


@pytest.mark.parametrize("language", list(Language))
def test_the_list_begins_with_what_weighs_most_and_says_where_each_stands(run: Run, language: Language) -> None:
    table = sign_table(run, language)
    assert list(table["pattern"]) == ["U06", "U10", "U02", "U05", "U09"]
    assert list(table["points"]) == sorted(table["points"], reverse=True)
    places = table.set_index("pattern")[["post", "step", "place"]].to_dict("index")
    assert places["U06"] == {
        "post": "采伐核验岗",
        "step": "采伐补助审核 · 核验",
        "place": "采伐核验岗 · 采伐补助审核 · 核验",
    }
    assert places["U10"] == {"post": "采伐核验岗", "step": "", "place": "采伐核验岗"}
    assert places["U02"] == {"post": "", "step": "", "place": UNIT}
    assert set(table["unit"]) == {UNIT}


@pytest.mark.parametrize("language", list(Language))
def test_nobody_is_named_in_the_list_nor_in_what_a_sign_says_of_itself(run: Run, language: Language) -> None:
    said = sign_table(run, language).to_csv() + "".join(
        str(shown_sign(run, sign["sign"], language)) for sign in run.signs
    )
    assert not any(name in said for name in (HANDLER, RELATIVE, FIRM))


@pytest.mark.parametrize("language", list(Language))
def test_a_sign_in_full_says_what_was_compared_and_what_may_explain_it(run: Run, language: Language) -> None:
    found = shown_sign(run, of(run, "U06"), language)
    assert found is not None
    known = pattern("U06")
    assert (found.what, found.compared) == (known.what.label(language), known.compared.label(language))
    assert (found.innocent, found.severity) == (known.innocent.label(language), known.severity)
    assert (found.observed, found.expected, found.q, found.points) == (4, "1.08571", "1E-7", 400)


def test_a_pattern_that_is_no_matter_of_chance_has_no_rate(run: Run) -> None:
    found = shown_sign(run, of(run, "U09"), Language.EN)
    assert found is not None
    assert found.q is None


def test_what_no_run_holds_is_no_sign_and_has_no_rows(run: Run) -> None:
    assert shown_sign(run, "0" * 16, Language.ZH) is None
    assert sign_rows(run, "0" * 16, Language.ZH).empty
    assert sign_course(run, "0" * 16, Language.ZH).empty


def test_the_rows_of_a_sign_are_told_as_those_of_a_lead_on_the_same_evidence(run: Run) -> None:
    flag = run.flag_table[run.flag_table["rule"] == "C01"]["flag"].iloc[0]
    told = sign_rows(run, of(run, "U06"), Language.ZH)
    assert told.to_dict("records") == evidence_rows(run, flag, Language.ZH).to_dict("records")
    assert list(told["locator"]) == ["sheet:申报!R5", "sheet:日志!R4C5"]


def test_the_course_of_a_sign_is_that_of_the_acts_behind_it(run: Run) -> None:
    course = sign_course(run, of(run, "U06"), Language.ZH)
    assert list(course["day"]) == ["2026-05-06"]
    assert list(course["who"]) == [HANDLER]


def test_the_map_counts_signs_apart_from_leads(run: Run) -> None:
    fields = heatmap(run).set_index(["post", "column"])
    examined = fields.loc[("采伐核验岗", "examine")]
    assert (examined["flags"], examined["signs"]) == (2, 1)
    paid = fields.loc[("出纳岗", "pay")]
    assert (paid["flags"], paid["signs"], paid["attention"] > 0) == (0, 2, True)
    accepted = fields.loc[("采伐核验岗", "accept")]
    assert (accepted["flags"], accepted["signs"]) == (0, 1)  # of the post; it stands at its first step


@pytest.mark.parametrize("zoom", list(Zoom))
def test_every_distance_counts_the_same_signs(run: Run, zoom: Zoom) -> None:
    shown = risk_map(run, zoom, Chosen())
    assert shown.fields["signs"].sum() == shown.covered.signs == 4
    assert sum(map(int, map_table(shown, Language.EN)["Signs"])) == 4


def test_where_leads_are_asked_for_a_field_with_signs_alone_is_left_out(run: Run) -> None:
    fields = risk_map(run, Zoom.POSTS, Chosen(has_leads=True)).fields
    assert (fields["flags"] > 0).all()
    assert "出纳岗" not in set(fields["post"])


def test_contributions_say_what_they_come_from_and_add_up(run: Run) -> None:
    for field in heatmap(run).to_dict("records"):
        parts = contribution_rows(run, field["key"])
        assert parts["points"].sum() == field["attention"]
        assert (parts["source"] == str(Source.FLAG)).sum() == field["flags"]
        of_signs = parts[parts["source"] == str(Source.SIGN)]
        assert len(of_signs) == field["signs"]
        assert set(of_signs["flag"]) <= {sign["sign"] for sign in run.signs}


def test_a_sign_moves_no_level(run: Run, view: View, answers: list[Answer]) -> None:
    before = {cell.step_id: cell.level for cell in risk_points(view, answers)}
    assert dict(zip(run.cells["step_id"], run.cells["level"], strict=True)) == before


def test_patterns_that_showed_nothing_are_counted_and_those_not_looked_for_are_not(run: Run) -> None:
    assert sign_counts(run) == {"U02": 1, "U05": 1, "U06": 1, "U07": 0, "U09": 1, "U10": 1}
    assert looked_for_signs(run)


def test_a_run_of_a_release_that_looked_for_no_signs_has_leads_alone(
    tmp_path: Path, view: View, answers: list[Answer]
) -> None:
    folder = save_run(tmp_path, FACTS, answers, risk_points(view, answers))
    (folder / "signs.parquet").unlink()
    _without_sources(folder / "cells.parquet")
    earlier = load_run(tmp_path)
    earlier.__dict__["view"] = view
    assert not looked_for_signs(earlier)
    assert sign_table(earlier, Language.ZH).empty
    assert sign_counts(earlier) == {}
    fields = heatmap(earlier)
    assert (fields["flags"].sum(), fields["signs"].sum()) == (4, 0)
    for key in fields["key"]:
        assert set(contribution_rows(earlier, key)["source"]) <= {str(Source.FLAG)}


def _without_sources(file: Path) -> None:
    """The cells as they were written before contributions said what they come from."""
    rows = pq.read_table(file).to_pylist()
    for row in rows:
        for part in row["contributions"]:
            del part["source"]
    kept = [field for field in CELLS.field("contributions").type.value_type if field.name != "source"]
    schema = pa.schema([pa.field(f.name, pa.list_(pa.struct(kept))) if f.name == "contributions" else f for f in CELLS])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file)


def test_a_pattern_of_another_release_keeps_its_code_and_its_figures(
    tmp_path: Path, view: View, signs: list[Sign]
) -> None:
    folder = save_run(tmp_path, FACTS | {"patterns": {"U99": "7"}}, [], risk_points(view, []), signs=signs[:1])
    rows = [row | {"pattern": "U99"} for row in pq.read_table(folder / "signs.parquet").to_pylist()]
    pq.write_table(pa.Table.from_pylist(rows, schema=SIGNS), folder / "signs.parquet")
    later = load_run(tmp_path)
    later.__dict__["view"] = view
    found = shown_sign(later, rows[0]["sign"], Language.EN)
    assert found is not None
    assert (found.pattern, found.pattern_name, found.what, found.observed) == ("U99", "U99", "", 4)
    assert sign_counts(later) == {"U99": 1}
    assert pattern_name("U99", Language.ZH) == "U99"


@given(st.fractions(min_value=0, max_value=10**6))
def test_a_short_figure_is_near_the_exact_one_and_never_in_powers_of_ten(value: Fraction) -> None:
    shown = short_figure(f"{float(value):.6g}")
    assert "E" not in shown.upper()
    if shown.startswith("<"):
        assert value < Fraction(1, 10_000)
    else:
        assert abs(Fraction(shown) - value) <= max(Fraction(1, 2), value / 100)
