"""`export assessment`, `verify` and `simulate-threshold` as scripts rely on them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analytics.reports import load_run


def sunledger(home: Path, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from analytics.cli import main; main()", *map(str, arguments)],
        env=os.environ | {"SUNLEDGER_HOME": str(home)}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


def document(run: subprocess.CompletedProcess[bytes]) -> Any:
    """The one JSON document on standard output, and nothing else there."""
    return json.loads(run.stdout)


def test_an_assessment_is_exported_and_a_changed_one_is_found(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    exported = sunledger(home, "export", "assessment", "--format", "json", "--out", out, "--json")
    assert exported.returncode == 0
    told = document(exported)
    run = load_run(home)
    assert (told["file"], told["run"], told["snapshot"]) == (str(out), run.id, run.facts["snapshot"])
    assert told["rows"]["flags"] == len(run.flag_table)
    assert told["sha256"] == json.loads(out.read_text("utf-8"))["sha256"]

    sheets = json.loads(out.read_text("utf-8"))
    sheets["sheets"]["flags"]["rows"][0]["sentence"] += "。"
    out.write_text(json.dumps(sheets), "utf-8")
    verified = sunledger(home, "verify", out, "--json")
    assert verified.returncode == 1
    assert document(verified)["identical"] is False
    assert document(verified)["checks"][0]["found"][0]["code"] == "verify-sheet-changed"


def test_a_run_whose_rules_are_others_here_is_not_proved_and_that_is_no_failure(home: Path) -> None:
    verified = sunledger(home, "verify", "--json")  # the run was made by a few rules only
    assert verified.returncode == 0
    assert document(verified)["identical"] is None
    assert document(verified)["chain_ok"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("export", "assessment", "--format", "docx", "--out", "a.docx"), 1, b"xlsx, csv, json"),
        (("export", "assessment", "--format", "csv", "--out", "a.csv"), 2, b".zip"),
        (("simulate-threshold", "P02", "--param", "years"), 2, b"NAME=VALUE"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    home: Path, arguments: tuple[str, ...], code: int, said: bytes
) -> None:
    run = sunledger(home, *arguments)
    assert run.returncode == code
    assert said in run.stderr
    assert b"Traceback" not in run.stderr


def test_another_threshold_is_told_with_leads_before_and_after(home: Path) -> None:
    run = sunledger(home, "simulate-threshold", "P02", "--param", "years=20", "--json")
    assert run.returncode == 0
    told = document(run)
    assert told["flags"] == {"before": 1, "after": 0, "in_run": 1, "went": 1, "came": 0}
    assert told["held_lost"] == 0
    assert told["per_unit"][0]["change"] == -1
