"""Faces start together, end together, and the public ones are told nothing secret."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from analytics.errors import RunAborted
from analytics.settings import Settings
from app_streamlit import serving
from tests.conftest import PROJECT


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield int(held.getsockname()[1])


def _settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var", database_url="postgresql://secret@db/x", key_file=tmp_path / "key")


def test_the_public_processes_get_the_release_folder_and_nothing_that_leads_to_the_store(tmp_path: Path) -> None:
    everything = {
        "PATH": "/bin", "LANG": "zh_CN.UTF-8", "HOME": "/root", "SUNLEDGER_HOME": "/secret", "PGPASSWORD": "secret",
        "SUNLEDGER_DATABASE_URL": "postgresql://secret", "SUNLEDGER_KEY_FILE": "/secret/key", "AWS_SECRET": "secret",
    }  # fmt: skip
    given = serving.public_environment(everything, tmp_path / "release")
    assert set(given) == {"PATH", "LANG", "PYTHONPATH", "SUNLEDGER_RELEASE"}
    assert given["SUNLEDGER_RELEASE"] == str(tmp_path / "release")


def test_no_command_of_a_public_face_names_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNLEDGER_HOME", "/secret")
    for face in serving.public_faces(tmp_path / "release"):
        assert "secret" not in " ".join((*face.command, *face.environment.values()))


@pytest.mark.parametrize("module", ["app_streamlit.public_face", "app_streamlit.data_routes"])
def test_a_public_process_loads_nothing_that_could_open_the_store(module: str) -> None:
    code = f"""
import os, sys
class Watched(dict):
    asked = set()
read = os.environ.get
names = set()
os.environ.get = lambda name, default=None: (names.add(name), read(name, default))[1]
import {module}
reached = {{"analytics.store", "analytics.settings", "analytics.keys", "analytics.snapshot", "analytics.pipeline",
           "analytics.rules", "analytics.reports", "models.tables", "sqlalchemy", "duckdb", "ibis"}} & set(sys.modules)
named = {{n for n in names if str(n).startswith("SUNLEDGER") or "DATABASE" in str(n)}} - {{"SUNLEDGER_RELEASE"}}
sys.exit(f"reached {{sorted(reached)}}, asked for {{sorted(named)}}" if reached or named else 0)
"""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SUNLEDGER_")}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, env=clean, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-600:]


def test_no_public_module_names_a_setting_of_the_store() -> None:
    folder = PROJECT / "app_streamlit"
    for path in [folder / "public_face.py", folder / "data_routes.py", *(folder / "public_pages").glob("*.py")]:
        source = path.read_text("utf-8")
        assert not [word for word in ("SUNLEDGER_HOME", "DATABASE_URL", "KEY_FILE", "analytics.s") if word in source], (
            path
        )


def test_the_officer_face_listens_on_this_machine_only(tmp_path: Path) -> None:
    face = serving.officer_face(_settings(tmp_path))
    assert face.host == "127.0.0.1"
    assert face.command[face.command.index("--server.address") + 1] == "127.0.0.1"
    assert face.environment["SUNLEDGER_HOME"] == str(tmp_path / "var")


def test_a_taken_port_stops_everything_with_one_clear_sentence(taken_port: int, tmp_path: Path) -> None:
    told: list[str] = []
    with pytest.raises(RunAborted, match=f"Port {taken_port} is taken"):
        serving.serve(serving.public_faces(tmp_path, port=taken_port), "en", told.append)
    with pytest.raises(RunAborted, match=f"Port {taken_port} is taken"):
        serving.serve(serving.public_faces(tmp_path, port=taken_port - 2), "en", told.append)
    assert told == []


@pytest.mark.parametrize("port", [0, 80, 70000])
def test_an_impossible_port_is_refused(port: int) -> None:
    with pytest.raises(RunAborted, match="cannot be used"):
        serving.check_port("127.0.0.1", port)


_SCRIPT = """
import sys
from app_streamlit import serving
port = int(sys.argv[1])
sleeper = "import http.server,sys; http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), " \\
          "http.server.SimpleHTTPRequestHandler).serve_forever()"
faces = [serving.Face("serve-face-public", (sys.executable, "-c", sleeper, str(p)), {}, "127.0.0.1", p, "/")
         for p in (port, int(sys.argv[2]))]
sys.exit(serving.serve(faces, "en", lambda text: print(text, flush=True)))
"""


def _answers(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_all_faces_end_with_the_command_however_it_ends(number: signal.Signals) -> None:
    ports = (_free_port(), _free_port())
    command = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, *map(str, ports)], cwd=PROJECT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert command.stdout is not None
    lines = [command.stdout.readline() for _ in range(3)]
    assert [f"http://127.0.0.1:{port}" in line for port, line in zip(ports, lines, strict=False)] == [True, True]
    command.send_signal(number)
    command.wait(timeout=15)
    command.stdout.close()
    if number is not signal.SIGKILL:
        assert command.returncode == 0
    until = time.monotonic() + 10
    while any(map(_answers, ports)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_answers, ports))


def test_a_face_that_ends_by_itself_ends_the_others() -> None:
    ends = serving.Face(
        "serve-face-data", (sys.executable, "-c", "raise SystemExit(7)"), {}, "127.0.0.1", _free_port(), "/"
    )
    with pytest.raises(RunAborted, match="ended unexpectedly \\(code 7\\)"):
        serving.serve([ends], "en", lambda _: None)
