"""The lines of a form: one for each row of each list, with its name, code, numbering and amounts.

Flows in: a layout and the unit its amounts are in. Flows out: `Line`s in reading order, totals among them, and the rows
that could not be read as lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.reading.amounts import Amount, read_amount
from analytics.reading.content import Cell
from analytics.reading.headings import distinct, squash
from analytics.reading.money_tables import StatedUnit, clean_label
from analytics.reading.publications.budget.codes import join_levels, read_code, split_label
from analytics.reading.publications.budget.forms import is_mark, is_title
from analytics.reading.publications.budget.layout import Block, Layout, counts_columns, is_preamble
from models.language import Message
from models.places import Locator

_NUMBERS = (
    re.compile(r"^[一二三四五六七八九十]+[,.]"),
    re.compile(r"^\([一二三四五六七八九十]+\)"),
    re.compile(r"^\d{1,3}(?:,|\.(?!\d))"),
    re.compile(r"^\(\d{1,2}\)"),
    re.compile(r"^[①-⑳]"),
)
_OF_WHICH = re.compile(r"^其中[:,]?")
_TOTAL = re.compile(r"^.{0,16}(?:合计|总计|共计|小计)(?:数)?(?:\(.*\))?:?$|^(?:收入|支出|收支)总额$")
_NOTE = re.compile(r"^(?:注|说明|备注|附注|填表说明|编制说明|数据来源|资料来源)\d*[:.,(]|^注\d|^\*|^本表反映|^本表")
_NOTHING = frozenset({"", "无", "-", "/"})
_SIGNATURE = re.compile(r"^(?:填表|制表|填报|编制|审核|复核|经办|联系|单位负责|部门负责|负责|分管领导|打印)[^:]{0,6}:")


@dataclass(slots=True, eq=False)
class Line:
    """One line. `rank` is that of its numbering (一、 0, (一) 1, 1. 2 …); amounts are by column."""

    row: int
    label: str
    code: str | None
    rank: int | None
    of_which: bool
    is_total: bool
    amounts: dict[int, Amount]
    places: dict[int, Locator]
    locator: Locator
    code_place: Locator | None = None
    names: dict[str, str] = field(default_factory=dict)
    parent: Line | None = None
    is_leaf: bool = True
    is_certain: bool = True
    depth: int = 1

    def value(self, column: int) -> Decimal | None:
        """The amount of a column; None where it is blank or not certain."""
        amount = self.amounts.get(column)
        return None if amount is None else amount.value

    @property
    def has_figures(self) -> bool:
        """Whether any amount was read."""
        return any(amount.value is not None or amount.problem is not None for amount in self.amounts.values())


@dataclass(slots=True)
class Lines:
    """The lines of one list (which may run over several blocks), and rows with figures but without a name."""

    blocks: tuple[Block, ...]
    lines: list[Line]
    unnamed: list[Line]


def lines_of(layout: Layout, unit: StatedUnit, blocks: Sequence[Block]) -> Lines:
    """The lines of one list. Amounts are in yuan, each with its problem where no figure is certain."""
    found: list[Line] = []
    unnamed: list[Line] = []
    own_units = [money.unit for block in layout.blocks for money in block.money]
    for block in blocks:
        problems = {m.column: unit.problem_for(m.unit, own_units) for m in block.money}
        above: tuple[str, ...] = ()
        for index in body_rows(layout):
            row = layout.grid.rows[index]
            line, above = _line(block, index, row, unit, problems, above, layout)
            if line is None:
                continue
            _move(line, block, blocks[0])
            (found if line.label else unnamed).append(line)
    return Lines(tuple(blocks), found, unnamed)


def _move(line: Line, block: Block, first: Block) -> None:
    """Put the amounts of a further block under the columns of the first, so that one list has one set of columns."""
    if block is first:
        return
    columns = {own.column: other.column for own, other in zip(block.money, first.money, strict=False)}
    line.amounts = {columns[c]: amount for c, amount in line.amounts.items() if c in columns}
    line.places = {columns[c]: place for c, place in line.places.items() if c in columns}
    for money in first.money:
        line.amounts.setdefault(money.column, Amount())
        line.places.setdefault(money.column, line.locator)


def body_rows(layout: Layout) -> list[int]:
    """The rows of data: no notes, no signatures, no headings that come again on the next page."""
    found = []
    heads = [tuple(squash(c.text) for c in layout.grid.rows[i]) for i in layout.head]
    in_notes = False
    for index in range(layout.first_body_row, len(layout.grid.rows)):
        row = layout.grid.rows[index]
        cells = distinct(row)
        if not cells or tuple(squash(c.text) for c in row) in heads or counts_columns(row):
            continue
        text = squash(cells[0].text)
        is_note = _NOTE.match(text) is not None or _SIGNATURE.match(text) is not None
        in_notes = is_note or (in_notes and len(cells) == 1)
        if in_notes or _is_furniture(row, cells):
            continue
        found.append(index)
    return found


def note_cells(layout: Layout) -> list[Cell]:
    """The cells of notes in and below the table: rows of one text, or rows that begin as notes do."""
    body = set(body_rows(layout))
    return [
        cell
        for index in range(layout.first_body_row, len(layout.grid.rows))
        for cell in distinct(layout.grid.rows[index])
        if index not in body
        or (len(distinct(layout.grid.rows[index])) == 1 and (len(cell.text) > 6 or squash(cell.text) in _NOTHING))
    ]


def _is_furniture(row: Sequence[Cell], cells: Sequence[Cell]) -> bool:
    """Whether a row in the body is no data: a title or unit line repeated on a page, a number of a page."""
    if len(cells) == 1:
        text = squash(cells[0].text)
        spans = len(row) > 2 and all(cell.origin == row[0].origin for cell in row)
        return (
            is_mark(text)
            or is_title(text)
            or (spans and len(row) > 2)
            or re.fullmatch(r"第\d+页.*|续表", text) is not None
        )
    return is_preamble(row) and not any(re.search(r"\d", cell.text) for cell in cells[1:])


def _line(
    block: Block,
    index: int,
    row: Sequence[Cell],
    unit: StatedUnit,
    problems: dict[int, Message | None],
    above: tuple[str, ...],
    layout: Layout,
) -> tuple[Line | None, tuple[str, ...]]:
    cell = row[block.label]
    text = "" if _is_above(cell) else cell.text
    code, place, levels = _code(block, row, above)
    word = next((row[c] for c in block.words if _TOTAL.match(squash(row[c].text)) and not _is_above(row[c])), None)
    if word is not None and not (text and not _TOTAL.match(squash(text))):
        text, cell = word.text, word
    if not text:
        cell, text = _other_name(block, row)
    own, label = split_label(text)
    if own is not None and code is None and not block.codes:
        code, place, text = own, cell.locator, label
    amounts, places = _amounts(block, row, unit, problems)
    name = clean_label(text)
    if squash(name) in _NOTHING and all(a.is_blank for a in amounts.values()):
        return None, levels or above
    if not re.search(r"[\u4e00-\u9fff]", name):
        name = ""  # a code or figure in the place of the name: the cells of this row have moved
    tight = squash(text)
    is_total = _TOTAL.match(squash(name)) is not None and code is None and _OF_WHICH.match(tight) is None
    line = Line(
        index,
        name,
        None if is_total else code,
        next((rank for rank, pattern in enumerate(_NUMBERS) if pattern.match(tight if rank < 4 else text)), None),
        _OF_WHICH.match(tight) is not None,
        is_total,
        amounts,
        places,
        Locator(cell.locator.part, cell.locator.row),
        place,
        {"/".join(layout.paths[c]): row[c].text.strip() for c in block.names if row[c].text and row[c] is not cell},
    )
    return line, levels or above


def _other_name(block: Block, row: Sequence[Cell]) -> tuple[Cell, str]:
    """The name of a line whose own column is blank: a unit's name, or a word that stands in the column of codes."""
    for column in (*block.names, *block.codes):
        if re.search(r"[\u4e00-\u9fff]", row[column].text) and not _is_above(row[column]):
            return row[column], row[column].text
    return row[block.label], ""


def _code(
    block: Block, row: Sequence[Cell], above: tuple[str, ...]
) -> tuple[str | None, Locator | None, tuple[str, ...]]:
    if not block.codes:
        return None, None, ()
    if block.levels:
        texts = [
            "" if row[c].is_merged_copy and row[c].origin.column != row[c].locator.column else row[c].text
            for c in block.codes
        ]
        levels = join_levels(texts, above)
        place = next((row[c].locator for c in block.codes if row[c].text), None)
        return ("".join(levels) or None), place, levels
    cell = row[block.codes[0]]
    code = read_code(cell.text)
    return code, cell.locator if code else None, ()


def _amounts(
    block: Block, row: Sequence[Cell], unit: StatedUnit, problems: dict[int, Message | None]
) -> tuple[dict[int, Amount], dict[int, Locator]]:
    amounts: dict[int, Amount] = {}
    places: dict[int, Locator] = {}
    for money in block.money:
        cell = row[money.column]
        places[money.column] = cell.locator
        if cell.is_merged_copy and cell.origin.row == cell.locator.row:
            amounts[money.column] = Amount()  # a word merged over the columns beside it
            continue
        amount = read_amount(cell, money.unit or unit.unit)
        problem = problems[money.column]
        if not amount.is_blank and _is_above(cell):
            amount = Amount(problem=Message("budget-amount-merged"))
        elif problem is not None and not amount.is_blank:
            amount = Amount(problem=problem)
        amounts[money.column] = amount
    return amounts, places


def _is_above(cell: Cell) -> bool:
    """Whether a cell only repeats one of the rows above it."""
    return cell.is_merged_copy and cell.origin.row != cell.locator.row
