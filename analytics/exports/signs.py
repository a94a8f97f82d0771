"""Signs of unusual work as sheets: each with its figures, the rows it rests on, and the patterns by which it was told.

Flows in: a run and the people who must not be named. Flows out: sheets. A sign is no lead: it stands on sheets of its
own, and nothing here says what a review found.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from analytics.exports.evidence import COLUMNS, evidence_cells
from analytics.exports.people import People
from analytics.exports.sheets import Column, Sheet, fitting
from analytics.reports.runs import Run
from analytics.reports.signs import known_patterns, sign_counts, sign_table
from models.language import Language
from models.vocabulary import Confidence, Severity


def sign_sheet(run: Run, people: People, language: Language) -> Sheet:
    """Every sign, those that weigh most first. Chances stand as exact text: a workbook would round the smallest."""
    columns = (
        *(Column("severity", 7), Column("pattern", 8), Column("pattern_name", 20), Column("unit", 24)),
        *(Column("post", 18), Column("power_step", 22), Column("sentence", 60), Column("observed", 8)),
        *(Column("among", 8), Column("expected", 12), Column("q", 14), Column("certainty", 8)),
        *(Column("points_added", 9), Column("rows", 6), Column("sign", 18)),
    )
    evidence = {sign["sign"]: len(sign["evidence"]) for sign in run.signs}

    def text(words: str) -> str:
        return fitting(people.text(words), language)

    def row(sign: Mapping[Any, Any]) -> tuple[Any, ...]:
        return (
            Severity(sign["severity"]).label(language),
            sign["pattern"],
            sign["pattern_name"],
            people.body(sign["unit"]),
            text(sign["post"]),
            text(sign["step"]),
            text(sign["sentence"]),
            sign["observed"],
            sign["among"],
            sign["expected"],
            sign["q"],
            Confidence(sign["confidence"]).label(language),
            Decimal(sign["points"]).scaleb(-2),
            evidence[sign["sign"]],
            sign["sign"],
        )

    return Sheet("signs", columns, tuple(map(row, sign_table(run, language).to_dict("records"))))


def sign_evidence(run: Run, people: People, language: Language) -> Sheet:
    """The rows that each sign rests on, with people masked, in the order of the sheet of signs."""
    rows_of = {sign["sign"]: sign["evidence"] for sign in run.signs}
    shown = sign_table(run, language)
    found = [(sign, code, rows_of[sign]) for sign, code in zip(shown["sign"], shown["pattern"], strict=True)]
    columns = (Column("sign", 18), Column("pattern", 8), *COLUMNS)
    return Sheet("sign_evidence", columns, tuple(evidence_cells(run, people, language, found)))


def pattern_sheet(run: Run, language: Language) -> Sheet:
    """Every pattern: what it looks at and compares, how often it showed, and what may explain a sign innocently."""
    counts, versions = sign_counts(run), run.facts.get("patterns") or {}
    columns = (
        *(Column("pattern", 8), Column("pattern_name", 20), Column("version", 6), Column("severity", 7)),
        *(Column("signs", 8), Column("what", 40), Column("compared", 50), Column("innocent", 44)),
    )
    rows = (
        (
            code,
            one.name.label(language),
            str(versions.get(code, one.version)),
            one.severity.label(language),
            counts.get(code),
            one.what.label(language),
            one.compared.label(language),
            one.innocent.label(language),
        )
        for code, one in known_patterns().items()
    )
    return Sheet("patterns", columns, tuple(rows))
