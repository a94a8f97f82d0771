"""Several evaluations as one: counts added up, Wilson's intervals, aims, and the page that tells them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.evaluation import Evaluation, Tally
from analytics.evaluation.accuracy import STATISTICAL, Accuracy, Share, accuracy, planted
from analytics.rules import rule_versions, rules
from analytics.rules.answers import Outcome
from benchmarks.accuracy_page import write_page
from benchmarks.counties import seeds_of
from models.truth import Difficulty, PlantKind, Truth
from tests.evaluation.test_figures import CITY, LOG, SHA, answer, figures, plant

HARD = {"difficulty": Difficulty.HARD}


def city(seed: int, *flagged: int) -> Evaluation:
    """A city with two hits, one of them hard, a case nobody planted, and a near miss; these rows were flagged."""
    plants = (
        plant(1), plant(2, **HARD), plant(3, PlantKind.NATURAL), plant(4, PlantKind.NEAR_MISS),
        plant(5, PlantKind.DECOY),
    )  # fmt: skip
    told = Truth(city=CITY.model_copy(update={"seed": seed}), files={LOG: SHA}, plants=plants)
    others = [answer(4, Outcome.PASS), answer(5, Outcome.CANNOT_ASSESS)]
    return figures(told, [*(answer(row, Outcome.FLAG) for row in flagged), *others])


@pytest.fixture(scope="module")
def two() -> Accuracy:
    return accuracy([city(7, 1, 2, 3), city(8, 1, 3, 99)])


def test_counts_of_cities_are_added_up(two: Accuracy) -> None:
    whole = two.per_rule["C01"]
    assert (whole.tp, whole.fn, whole.fp, whole.near_misses_passed, whole.decoys_cannot_assess) == (5, 1, 1, 2, 2)
    assert (two.at(Difficulty.HARD).tp, two.at(Difficulty.HARD).fn) == (1, 1)
    assert two.prevalence == Fraction(4, 1000)
    assert [(seed, case.plant.id) for seed, case in two.missed] == [(8, "C01-2")]


def test_what_nobody_planted_is_no_planted_hit(two: Accuracy) -> None:
    assert planted(two.per_rule["C01"]) == Share(3, 4)


def test_aims_say_what_is_reached_and_what_is_not(two: Accuracy) -> None:
    met = {aim.code: aim.is_met for aim in two.aims()}
    assert met == {
        "exact-precision": False,
        "exact-recall": False,
        "statistical-precision": None,
        "statistical-recall": None,
        "near-misses-passed": True,
        "near-misses-flagged": True,
        "decoys": True,
        "homonyms-flagged": None,
    }
    assert two.below() == ("C01",)


def test_a_statistical_rule_is_held_to_the_aim_of_its_class() -> None:
    tally = Tally(tp=8, fp=2, fn=2)
    assert Accuracy((), 0, {"V05": tally, "C01": tally}, {}, ()).below() == ("C01",)


def test_every_statistical_rule_is_a_rule() -> None:
    assert {rule.code for rule in rules()} > STATISTICAL


@given(whole=st.integers(1, 10_000), data=st.data())
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(whole: int, data: st.DataObject) -> None:
    share = Share(data.draw(st.integers(0, whole)), whole)
    assert share.ratio is not None
    assert share.interval is not None
    low, high = share.interval
    assert 0 <= low <= float(share.ratio) <= high <= 1
    twice = Share(share.part * 4, share.whole * 4).interval
    assert twice is not None
    assert twice[1] - twice[0] < high - low


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_intervals_are_those_published(part: int, whole: int, low: float, high: float) -> None:
    found = Share(part, whole).interval
    assert found is not None
    assert [round(end, 4) for end in found] == [low, high]


def test_the_page_tells_counts_aims_and_misses_and_is_the_same_each_time(two: Accuracy, tmp_path: Path) -> None:
    first, again = (write_page(two, rule_versions(), tmp_path / name) for name in ("one", "other"))
    page = first[0].read_text("utf-8")
    assert "| exact rules: precision | at least 98.00 % | 83.33 % |" in page
    assert "| 5 / 6 | **no** |" in page
    assert f"| {rule_versions()['C01']} | 5 | 1 | 1 | 0 |" in page
    assert "| C01 | 8 | C01-2 | hard | flag | nothing | - |" in page
    assert "seeds 7-8" in page
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    assert {path.name for path in first[1:]} == {f"accuracy-{name}.svg" for name in ("rules", "difficulty", "cells")}
    assert all(path.read_text("utf-8").startswith("<svg") for path in first[1:])


@pytest.mark.parametrize(("text", "seeds"), [("21-23", (21, 22, 23)), ("5", (5,)), ("3,1-2,2", (1, 2, 3)), ("9-8", ())])
def test_seeds_are_numbers_and_ranges(text: str, seeds: tuple[int, ...]) -> None:
    assert seeds_of(text) == seeds


@pytest.mark.parametrize("text", ["", "a", "1-", "-"])
def test_what_is_no_seed_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        seeds_of(text)
