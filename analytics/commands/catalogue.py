"""`rules`: the catalogue of rules, for people and as generated pages, and how each rule does under review."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.commands.review import RunName
from analytics.errors import RunAborted
from analytics.reports import load_run
from analytics.reports.scorecard import scorecard, scores
from analytics.reports.threshold_values import change_document, change_rows, office_changes, value_rows
from analytics.rules import Rule, describe, rule, rules, write_catalogue
from analytics.rules.threshold_changes import ThresholdChange
from analytics.settings import settings
from analytics.store import open_store
from models.language import say


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    group = typer.Typer(no_args_is_help=True, help="The rules: what they test, why, and with which thresholds.")
    group.command("list")(list_rules)
    group.command("show")(show)
    group.command("docs")(docs)
    group.command("scorecard")(show_scorecard)
    app.add_typer(group, name="rules")


def list_rules(as_json: AsJson = False) -> None:
    """All rules.

    Example: sunledger rules list
    """
    console = Console(as_json=as_json)
    described = [describe(r) for r in rules()]
    console.result(described)
    console.table(
        ["code", "name", "severity", "what"],
        [[d["code"], d[f"name_{console.language}"], str(d["severity"]), d[f"what_{console.language}"]]
         for d in described],
    )  # fmt: skip


def show(code: Annotated[str, typer.Argument(metavar="CODE")], as_json: AsJson = False) -> None:
    """One rule with its parameters, sources and innocent explanations, and the values that the office set.

    Example: sunledger rules show C01
    """
    console = Console(as_json=as_json)
    shown = rule(code.upper())
    described = describe(shown)
    changes = _changes(shown.code)
    console.result(described | {"changes": None if changes is None else [change_document(one) for one in changes]})
    for key, value in described.items():
        if not key.endswith(("_zh", "_en")) or key.endswith(f"_{console.language}"):
            console.line(f"{key}: {value}")
    if changes:
        _values(shown, changes, console)


def _changes(code: str) -> tuple[ThresholdChange, ...] | None:
    """The office's changes of a rule; None without a store, since the catalogue needs none."""
    try:
        return office_changes(open_store(settings()), code)
    except RunAborted:
        return None


def _values(shown: Rule, changes: tuple[ThresholdChange, ...], console: Console) -> None:
    """The values of each parameter in the order of days, with both names where the office set one."""
    columns = ("parameter", "value", "since", "until", "source")
    rows = value_rows(shown, changes, console.language)
    console.table(
        [say(f"threshold-column-{column}", console.language) for column in columns],
        rows[list(columns)].astype(str).to_numpy().tolist(),
    )
    for row in change_rows((change for change in changes if change.is_open), console.language).to_dict("records"):
        console.say("threshold-open", **{str(name): value for name, value in row.items()})


def docs(
    out: Annotated[Path, typer.Option(help="folder of the pages")] = Path("docs/rules"), as_json: AsJson = False
) -> None:
    """Write the generated pages of the catalogue.

    Example: sunledger rules docs
    """
    console = Console(as_json=as_json)
    pages = write_catalogue(out)
    console.result({"files": [str(page) for page in pages]})
    console.say("cli-catalogue-written", folder=out, pages=len(pages))


def show_scorecard(run: RunName = None, as_json: AsJson = False) -> None:
    """How each rule does under review: outcomes, precision from the random draw, days to an outcome.

    Example: sunledger rules scorecard
    """
    console = Console(as_json=as_json)
    frame = scorecard(scores(load_run(settings().home, run), open_store(settings())), console.language)
    rows = frame.to_dict("records")
    console.result(rows)
    if not rows:
        console.say("scorecard-empty")
        return
    counted = ("flags", "reviewed", "held", "in_part", "not_held", "unsettled", "drawn")
    columns = ("rule", "rule_name", *counted, "precision", "median_days", "remark")
    console.table(
        [say(f"scorecard-column-{column.replace('_', '-')}", console.language) for column in columns],
        [
            [
                row["rule"],
                row["rule_name"],
                *(str(row[column]) for column in counted),
                "" if row["precision"] is None else f"{row['precision']} ({row['low']} - {row['high']})",
                "" if row["median_days"] is None else str(row["median_days"]),
                say("scorecard-mostly-wrong", console.language) if row["is_mostly_wrong"] else "",
            ]
            for row in rows
        ],
        right=frozenset({*range(2, 11)}),
    )
    console.say("scorecard-note")
