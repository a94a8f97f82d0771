"""Documents and what was set aside: which files came in, what could not be taken, where and why.

Flows in: a view. Flows out: frames in one language. Reasons come from the message catalogue and never repeat personal
data.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.places import place_text
from analytics.snapshot import View
from models.language import Language, say, sentences
from models.vocabulary import DocumentKind, DocumentStatus


def documents(view: View, language: Language) -> pd.DataFrame:
    """Every file.

    Columns: document_id, file_name, media, kind, status (label), status_code, title, publisher, published, set_aside.
    """
    set_aside = Counter(row["document_id"] for row in view.rows("quarantine"))
    rows = [
        {
            "document_id": row["id"],
            "file_name": row["file_name"],
            "media": row["media"],
            "kind": DocumentKind(row["kind"]).label(language) if row["kind"] else "",
            "status": DocumentStatus(row["status"]).label(language),
            "status_code": row["status"],
            "title": row["title"],
            "publisher": row["publisher"],
            "published": None if row["published"] is None else row["published"].isoformat(),
            "set_aside": set_aside[row["id"]],
        }
        for row in view.rows("document")
    ]
    columns = [
        "document_id", "file_name", "media", "kind", "status", "status_code", "title", "publisher", "published",
        "set_aside",
    ]  # fmt: skip
    frame = frame_of(rows, columns, numbers={"set_aside"})
    return frame.sort_values(["file_name", "document_id"]).reset_index(drop=True)


def quarantine(view: View, language: Language) -> pd.DataFrame:
    """Everything set aside: document_id, file_name, media, locator, place, reason."""
    files = {row["id"]: row for row in view.rows("document")}
    rows = [
        {
            "document_id": row["document_id"],
            "file_name": files[row["document_id"]]["file_name"] if row["document_id"] in files else "",
            "media": files[row["document_id"]]["media"] if row["document_id"] in files else None,
            "locator": row["locator"],
            "place": place_text(row["locator"], language),
            "reason": reason_text(row["code"], row["params"], language),
        }
        for row in view.rows("quarantine")
    ]
    columns = ["document_id", "file_name", "media", "locator", "place", "reason"]
    return frame_of(rows, columns).sort_values(["file_name", "locator", "reason"]).reset_index(drop=True)


def unplaced_risks(view: View, language: Language) -> pd.DataFrame:
    """Risk points that name no post, so that no field of the map can hold them.

    Columns: unit, name, grade, measures, file_name.
    """
    files = {row["id"]: row["file_name"] for row in view.rows("document")}
    placed = {row["record_id"] for row in view.rows("placement") if row["post_id"]}
    rows = [
        {
            "unit": row["unit_name"] or say("reports-unit-unknown", language),
            "name": row["name"],
            "grade": row["grade"],
            "measures": row["measures"],
            "file_name": files.get(row["document_id"], ""),
        }
        for row in view.rows("risk_point")
        if row["id"] not in placed
    ]
    frame = frame_of(rows, ["unit", "name", "grade", "measures", "file_name"])
    return frame.sort_values(["unit", "name", "file_name"]).reset_index(drop=True)


def reason_text(code: str, params: Mapping[str, Any] | str | None, language: Language) -> str:
    """A reason in words; one that another version of the program gave is shown by its code."""
    values = json.loads(params) if isinstance(params, str) else dict(params or {})
    if code not in sentences():
        return say("reports-reason-unknown", language, reason=code)
    return say(code, language, **values)
