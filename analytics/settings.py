"""The settings of one installation, read from the environment (`SUNLEDGER_...`) and an optional `.env` file.

Flows in: environment variables. Flows out: one frozen `Settings`. An unknown setting is an error that names the known
ones, since a misspelt setting would otherwise be ignored in silence.
"""

from __future__ import annotations

import locale
import os
from pathlib import Path

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from analytics.errors import RunAborted
from models.language import Language

PREFIX = "SUNLEDGER_"
MEMORY_MB = 2048  # of DuckDB in one analysis


class Settings(BaseSettings):
    """Where things are kept and which engine computes.

    `home` holds the embedded store, originals (encrypted), snapshots, runs and releases. The key that encrypts
    originals and hashes identity numbers stays outside it (`key_file`), so that a copy of `home` alone reveals none.
    `engine_memory_mb` is what DuckDB may hold of an analysis in memory; what is more waits in files in `home`.
    `first_grade_is_highest` says how the office counts its grades of risk where a file does not say so itself.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="forbid", frozen=True)

    home: Path = Path("var")
    database_url: str | None = None
    engine: str = "duckdb"
    engine_memory_mb: int = Field(default=MEMORY_MB, ge=256)
    key_file: Path | None = None
    release: Path | None = None
    language: Language | None = None
    first_grade_is_highest: bool = True

    @model_validator(mode="after")
    def _engine_is_known(self) -> Settings:
        if self.engine != "duckdb" and not self.engine.startswith(("local", "spark://", "yarn", "k8s://")):
            raise ValueError("engine is `duckdb` or a Spark master URL")
        return self

    @property
    def store_url(self) -> str:
        """The database: a named one, or the SQLite file in `home`."""
        return self.database_url or f"sqlite:///{self.home / 'store.db'}"

    @property
    def key_path(self) -> Path:
        """The key file: a named one, or beside `home`, never inside it."""
        return self.key_file or self.home.with_name(self.home.name + ".keys") / "master.key"

    @property
    def release_path(self) -> Path:
        """The public release that the public face reads."""
        return self.release or self.home / "release" / "current"

    @property
    def reader_language(self) -> Language:
        """The language of the command line: set, else the locale's, else English."""
        if self.language is not None:
            return self.language
        spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
        spoken = spoken or locale.getlocale()[0] or ""
        return Language.ZH if spoken.lower().startswith("zh") else Language.EN


def settings() -> Settings:
    """Read the settings; an unknown or impossible one stops the run with its name."""
    known = ", ".join(sorted(PREFIX + name.upper() for name in Settings.model_fields))
    for name in os.environ:
        if name.startswith(PREFIX) and name.removeprefix(PREFIX).lower() not in Settings.model_fields:
            raise RunAborted("unknown-setting", name=name, known=known)
    try:
        return Settings()
    except ValidationError as error:
        name = ", ".join(PREFIX + str(part["loc"][0]).upper() for part in error.errors() if part["loc"]) or PREFIX
        raise RunAborted("impossible-setting", name=name, known=known) from error
