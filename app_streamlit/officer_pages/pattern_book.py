"""How is unusual work told? Every pattern with what it compares, what may explain it, and what it showed in the run.

Flows in: the patterns' own descriptions, the signs of the open run. Flows out: widgets.
"""

from __future__ import annotations

import streamlit as st

from analytics.reports import attention_text, known_patterns, looked_for_signs, sign_counts
from analytics.scoring import points
from analytics.unusual import Pattern
from app_streamlit import look
from app_streamlit.officer_pages.opened import ask
from app_streamlit.officer_pages.sign_panel import SHAPE
from models.language import Language, say
from models.vocabulary import Confidence


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("patterns-title", language), anchor=False)
    known = known_patterns()
    counts = ask(sign_counts)
    look.figures([(str(len(known)), say("patterns-count", language), say("signs-no-lead", language))])
    if not ask(looked_for_signs):
        look.state(say("signs-not-looked", language), say("signs-not-looked-next", language))
    look.plain_table(
        [say(code, language) for code in ("signs-pattern", "signs-what", "officer-severity", "patterns-shown")],
        [
            [
                f"{SHAPE} {code} {one.name.label(language)}",
                one.what.label(language),
                one.severity.label(language),
                str(counts[code]) if code in counts else "—",
            ]
            for code, one in known.items()
        ],
        frozenset({3}),
        whole=frozenset({0, 2}),
    )
    wanted = st.query_params.get("pattern")
    code = st.selectbox(
        say("signs-pattern", language),
        list(known),
        index=list(known).index(wanted) if wanted in known else 0,
        format_func=lambda name: f"{name} {known[name].name.label(language)}",
        key=f"pattern_choice_{language}",
    )
    st.query_params["pattern"] = code
    _pattern(known[code], counts.get(code), language)


def _pattern(one: Pattern, shown: int | None, language: Language) -> None:
    with st.container(border=True, key="pattern"):
        st.subheader(look.plain(f"{SHAPE} {one.code} {one.name.label(language)}"), anchor=False)
        st.html(f'<div class="sl-said">{look.escaped(one.what.label(language))}</div>')
        if shown is None:
            look.quiet(say("patterns-not-looked", language))
        else:
            look.quiet(say("patterns-shown-count", language, count=shown))
        compared, innocent, weight = st.columns(3, gap="large")
        with compared:
            st.markdown(f"**{say('signs-compared', language)}**")
            st.markdown(look.plain(one.compared.label(language)))
        with innocent:
            st.markdown(f"**{say('officer-innocent', language)}**")
            st.markdown(look.plain(one.innocent.label(language)))
        with weight:
            st.markdown(f"**{say('patterns-weight', language)}**")
            said = say(
                "patterns-weight-text",
                language,
                severity=one.severity.label(language),
                certain=attention_text(points(one.severity, Confidence.HIGH)),
                likely=attention_text(points(one.severity, Confidence.MEDIUM)),
            )
            st.markdown(look.plain(said))
            look.quiet(say("patterns-version", language, version=one.version))
