"""`controls`: the control library that holds in this office, and its generated page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.scoring import office_library
from analytics.settings import settings
from models.controls import library
from models.controls_page import write_controls_pages
from models.language import say
from models.vocabulary import PowerDomain, RiskLevel


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    group = typer.Typer(no_args_is_help=True, help="The control library: measures, and who controls a risk.")
    group.command("list")(list_measures)
    group.command("docs")(docs)
    app.add_typer(group, name="controls")


def list_measures(
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the library that holds on this day")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The library that holds in this office, with the changes of its own file.

    Example: sunledger controls list
    """
    console = Console(as_json=as_json)
    day = on.date() if on else datetime.now(UTC).astimezone().date()
    known = office_library(settings().home, day)
    console.result(
        {
            "since": known.since.isoformat(),
            "is_own": known is not library(),
            "fingerprint": known.fingerprint,
            "control": {str(level): str(known.owners[level]) for level in RiskLevel},
            "measures": [
                {
                    "code": measure.code,
                    "zh": measure.zh,
                    "en": measure.en,
                    "percent": measure.percent,
                    "powers": sorted(measure.powers),
                    "levels": sorted(measure.levels),
                    "words": list(measure.words),
                }
                for measure in known.measures.values()
            ],
        }
    )
    console.say("cli-controls-own" if known is not library() else "cli-controls-shipped", day=known.since)
    console.table(
        [say(f"controls-head-{head}", console.language) for head in ("measure", "percent", "powers", "levels")],
        [
            [
                f"{measure.code} {measure.label(console.language)}",
                str(measure.percent),
                ", ".join(power.label(console.language) for power in PowerDomain if power in measure.powers),
                ", ".join(level.label(console.language) for level in RiskLevel if level in measure.levels),
            ]
            for measure in known.measures.values()
        ],
        right=frozenset({1}),
    )


def docs(
    out: Annotated[Path, typer.Option(help="folder of the pages")] = Path("docs"), as_json: AsJson = False
) -> None:
    """Write the generated page of the library that is shipped.

    Example: sunledger controls docs
    """
    console = Console(as_json=as_json)
    written = write_controls_pages(out)
    console.result({"files": [str(path) for path in written]})
    console.say("cli-catalogue-written", folder=out, pages=len(written))
