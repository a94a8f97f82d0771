"""What kind of file this is, seen from its first bytes and, for packed files, from the names of its parts.

Flows in: a path. Flows out: a `Beginning`, after the checks that must come before any library opens a packed file: is
it whole, is it protected, how much does it unpack to, does its XML try to define entities of its own.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import olefile

from analytics.errors import FileRejected

HEAD_BYTES = 8192
ZIP_MARK = b"PK\x03\x04"
OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# A publication of 100 MB that unpacks to more than this holds nothing that a county publishes.
MAX_UNPACKED = 500_000_000
MAX_PARTS = 20_000
# Text compresses about 10 to 40 times; only a bomb of noteworthy size goes far beyond.
MAX_RATIO = 300
_RATIO_COUNTS_FROM = 50_000_000
_CHUNK = 1 << 20
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"
_MARK = len("<!DOCTYPE")
# A tree takes ten to twenty times the bytes of its text. Sheets and shared strings are read without one.
MAX_TREE = 40_000_000
MAX_SMALL_PART = 10_000_000
_SMALL = ("xl/workbook", "xl/styles", "xl/_rels/", "_rels/", "[Content_Types]", "docProps/")
_LOCAL_HEADER = 30
_MACROS = re.compile(r"(?:^|/)(?:vbaProject\.bin$|_?VBA(?:_PROJECT_CUR)?/)", re.IGNORECASE)
_OUTSIDE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:")
_STORED, _DEFLATED = 0, 8
_LAST_SECTOR = 0xFFFFFFFA  # from here on a number says that a chain ends, or that a sector is free


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first bytes of a file, and the names of the parts of a packed one (zip entries, OLE streams)."""

    head: bytes
    parts: frozenset[str] = frozenset()

    @property
    def has_macros(self) -> bool:
        """Whether a packed file holds a project of macros."""
        return any(_MACROS.search(part) for part in self.parts)


def look(path: Path) -> Beginning:
    """The beginning of a file; packed files are checked before their parts are named.

    Raises FileRejected when a packed file is damaged, protected, or unpacks to too much.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if head.startswith(ZIP_MARK):
        return Beginning(head, _zip_parts(path))
    if head.startswith(OLE_MARK):
        return Beginning(head, _ole_parts(path))
    return Beginning(head)


def _zip_parts(path: Path) -> frozenset[str]:
    try:
        with zipfile.ZipFile(path) as packed:
            entries = packed.infolist()
            if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise FileRejected("file-unpacks-too-large", file=path.name, limit=MAX_UNPACKED // 1_000_000)
            if any(entry.flag_bits & 1 for entry in entries):
                raise FileRejected("file-protected", file=path.name)
            _check_directory(path, entries)
            unpacked = 0
            for entry in entries:
                unpacked += _unpacked_size(path, packed, entry)
            if unpacked > _RATIO_COUNTS_FROM and unpacked > MAX_RATIO * path.stat().st_size:
                raise FileRejected("file-unpacks-too-large", file=path.name, limit=MAX_UNPACKED // 1_000_000)
            return frozenset(entry.filename for entry in entries)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise FileRejected("file-damaged", file=path.name, format=path.suffix.lstrip(".").lower() or "zip") from error


def _check_directory(path: Path, entries: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse a package that two programs could read differently, or that unpacks the same bytes many times over.

    Nothing is ever unpacked to a folder here, so that names which lead outside do no harm; they still say what the file
    is made for.
    """
    names = {entry.filename.replace("\\", "/").lower() for entry in entries}
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    overlaps = any(
        one.header_offset + _LOCAL_HEADER + one.compress_size > other.header_offset for one, other in pairwise(ordered)
    )
    if len(names) < len(entries) or overlaps or any(_OUTSIDE.search(entry.filename) for entry in entries):
        raise FileRejected("file-package-unsound", file=path.name)


def _unpacked_size(path: Path, packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """Bytes that a part really unpacks to; the size its directory declares is a claim that other libraries ignore."""
    size = 0
    is_markup = False
    tail = b""
    for chunk in _unpack(packed, entry):
        if not size:
            is_markup = chunk.lstrip(_BEFORE_MARKUP)[:1] in {b"<", b""}
        size += len(chunk)
        if size > entry.file_size:
            raise ValueError("a part is larger than declared")
        if is_markup:
            text = (tail + chunk).replace(b"\0", b"")  # UTF-16 hides nothing
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                # Office formats forbid document types, so the only use of one here is an attack on the XML reader.
                raise FileRejected("file-unsafe", file=path.name)
            tail = text[-_MARK:]
    if size != entry.file_size:
        raise ValueError("a part is smaller than declared")
    most = MAX_SMALL_PART if entry.filename.startswith(_SMALL) else MAX_UNPACKED if _is_sheet(entry) else MAX_TREE
    if is_markup and size > most:
        raise FileRejected("file-unpacks-too-large", file=path.name, limit=most // 1_000_000)
    return size


def _is_sheet(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.startswith("xl/")


def _unpack(packed: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    if packed.fp is None:
        raise ValueError("the packed file is closed")
    packed.fp.seek(entry.header_offset)
    header = packed.fp.read(_LOCAL_HEADER)
    if len(header) < _LOCAL_HEADER or not header.startswith(ZIP_MARK):
        raise ValueError("a part has no header")
    packed.fp.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if entry.compress_type not in {_STORED, _DEFLATED}:
        raise ValueError("a part is packed in a way that office files are not")
    inflater = zlib.decompressobj(-15) if entry.compress_type == _DEFLATED else None
    left = entry.compress_size
    while left > 0:
        piece = packed.fp.read(min(_CHUNK, left))
        if not piece:
            raise EOFError("the file ends inside a part")
        left -= len(piece)
        if inflater is None:
            yield piece
            continue
        while piece:
            yield inflater.decompress(piece, _CHUNK)
            piece = inflater.unconsumed_tail
    if inflater is not None:
        yield inflater.flush()
        if not inflater.eof:
            raise EOFError("a packed part does not end")


def _ole_parts(path: Path) -> frozenset[str]:
    try:
        with olefile.OleFileIO(str(path)) as packed:
            parts = frozenset("/".join(names) for names in packed.listdir())
            _check_chains(packed)
    except (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise FileRejected("file-damaged", file=path.name, format=path.suffix.lstrip(".").lower() or "ole") from error
    if "EncryptedPackage" in parts:
        raise FileRejected("file-protected", file=path.name)
    return parts


def _check_chains(packed: Any) -> None:
    """ValueError where sectors follow one another in a circle or lead outside.

    olefile reads no further than a stream is long; calamine follows to the end, and a circle would fill all memory.
    """
    if not packed.num_difat_sectors and packed.first_difat_sector < _LAST_SECTOR:
        raise ValueError("a table of sectors is not counted")
    packed.loadminifat()
    _follow(packed.fat, packed.first_dir_sector)
    _follow(packed.fat, packed.first_mini_fat_sector)
    for entry in packed.direntries:
        if entry is not None and entry.entry_type in {olefile.STGTY_STREAM, olefile.STGTY_ROOT}:
            is_small = entry.entry_type == olefile.STGTY_STREAM and entry.size < packed.minisectorcutoff
            _follow(packed.minifat if is_small else packed.fat, entry.isectStart)


def _follow(table: Sequence[int], sector: int) -> None:
    """ValueError where a chain of sectors does not end."""
    for _ in range(len(table) + 1):
        if sector >= _LAST_SECTOR:
            return
        if sector >= len(table):
            raise ValueError("a chain of sectors leads outside")
        sector = table[sector]
    raise ValueError("a chain of sectors is a circle")
