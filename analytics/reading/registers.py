"""What all registers have in common: a heading, rows of named cells, a unit line and a date of filling.

Flows in: a file's grids and the columns of one kind of register. Flows out: its rows, each of which gives text,
names, days and numbers by column key, and puts what cannot be taken on the record (a warning) and on the list of
rejected values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from analytics.reading.amounts import Amount, Unit, find_unit, is_unit_line, read_amount
from analytics.reading.content import Cell, Content, PlainRows
from analytics.reading.dates import read_date, read_moment, read_month
from analytics.reading.entry_forms import FormHeader, form_headers, is_form
from analytics.reading.headings import (
    Column,
    Header,
    distinct,
    find_headers,
    find_labelled,
    squash,
    unwrap,
)
from analytics.reading.imprint import read_imprint
from analytics.reading.money_tables import StatedUnit
from analytics.reading.persons import Identity, names_in_cell, read_credit_code, read_identity, read_name
from analytics.reading.records import Reading, Record
from analytics.reading.short_rows import aligned_rows
from models.language import Message
from models.places import Locator
from models.vocabulary import DocumentKind

_FILLED_ON = (
    "填报时间",
    "填报日期",
    "填表时间",
    "填表日期",
    "编制时间",
    "编制日期",
    "制表日期",
    "制表时间",
    "登记时间",
)
_UNIT = ("填报单位", "编制单位", "填表单位", "制表单位", "报送单位", "单位名称", "填报部门", "单位")
_LONGEST_UNIT_LINE = 20
_LONGEST_CAPTION = 60  # a line over a table that states unit, office and day together; a sentence is longer
NIL = frozenset({"无", "-", "--", "/", "\\", "没有", "无此情况"})
LASTING = frozenset({"至今", "长期", "现在", "今", "在任", "在岗", "现任"})
_UNCHECKED, _CHECKED = "□☐○◻", "☑✓✔√■▣☒●⊠"
_BOXED = re.compile(
    rf"(?P<before>[{_UNCHECKED}{_CHECKED}])?\s*(?P<option>不同意回避|同意回避|不同意|不予回避|不回避|同意|回避|是|否|有|无)"
    rf"\s*(?P<after>[{_UNCHECKED}{_CHECKED}])?"
)


@dataclass(frozen=True, slots=True)
class Register:
    """One table of a register: its heading, the unit that fills it in, and the day on which it did."""

    header: Header
    unit_name: str | None
    filled_on: date | None
    fills_down: bool  # merged cells arrive as blanks, as csv exports them and copies of pages lose them
    paragraphs: tuple[str, ...] = ()  # the text around the table, where the format has any

    def rows(self, *groups: Sequence[str]) -> Iterator[Row]:
        """The data rows. Where merged cells arrive as blanks, the columns of a group are taken from the row above.

        A group is filled down only where all its columns are blank in a row, and the row says so in `filled`.
        """
        above: dict[str, Cell] = {}
        for _, cells, lost in aligned_rows(self.header):
            row = Row(self.header, cells)
            row.filled = [self.header.heading(key) for key, column in self.header.columns.items() if column in lost]
            if self.fills_down:
                for group in groups:
                    row.fill_from(above, group)
            above |= {key: cell for key in self.header.columns if (cell := row.cell(key)) is not None and cell.text}
            yield row

    def unit_of(self, key: str) -> Unit | None:
        """The unit of a money column: its heading states it, else a unit line above the table."""
        return self._own_unit(key) or self._stated().unit

    def amount(self, row: Row, key: str) -> Amount:
        """The amount of one cell; none is certain where heading and unit line state different units."""
        cell = row.cell(key)
        if cell is None:
            return Amount()
        amount = read_amount(cell, self.unit_of(key))
        problem = self.conflict_of(key)
        return amount if problem is None or amount.is_blank else Amount(problem=problem)

    def conflict_of(self, key: str) -> Message | None:
        """Why no amount of a column is certain, where heading and unit line state different units."""
        own = self._own_unit(key)
        return self._stated().problem_for(own, [own])

    def _own_unit(self, key: str) -> Unit | None:
        return find_unit(self.header.heading(key))

    def _stated(self) -> StatedUnit:
        lines = [text for text in self.paragraphs if len(text) <= _LONGEST_CAPTION and "单" in text]
        lines += [cell.text for cell in self.header.above]
        units = {unit for text in lines if (unit := find_unit(text)) is not None}
        return StatedUnit(units.pop()) if len(units) == 1 else StatedUnit(None, conflict=bool(units))

    def heading_lines(self) -> str:
        """The lines above the table as one text."""
        return "\n".join(cell.text for cell in self.header.above)

    def notes(self) -> str:
        """The remarks below the table, and the text around it, as one text."""
        return "\n".join([*(cell.text for cell in self.header.notes()), *self.paragraphs])


class Row:
    """One row of a register, read by column key."""

    def __init__(self, header: Header, cells: Sequence[Cell]) -> None:
        self.header = header
        self.cells = cells
        self.filled: list[str] = []  # headings whose value stands in a row above
        self._filled: dict[str, Cell] = {}

    @property
    def locator(self) -> Locator:
        """The place of the row."""
        return Locator(self.cells[0].locator.part, self.cells[0].locator.row)

    def cell(self, key: str) -> Cell | None:
        """The cell of a column; None where the register has no such column."""
        if key in self._filled:
            return self._filled[key]
        column = self.header.columns.get(key)
        return None if column is None else self.cells[column]

    def place(self, key: str) -> Locator:
        """The place of a cell of this row, the row where there is no such column."""
        column = self.header.columns.get(key)
        return self.locator if column is None else self.cells[column].locator

    def places(self, **renamed: str) -> dict[str, Locator]:
        """The cell of every filled column, by the name of the store's column where that is another (`column=key`)."""
        filled = {key: self.place(key) for key in self.header.columns if self.raw(key)}
        return filled | {column: filled[key] for column, key in renamed.items() if key in filled}

    def raw(self, key: str) -> str:
        """The text of a cell, empty where there is none."""
        cell = self.cell(key)
        return "" if cell is None else cell.text

    def text(self, key: str) -> str | None:
        """The text of a cell without layout breaks; None for a blank one."""
        return unwrap(self.raw(key)) or None

    def name(self, key: str) -> str | None:
        """A person's name; None for a blank cell."""
        return read_name(unwrap(self.raw(key)))

    def ticked(self, key: str) -> str | None:
        """The option that is ticked where a cell holds boxes and one of them is; else the text of the cell."""
        choice = read_choice(self.raw(key))
        return choice.chosen if choice is not None and choice.chosen is not None else self.text(key)

    def names(self, key: str) -> list[str]:
        """The persons of a cell that may name several."""
        return names_in_cell(self.raw(key))

    def is_nil(self, key: str) -> bool:
        """Whether a cell says that there is nothing (无, a stroke)."""
        return squash(self.raw(key)) in NIL

    def is_merged_copy(self, key: str) -> bool:
        """Whether a cell only repeats the row above it."""
        cell = self.cell(key)
        return cell is not None and (key in self._filled or cell.is_merged_copy)

    def fill_from(self, above: dict[str, Cell], group: Sequence[str]) -> None:
        """Take the columns of a group from above where all of them are blank here and the row holds other data."""
        present = [key for key in group if key in self.header.columns]
        if any(self.raw(key) for key in present) or not distinct(self.cells):
            return
        for key in present:
            if key in above:
                self._filled[key] = above[key]
                self.filled.append(self.header.heading(key))

    def day(self, key: str, record: Record, reading: Reading) -> date | None:
        """The day of a cell; a date that is not certain is warned of, listed as rejected, and gives None.

        A blank cell and words for an open end (至今, 长期) give None without warning.
        """
        cell = self.cell(key)
        if cell is None or squash(cell.text) in NIL | LASTING | {""}:
            return None
        day = day_of(cell)
        if day is None:
            code = "register-date-month-only" if read_month(cell.text) else "register-date-uncertain"
            self.refuse(key, code, record, reading)
        return day

    def moment(self, key: str, record: Record, reading: Reading) -> datetime | date | None:
        """The date of a cell with its time of day, where one is written; uncertain ones as in `day`."""
        cell = self.cell(key)
        if cell is None or not squash(cell.text):
            return None
        moment = cell.value if isinstance(cell.value, date) else read_moment(cell.text)
        if moment is None:
            self.refuse(key, "register-date-uncertain", record, reading)
        return moment

    def identity(self, key: str, stem: str, record: Record, reading: Reading) -> None:
        """Keep the identity number of a cell as a secret of the record; one that names nobody is refused, unseen."""
        cell = self.cell(key)
        identity = read_identity(self.raw(key))
        if cell is not None and isinstance(cell.value, Decimal) and identity.number is not None:
            identity = Identity(problem="identity-number-invalid")  # a number cell keeps fifteen of eighteen digits
        if identity.number is not None:
            record.secrets[stem] = identity.number
        elif identity.problem is not None:
            self.refuse(key, identity.problem, record, reading)

    def credit_code(self, key: str, record: Record, reading: Reading) -> str | None:
        """A 统一社会信用代码 with a valid check character; a wrong one is refused."""
        code, sound = read_credit_code(self.raw(key))
        if not sound:
            self.refuse(key, "credit-code-invalid", record, reading)
        return code

    def refuse(self, key: str, code: str, record: Record, reading: Reading, **params: object) -> None:
        """A value that is not taken: a warning that stays on the record, and an entry in the list of rejected."""
        record.warn(code, column=self.header.heading(key), **params)
        reading.reject(self.place(key), code, column=self.header.heading(key), **params)

    def note_filled(self, record: Record) -> None:
        """Say on the record which columns were taken from a row above."""
        if self.filled:
            record.warn("register-filled-down", columns="、".join(self.filled))


def headers_of(content: Content, columns: Sequence[Column]) -> list[Header]:
    """The headings of all tables of a register, and its forms: one entry with labels, which reads as a row."""
    tables = [header for header in find_headers(content, columns) if not is_form(header.grid, columns)]
    return tables or form_headers(content, columns)


def read_registers(content: Content, columns: Sequence[Column]) -> list[Register]:
    """Every table of a file that has the columns of a register, or its forms."""
    imprint = read_imprint(content)
    outside = [Cell(p.text, p.locator, p.locator) for p in content.paragraphs]
    found = []
    for header in headers_of(content, columns):
        around = [*header.above, *header.notes(), *outside]
        unit = find_labelled([cell for cell in around if not _states_measure(cell)], *_UNIT)
        filled = find_labelled(around, *_FILLED_ON)
        found.append(
            Register(
                header,
                (unit.value if unit and unit.value else None) or imprint.publisher,
                read_date(filled.value) if filled else None,
                not isinstance(header, FormHeader) and not _has_merges(header),
                tuple(paragraph.text for paragraph in content.paragraphs),
            )
        )
    return found


def _has_merges(header: Header) -> bool:
    """Whether the body of a table has merged cells, so that a blank one in it is nothing but blank."""
    body = header.grid.rows[header.first_body_row :]
    if isinstance(body, PlainRows):
        return False
    return any(cell.is_merged_copy and cell.origin.row != cell.locator.row for row in body for cell in row)


def _states_measure(cell: Cell) -> bool:
    """Whether 单位 in a line means the unit of its figures and no office: 单位:万元, 单位:户、元."""
    return is_unit_line(cell.text) or (find_unit(cell.text) is not None and len(cell.text) <= _LONGEST_UNIT_LINE)


def start_reading(kind: DocumentKind, content: Content, registers: Sequence[Register]) -> Reading:
    """A reading with title, publisher and the day of filling; a register has no day of issue."""
    imprint = read_imprint(content)
    filled_on = next((r.filled_on for r in registers if r.filled_on is not None), None)
    unit = next((r.unit_name for r in registers if r.unit_name is not None), None)
    reading = Reading(kind, title=imprint.title, publisher=imprint.publisher or unit)
    if kind.is_public:
        reading.published = imprint.published
    reading.extra = {"filled_on": filled_on.isoformat()} if filled_on else {}
    return reading


def score_register(
    content: Content,
    columns: Sequence[Column],
    distinctive: Iterable[str],
    title_words: Iterable[str],
    where_named: float = 0.0,
) -> float:
    """How certainly a file is a register of this kind: 0 without its required columns, up to 1.

    The heading decides (0.5, and up to 0.3 more for its distinctive columns); the words of the title add 0.2, and
    make the score at least `where_named`.
    """
    headers = headers_of(content, columns)
    if not headers:
        return 0.0
    wanted = list(distinctive)
    share = max(sum(key in header.columns for key in wanted) / len(wanted) for header in headers)
    texts = [content.title or "", *(c.text for h in headers for c in h.above), *(p.text for p in content.paragraphs)]
    squashed = [squash(text) for text in texts if len(text) <= 120]
    named = any(word in text for word in title_words for text in squashed)
    found = 0.5 + 0.3 * share + 0.2 * named
    return max(found, where_named) if named else found


def day_of(cell: Cell) -> date | None:
    """The certain day of a cell: a real date of a spreadsheet, or a date written out."""
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    return None if isinstance(cell.value, Decimal) else read_date(cell.text)


def iso(day: date | None) -> str | None:
    """ISO text of a day."""
    return None if day is None else day.isoformat()


@dataclass(frozen=True, slots=True)
class Boxes:
    """A choice among printed options: the one that is ticked, or none where that cannot be told."""

    chosen: str | None


def read_boxes(text: str) -> Boxes | None:
    """The ticked option of a cell of check boxes; None where the cell holds no boxes but a plain answer.

    Lost boxes (`是 否`), no tick and several ticks leave the choice open.

    >>> read_boxes("是 ☑ 否 □"), read_boxes("□是 ■否"), read_boxes("是 否"), read_boxes("同意回避")
    (Boxes(chosen='是'), Boxes(chosen='否'), Boxes(chosen=None), None)
    """
    stripped = re.sub(r"[\s/、,\uff0c;\uff1b]", "", _drawn(text))
    matches = list(_BOXED.finditer(stripped))
    if not matches or "".join(m.group() for m in matches) != stripped:
        return None
    marks = [m["before"] or m["after"] for m in matches]
    if len(matches) == 1:
        only = marks[0]
        if only is None:
            return None
        return Boxes(matches[0]["option"] if only in _CHECKED else None)
    leading = stripped[0] in _UNCHECKED + _CHECKED
    ticked = [option for option, mark in _options(stripped, leading) if mark and mark in _CHECKED]
    return Boxes(ticked[0] if len(ticked) == 1 else None)


def _drawn(text: str) -> str:
    """Boxes drawn with brackets, [√] and ( ), as the signs they stand for."""
    ticked = re.sub(r"[\[(（【]\s*[√✓✔☑■]\s*[\])）】]", "☑", text)
    return re.sub(r"[\[(（【]\s*[\])）】]", "□", ticked)


def read_choice(text: str) -> Boxes | None:
    """The ticked one of options in any words, each with its box; None where the text holds no boxes.

    >>> read_choice("☑已完成 □整改中 □未整改"), read_choice("已完成□ 整改中√"), read_choice("已完成")
    (Boxes(chosen='已完成'), Boxes(chosen='整改中'), None)
    """
    marks = f"[{_UNCHECKED}{_CHECKED}]"
    stripped = re.sub(r"[\s/、,\uff0c;\uff1b]", "", _drawn(text))
    if not re.search(marks, stripped):
        return None
    leading = re.match(marks, stripped) is not None
    pattern = rf"(?P<mark>{marks})(?P<option>[^{_UNCHECKED}{_CHECKED}]+)"
    if not leading:
        pattern = rf"(?P<option>[^{_UNCHECKED}{_CHECKED}]+)(?P<mark>{marks})"
    ticked = [match["option"] for match in re.finditer(pattern, stripped) if match["mark"] in _CHECKED]
    return Boxes(ticked[0] if len(ticked) == 1 else None)


def _options(text: str, leading: bool) -> Iterator[tuple[str, str | None]]:
    """Options with their marks, which stand all before or all behind."""
    option = "不同意回避|同意回避|不同意|不予回避|不回避|同意|回避|是|否|有|无"
    mark = f"[{_UNCHECKED}{_CHECKED}]?"
    pattern = rf"(?P<mark>{mark})(?P<option>{option})" if leading else rf"(?P<option>{option})(?P<mark>{mark})"
    return ((m["option"], m["mark"] or None) for m in re.finditer(pattern, text))


def read_yes_no(text: str | None) -> bool | None:
    """Whether a cell says yes; None where it is blank, undecidable or says something else.

    >>> read_yes_no("是"), read_yes_no("否 ☑ 是 □"), read_yes_no("是 否"), read_yes_no("√")
    (True, False, None, True)
    """
    written = squash(text or "")
    boxes = read_boxes(written)
    answer = boxes.chosen if boxes is not None else written
    return {"是": True, "有": True, "√": True, "✓": True, "Y": True, "否": False, "无": False, "不是": False}.get(
        answer or ""
    )
