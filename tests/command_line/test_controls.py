"""The control library at the command line: what holds in this office, and what is refused before anything runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from analytics.commands import analysis, controls
from analytics.errors import RunAborted
from models.controls import library

APP = typer.Typer()
controls.register(APP)
analysis.register(APP)
OWN = 'since = 2025-07-01\n\n[control]\nHIGH = "deputy"\n'


def listed(home: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> dict[str, Any]:
    monkeypatch.setenv("SUNLEDGER_HOME", str(home))
    run = CliRunner().invoke(APP, ["controls", "list", "--json", *arguments])
    assert run.exit_code == 0, run.output
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_an_office_sees_the_library_that_is_shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = listed(tmp_path, monkeypatch)
    assert (found["is_own"], found["control"]["HIGH"]) == (False, "head")
    assert {measure["code"] for measure in found["measures"]} == set(library().measures)


@pytest.mark.parametrize(("day", "owner"), [("2025-06-30", "head"), ("2025-07-01", "deputy")])
def test_a_library_of_its_own_holds_from_its_day_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, day: str, owner: str
) -> None:
    (tmp_path / "controls.toml").write_text(OWN, "utf-8")
    found = listed(tmp_path, monkeypatch, "--on", day)
    assert (found["is_own"], found["control"]["HIGH"]) == (owner == "deputy", owner)


@pytest.mark.parametrize("command", [["controls", "list"], ["analyse"]])
def test_a_library_that_cannot_be_taken_stops_the_command_and_names_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.setenv("SUNLEDGER_HOME", str(tmp_path))
    (tmp_path / "controls.toml").write_text(OWN + "[controll]\nLOW = 1\n", "utf-8")
    run = CliRunner().invoke(APP, [*command, "--json"])
    assert isinstance(run.exception, RunAborted)
    assert "controll" in str(run.exception)
    assert not (tmp_path / "runs").exists()
