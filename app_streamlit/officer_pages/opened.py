"""The run that is open, and the one way pages ask `analytics.reports` about it.

Flows in: settings, the chosen run. Flows out: frames, kept for the run they belong to. Questions are asked one at a
time, because all sessions share the connection the view of a run has.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from analytics.errors import Explained
from analytics.reading.content import Content, Grid
from analytics.reading.originals import content_of
from analytics.reports import Run, catalogue, list_runs, load_run
from analytics.settings import settings
from app_streamlit import look
from models.language import Language, say
from models.places import Locator

Answer = TypeVar("Answer")

_ONE_AT_A_TIME = threading.Lock()


def choose_run(language: Language) -> None:
    """Open the newest run, or the one chosen in the side bar; without one, say what to do and stop."""
    try:
        known = list_runs(settings().home)
    except Explained as error:
        look.state(say("officer-cannot-open", language), error.message.say(language))
        st.stop()
    with st.sidebar:
        if known:
            names = {facts["run"]: facts for facts in known}
            asked = st.query_params.get("run")
            chosen = st.selectbox(
                say("officer-run", language),
                list(names),
                index=list(names).index(asked) if asked in names else 0,
                format_func=lambda run: f"{names[run].get('as_of') or ''} · {run}",
                key="run",
                persist_state="session",
            )
            st.session_state["opened"] = names[chosen or known[0]["run"]]
            _keep_in_address(chosen, newest=str(known[0]["run"]))
            look.quiet(say("officer-snapshot", language, snapshot=str(st.session_state["opened"]["snapshot"])[:12]))
        look.quiet(say("officer-access", language))
    if not known:
        look.state(say("officer-no-run", language), say("officer-no-run-next", language))
        st.stop()
    try:
        _open(str(settings().home), str(_facts()["run"]), str(_facts()["started_at"]))
    except Explained as error:
        look.state(say("officer-cannot-open", language), error.message.say(language))
        st.stop()


def _keep_in_address(run: str | None, newest: str) -> None:
    """A link to what an earlier run shows names the run; one to the newest shows the newest of its day."""
    if run is not None and run != newest:
        st.query_params["run"] = run
    elif "run" in st.query_params:
        del st.query_params["run"]


def ask(question: Callable[..., Answer], *parts: Any) -> Answer:
    """Ask a function of `analytics.reports` about the open run.

    `ask(lead, flag, language)` is `lead(run, flag, language)`.
    """
    facts = _facts()
    home = str(settings().home)
    answer: Answer = _asked(home, str(facts["run"]), str(facts["started_at"]), question.__name__, parts, question)
    return answer


def ask_view(question: Callable[..., Answer], *parts: Any) -> Answer:
    """Ask a function of `analytics.reports` that looks at the snapshot only."""

    def about(run: Run, *rest: Any) -> Answer:
        return question(run.view, *rest)

    about.__name__ = question.__name__
    return ask(about, *parts)


def opened_run() -> Run:
    """The open run itself, for what is not about its snapshot and changes between two looks."""
    facts = _facts()
    return _open(str(settings().home), str(facts["run"]), str(facts["started_at"]))


def read_source(document_id: str, media: str, place: str) -> Content:
    """The content of an original; of a very long table the rows around the place."""
    home = str(settings().home)
    content = _read(home, document_id, media, None)
    located = Locator.parse(place)
    known = [grid for grid in content.grids if grid.part == located.part]
    is_cut = bool(known) and located.row is not None and not any(_holds(grid, located.row) for grid in known)
    return _read(home, document_id, media, place) if is_cut else content


def _holds(grid: Grid, row: int) -> bool:
    return bool(grid.rows) and (grid.rows[0][0].locator.row or 0) <= row <= (grid.rows[-1][0].locator.row or 0)


def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = st.session_state["opened"]
    return facts


@st.cache_resource(max_entries=3, show_spinner=False)
def _open(home: str, run: str, started_at: str) -> Run:
    """`started_at` tells an older result of the same name from the newest.

    The snapshot is opened with it and the signs are read, so that what this release cannot read is told before a page
    asks; and the rules are loaded, so that the first lead does not wait for them.
    """
    opened = load_run(Path(home), run)
    opened.view, opened.signs  # noqa: B018 (opens the snapshot, reads the signs)
    catalogue()
    return opened


@st.cache_data(max_entries=512, show_spinner=False)
def _asked(
    home: str, run: str, started_at: str, name: str, parts: tuple[Any, ...], _question: Callable[..., Any]
) -> Any:
    opened = _open(home, run, started_at)
    with _ONE_AT_A_TIME:
        return _question(opened, *parts)


@st.cache_data(max_entries=4, ttl=300, show_spinner=False)
def _read(home: str, document_id: str, media: str, place: str | None) -> Content:
    return content_of(settings(), document_id, media, None if place is None else Locator.parse(place))
