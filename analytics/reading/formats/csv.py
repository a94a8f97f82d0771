"""CSV files: one sheet without formats, in whatever encoding and with whatever separator the office's program used.

Flows in: a .csv file. Flows out: one grid whose rows are the records of the file, so that row numbers are those a
spreadsheet program shows.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from analytics.errors import FileRejected
from analytics.reading.content import Content
from analytics.reading.formats.containers import OLE_MARK, ZIP_MARK, Beginning
from analytics.reading.formats.decoding import decode, looks_like_markup, looks_like_text
from analytics.reading.formats.legible import clean
from analytics.reading.formats.rectangles import check_size, make_grid

MEDIA = "csv"
SUFFIXES = (".csv",)

_SEPARATORS = (",", "\t", ";", "，", "|")
_SAMPLE_LINES = 200
_NOT_TEXT = (ZIP_MARK, OLE_MARK, b"%PDF-", b"{\\rtf", b"<")


def matches(beginning: Beginning) -> bool:
    """Whether the file is text, and no markup."""
    head = beginning.head
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(_NOT_TEXT):
        return False
    return looks_like_text(head) and not looks_like_markup(head)


def read(path: Path) -> Content:
    """Read the records.

    Raises FileRejected (`file-csv-binary`) when the text holds NUL characters, and (`file-damaged`) when a quoted field
    never ends.
    """
    decoded = decode(path.read_bytes(), path.name)
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
    # Columns repeat their values: each is made legible once.
    legible = {field: clean(_unwrapped(field)) for row in rows for field in row}
    texts = [[legible[field] for field in row] for row in rows]
    notes = () if decoded.is_whole else ("text-partly-illegible",)
    return Content(MEDIA, (make_grid("sheet:csv", None, texts),), encoding=decoded.encoding, notes=notes)


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
    """The separator that most lines agree on; a comma where none does.

    Lines inside quoted fields disturb the count little, since only the share of lines with the same count matters.
    """
    sample = [line for line in text[:200_000].splitlines()[:_SAMPLE_LINES] if line.strip()]
    best, best_share = ",", 0.0
    for separator in _SEPARATORS:
        counts = [_outside_quotes(line, separator) for line in sample]
        used = [count for count in counts if count]
        if not used:
            continue
        common = max(set(used), key=used.count)
        share = used.count(common) / len(sample) + (0.01 if separator == "," else 0)
        if share > best_share:
            best, best_share = separator, share
    return best


def _outside_quotes(line: str, separator: str) -> int:
    return sum(piece.count(separator) for piece in line.split('"')[::2])


def _unwrapped(field: str) -> str:
    """The text of `="0012"`, which keeps a spreadsheet program from taking a code for a number."""
    return field[2:-1] if len(field) > 3 and field.startswith('="') and field.endswith('"') else field
