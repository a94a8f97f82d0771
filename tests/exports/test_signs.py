"""Signs in an assessment: named as what they are, on sheets of their own, masked as leads are, known again by hash."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from analytics.exports import Assessment, Form, assess, read_pack, write_assessment
from analytics.reports import Run
from models.language import Language
from tests.exports.conftest import PEOPLE
from tests.exports.test_assessment import column, sheet

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension", "ignore:Conditional Formatting")


def test_a_contribution_says_whether_a_lead_or_a_sign_asks(run: Run, assessment: Assessment) -> None:
    parts = sheet(assessment, "contributions")
    kinds = list(zip(column(parts, "rule_or_pattern"), column(parts, "asked_by"), strict=True))
    word = {"zh": "◎ 迹象", "en": "◎ sign"}[assessment.language]
    assert {code for code, kind in kinds if kind == word} == {"U05", "U06"}
    assert {code for code, kind in kinds if kind != word} == {"C01", "P02", "P04", "P05"}


def test_risk_points_count_leads_and_signs_apart(assessment: Assessment) -> None:
    points = sheet(assessment, "risk_points")
    counted = {
        step: (leads, signs)
        for step, leads, signs in zip(*(column(points, key) for key in ("step", "leads", "signs")), strict=True)
    }
    assert counted == {"受理": (6, 0), "核验": (1, 1), "公示": (1, 1)}


def test_every_sign_stands_on_the_sheet_of_signs_with_the_rows_it_rests_on(run: Run, assessment: Assessment) -> None:
    signs, evidence = sheet(assessment, "signs"), sheet(assessment, "sign_evidence")
    assert set(column(signs, "sign")) == {sign["sign"] for sign in run.signs}
    assert column(signs, "pattern") == ["U06", "U05", "U09"]
    assert column(signs, "q") == ["1E-7", "0.05", None]
    assert column(signs, "points_added") == [Decimal("4.00"), Decimal("2.00"), Decimal("2.00")]
    assert column(signs, "rows") == [2, 1, 1]
    assert len(evidence.rows) == 4
    assert set(column(evidence, "sign")) == set(column(signs, "sign"))
    assert not set(column(sheet(assessment, "evidence"), "flag")) & set(column(signs, "sign"))


def test_people_in_signs_and_in_their_rows_are_masked(run: Run) -> None:
    made = assess(run, Language.ZH)
    assert "苗**的事项由覃**经办" in column(sheet(made, "signs"), "sentence")
    told = " ".join(map(str, column(sheet(made, "sign_evidence"), "content")))
    assert "亲属姓名：欧阳**" in told
    assert not any(name in told for name in PEOPLE)


def test_patterns_are_explained_and_counted_where_the_run_looked_for_them(assessment: Assessment) -> None:
    patterns = sheet(assessment, "patterns")
    counted = dict(zip(column(patterns, "pattern"), column(patterns, "signs"), strict=True))
    assert (counted["U05"], counted["U06"], counted["U01"]) == (1, 1, None)
    assert all(column(patterns, "innocent"))


@pytest.mark.parametrize("form", list(Form))
def test_signs_are_read_back_from_every_form_as_they_were_written(
    assessment: Assessment, form: Form, tmp_path: Path
) -> None:
    path = tmp_path / f"a{form.suffix}"
    write_assessment(assessment, form, path)
    pack = read_pack(path)
    assert pack.changed_sheets() == []
    assert [row[10] for row in pack.sheets["signs"].rows] == ["1E-7", "0.05", ""]
    assert pack.stated("pattern") == {"U05": "2", "U06": "1", "U09": "2"}


def test_a_sign_that_was_made_smaller_is_found(assessment: Assessment, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_assessment(assessment, Form.JSON, path)
    path.write_text(path.read_text("utf-8").replace('"1E-7"', '"0.2"'), "utf-8")
    assert read_pack(path).changed_sheets() == ["signs"]


def test_a_sentence_of_a_sign_that_begins_as_a_formula_is_a_text(assessment: Assessment, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_assessment(assessment, Form.XLSX, path)
    page = openpyxl.load_workbook(path)[sheet(assessment, "signs").title(assessment.language)]
    (cell,) = [cell for row in page.iter_rows() for cell in row if cell.value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
