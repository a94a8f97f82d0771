"""Reports: what a run found, as frames for people: heatmap, leads with their evidence, documents and what was set
aside.

The door: `save_run` and `load_run`; the frames of the faces are in the modules beside, one per question.
"""

from analytics.reports.clashes import clash_rows, clashes_of
from analytics.reports.documents import unplaced_risks
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
from analytics.reports.intake import (
    SideBySide,
    cell_rows,
    decision_rows,
    differences,
    document_rows,
    mapping_rows,
    refusal_text,
    replacement_rows,
    set_aside_rows,
    unknown_heading_rows,
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
from analytics.reports.runs import Run, lead_rows, list_runs, load_run, save_run
from analytics.reports.source import Shown, ShownGrid, ShownParagraph, masked, source_blocks
from analytics.reports.ties import Ties, ties_of

__all__ = [
    "Lead",
    "Overview",
    "Run",
    "Shown",
    "ShownGrid",
    "ShownParagraph",
    "SideBySide",
    "Ties",
    "attention_text",
    "catalogue",
    "cell_rows",
    "clash_rows",
    "clashes_of",
    "column_label",
    "contribution_rows",
    "decision_rows",
    "differences",
    "document_rows",
    "evidence_rows",
    "field_steps",
    "heatmap",
    "lead",
    "lead_rows",
    "lead_table",
    "list_runs",
    "load_run",
    "mapping_rows",
    "masked",
    "measured",
    "outcome_counts",
    "overview",
    "place_text",
    "post_flags",
    "refusal_text",
    "replacement_rows",
    "rule_name",
    "save_run",
    "set_aside_rows",
    "source_blocks",
    "ties_of",
    "unanswered",
    "unit_flags",
    "units",
    "unknown_heading_rows",
    "unplaced_risks",
]
