"""Composed three-public publications for tests: written once as text with their reports, rendered into every format.

Flows in: the notation of `fund_documents`, whose truth may also hold lines `> year stage unit: item amount, …`, one for
each report that must be found. Flows out: the documents, and what a reading lacks of their reports.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal

from analytics.reading.records import Reading
from models.tables import ThreePublicLine, ThreePublicReport
from tests.reading.fund_documents import Comparison, Document, cases_of, compare


@dataclass(frozen=True, slots=True)
class Wanted:
    """A report that must be found: its year, stage and unit (None where any will do), and some of its lines."""

    year: int
    stage: str
    unit: str | None
    lines: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Publication:
    """A composed document with the reports in it."""

    document: Document
    reports: tuple[Wanted, ...]


def publications_of(text: str) -> list[Publication]:
    """The publications of a text."""
    return [_publication(piece) for piece in re.split(r"^@@ ", text, flags=re.MULTILINE)[1:]]


def _publication(piece: str) -> Publication:
    body, _, truth = piece.partition("\n--\n")
    lines = truth.strip().split("\n")
    rows = [line for line in lines if not line.startswith("> ")]
    document = cases_of(f"@@ {body}\n--\n" + "\n".join(rows))[0]
    document.expected = [replace(row, label=_folded(row.label)) for row in document.expected]
    return Publication(document, tuple(_wanted(line) for line in lines if line.startswith("> ")))


def _wanted(line: str) -> Wanted:
    head, _, items = line[2:].partition(": ")
    year, stage, *unit = head.split()
    amounts = {name: Decimal(value) for name, value in (item.split() for item in items.split(", "))}
    return Wanted(int(year), stage, unit[0] if unit else None, amounts)


def _folded(label: str) -> str:
    """A label with brackets of one kind: offices write both, and neither is another label."""
    return unicodedata.normalize("NFKC", label)


def judged(reading: Reading | None, publication: Publication) -> Comparison:
    """How the rows of a reading compare with the truth."""
    for row in reading.rows if reading is not None else ():
        row.label = _folded(row.label or "")
    return compare(reading, publication.document.expected)


def missing_reports(reading: Reading | None, publication: Publication) -> list[Wanted]:
    """The reports of a publication that a reading does not give."""
    records = reading.records if reading is not None else []
    found = [
        (report.values, {line.values["item"]: line.values["amount"] for line in records if line.parent is report})
        for report in records
        if report.table is ThreePublicReport
    ]
    assert all(record.table in (ThreePublicReport, ThreePublicLine) for record in records)
    return [wanted for wanted in publication.reports if not any(_is(wanted, *one) for one in found)]


def _is(wanted: Wanted, values: dict[str, object], lines: dict[str, Decimal | None]) -> bool:
    named = (values["fiscal_year"], values["stage"]) == (wanted.year, wanted.stage)
    is_unit = wanted.unit is None or values["unit_name"] == wanted.unit
    return named and is_unit and all(lines.get(item) == amount for item, amount in wanted.lines.items())
