"""CSV files: one sheet without formats, in whatever encoding and with whatever separator the office's program used.

Flows in: a .csv file. Flows out: one grid whose rows are the records of the file, so that row numbers are those a
spreadsheet program shows.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from analytics.errors import FileRejected
from analytics.reading.collector import without_collector
from analytics.reading.content import Content, Grid, Lines, PlainRows, Tail
from analytics.reading.formats.containers import OLE_MARK, ZIP_MARK, Beginning
from analytics.reading.formats.decoding import decode, looks_like_json, looks_like_markup, looks_like_text
from analytics.reading.formats.legible import clean, is_legible
from analytics.reading.formats.rectangles import check_size, make_grid

MEDIA = "csv"
SUFFIXES = (".csv",)

_SEPARATORS = (",", "\t", ";", "，", "|")
_SAMPLE_LINES = 200
_QUOTED = re.compile(r'(?<![^\n,\t;，|])"(?:[^"]|"")*"(?=[\r\n,\t;，|]|$)')
# A field of Chinese characters in UTF-8. In GB18030 the same bytes would be a row of signs that nobody uses.
_UTF8_FIELD = re.compile(rb"[\n,;\t\"](?:[\xe4-\xe9][\x80-\xbf]{2}){3,40}[\r\n,;\t\"]")
_LONG_BYTES = 16_000_000  # from here on a file is read in passes, its rows never all in memory
_LONG_LINES = 600_000
_LONG_HEAD = 5_000
_CHUNK_ROWS = 20_000
_CHUNK_BYTES = 1 << 20
_LONGEST_RECORD = 1_000_000  # characters; a quote that never ends would swallow the file
_LONGEST_LINE = 2_000_000  # bytes; a file without line ends would be in memory whole
_MOST_COLUMNS = 16_384  # as many as a sheet of a spreadsheet program has
_MOST_ROWS = 5_000_000
_NOT_TEXT = (ZIP_MARK, OLE_MARK, b"%PDF-", b"{\\rtf", b"<")


def matches(beginning: Beginning) -> bool:
    """Whether the file is text, and no markup."""
    head = beginning.head
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_NOT_TEXT):
        return False
    return looks_like_text(head) and not looks_like_markup(head) and not looks_like_json(head)


def read(path: Path) -> Content:
    """Read the records.

    Raises FileRejected (`file-csv-binary`) when the text holds NUL characters, and (`file-damaged`) when a quoted field
    never ends.
    """
    if path.stat().st_size > _LONG_BYTES:
        return _read_long(path)
    data = path.read_bytes()
    if data.count(b"\n") > _LONG_LINES:
        return _read_long(path)
    with without_collector():
        return _read_whole(data, path)


def _read_whole(data: bytes, path: Path) -> Content:
    decoded = decode(data, path.name)
    if decoded.encoding == "gb18030":
        _check_one_encoding(data, path.name)
    text = decoded.text.removeprefix("\ufeff")
    if "\0" in text:
        raise FileRejected("file-csv-binary", file=path.name)
    separator = _separator(text)
    if text[:4].lower() == "sep=" and text[4:5]:
        # A first line such as `sep=;` is an order to the spreadsheet program and no record of the table.
        separator = text[4]
        text = text.partition("\n")[2]
    rows = _records(text, separator, path.name)
    check_size(len(rows), max(map(len, rows), default=0), path.name)
    if '="' not in text and is_legible(text.replace("\r\n", "\n")):
        texts = [[field.strip() for field in row] for row in rows]
    else:  # columns repeat their values: each is made legible once
        legible = {field: clean(_unwrapped(field)) for row in rows for field in row}
        texts = [[legible[field] for field in row] for row in rows]
    notes = () if decoded.is_whole else ("text-partly-illegible",)
    return Content(MEDIA, (make_grid("sheet:csv", None, texts),), encoding=decoded.encoding, notes=notes)


def _read_long(path: Path) -> Content:
    """A file too long for memory: its head as a grid, the rest in passes over the file."""
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(200_000)
    if sample[:4].lower() == "sep=":
        raise FileRejected("file-csv-separator-line", file=path.name)
    lines = partial(_lines, path, encoding, _separator(sample))
    head = [line for chunk in islice(lines(0, _LONG_HEAD), 1) for line in chunk]
    width = max(map(len, head), default=0)
    rows = PlainRows("sheet:csv", head, None, width, range(len(head)))
    grid = Grid("sheet:csv", None, rows, Tail(len(head), partial(lines, len(head), _CHUNK_ROWS)))
    return Content(MEDIA, (grid,), encoding=encoding)


def _encoding_of(path: Path) -> str:
    """The encoding that every byte of a long file bears out; a long file is not taken with illegible characters."""
    _check_lines(path)
    with path.open("rb") as file:
        is_marked = file.read(3) == codecs.BOM_UTF8
    for encoding in ("utf-8-sig",) if is_marked else ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK_BYTES):
                    decoder.decode(chunk)
                    if encoding == "gb18030":
                        _check_one_encoding(chunk, path.name)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise FileRejected("file-encoding-unknown", file=path.name)


def _check_one_encoding(data: bytes, file: str) -> None:
    """Refuse text in GB18030 of which some fields are in UTF-8, as when two files were put together."""
    if _UTF8_FIELD.search(data):
        raise FileRejected("file-encoding-mixed", file=file)


def _check_lines(path: Path) -> None:
    """Refuse a long file that holds NUL characters, or a line that is too long to be one."""
    length = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            if b"\0" in chunk:
                raise FileRejected("file-csv-binary", file=path.name)
            first, last = _line_ends(chunk)
            if length + (len(chunk) if first < 0 else first) > _LONGEST_LINE:
                raise FileRejected("file-csv-line-too-long", file=path.name, limit=_LONGEST_LINE // 1_000_000)
            length = length + len(chunk) if last < 0 else len(chunk) - last - 1


def _line_ends(chunk: bytes) -> tuple[int, int]:
    """Where the first and the last line of a piece end; -1 where none does."""
    ends = [end for end in (chunk.find(b"\n"), chunk.find(b"\r")) if end >= 0]
    return min(ends, default=-1), max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))


def _lines(path: Path, encoding: str, separator: str, skip: int, size: int) -> Iterator[Lines]:
    """The records of a file after the first `skip`, legible, in chunks."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_RECORD))
    legible: dict[str, str] = {}
    total = skip
    with path.open(encoding=encoding, newline="") as file:
        records = islice(_narrow(csv.reader(file, delimiter=separator, strict=True), path), skip, None)
        while True:
            try:
                chunk = list(islice(records, size))
            except csv.Error as error:
                raise FileRejected("file-damaged", file=path.name, format=MEDIA) from error
            if not chunk:
                return
            total += len(chunk)
            if total > _MOST_ROWS:
                raise _too_large(path, total, len(chunk[0]), _MOST_ROWS)
            if len(legible) > 200_000:
                legible.clear()
            for row in chunk:
                for index, raw in enumerate(row):
                    shown = legible.get(raw)
                    if shown is None:
                        shown = legible[raw] = clean(_unwrapped(raw))
                    row[index] = shown
            yield chunk


def _narrow(records: Iterable[list[str]], path: Path) -> Iterator[list[str]]:
    """The records, one by one; thousands of absurd width must not come together in memory."""
    for row in records:
        if len(row) > _MOST_COLUMNS:
            raise _too_large(path, 1, len(row), _MOST_COLUMNS)
        yield row


def _too_large(path: Path, rows: int, columns: int, limit: int) -> FileRejected:
    return FileRejected("file-sheet-too-large", file=path.name, rows=rows, columns=columns, limit=limit)


def _records(text: str, separator: str, file: str) -> list[list[str]]:
    # The limit is one for the whole process: it may only rise, or other readers of csv would stumble over it.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise FileRejected("file-damaged", file=file, format=MEDIA) from error
        # Quotes inside a field that nobody doubled: the lenient reading keeps them as they stand.
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _separator(text: str) -> str:
    """The separator most lines agree on, a comma where none does. Quoted fields may hold any: they are left out."""
    sample = [line for line in _QUOTED.sub("", text[:200_000]).splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, best_share = ",", 0.0
    for separator in _SEPARATORS:
        used = [count for line in sample if (count := line.count(separator))]
        if not used:
            continue
        common = max(set(used), key=used.count)
        share = used.count(common) / len(sample) + (0.01 if separator == "," else 0)
        if share > best_share:
            best, best_share = separator, share
    return best


def _unwrapped(field: str) -> str:
    """The text of `="0012"`, which keeps a spreadsheet program from taking a code for a number."""
    return field[2:-1] if len(field) > 3 and field.startswith('="') and field.endswith('"') else field
