"""Ways between given people and given people or firms, those by name only among them.

Flows in: a view and pairs (`person_id`, `target_id`). Flows out: for each pair the rows of `reach`, found without the
rest of it: the ties to the firms and the kin of the people asked for meet in the middle. Where a name alone would close
a way it is given too, with tier D: it makes no tie, and the answer about it is "cannot assess".
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
import ibis.expr.types as ir
from ibis.util import gen_name

from analytics.relations.firm_ties import firm_ties
from analytics.relations.namesakes import Namesakes, bearers
from analytics.relations.reach import (
    ALWAYS,
    as_reach,
    kin_of_officials,
    kin_role,
    nameless_relatives,
    of_holders,
    spanned,
)
from analytics.relations.records import kept
from analytics.snapshot import View

Way = dict[str, Any]

# The tier of what rests on a name alone.
NAME_ONLY = "D"


def ways_between(view: View, pairs: ir.Table) -> list[Way]:
    """The rows of `reach` for these pairs, sorted, each with `asked_person`, `asked_target`, `by_name` and `is_other`.

    `by_name`: somewhere on the way nothing but a name agrees (tier D). `is_other`: the relative, or the official
    himself, has the name of the target, but another number: two people, given so that "why not" can be answered.
    """
    asked = kept(view, gen_name("asked"), _asked(view, pairs))
    if not asked.count().execute():
        return []
    found = [row for ways in _joined(view, asked) for row in ways.to_pyarrow().to_pylist()]
    doubtful = [row for row in found if any(_doubts(row))]
    namesakes = Namesakes(view, {who for row in doubtful for pair in _doubts(row) for who in pair})
    ways = [way for row in found if (way := _way(row, namesakes)) is not None]
    keys = ("asked_person", "asked_target", "kind", "evidence", "person_id", "target_id", "relative_id", "path")
    return sorted(ways, key=lambda way: [str(way[key]) for key in (*keys, "role", "since", "until")])


def _asked(view: View, pairs: ir.Table) -> ir.Table:
    asked = pairs.select(asked_person="person_id", asked_target="target_id").distinct()
    return _with_name(view, _with_name(view, asked, "asked_person", "person"), "asked_target", "target")


def _with_name(view: View, table: ir.Table, column: str, prefix: str) -> ir.Table:
    """A table with `<prefix>_name`, `<prefix>_numbered` of the bearer of an id."""
    names = bearers(view).select(
        **{f"{prefix}_bearer": "bearer_id", f"{prefix}_name": "name", f"{prefix}_numbered": "has_number"}
    )
    return table.join(names, table[column] == names[f"{prefix}_bearer"]).drop(f"{prefix}_bearer")


def _joined(view: View, asked: ir.Table) -> Iterable[ir.Table]:
    """The ways of each kind beside what was asked, joined by names, so that ids may still differ."""
    own = asked.filter(asked.person_name == asked.target_name)
    own = own.mutate(person_id=own.asked_person, **_always())
    yield _answer(own, "self", own.asked_person, own.person_numbered, own.person_numbered)

    has_kin = not (view.is_empty("declared_tie") and view.is_empty("kin_filing"))
    kin = _with_name(view, _with_name(view, kin_of_officials(view), "person_id", "own"), "relative_id", "relative")
    if has_kin:
        related = asked.join(kin, (asked.person_name == kin.own_name) & (asked.target_name == kin.relative_name))
        yield _answer(related, "kin", related.relative_id, related.own_numbered, related.relative_numbered)

    if all(view.is_empty(table) for table in ("declared_tie", "firm_officer", "nominee_agreement")):
        return
    ties = of_holders(firm_ties(view))
    ties = _with_name(view, _with_name(view, ties, "holder_id", "holder"), "firm_id", "firm")
    at_firm = asked.join(ties, asked.target_name == ties.firm_name)
    held = at_firm.filter(at_firm.person_name == at_firm.holder_name)
    held = held.mutate(person_id=held.holder_id, tier=held.tie_tier, evidence=held.tie_evidence)
    yield _answer(spanned(held), "self_role", held.firm_id, held.holder_numbered, held.firm_numbered)

    if has_kin:
        met = at_firm.join(kin, (at_firm.person_name == kin.own_name) & (at_firm.holder_name == kin.relative_name))
        met = kin_role(met)
        yield _answer(met, "kin_role", met.firm_id, met.own_numbered, met.firm_numbered)

    nameless = nameless_relatives(view)
    if nameless is not None:
        by_name = _with_name(view, _with_name(view, nameless, "person_id", "own"), "target_id", "firm")
        there = asked.join(by_name, (asked.person_name == by_name.own_name) & (asked.target_name == by_name.firm_name))
        yield _answer(there, "kin_role", there.target_id, there.own_numbered, there.firm_numbered)


def _always() -> dict[str, Any]:
    never = ibis.null().cast("date")
    span = {"valid_from": never, "valid_to": never, "certain_from": ibis.literal(ALWAYS)}
    return {"tier": ibis.literal("A"), "evidence": ibis.literal(""), **span}


def _answer(
    ways: ir.Table, kind: str, target: ir.StringValue, own_numbered: ir.BooleanValue, end_numbered: ir.BooleanValue
) -> ir.Table:
    """Rows of `reach` beside what was asked, without those that two numbers tell apart.

    Only of the person at the end of a way they stay, marked by `is_other`.
    """
    meets = kind == "kin_role" and "holder_id" in ways.columns
    apart = (ways.person_id != ways.asked_person) & own_numbered & ways.person_numbered
    if meets:
        apart |= (ways.relative_id != ways.holder_id) & ways.relative_numbered & ways.holder_numbered
    is_other = (target != ways.asked_target) & end_numbered & ways.target_numbered
    beside = {
        "asked_person": ways.asked_person,
        "asked_target": ways.asked_target,
        "holder_id": ways.holder_id if meets else ibis.null().cast("string"),
        "is_other": is_other,
        "is_apart": apart if kind in ("self", "kin") else apart | is_other,
    }
    rows = as_reach(ways, kind, target, **beside)
    return rows.filter(~rows.is_apart).drop("is_apart")


def _doubts(row: Way) -> list[tuple[str, str]]:
    """The pairs of people that a way takes for one by their name only."""
    meets = [(row["asked_person"], row["person_id"]), (row["asked_target"], row["target_id"])]
    if row["holder_id"] is not None:
        meets.append((row["relative_id"], row["holder_id"]))
    return [(one, other) for one, other in meets if one != other]


def _way(row: Way, namesakes: Namesakes) -> Way | None:
    """A way as it is given: by name only where nothing tells namesakes apart, and None where something does."""
    doubts = _doubts(row)
    apart = [pair for pair in doubts if not namesakes.may_be_one(*pair)]
    ends_elsewhere = row["kind"] in ("self", "kin") and apart == [(row["asked_target"], row["target_id"])]
    if apart and not ends_elsewhere:
        return None
    way = {name: value for name, value in row.items() if name != "holder_id"}
    way["is_other"] = bool(row["is_other"]) or ends_elsewhere
    return {**way, "by_name": bool(doubts), "tier": NAME_ONLY if doubts else row["tier"]}
