"""Communities of givers and takers: who deals mostly within one circle.

Flows in: a network and its cases. Flows out: groups of givers and takers that deal with each other more than with the
rest, with the cases inside and the number expected. The grouping is a picture to look at, found by chance-driven search
with a fixed seed: it carries no p-value, since it was chosen to look dense.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from fractions import Fraction

import networkx as nx

from analytics.relations.favour.dealings import Network

_SEED = 20250630
_LEAST_SIDE = 2  # givers, and takers, of a community worth a look
_GIVER, _TAKER = "giver", "taker"

Node = tuple[str, str]  # a side and an id


@dataclass(frozen=True, slots=True)
class Community:
    """Givers and takers who deal with each other: `inside` repeated cases among them, `expected` by chance."""

    givers: tuple[str, ...]
    takers: tuple[str, ...]
    inside: int
    crossing: int  # repeated cases of its givers or takers with others
    expected: Fraction


def communities(network: Network) -> list[Community]:
    """Communities of a network by Louvain's method, on pairs that met more than once; the densest first.

    `expected` sums, over the listed pairs inside, what chance would give each (`Dealing.expected`).
    """
    graph: nx.Graph[Node] = nx.Graph()
    for (giver, taker), dealing in sorted(network.dealings.items()):
        graph.add_edge((_GIVER, giver), (_TAKER, taker), weight=dealing.shared)
    place = placed(graph)
    inside: Counter[int] = Counter()
    crossing: Counter[int] = Counter()
    expected: dict[int, Fraction] = defaultdict(Fraction)
    for (giver, taker), dealing in network.dealings.items():
        one, other = place[_GIVER, giver], place[_TAKER, taker]
        if one == other:
            inside[one] += dealing.shared
            expected[one] += dealing.expected
        else:
            crossing[one] += dealing.shared
            crossing[other] += dealing.shared
    members: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for (side, who), number in sorted(place.items()):
        members[number][side == _TAKER].append(who)
    found = [
        Community(tuple(givers), tuple(takers), inside[number], crossing[number], expected[number])
        for number, (givers, takers) in members.items()
        if len(givers) >= _LEAST_SIDE and len(takers) >= _LEAST_SIDE
    ]
    return sorted(found, key=lambda one: (-one.inside, one.crossing, one.givers, one.takers))


def placed(graph: nx.Graph[Node]) -> dict[Node, int]:
    """The community of every node by Louvain's method with a fixed seed, numbered in the order of their first nodes."""
    groups = nx.community.louvain_communities(graph, weight="weight", seed=_SEED) if graph else []
    return {node: number for number, group in enumerate(sorted(sorted(group) for group in groups)) for node in group}
