"""`threshold`: change a threshold in the office: one person proposes, another confirms or rejects, all of it on record.

Flows in: a rule, a parameter, its value and first day, names and reasons. Flows out: steps in the store, which the next
analysis seals with its snapshot, and the history of values with both names.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import Engine

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.commands.threshold import given_values
from analytics.desk import confirm, propose, reject, threshold_change, withdraw
from analytics.reports.threshold_values import change_document, change_rows, office_changes
from analytics.rules import rule
from analytics.settings import settings
from analytics.store import open_store
from models.language import say

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="number of a change, as `threshold list` shows it")]
By = Annotated[str, typer.Option("--by", "--who", help="who does this")]
_COLUMNS = ("number", "rule", "parameter", "value", "first_day", "state", "proposed_by", "decided_by", "why", "basis")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        no_args_is_help=True, help="Thresholds that the office changes: proposed by one person, confirmed by another."
    )
    group.command("propose")(propose_change)
    group.command("confirm")(confirm_change)
    group.command("reject")(reject_change)
    group.command("withdraw")(withdraw_change)
    group.command("list")(list_changes)
    app.add_typer(group, name="threshold")


def propose_change(
    code: Annotated[str, typer.Argument(metavar="CODE", help="a rule")],
    param: Annotated[str, typer.Option("--param", help="NAME=VALUE")],
    first_day: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="the first day it counts")],
    who: By,
    why: Annotated[str, typer.Option(help="why, kept as it is written; identity and card numbers are masked")],
    basis: Annotated[str, typer.Option(help="the instrument that sets it, with its number; a past day needs one")] = "",
    as_json: AsJson = False,
) -> None:
    """Propose another value of a threshold from a day on. It counts once another person has confirmed it.

    Example: sunledger threshold propose P02 --param years=8 --from 2027-01-01 --by 乔 --why 岗位少，轮不开
    """
    ((name, value),) = given_values([param])

    def action(engine: Engine) -> int:
        day = first_day.date()
        return propose(engine, code, name, value, day, who=who, why=why, basis=basis, now=datetime.now(UTC))

    _record(action, "threshold-done-proposed", as_json)


def confirm_change(number: Number, who: By, as_json: AsJson = False) -> None:
    """Confirm a change that another person proposed. The next analysis reads it from its first day on.

    Example: sunledger threshold confirm 3 --by 林
    """
    _record(lambda engine: confirm(engine, number, who=who, now=datetime.now(UTC)), "threshold-done-confirmed", as_json)


def reject_change(
    number: Number, who: By, why: Annotated[str, typer.Option(help="why")], as_json: AsJson = False
) -> None:
    """Reject a change that another person proposed, with a reason.

    Example: sunledger threshold reject 3 --by 林 --why 与轮岗规定不符
    """

    def action(engine: Engine) -> int:
        return reject(engine, number, who=who, why=why, now=datetime.now(UTC))

    _record(action, "threshold-done-rejected", as_json)


def withdraw_change(
    number: Number, who: By, why: Annotated[str, typer.Option(help="why")] = "", as_json: AsJson = False
) -> None:
    """Take a change back that one proposed oneself, while nobody has decided about it.

    Example: sunledger threshold withdraw 3 --by 乔
    """

    def action(engine: Engine) -> int:
        return withdraw(engine, number, who=who, why=why, now=datetime.now(UTC))

    _record(action, "threshold-done-withdrawn", as_json)


def list_changes(
    code: Annotated[str | None, typer.Option("--rule", help="changes of one rule")] = None,
    as_json: AsJson = False,
) -> None:
    """Changes of thresholds with both names, the newest first.

    Example: sunledger threshold list --rule P02
    """
    console = Console(as_json=as_json)
    changes = office_changes(open_store(settings()), None if code is None else rule(code.strip().upper()).code)
    console.result([change_document(change) for change in changes])
    if not changes:
        console.say("threshold-no-changes")
        return
    frame = change_rows(changes, console.language)
    console.table(
        [say(f"threshold-column-{column.replace('_', '-')}", console.language) for column in _COLUMNS],
        frame[list(_COLUMNS)].astype(str).to_numpy().tolist(),
        right=frozenset({0}),
    )


def _record(action: Callable[[Engine], int], done: str, as_json: bool) -> None:
    console = Console(as_json=as_json)
    engine = open_store(settings())
    change = threshold_change(engine, action(engine))
    console.result(change_document(change))
    console.say(done, number=change.number, day=change.first_day)
