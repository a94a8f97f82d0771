"""Tables of fund notices: which column is the recipient, the project, the money; which rows are totals.

Flows in: a content. Flows out: for every table of money its rows, subtotals and total, with amounts in yuan and the
reason for each row that was not taken. Columns are known by their headings, never by their place, so they may stand in
any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from itertools import islice, pairwise

from analytics.reading.amounts import (
    Amount,
    Unit,
    find_unit,
    is_rate,
    is_unit_line,
    plain_form,
    read_amount,
    read_capital,
)
from analytics.reading.content import Cell, Content, Grid
from analytics.reading.headings import Column, Header, RowKind, distinct, find_header, squash, stacked
from analytics.reading.money_tables import (
    captions_of,
    clean_label,
    is_subtotal,
    is_total,
    stated_unit,
    text_at,
    total_of,
)
from analytics.reading.records import Rejection
from models.language import Message
from models.places import Locator

_ROWS_TO_TELL = 200  # rows looked at to tell figures from words


class Role(Enum):
    """What a column of a fund table holds."""

    SERIAL = "serial"
    RECIPIENT = "recipient"  # who gets the money
    UNIT = "unit"  # who carries the project out
    PLACE = "place"
    DEPARTMENT = "department"
    PERSON_PAYEE = "person payee"  # a household or person gets the money
    PERSON = "person"  # a responsible person: never stored
    PROJECT = "project"
    CATEGORY = "category"
    CONTENT = "content"  # what is built or paid for
    SOURCE = "source"  # where the money comes from, in words
    MONEY = "money"
    OTHER = "other"


# Headings by role, as bare names; of several place columns the finest names the payee.
_SERIAL = r"序号|编号|行次|No\.?|序"
_PERSON = r".*(?:责任人|联系人|负责人|法人|法定代表人|经办人|领导|联系方式|电话|包保人?|验收人)(?:姓名)?"
_PERSON_PAYEE = (
    r"(?:户主|农户|申请人|受助人|补[贴助]对象|领[取款]人)姓名|户主|姓名|农户(?:名称)?|申请人|受助人|领[取款]人"
    r"|种植户|养殖户|借款人"
)
_RECIPIENT = (
    r"(?:收款|用款|受益|受助|受补|获奖|获补|奖补|补助|补贴|接收|使用|资金使用|资金接收|扶持|支持|拟补助|拟奖补|拟支持)(?:单位|企业|对象|主体|机构|名称|学校)(?:名称)?"
    r"|(?:企业|公司|单位|合作社|主体|经营主体|机构|学校|医院|养老机构|家庭农场|市场主体|新型经营主体|农机合作社)(?:名称)?|获奖主体|奖励对象"
)
_UNIT = (
    r"(?:项目)?(?:实施|责任|承担|建设|申报|承办|施工|执行|承建|组织实施|牵头|业主|申请|主管)(?:单位|主体|部门)(?:名称)?|项目单位(?:名称)?|项目业主|业主"
    r"|项目主体|项目(?:实施|申报)(?:单位|主体)(?:名称)?"
)
_PLACES = (
    r"(?:村民小组|小组|组|村组|组别)(?:名称)?",
    r"(?:(?:示范|行政|所在|项目|受益|脱贫|贫困|自然|实施)?村(?:名称|名|居|\(社区\)|\(居\))?|村\(社区\)|社区(?:名称)?|村社区|村别|村级)",
    r"(?:乡镇?|镇|镇街|街道|乡镇街道|乡\(镇\)|乡\(镇,街道\)|镇\(街道?\)|镇\(乡,街道\)|镇乡街道?|乡镇\(街道?\)|乡镇\(单位名称\)|所在乡镇|镇\(街\)|镇街名称|乡镇名称)",
    r"(?:县区?|县市区?|区县?|县\(市,?区?\)|县\(市,区\)|市县|旗县|县区名称|\(市,区\)|县级|区\(县\))",
    r"(?:市州|州市|市|地市|省市?|市\(州\)|盟市|省)",
)
_PROJECT = r"(?:子|建设|补助|补贴|资金|奖补|具体|支出|扶持)?(?:项目|工程)(?:名称)?|项目\(工程\)名称|项目及内容"
_CATEGORY = r"(?:项目|资金|补助|补贴|工程|支出|建设)?(?:类别|类型|分类|大类)"
_CONTENT = r"(?:项目|主要|工程)?(?:建设)?(?:内容|规模|任务)(?:及规模)?|(?:资金)?(?:用途|使用方向)|(?:补助)?事项"
_SOURCE = r"(?:资金|经费)(?:来源|渠道|名称|性质)|来源|资金类型"

_SUBJECTS = (_PERSON_PAYEE, _RECIPIENT, _UNIT, _PROJECT)

_MONEY = re.compile(
    r"金额|资金|投资|补助|补贴|奖补|奖励|奖金|拨付|下拨|下达|拨款|安排|经费|款|预算|贷款|贴息|自筹|配套|救助金|低保金|捐赠|数额|费用|概算|造价|额度"
)
_WEAK_MONEY = re.compile(
    r"^(?:合计|小计|总计|总额|中央|省级?|市级?|县级?|区级?|州级?|本级|其他|地方|社会资本|群众|银行)"
)
_NO_MONEY = re.compile(
    r"\((?:亩|万亩|公顷|平方米|m2|㎡|公里|千米|km|米|m|处数?|户数?|人数?|人次|座|个数?|台|台数|套|辆|头|只|株|吨|公斤|批次|项|年|天|%|份|口|盏|条|栋|间|月|万?元/.*)\)$"
    r"|面积|里程|长度|人口|床位|数量|[亩头只座处台次天月户人株里位套吨个件]数|规模|时间|期限|日期|年度$|年份|批次$|文号|备注|依据|比例|占比|率$|进度|目标|效益|机制|地点|标准|单价|账号|卡号|证件|证号|身份"
)
# Among several sums of money, the one the notice is about: what is granted now, not what was asked for or paid before.
_LEVEL = re.compile(r"(?:中央|省|市|州|县|区|镇|乡|本级|地方|自筹|其他|群众|社会)")  # shares that make up a whole
_NOT_THIS_TIME = re.compile(
    r"申请|申报|贷款(?!贴息)|价格|价款|发票|合同|保费|已拨|已下达|已安排|前期|上年|此前|累计|剩余|结余|结转"
)
_THIS_TIME = re.compile(r"本批|本次|此次|拟")
_GRANTED = re.compile(r"贴息(?!率)|补助|补贴|奖补|奖励|安排|下达|下拨|拨付|本批|本次|项目资金|资金金额|发放|救助|衔接")
_WHOLE = re.compile(r"合计|小计|总计|总额|计划投入|总投资|投资总额|资金总额|^金额$|资金额度")

_HEADING_NAMES: tuple[Column, ...] = (
    Column("serial", ("序号", "编号", "行次", "序")),
    Column(
        "payee",
        (
            "项目单位名称",
            "项目单位",
            "责任单位",
            "实施单位",
            "企业名称",
            "单位名称",
            "村名",
            "村",
            "乡镇",
            "镇街",
            "县区",
        ),
    ),
    Column("place", ("乡镇", "村", "示范村名称", "县市区", "地理位置", "镇(街道)", "街道", "社区")),
    Column("person", ("户主", "姓名", "农户姓名", "补贴对象", "补助对象", "奖补对象")),
    Column("project", ("项目名称", "项目", "工程名称", "项目类别", "项目类型", "建设内容")),
    Column("source", ("资金来源", "资金名称", "部门", "主管部门")),
    Column(
        "amount", ("金额", "资金金额", "项目资金", "投资", "总投资", "补助金额", "补贴金额", "资金", "合计", "补助资金")
    ),
    Column(
        "amount2", ("奖补金额", "下拨金额", "计划投入资金", "安排资金", "奖补资金", "下达资金", "拨付金额", "资金额度")
    ),
)


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """One column of money: where it stands, its name without the unit, and the unit its cells are in."""

    index: int
    name: str
    path: tuple[str, ...]
    unit: Unit | None
    problem: Message | None = None  # why no figure of it is certain

    def read(self, cell: Cell) -> Amount:
        """The amount of one cell of the column."""
        amount = read_amount(cell, self.unit)
        return amount if self.problem is None or amount.is_blank else Amount(problem=self.problem)


@dataclass(slots=True)
class Row:
    """One row of a table, before it is known whether it is a leaf."""

    index: int
    locator: Locator
    serial: str
    payee: str | None
    project: str | None
    group: str | None
    amount: Amount
    amount_locator: Locator
    parts: dict[str, tuple[Amount, Locator]]
    total_word: str | None = None  # the word that marks a total or subtotal
    grand: bool = False
    place: str | None = None  # a place coarser than the payee
    warnings: list[Message] = field(default_factory=list)

    @property
    def is_nameless(self) -> bool:
        """Whether neither recipient nor project is named."""
        return not self.payee and not self.project


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A stated sum over some rows (positions in `Table.rows`)."""

    name: str
    stated: Decimal
    rows: tuple[int, ...]
    locator: Locator

    def holds(self, rows: Sequence[Row]) -> bool:
        """Whether the rows reach the stated sum exactly."""
        return total_of([rows[i].amount.value for i in self.rows]) == self.stated


@dataclass(slots=True)
class Table:
    """A table of money: its leaf rows, its sums, and what was not taken."""

    name: str
    caption: str
    header: Header
    rows: list[Row]
    payee_role: Role | None
    has_project: bool
    amount: MoneyColumn | None  # None where it is not clear which column of money is meant
    subtotals: list[Subtotal] = field(default_factory=list)
    stated_total: Decimal | None = None
    total_is_unlabelled: bool = False
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Message] = field(default_factory=list)


def read_tables(content: Content) -> tuple[list[Table], list[Rejection]]:
    """Every table of money in a file, and why tables that look like one could not be read."""
    tables: list[Table] = []
    rejected: list[Rejection] = []
    for _, header in _headed_grids(content):
        roles = _roles(header)
        monies = _money_columns(content, header, roles)
        if not _has_subject(roles):
            continue
        if not monies:
            if any(Role.MONEY is role for role in roles) or _has_figures(header, roles):
                rejected.append(Rejection(_row_place(header), Message("fund-no-amount-column")))
            continue
        tables.append(_Reader(content, header, roles, monies).read())
    _name_tables(content, tables)
    return tables, rejected


def _row_place(header: Header) -> Locator:
    first = header.grid.rows[header.rows[0]][0].locator
    return Locator(first.part, first.row)


def _headed_grids(content: Content) -> Iterator[tuple[Grid, Header]]:
    """The grids with a heading; a grid without one that is as wide as the one before continues it on the next page."""
    pending: Header | None = None
    for grid in _tables_of(content):
        header = find_header(grid, _HEADING_NAMES) or find_header(grid, _headings_by_role(grid))
        if header is None:
            if pending is not None and content.media in ("pdf", "docx") and grid.width == pending.grid.width:
                joined = Grid(pending.grid.part, pending.grid.name, (*pending.grid.rows, *grid.rows))
                pending = Header(joined, pending.rows, pending.columns, pending.paths, pending.unmatched, pending.above)
            continue
        if pending is not None:
            yield pending.grid, pending
        pending = header
    if pending is not None:
        yield pending.grid, pending


def _tables_of(content: Content) -> Iterator[Grid]:
    """The tables of all grids: those below one another, and those beside one another under the same heading."""
    for whole in content.grids:
        for grid in stacked(whole, _HEADING_NAMES):
            header = find_header(grid, _HEADING_NAMES)
            yield from side_by_side(header) if header is not None else (grid,)


def side_by_side(header: Header) -> list[Grid]:
    """The halves of a list that is printed in two or more columns, each under the same heading; else the whole.

    The lines above stand over every half. Where only one half closes with a total, it is that of the whole list, and
    the halves are put below one another.
    """
    grid, paths = header.grid, header.paths
    width = next(
        (n for n in range(2, len(paths) // 2 + 1) if len(paths) % n == 0 and paths == paths[:n] * (len(paths) // n)), 0
    )
    if not width or not all(paths) or len(set(paths[:width])) < width:
        return [grid]
    above = tuple(_narrowed(row, width) for row in grid.rows[: header.rows[0]])
    slices = [
        (*above, *(row[start : start + width] for row in grid.rows[header.rows[0] :]))
        for start in range(0, len(paths), width)
    ]
    body = header.first_body_row
    closing = {
        index for rows in slices for index in range(body, len(rows)) if any(is_total(c.text) for c in rows[index])
    }
    stated = [any(_looks_like_figure(c.text) for i in closing for c in rows[i]) for rows in slices]
    if sum(stated) != 1:
        return [Grid(grid.part, grid.name, rows) for rows in slices]
    listed = [row for rows in slices for i, row in enumerate(rows) if i >= body and i not in closing]
    totals = [rows[i] for rows, is_stated in zip(slices, stated, strict=True) if is_stated for i in sorted(closing)]
    return [Grid(grid.part, grid.name, (*slices[0][:body], *listed, *totals))]


def _narrowed(row: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """A row of title or unit lines in as many cells as a half has, wherever in the row they stood."""
    texts = distinct(row)
    return tuple([*texts, *(cell for cell in row if not cell.text), *row][:width])


_ROWS_SEARCHED = 40


def _headings_by_role(grid: Grid) -> tuple[Column, ...]:
    """The headings of a table whose columns bear unusual names, told by what the names are about."""
    texts = dict.fromkeys(squash(c.text) for row in grid.rows[:_ROWS_SEARCHED] for c in row if 0 < len(c.text) <= 20)
    subjects = [t for t in texts if any(re.fullmatch(p, _bare(t)) for p in _SUBJECTS) or _place_rank(t) is not None]
    money = [t for t in texts if t not in subjects and not is_unit_line(t) and _is_money_heading((t,))]
    return (Column("subject", tuple(subjects), True, loose=False), Column("money", tuple(money), True, loose=False))


# --- columns ---------------------------------------------------------------------------------------------------------


def _bare(heading: str) -> str:
    """A heading without the unit or remark in brackets behind it."""
    shorter = re.sub(r"\([^()]*\)$", "", heading)
    return shorter or heading


def _roles(header: Header) -> list[Role]:
    return [_role(header, column) for column in range(header.grid.width)]


def _role(header: Header, column: int) -> Role:
    path = header.path(column)
    if not path:
        return Role.OTHER
    leaf, bare = path[-1], _bare(path[-1])
    for pattern, role in (
        (_SERIAL, Role.SERIAL),
        (_PERSON_PAYEE, Role.PERSON_PAYEE),
        (_PERSON, Role.PERSON),
    ):
        if re.fullmatch(pattern, bare):
            return role
    if _place_rank(leaf) is not None or _place_rank(bare) is not None:
        if not _mostly_figures(header, column):
            return Role.PLACE
        return Role.MONEY if _is_money_heading(path) else Role.OTHER  # 县级 beside 中央 and 省级 is money
    if not _mostly_figures(header, column):
        for pattern, role in (
            (_UNIT, Role.UNIT),
            (_RECIPIENT, Role.RECIPIENT),
            (r"(?:主管|责任|业务|行业|项目主管)?部门(?:名称)?", Role.DEPARTMENT),
            (_PROJECT, Role.PROJECT),
            (_CATEGORY, Role.CATEGORY),
            (_SOURCE, Role.SOURCE),
            (_CONTENT, Role.CONTENT),
        ):
            if re.fullmatch(pattern, bare):
                return role
        is_named = find_unit(leaf) is not None or bare.endswith("金额")
        if _MONEY.search(leaf) and is_named and _is_money_heading(path):
            return Role.MONEY
        return Role.OTHER
    return Role.MONEY if _is_money_heading(path) else Role.OTHER


def _place_rank(heading: str) -> int | None:
    return next((rank for rank, pattern in enumerate(_PLACES) if re.fullmatch(pattern, heading)), None)


def _is_money_heading(path: tuple[str, ...]) -> bool:
    leaf = path[-1]
    if _NO_MONEY.search(leaf) or is_rate(leaf):
        return False
    if find_unit(leaf) is not None or _MONEY.search(leaf):
        return True
    parents = "/".join(path[:-1])
    if parents and not _NO_MONEY.search(parents) and (find_unit(parents) is not None or _MONEY.search(parents)):
        return True
    return _WEAK_MONEY.search(leaf) is not None and not parents


def _mostly_figures(header: Header, column: int) -> bool:
    """Whether the cells of a column are figures; the first rows are enough to tell."""
    body = header.grid.rows[header.first_body_row : header.first_body_row + _ROWS_TO_TELL]
    texts = [row[column].text for row in body if row[column].text and not row[column].is_merged_copy]
    figures = sum(_looks_like_figure(text) for text in texts)
    return bool(texts) and figures * 2 >= len(texts)


def _looks_like_figure(text: str) -> bool:
    tight = re.sub(r"\s", "", plain_form(text))
    if read_capital(tight) is not None:
        return True
    return re.match(r"[¥△(约近-]*[\d*.]", tight) is not None and re.match(r"\d+[、.]?[\u4e00-\u9fff]{3}", tight) is None


def _has_figures(header: Header, roles: Sequence[Role]) -> bool:
    free = [c for c, role in enumerate(roles) if role is Role.OTHER and header.path(c)]
    return any(
        _mostly_figures(header, c) and not _NO_MONEY.search(header.path(c)[-1]) and not is_rate(header.path(c)[-1])
        for c in free
    )


def _has_subject(roles: Sequence[Role]) -> bool:
    subjects = {Role.RECIPIENT, Role.UNIT, Role.PLACE, Role.PERSON_PAYEE, Role.PROJECT, Role.DEPARTMENT, Role.CONTENT}
    return bool(subjects & set(roles))


def _money_columns(content: Content, header: Header, roles: Sequence[Role]) -> list[MoneyColumn]:
    heads = {(row, c) for row in header.rows for c, role in enumerate(roles) if role is Role.MONEY}
    heads = {place for place in heads if not is_unit_line(header.grid.rows[place[0]][place[1]].text)}
    around = stated_unit(content, header.grid, header.first_body_row, heads)
    found: list[MoneyColumn] = []
    for column, role in enumerate(roles):
        if role is not Role.MONEY:
            continue
        path = header.path(column)
        own = next((u for text in reversed(path) if (u := find_unit(text)) is not None), None)
        found.append(MoneyColumn(column, _bare(path[-1]), path, own))
    units = [money.unit for money in found]
    found = [replace(m, unit=m.unit or around.unit, problem=around.problem_for(m.unit, units)) for m in found]
    names = [money.name for money in found]
    return [m if names.count(m.name) == 1 else replace(m, name="/".join(map(_bare, m.path))) for m in found]


# --- rows ------------------------------------------------------------------------------------------------------------


class _Reader:
    """Reads the rows of one table."""

    def __init__(self, content: Content, header: Header, roles: Sequence[Role], monies: Sequence[MoneyColumn]) -> None:
        self._content = content
        self._header = header
        self._roles = roles
        self._monies = monies
        self._serial = self._first(Role.SERIAL)
        self._payee, self._payee_role = self._payee_column()
        self._project = self._first(Role.PROJECT)
        self._places = [c for c, role in enumerate(roles) if role is Role.PLACE]
        self._group = self._first(Role.SOURCE)
        if self._project is not None:
            self._group = self._group if self._group is not None else self._first(Role.CATEGORY)
            self._detail = None
        else:
            self._detail = self._first(Role.CATEGORY)
            if self._detail is None:
                self._detail = self._first(Role.CONTENT)
        self._rejected: list[Rejection] = []
        self._band: str | None = None
        self._last_payee = ""

    def read(self) -> Table:
        """The table with its leaf rows and sums."""
        drafts = list(self._drafts())
        amount = self._amount_column(drafts)
        for row in drafts:
            self._set_amount(row, amount)
        table = Table(
            name="",
            caption="",
            header=self._header,
            rows=[],
            payee_role=self._payee_role,
            has_project=self._project is not None,
            amount=amount,
            rejected=self._rejected,
        )
        of_which = _of_which(drafts)
        _Sums(table, [row for row in drafts if self._is_taken(row, id(row) in of_which)]).settle()
        self._check_parts(table)
        self._check_numbering(table, drafts)
        if (
            amount is not None
            and amount.unit is None
            and amount.problem is None
            and all(row.amount.value is None for row in table.rows)
        ):
            table.warnings.append(Message("fund-no-unit"))
        return table

    def _first(self, role: Role) -> int | None:
        return next((c for c, own in enumerate(self._roles) if own is role), None)

    def _payee_column(self) -> tuple[int | None, Role | None]:
        """The column of the payee: who gets the money, else who carries the project out, else the finest place."""
        for role in (Role.RECIPIENT, Role.UNIT):
            column = self._first(role)
            if column is not None:
                return column, role
        places = [
            (rank, c)
            for c, role in enumerate(self._roles)
            if role is Role.PLACE
            for leaf in [self._header.path(c)[-1]]
            for rank in [_place_rank(leaf) if _place_rank(leaf) is not None else _place_rank(_bare(leaf))]
            if rank is not None
        ]
        person = self._first(Role.PERSON_PAYEE)
        if person is not None:
            return person, Role.PERSON_PAYEE
        if places:
            return min(places)[1], Role.PLACE
        column = self._first(Role.DEPARTMENT)
        return column, Role.DEPARTMENT if column is not None else None

    def _drafts(self) -> Iterator[Row]:
        for index, row, kind in self._header.body():
            if kind in (RowKind.NOTE, RowKind.HEADING, RowKind.NUMBERING):
                continue
            if kind is RowKind.BAND:
                text = distinct(row)[0].text
                if not is_total(text) and not is_subtotal(text):
                    self._band = clean_label(text)
                continue
            yield from self._draft(index, row)

    def _draft(self, index: int, row: tuple[Cell, ...]) -> Iterator[Row]:
        locator = Locator(row[0].locator.part, row[0].locator.row)
        word, grand = self._total_word(row)
        serial = self._serial_of(row)
        money = {m.name: (m.read(row[m.index]), row[m.index].locator) for m in self._monies}
        if word is None and not any(_looks_like_figure(row[m.index].text) for m in self._monies):
            named = [c for c in distinct(row) if c.locator.column != _column_number(self._serial)]
            if not named:
                self._rejected.append(Rejection(locator, _row_empty(serial)))
                return
            if not serial and self._serial is not None:
                self._rejected.append(Rejection(locator, Message("fund-label-row")))
                return
        payee, project, warnings = self._names(row)
        group = text_at(row, self._group) or None
        if group is not None and (is_total(group) or is_subtotal(group)):
            group = None
        yield Row(
            index=index,
            locator=locator,
            serial=serial,
            payee=payee,
            project=project,
            group=group or self._band,
            amount=Amount(),
            amount_locator=locator,
            parts=money,
            total_word=word,
            grand=grand,
            place=next((t for c in reversed(self._places) if (t := text_at(row, c)) and c != self._payee), None),
            warnings=warnings,
        )

    def _serial_of(self, row: tuple[Cell, ...]) -> str:
        """The row's number: of its own column, or in words before the row's name (一、产业发展)."""
        text = text_at(row, self._serial)
        first = next((cell.text for cell in row if cell.text), "")
        in_words = _NUMBER_IN_WORDS.match(text or first)
        return in_words.group() if in_words else text

    def _total_word(self, row: tuple[Cell, ...]) -> tuple[str | None, bool]:
        for column, cell in enumerate(row):
            if self._roles[column] is Role.MONEY or not cell.text:
                continue
            if is_total(cell.text):
                return squash(cell.text), True
            if is_subtotal(cell.text):
                return squash(cell.text), False
        return None, False

    def _names(self, row: tuple[Cell, ...]) -> tuple[str | None, str | None, list[Message]]:
        """Payee and project of a row; one text merged over both columns is what the money is for, not who gets it."""
        payee, project = text_at(row, self._payee), text_at(row, self._project)
        if self._payee is not None and self._project is not None:
            one_area = row[self._payee].origin == row[self._project].origin
            if payee and (one_area or (not project and not names_payee(payee) and self._payee_role is Role.PLACE)):
                return None, _name(payee), []
        if not project and self._detail is not None:
            project = text_at(row, self._detail)
        if not payee and project and self._payee_role in (Role.PLACE, Role.RECIPIENT) and self._content.media == "csv":
            payee = self._last_payee  # csv leaves the cells below a merged one empty
            return _name(payee), _name(project), [Message("fund-payee-carried")] if payee else []
        self._last_payee = payee
        warnings = [Message("fund-payee-person")] if payee and self._payee_role is Role.PERSON_PAYEE else []
        return _name(payee), _name(project), warnings

    # --- which money is the amount ---

    def _amount_column(self, drafts: Sequence[Row]) -> MoneyColumn | None:
        """The column of the amount: the one that the others add up to, else what is granted, else what is named a sum.

        None where several columns of money are equally good.
        """
        monies = list(self._monies)
        data = [row for row in drafts if any(a.value is not None for a, _ in row.parts.values())]
        for candidate in sorted(monies, key=lambda m: not _WHOLE.search(m.path[-1])):
            others = [m.name for m in monies if m is not candidate]
            if len(others) >= 2 and data and all(_adds_up(row, candidate.name, others) for row in data):
                return candidate
        own = [m for m in monies if not _NOT_THIS_TIME.search("/".join(m.path))] or monies
        if len(own) == 1:
            return own[0]
        for pattern in (_THIS_TIME, _GRANTED, _WHOLE):
            fitting = [m for m in own if pattern.search("/".join(m.path))]
            roots = [m for m in fitting if len(m.path) == 1 or _WHOLE.search(m.path[-1])]
            wholes = [m for m in roots if _WHOLE.search(m.path[-1]) or m.path[-1].startswith("总")]
            for chosen in (fitting, roots, wholes):
                if len(chosen) == 1:
                    return chosen[0]
        return None

    def _set_amount(self, row: Row, amount: MoneyColumn | None) -> None:
        if amount is not None:
            row.amount, row.amount_locator = row.parts.pop(amount.name)
            return
        shares = [share for share, _ in row.parts.values()]
        is_summable = all(_LEVEL.match(m.name) for m in self._monies) and all(s.problem is None for s in shares)
        if not is_summable:
            row.amount = Amount(problem=Message("fund-amount-unclear"))
        elif any(share.value is not None for share in shares):
            summed = total_of([share.value for share in shares])
            row.amount = Amount(summed, shares[0].unit, warnings=(Message("fund-amount-summed"),))

    def _is_taken(self, row: Row, is_of_which: bool) -> bool:
        if is_of_which:
            self._rejected.append(Rejection(row.locator, Message("fund-row-of-which")))
            return False
        if row.total_word is None and row.is_nameless and row.amount.is_blank:
            self._rejected.append(Rejection(row.locator, _row_empty(row.serial)))
            return False
        return True

    # --- checks ---

    def _check_parts(self, table: Table) -> None:
        """Whether the further columns add up to the amount, where they do so in most rows."""
        full = [row for row in table.rows if len(row.parts) >= 2 and row.amount.value is not None]
        groups = self._part_groups(table)
        for names in groups:
            checked = [row for row in full if any(row.parts[n][0].value is not None for n in names)]
            failing = [row for row in checked if not _sum_is(row, names)]
            if checked and (len(failing) * 2 < len(checked) or self._under_one_heading(table, names)):
                for row in failing:
                    row.warnings.append(Message("fund-parts-differ", {"parts": "、".join(names)}))
                return

    def _part_groups(self, table: Table) -> list[list[str]]:
        parts = [m for m in self._monies if m is not table.amount]
        siblings: dict[tuple[str, ...], list[str]] = {}
        for money in parts:
            siblings.setdefault(money.path[:-1], []).append(money.name)
        groups = [names for names in siblings.values() if len(names) >= 2]
        everything = [money.name for money in parts]
        return groups + ([everything] if len(everything) >= 2 and everything not in groups else [])

    def _under_one_heading(self, table: Table, names: Sequence[str]) -> bool:
        """Whether the parts stand under a heading of their own such as 资金来源, so that they must add up."""
        own = [m for m in self._monies if m.name in names]
        return bool(own[0].path[:-1]) and all(m.path[:-1] == own[0].path[:-1] for m in own)

    def _check_numbering(self, table: Table, drafts: Sequence[Row]) -> None:
        numbers = [int(row.serial) for row in drafts if re.fullmatch(r"\d{1,4}", row.serial)]
        missing = [n for a, b in pairwise(numbers) if b > a + 1 for n in range(a + 1, b)]
        if missing and len(missing) <= len(numbers) * 3:
            table.warnings.append(Message("fund-numbering-gap", {"numbers": "、".join(map(str, missing))}))


def _row_empty(serial: str) -> Message:
    """The reason for an empty row, with its number; what else may stand in the column of numbers is not repeated."""
    shown = serial if re.fullmatch(r"[\d一二三四五六七八九十()（）.、\-]{1,8}", serial) else "-"
    return Message("fund-row-empty", {"serial": shown})


def _column_number(index: int | None) -> int | None:
    return None if index is None else index + 1


def _adds_up(row: Row, whole: str, others: Sequence[str]) -> bool:
    value = row.parts[whole][0].value
    parts = [row.parts[name][0] for name in others]
    if value is None:
        return all(part.value is None for part in parts)
    return all(part.problem is None for part in parts) and total_of([part.value for part in parts]) == value


def _sum_is(row: Row, names: Sequence[str]) -> bool:
    return total_of([row.parts[name][0].value for name in names]) == row.amount.value


def _of_which(drafts: Sequence[Row]) -> set[int]:
    """The rows that are parts of the row above: 其中:甲村, and those below it that no longer repeat the word.

    Rows below without the word are parts where they have no number and the row above has one, or where the stated
    total is reached without them and not with them.
    """
    plain_rows = [row for row in drafts if row.total_word is None]
    worded = {id(row) for row in plain_rows if _says_of_which(row)}
    if not worded:
        return worded
    unnumbered = worded | _followers(plain_rows, worded, lambda row, above: bool(above.serial) and not row.serial)
    completing = worded | _followers(plain_rows, worded, lambda row, above: not row.serial)
    totals = {row.amount.value for row in drafts if row.grand and row.amount.value is not None}
    for parts in (worded, unnumbered, completing):
        if total_of([row.amount.value for row in plain_rows if id(row) not in parts]) in totals:
            return parts
    return unnumbered


def _followers(rows: Sequence[Row], worded: set[int], may_follow: Callable[[Row, Row], bool]) -> set[int]:
    """The rows below a row with the word 其中 that fit into what it leaves of the row above."""
    found: set[int] = set()
    above: Row | None = None
    left: Decimal | None = None
    is_inside = False  # whether the row before is a part
    for row in rows:
        value = row.amount.value
        is_part = id(row) in worded
        if not is_part and is_inside and above is not None and left is not None and value is not None:
            is_part = 0 < value <= left and may_follow(row, above)
            found |= {id(row)} if is_part else set()
        if is_part:
            left = left - value if left is not None and value is not None else None
        else:
            above, left = row, value
        is_inside = is_part
    return found


def _says_of_which(row: Row) -> bool:
    return row.total_word is None and (
        _OF_WHICH.match(row.serial) is not None
        or any(_OF_WHICH.match(name) for name in (row.payee, row.project) if name)
    )


_OF_WHICH = re.compile(r"其\s*中")
_PAYEE_END = re.compile(
    r"(?:村|镇|乡|街道|社区|县|区|市|州|旗|局|委|办|所|站|中心|政府|公司|合作社|联合社|农场|林场|牧场|厂|店|学校|小学|中学|幼儿园|医院|卫生院|"
    r"敬老院|福利院|协会|联合会|委员会|村委会|居委会|集团|社|院|会|部|队|户|组)(?:\([^()]*\)|（[^（）]*）)?$"
)


def names_payee(text: str) -> bool:
    """Whether a text reads as the name of a place or an organisation and not as that of a project.

    >>> names_payee("苗儿村"), names_payee("小额信贷贴息")
    (True, False)
    """
    return _PAYEE_END.search(re.sub(r"\s", "", text)) is not None


def _name(text: str) -> str | None:
    """A name without the blanks of its layout and a number in words before it; None for an empty cell."""
    tight = re.sub(r"(?<=[^\x21-\x7e])\s+|\s+(?=[^\x21-\x7e])", "", text).strip()
    number = _NUMBER_IN_WORDS.match(tight)
    return (tight[number.end() :] if number else tight) or None


# --- sums ------------------------------------------------------------------------------------------------------------

_NUMBER_IN_WORDS = re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）][、.．]?|[一二三四五六七八九十]{1,3}(?:[、.．]|$)")
_CHINESE_SERIAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）、.．]?")


class _Sums:
    """Tells leaf rows from totals, subtotals and parents, and keeps what each sum covers."""

    def __init__(self, table: Table, drafts: Sequence[Row]) -> None:
        self._table = table
        self._drafts = drafts
        self._leaf_at: dict[int, int] = {}

    def settle(self) -> None:
        """Fill the table's rows, subtotals and total."""
        nameless = [r for r in self._drafts if r.total_word is None and r.is_nameless]
        parents = self._parents()
        leaves = [r for r in self._drafts if r.total_word is None and not r.is_nameless and id(r) not in parents]
        self._carry_groups(leaves)
        self._table.rows = leaves
        self._leaf_at = {id(row): position for position, row in enumerate(leaves)}
        self._settle_parents(parents)
        totals = [r for r in self._drafts if r.total_word is not None and r.grand]
        grand = self._grand_total(totals)
        for row in self._drafts:
            if row.total_word is not None and row is not grand:
                self._settle_subtotal(row)
        for row in nameless:
            self._settle_nameless(row, alone=grand is None and len(nameless) == 1)
        if grand is not None:
            self._table.stated_total = grand.amount.value
            self._reject_problem(grand)

    def _parents(self) -> dict[int, tuple[Row, list[Row]]]:
        """Rows numbered 一、二 over rows numbered 1、2, and rows 1 over 1.1: id -> (parent, children)."""
        found: dict[int, tuple[Row, list[Row]]] = {}
        rows = [r for r in self._drafts if r.total_word is None and not r.is_nameless]
        for position, row in enumerate(rows):
            children: list[Row] = []
            for later in islice(rows, position + 1, None) if row.serial else ():
                if not _is_below(row.serial, later.serial):
                    break
                children.append(later)
            if children:
                found[id(row)] = (row, children)
        return found

    def _settle_parents(self, parents: dict[int, tuple[Row, list[Row]]]) -> None:
        for parent, children in parents.values():
            is_person = self._table.payee_role is Role.PERSON_PAYEE
            name = parent.project or (parent.serial if is_person else parent.payee) or ""
            covered = tuple(self._leaf_at[id(c)] for c in children if id(c) in self._leaf_at)
            for position in covered:
                row = self._table.rows[position]
                if row.group is None:
                    row.group = name
            self._add(name, parent, covered)

    def _carry_groups(self, leaves: Sequence[Row]) -> None:
        """A group named once, in a merged cell that arrived as blanks, holds until the next one is named."""
        current: str | None = None
        if not any(row.group for row in leaves):
            return
        for row in leaves:
            current = row.group or current
            row.group = current

    def _grand_total(self, totals: Sequence[Row]) -> Row | None:
        """The row that states the total of all; of several, the one the rows reach, else the largest."""
        if not totals:
            return None
        valued = [row for row in totals if row.amount.value is not None]
        whole = total_of([row.amount.value for row in self._table.rows])
        reached = [row for row in valued if row.amount.value == whole]
        if reached:
            return reached[-1]
        named = [row for row in totals if row.total_word and "总计" in row.total_word]
        return (named or sorted(valued, key=lambda r: r.amount.value or Decimal(0)) or list(totals))[-1]

    def _settle_subtotal(self, row: Row) -> None:
        before, after = self._block_before(row), self._block_after(row)
        covered = before
        if row.amount.value is not None and not self._reaches(before, row) and self._reaches(after, row):
            covered = after
        self._add(self._subtotal_name(row, covered), row, covered)

    def _settle_nameless(self, row: Row, *, alone: bool) -> None:
        """A row without a name is a total if the other rows reach it; otherwise nobody knows what it is."""
        everything = tuple(range(len(self._table.rows)))
        if alone and self._reaches(everything, row):
            self._table.stated_total, self._table.total_is_unlabelled = row.amount.value, True
            return
        for covered in (self._block_before(row), self._block_after(row)):
            if self._reaches(covered, row):
                self._add(self._subtotal_name(row, covered), row, covered)
                return
        self._table.rejected.append(Rejection(row.locator, Message("fund-row-nameless")))

    def _add(self, name: str, row: Row, covered: tuple[int, ...]) -> None:
        self._reject_problem(row)
        if row.amount.value is None or not covered:
            return
        subtotal = Subtotal(name, row.amount.value, covered, row.locator)
        self._table.subtotals.append(subtotal)
        if not subtotal.holds(self._table.rows):
            self._table.warnings.append(Message("fund-subtotal", {"name": name, "place": str(row.locator)}))

    def _reject_problem(self, row: Row) -> None:
        problem = row.amount.problem
        if problem is not None:
            self._table.rejected.append(Rejection(row.amount_locator, problem))

    def _reaches(self, covered: tuple[int, ...], row: Row) -> bool:
        values = [self._table.rows[i].amount.value for i in covered]
        return bool(covered) and row.amount.value is not None and total_of(values) == row.amount.value

    def _block_before(self, row: Row) -> tuple[int, ...]:
        """The leaves between the sum before (or the beginning) and this row."""
        found: list[int] = []
        for other in reversed(self._drafts[: self._position(row)]):
            if other.total_word is not None or other.is_nameless:
                break
            if id(other) in self._leaf_at:
                found.append(self._leaf_at[id(other)])
        return tuple(reversed(found))

    def _block_after(self, row: Row) -> tuple[int, ...]:
        found: list[int] = []
        for other in self._drafts[self._position(row) + 1 :]:
            if other.total_word is not None or other.is_nameless:
                break
            if id(other) in self._leaf_at:
                found.append(self._leaf_at[id(other)])
        return tuple(found)

    def _position(self, row: Row) -> int:
        return next(position for position, other in enumerate(self._drafts) if other is row)

    def _subtotal_name(self, row: Row, covered: tuple[int, ...]) -> str:
        """The group that a subtotal closes, else its own words, else the row numbers it covers."""
        own = re.sub(r"小计|合计|总计|共计|[:：]", "", row.total_word or "") or (row.place if row.is_nameless else None)
        if own:
            return own
        groups = {self._table.rows[i].group for i in covered}
        if len(groups) == 1 and None not in groups:
            return str(groups.pop())
        serials = [self._table.rows[i].serial for i in covered if self._table.rows[i].serial]
        return f"小计 {serials[0]}-{serials[-1]}" if len(serials) > 1 else "小计"


def _is_below(parent: str, child: str) -> bool:
    """Whether a row number belongs under another: 1 under 一, 1.1 under 1.

    >>> _is_below("一", "1"), _is_below("1", "1.2"), _is_below("1", "2")
    (True, True, False)
    """
    if not parent or not child:
        return False
    if _CHINESE_SERIAL.fullmatch(parent):
        inner = _CHINESE_SERIAL.fullmatch(child) is None
        return inner or (child[0] in "(（" and parent[0] not in "(（")
    bare = parent.rstrip(".、")
    return re.match(rf"{re.escape(bare)}[.\-](?=\d)", child) is not None


# --- names of tables -------------------------------------------------------------------------------------------------


def _name_tables(content: Content, tables: Sequence[Table]) -> None:
    for number, table in enumerate(tables, start=1):
        captions = [p.text for p in captions_of(content, _original(content, table.header.grid))]
        above = [cell.text for cell in table.header.above]
        named = [text for text in reversed([*captions, *above]) if re.search(r"表|计划|安排|公示|明细", text)]
        table.caption = named[0] if named else ""
        own = re.match(r"\s*(?:附)?(表\s*[一二三四五六七八九十\d]+)", table.caption)
        sheet = table.header.grid.name if content.media in ("xlsx", "xls") else None
        table.name = re.sub(r"\s", "", own[1]) if own else sheet or f"表{number}"


def _original(content: Content, grid: Grid) -> Grid:
    """The grid of the content that a joined grid began with."""
    return next((g for g in content.grids if g is grid or g.part == grid.part), grid)
