"""One method of answering the query of `benchmarks.paths`, in a process of its own.

python -m benchmarks.paths_methods METHOD SCALE FOLDER SAMPLE: prints seconds, peak memory and hits as JSON, and writes
the decisions it found into the folder.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from benchmarks.family_worlds import CONTROL, LEAST_SHARE, NEVER, ROLES_OF_INTEREST, SHAREHOLDER, Tables, build

_NOTICE = 200


class Join:
    """Kin of all actors by joins, ties of firms with chains, and the two met in the middle."""

    def __init__(self, tables: Tables) -> None:
        """Register the tables and compute what every question needs: kin and interests."""
        self.engine = ibis.duckdb.connect()
        for name, table in tables._asdict().items():
            self.engine.con.register(name, table)
        self.kin = self._kept("kin", self._kin())
        self.interest = self._kept("interest", self._interest())

    def answer(self, decision: ir.Table) -> np.ndarray:
        """The ids of decisions that touch an interest and from which nobody stepped aside, sorted."""
        kin, interest = self.kin, self.interest
        person = decision.filter(decision.party_person >= 0)
        own = person.filter(person.actor == person.party_person).select("id")
        near = person.join(kin, [person.actor == kin.official, person.party_person == kin.relative])
        near = near.filter(near.day <= near.kin_until).select("id")
        held = decision.filter(decision.party_firm >= 0).join(interest, decision.party_firm == interest.firm)
        held = held.filter((held.since <= held.day) & (held.day <= held.until))
        own_firm = held.filter(held.actor == held.holder).select("id")
        met = held.join(kin, [held.actor == kin.official, held.holder == kin.relative])
        met = met.filter(met.day <= met.kin_until).select("id")
        hits = own.union(near).union(own_firm).union(met).distinct()
        recusal = self.engine.table("recusal")
        aside = recusal.join(decision, recusal.decision == decision.id)
        aside = aside.filter((aside.applied <= aside.day) & ~aside.is_refused).select(id="decision")
        return np.sort(hits.anti_join(aside, "id").to_pyarrow()["id"].to_numpy())

    def _kept(self, name: str, table: ir.Table) -> ir.Table:
        return self.engine.create_table(name, table, temp=True)

    def _kin(self) -> ir.Table:
        """Official, relative, and the last day: the walks of K74 step by step, from the officials on."""
        decision = self.engine.table("decision")
        start = decision.select(official="actor", relative="actor", kin_until=ibis.literal(NEVER, "int64")).distinct()
        walks = {"": self._kept("walk_", start)}
        for path in _PATHS:
            step = {"p": self._up, "c": self._down, "s": self._across}[path[-1]]
            walks[path] = self._kept(f"walk_{path}", step(walks[path[:-1]]))
        every = [walk for path, walk in walks.items() if path]
        whole = every[0]
        for walk in every[1:]:
            whole = whole.union(walk)
        whole = whole.filter(whole.official != whole.relative)
        return whole.group_by("official", "relative").aggregate(kin_until=whole.kin_until.max())

    def _up(self, walk: ir.Table) -> ir.Table:
        parent = self.engine.table("parent")
        joined = walk.join(parent, walk.relative == parent.child)
        return _furthest(joined.select("official", "kin_until", relative="parent"))

    def _down(self, walk: ir.Table) -> ir.Table:
        parent = self.engine.table("parent")
        joined = walk.join(parent, walk.relative == parent.parent)
        return _furthest(joined.select("official", "kin_until", relative="child"))

    def _across(self, walk: ir.Table) -> ir.Table:
        spouse = self.engine.table("spouse")
        joined = walk.join(spouse, walk.relative == spouse.one)
        until = ibis.least(joined.kin_until, joined.until)
        return _furthest(joined.select("official", relative="other", kin_until=until))

    def _interest(self) -> ir.Table:
        """Holder, firm and span: by role or share, and by control through chains."""
        role, holding = self.engine.table("role"), self.engine.table("holding")
        direct = role.filter((role.role < ROLES_OF_INTEREST) | (role.share >= LEAST_SHARE))
        direct = direct.select("firm", "since", "until", holder="person")
        control = role.filter(role.share > CONTROL).select("firm", "since", "until", holder="person")
        above = holding.filter(holding.share > CONTROL)
        above = above.select(top="holder", bottom="firm", from_day="since", to_day="until")
        parts, level = [direct], control
        while True:
            joined = level.join(above, level.firm == above.top)
            longer = joined.select(
                "holder",
                firm="bottom",
                since=ibis.greatest(joined.since, joined.from_day),
                until=ibis.least(joined.until, joined.to_day),
            )
            level = self._kept(f"chain_{len(parts)}", longer.filter(longer.since <= longer.until).distinct())
            if not level.count().execute():
                break
            parts.append(level.select("firm", "since", "until", "holder"))
        whole = parts[0]
        for part in parts[1:]:
            whole = whole.union(part)
        return whole


_COLLATERAL = ("pc", "pcc", "ppc", "ppcc")
# Every beginning of a walk is a walk itself.
_PATHS = (
    *("p", "pp", "ppp", "c", "cc", "ccc", "s", "sp", "spc", "spcs", "cs", "csp"),
    *_COLLATERAL,
    *(f"{path}s" for path in _COLLATERAL),
)


def _furthest(walk: ir.Table) -> ir.Table:
    return walk.group_by("official", "relative").aggregate(kin_until=walk.kin_until.max())


class Graph(Protocol):
    """What a search asks of a graph library."""

    def parents(self, person: int) -> Iterable[int]: ...

    def children(self, person: int) -> Iterable[int]: ...

    def spouses(self, person: int) -> Iterable[tuple[int, int]]: ...

    def roles(self, person: int) -> Iterable[tuple[int, int, int, bool]]: ...

    def held(self, firm: int) -> Iterable[tuple[int, int, int]]: ...


def kin(graph: Graph, person: int) -> Iterator[tuple[int, int]]:
    """Relatives of K74 with the last day, walk by walk; one may come more than once."""
    walks = {"": [(person, NEVER)]}
    for path in _PATHS:
        before, found = walks[path[:-1]], {}
        for at, until in before:
            if path[-1] == "s":
                steps = [(other, min(until, end)) for other, end in graph.spouses(at)]
            else:
                steps = [(other, until) for other in (graph.parents(at) if path[-1] == "p" else graph.children(at))]
            for other, end in steps:
                if found.get(other, -NEVER) < end:
                    found[other] = end
        walks[path] = list(found.items())
        yield from ((other, until) for other, until in walks[path] if other != person)


def interests(graph: Graph, person: int) -> Iterator[tuple[int, int, int]]:
    """Firms in which a person has an interest, with its span."""
    for firm, since, until, is_control in graph.roles(person):
        yield firm, since, until
        if is_control:
            yield from _below(graph, firm, since, until, frozenset({firm}))


def _below(graph: Graph, firm: int, since: int, until: int, seen: frozenset[int]) -> Iterator[tuple[int, int, int]]:
    for under, start, end in graph.held(firm):
        first, last = max(since, start), min(until, end)
        if under not in seen and first <= last:
            yield under, first, last
            yield from _below(graph, under, first, last, seen | {under})


class Ball:
    """Everything an actor touches."""

    def __init__(self, graph: Graph, actor: int) -> None:
        """Search once around an actor."""
        self.people = {actor: NEVER}
        for relative, until in kin(graph, actor):
            self.people[relative] = max(until, self.people.get(relative, -NEVER))
        self.firms: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for person, until in self.people.items():
            for firm, first, last in interests(graph, person):
                self.firms[firm].append((first, min(last, until)))

    def touches(self, person: int, firm: int, day: int) -> bool:
        """Whether a party is within reach on a day."""
        if firm < 0:
            return self.people.get(person, -NEVER) >= day
        return any(first <= day <= last for first, last in self.firms.get(firm, ()))


def touches_alone(graph: Graph, actor: int, person: int, firm: int, day: int) -> bool:
    """The search for one decision by itself: it ends where the party is met."""
    for relative, until in ((actor, NEVER), *kin(graph, actor)):
        if until < day:
            continue
        if firm < 0:
            if relative == person:
                return True
        elif any(to == firm and first <= day <= last for to, first, last in interests(graph, relative)):
            return True
    return False


class OnNetworkX:
    """Parents, marriages, roles and holdings as NetworkX graphs."""

    def __init__(self, tables: Tables) -> None:
        """Build the graphs."""
        import networkx as nx

        self._family, self._married = nx.DiGraph(), nx.DiGraph()
        self._role, self._holding = nx.MultiDiGraph(), nx.MultiDiGraph()
        self._family.add_edges_from(_pairs(tables.parent, "child", "parent"))
        self._married.add_weighted_edges_from(_pairs(tables.spouse, "one", "other", "until"), weight="until")
        for person, firm, since, until, controls in _interest_rows(tables):
            self._role.add_edge(person, ("firm", firm), span=(firm, since, until, controls))
        for holder, firm, since, until in _control_rows(tables):
            self._holding.add_edge(holder, firm, span=(firm, since, until))

    def parents(self, person: int) -> Iterable[int]:
        """The parents of a person."""
        return self._family.succ[person] if person in self._family else ()

    def children(self, person: int) -> Iterable[int]:
        """The children of a person."""
        return self._family.pred[person] if person in self._family else ()

    def spouses(self, person: int) -> Iterable[tuple[int, int]]:
        """The spouse, and until when."""
        if person not in self._married:
            return ()
        return [(other, tie["until"]) for other, tie in self._married.succ[person].items()]

    def roles(self, person: int) -> Iterable[tuple[int, int, int, bool]]:
        """Firm, first and last day, and whether it is control."""
        return [tie["span"] for _, _, tie in self._role.out_edges(person, data=True)] if person in self._role else ()

    def held(self, firm: int) -> Iterable[tuple[int, int, int]]:
        """Firms that a firm controls."""
        return [tie["span"] for _, _, tie in self._holding.out_edges(firm, data=True)] if firm in self._holding else ()


class OnIgraph:
    """The same on igraph: ties are found by their edge, their days stand in lists beside it."""

    def __init__(self, tables: Tables) -> None:
        """Build the graphs."""
        import igraph

        people, firms = _highest(tables)
        self._family = igraph.Graph(people, _pairs(tables.parent, "child", "parent"), directed=True)
        self._married = igraph.Graph(people, _pairs(tables.spouse, "one", "other"), directed=True)
        self._until = list(zip(*(tables.spouse[name].to_pylist() for name in ("other", "until")), strict=True))
        rows = list(_interest_rows(tables))
        self._role = igraph.Graph(people + firms, [(person, people + firm) for person, firm, *_ in rows], directed=True)
        self._roles = [row[1:] for row in rows]
        held = list(_control_rows(tables))
        self._holding = igraph.Graph(firms, [(holder, firm) for holder, firm, *_ in held], directed=True)
        self._held = [row[1:] for row in held]

    def parents(self, person: int) -> Iterable[int]:
        """The parents of a person."""
        return self._family.successors(person)

    def children(self, person: int) -> Iterable[int]:
        """The children of a person."""
        return self._family.predecessors(person)

    def spouses(self, person: int) -> Iterable[tuple[int, int]]:
        """The spouse, and until when."""
        return [self._until[edge] for edge in self._married.incident(person)]

    def roles(self, person: int) -> Iterable[tuple[int, int, int, bool]]:
        """Firm, first and last day, and whether it is control."""
        return [self._roles[edge] for edge in self._role.incident(person)]

    def held(self, firm: int) -> Iterable[tuple[int, int, int]]:
        """Firms that a firm controls."""
        return [self._held[edge] for edge in self._holding.incident(firm)]


class OnRustworkx:
    """The same on rustworkx: ties are the payload of their edge."""

    def __init__(self, tables: Tables) -> None:
        """Build the graphs."""
        import rustworkx

        people, firms = _highest(tables)
        self._family, self._married, self._role, self._holding = (rustworkx.PyDiGraph() for _ in range(4))
        for graph, count in ((self._family, people), (self._married, people), (self._role, people + firms)):
            graph.add_nodes_from([None] * count)
        self._holding.add_nodes_from([None] * firms)
        self._family.add_edges_from_no_data(_pairs(tables.parent, "child", "parent"))
        married = _pairs(tables.spouse, "one", "other", "until")
        self._married.add_edges_from([(one, other, (other, until)) for one, other, until in married])
        rows = _interest_rows(tables)
        self._role.add_edges_from([(row[0], people + row[1], row[1:]) for row in rows])
        self._holding.add_edges_from([(row[0], row[1], row[1:]) for row in _control_rows(tables)])

    def parents(self, person: int) -> Iterable[int]:
        """The parents of a person."""
        return self._family.successor_indices(person)

    def children(self, person: int) -> Iterable[int]:
        """The children of a person."""
        return self._family.predecessor_indices(person)

    def spouses(self, person: int) -> Iterable[tuple[int, int]]:
        """The spouse, and until when."""
        return [tie for _, _, tie in self._married.out_edges(person)]

    def roles(self, person: int) -> Iterable[tuple[int, int, int, bool]]:
        """Firm, first and last day, and whether it is control."""
        return [tie for _, _, tie in self._role.out_edges(person)]

    def held(self, firm: int) -> Iterable[tuple[int, int, int]]:
        """Firms that a firm controls."""
        return [tie for _, _, tie in self._holding.out_edges(firm)]


def _pairs(table: pa.Table, *columns: str) -> list[tuple[int, ...]]:
    return list(zip(*(table[column].to_pylist() for column in columns), strict=True))


def _interest_rows(tables: Tables) -> Iterator[tuple[int, int, int, int, bool]]:
    role, share = tables.role["role"].to_numpy(), tables.role["share"].to_numpy()
    counting = tables.role.filter(
        pa.array((role < ROLES_OF_INTEREST) | ((role == SHAREHOLDER) & (share >= LEAST_SHARE)))
    )
    for person, firm, since, until, part in _pairs(counting, "person", "firm", "since", "until", "share"):
        yield person, firm, since, until, part > CONTROL


def _control_rows(tables: Tables) -> Iterator[tuple[int, int, int, int]]:
    for holder, firm, share, since, until in _pairs(tables.holding, "holder", "firm", "share", "since", "until"):
        if share > CONTROL:
            yield holder, firm, since, until


def _highest(tables: Tables) -> tuple[int, int]:
    people = max(int(tables.parent["child"].to_numpy().max()), int(tables.role["person"].to_numpy().max())) + 1
    firms = max(int(tables.role["firm"].to_numpy().max()), int(tables.decision["party_firm"].to_numpy().max())) + 1
    return people, max(firms, int(tables.holding["firm"].to_numpy().max()) + 1)


def _by_actor(graph: Graph, tables: Tables) -> list[int]:
    aside = _aside(tables)
    found: list[int] = []
    rows = sorted(_pairs(tables.decision, "actor", "id", "party_person", "party_firm", "day"))
    ball, of = None, -1
    for actor, number, person, firm, day in rows:
        if ball is None or actor != of:
            ball, of = Ball(graph, actor), actor
        if ball.touches(person, firm, day) and aside.get(number, NEVER) > day:
            found.append(number)
    return sorted(found)


def _by_decision(graph: Graph, tables: Tables, sample: np.ndarray) -> list[int]:
    aside = _aside(tables)
    found = []
    chosen = tables.decision.take(pa.array(sample))
    for actor, number, person, firm, day in _pairs(chosen, "actor", "id", "party_person", "party_firm", "day"):
        if touches_alone(graph, actor, person, firm, day) and aside.get(number, NEVER) > day:
            found.append(number)
    return sorted(found)


def _aside(tables: Tables) -> dict[int, int]:
    rows = _pairs(tables.recusal, "decision", "applied", "is_refused")
    return {decision: applied for decision, applied, is_refused in rows if not is_refused}


_GRAPHS: dict[str, Callable[[Tables], Graph]] = {
    "pair": OnNetworkX,
    "networkx": OnNetworkX,
    "igraph": OnIgraph,
    "rustworkx": OnRustworkx,
}


def run(method: str, scale: str, folder: Path, sample_size: int) -> dict[str, Any]:
    """Seconds to load and to answer, peak memory in MB, and the number of hits; the hits go to the folder."""
    tables = build(scale)
    started = time.perf_counter()
    scaled = 1.0
    if method in ("join", "notice"):
        join = Join(tables)
        loaded = time.perf_counter()
        decision = join.engine.table("decision")
        if method == "notice":
            decision = decision.filter(decision.id >= tables.decision.num_rows - _NOTICE)
        found = join.answer(decision)
    else:
        graph = _GRAPHS[method](tables)
        loaded = time.perf_counter()
        if method == "pair":
            count = tables.decision.num_rows
            sample = np.sort(np.random.default_rng(7).choice(count, min(sample_size, count), replace=False))
            found = np.array(_by_decision(graph, tables, sample), np.int64)
            scaled = count / len(sample)
        else:
            found = np.array(_by_actor(graph, tables), np.int64)
    answer = (time.perf_counter() - loaded) * scaled
    if method == "pair":
        # Not in the time: a sample of rare hits may hold none, so the join's are searched for too.
        found = np.union1d(found, np.array(_by_decision(graph, tables, np.load(folder / "join.npy")), np.int64))
    np.save(folder / f"{method}.npy", found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"load": loaded - started, "answer": answer, "peak": peak, "hits": len(found)}


if __name__ == "__main__":
    method_name, scale_name, folder_name, size = sys.argv[1:]
    print(json.dumps(run(method_name, scale_name, Path(folder_name), int(size))))
