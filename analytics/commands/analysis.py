"""`analyse`, `flags` and `publish`: from the store to flags, and to what the public may see."""

from __future__ import annotations

import io
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import typer
from pydantic import ValidationError

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.pipeline import STAGES, Analysis
from analytics.pipeline import analyse as run_analysis
from analytics.release import csv_bytes
from analytics.release import publish as write_release
from analytics.reports import load_run
from analytics.settings import Settings, settings
from analytics.snapshot import open_view, seal
from analytics.store import open_store

# Days on which something was or will be published; reckoning from them never leaves the calendar.
_FIRST_YEAR, _LAST_YEAR = 1949, 2999

# Columns of the flags, in CSV and Parquet also when there are none.
FLAG_COLUMNS = (
    "rule", "outcome", "level", "subject_type", "subject_id", "unit_id", "post_id", "step_id", "value", "threshold",
    "unit", "sentence_zh", "sentence_en", "confidence", "evidence",
)  # fmt: skip


class TableFormat(StrEnum):
    """Formats in which flags are handed out."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("analyse")(analyse)
    app.command("flags")(flags)
    app.command("publish")(publish)


def analyse(
    engine: Annotated[str | None, typer.Option(help="duckdb (default), or a Spark master such as local[2]")] = None,
    as_of: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="what was known on this day")] = None,
    assessed_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="reckon deadlines and terms up to this day")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Resolve identities, seal a snapshot, run the rules and score the posts.

    Example: sunledger analyse --as-of 2026-06-30
    """
    console = Console(as_json=as_json)
    chosen = settings()
    if engine is not None:
        try:
            chosen = Settings(**(chosen.model_dump() | {"engine": engine}))
        except ValidationError as error:
            raise RunAborted("unknown-engine", engine=engine) from error
    for option, given in (("--as-of", as_of), ("--assessed-on", assessed_on)):
        if given is not None and not _FIRST_YEAR <= given.year <= _LAST_YEAR:
            raise typer.BadParameter(f"{given.year} is not within {_FIRST_YEAR} to {_LAST_YEAR}", param_hint=option)
    now = datetime.now(UTC)
    day = as_of.date() if as_of else now.astimezone().date()
    with console.progress("cli-analysing", len(STAGES)) as bar:
        analysis = run_analysis(
            chosen,
            day,
            now,
            progress=lambda stage: bar.advance(bar.task_ids[0]),
            assessed_on=None if assessed_on is None else assessed_on.date(),
        )
    console.result(analysis.summary())
    _show(analysis, console)


def flags(
    run: Annotated[str | None, typer.Option(help="a run; the newest by default")] = None,
    table_format: Annotated[TableFormat | None, typer.Option("--format", help="csv, json or parquet")] = None,
    as_json: AsJson = False,
) -> None:
    """The flags of a run, on standard output.

    Example: sunledger flags --format csv > flags.csv
    """
    if as_json and table_format in (TableFormat.CSV, TableFormat.PARQUET):
        raise typer.BadParameter(f"--json prints JSON, not {table_format}", param_hint="--format")
    rows = [answer.as_row() for answer in load_run(settings().home, run).flags]
    console = Console(as_json=as_json or table_format is TableFormat.JSON)
    console.result(rows)
    if table_format is TableFormat.CSV:
        sys.stdout.buffer.write(csv_bytes(FLAG_COLUMNS, _flat(rows)))
    elif table_format is TableFormat.PARQUET:
        buffer = io.BytesIO()
        schema = pa.schema([(name, pa.string()) for name in FLAG_COLUMNS])
        pq.write_table(pa.Table.from_pylist(_flat(rows), schema=schema), buffer)
        sys.stdout.buffer.write(buffer.getvalue())
    else:
        sentence = f"sentence_{console.language}"
        console.table(
            ["rule", "level", "value", "threshold", "unit", ""],
            [[r["rule"], r["level"] or "", r["value"] or "", r["threshold"] or "", r["unit"] or "", r[sentence]]
             for r in rows],
        )  # fmt: skip


def publish(
    out: Annotated[Path, typer.Option(help="folder of the release")],
    as_json: AsJson = False,
) -> None:
    """Write the public release: only columns that are on the allow-list, redacted by construction.

    Example: sunledger publish --out var/release
    """
    console = Console(as_json=as_json)
    chosen = settings()
    snapshot = seal(open_store(chosen), chosen.home)
    release = write_release(open_view(snapshot.path, datetime.now(UTC).astimezone().date()), out)
    console.result({"files": release.files, "rows": release.rows, "withheld": release.withheld})
    console.say("cli-published-release", out=out, files=len(release.files), rows=sum(release.rows.values()))


def _show(analysis: Analysis, console: Console) -> None:
    summary = analysis.summary()
    per_rule, unknown = summary["flags"]["per_rule"], summary["cannot_assess"]
    codes = sorted(set(per_rule) | set(unknown) | set(summary["seconds_per_rule"]))
    console.table(
        ["rule", "flags", "cannot assess", "s"],
        [[code, str(per_rule.get(code, 0)), str(unknown.get(code, 0)),
          f"{summary['seconds_per_rule'].get(code, 0):.3f}"] for code in codes],
        right=frozenset({1, 2, 3}),
    )  # fmt: skip
    console.say(
        "cli-analysed",
        run=analysis.run,
        snapshot=analysis.snapshot,
        flags=len(analysis.flags),
        cannot_assess=sum(unknown.values()),
        seconds=f"{sum(analysis.seconds.values()):.1f}",
    )
    if analysis.signs:
        console.say("cli-signs-found", count=len(analysis.signs))
    if analysis.clashing_ties:
        console.say("cli-clashing-ties", count=analysis.clashing_ties)
    for change in analysis.unfit_changes:
        console.say(
            "threshold-unfit", number=change.number, rule=change.rule, name=change.parameter, value=change.value
        )


def _flat(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Flags as rows of a table: the evidence of each as JSON text."""
    return [row | {"evidence": json.dumps(row["evidence"], ensure_ascii=False)} for row in rows]
