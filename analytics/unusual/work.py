"""The work that patterns compare: acts of substance with where, by whom, for whom and when, and matters as a whole.

Flows in: the log of matters with its placements and mentions. Flows out: tables on the engine, computed once for each
view, and small groups of their rows in Python, where chances are reckoned in whole numbers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import ibis.expr.types as ir

from analytics.relations import id_table, kept, named, once_per_view
from analytics.snapshot import View
from analytics.unusual.pattern import Place
from models.vocabulary import EvidenceTier, PowerDomain, StepAct

Row = dict[str, Any]

_SUBSTANCE = [str(act) for act in StepAct if act.of_substance]
# Who decides on a purchase or a payment; the first of these that a unit has is where a sign about it belongs.
_DECIDING = (StepAct.DECIDE, StepAct.AWARD, StepAct.REVIEW, StepAct.EXAMINE)
LEAST = 3  # fewer cases of one party show no pattern


@once_per_view
def work(view: View) -> ir.Table:
    """Acts of substance that are placed at a post, with `giver_id` (who acted) and `taker_id` (for whom).

    Either is null where only a name is known (tier D) or nobody is named. Columns: `id`, `unit_id`, `post_id`,
    `step_id`, `matter_id`, `power`, `post`, `act`, `acted_on`, `acted_at`, `giver_id`, `taker_id`.
    """
    acts = named(view, "matter_act", giver="actor", taker="party")
    placement = view.table("placement")
    placed = placement.filter(placement.record_table == "matter_act")
    placed = placed.select("record_id", "unit_id", "post_id", "step_id", "matter_id")
    acts = acts.inner_join(placed, acts.id == placed.record_id)
    acts = acts.filter(acts.act.isin(_SUBSTANCE) & acts.matter_id.notnull() & acts.post_id.notnull())
    known = {role: acts[f"{role}_id"].nullif("") for role in ("giver", "taker")}
    return kept(
        view,
        "unusual_work",
        acts.select(
            *("id", "unit_id", "post_id", "step_id", "matter_id", "power", "post", "act", "acted_on", "acted_at"),
            **{
                f"{role}_id": (acts[f"{role}_tier"] != EvidenceTier.D).ifelse(known[role], None)
                for role in ("giver", "taker")
            },
        ),
    )


def rows_of(table: ir.Table) -> list[Row]:
    """The rows of an expression, in an order that rests on their content."""
    found: list[Row] = table.to_pyarrow().to_pylist()
    return sorted(found, key=lambda row: str(row["id"]) if "id" in row else str(tuple(row.values())))


def acts_by_id(view: View, ids: Iterable[str]) -> dict[str, Row]:
    """Acts of `work` by id."""
    asked = id_table("asked_id", ids)
    acts = work(view)
    return {row["id"]: row for row in rows_of(acts.semi_join(asked, acts.id == asked.asked_id))}


def grouped(rows: Iterable[Row], *columns: str) -> dict[tuple[Any, ...], list[Row]]:
    """Rows by the values of some columns."""
    found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[column] for column in columns)].append(row)
    return dict(found)


def place_of(rows: Iterable[Row]) -> Place:
    """The step at which most of some acts were done."""
    places = Counter((row["unit_id"], row["post_id"], row["step_id"]) for row in rows)
    return Place(*min(places, key=lambda place: (-places[place], str(place))))


@once_per_view
def deciding_steps(view: View) -> Mapping[tuple[str, str], Place]:
    """By unit and domain of power (`PowerDomain`), the step at which the unit decides in it."""
    posts = {row["post_id"]: row["unit_id"] for row in view.rows("post")}
    order = {str(act): at for at, act in enumerate(_DECIDING)}
    found: dict[tuple[str, str], tuple[tuple[int, str, str], Place]] = {}
    for step in view.rows("step"):
        unit = posts.get(step["post_id"])
        if unit is None or step["act"] not in order:
            continue
        key = unit, step["power_domain"]
        rank = order[step["act"]], step["power"], step["step_id"]
        if key not in found or rank < found[key][0]:
            found[key] = rank, Place(unit, step["post_id"], step["step_id"])
    return {key: place for key, (_, place) in found.items()}


def decided_by(view: View, unit_id: str | None, domain: PowerDomain) -> Place:
    """Where a unit decides in a domain: its step, else the unit as a whole."""
    return deciding_steps(view).get((unit_id or "", str(domain)), Place(unit_id))
