"""Who stands close to whom, for the page: what surrounds a post, a firm or a matter, the interest paths that meet it,
and which posts link the circles of beneficiaries.

Flows in: a view and what was chosen. Flows out: ties for the picture, the same as rows for the table, each with the
rows that prove it, in the reader's language. Closeness is not guilt: nothing here is a flag.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import pandas as pd

from analytics.identity import squash
from analytics.relations import (
    Bridges,
    InterestPath,
    Tie,
    bridges,
    interest_paths,
    kin_term,
    names_of,
    once_per_view,
    surroundings,
)
from analytics.relations.handlings import acts_in_matters
from analytics.reports.frames import frame_of
from analytics.reports.leads import row_text
from analytics.reports.places import place_text
from analytics.reports.runs import Run
from analytics.reports.ties import Ties
from analytics.snapshot import View
from models.language import Language, say
from models.vocabulary import DocumentKind, EvidenceTier, FirmRole, StepAct

MOST_TIES = 600
MOST_CHOICES = 30
MOST_ROWS = 20
_LEAST_BUNDLE = 3
_TIE_COLUMNS = ("source", "target", "source_label", "target_label", "kind", "tie", "detail", "since", "until", "tier",
                "proof")  # fmt: skip
_PATH_COLUMNS = ("actor", "path", "matter", "verdict", "verdict_code", "why", "tier", "strength", "proof")
_PROOF_COLUMNS = ("document_id", "file_name", "media", "kind", "locator", "place", "content")

Proof = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture and its table.

    `rows` says the same as the picture, in full; `columns` puts every node of the picture in a column, from the left.
    `nodes` counts the nodes before those that are alike were drawn as one; `is_cut`: not all ties are told.
    """

    picture: Ties
    columns: Mapping[str, int]
    rows: pd.DataFrame
    nodes: int
    is_cut: bool = False


def post_choices(view: View) -> dict[str, dict[str, str]]:
    """Posts by unit: name of the unit -> post id -> name of the post with its department, both sorted by name."""
    units = view.unit_names
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for post in sorted(view.rows("post"), key=lambda row: (row["name"], str(row["department"]), row["post_id"])):
        if post["unit_id"] in units:
            found[units[post["unit_id"]]][post["post_id"]] = _post_label(post)
    return dict(sorted(found.items()))


def _post_label(post: Mapping[str, Any]) -> str:
    """A post with its department: posts of one name in two departments of a unit are two."""
    return " · ".join(part for part in (post["department"], post["name"]) if part)


def firm_choices(view: View, text: str) -> dict[str, str]:
    """Firms whose name holds a text, or whose credit code is it: id -> name, at most `MOST_CHOICES` and one more."""
    wanted = squash(text)
    found = [
        (row["name"], row["organisation_id"])
        for row in view.rows("organisation")
        if row["kind"] == "firm" and (wanted in squash(row["name"]) or row["code"] == text.strip().upper())
    ]
    return {firm: name for name, firm in sorted(found)[: MOST_CHOICES + 1]}


def matter_choices(view: View, text: str) -> dict[str, str]:
    """Matters whose number or title holds a text: id -> number and title, at most `MOST_CHOICES` and one more."""
    if view.is_empty("matter_act"):
        return {}
    acts = acts_in_matters(view)
    told = acts.select("matter_id", "matter_number", "matter_title").distinct().filter(acts.matter_id.notnull())
    wanted = text.strip()
    if wanted:
        is_in = told.matter_number.contains(wanted) | told.matter_title.contains(wanted)
        told = told.filter(is_in.fill_null(False))
    rows = told.order_by("matter_number", "matter_id").limit(4 * (MOST_CHOICES + 1)).to_pyarrow().to_pylist()
    found: dict[str, str] = {}
    for row in sorted(rows, key=lambda row: (str(row["matter_number"]), row["matter_id"], str(row["matter_title"]))):
        found.setdefault(
            row["matter_id"], " ".join(part for part in (row["matter_number"], row["matter_title"]) if part)
        )
    return dict(list(found.items())[: MOST_CHOICES + 1])


def surroundings_of(view: View, node: str, steps: int, language: Language) -> Drawn:
    """The ties within `steps` of a post, a firm or a matter; of a large neighbourhood, as far as it can be told."""
    found = surroundings(view, node, steps, MOST_TIES)
    ties = _merged(found.ties, found.names, language)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_node(node)
    graph.add_edges_from((tie["source"], tie["target"]) for tie in ties)
    distance = nx.single_source_shortest_path_length(graph, node)
    drawn, names = _bundled(ties, dict(found.names), node, language)
    ends = {end for tie in drawn for end in (tie["source"], tie["target"])} | {node}
    columns = {end: distance[end] for end in sorted(ends)}
    picture = Ties(_nodes(columns, names, language), frame_of(drawn, _TIE_COLUMNS[:-1]))
    return Drawn(picture, columns, frame_of(ties, _TIE_COLUMNS), len(graph), found.is_cut)


def _merged(ties: Iterable[Tie], names: Mapping[str, tuple[str, str]], language: Language) -> list[dict[str, Any]]:
    """Ties of one kind between the same two as one row, with all the rows that prove it."""
    groups: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    for tie in ties:
        groups[tie.source, tie.target, tie.kind].append(tie)
    rows = []
    for (source, target, kind), members in sorted(groups.items()):
        since = [tie.since for tie in members]
        until = [tie.until for tie in members]
        tier = max(tie.tier for tie in members)
        rows.append(
            {
                "source": source,
                "target": target,
                "source_label": _label(names, source, language),
                "target_label": _label(names, target, language),
                "kind": kind,
                "tie": say(f"reports-tie-{kind.replace('_', '-')}", language),
                "detail": " · ".join(dict.fromkeys(word for tie in members if (word := _words(tie, language)))),
                "since": "" if None in since else str(min(day for day in since if day is not None)),
                "until": "" if None in until else str(max(day for day in until if day is not None)),
                "tier": f"{tier} {EvidenceTier(tier).label(language)}",
                "proof": tuple(dict.fromkeys((tie.table, tie.row_id) for tie in members)),
            }
        )
    return rows


def _words(tie: Tie, language: Language) -> str:
    """What a row says of a tie, in words."""
    said = dict(tie.words)
    role = said.get("firm_role") or said.get("role")
    share = said.get("share_percent")
    parts = [
        said.get("relation", ""),
        FirmRole(role).label(language) if role else "",
        f"{share.removesuffix('%')}%" if share else "",
        StepAct(said["act"]).label(language) if said.get("act") else "",
    ]
    return " ".join(part for part in parts if part)


def _label(names: Mapping[str, tuple[str, str]], node: str, language: Language) -> str:
    return names[node][1] if node in names else say("reports-node-unknown", language)


def _bundled(
    ties: list[dict[str, Any]], names: dict[str, tuple[str, str]], centre: str, language: Language
) -> tuple[list[dict[str, Any]], dict[str, tuple[str, str]]]:
    """Nodes of one kind that have the same ties to the same others, three or more, as one node with their number."""
    bonds: dict[str, set[tuple[str, str, bool]]] = defaultdict(set)
    for tie in ties:
        bonds[tie["source"]].add((tie["target"], tie["kind"], True))
        bonds[tie["target"]].add((tie["source"], tie["kind"], False))
    alike: dict[tuple[str, frozenset[tuple[str, str, bool]]], list[str]] = defaultdict(list)
    for node in sorted(bonds):
        if node != centre:
            alike[names.get(node, ("unknown", ""))[0], frozenset(bonds[node])].append(node)
    stands_for: dict[str, str] = {}
    for (kind, _), members in alike.items():
        if len(members) >= _LEAST_BUNDLE:
            word = say(f"reports-node-{kind}", language)
            names[members[0]] = (kind, say("reports-relations-bundle", language, count=len(members), kind=word))
            stands_for |= dict.fromkeys(members, members[0])
    drawn: dict[tuple[str, str, str], dict[str, Any]] = {}
    for tie in ties:
        ends = stands_for.get(tie["source"], tie["source"]), stands_for.get(tie["target"], tie["target"])
        is_bundled = tie["source"] in stands_for or tie["target"] in stands_for
        row = tie | {"source": ends[0], "target": ends[1]} | ({"detail": ""} if is_bundled else {})
        drawn.setdefault((*ends, tie["kind"]), row)
    return list(drawn.values()), names


def _nodes(shown: Iterable[str], names: Mapping[str, tuple[str, str]], language: Language) -> pd.DataFrame:
    kinds = {node: names[node][0] if node in names else "unknown" for node in shown}
    rows = [
        {
            "id": node,
            "kind": kind,
            "kind_label": say(f"reports-node-{kind}", language),
            "label": _label(names, node, language),
        }
        for node, kind in sorted(kinds.items())
    ]
    return frame_of(rows, ["id", "kind", "kind_label", "label"])


@once_per_view
def _all_paths(view: View) -> list[InterestPath]:
    return interest_paths(view)


def paths_of(view: View, node: str, language: Language) -> Drawn:
    """The interest paths that meet a post (by those who hold or held it), a firm or a matter."""
    holders = _holders(view, node)
    found = [path for path in _all_paths(view) if _meets(path, node, holders)]
    ends = {end for path in found for hop in path.hops for end in (hop.from_id, hop.to_id)}
    names = names_of(view, ends | {path.matter_id for path in found})
    columns: dict[str, int] = {}
    ties: dict[tuple[str, str, str], dict[str, Any]] = {}
    for path in found:
        chain = _chain(path, names, language)
        for number, tie in enumerate(chain):
            ties.setdefault((tie["source"], tie["target"], tie["kind"]), tie)
            columns[tie["source"]] = max(columns.get(tie["source"], 0), number)
            columns[tie["target"]] = max(columns.get(tie["target"], 0), number + 1)
    matters = {path.matter_id for path in found}
    last = max(columns.values(), default=0)
    columns |= dict.fromkeys(matters, last)
    rows = [_path_row(path, names, language) for path in sorted(found, key=_telling)]
    picture = Ties(_nodes(columns, names, language), frame_of(list(ties.values()), _TIE_COLUMNS[:-1]))
    return Drawn(picture, columns, frame_of(rows, _PATH_COLUMNS), len(columns))


def _telling(path: InterestPath) -> tuple[int, int, str, str, str, Proof]:
    """What holds first, then what cannot be told, then ties outside the rule; the strongest first in each."""
    rank = {True: 0, None: 1, False: 2}[path.verdict]
    return rank, -path.strength, path.matter_id, path.actor_id, path.party_id, path.ties


def _holders(view: View, post: str) -> set[str]:
    place = view.table("placement")
    placed = place.filter((place.record_table == "tenure") & (place.post_id == post)).select("record_id")
    mention = view.table("mention")
    holders = mention.filter((mention.record_table == "tenure") & (mention.role == "holder"))
    rows = holders.semi_join(placed, "record_id").select("person_id").distinct().to_pyarrow().to_pylist()
    return {row["person_id"] for row in rows if row["person_id"]}


def _meets(path: InterestPath, node: str, holders: set[str]) -> bool:
    touched = {end for hop in path.hops for end in (hop.from_id, hop.to_id)}
    return path.matter_id == node or path.actor_id in holders or node in touched


def _chain(path: InterestPath, names: Mapping[str, tuple[str, str]], language: Language) -> list[dict[str, Any]]:
    """A path as ties, from the actor to the party and on to the matter that both meet in."""
    hops = [hop for hop in path.hops if hop.from_id != hop.to_id]
    kinds = {"kin": "kin", "role": "role_in_firm", "control": "control", "party": "same_name"}
    chain = [(hop.from_id, hop.to_id, kinds[hop.kind], _hop_word(path, hop.kind, language)) for hop in hops]
    chain.append((path.party_id, path.matter_id, "party_of", ""))
    return [
        {
            "source": source,
            "target": target,
            "source_label": _label(names, source, language),
            "target_label": _label(names, target, language),
            "kind": kind,
            "tie": say(f"reports-tie-{kind.replace('_', '-')}", language),
            "detail": word,
            "since": "",
            "until": "",
            "tier": f"{path.tier} {EvidenceTier(path.tier).label(language)}",
        }
        for source, target, kind, word in chain
    ]


def _hop_word(path: InterestPath, kind: str, language: Language) -> str:
    if kind == "kin":
        return path.relation or (kin_term(path.kin_path) if path.kin_path else "") or ""
    if kind == "role" and path.firm_role:
        return FirmRole(path.firm_role).label(language)
    return ""


def _path_row(path: InterestPath, names: Mapping[str, tuple[str, str]], language: Language) -> dict[str, Any]:
    chain = _chain(path, names, language)[:-1]
    said = [_label(names, path.actor_id, language)]
    said += [f"{tie['detail'] or tie['tie']} {tie['target_label']}" for tie in chain]
    verdict = {True: "holds", None: "unknown", False: "outside"}[path.verdict]
    return {
        "actor": said[0],
        "path": " → ".join(said) if chain else say("reports-relations-self", language, name=said[0]),
        "matter": _label(names, path.matter_id, language),
        "verdict": say(f"reports-relations-{verdict}", language),
        "verdict_code": verdict,
        "why": say(f"recusal-why-{path.why}", language),
        "tier": f"{path.tier} {EvidenceTier(path.tier).label(language)}",
        "strength": str(path.strength),
        "proof": tuple(dict.fromkeys(path.evidence)),
    }


def proof_rows(run: Run, proof: Proof, language: Language) -> pd.DataFrame:
    """The rows that prove a tie: where each stands and what it says (may name persons)."""
    documents = {row["id"]: row for row in run.view.rows("document")}
    rows = []
    for table, row_id in proof:
        source = run.view.table(table)
        for place in source.filter(source.id == row_id).select("document_id", "locator").to_pyarrow().to_pylist():
            document = documents.get(place["document_id"], {})
            rows.append(
                {
                    **place,
                    "file_name": document.get("file_name"),
                    "media": document.get("media"),
                    "kind": DocumentKind(document["kind"]).label(language) if document.get("kind") else "",
                    "place": place_text(place["locator"], language),
                    "content": row_text(run, table, row_id, language),
                }
            )
    return frame_of(rows, _PROOF_COLUMNS)


def graph_facts(view: View) -> Bridges:
    """The circles and bridging posts of a view, with what was left out of the graph."""
    return bridges(view)


def circle_rows(view: View, language: Language) -> pd.DataFrame:
    """Circles of posts and units, those with most cases first: `members`, `takers`, `inside`, `crossing`."""
    told = _givers(view, language)
    separator = "；" if language is Language.ZH else "; "
    rows = [
        {
            "members": separator.join(" · ".join(part for part in told[one] if part) for one in circle.givers),
            "takers": str(circle.takers),
            "inside": str(circle.inside),
            "crossing": str(circle.crossing),
        }
        for circle in bridges(view).circles[:MOST_ROWS]
    ]
    return frame_of(rows, ["members", "takers", "inside", "crossing"])


def bridge_rows(view: View, language: Language) -> pd.DataFrame:
    """Posts and units between circles: `unit`, `post`, `between` (per cent), `parts`, `circles`, `takers`."""
    told = _givers(view, language)
    rows = [
        {
            "unit": told[one.giver][0],
            "post": told[one.giver][1],
            "between": f"{one.between * 100:.1f}",
            "parts": str(one.parts),
            "circles": str(one.circles),
            "takers": str(one.takers),
        }
        for one in bridges(view).bridges[:MOST_ROWS]
    ]
    return frame_of(rows, ["unit", "post", "between", "parts", "circles", "takers"])


def _givers(view: View, language: Language) -> dict[str, tuple[str, str]]:
    """Unit and post of every giver; a unit that pays or buys as a whole has no post."""
    units = view.unit_names
    told = {unit: (str(name), "") for unit, name in units.items()}
    unknown = say("reports-unit-unknown", language)
    return told | {row["post_id"]: (units.get(row["unit_id"], unknown), _post_label(row)) for row in view.rows("post")}
