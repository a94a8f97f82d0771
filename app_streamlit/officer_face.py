"""The officer face: the map of posts, the leads behind it, their evidence, and what could not be taken in.

Flows in: the newest run (or the one chosen) and its snapshot; for what came in and what was decided about it, the store
as it is now. Flows out: pages. Sign-in comes later; until then this
face is bound to the loopback address by the command that starts it.
"""

from __future__ import annotations

import streamlit as st

from app_streamlit import look
from app_streamlit.officer_pages import (
    all_leads,
    appointment,
    desk,
    headings,
    opened,
    order,
    pattern_book,
    posts,
    queue,
    recusal,
    relations,
    replaced,
    rule_book,
    set_aside,
    threshold,
    who_is_who,
    why_not,
)
from models.language import say


def main() -> None:
    """Lay out what every page shares, then the page."""
    st.set_page_config(page_title="sunledger", page_icon=look.ICON, layout="wide")
    look.apply_style()
    with st.sidebar:
        language = look.choose_language()
    of_run = [
        st.Page(posts.show, title=say("officer-page-posts", language), icon=":material/grid_view:", url_path="posts",
                default=True),
        st.Page(queue.show, title=say("officer-page-queue", language), icon=":material/checklist:", url_path="queue"),
        st.Page(order.show, title=say("officer-page-order", language), icon=":material/sort:", url_path="order"),
        st.Page(all_leads.show, title=say("officer-page-leads", language), icon=":material/flag:", url_path="leads"),
        st.Page(recusal.show, title=say("officer-page-recusal", language), icon=":material/front_hand:",
                url_path="recusal"),
        st.Page(appointment.show, title=say("officer-page-appointment", language), icon=":material/badge:",
                url_path="appointment"),
        st.Page(relations.show, title=say("officer-page-relations", language), icon=":material/hub:",
                url_path="relations"),
        why_not.page(language),
        st.Page(rule_book.show, title=say("officer-page-rules", language), icon=":material/menu_book:",
                url_path="rules"),
        st.Page(pattern_book.show, title=say("officer-page-patterns", language), icon=":material/troubleshoot:",
                url_path="patterns"),
        st.Page(threshold.show, title=say("officer-page-threshold", language), icon=":material/tune:",
                url_path="threshold"),
        st.Page(who_is_who.show, title=say("officer-page-who", language), icon=":material/people:", url_path="who"),
    ]  # fmt: skip
    of_store = [
        st.Page(set_aside.show, title=say("officer-page-documents", language), icon=":material/rule_folder:",
                url_path="documents"),
        st.Page(replaced.show, title=say("officer-page-replaced", language), icon=":material/difference:",
                url_path="replaced"),
        st.Page(headings.show, title=say("officer-page-headings", language), icon=":material/view_column:",
                url_path="headings"),
    ]  # fmt: skip
    sections = {say("officer-name", language): of_run, say("officer-section-publications", language): of_store}
    page = st.navigation(sections, expanded=True)
    look.reminder(say("officer-reminder", language))
    if page in of_run:
        opened.choose_run(language)
    else:
        desk.about_access(language)
    page.run()


main()
