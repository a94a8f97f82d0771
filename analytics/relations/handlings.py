"""Who handles which matter, and whose matter it is.

Flows in: the log of matters with its mentions and placements. Flows out: acts of substance by actor and matter, and the
parties of each matter, as Ibis expressions.
"""

from __future__ import annotations

import ibis.expr.types as ir

from analytics.relations.records import kept, named, once_per_view
from analytics.snapshot import View
from models.vocabulary import StepAct

_SUBSTANCE = {str(act): act.of_substance for act in StepAct}


def of_substance(act: str | None) -> bool | None:
    """Whether an act counts as handling a matter; None for a step whose act is not known."""
    return None if act is None else _SUBSTANCE[act]


@once_per_view
def acts_in_matters(view: View) -> ir.Table:
    """All rows of the log: `act_id`, `matter_id`, `actor_*`, `party_*`, `unit_id` and what describes the act."""
    rows = named(view, "matter_act", actor="actor", party="party", unit="unit")
    place = view.table("placement")
    place = place.filter(place.record_table == "matter_act").select(placed="record_id", matter_id="matter_id")
    rows = rows.join(place, rows.id == place.placed)
    told = ("matter_number", "matter_title", "power", "act", "acted_on", "party_name")
    who = ("actor_id", "actor_tier", "party_id", "party_tier", "unit_id")
    return kept(view, "acts_in_matters", rows.select("matter_id", *who, *told, act_id="id"))


def handlings(view: View) -> ir.Table:
    """What officials did in matters, whether it counts as handling them (`of_substance`) or not."""
    acts = acts_in_matters(view)
    return acts.filter(acts.actor_id.notnull())


def parties(view: View) -> ir.Table:
    """The parties of matters: `matter_id`, `party_id`, `party_tier`, and the row (`act_id`) that names them."""
    acts = acts_in_matters(view)
    return acts.filter(acts.party_id.notnull()).select("matter_id", "party_id", "party_tier", "act_id")
