"""Two databases and two engines: the same files give one snapshot and the same flags, byte for byte."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal
from sqlalchemy import create_engine, make_url, text

from analytics.desk import confirm, propose
from analytics.keys import create_key, load_keys
from analytics.pipeline import Analysis, analyse
from analytics.reading import Originals, ingest
from analytics.reports import load_run
from analytics.rules.answers import Outcome
from analytics.settings import Settings
from analytics.snapshot import View
from analytics.store import init_store, open_store
from data_sim.simulation import Order, simulate

NOW = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
AS_OF, ASSESSED_ON = date(2026, 6, 30), date(2025, 12, 31)


@pytest.fixture(scope="module")
def registers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registers of a village with planted schemes, and with dirt."""
    folder = tmp_path_factory.mktemp("village")
    simulate(Order(out=folder, scale="village", seed=1, dirt=Decimal(1), publications=False))
    return folder / "registers"


@pytest.fixture(scope="module")
def sqlite(registers: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The village in a store of its own; in a folder whose name means something to those who look for files."""
    return filled(Settings(home=tmp_path_factory.mktemp("office") / "var [2], 100 %"), registers)


@pytest.fixture(scope="module")
def on_duckdb(sqlite: Settings) -> Analysis:
    return analyse(sqlite, AS_OF, NOW, assessed_on=ASSESSED_ON)


def filled(store: Settings, registers: Path) -> Settings:
    """A store that did not exist, with all registers taken in, in two runs, and a threshold that the office changed."""
    if not store.key_path.exists():
        create_key(store.key_path)
    init_store(store)
    engine, keys = open_store(store), load_keys(store.key_path)
    files = sorted(registers.iterdir())
    for half in (files[::2], files[1::2]):
        ingest(engine, Originals(store.home, keys), keys, half, NOW)
    said = {"who": "乔", "why": "本地规定更短", "basis": "岚办发〔2023〕7号"}
    number = propose(engine, "P02", "years", "4", date(2024, 1, 1), now=NOW, **said)
    confirm(engine, number, who="林", now=NOW)
    engine.dispose()
    return store


@pytest.fixture
def village_in_postgresql(postgresql: str, sqlite: Settings, registers: Path, tmp_path: Path) -> Settings:
    """The village in a PostgreSQL database of its own, under the key of the other store."""
    with create_engine(postgresql, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE DATABASE village"))
    url = make_url(postgresql).set(database="village").render_as_string(hide_password=False)
    return filled(Settings(home=tmp_path / "var", database_url=url, key_file=sqlite.key_path), registers)


def test_both_databases_give_one_snapshot_and_the_same_flags(
    on_duckdb: Analysis, village_in_postgresql: Settings
) -> None:
    other = analyse(village_in_postgresql, AS_OF, NOW, assessed_on=ASSESSED_ON)
    assert (other.snapshot, other.run) == (on_duckdb.snapshot, on_duckdb.run)
    assert other.threshold_changes == on_duckdb.threshold_changes == {"P02": (1,)}
    assert other.canonical_hash == on_duckdb.canonical_hash


def test_spark_gives_the_flags_of_duckdb(on_duckdb: Analysis, sqlite: Settings, spark: str) -> None:
    answers = load_run(sqlite.home, on_duckdb.run).table
    other = analyse(sqlite.model_copy(update={"engine": spark}), AS_OF, NOW, assessed_on=ASSESSED_ON)
    assert (other.snapshot, other.run) == (on_duckdb.snapshot, on_duckdb.run)
    assert_frame_equal(load_run(sqlite.home, other.run).table, answers)
    assert other.threshold_changes == on_duckdb.threshold_changes == {"P02": (1,)}
    assert other.canonical_hash == on_duckdb.canonical_hash
    assert other.clashing_ties == on_duckdb.clashing_ties


def test_what_is_compared_is_an_analysis_of_all_rules(on_duckdb: Analysis) -> None:
    """Nothing would be shown by rules that have nothing to say."""
    assert len(on_duckdb.seconds_per_rule) == 56
    assert {flag.rule[0] for flag in on_duckdb.flags} == set("DBFCVPL")
    assert {outcome for given in on_duckdb.outcomes.values() for outcome in given} == set(Outcome)


def test_amounts_and_gaps_come_out_of_spark_as_they_went_in(spark: str) -> None:
    amounts = [2**53 + 1, None, -1]
    rows = {"fund_item": [{"id": f"i{n}", "amount_fen": amount} for n, amount in enumerate(amounts)]}
    view = View.from_rows(rows, as_of=AS_OF, engine=spark)
    assert [row["amount_fen"] for row in view.rows("fund_item")] == amounts


def test_two_views_on_one_spark_do_not_see_each_other(spark: str) -> None:
    views = [View.from_rows({"death": [{"id": key, "person": key}]}, as_of=AS_OF, engine=spark) for key in "ab"]
    assert [[row["id"] for row in view.rows("death")] for view in views] == [["a"], ["b"]]
