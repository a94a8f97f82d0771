"""What could not be taken in, why, and what to do about it: each place can be looked at, corrected, or dismissed.

Flows in: the store as it is now. Flows out: figures, the entries, the row of one of them with its cells to correct,
and the decisions that were made, each of which can be undone.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import Engine

from analytics.errors import Explained
from analytics.reading.corrections import correct, dismiss, undo
from analytics.reports import cell_rows, clash_rows, decision_rows, document_rows, set_aside_rows
from analytics.settings import settings
from app_streamlit import look
from app_streamlit.officer_pages import desk, source_dialog
from app_streamlit.officer_pages.opened import read_source
from models.language import Language, say

_ROWS_SHOWN = 30
_FIELDS_IN_ROW = 4


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-documents-title", language), anchor=False)
    engine = desk.open_desk(language)
    desk.last_decision(language)
    files, places = document_rows(engine, language), set_aside_rows(engine, language)
    made = decision_rows(engine, language)
    refused = int((files["status_code"] == "rejected").sum())
    look.figures(
        [
            (str(len(places)), say("officer-set-aside-label", language), ""),
            (str(refused), say("officer-documents-refused", language), ""),
            (str(len(files) - refused), say("officer-documents-taken", language), ""),
            (str(int((made["undone"] == "").sum())), say("aside-decided", language), ""),
        ]
    )
    _places(engine, places, language)
    _clashes(engine, language)
    _decisions(engine, made, language)
    _files(files, language)


def _places(engine: Engine, places: pd.DataFrame, language: Language) -> None:
    st.subheader(say("officer-reasons", language), anchor=False)
    if places.empty:
        look.state(say("officer-set-aside-none", language), say("officer-set-aside-none-next", language))
        return
    names = dict(zip(places["document_id"], places["file_name"], strict=True))
    document = st.selectbox(
        say("officer-file", language),
        ["*", *names],
        format_func=lambda key: say("officer-any-file", language) if key == "*" else names[key],
        key=f"set_aside_file_{language}",
    )
    shown = places if document == "*" else places[places["document_id"] == document]
    opened = places[places["id"] == st.query_params.get("entry", "")]
    if not opened.empty:
        _entry(engine, opened.iloc[0].to_dict(), language)
    for row in shown.head(_ROWS_SHOWN).to_dict("records"):
        if opened.empty or row["id"] != opened.iloc[0]["id"]:
            _line(row, language)
    if len(shown) > _ROWS_SHOWN:
        look.quiet(say("officer-rows-more", language, count=len(shown) - _ROWS_SHOWN))


def _clashes(engine: Engine, language: Language) -> None:
    """Declared kin that the newest analysis did not count, because the rows contradict each other."""
    rows = clash_rows(settings().home, engine, language)
    if rows.empty:
        return
    st.subheader(say("aside-clashes", language), anchor=False)
    look.quiet(say("aside-clashes-note", language))
    for number, row in enumerate(rows.head(_ROWS_SHOWN).to_dict("records")):
        text, place = st.columns([6, 1], vertical_alignment="center")
        against = say("aside-clashes-with", language, places=row["against"]) if row["against"] else ""
        with text:
            st.html(
                f"<div>{look.escaped(row['reason'])}　{look.escaped(against)}</div>"
                f"<div class='sl-quiet'>{look.escaped(row['file_name'])}　{look.escaped(row['place'])}</div>"
            )
        with place:
            if row["media"] is not None and st.button(
                say("officer-look-at-place", language), key=f"clash_{number}", width="stretch"
            ):
                source_dialog.open_at(row["document_id"], row["file_name"], row["media"], row["locator"], language)
    if len(rows) > _ROWS_SHOWN:
        look.quiet(say("officer-rows-more", language, count=len(rows) - _ROWS_SHOWN))


def _line(row: dict[Any, Any], language: Language) -> None:
    text, handle, place = st.columns([5, 1, 1], vertical_alignment="center")
    with text:
        st.html(
            f"<div>{look.escaped(row['reason'])}</div>"
            f"<div class='sl-quiet'>{look.escaped(row['file_name'])}　{look.escaped(row['place'])}</div>"
        )
    with handle:
        if st.button(say("aside-handle", language), key=f"handle_{row['id']}", width="stretch"):
            st.query_params["entry"] = row["id"]
            st.rerun()
    with place:
        if row["media"] is not None and st.button(
            say("officer-look-at-place", language), key=f"place_{row['id']}", width="stretch"
        ):
            source_dialog.open_at(row["document_id"], row["file_name"], row["media"], row["locator"], language)


def _entry(engine: Engine, row: dict[Any, Any], language: Language) -> None:
    """One entry: its row, and what can be done about it."""
    with st.container(border=True, key="entry"):
        st.html(f'<div class="sl-said" data-testid="entry-reason">{look.escaped(row["reason"])}</div>')
        look.quiet(f"{row['file_name']}　{row['place']}")
        is_heading = row["code"] == "heading-unknown"
        cells = _cells(row, language) if row["is_row"] and not is_heading else None
        if is_heading:
            look.quiet(say("aside-heading", language))
        elif cells is None or cells.empty:
            look.quiet(say("aside-whole-file", language))
        else:
            st.html(_row_table(cells))
        with st.form(f"entry_{row['id']}", border=False):
            wanted = _fields(row["id"], cells, language) if cells is not None and not cells.empty else {}
            who, why = desk.name_and_reason(f"entry_{row['id']}", language)
            buttons = st.columns([2, 2, 5])
            is_correct = False
            if cells is not None and not cells.empty:
                is_correct = buttons[0].form_submit_button(
                    say("aside-correct", language), type="primary", width="stretch"
                )
            is_dismiss = buttons[1].form_submit_button(say("aside-dismiss", language), width="stretch")
        if is_correct:
            originals, keys = desk.tools()
            action = partial(correct, engine, originals, keys, row["id"], wanted, who=who, why=why, now=desk.now())
            desk.decide(action, say("aside-corrected", language), who, language)
        if is_dismiss:
            dismissal = partial(dismiss, engine, row["id"], who=who, why=why, now=desk.now())
            desk.decide(dismissal, say("aside-dismissed", language), who, language)
        close, place, _ = st.columns([1, 1, 5])
        if close.button(say("aside-close", language), key="entry_close", width="stretch"):
            del st.query_params["entry"]
            st.rerun()
        if row["media"] is not None and place.button(
            say("officer-look-at-place", language), key="entry_place", width="stretch"
        ):
            source_dialog.open_at(row["document_id"], row["file_name"], row["media"], row["locator"], language)


def _cells(row: dict[Any, Any], language: Language) -> pd.DataFrame | None:
    try:
        with st.spinner(say("officer-loading", language)):
            content = read_source(row["document_id"], row["media"] or "", row["locator"])
            return cell_rows(content, row["locator"], row["kind_code"])
    except Explained as error:
        look.state(say("officer-source-missing", language), error.message.say(language))
        return None


def _row_table(cells: pd.DataFrame) -> str:
    """The row as it stands in the original, the cell in question marked as in the source window."""
    colours = look.palette()
    head = "".join(
        f'<th scope="col">{look.escaped(f"{c.letters} {c.heading}".strip())}</th>' for c in cells.itertuples()
    )
    mark = f"background: {colours.mark}; outline: 3px solid {colours.accent}; outline-offset: -2px; font-weight: 700"
    body = "".join(
        f"<td{f' style={chr(34)}{mark}{chr(34)} data-testid={chr(34)}marked{chr(34)}' if c.is_marked else ''}>"
        f"{look.escaped(c.text)}</td>"
        for c in cells.itertuples()
    )
    return (
        f'<div class="sl-scroll"><table class="sl-sum"><thead><tr>{head}</tr></thead>'
        f"<tbody><tr>{body}</tr></tbody></table></div>"
    )


def _fields(entry: str, cells: pd.DataFrame, language: Language) -> dict[str, str]:
    """A field for each cell as it should read; what is left as it was is not part of the correction."""
    st.markdown(f"**{say('aside-cells', language)}**")
    wanted: dict[str, str] = {}
    rows = cells.to_dict("records")
    for start in range(0, len(rows), _FIELDS_IN_ROW):
        for column, cell in zip(st.columns(_FIELDS_IN_ROW), rows[start : start + _FIELDS_IN_ROW], strict=False):
            label = look.plain(f"{cell['letters']} {cell['heading']}".strip())
            with column:
                text = st.text_input(
                    f"● **{label}**" if cell["is_marked"] else label,
                    value=cell["text"],
                    key=f"cell_{entry}_{cell['name']}",
                )
            if text.strip() != cell["text"].strip():
                wanted[cell["name"]] = text
    look.quiet(say("aside-cells-note", language))
    return wanted


def _decisions(engine: Engine, made: pd.DataFrame, language: Language) -> None:
    if made.empty:
        return
    st.subheader(say("aside-decisions", language), anchor=False)
    for row in made.head(_ROWS_SHOWN).to_dict("records"):
        text, button = st.columns([6, 1], vertical_alignment="center")
        done = say("desk-by", language, who=row["who"], moment=row["recorded"], why=row["why"])
        undone = ""
        if row["undone"]:
            undone = say("aside-undone", language, who=row["undone_by"], moment=row["undone"], why=row["undone_why"])
        said = "　".join(part for part in (row["action"], row["cells"]) if part)
        with text:
            st.html(
                f"<div>{look.escaped(said)}</div><div class='sl-quiet'>{look.escaped(row['file_name'])}　"
                f"{look.escaped(row['place'])}</div><div class='sl-quiet'>{look.escaped(done)}　"
                f"{look.escaped(undone)}</div>"
            )
        with button:
            if not row["undone"] and st.button(say("aside-undo", language), key=f"undo_{row['id']}", width="stretch"):
                _undo(engine, row, language)


def _undo(engine: Engine, row: dict[Any, Any], language: Language) -> None:
    @st.dialog(say("aside-undo-title", language))
    def window() -> None:
        look.quiet(f"{row['action']}　{row['cells']}　{row['file_name']}　{row['place']}")
        with st.form(f"undo_form_{row['id']}", border=False):
            who, why = desk.name_and_reason(f"undo_{row['id']}", language)
            is_undo = st.form_submit_button(say("aside-undo-now", language), type="primary")
        if is_undo:
            action = partial(undo, engine, row["id"], who=who, why=why, now=desk.now())
            desk.decide(action, say("aside-undone-now", language), who, language)

    window()


def _files(files: pd.DataFrame, language: Language) -> None:
    st.subheader(say("officer-documents-label", language), anchor=False)
    if files.empty:
        look.state(say("desk-no-files", language), say("desk-no-files-next", language))
        return
    table = pd.DataFrame(
        {
            say("officer-file", language): files["file_name"],
            say("officer-kind", language): files["kind"],
            say("officer-status", language): files["status"],
            say("officer-publisher", language): files["publisher"],
            say("desk-recorded", language): files["recorded"],
            say("aside-replaced-by", language): files["replaced_by"],
        }
    )
    st.dataframe(table, hide_index=True, height=min(38 + 36 * len(table), 520))
