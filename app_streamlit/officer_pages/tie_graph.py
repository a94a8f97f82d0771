"""The ties of one lead as a small drawing (SVG): who is tied to whom through whom, and what they met over.

Flows in: `analytics.reports.Ties`. Flows out: a still picture; the page sets the plain table beside it. Drawn here
rather than by a graph component: that one has controls in one language only and a button that saves the names of
persons to a file, of which no log would know.
"""

from __future__ import annotations

import base64
import math
from collections import defaultdict
from collections.abc import Mapping
from html import escape
from typing import Any

import networkx as nx
import streamlit as st

from analytics.reports import Ties
from app_streamlit import look

_SHAPES = {"person": "●", "firm": "■", "unit": "▣", "matter": "▤", "post": "◈", "step": "◈", "notice": "▤"}
_CHAINED = {"person", "firm", "unknown", "unit"}
_WIDTH, _BOX, _HIGH, _GAP = 1120, 210, 52, 112
_MAX_NODES = 24
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

Places = dict[str, tuple[float, float]]


def draw(ties: Ties, alt: str) -> None:
    """Draw the ties; `alt` says in words what the picture is. Too many to be legible are left to the table."""
    if len(ties.nodes) > _MAX_NODES:
        return
    drawing = base64.b64encode(picture(ties).encode()).decode()
    st.html(f'<img src="data:image/svg+xml;base64,{drawing}" alt="{escape(alt)}" style="width: 100%">')


def picture(ties: Ties) -> str:
    """The drawing as SVG; every text is escaped."""
    places, height = _places(ties)
    colours = look.palette()
    drawn = [_tie(group, places, colours) for group in _grouped(ties)]
    boxes = [_box(node, places[node["id"]], colours) for node in ties.nodes.to_dict("records")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}" '
        f'font-family="{_FONT}">{"".join(drawn)}{"".join(boxes)}</svg>'
    )


def _places(ties: Ties) -> tuple[Places, int]:
    """Three lines: the chain of interest, what it meets over, and others who took part."""
    kinds = dict(zip(ties.nodes["id"], ties.nodes["kind"], strict=True))
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(kinds))
    graph.add_edges_from(zip(ties.ties["source"], ties.ties["target"], strict=True))
    people = graph.subgraph([node for node in graph if kinds[node] in _CHAINED])
    chain: list[str] = []
    for part in sorted(nx.connected_components(people), key=lambda part: (-len(part), min(part))):
        if len(part) > 1:
            chain += nx.dfs_preorder_nodes(people, _start(people, part, ties))
    others = [node for node in sorted(people) if node not in chain]
    met = [node for node in sorted(graph) if node not in people]
    lines = [line for line in (chain, met, others) if line]
    places = {}
    for row, line in enumerate(lines):
        for number, node in enumerate(line):
            places[node] = ((number + 0.5) * _WIDTH / len(line), _HIGH / 2 + 8 + row * _GAP)
    return places, _HIGH + 16 + (len(lines) - 1) * _GAP


def _start(people: nx.Graph[str], part: set[str], ties: Ties) -> str:
    """Where the chain begins: with whoever declared a tie, else with whoever is tied to fewest."""
    declaring = set(ties.ties[ties.ties["kind"] == "kin"]["source"])
    return min(part, key=lambda node: (node not in declaring, people.degree(node), node))


def _grouped(ties: Ties) -> list[tuple[str, str, str, str]]:
    """Ties of one kind between the same two as one line: source, target, its name, its details."""
    details: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for tie in ties.ties.to_dict("records"):
        details[tie["source"], tie["target"], tie["tie"]].append(tie["detail"])
    return [(*key, " · ".join(dict.fromkeys(part for part in said if part))) for key, said in details.items()]


def _tie(group: tuple[str, str, str, str], places: Places, colours: look.Palette) -> str:
    (x1, y1), (x2, y2) = places[group[0]], places[group[1]]
    (x1, y1), (x2, y2) = _edge_of_box(x1, y1, x2, y2), _edge_of_box(x2, y2, x1, y1)
    angle = math.atan2(y2 - y1, x2 - x1)
    head = " ".join(
        f"{x2 - 9 * math.cos(angle + turn):.1f},{y2 - 9 * math.sin(angle + turn):.1f}" for turn in (0.45, -0.45)
    )
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colours.faint}" stroke-width="1.5"/>'
        f'<polygon points="{x2:.1f},{y2:.1f} {head}" fill="{colours.faint}"/>'
        f"{_words(group[2], middle_x, middle_y - 6, colours)}{_words(group[3], middle_x, middle_y + 16, colours)}"
    )


def _words(text: str, x: float, y: float, colours: look.Palette) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" font-size="13" fill="{colours.text}" '
        f'stroke="{colours.paper}" stroke-width="5" paint-order="stroke">{escape(_short(text))}</text>'
    )


def _short(text: str) -> str:
    """Text cut to what fits between two boxes; a Chinese character takes two places."""
    room = 22
    for number, character in enumerate(text):
        room -= 2 if ord(character) > 0x2E7F else 1
        if room < 0:
            return text[: number - 1] + "…"
    return text


def _edge_of_box(x: float, y: float, towards_x: float, towards_y: float) -> tuple[float, float]:
    """Where the line from the middle of a box towards a point leaves the box."""
    run, rise = towards_x - x, towards_y - y
    if not run and not rise:
        return x, y
    share = min(_BOX / 2 / abs(run) if run else math.inf, _HIGH / 2 / abs(rise) if rise else math.inf)
    return x + run * share, y + rise * share


def _box(node: Mapping[Any, Any], place: tuple[float, float], colours: look.Palette) -> str:
    x, y = place
    return (
        f'<rect x="{x - _BOX / 2:.1f}" y="{y - _HIGH / 2:.1f}" width="{_BOX}" height="{_HIGH}" rx="4" '
        f'fill="{colours.paper}" stroke="{colours.accent}" stroke-width="1.5"/>'
        f'<text x="{x:.1f}" y="{y - 4:.1f}" text-anchor="middle" font-size="14" font-weight="600" '
        f'fill="{colours.text}">{escape(_short(node["label"]))}</text>'
        f'<text x="{x:.1f}" y="{y + 16:.1f}" text-anchor="middle" font-size="12" '
        f'fill="{colours.faint}">{_SHAPES.get(node["kind"], "○")} {escape(node["kind_label"])}</text>'
    )
