"""Long fund notices: a table of thousands of plain rows is read column by column.

Flows in: a content, and the reader of fund notices. That reader tells from an excerpt of the table (its head and foot,
rows from in between, the largest and the smallest amount among them) which column is what. Flows out: a `Reading` whose
rows come in batches and are those that the reader would give for the whole; None as soon as one row is not plain, so
that the whole is read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import pairwise
from operator import mul
from typing import Any

from analytics.reading.amounts import Unit, is_unit_line, spot_amounts
from analytics.reading.content import Content, Grid, PlainRows
from analytics.reading.headings import squash
from analytics.reading.money_tables import is_subtotal, is_total
from analytics.reading.publications.fund_columns import SERIAL_NAME, looks_like_figure
from analytics.reading.records import Batch, Group, Reading, Record
from models.places import Locator
from models.tables import FundItem, FundNotice

LONG = 2_000  # rows from which a table is read by its columns
_FIRST_LOOK = 40  # rows from which the columns are told at first
_HEAD = 70  # rows of the head in the excerpt: columns that mix figures and words are no plain ones anyway
_BETWEEN = 40
_FOOT = 10
_MOST_BELOW = 60  # lines below the last row: total, remarks, signature
_FEWEST_CELLS = 3  # filled in every row, so that no row can pass for a line of text
_ROWS_PER_BATCH = 20_000

_PLAIN_AMOUNT = re.compile(r"(?:0|[1-9]\d{0,11})(?:\.\d{1,6})?", re.ASCII)
_PLAIN_FIGURE = re.compile(r"-?\d{1,15}(?:\.\d{1,6})?", re.ASCII)
_RATE = re.compile(r"标准|单价|元/")
_MISTAKEN = (Decimal(1_000), Decimal(10_000))  # a sum that misses a stated one by these stands in another unit
_FEN = Decimal("0.01")
_WRONG_UNIT = 50  # times by which a product of area and rate misses an amount that stands in another unit

# What the reader may take for something else than a name, in a column of names and in any column of words.
_NO_PLAIN_NAME = re.compile(
    r"[^\S\n]|[:：*]|其中|^注\d|^[甲乙丙丁]$"
    r"|^(?:[(（][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}(?:[、.．]|$))",
    re.MULTILINE,
)
_PERHAPS_TOTAL = re.compile(r"[合小总總共]\s*[计計]|累\s*[计計]|[总總][额額]|^(?:以\s*上|全|本)|合\s*计", re.MULTILINE)
_PERHAPS_FIGURE = re.compile(r"[^\w\u4e00-\u9fff]|\d|[零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟约近人]")
_ABOUT_THE_HEADER = frozenset({"fund-year-unclear", "fund-period-year-taken", "fund-period-unclear"})
_HARMLESS = _ABOUT_THE_HEADER | {"fund-payee-person"}

Read = Callable[[Content], Reading]
Columns = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Layout:
    """What the reader saw in an excerpt: first row, and the columns of the values (several where they are the same)."""

    first: int
    amount: int
    factor: Decimal
    payee: tuple[int, ...]
    project: tuple[int, ...]
    group: tuple[int, ...]
    label: str  # payee, project or both
    is_person: bool


@dataclass(frozen=True, slots=True)
class _Body:
    """The rows of the table from the first to the last, and the row of its total below them, if any."""

    texts: Columns
    values: Sequence[Sequence[object]] | None
    start: int
    stop: int
    total: int | None
    columns: Columns
    serials: tuple[int, ...]


def read_long(content: Content, read: Read) -> Reading | None:
    """The reading of a notice with one long table of plain rows; None where the whole must be read row by row."""
    long = [grid for grid in content.grids if len(grid.rows) > LONG]
    if len(long) != 1 or not isinstance(long[0].rows, PlainRows) or long[0].tail is not None or long[0].rows.first:
        return None
    grid, rows = long[0], long[0].rows
    first_look = read(_with(content, grid, _excerpt(grid, rows, range(_FIRST_LOOK))))
    layout = _layout(first_look, grid.part, rows.texts)
    body = None if layout is None else _body(rows, layout, grid.width)
    if layout is None or body is None:
        return None
    chosen = _chosen(body, layout, len(rows))
    sample = _prepared(grid, rows, chosen, body, layout)
    reading = read(_with(content, grid, sample))
    if _layout(reading, grid.part, sample.texts) != layout or not _is_whole(reading, chosen, body):
        return None
    if not _is_plain(body, layout, sample, grid.width):
        return None
    whole = sum(map(Decimal, body.columns[layout.amount]), Decimal(0)) * layout.factor
    if any(whole in (said * times, said / times) for said in _amounts_around(content, body) for times in _MISTAKEN):
        return None
    return _reading(reading, grid.part, body, layout, chosen, whole)


def _amounts_around(content: Content, body: _Body) -> Iterator[Decimal]:
    """The amounts that the title and the text around the table speak of."""
    lines = [*body.texts[: body.start], *body.texts[body.stop :]]
    texts = [content.title or "", *(p.text for p in content.paragraphs), *(text for line in lines for text in line)]
    return (found.value for text in texts for found in spot_amounts(text) if found.value is not None)


def _with(content: Content, grid: Grid, rows: PlainRows) -> Content:
    """The same content with other rows in one of its grids."""
    return replace(content, blocks=tuple(replace(b, rows=rows) if b is grid else b for b in content.blocks))


def _excerpt(grid: Grid, rows: PlainRows, chosen: Sequence[int]) -> PlainRows:
    texts = [rows.texts[i] for i in chosen]
    values = None if rows.values is None else [rows.values[i] for i in chosen]
    return PlainRows(grid.part, texts, values, grid.width, range(len(texts)))


# --- which column is what --------------------------------------------------------------------------------------------


def _layout(reading: Reading, part: str, texts: Columns) -> _Layout | None:
    """The columns that explain every row of a reading; None where the rows are more than their columns."""
    items = [record for record in reading.records if record.table is FundItem]
    plain = len(reading.records) == len(items) + 1 and reading.records[0].table is FundNotice
    if not plain or not items or reading.rejected or not all(_is_plain_record(record, part) for record in items):
        return None
    rows = [(record.locator.row or 0) - 1 for record in items]
    amounts = {record.places["amount"].column or 0 for record in items}
    people = {record.extra.get("payee_is_person", False) for record in items}
    if any(b != a + 1 for a, b in pairwise(rows)) or len(amounts) != 1 or len(people) != 1:
        return None
    amount = amounts.pop() - 1
    lines = [texts[row] for row in rows]
    factor = _factor(items, [_at(line, amount) for line in lines])
    columns = {key: _columns_of(items, key, lines) for key in ("payee", "project", "group_name")}
    label = _label_of(items)
    if factor is None or label is None:
        return None
    payee, project, group = columns["payee"], columns["project"], columns["group_name"]
    if payee is None or project is None or group is None:
        return None
    return _Layout(rows[0], amount, factor, payee, project, group, label, bool(people.pop()))


def _is_plain_record(record: Record, part: str) -> bool:
    place = record.places.get("amount")
    return (
        record.locator.part == part
        and record.locator.column is None
        and place is not None
        and (place.part, place.row) == (part, record.locator.row)
        and len(record.places) == 1
        and not record.warnings
        and record.rejected is None
        and not record.secrets
        and record.values["cell_note"] is None
        and record.values["amount"] is not None
        and not record.extra.keys() - {"payee_is_person"}
    )


def _at(line: Sequence[str], column: int) -> str:
    return line[column] if column < len(line) else ""


def _factor(items: Sequence[Record], texts: Sequence[str]) -> Decimal | None:
    """What one of the column's unit is in yuan."""
    pairs = list(zip((record.values["amount"] for record in items), texts, strict=True))
    if not all(_PLAIN_AMOUNT.fullmatch(text) for _, text in pairs):
        return None
    fitting = [u.factor for u in Unit if all(Decimal(text) * u.factor == value for value, text in pairs)]
    return fitting[0] if len(fitting) == 1 else None


def _columns_of(items: Sequence[Record], key: str, lines: Columns) -> tuple[int, ...] | None:
    """The columns whose texts are the values of a key; empty where the key has none, None where nothing explains it."""
    values = [record.values[key] for record in items]
    if not any(values):
        return ()
    found = tuple(
        column
        for column in range(max(map(len, lines)))
        if all(_at(line, column) == value for line, value in zip(lines, values, strict=True))
    )
    return found or None


def _label_of(items: Sequence[Record]) -> str | None:
    """How labels are made of payee and project."""
    told = [(r.values["label"], r.values["payee"], r.values["project"]) for r in items]
    ways = {
        "payee": all(label == payee for label, payee, _ in told),
        "project": all(label == project for label, _, project in told),
        "both": all(label == f"{payee}|{project}" for label, payee, project in told),
    }
    fitting = [way for way, fits in ways.items() if fits]
    return fitting[0] if len(fitting) == 1 else None


# --- rows, and the excerpt -------------------------------------------------------------------------------------------


def _body(rows: PlainRows, layout: _Layout, width: int) -> _Body | None:
    """The rows between heading and total; None where something other than a total and lines of text stands below."""
    texts = rows.texts
    stop = len(texts)
    while stop > max(layout.first, len(texts) - _MOST_BELOW) and not _may_be_row(texts[stop - 1], layout):
        stop -= 1
    if stop - layout.first <= LONG or not _may_be_row(texts[stop - 1], layout):
        return None
    below = [row for row in range(stop, len(texts)) if _PLAIN_AMOUNT.fullmatch(_at(texts[row], layout.amount))]
    if len(below) > 1 or any(not is_total(next(filter(None, texts[row]))) for row in below):
        return None
    columns = _columns(texts[layout.first : stop], width)
    if not all(map(_PLAIN_AMOUNT.fullmatch, columns[layout.amount])):
        return None
    serials = tuple(c for c, texts_ in enumerate(columns) if c != layout.amount and _counts(texts_))
    return _Body(texts, rows.values, layout.first, stop, below[0] if below else None, columns, serials)


def _columns(lines: Columns, width: int) -> list[list[str]]:
    """Lines as columns; short lines are filled up with blanks."""
    return [[_at(line, column) for line in lines] for column in range(width)]


def _may_be_row(line: Sequence[str], layout: _Layout) -> bool:
    filled = [text for text in line if text]
    named = _at(line, (layout.payee or layout.project)[0])
    return bool(
        named
        and len(filled) >= _FEWEST_CELLS
        and not is_total(filled[0])
        and _PLAIN_AMOUNT.fullmatch(_at(line, layout.amount))
    )


def _counts(texts: Sequence[str]) -> bool:
    """Whether a column counts its rows through."""
    if not re.fullmatch(r"[1-9]\d{0,3}|0", texts[0], re.ASCII):
        return False
    first = int(texts[0])
    return all(text == str(number) for number, text in enumerate(texts, start=first))


def _chosen(body: _Body, layout: _Layout, height: int) -> list[int]:
    """The rows of the excerpt: head, foot, evenly in between, and those with the extreme amounts and longest names."""
    amounts = list(map(Decimal, body.columns[layout.amount]))
    spots = {amounts.index(max(amounts)), amounts.index(min(amounts))}
    for column in (*layout.payee[:1], *layout.project[:1], *layout.group[:1]):
        lengths = list(map(len, body.columns[column]))
        spots |= {lengths.index(max(lengths)), lengths.index(min(lengths))}
    step = max(1, (body.stop - body.start) // _BETWEEN)
    rows = {*range(body.start + _HEAD), *range(body.start, body.stop, step), *range(body.stop - _FOOT, height)}
    return sorted(rows | {body.start + spot for spot in spots})


def _prepared(grid: Grid, rows: PlainRows, chosen: Sequence[int], body: _Body, layout: _Layout) -> PlainRows:
    """The excerpt as a table of its own: counted through, and with the total of its own rows."""
    texts = [list(rows.texts[i]) for i in chosen]
    values = None if rows.values is None else [list(rows.values[i]) for i in chosen]
    inside = [n for n, i in enumerate(chosen) if body.start <= i < body.stop]
    changes = [(n, c, Decimal(texts[inside[0]][c]) + k) for c in body.serials for k, n in enumerate(inside)]
    if body.total is not None:
        summed = sum((Decimal(texts[n][layout.amount]) for n in inside), Decimal(0))
        changes.append((chosen.index(body.total), layout.amount, summed))
    for n, column, number in changes:
        texts[n][column] = format(number, "f")
        if values is not None and isinstance(values[n][column], Decimal):
            values[n][column] = number
    return PlainRows(grid.part, texts, values, grid.width, range(len(texts)))


def _is_whole(reading: Reading, chosen: Sequence[int], body: _Body) -> bool:
    """Whether the reader took every row of the excerpt for a leaf, and found nothing to say against the table."""
    items = [record for record in reading.records if record.table is FundItem]
    if len(items) != sum(body.start <= i < body.stop for i in chosen):
        return False
    if any(message.code not in _HARMLESS for message in reading.warnings):
        return False
    if any(group.stated_total is not None for group in reading.groups):
        return False
    return reading.sum_holds is True if body.total is not None else reading.stated_total is None


# --- plain rows ------------------------------------------------------------------------------------------------------


def _is_plain(body: _Body, layout: _Layout, sample: PlainRows, width: int) -> bool:
    """Whether every row is like those of the excerpt, so that the reader would do with it as with them."""
    names = {*layout.payee, *layout.project, *layout.group}
    always_filled = {layout.amount, *layout.payee[:1], *layout.project[:1], *body.serials[:1]}
    if len(always_filled) < _FEWEST_CELLS or any(len(line) > width and any(line[width:]) for line in body.texts):
        return False
    for column in range(width):
        shown = {_at(line, column) for line in sample.texts[layout.first : layout.first + _in_sample(sample, layout)]}
        texts = body.columns[column]
        if column in body.serials:
            continue
        if column == layout.amount:
            plain = _are_amounts(texts, body, layout)
        else:
            plain = not _is_numbering(body, column) and _is_like(shown, set(texts), is_name=column in names)
        if not plain:
            return False
    return _agree(body, layout) and not _in_other_unit(body, layout, width)


def _in_sample(sample: PlainRows, layout: _Layout) -> int:
    """Rows of the excerpt that are rows of the table; the first `_HEAD` of them are the head."""
    count = 0
    while layout.first + count < len(sample) and _may_be_row(sample.line(layout.first + count), layout):
        count += 1
    return count


def _is_numbering(body: _Body, column: int) -> bool:
    """Whether a column that does not count its rows through is headed as one that numbers them."""
    return any(re.fullmatch(SERIAL_NAME, squash(_at(line, column))) for line in body.texts[: body.start])


def _are_amounts(texts: Sequence[str], body: _Body, layout: _Layout) -> bool:
    if not all(map(_PLAIN_AMOUNT.fullmatch, texts)):
        return False
    for text in set(texts):
        value = Decimal(text) * layout.factor
        if not value or value != value.quantize(_FEN):
            return False
    if body.values is None:
        return True
    typed = [line[layout.amount] for line in body.values[body.start : body.stop]]
    if not any(value is not None for value in typed):
        return True
    return all(isinstance(v, Decimal) and v == Decimal(text) for v, text in zip(typed, texts, strict=True))


def _is_like(shown: set[str], texts: set[str], *, is_name: bool) -> bool:
    """Whether the texts of a column are of the kind that the excerpt shows: words, figures, or ever the same."""
    if texts == shown and len(shown) == 1:
        return not is_name or (_are_names(texts) and "" not in texts)
    if len(shown) == 1 or ("" in texts and ("" not in shown or is_name)):
        return False
    figures = {text for text in shown if text and _PLAIN_FIGURE.fullmatch(text)}
    if figures:
        return not is_name and all(not text or _PLAIN_FIGURE.fullmatch(text) for text in texts)
    return _are_words(texts) and (not is_name or _are_names(texts))


def _are_words(texts: set[str]) -> bool:
    return not any(
        (_PERHAPS_FIGURE.match(text) and looks_like_figure(text))
        or (_PERHAPS_TOTAL.search(text) and (is_total(text) or is_subtotal(text) or _PERHAPS_TOTAL.match(text)))
        or ("元" in text and is_unit_line(text))
        for text in texts
    )


def _are_names(texts: set[str]) -> bool:
    joined = "\n".join(texts)
    return joined.count("\n") == len(texts) - 1 and _NO_PLAIN_NAME.search(joined) is None


def _agree(body: _Body, layout: _Layout) -> bool:
    """Whether columns that were alike in the excerpt are alike everywhere, and a payee's rows are told apart alike."""
    for columns in (layout.payee, layout.project, layout.group):
        texts = [body.columns[column] for column in columns]
        if any(other != texts[0] for other in texts[1:]):
            return False
    if layout.label != "payee" or not layout.project:
        return True
    told = dict(zip(body.columns[layout.payee[0]], body.columns[layout.project[0]], strict=True))
    return all(
        told[payee] == project
        for payee, project in zip(body.columns[layout.payee[0]], body.columns[layout.project[0]], strict=True)
    )


def _in_other_unit(body: _Body, layout: _Layout, width: int) -> bool:
    """Whether a column of rates and another one multiply to something far from the amount in any row."""
    taken = {layout.amount, *body.serials}
    columns = [c for c in range(width) if c not in taken and _PLAIN_FIGURE.fullmatch(_at(body.texts[body.start], c))]
    rates = [c for c in columns if any(_RATE.search(squash(_at(line, c))) for line in body.texts[: body.start])]
    if not rates:
        return False
    amounts = [Decimal(text) * layout.factor for text in body.columns[layout.amount]]
    figures = {column: [Decimal(text or 0) for text in body.columns[column]] for column in columns}
    return any(
        product and not product <= amount * _WRONG_UNIT <= product * _WRONG_UNIT**2
        for rate in rates
        for column in columns
        if column != rate
        for amount, product in zip(amounts, map(mul, figures[rate], figures[column]), strict=True)
    )


# --- the reading -----------------------------------------------------------------------------------------------------


def _reading(
    reading: Reading, part: str, body: _Body, layout: _Layout, chosen: Sequence[int], whole: Decimal
) -> Reading | None:
    """The reading of the excerpt made that of the whole; None where the total is not that of the rows."""
    header = reading.records[0]
    if body.total is not None:
        if Decimal(body.texts[body.total][layout.amount]) * layout.factor != whole:
            return None
        reading.stated_total = header.values["stated_total"] = whole
    header.values["rows_total"] = whole
    header.locator = _moved(header.locator, part, chosen)
    header.places = {key: _moved(place, part, chosen) for key, place in header.places.items()}
    reading.records = [header]
    if layout.group:
        rows: dict[str, list[int]] = {}
        for position, name in enumerate(body.columns[layout.group[0]]):
            rows.setdefault(name, []).append(position)
        reading.groups = [Group(name, None, tuple(covered), None) for name, covered in rows.items()]
    reading.batches = partial(_batches, part, body, layout, header)
    return reading


def _moved(place: Locator, part: str, chosen: Sequence[int]) -> Locator:
    """A place in the excerpt as a place in the file."""
    return place if place.part != part or place.row is None else replace(place, row=chosen[place.row - 1] + 1)


def _batches(part: str, body: _Body, layout: _Layout, header: Record) -> Iterator[Batch]:
    height = body.stop - body.start
    for start in range(0, height, _ROWS_PER_BATCH):
        stop = min(height, start + _ROWS_PER_BATCH)
        columns: dict[str, list[Any]] = {
            key: list(body.columns[found[0]][start:stop]) if found else [None] * (stop - start)
            for key, found in (("payee", layout.payee), ("project", layout.project), ("group_name", layout.group))
        }
        if layout.label == "both":
            columns["label"] = [f"{a}|{b}" for a, b in zip(columns["payee"], columns["project"], strict=True)]
        else:
            columns["label"] = list(columns[layout.label])
        columns["amount"] = [Decimal(text) * layout.factor for text in body.columns[layout.amount][start:stop]]
        columns["cell_note"] = [None] * (stop - start)  # an amount with a remark is not plain
        yield Batch(
            FundItem,
            part,
            list(range(body.start + start + 1, body.start + stop + 1)),
            columns,
            {},
            {"amount": layout.amount + 1},
            parent=header,
            extra={"payee_is_person": True} if layout.is_person else {},
        )
