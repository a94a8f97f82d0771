"""Reports: what a run found, as frames for people: heatmap, leads with their evidence, documents and what was set
aside.

The door: `save_run` and `load_run`; the frames of the faces are in the modules beside, one per question.
"""

from analytics.reports.documents import documents, quarantine, unplaced_risks
from analytics.reports.heatmap import (
    Overview,
    attention_text,
    column_label,
    contribution_rows,
    field_steps,
    heatmap,
    overview,
    post_flags,
    unit_flags,
    units,
)
from analytics.reports.leads import (
    Lead,
    catalogue,
    evidence_rows,
    lead,
    lead_table,
    measured,
    outcome_counts,
    rule_name,
    unanswered,
)
from analytics.reports.places import place_text
from analytics.reports.runs import Run, list_runs, load_run, save_run
from analytics.reports.source import Shown, ShownGrid, ShownParagraph, masked, source_blocks
from analytics.reports.ties import Ties, ties_of

__all__ = [
    "Lead",
    "Overview",
    "Run",
    "Shown",
    "ShownGrid",
    "ShownParagraph",
    "Ties",
    "attention_text",
    "catalogue",
    "column_label",
    "contribution_rows",
    "documents",
    "evidence_rows",
    "field_steps",
    "heatmap",
    "lead",
    "lead_table",
    "list_runs",
    "load_run",
    "masked",
    "measured",
    "outcome_counts",
    "overview",
    "place_text",
    "post_flags",
    "quarantine",
    "rule_name",
    "save_run",
    "source_blocks",
    "ties_of",
    "unanswered",
    "unit_flags",
    "units",
    "unplaced_risks",
]
