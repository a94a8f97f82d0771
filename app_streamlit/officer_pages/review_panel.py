"""Where one lead stands under review, and what can be done about it: claim it, say what was found, look at the steps.

Flows in: the open run and the steps of reviews in the store as it is now. Flows out: widgets, and steps in the store.
Notes are shown as quoted text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from sqlalchemy import Engine

from analytics.desk import Status, claim, release, reopen, settle, steps_made
from analytics.errors import Explained
from analytics.reports import Run
from analytics.reports.reviews import Desk, Place, open_desk, place_of, sighting, step_rows
from app_streamlit import look
from app_streamlit.officer_pages import desk
from app_streamlit.officer_pages.opened import opened_run
from models.language import Language, say
from models.vocabulary import REVIEW_REASONS, Finding

SIGNS = {Status.OPEN: "○", Status.CLAIMED: "◐", Status.CHANGED: "↻", Status.SETTLED: "✓"}
_STEPS_SHOWN = 20


def show(flag: str, language: Language) -> None:
    """The review of the lead of a flag; one sentence where the store or the run cannot tell."""
    try:
        engine = desk.store()
        run, found = desk_now(engine)
    except Explained as error:
        look.quiet(error.message.say(language))
        return
    place = place_of(found, flag)
    with st.container(key="review"):
        st.markdown(f"**{say('review-heading', language)}**")
        desk.last_decision(language)
        st.html(f'<div data-testid="review-status">{look.escaped(_standing(place, language))}</div>')
        if place.status is Status.CLAIMED:
            _outcome(engine, run, found, flag, language)
        elif place.status is Status.SETTLED:
            _reopen(engine, run, found, flag, language)
        else:
            _claim(engine, run, found, flag, language)
        _steps(engine, place.name, language)


def mark(flag: str, language: Language) -> None:
    """A small line that says where the lead stands, above what is known of it; nothing where that cannot be told."""
    try:
        _, found = desk_now(desk.store())
    except Explained:
        return
    look.quiet(say("review-mark", language, standing=_standing(place_of(found, flag), language)))


def desk_now(engine: Engine) -> tuple[Run, Desk]:
    """The open run and its desk as the store has it now."""
    run = opened_run()
    return run, _desk(run.id, str(run.facts["started_at"]), str(engine.url), steps_made(engine), run, engine)


def statuses() -> dict[str, Status]:
    """Where the lead of each flag of the open run stands; none where that cannot be told."""
    try:
        _, found = desk_now(desk.store())
    except Explained:
        return {}
    return {flag: one.status for flag, one in found.traced.items()}


def sign(status: Status, language: Language) -> str:
    """A status as shape and word."""
    return f"{SIGNS[status]} {status.label(language)}"


@st.cache_resource(max_entries=4, show_spinner=False)
def _desk(run: str, started_at: str, store: str, steps: int, _run: Run, _engine: Engine) -> Desk:
    """Steps are only ever added, so that their number tells one state of the store from another."""
    return open_desk(_run, _engine)


def _standing(place: Place, language: Language) -> str:
    said = [sign(place.status, language)]
    if place.owner:
        said.append(say("review-with", language, who=place.owner))
    if place.outcome is not None:
        reason = "" if place.reason is None else place.reason.label(language)
        code = "review-found-before" if place.is_changed else "review-found"
        said.append(say(code, language, outcome=place.outcome.label(language), reason=reason, moment=place.settled))
    said.append(say("review-chosen", language, drawn=place.drawn.label(language)))
    return "　".join(said)


def _claim(engine: Engine, run: Run, found: Desk, flag: str, language: Language) -> None:
    with st.form(f"claim_{flag}", border=False):
        field, button, _ = st.columns([2, 1, 3], vertical_alignment="bottom")
        with field:
            who = desk.name_field(f"claim_{flag}", language)
        is_claimed = button.form_submit_button(say("review-claim", language), type="primary", width="stretch")
    if is_claimed:
        step = partial(claim, engine, sighting(run, found, flag), who=who, now=desk.now())
        _decide(step, "claimed", who, language)


def _outcome(engine: Engine, run: Run, found: Desk, flag: str, language: Language) -> None:
    """What was found, then why; nothing is chosen beforehand, so that no outcome is easier to give than another."""
    seen = sighting(run, found, flag)
    outcome = st.radio(
        say("review-outcome", language),
        list(Finding),
        index=None,
        format_func=lambda finding: Finding(finding).label(language),
        horizontal=True,
        key=f"outcome_{flag}_{language}",
    )
    with st.form(f"settle_{flag}", border=False):
        left, right = st.columns([2, 1])
        with left:
            reason = st.selectbox(
                say("review-reason", language),
                REVIEW_REASONS[outcome] if outcome else (),
                index=None,
                placeholder=say("review-reason-hint" if outcome else "review-outcome-first", language),
                format_func=lambda one: one.label(language),
                key=f"reason_{flag}_{outcome}_{language}",
            )
        with right:
            who = desk.name_field(f"settle_{flag}", language)
        note = st.text_area(say("review-note", language), key=f"note_{flag}", max_chars=1000, height=80)
        look.quiet(say("review-note-hint", language))
        settled, released, _ = st.columns([1, 1, 3])
        is_settled = settled.form_submit_button(
            say("review-settle", language), type="primary", width="stretch", disabled=outcome is None
        )
        is_released = released.form_submit_button(say("review-release", language), width="stretch")
    if is_released:
        step = partial(release, engine, seen, who=who, now=desk.now(), note=note)
        _decide(step, "released", who, language)
    elif is_settled and outcome is not None and reason is not None:
        step = partial(settle, engine, seen, outcome, reason, who=who, now=desk.now(), note=note)
        _decide(step, "settled", who, language, outcome=outcome.label(language))
    elif is_settled:
        look.state(say("desk-refused", language), say("review-reason-missing", language))


def _reopen(engine: Engine, run: Run, found: Desk, flag: str, language: Language) -> None:
    with st.expander(say("review-reopen", language)), st.form(f"reopen_{flag}", border=False):
        who = desk.name_field(f"reopen_{flag}", language)
        note = st.text_area(say("review-note", language), key=f"reopen_note_{flag}", max_chars=1000, height=80)
        is_reopened = st.form_submit_button(say("review-reopen-now", language))
    if is_reopened:
        step = partial(reopen, engine, sighting(run, found, flag), who=who, now=desk.now(), note=note)
        _decide(step, "reopened", who, language)


def _decide(action: Callable[[], object], done: str, who: str, language: Language, **values: str) -> None:
    desk.decide(action, say(f"review-done-{done}", language, **values), who, language)


def _steps(engine: Engine, lead: str, language: Language) -> None:
    rows = step_rows(engine, language, lead).to_dict("records")
    if not rows:
        return
    with st.expander(say("review-steps", language, count=len(rows))):
        look.plain_table(
            [
                say(f"review-step-{column}", language)
                for column in ("recorded", "act", "who", "outcome", "reason", "note")
            ],
            [
                [row["recorded"], row["act"], row["who"], row["outcome"], row["reason"], _quoted(row["note"], language)]
                for row in rows[:_STEPS_SHOWN]
            ],
            frozenset(),
        )


def _quoted(note: str, language: Language) -> str:
    return say("review-quoted", language, note=note) if note else ""
