"""Schemes that no single rule names: the hit shows all that tells, the near miss all but one fact, the decoy lacks one.

The facts are read from the registers by oracles that know nothing of how cases are planted.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest

from data_sim.schemes import schemes
from data_sim.simulation import Order, simulate
from models.truth import Plant, PlantKind, Right, Truth, read_truth
from tests.simulation.oracles.patterns import PATTERNS, Case, Facts
from tests.simulation.oracles.registers import Registers

Told = tuple[Plant, Facts]


@pytest.fixture(scope="module", params=[11, 3])
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Truth, Registers]:
    """A county as it is written."""
    out = tmp_path_factory.mktemp("patterns") / "city"
    simulate(Order("county", request.param, out, dirt=Decimal(0), publications=False))
    truth = read_truth(out / "truth.json")
    return truth, Registers(out, truth.city.as_of)


@pytest.fixture(scope="module")
def told(city: tuple[Truth, Registers]) -> dict[tuple[str, PlantKind], list[Told]]:
    truth, registers = city
    found: dict[tuple[str, PlantKind], list[Told]] = defaultdict(list)
    for plant in truth.plants:
        if plant.scheme in PATTERNS:
            rows, support = (
                [registers.line(place.file, place.row) for place in places if place.row is not None]
                for places in (plant.rows, plant.support)
            )
            found[plant.scheme, plant.kind].append((plant, PATTERNS[plant.scheme](Case(rows, support, registers))))
    return found


def test_every_scheme_without_a_rule_has_an_oracle() -> None:
    assert set(PATTERNS) == {scheme.name for scheme in schemes() if not scheme.rules}
    assert len(PATTERNS) >= 10


@pytest.mark.parametrize("scheme", sorted(PATTERNS))
def test_a_hit_shows_every_fact_that_tells(scheme: str, told: dict[tuple[str, PlantKind], list[Told]]) -> None:
    cases = told[scheme, PlantKind.HIT]
    assert cases
    assert {plant.id: facts for plant, facts in cases if set(facts.values()) != {True}} == {}
    assert {plant.changed for plant, _ in cases} == {None}


@pytest.mark.parametrize("scheme", sorted(PATTERNS))
def test_a_near_miss_differs_in_one_fact(scheme: str, told: dict[tuple[str, PlantKind], list[Told]]) -> None:
    cases = told[scheme, PlantKind.NEAR_MISS]
    assert cases
    wrong = {plant.id: facts for plant, facts in cases if sorted(map(str, facts.values()))[:2] != ["False", "True"]}
    assert wrong == {}
    assert len({fact for _, facts in cases for fact, is_so in facts.items() if not is_so}) == 1
    assert all(plant.changed for plant, _ in cases)


@pytest.mark.parametrize("scheme", sorted(PATTERNS))
def test_a_decoy_lacks_one_fact(scheme: str, told: dict[tuple[str, PlantKind], list[Told]]) -> None:
    cases = told[scheme, PlantKind.DECOY]
    assert cases
    wrong = {plant.id: facts for plant, facts in cases if sorted(map(str, facts.values()))[:2] != ["None", "True"]}
    assert wrong == {}
    assert all(plant.changed for plant, _ in cases)


def test_the_truth_says_what_is_right_about_them(told: dict[tuple[str, PlantKind], list[Told]]) -> None:
    rights = {
        PlantKind.HIT: Right.FLAG, PlantKind.NEAR_MISS: Right.PASSED, PlantKind.DECOY: Right.CANNOT_ASSESS,
    }  # fmt: skip
    for (_, kind), cases in told.items():
        for plant, _ in cases:
            assert plant.owed == ()
            assert plant.right is not None
            assert plant.right.happened is rights[kind]


def test_near_misses_and_decoys_name_the_hit_they_differ_from(told: dict[tuple[str, PlantKind], list[Told]]) -> None:
    hits = {plant.id for (_, kind), cases in told.items() if kind is PlantKind.HIT for plant, _ in cases}
    for (scheme, kind), cases in told.items():
        if kind is not PlantKind.HIT:
            twins = [plant.twin for plant, _ in cases if plant.twin is not None]
            assert twins, (scheme, kind)
            assert set(twins) <= hits
