"""The first look at a run, and what one field of the map holds: its steps, the parts of their levels, its leads.

Flows in: a run. Flows out: frames. Columns of the map are kinds of step (受理, 审核, 拨付 ...), not step numbers, since
the third step of two powers has nothing in common while all payments do.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.map_points import OTHER_ACT, WHOLE_POST, open_flags, post_contributions
from analytics.reports.risk_map import Chosen, Zoom, risk_map
from analytics.reports.runs import Run, source_of
from analytics.rules.answers import Outcome
from analytics.scoring import Grading, decimal_text
from models.language import Language, say
from models.vocabulary import Severity

CONTRIBUTIONS = ("rule", "flag", "severity", "confidence", "matters", "points", "source")


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of the first look."""

    open_leads: int
    high_leads: int
    cannot_assess: int
    cells: int
    assessed: int
    by_formula: int
    documents: int
    quarantined_places: int
    quarantined_files: int


def overview(run: Run) -> Overview:
    """How many leads are open, how much of the map is graded, and what could not be taken in."""
    documents = run.view.rows("document")
    flags = open_flags(run)
    return Overview(
        open_leads=len(flags),
        high_leads=int((flags["level"] == str(Severity.HIGH)).sum()),
        cannot_assess=sum(given[str(Outcome.CANNOT_ASSESS)] for given in run.outcomes.values()),
        cells=len(run.cells),
        assessed=int(run.cells["level"].notna().sum()),
        by_formula=int((run.cells["grading"] == str(Grading.FORMULA)).sum()),
        documents=len(documents),
        quarantined_places=len(run.view.rows("quarantine")),
        quarantined_files=sum(1 for row in documents if row["status"] == "rejected"),
    )


def heatmap(run: Run) -> pd.DataFrame:
    """Every field of posts by kinds of step, with the columns of `RiskMap.fields`."""
    return risk_map(run, Zoom.POSTS, Chosen()).fields


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


def level_rows(run: Run, field: str, language: Language) -> pd.DataFrame:
    """What the levels of a field are made of: point, part, points (hundredths), is_total; the parts of each add up.

    `point` is the id of the step, or of the post as a whole, since steps of two powers may bear one name. Steps that
    nobody assessed have no rows.
    """
    rows = []
    for cell in field_steps(run, field).to_dict("records"):
        point = cell["step_id"] or cell["post_id"]
        for part in cell["level_parts"]:
            rows.append({"point": point, "part": part[f"name_{language}"], "points": part["points"], "is_total": False})
        if cell["level_points"] is not None:
            total = {"part": say("reports-level-total", language), "points": cell["level_points"], "is_total": True}
            rows.append({"point": point} | total)
    return frame_of(rows, ["point", "part", "points", "is_total"], numbers={"points"})


def contribution_rows(run: Run, field: str) -> pd.DataFrame:
    """What the attention of a field is made of: columns as in `CONTRIBUTIONS`, heaviest first.

    `source` tells leads from signs of unusual work: `flag` is the name of the one or the other, `rule` the code of its
    rule or pattern.
    """
    rows = [
        dict(part) | {"source": str(source_of(part))}
        for cell in field_steps(run, field)["contributions"]
        for part in cell
    ]
    post_id, column = field.rsplit("|", 1)
    if column == WHOLE_POST:
        rows += [part for part in post_contributions(run) if part["post_id"] == post_id]
    frame = frame_of(rows, CONTRIBUTIONS, numbers={"matters", "points"})
    return frame.sort_values(["points", "rule", "flag"], ascending=[False, True, True]).reset_index(drop=True)


def attention_text(hundredths: int) -> str:
    """Attention as text, exact."""
    return decimal_text(int(hundredths))
