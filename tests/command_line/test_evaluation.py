"""`sunledger evaluate`: figures on a truth made by hand over the fictitious city of the samples."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.triage import Truthful, read_outcomes
from models.places import Locator
from models.truth import City, Difficulty, Owed, Place, Plant, PlantKind, Right, Truth, write_truth

ROOT = Path(__file__).parents[2]


def sunledger(home: Path, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from analytics.cli import main; main()", *map(str, arguments)],
        env=os.environ | {"SUNLEDGER_HOME": str(home), "SUNLEDGER_LANGUAGE": "en"},
        capture_output=True, check=False, timeout=180,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("city") / "var"
    assert sunledger(home, "init").returncode == 0
    assert sunledger(home, "ingest", ROOT / "samples" / "lanting").returncode in (0, 3)
    assert sunledger(home, "analyse").returncode == 0
    return home


@pytest.fixture(scope="module")
def told(home: Path) -> Truth:
    """One true flag of C01, taken from what the samples are composed to show, and one that nobody raises."""
    flags = json.loads(sunledger(home, "flags", "--json").stdout)
    [evidence] = [
        one for one in next(f for f in flags if f["rule"] == "C01")["evidence"] if one["table"] == "matter_act"
    ][:1]
    place = Locator.parse(evidence["locator"])
    owed = (Owed(rule="C01", happened=Right.FLAG, knowable=Right.FLAG),)

    def plant(name: str, row: int | None) -> Plant:
        return Plant(
            id=name, scheme="not_recused", kind=PlantKind.HIT, difficulty=Difficulty.EASY, owed=owed,
            rows=(Place(file="log", part=place.part, row=row),), why_zh="嫂子申请", why_en="a sister-in-law applies",
        )  # fmt: skip

    city = City(
        scale="sample", seed=0, as_of=date(2026, 6, 30), difficulty=Decimal(0), prevalence=Decimal(0),
        dirt=Decimal(0), matters=40, decisions=40, persons=30, firms=10,
    )  # fmt: skip
    return Truth(city=city, files={"log": evidence["document"]}, plants=(plant("p1", place.row), plant("p2", 9999)))


def test_figures_name_what_was_found_and_what_was_missed(home: Path, told: Truth, tmp_path: Path) -> None:
    write_truth(tmp_path / "truth.json", told)
    run = sunledger(
        home, "evaluate", "--truth", tmp_path / "truth.json", "--out", tmp_path / "page.html",
        "--outcomes", tmp_path / "outcomes.csv", "--json"
    )  # fmt: skip
    assert run.returncode == 0, run.stderr.decode()
    document = json.loads(run.stdout)
    assert (document["per_rule"]["C01"]["tp"], document["per_rule"]["C01"]["fn"]) == (1, 1)
    assert document["per_rule"]["C01"]["recall"] == "0.5000"
    assert document["prevalence"] == "0.050000"
    assert [one["plant"] for one in document["missed"]] == ["p2"]
    assert "<svg" in (tmp_path / "page.html").read_text("utf-8")
    in_queue, outcomes = document["queue"], read_outcomes(tmp_path / "outcomes.csv")
    assert (in_queue["flags"], in_queue["right"]) == (len(outcomes), 1)
    assert [one.rule for one in outcomes if one.outcome is Truthful.RIGHT] == ["C01"]
    assert Decimal(in_queue["random_order"]) == (1 / Decimal(len(outcomes))).quantize(Decimal("0.0001"))
    assert (document["triage"]["triage"]["held"], document["triage"]["learned_from_this_city"]) == (1, False)


def test_a_truth_of_another_city_is_refused(home: Path, told: Truth, tmp_path: Path) -> None:
    write_truth(tmp_path / "truth.json", told.model_copy(update={"files": {"log": "0" * 64}}))
    run = sunledger(home, "evaluate", "--truth", tmp_path / "truth.json")
    assert run.returncode == 1
    assert "None of the files" in run.stderr.decode()


@pytest.mark.parametrize(("text", "said"), [(None, "There is no truth file"), ("{}", "is no truth file that can")])
def test_a_file_that_is_no_truth_is_refused_with_the_next_step(
    home: Path, tmp_path: Path, text: str | None, said: str
) -> None:
    path = tmp_path / "truth.json"
    if text is not None:
        path.write_text(text, "utf-8")
    run = sunledger(home, "evaluate", "--truth", path)
    assert run.returncode == 1
    assert said in run.stderr.decode()


def test_the_assessed_day_moves_terms_and_not_what_is_known(home: Path) -> None:
    """Years in a post are reckoned up to the assessed day, in a run of its own."""
    early = json.loads(sunledger(home, "analyse", "--assessed-on", "1990-01-01", "--json").stdout)
    late = json.loads(sunledger(home, "analyse", "--json").stdout)
    assert early["run"] != late["run"]
    assert early["snapshot"] == late["snapshot"]
    assert (early["assessed_on"], early["as_of"]) == ("1990-01-01", late["as_of"])
    assert "P02" not in early["flags"]["per_rule"]
    assert late["flags"]["per_rule"]["P02"] > 0
