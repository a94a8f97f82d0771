"""The release that is open, and the pieces every public page shares: links, tables with links, downloads.

Flows in: the folder named by `SUNLEDGER_RELEASE`, and nothing else of the machine. Flows out: a verified `Release`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from analytics.errors import Explained
from analytics.release import Release, ReleaseMissing, csv_bytes, open_release, release_folder
from app_streamlit import look
from app_streamlit.public_pages import wording
from models.language import Language, say

SETTING = "SUNLEDGER_RELEASE"
ROWS_SHOWN = 300
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def release_or_state(language: Language) -> Release:
    """The current release; without one, or with a damaged one, say so and stop."""
    try:
        named = os.environ.get(SETTING)
        if not named:
            raise ReleaseMissing("release-missing")
        return _open(str(release_folder(Path(named))))
    except ReleaseMissing:
        st.title(say("public-question", language), anchor=False)
        look.state(say("public-empty", language), say("public-empty-next", language))
        st.stop()
    except Explained as error:
        st.title(say("public-question", language), anchor=False)
        look.state(say("public-broken", language), error.message.say(language))
        st.stop()


@st.cache_resource(max_entries=2, show_spinner=False)
def _open(folder: str) -> Release:
    # A release folder is named by its content, so an opened one never goes stale.
    return open_release(Path(folder))


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads to another page."""

    text: str
    href: str


def to_unit(unit_id: str, name: str, language: Language) -> Link:
    """The page of a unit."""
    return Link(wording.unit_name(name, language), _href("unit", language, id=unit_id))


def to_notice(notice: Mapping[str, Any], language: Language) -> Link:
    """The page of a notice."""
    return Link(wording.title_of(notice, language), _href("notice", language, id=str(notice["id"])))


def to_search(query: str, language: Language) -> Link:
    """The first page with a search."""
    return Link(wording.programme_name(query, language), _href(".", language, q=query))


def _href(page: str, language: Language, **parts: str) -> str:
    return f"{page}?{urlencode({**parts, 'lang': str(language)})}"


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str | Link]],
    numeric: frozenset[int] = frozenset(),
    language: Language = Language.ZH,
) -> None:
    """A table as real HTML with links, for keyboard and screen reader; everything is escaped."""
    shown = list(rows)
    head = "".join(f'<th scope="col"{_class(i, text, numeric)}>{escape(text)}</th>' for i, text in enumerate(headings))
    body = "".join(
        "<tr>" + "".join(f"<td{_class(i, cell, numeric)}>{_cell(cell)}</td>" for i, cell in enumerate(row)) + "</tr>"
        for row in shown[:ROWS_SHOWN]
    )
    st.html(
        f'<div class="sl-wide"><table class="sl-sum"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'
    )
    if len(shown) > ROWS_SHOWN:
        look.quiet(say("public-found-more", language, count=ROWS_SHOWN))


def facts(rows: Sequence[tuple[str, str]]) -> None:
    """Names and values, each name the heading of its row."""
    body = "".join(f'<tr><th scope="row">{escape(name)}</th><td>{escape(value)}</td></tr>' for name, value in rows)
    st.html(f'<table class="sl-sum sl-facts"><tbody>{body}</tbody></table>')


def _cell(cell: str | Link) -> str:
    if isinstance(cell, Link):
        return f'<a href="{escape(cell.href)}">{escape(cell.text)}</a>'
    return escape(cell)


def _class(index: int, cell: str | Link, numeric: frozenset[int]) -> str:
    if index in numeric:
        return ' class="n"'
    return ' class="d"' if isinstance(cell, str) and _DAY.match(cell) else ""


def notices_table(notices: pd.DataFrame, language: Language, *, with_unit: bool) -> None:
    """Notices with their amounts and whether their totals add up."""
    headings = ["public-col-title", *(["public-col-unit"] if with_unit else []), "public-col-year"]
    headings += ["public-col-published", "public-col-disclosed", "public-col-sum"]
    rows = []
    for notice in wording.records(notices):
        amount = wording.yuan(notice["disclosed_fen"], language)
        sign = wording.sum_sign(notice["sum_holds"], language)
        row: list[str | Link] = [to_notice(notice, language)]
        row += [to_unit(notice["unit_id"], notice["unit"], language)] if with_unit else []
        row += [wording.year(notice["fiscal_year"], language), wording.text(notice["published"]), amount, sign]
        rows.append(row)
    names = [say(code, language) for code in headings]
    amounts = len(names) - 2
    names[amounts] = in_yuan(names[amounts], language)
    table(names, rows, frozenset({amounts}), language)


def in_yuan(name: str, language: Language) -> str:
    """The heading of an amount column, with its unit."""
    return f"{name}（元）" if language is Language.ZH else f"{name} (yuan)"


def download(frame: pd.DataFrame, columns: Sequence[str], name: str, label: str, *, key: str) -> None:
    """A button that downloads rows as CSV, exactly the released columns that are named."""
    rows = [{c: None if wording.is_blank(row[c]) else row[c] for c in columns} for row in wording.records(frame)]
    st.download_button(
        label, csv_bytes(list(columns), rows), f"{name}.csv", "text/csv", key=key, icon=":material/download:",
        on_click="ignore",
    )  # fmt: skip


def released_columns(release: Release, table_name: str) -> list[str]:
    """The columns of a table as released."""
    return [str(name) for name in release.frame(table_name).columns]


def source_line(release: Release, language: Language) -> None:
    """The foot of every page: which release the figures come from."""
    st.divider()
    look.quiet(say("public-as-of", language, day=release.as_of, release=release.id))
