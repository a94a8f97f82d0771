"""Every register that the models describe, read column by column: no code of its own for any of them.

Flows in: a content with tables whose headings are those of `models.tables` (canonical, in zh or en, or as offices call
them). Flows out: a `Reading`; that of a long register hands its rows out in batches, so that a million of them never
stand in memory together. A *marked* section begins with `数据表：名称（table）`, as templates and exports write it, and
is taken by that name; an unmarked table is recognised by its headings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache, partial
from heapq import merge
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from analytics.errors import FileRejected
from analytics.reading.amounts import Unit, find_unit, read_amount
from analytics.reading.content import Content, Grid, Lines, PlainRows
from analytics.reading.dates import read_date, read_moment, read_month, read_period
from analytics.reading.headings import squash, unwrap
from analytics.reading.imprint import read_imprint
from analytics.reading.money_tables import is_subtotal, is_total
from analytics.reading.persons import birth_of, read_credit_code, read_identity, read_name
from analytics.reading.progress import status_of
from analytics.reading.records import Batch, Coverage, Reading, Record, Rejection
from analytics.reading.registers import read_yes_no
from models.fields import Field, FieldKind, Sheet, fields_of, required_of, sheet_of
from models.language import Message
from models.places import Locator
from models.tables import FACT_TABLES, FromDocument
from models.templates import (
    EXAMPLE,
    GUARDED,
    MARK,
    NOTES,
    PARENT_NO,
    RECORD_NO,
    SEALED,
    SINCE,
    UNTIL,
    parent_of,
    sheets,
)
from models.vocabulary import RectificationStatus, SocialTieKind, Term

CLOCK = ZoneInfo("Asia/Shanghai")  # the clock on the wall of every office that writes a time of day
_BORNE_OUT = 0.6
_POSTED = 0.55
_ENOUGH, _MOST = 5, 0.8  # columns, and share of the headings, that an untitled register must show
LONG = 2_000  # rows from which a register is handed out in batches
_HEAD = 60  # rows in which a heading must begin
_FOOT = 5  # rows at the end of a page in which a total stands
_MARKED = re.compile(r"^\s*数据表\s*[:：].*[(（](?P<table>[a-z_]+)[)）]\s*$")
SERIAL_HEADINGS = frozenset({"序号", "no.", "no", "编号序", "行号"})
_REMARK = frozenset({"备注", "说明", "remark", "remarks"})
_NIL = frozenset({"无", "本期无", "无此项", "none", "nil", "零报告", "无此情况", "本月无"})
_BLANK = frozenset({"", "-", "--", "/", "—", "——", "\\", "无"})
_LASTING = frozenset({"至今", "长期", "现在", "今", "在任", "在岗", "现任"})
_BELOW = re.compile(r"^(?:说明|注|备注|附注|填表|制表|审核|复核|负责人|填报人|经办|单位负责|联系)[^:：]{0,8}[:：]|^\*")
_PLAIN_AMOUNT = re.compile(r"-?(?:0|[1-9]\d{0,11})(?:\.\d{1,2})?")
_YEAR = re.compile(r"((?:19|20)\d{2})\s*年?度?")
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?")
_PHONE = re.compile(r"\+?[\d*]{5,20}")
_UNITS_IN_HEADING = re.compile(r"[(（][^()（）]*[)）]$")


class Taken(NamedTuple):
    """What one cell gave: its value, a reason why there is none, and a mark that stays on the record."""

    value: Any = None
    problem: Message | None = None
    warning: Message | None = None


_Reader = Callable[[str], Taken]


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a file: its heading, the lines above it, and the rows that belong to it."""

    table: type[FromDocument]
    grid: Grid
    heading: int  # zero-based row
    stop: int  # row after the last one of this section in `grid.rows`; the tail of the grid belongs to it as well
    columns: dict[str, int]  # attribute (or stem, or RECORD_NO ...) -> column
    headings: dict[str, str]
    unknown: tuple[str, ...]
    is_marked: bool
    unit: str | None = None
    period: tuple[date, date] | None = None
    amount_unit: Unit | None = None
    other_units: bool = False
    pages: tuple[tuple[Grid, int], ...] = ()  # where the table goes on in a pdf, and its first row there

    @property
    def rows(self) -> int:
        """The rows from the heading on, as far as they are in memory."""
        return self.stop - self.heading + sum(len(grid.rows) - first for grid, first in self.pages)


# --- recognising -----------------------------------------------------------------------------------------------------


def marked(content: Content) -> bool:
    """Whether a file says of itself which tables it holds."""
    return any(_marker(grid, row) for grid in content.grids for row in range(min(len(grid.rows), _HEAD)))


def closest(content: Content) -> tuple[float, type[FromDocument] | None]:
    """The table that an unmarked file fits best, and how surely: from 0 (not at all) to 1."""
    best: tuple[float, type[FromDocument] | None] = (0.0, None)
    second = 0.0
    for table in _unmarked_tables():
        score = max((_score(content, grid, table) for grid in content.grids), default=0.0)
        if score > best[0]:
            best, second = (score, table), best[0]
        else:
            second = max(second, score)
    # Two tables that fit alike are no recognition: a wrong register is worse than a question.
    return best if best[0] - second > 0.02 else (min(best[0], 0.49), best[1])


def read_sheets(content: Content, table: type[FromDocument] | None = None) -> Reading:
    """The rows of every section of a file; `table` is what an unmarked file was recognised as."""
    sections = list(_sections(content, table))
    if not sections:
        raise FileRejected("sheet-no-heading")
    first = _sheet(sections[0].table)
    imprint = read_imprint(content.head(_HEAD))
    unit = next((s.unit for s in sections if s.unit), None)
    reading = Reading(first.kind, title=_title(sections[0], imprint.title), publisher=unit or imprint.publisher)
    if first.kind.is_public:
        reading.published = imprint.published
    stated = {s.amount_unit for s in sections if s.amount_unit is not None}
    reading.amount_unit = stated.pop().zh if len(stated) == 1 else None
    for grid in _unread(content, sections):
        reading.reject(Locator(grid.part), "sheet-table-unread")
    for section in sections:
        for heading in section.unknown:
            reading.warnings.append(Message("sheet-heading-unknown", {"heading": heading, "table": _name(section)}))
    is_long = any(s.grid.tail for s in sections) or sum(s.rows for s in sections) > LONG
    has_families = any(s.columns.keys() & {RECORD_NO, PARENT_NO} for s in sections)
    if is_long and not has_families:
        reading.batches = partial(_batches, sections, reading)
    else:
        _take_records(sections, reading)
    reading.extra = {"tables": [{"table": s.table.__tablename__, "part": s.grid.part} for s in sections]}
    return reading


def records_of(batch: Batch, parents: Mapping[str, Record] | None = None) -> Iterator[Record]:
    """The rows of a batch one by one in their order, as every other reader gives them."""
    yield from merge(_plain_records(batch, parents), batch.others, key=lambda record: record.locator.row or 0)


def _plain_records(batch: Batch, parents: Mapping[str, Record] | None) -> Iterator[Record]:
    label = _label_of(batch.table)
    sheet = _sheet(batch.table)
    for index, row in enumerate(batch.rows):
        values = {key: column[index] for key, column in batch.columns.items() if key not in (SINCE, UNTIL)}
        record = Record(
            batch.table,
            values,
            Locator(batch.part, row),
            label=str(values.get(label) or values.get(next(iter(values), ""), "") or row),
            parent=batch.parent if parents is None or batch.numbers is None else parents.get(batch.numbers[index][1]),
            places={
                key: Locator(batch.part, row, column)
                for key, column in batch.places.items()
                if key not in batch.blank or not batch.blank[key][index]
            },
            secrets={stem: text for stem, column in batch.secrets.items() if (text := column[index]) is not None},
            warnings=list(batch.warnings.get(index, ())),
        )
        since, until = batch.valid_from or batch.columns.get(SINCE), batch.valid_to or batch.columns.get(UNTIL)
        record.valid_from = values.get(sheet.since) if sheet.since and not batch.valid_from else _at(since, index)
        record.valid_to = values.get(sheet.until) if sheet.until and not batch.valid_to else _at(until, index)
        if batch.show is not None:
            batch.show(record)
            yield record
            continue
        shown = {key: value for key, value in values.items() if key != "amount" and value is not None}
        record.extra = shown if batch.extra is None else dict(batch.extra)
        yield record


def _at(column: list[Any] | None, index: int) -> Any:
    return None if column is None else column[index]


def _sheet(table: type[FromDocument]) -> Sheet:
    found = sheet_of(table)
    if found is None:
        raise AssertionError(f"{table.__tablename__} is no sheet")
    return found


def _name(section: Section) -> str:
    return _sheet(section.table).zh


def _title(section: Section, title: str | None) -> str | None:
    return _name(section) if section.is_marked else title


def _label_of(table: type[FromDocument]) -> str:
    """The attribute by which people call a row: the first of its key that is a text."""
    fields = fields_of(table)
    texts = [key for key in _sheet(table).key if key in fields and fields[key].kind in (FieldKind.TEXT, FieldKind.NAME)]
    return texts[0] if texts else next(iter(fields))


def _marker(grid: Grid, row: int) -> str | None:
    texts = _line(grid, row)
    match = _MARKED.match(texts[0]) if texts and texts[0].startswith(MARK) else None
    return match["table"] if match else None


def _line(grid: Grid, row: int) -> Sequence[str]:
    rows = grid.rows
    if isinstance(rows, PlainRows):
        return rows.line(row)
    return [cell.text for cell in rows[row]]


# Kinds with a reader of their own know the forms offices use; here they are read when marked.
_OWN_READERS = frozenset(
    {
        "risk_point", "post_step", "step_handler", "recusal", "restriction", "tenure", "declared_tie", "matter_act",
        "programme_budget", "fund_notice", "fund_item", "fund_part", "three_public_report", "three_public_line",
        "budget_table", "budget_line", "budget_part", "performance_target", "power_item", "power_duty",
    }
)  # fmt: skip


@cache
def _unmarked_tables() -> tuple[type[FromDocument], ...]:
    return tuple(table for name, table in sorted(sheets().items()) if name not in _OWN_READERS)


@cache
def _names(table: type[FromDocument], *, office: bool) -> dict[str, str]:
    """Every heading of a table, squashed, with the attribute it stands for; `office`: those of offices as well."""
    found: dict[str, str] = {}
    fields = fields_of(table)
    for key, described in fields.items():
        for name in (described.zh, described.en, key):
            found.setdefault(squash(name).lower(), key)
    if office:
        for key, described in fields.items():
            for name in described.also:
                found.setdefault(squash(name).lower(), key)
    else:
        for name in (RECORD_NO, PARENT_NO, NOTES, SINCE, UNTIL):
            found.setdefault(name, name)
    return found


def _bare(heading: str) -> str:
    """A heading without the unit in brackets behind it."""
    return _UNITS_IN_HEADING.sub("", heading) or heading


def _match(texts: Sequence[str], table: type[FromDocument], *, office: bool) -> tuple[dict[str, int], list[int]]:
    """Which column holds which attribute, and the columns whose heading is none of the table's."""
    names = _names(table, office=office)
    found: dict[str, int] = {}
    unknown = []
    for column, text in enumerate(texts):
        heading = squash(text).lower()
        if not heading or heading in SERIAL_HEADINGS:
            continue
        key = names.get(heading) or names.get(_bare(heading))
        if key is not None and key not in found:
            found[key] = column
        elif heading not in _REMARK:
            unknown.append(column)
    return found, unknown


def _score(content: Content, grid: Grid, table: type[FromDocument]) -> float:
    found = _unmarked_heading(grid, table)
    if found is None:
        return 0.0
    row, columns, unknown = found
    share = len(columns) / (len(columns) + len(unknown))
    sheet = _sheet(table)
    above = [text for line in range(row) for text in _line(grid, line) if text]
    texts = [content.title or "", *above, *(p.text for p in content.paragraphs if len(p.text) <= 120)]
    words = (squash(sheet.zh), *map(squash, sheet.titles))
    is_named = any(word in squash(text) for text in [*texts, grid.name or ""] for word in words)
    is_posted = any("公示" in text for text in texts)  # what is put up for objections is a notice, whatever its columns
    if not is_named and (len(columns) < _ENOUGH or share < _MOST):
        return 0.0  # a few common headings under no title are no register
    distinct = sum(1 for key in columns if key in _distinctive(table)) / max(1, len(columns))
    score = 0.6 * share + 0.25 * is_named + 0.15 * distinct
    if is_posted:
        return min(score, _POSTED)
    # A list that its title calls a register, and that most headings bear out, is one: surer than a likeness.
    return max(score, 0.9 + 0.1 * score) if is_named and share >= _BORNE_OUT else score


@cache
def _distinctive(table: type[FromDocument]) -> frozenset[str]:
    """The attributes whose heading few other tables share."""
    counts: dict[str, int] = {}
    for other in _unmarked_tables():
        for name in {squash(f.zh) for f in fields_of(other).values()}:
            counts[name] = counts.get(name, 0) + 1
    return frozenset(key for key, f in fields_of(table).items() if counts.get(squash(f.zh), 0) <= 1)


def _unmarked_heading(grid: Grid, table: type[FromDocument]) -> tuple[int, dict[str, int], list[int]] | None:
    """The row, columns and unknown columns of the best heading for a table in the head of a grid."""
    needed = required_of(table)
    best: tuple[int, dict[str, int], list[int]] | None = None
    for row in range(min(len(grid.rows), _HEAD)):
        columns, unknown = _match(_line(grid, row), table, office=True)
        if len(columns) >= 2 and needed <= columns.keys() and (best is None or len(columns) > len(best[1])):
            best = row, columns, unknown
    return best


def _sections(content: Content, table: type[FromDocument] | None) -> Iterator[Section]:
    last: Section | None = None  # of an unmarked table, which may go on on the next page
    for grid in content.grids:
        starts = [row for row in range(len(grid.rows)) if _marker(grid, row)]
        if starts:
            for start, stop in zip(starts, [*starts[1:], len(grid.rows)], strict=True):
                section = _marked_section(grid, start, stop)
                if section is not None:
                    yield section
        elif table is not None:
            found = _unmarked_heading(grid, table)
            first = _goes_on(last, grid, found) if last is not None and content.media == "pdf" else None
            if last is not None and first is not None:
                last = replace(last, pages=(*last.pages, (grid, first)))
            elif found is not None:
                if last is not None:
                    yield last
                row, columns, unknown = found
                last = _section(grid, table, row, len(grid.rows), columns, unknown, range(row), is_marked=False)
    if last is not None:
        yield last


def _goes_on(section: Section, grid: Grid, found: tuple[int, dict[str, int], list[int]] | None) -> int | None:
    """The row with which a table goes on in the next grid of a pdf: with its heading again, or without; None if not."""
    before = section.pages[-1][0] if section.pages else section.grid
    if grid.width != before.width:
        return None
    if found is None:
        return 0
    row, columns, _ = found
    return row + 1 if row == 0 and columns == section.columns and not _is_closed(before) else None


def _is_closed(grid: Grid) -> bool:
    """Whether a table ends with its total."""
    lines = [_line(grid, row) for row in range(max(0, len(grid.rows) - _FOOT), len(grid.rows))]
    return any(is_total(next(filter(None, line), "")) for line in lines)


def _unread(content: Content, sections: Sequence[Section]) -> Iterator[Grid]:
    """The tables of a pdf that are part of no section: in a register they are pages of it that were cut otherwise."""
    parts = {grid.part for s in sections for grid in (s.grid, *(page for page, _ in s.pages))}
    for grid in content.grids if content.media == "pdf" else ():
        filled = sum(len(list(filter(None, _line(grid, row)))) > 1 for row in range(len(grid.rows)))
        if grid.part not in parts and filled > 1:
            yield grid


def _marked_section(grid: Grid, start: int, stop: int) -> Section | None:
    name = _marker(grid, start) or ""
    table = sheets().get(name)
    if table is None:
        raise FileRejected("sheet-table-unknown", table=name, place=str(Locator(grid.part, start + 1, 1)))
    for row in range(start + 1, min(stop, start + 10)):
        columns, unknown = _match(_line(grid, row), table, office=False)
        if len(columns) >= 2 or (columns and len(fields_of(table)) < 2):
            missing = [fields_of(table)[key].zh for key in sorted(required_of(table) - columns.keys())]
            if missing:
                raise FileRejected(
                    "sheet-columns-missing",
                    table=name,
                    columns="、".join(missing),
                    place=str(Locator(grid.part, row + 1)),
                )
            return _section(grid, table, row, stop, columns, unknown, range(start + 1, row), is_marked=True)
    if grid.tail is not None and stop == len(grid.rows):  # the heading may stand in what is read in passes
        raise FileRejected("sheet-table-too-far", place=str(Locator(grid.part, start + 1)))
    if all(not any(_line(grid, row)) for row in range(start + 1, stop)):
        return None
    raise FileRejected("sheet-no-heading-below", table=name, place=str(Locator(grid.part, start + 1)))


def _section(
    grid: Grid,
    table: type[FromDocument],
    row: int,
    stop: int,
    columns: dict[str, int],
    unknown: Sequence[int],
    above: range,
    *,
    is_marked: bool,
) -> Section:
    texts = _line(grid, row)
    lines = [text for line in above for text in _said(_line(grid, line))]
    units = {unit for text in lines if (unit := _unit_line(text)) is not None}
    return Section(
        table,
        grid,
        row,
        stop,
        columns,
        {key: squash(texts[column]) for key, column in columns.items()},
        tuple(unwrap(texts[column]) for column in unknown),
        is_marked,
        unit=next((value for text in lines if (value := _labelled(text, "填报单位", "编制单位", "单位名称"))), None),
        period=next(
            (p for text in lines if (value := _labelled(text, "所属期间", "期间")) and (p := _period(value))), None
        ),
        amount_unit=units.pop() if len(units) == 1 else None,
        other_units=len(units) > 1,
    )


def _said(line: Sequence[str]) -> list[str]:
    """The texts of a line; a label that ends with a colon is said together with the cell beside it."""
    texts = [text for text in dict.fromkeys(line) if text]
    beside = [*texts[1:], ""]
    return [
        text + after if text.endswith((":", "：")) and not after.endswith((":", "：")) else text
        for text, after in zip(texts, beside, strict=False)  # a blank line has no texts, and nothing beside them
    ]


def _unit_line(text: str) -> Unit | None:
    return (
        find_unit(text) if "单位" in text and len(text) <= 24 and not _labelled(text, "填报单位", "编制单位") else None
    )


def _labelled(text: str, *labels: str) -> str | None:
    for label in labels:
        match = re.search(rf"{label}\s*[:：]\s*(?P<value>\S+)", text)
        if match and find_unit(match["value"]) is None:
            return match["value"]
    return None


def _period(text: str) -> tuple[date, date] | None:
    days = re.fullmatch(r"(\d{4}-\d{2}-\d{2})\s*(?:至|到|~|-{1,2}|—+)\s*(\d{4}-\d{2}-\d{2})", text)
    if days:
        first, last = read_date(days[1]), read_date(days[2])
        return (first, last) if first and last and first <= last else None
    found = read_period(text)
    if found is not None:
        return found[0], found[1]
    year = re.fullmatch(r"(\d{4})年?度?", text)
    return (date(int(year[1]), 1, 1), date(int(year[1]), 12, 31)) if year else None


# --- rows ------------------------------------------------------------------------------------------------------------


def _take_records(sections: Sequence[Section], reading: Reading) -> None:
    """Every row as a record; children find their parent by its record number in the same file."""
    parents: dict[tuple[type[FromDocument], str], Record] = {}
    for section in sorted(sections, key=lambda s: FACT_TABLES.index(s.table)):
        owner = parent_of(section.table)
        counter = _Counter(section)
        for batch in counter.batches():
            known = {no: record for (table, no), record in parents.items() if table is owner}
            for index, record in enumerate(records_of(batch, known)):
                number, parent_number = batch.numbers[index] if batch.numbers else ("", "")
                if owner is not None and record.parent is None:
                    reading.reject(record.locator, "sheet-parent-missing", number=parent_number or "-")
                    continue
                if number:
                    parents[section.table, number] = record
                reading.records.append(record)
            reading.rejected += batch.rejected
        counter.close(reading)


def _batches(sections: Sequence[Section], reading: Reading) -> Iterator[Batch]:
    for section in sections:
        counter = _Counter(section)
        yield from counter.batches()
        counter.close(reading)


class _Counter:
    """One pass over the rows of a section: batches out, and in the end what the section as a whole says."""

    def __init__(self, section: Section) -> None:
        self._section = section
        self._fields = fields_of(section.table)
        self._required = required_of(section.table)
        self._readers = {
            key: _reader(self._fields[key], self._unit_of(key)) for key in section.columns if key in self._fields
        }
        if section.is_marked:  # its lines are as they were written, not as a narrow column broke them
            self._readers |= {k: _lines for k in self._readers if self._fields[k].kind is FieldKind.TEXT}
        self._stated: Decimal | None = None
        self._sum: Decimal | None = Decimal(0)
        self._rows = 0
        self._rejected = 0
        self._said_nil = False

    def batches(self) -> Iterator[Batch]:
        section = self._section
        yield from self._of_grid(section.grid, section.heading + 1, section.stop)
        for grid, first in section.pages:
            yield from self._of_grid(grid, first, len(grid.rows))

    def _of_grid(self, grid: Grid, first: int, stop: int) -> Iterator[Batch]:
        rows = grid.rows[first:stop]
        if isinstance(rows, PlainRows):
            step = 20_000
            texts = rows.texts
            for start in range(0, len(texts), step):
                yield self._batch(grid.part, texts[start : start + step], first + start)
        else:
            copies = [[cell.is_merged_copy for cell in row] for row in rows]
            yield self._batch(grid.part, [[cell.text for cell in row] for row in rows], first, copies)
        if grid.tail is not None and stop == len(grid.rows):
            at = grid.tail.first
            for lines in grid.tail.lines():
                _check_one_table(lines, grid.part, at)
                yield self._batch(grid.part, lines, at)
                at += len(lines)

    def close(self, reading: Reading) -> None:
        """Say what the section as a whole says: its total, a nil return, and what is now held."""
        section = self._section
        if self._stated is not None:
            reading.stated_total = self._stated
            reading.sum_holds = None if self._sum is None or self._rejected else self._sum == self._stated
            if reading.sum_holds is False:
                reading.warnings.append(Message("sheet-sum-differs", {}))
        is_nil = self._rows == 0 and not self._rejected
        if is_nil:
            reading.warnings.append(Message("register-nil-return", {}))
        first, last = section.period or (None, None)
        reading.coverage.append(Coverage(_sheet(section.table).kind, section.unit, first, last, is_nil=is_nil))

    def _unit_of(self, key: str) -> Unit | None:
        if self._fields[key].kind is not FieldKind.AMOUNT:
            return None
        section = self._section
        own = find_unit(section.headings[key])
        if own is not None:
            # A unit line that says otherwise leaves the figure open: 金额(元) under 单位:万元.
            return None if section.amount_unit not in (None, own) or section.other_units else own
        return section.amount_unit

    def _batch(self, part: str, lines: Lines, first: int, copies: Sequence[Sequence[bool]] | None = None) -> Batch:
        section = self._section
        kept = self._kept(lines, first)
        rows = [lines[i] for i in kept]
        batch = Batch(section.table, part, [first + i + 1 for i in kept], {}, {}, {})
        dropped: set[int] = set()
        for key, column in section.columns.items():
            texts = [row[column] if column < len(row) else "" for row in rows]
            if key in self._readers:
                self._take_column(
                    batch, key, column, texts, dropped, [copies[i][column] for i in kept] if copies else None
                )
            elif key in (SINCE, UNTIL):
                batch.columns[key] = [_date(text).value for text in texts]
            elif key == NOTES:
                for index, text in enumerate(texts):
                    if text:
                        batch.warnings.setdefault(index, []).extend(Message(code, {}) for code in text.split(","))
        if section.columns.keys() & {RECORD_NO, PARENT_NO}:
            own, parent = section.columns.get(RECORD_NO), section.columns.get(PARENT_NO)
            batch.numbers = [("" if own is None else row[own], "" if parent is None else row[parent]) for row in rows]
        self._fill_unit(batch)
        self._fill_birth(batch)
        if dropped:
            _drop(batch, dropped)
            self._rejected += len(dropped)
        self._rows += len(batch)
        amounts = batch.columns.get("amount", ())
        self._sum = None if self._sum is None or None in amounts else self._sum + sum(amounts, Decimal(0))
        return batch

    def _take_column(
        self,
        batch: Batch,
        key: str,
        column: int,
        texts: list[str],
        dropped: set[int],
        copies: list[bool] | None,
    ) -> None:
        described = self._fields[key]
        read = self._readers[key]
        known: dict[str, Taken] = {}
        taken = [known[text] if text in known else known.setdefault(text, read(text)) for text in texts]
        if copies and described.kind in (FieldKind.AMOUNT, FieldKind.INTEGER, FieldKind.DECIMAL):
            # One figure merged over several rows belongs to none of them alone.
            shared = {i + d for i, copy in enumerate(copies) if copy for d in (-1, 0) if i + d >= 0}
            problem = Taken(None, Message("sheet-figure-merged", {}))
            taken = [problem if i in shared and t.value is not None else t for i, t in enumerate(taken)]
        values = [t.value for t in taken]
        if described.kind.is_secret:
            batch.secrets[key] = values
        else:
            batch.columns[key] = values
        batch.places[key] = column + 1
        if key in self._required and None in values:
            for index, value in enumerate(values):
                if value is None:
                    dropped.add(index)
                    problem_ = taken[index].problem or Message("register-cell-missing", {"column": described.zh})
                    self._refuse(batch, index, column, problem_, described)
        elif any(t.problem or t.warning for t in known.values()) or copies:
            for index, t in enumerate(taken):
                if t.problem is not None:
                    self._refuse(batch, index, column, t.problem, described)
                if t.warning is not None:
                    batch.warnings.setdefault(index, []).append(t.warning)

    @staticmethod
    def _refuse(batch: Batch, index: int, column: int, problem: Message, described: Field) -> None:
        told = Message(problem.code, {"column": described.zh, **problem.params})
        batch.warnings.setdefault(index, []).append(told)
        batch.rejected.append(Rejection(Locator(batch.part, batch.rows[index], column + 1), told))

    def _fill_unit(self, batch: Batch) -> None:
        """A blank unit is that of the line 填报单位 above the table."""
        if self._section.unit is None or "unit_name" not in self._fields:
            return
        known = batch.columns.get("unit_name") or [None] * len(batch)
        batch.columns["unit_name"] = [value or self._section.unit for value in known]

    def _fill_birth(self, batch: Batch) -> None:
        """The birth date within an identity number, which is not kept itself; a cell that says otherwise is told."""
        if "id_birth" not in self._fields or "id" not in batch.secrets:
            return
        stated = batch.columns.get("id_birth") or [None] * len(batch)
        known = [None if number is None else birth_of(number) for number in batch.secrets["id"]]
        for index, (birth, said) in enumerate(zip(known, stated, strict=True)):
            if birth is not None and said not in (None, birth):
                warning = Message("sheet-birth-differs", {"column": self._fields["id_birth"].zh})
                batch.warnings.setdefault(index, []).append(warning)
        batch.columns["id_birth"] = [birth or said for birth, said in zip(known, stated, strict=True)]

    def _kept(self, lines: Lines, first: int) -> list[int]:
        """The lines that are rows of the register: no blank line, example, total, nil word or note."""
        section = self._section
        required = sorted(section.columns[key] for key in self._required if key in section.columns)
        probe = required[0] if required else next(iter(section.columns.values()))
        kept = []
        for index, line in enumerate(lines):
            head = line[0] if line else ""
            if (probe < len(line) and line[probe] and head != EXAMPLE and not _is_closing(line, probe)) or self._is_row(
                line, first + index
            ):
                kept.append(index)
        return kept

    def _is_row(self, line: Sequence[str], row: int) -> bool:
        filled = [text for text in dict.fromkeys(line) if text]
        if not filled or filled[0] == EXAMPLE:
            return False
        if is_total(filled[0]):
            column = self._section.columns.get("amount")
            if column is not None and column < len(line):
                self._stated = self._readers["amount"](line[column]).value
            return False
        if is_subtotal(filled[0]) and len(filled) <= len(self._section.columns):
            return False
        if len(filled) <= 2 and (_BELOW.match(filled[0]) or squash(filled[-1]) in _NIL or _MARKED.match(filled[0])):
            self._said_nil = self._said_nil or squash(filled[-1]) in _NIL
            return False
        return not (len(filled) == 1 and (filled[0].isdigit() or len(filled[0]) > 40))


def _check_one_table(lines: Lines, part: str, first: int) -> None:
    """Refuse a further table in what is read in passes: its rows would be taken for those of the table before it."""
    for index, line in enumerate(lines):
        if line and line[0].startswith(MARK) and _MARKED.match(line[0]):
            raise FileRejected("sheet-table-too-far", place=str(Locator(part, first + index + 1)))


def _is_closing(line: Sequence[str], probe: int) -> bool:
    """Whether a line is a total, a note or a nil word, though its first needed cell is filled."""
    text = line[probe]
    words = line[0] or next((t for t in line if t), "")
    if words[0].isdigit() and len(text) > 1 and text[0] not in "无本零":
        return False  # a serial number: the plain case of a long register
    return squash(text) in _NIL or is_total(words) or is_subtotal(words) or _BELOW.match(words) is not None


def _drop(batch: Batch, dropped: set[int]) -> None:
    kept = [index for index in range(len(batch.rows)) if index not in dropped]
    batch.rows = [batch.rows[i] for i in kept]
    batch.columns = {key: [column[i] for i in kept] for key, column in batch.columns.items()}
    batch.secrets = {key: [column[i] for i in kept] for key, column in batch.secrets.items()}
    batch.numbers = None if batch.numbers is None else [batch.numbers[i] for i in kept]
    moved = {old: new for new, old in enumerate(kept)}
    batch.warnings = {moved[index]: found for index, found in batch.warnings.items() if index in moved}


# --- cells -----------------------------------------------------------------------------------------------------------


def _reader(described: Field, unit: Unit | None) -> _Reader:
    if described.kind is FieldKind.AMOUNT:
        return partial(_amount, unit=unit)
    if described.kind is FieldKind.TERM:
        if described.terms is RectificationStatus:
            return _progress
        return partial(_term, words=_words(described.terms))
    if described.kind is FieldKind.PERCENT:
        return _percent
    return _READERS[described.kind]


def _text(text: str) -> Taken:
    return Taken((unwrap(_unguarded(text)) if "\n" in text else _unguarded(text).strip()) or None)


def _lines(text: str) -> Taken:
    return Taken(_unguarded(text).strip() or None)


def _unguarded(text: str) -> str:
    """A text without the sign that keeps a spreadsheet program from running it."""
    return text[1:] if text[:1] == "'" and GUARDED.match(text.lstrip("'")) else text


def _person(text: str) -> Taken:
    return Taken(read_name(unwrap(text)) if text else None)


def _amount(text: str, unit: Unit | None) -> Taken:
    if unit is Unit.YUAN and _PLAIN_AMOUNT.fullmatch(text):
        return Taken(Decimal(text))
    amount = read_amount(text, unit)
    return Taken(amount.value, amount.problem, amount.warnings[0] if amount.warnings else None)


def _date(text: str) -> Taken:
    tight = squash(text) if text else ""
    if tight in _BLANK or tight in _LASTING:
        return Taken()
    day = read_date(text.split(" ")[0] if text.endswith("00:00:00") else text)
    if day is not None:
        return Taken(day)
    return Taken(None, Message("register-date-month-only" if read_month(text) else "register-date-uncertain", {}))


def _month(text: str) -> Taken:
    if squash(text) in _BLANK:
        return Taken()
    found = read_month(text) or _spelled_month(text)
    if found is not None:
        return Taken(date(found[0], found[1], 1))
    day = read_date(text)
    if day is not None and day.day == 1:
        return Taken(day)
    return Taken(None, Message("register-date-uncertain", {}))


def _spelled_month(text: str) -> tuple[int, int] | None:
    match = re.fullmatch(r"((?:19|20)\d{2})[-/.](0?[1-9]|1[0-2])", text.strip())
    return (int(match[1]), int(match[2])) if match else None


def _moment(text: str) -> Taken:
    if squash(text) in _BLANK:
        return Taken()
    found = read_moment(text)
    if isinstance(found, datetime):
        return Taken(found.replace(tzinfo=CLOCK))
    if found is not None:
        return Taken()  # a day without a time of day is no moment; the day has a column of its own
    return Taken(None, Message("register-date-uncertain", {}))


def _year(text: str) -> Taken:
    if squash(text) in _BLANK:
        return Taken()
    match = _YEAR.fullmatch(text.strip())
    return Taken(int(match[1])) if match else Taken(None, Message("sheet-year-unreadable", {}))


def _integer(text: str) -> Taken:
    tight = squash(text)
    if tight in _BLANK:
        return Taken()
    bare = tight.replace(",", "")
    if re.fullmatch(r"-?\d{1,9}(?:\.0+)?", bare):
        return Taken(int(Decimal(bare)))
    return Taken(None, Message("sheet-number-unreadable", {}))


def _number(text: str) -> Taken:
    tight = squash(text)
    if tight in _BLANK:
        return Taken()
    bare = tight.replace(",", "")
    if not _DECIMAL.fullmatch(bare):
        return Taken(None, Message("sheet-number-unreadable", {}))
    try:
        return Taken(_shortest(Decimal(bare)))
    except InvalidOperation:
        return Taken(None, Message("sheet-number-unreadable", {}))


def _percent(text: str) -> Taken:
    taken = _number(squash(text).removesuffix("%"))
    if taken.value is not None and not 0 <= Decimal(taken.value) <= 100:
        return Taken(None, Message("sheet-percent-out-of-range", {}))
    return taken


def _shortest(value: Decimal) -> str:
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _yes_no(text: str) -> Taken:
    tight = squash(text)
    if not tight or tight in {"-", "/"}:
        return Taken()
    answer = {"yes": True, "true": True, "no": False, "false": False}.get(tight.lower())
    answer = read_yes_no(text) if answer is None else answer
    return Taken(answer) if answer is not None else Taken(None, Message("register-yes-no-unknown", {}))


def _credit_code(text: str) -> Taken:
    code, sound = read_credit_code(text)
    return Taken(code) if sound else Taken(None, Message("credit-code-invalid", {}))


def _identity(text: str) -> Taken:
    if text.startswith(SEALED):
        return Taken(text)
    identity = read_identity(text)
    return Taken(identity.number, Message(identity.problem, {}) if identity.problem else None)


def _account(text: str) -> Taken:
    if text.startswith(SEALED):
        return Taken(text)
    bare = re.sub(r"[\s-]", "", text)
    if not bare or bare in _BLANK:
        return Taken()
    return Taken(bare) if re.fullmatch(r"[\d*]{8,32}", bare) else Taken(None, Message("sheet-account-unreadable", {}))


def _phone(text: str) -> Taken:
    if text.startswith(SEALED):
        return Taken(text)
    bare = re.sub(r"[\s()（）-]", "", text)
    if not bare or bare in _BLANK:
        return Taken()
    return (
        Taken(bare.removeprefix("+86"))
        if _PHONE.fullmatch(bare)
        else Taken(None, Message("sheet-phone-unreadable", {}))
    )


def _term(text: str, words: Mapping[str, str]) -> Taken:
    tight = squash(text).lower()
    if tight in {"", "-", "/"}:
        return Taken()
    code = words.get(tight)
    return Taken(code) if code is not None else Taken(None, Message("sheet-word-unknown", {}))


def _progress(text: str) -> Taken:
    """The state of a rectification, which offices tell in remarks of their own."""
    taken = _term(text, _words(RectificationStatus))
    state = status_of(text) if taken.problem is not None else None
    return taken if state is None else Taken(str(state))


@cache
def _words(terms: type[Term] | None) -> dict[str, str]:
    """The words of a vocabulary, squashed, with their code."""
    if terms is None:
        raise AssertionError("a field of terms names its vocabulary")
    own = {squash(word).lower(): str(term) for term in terms for word in (term.en, term.zh, str(term))}
    return {word: str(term) for word, term in _ALSO_CALLED.items() if isinstance(term, terms)} | own


# What offices write in place of the words of a vocabulary.
_ALSO_CALLED: dict[str, Term] = {
    "老乡": SocialTieKind.TOWNSMAN,
    "同班同学": SocialTieKind.CLASSMATE,
    "前同事": SocialTieKind.COLLEAGUE,
    "曾经同事": SocialTieKind.COLLEAGUE,
    "师徒": SocialTieKind.TEACHER,
    "师生关系": SocialTieKind.TEACHER,
    "债务关系": SocialTieKind.LENDER,
    "借款关系": SocialTieKind.LENDER,
}


_READERS: dict[FieldKind, _Reader] = {
    FieldKind.TEXT: _text,
    FieldKind.NAME: _person,
    FieldKind.DATE: _date,
    FieldKind.MONTH: _month,
    FieldKind.MOMENT: _moment,
    FieldKind.YEAR: _year,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _number,
    FieldKind.YES_NO: _yes_no,
    FieldKind.CREDIT_CODE: _credit_code,
    FieldKind.IDENTITY: _identity,
    FieldKind.ACCOUNT: _account,
    FieldKind.PHONE: _phone,
}
