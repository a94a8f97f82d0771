"""What could not be taken in, and why? Files, and the places in them that were set aside, with the way to each place.

Flows in: documents and quarantine of the open snapshot. Flows out: figures, two tables, and the source dialog.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.reports import documents, quarantine
from app_streamlit import look
from app_streamlit.officer_pages import source_dialog
from app_streamlit.officer_pages.opened import ask_view
from models.language import Language, say

_ROWS_SHOWN = 30


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-documents-title", language), anchor=False)
    files = ask_view(documents, language)
    places = ask_view(quarantine, language)
    refused = int((files["status_code"] == "rejected").sum())
    look.figures(
        [
            (str(len(places)), say("officer-set-aside-label", language), ""),
            (str(refused), say("officer-documents-refused", language), ""),
            (str(len(files) - refused), say("officer-documents-taken", language), ""),
        ]
    )
    _places(places, files, language)
    _files(files, language)


def _places(places: pd.DataFrame, files: pd.DataFrame, language: Language) -> None:
    st.subheader(say("officer-reasons", language), anchor=False)
    if places.empty:
        look.state(say("officer-set-aside-none", language), say("officer-set-aside-none-next", language))
        return
    names = files.set_index("document_id")["file_name"]
    concerned = [document for document in files["document_id"] if document in set(places["document_id"])]
    document = st.selectbox(
        say("officer-file", language),
        ["*", *concerned],
        format_func=lambda key: say("officer-any-file", language) if key == "*" else names[key],
        key=f"set_aside_file_{language}",
    )
    shown = places if document == "*" else places[places["document_id"] == document]
    for number, row in enumerate(shown.head(_ROWS_SHOWN).to_dict("records")):
        text, action = st.columns([5, 1], vertical_alignment="center")
        with text:
            st.html(
                f"<div>{look.escaped(row['reason'])}</div>"
                f"<div class='sl-quiet'>{look.escaped(row['file_name'])}　{look.escaped(row['place'])}</div>"
            )
        with action:
            if row["media"] is not None and st.button(
                say("officer-look-at-place", language), key=f"place_{number}_{row['document_id'][:8]}", width="stretch"
            ):
                source_dialog.open_at(row["document_id"], row["file_name"], row["media"], row["locator"], language)
    if len(shown) > _ROWS_SHOWN:
        look.quiet(say("officer-rows-more", language, count=len(shown) - _ROWS_SHOWN))


def _files(files: pd.DataFrame, language: Language) -> None:
    st.subheader(say("officer-documents-label", language), anchor=False)
    table = pd.DataFrame(
        {
            say("officer-file", language): files["file_name"],
            say("officer-kind", language): files["kind"],
            say("officer-status", language): files["status"],
            say("officer-set-aside-label", language): files["set_aside"],
            say("officer-publisher", language): files["publisher"],
            say("officer-published", language): files["published"],
        }
    )
    st.dataframe(table, hide_index=True, height=min(38 + 36 * len(table), 520))
