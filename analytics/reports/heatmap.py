"""The heatmap: posts down, kinds of step across, each field with a level and an attention; and what one field holds.

Flows in: a run. Flows out: frames. Columns are kinds of step (受理, 审核, 拨付 ...), not step numbers, because the
third step of two powers has nothing in common while all payments do. A field that holds several steps shows the
highest level among them and the sum of their attention, so that nothing hides behind a milder neighbour.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.runs import Run
from analytics.scoring import decimal_text, points
from models.language import Language, say
from models.vocabulary import Confidence, RiskLevel, Severity, StepAct

WHOLE_POST = "whole_post"
OTHER_ACT = "other_act"
# In the order a matter passes through an office.
COLUMNS = (WHOLE_POST, *(str(act) for act in StepAct), OTHER_ACT)


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of the first look."""

    open_leads: int
    high_leads: int
    cannot_assess: int
    cells: int
    assessed: int
    documents: int
    quarantined_places: int
    quarantined_files: int


def overview(run: Run) -> Overview:
    """How many leads are open, how much of the map is graded, and what could not be taken in."""
    documents = run.view.rows("document")
    outcomes = run.table["outcome"].value_counts()
    return Overview(
        open_leads=int(outcomes.get("flag", 0)),
        high_leads=int((run.flag_table["level"] == str(Severity.HIGH)).sum()),
        cannot_assess=int(outcomes.get("cannot_assess", 0)),
        cells=len(run.cells),
        assessed=int(run.cells["level"].notna().sum()),
        documents=len(documents),
        quarantined_places=len(run.view.rows("quarantine")),
        quarantined_files=sum(1 for row in documents if row["status"] == "rejected"),
    )


def column_label(column: str, language: Language) -> str:
    """Heading of a heatmap column."""
    if column == WHOLE_POST:
        return say("reports-whole-post", language)
    if column == OTHER_ACT:
        return say("reports-other-act", language)
    return StepAct(column).label(language)


def post_flags(run: Run) -> pd.DataFrame:
    """Flags about a post as a whole (P01, P02 ...): those that name a post and no step."""
    flags = run.flag_table
    return flags[flags["post_id"].notna() & flags["step_id"].isna()]


def unit_flags(run: Run) -> pd.DataFrame:
    """Flags about a unit, a fund notice, a programme or a document: those that name no post."""
    flags = run.flag_table
    return flags[flags["post_id"].isna() & flags["step_id"].isna()]


def flag_points(row: pd.Series) -> int:
    """Attention of one flag that does not depend on volume, in hundredths."""
    return points(Severity(row["level"] or "M"), Confidence(row["confidence"] or "medium"))


def units(run: Run) -> pd.DataFrame:
    """Units with a post on record: unit_id, unit, cells, attention; the most attention first."""
    fields = heatmap(run)
    if fields.empty:
        return frame_of([], ["unit_id", "unit", "cells", "attention"])
    grouped = fields.groupby("unit_key", sort=False).agg(
        unit_id=("unit_id", "first"), unit=("unit", "first"), cells=("steps", "sum"), attention=("attention", "sum")
    )
    return grouped.sort_values(["attention", "unit"], ascending=[False, True], na_position="last").reset_index(
        drop=True
    )


def heatmap(run: Run) -> pd.DataFrame:
    """Every field of the map.

    Columns: field (its key), unit_key, unit_id, unit, department, post_id, post, column, column_no, level (HIGH,
    MEDIUM, LOW or None), attention (hundredths), flags (count), steps (count), step_names, step_ids (list).
    """
    fields = {}
    for (post_id, column), cells in _cells_by_field(run.cells).items():
        fields[f"{post_id}|{column}"] = _field(cells[0], post_id, column, cells)
    posts = _Posts(run)
    for about, flags in post_flags(run).groupby("post_id", sort=True):
        post_id = str(about)
        key = f"{post_id}|{WHOLE_POST}"
        if key not in fields:
            fields[key] = _field(posts.described(post_id), post_id, WHOLE_POST, posts.cells(post_id))
            fields[key] |= {"steps": 0, "step_ids": [], "step_names": ""}
        fields[key] |= {"attention": sum(flag_points(flag) for _, flag in flags.iterrows()), "flags": len(flags)}
    frame = frame_of(list(fields.values()), _FIELDS, numbers={"column_no", "attention", "flags", "steps"})
    return frame.sort_values(["unit", "department", "post", "column_no"], na_position="last").reset_index(drop=True)


_FIELDS = [
    "field",
    "unit_key",
    "unit_id",
    "unit",
    "department",
    "post_id",
    "post",
    "column",
    "column_no",
    "level",
    "attention",
    "flags",
    "steps",
    "step_names",
    "step_ids",
]


def _cells_by_field(cells: pd.DataFrame) -> dict[tuple[str, str], list[dict[Any, Any]]]:
    """The cells of each post and column."""
    grouped: dict[tuple[str, str], list[dict[Any, Any]]] = defaultdict(list)
    for cell in cells.to_dict("records"):
        column = WHOLE_POST if cell["step_id"] is None else cell["act"] or OTHER_ACT
        grouped[cell["post_id"], column].append(cell)
    return dict(sorted(grouped.items()))


class _Posts:
    """The posts of a run, also those without a step on record."""

    def __init__(self, run: Run) -> None:
        self._cells = run.cells
        self._units = run.view.unit_names
        self._posts = {row["post_id"]: row for row in run.view.rows("post")}

    def described(self, post_id: str) -> dict[str, Any]:
        """Unit, department and name of a post."""
        post = self._posts[post_id]
        return {
            "unit_id": post["unit_id"],
            "unit": self._units.get(post["unit_id"]),
            "department": post["department"],
            "post": post["name"],
        }

    def cells(self, post_id: str) -> list[dict[Any, Any]]:
        """The risk points of a post."""
        return self._cells[self._cells["post_id"] == post_id].to_dict("records")


def _field(first: Mapping[Any, Any], post_id: str, column: str, cells: Sequence[Mapping[Any, Any]]) -> dict[str, Any]:
    of_steps = [cell for cell in cells if cell["step_id"] is not None]
    counted = cells if column != WHOLE_POST else []
    return {
        "field": f"{post_id}|{column}",
        "unit_key": first["unit_id"] or "",
        "unit_id": first["unit_id"],
        "unit": first["unit"],
        "department": first["department"],
        "post_id": post_id,
        "post": first["post"],
        "column": column,
        "column_no": COLUMNS.index(column),
        "level": highest(cell["level"] for cell in cells),
        "attention": sum(cell["attention"] for cell in counted),
        "flags": sum(len(cell["contributions"]) for cell in counted),
        "steps": len(of_steps),
        "step_names": "、".join(dict.fromkeys(cell["step"] for cell in of_steps)),
        "step_ids": [cell["step_id"] for cell in of_steps],
    }


def highest(levels: Iterable[str | None]) -> str | None:
    """The highest level of several, None when none is assessed."""
    known = [RiskLevel(level) for level in levels if level is not None]
    return str(max(known, key=lambda level: level.rank)) if known else None


def field_steps(run: Run, field: str) -> pd.DataFrame:
    """The risk points (rows of `cells`) behind one field of the map, the most attention first."""
    post_id, column = field.rsplit("|", 1)
    cells = run.cells[run.cells["post_id"] == post_id]
    if column == WHOLE_POST:
        return cells[cells["step_id"].isna()]
    act = cells["act"].fillna(OTHER_ACT)
    return cells[(act == column) & cells["step_id"].notna()].sort_values(
        ["attention", "power", "step_no"], ascending=[False, True, True]
    )


def contribution_rows(run: Run, field: str) -> pd.DataFrame:
    """What the attention of a field is made of: flag, rule, severity, confidence, matters, points; heaviest first."""
    rows = [dict(c) for cell in field_steps(run, field)["contributions"] for c in cell]
    post_id, column = field.rsplit("|", 1)
    if column == WHOLE_POST:
        about = post_flags(run)
        for _, flag in about[about["post_id"] == post_id].iterrows():
            rows.append(
                {
                    "rule": flag["rule"],
                    "flag": flag["flag"],
                    "severity": flag["level"] or "M",
                    "confidence": flag["confidence"] or "medium",
                    "matters": 0,
                    "points": flag_points(flag),
                }
            )
    frame = frame_of(
        rows, ["rule", "flag", "severity", "confidence", "matters", "points"], numbers={"matters", "points"}
    )
    return frame.sort_values(["points", "rule", "flag"], ascending=[False, True, True]).reset_index(drop=True)


def attention_text(hundredths: int) -> str:
    """Attention as text, exact."""
    return decimal_text(int(hundredths))
