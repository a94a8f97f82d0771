"""A fresh installation with files taken in, as every measurement of this folder begins."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from analytics.keys import create_key, load_keys
from analytics.reading import Originals, TakenIn, ingest
from analytics.settings import Settings
from analytics.store import init_store, open_store


def prepared(folder: Path) -> tuple[Settings, Engine]:
    """An empty store with its key in a folder."""
    chosen = Settings(home=folder / "var")
    init_store(chosen)
    create_key(chosen.key_path)
    return chosen, open_store(chosen)


def taken_in(settings: Settings, engine: Engine, paths: list[Path]) -> list[TakenIn]:
    """Take the paths in; returns what became of each file."""
    keys = load_keys(settings.key_path)
    return ingest(engine, Originals(settings.home, keys), keys, paths, datetime.now(UTC))


def installed(folder: Path, paths: list[Path]) -> tuple[Settings, list[TakenIn]]:
    """Create store and key in a folder and take the paths in; returns the settings and what became of each file."""
    settings, engine = prepared(folder)
    taken = taken_in(settings, engine, paths)
    engine.dispose()
    return settings, taken
