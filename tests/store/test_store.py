"""One behaviour suite for every database: SQLite, and a real PostgreSQL where one can be started."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from analytics.errors import RunAborted
from analytics.settings import Settings
from analytics.store import init_store, open_store, revision
from models.tables import Base, Batch, Document


def _document(**values: Any) -> dict[str, Any]:
    now = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
    return {"id": "f" * 64, "batch_id": 1, "file_name": "公示.xlsx", "size": 1, "status": "accepted",
            "recorded_at": now} | values  # fmt: skip


def test_init_creates_the_store_and_a_second_init_changes_nothing(store: Settings) -> None:
    first = init_store(store)
    assert first is not None
    assert init_store(store) == first
    assert revision(open_store(store)) == first


def test_the_migrations_build_what_the_models_describe(store: Settings) -> None:
    init_store(store)
    with open_store(store).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_store_that_was_never_made_is_named_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(RunAborted) as failure:
        open_store(Settings(home=tmp_path / "nowhere"))
    assert failure.value.message.code == "store-missing"
    assert "sunledger init" in str(failure.value)


def test_a_store_of_another_revision_is_not_touched(store: Settings) -> None:
    init_store(store)
    engine = open_store(store)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RunAborted) as failure:
        open_store(store)
    assert failure.value.message.code == "store-revision"


def test_amounts_and_instants_come_back_as_they_went_in(store: Settings) -> None:
    init_store(store)
    engine = open_store(store)
    noon_in_shanghai = datetime(2024, 5, 1, 12, 0, tzinfo=timezone(timedelta(hours=8)))
    with engine.begin() as connection:
        connection.execute(insert(Batch).values(recorded_at=noon_in_shanghai))
        connection.execute(insert(Document).values(**_document(stated_total=Decimal("9727490.01"))))
        assert connection.execute(select(Document.stated_total)).scalar_one() == Decimal("9727490.01")
        assert connection.execute(text("SELECT stated_total_fen FROM document")).scalar_one() == 972749001
        assert connection.execute(select(Batch.recorded_at)).scalar_one() == noon_in_shanghai


def test_an_instant_without_a_time_zone_is_refused(store: Settings) -> None:
    init_store(store)
    with open_store(store).begin() as connection, pytest.raises(StatementError, match="time zone"):
        connection.execute(insert(Batch).values(recorded_at=datetime(2024, 5, 1)))  # noqa: DTZ001


def test_a_row_without_its_document_is_refused(store: Settings) -> None:
    init_store(store)
    engine = open_store(store)
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(Document).values(**_document(batch_id=77)))


def test_an_unreachable_database_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RunAborted) as failure:
        open_store(Settings(home=tmp_path, database_url="postgresql+psycopg://nobody@127.0.0.1:9/none"))
    assert failure.value.message.code == "store-unreachable"
