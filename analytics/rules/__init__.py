"""The rules: one file each, found by scanning this folder, never registered by hand.

Flows in: a view of a sealed snapshot. Flows out: answers (flag, pass, excluded, cannot assess), with the seconds each
rule took. A rule that crashes stops the run: answers of the other rules alone would look like a clean result.
"""

from __future__ import annotations

import gc
import importlib
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from analytics.errors import RunAborted
from analytics.rules.answers import Answer, Evidence, Outcome, canonical, canonical_hash
from analytics.rules.catalogue import describe, write_catalogue
from analytics.rules.parameters import Parameter, Parameters
from analytics.rules.rule import Rule
from analytics.rules.threshold_changes import ThresholdChange, changes_of, office_parameters, unfit
from analytics.snapshot import View

__all__ = [
    "Answer",
    "Answered",
    "Evidence",
    "Outcome",
    "Parameter",
    "Rule",
    "RunResult",
    "ask",
    "canonical",
    "canonical_hash",
    "describe",
    "rule",
    "rule_versions",
    "rules",
    "run_rules",
    "unfit_changes",
    "write_catalogue",
]

_RULE_FILE = re.compile(r"^[a-z]\d\d_\w+\.py$")
_FAMILIES = "DBFCVPL"  # the order of the catalogue

Settings = Mapping[str, Mapping[str, Any]]  # rule code -> parameter name -> value, tried for all days


@dataclass(frozen=True, slots=True)
class Answered:
    """What one rule answered, in one order; the seconds it took; the office's changes of thresholds that it read."""

    rule: str
    answers: tuple[Answer, ...]
    seconds: float
    changes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What the rules answered, in one order, and the seconds each rule took.

    `changes` are the office's changes of thresholds that rules read, by rule; `unfit` those confirmed ones that no rule
    of this release can read.
    """

    answers: tuple[Answer, ...]
    seconds: dict[str, float]
    changes: dict[str, tuple[int, ...]]
    unfit: tuple[ThresholdChange, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules, in the order of the catalogue."""
    found: dict[str, Rule] = {}
    for file in sorted(Path(__file__).parent.iterdir()):
        if not _RULE_FILE.match(file.name):
            continue
        module = importlib.import_module(f"{__name__}.{file.stem}")
        for item in vars(module).values():
            if isinstance(item, type) and issubclass(item, Rule) and item.__module__ == module.__name__:
                found_rule = item()
                if found_rule.code in found:
                    raise ValueError(f"rule {found_rule.code} is defined twice (again in {file.name})")
                found[found_rule.code] = found_rule
    return tuple(sorted(found.values(), key=lambda r: (_FAMILIES.index(r.code[0]), r.code)))


def rule(code: str) -> Rule:
    """One rule by its code. Raises RunAborted for an unknown one, naming those there are."""
    for known in rules():
        if known.code == code:
            return known
    raise RunAborted("rules-unknown-code", wanted=code, known=", ".join(r.code for r in rules()))


def rule_versions() -> dict[str, str]:
    """The version of each rule, by code: with the snapshot and the days, what a run was computed from."""
    return {known.code: known.version for known in rules()}


def ask(view: View, only: Iterable[str] | None = None, settings: Settings | None = None) -> Iterator[Answered]:
    """Ask every rule (or those in `only`) one after the other, with the office's dated values as the view knows them.

    `settings` are tried for all days in place of both. Raises RunAborted when a rule, a parameter or a value is not
    known, and when a rule crashes.
    """
    chosen = rules() if only is None else tuple(rule(code) for code in only)
    by_code = {code: rule(code).code for code in settings or {}}
    known = changes_of(view)
    for asked in chosen:
        params = Parameters(office_parameters(asked, known)).replaced(
            asked.code, (settings or {}).get(by_code.get(asked.code, ""), {})
        )
        started = time.perf_counter()
        try:
            with _collector_at_rest():
                answers = tuple(_ordered(asked.evaluate(view, params)))
        except Exception as error:
            raise RunAborted("rules-crashed", rule=asked.code, problem=type(error).__name__) from error
        yield Answered(asked.code, answers, time.perf_counter() - started, tuple(sorted(params.used)))


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """No search for cycles while a rule answers: rows and answers have none, and it would walk through all of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def run_rules(
    view: View,
    only: Iterable[str] | None = None,
    settings: Settings | None = None,
    progress: Callable[[str], None] = lambda code: None,
) -> RunResult:
    """What `ask` gives, all together: in a city, hundreds of thousands of answers."""
    answered = []
    for one in ask(view, only, settings):
        answered.append(one)
        progress(one.rule)
    return RunResult(
        answers=tuple(answer for one in sorted(answered, key=attrgetter("rule")) for answer in one.answers),
        seconds={one.rule: one.seconds for one in answered},
        changes={one.rule: one.changes for one in answered if one.changes},
        unfit=unfit_changes(view),
    )


def unfit_changes(view: View) -> tuple[ThresholdChange, ...]:
    """The office's confirmed changes of thresholds that no rule of this release can read."""
    return unfit(changes_of(view), rules())


def _ordered(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Answers in a total order that rests on content alone, so that the order of rows cannot show.

    Most subjects have one answer of a rule; what tells the others apart is written out for them alone.
    """
    for _, alike in groupby(sorted(answers, key=_subject), key=_subject):
        found = list(alike)
        yield from found if len(found) == 1 else sorted(found, key=_content)


def _subject(answer: Answer) -> tuple[str, ...]:
    return answer.rule, answer.outcome, answer.subject_type, answer.subject_id


def _content(answer: Answer) -> tuple[str, ...]:
    """What an answer says; no sentence is said for it."""
    said = answer.sentence
    terms = getattr(said, "terms", {})
    return (
        said.code,
        repr(sorted(said.params.items())),
        repr(sorted((name, tuple(map(str, listed))) for name, listed in terms.items())),
        repr(answer.evidence),
    )
