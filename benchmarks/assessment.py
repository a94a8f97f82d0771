"""The risk assessment of a run with very many leads as a workbook: seconds by the clock and of the processor, memory.

Flows in: a home that `sunledger analyse` has filled. Flows out: its newest run with its flags repeated until there are
as many as asked for, each resting on other rows of the same tables, written as a workbook into a folder that is
removed again.

    python -m benchmarks.assessment HOME [FLAGS]      FLAGS: by default 100 000
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

from analytics.exports import Form, assess, write_assessment
from analytics.pipeline import scored
from analytics.reports import Run, lead_rows, load_run, save_run
from analytics.rules.answers import Answer, Evidence, Outcome
from analytics.snapshot import View
from models.controls import library
from models.language import Language

_FLAGS = 100_000
_ROWS_USED = 200_000  # of one table


def measure(home: Path, flags: int) -> Iterator[str]:
    """The lines of the report, one for each stage."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "snapshots").symlink_to((home / "snapshots").resolve())
        (place / "segments").symlink_to((home / "segments").resolve())
        _save_repeated(load_run(home), place, flags)
        yield f"{'stage':10}{'clock s':>9}{'processor s':>13}"
        clock, processor = time.perf_counter(), _processor()
        for stage, size in _stages(place):
            now, used = time.perf_counter(), _processor()
            yield f"{stage:10}{now - clock:9.1f}{used - processor:13.1f}  {size}"
            clock, processor = now, used
    yield f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB, making the run included"


def _stages(home: Path) -> Iterator[tuple[str, str]]:
    run = load_run(home)
    yield "load", ""
    assessment = assess(run, Language.ZH)
    rows = {sheet.key: len(sheet.rows) for sheet in assessment.sheets}
    yield "assess", ", ".join(f"{rows[key]} {key}" for key in ("flags", "evidence", "contributions", "risk_points"))
    path = home / "assessment.xlsx"
    write_assessment(assessment, Form.XLSX, path)
    yield "write", f"{path.stat().st_size // 1_000_000} MB"


def _save_repeated(run: Run, home: Path, flags: int) -> None:
    others = [answer for answer in run.answers if answer.outcome is not Outcome.FLAG]
    places = _Places(run.view)
    repeated = [places.elsewhere(flag) for flag in islice(cycle(run.flags), flags)]
    answers = [*others, *repeated]
    leads, found, cells = scored(run.view, answers, (), library())
    facts = {name: value for name, value in run.facts.items() if name != "files"}
    save_run(home, facts, answers, cells, (), lead_rows(leads, found))


class _Places:
    """Where flags may stand and what they may rest on, one after another."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._units = {row["post_id"]: row["unit_id"] for row in view.rows("post")}
        self._steps = cycle(view.rows("step"))
        self._posts = cycle(view.rows("post"))
        self._rows: dict[str, Iterator[Evidence]] = {}

    def elsewhere(self, flag: Answer) -> Answer:
        """The flag at the next step or post, resting on the next rows."""
        evidence = tuple(next(self._of(one)) for one in flag.evidence)
        place = next(self._steps if flag.step_id else self._posts)
        if flag.post_id is None:
            return replace(flag, subject_id=f"{flag.subject_id}:{place['post_id']}", evidence=evidence)
        post_id = place["post_id"]
        step_id = place["step_id"] if flag.step_id else None
        return replace(flag, post_id=post_id, step_id=step_id, unit_id=self._units[post_id], evidence=evidence)

    def _of(self, one: Evidence) -> Iterator[Evidence]:
        if one.table not in self._rows:
            table = self._view.table(one.table)
            if "document_id" not in table.columns:
                return cycle([one])
            rows = table.select("id", "document_id", "locator").order_by("id").limit(_ROWS_USED).to_pyarrow()
            found = [Evidence(one.table, row["id"], row["document_id"], row["locator"]) for row in rows.to_pylist()]
            self._rows[one.table] = cycle(found)
        return self._rows[one.table]


def _processor() -> float:
    """Seconds of the processor so far, of all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for line in measure(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else _FLAGS):
        print(line, flush=True)
