"""What if the threshold were another? One rule tried with another value: which leads would come, which would go.

Flows in: a rule, one of its parameters and a value, all kept in the address so that a trial can be passed on. Flows
out: leads before and after, for which units, and what reviews had found about those that would go. Nothing is changed
by trying; what was tried can be proposed, and the changes of the office stand below.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from analytics.errors import Explained
from analytics.reports import catalogue
from analytics.reports.runs import Run
from analytics.reports.threshold import Given, Trial, moved_rows, try_threshold, unit_rows
from analytics.reports.threshold_values import values_of_run
from analytics.rules.answers import Outcome
from analytics.rules.parameters import Parameter
from app_streamlit import look
from app_streamlit.officer_pages import desk, threshold_change
from app_streamlit.officer_pages.opened import ask
from models.language import Language, say

_MOST_SHOWN = 100


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("officer-threshold-title", language), anchor=False)
    look.quiet(say("officer-threshold-caution", language))
    desk.last_decision(language)
    code, parameter = _chosen(language)
    value = _value(code, parameter, language)
    if value is None:
        look.state(say("officer-threshold-none", language), say("officer-threshold-none-next", language))
    elif (shown := _trial(code, parameter, value, language)) is not None:
        _results(shown, language)
        threshold_change.offer(code, parameter, value, language)
    threshold_change.record(code, language)


def _trial(code: str, parameter: Parameter, value: str, language: Language) -> _Shown | None:
    """What trying the value shows; None, and the reason on the page, where it cannot be tried."""
    try:
        with st.spinner(say("officer-loading", language)):
            return ask(_tried, code, ((parameter.name, value),), language)
    except Explained as error:
        look.state(say("officer-threshold-refused", language), error.message.say(language))
        return None


def _results(shown: _Shown, language: Language) -> None:
    _figures(shown.trial, language)
    if not shown.trial.went and not shown.trial.came:
        look.state(say("officer-threshold-same", language), say("officer-threshold-same-next", language))
        return
    _by_unit(shown.units, language)
    _moved("threshold-went", shown.went, len(shown.trial.went), language)
    _moved("threshold-came", shown.came, len(shown.trial.came), language)


def _chosen(language: Language) -> tuple[str, Parameter]:
    """The rule and the parameter: of the address, or chosen."""
    known = {code: rule for code, rule in catalogue().items() if rule.parameters}
    left, right = st.columns(2)
    codes = list(known)
    wanted = st.query_params.get("rule", "")
    code = left.selectbox(
        say("officer-rule", language), codes, index=codes.index(wanted) if wanted in codes else 0,
        format_func=lambda one: f"{one} {known[one].name.label(language)}", key=f"threshold_rule_{language}",
    )  # fmt: skip
    parameters = {parameter.name: parameter for parameter in known[code].parameters}
    names = list(parameters)
    asked = st.query_params.get("parameter", "")
    name = right.selectbox(
        say("officer-parameter", language), names, index=names.index(asked) if asked in names else 0,
        format_func=lambda one: parameters[one].label(language),
        key=f"threshold_parameter_{code}_{language}",
    )  # fmt: skip
    if (code, name) != (wanted, asked):
        st.query_params.pop("value", None)  # it was meant for another parameter
    st.query_params["rule"], st.query_params["parameter"] = code, name
    return code, parameters[name]


def _value(code: str, parameter: Parameter, language: Language) -> str | None:
    """The other value, once one is asked for; the present ones stand beside it."""
    _in_force(code, parameter, language)
    asked = st.query_params.get("value", "")
    with st.form(f"threshold_{code}_{parameter.name}", border=False):
        left, right = st.columns([1, 3], vertical_alignment="bottom")
        label = say("officer-threshold-value", language, unit=parameter.unit.label(language))
        if parameter.choices:
            options = list(parameter.choices)
            index = options.index(asked) if asked in options else 0
            typed = left.selectbox(label, options, index=index)
        else:
            typed = left.text_input(label, value=asked, max_chars=20, help=parameter.allowed)
        if right.form_submit_button(say("officer-threshold-try", language), type="primary"):
            st.query_params["value"] = asked = (typed or "").strip()
    return asked or None


def _in_force(code: str, parameter: Parameter, language: Language) -> None:
    """The values that the run knows, one line for each: since when, and whose it is."""
    values = ask(values_of_run, code, language)
    for row in values[values["parameter"] == parameter.name].to_dict("records"):
        dated = say("officer-threshold-since", language, value=row["value"], day=row["since"])
        now = dated if row["since"] else row["value"]
        look.quiet(say("officer-threshold-now", language, now=now, source=row["source"]))


@dataclass(frozen=True, slots=True)
class _Shown:
    """A trial with the rows to show of it."""

    trial: Trial
    units: pd.DataFrame
    went: pd.DataFrame
    came: pd.DataFrame


def _tried(run: Run, code: str, given: Given, language: Language) -> _Shown:
    trial = try_threshold(run, code, given)
    return _Shown(
        trial,
        unit_rows(run, trial, language),
        moved_rows(run, trial.went[:_MOST_SHOWN], language),
        moved_rows(run, trial.came[:_MOST_SHOWN], language),
    )


def _figures(trial: Trial, language: Language) -> None:
    before, after = (trial.count(Outcome.FLAG, after=then) for then in (False, True))
    unknown = say(
        "officer-threshold-unknown", language,
        before=trial.count(Outcome.CANNOT_ASSESS, after=False), after=trial.count(Outcome.CANNOT_ASSESS, after=True),
    )  # fmt: skip
    held = "—" if trial.reviewed.held_lost is None else str(trial.reviewed.held_lost)
    if trial.reviewed.unknown:
        remark = say("threshold-held-unknown", language)
    else:
        remark = say("officer-threshold-reviewed", language, count=trial.reviewed.reviewed_before)
    look.figures(
        [
            (f"{before} → {after}", say("officer-threshold-leads", language), unknown),
            (str(len(trial.went)), say("officer-threshold-gone", language), ""),
            (str(len(trial.came)), say("officer-threshold-new", language), ""),
            (held, say("officer-threshold-held", language), remark),
        ]
    )
    if trial.in_run != before:
        look.quiet(say("threshold-run-differs", language, in_run=trial.in_run))


def _by_unit(units: pd.DataFrame, language: Language) -> None:
    st.subheader(say("officer-threshold-by-unit", language), anchor=False)
    headings = [say(f"threshold-{name}", language) for name in ("unit", "before", "after", "change")]
    moved = units[units["change"] != 0]
    look.plain_table(
        headings,
        [
            [row["unit"], str(row["before"]), str(row["after"]), f"{row['change']:+d}"]
            for row in moved.head(_MOST_SHOWN).to_dict("records")
        ],
        frozenset({1, 2, 3}),
        [say("officer-threshold-all", language), *(str(int(units[name].sum())) for name in ("before", "after")),
         f"{int(units['change'].sum()):+d}"],
    )  # fmt: skip


def _moved(heading: str, rows: pd.DataFrame, count: int, language: Language) -> None:
    if not count:
        return
    st.subheader(say(heading, language, count=count), anchor=False)
    names = ("officer-unit", "officer-subject", "officer-sentence", "officer-threshold-finding")
    look.plain_table(
        [say(name, language) for name in names],
        [[row["unit"], row["subject"], row["sentence"], row["finding"] or "—"] for row in rows.to_dict("records")],
        frozenset(),
    )
    if count > len(rows):
        look.quiet(say("officer-threshold-more", language, count=count - len(rows)))
