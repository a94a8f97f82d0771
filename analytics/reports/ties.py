"""The ties a lead rests on: who is tied to whom, how, and by which row, for the picture and the table beside it.

Flows in: a run and a flag. Flows out: nodes and ties made from the evidence rows of that flag alone, so that a lead
shows no one who is not part of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.runs import Run
from analytics.snapshot import View
from analytics.snapshot.graph import build_graph
from models.language import Language, say
from models.tables import FACT_TABLES
from models.vocabulary import EvidenceTier, FirmRole, StepAct

# Ties between people, firms and what they handle; the mere structure of an office is left out.
_SHOWN = {
    "kin", "role_in_firm", "works_for", "acts_in", "party_of", "holds_post", "handles", "left", "went_to", "pays",
    "publishes",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ties:
    """Nodes (id, kind, kind_label, label) and the ties between them.

    A tie has source, target, source_label, target_label, kind, tie (its name), detail, since, until and tier.
    """

    nodes: pd.DataFrame
    ties: pd.DataFrame


def ties_of(run: Run, flag: str, language: Language) -> Ties:
    """The ties whose evidence is among the rows of a flag; empty frames when the flag rests on none."""
    found = run.flag_table[run.flag_table["flag"] == flag]
    wanted: dict[str, set[str]] = defaultdict(set)
    for evidence in [] if found.empty else found.iloc[0]["evidence"]:
        wanted[evidence["table"]].add(evidence["id"])
    graph = build_graph(_Part(run.view, wanted).rows)
    rows = {}
    for source, target, edge in graph.edges(data=True):
        if edge["kind"] not in _SHOWN:
            continue
        tie = {
            "source": source,
            "target": target,
            "source_label": graph.nodes[source].get("label", ""),
            "target_label": graph.nodes[target].get("label", ""),
            "kind": edge["kind"],
            "tie": say(f"reports-tie-{edge['kind'].replace('_', '-')}", language),
            "detail": _detail(edge, language),
            "since": _day(edge["valid_from"]),
            "until": _day(edge["valid_to"]),
            "tier": f"{edge['tier']} {EvidenceTier(edge['tier']).label(language)}",
        }
        rows[tuple(tie.values())] = tie
    ties = frame_of(
        [rows[key] for key in sorted(rows)],
        ["source", "target", "source_label", "target_label", "kind", "tie", "detail", "since", "until", "tier"],
    )
    shown = sorted({*ties["source"], *ties["target"]})
    nodes = frame_of(
        [
            {
                "id": node,
                "kind": graph.nodes[node].get("kind", "unknown"),
                "kind_label": say(f"reports-node-{graph.nodes[node].get('kind', 'unknown')}", language),
                "label": graph.nodes[node].get("label", ""),
            }
            for node in shown
        ],
        ["id", "kind", "kind_label", "label"],
    )
    return Ties(nodes, ties)


class _Part:
    """The tables of a view cut down to some rows and whatever identity says about them."""

    def __init__(self, view: View, wanted: dict[str, set[str]]) -> None:
        self._view = view
        self._wanted = wanted
        records = sorted(set().union(*wanted.values())) if wanted else []
        # Without the tables the engine would have to look through every mention of a city for ids of a few records.
        tables = sorted(wanted)
        self._identity = {name: self._matching(name, "record_id", records, tables) for name in ("mention", "placement")}
        mentions, placements = self._identity["mention"], self._identity["placement"]
        self._identity |= {
            "person": self._matching("person", "person_id", _ids(mentions, "person_id")),
            "organisation": self._matching("organisation", "organisation_id", _ids(mentions, "organisation_id")),
            "post": self._matching("post", "post_id", _ids(placements, "post_id")),
            "step": self._matching("step", "step_id", _ids(placements, "step_id")),
        }

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Rows of a table that are part of it."""
        if table in self._identity:
            return self._identity[table]
        if table not in {fact.__tablename__ for fact in FACT_TABLES}:
            return []
        return self._matching(table, "id", sorted(self._wanted.get(table, ())))

    def _matching(
        self, table: str, column: str, values: Iterable[str], of_tables: list[str] | None = None
    ) -> list[dict[str, Any]]:
        wanted = list(values)
        if not wanted:
            return []
        source = self._view.table(table)
        if of_tables is not None:
            source = source.filter(source.record_table.isin(of_tables))
        found: list[dict[str, Any]] = source.filter(source[column].isin(wanted)).to_pyarrow().to_pylist()
        return sorted(found, key=lambda row: str(row[column]))


def _ids(rows: Iterable[dict[str, Any]], column: str) -> list[str]:
    return sorted({row[column] for row in rows if row[column]})


def _detail(edge: dict[str, Any], language: Language) -> str:
    if edge["kind"] == "kin":
        return str(edge["relation"] or "")
    if edge["kind"] == "role_in_firm":
        role = FirmRole(edge["role"]).label(language) if edge["role"] else ""
        share = f"{edge['share']}%" if edge["share"] else ""
        return " ".join(part for part in (role, share) if part)
    if edge["kind"] == "acts_in" and edge["act"]:
        return StepAct(edge["act"]).label(language)
    return ""


def _day(value: Any) -> str:
    return "" if value is None else str(value)
