"""The values of thresholds as a person reads them: those in force day by day, and the changes an office made or wants.

Flows in: changes of the store or of a run's snapshot, and the rules. Flows out: frames with both names, plain documents
for scripts, and the sentences by which a lead says which values of the office its rule read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Engine

from analytics.desk import threshold_changes
from analytics.errors import RunAborted
from analytics.reports.frames import frame_of
from analytics.reports.leads import catalogue, measured, rule_name
from analytics.reports.reviews import moment
from analytics.reports.runs import Run
from analytics.rules.parameters import Parameter, Value, value_text
from analytics.rules.rule import Rule
from analytics.rules.threshold_changes import ThresholdChange, changes_of, office_parameters
from models.language import Language, say

VALUES = ("rule", "parameter", "meaning", "value", "since", "until", "source", "change")
CHANGES = (
    *("number", "rule", "rule_name", "parameter", "meaning", "value", "first_day", "state", "why", "basis"),
    *("proposed_by", "proposed", "decided_by", "decided", "remark"),
)


def office_changes(engine: Engine, rule: str | None = None) -> tuple[ThresholdChange, ...]:
    """The changes as the store has them now, the newest first; of one rule where it is named."""
    return tuple(change for change in threshold_changes(engine)[::-1] if rule in (None, change.rule))


def in_force(run: Run, rule: Rule) -> tuple[Parameter, ...]:
    """The parameters of a rule with the values of the office that the run knows."""
    return office_parameters(rule, changes_of(run.view))


def values_of_run(run: Run, code: str, language: Language) -> pd.DataFrame:
    """Every value of a rule's parameters as the run knows them (see `value_rows`)."""
    return value_rows(catalogue()[code], changes_of(run.view), language)


def value_rows(rule: Rule, changes: Iterable[ThresholdChange], language: Language) -> pd.DataFrame:
    """Every value of a rule's parameters in the order of days: since and until when, and where it comes from.

    `until` is blank for the last value, `since` for one without a first day; `change` is None for the rule's own.
    """
    known = {change.number: change for change in changes}
    rows = [
        {
            "rule": rule.code,
            "parameter": parameter.name,
            "meaning": parameter.label(language),
            "value": measured(value_text(value), str(parameter.unit), language),
            "since": since.isoformat() if since > date.min else "",
            "until": "" if until is None else until.isoformat(),
            "source": parameter.source.label(language) if number is None else sourced(known[number], language),
            "change": number,
        }
        for parameter in office_parameters(rule, known.values())
        for since, until, value, number in spans(parameter)
    ]
    return frame_of(rows, VALUES)


def spans(parameter: Parameter) -> Iterator[tuple[date, date | None, Value, int | None]]:
    """Each value with its first day, its last day (None: it goes on) and the change that set it."""
    numbers = dict(parameter.changes)
    ends = [first - timedelta(days=1) for first, _ in parameter.values[1:]]
    for (first, value), until in zip(parameter.values, [*ends, None], strict=True):
        yield first, until, value, numbers.get(first)


def sourced(change: ThresholdChange, language: Language) -> str:
    """A confirmed change as the source of a value, with both names and the instrument, where there is one."""
    code = "threshold-source" if change.basis is None else "threshold-source-basis"
    return say(code, language, **_said(change), basis=change.basis or "")


def unnamed_source(change: ThresholdChange, language: Language) -> str:
    """The same without names, for what leaves the office."""
    return say("threshold-source-unnamed", language, **_said(change))


def _said(change: ThresholdChange) -> dict[str, str]:
    return {
        "number": str(change.number),
        "first": change.proposed_by,
        "second": change.decided_by or "",
        "decided": moment(change.decided_at)[:10],
    }


def change_rows(changes: Iterable[ThresholdChange], language: Language) -> pd.DataFrame:
    """Changes with both names, as they stand, in the order given."""
    return frame_of([_row(change, language) for change in changes], CHANGES, numbers={"number"})


def _row(change: ThresholdChange, language: Language) -> dict[str, Any]:
    parameter = _parameter(change)
    return {
        "number": change.number,
        "rule": change.rule,
        "rule_name": rule_name(change.rule, language),
        "parameter": change.parameter,
        "meaning": change.parameter if parameter is None else parameter.label(language),
        "value": measured(change.value, None if parameter is None else str(parameter.unit), language),
        "first_day": change.first_day.isoformat(),
        "state": change.state.label(language),
        "why": change.why,
        "basis": change.basis or "",
        "proposed_by": change.proposed_by,
        "proposed": moment(change.proposed_at),
        "decided_by": change.decided_by or "",
        "decided": moment(change.decided_at),
        "remark": change.remark or "",
    }


def _parameter(change: ThresholdChange) -> Parameter | None:
    """The parameter a change is about; None where the rules of this release have none of that name."""
    rule = catalogue().get(change.rule)
    return next((one for one in rule.parameters if one.name == change.parameter), None) if rule else None


def change_document(change: ThresholdChange) -> dict[str, Any]:
    """A change as plain values, as `sunledger threshold list --json` gives it."""
    return asdict(change) | {
        "state": str(change.state),
        "first_day": change.first_day.isoformat(),
        "proposed_at": change.proposed_at.isoformat(),
        "decided_at": None if change.decided_at is None else change.decided_at.isoformat(),
    }


def read_by_rule(run: Run, code: str, language: Language) -> list[str]:
    """What a lead of a rule says of the office's values that the rule read in this run; nothing where it read none."""
    read: Mapping[str, Sequence[int]] = run.facts.get("threshold_changes") or {}
    known = {change.number: change for change in changes_of(run.view)} if code in read else {}
    return [_told(known[number], language) for number in read.get(code, ()) if number in known]


def _told(change: ThresholdChange, language: Language) -> str:
    row = _row(change, language)
    told = {name: row[name] for name in ("meaning", "value", "first_day")}
    return say("threshold-read", language, **told, source=sourced(change, language))


def proposal(run: Run, code: str, given: Sequence[tuple[str, str]]) -> str | None:
    """The command by which the value that was tried is proposed; None where several were, or one not allowed."""
    rule = catalogue().get(code)
    if rule is None or len(given) != 1:
        return None
    ((name, typed),) = given
    parameter = next((one for one in in_force(run, rule) if one.name == name), None)
    try:
        value = None if parameter is None else value_text(parameter.read(code, typed))
    except RunAborted:
        return None
    return None if value is None else f"sunledger threshold propose {code} --param {name}={value}"
