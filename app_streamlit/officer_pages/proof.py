"""The rows that prove one line of a table: chosen from a list, each with the way to its document.

Flows in: lines with the rows they rest on. Flows out: widgets. Used where a page tells more than leads.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from analytics.reports.relations import proof_rows
from app_streamlit import look
from app_streamlit.officer_pages import source_dialog
from app_streamlit.officer_pages.opened import ask
from models.language import Language, say

_ROWS_SHOWN = 12


def choose_and_show(lines: list[tuple[str, Any]], language: Language) -> None:
    """Choose a line (its words, the rows as (table, id)) and see what proves it; nothing is chosen at first."""
    if not lines:
        return
    number = st.selectbox(
        say("officer-relations-proof", language), range(len(lines)), index=None, format_func=lambda at: lines[at][0],
        placeholder=say("officer-relations-proof-choose", language),
        key=f"proof_{hash(tuple(said for said, _ in lines))}",
    )  # fmt: skip
    if number is None:
        return
    rows = lines[number][1]
    for at, row in enumerate(ask(proof_rows, rows[:_ROWS_SHOWN], language).to_dict("records")):
        source_dialog.row_with_source(row, f"proof_{at}", language)
    if len(rows) > _ROWS_SHOWN:
        look.quiet(say("officer-rows-more", language, count=len(rows) - _ROWS_SHOWN))
