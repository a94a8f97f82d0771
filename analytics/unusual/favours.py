"""Findings of favouritism as observations at the posts of those who gave.

Flows in: the findings of a view. Flows out: for each official of a finding, an observation at the step where the rows
of that official stand.
"""

from __future__ import annotations

from analytics.relations.favour import FavourKind, favouritism
from analytics.snapshot import View
from analytics.unusual.pattern import Observation, Seen
from analytics.unusual.work import acts_by_id, grouped, place_of


def seen_by_givers(view: View, kind: FavourKind) -> Seen:
    """The findings of one kind about handled matters; their false discovery rates are their own."""
    if view.is_empty("matter_act"):
        return Seen(0, ())
    findings = [one for one in favouritism(view).findings if one.kind is kind]
    acts = acts_by_id(view, (row for one in findings for table, row in one.rows if table == "matter_act"))
    observations, rates = [], []
    for one in findings:
        theirs = [acts[row] for table, row in one.rows if table == "matter_act" and row in acts]
        if kind is FavourKind.RETURNING_PARTY:  # who handled them may have met the party in another unit as well
            theirs = [row for row in theirs if row["unit_id"] in one.givers]
        ties = tuple(row for row in one.rows if row[0] != "matter_act")
        for (_,), rows in sorted(grouped(theirs, "giver_id").items(), key=str):
            own = tuple(("matter_act", row["id"]) for row in rows)
            observations.append(
                Observation(place_of(rows), one.observed, one.given or one.observed, one.expected, one.p, own + ties)
            )
            rates.append(one.q)
    return Seen(max((one.tests for one in findings), default=0), tuple(observations), tuple(rates))
