"""Schemes: each plants what it says, where it can be found, and leaves no trace but the facts."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from analytics.rules import rules
from data_sim.city import build
from data_sim.registers import Media, write_registers
from data_sim.schemes import schemes
from data_sim.schemes.planting import Planted
from data_sim.simulation import Account, Order, simulate
from models.truth import PlantKind, Right, Truth, read_truth


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Account]:
    """A county, which has room for every scheme."""
    out = tmp_path_factory.mktemp("county") / "city"
    return out, simulate(Order("county", 11, out, dirt=Decimal(0), publications=False))


@pytest.fixture(scope="module")
def truth(city: tuple[Path, Account]) -> Truth:
    return read_truth(city[0] / "truth.json")


def test_every_rule_has_a_scheme_and_ten_schemes_have_no_rule() -> None:
    owed = {rule for scheme in schemes() for rule in scheme.rules}
    assert owed == {rule.code for rule in rules()}
    assert sum(not scheme.rules for scheme in schemes()) >= 10


@pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.name)
def test_a_scheme_says_in_both_languages_what_it_is(scheme: Any) -> None:
    assert scheme.why_zh
    assert scheme.why_en
    assert {PlantKind.HIT, PlantKind.NEAR_MISS} <= set(scheme.kinds)
    assert PlantKind.DECOY in scheme.kinds or "no decoy" in type(scheme).__doc__


def test_a_county_has_room_for_every_kind_of_every_scheme(city: tuple[Path, Account]) -> None:
    found = {(one.scheme.name, one.kind) for one in city[1].planted}
    wanted = {(scheme.name, kind) for scheme in schemes() for kind in scheme.kinds}
    assert wanted - found == set()


def test_no_two_cases_of_one_rule_stand_on_one_row(truth: Truth) -> None:
    stands: dict[tuple[str, str, int | None], set[str]] = defaultdict(set)
    for plant in truth.plants:
        for owed in plant.owed:
            for place in plant.rows:
                stands[owed.rule, place.file, place.row].add(plant.id)
    twice = {place: names for place, names in stands.items() if len(names) > 1}
    assert twice == {}


def test_near_misses_and_decoys_owe_no_flag(truth: Truth) -> None:
    for plant in truth.plants:
        for owed in plant.owed:
            is_flag = owed.happened is Right.FLAG
            assert is_flag is (plant.kind in (PlantKind.HIT, PlantKind.NATURAL)), plant.id


# --- the walk: what a case changed stands in the files -----------------------------------------------------------------


def _lines(folder: Path, file: str) -> list[list[str]]:
    with (folder / file).open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))


@pytest.fixture(scope="module")
def files(city: tuple[Path, Account], truth: Truth) -> dict[str, list[list[str]]]:
    return {name: _lines(city[0], name) for name in truth.files}


def _row(files: dict[str, list[list[str]]], place: Any) -> dict[str, str]:
    """A row of a register by its headings: those of the section it stands in."""
    lines = files[place.file]
    at = place.row - 1
    top = next(n for n in range(at, -1, -1) if lines[n] and lines[n][0] == "序号")
    return dict(zip(lines[top], lines[at], strict=False))


def test_every_decisive_and_supporting_row_is_a_row_of_its_register(
    truth: Truth, files: dict[str, list[list[str]]]
) -> None:
    for plant in truth.plants:
        for place in (*plant.rows, *plant.support):
            row = _row(files, place)
            assert row["序号"].isdigit(), (plant.id, place)


def _of(truth: Truth, scheme: str, kind: PlantKind) -> list[Any]:
    return [plant for plant in truth.plants if plant.scheme == scheme and plant.kind is kind]


def test_a_person_finds_the_tie_of_an_official_who_did_not_step_aside(
    truth: Truth, files: dict[str, list[list[str]]]
) -> None:
    """From the log of the matter to the declaration: handler and party are named in both."""
    hits = _of(truth, "not_recused", PlantKind.HIT)
    assert hits
    for plant in hits:
        act = _row(files, plant.rows[0])
        ties = [_row(files, place) for place in plant.support if place.file.endswith("declared_tie.csv")]
        assert any(
            tie["申报人"] == act["经办人"] and act["申请人"] in (tie["亲属姓名"], tie["任职或投资企业"]) for tie in ties
        ), plant.id
        recused = [line for line in files["registers/recusal.csv"] if act["事项编号"] in line]
        assert not [line for line in recused if act["经办人"] in line]


def test_a_person_finds_payments_before_the_notice_ended(truth: Truth, files: dict[str, list[list[str]]]) -> None:
    for kind, is_early in ((PlantKind.HIT, True), (PlantKind.NEAR_MISS, False)):
        for plant in _of(truth, "paid_before_notice_ended", kind):
            paid = _row(files, plant.rows[0])["拨付日期"]
            [notice] = [_row(files, p) for p in plant.support if _row(files, p).get("公示终止日期")]
            assert (paid <= notice["公示终止日期"]) is is_early


def test_a_person_finds_benefits_paid_after_death(truth: Truth, files: dict[str, list[list[str]]]) -> None:
    for plant in _of(truth, "paid_after_death", PlantKind.HIT):
        [death] = [_row(files, p) for p in plant.support if p.file.endswith("death.csv")]
        for place in plant.rows:
            payment = _row(files, place)
            assert payment["身份证号"] == death["身份证号"]
            assert payment["享受月份"] > death["死亡日期"][:7]


def test_a_homonym_bears_the_same_name_and_another_number(truth: Truth, files: dict[str, list[list[str]]]) -> None:
    homonyms = _of(truth, "not_recused", PlantKind.HOMONYM)
    assert homonyms
    for plant in homonyms:
        act = _row(files, plant.rows[0])
        [tie] = [_row(files, p) for p in plant.support if p.file.endswith("declared_tie.csv")]
        assert act["申请人"] == tie["亲属姓名"]
        assert act["申请人身份证号"] != tie["亲属身份证号"]


# --- no trace ----------------------------------------------------------------------------------------------------------


def _traces(row: dict[str, str], at: int, of: int) -> list[float]:
    """What a row betrays beside its facts: where it stands, and how its numbers and texts are formed."""
    numbers = [cell for cell in row.values() if cell.replace(".", "", 1).isdigit()]
    serials = [cell for name, cell in row.items() if "编号" in name and cell]
    return [
        at / of,
        float(sum(len(cell) for cell in serials)),
        float(sum(cell[-1].isdigit() and int(cell[-1]) % 2 for cell in serials)),
        float(sum(cell.endswith("00") for cell in numbers)),
        float(sum("." in cell for cell in numbers)),
        float(sum(len(cell.rpartition(".")[2]) for cell in numbers if "." in cell)),
        float(sum(cell != cell.strip() for cell in row.values())),
    ]


def test_a_classifier_of_traces_does_no_better_than_chance(truth: Truth, files: dict[str, list[list[str]]]) -> None:
    """Trained on position, form of numbers, rounding and blanks, it must not tell hits from their near misses.

    One row for each case, so that no case stands on both sides of a fold.
    """
    cases = [plant for plant in truth.plants if plant.kind in (PlantKind.HIT, PlantKind.NEAR_MISS)]
    tables = sorted({plant.rows[0].file for plant in cases})
    values = np.array([
        [*_traces(_row(files, place), place.row, len(files[place.file])), float(tables.index(place.file))]
        for place in (plant.rows[0] for plant in cases)
    ])  # fmt: skip
    label = np.array([plant.kind is PlantKind.HIT for plant in cases])
    forest = RandomForestClassifier(300, class_weight="balanced", random_state=3, min_samples_leaf=3)
    folds = StratifiedKFold(5, shuffle=True, random_state=1)
    score = cross_val_predict(forest, values, label, cv=folds, method="predict_proba")[:, 1]
    # The same scores with labels drawn by lot tell what chance gives; three standard deviations are allowed.
    dice = np.random.default_rng(5)
    by_lot = [_auc(score, dice.permutation(label)) for _ in range(500)]
    assert len(cases) > 250
    assert _auc(score, label) <= np.mean(by_lot) + 3 * np.std(by_lot)


def _auc(score: Any, label: Any) -> float:
    """The chance that a planted row scores above another, ties counted half."""
    high, low = score[label], score[~label]
    return float((high[:, None] > low).mean() + (high[:, None] == low).mean() / 2)


# --- parameters --------------------------------------------------------------------------------------------------------


def test_difficulty_and_prevalence_are_parameters(tmp_path: Path) -> None:
    few = simulate(Order("village", 3, tmp_path / "few", publications=False))
    many = simulate(
        Order("village", 3, tmp_path / "many", prevalence=Decimal(3), difficulty=Decimal(0), publications=False)
    )
    none = simulate(Order("village", 3, tmp_path / "none", prevalence=Decimal(0), publications=False))
    planted = [one for one in many.planted if one.kind is not PlantKind.NATURAL]
    assert len(planted) > len([one for one in few.planted if one.kind is not PlantKind.NATURAL])
    assert {str(one.difficulty) for one in planted} == {"easy"}
    assert {one.kind for one in none.planted} <= {PlantKind.NATURAL}


def test_an_innocent_city_is_written_alike_and_tells_what_it_holds_by_itself(tmp_path: Path) -> None:
    """What is found so in the world moves nothing in it: the registers are those of the world as it was built."""
    simulate(Order("village", 51, tmp_path / "city", prevalence=Decimal(0), dirt=Decimal(0), publications=False))
    bare = tmp_path / "bare"
    write_registers(build("village", 51), bare, Media.CSV)
    for file in bare.iterdir():
        assert file.read_bytes() == (tmp_path / "city" / "registers" / file.name).read_bytes(), file.name
    plants = json.loads((tmp_path / "city" / "truth.json").read_bytes())["plants"]
    assert plants
    assert {plant["kind"] for plant in plants} == {"natural"}


def test_a_seed_plants_the_same_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        simulate(Order("village", 3, tmp_path / name))
    one, other = ((tmp_path / name / "truth.json").read_bytes() for name in ("a", "b"))
    assert one == other
    assert json.loads(one)["plants"]


def test_the_default_prevalence_is_that_of_life(truth: Truth) -> None:
    hits = sum(plant.kind is PlantKind.HIT for plant in truth.plants)
    assert 0 < hits / truth.city.decisions < 0.01


def test_planted_cases_bear_distinct_names(city: tuple[Path, Account]) -> None:
    planted: list[Planted] = city[1].planted
    assert len({one.id for one in planted}) == len(planted)
