"""A village with all its schemes publishes itself, and the real readers find every row where the truth says it stands.

Each row of a register that a publication shows is looked up at its place among what was read there, and must say the same
in the columns that the publication shows. What is hidden on purpose (names of payees) is left out of the comparison, and
nothing else.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from data_sim.city import build
from data_sim.publishing.city import Published, places_of, publish_city
from data_sim.registers import AT, Registers
from data_sim.schemes.planting import Hand, plant_all
from models.places import WHOLE_FILE
from models.truth import Place
from models.vocabulary import DocumentKind

# The columns of a row that its publication shows, by table of the register.
TOLD: Mapping[str, tuple[str, ...]] = {
    "fund_notice": ("title", "publisher", "published", "period_from", "period_to", "fiscal_year", "programme"),
    "fund_item": ("amount",),
    "purchase": ("number", "title", "supplier", "supplier_code", "amount", "buyer", "agent"),
    "risk_point": ("department", "post", "risk_kind", "name", "grade", "measures"),
    "post_step": ("department", "post", "power", "step_no", "step_name", "limit_days", "grade", "measures"),
    "power_item": ("name", "code", "power_type", "legal_limit_days", "promised_limit_days", "post"),
    "recusal": ("number", "name", "post", "matter", "relation", "applied", "outcome", "decided", "execution"),
    "restriction": ("name", "old_post", "rank", "is_leader", "exit_date", "years", "ends", "went_to", "new_post"),
    "appointment": ("name", "kind"),
    "check_issue": ("number", "issue", "checked_on", "checked_unit", "advice", "due"),
    "rectification": ("number", "issue", "status", "filled_on", "rectified_on", "measures"),
    "monthly_report": ("month", "checks", "issues", "rectified", "submitted_on"),
}


@dataclass(frozen=True)
class Village:
    """What was published, what the registers hold, and what was read."""

    folder: Path
    files: list[Published]
    held: dict[tuple[str, int], dict[str, Any]]
    readings: dict[Path, Reading]


@pytest.fixture(scope="module", params=[7, 8])
def village(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Village:
    world = build("village", request.param)
    hand = Hand(plant_all(world, Decimal("0.5"), Decimal(1), lambda part: None)[0])
    registers = Registers(world)
    folder = tmp_path_factory.mktemp("village")
    files = publish_city(registers, folder, hand.edit)
    held = {
        (table, int(row[AT])): row
        for table in TOLD
        for piece in registers.pieces(table)
        for row in hand.edit(table, piece).to_pylist()
    }
    for row in held.values():
        if {"period_from", "period_to"} <= row.keys() and None in (row["period_from"], row["period_to"]):
            row["period_from"] = row["period_to"] = None  # a notice states its period whole or not at all
    return Village(folder, files, held, {file.path: recognise(read_content(file.path)) for file in files})


def _read_at(reading: Reading) -> dict[tuple[str, str, int | None], list[dict[str, Any]]]:
    """What was read at each place, by table, part and row."""
    found = defaultdict(list)
    for record in reading.records:
        found[record.table.__tablename__, record.locator.part, record.locator.row].append(record.values)
    return found


def test_every_file_is_read_whole_as_what_it_is(village: Village) -> None:
    read = village.readings
    assert {f.path.name: read[f.path].kind for f in village.files} == {f.path.name: f.kind for f in village.files}
    assert {path.name: reading.rejected for path, reading in read.items() if reading.rejected} == {}
    assert {f.kind for f in village.files} >= {
        DocumentKind.BUDGET, DocumentKind.FUND_NOTICE, DocumentKind.AWARD, DocumentKind.RISK_TABLE,
        DocumentKind.POST_STEP_TABLE, DocumentKind.POWER_LIST, DocumentKind.RECUSAL_REGISTER,
        DocumentKind.RESTRICTION_REGISTER, DocumentKind.APPOINTMENT, DocumentKind.MONTHLY_REPORT,
        DocumentKind.PROCUREMENT_RELEASE, DocumentKind.OWNERSHIP_STATEMENT,
    }  # fmt: skip


def test_what_was_read_at_the_place_of_a_row_is_that_row(village: Village) -> None:
    wrong, compared = [], defaultdict(int)
    for file in village.files:
        found = _read_at(village.readings[file.path])
        for shown, spot in file.rows:
            if spot is None:
                continue
            told, held = TOLD[shown.table], village.held[shown.table, shown.at]
            expected = {column: _plain(held[column]) for column in told}
            read = [
                {column: _plain(values.get(column)) for column in told}
                for values in found[shown.table, spot.part, spot.row]
            ]
            compared[shown.table] += 1
            if read != [expected]:
                wrong.append((file.path.name, shown.table, spot, expected, read))
    assert wrong == []
    assert set(compared) >= TOLD.keys() - {"check_issue", "rectification"}


def _plain(value: Any) -> Any:
    """Text without the breaks that a layout puts in and in one form of brackets; blank is unknown."""
    return "".join(unicodedata.normalize("NFKC", value).split()) or None if isinstance(value, str) else value


def test_no_two_rows_of_a_register_share_a_place(village: Village) -> None:
    rows = defaultdict(list)
    for (table, at), place in places_of(village.files, village.folder).items():
        if place.row is not None or place.part != str(WHOLE_FILE):
            rows[table, place].append(at)
    assert {place: at for place, at in rows.items() if len(at) > 1} == {}


def test_the_truth_names_files_that_are_there(village: Village) -> None:
    places: dict[tuple[str, int], Place] = places_of(village.files, village.folder)
    assert places
    assert all((village.folder / place.file).is_file() for place in places.values())
