"""The command line as a shell would run it, but in this process: to start one for each command takes the longest."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.cli import main


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its exit code, and what stood on standard output and error."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as a shell would, but in this process, on a store of its own and in English."""
    for name in ("DATABASE_URL", "ENGINE", "RELEASE", "KEY_FILE"):
        monkeypatch.delenv(f"SUNLEDGER_{name}", raising=False)
    monkeypatch.setenv("SUNLEDGER_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("SUNLEDGER_LANGUAGE", "en")

    def sunledger(*arguments: object) -> Ended:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["sunledger", *map(str, arguments)])
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        return Ended(code if isinstance(code, int) else 0, *capsys.readouterr())

    assert sunledger("init").returncode == 0
    return sunledger
