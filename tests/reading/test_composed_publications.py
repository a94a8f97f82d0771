"""Composed publications of every kind: rows exact, nothing wrong taken unwarned, few warnings on right rows.

The documents and their truth stand in `composed/`; each folder in it was written when all before it were read right.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import pytest

from tests.reading.composed_publications import FOLDER, LEAST_EXACT, MOST_WARNED, Tally, cases_of, form_of, judged

FILES = sorted(FOLDER.rglob("*.txt"))
CASES = {f"{path.stem}: {case.name}": case for path in FILES for case in cases_of(path.read_text("utf-8"))}


@cache
def tally_of(name: str) -> Tally:
    """One document read in one format; all formats come round over the documents."""
    with tempfile.TemporaryDirectory() as folder:
        return judged(CASES[name], form_of(CASES[name]), Path(folder))


def test_every_document_has_a_name_of_its_own() -> None:
    assert sum(len(cases_of(path.read_text("utf-8"))) for path in FILES) == len(CASES)


@pytest.mark.parametrize("name", CASES)
def test_nothing_wrong_is_taken_without_a_warning(name: str) -> None:
    assert tally_of(name).silent == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.parent.name + "-" + path.stem)
def test_rows_are_exact_and_warnings_rare(path: Path) -> None:
    total = Tally()
    for case in cases_of(path.read_text("utf-8")):
        total.add(tally_of(f"{path.stem}: {case.name}"))
    assert total.exact >= total.rows * LEAST_EXACT, total.inexact
    assert total.warned < max(1, total.plain) * MOST_WARNED, total.alarms
