"""Where pages decide about files that were taken in: the store, who decides, and what became of the last decision.

Flows in: settings, what a person typed. Flows out: an engine, a pair of fields for name and reason, and one sentence.
These pages look at the store as it is now; analyses see a decision from the next one on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st
from sqlalchemy import Engine

from analytics.errors import Explained
from analytics.keys import Keys, load_keys
from analytics.reading import Originals
from analytics.reading.corrections import CorrectionRefused
from analytics.reports import refusal_text
from analytics.settings import settings
from analytics.store import open_store
from app_streamlit import look
from models.language import Language, say

_SAID = "desk_said"
_WHO = "desk_who"


def open_desk(language: Language) -> Engine:
    """The store; without one, say what to do and stop."""
    try:
        return store()
    except Explained as error:
        look.state(say("desk-no-store", language), error.message.say(language))
        st.stop()


def store() -> Engine:
    """The store; raises what `open_store` raises."""
    return _engine(settings().store_url)


def about_access(language: Language) -> None:
    """Say in the side bar who may see this, and that nobody checks the names that are typed."""
    with st.sidebar:
        look.quiet(say("officer-access", language))
        look.quiet(say("desk-unverified", language))


def tools() -> tuple[Originals, Keys]:
    """The sealed originals and the keys that open them."""
    chosen = settings()
    keys = load_keys(chosen.key_path)
    return Originals(chosen.home, keys), keys


def now() -> datetime:
    """The instant of a decision."""
    return datetime.now(UTC)


def name_and_reason(key: str, language: Language) -> tuple[str, str]:
    """Two fields side by side: who decides, remembered for the session, and why."""
    left, right = st.columns([1, 3])
    with left:
        who = name_field(key, language)
    with right:
        why = st.text_input(
            say("desk-why", language), placeholder=say("desk-why-hint", language), key=f"{key}_why", max_chars=300
        )
    return who, why


def name_field(key: str, language: Language) -> str:
    """The field for who decides, remembered for the session."""
    who: str = st.text_input(
        say("desk-who", language), value=st.session_state.get(_WHO, ""), key=f"{key}_who", max_chars=60
    )
    return who


def decide(decision: Callable[[], object], done: str, who: str, language: Language) -> None:
    """Carry a decision out; then show the page anew with the sentence `done`, or say why nothing has changed."""
    try:
        decision()
    except CorrectionRefused as refused:
        look.state(say("desk-refused", language), refusal_text(refused, language))
        return
    except Explained as error:
        look.state(say("desk-refused", language), error.message.say(language))
        return
    st.session_state[_WHO] = who.strip()
    st.session_state[_SAID] = done
    st.rerun()


def last_decision(language: Language) -> None:
    """What became of the decision just made, once."""
    said = st.session_state.pop(_SAID, None)
    if said is not None:
        look.state(f"✓ {said}", say("desk-from-next-analysis", language))


@st.cache_resource(max_entries=2, show_spinner=False)
def _engine(url: str) -> Engine:
    """`url` tells one store from another."""
    return open_store(settings())


def number_key() -> str:
    """The key of the field for an identity number; another one once a number was taken (`forget_number`)."""
    return f"identity_number_{st.session_state.get('numbers_taken', 0)}"


def hashed_number(number: str) -> str | None:
    """The keyed hash of an identity number as typed, None where none was."""
    return load_keys(settings().key_path).hash_number(number) if number.strip() else None


def forget_number() -> None:
    """Let the field for an identity number be empty again, so that neither page nor session keeps what was typed."""
    st.session_state["numbers_taken"] = st.session_state.get("numbers_taken", 0) + 1
    st.rerun()
