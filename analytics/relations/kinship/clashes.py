"""Declared ties that cannot all be true, named row by row, so that none of them counts.

Flows in: declared kin and what is known of births and sexes. Flows out: `clashing_ties`, one row for each declared row
that is set aside, with why and with the rows it clashes with. Which of them is wrong is for the office to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import ibis
import ibis.expr.types as ir
import networkx as nx
import pyarrow as pa
from ibis import _ as these

from analytics.relations.kinship.algebra import reverse
from analytics.relations.kinship.declared import PAIR, declared_kin, said
from analytics.relations.kinship.persons import as_number, births, sexes
from analytics.relations.kinship.readings import is_any, lookup
from analytics.relations.kinship.wording import TieKind
from analytics.relations.records import kept, nothing, once_per_view
from analytics.snapshot import View

# Lines of descent are a few generations long: what is left after so many rounds of trimming both ends is nearly a ring.
_ROUNDS = 6
_ONE_RELATION_ONLY = frozenset({"p", "c", "pp", "cc", "b", "s"})
_CLASH = {"reason": pa.string(), "evidence": pa.string(), "against": pa.string()}


class Clash(StrEnum):
    """Why declared ties cannot all be true."""

    SAME_PERSON = "same-person"  # somebody is his own relative
    OWN_ANCESTOR = "own-ancestor"  # somebody is his own ancestor
    TWO_MOTHERS = "two-mothers"  # two mothers by birth
    TWO_FATHERS = "two-fathers"  # two fathers by birth
    PARENT_YOUNGER = "parent-younger"  # the parent is not older than the child
    WED_BEFORE_BIRTH = "wed-before-birth"  # the marriage began before one of the two was born
    TWO_RELATIONS = "two-relations"  # two near relations that exclude each other


@once_per_view
def clashing_ties(view: View) -> ir.Table:
    """Declared rows that clash: `reason` (`Clash`), `evidence` (the row, `table/id`), `against` (all rows of a clash).

    A row may clash in several ways; it then stands here once for each. Mentions that rest on the name alone (tier D)
    clash with nobody: the two may be two people of one name.
    """
    kin = declared_kin(view).filter(lambda t: (t.tier != "D") & ~t.there.startswith("-"))
    others = kin.filter(kin.person_id != kin.relative_id)
    found = [_by_itself(kin.filter(kin.person_id == kin.relative_id), Clash.SAME_PERSON)]
    paths = {path for word in said(view) for path in (word.plain, reverse(word.plain))}
    if len(paths & _ONE_RELATION_ONLY) > 1:
        found.append(_two_relations(others))
    if any(set(path) == {"p"} for path in paths):
        lines = kept(view, "kin_lines", _lines(others))
        found += [_two_parents(view, lines), _own_ancestors(view, lines)]
        if is_any(births(view)):
            found.append(_by_itself(_parent_younger(view, lines), Clash.PARENT_YOUNGER))
    if "s" in paths and is_any(births(view)):
        found.append(_by_itself(_wed_before_birth(view, others), Clash.WED_BEFORE_BIRTH))
    every = ibis.union(*(one.select("reason", "evidence", "against") for one in found), distinct=True)
    return kept(view, "kin_clashes", every)


def _by_itself(rows: ir.Table, reason: Clash) -> ir.Table:
    """Rows that no other row is needed to refute."""
    return rows.select(reason=ibis.literal(str(reason)), evidence="evidence", against="evidence")


def _lines(rows: ir.Table) -> ir.Table:
    """Rows of the direct line, each from the descendant up: `child_id`, `parent_id`, `generations`."""
    lines = rows.filter(rows.plain.re_search(r"^(p+|c+)$"))
    is_up = lines.plain.startswith("p")
    return lines.select(
        "evidence",
        "kind",
        child_id=is_up.ifelse(lines.person_id, lines.relative_id),
        parent_id=is_up.ifelse(lines.relative_id, lines.person_id),
        generations=lines.plain.length(),
    )


def _two_parents(view: View, lines: ir.Table) -> ir.Table:
    """A child with two mothers or two fathers, none of them by adoption or as a step-parent."""
    by_birth = lines.filter((lines.generations == 1) & (lines.kind.isnull() | (lines.kind == str(TieKind.BIRTH))))
    adopted = lines.filter((lines.generations == 1) & (lines.kind == str(TieKind.ADOPTION)))
    # A plain 母亲 of an adopted child may be the adoptive one.
    by_birth = by_birth.anti_join(adopted.select("child_id"), "child_id")
    several = by_birth.group_by("child_id").aggregate(parents=by_birth.parent_id.nunique()).filter(these.parents > 1)
    if not is_any(several):
        return nothing(_CLASH)
    known = by_birth.semi_join(several, "child_id").inner_join(sexes(view).rename(parent_id="person_id"), "parent_id")
    counted = known.group_by("child_id", "sex").aggregate(
        parents=known.parent_id.nunique(), against=_joined(known.evidence)
    )
    counted = counted.filter(counted.parents > 1)
    rows = known.inner_join(counted, ["child_id", "sex"])
    mothers, fathers = str(Clash.TWO_MOTHERS), str(Clash.TWO_FATHERS)
    return rows.select("evidence", "against", reason=(rows.sex == "f").ifelse(mothers, fathers))


def _parent_younger(view: View, lines: ir.Table) -> ir.Table:
    birth = births(view)
    known = lines.inner_join(birth.select(child_id="person_id", child_last="born_last"), "child_id")
    known = known.inner_join(birth.select(parent_id="person_id", parent_first="born_first"), "parent_id")
    return known.filter(known.parent_first >= known.child_last)


def _wed_before_birth(view: View, rows: ir.Table) -> ir.Table:
    begun = rows.filter((rows.plain == "s") & rows.valid_from.notnull())
    sides = [begun.select("evidence", "valid_from", person_id=who) for who in PAIR]
    known = sides[0].union(sides[1]).inner_join(births(view), "person_id")
    return known.filter(known.born_first > as_number(known.valid_from)).select("evidence").distinct()


def _two_relations(rows: ir.Table) -> ir.Table:
    """Two people declared in two near relations that exclude each other, such as mother and wife."""
    near = rows.filter(
        rows.plain.isin(sorted(_ONE_RELATION_ONLY)) & (rows.kind.isnull() | (rows.kind == str(TieKind.BIRTH)))
    )
    is_forth = near.person_id < near.relative_id
    back = near.plain.translate("pc", "cp")
    pairs = near.select(
        "evidence",
        one=is_forth.ifelse(near.person_id, near.relative_id),
        other=is_forth.ifelse(near.relative_id, near.person_id),
        said=is_forth.ifelse(near.plain, back),
    )
    counted = pairs.group_by("one", "other").aggregate(words=pairs.said.nunique(), against=_joined(pairs.evidence))
    counted = counted.filter(counted.words > 1)
    clashing = pairs.inner_join(counted, ["one", "other"])
    return clashing.select("evidence", "against", reason=ibis.literal(str(Clash.TWO_RELATIONS)))


def _own_ancestors(view: View, lines: ir.Table) -> ir.Table:
    """Rows of the direct line that run in a ring."""
    rest = kept(view, "kin_rings_0", lines.select("evidence", "child_id", "parent_id"))
    for number in range(1, _ROUNDS + 1):
        has_child = rest.select(child_id="parent_id").distinct()
        has_parent = rest.select(parent_id="child_id").distinct()
        rest = rest.semi_join(has_child, "child_id").semi_join(has_parent, "parent_id")
        rest = kept(view, f"kin_rings_{number}", rest)
        if not is_any(rest):
            break
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for row in rest.to_pyarrow().to_pylist():
        graph.add_edge(row["child_id"], row["parent_id"], evidence=row["evidence"])
    found: list[dict[str, object]] = []
    for ring in nx.strongly_connected_components(graph):
        evidence = sorted({data["evidence"] for *_, data in graph.subgraph(ring).edges(data=True)})
        found += [_clash(Clash.OWN_ANCESTOR, row, evidence) for row in evidence]
    return lookup(found, _CLASH)


def _clash(reason: Clash, row: str, against: Iterable[str]) -> dict[str, object]:
    return {"reason": str(reason), "evidence": row, "against": " ".join(against)}


def _joined(evidence: ir.StringColumn) -> ir.StringScalar:
    """All rows of a group in one order, whatever the engine."""
    joined: ir.StringScalar = evidence.collect(distinct=True).sort().join(" ")
    return joined
