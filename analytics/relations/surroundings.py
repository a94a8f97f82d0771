"""Who and what stands around one post, firm or matter: the ties within one or two steps of it, found on the engine.

Flows in: a view, a node (id of a person, an organisation, a post or a matter), how many ties away, and the most ties
wanted. Flows out: the ties with the row that proves each. Only rows that name what was reached are read, so that the
size of the whole does not matter; where a node has more ties than wanted, it is said and none is picked out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from analytics.relations.records import id_table, named
from analytics.snapshot import View


@dataclass(frozen=True, slots=True)
class Tie:
    """One row that ties two nodes; `words` are what it says of the tie (relation, role, share, act), by column."""

    source: str
    target: str
    kind: str
    tier: str
    table: str
    row_id: str
    since: date | None
    until: date | None
    words: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The ties around a node, sorted; `names` says for every node its kind and label.

    `is_cut` is true where a further step would have passed the most ties wanted: the ties of the steps before stand.
    """

    node: str
    ties: tuple[Tie, ...]
    names: Mapping[str, tuple[str, str]]
    is_cut: bool


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a kind of tie is read: a table, the roles (or the place, `@post_id`) at both ends, days and words."""

    kind: str
    table: str
    source: str
    target: str
    since: str | None = None
    until: str | None = None
    words: tuple[str, ...] = ()


_SOURCES = (
    _Source("holds_post", "tenure", "holder", "@post_id", "since", "until"),
    _Source("kin", "declared_tie", "declarant", "relative", None, None, ("relation",)),
    _Source("kin", "kin_filing", "official", "relative", None, None, ("relation",)),
    _Source("role_in_firm", "declared_tie", "relative", "firm", "valid_from", "valid_to",
            ("firm_role", "share_percent")),
    _Source("role_in_firm", "firm_officer", "officer", "firm", "since", "until", ("role", "share_percent")),
    _Source("holds_firm", "firm_holding", "holder", "firm", "since", "until", ("share_percent",)),
    _Source("acts_in", "matter_act", "actor", "@matter_id", "acted_on", "acted_on", ("act",)),
    _Source("party_of", "matter_act", "party", "@matter_id"),
    _Source("left", "restriction", "former", "unit"),
    _Source("went_to", "restriction", "former", "went_to", "exit_date"),
    _Source("awards", "purchase", "unit", "supplier", "awarded_on", "awarded_on"),
)  # fmt: skip


def surroundings(view: View, node: str, steps: int, most: int) -> Surroundings:
    """The ties within `steps` of a node; no step is begun that would bring more than `most` ties in all.

    Units are reached, and never passed through: everybody of an office is tied to it.
    """
    found: dict[tuple[str, str, str, str], Tie] = {}
    reached, rim, is_cut = {node}, {node}, False
    for _ in range(steps):
        ties = _ties_of(view, rim, most)
        further = found | {(tie.kind, tie.row_id, tie.source, tie.target): tie for tie in ties or ()}
        if ties is None or len(further) > most:
            is_cut = True
            break
        found = further
        ends = {end for tie in ties for end in (tie.source, tie.target)}
        rim = ends - reached - _units(view, ends)
        reached |= ends
        if not rim:
            break
    return Surroundings(node, tuple(found[key] for key in sorted(found)), names_of(view, reached), is_cut)


def names_of(view: View, nodes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Kind and label of nodes, whatever they are; unknown ids are left out."""
    wanted = sorted(set(nodes))
    names: dict[str, tuple[str, str]] = {}
    for row in _matching(view.table("person"), "person_id", wanted):
        names[row["person_id"]] = ("person", row["name"])
    for row in _matching(view.table("organisation"), "organisation_id", wanted):
        names[row["organisation_id"]] = (row["kind"], row["name"])
    for row in _matching(view.table("post"), "post_id", wanted):
        names[row["post_id"]] = ("post", row["name"])
    for matter, label in _matters(view, wanted):
        names.setdefault(matter, ("matter", label))
    return names


def _matters(view: View, wanted: list[str]) -> list[tuple[str, str]]:
    if view.is_empty("matter_act"):
        return []
    place = view.table("placement")
    place = place.filter((place.record_table == "matter_act") & place.matter_id.isin(wanted))
    place = place.select("matter_id", placed="record_id")
    acts = view.table("matter_act").join(place, [("id", "placed")])
    told = acts.select("matter_id", "id", "matter_number", "matter_title")
    rows = sorted(told.to_pyarrow().to_pylist(), key=lambda row: row["id"])
    said = [(row["matter_id"], (row["matter_number"], row["matter_title"])) for row in rows]
    return [(matter, " ".join(part for part in parts if part)) for matter, parts in said]


def _units(view: View, nodes: Iterable[str]) -> set[str]:
    rows = _matching(view.table("organisation"), "organisation_id", sorted(nodes))
    return {row["organisation_id"] for row in rows if row["kind"] == "unit"}


def _ties_of(view: View, nodes: set[str], most: int) -> list[Tie] | None:
    """The ties of some nodes, None where they are more than `most`."""
    found: list[Tie] = []
    for source in _SOURCES:
        if view.is_empty(source.table):
            continue
        rows = _rows(view, source, nodes).limit(most - len(found) + 1).to_pyarrow().to_pylist()
        found += [_tie(source, row) for row in rows]
        if len(found) > most:
            return None
    return found


def _rows(view: View, source: _Source, nodes: set[str]) -> ir.Table:
    """Rows of a table whose ends are known and of which one is among the nodes."""
    roles = {"one": source.source} | ({} if source.target.startswith("@") else {"other": source.target})
    rows = named(view, source.table, **roles)
    if source.target.startswith("@"):
        place = view.table("placement")
        place = place.filter(place.record_table == source.table)
        place = place.select(placed="record_id", other_id=place[source.target[1:]])
        rows = rows.join(place, rows.id == place.placed).mutate(other_tier=ibis.literal("A"))
    wanted = id_table("wanted", nodes)
    both = rows.filter(rows.one_id.notnull() & rows.other_id.notnull())
    touching = both.filter(both.one_id.isin(wanted.wanted) | both.other_id.isin(wanted.wanted))
    never = ibis.null().cast("date")
    return touching.select(
        "id",
        "one_id",
        "other_id",
        *source.words,
        tier=ibis.greatest(touching.one_tier, touching.other_tier),
        from_day=never if source.since is None else touching[source.since],
        to_day=never if source.until is None else touching[source.until],
    )


def _tie(source: _Source, row: Mapping[str, Any]) -> Tie:
    words = tuple((column, str(row[column])) for column in source.words if row[column] is not None)
    return Tie(
        row["one_id"], row["other_id"], source.kind, row["tier"], source.table, row["id"], row["from_day"],
        row["to_day"], words,
    )  # fmt: skip


def _matching(table: ir.Table, column: str, values: list[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.filter(table[column].isin(values)).to_pyarrow().to_pylist() if values else []
    return sorted(found, key=lambda row: str(row[column]))
