"""Whole ingest beside its floor on one file, and its memory on a very long one.

The floor is what nobody can do without: the bare reader of the format (csv, calamine, lxml)
over every cell, and a bare `executemany` of the rows that ingest stores, with the same columns and indexes, in one
transaction. Both are run in turns in one process; the median of the rounds counts.
"""

from __future__ import annotations

import csv
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

import lxml.html
import python_calamine
import xlsxwriter
import xlwt

from benchmarks.installation import installed, prepared, taken_in

ROUNDS = 3
LONG_ROWS = 1_000_000
Rows = Iterator[Sequence[str]]
NOTICE_TITLE = "2024年第一批乡村道路建设补助资金安排公示表"
NOTICE = ("序号", "乡镇", "项目名称", "补助金额（万元）")
REGISTER_TITLE = "岚汀市2025年耕地地力保护补贴资金发放明细"
REGISTER = ("序号", "姓名", "身份证号", "地址", "项目名称", "面积", "标准", "金额（元）", "发放日期")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def measure() -> Iterator[str]:
    """Seconds and ratio by kind and format; then the memory of a csv of a million rows."""
    yield f"median of {ROUNDS} rounds"
    yield f"{'what':10}{'format':8}{'rows':>8}{'floor s':>10}{'ingest s':>10}{'ratio':>8}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for what, rows, media in _PLAN:
            path = folder / f"{what}.{media}"
            title, heading, make = _TABLES[what]
            _WRITERS[media](path, title, heading, make(rows))
            stored = _stored(path, rows)
            ours, bare = [], []
            for _ in range(ROUNDS):
                bare.append(_seconds(lambda p=path, m=media, s=stored: _floor(p, m, s)))
                ours.append(_ingest(path, rows))
            floor, whole = statistics.median(bare), statistics.median(ours)
            yield f"{what:10}{media:8}{rows:8}{floor:10.2f}{whole:10.2f}{whole / floor:8.1f}"
        path = folder / "long.csv"
        _write_csv(path, REGISTER_TITLE, REGISTER, _register(LONG_ROWS))
        yield from _memory(path)


def _register(rows: int) -> Rows:
    dice = random.Random(7)
    for n in range(1, rows + 1):
        body = f"439903{1950 + n % 50}{1 + n % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
        check = "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
        area = dice.randrange(100, 1000)
        yield (
            str(n),
            "濮阳" + "樵岳渊澈策述琮瑾"[n % 8] + "川度"[n % 2],
            body + check,
            f"青禾镇第{n % 40}村",
            "耕地地力保护补贴",
            f"{area / 100:.2f}",
            "18.00",
            f"{area * 18 / 100:.2f}",
            f"2025-0{1 + n % 9}-1{n % 10}",
        )


def _notice(rows: int) -> Rows:
    for n in range(1, rows + 1):
        yield str(n), f"第{n % 40}乡", f"项目{n}", f"{n % 500 + 1}.{n % 100:02d}"


_TABLES = {"register": (REGISTER_TITLE, REGISTER, _register), "notice": (NOTICE_TITLE, NOTICE, _notice)}
_PLAN = (
    ("register", 20_000, "csv"),
    ("register", 20_000, "xlsx"),
    ("register", 20_000, "xls"),
    ("register", 20_000, "html"),
    ("notice", 20_000, "csv"),
    ("notice", 20_000, "xlsx"),
)


def _write_csv(path: Path, title: str, heading: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([title, *[""] * (len(heading) - 1)])
        writer.writerow(heading)
        writer.writerows(rows)


def _write_xlsx(path: Path, title: str, heading: Sequence[str], rows: Rows) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, title)
        sheet.write_row(1, 0, heading)
        for number, row in enumerate(rows, start=2):
            for column, text in enumerate(row):
                if heading[column].startswith(("金额", "补助金额", "面积", "标准", "序号")):
                    sheet.write_number(number, column, float(text))
                else:
                    sheet.write_string(number, column, text)


def _write_xls(path: Path, title: str, heading: Sequence[str], rows: Rows) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("明细")
    for number, row in enumerate([(title,), heading, *rows]):
        for column, text in enumerate(row):
            sheet.write(number, column, text)
    book.save(str(path))


def _write_html(path: Path, title: str, heading: Sequence[str], rows: Rows) -> None:
    lines = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>\n" for row in [heading, *rows])
    body = f'<h1>{title}</h1><table border="1">{lines}</table>'
    page = f'<html><head><meta charset="utf-8"></head><body>{body}</body></html>'
    path.write_text(page, "utf-8")


_WRITERS: dict[str, Callable[[Path, str, Sequence[str], Rows], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "xls": _write_xls,
    "html": _write_html,
}


def _stored(path: Path, rows: int) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """What ingest stores of a file: the table with its indexes, and its rows as the driver takes them."""
    with tempfile.TemporaryDirectory() as folder:
        settings, [taken] = installed(Path(folder), [path])
        if taken.rows != rows:
            raise RuntimeError(f"{taken.rows} of {rows} rows were taken in: {taken.rejected[:1]}")
        connection = sqlite3.connect(settings.home / "store.db")
        tables = ("payment", "fund_item")
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


def _floor(path: Path, media: str, stored: tuple[str, list[str], list[tuple[object, ...]]]) -> None:
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


def _bare_calamine(path: Path) -> object:
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _bare_html(path: Path) -> object:
    page = lxml.html.fromstring(path.read_bytes())
    return [[cell.text_content() for cell in row] for row in page.iter("tr")]


_BARE: dict[str, Callable[[Path], object]] = {
    "csv": _bare_csv,
    "xlsx": _bare_calamine,
    "xls": _bare_calamine,
    "html": _bare_html,
}


def _ingest(path: Path, rows: int) -> float:
    """Seconds to take a file into a store that stands ready."""
    with tempfile.TemporaryDirectory() as folder:
        settings, engine = prepared(Path(folder))
        started = time.perf_counter()
        [taken] = taken_in(settings, engine, [path])
        seconds = time.perf_counter() - started
        engine.dispose()
        if taken.rows != rows:
            raise RuntimeError(f"{taken.rows} of {rows} rows were taken in: {taken.rejected[:1]}")
        return seconds


def _seconds(run: Callable[[], None]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


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
