"""`templates`, `export registers` and `registers docs`: blank sheets, filled sheets, and what their columns mean."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.reading import export_registers
from analytics.settings import settings
from analytics.store import open_store
from models.language import Language
from models.templates import families, sheets, write_dictionary, write_templates


class SheetFormat(StrEnum):
    """Formats of filled sheets."""

    XLSX = "xlsx"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("templates")(templates)
    out = typer.Typer(no_args_is_help=True, help="Hand out what the store holds.")
    out.command("registers")(export)
    app.add_typer(out, name="export")
    group = typer.Typer(no_args_is_help=True, help="The registers: what each table and column means.")
    group.command("docs")(docs)
    app.add_typer(group, name="registers")


def templates(
    out: Annotated[Path, typer.Option(help="folder to write into")],
    language: Annotated[Language, typer.Option(help="language of the headings")] = Language.ZH,
    as_json: AsJson = False,
) -> None:
    """Write blank import workbooks and CSV, one for every table, with the data dictionary.

    Example: sunledger templates --out templates
    """
    console = Console(as_json=as_json)
    written = write_templates(out, language)
    console.result({"files": [str(path) for path in written]})
    console.say("cli-templates-written", count=len(written), out=out)


def export(
    tables: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE...]", help="tables; all where none is named")
    ] = None,
    out: Annotated[Path, typer.Option(help="folder to write into")] = Path("registers"),
    media: Annotated[SheetFormat, typer.Option("--format", help="xlsx or csv")] = SheetFormat.XLSX,
    language: Annotated[Language, typer.Option(help="language of the headings")] = Language.ZH,
    as_json: AsJson = False,
) -> None:
    """Write what the store holds as sheets that can be taken in again; they hold personal data, for officers only.

    Example: sunledger export registers payment --format csv --out out
    """
    console = Console(as_json=as_json)
    roots = {family[0].__tablename__: family[0] for family in families()}
    chosen = tables or list(roots)
    for name in chosen:
        if name not in roots:
            raise RunAborted("register-unknown", table=name, known="、".join(sorted(roots)))
    written = export_registers(
        open_store(settings()),
        [roots[name] for name in chosen],
        out,
        str(media),
        language,
    )
    console.result({"files": [str(path) for path in written]})
    console.say("cli-registers-written", count=len(written), out=out, tables=len(sheets()))


def docs(
    out: Annotated[Path, typer.Option(help="folder of the pages")] = Path("docs"), as_json: AsJson = False
) -> None:
    """Write the generated pages of the data dictionary.

    Example: sunledger registers docs
    """
    console = Console(as_json=as_json)
    pages = write_dictionary(out)
    console.result({"files": [str(page) for page in pages]})
    console.say("cli-templates-written", count=len(pages), out=out)
