"""A small city publishes itself: every file is read as what it is, row by row, and is the same whoever writes it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.identity.names import organisation_name
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from data_sim.city import build
from data_sim.dirt import Dirt, DirtKind
from data_sim.publishing.city import Published, publish_city, unit_style
from data_sim.publishing.document import Spot
from data_sim.registers import AT, Registers
from data_sim.streams import Streams
from models.tables import BudgetLine, Purchase
from models.vocabulary import DocumentKind

BY_ROW = {
    DocumentKind.FUND_NOTICE: "fund_item",
    DocumentKind.RISK_TABLE: "risk_point",
    DocumentKind.POST_STEP_TABLE: "post_step",
    DocumentKind.POWER_LIST: "power_item",
    DocumentKind.RECUSAL_REGISTER: "recusal",
    DocumentKind.RESTRICTION_REGISTER: "restriction",
}


@pytest.fixture(scope="module")
def registers() -> Registers:
    return Registers(build("village", 3))


@pytest.fixture(scope="module")
def files(registers: Registers, tmp_path_factory: pytest.TempPathFactory) -> list[Published]:
    return publish_city(registers, tmp_path_factory.mktemp("city"))


@pytest.fixture(scope="module")
def readings(files: list[Published]) -> dict[Path, Reading]:
    return {file.path: recognise(read_content(file.path)) for file in files}


def test_every_file_is_read_as_the_kind_it_is_and_nothing_is_rejected(
    files: list[Published], readings: dict[Path, Reading]
) -> None:
    assert {file.path.name: readings[file.path].kind for file in files} == {file.path.name: file.kind for file in files}
    assert [(path.name, reading.rejected) for path, reading in readings.items() if reading.rejected] == []
    assert all(reading.sum_holds is not False for reading in readings.values())
    assert len({file.kind for file in files}) >= 10


def test_every_row_of_a_register_stands_in_one_file_and_where_the_file_says(
    registers: Registers, files: list[Published], readings: dict[Path, Reading]
) -> None:
    for kind, table in BY_ROW.items():
        shown = Counter(one.at for file in files if file.kind is kind for one, _ in file.rows if one.table == table)
        expected = [at for piece in registers.pieces(table) for at in piece.column(AT).to_pylist()]
        assert shown == Counter(expected), table
    placed = 0
    for file in files:
        found = {Spot(r.locator.part, r.locator.row) for r in readings[file.path].records}
        for _, place in file.rows:
            if place is not None:
                placed += 1
                assert place in found
    assert placed > 200


def test_amounts_of_notices_awards_and_budgets_are_those_of_the_registers(
    registers: Registers, files: list[Published], readings: dict[Path, Reading]
) -> None:
    def published(kind: DocumentKind) -> list[Reading]:
        return [readings[file.path] for file in files if file.kind is kind]

    def registered(table: str, column: str) -> Counter[Decimal]:
        return Counter(v for p in registers.pieces(table) for v in p.column(column).to_pylist() if v is not None)

    items = Counter(row.values["amount"] for reading in published(DocumentKind.FUND_NOTICE) for row in reading.rows)
    assert items == registered("fund_item", "amount")
    awards = Counter(
        r.values["amount"] for reading in published(DocumentKind.AWARD) for r in reading.records if r.table is Purchase
    )
    assert awards == registered("purchase", "amount")
    world = registers.world
    spent = sum((Decimal(int(fen)) / 100 for fen in world["budget_lines"]["amount"]), Decimal(0))
    lines = [row for reading in published(DocumentKind.BUDGET) for row in reading.rows if row.table is BudgetLine]
    assert sum((line.values["amount"] for line in lines), Decimal(0)) == spent


def test_the_same_bytes_whoever_writes_and_in_which_order(
    registers: Registers, files: list[Published], tmp_path: Path
) -> None:
    again = publish_city(registers, tmp_path, workers=2)
    assert [file.path.name for file in again] == [file.path.name for file in files]
    assert [file.rows for file in again] == [file.rows for file in files]
    for one, other in zip(files, again, strict=True):
        assert one.path.read_bytes() == other.path.read_bytes(), one.path.name


def test_a_unit_keeps_its_style_and_another_seed_gives_another() -> None:
    assert unit_style(Streams(1), "岚汀市水利局") == unit_style(Streams(1), "岚汀市水利局")
    styles = {unit_style(Streams(seed), "岚汀市水利局") for seed in range(20)}
    assert len(styles) > 10


def test_what_dirt_bent_is_published_bent(registers: Registers, tmp_path: Path) -> None:
    dirt = Dirt(registers.world.streams, Decimal(30))
    files = publish_city(registers, tmp_path, dirt)
    bent = next(change for change in dirt.changes if change.kind is DirtKind.VARIANT and change.table == "purchase"
                and change.column == "supplier")  # fmt: skip
    notice = next(
        file for file in files
        if file.kind is DocumentKind.AWARD and any(one.at == bent.at for one, _ in file.rows)
    )  # fmt: skip
    text = read_content(notice.path)
    shown = " ".join([p.text for p in text.paragraphs] + [c.text for g in text.grids for row in g.rows for c in row])
    assert organisation_name(bent.after) in organisation_name(shown)


def test_no_identity_number_and_no_full_name_of_a_payee_is_public(registers: Registers, files: list[Published]) -> None:
    world = registers.world
    persons = [row for row in registers.table("fund_item") for row in row.to_pylist()]
    people = {
        row["payee"] for row, at in zip(persons, [a for p in registers.pieces("fund_item") for a in p.column(AT).to_pylist()], strict=True)
        if world["items"]["person"][at] >= 0
    }  # fmt: skip
    numbers = set(registers.identity(world["items"]["person"]).drop_null().to_pylist())
    assert people
    for file in files:
        if file.kind is DocumentKind.FUND_NOTICE:
            content = read_content(file.path)
            cells = {c.text for g in content.grids for row in g.rows for c in row}
            assert not cells & people
            assert not cells & numbers
