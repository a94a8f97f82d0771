"""The officer face: the map of posts, the leads behind it, their evidence, and what could not be taken in.

Flows in: the newest run (or the one chosen) and its snapshot. Flows out: pages. Sign-in comes later; until then this
face is bound to the loopback address by the command that starts it.
"""

from __future__ import annotations

import streamlit as st

from app_streamlit import look
from app_streamlit.officer_pages import all_leads, opened, posts, rule_book, set_aside
from models.language import say


def main() -> None:
    """Lay out what every page shares, then the page."""
    st.set_page_config(page_title="sunledger", page_icon=look.ICON, layout="wide")
    look.apply_style()
    with st.sidebar:
        language = look.choose_language()
    pages = [
        st.Page(posts.show, title=say("officer-page-posts", language), icon=":material/grid_view:", url_path="posts",
                default=True),
        st.Page(all_leads.show, title=say("officer-page-leads", language), icon=":material/flag:", url_path="leads"),
        st.Page(set_aside.show, title=say("officer-page-documents", language), icon=":material/rule_folder:",
                url_path="documents"),
        st.Page(rule_book.show, title=say("officer-page-rules", language), icon=":material/menu_book:",
                url_path="rules"),
    ]  # fmt: skip
    page = st.navigation({say("officer-name", language): pages}, expanded=True)
    look.reminder(say("officer-reminder", language))
    opened.choose_run(language)
    page.run()


main()
