"""Why something was set aside, in words, and what was taken in but has no place on the map.

Flows in: message codes with their values; a view. Flows out: sentences and a frame in one language. Reasons come from
the message catalogue and never repeat personal data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.snapshot import View
from models.language import Language, places, say, sentences


def unplaced_risks(view: View, language: Language) -> pd.DataFrame:
    """Risk points that name no post, so that no field of the map can hold them.

    Columns: unit, name, grade, measures, file_name.
    """
    columns = ["unit", "name", "grade", "measures", "file_name"]
    if view.is_empty("risk_point"):
        return frame_of([], columns)
    files = {row["id"]: row["file_name"] for row in view.rows("document")}
    risks, placement = view.table("risk_point"), view.table("placement")
    placed = placement.filter(placement.post_id.notnull())
    rows = [
        {
            "unit": row["unit_name"] or say("reports-unit-unknown", language),
            "name": row["name"],
            "grade": row["grade"],
            "measures": row["measures"],
            "file_name": files.get(row["document_id"], ""),
        }
        for row in risks.anti_join(placed, risks.id == placed.record_id).order_by("id").to_pyarrow().to_pylist()
    ]
    frame = frame_of(rows, columns)
    return frame.sort_values(["unit", "name", "file_name"]).reset_index(drop=True)


def reason_text(code: str, params: Mapping[str, Any] | str | None, language: Language) -> str:
    """A reason in words; one that another version of the program gave is shown by its code."""
    values = json.loads(params) if isinstance(params, str) else dict(params or {})
    if code not in sentences() or not places(sentences()[code]["zh"]) <= values.keys():
        return say("reports-reason-unknown", language, reason=code)
    return say(code, language, **values)
