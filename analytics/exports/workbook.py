"""An assessment as a workbook for people: headings that stay, colours with words, ready to be printed on A4.

Flows in: an assessment. Flows out: an .xlsx file with one worksheet for each sheet. Every text is written as text, so
that nothing in the data is ever run as a formula, and figures are numbers that can be added up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from analytics.errors import RunAborted
from analytics.exports.assessment import Assessment
from analytics.exports.body import BodySheet
from analytics.exports.findings import SHAPES, UNASSESSED
from analytics.exports.grounds import PARTS
from analytics.exports.sheets import Cell, Sheet
from models.language import say
from models.spreadsheets import FORMULA
from models.vocabulary import RiskLevel, Severity

HEADING_ROW = 3  # below the title, what the sheet shows, and the run
_LAST_ROW = 1_048_576
_FONT = "Microsoft YaHei"
_INK, _FAINT, _LINE, _ACCENT, _BAND = "#1A2329", "#55646E", "#CBD5DB", "#1B5478", "#EEF3F6"
_LEVEL_COLOURS = {
    RiskLevel.HIGH: ("#B3261E", "#FFFFFF"),
    RiskLevel.MEDIUM: ("#8FB6CF", "#10202B"),
    RiskLevel.LOW: ("#DFEAF1", "#1A2329"),
}
_HATCHED = 14  # a pattern of thin diagonal stripes
_A4 = 9
_FIGURE_HEIGHT = 24
_LINE_HEIGHT = 16  # of a row of one line, in points
_HIGHEST_ROW = 409
_UNITS_IN_CHART = 10
_FROZEN = {"levels": 3, "attention": 3, "units": 1, "risk_points": 3}
_LAST_PRINTED = {"risk_points": 17}  # what stands to the right is for the screen: on paper it would be too small
_LEVEL_COLUMNS = {"inherent", "level"}


def write_workbook(assessment: Assessment, path: Path, progress: Callable[[str], None] = lambda sheet: None) -> None:
    """Write the workbook. Raises RunAborted when a sheet has more rows than a worksheet holds.

    The same assessment gives the same bytes: the workbook bears the day of the run, not that of its writing.
    """
    language = assessment.language
    limit = _LAST_ROW - HEADING_ROW - 1
    for sheet in assessment.sheets:
        if len(sheet.rows) > limit:
            raise RunAborted("assessment-too-long", sheet=sheet.title(language), rows=len(sheet.rows), limit=limit)
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties(
            {
                "title": say("assessment-title", language),
                "comments": say("assessment-reminder", language),
                "created": datetime.fromisoformat(assessment.started_at).replace(tzinfo=None),
            }
        )
        forms = _Forms(book)
        for sheet in assessment.sheets:
            _Page(book, forms, assessment, sheet).write()
            progress(sheet.key)


class _Forms:
    """The cell formats of the workbook."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": _FONT, "font_size": 10, "font_color": _INK, "valign": "top"}
        ruled = {**base, "bottom": 1, "bottom_color": _LINE}

        def form(**more: Any) -> Format:
            return book.add_format({**base, **more})

        def cell(**more: Any) -> Format:
            return book.add_format({**ruled, **more})

        self.default = form()
        self.title = form(font_size=18, bold=True, font_color=_ACCENT, valign="vcenter")
        self.about = form(font_color=_FAINT, valign="vcenter")
        self.heading = form(
            bold=True, font_color="#FFFFFF", bg_color=_ACCENT, text_wrap=True, valign="vcenter", border=1,
            border_color=_LINE,
        )  # fmt: skip
        self.text = cell(text_wrap=True)
        self.guarded = cell(text_wrap=True, quote_prefix=True)
        self.whole = cell(num_format="#,##0", align="right", indent=1)
        self.points = cell(num_format="#,##0.00", align="right", indent=1)
        self.centred = cell(align="center")
        self.centred_points = cell(align="center", num_format="0.00;-0.00;·")
        self.figure = cell(font_size=14, bold=True, num_format="#,##0", align="right", valign="vcenter")
        self.figure_name = cell(font_size=12, valign="vcenter")
        self.figure_part = cell(font_size=11, valign="vcenter", indent=2, font_color=_FAINT)
        self.levels = {
            level: book.add_format({"bg_color": fill, "font_color": ink, "bold": level is RiskLevel.HIGH})
            for level, (fill, ink) in _LEVEL_COLOURS.items()
        }
        self.unassessed = book.add_format({"pattern": _HATCHED, "fg_color": _LINE, "font_color": _FAINT})
        self.grave = book.add_format({"bold": True, "font_color": _LEVEL_COLOURS[RiskLevel.HIGH][0]})


class _Page:
    """One worksheet."""

    def __init__(self, book: Workbook, forms: _Forms, assessment: Assessment, sheet: Sheet) -> None:
        self._book = book
        self._forms = forms
        self._assessment = assessment
        self._sheet = sheet
        self._language = assessment.language
        self._parts = {say(f"assessment-figure-{name}", self._language) for name in PARTS}
        self._page: BodySheet = book.add_worksheet(sheet.title(self._language), BodySheet)

    def write(self) -> None:
        """Set the page up, then write its rows from the top."""
        self._set_up()
        self._head()
        self._rows()
        self._colours()
        if self._sheet.key == "summary":
            self._chart()

    def _set_up(self) -> None:
        page, sheet, language = self._page, self._sheet, self._language
        page.hide_gridlines(2)
        page.set_default_row(_LINE_HEIGHT)
        page.set_landscape()
        page.set_paper(_A4)
        page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.repeat_rows(HEADING_ROW)
        page.freeze_panes(HEADING_ROW + 1, _FROZEN.get(sheet.key, 0))
        for index, column in enumerate(sheet.columns):
            page.set_column(index, index, column.width, self._forms.default)
        page.set_footer(
            f"&L&8{say('assessment-reminder', language)}&C&8{say('assessment-page', language)}"
            f"&R&8{say('assessment-title', language)} {self._assessment.run}"
        )
        if sheet.key in _LAST_PRINTED:
            page.print_area(0, 0, HEADING_ROW + len(sheet.rows), _LAST_PRINTED[sheet.key])
        if sheet.rows:
            page.autofilter(HEADING_ROW, 0, HEADING_ROW + len(sheet.rows), len(sheet.columns) - 1)
            page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})

    def _head(self) -> None:
        page, sheet, forms, language = self._page, self._sheet, self._forms, self._language
        facts = self._assessment
        title = sheet.title(language)
        page.set_row(0, 30)
        page.write_string(
            0, 0, f"{say('assessment-title', language)} · {title}" if sheet.key == "summary" else title, forms.title
        )
        page.set_row(1, 18)
        page.write_string(1, 0, sheet.about(language), forms.about)
        page.set_row(2, 18)
        ran = say("assessment-subtitle", language, run=facts.run, snapshot=facts.snapshot, as_of=facts.as_of)
        page.write_string(2, 0, ran, forms.about)
        page.set_row(HEADING_ROW, 34)
        for index, column in enumerate(sheet.columns):
            page.write_string(HEADING_ROW, index, column.heading(language), forms.heading)

    def _rows(self) -> None:
        printed = _LAST_PRINTED.get(self._sheet.key, len(self._sheet.columns)) + 1
        widths = [column.width for column in self._sheet.columns][:printed]
        is_first_page = self._sheet.key == "summary"
        for number, row in enumerate(self._sheet.rows, start=HEADING_ROW + 1):
            height = _FIGURE_HEIGHT if is_first_page else _height(row[:printed], widths)
            if is_first_page:
                self._page.set_row(number, height)  # by which the chart beside knows how far down it reaches
            cells = ((cell, self._form(index, cell)) for index, cell in enumerate(row))
            self._page.write_body_row(number, height, cells)

    def _form(self, index: int, cell: Cell) -> Format:
        """How a cell looks; a text that a spreadsheet would run bears the mark of text as well."""
        forms, key = self._forms, self._sheet.key
        if key == "summary":
            is_part = cell in self._parts
            return forms.figure if index else forms.figure_part if is_part else forms.figure_name
        if isinstance(cell, str):
            if key == "levels" and index >= _FROZEN[key]:
                return forms.centred
            is_risky = not cell[:1].isalnum() and FORMULA.match(cell)
            return forms.guarded if is_risky else forms.text
        if isinstance(cell, Decimal):
            return forms.centred_points if key == "attention" else forms.points
        return forms.text if cell is None else forms.whole

    def _colours(self) -> None:
        sheet, forms = self._sheet, self._forms
        first, last = HEADING_ROW + 1, HEADING_ROW + max(len(sheet.rows), 1)
        for index, column in enumerate(sheet.columns):
            area = (first, index, last, index)
            if column.key in _LEVEL_COLUMNS or (sheet.key == "levels" and index >= _FROZEN["levels"]):
                for level, form in forms.levels.items():
                    self._when(area, SHAPES[level], form)
                self._when(area, UNASSESSED, forms.unassessed)
            elif column.key == "severity":
                grave = Severity.HIGH.label(self._language)
                self._page.conditional_format(
                    *area, {"type": "cell", "criteria": "==", "value": f'"{grave}"', "format": forms.grave}
                )
            elif column.key == "attention":
                bar = {"type": "data_bar", "bar_color": "#8FB6CF", "bar_solid": True, "min_type": "num", "min_value": 0}
                self._page.conditional_format(*area, bar)
        if sheet.key == "attention":
            area = (first, _FROZEN["attention"], last, len(sheet.columns) - 1)
            scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#6FA3C4", "min_type": "num",
                     "min_value": 0}  # fmt: skip
            self._page.conditional_format(*area, scale)

    def _when(self, area: tuple[int, int, int, int], beginning: str, form: Format) -> None:
        condition = {"type": "text", "criteria": "begins with", "value": beginning, "format": form}
        self._page.conditional_format(*area, condition)

    def _chart(self) -> None:
        """The units that ask for most attention, with their leads by severity."""
        units = next(sheet for sheet in self._assessment.sheets if sheet.key == "units")
        if not units.rows:
            return
        keys = [column.key for column in units.columns]
        first, last = HEADING_ROW + 1, HEADING_ROW + min(len(units.rows), _UNITS_IN_CHART)
        name = units.title(self._language)
        chart = self._book.add_chart({"type": "bar", "subtype": "stacked"})
        for key, colour in (("leads_high", "#B3261E"), ("leads_medium", "#8FB6CF"), ("leads_low", "#CBD5DB")):
            column = keys.index(key)
            chart.add_series(
                {
                    "name": [name, HEADING_ROW, column],
                    "categories": [name, first, 0, last, 0],
                    "values": [name, first, column, last, column],
                    "fill": {"color": colour},
                    "gap": 60,
                }
            )
        font = {"name": _FONT, "size": 9, "color": _INK, "bold": False}
        title = say("assessment-chart", self._language)
        chart.set_title({"name": title, "name_font": {**font, "size": 12, "bold": True}, "overlay": False})
        chart.set_y_axis({"reverse": True, "num_font": font, "line": {"none": True}, "major_tick_mark": "none"})
        chart.set_x_axis(
            {"label_position": "high", "num_font": font, "major_gridlines": {"visible": True, "line": {"color": _LINE}}}
        )
        chart.set_legend({"position": "bottom", "font": font})
        chart.set_size({"width": 640, "height": 430})
        chart.set_chartarea({"border": {"color": _LINE}})
        self._page.insert_chart(HEADING_ROW, 3, chart, {"x_offset": 12, "description": title})


def _height(row: Sequence[Cell], widths: Sequence[int]) -> float:
    """The height that a row needs, in points, since not every program fits rows to wrapped text by itself.

    >>> _height(["短"], [10]), _height(["一二三四五六七八九十"], [10])
    (16, 29)
    """
    lines = 1
    for cell, width in zip(row, widths, strict=True):
        if isinstance(cell, str) and len(cell) * 2 > width:
            lines = max(lines, sum(-(-_width(line) // width) or 1 for line in cell.split("\n")))
    return min(_LINE_HEIGHT + 13 * (lines - 1), _HIGHEST_ROW)


def _width(text: str) -> int:
    """Width on paper, counted in Latin letters: a Chinese character takes three bytes and the room of two letters."""
    return len(text) + (len(text.encode("utf-8", "replace")) - len(text)) // 2
