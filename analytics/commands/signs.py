"""`signs` and `patterns`: what stands out in the work of a run, and the patterns by which it is told."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import typer

from analytics.commands.analysis import TableFormat
from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.commands.review import RunName
from analytics.release import csv_bytes
from analytics.reports import attention_text, known_patterns, load_run, looked_for_signs, sign_table
from analytics.reports.runs import SIGNS
from analytics.settings import settings
from analytics.unusual.catalogue import describe_pattern, write_pattern_pages
from models.language import say

_NUMBERS = frozenset({"observed", "among", "tests"})
_FLAT = pa.schema([(name, pa.int64() if name in _NUMBERS else pa.string()) for name in SIGNS.names])
PatternCode = Annotated[str, typer.Argument(metavar="CODE", help="a pattern, such as U05")]


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("signs")(signs)
    group = typer.Typer(no_args_is_help=True, help="The patterns of unusual work: what they look at and compare.")
    group.command("list")(list_patterns)
    group.command("show")(show)
    group.command("docs")(docs)
    app.add_typer(group, name="patterns")


def signs(
    pattern: Annotated[str | None, typer.Option(help="only signs of this pattern, such as U05")] = None,
    run: RunName = None,
    table_format: Annotated[TableFormat | None, typer.Option("--format", help="csv, json or parquet")] = None,
    as_json: AsJson = False,
) -> None:
    """The signs of unusual work of a run, on standard output. A sign is no lead: it asks for attention alone.

    Example: sunledger signs --pattern U05
    """
    if as_json and table_format in (TableFormat.CSV, TableFormat.PARQUET):
        raise typer.BadParameter(f"--json prints JSON, not {table_format}", param_hint="--format")
    code = None if pattern is None else _known(pattern, "--pattern")
    opened = load_run(settings().home, run)
    rows = [row for row in opened.signs if code in (None, row["pattern"])]
    console = Console(as_json=as_json or table_format is TableFormat.JSON)
    console.result(rows)
    if table_format is TableFormat.CSV:
        sys.stdout.buffer.write(csv_bytes(tuple(SIGNS.names), _flat(rows)))
    elif table_format is TableFormat.PARQUET:
        buffer = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(_flat(rows), schema=_FLAT), buffer)
        sys.stdout.buffer.write(buffer.getvalue())
    else:
        shown = sign_table(opened, console.language)
        _show(shown if code is None else shown[shown["pattern"] == code], console)
        if not looked_for_signs(opened):
            console.say("cli-signs-not-looked")


def _show(shown: Any, console: Console) -> None:
    console.table(
        [say(f"cli-signs-{head}", console.language) for head in ("pattern", "unit", "place", "points", "sentence")],
        [
            [f"{row['pattern']} {row['pattern_name']}", row["unit"], row["place"], attention_text(row["points"]),
             row["sentence"]]
            for row in shown.to_dict("records")
        ],
        right=frozenset({3}),
    )  # fmt: skip


def list_patterns(as_json: AsJson = False) -> None:
    """All patterns.

    Example: sunledger patterns list
    """
    console = Console(as_json=as_json)
    described = [describe_pattern(one) for one in known_patterns().values()]
    console.result(described)
    console.table(
        [say(f"cli-signs-{head}", console.language) for head in ("pattern", "severity", "what")],
        [
            [f"{one.code} {one.name.label(console.language)}", one.severity.label(console.language),
             one.what.label(console.language)]
            for one in known_patterns().values()
        ],
    )  # fmt: skip


def show(code: PatternCode, as_json: AsJson = False) -> None:
    """One pattern: what it looks at, what it compares with, and what may explain it innocently.

    Example: sunledger patterns show U05
    """
    console = Console(as_json=as_json)
    described = describe_pattern(known_patterns()[_known(code, "CODE")])
    console.result(described)
    for key, value in described.items():
        if not key.endswith(("_zh", "_en")) or key.endswith(f"_{console.language}"):
            console.line(f"{key}: {value}")


def docs(
    out: Annotated[Path, typer.Option(help="folder of the pages")] = Path("docs"), as_json: AsJson = False
) -> None:
    """Write the generated page of the patterns.

    Example: sunledger patterns docs
    """
    console = Console(as_json=as_json)
    written = write_pattern_pages(out)
    console.result({"files": [str(path) for path in written]})
    console.say("cli-catalogue-written", folder=out, pages=len(written))


def _known(pattern: str, where: str) -> str:
    """The code of a pattern; wrong usage where there is none."""
    code = pattern.upper()
    if code not in known_patterns():
        raise typer.BadParameter(f"{pattern} is none of {', '.join(known_patterns())}", param_hint=where)
    return code


def _flat(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Signs as rows of a table: the evidence of each as JSON text."""
    return [row | {"evidence": json.dumps(row["evidence"], ensure_ascii=False)} for row in rows]
