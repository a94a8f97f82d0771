"""`recusal-check`: before the fact, who must step aside from a planned matter, and who may act instead."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.keys import load_keys
from analytics.relations import Applicant, PlannedMatter, recusal_check
from analytics.reports import load_run
from analytics.reports.recusal import actor_rows, check_document, recusal_form
from analytics.settings import settings
from models.language import say


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("recusal-check")(check)


def check(
    unit: Annotated[str, typer.Option(help="the unit that handles the matter, by its full name")],
    power: Annotated[str, typer.Option(help="the power, as the unit's table of posts and steps names it")],
    applicant: Annotated[str, typer.Option(help="who applies or benefits: a person, a firm or a unit")],
    code: Annotated[str | None, typer.Option(help="the applicant's unified social credit code")] = None,
    ask_number: Annotated[
        bool, typer.Option("--ask-number", help="ask for the applicant's identity number; it is neither shown nor kept")
    ] = False,
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="the day on which it is to be handled; today by default"),
    ] = None,
    form: Annotated[Path | None, typer.Option(help="write draft recusal forms (docx) to this file")] = None,
    run: Annotated[str | None, typer.Option(help="a run whose snapshot is asked; the newest by default")] = None,
    as_json: AsJson = False,
) -> None:
    """Who must step aside from a planned matter, under which article, and who may act instead.

    Example: sunledger recusal-check --unit 岚汀市水利局 --power 取水许可 --applicant 岚汀恒岳建设有限公司
    """
    console = Console(as_json=as_json)
    if form is not None and form.suffix.lower() != ".docx":
        raise typer.BadParameter(f"{form.name} does not end in .docx", param_hint="--form")
    chosen = settings()
    number = typer.prompt("", prompt_suffix="> ", hide_input=True, err=True) if ask_number else None
    hashed = load_keys(chosen.key_path).hash_number(number) if number else None
    day = (on or datetime.now(UTC).astimezone()).date()
    matter = PlannedMatter(power, unit, (Applicant(applicant, hashed, code),), day)
    found = recusal_check(load_run(chosen.home, run).view, matter)
    if "no-unit" in found.unknown:
        raise RunAborted("recusal-no-unit", unit=unit)
    if form is not None:
        form.write_bytes(recusal_form(found, console.language))
    console.result(check_document(found, console.language) | ({} if form is None else {"form": str(form)}))
    for entry in found.unknown:
        console.say(f"recusal-unknown-{entry}")
    columns = ("step", "post", "name", "verdict", "path", "why")
    headings = [say(f"recusal-column-{name}", console.language) for name in columns]
    for instead in (False, True):
        rows = actor_rows(found, console.language, instead=instead)
        if not rows.empty:
            console.say("recusal-instead" if instead else "recusal-actors")
            console.table(headings, rows[list(columns)].fillna("").astype(str).values.tolist())
    console.say("recusal-caution")
    if form is not None:
        console.say("recusal-form-written", path=form)
