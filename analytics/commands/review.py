"""`review`: which leads come next, who has them, and what was found about their facts.

Flows in: a run, and what a person decides. Flows out: the queue, steps in the store (which the next snapshot seals),
and the steps made so far. A note is shown where it was asked for and written nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import typer
from sqlalchemy import Engine

from analytics.commands.console import Console
from analytics.commands.intake import Who
from analytics.commands.reading import AsJson
from analytics.desk import claim, release, reopen, settle
from analytics.desk.steps import Sighting
from analytics.reports import attention_text, load_run
from analytics.reports.reviews import open_desk, queue_rows, sighting, step_rows, waiting
from analytics.reports.scorecard import percent
from analytics.settings import settings
from analytics.store import open_store
from models.language import say
from models.vocabulary import Finding, ReviewAct, ReviewReason

LeadName = Annotated[str, typer.Argument(metavar="LEAD", help="name of a lead or of its flag")]
RunName = Annotated[str | None, typer.Option("--run", help="a run; the newest by default")]
Note = Annotated[str, typer.Option(help="a note, kept as it is written; identity and card numbers are masked")]


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    group = typer.Typer(no_args_is_help=True, help="Leads under review: the queue, claims, outcomes.")
    group.command("queue")(show_queue)
    group.command("claim")(claim_lead)
    group.command("release")(release_lead)
    group.command("settle")(settle_lead)
    group.command("reopen")(reopen_lead)
    group.command("list")(list_steps)
    app.add_typer(group, name="review")


def show_queue(
    limit: Annotated[int, typer.Option(help="how many leads", min=1)] = 20,
    run: RunName = None,
    as_json: AsJson = False,
) -> None:
    """Leads that wait, in order: by attention times the chance that facts hold, one in twenty drawn at random.

    Example: sunledger review queue --limit 5
    """
    console = Console(as_json=as_json)
    chosen = load_run(settings().home, run)
    found = waiting(chosen, open_desk(chosen, open_store(settings())))
    frame = queue_rows(chosen, found[:limit], console.language)
    console.result(frame.drop(columns=["status", "drawn"]).to_dict("records"))
    if frame.empty:
        console.say("review-queue-empty")
        return
    columns = ("place", "lead", "status", "drawn", "points", "likely", "rule", "unit", "sentence")
    shown = frame.assign(
        points=[attention_text(points) for points in frame["points"]],
        likely=[
            "—" if rank is None else str(rank) if chance is None else percent(Decimal(chance))
            for rank, chance in zip(frame["likely_rank"], frame["chance"], strict=True)
        ],
        status=[f"{status} {owner}".strip() for status, owner in zip(frame["status"], frame["owner"], strict=True)],
    )
    console.table(
        [say(f"review-column-{column}", console.language) for column in columns],
        shown[list(columns)].astype(str).to_numpy().tolist(),
        right=frozenset({0, 4, 5}),
    )
    console.say("review-queue-shown", shown=len(frame), all=len(found))


def claim_lead(lead: LeadName, who: Who, run: RunName = None, as_json: AsJson = False) -> None:
    """Take a lead, so that nobody else works on it.

    Example: sunledger review claim 92c3c7b114160de4 --who 乔
    """
    _record(lead, run, ReviewAct.CLAIMED, as_json, lambda seen: claim(_store(), seen, who=who, now=_now()))


def release_lead(lead: LeadName, who: Who, note: Note = "", run: RunName = None, as_json: AsJson = False) -> None:
    """Give a lead back. That of somebody else can be given back with a note that says why.

    Example: sunledger review release 92c3c7b114160de4 --who 乔
    """
    action = ReviewAct.RELEASED
    _record(lead, run, action, as_json, lambda seen: release(_store(), seen, who=who, now=_now(), note=note))


def settle_lead(
    lead: LeadName,
    outcome: Annotated[Finding, typer.Argument()],
    reason: Annotated[ReviewReason, typer.Option(help="why; which go with an outcome is said where one does not")],
    who: Who,
    note: Note = "",
    run: RunName = None,
    as_json: AsJson = False,
) -> None:
    """Say what was found about the facts of a lead. The next analysis counts it.

    Example: sunledger review settle 92c3c7b114160de4 not_held --reason lawful --who 乔 --note 批复在卷
    """

    def action(seen: Sighting) -> str:
        return settle(_store(), seen, outcome, reason, who=who, now=_now(), note=note)

    _record(lead, run, ReviewAct.SETTLED, as_json, action)


def reopen_lead(lead: LeadName, who: Who, note: Note, run: RunName = None, as_json: AsJson = False) -> None:
    """Take an outcome back, so that the lead waits again.

    Example: sunledger review reopen 92c3c7b114160de4 --who 乔 --note 收到新材料
    """
    action = ReviewAct.REOPENED
    _record(lead, run, action, as_json, lambda seen: reopen(_store(), seen, who=who, now=_now(), note=note))


def list_steps(
    lead: Annotated[str | None, typer.Option(help="steps of one lead")] = None, as_json: AsJson = False
) -> None:
    """Steps of reviews, the newest first.

    Example: sunledger review list --lead 92c3c7b114160de4
    """
    console = Console(as_json=as_json)
    frame = step_rows(_store(), console.language, lead)
    console.result(frame.to_dict("records"))
    if frame.empty:
        console.say("review-no-steps")
        return
    columns = ("lead", "number", "rule", "act", "who", "recorded", "outcome", "reason", "note", "drawn")
    console.table(
        [say(f"review-column-{column}", console.language) for column in columns],
        frame[list(columns)].astype(str).to_numpy().tolist(),
        right=frozenset({1}),
    )


def _record(lead: str, run: str | None, act: ReviewAct, as_json: bool, action: Callable[[Sighting], str]) -> None:
    console = Console(as_json=as_json)
    chosen = load_run(settings().home, run)
    name = action(sighting(chosen, open_desk(chosen, _store()), lead))
    console.result({"lead": name, "act": str(act)})
    console.say("review-recorded", lead=name, act=act.label(console.language))


def _store() -> Engine:
    return open_store(settings())


def _now() -> datetime:
    return datetime.now(UTC)
