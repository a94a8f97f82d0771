"""The relationship graph: persons, posts, steps, units, firms, matters and notices, and the ties between them.

Flows in: the tables of a view. Flows out: a NetworkX multigraph, built in sorted order. Every node has `kind` (person,
post, step, unit, firm, place, unknown, matter, notice) and `label`; every edge has `kind`, `evidence` (rows as (table,
id)), `valid_from`, `valid_to` and `tier` (the weakest of the mentions it joins). Kinds of edges:

| kind | from -> to | read from |
| --- | --- | --- |
| belongs_to | post -> unit | placements |
| has_step | post -> step | post_step |
| holds_post | person -> post | tenure |
| handles | person -> step | step_handler |
| kin | declarant -> relative (`relation`: what the relative is to the declarant; `path`) | declared_tie |
| role_in_firm | person -> firm (`role`, `share`) | declared_tie |
| works_for | relative -> employer | declared_tie |
| left | person -> unit | restriction |
| went_to | person -> firm | restriction |
| acts_in | person -> matter (`act`, `step_id`) | matter_act |
| done_at | matter -> step | matter_act |
| party_of | person or firm -> matter | matter_act |
| publishes | unit -> notice | fund_notice |
| pays | notice -> payee (`amount_fen`) | fund_item |

A tier D mention is a node of its own, so that a name alone never ties two records together.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import networkx as nx

from models.kin_terms import KIN_PATHS

Rows = Callable[[str], list[dict[str, Any]]]
_Key = tuple[str, str, str]


def build_graph(rows: Rows) -> nx.MultiDiGraph[str]:
    """The graph of all records that `rows(table)` gives."""
    return _Builder(rows).build()


class _Builder:
    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self.who: dict[_Key, tuple[str, str]] = {
            (m["record_table"], m["record_id"], m["role"]): (m["person_id"] or m["organisation_id"], m["tier"])
            for m in rows("mention")
        }
        self.placed = {(p["record_table"], p["record_id"]): p for p in rows("placement")}

    def build(self) -> nx.MultiDiGraph[str]:
        """Nodes first, then edges, table by table."""
        self._nodes()
        self._structure()
        self._service()
        self._declared()
        self._matters()
        self._funds()
        return self.graph

    def _nodes(self) -> None:
        for person in self.rows("person"):
            self.graph.add_node(person["person_id"], kind="person", label=person["name"], tier=person["tier"])
        for organisation in self.rows("organisation"):
            self.graph.add_node(organisation["organisation_id"], kind=organisation["kind"], label=organisation["name"])
        for post in self.rows("post"):
            self.graph.add_node(post["post_id"], kind="post", label=post["name"], unit_id=post["unit_id"])
        for step in self.rows("step"):
            attributes = {"power": step["power"], "act": step["act"], "power_domain": step["power_domain"]}
            self.graph.add_node(step["step_id"], kind="step", label=step["name"], **attributes)

    def _structure(self) -> None:
        evidence: dict[str, list[tuple[str, str]]] = {}
        for (table, record), placement in sorted(self.placed.items()):
            if placement["post_id"]:
                evidence.setdefault(placement["post_id"], []).append((table, record))
        for post in self.rows("post"):
            if post["unit_id"]:
                found = [e for e in evidence.get(post["post_id"], []) if e[0] != "matter_act"]
                self._edge(post["post_id"], post["unit_id"], "belongs_to", found, "B")
        for step in self.rows("step"):
            self._edge(step["post_id"], step["step_id"], "has_step", [("post_step", step["record_id"])], "B")

    def _service(self) -> None:
        for row in self.rows("tenure"):
            holder, post = self._who("tenure", row, "holder"), self._place("tenure", row, "post_id")
            if holder and post:
                span = {"valid_from": row["since"], "valid_to": row["until"]}
                self._edge(holder[0], post, "holds_post", [("tenure", row["id"])], holder[1], **span)
        for row in self.rows("step_handler"):
            handler = self._who("step_handler", row, "handler")
            step = self.placed.get(("post_step", row["step_id"]), {}).get("step_id")
            if handler and step:
                self._edge(handler[0], step, "handles", [("step_handler", row["id"])], handler[1])
        for row in self.rows("restriction"):
            former = self._who("restriction", row, "former")
            self._join("left", former, self._who("restriction", row, "unit"), "restriction", row)
            went_to = self._who("restriction", row, "went_to")
            self._join("went_to", former, went_to, "restriction", row, valid_from=row["exit_date"])

    def _declared(self) -> None:
        for row in self.rows("declared_tie"):
            declarant, relative = (self._who("declared_tie", row, role) for role in ("declarant", "relative"))
            firm, employer = (self._who("declared_tie", row, role) for role in ("firm", "employer"))
            path = KIN_PATHS.get(row["relation"])
            self._join("kin", declarant, relative, "declared_tie", row, relation=row["relation"], path=path)
            span = {"valid_from": row["valid_from"], "valid_to": row["valid_to"]}
            attributes = {"role": row["firm_role"], "share": row["share_percent"], **span}
            self._join("role_in_firm", relative, firm, "declared_tie", row, **attributes)
            self._join("works_for", relative, employer, "declared_tie", row)

    def _matters(self) -> None:
        titles: dict[str, str] = {}
        for row in self.rows("matter_act"):
            matter = self._place("matter_act", row, "matter_id")
            if matter:
                titles.setdefault(matter, row["matter_title"] or row["matter_number"])
        for matter, title in sorted(titles.items()):
            self.graph.add_node(matter, kind="matter", label=title)
        for row in self.rows("matter_act"):
            matter = self._place("matter_act", row, "matter_id")
            if not matter:
                continue
            step = self._place("matter_act", row, "step_id")
            day = {"valid_from": row["acted_on"], "valid_to": row["acted_on"]}
            actor = self._who("matter_act", row, "actor")
            self._join("acts_in", actor, (matter, "A"), "matter_act", row, act=row["act"], step_id=step, **day)
            self._join("party_of", self._who("matter_act", row, "party"), (matter, "A"), "matter_act", row)
            if step:
                self._edge(matter, step, "done_at", [("matter_act", row["id"])], "A", **day)

    def _funds(self) -> None:
        for row in self.rows("fund_notice"):
            notice = "notice:" + row["id"]
            self.graph.add_node(notice, kind="notice", label=row["title"] or row["programme"] or row["id"])
            publisher = self._who("fund_notice", row, "publisher")
            self._join("publishes", publisher, (notice, "A"), "fund_notice", row)
        for row in self.rows("fund_item"):
            notice = "notice:" + str(row["notice_id"])
            if notice in self.graph:
                payee = self._who("fund_item", row, "payee")
                self._join("pays", (notice, "A"), payee, "fund_item", row, amount_fen=row["amount_fen"])

    def _who(self, table: str, row: dict[str, Any], role: str) -> tuple[str, str] | None:
        return self.who.get((table, row["id"], role))

    def _place(self, table: str, row: dict[str, Any], what: str) -> str | None:
        placement = self.placed.get((table, row["id"]))
        return placement[what] if placement else None

    def _join(
        self,
        kind: str,
        one: tuple[str, str] | None,
        other: tuple[str, str] | None,
        table: str,
        row: dict[str, Any],
        **attributes: Any,
    ) -> None:
        if one and other:
            self._edge(one[0], other[0], kind, [(table, row["id"])], max(one[1], other[1]), **attributes)

    def _edge(
        self,
        one: str,
        other: str,
        kind: str,
        evidence: list[tuple[str, str]],
        tier: str,
        valid_from: date | None = None,
        valid_to: date | None = None,
        **attributes: Any,
    ) -> None:
        span = {"valid_from": valid_from, "valid_to": valid_to}
        self.graph.add_edge(one, other, kind=kind, evidence=evidence, tier=tier, **span, **attributes)
