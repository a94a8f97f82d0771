"""`templates`, `export registers` and `registers docs`: blank sheets, filled sheets, and what their columns mean."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands import assessment
from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.reading import export_registers
from analytics.settings import settings
from analytics.store import open_store
from models.dictionary import write_dictionary
from models.language import Language
from models.templates import root_of, sheets, write_templates


class Headings(StrEnum):
    """Languages of the headings of templates."""

    ZH = "zh"
    EN = "en"
    BOTH = "both"


class SheetFormat(StrEnum):
    """Formats of filled sheets."""

    XLSX = "xlsx"
    CSV = "csv"


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("templates")(templates)
    out = typer.Typer(no_args_is_help=True, help="Hand out what the store holds.")
    out.command("registers")(export)
    out.command("assessment")(assessment.export)
    app.add_typer(out, name="export")
    app.command("verify")(assessment.verify)
    group = typer.Typer(no_args_is_help=True, help="The registers: what each table and column means.")
    group.command("docs")(docs)
    app.add_typer(group, name="registers")


def templates(
    out: Annotated[Path, typer.Option(help="folder to write into")],
    language: Annotated[Headings, typer.Option(help="language of the headings; both: a folder for each")] = Headings.ZH,
    as_json: AsJson = False,
) -> None:
    """Write blank import workbooks and CSV, one for every table, with the data dictionary.

    Example: sunledger templates --out templates
    """
    console = Console(as_json=as_json)
    if language is Headings.BOTH:
        written = [path for one in Language for path in write_templates(out / one, one)]
    else:
        written = write_templates(out, Language(language))
    written += write_dictionary(out)
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

    A table that belongs to another is written with it, in one file.

    Example: sunledger export registers payment --format csv --out out
    """
    console = Console(as_json=as_json)
    for name in tables or ():
        if name not in sheets():
            raise RunAborted("register-unknown", table=name, known="、".join(sorted(sheets())))
    roots = list(dict.fromkeys(root_of(sheets()[name]) for name in tables or sheets()))
    written = export_registers(open_store(settings()), roots, out, str(media), language)
    console.result({"files": [str(path) for path in written]})
    console.say("cli-registers-written", count=len(written), out=out)


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
