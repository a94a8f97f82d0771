"""The stages of an analysis on the committed samples: seconds each, and peak memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from analytics.pipeline import analyse
from benchmarks.installation import installed

SAMPLES = Path(__file__).parent.parent / "samples"


def measure() -> Iterator[str]:
    """Take the samples in, analyse them twice (the second time the snapshot exists), and list the seconds."""
    with tempfile.TemporaryDirectory() as folder:
        chosen, _ = installed(Path(folder), [SAMPLES / "publications", SAMPLES / "lanting"])
        for label in ("first run", "second run"):
            result = analyse(chosen, datetime.now(UTC).date(), datetime.now(UTC))
            stages = "  ".join(f"{stage} {seconds:.2f}" for stage, seconds in result.seconds.items())
            yield f"{label}: {stages}  peak {result.peak_memory_mb} MB, {len(result.flags)} flags"
