"""The ties of one lead as a small drawing (SVG): who is tied to whom through whom, and what they met over.

Flows in: `analytics.reports.Ties`. Flows out: a still picture; the page sets the plain table beside it. Drawn here
rather than by a graph component: that one has controls in one language only and a button that saves the names of
persons to a file, of which no log would know.
"""

from __future__ import annotations

import base64
import math
from collections import Counter, defaultdict
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
_MAX_IN_COLUMN = 20
_ASIDE, _LINE, _MARGIN, _BOW = 220, 68, 8, 80  # between columns, between rows of a column, around, of a bow
_TOWARDS = 0.6  # how far along a tie its words stand, from the left
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

Places = dict[str, tuple[float, float]]


def draw(ties: Ties, alt: str) -> None:
    """Draw the ties; `alt` says in words what the picture is. Too many to be legible are left to the table."""
    if len(ties.nodes) > _MAX_NODES:
        return
    _show(picture(ties), alt)


def draw_in_columns(ties: Ties, columns: Mapping[str, int], alt: str) -> bool:
    """Draw ties from the left to the right, each node in its column; False where they are too many to be legible."""
    fullest = max(Counter(columns.values()).values(), default=0)
    if fullest > _MAX_IN_COLUMN:
        return False
    _show(picture_in_columns(ties, columns), alt)
    return True


def _show(svg: str, alt: str) -> None:
    drawing = base64.b64encode(svg.encode()).decode()
    st.html(f'<img src="data:image/svg+xml;base64,{drawing}" alt="{escape(alt)}" style="width: 100%">')


def period(since: str, until: str) -> str:
    """The time of a tie in words: one day, or from when to when with what is not known left open."""
    if since == until:
        return since
    return f"{since or '…'} — {until or '…'}"


def picture(ties: Ties) -> str:
    """The drawing as SVG; every text is escaped."""
    places, height = _places(ties)
    colours = look.palette()
    drawn = [_tie(group, places, colours) for group in _grouped(ties)]
    return _svg(ties, drawn, places, _WIDTH, height)


def picture_in_columns(ties: Ties, columns: Mapping[str, int]) -> str:
    """The drawing as SVG with columns; ties within a column bend around what lies between."""
    places, width, height = _columns(ties, columns)
    colours = look.palette()
    drawn = []
    for group in _grouped(ties):
        is_within = columns[group[0]] == columns[group[1]]
        drawn.append((_bent_tie if is_within else _near_tie)(group, places, colours))
    return _svg(ties, drawn, places, width, height)


def _svg(ties: Ties, drawn: list[str], places: Places, width: int, height: int) -> str:
    boxes = [_box(node, places[node["id"]], look.palette()) for node in ties.nodes.to_dict("records")]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{_FONT}">{"".join(drawn)}{"".join(boxes)}</svg>'
    )


def _columns(ties: Ties, columns: Mapping[str, int]) -> tuple[Places, int, int]:
    """Every node in its column, as near as can be to what it is tied to on its left."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(zip(ties.ties["source"], ties.ties["target"], strict=True))
    by_column: dict[int, list[str]] = defaultdict(list)
    for node in sorted(ties.nodes["id"]):
        by_column[columns[node]].append(node)
    numbers = sorted(by_column)
    rows = max(len(nodes) for nodes in by_column.values())
    width = max(_WIDTH, len(numbers) * _BOX + (len(numbers) - 1) * _ASIDE + 2 * _MARGIN)
    apart = (width - 2 * _MARGIN - _BOX) / max(1, len(numbers) - 1)
    height = rows * _LINE + 2 * _MARGIN
    places: Places = {}
    for number, column in enumerate(numbers):
        heights = {node: _height_beside(node, graph, places) for node in by_column[column]}
        ordered = sorted(by_column[column], key=lambda node: (heights[node], node))
        step = (height - 2 * _MARGIN) / len(ordered)
        for row, node in enumerate(ordered):
            places[node] = (_MARGIN + _BOX / 2 + number * apart, _MARGIN + (row + 0.5) * step)
    return places, width, height


def _height_beside(node: str, graph: nx.Graph[str], places: Places) -> float:
    """The mean height of what is placed already and tied to a node."""
    beside = [places[other][1] for other in graph[node] if other in places] if node in graph else []
    return round(sum(beside) / len(beside), 3) if beside else 0.0


def _near_tie(group: tuple[str, str, str, str], places: Places, colours: look.Palette) -> str:
    """A tie between two columns; its words stand on one line, nearer to the right end, where ties have spread."""
    one, other = sorted((places[group[0]], places[group[1]]))
    (x1, y1), (x2, y2) = _edge_of_box(*one, *other), _edge_of_box(*other, *one)
    words = _words(group[3] or group[2], x1 + (x2 - x1) * _TOWARDS, y1 + (y2 - y1) * _TOWARDS + 4, colours)
    return _line(places[group[0]], places[group[1]], colours) + words


def _bent_tie(group: tuple[str, str, str, str], places: Places, colours: look.Palette) -> str:
    """A tie within a column, as a bow on its left side."""
    (x, y1), (_, y2) = places[group[0]], places[group[1]]
    edge, bow = x - _BOX / 2, x - _BOX / 2 - _BOW
    return (
        f'<path d="M {edge:.1f} {y1:.1f} Q {bow:.1f} {(y1 + y2) / 2:.1f} {edge:.1f} {y2:.1f}" fill="none" '
        f'stroke="{colours.faint}" stroke-width="1.5"/>'
        f'<polygon points="{edge:.1f},{y2:.1f} {edge - 9:.1f},{y2 - 4:.1f} {edge - 9:.1f},{y2 + 4:.1f}" '
        f'fill="{colours.faint}"/>{_words(group[3] or group[2], edge - _BOW / 2, (y1 + y2) / 2, colours)}'
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
    middle_x, middle_y = (x1 + x2) / 2, (y1 + y2) / 2
    return (
        f"{_line((x1, y1), (x2, y2), colours)}"
        f"{_words(group[2], middle_x, middle_y - 6, colours)}{_words(group[3], middle_x, middle_y + 16, colours)}"
    )


def _line(one: tuple[float, float], other: tuple[float, float], colours: look.Palette) -> str:
    """An arrow from box to box."""
    (x1, y1), (x2, y2) = _edge_of_box(*one, *other), _edge_of_box(*other, *one)
    angle = math.atan2(y2 - y1, x2 - x1)
    head = " ".join(
        f"{x2 - 9 * math.cos(angle + turn):.1f},{y2 - 9 * math.sin(angle + turn):.1f}" for turn in (0.45, -0.45)
    )
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colours.faint}" stroke-width="1.5"/>'
        f'<polygon points="{x2:.1f},{y2:.1f} {head}" fill="{colours.faint}"/>'
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
