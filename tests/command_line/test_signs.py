"""`sunledger signs` and `sunledger patterns`: what scripts may rely on, and what people read."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest

from analytics.commands import signs as signs_module
from analytics.reports import known_patterns, save_run
from analytics.reports.runs import SIGNS
from analytics.rules.answers import Evidence
from analytics.settings import settings
from analytics.snapshot import seal
from analytics.store import open_store
from analytics.unusual import Place
from tests.command_line.conftest import Run
from tests.conftest import PROJECT
from tests.reports.made_signs import made

FACTS = {"started_at": "2026-11-01T02:00:00+00:00", "as_of": "2026-11-01"}
EVIDENCE = (Evidence("matter_act", "m1", "a" * 64, "sheet:日志!R4"),)


def saved(**facts: Any) -> None:
    """A run with two signs in the home of the test."""
    home = settings().home
    snapshot = seal(open_store(settings()), home).id
    signs = [
        made("U05", Place("u1", "p1", "s1"), Fraction(1, 10**7), EVIDENCE, "=1+1"),
        made("U06", Place("u1"), None, EVIDENCE),
    ]
    save_run(home, FACTS | {"run": "r1", "snapshot": snapshot, "patterns": {"U05": "1", "U06": "1"}} | facts, [], [],
             signs=signs)  # fmt: skip


def test_the_signs_of_a_run_are_one_json_document(run: Run) -> None:
    saved()
    shown = json.loads(run("signs", "--json").stdout)
    assert [list(sign) for sign in shown] == [SIGNS.names] * 2
    assert {(sign["pattern"], sign["q"]) for sign in shown} == {("U05", "1E-7"), ("U06", None)}
    assert shown[0]["evidence"] == [
        {"table": "matter_act", "id": "m1", "document": "a" * 64, "locator": "sheet:日志!R4"}
    ]


@pytest.mark.parametrize(("asked", "code"), [("U05", "U05"), ("u06", "U06")])
def test_signs_of_one_pattern_are_asked_for_by_its_code(run: Run, asked: str, code: str) -> None:
    saved()
    assert [sign["pattern"] for sign in json.loads(run("signs", "--pattern", asked, "--json").stdout)] == [code]
    assert json.loads(run("signs", "--pattern", "U07", "--json", "--run", "r1").stdout) == []


def test_a_pattern_that_is_none_is_wrong_usage(run: Run) -> None:
    saved()
    assert run("signs", "--pattern", "U99").returncode == 2
    assert run("patterns", "show", "C01").returncode == 2
    assert run("signs", "--json", "--format", "csv").returncode == 2
    assert run("signs", "--run", "../elsewhere").returncode == 1


def test_csv_holds_the_same_rows_and_begins_no_formula(run: Run) -> None:
    saved()
    as_json = json.loads(run("signs", "--json").stdout)
    rows = list(csv.DictReader(io.StringIO(run("signs", "--format", "csv").stdout.removeprefix("\ufeff"))))
    assert [row["sign"] for row in rows] == [sign["sign"] for sign in as_json]
    assert [json.loads(row["evidence"]) for row in rows] == [sign["evidence"] for sign in as_json]
    assert rows[0]["sentence_zh"] == "'=1+1"


@pytest.mark.parametrize("pattern", ["U05", "U07"])
def test_parquet_keeps_its_columns_whether_there_are_signs_or_none(
    run: Run, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved()
    written = io.BytesIO()
    monkeypatch.setattr(signs_module, "sys", SimpleNamespace(stdout=SimpleNamespace(buffer=written)))
    assert run("signs", "--pattern", pattern, "--format", "parquet").returncode == 0
    table = pq.read_table(io.BytesIO(written.getvalue()))
    assert table.schema.names == SIGNS.names
    assert table.column("observed").to_pylist() == ([4] if pattern == "U05" else [])


def test_people_read_the_signs_with_the_names_of_their_patterns(run: Run) -> None:
    saved()
    shown = run("signs").stdout
    assert "U05 fast lane" in shown
    assert "looked for no signs" not in shown


def test_a_run_that_looked_for_no_signs_says_so(run: Run) -> None:
    saved(patterns=None)
    ended = run("signs", "--pattern", "U07")
    assert "looked for no signs" in ended.stdout + ended.stderr


def test_every_pattern_is_listed_and_told_in_both_languages(run: Run) -> None:
    listed = json.loads(run("patterns", "list", "--json").stdout)
    assert [one["code"] for one in listed] == list(known_patterns())
    shown = json.loads(run("patterns", "show", "u05", "--json").stdout)
    assert shown in listed
    assert all(
        shown[f"{name}_{tongue}"] for name in ("name", "what", "compared", "innocent") for tongue in ("zh", "en")
    )
    assert shown["innocent_en"] in run("patterns", "show", "U05").stdout


def test_committed_pages_equal_the_generated_ones(run: Run, tmp_path: Path) -> None:
    written = json.loads(run("patterns", "docs", "--out", tmp_path, "--json").stdout)["files"]
    assert [Path(page).name for page in written] == ["patterns.zh.md", "patterns.en.md"]
    for page in map(Path, written):
        committed = (PROJECT / "docs" / page.name).read_text("utf-8")
        assert committed == page.read_text("utf-8"), "run `sunledger patterns docs`"
        assert all(f"## {code} " in committed for code in known_patterns())
