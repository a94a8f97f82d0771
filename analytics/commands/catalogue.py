"""`rules list`, `rules show` and `rules docs`: the catalogue of rules, for people and as generated pages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.rules import describe, rule, rules, write_catalogue


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    group = typer.Typer(no_args_is_help=True, help="The rules: what they test, why, and with which thresholds.")
    group.command("list")(list_rules)
    group.command("show")(show)
    group.command("docs")(docs)
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
    """One rule with its parameters, sources and innocent explanations.

    Example: sunledger rules show C01
    """
    console = Console(as_json=as_json)
    described = describe(rule(code.upper()))
    console.result(described)
    for key, value in described.items():
        if not key.endswith(("_zh", "_en")) or key.endswith(f"_{console.language}"):
            console.line(f"{key}: {value}")


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
