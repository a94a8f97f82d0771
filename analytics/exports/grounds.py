"""What the findings rest on, as sheets: the first page, what is held for whom, rules, parameters, method, and hashes.

Flows in: a run. Flows out: sheets by which a reader who was not there can judge how far to trust the others, and by
which `sunledger verify` knows them again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from analytics.exports.people import People
from analytics.exports.sheets import Cell, Column, Sheet, cell_text, hash_of_cells
from analytics.reports.heatmap import overview
from analytics.reports.leads import outcome_counts
from analytics.reports.runs import Run
from analytics.reports.threshold_values import spans, unnamed_source
from analytics.rules import rules
from analytics.rules.answers import Outcome
from analytics.rules.threshold_changes import changes_of, office_parameters
from models.language import Language, say
from models.vocabulary import DocumentKind, RiskLevel, Severity

FORMAT = "sunledger-assessment-1"
HASH_KEYS = ("what_hashed", "name", "sha256")
WHOLE = "assessment"  # the row of the sheet of hashes that speaks for all others
RUN_FACTS = ("run", "snapshot", "as_of", "assessed_on", "started_at", "release", "canonical_hash", "controls")
_METHOD = (
    *("lead", "answers", "unknown", "severity", "confidence", "level", "attention", "signs", "heatmap", "parameters"),
    *("people", "two-clocks", "hashes"),
)
# Figures of the first page that are part of the one above them.
PARTS = (
    *(f"leads-{severity.name.lower()}" for severity in Severity),
    *(f"points-{level.name.lower()}" for level in RiskLevel),
    "points-none",
    "open",
    "points-formula",
)


def summary(run: Run, language: Language) -> Sheet:
    """The figures of the first page, each with what it counts."""
    seen = overview(run)
    levels = Counter(run.cells["level"].dropna())
    severities = Counter(run.flag_table["level"].fillna(str(Severity.MEDIUM)))
    units = set(run.flag_table["unit_id"].dropna()) | set(run.cells["unit_id"].dropna())
    figures: list[tuple[str, Cell]] = [
        ("as-of", str(run.facts["as_of"])),
        ("assessed-on", str(run.facts.get("assessed_on") or run.facts["as_of"])),
        ("units", len(units)),
        ("leads", len(run.flag_table)),
        *((f"leads-{severity.name.lower()}", severities[str(severity)]) for severity in Severity),
        ("open", seen.open_leads),
        ("signs", len(run.signs)),
        ("unanswered", seen.cannot_assess),
        ("points", seen.cells),
        *((f"points-{level.name.lower()}", levels[str(level)]) for level in RiskLevel),
        ("points-none", seen.cells - seen.assessed),
        ("points-formula", seen.by_formula),
        ("documents", seen.documents),
        ("set-aside", seen.quarantined_files),
        ("places", seen.quarantined_places),
    ]
    rows = ((say(f"assessment-figure-{name}", language), value) for name, value in figures)
    return Sheet("summary", (Column("figure", 36), Column("number", 16)), tuple(rows))


def coverage(run: Run, people: People, language: Language) -> Sheet:
    """Each kind of publication and register: for which units and years it is held, and which rules read it."""
    readers: dict[str, list[str]] = defaultdict(list)
    for rule in rules():
        for kind in rule.inputs:
            readers[str(kind)].append(rule.code)
    rows: list[tuple[Cell, ...]] = []
    held, missing = (say(f"assessment-{word}", language) for word in ("held", "not-held"))
    for kind in DocumentKind:
        label, used = kind.label(language), " ".join(readers[str(kind)])
        documents, years = _held(run, str(kind))
        rows += [
            (label, held, people.body(name), documents[unit], _years(years[unit]), used)
            for name, unit in sorted((_name(run, unit, language), unit) for unit in documents)
        ]
        if not documents:
            rows.append((label, missing, None, 0, None, used))
    columns = (
        *(Column("kind", 28), Column("state", 9), Column("unit", 36), Column("documents", 9), Column("years", 22)),
        Column("read_by", 34),
    )
    return Sheet("coverage", columns, tuple(rows))


def _held(run: Run, kind: str) -> tuple[Counter[str], dict[str, set[int]]]:
    documents: Counter[str] = Counter()
    years: dict[str, set[int]] = defaultdict(set)
    for holding in run.view.holdings.get(kind, ()):
        stated = set() if holding.period is None else set(range(holding.period[0].year, holding.period[1].year + 1))
        for unit in holding.units or {""}:
            documents[unit] += 1
            years[unit] |= stated or holding.years
    return documents, years


def _name(run: Run, unit: str, language: Language) -> str:
    return run.view.unit_names.get(unit) or say("assessment-no-unit", language)


def _years(years: Iterable[int]) -> str:
    """Years as runs: 2021-2023, 2025.

    >>> _years([2025, 2021, 2023, 2022])
    '2021-2023, 2025'
    """
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def rule_sheet(run: Run, language: Language) -> Sheet:
    """Every rule: what it tests and why, how often it gave each answer, and what may explain a lead innocently."""
    tongue = language.value
    versions = run.facts.get("rules") or {}

    def row(rule: Any) -> tuple[Cell, ...]:
        counts = outcome_counts(run, rule.code)
        return (
            rule.code,
            rule.name.label(tongue),
            str(versions.get(rule.code, rule.version)),
            rule.severity.label(tongue),
            *(counts[str(outcome)] for outcome in Outcome),
            rule.what.label(tongue),
            rule.why.label(tongue),
            "\n".join(text.label(tongue) for text in rule.source),
            "\n".join(text.label(tongue) for text in rule.innocent),
        )

    columns = (
        *(Column("rule", 7), Column("rule_name", 22), Column("version", 6), Column("severity", 7)),
        *(Column(f"answers_{outcome}", 8) for outcome in Outcome),
        *(Column("what", 40), Column("why", 40), Column("source", 36), Column("innocent", 44)),
    )
    return Sheet("rules", columns, tuple(row(rule) for rule in rules()))


def parameters(run: Run, language: Language) -> Sheet:
    """Every threshold: its value and unit, since when it holds, and where it comes from: its rule, or the office."""
    tongue = language.value
    changes = {change.number: change for change in changes_of(run.view)}
    rows = (
        (
            rule.code,
            parameter.name,
            parameter.label(language),
            cell_text(value),
            parameter.unit.label(tongue),
            since.isoformat(),
            parameter.source.label(tongue) if number is None else unnamed_source(changes[number], language),
        )
        for rule in rules()
        for parameter in office_parameters(rule, changes.values())
        for since, _, value, number in spans(parameter)
    )
    columns = (
        *(Column("rule", 7), Column("parameter", 18), Column("meaning", 40), Column("value", 12)),
        *(Column("measure", 12), Column("since", 12), Column("source", 60)),
    )
    return Sheet("parameters", columns, tuple(rows))


def method(language: Language) -> Sheet:
    """How the figures are made, and what they do not say."""
    rows = (
        (say(f"assessment-method-{topic}", language), say(f"assessment-method-{topic}-text", language))
        for topic in _METHOD
    )
    return Sheet("method", (Column("topic", 18), Column("explanation", 110)), tuple(rows))


def hashes(run: Run, language: Language, sheets: Sequence[Sheet]) -> Sheet:
    """What the run was computed from and the hash of every sheet; the last row is the hash of all rows above it."""
    rows = list(_origin(run, language))
    for sheet in sheets:
        rows.append(("columns", sheet.key, " ".join(column.key for column in sheet.columns)))
        rows.append(("sheet", sheet.key, sheet.sha256))
    rows.append(("sheet", WHOLE, hash_of_rows(rows)))
    widths = (12, 26, 72)
    return Sheet("hashes", tuple(map(Column, HASH_KEYS, widths)), tuple(rows))


def hash_of_rows(rows: Iterable[Sequence[object]]) -> str:
    """The hash of the rows of the sheet of hashes."""
    return hash_of_cells(HASH_KEYS, rows)


def _origin(run: Run, language: Language) -> Iterator[tuple[str, str, str]]:
    facts = run.facts
    yield "format", "format", FORMAT
    yield "format", "language", language.value
    for name in RUN_FACTS:
        yield "run", name, str(facts.get(name) or "")
    for code, version in sorted((facts.get("rules") or {}).items()):
        yield "rule", code, str(version)
    for code, version in sorted((facts.get("patterns") or {}).items()):
        yield "pattern", code, str(version)
    for name, sha256 in sorted((facts.get("files") or {}).items()):
        yield "file", name, str(sha256)
