"""One lead in full: its sentence, what was measured, innocent explanations, basis, ties, evidence, the way to the
source, and where its review stands.

Flows in: the names of flags. Flows out: widgets. Persons are named in ties and evidence rows only.
"""

from __future__ import annotations

import streamlit as st

from analytics.reports import Lead, evidence_rows, lead, lead_table, ties_of, timeline
from analytics.reports.threshold_values import read_by_rule
from app_streamlit import look
from app_streamlit.officer_pages import review_panel, source_dialog, tie_graph, why_not
from app_streamlit.officer_pages.opened import ask
from models.language import Language, say

_SIGNS = {"H": "■", "M": "◧", "L": "□"}


def choose_and_show(flags: list[str], language: Language) -> None:
    """A list of leads to choose from, and the chosen one in full."""
    known = {row["flag"]: row for row in ask(lead_table, language).to_dict("records")}
    options = [flag for flag in flags if flag in known]
    if not options:
        return
    heading = say("officer-lead-choice", language)
    st.subheader(heading, anchor=False)
    chosen = look.one_of(
        heading,
        options,
        lambda flag: f"{known[flag]['rule']} {known[flag]['rule_name']}",
        [str(known[flag]["sentence"]) for flag in options],
        "lead",
        f"lead_choice_{language}",
    )
    if chosen is not None:
        show(chosen, language)


def show(flag: str, language: Language) -> None:
    """One lead in full."""
    found = ask(lead, flag, language)
    if found is None:
        return
    with st.container(border=True, key="lead"):
        _said(found, language)
        review_panel.mark(flag, language)
        _explained(found, language)
        why_not.link(flag, say("officer-why-link", language), language)
        _ties(flag, language)
        _timeline(flag, language)
        _evidence(flag, language)
        review_panel.show(flag, language)


def _said(found: Lead, language: Language) -> None:
    st.markdown(f"**{look.plain(found.rule)} {look.plain(found.rule_name)}**")
    st.html(f'<div class="sl-said" data-testid="lead-sentence">{look.escaped(found.sentence)}</div>')
    confidence = "—" if found.confidence is None else found.confidence.label(language)
    look.plain_table(
        [
            say(code, language)
            for code in (
                "officer-subject", "officer-unit", "officer-value", "officer-threshold", "officer-severity",
                "officer-confidence",
            )
        ],
        [
            [
                found.subject,
                found.unit,
                found.value or "—",
                found.threshold or "—",
                f"{_SIGNS[str(found.severity)]} {found.severity.label(language)}",
                confidence,
            ]
        ],
        frozenset(),
    )  # fmt: skip
    for told in ask(read_by_rule, found.rule, language):
        look.quiet(told)


def _explained(found: Lead, language: Language) -> None:
    for column, code, texts in zip(
        st.columns(3, gap="large"),
        ("officer-why", "officer-innocent", "officer-basis"),
        ((found.why,), found.innocent, found.basis),
        strict=True,
    ):
        with column:
            st.markdown(f"**{say(code, language)}**")
            if len(texts) == 1:
                st.markdown(look.plain(texts[0]))
            else:
                st.markdown("\n".join(f"- {look.plain(text)}" for text in texts))


def _ties(flag: str, language: Language) -> None:
    ties = ask(ties_of, flag, language)
    if ties.ties.empty:
        return
    st.markdown(f"**{say('officer-ties', language)}**")
    tie_graph.draw(ties, say("officer-ties-alt", language))
    look.plain_table(
        [
            say(code, language)
            for code in (
                "officer-tie-from", "officer-tie-kind", "officer-tie-to", "officer-tie-period", "officer-tie-tier"
            )
        ],
        [
            [
                tie["source_label"],
                " · ".join(part for part in (tie["tie"], tie["detail"]) if part),
                tie["target_label"],
                tie_graph.period(tie["since"], tie["until"]),
                tie["tier"],
            ]
            for tie in ties.ties.to_dict("records")
        ],
        frozenset(),
    )  # fmt: skip
    look.quiet(say("officer-ties-note", language))


def _timeline(flag: str, language: Language) -> None:
    """Who did which step when, and when they stepped aside: in the order of days."""
    moments = ask(timeline, flag, language).to_dict("records")
    source_dialog.course(moments, language)
    if moments and all(moment["kind"] == "act" for moment in moments):
        look.quiet(say("officer-timeline-none", language))


def _evidence(flag: str, language: Language) -> None:
    source_dialog.rows_with_sources(ask(evidence_rows, flag, language).to_dict("records"), flag, language)
