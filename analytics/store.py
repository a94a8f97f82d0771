"""The store: one SQLite file by default, PostgreSQL by URL, the same tables and migrations.

Flows in: settings. Flows out: a SQLAlchemy engine on a store of the current revision. A store that is missing or behind
is never upgraded in passing: `sunledger init` does that, and every other command says so.
"""

from __future__ import annotations

import json
import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError

import models.migrations
from analytics.errors import RunAborted
from analytics.settings import Settings


def open_store(settings: Settings) -> Engine:
    """An engine on the store; raises RunAborted when the store is missing, unreachable or of another revision."""
    if settings.database_url is None and not (settings.home / "store.db").exists():
        raise RunAborted("store-missing", home=settings.home)
    engine = _connect(settings)
    try:
        found = revision(engine)
    except DBAPIError as error:
        raise RunAborted("store-unreachable", detail=type(error.orig).__name__) from error
    expected = _scripts(engine).get_current_head()
    if found != expected:
        raise RunAborted("store-revision", found=found or "-", expected=expected)
    return engine


def init_store(settings: Settings) -> str | None:
    """Create or upgrade the store; returns its revision."""
    settings.home.mkdir(parents=True, exist_ok=True)
    engine = _connect(settings)
    try:
        with engine.begin() as connection:
            config = _config(engine)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        return revision(engine)
    except DBAPIError as error:
        raise RunAborted("store-unreachable", detail=type(error.orig).__name__) from error
    finally:
        engine.dispose()


def revision(engine: Engine) -> str | None:
    """The migration a store stands at, or None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _connect(settings: Settings) -> Engine:
    try:
        engine = create_engine(settings.store_url, json_serializer=partial(json.dumps, ensure_ascii=False))
    except (ArgumentError, ImportError, ValueError) as error:  # no address, or a database there is no driver for
        raise RunAborted("store-unreachable", detail=type(error).__name__) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Foreign keys are checked, and a commit survives a power cut (write-ahead log, full synchronisation)."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # the driver begins no transaction by itself: `_begin_sqlite` does
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA busy_timeout = 10000")
        cursor.close()


def _config(engine: Engine) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(models.migrations.__file__).parent))
    return config


def _scripts(engine: Engine) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(engine))


def _begin_sqlite(connection: Connection) -> None:
    """Begin for real: left to the driver, a savepoint before the first insert would be a transaction of its own."""
    connection.exec_driver_sql("BEGIN")
