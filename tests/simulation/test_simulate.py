"""The command `sunledger simulate`: what it writes, what it says, and what it leaves alone when it fails."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from data_sim import simulation
from data_sim.commands import register
from data_sim.scales import SCALES


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.callback()(lambda: None)
    register(made)
    return made


def _run(app: typer.Typer, *arguments: str, language: str = "en") -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["simulate", *arguments], env={"SUNLEDGER_LANGUAGE": language, "COLUMNS": "200"})
    return done.exit_code, done.stdout, done.stderr


def test_one_json_document_names_the_files_and_what_was_planted(app: typer.Typer, tmp_path: Path) -> None:
    code, out, _ = _run(app, "--scale", "village", "--seed", "4", "--out", str(tmp_path / "city"), "--json")
    assert code == 0
    said = json.loads(out)
    assert said["scale"] == "village"
    assert said["files"]
    assert all(Path(name).is_file() for name in said["files"])
    assert {"planted", "near_misses"} <= said.keys()
    assert said["rows"]["tenure"] >= SCALES["village"].officials


def test_an_innocent_city_has_nothing_planted(app: typer.Typer, tmp_path: Path) -> None:
    where = ("--out", str(tmp_path / "city"), "--json")
    code, out, _ = _run(app, "--scale", "village", "--seed", "4", "--prevalence", "0", *where)
    assert code == 0
    assert json.loads(out)["planted"] == {}


@pytest.mark.parametrize(("language", "word"), [("zh", "下一步"), ("en", "Next")])
def test_people_are_told_what_to_do_next_in_their_language(
    app: typer.Typer, tmp_path: Path, language: str, word: str
) -> None:
    _, out, _ = _run(app, "--scale", "village", "--out", str(tmp_path / "city"), language=language)
    assert word in out


@pytest.mark.parametrize(
    ("option", "value"),
    [("--scale", "planet"), ("--seed", "-1"), ("--as-of", "31.12.2025"), ("--as-of", "2031-01-01"),
     ("--difficulty", "1.5"), ("--difficulty", "NaN"), ("--prevalence", "-1")],
)  # fmt: skip
def test_what_cannot_be_meant_is_wrong_usage(app: typer.Typer, tmp_path: Path, option: str, value: str) -> None:
    given = {"--scale": "village", "--out": str(tmp_path / "city")} | {option: value}
    code, _, _ = _run(app, *(text for pair in given.items() for text in pair))
    assert code == 2
    assert not (tmp_path / "city").exists()


def test_a_folder_that_holds_something_is_left_as_it_is(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    code, _, err = _run(app, "--scale", "village", "--out", str(tmp_path))
    assert code == 2
    assert "empty" in err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_run_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(simulation, "write_registers", fail)
    with pytest.raises(OSError, match="no space"):
        simulation.simulate(simulation.Order("village", 1, tmp_path / "city"))
    assert list(tmp_path.iterdir()) == []


def test_large_scales_write_parquet_unless_told_otherwise(tmp_path: Path) -> None:
    assert simulation.Order("county", 1, tmp_path).chosen_media == "csv"
    assert simulation.Order("city", 1, tmp_path).chosen_media == "parquet"
    assert simulation.Order("city", 1, tmp_path, media=simulation.Media.CSV).chosen_media == "csv"
