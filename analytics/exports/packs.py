"""Packs read back: an assessment that was handed out, whatever its form, as the cells that its hashes speak of.

Flows in: a workbook, a zip of CSV files or a JSON document from anybody. Flows out: a `Pack`, or why the file is none;
nothing in it is run, and a file that unpacks to too much is refused before it is opened.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from analytics.errors import Explained, RunAborted
from analytics.exports.grounds import FORMAT, WHOLE, hash_of_rows
from analytics.exports.sheets import Column, cell_text, hash_of_cells
from analytics.exports.workbook import HEADING_ROW
from analytics.reading.formats.containers import look
from analytics.reports.map_points import COLUMNS
from analytics.reports.risk_map import column_label
from models.language import Language, sentences
from models.spreadsheets import would_be_run

_LARGEST = 500_000_000  # bytes of a JSON document
_LONGEST_FIELD = 200_000  # characters
_HASHES = "hashes"
_ACT = "act_"
# The formula of a cell, in either of the two namespaces that a workbook may use.
_FORMULAS = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main f",
    "http://purl.oclc.org/ooxml/spreadsheetml/main f",
}


@dataclass(frozen=True, slots=True)
class PackSheet:
    """One sheet as it stands in a pack: its headings, and the cells below them as text."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it was found. `sheets` are by key; `are_keys` says that headings are keys, not words of a language.

    `ambiguous` are the keys of sheets that another program may show otherwise than they are read here.
    """

    sheets: Mapping[str, PackSheet]
    are_keys: bool
    ambiguous: frozenset[str] = frozenset()

    def stated(self, what: str) -> dict[str, str]:
        """What the sheet of hashes states of one sort (run, rule, file, sheet, columns, format), by name."""
        return {row[1]: row[2] for row in self.sheets[_HASHES].rows if row[0] == what}

    @property
    def language(self) -> Language:
        """The language of its words."""
        return Language(self.stated("format")["language"])

    def changed_sheets(self) -> list[str]:
        """The keys of sheets whose cells or headings are others than their hashes say, or that are missing or new."""
        hashes, columns = self.stated("sheet"), self.stated("columns")
        changed = {key for key in hashes.keys() | self.sheets.keys() if key not in {WHOLE, _HASHES}}
        for key in list(changed):
            sheet = self.sheets.get(key)
            if sheet is None or key not in hashes or key not in columns:
                continue
            keys = columns[key].split(" ")
            if self._has_headings(sheet, keys) and hash_of_cells(keys, sheet.rows) == hashes[key]:
                changed.discard(key)
        rows = self.sheets[_HASHES].rows
        if not rows or rows[-1][:2] != ("sheet", WHOLE) or hash_of_rows(rows[:-1]) != rows[-1][2]:
            changed.add(_HASHES)
        return sorted(changed | self.ambiguous)

    def _has_headings(self, sheet: PackSheet, keys: Sequence[str]) -> bool:
        if self.are_keys:
            return list(sheet.headings) == list(keys)
        return [*sheet.headings] == [_heading(key, self.language) for key in keys]


def _heading(key: str, language: Language) -> str:
    if key.startswith(_ACT):
        act = key.removeprefix(_ACT)
        return column_label(act, language) if act in COLUMNS else act
    try:
        return Column(key).heading(language)
    except KeyError:  # a pack of another release may have columns that nobody knows here
        return key


def read_pack(path: Path) -> Pack:
    """Read an assessment back. Raises RunAborted when the file is none, or none of this format."""
    if not path.is_file():
        raise RunAborted("verify-no-file", file=path)
    readers = {".xlsx": _workbook, ".zip": _tables, ".json": _document}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise RunAborted("verify-not-a-pack", file=path.name)
    try:
        pack = reader(path)
        stated = pack.stated("format")
        if stated.get("format") != FORMAT or stated.get("language") not in set(Language):
            raise RunAborted("verify-not-a-pack", file=path.name)
    except Explained:
        raise
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise RunAborted("verify-not-a-pack", file=path.name) from error
    except (CalamineError, zipfile.BadZipFile, csv.Error) as error:
        raise RunAborted("verify-not-a-pack", file=path.name) from error
    return pack


def _workbook(path: Path) -> Pack:
    look(path)
    names = {
        texts[language.value]: code.removeprefix("assessment-sheet-").replace("-", "_")
        for code, texts in sentences().items()
        if code.startswith("assessment-sheet-")
        for language in Language
    }
    with zipfile.ZipFile(path) as packed:
        if any(_is_computed(packed.read(name)) for name in packed.namelist()):
            raise RunAborted("verify-computed-cells", file=path.name)
    book = CalamineWorkbook.from_path(str(path))
    found = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        headings = _trimmed([cell_text(cell) for row in rows[HEADING_ROW : HEADING_ROW + 1] for cell in row])
        found[names.get(name, name)] = PackSheet(headings, _body(rows[HEADING_ROW + 1 :], len(headings)))
    twice = _twice(names.get(name, name) for name in book.sheet_names)
    return Pack(found, are_keys=False, ambiguous=twice)


def _is_computed(part: bytes) -> bool:
    """Whether a part of a workbook has a cell that a spreadsheet computes anew.

    Only the figure of before is read here, and need not be what a reader sees there. What is no XML has no cells.
    """
    found = False

    def start(name: str, _: object) -> None:
        nonlocal found
        found = found or name in _FORMULAS

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    try:
        parser.Parse(part, True)
    except expat.ExpatError:
        return found
    return found


def _tables(path: Path) -> Pack:
    look(path)
    found = {}
    unguarded = set()
    with zipfile.ZipFile(path) as packed:
        keys = {name: name.removesuffix(".csv").partition("-")[2] for name in packed.namelist()}
        for name, key in keys.items():
            text = packed.read(name).decode("utf-8-sig")
            csv.field_size_limit(_LONGEST_FIELD)
            headings, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
            if any(would_be_run(cell) for row in (headings, *rows) for cell in row):
                unguarded.add(key)
            found[key] = PackSheet(tuple(headings), _body(rows, len(headings)))
    return Pack(found, are_keys=True, ambiguous=_twice(keys.values()) | unguarded)


def _twice(keys: Iterable[str]) -> frozenset[str]:
    """Keys of sheets that stand in a pack more than once: a reader may open the one, and this program the other."""
    return frozenset(key for key, times in Counter(keys).items() if times > 1)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON in which nothing is said twice; raises ValueError otherwise."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _document(path: Path) -> Pack:
    if path.stat().st_size > _LARGEST:
        raise RunAborted("verify-too-large", file=path.name)
    told: dict[str, Any] = json.loads(path.read_text("utf-8"), object_pairs_hook=_said_once)
    found = {}
    for key, sheet in told["sheets"].items():
        headings = tuple(sheet["columns"])
        rows = [[row[name] for name in headings] + [v for k, v in row.items() if k not in headings]
                for row in sheet["rows"]]  # fmt: skip
        found[key] = PackSheet(headings, _body(rows, len(headings)))
    pack = Pack(found, are_keys=True)
    whole = pack.stated("sheet").get(WHOLE)
    head = {"sha256": whole} | {name: pack.stated("run").get(name) for name in ("run", "snapshot", "as_of")}
    if any(told.get(name) != value for name, value in head.items()):
        raise RunAborted("verify-head-differs", file=path.name)
    return pack


def _body(rows: Sequence[Sequence[object]], width: int) -> tuple[tuple[str, ...], ...]:
    """Cells as texts, each row as wide as its headings; what stands further right stays, so that it is seen."""
    texts = [_trimmed([cell_text(cell) for cell in row]) for row in rows]
    while texts and not texts[-1]:
        texts.pop()
    return tuple((*row, *("",) * (width - len(row))) for row in texts)


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
