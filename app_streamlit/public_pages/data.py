"""Data and notes: where the figures come from, what was withheld and why, and every table to download."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

import streamlit as st

from analytics.release import Release
from app_streamlit import look
from app_streamlit.public_pages import opened, wording
from models.language import Language, say

_PLAIN_PORT = "--plain-port="
_MIME = {"csv": "text/csv", "json": "application/json", "parquet": "application/vnd.apache.parquet"}


def show(release: Release, language: Language) -> None:
    """Lay the page out."""
    st.title(say("public-data-question", language), anchor=False)
    for code in ("public-data-sources", "public-data-not-here", "public-data-counted-once"):
        st.html(f'<p class="sl-said">{look.escaped(say(code, language))}</p>')
    manifest = release.manifest
    look.quiet(manifest["licence"][str(language)])
    look.quiet(say("public-hash", language, release=release.id, snapshot=manifest["snapshot"]))
    if address := plain_address():
        st.link_button(say("public-data-plain", language), f"{address}/?lang={language}", icon=":material/article:")
    st.subheader(say("public-data-downloads", language), anchor=False)
    for name, table in release.tables.items():
        title, *buttons = st.columns([4, 1, 1, 1], vertical_alignment="center")
        title.markdown(f"**{look.plain(table[str(language)])}** · {say('public-col-rows', language)} {table['rows']}")
        for column, (form, mime) in zip(buttons, _MIME.items(), strict=True):
            content = release.file(name, form) or b""
            column.download_button(
                form.upper(), content, f"{name}.{form}", mime, key=f"{name}-{form}", on_click="ignore", width="stretch",
                help=f"{name}.{form}",
            )  # fmt: skip
    st.subheader(say("public-data-withheld-heading", language), anchor=False)
    withheld = wording.withheld_rows(manifest, language)
    if withheld:
        headings = [say(f"public-col-{name}", language) for name in ("what", "why", "count")]
        look.plain_table(headings, [[what, why, str(count)] for what, why, count in withheld], frozenset({2}))
    else:
        look.quiet(say("public-data-withheld-none", language))
    opened.source_line(release, language)


def plain_address() -> str | None:
    """Where the plain pages are, when the command that started this face said so: the same host, another port."""
    port = next((word.removeprefix(_PLAIN_PORT) for word in sys.argv if word.startswith(_PLAIN_PORT)), None)
    host = urlsplit(st.context.url or "").hostname
    return f"http://{host}:{port}" if port and host else None
