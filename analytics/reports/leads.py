"""Leads as a person reads them: the list, one lead with its rule, and the rows it rests on.

Flows in: a run, the catalogue of rules. Flows out: frames and one `Lead`. Names of persons occur in evidence rows and
nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.reports.frames import frame_of
from analytics.reports.places import place_text
from analytics.reports.runs import Run
from analytics.rules import rules
from analytics.rules.answers import Outcome
from analytics.rules.parameters import Measure
from analytics.rules.proofs import Proofs
from analytics.rules.rule import Rule
from models.fields import Field, fields_of
from models.language import Language, say, sentences
from models.money import from_fen, plain
from models.tables import FACT_TABLES
from models.vocabulary import (
    Confidence,
    DocumentKind,
    DocumentStatus,
    FirmRole,
    FundType,
    PrivacyKind,
    RecusalOutcome,
    RiskLevel,
    Severity,
    SpendingStage,
    StepAct,
    Term,
    ThreePublicItem,
)

_REGISTERS = {table.__tablename__: table for table in FACT_TABLES}
_OFFICE_CLOCK = ZoneInfo("Asia/Shanghai")
_NAMES_KEPT = 16  # of a few runs, by kind of subject
# Columns that say where a row came from; they are shown as document and place, not as content.
_PROVENANCE = {"id", "document_id", "locator", "places", "content_hash", "warnings", "recorded_at", "batch_id"}
_TIMES = {"valid_from", "valid_to", "acted_at"}
_TERMS: dict[str, tuple[type[Term], ...]] = {
    "kind": (DocumentKind, PrivacyKind),
    "status": (DocumentStatus,),
    "grade": (RiskLevel,),
    "act": (StepAct,),
    "outcome": (RecusalOutcome,),
    "firm_role": (FirmRole,),
    "fund_type": (FundType,),
    "item": (ThreePublicItem,),
    "stage": (SpendingStage,),
}
_SUBJECTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # subject type -> table, its key, the columns that name it, best first
    "post": ("post", "post_id", ("name",)),
    "unit": ("organisation", "organisation_id", ("name",)),
    "notice": ("fund_notice", "id", ("title", "programme")),
    "document": ("document", "id", ("title", "file_name")),
}


@dataclass(frozen=True, slots=True)
class Lead:
    """One flag with what its rule says about it, in one language."""

    flag: str
    rule: str
    rule_name: str
    sentence: str
    severity: Severity
    confidence: Confidence | None
    value: str
    threshold: str
    why: str
    innocent: tuple[str, ...]
    basis: tuple[str, ...]
    unit: str
    subject: str


def lead_table(run: Run, language: Language) -> pd.DataFrame:
    """All flags: flag, rule, rule_name, severity, unit_key, unit, subject, subject_type, sentence, confidence."""
    names = Names(run, language)
    rows = []
    for row in run.flag_table.to_dict("records"):
        rows.append(
            {
                "flag": row["flag"],
                "rule": row["rule"],
                "rule_name": rule_name(row["rule"], language),
                "severity": row["level"] or str(Severity.MEDIUM),
                "unit_key": row["unit_id"] or "",
                "unit": names.unit(row["unit_id"]),
                "subject": names.subject(row),
                "subject_type": row["subject_type"],
                "sentence": row[f"sentence_{language}"],
                "confidence": row["confidence"],
            }
        )
    columns = [
        "flag", "rule", "rule_name", "severity", "unit_key", "unit", "subject", "subject_type", "sentence", "confidence"
    ]  # fmt: skip
    frame = frame_of(rows, columns)
    order = frame["severity"].map({"H": 0, "M": 1, "L": 2})
    return (
        frame.assign(order=order)
        .sort_values(["order", "rule", "unit", "subject", "flag"])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def unanswered(run: Run, language: Language) -> pd.DataFrame:
    """What could not be assessed, and why: rule, rule_name, sentence, times; the most frequent first."""
    rows = run.answers_with(["rule", f"sentence_{language}"], outcome=str(Outcome.CANNOT_ASSESS))
    columns = ["rule", "rule_name", "sentence", "times"]
    if rows.empty:
        return frame_of([], columns)
    counted = rows.groupby(["rule", f"sentence_{language}"]).size().reset_index(name="times")
    counted = counted.rename(columns={f"sentence_{language}": "sentence"})
    counted["rule_name"] = [rule_name(code, language) for code in counted["rule"]]
    return counted.sort_values(["times", "rule", "sentence"], ascending=[False, True, True])[columns].reset_index(
        drop=True
    )


def outcome_counts(run: Run, rule: str) -> dict[str, int]:
    """How often a rule gave each of its answers."""
    given = run.outcomes.get(rule, Counter())
    return {str(outcome): given[str(outcome)] for outcome in Outcome}


def lead(run: Run, flag: str, language: Language) -> Lead | None:
    """One flag in full, None when the run holds no flag of that name."""
    found = run.flag_table[run.flag_table["flag"] == flag]
    if found.empty:
        return None
    row = found.iloc[0]
    rule = catalogue().get(row["rule"])
    names = Names(run, language)
    return Lead(
        flag=flag,
        rule=row["rule"],
        rule_name=rule_name(row["rule"], language),
        sentence=row[f"sentence_{language}"],
        severity=Severity(row["level"] or "M"),
        confidence=None if row["confidence"] is None else Confidence(row["confidence"]),
        value=measured(row["value"], row["unit"], language),
        threshold=measured(row["threshold"], row["unit"], language),
        why="" if rule is None else rule.why.label(language),
        innocent=() if rule is None else tuple(text.label(language) for text in rule.innocent),
        basis=() if rule is None else tuple(text.label(language) for text in rule.source),
        unit=names.unit(row["unit_id"]),
        subject=names.subject(row.to_dict()),
    )


def evidence_rows(run: Run, flag: str, language: Language) -> pd.DataFrame:
    """The rows a flag rests on: document_id, file_name, media, kind, locator, place, content (may name persons)."""
    found = run.flag_table[run.flag_table["flag"] == flag]
    return rows_behind(run, [] if found.empty else found.iloc[0]["evidence"], language)


def rows_behind(run: Run, references: Sequence[Mapping[str, str]], language: Language) -> pd.DataFrame:
    """The rows that evidence (table, id, document, locator) points to, in the columns of `evidence_rows`."""
    columns = ["document_id", "file_name", "media", "kind", "locator", "place", "content"]
    if not len(references):
        return frame_of([], columns)
    documents = {row["id"]: row for row in run.view.rows("document")}
    proofs = Proofs(run.view, ((one["table"], one["id"]) for one in references))
    rows = []
    for evidence in references:
        document = documents.get(evidence["document"], {})
        rows.append(
            {
                "document_id": evidence["document"],
                "file_name": document.get("file_name"),
                "media": document.get("media"),
                "kind": DocumentKind(document["kind"]).label(language) if document.get("kind") else "",
                "locator": evidence["locator"],
                "place": place_text(evidence["locator"], language),
                "content": _said_by(proofs.rows(evidence["table"]).get(evidence["id"]), evidence["table"], language),
            }
        )
    return frame_of(rows, columns)


def row_text(run: Run, table: str, row_id: str, language: Language) -> str:
    """What a row says, filled columns only, as “heading: value” pieces. Hashes are never shown, masks are."""
    return _said_by(Proofs(run.view, [(table, row_id)]).rows(table).get(row_id), table, language)


def _said_by(row: Mapping[str, Any] | None, table: str, language: Language) -> str:
    pieces = {} if row is None else row_pieces(table, row, language)
    return one_line(((column_name(table, column, language), text) for column, text in pieces.items()), language)


def row_pieces(table: str, row: Mapping[str, Any], language: Language) -> dict[str, str]:
    """The filled columns of a row of a table that say something, as texts by column."""
    return {
        column: _value(table, column, value, language)
        for column, value in _without_repetition(row).items()
        if value is not None and value != "" and _is_content(column)
    }


@cache
def _is_content(column: str) -> bool:
    """Whether a column says something of its own, and not where its row comes from or what it hangs together with."""
    return column not in _PROVENANCE and not column.endswith(("_id", "_hash"))


def one_line(pieces: Iterable[tuple[str, str]], language: Language) -> str:
    """Headings and texts as one line of “heading: text”."""
    colon, stop = ("：", "；") if language is Language.ZH else (": ", "; ")
    return stop.join(f"{heading}{colon}{text}" for heading, text in pieces)


def _without_repetition(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row without valid times that only repeat one of its own days, and without a day that a time repeats."""
    if not row.keys() & _TIMES:
        return dict(row)
    days = {value for column, value in row.items() if isinstance(value, date) and not column.startswith("valid_")}
    repeated = {column for column in ("valid_from", "valid_to") if row.get(column) in days}
    if row.get("acted_at") is not None:
        repeated.add("acted_on")
    return {column: value for column, value in row.items() if column not in repeated}


def column_name(table: str, column: str, language: Language) -> str:
    """Heading of a column: the short one of the pages, else that of the data dictionary, else its own name."""
    code = f"reports-column-{column.removesuffix('_fen').replace('_', '-')}"
    if code in sentences():
        return say(code, language)
    field = described_column(table, column.removesuffix("_mask"))
    if field is None:
        return column
    heading = field.label(language)
    return say("reports-column-masked", language, heading=heading) if column.endswith("_mask") else heading


@cache
def described_column(table: str, column: str) -> Field | None:
    """A column of a register as the data dictionary has it."""
    register = _REGISTERS.get(table)
    return None if register is None else fields_of(register).get(column.removesuffix("_fen"))


def measured(value: str | None, unit: str | None, language: Language) -> str:
    """A value with its unit written out."""
    if value is None:
        return ""
    if unit is None or unit not in set(Measure):
        return value
    if unit == Measure.GRADE and value in set(RiskLevel):
        return RiskLevel(value).label(language)
    term = Measure(unit).label(language)
    return f"{value}{term}" if term == "%" else f"{value} {term}"


@cache
def catalogue() -> dict[str, Rule]:
    """The rules by code."""
    return {rule.code: rule for rule in rules()}


def rule_name(code: str, language: Language) -> str:
    """Name of a rule; a rule of another version of the program keeps its code."""
    rule = catalogue().get(code)
    return code if rule is None else rule.name.label(language)


class Names:
    """Names of units and subjects of one run, in one language."""

    def __init__(self, run: Run, language: Language) -> None:
        self._run = run
        self._language = language

    def unit(self, unit_id: str | None) -> str:
        """Name of a unit, or that it is not certain."""
        return self._named("unit", unit_id) or say("reports-unit-unknown", self._language)

    def subject(self, row: Mapping[Any, Any]) -> str:
        """What a flag is about, in words; never a person."""
        kind, identity = row["subject_type"], row["subject_id"]
        if kind == "step" or row["step_id"]:
            step = _step_names(self._run).get(row["step_id"] or identity)
            if step is not None:
                return step
        if kind in _SUBJECTS:
            named = self._named(kind, identity)
            if named is not None:
                return named or say("reports-subject-unknown", self._language)
        if row["post_id"]:
            post = self._named("post", row["post_id"])
            if post is not None:
                return post
        if kind == "programme":
            name, _, year = identity.removeprefix("programme:").rpartition(":")
            return say("reports-subject-programme", self._language, name=name, year=year)
        return say("reports-subject-unknown", self._language)

    def _named(self, kind: str, identity: str | None) -> str | None:
        """The name of a subject; blank where it bears none, None where there is no such subject."""
        if identity is None:
            return None
        if kind == "unit" and (unit := self._run.view.unit_names.get(identity)):
            return unit  # without the names of all firms, which only few leads are about
        return _subject_names(self._run, kind).get(identity)


@lru_cache(maxsize=_NAMES_KEPT)
def _subject_names(run: Run, kind: str) -> dict[str, str]:
    """The name of every subject of a kind by its id: names only, since a city has a hundred thousand organisations."""
    table, key, columns = _SUBJECTS[kind]
    if run.view.is_empty(table):
        return {}
    known = run.view.table(table).select(key, *columns).to_pyarrow()
    named = zip(*(known.column(column).to_pylist() for column in (key, *columns)), strict=True)
    return {identity: next((name for name in names if name), "") for identity, *names in named}


@lru_cache(maxsize=_NAMES_KEPT)
def _step_names(run: Run) -> dict[str, str]:
    columns = (run.cells[name] for name in ("step_id", "post", "power", "step"))
    return {
        step_id: f"{post} · {power} · {step}" for step_id, post, power, step in zip(*columns, strict=True) if step_id
    }


def _value(table: str, column: str, value: Any, language: Language) -> str:
    if column.endswith("_fen"):
        unit = "元" if language is Language.ZH else " yuan"
        return f"{plain(from_fen(int(value)))}{unit}"
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).astimezone(_OFFICE_CLOCK).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, bool):
        return say("reports-yes" if value else "reports-no", language)
    word = _words(table, column, language).get(value)
    return str(value) if word is None else word


@cache
def _words(table: str, column: str, language: Language) -> Mapping[Any, str]:
    """The words of a column of codes, by code: those of the pages before those of the data dictionary."""
    field = described_column(table, column)
    known = [*_TERMS.get(column, ()), *([] if field is None or field.terms is None else [field.terms])]
    return {term.value: term.label(language) for terms in reversed(known) for term in terms}
