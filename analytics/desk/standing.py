"""What reviews say about the flags of an analysis: the findings that stood on its day, as sealed with its snapshot.

Flows in: a view and the leads of its flags. Flows out: the finding about each reviewed flag, and the flags whose facts
have changed since. It reads the snapshot alone, so that a run can be repeated and an earlier day is seen as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.desk.folding import fold, trace
from analytics.desk.leads import Lead
from analytics.snapshot import View
from models.vocabulary import Finding


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings that stand, by flag, and the flags among them whose facts are others by now."""

    by_flag: Mapping[str, Finding]
    changed: frozenset[str]


def findings_of(view: View, leads: Iterable[Lead]) -> Findings:
    """What was found about each flag by the end of the as-of day; flags that nobody settled are left out."""
    rows = view.rows("review_step")
    traced = trace(leads, fold(row | {"marks": json.loads(row["marks"])} for row in rows)) if rows else {}
    found = {flag: one for flag, one in traced.items() if one.review is not None and one.review.outcome is not None}
    return Findings(
        {flag: one.review.outcome for flag, one in found.items() if one.review and one.review.outcome},
        frozenset(flag for flag, one in found.items() if one.is_changed),
    )
