"""The command `sunledger`: assembles the subcommands that each package registers under `sunledger.commands`.

Flows in: the command line. Flows out: text for people or one JSON document, and an exit code: 0 done, 1 failed and
nothing changed, 2 wrong usage, 3 done but some input was quarantined.
"""

from __future__ import annotations

import sys
from functools import cache
from importlib.metadata import entry_points

import typer

from analytics.commands.console import Console, prepare_output
from analytics.errors import Explained, RunAborted

_WRONG_USAGE = 2


@cache
def assembled() -> typer.Typer:
    """The command with the subcommands of every package."""
    app = typer.Typer(
        name="sunledger",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        help="阳光台账 sunledger: what a county publishes about its money, and where power over money runs close to "
        "private interest. A flag is a lead, never a finding.",
    )
    for entry in sorted(entry_points(group="sunledger.commands"), key=lambda e: e.name):
        entry.load()(app)
    return app


def main() -> None:
    """Run one command; every error a person can cause ends as one sentence, not as a traceback."""
    prepare_output()
    as_json = "--json" in sys.argv
    try:
        assembled()()
    except SystemExit as ended:
        if ended.code == _WRONG_USAGE and as_json:  # what is wrong stands on standard error already
            Console.failed(RunAborted("cli-wrong-usage"), as_json=True)
        raise
    except Explained as error:
        Console.failed(error, as_json=as_json)
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        place, reason = error.filename or "-", error.strerror or type(error).__name__
        Console.failed(RunAborted("cli-file-unusable", path=place, reason=reason), as_json=as_json)
        sys.exit(1)
