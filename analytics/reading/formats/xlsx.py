"""XLSX workbooks: cells through calamine, and what it leaves out straight from the parts of the package.

Flows in: an .xlsx or .xlsm file. Flows out: one grid per sheet. The parts are searched as bytes before calamine opens
the file, because a sheet with two cells at its far corners would make it reserve memory for 17 billion.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from python_calamine import CalamineWorkbook

from analytics.reading.content import Content
from analytics.reading.formats.containers import Beginning
from analytics.reading.formats.rectangles import check_size
from analytics.reading.formats.spreadsheets import Place, SheetMarks, read_workbook

MEDIA = "xlsx"
SUFFIXES = (".xlsx", ".xlsm")

_MAIN = "{*}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BUILT_IN_PERCENT = frozenset({9, 10})
_MOST_DIGITS = 10
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')

_CHUNK = 4 << 20
# Longer than any tag of a cell; a match never spans more than this.
_OVERLAP = 4096
# Columns of any number of letters, small ones too, and rows of any number of digits: calamine takes them all.
_COLUMNS = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,20})\d")
_ROWS = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]{0,20}(\d{1,20})[\"']")
# A place beyond Z99999, as writers of workbooks put it; within it calamine reserves no more than a few million cells.
_FAR = re.compile(rb' r="(?:[A-Za-z]{2,}\d|[A-Za-z]?\d{6}|[a-z])')
_BLANKS = (b" ", b"\t", b"\n", b"\r")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*\bhidden=[\"'](?:1|true)[\"']")
_ERROR = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\bt=[\"']e[\"'])[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>"
    rb"(?:(?!</(?:\w+:)?c>).){0,2000}?<(?:\w+:)?v>([^<]{1,20})<",
    re.DOTALL,
)
# A formula whose result was never written: programs that write workbooks leave it to the next one that opens them.
# The result of a text may be empty, and then it is.
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b(?![^>]*\bt=[\"']str[\"'])[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>\s*"
    rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]{0,8192}</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
UNCOMPUTED = "#未计算"
_CELL = re.compile(rb"<(?:\w+:)?c\b(?=[^>]*\bs=[\"'](\d{1,6})[\"'])[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")


def matches(beginning: Beginning) -> bool:
    """Whether the package holds a workbook."""
    return "xl/workbook.xml" in beginning.parts


def read(path: Path) -> Content:
    """Read a workbook; the door has already checked the package."""
    marks = _marks(path)
    with CalamineWorkbook.from_path(path) as workbook:
        return read_workbook(workbook, MEDIA, path.name, marks)


def _marks(path: Path) -> dict[str, SheetMarks]:
    with zipfile.ZipFile(path) as package:
        percent_styles = _percent_styles(package)
        marks = {}
        for name, part in _sheet_parts(package):
            if part in package.namelist():
                marks[name] = _sheet_marks(package, part, percent_styles, path.name)
        return marks


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Sheet names with the package parts that hold them."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _parse(package, "xl/_rels/workbook.xml.rels").iter(f"{_MAIN}Relationship")
    }
    for sheet in _parse(package, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION) or sheet.get(_STRICT_RELATION)) or ""
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        yield sheet.get("name", ""), part


def _percent_styles(package: zipfile.ZipFile) -> frozenset[int]:
    """Indexes of the cell styles whose number format shows a percentage."""
    if "xl/styles.xml" not in package.namelist():
        return frozenset()
    styles = _parse(package, "xl/styles.xml")
    formats = set(_BUILT_IN_PERCENT)
    for entry in styles.iter(f"{_MAIN}numFmt"):
        if "%" in _QUOTED.sub("", entry.get("formatCode", "")):
            formats.add(_whole(entry.get("numFmtId", "")))
    cell_styles = styles.find(f"{_MAIN}cellXfs")
    if cell_styles is None:
        return frozenset()
    return frozenset(
        index
        for index, style in enumerate(cell_styles.iterchildren(f"{_MAIN}xf"))
        if _whole(style.get("numFmtId", "0")) in formats
    )


def _whole(text: str) -> int:
    """The whole number that a text writes; -1, which no format has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS else -1


def _sheet_marks(package: zipfile.ZipFile, part: str, percent_styles: frozenset[int], file: str) -> SheetMarks:
    marks = SheetMarks()
    columns: set[bytes] = set()
    last_row = 0
    with package.open(part) as stream:
        kept = b""
        while chunk := stream.read(_CHUNK):
            text = kept + chunk
            kept = text[-_OVERLAP:]
            if _may_reach_far(text):
                columns.update(_COLUMNS.findall(text))
                last_row = max(last_row, max(map(int, set(_ROWS.findall(text))), default=0))
            if b"hidden=" in text:
                marks.has_hidden_rows = marks.has_hidden_rows or _HIDDEN_ROW.search(text) is not None
            if b't="e"' in text or b"t='e'" in text:
                marks.errors.update(
                    (_place(column, row), error.decode("ascii", "replace"))
                    for column, row, error in _ERROR.findall(text)
                )
            if b"<f" in text or b":f" in text:
                marks.errors.update((_place(column, row), UNCOMPUTED) for column, row in _UNCOMPUTED.findall(text))
            if percent_styles:
                marks.percents.update(
                    _place(column, row) for style, column, row in _CELL.findall(text) if int(style) in percent_styles
                )
    check_size(last_row, max(map(_column_number, columns), default=0), file)
    return marks


def _may_reach_far(text: bytes) -> bool:
    """Whether a piece of a sheet may hold a far place: it does so as writers put it, or puts its places otherwise."""
    plain = text.count(b' r="') + text.count(b':r="')  # the latter declares or bears a prefix, and is no place
    is_plain = text.count(b'r="') == plain == text.count(b"r=")
    is_spaced = any(blank in text and b"r" + blank + b"=" in text for blank in _BLANKS)
    return not is_plain or is_spaced or _FAR.search(text) is not None


def _place(column: bytes, row: bytes) -> Place:
    return int(row) - 1, _column_number(column) - 1


def _column_number(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _parse(package: zipfile.ZipFile, part: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(package.read(part), parser)
