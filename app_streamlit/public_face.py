"""The public face: where disclosed money went, for anyone, in Chinese or English.

Flows in: one public release (`SUNLEDGER_RELEASE`). Flows out: pages. This process knows no store, no key and no
settings; what is not in the release cannot be shown here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics.release import Release
from app_streamlit import look
from app_streamlit.public_pages import data, funds, notice, opened, three_public, unit
from models.language import Language, say

_STYLE = """
<style>
[data-testid="stMainBlockContainer"] { padding-top: 5rem; }
.sl-wide { overflow-x: auto; }
.sl-wide .n { padding-right: 1.4rem; }
.sl-wide .n:last-child { padding-right: 0; }
.sl-wide .d { white-space: nowrap; }
.sl-sum a { color: var(--sl-accent); text-underline-offset: 3px; }
.sl-sum a:hover { text-decoration-thickness: 2px; }
.sl-facts th { width: 10rem; color: var(--sl-faint); }
.sl-figures { gap: 1.2rem 2rem; }
.sl-figure:first-child b { font-size: 3.2rem; line-height: 1.2; }
.sl-figure b { font-size: 1.6rem; }
.sl-name { font-weight: 700; font-size: 1.15rem; letter-spacing: .06em; color: var(--sl-accent); }
</style>
"""


def _page(show: Callable[[Release, Language], None], language: Language) -> None:
    show(opened.release_or_state(language), language)


def main() -> None:
    """Lay out what every page shares, then the page."""
    st.set_page_config(page_title="阳光台账 sunledger", page_icon=look.ICON, layout="wide")
    look.apply_style()
    st.html(_STYLE)
    name, choice = st.columns([5, 1], vertical_alignment="center")
    with choice:
        language = look.choose_language()
    name.html(f'<div class="sl-name">{look.escaped(say("public-name", language))}</div>')
    pages = {
        "": (funds.show, "public-page-funds", ":material/payments:"),
        "three-public": (three_public.show, "public-page-three-public", ":material/account_balance:"),
        "data": (data.show, "public-page-data", ":material/dataset:"),
        "unit": (unit.show, "public-page-unit", None),
        "notice": (notice.show, "public-page-notice", None),
    }
    navigation = st.navigation(
        [
            st.Page(
                partial(_page, show, language),
                title=say(title, language),
                icon=icon,
                url_path=path,
                default=not path,
                visibility="visible" if icon else "hidden",
            )
            for path, (show, title, icon) in pages.items()
        ],
        position="top",
    )
    navigation.run()


main()
