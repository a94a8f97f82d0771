"""The ledger forms of an integrity office: labels with values, or wide rows whose cells hold numbered lists.

Flows in: a content and the labels of one form. Flows out: its entries, each a set of values by key with their places,
and the numbered lists inside them laid side by side. What is a plain register with one row for each issue is no form
and is left to the reader of sheets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from analytics.reading.content import Cell, Content, Grid, Role
from analytics.reading.dates import dates_in, fold, read_date
from analytics.reading.headings import Column, Header, distinct, find_headers, squash, strip_seal, unwrap
from analytics.reading.imprint import find_title, join_lines, read_imprint
from analytics.reading.numbered import Item, items_in
from analytics.reading.records import Coverage, Reading, Record
from models.places import WHOLE_FILE, Locator
from models.vocabulary import DocumentKind

NIL = frozenset(
    {"无", "暂无", "无问题", "未发现问题", "未发现", "没有发现问题", "没有", "本期无", "零问题", "未发现“微腐败”问题"}
)
_ENOUGH_LABELS = 4
_HEAD = ("unit", "number", "filled")
_RULES = re.compile(r"(?:方案|办法|通知|意见|制度|规定)$")  # what such titles name carries blank forms as annexes
_TAIL = re.compile(r"\([^()]*\)$")


@dataclass(frozen=True, slots=True)
class Form:
    """What one kind of form asks for: labels by key, the keys whose cells hold lists, and the words of its title."""

    kind: DocumentKind
    columns: tuple[Column, ...]
    lists: tuple[str, ...]
    title: re.Pattern[str]
    begins: str  # the key that begins the next entry where it comes again


@dataclass(slots=True)
class Entry:
    """One filled form, or one wide row: its cells by key, and the keys whose place stands empty."""

    locator: Locator
    cells: dict[str, Cell] = field(default_factory=dict)

    def raw(self, key: str) -> str:
        """The text of a value; empty where there is none."""
        cell = self.cells.get(key)
        return "" if cell is None else unwrap(cell.text)

    def text(self, key: str) -> str | None:
        """The text of a value on one line; None where there is none."""
        return self.raw(key).replace("\n", "").strip() or None

    def place(self, key: str) -> Locator:
        """Where a value stands."""
        cell = self.cells.get(key)
        return self.locator if cell is None else cell.locator

    def items(self, key: str) -> list[Item]:
        """The items of a list; a text without numbers is one item, and words that say there is nothing are none."""
        text = self.raw(key).strip()
        if not text or squash(text).rstrip(".,;") in {squash(word) for word in NIL}:
            return []
        found = [Item(n, t) for n, t in items_in(text) if re.sub(r"[.。…\s]", "", t)]
        if found or items_in(text):
            return found
        return [Item(1, text)]

    def day(self, key: str, record: Record, reading: Reading, heading: str) -> date | None:
        """The day of a value; 2025年6月30日前 is that day, and what is not certain is warned of and listed."""
        cell = self.cells.get(key)
        text = self.text(key)
        if cell is None or not text or not re.search(r"\d|[一二三四五六七八九十]", text):
            return None
        day = (
            cell.value
            if isinstance(cell.value, date)
            else read_date(re.sub(r"(?:之)?前(?:完成|整改到位|办结)?[。.]?$", "", text))
        )
        if day is None:
            day = _only_day(text)
        if day is None:
            record.warn("register-date-uncertain", column=heading)
            reading.reject(self.place(key), "register-date-uncertain", column=heading)
        return day


def _only_day(text: str) -> date | None:
    """The one day of a sentence in which no other figure stands: of a period or an unclear second day there is none."""
    found = dates_in(text)
    if len(found) != 1:
        return None
    folded = fold(text)
    rest = folded[: found[0].start] + folded[found[0].end :]
    return found[0].day if not re.search(r"\d", rest) else None


# --- recognising -----------------------------------------------------------------------------------------------------


def score_form(form: Form, content: Content) -> float:
    """1 where the title and the labels of a form are there, 0 where it is a plain register or something else."""
    title = find_title(content)
    if title is not None and _RULES.search(squash(title.text)):
        return 0.0
    named = any(form.title.search(text) for text in titles_of(content))
    entries = entries_of(form, content)
    if not entries:
        return 0.0
    is_form = any(_is_form(form, grid) for grid in content.grids) or not any(_headers(form, content))
    holds_lists = any(len(items_in(entry.raw(key))) > 1 for entry in entries for key in form.lists)
    if not is_form and not holds_lists:
        return 0.0
    labels = max(len(entry.cells) for entry in entries)
    if named:
        return 1.0
    return 0.7 if labels >= _ENOUGH_LABELS + 1 else 0.0


def titles_of(content: Content) -> Iterator[str]:
    """The title of a file and the short lines that may be one, squashed."""
    found = find_title(content)
    if found is not None:
        yield squash(found.text)
    for grid in content.grids:
        for row in list(grid.rows)[:3]:
            yield from (squash(cell.text) for cell in distinct(row) if len(cell.text) <= 60)
    for paragraph in content.paragraphs:
        if len(paragraph.text) <= 60:
            yield squash(paragraph.text)


# --- entries ---------------------------------------------------------------------------------------------------------


def entries_of(form: Form, content: Content) -> list[Entry]:
    """The entries of a file: wide rows under a heading, else forms with labels."""
    found: list[Entry] = []
    for header in _headers(form, content):
        found += _wide(header)
    return found or [entry for entry in _labelled(form, content) if len(entry.cells) >= _ENOUGH_LABELS]


def _headers(form: Form, content: Content) -> list[Header]:
    """The headings of wide tables; a form of labels and values has none."""
    headers = find_headers(content, form.columns)
    return [header for header in headers if len(header.columns) >= _ENOUGH_LABELS and not _is_form(form, header.grid)]


def _label_of(form: Form, text: str) -> str | None:
    tight = squash(text).rstrip(":")
    for candidate in (tight, _TAIL.sub("", tight)):
        for column in form.columns:
            if candidate in {squash(name) for name in column.names}:
                return column.key
    return None


def _is_form(form: Form, grid: Grid) -> bool:
    """Whether labels stand beside their values: at the left of at least two rows, or in cells with a colon."""
    rows = [cells for row in grid.rows if (cells := distinct(row))]
    left = {key for cells in rows if (key := _label_of(form, cells[0].text)) is not None and len(cells) > 1}
    inline = {key for cells in rows for cell in cells for key, _ in _inline(form, cell.text)}
    return len((left | inline) - set(_HEAD)) >= 2


def _wide(header: Header) -> Iterator[Entry]:
    """One entry for each row; what the lines above say of unit, number and day holds for every row without its own."""
    above: dict[str, Cell] = {}
    for cell in header.above:
        for key, value in _inline_columns(cell.text):
            above.setdefault(key, Cell(value, cell.locator, cell.locator))
    for _, row in header.data_rows():
        entry = Entry(Locator(row[0].locator.part, row[0].locator.row), dict(above))
        entry.cells |= {key: row[column] for key, column in header.columns.items() if row[column].text}
        if len(entry.cells) > len(above):
            yield entry


def _inline_columns(text: str) -> Iterator[tuple[str, str]]:
    labels = {"填报单位": "unit", "报送单位": "unit", "编号": "number", "填报时间": "filled", "填报日期": "filled"}
    for label, value in _pairs_in(text):
        key = labels.get(_TAIL.sub("", squash(label)))
        if key is not None and value:
            yield key, value


_PAIR = re.compile(
    r"(?:^|(?<=[\s)）]))(?P<label>[\u4e00-\u9fff](?:[\u4e00-\u9fff()（）、]"
    r"| (?=[\u4e00-\u9fff])){1,14})\s*[:：](?P<value>.*?)"
    r"(?=\s+[\u4e00-\u9fff](?:[\u4e00-\u9fff()（）]){1,12}\s*[:：]|$)",
    re.DOTALL,
)


def _pairs_in(text: str) -> Iterator[tuple[str, str]]:
    for match in _PAIR.finditer(text):
        yield match["label"], strip_seal(match["value"])


def _inline(form: Form, text: str) -> Iterator[tuple[str, str]]:
    for label, value in _pairs_in(text):
        key = _label_of(form, label)
        if key is not None:
            yield key, value


def _labelled(form: Form, content: Content) -> Iterator[Entry]:
    """Forms of labels and values, one after the other."""
    current: Entry | None = None
    last: str | None = None
    is_body = False
    for key, cell in _pieces(form, content):
        if key is None:
            if current is not None and last in form.lists and cell.text.strip():
                held = current.cells.get(last)
                joined = f"{held.text}\n{cell.text}" if held is not None and held.text else cell.text
                current.cells[last] = Cell(joined, held.locator if held else cell.locator, cell.origin)
            continue
        begins = current is None or (key in current.cells and (key == form.begins or (key in _HEAD and is_body)))
        if begins:
            if current is not None:
                yield current
            current = Entry(cell.locator)
            is_body = False
        is_body = is_body or key not in _HEAD
        if current is not None:
            current.cells.setdefault(key, cell)
        last = key
    if current is not None:
        yield current


def _pieces(form: Form, content: Content) -> Iterator[tuple[str | None, Cell]]:
    """Labels with the cells of their values, and text without a label, in reading order."""
    for block in content.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                yield from _row_pieces(form, row)
        elif block.role in (Role.BODY, Role.META):
            for line in block.text.split("\n"):
                yield from _line_pieces(form, Cell(line.strip(), block.locator, block.locator))


def _row_pieces(form: Form, row: Sequence[Cell]) -> Iterator[tuple[str | None, Cell]]:
    cells = [cell for cell in row if not cell.is_merged_copy]
    filled = [cell for cell in cells if cell.text]
    index = 0
    while index < len(cells):
        cell = cells[index]
        if not cell.text:
            index += 1
            continue
        key = _label_of(form, cell.text)
        following = cells[index + 1] if index + 1 < len(cells) else None
        if key is not None:
            is_value = following is not None and _label_of(form, following.text) is None
            if is_value and following is not None and not list(_inline(form, following.text)):
                yield key, following
                index += 2
                continue
        if key is None or len(filled) == 1:
            yield from _line_pieces(form, cell)
        index += 1


def _line_pieces(form: Form, cell: Cell) -> Iterator[tuple[str | None, Cell]]:
    pairs = list(_inline(form, cell.text))
    for key, value in pairs:
        yield key, Cell(value, cell.locator, cell.locator)
    if not pairs:
        labelled = re.match(r"(?P<label>[\u4e00-\u9fff ]{4,12}?)\s+(?P<value>\S.*)", cell.text, re.DOTALL)
        known = _label_of(form, labelled["label"]) if labelled else None
        if labelled is not None and known is not None:
            yield known, Cell(labelled["value"], cell.locator, cell.locator)
        else:
            yield None, cell


# --- readings --------------------------------------------------------------------------------------------------------


def start(form: Form, content: Content, entries: Sequence[Entry]) -> Reading:
    """A reading with the title of the form and the unit that filled it in."""
    imprint = read_imprint(content)
    units = [strip_seal(text) for entry in entries if (text := entry.text("unit"))]
    unit = units[0] if units else None
    title = imprint.title or next((join_lines(t) for t in titles_of(content) if form.title.search(t)), None)
    return Reading(form.kind, title=title, publisher=unit or imprint.publisher)


def number_of(entry: Entry) -> str | None:
    """The number of a form, without the brackets of its print; None where it is blank or was never filled in.

    >>> from models.places import Locator
    >>> place = Locator("text:1")
    >>> [number_of(Entry(place, {"number": Cell(t, place, place)})) for t in ("(自检3号)", "自检X号", "")]
    ['自检3号', None, None]
    """
    text = re.sub(r"^[(（]|[)）]$", "", entry.text("number") or "").strip()
    if not text or re.search(r"[XxＸ×]号|^(?:自检)?号$|_", text):
        return None
    return text


def pair(first: Sequence[Item], second: Sequence[Item]) -> tuple[list[tuple[int, str | None, str | None]], bool]:
    """Two lists side by side by number, and whether they match item by item."""
    one, other = _by_number(first), _by_number(second)
    numbers = list(dict.fromkeys([*one, *other]))
    rows = [(number, one.get(number), other.get(number)) for number in numbers if number in one]
    unmatched = [number for number in other if number not in one]
    return rows, len(first) == len(second) and not unmatched


def _by_number(items: Sequence[Item]) -> Mapping[int, str]:
    """Items by number; where numbers repeat or are missing they are counted through."""
    numbers = [item.number for item in items]
    if len(set(numbers)) != len(numbers):
        return {n: item.text for n, item in enumerate(items, start=1)}
    return {item.number: item.text for item in items}


def say_nil(reading: Reading, entries: Sequence[Entry], key: str) -> None:
    """A form that says that nothing was found is a nil return, and counts as held."""
    said = [squash(entry.raw(key)).rstrip(".,;") for entry in entries]
    nil = {squash(word) for word in NIL}
    if not reading.records and not reading.rejected and said and all(text in nil for text in said):
        reading.extra = {**reading.extra, "nil": True}
        reading.coverage = [Coverage(reading.kind, reading.publisher, is_nil=True)]
    elif not reading.records and not reading.rejected:
        reading.reject(WHOLE_FILE, "ledger-form-blank")
