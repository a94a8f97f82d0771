"""How figures and places are written for the public, in either language.

Flows in: values of a release. Flows out: text. Large figures are rounded for reading; tables give the exact amount in
yuan. A blank is never written as zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

from analytics.release import UNSTATED
from models.language import Language, say
from models.vocabulary import DocumentKind, FundType, SpendingStage, ThreePublicItem

_WAN = 10_000 * 100
_YI = 100_000_000 * 100
_MILLION = 1_000_000 * 100
_BILLION = 1_000_000_000 * 100
_PAGE_TABLE = re.compile(r"^page:(\d+)\.table:(\d+)$")
_CELL = re.compile(r"^(?P<part>.+?)(?:!R(?P<row>\d+)(?:C(?P<column>\d+))?)?$", re.DOTALL)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as plain mappings."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def is_blank(value: Any) -> bool:
    """Whether a cell of a frame holds nothing."""
    return value is None or bool(pd.isna(value))


def large_amount(fen: int | None, language: Language) -> str:
    """An amount for reading at a glance: 亿元, 万元 or 元; billions, millions or yuan.

    >>> large_amount(141400000, Language.ZH), large_amount(141400000, Language.EN), large_amount(None, Language.EN)
    ('141.40 万元', '1.41 million yuan', 'not stated')
    """
    if fen is None or is_blank(fen):
        return say("public-not-stated", language)
    steps = ((_YI, "yi"), (_WAN, "wan")) if language is Language.ZH else ((_BILLION, "yi"), (_MILLION, "wan"))
    for size, name in steps:
        if abs(fen) >= size:
            number = (Decimal(int(fen)) / size).quantize(Decimal("0.01"), ROUND_HALF_UP)
            return say(f"public-amount-{name}", language, number=f"{number:,}")
    return say("public-amount-yuan", language, number=yuan(fen, language))


def yuan(fen: int | None, language: Language) -> str:
    """The exact amount in yuan, thousands separated; a blank is said to be blank.

    >>> yuan(120000, Language.ZH), yuan(-5, Language.EN)
    ('1,200.00', '-0.05')
    """
    if fen is None or is_blank(fen):
        return say("public-blank", language)
    return f"{Decimal(int(fen)).scaleb(-2):,.2f}"


def chart_amount(fen: Any, language: Language) -> float | None:
    """An amount for the length of a bar: 万元, or thousands of yuan in English."""
    if is_blank(fen):
        return None
    return float(Decimal(int(fen)) / (_WAN if language is Language.ZH else 100_000))


def unit_name(name: str, language: Language) -> str:
    """A unit's published name, or that it is not stated."""
    return say("public-unstated-unit", language) if name == UNSTATED else name


def programme_name(name: str, language: Language) -> str:
    """A fund's name, or that it is not stated."""
    return say("public-unstated-programme", language) if name == UNSTATED else name


def title_of(notice: Mapping[str, Any], language: Language) -> str:
    """What a notice is called: its title, else its fund."""
    for column in ("title", "programme"):
        if not is_blank(notice.get(column)) and notice[column] != UNSTATED:
            return str(notice[column])
    return say("public-untitled", language)


def payee_name(item: Mapping[str, Any], language: Language) -> str:
    """A payee, or “an individual”."""
    if item.get("payee_kind") == "individual":
        return say("public-individual", language)
    return "" if is_blank(item.get("payee")) else str(item["payee"])


def text(value: Any) -> str:
    """A text cell; nothing for a blank."""
    return "" if is_blank(value) else str(value)


def year(value: Any, language: Language) -> str:
    """A fiscal year."""
    return say("public-not-stated", language) if is_blank(value) else str(int(value))


def sum_sign(holds: Any, language: Language) -> str:
    """Sign and word: the stated total adds up, does not, or cannot be checked."""
    if is_blank(holds):
        return say("public-sum-unknown", language)
    return say("public-sum-holds" if holds else "public-sum-fails", language)


def sum_sentence(notice: Mapping[str, Any], language: Language) -> str:
    """Whether the stated total of a notice equals the sum of its rows, with both figures where they differ."""
    holds, stated, rows = notice["sum_holds"], notice["stated_total_fen"], notice["rows_total_fen"]
    if is_blank(holds) or is_blank(stated):
        return say("public-sum-unknown-said", language)
    said = say("public-amount-yuan", language, number=yuan(stated, language))
    if holds:
        return say("public-sum-holds-said", language, stated=said)
    if is_blank(rows):
        return say("public-sum-fails-blank", language, stated=said)
    return say(
        "public-sum-fails-said",
        language,
        stated=said,
        rows=say("public-amount-yuan", language, number=yuan(rows, language)),
        difference=say("public-amount-yuan", language, number=yuan(abs(int(stated) - int(rows)), language)),
    )


def basis_of(notice: Mapping[str, Any], language: Language) -> str:
    """Which of its amounts a notice is counted with."""
    basis = notice["disclosed_basis"]
    return say(f"public-basis-{'none' if is_blank(basis) else basis}", language)


def period_of(notice: Mapping[str, Any], language: Language) -> str:
    """The notice period as stated."""
    start, end = notice["period_from"], notice["period_to"]
    if not is_blank(start) and not is_blank(end):
        return say("public-period", language, start=start, end=end)
    return say("public-period-illegible" if notice["period_stated"] else "public-not-stated", language)


def facts_of(notice: Mapping[str, Any], language: Language) -> list[tuple[str, str]]:
    """What a notice says about itself: (name, value), “not stated” where it says nothing."""
    unstated = say("public-not-stated", language)
    contact = say("public-fact-contact-yes", language) if notice["has_contact"] else unstated
    return [
        (say("public-fact-publisher", language), unit_name(notice["unit"], language)),
        (say("public-col-programme", language), programme_name(notice["programme"], language)),
        (say("public-fact-fund-type", language), term(FundType, notice["fund_type"], language)),
        (say("public-col-year", language), year(notice["fiscal_year"], language)),
        (say("public-fact-batch", language), text(notice["batch_name"]) or unstated),
        (say("public-col-published", language), text(notice["published"]) or unstated),
        (say("public-fact-period", language), period_of(notice, language)),
        (say("public-fact-contact", language), contact),
        (say("public-fact-basis", language), text(notice["basis"]) or unstated),
    ]


def source_of(document: Mapping[str, Any], language: Language) -> str:
    """The file a figure comes from, in one sentence."""
    return say(
        "public-source-said",
        language,
        file=text(document.get("file_name")) or say("public-not-stated", language),
        kind=term(DocumentKind, document.get("kind"), language),
        publisher=text(document.get("publisher")) or say("public-not-stated", language),
    )


def place(locator: str, language: Language) -> str:
    """A locator in words.

    >>> place("sheet:公示表!R5C4", Language.ZH), place("page:1.table:2!R3", Language.EN)
    ('工作表“公示表”，第 5 行第 4 列', 'page 1, table 2, row 3')
    """
    match = _CELL.match(locator)
    if match is None:
        return locator
    part = _part(match["part"], language)
    if match["column"]:
        return say("public-place-cell", language, part=part, row=match["row"], column=match["column"])
    return say("public-place-row", language, part=part, row=match["row"]) if match["row"] else part


def _part(part: str, language: Language) -> str:
    kind, _, name = part.partition(":")
    if kind == "sheet":
        return say("public-place-sheet", language, name=name)
    if on_page := _PAGE_TABLE.match(part):
        return say("public-place-page-table", language, page=on_page[1], number=on_page[2])
    if kind in ("table", "text"):
        return say(f"public-place-{kind}", language, number=name)
    return say("public-place-file", language)


def term(terms: type[FundType | SpendingStage | ThreePublicItem | DocumentKind], code: Any, language: Language) -> str:
    """The term of a code in one language; an unknown code is shown as it is."""
    if is_blank(code):
        return say("public-not-stated", language)
    return next((member.label(str(language)) for member in terms if str(member) == code), str(code))


def years_covered(first: int | None, last: int | None, language: Language) -> str:
    """The fiscal years a figure covers."""
    if first is None or last is None:
        return ""
    if first == last:
        return say("public-figure-year", language, first=first)
    return say("public-figure-years", language, first=first, last=last)


def withheld_rows(manifest: Mapping[str, Any], language: Language) -> list[tuple[str, str, int]]:
    """What was withheld, by place and reason: (what, why, how many)."""
    names = {
        name: {column["name"]: column[f"why_{language}"] for column in table["columns"]}
        for name, table in manifest["tables"].items()
    }
    found = []
    for name, counts in manifest["withheld"]["rows"].items():
        for reason, count in counts.items():
            found.append((manifest["tables"][name][str(language)], manifest["reasons"][reason][str(language)], count))
    for name, counts in manifest["withheld"]["values"].items():
        table, _, column = name.partition(".")
        what = f"{manifest['tables'][table][str(language)]} · {names[table].get(column, column)}"
        for reason, count in counts.items():
            found.append((what, manifest["reasons"][reason][str(language)], count))
    return found


@dataclass(frozen=True, slots=True)
class Compared:
    """Budget and final account of one thing: each as text, and the difference where both are single figures."""

    budget: str
    final: str
    difference: str


def compared(lines: pd.DataFrame, language: Language) -> Compared:
    """Budget beside final account of lines that share body, year and item.

    A dash stands where nothing is published, “blank” where the published cell is empty; where two reports differ, both
    figures stand.
    """
    figures = {
        stage: list(dict.fromkeys(None if is_blank(fen) else int(fen) for fen in found["amount_fen"]))
        for stage, found in lines.groupby("stage")
    }
    budget, final = (figures.get(str(stage), []) for stage in (SpendingStage.BUDGET, SpendingStage.FINAL))
    difference = "–"
    if len(budget) == len(final) == 1 and budget[0] is not None and final[0] is not None:
        difference = yuan(final[0] - budget[0], language)
    said = [" / ".join(yuan(fen, language) for fen in found) or "–" for found in (budget, final)]
    return Compared(said[0], said[1], difference)
