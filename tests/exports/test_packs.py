"""Packs read back: a form of an assessment is known again by its hashes, and a changed one is not."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.errors import RunAborted
from analytics.exports import Assessment, Form, assess, read_pack, write_assessment
from analytics.exports.grounds import hashes
from analytics.exports.sheets import Cell, Column, Sheet
from analytics.exports.workbook import HEADING_ROW
from analytics.release.redaction import tidy
from analytics.reports import Run
from models.language import Language

pytestmark = pytest.mark.filterwarnings("ignore:Unknown extension")

FACTS = {"run": "r", "snapshot": "s", "as_of": "2026-11-01", "started_at": "2026-11-01T02:00:00+00:00"}
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["=1+1", "'=1+1", "'", "_x0041_", "12", "1e5", "TRUE", "2026-11-01", "a\nb", "，", '"', "%"]),
).map(lambda text: tidy(text.encode("utf-8", "ignore").decode()) or "")
CELLS: st.SearchStrategy[Cell] = st.one_of(
    TEXTS, st.integers(-(10**9), 10**12), st.integers(-(10**7), 10**9).map(lambda n: Decimal(n).scaleb(-2)), st.none()
)


def small(rows: list[tuple[Cell, Cell]], language: Language) -> Assessment:
    sheet = Sheet("method", (Column("topic"), Column("explanation")), tuple(rows))
    facts = cast(Any, SimpleNamespace(facts=FACTS))
    return Assessment(
        run="r", snapshot="s", as_of=FACTS["as_of"], started_at=FACTS["started_at"], language=language,
        sheets=(sheet, hashes(facts, language, [sheet])),
    )  # fmt: skip


@pytest.mark.parametrize("form", list(Form))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=6), language=st.sampled_from(list(Language)))
def test_whatever_stands_in_a_sheet_is_known_again(
    form: Form, rows: list[tuple[Cell, Cell]], language: Language, tmp_path: Path
) -> None:
    while rows and not any(cell not in (None, "") for cell in rows[-1]):
        rows.pop()  # an assessment has no blank rows at its end
    path = tmp_path / f"a{form.suffix}"
    write_assessment(small(rows, language), form, path)
    assert read_pack(path).changed_sheets() == []


@pytest.mark.parametrize("form", list(Form))
def test_an_assessment_is_known_again_with_its_run_and_language(
    assessment: Assessment, form: Form, tmp_path: Path
) -> None:
    path = tmp_path / f"a{form.suffix}"
    write_assessment(assessment, form, path)
    pack = read_pack(path)
    assert pack.changed_sheets() == []
    assert pack.language is assessment.language
    assert pack.stated("run")["run"] == "r1"
    assert pack.stated("sheet")["assessment"] == assessment.sha256


def in_workbook(path: Path, change: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def raise_a_figure(path: Path) -> None:
    """One figure of the risk points becomes another."""
    if path.suffix == ".xlsx":

        def change(book: openpyxl.Workbook) -> None:
            cell = book["风险点"].cell(HEADING_ROW + 2, 17)
            assert isinstance(cell.value, int | float)
            cell.value = cell.value + 1

        in_workbook(path, change)
    elif path.suffix == ".json":
        told = json.loads(path.read_text("utf-8"))
        told["sheets"]["risk_points"]["rows"][0]["matters"] += 1
        path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    else:
        with zipfile.ZipFile(path) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        name = next(name for name in parts if "risk_points" in name)
        rows = list(csv.reader(io.StringIO(parts[name].decode("utf-8-sig"), newline="")))
        rows[1][rows[0].index("matters")] += "1"
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        parts[name] = text.getvalue().encode()
        with zipfile.ZipFile(path, "w") as packed:
            for part, content in parts.items():
                packed.writestr(part, content)


@pytest.mark.parametrize("form", list(Form))
def test_one_changed_figure_is_found_in_its_sheet(run: Run, form: Form, tmp_path: Path) -> None:
    path = tmp_path / f"a{form.suffix}"
    write_assessment(assess(run, Language.ZH), form, path)
    raise_a_figure(path)
    assert read_pack(path).changed_sheets() == ["risk_points"]


CHANGES: dict[str, tuple[Callable[[openpyxl.Workbook], None], list[str]]] = {
    "a heading is exchanged": (lambda b: b["疑点"].cell(HEADING_ROW + 1, 7).__setattr__("value", "阈值"), ["flags"]),
    "a row is taken out": (lambda b: b["疑点"].delete_rows(HEADING_ROW + 2), ["flags"]),
    "a row is put beneath": (lambda b: b["疑点"].append(["重", "C01"]), ["flags"]),
    "a figure is put beside": (lambda b: b["疑点"].cell(HEADING_ROW + 2, 30).__setattr__("value", 1), ["flags"]),
    "a sheet is taken out": (lambda b: b.remove(b["参数"]), ["parameters"]),
    "a sheet is put in": (lambda b: b.create_sheet("更多").append(["x"]), ["更多"]),
    "a hash is replaced": (lambda b: b["校验"].cell(HEADING_ROW + 4, 3).__setattr__("value", "s2"), ["hashes"]),
}


@pytest.mark.parametrize("case", CHANGES)
def test_what_was_done_to_a_workbook_is_named_by_its_sheet(run: Run, case: str, tmp_path: Path) -> None:
    change, expected = CHANGES[case]
    path = tmp_path / "a.xlsx"
    write_assessment(assess(run, Language.ZH), Form.XLSX, path)
    in_workbook(path, change)
    assert read_pack(path).changed_sheets() == expected


def test_a_workbook_with_a_cell_that_is_computed_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_assessment(assess(run, Language.ZH), Form.XLSX, path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    name = "xl/worksheets/sheet1.xml"
    kept = parts[name]
    parts[name] = kept.replace(b"<v>", b"<!-- --><f>9*9</f><v>", 1)  # what it showed before stays
    assert parts[name] != kept
    _packed(parts, path)
    with pytest.raises(RunAborted, match=r"公式|formula"):
        read_pack(path)


def _first_lines(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The leads cut away, and the whole sheet beside them under another number."""
    name = next(name for name in parts if name.endswith("-flags.csv"))
    return {**parts, name: parts[name].splitlines(keepends=True)[0], "99-flags.csv": parts[name]}


def _unguarded(parts: dict[str, bytes]) -> dict[str, bytes]:
    """Texts of which one would be run, without the apostrophe."""
    return {name: content.replace(b"'=1+1", b"=1+1") for name, content in parts.items()}


@pytest.mark.parametrize(("change", "expected"), [(_first_lines, "flags"), (_unguarded, "risk_points")])
def test_a_zip_that_shows_others_something_else_is_changed(
    run: Run, change: Callable[[dict[str, bytes]], dict[str, bytes]], expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.zip"
    write_assessment(assess(run, Language.ZH), Form.CSV, path)
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    _packed(change(parts), path)
    assert expected in read_pack(path).changed_sheets()


def _packed(parts: dict[str, bytes], path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)


def test_a_workbook_in_which_a_sheet_stands_under_both_its_names_is_changed(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_assessment(assess(run, Language.ZH), Form.XLSX, path)

    def change(book: openpyxl.Workbook) -> None:
        copied = book.copy_worksheet(book["疑点"])
        copied.title = "Leads"
        book["疑点"].delete_rows(HEADING_ROW + 2)

    in_workbook(path, change)
    assert "flags" in read_pack(path).changed_sheets()


def test_a_document_that_says_something_twice_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_assessment(assess(run, Language.ZH), Form.JSON, path)
    path.write_text('{"sheets": {},' + path.read_text("utf-8").lstrip()[1:], "utf-8")
    with pytest.raises(RunAborted):
        read_pack(path)


def test_a_head_that_names_another_run_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    write_assessment(assess(run, Language.ZH), Form.JSON, path)
    path.write_text(path.read_text("utf-8").replace('"run": "r1"', '"run": "r2"', 1), "utf-8")
    with pytest.raises(RunAborted, match="was changed"):
        read_pack(path)


HOSTILE: dict[str, tuple[str, bytes]] = {
    "no file of any kind": ("a.xlsx", b"PK"),
    "a list": ("a.json", b"[]"),
    "sheets that are no sheets": ("a.json", b'{"sheets": {"hashes": 3}}'),
    "rows that are no rows": ("a.json", b'{"sheets": {"hashes": {"columns": ["a"], "rows": [1]}}}'),
    "brackets without end": ("a.json", b"[" * 200_000),
    "no text": ("a.json", b"\xff\xfe\x00"),
    "another kind of file": ("a.docx", b"PK"),
    "an empty zip": ("a.zip", b"PK\x05\x06" + b"\0" * 18),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_assessment_is_refused_in_one_sentence(case: str, tmp_path: Path) -> None:
    name, content = HOSTILE[case]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RunAborted):
        read_pack(tmp_path / name)


def test_a_workbook_of_somebody_else_is_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(RunAborted, match="no assessment"):
        read_pack(tmp_path / "a.xlsx")


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RunAborted, match="There is no file"):
        read_pack(tmp_path / "none.json")
