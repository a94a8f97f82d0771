"""三公经费: what a unit or region spends on travel abroad, vehicles and hospitality, as budget or final account.

Flows in: tables with the items in one column or laid across, or prose alone. Flows out: one report per unit, year and
stage with its lines. The total and the vehicle subtotal are kept as lines of their own and never counted among the
rows; what table and prose of one document state differently is shown but not stored.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import Any

from analytics.reading.amounts import Amount, Unit, find_unit, is_unit_line, read_amount, spot_amounts
from analytics.reading.content import Cell, Content, Grid, Paragraph, Role
from analytics.reading.headings import distinct, squash
from analytics.reading.imprint import Imprint, Line, find_title, read_imprint
from analytics.reading.money_tables import captions_of, clean_label, is_total, stated_unit, text_at, total_of, years_in
from analytics.reading.records import Group, Reading, Record
from analytics.reading.text_tables import Laid, lay_out
from models.language import Message
from models.money import plain
from models.places import WHOLE_FILE, Locator
from models.tables import ThreePublicLine, ThreePublicReport
from models.vocabulary import DocumentKind, SpendingStage, ThreePublicItem

KIND = DocumentKind.THREE_PUBLIC

_LEAVES = (
    ThreePublicItem.ABROAD,
    ThreePublicItem.VEHICLE_PURCHASE,
    ThreePublicItem.VEHICLE_RUNNING,
    ThreePublicItem.RECEPTION,
)
_VEHICLE_LEAVES = (ThreePublicItem.VEHICLE_PURCHASE, ThreePublicItem.VEHICLE_RUNNING)
_VEHICLE_VALUES = {item.value for item in (ThreePublicItem.VEHICLES, *_VEHICLE_LEAVES)}
_ITEMS = {item.value: item for item in ThreePublicItem}
_MIN_ITEMS = 2  # fewer items name no three-public table
_LONGEST_LABEL = 40
_MANY_OTHERS = 3  # so many tables of other things make a file the budget as a whole, whose title names the expenses too
_SHORTEST_SENTENCE = 12  # characters; shorter lines are labels
_LINES_OF_A_TITLE = 6  # rows at the head of a table in which its title, unit and year stand


# --- recognising -----------------------------------------------------------------------------------------------------


def score(content: Content) -> float:
    """1 where the title names the three expenses and items are found, less where only the items are or much else is."""
    title = find_title(content)
    in_title = title is not None and re.search(r"[三][公][”\"'’]?经费|三公", squash(title.text)) is not None
    texts = [p.text for p in content.paragraphs]
    texts += [cell.text for grid in content.grids for row in grid.rows for cell in row if not cell.is_merged_copy]
    whole = squash("\n".join(texts))
    items = sum(re.search(pattern, whole) is not None for pattern in (r"出国", r"接待", r"公务用车|公车"))
    if in_title:
        is_set = sum(_item_column(grid) is None and _item_row(grid) is None for grid in content.grids) >= _MANY_OTHERS
        return 0.8 if is_set else 1.0 if items >= _MIN_ITEMS else 0.6
    if items == 3 and "三公" in whole:
        return 0.4 if re.search(r"收支总表|收入总表|支出总表|财政拨款收支", whole) else 0.8  # a set of budget tables
    return 0.3 if items >= _MIN_ITEMS else 0.0


_NOT_MONEY = re.compile(
    r"团组|人数|批次|人次|保有量|购置数|数量|辆数|台数|\((?:辆|个|批|人|次|台)\)|统计数|\(.*[辆次人]\)$|情况$"
)
_DETAIL = re.compile(r"(?:国内|外事|国\(境\)外|国外|境外|其他)(?:公务)?接待")


def item_of(label: str) -> ThreePublicItem | None:
    """The item that a label names; None for anything else, counts and details of an item included.

    >>> item_of("(三)公务用车购置及运行维护费").value, item_of("国内公务接待批次(个)")
    ('vehicles', None)
    """
    tight = squash(clean_label(label))
    if not tight or len(tight) > _LONGEST_LABEL or re.match(r"(?:注|备注|说明)\d*[:.]", tight):
        return None
    if _NOT_MONEY.search(tight) or _DETAIL.search(tight) or re.search(r"[.;=]|包括|会议|培训", tight):
        return None
    if re.search(r"出国|出境", tight):
        return ThreePublicItem.ABROAD
    if re.search(r"用车|公车|车辆", tight):
        buys, runs = re.search(r"购置|购买|购车|更新", tight), re.search(r"运行|运维|维护|运转|燃修", tight)
        if buys and runs:
            return ThreePublicItem.VEHICLES
        if buys:
            return ThreePublicItem.VEHICLE_PURCHASE
        return ThreePublicItem.VEHICLE_RUNNING if runs else ThreePublicItem.VEHICLES
    if re.search(r"接待", tight):
        return ThreePublicItem.RECEPTION
    if is_total(tight) or re.fullmatch(
        r'"?三公"?经费(?:支出|预算|决算)*(?:合计|总计|总额|小计|支出|预算|决算)*(?:数|额)?', tight
    ):
        return ThreePublicItem.TOTAL
    return None


def vehicle_part_of(label: str) -> ThreePublicItem | None:
    """The part of the vehicle expenses that a short label names below or behind them: 购置费, 运行维护费.

    >>> vehicle_part_of("其中:购置费").value, vehicle_part_of("办公设备购置费")
    ('vehicle_purchase', None)
    """
    tight = squash(clean_label(label))
    if re.fullmatch(r"(?:购置|购买|购车|更新)(?:费用|经费|费|支出|数|金额)?", tight):
        return ThreePublicItem.VEHICLE_PURCHASE
    if re.fullmatch(r"(?:运行|运转|运维|维护|燃修)(?:及)?(?:维护)?(?:费用|经费|费|支出|数|金额)?", tight):
        return ThreePublicItem.VEHICLE_RUNNING
    return None


_VEHICLE_ITEMS = (ThreePublicItem.VEHICLES, ThreePublicItem.VEHICLE_PURCHASE, ThreePublicItem.VEHICLE_RUNNING)


# --- years and stages ------------------------------------------------------------------------------------------------

_ACCOUNT_NAMES = re.compile(r"(?:一般公共|政府性基金|国有资本经营|财政)预算")


def stage_of(text: str) -> SpendingStage | None:
    """Budget or final account by the word used; None for neither (执行) and for both."""
    bare = _ACCOUNT_NAMES.sub("", squash(text))
    final, budget = "决算" in bare, re.search(r"预算(?!执行|调整)", bare) is not None
    if final == budget:
        return None
    return SpendingStage.FINAL if final else SpendingStage.BUDGET


class Part(Enum):
    """What a column or phrase is about besides its item."""

    MAIN = "main"
    ADJUSTED = "adjusted"  # the budget as changed in the year
    SOURCE = "source"  # the share of one budget account
    DIFFERENCE = "difference"
    RATE = "rate"
    PRIOR = "prior"  # the year before, where the document does not say which year that is


@dataclass(frozen=True, slots=True)
class Scope:
    """Which report a figure belongs to; None where its heading does not say."""

    year: int | None = None
    stage: SpendingStage | None = None
    part: Part = Part.MAIN
    unit_name: str | None = None
    heading: str = ""
    column: int | None = None  # tells apart columns with the same heading


def scope_of(heading: str, year: int | None) -> Scope:
    """The scope that a heading announces; `year` is that of the document, to which 上年 and 本年 refer."""
    tight = squash(heading)
    if re.search(r"%|比例|比率|幅度|增幅|增长率|占|完成", tight):
        return Scope(part=Part.RATE, heading=tight)
    if re.search(r"增减|增加|减少|差额|变动|增\(|减\(", tight):
        return Scope(part=Part.DIFFERENCE, heading=tight)
    named = years_in(tight)
    own_year = named[0] if len(named) == 1 else None
    if own_year is None and re.search(r"上年|去年|上一年", tight):
        if year is None:
            return Scope(None, stage_of(tight), Part.PRIOR, heading=tight)
        own_year = year - 1
    if re.search(r"调整|全年预算", tight):
        return Scope(own_year, SpendingStage.BUDGET, Part.ADJUSTED, heading=tight)
    if re.fullmatch(r"(?:一般公共预算|政府性基金预算?|国有资本经营预算?)(?:财政)?(?:拨款|支出)?", tight):
        return Scope(own_year, None, Part.SOURCE, heading=tight)
    return Scope(own_year, stage_of(tight), heading=tight)


# --- figures ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Figure:
    """One amount with its item, label and scope."""

    item: ThreePublicItem
    label: str
    scope: Scope
    amount: Amount
    locator: Locator
    order: int


@dataclass(slots=True)
class _Document:
    """What is known of the document while its tables are read."""

    content: Content
    imprint: Imprint
    year: int | None
    stage: SpendingStage | None
    reading: Reading
    units: list[Unit] = field(default_factory=list)
    told: frozenset[str] = frozenset()  # tables whose rows were told from the lines of a text
    unit_name: str | None = None  # the unit that the title of one of several tables names
    is_told: bool = False
    stated_for_all: Decimal | None = None  # the total row of a table with one row per unit
    beside: dict[int, Decimal] = field(default_factory=dict)  # meetings and training in the same table, by column


def read(content: Content) -> Reading:
    """The reports and lines of a three-public publication.

    A figure without a unit, masked, or contradicted by the prose is listed in `rejected` with its reason.
    """
    laid = Laid(content)
    if not any(_layout_of(grid) is not None for grid in content.grids):
        laid = lay_out(content)
        content = laid.content
    imprint = read_imprint(content)
    reading = Reading(KIND, title=imprint.title, publisher=imprint.publisher, published=imprint.published)
    for place in imprint.unclear:
        reading.reject(place, "imprint-date-unclear")
    year = _year(content, imprint, reading)
    document = _Document(content, imprint, year, _stage(content, imprint), reading, told=laid.told)
    tables = _tables(document)
    in_prose = [figure for line in _prose(content) for figure in _prose_figures(document, line)]
    if not tables:
        agreed = _agreed(document, in_prose)
        tables = [_Table(document, agreed)] if agreed else []
    elif len(tables) == 1:
        _assemble(tables[0].document, tables[0].figures)
        _compare(document, in_prose)
    if not tables:
        reading.reject(WHOLE_FILE, "three-public-no-figures")
        return reading
    if not reading.records:
        for table in tables:
            _assemble(table.document, table.figures)
    if len(tables) > 1:
        reading.stated_total = reading.sum_holds = None  # what each table states is no total of them all
    reading.amount_unit = document.units[0].zh if len(set(document.units)) == 1 else None
    return reading


def _year(content: Content, imprint: Imprint, reading: Reading) -> int | None:
    texts = [imprint.title or ""]
    texts += [p.text for grid in content.grids for p in captions_of(content, grid) if _is_heading(p.text)]
    for text in texts:
        years = years_in(text)
        if len(years) > 1:
            reading.warnings.append(Message("three-public-year-unclear", {"years": "、".join(map(str, years))}))
            return None
        if years:
            return years[0]
    heads = [c.text for grid in content.grids for row in grid.rows for c in row if len(c.text) <= _LONGEST_LABEL]
    named = [year for text in heads if stage_of(text) is not None for year in years_in(text)]
    return max(named, default=None)  # the columns of a table without a year: the latest is its own


def _stage(content: Content, imprint: Imprint) -> SpendingStage | None:
    if imprint.title and re.search(r"预算|决算|执行", _ACCOUNT_NAMES.sub("", squash(imprint.title))):
        return stage_of(imprint.title)
    headings = [p.text for p in content.paragraphs if p.role is Role.BODY and _is_heading(p.text)]
    stages = {stage for text in headings if "三公" in text and (stage := stage_of(text)) is not None}
    return stages.pop() if len(stages) == 1 else _only_stage(content)


def _only_stage(content: Content) -> SpendingStage | None:
    """The one stage that a document speaks of anywhere; what is spent or carried out makes a budget uncertain."""
    texts = [p.text for p in content.paragraphs if p.role is Role.BODY]
    texts += [cell.text for grid in content.grids for row in grid.rows for cell in distinct(row)]
    whole = _ACCOUNT_NAMES.sub("", squash("\n".join(texts)))
    if "决算" in whole:
        return None if "预算" in whole else SpendingStage.FINAL
    return SpendingStage.BUDGET if "预算" in whole and not re.search(r"支出情况|实际|执行|完成|使用", whole) else None


def _is_heading(text: str) -> bool:
    return len(text) <= 60 and not re.search(r"[。；;]", text)


# --- tables ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Table:
    """The figures of one table, and the document in its light: with the year, stage and unit that its title names."""

    document: _Document
    figures: list[Figure]

    @property
    def scopes(self) -> set[tuple[str | None, int | None, SpendingStage | None]]:
        """The units, years and stages for which it gives figures."""
        own = self.document
        return {
            (f.scope.unit_name or own.unit_name, f.scope.year or own.year, f.scope.stage or own.stage)
            for f in self.figures
            if f.scope.part is not Part.DIFFERENCE
        }


def _tables(document: _Document) -> list[_Table]:
    """The tables that hold the items, each for a unit, year or stage of its own.

    A further table that only repeats figures in another form is left out; one that gives other figures for the same
    unit, year and stage is not taken either, but named.
    """
    stacks = [_spread(part) for whole in document.content.grids for part in _stacked(whole)]
    pieces = [part for part in stacks if _layout_of(part) is not None]
    if len(pieces) == 1:
        document.is_told = pieces[0].part in document.told
        return [_Table(document, figures)] if (figures := _figures_of(document, pieces[0])) else []
    taken: list[_Table] = []
    for grid in pieces:
        own = _in_light_of(document, grid)
        table = _Table(own, _figures_of(own, grid))
        same = [other for other in taken if other.scopes & table.scopes]
        if not same:
            taken += [table] if table.figures else []
        elif not any(_known(table.figures) <= _known(other.figures) for other in same):
            document.reading.reject(table.figures[0].locator, "three-public-further-table")
    return taken


_UNIT_LINE = re.compile(
    r"(?:编制单位|填报单位|填报部门|单位名称|部门名称|预算单位|部门|单位):(?P<name>[\u4e00-\u9fff()]{3,30})"
)


def _in_light_of(document: _Document, grid: Grid) -> _Document:
    """The document with the year, stage and unit that the title of one of its tables names."""
    titles = [cells[0].text for row in grid.rows[:_LINES_OF_A_TITLE] if len(cells := distinct(row)) == 1]
    if not any(map(years_in, titles)):
        titles += [p.text for p in captions_of(document.content, grid) if _is_heading(p.text)]
    years = {year for text in titles for year in years_in(text)}
    stages = {stage for text in titles if (stage := stage_of(text)) is not None}
    names = [name for text in titles if (name := unit_in_title(text))]
    lines = [squash(cell.text) for row in grid.rows[:_LINES_OF_A_TITLE] for cell in distinct(row)]
    names += [
        m["name"] for text in [*map(squash, titles), *lines] if (m := _UNIT_LINE.match(text)) and "元" not in m[0]
    ]
    return replace(
        document,
        year=years.pop() if len(years) == 1 else document.year,
        stage=stages.pop() if len(stages) == 1 else document.stage,
        unit_name=names[0] if names else None,
        is_told=grid.part in document.told,
        beside={},
        stated_for_all=None,
    )


def _layout_of(grid: Grid) -> tuple[int | None, int | None] | None:
    """The column, else the row, in which the items of a table stand; None where it holds too few of them."""
    column = _item_column(grid)
    row = _item_row(grid)
    down = len(set(_items_down(grid, column).values())) if column is not None else 0
    across = len(set(_items_across(grid, row).values())) if row is not None else 0
    if column is not None and down >= max(across, _MIN_ITEMS):
        return column, None
    return (None, row) if row is not None and across >= _MIN_ITEMS else None


def _figures_of(document: _Document, grid: Grid) -> list[Figure]:
    layout = _layout_of(grid)
    if layout is None:
        return []
    column, row = layout
    if column is not None:
        return _read_down(document, grid, column)
    return _read_across(document, grid, row) if row is not None else []


def _known(figures: Sequence[Figure]) -> set[tuple[ThreePublicItem, Decimal]]:
    """The amounts of the items, without blanks and zeros: what a further table may repeat."""
    return {(f.item, f.amount.value) for f in figures if f.amount.value}


def _stacked(grid: Grid) -> list[Grid]:
    """The tables of items that stand one below the other: each begins at a title once items have gone before."""
    cuts, has_items = [0], False
    for index, row in enumerate(grid.rows):
        texts = [squash(cell.text) for cell in distinct(row)]
        is_title = len(texts) == 1 and re.search(r"三公", texts[0]) and re.search(r"表|情况|明细|[预决]算", texts[0])
        if is_title and item_of(texts[0]) is None and has_items:
            cuts.append(index)
            has_items = False
        has_items = has_items or any(item_of(text) is not None for text in texts if not is_title)
    bounds = [*cuts, len(grid.rows)]
    return [Grid(grid.part, grid.name, grid.rows[a:b]) for a, b in pairwise(bounds)] if len(cuts) > 1 else [grid]


# --- headings of several rows whose merged cells are gone ------------------------------------------------------------


def _spread(grid: Grid) -> Grid:
    """A table whose heading rows all stand at the left, for its merged cells are gone, with the headings in place.

    Where they do not come out exactly as wide as the rows below, nobody knows which is over which, and none is left.
    """
    first = next((index for index, row in enumerate(grid.rows) if _is_data(row)), 0)
    while first > 0 and _is_numbering(grid.rows[first - 1]):
        first -= 1
    top = first
    while top > 0 and _is_heading_row(grid.rows[top - 1]):
        top -= 1
    heads = [[cell for cell in row if cell.text] for row in grid.rows[top:first]]
    is_merged = any(cell.is_merged_copy for row in grid.rows[top:first] for cell in row)
    is_packed = all(row[len(head) - 1].text for row, head in zip(grid.rows[top:first], heads, strict=True))
    if len(heads) < 2 or is_merged or not is_packed or len(heads[0]) == grid.width:
        return grid
    unclear = grid
    if len(heads[-1]) < grid.width:  # else the last row names every column
        blank = [tuple(replace(cell, text="") for cell in row) for row in grid.rows[top:first]]
        unclear = replace(grid, rows=(*grid.rows[:top], *blank, *grid.rows[first:]))
    widths = [[1] * len(head) for head in heads]
    for level in range(len(heads) - 2, -1, -1):
        parents = _parents(heads[level], heads[level + 1])
        if not parents or len(heads[level + 1]) % len(parents):
            return unclear
        each = len(heads[level + 1]) // len(parents)
        for number, parent in enumerate(parents):
            widths[level][parent] = sum(widths[level + 1][number * each : (number + 1) * each])
    if sum(widths[0]) != grid.width:
        return unclear
    rows = list(grid.rows)
    rows[top:first] = _drawn(heads, widths, grid.rows[top:first])
    return replace(grid, rows=tuple(rows))


def _parents(head: Sequence[Cell], below: Sequence[Cell]) -> list[int]:
    """The headings that have those of the row below under them."""
    parts = [vehicle_part_of(cell.text) or item_of(cell.text) for cell in below]
    if all(part in _VEHICLE_LEAVES or squash(cell.text) == "小计" for part, cell in zip(parts, below, strict=True)):
        return [n for n, cell in enumerate(head) if item_of(cell.text) is ThreePublicItem.VEHICLES]
    if all(item_of(cell.text) or squash(cell.text) == "小计" for cell in below):
        return [n for n, cell in enumerate(head) if item_of(cell.text) is None and re.search(r"年|算|其中", cell.text)]
    if all(stage_of(cell.text) or years_in(cell.text) for cell in below):
        return [n for n, cell in enumerate(head) if item_of(cell.text) is not None]
    return []


def _drawn(
    heads: Sequence[Sequence[Cell]], widths: Sequence[Sequence[int]], rows: Sequence[tuple[Cell, ...]]
) -> list[tuple[Cell, ...]]:
    """The heading rows with each heading over all its columns."""
    drawn: list[tuple[Cell, ...]] = []
    open_columns = list(range(len(rows[0])))  # columns that the headings of a row stand over, in order
    above: list[Cell] = []
    for head, width, row in zip(heads, widths, rows, strict=True):
        line = list(above) if above else [head[0]] * len(row)
        taken = 0
        inside: list[int] = []
        for cell, count in zip(head, width, strict=True):
            columns = open_columns[taken : taken + count]
            taken += count
            inside += columns if count > 1 else []
            for column in columns:
                line[column] = cell
        drawn.append(tuple(line))
        above, open_columns = line, inside
    return drawn


def _items_down(grid: Grid, column: int) -> dict[int, ThreePublicItem]:
    found: dict[int, ThreePublicItem] = {}
    for index, row in enumerate(grid.rows):
        cell = row[column]
        item = None if cell.is_merged_copy else item_of(cell.text)
        if item is None and not cell.is_merged_copy and found.get(index - 1) in _VEHICLE_ITEMS:
            item = vehicle_part_of(cell.text)
        inner = _inner(row, column)
        if inner and (
            item_of(cell.text) in _VEHICLE_ITEMS or (not cell.text and found.get(index - 1) in _VEHICLE_ITEMS)
        ):
            part = vehicle_part_of(inner) or item_of(inner)
            item = part if part in _VEHICLE_LEAVES else ThreePublicItem.VEHICLES if inner == "小计" else item
        if item is not None:
            found[index] = item
    return found


def _inner(row: Sequence[Cell], column: int) -> str:
    """A label in the column behind that of the items, under which their parts stand; empty where there is none."""
    if column + 1 >= len(row) or row[column + 1].origin == row[column].origin:
        return ""
    text = squash(row[column + 1].text)
    return text if vehicle_part_of(text) or item_of(text) in _VEHICLE_ITEMS or text == "小计" else ""


def _item_column(grid: Grid) -> int | None:
    counts = {c: len(set(_items_down(grid, c).values())) for c in range(grid.width)}
    best = max(counts, key=lambda c: (counts[c], -c), default=None)
    return best if best is not None and counts[best] >= _MIN_ITEMS else None


def _items_across(grid: Grid, row: int) -> dict[int, ThreePublicItem]:
    cells = enumerate(grid.rows[row])
    return {c: item for c, cell in cells if (item := item_of(cell.text)) is not None}


def _item_row(grid: Grid) -> int | None:
    counts = {r: len(set(_items_across(grid, r).values())) for r in range(len(grid.rows))}
    best = max(counts, key=lambda r: (counts[r], -r), default=None)
    return best if best is not None and counts[best] >= _MIN_ITEMS else None


def _read_down(document: _Document, grid: Grid, label_column: int) -> list[Figure]:
    items = _items_down(grid, label_column)
    first = min(items)
    rows = _head_rows(grid, first)
    around = stated_unit(document.content, grid, first, _money_heads(grid, rows, {label_column}))
    heads = _heads(grid, rows)
    paths = ["/".join(heads[c]) for c in range(grid.width)]
    own_units = [
        find_unit(path)
        for c, path in enumerate(paths)
        if c != label_column and _holds_figures(grid, items, c) and _heads_money(path)
    ]
    figures: list[Figure] = []
    for column in range(grid.width):
        if column == label_column:
            continue
        heading = paths[column]
        scope = replace(scope_of(heading, document.year), column=column)
        if not _holds_figures(grid, items, column) and not re.search(r"算|执行|金额|合计|数$", heading):
            continue
        if not _heads_money(heading):
            continue
        unit = find_unit(heading) or around.unit
        problem = around.problem_for(find_unit(heading), own_units)
        document.beside[column] = total_of(
            [
                read_amount(row[column], unit).value
                for row in grid.rows
                if re.fullmatch(r"(?:会议|培训)(?:费|费用|支出)", squash(clean_label(row[label_column].text)))
            ]
        )
        for index, item in items.items():
            cell = grid.rows[index][column]
            label = _label_of(_inner(grid.rows[index], label_column) or text_at(grid.rows[index], label_column))
            amount = _certain(read_amount(cell, unit), problem)
            figures.append(Figure(item, label, scope, amount, cell.locator, index))
    return figures


def _label_of(text: str) -> str:
    """A label without its numbering and the unit behind it."""
    label = clean_label(text)
    return re.sub(r"[(（](?:单位[:：])?[百千万亿]*元[)）]$", "", label) or label


def _certain(amount: Amount, problem: Message | None) -> Amount:
    return amount if problem is None or amount.is_blank else Amount(problem=problem)


def _heads_money(heading: str) -> bool:
    """Whether the figures under a heading may be amounts: serial numbers, remarks and rates are in no unit of money."""
    if re.search(r"备注|说明|序号|栏次|行次|科目编码|编码", heading):
        return False
    return scope_of(heading, None).part is not Part.RATE


def _money_heads(grid: Grid, rows: Iterable[int], others: Container[int]) -> set[tuple[int, int]]:
    """The places of the headings over the figures; a unit line among them speaks for the whole table."""
    return {
        (row, c)
        for row in rows
        for c in range(grid.width)
        if c not in others and not is_unit_line(grid.rows[row][c].text)
    }


def _holds_figures(grid: Grid, rows: Iterable[int], column: int) -> bool:
    texts = [grid.rows[index][column].text for index in rows]
    return any(re.search(r"\d", text) for text in texts)


def _head_rows(grid: Grid, first_row: int) -> list[int]:
    """The rows of headings above the first item: those that hold more than one text."""
    return [
        index
        for index, row in enumerate(grid.rows[:first_row])
        if len({c.origin for c in row if c.text}) > 1 and not any(re.search(r"[:：]", c.text) for c in row if c.text)
    ]


def _heads(grid: Grid, rows: Sequence[int]) -> list[tuple[str, ...]]:
    """The headings of each column, from top to bottom."""
    heads = []
    for column in range(grid.width):
        path: list[str] = []
        for row in rows:
            text = squash(grid.rows[row][column].text) or _group_to_the_left(grid, rows, row, column)
            if text and (not path or path[-1] != text):
                path.append(text)
        heads.append(tuple(path))
    return heads


def _group_to_the_left(grid: Grid, rows: Sequence[int], row: int, column: int) -> str:
    """The name of a group whose merged cells arrived as blanks: it stands further left, over a heading of its own."""
    below = [index for index in rows if index > row]
    if not _heads_more(grid, below, column):
        return ""
    left = next((c for c in range(column - 1, -1, -1) if grid.rows[row][c].text), None)
    return squash(grid.rows[row][left].text) if left is not None and _heads_more(grid, below, left) else ""


def _read_across(document: _Document, grid: Grid, items_row: int) -> list[Figure]:
    top = items_row
    while top > 0 and _is_heading_row(grid.rows[top - 1]):
        top -= 1
    bottom = items_row
    while (
        bottom + 1 < len(grid.rows) and _is_heading_row(grid.rows[bottom + 1]) and not _is_data(grid.rows[bottom + 1])
    ):
        bottom += 1
    columns = [_across_column(grid, range(top, bottom + 1), c, document.year) for c in range(grid.width)]
    others = {c for c, entry in enumerate(columns) if entry is None}
    around = stated_unit(document.content, grid, bottom + 1, _money_heads(grid, range(top, bottom + 1), others))
    paths = [_path(grid, range(top, bottom + 1), c) for c in range(grid.width)]
    own_units = [find_unit("/".join(path)) for c, path in enumerate(paths) if c not in others]
    figures: list[Figure] = []
    data_rows = [r for r in range(bottom + 1, len(grid.rows)) if _is_data(grid.rows[r])]
    for row_index in data_rows:
        row = grid.rows[row_index]
        name, row_scope = _row_subject(grid, row, range(top, bottom + 1), columns, document.year)
        name = next((cell.text for c, cell in enumerate(row) if columns[c] is None and is_total(cell.text)), name)
        if name is not None and (is_total(name) or squash(name).endswith(("小计", "合计"))):
            if is_total(name):
                document.stated_for_all = _stated_in(row, columns, around.unit)
            continue
        for column, entry in enumerate(columns):
            if entry is None or entry[2].part is Part.RATE:
                continue
            item, label, scope = entry
            scope = replace(
                scope, year=scope.year or row_scope.year, stage=scope.stage or row_scope.stage, unit_name=name
            )
            own = find_unit("/".join(paths[column]))
            amount = _certain(read_amount(row[column], own or around.unit), around.problem_for(own, own_units))
            figures.append(Figure(item, label, scope, amount, row[column].locator, column))
    return figures


def _stated_in(
    row: Sequence[Cell], columns: Sequence[tuple[ThreePublicItem, str, Scope] | None], unit: Unit | None
) -> Decimal | None:
    totals = [read_amount(row[c], unit).value for c, e in enumerate(columns) if e and e[0] is ThreePublicItem.TOTAL]
    return totals[0] if len(totals) == 1 else None


def _is_heading_row(row: Sequence[Cell]) -> bool:
    texts = [c.text for c in row if c.text]
    origins = {c.origin for c in row if c.text}
    is_heading = len(origins) > 1 and not _is_data(row) and not _is_numbering(row)
    return bool(texts) and is_heading and not any(re.search(r"(?<!其中)[:：]|。", t) for t in texts)


def _is_data(row: Sequence[Cell]) -> bool:
    """Whether a row holds figures, and not the numbers of its columns."""
    if _is_numbering(row):
        return False
    return any(re.fullmatch(r"[-△]?[\d,，.*]+(?:[万亿]?元)?", re.sub(r"\s", "", c.text)) for c in row if c.text)


def _is_numbering(row: Sequence[Cell]) -> bool:
    """Whether a row numbers its columns: 栏次, 1, 2, 3."""
    figures = [int(text) for cell in distinct(row) if (text := cell.text.strip()).isascii() and text.isdecimal()]
    return len(figures) > _MIN_ITEMS and figures == list(range(1, len(figures) + 1))


def _heads_more(grid: Grid, rows: Iterable[int], column: int) -> bool:
    return any(grid.rows[index][column].text for index in rows)


def _path(grid: Grid, rows: range, column: int) -> tuple[str, ...]:
    """The headings over one column from top to bottom, as written but without blanks."""
    path: list[str] = []
    for index in rows:
        text = re.sub(r"\s+", "", grid.rows[index][column].text)
        if not text and (not path or _heads_more(grid, range(index + 1, rows[-1] + 1), column)):
            text = _carried(grid, index, column, rows)
        if text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _carried(grid: Grid, row: int, column: int, rows: range) -> str:
    """A heading whose merged cells arrived as blanks stands to the left, over a heading of its own."""
    for left in range(column - 1, -1, -1):
        text = re.sub(r"\s+", "", grid.rows[row][left].text)
        if text:
            is_group = row == rows[0] or _heads_more(grid, range(row + 1, rows[-1] + 1), left)
            return text if is_group else ""
    return ""


def _across_column(grid: Grid, rows: range, column: int, year: int | None) -> tuple[ThreePublicItem, str, Scope] | None:
    """Item, label and scope of one column laid across; None where it names no item."""
    path = _path(grid, rows, column)
    if path and _NOT_MONEY.search(squash(path[-1])):
        return None  # 团组数, 保有量 and the like beside the money of the same item
    for depth in range(len(path) - 1, -1, -1):
        item, label = item_of(path[depth]), clean_label(path[depth])
        above = item_of(path[depth - 1]) if depth > 0 else None
        is_sum = squash(path[depth]) == "小计" or (item is ThreePublicItem.TOTAL and above is not None)
        if is_sum and above is not None:
            item, label = above, f"{clean_label(path[depth - 1])} {label}"
        elif item is None and above is ThreePublicItem.VEHICLES:
            item = vehicle_part_of(path[depth])
        if item is not None:
            named = {path[depth], *(text for text in path if item_of(text) is not None or squash(text) == "小计")}
            rest = [text for text in path if text not in named and not _SAYS_NOTHING.fullmatch(squash(text))]
            return item, label, scope_of("/".join(rest), year) if rest else Scope()
    return None


_SAYS_NOTHING = re.compile(r"其中:?|支出|金额|项目|\d{1,2}")  # headings that name neither year nor stage
_NO_UNIT_NAME = re.compile(
    r"备注|说明|序号|行次|栏次|编[号码]|代码|年度?$|年份|项目|科目|时间|日期|原因|数$|[辆个次人]\)$"
)


def _row_subject(
    grid: Grid,
    row: Sequence[Cell],
    heads: range,
    columns: Sequence[tuple[ThreePublicItem, str, Scope] | None],
    year: int | None,
) -> tuple[str | None, Scope]:
    """The unit a row is about (单位名称 column), and the scope its first text may state (2021年预算)."""
    for column, entry in enumerate(columns):
        if entry is not None:
            continue
        text, heading = text_at(row, column), "/".join(_path(grid, heads, column))
        if re.search(r"单位|部门|名称", heading) and text and not re.fullmatch(r"[\d.]+", text):
            return text, Scope()
        if text and re.search(r"预算|决算|年", text):
            return None, scope_of(text, year)
        if heading and not _NO_UNIT_NAME.search(heading) and re.fullmatch(r"[\u4e00-\u9fff()（）]{2,30}", text):
            return text, Scope()
    return None, Scope()


# --- prose -----------------------------------------------------------------------------------------------------------


def _prose(content: Content) -> Iterator[Line]:
    """The sentences of a document: its paragraphs, and rows of its tables that hold one long text."""
    for block in content.blocks:
        if isinstance(block, Paragraph):
            if block.role is Role.BODY:
                yield Line(block.text, block.locator)
            continue
        for row in block.rows:
            cells = distinct(row)
            if len(cells) == 1 and item_of(cells[0].text) is None and len(cells[0].text) > _SHORTEST_SENTENCE:
                yield Line(cells[0].text, cells[0].locator)


_CHANGE = re.compile(
    r"(?:比|较|同比|与)[^,，;；。]*$|(?:增加|减少|增长|下降|节约|压减|上升|降低|增\(减\))[了]?$|人均|每"
)
_CLAUSE_END = re.compile(r"[,，;；。:：]")
_PROSE_LABEL = re.compile(
    r"(?:[“\"]?三公[”\"]?经费|因公出国\s*[(（]?境?[)）]?|出国\s*[(（]境[)）]|出国|公务\s*接待|接待|(?:公务用车|公车|车辆)"
    r"(?:购置|更新)?(?:[及和与、](?:运行|购置))?(?:运行|购置)?(?:维护)?)(?:费用|经费|费|支出)?"
)


# A part of the vehicle expenses named without their word: …公务用车购置及运行费10万元(其中购置费0元,运行维护费10万元)
_PROSE_PART = re.compile(r"(?:购置|更新|运行维护|运行|维护)(?:费用|经费|费|支出)")


def _prose_figures(document: _Document, paragraph: Line) -> Iterator[Figure]:
    """Amounts of the items in prose; changes against another year and unfilled templates are left out.

    A clause without an item of its own speaks of the item named before it in the same sentence.
    """
    for sentence in re.split(r"(?<=[。；])|\n", paragraph.text):
        current: tuple[ThreePublicItem, str] | None = None
        end = 0
        for found in spot_amounts(sentence):
            between = sentence[end : found.start]
            end = found.end
            named = list(_PROSE_LABEL.finditer(between))
            if named:
                label = named[-1].group()
                item = item_of(label)
                if item is None and "三公" in label:
                    item = ThreePublicItem.TOTAL
                tail = between[named[-1].end() :]
                if re.match(r"(?:批次|人次|保有量)", tail):
                    item = None
                current = (item, clean_label(label)) if item is not None else None
                part = _part_named(tail) if item in _VEHICLE_ITEMS else None
                current = part or current
            elif re.search(r"会议|培训|机关运行|绩效|项目", between):
                current = None
            elif current is not None and current[0] in _VEHICLE_ITEMS:
                current = _part_named(between) or current
            clause = _CLAUSE_END.split(between)[-1]
            since = between[named[-1].end() :] if named else between
            if current is None or found.value is None or _CHANGE.search(clause) or _other_year(since, document.year):
                continue
            stage = stage_of(clause) or stage_of(since)
            amount = Amount(found.value, found.unit)
            yield Figure(current[0], current[1], Scope(None, stage), amount, paragraph.locator, 0)


def _part_named(text: str) -> tuple[ThreePublicItem, str] | None:
    """The part of the vehicle expenses that is named last in a text, with its words."""
    parts = [(part, m.group()) for m in _PROSE_PART.finditer(text) if (part := vehicle_part_of(m.group())) is not None]
    return parts[-1] if parts else None


def _other_year(text: str, year: int | None) -> bool:
    return "上年" in text or "去年" in text or any(year is not None and named != year for named in years_in(text))


def _agreed(document: _Document, figures: list[Figure]) -> list[Figure]:
    """The figures of prose without a table: one per item; where the prose gives two, neither is taken."""
    wanted = [f for f in figures if f.scope.stage in (None, document.stage)]
    taken: list[Figure] = []
    for item in dict.fromkeys(figure.item for figure in wanted):
        same = [figure for figure in wanted if figure.item is item]
        if len({figure.amount.value for figure in same}) == 1:
            taken.append(replace(same[0], scope=Scope(), order=len(taken)))
        else:
            document.reading.reject(same[0].locator, "three-public-prose-twice", item=_both(item))
            taken.append(
                replace(
                    same[0],
                    scope=Scope(),
                    order=len(taken),
                    amount=Amount(problem=Message("three-public-stated-twice")),
                )
            )
    return taken if len([f for f in taken if f.item is not ThreePublicItem.TOTAL]) >= 1 else []


# --- reports ---------------------------------------------------------------------------------------------------------


def _assemble(document: _Document, figures: list[Figure]) -> None:
    """Group the figures into reports; the rows of the document are those of the report its title speaks of."""
    for name in dict.fromkeys(figure.scope.unit_name for figure in figures):
        own = [figure for figure in figures if figure.scope.unit_name == name]
        scopes = list(dict.fromkeys(figure.scope for figure in own))
        main = _main_scope(document, scopes)
        if main is None:
            document.reading.reject(own[0].locator, "three-public-column-unclear")
            continue
        _primary(document, own, main)
        taken = {(document.year if main.year is None else main.year, main.stage or document.stage)}
        for scope in scopes:
            if scope == main or scope.part not in (Part.MAIN, Part.ADJUSTED):
                continue
            key = (scope.year or document.year, scope.stage or document.stage)
            adjusted = [s for s in scopes if s.part is Part.ADJUSTED and s.year == scope.year]
            if (
                key in taken
                or key[1] is None
                or (scope.part is Part.MAIN and key[1] is SpendingStage.BUDGET and adjusted)
            ):
                continue
            taken.add(key)
            _secondary(document, [figure for figure in own if figure.scope == scope], key)
    if document.stated_for_all is not None:
        whole = sum((row.values["amount"] or Decimal(0) for row in document.reading.rows), Decimal(0))
        document.reading.stated_total = document.stated_for_all
        document.reading.sum_holds = whole == document.stated_for_all


def _main_scope(document: _Document, scopes: list[Scope]) -> Scope | None:
    """The column the document is about: of its own year and stage; a final account where budget stands beside it."""
    main = [s for s in scopes if s.part is Part.MAIN]
    if not main:
        main = [s for s in scopes if s.part in (Part.SOURCE, Part.ADJUSTED)]
    in_year = [s for s in main if s.year in (None, document.year)] or main
    if document.year is None and len({s.year for s in in_year}) > 1:
        latest = max((s.year for s in in_year if s.year is not None), default=None)
        in_year = [s for s in in_year if s.year == latest]
    if document.stage is not None:
        fitting = [s for s in in_year if s.stage is document.stage] or [s for s in in_year if s.stage is None]
    else:
        fitting = [s for s in in_year if s.stage is SpendingStage.FINAL] or in_year
    if len(fitting) > 1:
        dated = [s for s in fitting if s.year is not None and s.year == document.year]
        sums = [s for s in fitting if re.search(r"合计|金额|小计", s.heading)]
        fitting = (dated if len(dated) == 1 else sums) or fitting
    return fitting[0] if len(fitting) == 1 else None


def _primary(document: _Document, figures: list[Figure], main: Scope) -> None:
    own = _once(sorted((f for f in figures if f.scope == main), key=lambda f: f.order))
    year = main.year if main.year is not None else document.year
    stage = main.stage or document.stage
    report = _report(document, own, year, stage)
    leaves = _leaves(own)
    reading = document.reading
    start = len(reading.rows)
    beside_it: dict[tuple[ThreePublicItem, int], list[Figure]] = {}
    for figure in figures:
        if figure.scope != main:
            beside_it.setdefault((figure.item, figure.order), []).append(figure)
    leaf_ids = set(map(id, leaves))
    lines: list[Record] = []
    for figure in own:
        is_leaf = id(figure) in leaf_ids
        line = _line(document, report, figure, is_row=is_leaf)
        lines.append(line)
        if is_leaf:
            others = beside_it.get((figure.item, figure.order), [])
            parts = {f.scope.heading: f.amount.value for f in others if f.scope.part is not Part.DIFFERENCE}
            if parts:
                line.extra["parts"] = parts
            if figure.scope.unit_name:
                line.extra["unit_name"] = figure.scope.unit_name
    stated = _value(own, ThreePublicItem.TOTAL)
    beside = document.beside.get(main.column, Decimal(0)) if main.column is not None else Decimal(0)
    if stated is not None and beside and _sum(own) + beside == stated:
        stated = None
        for line in [
            r for r in reading.records if r.parent is report and r.values["item"] == ThreePublicItem.TOTAL.value
        ]:
            line.rejected = Message("three-public-total-wider")
            reading.reject(line.locator, "three-public-total-wider")
    report.values["stated_total"] = stated
    report.values["sum_holds"] = _holds(own, stated)
    if report.values["sum_holds"] is False:
        report.warn("three-public-sum", stated=plain(stated or Decimal(0)), sum=plain(_sum(own)))
        for line in lines:
            line.warnings.append(report.warnings[-1])
    if document.is_told and report.values["sum_holds"] is not True:
        for line in lines:
            line.warn("three-public-from-text")
    if figures[0].scope.unit_name is None:
        reading.stated_total, reading.sum_holds = stated, report.values["sum_holds"]
    vehicles = next((f for f in own if f.item is ThreePublicItem.VEHICLES), None)
    children = [i for i, f in enumerate(leaves) if f.item in _VEHICLE_LEAVES]
    if vehicles is not None and vehicles not in leaves and vehicles.amount.value is not None:
        summed = sum((leaves[i].amount.value or Decimal(0) for i in children), Decimal(0))
        holds = summed == vehicles.amount.value
        group = Group(vehicles.label, vehicles.amount.value, tuple(start + i for i in children), holds)
        reading.groups.append(group)
        if not holds and any(leaves[i].amount.value is not None for i in children):
            report.warn("three-public-vehicles", stated=plain(vehicles.amount.value), sum=plain(summed))
            for line in lines:
                if line.values["item"] in _VEHICLE_VALUES:
                    line.warnings.append(report.warnings[-1])


def _secondary(document: _Document, figures: list[Figure], key: tuple[int | None, SpendingStage | None]) -> None:
    """A further report of the same table: the budget beside the final account, or the year before."""
    if not any(figure.amount.value is not None for figure in figures):
        return
    report = _report(document, figures, key[0], key[1])
    figures = _once(sorted(figures, key=lambda f: f.order))
    for figure in figures:
        _line(document, report, figure, is_row=False)
    stated = _value(figures, ThreePublicItem.TOTAL)
    report.values |= {"stated_total": stated, "sum_holds": _holds(figures, stated), "reason": None}


def _once(figures: list[Figure]) -> list[Figure]:
    """The figures of one column, where an item that stands twice with different amounts has none that is certain."""
    amounts: dict[ThreePublicItem, set[Decimal]] = {}
    for figure in figures:
        if figure.amount.value is not None:
            amounts.setdefault(figure.item, set()).add(figure.amount.value)
    twice = Amount(problem=Message("three-public-item-twice"))
    return [
        replace(f, amount=twice) if len(amounts.get(f.item, ())) > 1 and not f.amount.is_blank else f for f in figures
    ]


def _report(document: _Document, figures: list[Figure], year: int | None, stage: SpendingStage | None) -> Record:
    named = next((f.scope.unit_name for f in figures if f.scope.unit_name), None)
    values: dict[str, Any] = {
        "unit_name": named
        or document.unit_name
        or unit_in_title(document.imprint.title or "")
        or document.imprint.publisher,
        "fiscal_year": year,
        "stage": stage.value if stage is not None else None,
        "stated_total": None,
        "sum_holds": None,
        "reason": _reason(document.content),
    }
    locator = Locator(figures[0].locator.part, figures[0].locator.row)
    report = Record(ThreePublicReport, values, locator, label=values["unit_name"], is_row=False)
    if year is None:
        report.warn("three-public-no-year")
    if stage is None:
        report.rejected = Message("three-public-no-stage")
        document.reading.reject(locator, "three-public-no-stage")
    document.reading.records.append(report)
    return report


def _line(document: _Document, report: Record, figure: Figure, *, is_row: bool) -> Record:
    values = {"item": figure.item.value, "label": figure.label, "amount": figure.amount.value}
    record = Record(ThreePublicLine, values, figure.locator, label=figure.label, parent=report, is_row=is_row)
    record.warnings.extend(figure.amount.warnings)
    record.extra["stage"] = report.values["stage"]
    if figure.amount.note:
        record.extra["cell_note"] = figure.amount.note
    if figure.amount.unit is not None and figure.amount.value:  # 0元 beside 万元 says nothing
        document.units.append(figure.amount.unit)
    problem = figure.amount.problem
    if problem is not None:
        record.warnings.append(problem)
        document.reading.reject(figure.locator, problem.code, **problem.params)
    if report.rejected is not None:
        record.rejected = report.rejected
    document.reading.records.append(record)
    return record


def _leaves(figures: list[Figure]) -> list[Figure]:
    """The rows without totals and parents; 公务用车 as a whole is a row where its two parts are not given."""
    items = {figure.item for figure in figures}
    leaves = set(_LEAVES) if items & set(_VEHICLE_LEAVES) else {*_LEAVES, ThreePublicItem.VEHICLES}
    return [figure for figure in figures if figure.item in leaves]


def _value(figures: list[Figure], item: ThreePublicItem) -> Decimal | None:
    return next((f.amount.value for f in figures if f.item is item and f.amount.value is not None), None)


def _sum(figures: list[Figure]) -> Decimal:
    """The sum of the three expenses; blanks add nothing, and 公务用车 counts as a whole where its parts are blank."""
    parts = [_value(figures, item) for item in _VEHICLE_LEAVES]
    if all(part is None for part in parts):
        parts = [_value(figures, ThreePublicItem.VEHICLES)]
    values = [_value(figures, ThreePublicItem.ABROAD), _value(figures, ThreePublicItem.RECEPTION), *parts]
    return sum((value for value in values if value is not None), Decimal(0))


def _holds(figures: list[Figure], stated: Decimal | None) -> bool | None:
    if stated is None:
        return None
    is_uncertain = any(figure.amount.problem is not None for figure in figures)
    return True if _sum(figures) == stated else None if is_uncertain else False


# --- the unit and the reason -----------------------------------------------------------------------------------------

_ORGAN_END = (
    r"(?:局|委|委员会|办|办公室|政府|厅|法院|检察院|院|联合会|协会|会|中心|部|处|站|所|大队|支队|队|学校|小学|中学|大学|校|馆|街道|乡|"
    r"镇|村|省|市|区|县|州|旗)"
)
_TITLE_NAME = re.compile(
    rf"^(?:关于)?(?P<name>[\u4e00-\u9fff]{{1,30}}?{_ORGAN_END})(?:[(（]本级[)）])?(?:关于)?(?=(?:20\d\d|二[〇○零])|“?三公)"
)
_TITLE_NAME_AFTER = re.compile(
    rf"20\d\d年度?(?P<name>[\u4e00-\u9fff]{{2,30}}?{_ORGAN_END})(?=部门|一般|财政|“|三公|机关|预算|决算|公共)"
)


def unit_in_title(title: str) -> str | None:
    """The unit or region that a title names.

    >>> unit_in_title("寿县司法局2022年“三公”经费预算情况"), unit_in_title("2021年区本级“三公”经费预算支出表")
    ('寿县司法局', None)
    """
    tight = re.sub(r"\s", "", title)
    match = _TITLE_NAME.search(tight) or _TITLE_NAME_AFTER.search(tight)
    return match["name"] if match else None


_CAUSE = re.compile(
    r"主要是|主要系|系[^统列数]|因(?!公)|由于|原因|为了|按照.*(?:要求|规定)|厉行节约|落实.*(?:规定|要求|精神)|得益于|导致"
)
_DEFINITION = re.compile(r"包括|是指|指用|反映|口径")
_ABOUT_CHANGE = re.compile(r"增|减|升|降|节约|持平|压缩|变化|未安排|没有|无")


def _reason(content: Content) -> str | None:
    """The sentences that give a cause of a change, as written; definitions and bare comparisons are none."""
    texts: list[Line] = [Line(p.text, p.locator) for p in content.paragraphs if p.role is Role.BODY]
    for grid in content.grids:
        for row in grid.rows:
            texts += [Line(c.text, c.locator) for c in row if not c.is_merged_copy and len(c.text) > 8]
    found: list[str] = []
    for line in texts:
        for sentence in re.split(r"(?<=[。；;])|\n", line.text):
            bare = re.sub(r"^(?:注|说明|备注)\s*[:：]\s*", "", sentence.strip())
            causal = _CAUSE.search(bare) and _ABOUT_CHANGE.search(bare)
            if causal and not _DEFINITION.search(bare) and bare not in found:
                found.append(bare)
    return "".join(found) or None


# --- table against prose ---------------------------------------------------------------------------------------------


def _compare(document: _Document, prose: list[Figure]) -> None:
    """What prose and table state differently is confirmed by neither: both stay visible, neither is stored."""
    reading = document.reading
    reports = [r for r in reading.records if r.table is ThreePublicReport]
    if not reports or len({r.values["unit_name"] for r in reports}) > 1:
        return
    main = reports[0]
    for record in [r for r in reading.records if r.parent is main]:
        item = _ITEMS[record.values["item"]]
        amount = record.values["amount"]
        said = {
            f.amount.value
            for f in prose
            if f.item is item and (f.scope.stage is None or f.scope.stage.value == main.values["stage"])
        }
        if amount is None or not said or amount in said:
            continue
        stated = "、".join(plain(value) for value in said if value is not None)
        message = Message("three-public-contradicted", {"item": _both(item), "table": plain(amount), "prose": stated})
        record.rejected = message
        record.warnings.append(message)
        reading.reject(record.locator, message.code, **message.params)


def _both(item: ThreePublicItem) -> str:
    return f"{item.zh} ({item.en})"
