"""The part of the relationship graph around some nodes, small enough for a picture.

Flows in: the graph of a view and the nodes in question. Flows out: a copy of the subgraph within a number of ties.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx


def neighbourhood(graph: nx.MultiDiGraph[str], nodes: Iterable[str], ties: int = 1) -> nx.MultiDiGraph[str]:
    """All nodes within `ties` ties of the given nodes, whatever their direction, and the ties among them.

    Nodes that are not in the graph are passed over. The order of the graph is kept.
    """
    reached = {node for node in nodes if node in graph}
    rim = set(reached)
    for _ in range(ties):
        rim = {other for node in rim for other in nx.all_neighbors(graph, node)} - reached
        reached |= rim
    return graph.subgraph(reached).copy()
