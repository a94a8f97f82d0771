"""Composed fund notices in every format: each row exact, no wrong amount taken in silence, few warnings on right rows.

The documents and their truth stand in `fund_notices.txt`; `fund_layouts` lays further ones out at random.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.errors import FileRejected
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from models.vocabulary import DocumentKind
from tests.reading.fund_documents import Comparison, Document, cases_of, compare, write
from tests.reading.fund_layouts import documents

DOCUMENTS = cases_of((Path(__file__).parent / "fund_notices.txt").read_text("utf-8"))
LAYOUTS = documents(0, 60)
MOST_WARNED = 0.1  # share of right rows that may carry a warning
_FAMILIES = (("html",), ("docx", "pdf"), ("xlsx", "xls", "csv"))


def chosen(document: Document, families: tuple[tuple[str, ...], ...] = _FAMILIES) -> list[str]:
    """One format of each family, another one for each document, so that all formats are met in a short time."""
    number = sum(map(ord, document.name))
    possible = [[form for form in family if form in document.formats] for family in families]
    return [forms[number % len(forms)] for forms in possible if forms]


def notice_of(document: Document, form: str, folder: Path) -> Reading | None:
    """The reading as a fund notice; None where the file is refused or of another kind."""
    try:
        reading = recognise(read_content(write(document, form, folder)))
    except FileRejected:
        return None
    return reading if reading.kind is DocumentKind.FUND_NOTICE else None


def judged(document: Document, form: str, folder: Path) -> Comparison:
    return compare(notice_of(document, form, folder), document.expected)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_row_is_exact_and_nothing_wrong_is_taken_in_silence(document: Document, tmp_path: Path) -> None:
    for form in chosen(document):
        result = judged(document, form, tmp_path)
        assert (form, result.missed, result.silent) == (form, [], [])


@pytest.mark.parametrize("document", LAYOUTS, ids=lambda document: document.name)
def test_the_same_rows_are_read_from_any_layout(document: Document, tmp_path: Path) -> None:
    for form in chosen(document, (("html", "docx", "xlsx", "xls", "csv", "pdf"),)):
        result = judged(document, form, tmp_path)
        assert (form, result.missed, result.silent, result.warned_wrong) == (form, [], [], [])


def test_few_right_rows_carry_a_warning(tmp_path: Path) -> None:
    results = [judged(document, "html", tmp_path) for document in DOCUMENTS if "html" in document.formats]
    right = sum(result.right for result in results)
    assert right > len(results)
    assert sum(len(result.warned_right) for result in results) < right * MOST_WARNED
