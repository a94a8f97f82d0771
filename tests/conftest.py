"""What all tests share: an installation of its own for each test that wants one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from analytics.keys import Keys, create_key, load_keys
from analytics.settings import Settings
from analytics.store import init_store, open_store
from data_sim.fixture import village, village_once

__all__ = ["village", "village_once"]  # fixtures of the synthetic city, for every test that names them

PROJECT = Path(__file__).parent.parent
PUBLICATIONS = PROJECT / "samples" / "publications"
LANTING = PROJECT / "samples" / "lanting"


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
