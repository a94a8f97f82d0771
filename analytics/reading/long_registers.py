"""Long registers with a reader of their own: plain rows are read column by column, all others one by one.

Flows in: a content, and the reader of one kind of register, which knows a row both ways. Flows out: the `Reading`; that
of a long register hands its rows out in batches, so that those of a very long file never stand in memory together. A
row is plain where the reader would say nothing about it: no warning, no rejection, nothing taken from the row above,
and one record. Everything else goes to the reader row by row, so that both ways say the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, Protocol

from analytics.errors import FileRejected
from analytics.reading.amounts import is_unit_line, read_amount
from analytics.reading.content import Cell, Content, Grid, Lines, Paragraph, PlainRows, Value
from analytics.reading.dates import read_date, read_moment
from analytics.reading.headings import (
    MAX_HEADING_ROWS,
    Column,
    Header,
    RowKind,
    find_header,
    is_label_like,
    is_note_like,
    squash,
    unwrap,
)
from analytics.reading.persons import read_credit_code, read_identity, read_name
from analytics.reading.records import Batch, Reading, Record
from analytics.reading.registers import LASTING, NIL, Register, Row, read_registers, start_reading
from models.places import WHOLE_FILE
from models.tables import FromDocument
from models.vocabulary import DocumentKind

LONG = 2_000  # rows from which a register is read by its columns
_HEAD = 60  # rows in which its heading stands
_STEP = 20_000
_PROBED = 200
_FEWEST_FILLED = 2  # cells of a row of data
_MOST_APART = 200_000  # rows of a file read in passes that may be anything but plain

_SIGNS_OF_DATES = frozenset("〇零○一二三四五六七八九十年月日度季")  # texts of nothing else are never surely names

APART = object()  # in place of a value: the row is to be read by itself


class Written(NamedTuple):
    """What stands in a cell, wherever it stands."""

    text: str
    value: Value = None


Read = Callable[[Written], Any]


@dataclass(slots=True)
class PlainColumns:
    """What the plain rows of a stretch give: columns of the store, numbers as written, and from when until when."""

    values: dict[str, list[Any]]
    secrets: dict[str, list[Any]] = field(default_factory=dict)
    valid_from: list[Any] | None = None
    valid_to: list[Any] | None = None


class RowReader(Protocol):
    """The reader of one kind of register, made anew for each pass over a file."""

    @property
    def kind(self) -> DocumentKind:
        """The kind of register."""
        ...

    @property
    def table(self) -> type[FromDocument]:
        """The table of the store whose rows it gives."""
        ...

    @property
    def columns(self) -> Sequence[Column]:
        """The columns it looks for."""
        ...

    @property
    def groups(self) -> Sequence[Sequence[str]]:
        """Columns that are filled down together where merged cells arrive as blanks."""
        ...

    @property
    def renamed(self) -> Mapping[str, str]:
        """Columns of the store with the key of the register from which they come, where that is another."""
        ...

    def begin(self, register: Register, reading: Reading) -> None:
        """Note what a table says of itself."""

    def records(self, row: Row, register: Register, reading: Reading) -> list[Record]:
        """The records of one row; what is wrong with it goes to the reading."""
        ...

    def plain(self, rows: Stretch, register: Register) -> PlainColumns:
        """The columns of many rows; rows that are not plain are set apart in the stretch."""
        ...

    def show(self, record: Record) -> None:
        """Label a record and give it what is shown beside its columns."""


class Stretch:
    """Rows of a register as columns, and which of them are not plain."""

    def __init__(self, header: Header, lines: Lines, values: Sequence[Sequence[Value]] | None) -> None:
        self.apart: set[int] = set()
        self._header = header
        self._size = len(lines)
        self._texts = {key: _column(lines, column) for key, column in header.columns.items()}
        self._values = values

    def __len__(self) -> int:
        return self._size

    def texts(self, key: str) -> list[str]:
        """The cells of a column as written; blanks where the register has no such column."""
        return self._texts[key] if key in self._texts else [""] * self._size

    def each(self, key: str, read: Read) -> list[Any]:
        """What `read` makes of each cell, asked once for cells that are alike; None without such a column."""
        if key not in self._texts:
            return [None] * self._size
        texts = self._texts[key]
        cells: list[Any] = texts
        if self._values is None:
            known = {text: read(Written(text)) for text in set(texts)}
        else:
            column = self._header.columns[key]
            typed = [line[column] if column < len(line) else None for line in self._values]
            cells = list(zip(texts, typed, strict=True))
            known = {pair: read(Written(*pair)) for pair in set(cells)}
        taken = [known[cell] for cell in cells]
        if any(value is APART for value in known.values()):
            self.set_apart([value is APART for value in taken])
        return taken

    def set_apart(self, marks: Sequence[bool]) -> None:
        """Leave the marked rows to the reader of single rows."""
        self.apart.update(index for index, mark in enumerate(marks) if mark)


def read_by(make: Callable[[], RowReader], content: Content) -> Reading:
    """The reading of a register of one kind.

    Raises FileRejected (`file-too-long-for-kind`) for a file read in passes whose rows are not those of one table.
    """
    long = _read_long(make, content)
    if long is not None:
        return long
    reader = make()
    if any(grid.tail is not None for grid in content.grids):
        kind = f"{reader.kind.zh} ({reader.kind.en})"
        raise FileRejected("file-too-long-for-kind", kind=kind)
    registers = read_registers(content, reader.columns)
    reading = start_reading(reader.kind, content, registers)
    for register in registers:
        reader.begin(register, reading)
        for row in register.rows(*reader.groups):
            reading.records += reader.records(row, register, reading)
    return reading


# --- cells -----------------------------------------------------------------------------------------------------------


def text(cell: Written) -> Any:
    """A text without layout breaks; None for a blank cell."""
    return (unwrap(cell.text) if "\n" in cell.text else cell.text) or None


def name(cell: Written) -> Any:
    """A person's name; None for a blank cell."""
    return read_name(unwrap(cell.text)) if cell.text else None


def needed(read: Read) -> Read:
    """A cell that must give a value, and says more than that there is nothing."""
    return lambda cell: APART if _says_nothing(cell.text) or not (value := read(cell)) else value


def day(cell: Written) -> Any:
    """A certain day; None for a blank cell and for words of an open end."""
    if _says_nothing(cell.text) or squash(cell.text) in LASTING:
        return None
    if isinstance(cell.value, Decimal):
        return APART
    return (cell.value if isinstance(cell.value, date) else read_date(cell.text)) or APART


def moment(cell: Written) -> Any:
    """A day, with its time where one is written."""
    if not cell.text:
        return None
    found: datetime | date | None = cell.value if isinstance(cell.value, date) else read_moment(cell.text)
    return found or APART


def identity(cell: Written) -> Any:
    """An identity number to keep as a secret."""
    found = read_identity(cell.text)
    is_cut = isinstance(cell.value, Decimal) and found.number is not None  # a number cell keeps fifteen digits
    return APART if found.problem is not None or is_cut else found.number


def _says_nothing(written: str) -> bool:
    return not written or (not written[0].isdigit() and squash(written) in NIL)


def credit_code(cell: Written) -> Any:
    """A sound 统一社会信用代码."""
    code, is_sound = read_credit_code(cell.text)
    return code if is_sound else APART


def amount(register: Register, key: str) -> Read:
    """The amounts of a column in yuan."""
    conflict = register.conflict_of(key)
    unit = register.unit_of(key)

    def read(cell: Written) -> Any:
        found = read_amount(
            cell.text if cell.value is None else Cell(cell.text, WHOLE_FILE, WHOLE_FILE, cell.value), unit
        )
        if found.is_blank:
            return None
        return APART if conflict is not None or found.problem is not None or found.warnings else found.value

    return read


# --- a long table ----------------------------------------------------------------------------------------------------


def _read_long(make: Callable[[], RowReader], content: Content) -> Reading | None:
    """The reading of a file with a long table of such a register; None where it is to be read row by row."""
    reader = make()
    long = {grid.part: grid for grid in content.grids if grid.tail is not None or len(grid.rows) > LONG}
    if not long or any(not isinstance(grid.rows, PlainRows) or grid.rows.first for grid in long.values()):
        return None
    told = {part: _LongRows(grid, probe) for part, grid in long.items() if (probe := _probe_of(grid, reader.columns))}
    frame = _framed(content, told)
    registers = [] if frame is None else read_registers(frame, reader.columns)
    parts = [register.header.grid.part for register in registers]
    if frame is None or told.keys() != long.keys() or any(parts.count(part) != 1 for part in long):
        return None  # tables one below the other, or none
    reading = start_reading(reader.kind, frame, registers)
    for register in registers:
        reader.begin(register, reading)
    pieces = [(register, told.get(part)) for register, part in zip(registers, parts, strict=True)]
    reading.batches = partial(_batches, make, pieces, reading)
    return reading


@dataclass(frozen=True, slots=True)
class _Probe:
    """The column by which a row is known as one of data, and the texts that head it."""

    column: int
    headings: frozenset[str]

    def tells(self, written: str, known: dict[str, bool]) -> bool:
        """Whether a row with this text in the column is neither heading, numbering, label nor signature."""
        answer = known.get(written)
        if answer is None:
            answer = known[written] = self._tells(written)
        return answer

    def _tells(self, written: str) -> bool:
        tight = squash(written)
        return (
            any(sign.isalpha() and sign not in _SIGNS_OF_DATES for sign in tight)
            and "=" not in tight
            and ":" not in tight
            and tight not in self.headings
            and not is_label_like(tight)
            and not is_note_like(tight)
            and not is_unit_line(written)
        )


def _probe_of(grid: Grid, columns: Sequence[Column]) -> _Probe | None:
    """The needed column of a long grid whose texts tell rows of data apart; None where none does."""
    header = find_header(grid.head(_HEAD), columns)
    if header is None:
        return None
    sample = _texts(grid, header.first_body_row, _PROBED)
    required = [header.columns[column.key] for column in columns if column.required]
    for column in sorted(required, key=lambda column: len(set(_column(sample, column)))):
        headings = frozenset(squash(grid.rows[row][column].text) for row in header.rows)
        probe = _Probe(column, headings)
        texts = _column(sample, column)
        known: dict[str, bool] = {}
        if sum(probe.tells(text_, known) for text_ in texts) * 2 > len(texts):
            return probe
    return None


def _texts(grid: Grid, start: int, count: int) -> Lines:
    rows = grid.rows
    if not isinstance(rows, PlainRows):
        raise AssertionError("a long table is one of plain rows")
    return rows.texts[start : start + count]


def _framed(content: Content, long: Mapping[str, _LongRows]) -> Content | None:
    """The content without the plain rows of its long tables: title, heading, notes, totals, and what stands by them.

    None where so many rows are anything but plain that nothing is gained.
    """
    blocks: list[Paragraph | Grid] = []
    for block in content.blocks:
        if isinstance(block, Grid) and block.part in long:
            rows = list(long[block.part].frame())
            if block.tail is not None and len(rows) > _MOST_APART:
                return None
            blocks.append(Grid(block.part, block.name, tuple(rows)))
        else:
            blocks.append(block)
    return replace(content, blocks=tuple(blocks))


@dataclass(frozen=True, slots=True)
class _Lines:
    """Rows of a long table in a row: zero-based first row, texts, typed values, and which are surely data."""

    part: str
    width: int
    first: int
    texts: Lines
    values: Sequence[Sequence[Value]] | None
    are_data: list[bool]

    def without(self, rows: int) -> _Lines:
        """The same without the first rows."""
        values = None if self.values is None else self.values[rows:]
        return replace(
            self, first=self.first + rows, texts=self.texts[rows:], values=values, are_data=self.are_data[rows:]
        )

    def made(self) -> PlainRows:
        """The cells."""
        return PlainRows(self.part, self.texts, self.values, self.width, range(len(self.texts)), self.first, {})


class _LongRows:
    """The rows of a long table in stretches, in as many passes as are wanted."""

    def __init__(self, grid: Grid, probe: _Probe) -> None:
        self._grid = grid
        self._probe = probe
        self._known: dict[int, list[bool]] = {}  # of the rows in memory

    def stretches(self) -> Iterator[_Lines]:
        """The rows from the first on."""
        rows = self._grid.rows
        if not isinstance(rows, PlainRows):
            raise AssertionError("a long table is one of plain rows")
        texts, values = rows.texts, rows.values
        for first in range(0, len(texts), _STEP):
            stop = first + _STEP
            lines = self._lines(first, texts[first:stop], None if values is None else values[first:stop])
            self._known[first] = lines.are_data
            yield lines
        if self._grid.tail is not None:
            first = self._grid.tail.first
            for chunk in self._grid.tail.lines():
                yield self._lines(first, chunk, None)
                first += len(chunk)

    def _lines(self, first: int, texts: Lines, values: Sequence[Sequence[Value]] | None) -> _Lines:
        are_data = self._known.get(first) or _are_data(texts, self._probe)
        return _Lines(self._grid.part, self._grid.width, first, texts, values, are_data)

    def frame(self) -> Iterator[tuple[Cell, ...]]:
        """The head, and every row that may be no row of data with those around it, which say what it is."""
        for lines in self.stretches():
            size = len(lines.texts)
            kept = {*range(max(MAX_HEADING_ROWS + 1, _HEAD - lines.first)), size - 1}
            for n, is_data in enumerate(lines.are_data):
                if not is_data:
                    kept.update(range(n - 1, n + MAX_HEADING_ROWS + 1))
            made = lines.made()
            yield from (made[n] for n in sorted(kept) if 0 <= n < size)


def _are_data(lines: Lines, probe: _Probe) -> list[bool]:
    """Whether each line is surely a row of data: filled twice at least, and neither note nor heading."""
    texts = _column(lines, probe.column)
    firsts = [line[0] or next(filter(None, line), "") if line else "" for line in lines]
    known: dict[str, bool] = {}
    telling = {written for written in set(texts) if written and probe.tells(written, known)}
    opening = {first for first in set(firsts) if first.isdecimal() or not is_note_like(squash(first))}
    return [
        written in telling and first in opening and len(line) - line.count("") >= _FEWEST_FILLED
        for line, written, first in zip(lines, texts, firsts, strict=True)
    ]


def _column(lines: Lines, column: int) -> list[str]:
    try:
        return [line[column] for line in lines]
    except IndexError:  # short lines end in blanks
        return [_at(line, column) for line in lines]


def _at(line: Sequence[str], column: int) -> str:
    return line[column] if column < len(line) else ""


# --- batches ---------------------------------------------------------------------------------------------------------


def _batches(
    make: Callable[[], RowReader], pieces: Sequence[tuple[Register, _LongRows | None]], reading: Reading
) -> Iterator[Batch]:
    reader = make()
    for register, long in pieces:
        if long is None:
            yield _batch_of_rows(reader, register, reading)
        else:
            yield from _Pass(reader, register, reading).batches(long)


def _batch_of_rows(reader: RowReader, register: Register, reading: Reading) -> Batch:
    """The rows of a short table beside a long one, read one by one."""
    scratch = Reading(reader.kind)
    others = [r for row in register.rows(*reader.groups) for r in reader.records(row, register, scratch)]
    reading.warnings += scratch.warnings
    part = register.header.grid.part
    return Batch(reader.table, part, [], {}, {}, {}, rejected=scratch.rejected, others=others)


class _Pass:
    """One pass over the rows of a long table."""

    def __init__(self, reader: RowReader, register: Register, reading: Reading) -> None:
        self._reader, self._register, self._reading = reader, register, reading
        self._header = register.header
        self._above: dict[str, Cell] = {}  # the last filled cell of each column that is filled down

    def batches(self, long: _LongRows) -> Iterator[Batch]:
        """The rows below the heading."""
        for lines in long.stretches():
            yield self._batch(lines if lines.first else lines.without(self._header.first_body_row))

    def _batch(self, lines: _Lines) -> Batch:
        reader, register = self._reader, self._register
        stretch = Stretch(self._header, lines.texts, lines.values)
        stretch.set_apart([not is_data for is_data in lines.are_data])
        plain = reader.plain(stretch, register)
        scratch = Reading(reader.kind)
        rows = self._rows(lines, sorted(stretch.apart))
        others = [record for row in rows for record in reader.records(row, register, scratch)]
        self._reading.warnings += scratch.warnings
        return self._joined(lines, stretch, plain, others, scratch)

    def _joined(
        self, lines: _Lines, stretch: Stretch, plain: PlainColumns, others: list[Record], scratch: Reading
    ) -> Batch:
        kept = [n for n in range(len(stretch)) if n not in stretch.apart]
        places = {key: column + 1 for key, column in self._header.columns.items()}
        places |= {column: places[key] for column, key in self._reader.renamed.items() if key in places}
        source = {key: self._reader.renamed.get(key, key) for key in places}
        blank = {key: [not text_ for text_ in texts] for key in places if "" in (texts := stretch.texts(source[key]))}

        def chosen(column: list[Any]) -> list[Any]:
            return column if len(kept) == len(stretch) else [column[n] for n in kept]

        return Batch(
            self._reader.table,
            lines.part,
            [lines.first + n + 1 for n in kept],
            {key: chosen(column) for key, column in plain.values.items()},
            {stem: chosen(column) for stem, column in plain.secrets.items()},
            places,
            rejected=scratch.rejected,
            valid_from=None if plain.valid_from is None else chosen(plain.valid_from),
            valid_to=None if plain.valid_to is None else chosen(plain.valid_to),
            blank={key: chosen(marks) for key, marks in blank.items()},
            others=others,
            show=self._reader.show,
        )

    def _rows(self, lines: _Lines, apart: Sequence[int]) -> Iterator[Row]:
        """The rows set apart that are rows of data; with blanks filled from above where merged cells arrive so."""
        made = lines.made()
        seen = 0
        skipped: set[int] = set()
        for n in apart:
            cells = made[n]
            if self._header.kind_of(cells) is not RowKind.DATA:
                skipped.add(n)
                continue
            row = Row(self._header, cells)
            if self._register.fills_down:
                self._look_above(made, lines.texts, range(seen, n), skipped)
                for group in self._reader.groups:
                    row.fill_from(self._above, group)
            seen = n
            yield row
        if self._register.fills_down:
            self._look_above(made, lines.texts, range(seen, len(lines.texts)), skipped)

    def _look_above(self, made: PlainRows, texts: Lines, rows: range, skipped: Collection[int]) -> None:
        """Note the last filled cell of each column among these rows of data."""
        for key in {key for group in self._reader.groups for key in group}:
            column = self._header.columns.get(key)
            if column is None:
                continue
            found = next((n for n in reversed(rows) if n not in skipped and _at(texts[n], column)), None)
            if found is not None:
                self._above[key] = made[found][column]
