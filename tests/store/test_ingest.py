"""Taking files in: once is enough, all or nothing, and nothing personal in the clear."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, inspect, select

from analytics.keys import Keys
from analytics.reading import Originals, TakenIn, content_of, ingest
from analytics.settings import Settings
from data_sim.lanting import ID
from models.tables import FACT_TABLES, Base, Document, FundItem, FundPart, Quarantine, Recusal
from models.vocabulary import DocumentStatus
from tests.conftest import LANTING, PUBLICATIONS

NOW = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
Take = Callable[..., list[TakenIn]]


@pytest.fixture
def take(engine: Engine, installation: Settings, keys: Keys) -> Take:
    def run(*paths: Path) -> list[TakenIn]:
        return ingest(engine, Originals(installation.home, keys), keys, paths, NOW)

    return run


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, so that two stores can be compared."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def test_taking_the_same_folder_in_twice_adds_nothing(take: Take, engine: Engine) -> None:
    first = take(PUBLICATIONS, LANTING)
    before = contents(engine)
    second = take(PUBLICATIONS, LANTING)
    assert contents(engine) == before
    assert {t.status for t in second} == {DocumentStatus.DUPLICATE}
    assert {t.sha256 for t in first} == {t.sha256 for t in second}


def test_the_same_file_under_another_name_is_a_duplicate(take: Take, tmp_path: Path) -> None:
    source = PUBLICATIONS / "jiangbei-sangong-2021.xlsx"
    copy = tmp_path / "another-name.xlsx"
    shutil.copy(source, copy)
    taken = take(source, copy)
    assert [t.status for t in taken] == [DocumentStatus.ACCEPTED, DocumentStatus.DUPLICATE]


def test_every_fact_knows_its_document_place_and_hash(take: Take, engine: Engine) -> None:
    take(PUBLICATIONS, LANTING)
    with engine.connect() as connection:
        documents = set(connection.scalars(select(Document.id)))
        rows = 0
        for table in FACT_TABLES:
            for row in connection.execute(select(table)).mappings():
                rows += 1
                assert row["document_id"] in documents
                assert row["locator"] and len(row["content_hash"]) == 64
                assert row["recorded_at"] == NOW
        assert rows > 300


def test_parts_point_to_their_row(take: Take, engine: Engine) -> None:
    take(PUBLICATIONS / "daye-xianjie-2024.xlsx")
    with engine.connect() as connection:
        item = connection.execute(select(FundItem.id)).scalar_one()
        assert connection.scalars(select(FundPart.item_id)).all() == [item] * 4


def test_full_numbers_are_hashed_and_masked_and_stand_nowhere_in_the_clear(
    take: Take, engine: Engine, installation: Settings
) -> None:
    take(PUBLICATIONS, LANTING)
    engine.dispose()
    written = b"".join(p.read_bytes() for p in installation.home.rglob("*") if p.is_file())
    for number in [*ID.values(), "439903198705210018"]:
        assert number.encode() not in written
    assert b"439903********001X" in written  # the test can see masks, so it would see numbers


def test_a_recusal_with_a_wrong_number_is_kept_without_it(take: Take, engine: Engine) -> None:
    take(PUBLICATIONS / "lanting-recusal-register.xlsx")
    with engine.connect() as connection:
        row = connection.execute(select(Recusal.id_hash, Recusal.id_mask).where(Recusal.number == "HB-2024-005")).one()
        assert row.id_hash is None
        assert "19870521" not in (row.id_mask or "")


def test_the_original_opens_at_the_cell_a_figure_came_from(take: Take, engine: Engine, installation: Settings) -> None:
    take(PUBLICATIONS / "luxian-fucai-2020.xls")
    with engine.connect() as connection:
        document, media = connection.execute(select(Document.id, Document.media)).one()
        row = connection.execute(select(FundItem.locator, FundItem.label).where(FundItem.label == "文体设施")).one()
    content = content_of(installation, document, media)
    cells = {str(c.locator): c for grid in content.grids for line in grid.rows for c in line}
    place = row.locator if row.locator in cells else f"{row.locator}C3"
    line = place.partition("C")[0]
    assert any(c.text == "文体设施" for key, c in cells.items() if key.startswith(f"{line}C"))


def test_a_file_that_cannot_be_read_is_quarantined_and_the_rest_goes_on(
    take: Take, engine: Engine, tmp_path: Path
) -> None:
    bad = tmp_path / "空白.xlsx"
    bad.write_bytes(b"")
    taken = take(bad, PUBLICATIONS / "jiangbei-sangong-2021.html")
    assert [t.status for t in taken] == [DocumentStatus.REJECTED, DocumentStatus.ACCEPTED]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Quarantine)).scalar_one() == 1


def test_a_page_of_a_kind_that_is_not_read_leaves_no_fact(take: Take, engine: Engine) -> None:
    taken = take(PUBLICATIONS / "anning-intent-digits-lost.html")
    assert taken[0].status is DocumentStatus.REJECTED
    with engine.connect() as connection:
        for table in FACT_TABLES:
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0


@pytest.mark.parametrize("files_before", [1, 7, 20, 40])
def test_an_ingest_broken_off_between_two_files_adds_nothing(
    engine: Engine, installation: Settings, keys: Keys, take: Take, files_before: int
) -> None:
    take(PUBLICATIONS / "jiangbei-sangong-2021.html")
    before = contents(engine)
    seen = 0

    def stop(path: Path) -> None:
        nonlocal seen
        seen += 1
        if seen > files_before:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(engine, Originals(installation.home, keys), keys, [PUBLICATIONS, LANTING], NOW, progress=stop)
    assert contents(engine) == before


@pytest.mark.parametrize("seed", range(4))
def test_an_ingest_killed_at_any_moment_leaves_the_store_as_before_or_as_after(
    installation: Settings, engine: Engine, take: Take, seed: int
) -> None:
    """The process dies by SIGKILL at a random moment, several times, and is then run to its end."""
    take(PUBLICATIONS / "jiangbei-sangong-2021.html")
    before = contents(engine)
    total = len([p for folder in (PUBLICATIONS, LANTING) for p in folder.iterdir()])
    program = "from analytics.cli import main; main()"
    command = [sys.executable, "-c", program, "ingest", str(PUBLICATIONS), str(LANTING)]
    chance = random.Random(seed)
    killed = 0
    for _ in range(3):
        process = subprocess.Popen(
            command, env=os.environ | {"SUNLEDGER_HOME": str(installation.home)},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.8, 6.0))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
        found = contents(engine)
        if len(found["document"]) == 1:
            assert found == before
        else:
            assert len(found["document"]) == total
            break
    assert killed or len(contents(engine)["document"]) == total
    run = subprocess.run(command, env=os.environ | {"SUNLEDGER_HOME": str(installation.home)},
                         capture_output=True, check=False)  # fmt: skip
    assert run.returncode in (0, 3)
    assert len(contents(engine)["document"]) == total
    assert inspect(engine).has_table("document")


def test_a_reader_that_fails_costs_one_file_and_shows_nothing_of_it(
    take: Take, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from analytics.reading.publications import three_public

    def broken(content: object) -> object:
        raise KeyError("卓予宁 439903198908080102")

    monkeypatch.setattr(three_public, "read", broken)
    taken = take(PUBLICATIONS / "jiangbei-sangong-2021.html", PUBLICATIONS / "luxian-fucai-2020.xls")
    assert [t.status for t in taken] == [DocumentStatus.REJECTED, DocumentStatus.ACCEPTED]
    assert taken[0].rejected[0].reason.code == "reader-failed"
    assert "卓予宁" not in capsys.readouterr().err + taken[0].rejected[0].reason.say("zh")
