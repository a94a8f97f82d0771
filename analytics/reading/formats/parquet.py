"""Parquet files: one table with typed columns, read in passes when it is long.

Flows in: a .parquet file. Flows out: one grid of texts, as the same table written as CSV would give it: a line with the
marker where the metadata name the table (`models.templates.TABLE_KEY`) or with their `title` where they tell no more, a
line of headings, and the rows below. So the first row of a marked table stands in row 3, in either form.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analytics.errors import FileRejected
from analytics.reading.collector import without_collector
from analytics.reading.content import Content, Grid, Lines, PlainRows, Tail
from analytics.reading.formats.containers import Beginning
from analytics.reading.formats.legible import clean
from analytics.reading.formats.parquet_pages import MOST_FOOTER, Unsound, check_pages, read_footer
from analytics.reading.formats.rectangles import MAX_CELLS, make_grid
from models.templates import MARK, PARENT_NO, RECORD_NO, TABLE_KEY

MEDIA = "parquet"
SUFFIXES = (".parquet",)

_PART = "sheet:parquet"
_MARKS = (b"PAR1", b"PARE")  # in the open, and encrypted
_MOST_ROWS = 5_000_000
_MOST_COLUMNS = 1_000
_LONGEST_TEXT = 100_000  # characters; a cell of a spreadsheet has at most 32 767
_MOST_TEXT = 1_000_000_000  # bytes of all cells; a word of a dictionary can stand in five million rows
_LONG_HEAD = 5_000
_STEP = 20_000
_CLOCK = "Asia/Shanghai"
_DIGITS = {16: 3, 32: 7, 64: 15}  # significant digits of floating numbers by their bits
_LONGEST_TITLE = 80
_FAILURES = (pa.ArrowException, OSError, ValueError, LookupError, OverflowError, MemoryError)


def matches(beginning: Beginning) -> bool:
    """Whether the file begins with the mark of the format, in the open or encrypted."""
    return beginning.head.startswith(_MARKS)


def read(path: Path) -> Content:
    """Read the rows.

    Raises FileRejected: encrypted, cut off, of absurd size, unpacking to too much, with columns that hold more than one
    value or no text, number, day or yes and no, or one of several tables that refer to each other.
    """
    rows, words = _check(path)
    try:
        with _opened(path) as file:
            head = _head(file.schema_arrow, path)
        columns = len(head[-1])
        if rows * columns <= MAX_CELLS:
            with without_collector():
                return Content(MEDIA, (make_grid(_PART, None, [*head, *_all(path, words)]),))
        first = next(_lines(path, words, 0, _LONG_HEAD), [])
    except _FAILURES as error:
        raise _damaged(path) from error
    shown = [*head, *first]
    tail = Tail(len(shown), partial(_lines, path, words, len(first), _STEP))
    return Content(MEDIA, (Grid(_PART, None, PlainRows(_PART, shown, None, columns, range(len(shown))), tail),))


def _opened(path: Path, words: Sequence[str] = ()) -> pq.ParquetFile:
    """The file, its columns of `words` left as dictionaries, so that a word stands in memory once however often it is
    used. Types that the file would have the library load are not heeded.
    """
    return pq.ParquetFile(
        path,
        read_dictionary=list(words),
        buffer_size=1 << 16,
        thrift_string_size_limit=MOST_FOOTER,
        thrift_container_size_limit=1_000_000,
        page_checksum_verification=True,
        arrow_extensions_enabled=False,
    )


def _damaged(path: Path) -> FileRejected:
    """A file whose reading failed; what the library says may repeat the file and is not passed on."""
    return FileRejected("file-damaged", file=path.name, format=MEDIA)


# --- what the file claims --------------------------------------------------------------------------------------------


def _check(path: Path) -> tuple[int, frozenset[int]]:
    """How many rows a file has and which columns use a dictionary, after a look at all that reading it would take."""
    try:
        with path.open("rb") as file:
            footer = read_footer(file)
            if not 0 <= footer.rows <= _MOST_ROWS:
                raise _too_large(path, footer.rows, len(footer.groups[0]) if footer.groups else 0)
            return footer.rows, check_pages(file, footer.groups, _MOST_ROWS)
    except Unsound as unsound:
        raise FileRejected(unsound.code, file=path.name, format=MEDIA, **unsound.params) from unsound


def _too_large(path: Path, rows: int, columns: int) -> FileRejected:
    return FileRejected("file-sheet-too-large", file=path.name, rows=rows, columns=columns, limit=_MOST_ROWS)


def _head(schema: pa.Schema, path: Path) -> list[list[str]]:
    """The lines above the rows: the marker where the file names its table, and the headings."""
    if not len(schema):
        raise FileRejected("file-without-text", file=path.name)
    if len(schema) > _MOST_COLUMNS:
        raise FileRejected("file-table-too-wide", file=path.name, columns=len(schema), limit=_MOST_COLUMNS)
    for number, column in enumerate(schema, start=1):
        if not _is_plain(column.type):
            code = "file-parquet-nested" if pa.types.is_nested(column.type) else "file-parquet-type"
            raise FileRejected(code, file=path.name, column=number)
    headings = [clean(name) for name in schema.names]
    if not {RECORD_NO, PARENT_NO}.isdisjoint(headings):
        raise FileRejected("file-parquet-family", file=path.name, own=RECORD_NO, parent=PARENT_NO)
    return [*_above(schema.metadata or {}, len(headings)), headings]


def _above(metadata: Mapping[bytes, bytes], width: int) -> Iterator[list[str]]:
    """The marker of the table that the metadata name, or their title."""
    table, title = (clean(metadata.get(key, b"").decode("utf-8", "replace")) for key in (TABLE_KEY.encode(), b"title"))
    title = " ".join(title.split())[:_LONGEST_TITLE]
    line = f"{MARK}：{title}（{table[:_LONGEST_TITLE]}）" if table else title
    if line:
        yield [line, *[""] * (width - 1)]


def _is_plain(kind: pa.DataType) -> bool:
    """Whether the values of a column are such as stand in one cell of a register."""
    types = pa.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    return any(
        is_kind(kind)
        for is_kind in (
            types.is_string, types.is_large_string, types.is_string_view, types.is_boolean, types.is_integer,
            types.is_floating, types.is_decimal, types.is_date, types.is_timestamp, types.is_null,
        )
    )  # fmt: skip


# --- rows ------------------------------------------------------------------------------------------------------------


def _all(path: Path, words: Collection[int]) -> Iterator[Sequence[str]]:
    return (line for lines in _lines(path, words, 0, _STEP) for line in lines)


def _lines(path: Path, words: Collection[int], skip: int, size: int) -> Iterator[Lines]:
    """The rows after the first `skip`, legible, in chunks of at most `size`. Raises FileRejected like `read`."""
    try:
        with without_collector():
            yield from _chunks(path, words, skip, size)
    except _FAILURES as error:
        raise _damaged(path) from error


def _chunks(path: Path, words: Collection[int], skip: int, size: int) -> Iterator[Lines]:
    texts = _Texts(path)
    with _opened(path) as plain:
        named = [c.name for n, c in enumerate(plain.schema_arrow) if n in words and _is_text(c.type)]
    seen = 0
    with _opened(path, named) as file:
        for group in range(file.metadata.num_row_groups):
            for batch in file.iter_batches(size, row_groups=[group], use_threads=False):
                seen += len(batch)
                kept = batch.slice(min(len(batch), max(0, skip - (seen - len(batch)))))
                if len(kept):
                    yield texts.of(kept)
        if seen != file.metadata.num_rows:
            raise ValueError("the row groups give another number of rows than the file claims")


def _is_text(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


@dataclass(slots=True)
class _Texts:
    """Makes the lines of one pass, and counts how much text they hold together."""

    path: Path
    bytes: int = 0
    legible: dict[str, str] = field(default_factory=dict)

    def of(self, batch: pa.RecordBatch) -> Lines:
        """The rows of a batch."""
        return list(map(list, zip(*map(self._column, batch.columns), strict=True)))

    def _column(self, column: pa.Array) -> list[str]:
        """The cells of a column: each value is made a text once."""
        if pa.types.is_null(column.type):
            return [""] * len(column)
        if pa.types.is_dictionary(column.type):
            used = column.indices.dictionary_encode()
            codes, values = used.indices, column.dictionary.take(used.dictionary)
        else:
            coded = column.dictionary_encode()
            codes, values = coded.indices, coded.dictionary
        if _is_text(values.type):
            self._count(values, codes)
        texts = [*self._shown(values), ""]
        return list(map(texts.__getitem__, pc.fill_null(codes, len(values)).to_pylist()))

    def _count(self, values: pa.Array, codes: pa.Array) -> None:
        """Refuse a text too long for a cell, and more text than a register has."""
        lengths = pc.binary_length(values)
        if (pc.max(lengths).as_py() or 0) > 4 * _LONGEST_TEXT:  # a character has four bytes at most
            raise FileRejected("file-parquet-text-too-long", file=self.path.name, limit=_LONGEST_TEXT)
        self.bytes += pc.sum(lengths.cast(pa.int64()).take(codes)).as_py() or 0
        if self.bytes > _MOST_TEXT:
            raise FileRejected("file-unpacks-too-large", file=self.path.name, limit=_MOST_TEXT // 1_000_000)

    def _shown(self, values: pa.Array) -> list[str]:
        kind = values.type
        if _is_text(kind):
            texts = values.to_pylist()
            if len(self.legible) > 200_000:
                self.legible.clear()
            for text in texts:
                if text is not None and text not in self.legible:
                    self.legible[text] = clean(text)
                    if len(text) > _LONGEST_TEXT:
                        raise FileRejected("file-parquet-text-too-long", file=self.path.name, limit=_LONGEST_TEXT)
            return ["" if text is None else self.legible[text] for text in texts]
        if pa.types.is_timestamp(kind):
            values = _on_the_wall(values)
        digits = _DIGITS[kind.bit_width] if pa.types.is_floating(kind) else 0
        return ["" if value is None else _text(value, digits) for value in values.to_pylist()]


def _on_the_wall(moments: pa.Array) -> pa.Array:
    """Instants as the clocks of the offices show them, to the second; those without a zone are such already."""
    if moments.type.tz is not None:
        moments = pc.local_timestamp(moments.cast(pa.timestamp(moments.type.unit, _CLOCK)))
    return moments.cast(pa.timestamp("s"), safe=False)


def _text(value: bool | float | Decimal | date, digits: int) -> str:
    """A value as people write it.

    Floating numbers are taken to the digits that they are exact to (15 of them, as a spreadsheet shows).

    >>> _text(True, 0), _text(Decimal("1E+3"), 0), _text(0.1 + 0.2, 15), _text(date(2024, 3, 1), 0)
    ('是', '1000', '0.3', '2024-03-01')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        value = Decimal(format(value, f".{digits}g"))
        return _without_zeros(format(value, "f")) if value.is_finite() else str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
