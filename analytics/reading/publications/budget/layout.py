"""How a form is laid out: its heading rows, and what each column holds (codes, names, money), side by side if need be.

Flows in: the rows of one form. Flows out: a `Layout` with one `Block` for each list of subjects that stands in it: one
in most forms, two where income and expenditure face each other, three in the final account of basic expenditure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analytics.reading.amounts import Unit, find_unit, is_unit_line, read_amount
from analytics.reading.content import Cell, Grid
from analytics.reading.dates import read_date
from analytics.reading.headings import distinct, is_figure, squash
from analytics.reading.money_tables import is_total
from analytics.reading.publications.budget.codes import read_code
from analytics.reading.publications.budget.forms import is_mark, is_title
from models.vocabulary import BudgetSide

MAX_HEADING_ROWS = 5
_SEARCHED = 30
_LONGEST_HEADING = 40

_CODE = re.compile(
    r"(?:编码|代码|编号)(?:\(.*\))?$|^(?:类|款|项|类款项|目|科目代码|编码)$|^(?:功能|经济)?(?:分类)?科目编"
)
_UNIT_NAME = re.compile(
    r"(?:单位|部门|机构)(?:\((?:单位|部门)\))?(?:名称)?$|^(?:单位|部门)\(.*\)名称|预算单位|^主管部门|^所属单位"
)
_SUBJECT = re.compile(
    r"(?:科目|项目|功能分类|经济分类|收入|支出|科目名称|名称|资金来源|类别|内容|指标|税种|事项)(?:名称)?(?:\(.*\))?$|^(?:收|支)$|^项目"
)
_LINE_NUMBER = re.compile(r"^(?:行次|行号|栏次|序号|序|编号|排序)$")
_REMARK = re.compile(r"备注|说明|文号|依据|原因|联系|电话|实施期|起止|日期|时间|级次|属性$|性质$|类型$|^是否")
_RATE = re.compile(
    r"%|比例|比率|占比|幅度|增幅|增长率|增速|完成率|执行率|^(?:为|占).*(?:预算|决算|总|比重)|±|比重|完成(?:年初|调整)?预算的?$"
)
_CHANGE = re.compile(r"增减|增加|减少|增长|下降|变动|差额|增\(|减\(|±|比上年|比去年|同比|较上年")
_CHANGE_IN_MONEY = re.compile(r"(?:额|数|金额)(?:\(.*\))?$")
_COUNT = re.compile(r"人数|人次|批次|团组|辆|台数|数量|编制|个数|面积|\((?:人|个|批|辆|次|台|套|平方米|亩)\)")
_WHOLE = re.compile(
    r"^(?:总计|合计|小计|共计|总额|金额|合计金额|总金额|预算数|决算数|执行数|预算|决算|资金总额|预算金额|预算总额)(?:\(.*\))?$"
)
_SUM = re.compile(r"(?:总计|合计|小计|共计)(?:\(.*\))?$")
_WORDS = re.compile(
    r"类|款|项|目|小计|合计|总计|金额|科目编码|科目名称|科目代码|编码|代码|名称|项目|单位名称|单位代码|单位编码|部门名称|部门代码|行次|栏次|序号"
    r"|人员经费|公用经费|日常公用经费|基本支出|项目支出|预算数|决算数|执行数|金额\(.*\)|年初预算数?|调整预算数?|全年预算数?|支出决算"
    r"|.*20\d\d年?度?.*(?:数|预算|决算|执行|完成)|上年.*数|本年.*数|.*%|备注|一般公共预算|政府性基金预算|国有资本经营预算"
    r"|财政拨款|财政拨款收入|经营收入|一般公共预算财政拨款|政府性基金预算财政拨款|国有资本经营预算财政拨款|财政专户管理资金|单位资金|事业收入|事业单位经营收入|其他收入"
    r"|上级补助收入|附属单位上缴收入|工资福利支出|商品和服务支出|对个人和家庭的补助|资本性支出|其他支出|功能分类科目编码"
)
_PREAMBLE = re.compile(
    r"^(?:\(?(?:填报|编制|预算|部门|公开|制表|编报)?(?:部门|单位)(?:名称|\(.*\))?|编制(?:时间|日期)|填报(?:时间|日期)|日期|金额单位|货币单位|单位|年度|财政年度|制表日期"
    r"|填表日期|打印日期|公开时间)[:].*"
)


@dataclass(frozen=True, slots=True)
class Money:
    """A column of money: where it stands, its headings from top to bottom, and the unit they state."""

    column: int
    path: tuple[str, ...]
    unit: Unit | None

    @property
    def heading(self) -> str:
        """All headings as one text."""
        return "/".join(self.path)

    @property
    def is_sum(self) -> bool:
        """Whether its own heading says that it sums up others."""
        return bool(self.path) and _SUM.search(self.path[-1]) is not None

    @property
    def is_plain(self) -> bool:
        """Whether its own heading names nothing but an amount (合计, 金额, 预算数)."""
        return bool(self.path) and _WHOLE.search(self.path[-1]) is not None


@dataclass(frozen=True, slots=True)
class Block:
    """One list of subjects: the columns of its names, codes and money; `side` where income and spending face."""

    label: int
    codes: tuple[int, ...]
    levels: bool  # whether the code is split over several columns
    names: tuple[int, ...]  # further columns of words, such as the unit's name
    money: tuple[Money, ...]
    head: str  # the heading over the whole list, such as 人员经费
    words: tuple[int, ...]  # every column of its part of the table that holds no money
    side: BudgetSide | None = None

    @property
    def columns(self) -> tuple[int, ...]:
        """The columns that were understood as names and codes."""
        return (self.label, *self.codes, *self.names)


@dataclass(frozen=True, slots=True)
class Layout:
    """A form: the rows of its headings, its blocks, and the headings of columns with figures that were not taken."""

    grid: Grid
    head: tuple[int, ...]
    first_body_row: int
    paths: tuple[tuple[str, ...], ...]
    blocks: tuple[Block, ...]
    left: tuple[str, ...]

    @property
    def money_heads(self) -> set[tuple[int, int]]:
        """The places of the headings over money; a unit they state holds for their column alone."""
        columns = {money.column for block in self.blocks for money in block.money}
        return {(row, c) for row in self.head for c in columns if not is_unit_line(self.grid.rows[row][c].text)}


# --- heading rows ----------------------------------------------------------------------------------------------------


def is_preamble(row: Sequence[Cell]) -> bool:
    """Whether a row stands over the headings: a title, marks, or lines such as 部门:… and 单位:万元."""
    cells = distinct(row)
    if len(cells) < 2:
        return True
    texts = [squash(cell.text) for cell in cells]
    if any(
        is_unit_line(cell.text) or is_mark(cell.text) or _PREAMBLE.match(t)
        for cell, t in zip(cells, texts, strict=True)
    ):
        return not any(is_figure(text) for text in texts)
    return any(is_title(cell.text) for cell in cells) and len(cells) <= 2


def head_rows(grid: Grid, start: int = 0) -> tuple[int, ...]:
    """The rows of the heading, from the first that is no preamble; empty where a figure comes before any heading."""
    top = start
    while top < min(len(grid.rows), start + _SEARCHED) and is_preamble(grid.rows[top]):
        top += 1
    if top >= min(len(grid.rows), start + _SEARCHED) or not _may_be_heading(grid.rows[top]):
        return ()
    rows = [top]
    while len(rows) < MAX_HEADING_ROWS and rows[-1] + 1 < len(grid.rows) and _continues(grid, rows):
        rows.append(rows[-1] + 1)
    return tuple(rows)


def names_columns(grid: Grid) -> bool:
    """Whether a table begins with headings that are known as such; a row of data that only looks like one has none."""
    words = {squash(cell.text) for row in head_rows(grid) for cell in distinct(grid.rows[row])}
    return sum(_WORDS.fullmatch(word) is not None for word in words) > 1


def _may_be_heading(row: Sequence[Cell]) -> bool:
    texts = [squash(cell.text) for cell in distinct(row)]
    return bool(texts) and not any(
        len(text) > _LONGEST_HEADING or is_figure(text) or read_date(text) is not None for text in texts
    )


def counts_columns(row: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: 栏次, 1, 2, 3 … or 1=2+3."""
    texts = [squash(cell.text) for cell in distinct(row)]
    figures = [int(text) for text in texts if text.isdecimal() and len(text) <= 2]
    others = [text for text in texts if not (text.isdecimal() and len(text) <= 2)]
    known = all(re.fullmatch(r"栏次|行次|甲|乙|丙|丁|戊|\*\*|[\d=+\-*/()%]+|—|-|合计|项目", text) for text in others)
    if not known or not figures or len(texts) < 2:
        return False
    has_word = any(re.fullmatch(r"栏次|甲|\*\*|.*=.*", text) for text in others)
    return has_word or (len(figures) >= 3 and figures == list(range(figures[0], figures[0] + len(figures))))


def _continues(grid: Grid, rows: Sequence[int]) -> bool:
    """Whether the row below belongs to the heading: merged with it, filling what it left open, or of its words."""
    below = grid.rows[rows[-1] + 1]
    own = [c for c in below if c.text and not (c.is_merged_copy and c.origin.row != c.locator.row)]
    if counts_columns(below):
        return False
    if own and not _may_be_heading(own):
        return False
    part_rows = {grid.rows[i][0].locator.row for i in rows}
    if any(c.is_merged_copy and c.origin.row in part_rows for c in below):
        return True
    if not own:
        return False
    words = [squash(cell.text) for cell in distinct(own)]
    if any(is_total(word) for word in words[:1]) and len(words) == 1:
        return False
    known = sum(_WORDS.fullmatch(word) is not None for word in words)
    if len(words) > 1 and (known == len(words) or _names_nothing(grid, rows, own)):
        return True
    if len(words) > 2 and known * 2 >= len(words):  # a row of data has no more than its code, its name and its unit
        return True
    last = grid.rows[rows[-1]]
    open_columns = {
        i
        for i, cell in enumerate(last)
        if not cell.text or (cell.is_merged_copy and cell.origin.row == cell.locator.row)
    }
    filled = {i for i, cell in enumerate(below) if cell.text}
    starts = {i - 1 for i in open_columns if i > 0 and i - 1 not in open_columns and last[i - 1].text}
    return (
        bool(open_columns)
        and open_columns & filled == open_columns
        and filled <= open_columns | starts
        and len(filled) > 1
    )


def _names_nothing(grid: Grid, rows: Sequence[int], own: Sequence[Cell]) -> bool:
    """Whether a row has no text under the headings of names and codes, where every row of data has one."""
    filled = {cell.locator.column for cell in own}
    named = {
        cell.locator.column
        for row in rows
        for cell in grid.rows[row]
        if _SUBJECT.search(squash(cell.text)) or _CODE.search(squash(cell.text)) or _UNIT_NAME.search(squash(cell.text))
    }
    return len(rows) > 1 and bool(named) and not filled & named


def _paths(grid: Grid, rows: Sequence[int]) -> tuple[tuple[str, ...], ...]:
    return tuple(_path(grid, rows, column) for column in range(grid.width))


def _path(grid: Grid, rows: Sequence[int], column: int) -> tuple[str, ...]:
    path: list[str] = []
    for depth, row in enumerate(rows):
        text = squash(grid.rows[row][column].text)
        if not text and any(grid.rows[lower][column].text for lower in rows[depth + 1 :]):
            text = _group_to_the_left(grid, row, rows[depth + 1 :], column)
        if text and (not path or path[-1] != text):
            path.append(text)
    return tuple(path)


def _group_to_the_left(grid: Grid, row: int, lower: Sequence[int], column: int) -> str:
    """The name of a group whose merged cells arrived as blanks: it stands to the left, over headings of its own."""
    for left in range(column - 1, -1, -1):
        text = squash(grid.rows[row][left].text)
        if text:
            return text if any(squash(grid.rows[below][left].text) not in ("", text) for below in lower) else ""
    return ""


# --- columns ---------------------------------------------------------------------------------------------------------


def layout_of(grid: Grid, start: int = 0) -> Layout | None:
    """The layout of a form; None where no list of subjects with money is found."""
    head = head_rows(grid, start)
    if not head:
        return None
    first = head[-1] + 1
    while first < len(grid.rows) and counts_columns(grid.rows[first]):
        first += 1
    paths = _paths(grid, head)
    columns = [_Column(grid, head[-1], first, index, path) for index, path in enumerate(paths)]
    groups = _groups(columns, paths)
    blocks = [block for group in groups if (block := _block(group)) is not None]
    if not blocks:
        return None
    taken = {m.column for block in blocks for m in block.money} | {c for block in blocks for c in block.columns}
    left = tuple(
        "/".join(c.path)
        for c in columns
        if c.index not in taken and c.is_open and c.figures and not c.is_code and not c.repeats_left
    )
    return Layout(grid, head, first, paths, _with_sides(blocks, grid, head, first), left)


class _Column:
    """One column with what its heading and its cells say of it."""

    def __init__(self, grid: Grid, lowest: int, first: int, index: int, path: tuple[str, ...]) -> None:
        self.index = index
        self.path = path
        self.leaf = path[-1] if path else ""
        own = [
            row[index]
            for row in grid.rows[first:]
            if row[index].text and not row[index].is_merged_copy and not _spans(row[index], row)
        ]
        texts = [squash(c.text) for c in own]
        self.figures = sum(_is_amount(c) for c in own)
        self.words = sum(
            not _is_amount(c) and re.search(r"[\u4e00-\u9fff]", t) is not None for c, t in zip(own, texts, strict=True)
        )
        self.codes = sum(read_code(t) is not None for t in texts)
        heading = grid.rows[lowest][index]
        self.repeats_left = heading.is_merged_copy and (heading.origin.column or 0) < (heading.locator.column or 0)

    @property
    def is_code(self) -> bool:
        """Whether it holds the codes of subjects or units."""
        if _LINE_NUMBER.match(self.leaf):
            return False
        return _CODE.search(self.leaf) is not None and self.words <= max(self.codes, 2)

    @property
    def is_words(self) -> bool:
        """Whether it holds names: by its heading, and not against its cells."""
        if self.is_code or not self.path or _LINE_NUMBER.match(self.leaf) or _REMARK.search(self.leaf):
            return False
        named = _SUBJECT.search(self.leaf) is not None or _UNIT_NAME.search(self.leaf) is not None
        if self.words == 0 and self.figures == 0:
            return named and not re.search(r"(?:收入|支出|预算|决算)(?:\(.*\))?$", self.leaf)
        return self.words > self.figures

    @property
    def is_subject(self) -> bool:
        """Whether it names what money is for, and not who has it."""
        return self.is_words and _SUBJECT.search(self.leaf) is not None and _UNIT_NAME.search(self.leaf) is None

    @property
    def is_open(self) -> bool:
        """Whether its figures are of unknown nature: not remarks, counts, percentages or numbers of lines."""
        heading = "/".join(self.path)
        return not (
            _LINE_NUMBER.match(self.leaf)
            or _REMARK.search(self.leaf)
            or _RATE.search(heading)
            or _COUNT.search(heading)
        )

    @property
    def is_money(self) -> bool:
        """Whether it holds money: a heading that is none of the others, over figures or nothing."""
        if not self.path or self.is_code or self.is_words or self.repeats_left or not self.is_open:
            return False
        heading = "/".join(self.path[-2:])
        if _CHANGE.search(heading):
            return _CHANGE_IN_MONEY.search(self.leaf) is not None
        return self.words == 0 or self.figures > self.words

    def money(self) -> Money:
        """This column as one of money."""
        return Money(self.index, self.path, find_unit("/".join(self.path)))


def _spans(cell: Cell, row: Sequence[Cell]) -> bool:
    """Whether a cell is merged over most of its row, as a note is."""
    return len(row) > 2 and sum(other.origin == cell.origin for other in row) * 2 > len(row)


def _is_amount(cell: Cell) -> bool:
    amount = read_amount(cell, Unit.YUAN)
    return amount.value is not None or (
        amount.problem is not None
        and re.search(r"\d", cell.text) is not None
        and re.search(r"[\u4e00-\u9fff]{3}", cell.text) is None
    )


def _groups(columns: Sequence[_Column], paths: Sequence[tuple[str, ...]]) -> list[list[_Column]]:
    """The columns of each list: cut where names begin again after money, where lists of one sort stand side by side."""
    subjects = [c for c in columns if c.is_subject]
    if len(subjects) < 2:
        return [list(columns)]
    starts: list[int] = []
    has_money = True
    for column in columns:
        if column.is_money:
            has_money = True
        elif has_money and (column.is_subject or (column.is_code and _leads_to_subject(columns, column.index))):
            starts.append(column.index)
            has_money = False
    if len(starts) < 2 or not any(c.is_money for c in columns[starts[-1] :]):
        return [list(columns)]
    bounds = [0, *starts[1:], len(columns)]
    groups = [list(columns[a:b]) for a, b in pairwise(bounds)]
    return (
        groups if all(any(c.is_subject for c in g) and any(c.is_money for c in g) for g in groups) else [list(columns)]
    )


def _leads_to_subject(columns: Sequence[_Column], index: int) -> bool:
    for column in columns[index + 1 :]:
        if column.is_subject:
            return True
        if column.is_money:
            return False
    return False


def _block(columns: Sequence[_Column]) -> Block | None:
    words = [c for c in columns if c.is_words and not c.repeats_left]
    if not words:
        return None
    subjects = [c for c in words if c.is_subject]
    label = next((c for c in subjects if re.search(r"科目名称|项目名称|功能分类|经济分类|科目", c.leaf)), None)
    label = label or next(iter(subjects), None) or next((c for c in words if _UNIT_NAME.search(c.leaf)), words[0])
    codes = [c for c in columns if c.is_code]
    levels = [c for c in codes if re.fullmatch(r"类|款|项|目", c.leaf)]
    chosen = levels if len(levels) > 1 else _codes_for(codes, label)
    money = tuple(c.money() for c in columns if c.is_money)
    if not money:
        return None
    names = tuple(c.index for c in words if c is not label)
    head = label.path[0] if label.path else ""
    taken = {m.column for m in money}
    others = tuple(c.index for c in columns if c.index not in taken)
    return Block(label.index, tuple(c.index for c in chosen), len(levels) > 1, names, money, head, others)


def _codes_for(codes: Sequence[_Column], label: _Column) -> list[_Column]:
    """The column whose codes belong to the names: of the same group or sort, else the nearest."""
    is_unit = _UNIT_NAME.search(label.leaf) is not None
    if len(codes) < 2:
        return [c for c in codes if is_unit or not _is_of_unit(c)]
    alike = [c for c in codes if _is_of_unit(c) is is_unit] or list(codes)
    same = [c for c in alike if c.path[:-1] == label.path[:-1]] or alike
    return [min(same, key=lambda c: (abs(c.index - label.index), c.index))]


def _is_of_unit(code: _Column) -> bool:
    return re.search(r"单位|部门(?!预算|支出)", code.leaf) is not None


def _with_sides(blocks: Sequence[Block], grid: Grid, head: Sequence[int], first: int) -> tuple[Block, ...]:
    """The side of each list where income and expenditure stand beside each other, by its heading, else by its names."""
    if len(blocks) < 2:
        return tuple(blocks)
    sides = [_side_of_heading(block, grid, head, first) for block in blocks]
    if BudgetSide.INCOME not in sides:
        return tuple(blocks)
    return tuple(replace(block, side=side or BudgetSide.EXPENDITURE) for block, side in zip(blocks, sides, strict=True))


def _side_of_heading(block: Block, grid: Grid, head: Sequence[int], first: int) -> BudgetSide | None:
    heads = [squash(grid.rows[row][block.label].text) for row in head]
    for text in heads:
        if re.match(r"(?:本年)?收入(?!支出)|收$", text):
            return BudgetSide.INCOME
        if re.match(r"(?:本年)?支出|支$", text):
            return BudgetSide.EXPENDITURE
    names = [squash(row[block.label].text) for row in grid.rows[first:]]
    income = sum("收入" in name for name in names)
    spending = sum("支出" in name for name in names)
    if income == spending:
        return None
    return BudgetSide.INCOME if income > spending else BudgetSide.EXPENDITURE
