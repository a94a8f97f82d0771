"""What is planted of the duties of documents, budgets, powers and ledgers can be found from the files alone.

Oracles that read the registers as a person does answer each rule; every case must have the answer that it owes, and
every flag in the city must belong to a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from data_sim.simulation import Order, simulate
from models.truth import Plant, Right, Truth, read_truth
from tests.simulation.oracles import budgets, documents, ledgers, powers
from tests.simulation.oracles.judged import Judged
from tests.simulation.oracles.registers import Registers

Oracle = Callable[[Registers], Iterator[Judged]]
ORACLES: dict[str, Oracle] = {
    name.upper(): getattr(module, name)
    for module, names in (
        (documents, [f"d0{n}" for n in range(1, 10)]),
        (budgets, [f"b0{n}" for n in range(1, 7)]),
        (powers, [f"p0{n}" for n in range(1, 8)]),
        (ledgers, [f"l0{n}" for n in range(1, 8)]),
    )
    for name in names
}


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("duty") / "city"
    simulate(Order("county", 11, out, dirt=Decimal(0), publications=False))
    return out


@pytest.fixture(scope="module")
def truth(city: Path) -> Truth:
    return read_truth(city / "truth.json")


@pytest.fixture(scope="module")
def answers(city: Path, truth: Truth) -> dict[str, list[Judged]]:
    registers = Registers(city, truth.city.as_of)
    return {rule: list(oracle(registers)) for rule, oracle in ORACLES.items()}


def _places(one: Judged) -> set[tuple[str, int]]:
    return {(line.file, line.row) for line in one.rows}


def _owing(truth: Truth, rule: str) -> list[tuple[Plant, Right]]:
    return [(plant, owed.happened) for plant in truth.plants for owed in plant.owed if owed.rule == rule]


@pytest.mark.parametrize("rule", ORACLES)
def test_every_case_has_the_answer_that_it_owes(rule: str, truth: Truth, answers: dict[str, list[Judged]]) -> None:
    """A flag on one of its rows; or else the answer owed on one of them, and a flag on none."""
    owing = _owing(truth, rule)
    assert {right for _, right in owing} >= {Right.FLAG, Right.PASSED}
    for plant, right in owing:
        rows = {(place.file, place.row) for place in plant.rows}
        found = {one.answer for one in answers[rule] if _places(one) & rows}
        assert str(right) in found, (plant.id, right, found)
        assert ("flag" in found) is (right is Right.FLAG), (plant.id, right, found)


@pytest.mark.parametrize("rule", ORACLES)
def test_every_flag_belongs_to_a_case(rule: str, truth: Truth, answers: dict[str, list[Judged]]) -> None:
    owed = {
        (place.file, place.row) for plant, right in _owing(truth, rule) if right is Right.FLAG for place in plant.rows
    }
    stray = [one.rows[0] for one in answers[rule] if one.answer == "flag" and not _places(one) & owed]
    assert stray == []
