"""The look both faces share: choice of language, signs of levels, colours, and the few pieces of page furniture.

Flows in: what the browser says about itself (language, light or dark) and `?lang=`. Flows out: a `Language`, a
`Palette`, and small blocks of escaped HTML. A level always has a word and a shape beside its colour; red means HIGH
and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from models.language import Language, say
from models.vocabulary import RiskLevel

_MARKUP = re.compile(r"[\\`*_{}\[\]()#+\-.!|~<>$:]")

NOT_ASSESSED = "NONE"
LEVELS: tuple[str, ...] = (*(str(level) for level in RiskLevel), NOT_ASSESSED)
SHAPES = {"HIGH": "▲", "MEDIUM": "◆", "LOW": "●", NOT_ASSESSED: "▨"}


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one theme. Levels run from dark to pale, so that they also survive a black-and-white printer."""

    fill: dict[str, str]
    ink: dict[str, str]  # text on each fill, contrast at least 4.5:1
    text: str
    faint: str
    line: str
    paper: str
    accent: str
    mark: str  # behind a marked source cell


LIGHT = Palette(
    fill={"HIGH": "#B3261E", "MEDIUM": "#8FB6CF", "LOW": "#DFEAF1", NOT_ASSESSED: "#FFFFFF"},
    ink={"HIGH": "#FFFFFF", "MEDIUM": "#10202B", "LOW": "#1A2329", NOT_ASSESSED: "#3D4A52"},
    text="#1A2329",
    faint="#55646E",
    line="#CBD5DB",
    paper="#FFFFFF",
    accent="#1B5478",
    mark="#FFF1B8",
)
DARK = Palette(
    fill={"HIGH": "#C0362C", "MEDIUM": "#6FA3C4", "LOW": "#2C404D", NOT_ASSESSED: "#12181C"},
    ink={"HIGH": "#FFFFFF", "MEDIUM": "#0B1419", "LOW": "#E7EDF0", NOT_ASSESSED: "#C3CED5"},
    text="#E7EDF0",
    faint="#A9B6BE",
    line="#3B4A53",
    paper="#12181C",
    accent="#7FB8DB",
    mark="#5B4A12",
)

# The sign in the browser's tab: a sun over a ledger line. Drawn here, since named icons would be fetched from afar.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="15" r="7" fill="#1B5478"/>'
    '<path d="M16 2v4M5 6l3 3M27 6l-3 3M2 15h4M26 15h4M4 26h24M8 30h16" stroke="#1B5478" stroke-width="2.4" '
    'stroke-linecap="round" fill="none"/></svg>'
)

_STYLE = """
<style>
.block-container, [data-testid="stMainBlockContainer"] { max-width: 1280px; padding-top: 3.2rem;
  padding-bottom: 3rem; }
[data-testid="stBottomBlockContainer"] { max-width: 1280px; padding: .45rem 4rem; }
h1 { text-wrap: balance; }
.sl-reminder { font-size: .88rem; border-left: 3px solid var(--sl-accent); padding: .1rem 0 .1rem .7rem;
  line-height: 1.5; }
.sl-figures { display: flex; gap: 3rem; align-items: flex-end; flex-wrap: wrap; margin: .3rem 0 .6rem; }
.sl-figure b { display: block; font-weight: 700; font-size: 2rem; line-height: 1.1;
  font-variant-numeric: tabular-nums; }
.sl-figure:first-child b { font-size: 4.2rem; line-height: .95; }
.sl-figure span { font-size: .9rem; color: var(--sl-faint); }
.sl-figure small { display: block; font-size: .8rem; color: var(--sl-faint); }
.sl-sign { display: inline-block; padding: .1rem .6rem; border-radius: 4px; font-weight: 600; font-size: .9rem;
  white-space: nowrap; border: 1px solid var(--sl-line); }
.sl-quiet { color: var(--sl-faint); font-size: .9rem; line-height: 1.55; }
.sl-state { border: 1px dashed var(--sl-line); border-radius: 6px; padding: 1.4rem 1.6rem; margin: .6rem 0; }
.sl-state b { display: block; font-size: 1.1rem; margin-bottom: .3rem; }
/* On a narrow screen the map keeps its width and scrolls, so that words in its fields never lie on each other. */
.st-key-map { overflow-x: auto; }
.st-key-map > * { min-width: 58rem; }
.sl-said { font-size: 1.12rem; line-height: 1.65; margin: .2rem 0 .4rem; }
.sl-sum { border-collapse: collapse; width: 100%; font-size: .92rem; }
.sl-sum td, .sl-sum th { border-bottom: 1px solid var(--sl-line); padding: .34rem .6rem .34rem 0; text-align: left;
  font-weight: 400; vertical-align: top; }
.sl-sum thead th { color: var(--sl-faint); font-size: .84rem; }
.sl-sum .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; padding-left: 1.2rem;
  padding-right: 0; }
.sl-sum .w { white-space: nowrap; }
.sl-scroll { overflow-x: auto; margin: .2rem 0 .8rem; }
.sl-scroll td, .sl-scroll th { min-width: 5.5em; padding: .4rem .6rem; }
.sl-sum tfoot td { border-bottom: 0; font-weight: 700; }
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p { color: var(--sl-faint) !important;
  opacity: 1; }
/* Streamlit writes white on a filled button of any colour; on the pale one of the dark theme nobody can read it. */
button[kind^="primary"]:enabled, button[kind^="primary"]:enabled p { color: var(--sl-paper); }
:focus-visible { outline: 2px solid var(--sl-accent) !important; outline-offset: 2px; }
</style>
"""


def preferred_language() -> Language:
    """The language the browser asks for; Chinese when it says nothing, since the publications are Chinese."""
    asked = st.context.locale or st.context.headers.get("Accept-Language") or "zh"
    return Language.ZH if asked.strip().lower().startswith("zh") else Language.EN


def choose_language() -> Language:
    """Show the language control and return the choice; it is kept in the address (`?lang=en`)."""
    names = {"zh": "中文", "en": "English"}
    asked = st.query_params.get("lang")
    chosen = st.segmented_control(
        "语言 / Language",
        list(names),
        default=asked if asked in names else str(preferred_language()),
        required=True,
        format_func=names.__getitem__,
        key="lang",
        label_visibility="collapsed",
    )
    language = Language(chosen or preferred_language())
    if st.query_params.get("lang") != language:
        st.query_params["lang"] = str(language)
    return language


def palette() -> Palette:
    """Colours of the theme the reader has on."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def apply_style() -> None:
    """Put the style sheet on the page, with the colours of the theme."""
    colours = palette()
    variables = f"--sl-accent: {colours.accent}; --sl-line: {colours.line}; --sl-faint: {colours.faint};"
    variables += f" --sl-paper: {colours.paper};"
    st.html(_STYLE.replace("<style>", f"<style>:root {{ {variables} }}", 1))


def level_label(level: str | None, language: Language, *, long: bool = True) -> str:
    """Shape and word of a level, such as “▲ 高”; None is “not assessed”, shorter where space is scarce."""
    key = level if isinstance(level, str) else NOT_ASSESSED
    missing = "look-not-assessed" if long else "look-not-assessed-short"
    word = say(missing, language) if key == NOT_ASSESSED else RiskLevel(key).label(language)
    return f"{SHAPES[key]} {word}"


def level_sign(level: str | None, language: Language) -> str:
    """A level as a small coloured sign (HTML)."""
    colours, key = palette(), level if isinstance(level, str) else NOT_ASSESSED
    hatch = f"repeating-linear-gradient(45deg, {colours.paper} 0 5px, {colours.line} 5px 6px)"
    background = hatch if key == NOT_ASSESSED else colours.fill[key]
    return (
        f'<span class="sl-sign" style="background: {background}; color: {colours.ink[key]}">'
        f"{escape(level_label(level, language))}</span>"
    )


def figures(shown: list[tuple[str, str, str]]) -> None:
    """Figures in a row, the first the largest: (number, what it counts, a remark)."""
    blocks = "".join(
        f'<div class="sl-figure"><b>{escape(number)}</b><span>{escape(label)}</span>'
        f"<small>{escape(remark)}</small></div>"
        for number, label, remark in shown
    )
    st.html(f'<div class="sl-figures">{blocks}</div>')


def escaped(text: object) -> str:
    """Text for HTML; what it holds is never markup."""
    return escape(str(text))


def plain(text: str) -> str:
    """Text for Markdown, with every character that would mean something there made literal."""
    return _MARKUP.sub(r"\\\g<0>", text).replace("\n", " ")


def quiet(text: str) -> None:
    """A remark in small type."""
    st.html(f'<div class="sl-quiet">{escape(text)}</div>')


def state(headline: str, next_step: str) -> None:
    """A designed empty, error or “cannot assess” state: what is the case, and what to do next."""
    st.html(f'<div class="sl-state" role="status"><b>{escape(headline)}</b>{escape(next_step)}</div>')


def reminder(text: str) -> None:
    """A sentence that stays at the foot of the window on every page."""
    with st.bottom:
        st.html(f'<div class="sl-reminder" role="note">{escape(text)}</div>')


def one_of(
    label: str, options: list[str], words: Callable[[str], str], captions: list[str], parameter: str, key: str
) -> str | None:
    """One of several to choose from, each with a caption; the choice stands in the address. Texts are quoted.

    Entries are numbered, since the browser tells them apart by their words and two may bear the same.
    """
    wanted = st.query_params.get(parameter, "")
    numbers = {option: number for number, option in enumerate(options, start=1)}
    chosen = st.radio(
        label,
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=lambda option: plain(f"{numbers[option]} · {words(option)}"),
        captions=[plain(caption) for caption in captions],
        key=key,
        label_visibility="collapsed",
    )
    if chosen is not None:
        st.query_params[parameter] = chosen
    return chosen


def plain_table(
    headings: list[str],
    rows: list[list[str]],
    numeric: frozenset[int],
    total: list[str] | None = None,
    *,
    whole: frozenset[int] = frozenset(),
) -> None:
    """A small table as real HTML, so that it can be read by keyboard and screen reader; everything is escaped.

    Columns in `numeric` hold numbers; cells of those in `whole` are not broken into lines.
    """

    def kind(index: int) -> str:
        return ' class="n"' if index in numeric else ' class="w"' if index in whole else ""

    head = "".join(f'<th scope="col"{kind(i)}>{escape(text)}</th>' for i, text in enumerate(headings))
    body = "".join(
        "<tr>" + "".join(f"<td{kind(i)}>{escape(text)}</td>" for i, text in enumerate(row)) + "</tr>" for row in rows
    )
    foot = ""
    if total is not None:
        cells = "".join(f"<td{kind(i)}>{escape(text)}</td>" for i, text in enumerate(total))
        foot = f"<tfoot><tr>{cells}</tr></tfoot>"
    st.html(f'<table class="sl-sum"><thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table>')
