"""A whole analysis stage by stage: seconds by the clock and of the processor, and the peak of memory after each stage.

Flows in: the committed samples (`make bench`), or a home whose registers were taken in. Flows out: a line for each
stage, and the hash of the flags. The run of a home is saved in it like any other.

    SUNLEDGER_HOME=HOME python -m benchmarks.analysis [DAY]      DAY: the assessed day, by default today
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from analytics.pipeline import analyse
from analytics.settings import Settings, settings
from benchmarks.installation import installed

SAMPLES = Path(__file__).parent.parent / "samples"


def measure() -> Iterator[str]:
    """Take the samples in, and analyse them twice (the second time the snapshot exists)."""
    with tempfile.TemporaryDirectory() as folder:
        chosen, _ = installed(Path(folder), [SAMPLES / "publications", SAMPLES / "lanting"])
        for label in ("first run", "second run"):
            yield f"{label}:"
            yield from stages(chosen, datetime.now(UTC).date())


def stages(chosen: Settings, assessed_on: date) -> list[str]:
    """The report of one analysis of a home. What stands between two stages is counted with the later one."""
    lines = [f"{'stage':8}{'clock s':>9}{'processor s':>13}{'peak MB':>10}"]
    began = last = time.perf_counter(), _processor()

    def reached(stage: str, since: tuple[float, float]) -> None:
        nonlocal last
        last = time.perf_counter(), _processor()
        lines.append(f"{stage:8}{last[0] - since[0]:9.1f}{last[1] - since[1]:13.1f}{_peak_mb():10}")

    now = datetime.now(UTC)
    analysis = analyse(chosen, max(now.date(), assessed_on), now, lambda stage: reached(stage, last), assessed_on)
    reached("all", began)
    answers = sum(given.total() for given in analysis.outcomes.values())
    lines.append(f"run {analysis.run}: {answers} answers, {len(analysis.flags)} flags {analysis.canonical_hash}")
    return lines


def _processor() -> float:
    """Seconds of the processor so far, of all threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    day = date.fromisoformat(sys.argv[1]) if len(sys.argv) > 1 else datetime.now(UTC).date()
    for line in stages(settings(), day):
        print(line, flush=True)
