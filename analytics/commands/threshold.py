"""`simulate-threshold`: what would change if a rule had another threshold; nothing does change by asking."""

from __future__ import annotations

from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.reports import load_run
from analytics.reports.threshold import Given, Trial, moved_rows, trial_document, try_threshold, unit_rows
from analytics.reports.threshold_values import proposal
from analytics.rules.answers import Outcome
from analytics.settings import settings
from models.language import say

_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("simulate-threshold")(simulate)


def simulate(
    code: Annotated[str, typer.Argument(metavar="CODE", help="a rule")],
    params: Annotated[list[str], typer.Option("--param", help="NAME=VALUE; may be given several times")],
    run: Annotated[str | None, typer.Option(help="a run; the newest by default")] = None,
    as_json: AsJson = False,
) -> None:
    """Ask a rule again with another threshold: leads before and after, which come and go, for which units.

    Example: sunledger simulate-threshold P02 --param years=8
    """
    console = Console(as_json=as_json)
    found = load_run(settings().home, run)
    trial = try_threshold(found, code, given_values(params))
    console.result(trial_document(found, trial))
    if not as_json:
        _show(trial, console)
        units = unit_rows(found, trial, console.language)
        headings = ("threshold-unit", "threshold-before", "threshold-after", "threshold-change")
        console.table(
            [say(heading, console.language) for heading in headings],
            [[row["unit"], str(row["before"]), str(row["after"]), f"{row['change']:+d}"]
             for row in units.head(_SHOWN).to_dict("records")],
            right=frozenset({1, 2, 3}),
        )  # fmt: skip
        for heading, answers in (("threshold-went", trial.went), ("threshold-came", trial.came)):
            console.say(heading, count=len(answers))
            for row in moved_rows(found, answers[:_SHOWN], console.language).to_dict("records"):
                console.line(f"  {row['unit']} · {row['subject']}: {row['sentence']}")
        if command := proposal(found, trial.rule, trial.given):
            console.say("threshold-propose", command=command)


def given_values(params: list[str]) -> Given:
    """Names and values from NAME=VALUE as typed. Raises BadParameter for another form, or a name given twice."""
    given = []
    for param in params:
        name, sign, value = param.partition("=")
        if not sign or not name.strip() or not value.strip():
            raise typer.BadParameter(f"{param} is not NAME=VALUE", param_hint="--param")
        given.append((name.strip(), value.strip()))
    if len(dict(given)) < len(given):
        raise typer.BadParameter("a parameter is given twice", param_hint="--param")
    return tuple(given)


def _show(trial: Trial, console: Console) -> None:
    console.say(
        "threshold-flags",
        rule=trial.rule,
        before=trial.count(Outcome.FLAG, after=False),
        after=trial.count(Outcome.FLAG, after=True),
        unknown_before=trial.count(Outcome.CANNOT_ASSESS, after=False),
        unknown_after=trial.count(Outcome.CANNOT_ASSESS, after=True),
    )
    if trial.in_run != trial.count(Outcome.FLAG, after=False):
        console.say("threshold-run-differs", in_run=trial.in_run)
    if trial.reviewed.unknown:
        console.say("threshold-held-unknown")
    else:
        console.say(
            "threshold-held",
            held=trial.reviewed.held_lost,
            not_held=trial.reviewed.not_held_gone,
            reviewed=trial.reviewed.reviewed_before,
        )
