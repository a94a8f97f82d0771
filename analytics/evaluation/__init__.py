"""How well the rules answer, measured against the truth of a synthetic city.

Flows in: a run and a truth file (`models.truth`). Flows out: figures per rule, by difficulty and overall, every miss
with what was answered instead, and a page with pictures. Nothing before this stage may open a truth file.

The door: `evaluate`, `measure_identities` and `write_report`.
"""

from pathlib import Path

from analytics.evaluation.figures import AtK, Evaluation, Missed, Tally, evaluate
from analytics.evaluation.identities import PairTally, measure_identities
from models.language import Language

__all__ = ["AtK", "Evaluation", "Missed", "PairTally", "Tally", "evaluate", "measure_identities", "write_report"]


def write_report(path: Path, evaluation: Evaluation, language: Language) -> None:
    """Write the page about an evaluation; an existing file is replaced."""
    from analytics.evaluation.report import write_report as write  # pictures are slow to import, and few ask for them

    write(path, evaluation, language)
