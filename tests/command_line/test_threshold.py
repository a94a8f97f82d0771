"""Changes of thresholds at the command line: proposed, confirmed by another, listed, and seen by the next analysis."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import typer
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from analytics import rules as rules_module
from analytics.commands import analysis, catalogue, threshold, threshold_changes
from analytics.errors import RunAborted
from analytics.reports import load_run
from analytics.reports.threshold_values import read_by_rule
from analytics.rules import rules
from analytics.settings import Settings
from analytics.store import open_store
from analytics.verification import verify_run
from models.language import Language
from models.tables import Batch, Tenure
from tests.snapshot.conftest import EARLY, UNIT, document, provenance

APP = typer.Typer()
for module in (analysis, catalogue, threshold, threshold_changes):
    module.register(APP)

Sunledger = Callable[..., Any]


@pytest.fixture
def sunledger(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> Sunledger:
    """Commands in an office of which somebody has held a key post for almost seven years, asked by P02 alone."""
    only = tuple(rule for rule in rules() if rule.code == "P02")
    monkeypatch.setattr(rules_module, "rules", lambda: only)
    monkeypatch.setenv("SUNLEDGER_LANGUAGE", "en")
    held = {"name": "苗予航", "id_hash": "h1", "unit_name": UNIT, "post": "出纳岗", "is_key": True}
    since = datetime.now(UTC).date() - timedelta(days=2500)
    store = open_store(installation)
    with Session(store) as session:
        for row in (
            Batch(id=1, recorded_at=EARLY),
            document("d1", 1, "tenure_register", EARLY, published=date(2024, 2, 1)),
            Tenure(**provenance("a1", "d1", EARLY), **held, since=since),
        ):
            session.add(row)
            session.flush()
        session.commit()
    store.dispose()

    def run(*arguments: str, as_json: bool = True) -> Any:
        ended = CliRunner().invoke(APP, [*arguments, *(["--json"] if as_json else [])], catch_exceptions=False)
        assert ended.exit_code == 0, ended.output
        return json.loads(ended.stdout) if as_json else ended.output

    return run


def today(later: int = 0) -> str:
    return (datetime.now(UTC).date() + timedelta(days=later)).isoformat()


def proposed(sunledger: Sunledger, value: str = "8", first: str | None = None) -> Any:
    return sunledger(
        *("threshold", "propose", "p02", "--param", f"years={value}", "--from", first or today(1)),
        *("--by", "乔", "--why", "岗位少，轮不开"),
    )


def test_what_is_proposed_and_confirmed_is_read_by_the_next_analysis_from_its_day_on(
    sunledger: Sunledger, installation: Settings
) -> None:
    before = sunledger("analyse", "--as-of", today(1))
    assert before["flags"]["per_rule"] == {"P02": 1}
    assert sunledger("simulate-threshold", "P02", "--param", "years=8")["propose"] == (
        "sunledger threshold propose P02 --param years=8"
    )
    assert proposed(sunledger)["state"] == "proposed"
    with pytest.raises(RunAborted, match="another person"):
        sunledger("threshold", "confirm", "1", "--by", " 乔 ")
    unchanged = sunledger("analyse", "--as-of", today(1))
    assert (unchanged["flags"], unchanged["threshold_changes"]) == (before["flags"], {})
    confirmed = sunledger("threshold", "confirm", "1", "--by", "林")
    assert (confirmed["state"], confirmed["proposed_by"], confirmed["decided_by"]) == ("confirmed", "乔", "林")

    still, then = (sunledger("analyse", "--as-of", day) for day in (today(), today(1)))
    assert (still["flags"]["per_rule"], still["threshold_changes"]) == ({"P02": 1}, {})
    assert (then["flags"]["per_rule"], then["threshold_changes"]) == ({}, {"P02": [1]})
    assert len({run["snapshot"] for run in (before, unchanged, then)}) == 3
    assert still["snapshot"] == then["snapshot"]
    for run in (before, still, then):
        verified = verify_run(installation.home, run["run"])
        assert {check.name: check.holds for check in verified.checks}["replay"] is True
    stated = installation.home / "runs" / then["run"] / "run.json"
    facts = json.loads(stated.read_text("utf-8"))
    stated.write_text(json.dumps(facts | {"threshold_changes": {}}), "utf-8")
    assert [message.code for check in verify_run(installation.home, then["run"]).checks for message in check.found] == [
        "verify-changes-differ"
    ]
    stated.write_text(json.dumps(facts), "utf-8")
    (said,) = read_by_rule(load_run(installation.home, then["run"]), "P02", Language.EN)
    assert all(part in said for part in ("8 years", today(1), "change 1", "乔", "林"))
    assert read_by_rule(load_run(installation.home, still["run"]), "P02", Language.EN) == []
    tried = sunledger("simulate-threshold", "P02", "--param", "years=5")
    assert [one["value"] for one in tried["parameters"][0]["before"]] == ["5", "8"]


def test_the_list_and_the_page_of_the_rule_tell_both_names_and_all_values(sunledger: Sunledger) -> None:
    assert sunledger("threshold", "list") == sunledger("rules", "show", "P02")["changes"] == []
    assert "changed no threshold" in sunledger("threshold", "list", as_json=False)
    proposed(sunledger, "8")
    sunledger("threshold", "confirm", "1", "--by", "林")
    proposed(sunledger, "9", today(30))
    sunledger("threshold", "reject", "2", "--by", "林", "--why", "与规定不符")
    proposed(sunledger, "7", today(60))
    listed = sunledger("threshold", "list", "--rule", "p02")
    assert [(one["number"], one["state"], one["decided_by"], one["remark"]) for one in listed] == [
        (3, "proposed", None, None),
        (2, "rejected", "林", "与规定不符"),
        (1, "confirmed", "林", None),
    ]
    assert sunledger("rules", "show", "P02")["changes"] == listed
    told = sunledger("rules", "show", "P02", as_json=False)
    assert all(part in told for part in ("2014-01-01", today(), "8 years", "confirmed by 林", "Awaits a second name"))
    assert "9 years" not in told
    assert sunledger("threshold", "withdraw", "3", "--by", "乔")["state"] == "withdrawn"


def test_the_page_of_a_rule_needs_no_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("SUNLEDGER_HOME", str(tmp_path / "nothing"))
    ended = CliRunner().invoke(APP, ["rules", "show", "P02", "--json"], catch_exceptions=False)
    assert json.loads(ended.stdout)["changes"] is None


@pytest.mark.parametrize("command", ["propose", "confirm", "reject", "withdraw", "list"])
def test_each_command_has_help_with_an_example(command: str) -> None:
    told = CliRunner().invoke(APP, ["threshold", command, "--help"]).output
    assert f"Example: sunledger threshold {command}" in told


@pytest.mark.parametrize(
    "wrong",
    [("--param", "years"), ("--param", "years=8", "--from", "1.1.2027")],
    ids=["a value without a name", "a day in no form of a day"],
)
def test_wrong_usage_is_told_before_anything_is_written(sunledger: Sunledger, wrong: tuple[str, ...]) -> None:
    given = ("--from", today(1), *wrong, "--by", "乔", "--why", "试")
    ended = CliRunner().invoke(APP, ["threshold", "propose", "P02", *given])
    assert ended.exit_code == 2
    assert sunledger("threshold", "list") == []
