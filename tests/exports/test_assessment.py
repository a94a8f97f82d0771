"""The assessment: figures of the run and nothing else, nobody named, whatever form it takes."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from analytics.errors import RunAborted
from analytics.exports import Assessment, Form, assess, write_assessment
from analytics.exports import workbook as workbook_module
from analytics.exports.sheets import LONGEST_TEXT, Sheet, fitting
from analytics.exports.workbook import HEADING_ROW
from analytics.reports import Run
from models.language import Language
from tests.exports.conftest import ACCOUNT, FORMULAS, MASKED, NUMBER, PEOPLE, PHONE

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension")


def written(assessment: Assessment, form: Form, folder: Path) -> str:
    """Everything that stands in a form of an assessment, unpacked."""
    path = folder / f"a{form.suffix}"
    write_assessment(assessment, form, path)
    if form is Form.JSON:
        return path.read_text("utf-8")
    with zipfile.ZipFile(path) as packed:
        return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


def sheet(assessment: Assessment, key: str) -> Sheet:
    return next(one for one in assessment.sheets if one.key == key)


def column(of: Sheet, key: str) -> list[object]:
    index = [one.key for one in of.columns].index(key)
    return [row[index] for row in of.rows]


def opened(assessment: Assessment, key: str, folder: Path) -> Worksheet:
    path = folder / "a.xlsx"
    write_assessment(assessment, Form.XLSX, path)
    page = openpyxl.load_workbook(path)[sheet(assessment, key).title(assessment.language)]
    assert isinstance(page, Worksheet)
    return page


@pytest.mark.parametrize("form", list(Form))
def test_nobody_is_named_and_no_number_stands_in_any_form(assessment: Assessment, form: Form, tmp_path: Path) -> None:
    text = written(assessment, form, tmp_path)
    for told in (*PEOPLE, NUMBER, PHONE, ACCOUNT, MASKED, "6200********0000", "139****0000", "qinjianchuan", "3组8号"):
        assert told not in text
    for shown in ("覃**", "欧阳**", "苗**", "鄢**", "阿**", "岚汀市林业局"):
        assert shown in text


def test_what_is_masked_is_still_told(run: Run) -> None:
    told = column(sheet(assess(run, Language.ZH), "evidence"), "content")
    assert any("亲属姓名：欧阳**" in str(text) and "关系：弟" in str(text) for text in told)
    assert any("申请人：苗**" in str(text) and "金额：1234.5元" in str(text) for text in told)


def test_the_parts_of_a_place_add_up_to_its_figures(assessment: Assessment) -> None:
    attention: dict[object, Decimal] = defaultdict(Decimal)
    level: dict[object, Decimal] = defaultdict(Decimal)
    for key, sums in (("contributions", attention), ("level_parts", level)):
        parts = sheet(assessment, key)
        for place, points in zip(column(parts, "place"), column(parts, "points_added"), strict=True):
            sums[place] += Decimal(str(points))
    cells = sheet(assessment, "risk_points")
    figures = zip(*(column(cells, key) for key in ("place", "attention", "level_points")), strict=True)
    for place, asked, points in figures:
        assert attention[place] == asked
        assert level[place] == (points or 0)
    assert sum(attention.values()) == sum(Decimal(str(a)) for a in column(sheet(assessment, "units"), "attention"))


def test_the_figures_of_the_first_page_are_those_of_the_run(run: Run, assessment: Assessment) -> None:
    figures = dict(zip(*(column(sheet(assessment, "summary"), key) for key in ("figure", "number")), strict=True))
    values = list(figures.values())
    assert len(run.flag_table) in values
    assert (
        len(sheet(assessment, "flags").rows) == len(run.flag_table) == sum(column(sheet(assessment, "units"), "leads"))
    )
    assert len(sheet(assessment, "risk_points").rows) == len(run.cells)
    assert len(sheet(assessment, "evidence").rows) == run.flag_table["evidence"].map(len).sum()
    assert column(sheet(assessment, "unanswered"), "times") == [1]


def test_figures_in_the_workbook_are_numbers_and_equal_those_of_the_run(
    run: Run, assessment: Assessment, tmp_path: Path
) -> None:
    page = opened(assessment, "risk_points", tmp_path)
    index = [one.key for one in sheet(assessment, "risk_points").columns].index("attention")
    shown = [row[index].value for row in page.iter_rows(min_row=HEADING_ROW + 2)]
    assert shown == [points / 100 for points in run.cells["attention"]]


def test_no_cell_of_the_workbook_is_a_formula_and_none_becomes_one(assessment: Assessment, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_assessment(assessment, Form.XLSX, path)
    found: set[object] = set()
    for page in openpyxl.load_workbook(path):
        for row in page.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                if isinstance(cell.value, str) and cell.value in FORMULAS:
                    found.add(cell.value)
                    assert cell.quotePrefix
    assert found == set(FORMULAS)


def test_no_cell_of_the_csv_is_run_by_a_spreadsheet(assessment: Assessment, tmp_path: Path) -> None:
    text = written(assessment, Form.CSV, tmp_path)
    for formula in FORMULAS:
        assert f"'{formula}" in text


def test_the_workbook_is_set_up_for_paper(assessment: Assessment, tmp_path: Path) -> None:
    page = opened(assessment, "flags", tmp_path)
    assert page.page_setup.orientation == "landscape"
    assert str(page.page_setup.paperSize) == page.PAPERSIZE_A4
    assert page.print_title_rows == f"${HEADING_ROW + 1}:${HEADING_ROW + 1}"
    assert page.freeze_panes == f"A{HEADING_ROW + 2}"
    assert "&P" in str(page.oddFooter.center.text)
    headings = [cell.value for cell in page[HEADING_ROW + 1]]
    assert headings == [one.heading(assessment.language) for one in sheet(assessment, "flags").columns]


def test_levels_have_a_shape_and_a_word_beside_their_colour(run: Run) -> None:
    shown = {text for row in sheet(assess(run, Language.ZH), "levels").rows for text in row[3:] if text}
    assert shown <= {"▲ 高", "◆ 中", "● 低", "▨ 未定级"}
    assert shown


@pytest.mark.parametrize("form", list(Form))
def test_the_same_run_gives_the_same_bytes(run: Run, form: Form, tmp_path: Path) -> None:
    made = []
    for name in ("one", "two"):
        path = tmp_path / f"{name}{form.suffix}"
        write_assessment(assess(run, Language.ZH), form, path)
        made.append(path.read_bytes())
    assert made[0] == made[1]
    assert sorted(path.name for path in tmp_path.glob(".assessment*")) == []


def test_a_sheet_that_is_too_long_for_a_workbook_is_refused_with_the_way_out(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_module, "_LAST_ROW", 8)
    with pytest.raises(RunAborted, match="--format csv"):
        write_assessment(assess(run, Language.ZH), Form.XLSX, tmp_path / "a.xlsx")
    assert not (tmp_path / "a.xlsx").exists()


def test_a_text_too_long_for_a_cell_says_how_much_is_left_out() -> None:
    assert fitting("长" * LONGEST_TEXT, Language.ZH) == "长" * LONGEST_TEXT
    assert fitting("长" * (LONGEST_TEXT + 7), Language.EN).endswith("(7 further characters left out)")


def test_a_rare_character_counts_twice_as_it_does_in_a_workbook() -> None:
    half = LONGEST_TEXT // 2
    assert fitting("𠮷" * half, Language.ZH) == "𠮷" * half
    assert fitting("长" + "𠮷" * half, Language.EN).startswith("长" + "𠮷" * (half - 1) + " …")
    assert fitting("长" + "𠮷" * half, Language.EN).endswith("(1 further characters left out)")
