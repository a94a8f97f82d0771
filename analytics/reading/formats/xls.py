"""XLS workbooks (Excel 97-2003 and the older BIFF5): cells through calamine, the rest from the records of the file.

Flows in: an .xls file. Flows out: one grid per sheet. The stream of records is walked once before calamine opens the
file: it tells protection, sizes, percentages, error values and hidden rows, none of which calamine gives.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from struct import unpack_from

import olefile
from python_calamine import CalamineWorkbook

from analytics.errors import FileRejected
from analytics.reading.content import Content
from analytics.reading.formats.containers import Beginning
from analytics.reading.formats.rectangles import MAX_CELLS, check_size
from analytics.reading.formats.spreadsheets import Place, SheetMarks, read_workbook

MEDIA = "xls"
SUFFIXES = (".xls",)

_STREAMS = ("Workbook", "Book", "WORKBOOK", "BOOK")
# Record numbers of the Excel binary file format ([MS-XLS] 2.3).
_BOF, _FILEPASS, _BOUNDSHEET, _FORMAT, _XF, _ROW = {0x0809, 0x0409, 0x0209}, 0x2F, 0x85, 0x41E, 0xE0, 0x208
_FORMULA, _NUMBER, _LABEL, _BOOLERR, _RK, _LABELSST, _MULRK, _RSTRING = (
    0x06,
    0x203,
    0x204,
    0x205,
    0x27E,
    0xFD,
    0xBD,
    0xD6,
)
_CELLS = frozenset({_FORMULA, _NUMBER, _LABEL, _BOOLERR, _RK, _LABELSST, _MULRK, _RSTRING})
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BUILT_IN_PERCENT = frozenset({9, 10})
_ROW_HIDDEN = 0x20
_TEXT_HEAD = 8  # bytes of a record of a text up to its column
_FORMULA_ERROR = 2


@dataclass(slots=True)
class _Walk:
    """What the records told so far."""

    sheet_starts: list[int] = field(default_factory=list)
    percent_formats: set[int] = field(default_factory=lambda: set(_BUILT_IN_PERCENT))
    formats_of_styles: list[int] = field(default_factory=list)
    marks: dict[int, SheetMarks] = field(default_factory=dict)
    sizes: dict[int, Place] = field(default_factory=dict)


def matches(beginning: Beginning) -> bool:
    """Whether the container holds a stream of workbook records."""
    return any(name in beginning.parts for name in _STREAMS)


def read(path: Path) -> Content:
    """Read a workbook. Raises FileRejected when it is damaged or protected, or a sheet is too large."""
    try:
        walk = _walk(path)
    except (struct.error, IndexError) as error:  # a record holds less than its number says
        raise FileRejected("file-damaged", file=path.name, format=MEDIA) from error
    cells = sum(rows * columns for rows, columns in walk.sizes.values())
    for rows, columns in walk.sizes.values():
        check_size(rows, columns, path.name)
    if cells > MAX_CELLS:
        raise FileRejected("file-sheet-too-large", file=path.name, rows=cells, columns=1, limit=MAX_CELLS)
    with CalamineWorkbook.from_path(path) as workbook:
        # Records name a sheet by where it starts; the directory of sheets lists the starts in the order of the names.
        marks = {
            sheet.name: walk.marks[start]
            for sheet, start in zip(workbook.sheets_metadata, walk.sheet_starts, strict=False)
            if start in walk.marks
        }
        return read_workbook(workbook, MEDIA, path.name, marks)


def _walk(path: Path) -> _Walk:
    with olefile.OleFileIO(str(path)) as container:
        name = next(name for name in _STREAMS if container.exists(name))
        stream: bytes = container.openstream(name).read()
    walk = _Walk()
    sheet = 0
    for start, number, data in _records(stream, walk):
        if number in _BOF:
            sheet = start
        elif number == _FILEPASS:
            raise FileRejected("file-protected", file=path.name)
        elif number in _CELLS:
            _cell(walk, sheet, number, data)
        elif number == _ROW:
            if len(data) >= 16 and data[12] & _ROW_HIDDEN:
                walk.marks.setdefault(sheet, SheetMarks()).has_hidden_rows = True
        elif number == _BOUNDSHEET:
            walk.sheet_starts.append(unpack_from("<I", data)[0])
        elif number == _FORMAT:
            if b"%" in data[2:]:
                walk.percent_formats.add(unpack_from("<H", data)[0])
        elif number == _XF:
            walk.formats_of_styles.append(unpack_from("<H", data, 2)[0])
    return walk


def _records(stream: bytes, walk: _Walk) -> Iterator[tuple[int, int, bytes]]:
    """Start, number and data of each record; of texts, which are most of a long sheet, only the place is noted."""
    position, end = 0, len(stream)
    sheet, rows, columns = 0, 0, 0
    while position + 4 <= end:
        number, length = unpack_from("<HH", stream, position)
        if number == _LABELSST and position + _TEXT_HEAD <= end:
            row, column = unpack_from("<HH", stream, position + 4)
            if row >= rows or column >= columns:
                rows, columns = max(rows, row + 1), max(columns, column + 1)
                known = walk.sizes.get(sheet, (0, 0))
                walk.sizes[sheet] = (max(rows, known[0]), max(columns, known[1]))
            position += 4 + length
            continue
        if number in _BOF:
            sheet, rows, columns = position, 0, 0
        yield position, number, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _cell(walk: _Walk, sheet: int, number: int, data: bytes) -> None:
    row, column, style = unpack_from("<HHH", data)
    last = unpack_from("<H", data, len(data) - 2)[0] if number == _MULRK else column
    rows, columns = walk.sizes.get(sheet, (0, 0))
    if row >= rows or last >= columns:
        walk.sizes[sheet] = (max(rows, row + 1), max(columns, last + 1))
    if number == _MULRK:
        for offset in range(last - column + 1):
            _note_percent(walk, sheet, row, column + offset, unpack_from("<H", data, 4 + 6 * offset)[0])
        return
    error = None
    if number == _BOOLERR and len(data) >= 8 and data[7]:
        error = data[6]
    elif number == _FORMULA and data[6] == _FORMULA_ERROR and data[12:14] == b"\xff\xff":
        error = data[8]
    if error is not None:
        walk.marks.setdefault(sheet, SheetMarks()).errors[row, column] = _ERRORS.get(error, "#ERROR")
    elif number in {_NUMBER, _RK, _FORMULA}:
        _note_percent(walk, sheet, row, column, style)


def _note_percent(walk: _Walk, sheet: int, row: int, column: int, style: int) -> None:
    formats = walk.formats_of_styles
    if style < len(formats) and formats[style] in walk.percent_formats:
        walk.marks.setdefault(sheet, SheetMarks()).percents.add((row, column))
