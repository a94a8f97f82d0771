"""What the map shows, kept in the address, so that a link shows the same again: distance, figure, filters, page, field.

Flows in: the address, or the last look of the session where the address says nothing. Flows out: a `MapView`, the
controls that change it, and `keep`, by which the map itself does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from analytics.reports import Chosen, Figure, Zoom, domain_label, map_units, sector_label
from app_streamlit import look
from app_streamlit.officer_pages.opened import ask
from models.language import Language, say
from models.vocabulary import PowerDomain, RiskLevel, UnitSector

EVERYTHING = "*"
_NAMES = ("zoom", "show", "sector", "power", "unit", "level", "open", "q", "page", "cell")
_SECTORS = (*(str(sector) for sector in UnitSector), "unknown")
_POWERS = (*(str(power) for power in PowerDomain), "whole_post")
_LEVELS = (*(str(level) for level in RiskLevel), look.NOT_ASSESSED)
_YES = "1"
_LONGEST_PAGE = 6  # digits: an address may say anything


@dataclass(frozen=True, slots=True)
class MapView:
    """What the map shows; `cell` is the field that is open on posts by steps."""

    zoom: Zoom
    figure: Figure
    chosen: Chosen
    page: int
    cell: str | None


def keep(**changes: str | None) -> None:
    """Change what is shown, in the session and in the address; None leaves it to the default."""
    kept = {name: value for name, value in (_kept() | changes).items() if value is not None}
    st.session_state["map_view"] = kept
    for name in _NAMES:
        if name in kept:
            st.query_params[name] = kept[name]
        elif name in st.query_params:
            del st.query_params[name]


def _kept() -> dict[str, str | None]:
    return dict(st.session_state.get("map_view", {}))


def _recall() -> dict[str, str | None]:
    """What the address says; where it says nothing of the map, the last look of the session."""
    asked = {name: st.query_params[name] for name in _NAMES if name in st.query_params}
    if asked:
        st.session_state["map_view"] = asked
    else:
        keep()
    return _kept()


def choose(language: Language) -> MapView:
    """Show the controls and return what they say."""
    kept = _recall()
    default = Zoom.POSTS if kept.get("cell") else Zoom.SECTORS
    distance, figure = st.columns([1, 1], vertical_alignment="bottom")
    with distance:
        zoom = _buttons(
            "zoom",
            "officer-zoom",
            [str(zoom) for zoom in Zoom],
            str(default),
            lambda code: Zoom(code).label(language),
            language,
        )
    with figure:
        show = _buttons(
            "show",
            "officer-show",
            [str(one) for one in Figure],
            str(Figure.LEVEL),
            lambda code: Figure(code).label(language),
            language,
        )
    chosen = _filters(language)
    page = (kept.get("page") or "0")[:_LONGEST_PAGE]
    return MapView(Zoom(zoom), Figure(show), chosen, int(page) if page.isdecimal() else 0, kept.get("cell"))


def _filters(language: Language) -> Chosen:
    columns = st.columns([2, 2, 3, 2, 3], vertical_alignment="bottom")
    with columns[0]:
        sector = _list(
            "sector", "officer-filter-sector", list(_SECTORS), lambda code: sector_label(code, language), language
        )
    with columns[1]:
        power = _list(
            "power", "officer-filter-power", list(_POWERS), lambda code: domain_label(code, language), language
        )
    narrowed = Chosen(sector=_or_none(sector), domain=_or_none(power))
    with columns[2]:
        known = ask(map_units, narrowed)
        names = {
            row["unit_key"]: row["unit"] or say("reports-unit-unknown", language) for row in known.to_dict("records")
        }
        unit = _list("unit", "officer-unit", list(names), lambda key: names[key], language)
    with columns[3]:
        level = _list("level", "officer-level", list(_LEVELS), lambda code: _level_word(code, language), language)
    with columns[4]:
        words = _search(language)
    has_leads = _switch("open", "officer-filter-open", language)
    return Chosen(
        sector=narrowed.sector,
        domain=narrowed.domain,
        unit=_or_none(unit),
        level=_or_none(level),
        has_leads=has_leads,
        words=words,
    )


def _level_word(code: str, language: Language) -> str:
    return look.level_label(None if code == look.NOT_ASSESSED else code, language)


def _or_none(value: str) -> str | None:
    return None if value == EVERYTHING else value


def _current(name: str, options: list[str], default: str) -> str:
    kept = _kept().get(name)
    return kept if kept in options else default


# The browser keeps showing the words a control was first drawn with, so each language has controls of its own.
def _buttons(
    name: str, label: str, options: list[str], default: str, words: Callable[[str], str], language: Language
) -> str:
    current, key = _current(name, options, default), f"map_{name}_{language}"
    st.session_state[key] = current
    st.segmented_control(
        say(label, language), options, format_func=words, key=key, required=True, on_change=_took, args=(name, key)
    )
    return current


def _list(name: str, label: str, options: list[str], words: Callable[[str], str], language: Language) -> str:
    """A list of which one is chosen, or everything, which stands first."""
    offered = [EVERYTHING, *options]
    current, key = _current(name, offered, EVERYTHING), f"map_{name}_{language}"
    st.session_state[key] = current
    st.selectbox(
        say(label, language),
        offered,
        format_func=lambda code: say("officer-filter-all", language) if code == EVERYTHING else words(code),
        key=key,
        on_change=_took,
        args=(name, key),
    )
    return current


def _search(language: Language) -> str:
    current, key = _kept().get("q") or "", f"map_q_{language}"
    st.session_state[key] = current
    st.text_input(
        say("officer-filter-words", language),
        key=key,
        max_chars=80,
        placeholder=say("officer-filter-words-hint", language),
        on_change=_took,
        args=("q", key),
    )
    return current


def _switch(name: str, label: str, language: Language) -> bool:
    current, key = _kept().get(name) == _YES, f"map_{name}_{language}"
    st.session_state[key] = current
    st.toggle(say(label, language), key=key, on_change=_took, args=(name, key))
    return current


def _took(name: str, key: str) -> None:
    """A control was used: everything but the distance and the figure begins on the first page."""
    value = st.session_state[key]
    said: str | None = (_YES if value else None) if isinstance(value, bool) else value
    if said in (EVERYTHING, ""):
        said = None
    if name == "show":
        keep(show=said)
    elif name == "zoom":
        keep(zoom=said, page=None, cell=None)
    else:
        keep(**{name: said}, page=None)
