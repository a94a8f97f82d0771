"""Before an appointment: what speaks against somebody in a planned post, what is due of the present one, and what the
registers cannot tell.

Flows in: a name, a unit, a post and a day. Flows out: the answers of the rules about the post as it would be filled,
each with the rows it rests on. An identity number is hashed at once and kept nowhere.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics.errors import Explained
from analytics.reports.appointment import appointment_rows, check_of_run, post_names
from analytics.rules.before_appointment import AppointmentCheck, PlannedAppointment
from app_streamlit import look
from app_streamlit.officer_pages import desk, proof
from app_streamlit.officer_pages.opened import ask, ask_view
from models.language import Language, say
from models.vocabulary import SensitiveDuty

_AS_BEFORE = "as-before"


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-appointment-title", language), anchor=False)
    look.quiet(say("officer-appointment-caution", language))
    posts = ask_view(post_names)
    if not posts:
        look.state(say("officer-no-posts", language), say("officer-no-posts-next", language))
        return
    planned = _planned(posts, language)
    if planned is None:
        return
    try:
        with st.spinner(say("officer-appointment-checking", language)):
            found = ask(check_of_run, planned)
    except Explained as error:
        look.state(say("officer-appointment-refused", language), error.message.say(language))
        return
    _answer(found, language)


def _planned(posts: dict[str, list[str]], language: Language) -> PlannedAppointment | None:
    """What is planned, once it is filled in and asked."""
    left, right = st.columns(2)
    unit = left.selectbox(
        say("officer-appointment-unit", language), list(posts), key="appointment_unit", persist_state="session"
    )
    post = right.selectbox(
        say("officer-appointment-post", language), posts[unit], accept_new_options=True, key=f"appointment_post_{unit}"
    )
    with st.form("appointment", border=False):
        left, right = st.columns(2)
        name = left.text_input(say("officer-appointment-name", language), max_chars=120)
        number = right.text_input(
            say("officer-recusal-number", language), type="password", max_chars=18, key=desk.number_key()
        )
        leader = left.selectbox(
            say("officer-appointment-leader", language), (_AS_BEFORE, "yes", "no"),
            format_func=lambda one: say(f"officer-appointment-{one}", language), key=f"appointment_leader_{language}",
        )  # fmt: skip
        duty = right.selectbox(
            say("officer-appointment-duty", language), (_AS_BEFORE, *SensitiveDuty),
            format_func=lambda one: say("officer-appointment-as-before", language)
            if one == _AS_BEFORE
            else SensitiveDuty(one).label(language),
            key=f"appointment_duty_{language}",
        )  # fmt: skip
        on = left.date_input(say("officer-appointment-on", language), datetime.now(UTC).astimezone().date())
        keeps = right.checkbox(say("officer-appointment-keeps", language))
        asked = st.form_submit_button(say("officer-recusal-ask", language), type="primary")
    if asked and name.strip() and post:
        st.session_state["planned_appointment"] = PlannedAppointment(
            name.strip(),
            unit,
            str(post).strip(),
            on,
            desk.hashed_number(number),
            {"yes": True, "no": False}.get(leader),
            None if duty == _AS_BEFORE else str(duty),
            keeps,
        )
        desk.forget_number()
    elif asked:
        look.quiet(say("officer-appointment-no-name", language))
    planned: PlannedAppointment | None = st.session_state.get("planned_appointment")
    return planned if planned is not None and (planned.unit, planned.post) == (unit, post) else None


def _answer(found: AppointmentCheck, language: Language) -> None:
    rows = appointment_rows(found, language)
    counts = rows.new_post.groupby("outcome_code")["count"].sum()
    present = rows.present_posts
    due = int(present[present["outcome_code"] == "due"]["count"].sum())
    look.figures(
        [
            (str(int(counts.get("conflict", 0))), say("officer-appointment-conflicts", language), ""),
            (str(int(counts.get("unknown", 0))), say("officer-recusal-unknown", language), ""),
            (str(int(counts.get("clear", 0))), say("officer-appointment-clear", language), ""),
            (str(due), say("officer-appointment-due", language), ""),
            (str(len(rows.restrictions)), say("officer-appointment-restrictions", language), ""),
        ]
    )
    lines = _section("before-appointment-new-post", rows.new_post, language)
    lines += _section("before-appointment-present-posts", rows.present_posts, language)
    if not rows.restrictions.empty:
        st.subheader(say("officer-appointment-restrictions", language), anchor=False)
    for row in rows.restrictions.to_dict("records"):
        said = say("officer-appointment-restriction", language, last=row["last_day"])
        st.html(f"<div>{look.escaped(said)}</div>")
        lines.append((said, row["proof"]))
    proof.choose_and_show([line for line in lines if line[1]], language)


def _section(title: str, rows: pd.DataFrame, language: Language) -> list[tuple[str, Any]]:
    """One table of answers; returns its lines with what proves them."""
    st.subheader(say(title, language), anchor=False)
    if rows.empty:
        look.quiet(say("officer-appointment-nothing", language))
        return []
    told = rows.to_dict("records")
    codes = ("officer-relations-column-verdict", "officer-appointment-rule", "officer-appointment-says",
             "officer-appointment-count")  # fmt: skip
    look.plain_table(
        [say(code, language) for code in codes],
        [[row["outcome"], f"{row['rule']} {row['name']}", row["sentence"], str(row["count"])] for row in told],
        frozenset({3}),
    )
    return [(f"{row['outcome']} — {row['rule']} {row['sentence']}", row["proof"]) for row in told]
