"""The page on the control library, made from it: who controls which grade, every measure, how an office changes it.

Flows in: the library that is shipped. Flows out: `docs/controls.zh.md` and `docs/controls.en.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from models.controls import MOST_PERCENT, OTHER_PERCENT, Library, Measure, library
from models.language import Language, say
from models.vocabulary import PowerDomain, RiskLevel, Term

_SEPARATOR = {Language.ZH: "、", Language.EN: ", "}
_EXAMPLE = """since = 2026-01-01

[control]
HIGH = "head"

[measure.night_safe]
zh = "现金夜间入柜"
en = "night safe"
about_zh = "当日现金不过夜，存入保险柜。"
about_en = "No cash stays out overnight; it goes into a safe."
percent = 4
powers = ["money"]
levels = ["HIGH", "MEDIUM"]
words = ["保险柜", "现金日清"]
"""


def write_controls_pages(folder: Path) -> list[Path]:
    """Write the page in both languages into a folder."""
    written = []
    for language in Language:
        path = folder / f"controls.{language}.md"
        path.write_text(controls_page(library(), language), "utf-8")
        written.append(path)
    return written


def controls_page(known: Library, language: Language) -> str:
    """The page in one language, as Markdown."""
    heads = [say(f"controls-head-{head}", language) for head in ("measure", "percent", "powers", "levels", "words")]
    source = known.source_zh if language is Language.ZH else known.source_en
    lines = [
        f"# {say('controls-title', language)}",
        say("controls-made", language),
        say("controls-how", language, most=MOST_PERCENT, other=OTHER_PERCENT),
        say("controls-source", language, source=source, day=known.since),
        f"## {say('controls-owners-title', language)}",
        _table(
            [say("controls-head-level", language), say("controls-head-owner", language)],
            [[level.label(language), known.owners[level].label(language)] for level in RiskLevel],
        ),
        f"## {say('controls-measures-title', language)}",
        _table(heads, [_row(measure, language) for measure in known.measures.values()]),
        say("controls-words", language),
        f"## {say('controls-own-title', language)}",
        say("controls-own", language),
        f"```toml\n{_EXAMPLE}```",
    ]
    return "\n\n".join(lines) + "\n"


def _row(measure: Measure, language: Language) -> list[str]:
    return [
        f"**{measure.label(language)}** `{measure.code}` {measure.about(language)}",
        str(measure.percent),
        _listed((power for power in PowerDomain if power in measure.powers), language),
        _listed((level for level in RiskLevel if level in measure.levels), language),
        "、".join(measure.words),
    ]


def _listed(terms: Iterable[Term], language: Language) -> str:
    return _SEPARATOR[language].join(term.label(language) for term in terms)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    rule = ["---"] * len(heads)
    return "\n".join("| " + " | ".join(row) + " |" for row in (heads, rule, *rows))
