"""A threshold changed: what was tried is proposed, another person confirms or rejects it, and the record of all of it.

Flows in: the value that was tried, names and reasons as typed, and the changes in the store as it is now. Flows out:
widgets, and steps in the store. Names are not checked against accounts, and the page says so.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Literal

import streamlit as st
from sqlalchemy import Engine

from analytics.desk import confirm, propose, reject, withdraw
from analytics.errors import Explained
from analytics.reports import measured
from analytics.reports.threshold_values import change_rows, office_changes
from analytics.rules.parameters import Parameter
from analytics.rules.threshold_changes import ThresholdChange
from app_streamlit import look
from app_streamlit.officer_pages import desk
from models.language import Language, say
from models.vocabulary import ThresholdAct

_SIGNS = {
    ThresholdAct.PROPOSED: "○",
    ThresholdAct.CONFIRMED: "✓",
    ThresholdAct.WITHDRAWN: "↩",
    ThresholdAct.REJECTED: "✕",
}
_COLUMNS = {
    "number": "number",
    "meaning": "parameter",
    "value": "value",
    "first_day": "first-day",
    "state": "state",
    "proposed_by": "proposed-by",
    "decided_by": "decided-by",
    "why": "why",
    "basis": "basis",
}
_MOST_SHOWN = 100


def offer(code: str, parameter: Parameter, value: str, language: Language) -> None:
    """The form by which the value that was just tried is proposed."""
    with st.container(border=True, key="propose"):
        shown = measured(value, str(parameter.unit), language)
        st.markdown(f"**{say('change-propose', language, name=parameter.label(language), value=look.plain(shown))}**")
        look.quiet(say("change-propose-hint", language))
        with st.form(f"propose_{code}_{parameter.name}_{value}", border=False):
            left, right = st.columns([1, 3])
            with left:
                first = st.date_input(
                    say("change-first-day", language),
                    datetime.now(UTC).astimezone().date() + timedelta(days=1),
                    min_value=date(1949, 1, 1),
                    max_value=date(2999, 12, 31),
                    format="YYYY-MM-DD",
                )
            with right:
                basis = st.text_input(say("change-basis", language), key=f"basis_{language}", max_chars=300)
            who, why = _name_and_reason("propose_change", "change-why", language)
            is_proposed = st.form_submit_button(say("change-propose-now", language), type="primary")
    if is_proposed and isinstance(first, date):
        step = partial(
            propose, desk.open_desk(language), code, parameter.name, value, first,
            who=who, why=why, basis=basis, now=desk.now(),
        )  # fmt: skip
        _decide(step, "proposed", who, language)


def record(code: str, language: Language) -> None:
    """Changes that wait for a second name, of all rules; then all changes of the chosen rule with both names."""
    st.subheader(say("change-heading", language), anchor=False)
    try:
        engine = desk.store()
    except Explained as error:
        look.quiet(error.message.say(language))
        return
    changes = office_changes(engine)
    waiting = [change for change in changes if change.is_open]
    for change in waiting:
        _waiting(engine, change, language)
    if not waiting:
        look.quiet(say("change-none-waits", language))
    else:
        look.quiet(say("desk-unverified", language))
    _history([change for change in changes if change.rule == code], code, language)


def _waiting(engine: Engine, change: ThresholdChange, language: Language) -> None:
    (row,) = change_rows([change], language).to_dict("records")
    places = {str(name): str(value) for name, value in row.items()}
    with st.container(border=True, key=f"change_{change.number}"):
        st.html(f'<div class="sl-said">{look.escaped(say("change-waits", language, **places))}</div>')
        told = [say("change-by", language, **places)]
        if change.basis:
            told.append(say("change-basis-said", language, **places))
        look.quiet("　".join(told))
        with st.form(f"decide_change_{change.number}", border=False):
            who, why = _name_and_reason(f"decide_change_{change.number}", "change-why-not", language)
            acts = (ThresholdAct.CONFIRMED, ThresholdAct.REJECTED, ThresholdAct.WITHDRAWN)
            pressed: ThresholdAct | None = None
            for column, act in zip(st.columns([1, 1, 1, 1]), acts, strict=False):
                label = say(f"change-{act}-now", language, number=change.number)
                kind: Literal["primary", "secondary"] = "primary" if act is ThresholdAct.CONFIRMED else "secondary"
                if column.form_submit_button(label, type=kind, width="stretch"):
                    pressed = act
    if pressed is not None:
        _decide(_step(engine, change.number, pressed, who, why), pressed, who, language, number=str(change.number))


def _name_and_reason(key: str, asked: str, language: Language) -> tuple[str, str]:
    left, right = st.columns([1, 3])
    with left:
        who = desk.name_field(key, language)
    with right:
        why = st.text_input(say(asked, language), key=f"{key}_why", max_chars=300)
    return who, why


def _step(engine: Engine, number: int, act: ThresholdAct, who: str, why: str) -> Callable[[], object]:
    if act is ThresholdAct.CONFIRMED:
        return partial(confirm, engine, number, who=who, now=desk.now())
    decided = reject if act is ThresholdAct.REJECTED else withdraw
    return partial(decided, engine, number, who=who, why=why, now=desk.now())


def _decide(step: Callable[[], object], done: str, who: str, language: Language, **values: str) -> None:
    desk.decide(step, say(f"change-done-{done}", language, **values), who, language)


def _history(changes: list[ThresholdChange], code: str, language: Language) -> None:
    """The changes of a rule, the newest first."""
    if not changes:
        look.quiet(say("change-none", language, rule=code))
        return
    st.markdown(f"**{say('change-history', language, rule=code)}**")
    states = [f"{_SIGNS[change.state]} {change.state.label(language)}" for change in changes]
    rows = change_rows(changes, language).assign(state=states).astype(str).to_dict("records")
    with st.container(key="changes"):
        look.plain_table(
            [say(f"threshold-column-{heading}", language) for heading in _COLUMNS.values()],
            [[str(row[column]) or "—" for column in _COLUMNS] for row in rows[:_MOST_SHOWN]],
            frozenset(),
            whole=frozenset({2, 3, 4}),
        )
