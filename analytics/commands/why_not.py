"""`why-not`: what one rule, or every rule, says of one subject.

Flows in: a saved run, a rule and a subject by id, number or name. Flows out: rulings for people and as JSON, or the
candidates where the text fits several.
"""

from __future__ import annotations

from typing import Annotated, Any

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.reports import Run, load_run
from analytics.reports.subjects import MOST_CANDIDATES, Asked, Candidates, candidates
from analytics.reports.why_not import (
    ANSWERS_ABOUT,
    INPUTS,
    Reply,
    answer_rows,
    input_rows,
    ruling_document,
    ruling_rows,
    rulings,
)
from analytics.rules import Outcome
from analytics.rules import rule as rule_of
from analytics.settings import settings
from models.language import say

_ANSWERED = ("rule", "rule_name", "sentence", "value", "threshold", "gap", "counts")
_SILENT = ("rule", "rule_name", "sentence", "reads")
_OUTCOMES = {str(outcome) for outcome in Outcome}
_SEVERAL = 1  # exit code: no ruling was given, since the text does not name one subject


def register(app: typer.Typer) -> None:
    """Add the command of this stage."""
    app.command("why-not")(why_not)


def why_not(
    subject: Annotated[
        str, typer.Option(help="unit, post, matter, firm, purchase, notice, programme or document: id, number or name")
    ],
    rule: Annotated[str | None, typer.Option(metavar="CODE", help="one rule in full; all rules by default")] = None,
    run: Annotated[str | None, typer.Option(help="a run; the newest by default")] = None,
    as_json: AsJson = False,
) -> None:
    """Why a subject is flagged or not: passed and by how much, excluded, cannot assess, no case, or not asked.

    Example: sunledger why-not --rule D01 --subject 岚汀市水利局
    """
    console = Console(as_json=as_json)
    code = None if rule is None else rule_of(rule.strip().upper()).code
    opened = load_run(settings().home, run)
    found = candidates(opened, subject)
    if not found.found:
        raise RunAborted("why-no-subject")
    if not found.is_certain:
        _list(found, console)
        raise typer.Exit(_SEVERAL)
    asked = found.found[0]
    if as_json:
        said = [ruling_document(one) for one in rulings(opened, asked, code)]
        console.result({"run": opened.id, "subject": _named(asked), "rules": said})
        return
    console.line(asked.label(console.language))
    if code is None:
        _show_all(opened, asked, console)
    else:
        _show_one(opened, asked, code, console)


def _show_all(run: Run, asked: Asked, console: Console) -> None:
    """The rulings of all rules, those of one kind together."""
    rows = ruling_rows(run, asked.id, console.language)
    for reply in Reply:
        told = rows[rows["reply"] == str(reply)]
        if not told.empty:
            console.line(f"\n{reply.label(console.language)} ({len(told)})")
            columns = _ANSWERED if reply in _OUTCOMES else _SILENT
            console.table(_headings(columns, console), told[list(columns)].to_numpy().tolist())


def _show_one(run: Run, asked: Asked, code: str, console: Console) -> None:
    """One ruling with all the answers it rests on, and what the rule reads."""
    (ruling,) = ruling_rows(run, asked.id, console.language, code).to_dict("records")
    console.line(f"{code} {ruling['rule_name']}: {Reply(ruling['reply']).label(console.language)}")
    console.line(ruling["sentence"])
    answers = answer_rows(run, asked.id, code, console.language).drop(columns="proof")
    if not answers.empty:
        answers["reply"] = [Reply(reply).label(console.language) for reply in answers["reply"]]
        console.table(_headings(ANSWERS_ABOUT[:-1], console), answers.to_numpy().tolist())
    inputs = input_rows(run, asked.id, code, console.language)
    console.table(_headings(INPUTS, console), inputs.to_numpy().tolist(), frozenset({2}))


def _list(found: Candidates, console: Console) -> None:
    """What a text may mean, with the ids that name each."""
    said = say("why-several", console.language, count=len(found.found))
    error = {"code": "why-several", "message": said}
    console.result({"error": error, "candidates": [_named(one) for one in found.found], "is_cut": found.is_cut})
    console.line(said)
    console.table(["", ""], [[one.id, one.label(console.language)] for one in found.found])
    if found.is_cut:
        console.say("why-several-more", count=MOST_CANDIDATES)


def _named(asked: Asked) -> dict[str, Any]:
    return {
        "kind": asked.kind,
        "id": asked.id,
        "name": asked.name,
        "unit": asked.unit or None,
        "by_holder": asked.by_holder,
    }


def _headings(columns: tuple[str, ...], console: Console) -> list[str]:
    return [say(f"why-column-{name.replace('_', '-')}", console.language) for name in columns]
