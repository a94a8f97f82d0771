"""How does each rule decide? The catalogue as an officer reads it, with what each rule answered in the open run.

Flows in: the rules' own descriptions, and what reviews found. Flows out: one page per rule; a rule that is mostly wrong
says so.
"""

from __future__ import annotations

import streamlit as st

from analytics.errors import Explained
from analytics.reports import catalogue, outcome_counts
from analytics.reports.scorecard import percent, rule_score
from analytics.reports.threshold_values import change_rows, office_changes, value_rows
from analytics.rules import Rule
from app_streamlit import look
from app_streamlit.officer_pages import desk
from app_streamlit.officer_pages.opened import ask, opened_run
from models.language import Language, say
from models.vocabulary import Finding


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-rules-title", language), anchor=False)
    known = catalogue()
    look.figures([(str(len(known)), say("officer-rules-count", language), say("officer-rules-count-remark", language))])
    wanted = st.query_params.get("rule")
    codes = list(known)
    code = st.selectbox(
        say("officer-rule", language),
        codes,
        index=codes.index(wanted) if wanted in codes else 0,
        format_func=lambda name: f"{name} {known[name].name.label(language)}",
        key=f"rule_choice_{language}",
    )
    st.query_params["rule"] = code
    _rule(code, language)


def _rule(code: str, language: Language) -> None:
    rule = catalogue()[code]
    counts = ask(outcome_counts, code)
    with st.container(border=True):
        st.subheader(look.plain(f"{code} {rule.name.label(language)}"), anchor=False)
        st.html(f'<div class="sl-said">{look.escaped(rule.what.label(language))}</div>')
        look.quiet(
            say(
                "officer-rule-flags",
                language,
                flags=counts["flag"],
                unknown=counts["cannot_assess"],
                passed=counts["pass"],
            )
        )
        _score(code, language)
        left, right = st.columns(2, gap="large")
        with left:
            _texts("officer-why", (rule.why.label(language),), language)
            _texts("officer-rule-method", tuple(text.label(language) for text in rule.method), language)
            _texts("officer-rule-inputs", tuple(kind.label(language) for kind in rule.inputs), language)
        with right:
            _texts("officer-innocent", tuple(text.label(language) for text in rule.innocent), language)
            _texts("officer-basis", tuple(text.label(language) for text in rule.source), language)
            _texts("officer-rule-exclusions", tuple(text.label(language) for text in rule.exclusions), language)
            _texts("officer-rule-assumptions", tuple(text.label(language) for text in rule.assumptions), language)
        if rule.parameters:
            st.markdown(f"**{say('officer-rule-parameters', language)}**")
            _values(rule, language)


def _values(rule: Rule, language: Language) -> None:
    """Every value of the parameters in the order of days, and whose it is: the rule's own, or the office's."""
    try:
        changes = office_changes(desk.store(), rule.code)
    except Explained:
        changes = ()
    columns = ("meaning", "value", "since", "until", "source")
    rows = value_rows(rule, changes, language).to_dict("records")
    with st.container(key="values"):
        look.plain_table(
            [
                say(text, language)
                for text in (
                    "officer-parameter", "officer-threshold", "officer-in-force", "officer-in-force-until",
                    "officer-basis",
                )
            ],
            [[str(row[column]) or "—" for column in columns] for row in rows],
            frozenset(),
            whole=frozenset({1, 2, 3}),
        )  # fmt: skip
    for change in changes:
        if change.is_open:
            (row,) = change_rows([change], language).to_dict("records")
            look.quiet(say("threshold-open", language, **{str(name): value for name, value in row.items()}))


def _score(code: str, language: Language) -> None:
    """What reviews found about the leads of a rule; nothing where the store cannot tell."""
    try:
        engine = desk.store()
    except Explained:
        return
    score = rule_score(opened_run(), engine, code)
    if not score.reviewed:
        look.quiet(say("score-none", language))
        return
    if score.is_mostly_wrong:
        look.state(f"⚠ {say('score-mostly-wrong', language)}", say("score-mostly-wrong-next", language))
    counted = {str(finding): str(score.outcomes.get(finding, 0)) for finding in Finding}
    look.quiet(say("score-found", language, reviewed=score.reviewed, days=score.median_days, **counted))
    if score.precision is None or score.interval is None:
        look.quiet(say("score-no-draw", language))
    else:
        shares = dict(zip(("share", "low", "high"), map(percent, (score.precision, *score.interval)), strict=True))
        look.quiet(say("score-precision", language, cases=score.drawn, **shares))
    if score.usual_reason is not None:
        look.quiet(say("score-reason", language, reason=score.usual_reason.label(language)))


def _texts(code: str, texts: tuple[str, ...], language: Language) -> None:
    if not texts:
        return
    st.markdown(f"**{say(code, language)}**")
    st.markdown(look.plain(texts[0]) if len(texts) == 1 else "\n".join(f"- {look.plain(text)}" for text in texts))
