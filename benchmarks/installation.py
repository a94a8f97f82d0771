"""A fresh installation with files taken in, as every measurement of this folder begins."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from analytics.keys import create_key, load_keys
from analytics.reading import Originals, TakenIn, ingest
from analytics.settings import Settings
from analytics.store import init_store, open_store


def installed(folder: Path, paths: list[Path]) -> tuple[Settings, list[TakenIn]]:
    """Create store and key in a folder and take the paths in; returns the settings and what became of each file."""
    chosen = Settings(home=folder / "var")
    init_store(chosen)
    create_key(chosen.key_path)
    keys = load_keys(chosen.key_path)
    engine = open_store(chosen)
    taken = ingest(engine, Originals(chosen.home, keys), keys, paths, datetime.now(UTC))
    engine.dispose()
    return chosen, taken
