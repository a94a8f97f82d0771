"""`reach` against an exhaustive search: NetworkX walks every path of 300 small worlds, day by day, link by link.

The search shares nothing with the joins but the identities and the kin relations, which have tests of their own. What
is compared: for each official, target, kinship, role, share, chain and tier, whether the way is in force on each day
(yes, no, not known), and that the rows given as evidence are those of one of the paths found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, cached_property
from typing import Any, NamedTuple

import networkx as nx

from analytics.relations import JQS, K74, RelationState, kin_relations, reach, read_relation
from analytics.relations.interest import in_force
from analytics.relations.shares import basis_points, is_controlling
from analytics.snapshot import View
from models.vocabulary import FirmRole
from tests.relations.random_worlds import DAYS, stacked

State = bool | None
Days = tuple[State, ...]


class Tie(NamedTuple):
    """One edge of the search: what it is, on which days it holds, who it rests on, and the rows that prove it."""

    what: tuple[Any, ...]
    days: Days
    tier: str
    rows: tuple[str, ...]


def both(*states: State) -> State:
    """Whether all hold; unknown unless one fails."""
    return False if False in states else None if None in states else True


def either(*states: State) -> State:
    """Whether one holds; unknown if one may."""
    return True if True in states else None if None in states else False


def spanned(since: date | None, until: date | None, known: date | None) -> Days:
    """The days of an interval; before its beginning is known it may hold, from `known` on it does."""

    def on(day: date) -> State:
        if (until is not None and day > until) or (since is not None and day < since):
            return False
        return True if since is not None or (known is not None and known <= day) else None

    return tuple(on(day) for day in DAYS)


class Search:
    """The graph of all worlds, from plain rows and who is meant in them."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.who = {(m["record_table"], m["record_id"], m["role"]): m for m in view.rows("mention")}
        self.kin: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in kin_relations(view).to_pyarrow().to_pylist():
            self.kin[row["person_id"]].append(row)
        self.control = self._controls()
        self.ties: dict[str, list[tuple[str, Tie]]] = defaultdict(list)
        for person, firm, tie in self._stated():
            self.ties[person].append((firm, tie))

    def _meant(self, table: str, row: dict[str, Any], role: str) -> tuple[str, str] | None:
        mention = self.who.get((table, row["id"], role))
        return None if mention is None else (mention["person_id"] or mention["organisation_id"], mention["tier"])

    def _controls(self) -> nx.MultiDiGraph[str]:
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in self.view.rows("firm_holding"):
            holder, firm = self._meant("firm_holding", row, "holder"), self._meant("firm_holding", row, "firm")
            if holder and firm and holder != firm and is_controlling(row["share_percent"]):
                days = spanned(row["since"], row["until"], None)
                tie = Tie((), days, max(holder[1], firm[1]), (f"firm_holding/{row['id']}",))
                graph.add_edge(holder[0], firm[0], tie=tie)
        return graph

    def _stated(self) -> Iterator[tuple[str, str, Tie]]:
        """Roles and shares as registers and declarations state them, without what is held for others."""
        entered = list(self._entered())
        for person, firm, role, share, span, tier, rows in [*entered, *self._own_and_relatives(entered)]:
            yield from self._held(person, firm, role, share, spanned(*span), tier, rows)

    def _entered(self) -> Iterator[tuple[Any, ...]]:
        for table, who in (("firm_officer", "officer"), ("nominee_agreement", "beneficiary")):
            for row in self.view.rows(table):
                person, firm = self._meant(table, row, who), self._meant(table, row, "firm")
                if person and firm:
                    role = row["role"] if table == "firm_officer" else str(FirmRole.SHAREHOLDER)
                    share, span = basis_points(row["share_percent"]), (row["since"], row["until"], row["since"])
                    tier, rows = max(person[1], firm[1]), (f"{table}/{row['id']}",)
                    yield person[0], firm[0], role, share, span, tier, rows

    def _own_and_relatives(self, entered: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """What was declared; where no beginning was, the dates of the register for the same person, firm and role."""
        names = {row["person_id"]: row["name"] for row in self.view.rows("person")}
        for row in self.view.rows("declared_tie"):
            is_own = read_relation(row["relation"]).state is RelationState.SELF
            person = self._meant("declared_tie", row, "declarant" if is_own else "relative")
            firm = self._meant("declared_tie", row, "firm")
            if not person or not firm:
                continue
            role, share, own = row["firm_role"], basis_points(row["share_percent"]), (f"declared_tie/{row['id']}",)
            tier = max(person[1], firm[1])
            since, until, said = row["valid_from"], row["valid_to"], row["declared_on"]
            same = [e for e in entered if e[1:3] == (firm[0], role) and e[4][0] is not None and since is None]
            if tier == "D":
                there = {e[0] for e in entered if e[1:3] == (firm[0], role) and names[e[0]] == names[person[0]]}
                same = [e for e in same if {e[0]} == there]
            else:
                same = [e for e in same if e[0] == person[0]]
            if not same:
                yield person[0], firm[0], role, share, (since, until, since or said), tier, own
            for _, _, _, share_there, (since_there, until_there, _), tier_there, rows in same:
                span = (since_there, until if until is not None else until_there, since_there)
                known_share = share if share is not None else share_there
                yield person[0], firm[0], role, known_share, span, max(tier, tier_there), own + rows

    def _held(
        self, person: str, firm: str, role: str, share: int | None, days: Days, tier: str, rows: tuple[str, ...]
    ) -> Iterator[tuple[str, str, Tie]]:
        """A stated tie, share by share as agreements of nominees leave it, day by day."""
        parts: dict[tuple[int | None, tuple[str, ...]], list[State]] = {}
        for number, day in enumerate(DAYS):
            left, proof = share, rows
            for agreement in self._agreements(person, firm):
                first, last = agreement["since"] or date.min, agreement["until"] or date.max
                if first <= day <= last and (share is not None or role == FirmRole.SHAREHOLDER):
                    given = basis_points(agreement["share_percent"])
                    left = None if left is None or given is None else left - given
                    proof += (f"nominee_agreement/{agreement['id']}",)
                    if role == FirmRole.SHAREHOLDER and (left is None or left <= 0):
                        break
            else:
                parts.setdefault((left, proof), [False] * len(DAYS))[number] = days[number]
        for (left, proof), on in parts.items():
            yield person, firm, Tie((role, left), tuple(on), tier, proof)

    def _agreements(self, person: str, firm: str) -> list[dict[str, Any]]:
        return self._fronts.get((person, firm), [])

    @cached_property
    def _declarants(self) -> dict[str, str]:
        rows = self.view.rows("declared_tie")
        return {
            f"declared_tie/{row['id']}": meant[0]
            for row in rows
            if (meant := self._meant("declared_tie", row, "declarant"))
        }

    @property
    def _fronts(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        return _fronts_of(self)

    def ways(self) -> Iterator[tuple[tuple[Any, ...], Days, tuple[str, ...]]]:
        """Every way of every official: what it is, its days, its rows."""
        declared = self.view.rows("declared_tie")
        always: Days = (True,) * len(DAYS)
        for official in sorted(
            {meant[0] for row in declared if (meant := self._meant("declared_tie", row, "declarant"))}
        ):
            yield (official, official, "self", *_NO_KIN, *_NO_FIRM, "A"), always, ()
            for target, firm, tie, proof in self._through(official):
                yield (official, target, "self_role", *_NO_KIN, *firm, tie.tier), tie.days, proof
            for kin in self.kin[official]:
                yield from self._over(official, kin)
        yield from self._nameless(declared)

    def _over(self, official: str, kin: dict[str, Any]) -> Iterator[tuple[tuple[Any, ...], Days, tuple[str, ...]]]:
        relative, rows = kin["relative_id"], tuple(kin["evidence"].split())
        who = (relative, kin["path"], kin["state"], kin["in_k74"], kin["in_jqs"])
        first, last = kin["valid_from"] or date.min, kin["valid_to"] or date.max
        days: Days = tuple(first <= day <= last for day in DAYS)
        yield (official, relative, "kin", *who, *_NO_FIRM, kin["tier"]), days, rows
        for target, firm, tie, proof in self._through(relative):
            together = kin["hops"] == 1 and self._declarants.get(proof[0]) == official
            # In these worlds officials and firms have numbers; a register's dates found by name and place are tier B.
            tier = (
                ("B" if any(row.startswith("firm_officer") for row in proof) else "A")
                if together and kin["tier"] == "D"
                else None
            )
            on = tuple(map(both, days, tie.days))
            proven = proof if together else rows + proof
            yield (official, target, "kin_role", *who, *firm, tier or max(kin["tier"], tie.tier)), on, proven

    def _through(self, person: str) -> Iterator[tuple[str, tuple[Any, ...], Tie, tuple[str, ...]]]:
        """The firms of a person, and those that these control over any simple path of holdings above half."""
        for firm, tie in self.ties[person]:
            yield firm, (*tie.what, 0, firm), tie, tie.rows
            if tie.what[0] == FirmRole.EMPLOYEE or firm not in self.control:
                continue
            for target in sorted(nx.descendants(self.control, firm)):
                for path in nx.all_simple_edge_paths(self.control, firm, target):
                    links = [self.control.edges[edge]["tie"] for edge in path]
                    days = tuple(both(*states) for states in zip(tie.days, *(link.days for link in links), strict=True))
                    rows = tie.rows + tuple(row for link in links for row in link.rows)
                    through = Tie(tie.what, days, max(tie.tier, *(link.tier for link in links)), rows)
                    yield target, (*tie.what, len(links), firm), through, rows

    def _nameless(self, declared: list[dict[str, Any]]) -> Iterator[tuple[tuple[Any, ...], Days, tuple[str, ...]]]:
        for row in declared:
            own, firm = self._meant("declared_tie", row, "declarant"), self._meant("declared_tie", row, "firm")
            read = read_relation(row["relation"])
            if row["relative_name"] is None and own and firm and read.state is not RelationState.SELF:
                sure = read.state is not RelationState.UNKNOWN
                sets = tuple(name in read.sets if sure else None for name in (K74, JQS))
                part = (row["firm_role"], basis_points(row["share_percent"]), 0, firm[0])
                days = spanned(row["valid_from"], row["valid_to"], row["declared_on"])
                key = (
                    own[0],
                    firm[0],
                    "kin_role",
                    None,
                    read.path,
                    str(read.state),
                    *sets,
                    *part,
                    max(own[1], firm[1]),
                )
                yield key, days, (f"declared_tie/{row['id']}",)


@cache
def _fronts_of(search: Search) -> dict[tuple[str, str], list[dict[str, Any]]]:
    fronts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in search.view.rows("nominee_agreement"):
        nominee, firm = (
            search._meant("nominee_agreement", row, "nominee"),
            search._meant("nominee_agreement", row, "firm"),
        )
        if nominee and firm:
            fronts[nominee[0], firm[0]].append(row)
    return fronts


_NO_KIN = (None,) * 5
_NO_FIRM = (None,) * 4
_KEY = (
    *("person_id", "target_id", "kind", "relative_id", "path", "state", "in_k74", "in_jqs"),
    *("role", "share_bp", "links", "role_firm_id", "tier"),
)
Found = dict[tuple[Any, ...], tuple[Days, set[tuple[str, ...]]]]


def gathered(ways: Iterable[tuple[tuple[Any, ...], Days, tuple[str, ...]]]) -> Found:
    """Ways that say the same as one: in force on a day where one of them is; without those that never are."""
    found: Found = {}
    for key, days, rows in ways:
        known, proofs = found.get(key, ((False,) * len(DAYS), set()))
        found[key] = tuple(map(either, known, days)), proofs | {rows}
    return {key: (days, proofs) for key, (days, proofs) in found.items() if set(days) != {False}}


def joined(view: View) -> Found:
    """The ways that the engine found."""
    rows = reach(view).to_pyarrow().to_pylist()
    return gathered(
        (tuple(row[name] for name in _KEY), tuple(in_force(row, day) for day in DAYS), tuple(row["evidence"].split()))
        for row in rows
    )


def test_the_joins_find_what_an_exhaustive_search_finds() -> None:
    view = View.from_rows(stacked(), as_of=date(2026, 1, 1))
    searched, answered = gathered(Search(view).ways()), joined(view)
    assert {key: days for key, (days, _) in answered.items()} == {key: days for key, (days, _) in searched.items()}
    assert all(proofs <= searched[key][1] for key, (_, proofs) in answered.items())
    kinds = {(key[2], key[10]) for key in answered}
    assert {("self", None), ("kin", None), ("self_role", 0), ("kin_role", 0), ("kin_role", 1), ("kin_role", 2)} <= kinds


def test_spark_finds_what_duckdb_finds(spark: str) -> None:
    rows = stacked()
    on_spark = View.from_rows(rows, as_of=date(2026, 1, 1), engine=spark)
    assert joined(on_spark) == joined(View.from_rows(rows, as_of=date(2026, 1, 1)))
