"""Whole ingest beside its floor on one file, and its memory on a very long one.

The floor is what nobody can do without: the bare reader of the format (csv, pyarrow, calamine, lxml, python-docx,
pdfplumber) over every cell, and a bare `executemany` of the rows that ingest stores, with the same columns and indexes,
in one transaction. Both are run in turns in one process; the median of the rounds counts. On a machine that others use
as well the time of the processor says more than the clock: it leaves out waiting, for the disk too.
"""

from __future__ import annotations

import csv
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import docx
import lxml.html
import pdfplumber
import pyarrow.parquet as pq
import python_calamine

from benchmarks.installation import installed, prepared, taken_in
from benchmarks.long_tables import TABLES, write
from models.tables import FACT_TABLES

ROUNDS = 3
LONG_ROWS = 1_000_000
ROWS = 20_000
ROWS_ON_PAGES = 10_500  # the bare reader of a pdf takes ten milliseconds for each of them, and there is one round
_FORMATS = ("csv", "parquet", "xlsx", "xls", "html", "docx", "pdf")
_IN_ALL_FORMATS = ("payments", "notice")
Seconds = tuple[float, float]  # by the clock, and of the processor
Stored = tuple[str, list[str], list[tuple[object, ...]]]


def measure() -> Iterator[str]:
    """Seconds and ratio by kind and format; then the memory of a csv of a million rows."""
    yield f"median of {ROUNDS} rounds (pdf: one)"
    yield f"{'':36}{'clock':>26}{'processor':>26}"
    heads = f"{'floor s':>9}{'ingest s':>10}{'ratio':>7}"
    yield f"{'what':20}{'format':8}{'rows':>8}{heads}{heads}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, media, rows in _plan():
            path = folder / f"{what}.{media}"
            write(path, TABLES[what], rows)
            yield f"{what:20}{media:8}{rows:8}" + "".join(
                f"{floor:9.2f}{whole:10.2f}{whole / floor:7.1f}"
                for floor, whole in zip(*side_by_side(path, rows, 1 if media == "pdf" else ROUNDS), strict=True)
            )
            path.unlink()
        path = folder / "long.csv"
        write(path, TABLES["payments"], LONG_ROWS)
        yield from _memory(path)


def side_by_side(path: Path, rows: int, rounds: int) -> tuple[Seconds, Seconds]:
    """Median seconds of the floor and of whole ingest. Raises RuntimeError where a row is not taken in."""
    media = path.suffix.removeprefix(".")
    stored = _stored(path, rows)
    ours, bare = [], []
    for _ in range(rounds):
        bare.append(_seconds(lambda: _floor(path, media, stored)))
        ours.append(_ingest(path, rows))
    return _median(bare), _median(ours)


def _median(rounds: Sequence[Seconds]) -> Seconds:
    clock, processor = (statistics.median(column) for column in zip(*rounds, strict=True))
    return clock, processor


def _plan() -> Iterator[tuple[str, str, int]]:
    for what in TABLES:
        for media in _FORMATS if what in _IN_ALL_FORMATS else ("csv", "xlsx"):
            yield what, media, ROWS_ON_PAGES if media == "pdf" else ROWS


def _stored(path: Path, rows: int) -> Stored:
    """What ingest stores of a file: the table with its indexes, and its rows as the driver takes them."""
    with tempfile.TemporaryDirectory() as folder:
        settings, [taken] = installed(Path(folder), [path])
        if taken.rows != rows:
            raise RuntimeError(f"{taken.rows} of {rows} rows were taken in: {taken.rejected[:1]}")
        connection = sqlite3.connect(settings.home / "store.db")
        tables = [table.__tablename__ for table in FACT_TABLES]
        table = max(tables, key=lambda name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0])
        made = [
            sql
            for (sql,) in connection.execute(
                "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql NOT NULL", [table]
            )
        ]
        kept = connection.execute(f"SELECT * FROM {table}").fetchall()
        connection.close()
        return table, made, kept


def _floor(path: Path, media: str, stored: Stored) -> None:
    _BARE[media](path)
    table, made, rows = stored
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "floor.db")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        for sql in made:
            connection.execute(sql)
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.commit()
        connection.close()


def _bare_csv(path: Path) -> object:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _bare_pyarrow(path: Path) -> object:
    return [column.to_pylist() for column in pq.read_table(path).columns]


def _bare_calamine(path: Path) -> object:
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _bare_html(path: Path) -> object:
    page = lxml.html.fromstring(path.read_bytes())
    return [[cell.text_content() for cell in row] for row in page.iter("tr")]


def _bare_docx(path: Path) -> object:
    return [[cell.text for cell in row.cells] for table in docx.Document(str(path)).tables for row in table.rows]


def _bare_pdf(path: Path) -> object:
    with pdfplumber.open(path) as document:
        return [page.extract_tables() for page in document.pages]


_BARE: dict[str, Callable[[Path], object]] = {
    "csv": _bare_csv,
    "parquet": _bare_pyarrow,
    "xlsx": _bare_calamine,
    "xls": _bare_calamine,
    "html": _bare_html,
    "docx": _bare_docx,
    "pdf": _bare_pdf,
}


def _ingest(path: Path, rows: int) -> Seconds:
    """Seconds to take a file into a store that stands ready."""
    with tempfile.TemporaryDirectory() as folder:
        settings, engine = prepared(Path(folder))
        started = time.perf_counter(), time.process_time()
        [taken] = taken_in(settings, engine, [path])
        seconds = time.perf_counter() - started[0], time.process_time() - started[1]
        engine.dispose()
        if taken.rows != rows:
            raise RuntimeError(f"{taken.rows} of {rows} rows were taken in: {taken.rejected[:1]}")
        return seconds


def _seconds(run: Callable[[], None]) -> Seconds:
    started = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - started[0], time.process_time() - started[1]


def _memory(path: Path) -> Iterator[str]:
    """Peak memory of a process of its own that takes the file in."""
    code = (
        "import resource, sys, tempfile\nfrom pathlib import Path\nfrom benchmarks.installation import installed\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    _, [taken] = installed(Path(folder), [Path(sys.argv[1])])\n"
        "print(taken.rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    rows, peak = done.stdout.split()[-2:]
    seconds = time.perf_counter() - started
    yield f"csv of {rows} rows ({path.stat().st_size // 1_000_000} MB): {seconds:.0f} s, peak memory {peak} MB"
