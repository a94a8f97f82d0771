"""How well the rules answer, measured against the truth of a synthetic city.

Flows in: a run and a truth file (`models.truth`). Flows out: figures per rule, by difficulty and overall, every miss
with what was answered instead, and a page with pictures. Nothing before this stage may open a truth file.

The door: `evaluate`, `measure_identities` and `write_report`.
"""

from analytics.evaluation.figures import AtK, Evaluation, Missed, Tally, evaluate
from analytics.evaluation.identities import PairTally, measure_identities
from analytics.evaluation.report import write_report

__all__ = ["AtK", "Evaluation", "Missed", "PairTally", "Tally", "evaluate", "measure_identities", "write_report"]
