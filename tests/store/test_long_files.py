"""What a long file leaves in the store: the same facts, marks and reasons as when it is read row by row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from analytics.keys import create_key, load_keys
from analytics.reading import Originals, ingest, long_registers
from analytics.reading.publications import fund_long
from analytics.settings import Settings
from analytics.store import init_store, open_store
from models.places import Locator
from models.tables import FACT_TABLES, Document, Quarantine
from tests.reading.rendering import RENDERERS
from tests.reading.test_fund_long import HEADS, TITLE, plain_rows, summed
from tests.reading.test_long_registers import KINDS, plain_lines

NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
NOTICE = [[TITLE, "", "", ""], HEADS, *plain_rows(300), ["合计", "", "", summed(plain_rows(300))]]


def register(kind: str) -> list[list[str]]:
    """A register in which every third row holds something that is not plain."""
    lines = plain_lines(kind, 60)
    columns = list(KINDS[kind][2].values())
    for n in range(3, len(lines), 3):
        column = n % len(columns)
        lines[n][column] = columns[column][n % len(columns[column])].replace("N", str(n))
    return lines


def stored(home: Path, path: Path, key: bytes) -> dict[str, list[Any]]:
    """All that a file leaves, without ids and the time, places written out."""
    settings = Settings(home=home)
    init_store(settings)
    create_key(settings.key_path)
    settings.key_path.write_bytes(key)
    keys = load_keys(settings.key_path)
    engine = open_store(settings)
    [taken] = ingest(engine, Originals(settings.home, keys), keys, [path], NOW)
    found: dict[str, list[Any]] = {"taken": [(taken.kind, str(taken.status), taken.rows)]}
    with engine.connect() as connection:
        for table in (*FACT_TABLES, Document, Quarantine):
            rows = [dict(row) for row in connection.execute(select(table)).mappings()]
            found[table.__tablename__] = sorted((comparable(row) for row in rows), key=repr)
    engine.dispose()
    return found


def comparable(row: dict[str, Any]) -> list[tuple[str, str]]:
    if row.get("places"):
        here = Locator.parse(row["locator"])
        places = json.loads(row["places"]) if isinstance(row["places"], str) else row["places"]
        row["places"] = sorted((key, str(here.cell(place))) for key, place in places.items())
    ids = {name for name in row if name == "id" or (name.endswith("_id") and name != "document_id")}
    return [(name, str(value)) for name, value in sorted(row.items()) if name not in ids]


@pytest.mark.parametrize("media", ["csv", "xlsx"])
@pytest.mark.parametrize("what", [*KINDS, "notice"])
def test_a_long_file_leaves_what_the_reader_of_rows_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, media: str
) -> None:
    monkeypatch.delenv("SUNLEDGER_DATABASE_URL", raising=False)
    lines = NOTICE if what == "notice" else register(what)
    path = RENDERERS[media](tmp_path / f"long.{media}", lines)
    key_home = Settings(home=tmp_path / "key")
    create_key(key_home.key_path)
    key = key_home.key_path.read_bytes()
    by_rows = stored(tmp_path / "rows", path, key)
    monkeypatch.setattr(long_registers, "LONG", 20)
    monkeypatch.setattr(fund_long, "LONG", 120)
    by_columns = stored(tmp_path / "columns", path, key)
    if what != "notice":  # what is not published leaks nothing: long registers of persons are not searched for them
        assert by_columns.pop("privacy_finding") == []
        by_rows.pop("privacy_finding")
    for table, rows in by_rows.items():
        assert by_columns[table] == rows, table
