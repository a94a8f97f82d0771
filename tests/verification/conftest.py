"""A small office, sealed and analysed by a few rules; every test gets a copy of its home to tamper with."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from analytics import rules as rules_module
from analytics.pipeline import analyse
from analytics.rules import rules
from analytics.settings import Settings
from analytics.store import init_store, open_store
from models.tables import Batch, FundNotice, PostStep, Tenure
from tests.snapshot.conftest import EARLY, UNIT, document, provenance

NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
_ASKED = {"P02", "D07", "D08", "F04"}  # a few are enough to be compared, and are asked again by every test


def _rows() -> list[Any]:
    """Somebody who has held a key post for too long, a notice that was up too briefly, and a graded step."""
    held = {"name": "苗予航", "id_hash": "h1", "unit_name": UNIT, "post": "出纳岗", "is_key": True}
    step = {
        "unit_name": UNIT,
        "post": "出纳岗",
        "power": "资金拨付",
        "step_no": 1,
        "step_name": "拨付",
        "grade": "HIGH",
    }
    up = {"period_from": date(2024, 1, 8), "period_to": date(2024, 1, 9), "period_stated": True, "has_contact": False}
    about = {"publisher": UNIT, "programme": "农机购置补贴", "fund_type": "other", "fiscal_year": 2024, "title": "公示"}
    return [
        Batch(id=1, recorded_at=EARLY),
        document("d1", 1, "tenure_register", EARLY, published=date(2024, 2, 1)),
        document("d2", 1, "fund_notice", EARLY, published=date(2024, 1, 8)),
        document("d3", 1, "post_step_table", EARLY),
        Tenure(**provenance("a1", "d1", EARLY), **held, since=date(2015, 1, 1)),
        FundNotice(**provenance("b1", "d2", EARLY), **about, **up),
        PostStep(**provenance("c1", "d3", EARLY), **step),
    ]


@pytest.fixture(scope="package")
def few_rules() -> Iterator[None]:
    chosen = tuple(rule for rule in rules() if rule.code in _ASKED)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules_module, "rules", lambda: chosen)
        yield


@pytest.fixture(scope="package")
def analysed(tmp_path_factory: pytest.TempPathFactory, few_rules: None) -> Path:
    return analysed_home(tmp_path_factory.mktemp("analysed") / "var", _rows())


def analysed_home(home: Path, rows: Iterable[Any]) -> Path:
    """A home whose store holds these rows, analysed as of the day of `NOW`."""
    chosen = Settings(home=home, database_url=None, engine="duckdb", key_file=None, release=None, language=None)
    init_store(chosen)
    store = open_store(chosen)
    with Session(store) as session:
        for row in rows:
            session.add(row)
            session.flush()
        session.commit()
    store.dispose()
    analyse(chosen, NOW.date(), NOW)
    return home


@pytest.fixture
def home(analysed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(analysed, tmp_path / "var")
