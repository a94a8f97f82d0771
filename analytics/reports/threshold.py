"""What if a threshold were another? One rule asked again about the snapshot of a run, as it is and with another value.

Flows in: a run, a rule, values for some of its parameters. Flows out: which leads would come and which would go, for
which units, and whether leads whose facts were found to hold would be lost. Nothing is changed by asking.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analytics.errors import RunAborted
from analytics.reports.frames import frame_of
from analytics.reports.leads import Names, measured
from analytics.reports.runs import Run
from analytics.reports.threshold_values import in_force, proposal
from analytics.rules import rule, run_rules
from analytics.rules.answers import Answer, Outcome
from analytics.rules.parameters import Parameter, value_text
from analytics.scoring import flag_id
from models.language import Language
from models.vocabulary import Finding

Given = tuple[tuple[str, str], ...]  # parameter and value, as typed
_MOVED = ("flag", "unit_id", "unit", "subject", "sentence", "value", "threshold", "finding")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What reviews had found, by the day of the run, about leads that would go.

    `unknown` says that the run does not tell (it was made before there were reviews), and then nothing is counted.
    """

    held_lost: int | None
    not_held_gone: int | None
    reviewed_before: int | None
    unknown: bool = False


@dataclass(frozen=True, slots=True)
class Trial:
    """A rule asked twice. `in_run` counts the flags that the run itself holds: another number says that the rule,
    or what is known of its parameters, is another now.
    """

    rule: str
    version: str
    given: Given
    before: tuple[Answer, ...]
    after: tuple[Answer, ...]
    went: tuple[Answer, ...]
    came: tuple[Answer, ...]
    in_run: int
    reviewed: Reviewed

    def count(self, outcome: Outcome, *, after: bool) -> int:
        """How often the rule gave an answer, before or after."""
        return sum(1 for answer in (self.after if after else self.before) if answer.outcome is outcome)


def try_threshold(run: Run, code: str, given: Given) -> Trial:
    """Ask a rule about the snapshot of a run with other values for some parameters.

    Raises RunAborted for an unknown rule or parameter, a value that is not allowed, or where nothing is given; each
    sentence names what there is.
    """
    asked = rule(code.upper())
    if not given:
        raise RunAborted("threshold-nothing-given", rule=asked.code, known=_known(asked.parameters))
    before = run_rules(run.view, [asked.code]).answers
    after = run_rules(run.view, [asked.code], {asked.code: dict(given)}).answers
    went, came = _moved(_flags(before), _flags(after))
    return Trial(
        rule=asked.code,
        version=asked.version,
        given=given,
        before=before,
        after=after,
        went=went,
        came=came,
        in_run=int((run.flag_table["rule"] == asked.code).sum()),
        reviewed=_reviewed(run, asked.code, went),
    )


def _known(parameters: Iterable[Parameter]) -> str:
    return ", ".join(f"{parameter.name} ({parameter.allowed})" for parameter in parameters) or "-"


def _flags(answers: Iterable[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.outcome is Outcome.FLAG]


def _moved(before: Sequence[Answer], after: Sequence[Answer]) -> tuple[tuple[Answer, ...], tuple[Answer, ...]]:
    """The flags that only stand before, and those that only stand after.

    Two flags are one lead when they are about the same subject and rest on the same rows; failing that, on some rows in
    common, since another threshold may draw in more of them.
    """
    left: dict[tuple[Any, ...], list[Answer]] = defaultdict(list)
    for answer in after:
        left[_ground(answer)].append(answer)
    unmatched: list[Answer] = []
    for answer in before:
        same = next((one for one in left[_ground(answer)] if one.evidence == answer.evidence), None)
        if same is None:
            unmatched.append(answer)
        else:
            left[_ground(answer)].remove(same)
    went = []
    for answer in unmatched:
        alike = [one for one in left[_ground(answer)] if set(one.evidence) & set(answer.evidence)]
        if alike:
            left[_ground(answer)].remove(max(alike, key=lambda one: len(set(one.evidence) & set(answer.evidence))))
        else:
            went.append(answer)
    return tuple(went), tuple(answer for answer in after if any(answer is one for one in left[_ground(answer)]))


def _ground(answer: Answer) -> tuple[str | None, ...]:
    return answer.subject_type, answer.subject_id, answer.unit_id, answer.post_id, answer.step_id


def _reviewed(run: Run, code: str, went: Iterable[Answer]) -> Reviewed:
    if not run.has_reviews:
        return Reviewed(None, None, None, unknown=True)
    findings = run.findings
    of_rule = set(run.flag_table.loc[run.flag_table["rule"] == code, "flag"])
    gone = [Finding(findings[flag]) for answer in went if (flag := flag_id(answer)) in findings]
    return Reviewed(
        held_lost=sum(1 for finding in gone if finding.moves_level),
        not_held_gone=sum(1 for finding in gone if finding is Finding.NOT_HELD),
        reviewed_before=len(of_rule & findings.keys()),
    )


# --- for people and scripts ------------------------------------------------------------------------------------------


def trial_document(run: Run, trial: Trial) -> dict[str, Any]:
    """A trial as plain values, as `sunledger simulate-threshold --json` gives it."""
    given = dict(trial.given)
    return {
        "run": run.id,
        "snapshot": run.facts["snapshot"],
        "rule": trial.rule,
        "version": trial.version,
        "parameters": [
            {
                "name": parameter.name,
                "unit": str(parameter.unit),
                "before": [{"from": day.isoformat(), "value": value_text(value)} for day, value in parameter.values],
                "after": given.get(parameter.name),
            }
            for parameter in in_force(run, rule(trial.rule))
        ],
        "propose": proposal(run, trial.rule, trial.given),
        "flags": {
            "before": trial.count(Outcome.FLAG, after=False),
            "after": trial.count(Outcome.FLAG, after=True),
            "in_run": trial.in_run,
            "went": len(trial.went),
            "came": len(trial.came),
        },
        "cannot_assess": {
            "before": trial.count(Outcome.CANNOT_ASSESS, after=False),
            "after": trial.count(Outcome.CANNOT_ASSESS, after=True),
        },
        "held_lost": trial.reviewed.held_lost,
        "held_unknown": "run-without-reviews" if trial.reviewed.unknown else None,
        "not_held_gone": trial.reviewed.not_held_gone,
        "reviewed_before": trial.reviewed.reviewed_before,
        "per_unit": unit_rows(run, trial, Language.ZH).to_dict("records"),
        "went": [{"flag": flag_id(answer), **answer.as_row()} for answer in trial.went],
        "came": [{"flag": flag_id(answer), **answer.as_row()} for answer in trial.came],
    }


def unit_rows(run: Run, trial: Trial, language: Language) -> pd.DataFrame:
    """The leads of each unit: unit_id, unit, before, after, change; those that change most first."""
    names = Names(run, language)
    before, after = (Counter(answer.unit_id for answer in _flags(answers)) for answers in (trial.before, trial.after))
    rows = [
        {"unit_id": unit, "unit": names.unit(unit), "before": before[unit], "after": after[unit]}
        | {"change": after[unit] - before[unit]}
        for unit in before.keys() | after.keys()
    ]
    frame = frame_of(rows, ["unit_id", "unit", "before", "after", "change"], numbers={"before", "after", "change"})
    return (
        frame.assign(moved=frame["change"].abs())
        .sort_values(["moved", "before", "unit", "unit_id"], ascending=[False, False, True, True])
        .drop(columns="moved")
        .reset_index(drop=True)
    )


def moved_rows(run: Run, answers: Iterable[Answer], language: Language) -> pd.DataFrame:
    """Leads that come or go: flag, unit_id, unit, subject, sentence, value, threshold, finding of a review or None."""
    names = Names(run, language)
    findings = run.findings
    rows = []
    for answer in answers:
        told, flag = answer.as_row(), flag_id(answer)
        rows.append(
            {
                "flag": flag,
                "unit_id": answer.unit_id,
                "unit": names.unit(answer.unit_id),
                "subject": names.subject(told),
                "sentence": answer.sentence.say(language),
                "value": measured(answer.value, answer.unit, language),
                "threshold": measured(answer.threshold, answer.unit, language),
                "finding": Finding(findings[flag]).label(language) if flag in findings else None,
            }
        )
    return frame_of(rows, _MOVED)
