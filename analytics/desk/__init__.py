"""The desk: leads under review. Who has which lead, what was found, which lead comes next.

Flows in: flags of a run, and the steps of reviews in the store or in a snapshot. Flows out: new steps, where each lead
stands, the queue, and what may move a level. Nothing is ever changed: where a lead stands is folded from its steps.
"""

from analytics.desk.folding import Review, Status, Traced, fold, trace
from analytics.desk.leads import Lead, is_drawn, leads_of
from analytics.desk.queue import Waiting, Weight, queue
from analytics.desk.standing import Findings, findings_of
from analytics.desk.steps import Sighting, claim, release, reopen, review_steps, settle, steps_made

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
    "findings_of",
    "fold",
    "is_drawn",
    "leads_of",
    "queue",
    "release",
    "reopen",
    "review_steps",
    "settle",
    "steps_made",
    "trace",
]
