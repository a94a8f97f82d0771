"""What became of flags on a synthetic city, one line each: right, further or false, as `evaluate` wrote it.

Flows in: a CSV. Flows out: `FlagOutcome`s, or `RunAborted` with the line that cannot be read. A synthetic city has no
reviews, so triage begins with these.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analytics.errors import RunAborted
from models.vocabulary import Term

COLUMNS = ("run", "city", "flag", "rule", "outcome", "difficulty")
_LARGEST = 64 * 1024 * 1024  # bytes


class Truthful(Term):
    """What a flag turned out to be."""

    RIGHT = "right", "属实", "right"
    FURTHER = "further", "属实但据文件不可知", "true, though the files were thought to hide it"
    FALSE = "false", "不属实", "false"


@dataclass(frozen=True, slots=True)
class FlagOutcome:
    """A flag of a run on a synthetic city and what it turned out to be; `difficulty` is None for a flag on no case."""

    run: str
    city: str
    flag: str
    rule: str
    outcome: Truthful
    difficulty: str | None


def outcomes_csv(outcomes: Iterable[FlagOutcome]) -> str:
    """Outcomes as CSV, sorted by flag."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in sorted(outcomes, key=lambda one: one.flag):
        writer.writerow((one.run, one.city, one.flag, one.rule, str(one.outcome), one.difficulty or ""))
    return written.getvalue()


def read_outcomes(path: Path) -> tuple[FlagOutcome, ...]:
    """Read outcomes back. Raises RunAborted where the file is missing, is no such table, or names a flag twice."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:  # a pipe or a device would never end
            raise RunAborted("triage-outcomes-unreadable", file=path, line=0)
        lines = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RunAborted("triage-outcomes-unreadable", file=path, line=0) from error
    if not lines or tuple(lines[0]) != COLUMNS:
        raise RunAborted("triage-outcomes-unreadable", file=path, line=1)
    found: dict[str, FlagOutcome] = {}
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != len(COLUMNS) or line[4] not in set(map(str, Truthful)) or line[2] in found:
            raise RunAborted("triage-outcomes-unreadable", file=path, line=number)
        run, city, flag, rule, outcome, difficulty = line
        found[flag] = FlagOutcome(run, city, flag, rule, Truthful(outcome), difficulty or None)
    return tuple(found.values())
