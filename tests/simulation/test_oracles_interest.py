"""Whoever reads the registers alone finds every planted case about funds, favours and conflicts, and no other.

The oracles are written from the catalogue and know nothing of schemes or of the rules that are computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from data_sim.simulation import Order, simulate
from models.truth import Plant, PlantKind, Right, Truth, read_truth
from tests.simulation.oracles import conflicts, favours, funds
from tests.simulation.oracles.registers import Answer, Answers, Key, Registers

ORACLES = {**funds.ORACLES, **favours.ORACLES, **conflicts.ORACLES}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> tuple[Truth, Registers]:
    """A county as it is written, with nothing that makes it dirty."""
    out = tmp_path_factory.mktemp("county") / "city"
    simulate(Order("county", 11, out, dirt=Decimal(0), publications=False))
    truth = read_truth(out / "truth.json")
    return truth, Registers(out, truth.city.as_of)


@pytest.fixture(scope="module", params=sorted(ORACLES))
def judged(request: pytest.FixtureRequest, city: tuple[Truth, Registers]) -> tuple[str, Answers]:
    """A rule, and what its oracle answers about every row."""
    return request.param, ORACLES[request.param](city[1])


def _owing(
    city: tuple[Truth, Registers], rule: str, *, is_asked: bool = False
) -> Iterator[tuple[Plant, Right, list[Key]]]:
    """The plants that owe an answer of a rule (or of which one is asked), what they owe, and the rows it stands on."""
    truth, registers = city
    for plant in truth.plants:
        for owed in plant.owed:
            # Of a clean city only what several lists tell together is not asked for; oracles read one list at a time.
            if owed.rule == rule and not (is_asked and owed.knowable is not owed.happened):
                keys = [registers.line(place.file, place.row).key for place in plant.rows if place.row is not None]
                yield plant, owed.happened, keys


def _is_right(owed: Right, found: list[Answer | None]) -> bool:
    """Whether the answers about the rows of a plant are those owed; None for a row that is not judged."""
    match owed:
        case Right.FLAG:
            return "flag" in found
        case Right.CANNOT_ASSESS:
            return "flag" not in found and "cannot_assess" in found
        case Right.EXCLUDED:  # what a rule does not look at, or clears
            return {*found} <= {"pass", None}
        case Right.PASSED:
            return {*found} == {"pass"}


def test_every_rule_of_these_families_has_an_oracle() -> None:
    assert [*sorted(ORACLES)] == [
        *(f"C{n:02}" for n in range(1, 11)), *(f"F{n:02}" for n in range(1, 11)), *(f"V{n:02}" for n in range(1, 8)),
    ]  # fmt: skip


def test_what_is_owed_can_be_found_in_the_registers(city: tuple[Truth, Registers], judged: tuple[str, Answers]) -> None:
    rule, answers = judged
    wrong = {}
    for plant, owed, keys in _owing(city, rule, is_asked=True):
        found = [answers.get(key) for key in keys]
        if not _is_right(owed, found):
            wrong[plant.id] = (owed, found)
    assert wrong == {}


def test_each_rule_is_tried_by_a_hit_a_near_miss_and_a_decoy(
    city: tuple[Truth, Registers], judged: tuple[str, Answers]
) -> None:
    kinds = {plant.kind for plant, _, _ in _owing(city, judged[0])}
    assert kinds >= {PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY}


def test_what_is_found_is_told(city: tuple[Truth, Registers], judged: tuple[str, Answers]) -> None:
    """The innocent city fires nothing that the truth does not know."""
    rule, answers = judged
    told = {key for _, owed, keys in _owing(city, rule) if owed is Right.FLAG for key in keys}
    found = {key for key, answer in answers.items() if answer == "flag"}
    assert found - told == set()
