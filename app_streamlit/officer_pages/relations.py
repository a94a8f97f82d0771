"""Who stands around one post, one firm or one matter: the ties on record, the interest paths, and the bridging posts.

Flows in: what is chosen, and `analytics.reports.relations`. Flows out: a still picture, the same as a table, the rows
that prove each tie with the way to the source, and the circles of posts and units. What is chosen stays in the address
(`?from=`), so that a look can be passed on.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from analytics.reports.relations import (
    MOST_CHOICES,
    MOST_TIES,
    Drawn,
    bridge_rows,
    circle_rows,
    firm_choices,
    graph_facts,
    matter_choices,
    paths_of,
    post_choices,
    surroundings_of,
)
from app_streamlit import look
from app_streamlit.officer_pages import proof, tie_graph
from app_streamlit.officer_pages.opened import ask_view
from models.language import Language, say

_KINDS = ("post", "firm", "matter")
_TABLE_ROWS = 60


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-relations-title", language), anchor=False)
    look.quiet(say("officer-relations-caution", language))
    node = _choose(language)
    if node is not None:
        _look_around(node, language)
    _bridges(language)


def _choose(language: Language) -> str | None:
    """The post, firm or matter to look at."""
    kind = st.segmented_control(
        say("officer-relations-kind", language), _KINDS, default="post", required=True, key="relations_kind",
        format_func=lambda one: say(f"officer-relations-{one}", language), persist_state="session",
    )  # fmt: skip
    if kind == "firm":
        return _search("firm", firm_choices, language)
    if kind == "matter":
        return _search("matter", matter_choices, language)
    posts = ask_view(post_choices)
    if not posts:
        look.state(say("officer-no-posts", language), say("officer-no-posts-next", language))
        return None
    left, right = st.columns(2)
    unit = left.selectbox(say("officer-unit", language), list(posts), key="relations_unit", persist_state="session")
    names = posts[unit]
    return right.selectbox(
        say("officer-post", language), list(names), format_func=names.__getitem__, key=f"relations_post_{unit}"
    )


def _search(kind: str, choices: Callable[..., dict[str, str]], language: Language) -> str | None:
    left, right = st.columns(2)
    text = left.text_input(
        say(f"officer-relations-search-{kind}", language), max_chars=80, key=f"relations_text_{kind}",
        persist_state="session",
    )  # fmt: skip
    known = ask_view(choices, text or "")
    if not known:
        look.state(say("officer-relations-no-match", language), say("officer-relations-no-match-next", language))
        return None
    names = dict(list(known.items())[:MOST_CHOICES])
    chosen = right.selectbox(
        say("officer-relations-choose", language), list(names), format_func=names.__getitem__,
        key=f"relations_{kind}_{text}",
    )  # fmt: skip
    if len(known) > len(names):
        look.quiet(say("officer-relations-more", language, count=MOST_CHOICES))
    return chosen


def _look_around(node: str, language: Language) -> None:
    left, right = st.columns(2)
    with left:
        what = st.segmented_control(
            say("officer-relations-what", language), ("around", "paths"), default="around", required=True,
            format_func=lambda one: say(f"officer-relations-{one}", language), key="relations_what",
            persist_state="session",
        )  # fmt: skip
    if what == "paths":
        with st.spinner(say("officer-loading", language)):
            paths = ask_view(paths_of, node, language)
        _paths(paths, language)
        return
    with right:
        steps = st.segmented_control(
            say("officer-relations-steps", language), (1, 2), default=2, required=True, key="relations_steps",
            format_func=lambda one: say(f"officer-relations-{'one-step' if one == 1 else 'two-steps'}", language),
            persist_state="session",
        )  # fmt: skip
    with st.spinner(say("officer-loading", language)):
        around = ask_view(surroundings_of, node, steps or 1, language)
    if around.is_cut:
        look.quiet(say("officer-relations-cut", language, count=MOST_TIES))
    if around.rows.empty:
        _nothing(language)
        return
    look.quiet(say("officer-relations-figures", language, nodes=around.nodes, ties=len(around.rows)))
    _picture(around, language)
    rows = around.rows.to_dict("records")
    said = [
        [
            row["source_label"],
            " · ".join(part for part in (row["tie"], row["detail"]) if part),
            row["target_label"],
            tie_graph.period(row["since"], row["until"]),
            row["tier"],
        ]
        for row in rows
    ]
    codes = ("officer-tie-from", "officer-tie-kind", "officer-tie-to", "officer-tie-period", "officer-tie-tier")
    _table(list(codes), said, language)
    lines = [(" — ".join(cells[:3]), row["proof"]) for cells, row in zip(said, rows, strict=True)]
    proof.choose_and_show(lines, language)


def _paths(paths: Drawn, language: Language) -> None:
    if paths.rows.empty:
        _nothing(language)
        return
    counts = paths.rows["verdict_code"].value_counts()
    told = {code: int(counts.get(code, 0)) for code in ("holds", "unknown", "outside")}
    look.quiet(say("officer-relations-paths-figures", language, **told))
    _picture(paths, language)
    columns = ("path", "matter", "verdict", "why", "strength")
    rows = paths.rows.to_dict("records")
    said = [[str(row[column]) for column in columns] for row in rows]
    _table([f"officer-relations-column-{column}" for column in columns], said, language, numeric=frozenset({4}))
    proof.choose_and_show(
        [(f"{row['path']} — {row['matter']} — {row['verdict']}", row["proof"]) for row in rows], language
    )


def _nothing(language: Language) -> None:
    look.state(say("officer-relations-none", language), say("officer-relations-none-next", language))


def _picture(drawn: Drawn, language: Language) -> None:
    alt = say("officer-relations-alt", language)
    if not tie_graph.draw_in_columns(drawn.picture, drawn.columns, alt):
        headline = say("officer-relations-too-many", language, count=len(drawn.picture.nodes))
        look.state(headline, say("officer-relations-too-many-next", language))


def _table(codes: list[str], rows: list[list[str]], language: Language, numeric: frozenset[int] = frozenset()) -> None:
    headings = [say(code, language) for code in codes]
    look.plain_table(headings, rows[:_TABLE_ROWS], numeric)
    if len(rows) > _TABLE_ROWS:
        with st.expander(say("officer-rows-more", language, count=len(rows) - _TABLE_ROWS)):
            look.plain_table(headings, rows[_TABLE_ROWS:], numeric)


def _bridges(language: Language) -> None:
    st.divider()
    st.subheader(say("officer-bridges-title", language), anchor=False)
    look.quiet(say("officer-bridges-caution", language))
    with st.spinner(say("officer-loading", language)):
        facts = ask_view(graph_facts)
    if not facts.circles and not facts.bridges:
        look.state(say("officer-bridges-none", language), say("officer-bridges-none-next", language))
        return
    figures = {"givers": facts.givers, "takers": facts.takers, "single": facts.single}
    look.quiet(say("officer-bridges-figures", language, **figures))
    if facts.least > 1:
        look.quiet(say("officer-bridges-least", language, least=facts.least))
    if facts.pivots is not None:
        look.quiet(say("officer-bridges-sampled", language, count=facts.pivots))
    _bridging_posts(language)
    _circles(language)


def _bridging_posts(language: Language) -> None:
    rows = ask_view(bridge_rows, language)
    if rows.empty:
        return
    st.markdown(f"**{say('officer-bridges-posts', language)}**")
    whole = say("officer-bridges-whole-unit", language)
    codes = ("officer-unit", "officer-post", "officer-bridges-between", "officer-bridges-linked",
             "officer-bridges-takers", "officer-bridges-parts")  # fmt: skip
    look.plain_table(
        [say(code, language) for code in codes],
        [
            [row["unit"], row["post"] or whole, row["between"], row["circles"], row["takers"], row["parts"]]
            for row in rows.to_dict("records")
        ],
        frozenset({2, 3, 4, 5}),
    )


def _circles(language: Language) -> None:
    rows = ask_view(circle_rows, language)
    if rows.empty:
        return
    st.markdown(f"**{say('officer-bridges-circles', language)}**")
    columns = ("members", "takers", "inside", "crossing")
    look.plain_table(
        [say(f"officer-bridges-{column}", language) for column in columns],
        rows[list(columns)].values.tolist(),
        frozenset({1, 2, 3}),
    )
