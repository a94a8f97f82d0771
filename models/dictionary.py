"""The pages of the data dictionary, made from the columns that `models.tables` describes.

Flows in: the tables, their fields and the rules that read them. Flows out: one Markdown page for each language, which
a test compares with the committed one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.fields import Field, fields_of, required_of, sheet_of
from models.language import Language, say
from models.tables import FACT_TABLES, FromDocument
from models.templates import described, kind_text, parent_of


def write_dictionary(folder: Path) -> list[Path]:
    """Write the pages, zh and en; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in Language:
        page = folder / f"data-dictionary.{language}.md"
        page.write_text(dictionary(language), "utf-8")
        written.append(page)
    return written


def dictionary(language: Language) -> str:
    """The data dictionary as a Markdown page."""
    tables = sorted((t for t in FACT_TABLES if sheet_of(t) is not None), key=lambda t: t.__tablename__)
    parts = [f"# {say('dictionary-title', language)}"]
    parts += [say(f"dictionary-{code}", language) for code in ("intro", "clocks", "held", "secrets")]
    parts += [f"## {say('dictionary-tables', language)}", _overview(tables, language)]
    parts += [_section(table, language) for table in tables]
    parts += [f"## {say('dictionary-by-rule', language)}", _by_rule(tables, language)]
    parts.append(f"## {say('dictionary-vocabulary', language)}")
    terms = {f.terms.__name__: f.terms for t in tables for f in fields_of(t).values() if f.terms}
    for name, found in sorted(terms.items()):
        parts += [f"### {name}", "\n".join(f"- `{term}`: {term.zh} / {term.en}" for term in found)]
    return "\n\n".join(parts) + "\n"


def _overview(tables: Iterable[type[FromDocument]], language: Language) -> str:
    rows = [
        (_link(table), described(table).zh, described(table).en, " ".join(described(table).rules)) for table in tables
    ]
    return _grid([*_heads(language, "table"), "zh", "en", say("dictionary-rules", language)], rows)


def _by_rule(tables: Iterable[type[FromDocument]], language: Language) -> str:
    readers: dict[str, list[str]] = defaultdict(list)
    for table in tables:
        for code in described(table).rules:
            readers[code].append(_link(table))
    return _grid(_heads(language, "rule", "table"), [(code, ", ".join(readers[code])) for code in sorted(readers)])


def _section(table: type[FromDocument], language: Language) -> str:
    sheet = described(table)
    is_zh = language is Language.ZH
    title = f"## `{table.__tablename__}` {sheet.zh if is_zh else sheet.en}"
    rows = [_row(table, key, field, language) for key, field in fields_of(table).items()]
    names = ("column", "heading", "also", "kind")
    heads = [
        *_heads(language, *names),
        say("template-needed", language),
        *_heads(language, "unit", "vocabulary", "example", "about"),
    ]
    about = sheet.about_zh if is_zh else sheet.about_en
    return "\n\n".join([title, about, "\n".join(_facts(table, language)), _grid(heads, rows)])


def _facts(table: type[FromDocument], language: Language) -> list[str]:
    sheet, parent = described(table), parent_of(table)
    if sheet.since and sheet.until:
        valid = say("dictionary-valid-stated", language, since=sheet.since, until=sheet.until)
    else:
        valid = say("dictionary-valid-open", language)
    facts = [
        ("key", ", ".join(f"`{key}`" for key in sheet.key)),
        ("valid", valid),
        ("belongs", "" if parent is None else _link(parent)),
        ("held-by", f"{sheet.kind.label(language)} (`{sheet.kind}`)"),
        ("rules", ", ".join(sheet.rules)),
    ]
    lines = [f"- {say(f'dictionary-{code}', language)}: {text}" for code, text in facts if text]
    if sheet.has_persons:
        lines.append(f"- {say('dictionary-persons', language)}")
    if not sheet.is_filled_in:
        lines.append(f"- {say('dictionary-recorded', language)}")
    return lines


def _row(table: type[FromDocument], key: str, field: Field, language: Language) -> Sequence[str]:
    is_zh = language is Language.ZH
    name = f"`{key}_hash`, `{key}_mask`" if field.kind.is_secret else f"`{key}`"
    return (
        name,
        field.zh if is_zh else f"{field.en} ({field.zh})",
        "、".join(field.also),
        kind_text(field.kind, language),
        say("template-yes", language) if key in required_of(table) else "",
        field.unit or "",
        field.terms.__name__ if field.terms else "",
        field.example,
        field.about_zh if is_zh else field.about_en,
    )


def _link(table: type[FromDocument]) -> str:
    return f"`{table.__tablename__}`"


def _heads(language: Language, *names: str) -> list[str]:
    return [say(f"dictionary-{name}", language) for name in names]


def _grid(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(text.replace("|", "\\|") for text in line) + " |" for line in lines)
