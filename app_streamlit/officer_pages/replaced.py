"""Which publications were corrected, and what changed? Proposals to decide, and the difference row by row.

Flows in: the store as it is now. Flows out: figures, one pair of publications side by side with the cells of both,
and what a person decides about it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from analytics.reading.supersession import accept, declare, end
from analytics.reports import differences, document_rows, replacement_rows
from app_streamlit import look
from app_streamlit.officer_pages import desk, source_dialog
from models.language import Language, say

_ROWS_SHOWN = 60


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("replaced-title", language), anchor=False)
    engine = desk.open_desk(language)
    desk.last_decision(language)
    pairs = replacement_rows(engine, language)
    counts = pairs["state"].value_counts()
    look.figures(
        [
            (str(counts.get("proposed", 0)), say("replaced-proposed", language), ""),
            (str(counts.get("in_force", 0)), say("replaced-in-force", language), ""),
            (str(counts.get("over", 0)), say("replaced-over", language), ""),
        ]
    )
    if pairs.empty:
        look.state(say("replaced-none", language), say("replaced-none-next", language))
    else:
        _chosen(engine, pairs, language)
    _declare(engine, language)


def _chosen(engine: Engine, pairs: pd.DataFrame, language: Language) -> None:
    known = {row["id"]: row for row in pairs.to_dict("records")}
    asked = st.query_params.get("pair", "")
    options = list(known)
    pair = st.selectbox(
        say("replaced-choice", language),
        options,
        index=options.index(asked) if asked in options else 0,
        format_func=lambda one: say(
            "replaced-option",
            language,
            state=known[one]["state_label"],
            newer=known[one]["newer_file"],
            older=known[one]["older_file"],
        ),
        key=f"pair_{language}",
    )
    st.query_params["pair"] = pair
    row = known[pair]
    with st.container(border=True, key="pair"):
        _both(row, language)
        _difference(engine, row, language)
        _decision(engine, row, language)


def _both(row: dict[Any, Any], language: Language) -> None:
    look.plain_table(
        ["", *(say(code, language) for code in ("officer-file", "replaced-document-title"))],
        [
            [say("replaced-newer", language), row["newer_file"], row["newer_title"] or "—"],
            [say("replaced-older", language), row["older_file"], row["older_title"] or "—"],
        ],
        frozenset(),
    )
    said = [say("replaced-found", language, sign=row["sign"], moment=row["recorded"])]
    if row["who"]:
        said.append(say("desk-by", language, who=row["who"], moment=row["since"], why=row["why"]))
    if row["ended_by"]:
        said.append(say("replaced-ended", language, who=row["ended_by"], moment=row["until"], why=row["ended_why"]))
    look.quiet("　".join(said))


def _difference(engine: Engine, row: dict[Any, Any], language: Language) -> None:
    found = differences(engine, row["older_id"], row["newer_id"], language)
    if found is None:
        look.state(say("replaced-too-long", language), say("replaced-too-long-next", language))
        return
    said = say(
        "replaced-difference",
        language,
        same=found.same,
        changed=found.changed,
        added=found.added,
        removed=found.removed,
    )
    st.html(f'<div class="sl-said" data-testid="difference">{look.escaped(said)}</div>')
    if found.rows.empty:
        return
    rows = found.rows.head(_ROWS_SHOWN).to_dict("records")
    with st.container(key="difference"):
        look.plain_table(
            [
                say(code, language)
                for code in (
                    "replaced-row", "replaced-column", "replaced-old", "replaced-new", "replaced-old-place",
                    "replaced-new-place",
                )
            ],
            [
                [f"{_SIGNS[one['kind']]} {one['kind_label']}　{one['label']}", one["column"], one["old"] or "—",
                 one["new"] or "—", one["old_place"] or "—", one["new_place"] or "—"]
                for one in rows
            ],
            frozenset(),
        )  # fmt: skip
    if len(found.rows) > _ROWS_SHOWN:
        look.quiet(say("replaced-more", language, count=len(found.rows) - _ROWS_SHOWN))
    _look_at(row, rows, language)


_SIGNS = {"changed": "≠", "added": "＋", "removed": "－"}


def _look_at(row: dict[Any, Any], rows: list[dict[Any, Any]], language: Language) -> None:
    """Open one difference at its cell in the older or the newer publication."""
    choice, older, newer = st.columns([4, 1, 1], vertical_alignment="bottom")
    with choice:
        number = st.selectbox(
            say("replaced-look-at", language),
            range(len(rows)),
            format_func=lambda n: "　".join(
                part for part in (rows[n]["kind_label"], rows[n]["label"], rows[n]["column"]) if part
            ),
            key=f"difference_{row['id']}_{language}",
        )
    for column, side, code in ((older, "older", "replaced-open-old"), (newer, "newer", "replaced-open-new")):
        locator = rows[number][f"{'old' if side == 'older' else 'new'}_locator"]
        with column:
            if st.button(say(code, language), key=f"open_{side}_{row['id']}", width="stretch", disabled=not locator):
                source_dialog.open_at(row[f"{side}_id"], row[f"{side}_file"], row[f"{side}_media"], locator, language)


def _decision(engine: Engine, row: dict[Any, Any], language: Language) -> None:
    if row["state"] == "over":
        return
    with st.form(f"decide_{row['id']}", border=False):
        who, why = desk.name_and_reason(f"pair_{row['id']}", language)
        buttons = st.columns([2, 2, 5])
        is_accept = False
        if row["state"] == "proposed":
            is_accept = buttons[0].form_submit_button(say("replaced-accept", language), type="primary", width="stretch")
        ending = "replaced-turn-down" if row["state"] == "proposed" else "replaced-revoke"
        is_end = buttons[1].form_submit_button(say(ending, language), width="stretch")
    action: Callable[[], object]
    if is_accept:
        action = partial(accept, engine, row["id"], who=who, why=why, now=desk.now())
        desk.decide(action, say("replaced-accepted", language), who, language)
    if is_end:
        action = partial(end, engine, row["id"], who=who, why=why, now=desk.now())
        desk.decide(action, say("replaced-ended-now", language), who, language)


def _declare(engine: Engine, language: Language) -> None:
    files = document_rows(engine, language)
    taken = files[files["status_code"] != "rejected"]
    if len(taken) < 2:
        return
    names = {row["document_id"]: f"{row['file_name']}（{row['document_id'][:8]}）" for row in taken.to_dict("records")}
    with st.expander(say("replaced-declare", language)), st.form("declare", border=False):
        look.quiet(say("replaced-declare-note", language))
        left, right = st.columns(2)
        newer = left.selectbox(say("replaced-newer", language), list(names), format_func=names.__getitem__,
                               index=None, key="declare_newer")  # fmt: skip
        older = right.selectbox(say("replaced-older", language), list(names), format_func=names.__getitem__,
                                index=None, key="declare_older")  # fmt: skip
        who, why = desk.name_and_reason("declare", language)
        is_declare = st.form_submit_button(say("replaced-declare-now", language))
        if is_declare and (newer is None or older is None):
            look.state(say("desk-refused", language), say("replaced-choose-both", language))
        elif is_declare and newer is not None and older is not None:
            action = partial(declare, engine, newer, older, who=who, why=why, now=desk.now())
            desk.decide(action, say("replaced-accepted", language), who, language)
