"""The source of a figure: the document as it was read, in a window of its own, with the cell marked and in sight.

Flows in: a document and a locator. Flows out: a dialog with a frame. Documents are hostile: every text is escaped,
and the frame may run exactly one script (known by its hash, it scrolls to the mark) and load nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from analytics.errors import Explained
from analytics.reports import Shown, ShownGrid, place_text, source_blocks
from analytics.reports.places import column_letters
from analytics.reports.source import ROWS_AROUND, ShownCell
from app_streamlit import look
from app_streamlit.officer_pages.opened import read_source
from models.language import Language, say

_SCRIPT = (
    'const mark = document.getElementById("mark"); if (mark) mark.scrollIntoView({block: "center", inline: "center"});'
)
_HASH = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_HASH}'"
_FRAME_HEIGHT = 560
_ROWS_SHOWN = 8


def open_at(document_id: str, file_name: str | None, media: str | None, locator: str, language: Language) -> None:
    """Open a document at a place, in a dialog."""
    title = say("officer-open-source", language)

    @st.dialog(title, width="large")
    def window() -> None:
        place = say("officer-source-place", language, file=file_name or "—", place=place_text(locator, language))
        st.markdown(f"**{look.plain(place)}**")
        if media is None:
            look.state(say("officer-source-missing", language), say("officer-source-unread", language))
            return
        try:
            blocks = source_blocks(read_source(document_id, media, locator), locator)
        except Explained as error:
            look.state(say("officer-source-missing", language), error.message.say(language))
            return
        st.iframe(page(blocks, language), height=_FRAME_HEIGHT)
        look.quiet(say("officer-source-masked", language))

    window()


def page(blocks: list[Shown], language: Language) -> str:
    """A self-contained page of the blocks."""
    colours = look.palette()
    body = "".join(_grid(block, language) if isinstance(block, ShownGrid) else _paragraph(block.text, block.marked)
                   for block in blocks)  # fmt: skip
    style = f"""
body {{ font: 13px/1.55 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; color: {colours.text};
  background: {colours.paper}; margin: 8px; }}
table {{ border-collapse: collapse; margin: 8px 0 18px; }}
td, th {{ border: 1px solid {colours.line}; padding: 3px 7px; vertical-align: top; white-space: pre-wrap;
  min-width: 4.2em; max-width: 26em; }}
th {{ color: {colours.faint}; font-weight: 400; text-align: center; position: sticky; background: {colours.paper};
  min-width: 2em; }}
th[scope=col] {{ top: 0; z-index: 1; }}
th[scope=row] {{ left: 0; }}
.mark {{ background: {colours.mark}; outline: 3px solid {colours.accent}; outline-offset: -2px; font-weight: 700; }}
caption, .note {{ color: {colours.faint}; text-align: left; }}
"""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}"><style>{style}</style></head>'
        f"<body>{body}<script>{_SCRIPT}</script></body></html>"
    )


def _paragraph(text: str, marked: bool) -> str:
    mark = ' id="mark" class="mark"' if marked else ""
    return f"<p{mark}>{escape(text)}</p>"


def _grid(grid: ShownGrid, language: Language) -> str:
    letters = "".join(f'<th scope="col">{column_letters(column)}</th>' for column in range(1, grid.width + 1))
    found_mark = False
    rows = []
    for number, cells in grid.rows:
        written = []
        for cell in cells:
            written.append(_cell(cell, is_first=cell.marked and not found_mark))
            found_mark = found_mark or cell.marked
        rows.append(f'<tr><th scope="row">{number}</th>{"".join(written)}</tr>')
    mark = ' id="mark" class="mark"' if grid.marked else ""
    note = ""
    if grid.left_out:
        said = say("officer-source-left-out", language, count=grid.left_out, around=ROWS_AROUND)
        note = f'<p class="note">{escape(said)}</p>'
    caption = f"<caption>{escape(place_text(grid.part, language))}</caption>"
    return f"<table{mark}>{caption}<tr><th></th>{letters}</tr>{''.join(rows)}</table>{note}"


def _cell(cell: ShownCell, *, is_first: bool) -> str:
    span = "".join(
        f' {name}="{count}"' for name, count in (("rowspan", cell.covers[0]), ("colspan", cell.covers[1])) if count > 1
    )
    mark = ' class="mark"' if cell.marked else ""
    anchor = ' id="mark"' if is_first else ""
    return f"<td{span}{mark}{anchor}>{escape(cell.text)}</td>"


def row_with_source(row: Mapping[Any, Any], key: str, language: Language) -> None:
    """A row in words, with the button that opens its place in the document; `key` tells buttons apart."""
    text, action = st.columns([5, 1], vertical_alignment="center")
    with text:
        st.html(
            f"<div><b>{look.escaped(row['file_name'] or '—')}</b>　{look.escaped(row['kind'])}　"
            f"{look.escaped(row['place'])}</div><div class='sl-quiet'>{look.escaped(row['content'])}</div>"
        )
    with action:
        if st.button(say("officer-open-source", language), key=f"source_{key}", width="stretch"):
            open_at(row["document_id"], row["file_name"], row["media"], row["locator"], language)


def rows_with_sources(rows: Sequence[Mapping[Any, Any]], key: str, language: Language) -> None:
    """The rows something rests on, each with the way to its document; the first of many, the others on demand."""
    st.markdown(f"**{say('officer-evidence', language, count=len(rows))}**")
    for number, row in enumerate(rows[:_ROWS_SHOWN]):
        row_with_source(row, f"{key}_{number}", language)
    if len(rows) > _ROWS_SHOWN:
        with st.expander(say("officer-more-evidence", language, count=len(rows) - _ROWS_SHOWN)):
            for number, row in enumerate(rows[_ROWS_SHOWN:], start=_ROWS_SHOWN):
                row_with_source(row, f"{key}_{number}", language)


def course(moments: Sequence[Mapping[Any, Any]], language: Language) -> None:
    """What happened when, in the order of days; nothing where no row tells."""
    if not moments:
        return
    st.markdown(f"**{say('officer-timeline', language)}**")
    unknown = say("officer-timeline-no-day", language)
    look.plain_table(
        [say(f"officer-timeline-{head}", language) for head in ("day", "kind", "what", "who", "matter")],
        [
            [
                f"{moment['day']} {moment['time']}".strip() or unknown,
                say(f"officer-timeline-{moment['kind']}", language),
                moment["what"],
                moment["who"],
                moment["matter"],
            ]
            for moment in moments
        ],
        frozenset(),
    )
