"""Before the fact: who must step aside from a planned matter, under which article, and who may act instead.

Flows in: a unit, a power, an applicant and a day. Flows out: for each step who would act and what stands between, who
may act instead, and draft forms to take along. The applicant's number is hashed at once and kept nowhere.
"""

from __future__ import annotations

from datetime import UTC, datetime

import streamlit as st

from analytics.relations import Applicant, PlannedMatter, RecusalCheck, recusal_check
from analytics.reports.recusal import actor_rows, powers_of_units, recusal_form
from app_streamlit import look
from app_streamlit.officer_pages import desk
from app_streamlit.officer_pages.opened import ask_view
from models.language import Language, say

_COLUMNS = ("step", "post", "name", "stands_in_for", "verdict", "path", "why", "basis")


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-recusal-title", language), anchor=False)
    look.quiet(say("recusal-caution", language))
    powers = ask_view(powers_of_units)
    if not powers:
        look.state(say("officer-recusal-no-powers", language), say("officer-recusal-no-powers-next", language))
        return
    matter = _planned(powers, language)
    if matter is None:
        return
    found = ask_view(recusal_check, matter)
    for code in found.unknown:
        look.quiet(say(f"recusal-unknown-{code}", language))
    _people(found, language)
    st.download_button(
        say("officer-recusal-form", language),
        recusal_form(found, language),
        "recusal-form.docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        icon=":material/description:",
        on_click="ignore",
    )


def _planned(powers: dict[str, list[str]], language: Language) -> PlannedMatter | None:
    """What is planned, once it is filled in and asked."""
    unit = st.selectbox(say("recusal-form-unit", language), list(powers), key=f"recusal_unit_{language}")
    with st.form("recusal", border=False):
        left, right = st.columns(2)
        power = left.selectbox(say("recusal-form-matter", language), powers[unit], key=f"recusal_power_{language}")
        on = right.date_input(say("officer-recusal-on", language), datetime.now(UTC).astimezone().date())
        name = left.text_input(say("recusal-form-applicant", language), max_chars=120)
        code = right.text_input(say("officer-recusal-code", language), max_chars=18)
        number = left.text_input(
            say("officer-recusal-number", language), type="password", max_chars=18, key=desk.number_key()
        )
        asked = st.form_submit_button(say("officer-recusal-ask", language), type="primary")
    if asked and name.strip():
        applicant = Applicant(name.strip(), desk.hashed_number(number), code.strip().upper() or None)
        st.session_state["planned_matter"] = PlannedMatter(power, unit, (applicant,), on)
        desk.forget_number()
    elif asked:
        look.quiet(say("officer-recusal-no-name", language))
    planned: PlannedMatter | None = st.session_state.get("planned_matter")
    return planned if planned is not None and planned.unit == unit else None


def _people(found: RecusalCheck, language: Language) -> None:
    acting, instead = actor_rows(found, language), actor_rows(found, language, instead=True)
    due = int((acting["verdict_code"] == "must").sum())
    open_ones = int((acting["verdict_code"] == "unknown").sum())
    look.figures(
        [
            (str(due), say("officer-recusal-must", language), ""),
            (str(open_ones), say("officer-recusal-unknown", language), ""),
            (str(len(acting) - due - open_ones), say("officer-recusal-may", language), ""),
        ]
    )
    headings = [say(f"recusal-column-{name}", language) for name in _COLUMNS]
    for title, rows in (("recusal-actors", acting), ("recusal-instead", instead)):
        st.subheader(say(title, language), anchor=False)
        if rows.empty:
            look.quiet(say("officer-recusal-nobody", language))
        else:
            look.plain_table(headings, rows[list(_COLUMNS)].fillna("").astype(str).values.tolist(), frozenset())
