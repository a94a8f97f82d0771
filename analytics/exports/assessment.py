"""The risk assessment of one run as a pack of sheets, before it takes the form of a workbook, of CSV or of JSON.

Flows in: a run. Flows out: an `Assessment`, whose last sheet holds the hashes of all others. Persons occur as surname
and stars only, whatever form it takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.exports import grounds
from analytics.exports.findings import Findings
from analytics.exports.people import People
from analytics.exports.sheets import Sheet
from analytics.exports.signs import pattern_sheet, sign_evidence, sign_sheet
from analytics.reports.runs import Run
from models.language import Language

SHEETS = 18  # with that of the hashes


@dataclass(frozen=True, slots=True)
class Assessment:
    """The sheets of an assessment, in the order in which they are read."""

    run: str
    snapshot: str
    as_of: str
    started_at: str
    language: Language
    sheets: tuple[Sheet, ...]

    @property
    def sha256(self) -> str:
        """The hash that stands for the whole: the last cell of the last sheet."""
        return str(self.sheets[-1].rows[-1][-1])


def assess(run: Run, language: Language, progress: Callable[[str], None] = lambda sheet: None) -> Assessment:
    """The assessment of a run in one language; `progress` is told the key of each sheet that is ready."""
    people = People(run.view)
    findings = Findings(run, people, language)
    makers: tuple[Callable[[], Sheet], ...] = (
        lambda: grounds.summary(run, language),
        findings.units,
        findings.levels,
        findings.attention,
        findings.risk_points,
        findings.level_parts,
        findings.contributions,
        findings.flags,
        findings.evidence,
        lambda: sign_sheet(run, people, language),
        lambda: sign_evidence(run, people, language),
        findings.unanswered,
        lambda: grounds.coverage(run, people, language),
        lambda: grounds.rule_sheet(run, language),
        lambda: grounds.parameters(run, language),
        lambda: pattern_sheet(run, language),
        lambda: grounds.method(language),
    )
    sheets = []
    for make in makers:
        sheets.append(make())
        progress(sheets[-1].key)
    sheets.append(grounds.hashes(run, language, sheets))
    return Assessment(
        run=run.id,
        snapshot=str(run.facts["snapshot"]),
        as_of=str(run.facts["as_of"]),
        started_at=str(run.facts["started_at"]),
        language=language,
        sheets=tuple(sheets),
    )
