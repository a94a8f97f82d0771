"""`identity`: who is who. What should be looked at, what was judged, and why mentions were taken for one person.

Flows in: the newest run's snapshot, and what a person decides. Flows out: questions with what is compared side by side,
explanations, and judgements in the store that the next snapshot seals.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import pandas as pd
import typer

from analytics.commands.console import Console
from analytics.commands.intake import Who, Why
from analytics.commands.reading import AsJson
from analytics.identity import judge, parse_mention, withdraw
from analytics.reports import load_run
from analytics.reports.who import (
    compared_rows,
    explained_rows,
    judgement_rows,
    open_mentions,
    open_questions,
    question_rows,
)
from analytics.settings import settings
from analytics.store import open_store
from models.language import say
from models.vocabulary import Verdict

Mention = Annotated[str, typer.Argument(metavar="TABLE/RECORD/ROLE")]


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    group = typer.Typer(no_args_is_help=True, help="Who is who: open questions, judgements, explanations.")
    group.command("ask")(ask)
    group.command("judge")(judge_pair)
    group.command("withdraw")(withdraw_judgement)
    group.command("list")(list_judgements)
    group.command("explain")(explain)
    app.add_typer(group, name="identity")


def ask(
    limit: Annotated[int, typer.Option(help="how many questions", min=1)] = 20,
    as_json: AsJson = False,
) -> None:
    """Pairs of mentions that may be one person or firm and that no evidence joins, the likeliest first.

    Example: sunledger identity ask --limit 5
    """
    console = Console(as_json=as_json)
    mentions = open_mentions(load_run(settings().home).view)
    found = open_questions(mentions, open_store(settings()), datetime.now(UTC))
    rows = question_rows(found[:limit], console.language).to_dict("records")
    compared = [compared_rows(question, mentions.called, console.language) for question in found[:limit]]
    console.result([row | {"compared": sides.to_dict("records")} for row, sides in zip(rows, compared, strict=True)])
    console.say("identity-asked", shown=len(rows), all=len(found))
    for row, sides in zip(rows, compared, strict=True):
        console.line(f"{row['points']}  {row['name']}  {row['one']}\n   {row['other_name']}  {row['other']}")
        _table(console, sides, ("aspect", "one", "other", "equal"))


def judge_pair(
    one: Mention,
    other: Mention,
    verdict: Annotated[Verdict, typer.Argument()],
    who: Who,
    why: Why,
    as_json: AsJson = False,
) -> None:
    """Decide about two mentions: same, different, or unsure (asked again after 90 days).

    Example: sunledger identity judge tenure/0a1b/holder death/0c2d/deceased same --who 乔 --why 核对身份证
    """
    console = Console(as_json=as_json)
    engine, now = open_store(settings()), datetime.now(UTC)
    key = judge(engine, parse_mention(one), parse_mention(other), verdict, who=who, why=why, now=now)
    console.result({"judgement": key, "verdict": str(verdict)})
    console.say("identity-judged", id=key, verdict=verdict.label(console.language))


def withdraw_judgement(
    judgement: Annotated[str, typer.Argument(metavar="ID")], who: Who, why: Why, as_json: AsJson = False
) -> None:
    """Take a judgement back; the next analysis judges by evidence again.

    Example: sunledger identity withdraw 3f2a --who 乔 --why 认错了人
    """
    console = Console(as_json=as_json)
    withdraw(open_store(settings()), judgement, who=who, why=why, now=datetime.now(UTC))
    console.result({"withdrawn": judgement})
    console.say("identity-withdrawn", id=judgement)


def list_judgements(as_json: AsJson = False) -> None:
    """All judgements, the newest first.

    Example: sunledger identity list
    """
    console = Console(as_json=as_json)
    frame = judgement_rows(open_store(settings()), console.language)
    console.result(frame.to_dict("records"))
    if frame.empty:
        console.say("identity-none-judged")
    _table(console, frame, ("id", "one", "other", "verdict", "who", "why", "recorded", "withdrawn"))


def explain(mention: Mention, as_json: AsJson = False) -> None:
    """Everything that was taken for the same person as a mention, row by row with its evidence.

    Example: sunledger identity explain tenure/0a1b/holder
    """
    console = Console(as_json=as_json)
    frame = explained_rows(load_run(settings().home).view, parse_mention(mention), console.language)
    console.result(frame.to_dict("records"))
    if frame.empty:
        console.say("identity-nobody", mention=mention)
    _table(
        console, frame, ("mention", "register", "name", "tier", "reason", "number", "unit", "posts", "birth", "place")
    )


def _table(console: Console, frame: pd.DataFrame, columns: tuple[str, ...]) -> None:
    if not frame.empty:
        headings = [say(f"who-column-{column}", console.language) for column in columns]
        console.table(headings, frame[list(columns)].astype(str).to_numpy().tolist())
