"""Whole ingest beside its floor on one file: the bare reader of the format and a bare executemany of its rows."""

from __future__ import annotations

import csv
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import python_calamine
import xlsxwriter

from benchmarks.installation import installed

ROWS = 20_000
ROUNDS = 3
HEADING = ("序号", "乡镇", "项目名称", "补助金额（万元）")


def measure() -> Iterator[str]:
    """Seconds and ratio for csv and xlsx of 20 000 rows; the median of three rounds each."""
    yield f"{ROWS} rows, median of {ROUNDS}"
    yield f"{'format':8}{'floor s':>10}{'ingest s':>10}{'ratio':>8}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for media, write, floor in (("csv", _write_csv, _floor_csv), ("xlsx", _write_xlsx, _floor_xlsx)):
            path = folder / f"fund.{media}"
            write(path)
            bare = _median(lambda path=path, floor=floor: floor(path))
            ours = _median(lambda path=path: _ingest(path))
            yield f"{media:8}{bare:10.2f}{ours:10.2f}{ours / bare:8.1f}"


def _rows() -> Iterator[tuple[str, ...]]:
    for n in range(1, ROWS + 1):
        yield str(n), f"第{n % 40}乡", f"项目{n}", f"{n % 500 + 1}.{n % 100:02d}"


def _write_csv(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["2024年第一批乡村道路建设补助资金安排公示表", "", "", ""])
        writer.writerow(HEADING)
        writer.writerows(_rows())


def _write_xlsx(path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 3, "2024年第一批乡村道路建设补助资金安排公示表")
        sheet.write_row(1, 0, HEADING)
        for r, (number, town, project, amount) in enumerate(_rows(), start=2):
            sheet.write_row(r, 0, (int(number), town, project, float(amount)))


def _floor_csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        _insert(list(csv.reader(file))[2:])


def _floor_xlsx(path: Path) -> None:
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    _insert(book.get_sheet_by_index(0).to_python()[2:])


def _insert(rows: list[list[object]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "floor.db")
        connection.execute("CREATE TABLE item (n, town, project, amount)")
        connection.executemany("INSERT INTO item VALUES (?, ?, ?, ?)", rows)
        connection.commit()
        connection.close()


def _ingest(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _, [taken] = installed(Path(folder), [path])
        if taken.rows != ROWS:
            raise RuntimeError(f"{taken.rows} of {ROWS} rows were taken in: {taken.rejected[:1]}")


def _median(run: Callable[[], None]) -> float:
    seconds = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)
