"""What reading a Parquet file would take, seen from its footer and the headers of its pages before any is unpacked.

Flows in: the open file. Flows out: how many rows its footer claims, or Unsound with the reason. The sizes in the footer
are claims that no library checks; the header of a page is what its buffers are made after. The library is not asked
for either: on some footers it ends the whole process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

MOST_FOOTER = 16_000_000  # bytes
MOST_GROUPS = 10_000
MOST_PAGES = 100_000
MOST_UNPACKED = 2_000_000_000  # bytes of all pages together
MOST_HELD = 400_000_000  # bytes of the pages that stand in memory at a time: of each column the largest and the words
_MAGIC, _ENCRYPTED = b"PAR1", b"PARE"
_WINDOWS = (1 << 14, 1 << 20)  # bytes that hold a header; that of a page with long statistics may be a megabyte

_DATA, _DICTIONARY, _DATA_V2 = 0, 2, 3
# Plain, by dictionary, run lengths, and numbers by difference. A text by its difference from the text before it
# (DELTA_BYTE_ARRAY) is not among them: a page of a megabyte can hold a terabyte so.
_LENGTHS = 6  # DELTA_LENGTH_BYTE_ARRAY
_ENCODINGS = frozenset({0, 2, 3, 4, 5, _LENGTHS, 8, 9})
_BYTE, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT, _UUID = 3, 7, 8, 9, 10, 11, 12, 13
_INTEGERS = frozenset({4, 5, 6})
_YES, _NO = 1, 2
_DEEPEST = 8

Fields = dict[int, Any]


class Unsound(Exception):
    """Pages that are not read: `code` and `params` of the message that says why."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where the pages of one column of one row group stand, and how many values they hold."""

    start: int
    size: int
    values: int


@dataclass(frozen=True, slots=True)
class _Page:
    kind: int
    unpacked: int
    packed: int
    values: int
    encoding: int


@dataclass(frozen=True, slots=True)
class Footer:
    """What the footer claims: the rows of all row groups, and where the columns of each stand."""

    rows: int
    groups: list[list[Stretch]]


def read_footer(file: BinaryIO) -> Footer:
    """The footer of a file.

    Raises Unsound: encrypted in whole or in part (`file-protected`), cut off or no footer (`file-damaged`), of too many
    row groups (`file-exhausting`).
    """
    start = file.read(len(_MAGIC))
    end = file.seek(0, 2) - 8
    file.seek(max(0, end))
    last = file.read(8)
    if _ENCRYPTED in (start, last[4:]):
        raise Unsound("file-protected")
    size = int.from_bytes(last[:4], "little")
    if last[4:] != _MAGIC or size > min(MOST_FOOTER, end - len(_MAGIC)):
        raise Unsound("file-damaged")
    file.seek(end - size)
    try:
        fields, _ = _struct(file.read(size), 0, 0)
        if 8 in fields:  # the columns are encrypted, the footer is not
            raise Unsound("file-protected")
        groups = fields[4]
        if len(groups) > MOST_GROUPS:
            raise Unsound("file-exhausting")
        counts = [_number(group[3]) for group in groups]
        found = Footer(_number(fields[3]), [[_stretch(column) for column in group[1]] for group in groups])
    except (LookupError, TypeError, AttributeError) as error:
        raise Unsound("file-damaged") from error
    if min(counts, default=0) < 0 or sum(counts) != found.rows:
        raise Unsound("file-damaged")
    return found


def _stretch(column: Fields) -> Stretch:
    """Where a column stands by its description (ColumnChunk, and its ColumnMetaData)."""
    if 8 in column or 9 in column:
        raise Unsound("file-protected")
    if 1 in column:  # its data are said to lie in another file
        raise Unsound("file-damaged")
    told = column[3]
    start, words = _number(told[9]), _number(told.get(11, 0))
    return Stretch(words if 0 < words < start else start, _number(told[7]), _number(told[5]))


def check_pages(file: BinaryIO, groups: Iterable[Sequence[Stretch]], most_rows: int) -> frozenset[int]:
    """Walk over the headers of all pages, row group by row group; the columns whose words stand in a dictionary.

    Raises Unsound where they unpack to too much, are encoded in a way that hides how much, or are no headers at all
    (`file-damaged`).
    """
    pages = unpacked = 0
    by_words: set[int] = set()
    by_lengths: set[int] = set()
    for stretches in groups:
        held = 0
        for column, stretch in enumerate(stretches):
            largest = words = 0
            for page in _pages(file, stretch):
                pages += 1
                unpacked += page.unpacked
                if page.kind == _DICTIONARY:
                    words += page.unpacked
                    by_words.add(column)
                    if page.values > min(page.unpacked, most_rows):
                        raise Unsound("file-damaged")  # room is made for as many words as the header claims
                else:
                    largest = max(largest, page.unpacked)
                    if page.encoding == _LENGTHS:
                        by_lengths.add(column)
                if pages > MOST_PAGES or unpacked > MOST_UNPACKED or held + largest + words > MOST_HELD:
                    raise Unsound("file-unpacks-too-large", limit=MOST_HELD // 1_000_000)
            held += largest + words
    if by_words & by_lengths:
        raise Unsound("file-parquet-encoding")  # the library reads one or the other
    return frozenset(by_words)


def _pages(file: BinaryIO, stretch: Stretch) -> Iterator[_Page]:
    """The pages of a column, until they have given its values."""
    at, end, seen = stretch.start, stretch.start + stretch.size, 0
    if stretch.start < 0 or stretch.size < 0:
        raise Unsound("file-damaged")
    while at < end and seen < stretch.values:
        page, length = _page(file, at)
        at += length + page.packed
        if page.packed < 0 or page.unpacked < 0 or page.values < 0 or at > end:
            raise Unsound("file-damaged")
        if page.kind in (_DATA, _DATA_V2):
            seen += page.values
            if page.encoding not in _ENCODINGS:
                raise Unsound("file-parquet-encoding")
        yield page


def _page(file: BinaryIO, at: int) -> tuple[_Page, int]:
    """The header of a page, and its length."""
    for window in _WINDOWS:
        file.seek(at)
        data = file.read(window)
        try:
            fields, length = _struct(data, 0, 0)
            kind = _number(fields[1])
            inner = fields.get({_DATA: 5, _DICTIONARY: 7, _DATA_V2: 8}.get(kind, 6), {})
            values = _number(inner.get(1, 0))
            encoding = _number(inner.get(4 if kind == _DATA_V2 else 2, 0))
            return _Page(kind, _number(fields[2]), _number(fields[3]), values, encoding), length
        except IndexError:
            continue  # the window ends inside the header
        except (KeyError, TypeError, AttributeError) as error:
            raise Unsound("file-damaged") from error
    raise Unsound("file-damaged")


def _number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError("no number")
    return value


# --- Thrift, in its compact form -------------------------------------------------------------------------------------


def _struct(data: bytes, at: int, depth: int) -> tuple[Fields, int]:
    """The numbers, structs and lists of a struct by field, and where it ends. IndexError where the data ends first."""
    found: Fields = {}
    last = 0
    while (head := data[at]) != 0:
        at += 1
        if head >> 4:
            last += head >> 4
        else:
            last, at = _integer(data, at)
        if last in found:  # which of the two counts is for every program to decide
            raise Unsound("file-damaged")
        kind = head & 15
        if kind in (_YES, _NO):
            found[last] = None
        else:
            found[last], at = _value(data, at, kind, depth)
    return found, at + 1


def _value(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if depth > _DEEPEST:
        raise Unsound("file-damaged")
    if kind in _INTEGERS:
        return _integer(data, at)
    if kind == _STRUCT:
        return _struct(data, at, depth + 1)
    if kind == _BINARY:
        size, at = _varint(data, at)
        return None, at + size
    if kind in (_LIST, _SET):
        head = data[at]
        size, at = (_varint(data, at + 1)) if head >> 4 == 15 else (head >> 4, at + 1)
        found = []
        for _ in range(size):
            element, at = _element(data, at, head & 15, depth)
            found.append(element)
        return found, at
    width: Mapping[int, int] = {_YES: 1, _NO: 1, _BYTE: 1, _DOUBLE: 8, _UUID: 16}
    if kind not in width:
        raise Unsound("file-damaged")  # a map, which neither footer nor headers have
    return None, at + width[kind]


def _element(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    """A value of a list; each takes a byte at least, so that the data ends a list that never does."""
    if at >= len(data):
        raise IndexError
    return _value(data, at, kind, depth + 1)


def _integer(data: bytes, at: int) -> tuple[int, int]:
    value, at = _varint(data, at)
    return (value >> 1) ^ -(value & 1), at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise Unsound("file-damaged")
