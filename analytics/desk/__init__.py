"""The desk: leads under review, and thresholds that an office changes: who has what, what was found, what comes next.

Flows in: flags of a run, and the steps of reviews and of changes in the store or in a snapshot. Flows out: new steps,
where each lead stands, the queue, and what may move a level. Nothing is ever changed: where a lead or a change of a
threshold stands is folded from its steps.
"""

from analytics.desk.folding import Review, Status, Traced, fold, trace
from analytics.desk.leads import Lead, is_drawn, leads_of
from analytics.desk.queue import Waiting, Weight, queue
from analytics.desk.standing import Findings, findings_of
from analytics.desk.steps import Sighting, claim, release, reopen, review_steps, settle, steps_made
from analytics.desk.thresholds import (
    confirm,
    propose,
    reject,
    threshold_change,
    threshold_changes,
    threshold_steps_made,
    withdraw,
)

__all__ = [
    "Findings",
    "Lead",
    "Review",
    "Sighting",
    "Status",
    "Traced",
    "Waiting",
    "Weight",
    "claim",
    "confirm",
    "findings_of",
    "fold",
    "is_drawn",
    "leads_of",
    "propose",
    "queue",
    "reject",
    "release",
    "reopen",
    "review_steps",
    "settle",
    "steps_made",
    "threshold_change",
    "threshold_changes",
    "threshold_steps_made",
    "trace",
    "withdraw",
]
