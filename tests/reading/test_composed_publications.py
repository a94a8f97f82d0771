"""Composed publications of every kind: rows exact, nothing wrong taken unwarned, few warnings on right rows.

The documents and their truth stand in `composed/`; those in `composed/later/` were written when the readers were done.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading.composed_publications import FOLDER, LEAST_EXACT, MOST_WARNED, Tally, cases_of, form_of, judged

FILES = sorted(FOLDER.rglob("*.txt"))
CASES = {f"{path.stem}: {case.name}": case for path in FILES for case in cases_of(path.read_text("utf-8"))}


@pytest.fixture(scope="module")
def tallies(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tally]:
    """Every document read once, each in one format, all formats in turn."""
    folder = tmp_path_factory.mktemp("composed")
    return {name: judged(case, form_of(case), folder) for name, case in CASES.items()}


def test_every_document_has_a_name_of_its_own() -> None:
    assert sum(len(cases_of(path.read_text("utf-8"))) for path in FILES) == len(CASES)


@pytest.mark.parametrize("name", CASES)
def test_nothing_wrong_is_taken_without_a_warning(name: str, tallies: dict[str, Tally]) -> None:
    assert tallies[name].silent == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "-" + path.stem)
def test_rows_are_exact_and_warnings_rare(path: Path, tallies: dict[str, Tally]) -> None:
    total = Tally()
    for case in cases_of(path.read_text("utf-8")):
        total.add(tallies[f"{path.stem}: {case.name}"])
    assert total.exact >= total.rows * LEAST_EXACT, total.inexact
    assert total.warned < max(1, total.plain) * MOST_WARNED, total.alarms
