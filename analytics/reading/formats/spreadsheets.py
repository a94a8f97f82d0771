"""What xlsx and xls share: sheets as calamine reads them, turned into grids.

Flows in: a workbook opened by calamine, and what it cannot tell (percentages, error values, hidden rows), found by the
reader of each format. Flows out: one `Grid` per sheet, whose rows and columns are the sheet's own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from analytics.reading.collector import without_collector
from analytics.reading.content import Content, Grid, Value
from analytics.reading.formats.legible import clean, is_legible
from analytics.reading.formats.rectangles import check_size, make_grid
from analytics.reading.privacy import conceal_text

Raw = int | float | str | bool | time | date | datetime | timedelta
Place = tuple[int, int]

_MAX_PLAIN_DIGITS = 30


@dataclass(slots=True)
class SheetMarks:
    """What calamine does not tell of a sheet: zero-based places of percentages and error values, and hidden rows."""

    percents: set[Place] = field(default_factory=set)
    errors: dict[Place, str] = field(default_factory=dict)
    has_hidden_rows: bool = False


def read_workbook(workbook: CalamineWorkbook, media: str, file: str, marks: Mapping[str, SheetMarks]) -> Content:
    """The sheets of a workbook in order; a hidden one is read and noted."""
    blocks: list[Grid] = []
    notes: list[str] = []
    names = _shown_names(workbook)
    for sheet in workbook.sheets_metadata:
        if sheet.typ != SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != SheetVisibleEnum.Visible:
            notes.append("sheet-hidden")
        known = marks.get(sheet.name, SheetMarks())
        if known.has_hidden_rows:
            notes.append("rows-hidden")
        with without_collector():
            blocks.append(_grid(workbook, sheet.name, names[sheet.name], file, known))
    return Content(media, tuple(blocks), notes=tuple(dict.fromkeys(notes)))


def _shown_names(workbook: CalamineWorkbook) -> dict[str, str]:
    """The name under which each sheet is a place: places are stored and shown, so numbers of persons are masked.

    Two names that a mask makes alike are told apart by a number behind them.
    """
    shown: dict[str, str] = {}
    for name in workbook.sheet_names:
        masked = conceal_text(clean(name))
        same = sum(1 for other in shown.values() if other == masked or other.startswith(f"{masked}("))
        shown[name] = f"{masked}({same + 1})" if masked in shown.values() else masked
    return shown


def _grid(workbook: CalamineWorkbook, name: str, shown: str, file: str, marks: SheetMarks) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.end is not None:
        check_size(sheet.end[0] + 1, sheet.end[1] + 1, file)
    areas = [(top, left, bottom, right) for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()]
    # Without the empty rows and columns before the data the cells would lose their places.
    rows = sheet.to_python(skip_empty_area=False)
    texts, values = _typed(rows, marks.percents)
    for (row, column), text in marks.errors.items():
        if row < len(texts):
            lacking = column + 1 - len(texts[row])  # what was never computed may lie beyond all that is filled
            texts[row] += [""] * lacking
            values[row] += [None] * lacking
            texts[row][column] = text
    return make_grid(f"sheet:{shown}", clean(name), texts, areas, values, marks.percents)


def _typed(rows: Sequence[Sequence[Raw]], percents: Collection[Place]) -> tuple[list[list[str]], list[list[Value]]]:
    # Columns repeat their values: each is made legible once.
    kinds = set(map(type, chain.from_iterable(rows)))
    if bool in kinds:  # to a dictionary TRUE is the number 1
        shown = [[_shown(raw) for raw in line] for line in rows]
        texts, values = [[text for text, _ in line] for line in shown], [[value for _, value in line] for line in shown]
    else:
        distinct = set(chain.from_iterable(rows))
        written = "\n".join(raw for raw in distinct if isinstance(raw, str))
        if is_legible(written):  # asked once of all of them
            known = {raw: (raw.strip(), None) if isinstance(raw, str) else _shown(raw) for raw in distinct}
        else:
            known = {raw: _shown(raw) for raw in distinct}
        text_of = {raw: text for raw, (text, _) in known.items()}.__getitem__
        value_of = {raw: value for raw, (_, value) in known.items()}.__getitem__
        texts = [list(map(text_of, line)) for line in rows]
        values = [list(map(value_of, line)) for line in rows]
    for row, column in percents:
        if row < len(values) and column < len(values[row]) and isinstance(value := values[row][column], Decimal):
            texts[row][column] = f"{_plain(value * 100)}%"
    return texts, values


def _shown(raw: Raw) -> tuple[str, Value]:
    """The text and the typed value of a cell.

    Numbers are taken to 15 significant digits, which is all that a spreadsheet computes with and shows: 0.1 + 0.2 is
    stored as 0.30000000000000004 and means 0.3.
    """
    if isinstance(raw, str):
        return clean(raw), None
    if isinstance(raw, bool):
        return ("TRUE" if raw else "FALSE"), None
    if isinstance(raw, int):
        return str(raw), Decimal(raw)
    if isinstance(raw, float):
        if raw.is_integer() and abs(raw) < 1e15:
            whole = int(raw)
            return str(whole), Decimal(whole)
        value = Decimal(format(raw, ".15g"))
        return (_plain(value), value) if value.is_finite() else (str(raw), None)
    if isinstance(raw, datetime):
        if raw.time() == time():
            return raw.date().isoformat(), raw.date()
        return raw.isoformat(sep=" ", timespec="seconds"), raw.date()
    if isinstance(raw, date):
        return raw.isoformat(), raw
    return clean(str(raw)), None


def _plain(value: Decimal) -> str:
    if abs(value.adjusted()) > _MAX_PLAIN_DIGITS:
        return str(value)
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
