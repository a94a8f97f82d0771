"""Communities and bridging posts: which posts and units decide for the same beneficiaries, and which link the circles.

Flows in: a view. Flows out: circles of posts and units around shared beneficiaries, and the posts and units that lie
between circles. The subject is posts and units, never persons: beneficiaries are counted. Both are pictures to look at,
without p-value; a service window that everybody passes is a bridge by its duty. Closeness is not guilt.

A beneficiary of one post alone links nothing and is left out, counted. Where the graph would still be large, only pairs
with more cases are kept, and betweenness is taken from a sample of nodes with a fixed seed; both are said (`least`,
`pivots`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import networkx as nx

from analytics.relations.favour.communities import Node, placed
from analytics.relations.records import kept, named, once_per_view
from analytics.snapshot import View
from models.vocabulary import EvidenceTier, StepAct

_SEED = 20250630
_SUBSTANCE = [str(act) for act in StepAct if act.of_substance]
MOST_PAIRS = 60_000  # pairs of giver and beneficiary in the graph
MOST_VISITS = 20_000_000  # pairs visited for betweenness: pivots times pairs
_DIGITS = 6  # of betweenness, so that the order of sums does not show

_GIVER, _TAKER = "giver", "taker"


@dataclass(frozen=True, slots=True)
class Circle:
    """Posts and units that decide for the same beneficiaries.

    `inside` counts the cases between its givers and its beneficiaries, `crossing` those of either with others.
    """

    givers: tuple[str, ...]
    takers: int
    inside: int
    crossing: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """A post or unit between circles.

    `between` is its betweenness centrality (0 to 1: the part of the shortest ways between others that pass it), `parts`
    into how many parts the rest of its component would fall without it (1: it cuts nothing off), `circles` to how many
    circles the other posts and units belong that share beneficiaries with it.
    """

    giver: str
    between: float
    parts: int
    circles: int
    takers: int


@dataclass(frozen=True, slots=True)
class Bridges:
    """What the graph of givers and beneficiaries looks like, and what was left out of it.

    `givers` and `takers` are those in the graph; `single` the beneficiaries with one giver only, `least` the fewest
    cases of a pair that was kept, `pivots` how many nodes betweenness was taken from (None: all of them).
    """

    circles: tuple[Circle, ...]
    bridges: tuple[Bridge, ...]
    givers: int
    takers: int
    single: int
    least: int
    pivots: int | None


@once_per_view
def bridges(view: View) -> Bridges:
    """The circles, those with most cases first, and the bridging posts and units, the most between first."""
    cases = _cases(view)
    if cases is None:
        return Bridges((), (), 0, 0, 0, 1, None)
    pairs = kept(view, "bridges_pairs", cases.group_by("giver_id", "taker_id").aggregate(cases=cases.count()))
    linking, single, least = _linking(pairs)
    graph: nx.Graph[Node] = nx.Graph()
    for row in sorted(linking, key=lambda row: (row["giver_id"], row["taker_id"])):
        graph.add_edge((_GIVER, row["giver_id"]), (_TAKER, row["taker_id"]), weight=int(row["cases"]))
    givers = sum(side == _GIVER for side, _ in graph)
    place = placed(graph)
    pivots = _pivots(graph)
    return Bridges(
        tuple(_circles(graph, place)),
        tuple(_between(graph, place, pivots)),
        givers,
        len(graph) - givers,
        single,
        least,
        pivots,
    )


def _cases(view: View) -> ir.Table | None:
    """Cases as giver (post, or the unit that pays or buys) and beneficiary, each once; None where no log is held."""
    parts = []
    if not view.is_empty("matter_act"):
        acts = named(view, "matter_act", taker="party")
        place = view.table("placement")
        place = place.filter((place.record_table == "matter_act") & place.post_id.notnull())
        place = place.select(placed="record_id", giver_id="post_id", case_id="matter_id")
        acts = acts.join(place, acts.id == place.placed)
        acts = acts.filter(acts.act.isin(_SUBSTANCE) & acts.case_id.notnull())
        parts.append(_known(acts))
    for table, role in (("payment", "payee"), ("purchase", "supplier")):
        if not view.is_empty(table):
            rows = named(view, table, giver="unit", taker=role)
            parts.append(_known(rows.filter(rows.giver_id.notnull()).mutate(case_id=rows.id)))
    return ibis.union(*parts).distinct() if parts else None


def _known(rows: ir.Table) -> ir.Table:
    known = rows.filter(rows.taker_id.notnull() & (rows.taker_tier != EvidenceTier.D))
    return known.select("giver_id", "taker_id", "case_id")


def _linking(pairs: ir.Table) -> tuple[list[dict[str, Any]], int, int]:
    """The pairs whose beneficiary has two givers or more, how many have one, and the fewest cases of a pair kept."""
    takers = pairs.group_by("taker_id").aggregate(givers=pairs.count())
    single = int(takers.filter(takers.givers == 1).count().to_pyarrow().as_py())
    least = 1
    while True:
        strong = pairs.filter(pairs.cases >= least)
        by_taker = strong.group_by("taker_id").aggregate(givers=strong.count())
        linking = strong.semi_join(by_taker.filter(by_taker.givers > 1), "taker_id")
        if int(linking.count().to_pyarrow().as_py()) <= MOST_PAIRS:
            return linking.to_pyarrow().to_pylist(), single, least
        least += 1


def _circles(graph: nx.Graph[Node], place: dict[Node, int]) -> list[Circle]:
    givers: dict[int, list[str]] = defaultdict(list)
    takers, inside, crossing = Counter[int](), Counter[int](), Counter[int]()
    for (side, who), number in sorted(place.items()):
        if side == _GIVER:
            givers[number].append(who)
        else:
            takers[number] += 1
    for one, other, facts in graph.edges(data=True):
        weight = int(facts["weight"])
        if place[one] == place[other]:
            inside[place[one]] += weight
        else:
            crossing[place[one]] += weight
            crossing[place[other]] += weight
    found = [
        Circle(tuple(members), takers[number], inside[number], crossing[number])
        for number, members in givers.items()
        if len(members) > 1
    ]
    return sorted(found, key=lambda circle: (-circle.inside, circle.crossing, circle.givers))


def _pivots(graph: nx.Graph[Node]) -> int | None:
    affordable = MOST_VISITS // max(1, graph.number_of_edges())
    return None if affordable >= len(graph) else affordable


def _between(graph: nx.Graph[Node], place: dict[Node, int], pivots: int | None) -> list[Bridge]:
    if not graph:
        return []
    scores = nx.betweenness_centrality(graph, k=pivots, seed=_SEED)
    parts = _parts(graph)
    found = [
        Bridge(
            who,
            round(scores[side, who], _DIGITS),
            parts[side, who],
            len({place[other] for taker in graph[side, who] for other in graph[taker] if other != (side, who)}),
            graph.degree((side, who)),
        )
        for side, who in graph
        if side == _GIVER
    ]
    return sorted(
        (one for one in found if one.between > 0 or one.parts > 1),
        key=lambda one: (-one.between, -one.parts, one.giver),
    )


def _parts(graph: nx.Graph[Node]) -> Counter[Node]:
    """Into how many parts the rest of a component falls without a node: its blocks (biconnected components)."""
    found: Any = nx.biconnected_components(graph)  # sets of nodes; the stubs say lists of them
    return Counter(node for block in found for node in block)
