"""An engine that cannot be had is one sentence, told before any work is done; one that is full writes to the disk."""

from __future__ import annotations

import importlib.util
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.errors import RunAborted
from analytics.snapshot import engine_memory_mb, require_engine
from analytics.snapshot.engines import connect
from models.language import Language


@pytest.fixture
def closed() -> Iterator[int]:
    """A port of this machine that nobody listens on."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine with PySpark and a Java, as far as a look can tell."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\n")
    java.chmod(0o700)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))


def refused(engine: str) -> str:
    with pytest.raises(RunAborted) as failure:
        require_engine(engine)
    assert all(engine in failure.value.message.say(language) for language in Language)
    return failure.value.message.code


def test_duckdb_needs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    require_engine("duckdb")
    assert engine_memory_mb("duckdb") == 0


def test_what_duckdb_cannot_hold_waits_in_a_folder_of_ours_alone_and_goes_with_the_connection(tmp_path: Path) -> None:
    spill = tmp_path / "spill"
    connection = connect("duckdb", spill, memory_mb=32)
    rows = 2_000_000
    connection.raw_sql(f"CREATE TEMP TABLE wide AS SELECT i, md5(i::VARCHAR) AS text FROM range({rows}) AS given(i)")
    assert any(spill.iterdir())
    assert spill.stat().st_mode & 0o777 == 0o700
    assert connection.table("wide").i.sum().execute() == rows * (rows - 1) // 2
    connection.disconnect()
    assert not spill.exists() or not any(spill.iterdir())


def test_a_folder_that_cannot_be_made_is_no_hindrance_to_little_rows(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    connection = connect("duckdb", tmp_path / "file" / "spill")
    assert connection.raw_sql("SELECT 1").fetchall() == [(1,)]


def test_without_the_extra_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert refused("local[2]") == "engine-not-installed"


@pytest.mark.usefixtures("installed")
def test_without_java_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    require_engine("local[2]")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    assert refused("local[2]") == "engine-without-java"
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused("local[2]") == "engine-without-java"
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    require_engine("local[2]")


@pytest.mark.usefixtures("installed")
def test_one_of_several_masters_has_to_answer(closed: int) -> None:
    assert refused(f"spark://127.0.0.1:{closed}") == "engine-unreachable"
    with socket.create_server(("127.0.0.1", 0)) as open_one:
        require_engine(f"spark://127.0.0.1:{closed},127.0.0.1:{open_one.getsockname()[1]}")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("address", ["spark://", "spark://nowhere", "spark://127.0.0.1:99999"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    assert refused(address) == "engine-unreachable"


def test_the_command_ends_with_the_sentence_and_changes_nothing(closed: int, tmp_path: Path) -> None:
    home = tmp_path / "var"
    command = [sys.executable, "-c", "from analytics.cli import main; main()"]
    asked = ["analyse", "--engine", f"spark://127.0.0.1:{closed}", "--json"]
    environment = os.environ | {"SUNLEDGER_HOME": str(home), "SUNLEDGER_LANGUAGE": "en"}
    run = subprocess.run([*command, *asked], env=environment, capture_output=True, check=False, timeout=120)
    assert run.returncode == 1
    assert json.loads(run.stdout)["error"]["code"] in {
        "engine-unreachable",
        "engine-not-installed",
        "engine-without-java",
    }
    assert b"Traceback" not in run.stderr
    assert not home.exists()
