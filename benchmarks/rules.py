"""Every rule asked of one sealed snapshot: seconds by the clock and of the processor, memory, and what was answered.

Flows in: the folder of a snapshot, as `sunledger analyse` leaves it under `snapshots` in its home. Flows out: a line
for each rule, the slowest first, and the hash of the flags, so that two releases can be compared on the same rows.

    python -m benchmarks.rules HOME/snapshots/ID [DAY]      DAY: the assessed day, by default today
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from analytics.rules import Answer, Outcome, ask, canonical_hash
from analytics.snapshot import open_view


def measure(snapshot: Path, assessed_on: date) -> Iterator[str]:
    """The lines of the report; what several rules share is counted for the first of them that asks."""
    began, before = time.perf_counter(), _processor()
    view = open_view(snapshot, max(assessed_on, datetime.now(UTC).date()), assessed_on)
    yield f"open: {time.perf_counter() - began:.1f} s by the clock, {_processor() - before:.1f} of the processor"
    began = time.perf_counter()
    before = last = _processor()
    lines: dict[str, float] = {}
    flags: list[Answer] = []
    for one in ask(view):
        now = _processor()
        lines[f"{one.rule:6}{one.seconds:9.2f}{now - last:13.2f}{len(one.answers):10}"] = now - last
        flags += [answer for answer in one.answers if answer.outcome is Outcome.FLAG]
        last = now
    whole = time.perf_counter() - began
    yield f"{'rule':6}{'clock s':>9}{'processor s':>13}{'answers':>10}"
    yield from sorted(lines, key=lambda line: -lines[line])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    yield f"all: {whole:.1f} s by the clock, {last - before:.1f} of the processor, peak {peak} MB"
    yield f"flags {canonical_hash(flags)}"


def _processor() -> float:
    """Seconds of the processor so far, of all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    for line in measure(
        Path(sys.argv[1]), date.fromisoformat(sys.argv[2]) if len(sys.argv) > 2 else datetime.now(UTC).date()
    ):
        print(line, flush=True)
