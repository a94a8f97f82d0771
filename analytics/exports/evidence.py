"""The rows that leads and signs rest on, as cells: document, place, and what stands there with people masked.

Flows in: names of leads or signs with their evidence. Flows out: rows of cells, one for each row of evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analytics.exports.people import People
from analytics.exports.sheets import Cell, Column, fitting
from analytics.reports.leads import row_pieces
from analytics.reports.places import place_text
from analytics.reports.runs import Run
from analytics.rules.proofs import Proofs
from models.language import Language
from models.vocabulary import DocumentKind

COLUMNS = (Column("no", 5), Column("kind", 18), Column("file_name", 26), Column("at", 20), Column("content", 80))
Named = tuple[str, str, Sequence[Mapping[str, str]]]  # of a lead or sign: its id, the code of its rule, its evidence


def evidence_cells(run: Run, people: People, language: Language, found: Sequence[Named]) -> Iterable[tuple[Cell, ...]]:
    """For each row of evidence: the id and the code it belongs to, then `COLUMNS`. Each is worded once."""
    proofs = Proofs(run.view, ((row["table"], row["id"]) for _, _, rows in found for row in rows))
    documents = {row["id"]: _document(row, people, language) for row in run.view.rows("document")}
    unknown = None, ""
    told: dict[tuple[str, str], str] = {}
    places: dict[str, str] = {}
    for identity, code, rows in found:
        for number, row in enumerate(rows, start=1):
            key = row["table"], row["id"]
            if key not in told:
                told[key] = _content(*key, proofs, people, language)
            place = row["locator"]
            if place not in places:
                places[place] = fitting(people.text(place_text(place, language)), language)
            yield identity, code, number, *documents.get(row["document"], unknown), places[place], told[key]


def _document(row: Mapping[str, Any], people: People, language: Language) -> tuple[Cell, Cell]:
    kind = row["kind"]
    return (
        DocumentKind(kind).label(language) if kind else None,
        fitting(people.text(row["file_name"]), language),
    )


def _content(table: str, row_id: str, proofs: Proofs, people: People, language: Language) -> str:
    row = proofs.rows(table).get(row_id)
    return "" if row is None else fitting(people.row(table, row_pieces(table, row, language), language), language)
