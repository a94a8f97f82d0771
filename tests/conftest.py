"""What all tests share: an installation of its own for each test that wants one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Engine

from analytics.errors import RunAborted
from analytics.keys import Keys, create_key, load_keys
from analytics.settings import Settings
from analytics.snapshot import require_engine
from analytics.store import init_store, open_store
from data_sim.fixture import village, village_once

__all__ = ["village", "village_once"]  # fixtures of the synthetic city, for every test that names them

PROJECT = Path(__file__).parent.parent
PUBLICATIONS = PROJECT / "samples" / "publications"
LANTING = PROJECT / "samples" / "lanting"

# Machines are shared: how long an example takes says nothing about what it shows.
hypothesis.settings.register_profile("sunledger", hypothesis.settings(), deadline=None)  # else as the surroundings ask
hypothesis.settings.load_profile("sunledger")


@pytest.fixture
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty store with its key, and no setting of the machine's own."""
    for name in ("DATABASE_URL", "ENGINE", "RELEASE", "KEY_FILE", "LANGUAGE"):
        monkeypatch.delenv(f"SUNLEDGER_{name}", raising=False)
    monkeypatch.setenv("SUNLEDGER_HOME", str(tmp_path / "var"))
    chosen = Settings()
    init_store(chosen)
    create_key(chosen.key_path)
    return chosen


@pytest.fixture
def keys(installation: Settings) -> Keys:
    return load_keys(installation.key_path)


@pytest.fixture
def engine(installation: Settings) -> Iterator[Engine]:
    store = open_store(installation)
    yield store
    store.dispose()


@pytest.fixture(scope="module")
def spark() -> Iterator[str]:
    """The address of an Apache Spark on this machine, which ends with the tests of a module."""
    master = "local[2]"
    try:
        require_engine(master)
    except RunAborted as lacking:
        assert not os.environ.get("CI"), f"Spark must be tested here, but: {lacking}"
        pytest.skip(str(lacking))
    yield master
    from pyspark import SparkContext  # slow to import, for those alone who ask for Spark

    if (context := SparkContext._active_spark_context) is not None:
        context.stop()
