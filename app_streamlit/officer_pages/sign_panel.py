"""One sign of unusual work in full: its sentence, its figures, what it was compared with, what may explain it, and the
way to the documents.

Flows in: the names of signs. Flows out: widgets. A sign is no lead: nobody rules on it, and the panel says so. Persons
are named in evidence rows and the course of events only.
"""

from __future__ import annotations

import streamlit as st

from analytics.reports import ShownSign, attention_text, short_figure, shown_sign, sign_course, sign_rows, sign_table
from app_streamlit import look
from app_streamlit.officer_pages import source_dialog
from app_streamlit.officer_pages.opened import ask
from models.language import Language, say

SHAPE = "◎"  # of a sign wherever it stands beside leads
LEAD_SHAPE = "▷"


def choose_and_show(signs: list[str], language: Language) -> None:
    """A list of signs to choose from, and the chosen one in full."""
    known = {row["sign"]: row for row in ask(sign_table, language).to_dict("records")}
    options = [sign for sign in signs if sign in known]
    if not options:
        return
    heading = say("signs-choice", language)
    st.subheader(heading, anchor=False)
    look.quiet(say("signs-no-lead", language))
    chosen = look.one_of(
        heading,
        options,
        lambda sign: f"{SHAPE} {known[sign]['pattern']} {known[sign]['pattern_name']}",
        [str(known[sign]["sentence"]) for sign in options],
        "sign",
        f"sign_choice_{language}",
    )
    if chosen is not None:
        show(chosen, language)


def show(sign: str, language: Language) -> None:
    """One sign in full."""
    found = ask(shown_sign, sign, language)
    if found is None:
        return
    with st.container(border=True, key="sign"):
        _said(found, language)
        _explained(found, language)
        source_dialog.course(ask(sign_course, sign, language).to_dict("records"), language)
        rows = ask(sign_rows, sign, language).to_dict("records")
        source_dialog.rows_with_sources(rows, f"sign_{sign}", language)


def _said(found: ShownSign, language: Language) -> None:
    st.markdown(f"**{SHAPE} {look.plain(say('signs-sign', language))} · {look.plain(found.pattern)} "
                f"{look.plain(found.pattern_name)}**")  # fmt: skip
    st.html(f'<div class="sl-said" data-testid="sign-sentence">{look.escaped(found.sentence)}</div>')
    look.plain_table(
        [
            say(code, language)
            for code in (
                "signs-place", "officer-unit", "officer-severity", "signs-certainty", "signs-observed",
                "signs-expected", "signs-rate", "officer-points",
            )
        ],
        [
            [
                found.place,
                found.unit,
                found.severity.label(language),
                found.confidence.label(language),
                *_chances(found),
                attention_text(found.points),
            ]
        ],
        frozenset({4, 5, 6, 7}),
    )  # fmt: skip
    look.quiet(say("signs-rate-none" if found.q is None else "signs-rate-note", language, tests=found.tests))
    look.quiet(say("signs-standing", language))


def _chances(found: ShownSign) -> tuple[str, str, str]:
    """What was found, what chance gives, and the rate; where chance plays no part, the sentence alone tells."""
    if found.q is None:
        return "—", "—", "—"
    return str(found.observed), short_figure(found.expected), short_figure(found.q)


def _explained(found: ShownSign, language: Language) -> None:
    texts = (("signs-what", found.what), ("signs-compared", found.compared), ("officer-innocent", found.innocent))
    for column, (code, text) in zip(st.columns(3, gap="large"), texts, strict=True):
        with column:
            st.markdown(f"**{say(code, language)}**")
            st.markdown(look.plain(text or say("signs-pattern-unknown", language)))
