"""What do the headings of each publisher mean? Unknown ones with the closest known, and the mappings that stand.

Flows in: the store as it is now. Flows out: figures, a form for one unknown heading, and the list of mappings, each of
which can be revoked.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from analytics.reading.mapping_register import add_mapping, revoke_mapping
from analytics.reading.mappings import heading_names
from analytics.reading.resubmission import take_again
from analytics.reports import mapping_rows, unknown_heading_rows
from app_streamlit import look
from app_streamlit.officer_pages import desk, source_dialog
from models.language import Language, say
from models.vocabulary import DocumentKind


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("headings-title", language), anchor=False)
    engine = desk.open_desk(language)
    desk.last_decision(language)
    unknown, known = unknown_heading_rows(engine, language), mapping_rows(engine, language)
    standing = known[known["revoked"] == ""]
    look.figures(
        [
            (str(len(unknown.groupby(["document_id", "heading"]))), say("headings-unknown-count", language), ""),
            (str(len(standing)), say("headings-standing-count", language), ""),
        ]
    )
    _unknown(engine, unknown, language)
    _standing(engine, standing, language)
    _revoked(known[known["revoked"] != ""], language)


def _unknown(engine: Engine, unknown: pd.DataFrame, language: Language) -> None:
    st.subheader(say("headings-unknown", language), anchor=False)
    if unknown.empty:
        look.state(say("headings-unknown-none", language), say("headings-unknown-none-next", language))
        return
    groups = {key: rows.to_dict("records") for key, rows in unknown.groupby(["document_id", "heading"], sort=False)}
    chosen = st.selectbox(
        say("headings-choice", language),
        list(groups),
        format_func=lambda key: say("headings-option", language, heading=key[1], file=groups[key][0]["file_name"]),
        key=f"unknown_{language}",
    )
    rows = groups[chosen]
    with st.container(border=True, key="unknown"):
        _form(engine, rows, language)


def _form(engine: Engine, rows: list[dict[Any, Any]], language: Language) -> None:
    first = rows[0]
    st.html(f'<div class="sl-said" data-testid="unknown-heading">“{look.escaped(first["heading"])}”</div>')
    text, button = st.columns([6, 1], vertical_alignment="center")
    with text:
        look.quiet(f"{first['file_name']}　{first['place']}")
    with button:
        if first["media"] and st.button(say("officer-look-at-place", language), key="unknown_place", width="stretch"):
            source_dialog.open_at(first["document_id"], first["file_name"], first["media"], first["locator"], language)
    kinds = {row["kind_code"]: row["kind"] for row in rows}
    identity = f"{first['document_id'][:8]}_{first['heading']}"
    kind = st.radio(
        say("officer-kind", language), list(kinds), format_func=kinds.__getitem__, horizontal=True,
        key=f"kind_{identity}_{language}",
    ) if len(kinds) > 1 else next(iter(kinds))  # fmt: skip
    near = [row["meaning"] for row in rows if row["kind_code"] == kind]
    names = [*near, *(name for name in heading_names(DocumentKind(kind)) if name not in near)]
    with st.form(f"map_{identity}", border=False):
        left, right = st.columns(2)
        meaning = left.selectbox(
            say("headings-meaning", language), names,
            format_func=lambda name: f"{name}　{say('headings-close', language)}" if name in near else name,
            key=f"meaning_{identity}_{kind}",
        )  # fmt: skip
        publisher = right.text_input(
            say("officer-publisher", language), value=first["publisher"], key=f"publisher_{identity}"
        )
        who, why = desk.name_and_reason(f"map_{identity}", language)
        is_add = st.form_submit_button(say("headings-add", language), type="primary")
    if is_add:
        said = {"publisher": publisher, "kind": DocumentKind(kind), "heading": first["heading"], "meaning": meaning}
        action = partial(_add, engine, first["document_id"], said | {"who": who, "why": why})
        desk.decide(action, say("headings-added", language), who, language)


def _add(engine: Engine, document_id: str, said: dict[str, Any]) -> None:
    """Record the mapping, and read the file that asked for it once more."""
    add_mapping(engine, **said, now=desk.now())
    take_again(engine, *desk.tools(), document_id, desk.now())


def _standing(engine: Engine, standing: pd.DataFrame, language: Language) -> None:
    st.subheader(say("headings-standing", language), anchor=False)
    if standing.empty:
        look.state(say("headings-standing-none", language), say("headings-standing-none-next", language))
        return
    for row in standing.to_dict("records"):
        text, button = st.columns([6, 1], vertical_alignment="center")
        done = say("desk-by", language, who=row["who"], moment=row["recorded"], why=row["why"] or "—")
        used = say("headings-used", language, count=row["documents"])
        with text:
            st.html(
                f"<div>“{look.escaped(row['heading'])}”　→　<b>{look.escaped(row['meaning'])}</b></div>"
                f"<div class='sl-quiet'>{look.escaped(row['publisher'])}　{look.escaped(row['kind'])}　"
                f"{look.escaped(used)}</div><div class='sl-quiet'>{look.escaped(done)}</div>"
            )
        with button:
            if st.button(say("headings-revoke", language), key=f"revoke_{row['id']}", width="stretch"):
                _revoke(engine, row, language)


def _revoke(engine: Engine, row: dict[Any, Any], language: Language) -> None:
    @st.dialog(say("headings-revoke-title", language))
    def window() -> None:
        look.quiet(f"{row['publisher']}　“{row['heading']}” → {row['meaning']}")
        look.quiet(say("headings-revoke-note", language))
        with st.form(f"revoke_form_{row['id']}", border=False):
            who, why = desk.name_and_reason(f"revoke_{row['id']}", language)
            is_revoke = st.form_submit_button(say("headings-revoke-now", language), type="primary")
        if is_revoke:
            action = partial(revoke_mapping, engine, row["id"], who=who, why=why, now=desk.now())
            desk.decide(action, say("headings-revoked-now", language), who, language)

    window()


def _revoked(revoked: pd.DataFrame, language: Language) -> None:
    if revoked.empty:
        return
    with st.expander(say("headings-revoked", language, count=len(revoked))):
        look.plain_table(
            [
                say(code, language)
                for code in ("headings-heading", "headings-meaning", "officer-publisher", "headings-ended")
            ],
            [
                [row["heading"], row["meaning"], row["publisher"],
                 say("desk-by", language, who=row["revoked_by"], moment=row["revoked"], why=row["revoked_why"] or "—")]
                for row in revoked.to_dict("records")
            ],
            frozenset(),
        )  # fmt: skip
