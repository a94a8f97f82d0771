"""Blank sheets, filled sheets and the dictionary, asked for on the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from models.templates import families

ROWS = [["数据表：死亡人员登记（death）"], ["填报单位：", "青禾镇人民政府", "所属期间：", "2025年"],
        ["姓名", "身份证号", "死亡日期"], ["申屠岳", "43990319870521001X", "2025-03-05"]]  # fmt: skip


def sunledger(home: Path, *arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", "from analytics.cli import main; main()", *map(str, arguments)],
        env=os.environ | {"SUNLEDGER_HOME": str(home)}, capture_output=True, check=False, timeout=120,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store with one register of one entry."""
    home = tmp_path / "var"
    (tmp_path / "deaths.csv").write_text("\n".join(",".join(row) for row in ROWS), "utf-8")
    assert sunledger(home, "init").returncode == 0
    assert sunledger(home, "ingest", tmp_path / "deaths.csv").returncode == 0
    return home


def test_templates_are_listed_and_need_no_store(tmp_path: Path) -> None:
    run = sunledger(tmp_path / "none", "templates", "--out", tmp_path / "blank", "--language", "both", "--json")
    assert run.returncode == 0
    files = [Path(name) for name in json.loads(run.stdout)["files"]]
    assert len(files) == 4 * len(families()) + 2
    assert all(path.is_file() for path in files)
    assert {path.parent.name for path in files} == {"zh", "en", "blank"}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("media", ["xlsx", "csv"])
def test_what_is_handed_out_is_taken_in_again(home: Path, tmp_path: Path, media: str) -> None:
    run = sunledger(home, "export", "registers", "--out", tmp_path / "out", "--format", media, "--json")
    assert run.returncode == 0
    [name] = json.loads(run.stdout)["files"]
    assert Path(name).name == f"death.{media}"
    other = tmp_path / "other"
    assert sunledger(other, "init").returncode == 0
    taken = sunledger(other, "ingest", name)
    assert taken.returncode == 0, taken.stderr.decode()


def test_a_filled_sheet_shows_no_number(home: Path, tmp_path: Path) -> None:
    assert sunledger(home, "export", "registers", "death", "--out", tmp_path / "out").returncode == 0
    page = openpyxl.load_workbook(tmp_path / "out" / "death.xlsx").worksheets[0]
    cells = [str(cell.value) for row in page.iter_rows() for cell in row]
    assert "申屠岳" in cells and any(cell.startswith("密文:") for cell in cells)
    assert not any("19870521" in cell for cell in cells)


def test_a_table_that_does_not_exist_is_refused_with_those_that_do(home: Path, tmp_path: Path) -> None:
    run = sunledger(home, "export", "registers", "deaths", "--out", tmp_path / "out")
    assert run.returncode == 1
    assert "deaths" in run.stderr.decode() and "death、" in run.stderr.decode()
    assert not (tmp_path / "out").exists()
