"""`sunledger triage`: the model that holds, its card, and what is refused before anything is learned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from analytics.commands import triage
from analytics.errors import RunAborted
from analytics.rules import rule_versions
from analytics.settings import Settings
from analytics.triage import ENOUGH_REVIEWS, model_card, save_model, shipped_model
from models.language import Language
from tests.triage.cases import of_reviews

APP = typer.Typer()
triage.register(APP)


@pytest.fixture
def home(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SUNLEDGER_LANGUAGE", "en")
    return installation.home


def run(*words: object) -> Result:
    return CliRunner().invoke(APP, ["triage", *map(str, words)])


def test_an_office_without_reviews_has_the_model_shipped_and_no_probability(home: Path) -> None:
    told = json.loads(run("show", "--json").stdout)
    assert told["name"] == shipped_model(rule_versions()).name
    assert (told["is_probability"], told["reviews"], told["enough_reviews"]) == (False, 0, ENOUGH_REVIEWS)
    assert "It tells an order and no probability: 0 leads" in run("show").stdout


def test_a_model_of_its_own_holds_and_tells_probabilities(home: Path) -> None:
    model = of_reviews()
    save_model(home, model)
    assert json.loads(run("show", "--json").stdout)["name"] == model.name
    assert "It tells probabilities" in run("show").stdout


@pytest.mark.parametrize("language", Language)
def test_the_card_is_written_in_the_language_of_its_reader(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: Language
) -> None:
    monkeypatch.setenv("SUNLEDGER_LANGUAGE", language)
    assert run("card", "--out", tmp_path / "card.md").exit_code == 0
    versions = rule_versions()
    assert (tmp_path / "card.md").read_text("utf-8") == model_card(shipped_model(versions), versions, language)


def test_without_200_reviews_nothing_is_learned_and_nothing_written(home: Path) -> None:
    refused = run("fit")
    assert isinstance(refused.exception, RunAborted)
    assert refused.exception.message.code == "triage-fit-few-reviews"
    assert not (home / "models").exists()


def test_outcomes_that_are_not_there_are_refused(home: Path, tmp_path: Path) -> None:
    refused = run("fit", "--city", f"{home}={tmp_path / 'none.csv'}")
    assert isinstance(refused.exception, RunAborted)
    assert refused.exception.message.code == "triage-outcomes-unreadable"


@pytest.mark.parametrize("given", ["var", "=one.csv", "var="])
def test_a_city_is_a_home_and_its_outcomes(home: Path, given: str) -> None:
    assert run("fit", "--city", given).exit_code == 2
