"""The door of the file formats: from a path to a `Content`, or to one clear sentence why there is none.

One module per format, found by scanning this folder; each tells its ending (`SUFFIXES`), its short name (`MEDIA`),
how to know its files (`matches`) and how to read them (`read`). What comes in is hostile until it has passed the
checks here.
"""

from __future__ import annotations

import logging
import pkgutil
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from analytics.errors import Explained, FileRejected
from analytics.reading.content import Content
from analytics.reading.formats.containers import Beginning, look
from analytics.reading.formats.rectangles import AreasOverlap
from analytics.reading.limits import Exhausted, bounded

__all__ = ["MAX_BYTES", "MEDIA", "limit_of", "read_content"]

MAX_BYTES = 100_000_000
MAX_BLOCKS = 200_000  # paragraphs and tables: about four thousand pages
MAX_GRIDS = 3_000
MAX_COLUMNS = 1_000  # of one table; the widest publications have about sixty, and every heading is compared with all
MAX_LONG_BYTES = 500_000_000  # of formats that are read in passes
_WITHOUT_MACROS = frozenset({".xlsx", ".docx"})  # endings that promise none
_READ_IN_PASSES = frozenset({".csv", ".parquet"})

_log = logging.getLogger(__name__)


class FormatReader(Protocol):
    """What a module of this folder offers when it reads a file format."""

    MEDIA: str
    SUFFIXES: tuple[str, ...]

    def matches(self, beginning: Beginning) -> bool:
        """Whether a file with this beginning is of this format."""

    def read(self, path: Path) -> Content:
        """The content of a file of this format."""


@cache
def readers() -> tuple[FormatReader, ...]:
    """The formats found in this folder, by name."""
    found = []
    for entry in sorted(pkgutil.iter_modules(__path__), key=lambda item: item.name):
        module = import_module(f"{__name__}.{entry.name}")
        if all(hasattr(module, name) for name in ("MEDIA", "SUFFIXES", "matches", "read")):
            found.append(cast(FormatReader, module))
    return tuple(found)


MEDIA = MappingProxyType({suffix: reader.MEDIA for reader in readers() for suffix in reader.SUFFIXES})


def limit_of(path: Path) -> int:
    """The most bytes that a file of this ending may have."""
    return MAX_LONG_BYTES if path.suffix.lower() in _READ_IN_PASSES else MAX_BYTES


def read_content(path: Path, max_bytes: int | None = None) -> Content:
    """The content of a file.

    Raises FileRejected, with one sentence that names the file and what to do next, when the file is missing, empty,
    larger than `max_bytes` (where none is given, than `limit_of` the path), of no known format, under an ending that is
    not its own, damaged, protected, without text, or made to exhaust the reader.
    """
    _check_size(path, limit_of(path) if max_bytes is None else max_bytes)
    try:
        beginning = look(path)
    except OSError as error:
        raise FileRejected("file-unreadable", file=path.name) from error
    reader = _reader_for(path, beginning)
    if beginning.has_macros and path.suffix.lower() in _WITHOUT_MACROS:
        raise FileRejected("file-macros-hidden", file=path.name, ending=path.suffix.lower())
    try:
        with bounded():
            content = reader.read(path)
    except Explained:
        raise
    except AreasOverlap as error:
        raise FileRejected("file-damaged", file=path.name, format=reader.MEDIA) from error
    except Exhausted as error:
        raise FileRejected("file-exhausting", file=path.name) from error
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # Libraries fail on hostile files in every way there is (calamine even with a panic, which is no Exception).
        # None of it may stop the run, and what they print may repeat the file, so only the kind of error is logged.
        _log.info("reading as %s failed with %s", reader.MEDIA, type(error).__name__)
        raise FileRejected("file-damaged", file=path.name, format=reader.MEDIA) from error
    if len(content.blocks) > MAX_BLOCKS or sum(1 for _ in content.grids) > MAX_GRIDS:
        raise FileRejected("file-exhausting", file=path.name)
    widest = max((grid.width for grid in content.grids), default=0)
    if widest > MAX_COLUMNS:
        raise FileRejected("file-table-too-wide", file=path.name, columns=widest, limit=MAX_COLUMNS)
    if content.is_empty:
        raise FileRejected("file-without-text", file=path.name)
    return replace(content, notes=(*content.notes, "macros-not-run")) if beginning.has_macros else content


def _check_size(path: Path, max_bytes: int) -> None:
    try:
        is_file, size = path.is_file(), path.stat().st_size
    except (OSError, ValueError) as error:
        raise FileRejected("file-missing", file=path.name) from error
    if not is_file:
        raise FileRejected("file-missing", file=path.name)
    if size == 0:
        raise FileRejected("file-empty", file=path.name)
    if size > max_bytes:
        raise FileRejected("file-too-large", file=path.name, size=-(-size // 1_000_000), limit=max_bytes // 1_000_000)


def _reader_for(path: Path, beginning: Beginning) -> FormatReader:
    """The reader whose format the bytes show, if the ending says the same."""
    suffix = path.suffix.lower()
    if "WordDocument" in beginning.parts:
        raise FileRejected("file-old-word", file=path.name)
    found = next((reader for reader in readers() if reader.matches(beginning)), None)
    if found is None:
        raise FileRejected(
            "file-format-unknown", file=path.name, formats=", ".join(reader.MEDIA for reader in readers())
        )
    if suffix not in found.SUFFIXES:
        raise FileRejected(
            "file-ending-lies", file=path.name, ending=suffix or "-", format=found.MEDIA, proper=found.SUFFIXES[0]
        )
    return found
