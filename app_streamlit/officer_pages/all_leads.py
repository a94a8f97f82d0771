"""Which leads are waiting? All flags, also those about units, notices and documents; beside them the signs of unusual
work, and what could not be assessed.

Flows in: the lead table of the open run, and where reviews stand now. Flows out: filters, a table, and the chosen lead
in full. What is settled is quiet: it is shown when it is asked for.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.desk import Status
from analytics.reports import attention_text, lead_table, looked_for_signs, sign_table, unanswered
from app_streamlit import look
from app_streamlit.officer_pages import lead_panel, review_panel, sign_panel
from app_streamlit.officer_pages.opened import ask
from models.language import Language, say
from models.vocabulary import Confidence, Severity

_REASONS_SHOWN = 100
_STATUSES = ("waiting", "settled", "*")
_SIGNS = {"H": "■", "M": "◧", "L": "□"}


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-leads-title", language), anchor=False)
    leads = ask(lead_table, language)
    statuses = review_panel.statuses()
    leads = leads.assign(status=[str(statuses.get(flag, Status.OPEN)) for flag in leads["flag"]])
    unknown = ask(unanswered, language)
    times = int(unknown["times"].sum()) if len(unknown) else 0
    signs = ask(sign_table, language)
    names = [
        say("officer-tab-open", language, count=int((leads["status"] != str(Status.SETTLED)).sum())),
        say("signs-tab", language, count=len(signs)),
        say("officer-tab-unknown", language, count=times),
    ]
    is_sign_asked_for = st.query_params.get("sign", "") in set(signs["sign"])
    waiting, unusual, silent = st.tabs(names, default=names[1] if is_sign_asked_for else names[0])
    with waiting:
        _leads(leads, language)
    with unusual:
        _unusual(signs, language)
    with silent:
        _unknown(unknown, language)


def _leads(leads: pd.DataFrame, language: Language) -> None:
    chosen = _filtered(leads, language)
    if chosen.empty:
        look.state(say("officer-no-leads", language), say("officer-no-leads-next", language))
        return
    table = pd.DataFrame(
        {
            say("officer-severity", language): [
                f"{_SIGNS[level]} {Severity(level).label(language)}" for level in chosen["severity"]
            ],
            say("officer-rule", language): chosen["rule"] + " " + chosen["rule_name"],
            say("officer-unit", language): chosen["unit"],
            say("officer-subject", language): chosen["subject"],
            say("review-heading", language): [review_panel.sign(Status(one), language) for one in chosen["status"]],
            say("officer-sentence", language): chosen["sentence"],
        }
    )
    st.dataframe(table, hide_index=True, height=min(38 + 36 * len(table), 330))
    labels = {row["flag"]: f"{row['rule']} · {row['subject']} · {row['sentence']}" for row in chosen.to_dict("records")}
    options = list(labels)
    wanted = st.query_params.get("lead", "")
    flag = st.selectbox(
        say("officer-lead-choice", language),
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=labels.__getitem__,
        key=f"lead_list_{language}",
    )
    if flag is None:
        return
    st.query_params["lead"] = flag
    lead_panel.show(flag, language)


def _filtered(leads: pd.DataFrame, language: Language) -> pd.DataFrame:
    rules = leads.drop_duplicates("rule").sort_values("rule")
    rule_names = {row["rule"]: f"{row['rule']} {row['rule_name']}" for row in rules.to_dict("records")}
    unit_names = dict(zip(leads["unit_key"], leads["unit"], strict=True))
    subjects = sorted(set(leads["subject_type"]))
    by_rule, by_unit, by_subject, by_status = st.columns(4)
    everything = say("officer-any", language)
    with by_rule:
        rule = st.selectbox(
            say("officer-filter-rule", language),
            ["*", *rule_names],
            format_func=lambda code: rule_names.get(code, everything),
            key=f"filter_rule_{language}",
            persist_state="session",
        )
    with by_unit:
        unit = st.selectbox(
            say("officer-filter-unit", language),
            ["*", *sorted(unit_names, key=unit_names.__getitem__)],
            format_func=lambda key: unit_names.get(key, everything),
            key=f"filter_unit_{language}",
            persist_state="session",
        )
    with by_subject:
        subject = st.selectbox(
            say("officer-filter-subject", language),
            ["*", *subjects],
            format_func=lambda kind: everything if kind == "*" else say(f"officer-subject-{kind}", language),
            key=f"filter_subject_{language}",
            persist_state="session",
        )
    with by_status:
        is_asked_for = st.query_params.get("lead", "") in set(leads["flag"][leads["status"] == str(Status.SETTLED)])
        status = st.selectbox(
            say("review-heading", language),
            _STATUSES,
            index=_STATUSES.index("*") if is_asked_for else 0,
            format_func=lambda one: everything if one == "*" else say(f"officer-status-{one}", language),
            key=f"filter_status_{language}",
        )
    wanted = leads
    if status != "*":
        wanted = wanted[(wanted["status"] == str(Status.SETTLED)) == (status == "settled")]
    for column, value in (("rule", rule), ("unit_key", unit), ("subject_type", subject)):
        if value != "*":
            wanted = wanted[wanted[column] == value]
    return wanted


def _unusual(signs: pd.DataFrame, language: Language) -> None:
    """The signs of unusual work: none of them is a lead, and nobody rules on them."""
    look.quiet(say("signs-no-lead", language))
    if signs.empty:
        code = "signs-none" if ask(looked_for_signs) else "signs-not-looked"
        look.state(say(code, language), say(f"{code}-next", language))
        return
    chosen = _of_pattern(signs, language)
    table = pd.DataFrame(
        {
            say("officer-points", language): chosen["points"].map(attention_text),
            say("signs-pattern", language): sign_panel.SHAPE + " " + chosen["pattern"] + " " + chosen["pattern_name"],
            say("officer-unit", language): chosen["unit"],
            say("signs-place", language): chosen["place"],
            say("signs-certainty", language): [Confidence(one).label(language) for one in chosen["confidence"]],
            say("officer-sentence", language): chosen["sentence"],
        }
    )
    st.dataframe(table, hide_index=True, height=min(38 + 36 * len(table), 330))
    labels = {
        row["sign"]: f"{number} · {row['pattern']} · {row['place']} · {row['sentence']}"
        for number, row in enumerate(chosen.to_dict("records"), start=1)
    }
    options = list(labels)
    wanted = st.query_params.get("sign", "")
    sign = st.selectbox(
        say("signs-choice", language),
        options,
        index=options.index(wanted) if wanted in options else None,
        format_func=labels.__getitem__,
        placeholder=say("signs-choose", language),
        key=f"sign_list_{language}",
    )
    if sign is None:
        return
    st.query_params["sign"] = sign
    sign_panel.show(sign, language)


def _of_pattern(signs: pd.DataFrame, language: Language) -> pd.DataFrame:
    shown = signs.drop_duplicates("pattern").sort_values("pattern")
    times = signs["pattern"].value_counts()
    names = {
        row["pattern"]: f"{row['pattern']} {row['pattern_name']} ({times[row['pattern']]})"
        for row in shown.to_dict("records")
    }
    pattern = st.selectbox(
        say("signs-pattern", language),
        ["*", *names],
        format_func=lambda code: names.get(code, say("officer-any", language)),
        key=f"filter_pattern_{language}",
        persist_state="session",
    )
    return signs if pattern == "*" else signs[signs["pattern"] == pattern]


def _unknown(unknown: pd.DataFrame, language: Language) -> None:
    if unknown.empty:
        look.state(say("officer-no-unknown", language), say("officer-no-unknown-next", language))
        return
    look.quiet(say("officer-unknown-note", language))
    look.plain_table(
        [say(code, language) for code in ("officer-rule", "officer-reason", "officer-times")],
        [
            [f"{row['rule']} {row['rule_name']}", row["sentence"], str(row["times"])]
            for row in unknown.head(_REASONS_SHOWN).to_dict("records")
        ],
        frozenset({2}),
    )
    if len(unknown) > _REASONS_SHOWN:
        look.quiet(say("officer-reasons-more", language, count=len(unknown) - _REASONS_SHOWN))
