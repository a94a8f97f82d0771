"""`recusal-check` and `appointment-check`: conflicts before the fact, of a planned matter and a planned appointment."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.identity import credit_code, squash
from analytics.keys import load_keys
from analytics.relations import Applicant, PlannedMatter, recusal_check
from analytics.reports import load_run
from analytics.reports.appointment import check_of_run
from analytics.reports.recusal import actor_rows, check_document, recusal_form
from analytics.rules.answers import Answer
from analytics.rules.before_appointment import PlannedAppointment
from analytics.settings import settings
from models.language import say
from models.vocabulary import SensitiveDuty

_NUMBER = re.compile(r"^([0-9]{17}[0-9Xx]|[0-9]{15})$")


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("recusal-check")(check)
    app.command("appointment-check")(appointment)


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
    if not applicant.strip():
        raise typer.BadParameter("it is empty", param_hint="--applicant")
    if code is not None and credit_code(code) is None:
        raise typer.BadParameter("a credit code has 18 digits and capital letters", param_hint="--code")
    chosen = settings()
    hashed = _asked_number(chosen.key_path) if ask_number else None
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


def appointment(
    name: Annotated[str, typer.Option(help="who is planned for the post; in office now")],
    unit: Annotated[str, typer.Option(help="the unit of the new post, by its full name")],
    post: Annotated[str, typer.Option(help="the new post, as the register of post holders names it")],
    ask_number: Annotated[
        bool,
        typer.Option("--ask-number", help="ask for the identity number, where several bear the name; it is not kept"),
    ] = False,
    leader: Annotated[
        bool | None, typer.Option("--leader/--no-leader", help="whether the post is one of the leaders of the organ")
    ] = None,
    duty: Annotated[SensitiveDuty | None, typer.Option(help="the sensitive duty of the post")] = None,
    keeps_post: Annotated[
        bool, typer.Option("--keeps-post", help="the present post is kept beside the new one")
    ] = False,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the planned day; today by default")] = None,
    run: Annotated[str | None, typer.Option(help="a run whose snapshot is asked; the newest by default")] = None,
    as_json: AsJson = False,
) -> None:
    """Conflicts of a planned appointment, promotion or transfer: kin in line, sensitive posts, family firms, rotation.

    Example: sunledger appointment-check --name 令狐岚 --unit 岚汀市水利局 --post 出纳岗
    """
    console = Console(as_json=as_json)
    chosen = settings()
    hashed = _asked_number(chosen.key_path) if ask_number else None
    day = (on or datetime.now(UTC).astimezone()).date()
    planned = PlannedAppointment(name, unit, post, day, hashed, leader, None if duty is None else str(duty), keeps_post)
    found = check_of_run(load_run(chosen.home, run), planned)
    restrictions = [{"last_day": last.isoformat(), "locator": place.locator} for place, last in found.restrictions]
    console.result(
        {
            "name": name,
            "unit": unit,
            "post": post,
            "on": day.isoformat(),
            "conflicts": len(found.conflicts),
            "cannot_assess": len(found.open_questions),
            "new_post": [answer.as_row() for answer in found.new_post],
            "present_posts": [answer.as_row() for answer in found.present_posts],
            "restrictions": restrictions,
        }
    )
    sentence = f"sentence_{console.language}"
    for code, answers in (
        ("before-appointment-new-post", found.new_post),
        ("before-appointment-present-posts", found.present_posts),
    ):
        if answers:
            console.say(code)
            rows = [answer.as_row() for answer in answers]
            console.table(
                ["rule", "", ""],
                [[r["rule"], _outcome(a, console), r[sentence]] for a, r in zip(answers, rows, strict=True)],
            )
    for place, last in found.restrictions:
        console.say("before-appointment-restriction", last=last, place=place.locator)
    if not found.conflicts and found.open_questions:
        console.say("before-appointment-open", count=len(found.open_questions))
    elif not found.conflicts:
        console.say("before-appointment-none")


def _asked_number(key_path: Path) -> str:
    """The keyed hash of an identity number asked for at the terminal; one cut short would find nobody in silence."""
    number = squash(typer.prompt("", prompt_suffix="> ", hide_input=True, err=True))
    if not _NUMBER.match(number):
        raise typer.BadParameter(
            "an identity number has 18 characters, or 15 of the old kind", param_hint="--ask-number"
        )
    return load_keys(key_path).hash_number(number)


def _outcome(answer: Answer, console: Console) -> str:
    return answer.outcome.label(str(console.language))
