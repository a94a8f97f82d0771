"""The stages of an analysis on the committed samples: seconds each, and peak memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from analytics.keys import create_key, load_keys
from analytics.pipeline import analyse
from analytics.reading import Originals, ingest
from analytics.settings import Settings
from analytics.store import init_store, open_store

SAMPLES = Path(__file__).parent.parent / "samples"


def measure() -> Iterator[str]:
    """Take the samples in, analyse them twice (the second time the snapshot exists), and list the seconds."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = Settings(home=Path(folder) / "var")
        init_store(chosen)
        create_key(chosen.key_path)
        keys = load_keys(chosen.key_path)
        engine = open_store(chosen)
        ingest(
            engine,
            Originals(chosen.home, keys),
            keys,
            [SAMPLES / "publications", SAMPLES / "lanting"],
            datetime.now(UTC),
        )
        engine.dispose()
        for label in ("first run", "second run"):
            result = analyse(chosen, date(2026, 11, 22), datetime.now(UTC))
            stages = "  ".join(f"{stage} {seconds:.2f}" for stage, seconds in result.seconds.items())
            yield f"{label}: {stages}  peak {result.peak_memory_mb} MB, {len(result.flags)} flags"
