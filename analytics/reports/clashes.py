"""Declared ties that cannot all be true, as the newest run found them: which row, why, and which rows it clashes with.

Flows in: the view of a run when it is saved, later the saved run and the store. Flows out: rows to save, and a frame in
one language. Nobody is named: each row is told by its file and place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from analytics.relations import clashing_ties
from analytics.reports.frames import frame_of
from analytics.reports.places import place_text
from analytics.reports.runs import list_runs, saved_clashes
from analytics.rules.proofs import Proofs
from analytics.snapshot import View
from models.language import Language, say
from models.tables import Document

CLASHES = ("document_id", "file_name", "media", "locator", "place", "reason", "against")


def clashes_of(view: View) -> list[dict[str, Any]]:
    """The declared rows of a view that are set aside because they clash, each with its place and the others'."""
    found = clashing_ties(view).to_pyarrow().to_pylist()
    rows = _rows(view, {one for row in found for one in row["against"].split()})
    told = (
        {"reason": row["reason"], **rows[row["evidence"]], "against": [rows[one] for one in row["against"].split()]}
        for row in found
    )
    return sorted(told, key=lambda row: (row["document"], row["locator"], row["reason"]))


def clash_rows(home: Path, engine: Engine, language: Language) -> pd.DataFrame:
    """What the newest run set aside; empty where there is no run."""
    runs = list_runs(home)
    saved = saved_clashes(home, str(runs[0]["run"])) if runs else []
    with Session(engine) as session:
        documents = {row.id: (row.file_name, row.media) for row in session.execute(_DOCUMENTS)}
    rows = []
    for row in saved:
        name, media = documents.get(row["document"], (None, None))
        others = [
            one for one in row["against"] if (one["document"], one["locator"]) != (row["document"], row["locator"])
        ]
        rows.append(
            {
                "document_id": row["document"],
                "file_name": name or "",
                "media": media,
                "locator": row["locator"],
                "place": place_text(row["locator"], language),
                "reason": say(f"reports-clash-{row['reason']}", language),
                "against": say("reports-list-joint", language).join(
                    _told(one, row["document"], documents, language) for one in others
                ),
            }
        )
    return frame_of(rows, CLASHES)


_DOCUMENTS = select(Document.id, Document.file_name, Document.media)


def _told(row: dict[str, str], own: str, documents: dict[str, tuple[str, str | None]], language: Language) -> str:
    """The place of another row; with its file where that is another one."""
    place = place_text(row["locator"], language)
    return place if row["document"] == own else f"{documents.get(row['document'], ('', None))[0]} {place}"


def _rows(view: View, evidence: set[str]) -> dict[str, dict[str, str]]:
    """Rows as evidence names them: their document and place."""
    rows = {one: one.partition("/")[::2] for one in sorted(evidence)}
    proofs = Proofs(view, rows.values())
    return {
        one: {"document": proofs.row(*row)["document_id"] or "", "locator": proofs.row(*row)["locator"] or ""}
        for one, row in rows.items()
    }
