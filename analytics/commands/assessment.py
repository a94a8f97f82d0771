"""`export assessment` and `verify`: a risk assessment to take away, and the proof that it is what a run found."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.exports import SHEETS, Form, assess, write_assessment
from analytics.reports import load_run
from analytics.settings import settings
from analytics.verification import Verification, verify_pack, verify_run
from models.language import Language, say


class AskedForm(StrEnum):
    """Forms that may be asked for; not all of them can be written yet."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"
    DOCX = "docx"
    PDF = "pdf"


def export(
    out: Annotated[Path, typer.Option(help="the file to write: .xlsx, .json, or .zip for csv")],
    asked: Annotated[AskedForm, typer.Option("--format", help="xlsx, csv (one zip) or json")] = AskedForm.XLSX,
    run: Annotated[str | None, typer.Option(help="a run; the newest by default")] = None,
    language: Annotated[Language | None, typer.Option(help="zh or en; by default that of the reader")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a risk assessment for policy review: figures, heatmap, risk points, leads, evidence with people masked.

    Example: sunledger export assessment --format xlsx --out assessment.xlsx
    """
    console = Console(as_json=as_json)
    if asked.value not in list(Form):
        raise RunAborted("assessment-form-later", form=asked, known=", ".join(Form))
    form = Form(asked.value)
    if out.suffix.lower() != form.suffix:
        raise typer.BadParameter(f"{out.name} does not end in {form.suffix}", param_hint="--out")
    if not out.parent.is_dir():
        raise typer.BadParameter(f"there is no folder {out.parent}", param_hint="--out")
    found = load_run(settings().home, run)
    with console.progress("assessment-writing", SHEETS) as bar:
        assessment = assess(found, language or console.language, lambda sheet: bar.advance(bar.task_ids[0]))
        write_assessment(assessment, form, out)
    rows = {sheet.key: len(sheet.rows) for sheet in assessment.sheets}
    console.result(
        {
            "file": str(out),
            "format": str(form),
            "language": str(assessment.language),
            "run": assessment.run,
            "snapshot": assessment.snapshot,
            "sha256": assessment.sha256,
            "rows": rows,
        }
    )
    console.say("assessment-written", file=out, run=assessment.run, leads=rows["flags"], points=rows["risk_points"])


def verify(
    pack: Annotated[
        Path | None, typer.Argument(help="an exported assessment (xlsx, json or zip of csv); without one, a run")
    ] = None,
    run: Annotated[str | None, typer.Option(help="a run; the newest by default")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a run or an exported assessment: hashes of everything, and where it can be done, all computed again.

    Example: sunledger verify assessment.xlsx
    """
    console = Console(as_json=as_json)
    if pack is not None and run is not None:
        raise typer.BadParameter("name a pack or a run, not both", param_hint="--run")
    home = settings().home
    found = verify_run(home, run) if pack is None else verify_pack(home, pack)
    console.result(found.document())
    _show(found, console)
    if found.identical is False:
        raise typer.Exit(1)


def _show(found: Verification, console: Console) -> None:
    words = {True: "verify-holds", False: "verify-differs", None: "verify-unchecked"}
    console.table(
        ["", "", ""],
        [
            [
                say(f"verify-check-{check.name}", console.language),
                say(words[check.holds], console.language),
                "\n".join(console.tell(message) for message in check.found),
            ]
            for check in found.checks
        ],
    )
    console.say("verify-chain")
    holds = "verify-identical" if found.subject == "run" else "verify-pack-identical"
    verdicts = {True: holds, False: "verify-not-identical", None: "verify-open"}
    console.say(verdicts[found.identical], run=found.run)
