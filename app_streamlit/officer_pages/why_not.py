"""Why is something flagged, or why not? One subject, and what each of the rules says of it.

Flows in: a text that names a subject, and `analytics.reports.why_not`. Flows out: the rulings by kind, or one ruling
with all its answers, what the rule reads, and the way to the source. The subject and the rule stay in the address
(`?subject=`, `?rule=`), so that a look can be passed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.reports.subjects import MOST_CANDIDATES, Asked, candidates, subject_of, wider
from analytics.reports.why_not import Reply, answer_rows, input_rows, ruling_rows
from app_streamlit import look
from app_streamlit.officer_pages import proof
from app_streamlit.officer_pages.opened import ask
from models.language import Language, say

# A shape beside each word, from what asks for a look to what does not.
_SIGNS = {
    Reply.FLAG: "■", Reply.CANNOT_ASSESS: "▨", Reply.PASS: "✓", Reply.EXCLUDED: "—", Reply.NO_CASE: "○",
    Reply.NOT_ASKED: "·",
}  # fmt: skip
_MEASURED = ("sentence", "value", "threshold", "gap", "about", "counts")
_TOLD = ("sentence", "about", "counts")
_COLUMNS = {
    Reply.FLAG: _MEASURED, Reply.PASS: _MEASURED, Reply.NO_CASE: ("reads",), Reply.NOT_ASKED: ("sentence", "reads"),
}  # fmt: skip
_ANSWERS_SHOWN = 40


def page(language: Language) -> st.Page:
    """The page for the navigation, and for links that lead here."""
    return st.Page(show, title=say("officer-page-why", language), icon=":material/question_mark:", url_path="why")


def link(subject: str, label: str, language: Language) -> None:
    """A link that leads here, to all that the rules say of a subject, or of that of a lead."""
    st.page_link(page(language), label=look.plain(label), query_params={"subject": subject})


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-why-title", language), anchor=False)
    look.quiet(say("officer-why-caution", language))
    asked = _choose(language)
    if asked is None:
        return
    st.query_params["subject"] = asked.id
    st.subheader(look.plain(asked.label(language)), anchor=False)
    for one in ask(wider, asked.id):
        link(one.id, one.label(language), language)
    with st.spinner(say("officer-loading", language)):
        rulings = ask(ruling_rows, asked.id, language)
    _figures(rulings, language)
    rule = _choose_rule(rulings, language)
    if rule is None:
        _all(rulings, language)
    else:
        _one(asked, rulings[rulings["rule"] == rule].iloc[0], language)


def _choose(language: Language) -> Asked | None:
    """The subject: of the address, or the one that is searched for."""
    left, right = st.columns([3, 2])
    text = left.text_input(
        say("officer-why-search", language), max_chars=80, key="why_text", persist_state="session",
        placeholder=say("officer-why-search-kinds", language), help=say("officer-why-search-help", language),
    )  # fmt: skip
    if not (text or "").strip():
        known = ask(subject_of, st.query_params.get("subject", ""))
        if known is None:
            look.state(say("officer-why-nobody", language), say("officer-why-nobody-next", language))
        return known
    with st.spinner(say("officer-loading", language)):
        found = ask(candidates, text)
    if not found.found:
        look.state(say("officer-relations-no-match", language), say("why-no-subject", language))
        return None
    if found.is_certain:
        return found.found[0]
    names = {one.id: one for one in found.found}
    chosen = right.selectbox(
        say("officer-why-several", language, count=len(names)), list(names), index=None,
        format_func=lambda one: names[one].label(language), placeholder=say("officer-why-choose", language),
        key=f"why_choice_{text}",
    )  # fmt: skip
    if found.is_cut:
        look.quiet(say("why-several-more", language, count=MOST_CANDIDATES))
    return None if chosen is None else names[chosen]


def _figures(rulings: pd.DataFrame, language: Language) -> None:
    counts = rulings["reply"].value_counts()
    look.figures(
        [
            (str(int(counts.get(str(reply), 0))), f"{_SIGNS[reply]} {reply.label(language)}", "")
            for reply in Reply
        ]
    )  # fmt: skip


def _choose_rule(rulings: pd.DataFrame, language: Language) -> str | None:
    names = {row["rule"]: f"{_sign(row)} {row['rule']} {row['rule_name']}" for row in rulings.to_dict("records")}
    options = ["*", *sorted(names)]
    wanted = st.query_params.get("rule", "*")
    everything = say("officer-why-all-rules", language)
    chosen = st.selectbox(
        say("officer-rule", language), options, index=options.index(wanted) if wanted in options else 0,
        format_func=lambda code: names.get(code, everything), key=f"why_rule_{language}",
    )  # fmt: skip
    if chosen in (None, "*"):
        st.query_params.pop("rule", None)
        return None
    st.query_params["rule"] = chosen
    return str(chosen)


def _all(rulings: pd.DataFrame, language: Language) -> None:
    """Every ruling, those of one kind together."""
    for reply in Reply:
        rows = rulings[rulings["reply"] == str(reply)]
        if rows.empty:
            continue
        heading = say("officer-why-group", language, sign=_SIGNS[reply], reply=reply.label(language), count=len(rows))
        st.subheader(heading, anchor=False)
        look.quiet(say(f"officer-why-{str(reply).replace('_', '-')}", language))
        shown = [name for name in _COLUMNS.get(reply, _TOLD) if any(rows[name])]
        look.plain_table(
            [say("officer-rule", language), *_headings(shown, language)],
            [[f"{row['rule']} {row['rule_name']}", *(row[name] for name in shown)] for row in rows.to_dict("records")],
            frozenset(),
            whole=frozenset({0}) | _figures_at(shown, 1) if language is Language.ZH else frozenset(),
        )


def _one(asked: Asked, ruling: pd.Series, language: Language) -> None:
    """One ruling: its sentence, all its answers, what the rule reads, and what proves each answer."""
    with st.container(border=True, key="ruling"):
        st.markdown(f"**{_sign(ruling)} {Reply(ruling['reply']).label(language)}**")
        st.html(f'<div class="sl-said" data-testid="ruling">{look.escaped(ruling["sentence"])}</div>')
        if ruling["gap"]:
            look.quiet(ruling["gap"])
    answers = ask(answer_rows, asked.id, ruling["rule"], language).to_dict("records")
    if answers:
        told = [
            [f"{_sign(row)} {Reply(row['reply']).label(language)}", *(row[name] for name in _MEASURED[:-1])]
            for row in answers
        ]
        columns = ("reply", *_MEASURED[:-1])
        whole = frozenset({0}) | (_figures_at(columns, 0) if language is Language.ZH else frozenset())
        headings = _headings(columns, language)
        look.plain_table(headings, told[:_ANSWERS_SHOWN], frozenset(), whole=whole)
        if len(told) > _ANSWERS_SHOWN:
            with st.expander(say("officer-rows-more", language, count=len(told) - _ANSWERS_SHOWN)):
                look.plain_table(headings, told[_ANSWERS_SHOWN:], frozenset(), whole=whole)
    st.markdown(f"**{say('why-column-kind', language)}**")
    inputs = ask(input_rows, asked.id, ruling["rule"], language)
    look.plain_table(_headings(("kind", "held", "rows"), language), inputs.to_numpy().tolist(), frozenset({2}))
    proof.choose_and_show([(row["sentence"], row["proof"]) for row in answers if row["proof"]], language)


def _sign(row: Mapping[Any, Any] | pd.Series) -> str:
    return _SIGNS[Reply(row["reply"])]


def _headings(names: Sequence[str], language: Language) -> list[str]:
    return [say(f"why-column-{name}", language) for name in names]


def _figures_at(columns: Sequence[str], first: int) -> frozenset[int]:
    """Where value and threshold stand in a table whose columns begin at `first`: short in Chinese, not to be broken."""
    return frozenset(first + at for at, name in enumerate(columns) if name in ("value", "threshold"))
