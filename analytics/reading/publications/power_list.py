"""权责清单: the powers of a unit with their basis, their duties step by step, and the limits promised for them.

Flows in: a wide table, a form with labels on the left, labelled lines, or a flow chart flattened to text. Flows out:
one `PowerItem` for each power and a `PowerDuty` for each duty, in the order the list itself states. An order that the
file does not state is not guessed, and a limit counts only where it is written in working days.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from analytics.reading.content import Cell, Content, Grid, Role
from analytics.reading.headings import Column, Header, distinct, find_headers, find_labelled, squash, unwrap
from analytics.reading.imprint import read_imprint
from analytics.reading.numbered import counts_on, items_in
from analytics.reading.persons import is_masked_name, mask_name, names_a_post
from analytics.reading.publications.headline import headline_of
from analytics.reading.records import Reading, Record
from analytics.reading.short_rows import aligned_rows
from analytics.reading.time_limits import limits_in, number_in_words, working_days
from models.places import WHOLE_FILE, Locator
from models.tables import PowerDuty, PowerItem
from models.vocabulary import DocumentKind

KIND = DocumentKind.POWER_LIST

COLUMNS = (
    Column("serial", ("序号",), loose=False),
    Column(
        "code",
        ("职权编码", "权力编码", "职权编号", "权力编号", "事项编码", "事项编号", "行政许可事项编号",
            "基本编码", "实施编码", "权责编码", "编码", "编号"),
    ),
    Column(
        "type",
        ("权力分类", "权力类型", "权力类别", "职权类型", "职权类别", "职权分类", "事项类型", "事项类别",
            "权责类型", "类型", "类别"),
        loose=False,
    ),
    Column(
        "name",
        (
            "职权名称", "权力名称", "项目名称", "事项名称", "权力事项名称", "权力项目名称", "行政职权名称",
                "行政权力名称", "职权事项", "权力事项", "权责事项", "权责事项名称",
            "行政权力事项", "主项名称", "主项", "权力项目", "事项",
        ),
        required=True,
        loose=False,
    ),
    Column("sub_item", ("子项", "子项名称", "子项(办理项)"), loose=False),
    Column("basis", ("实施依据", "法律依据", "设定依据", "职权依据", "权力依据", "办理依据", "行使依据", "法定依据",
        "依据"), loose=False),
    Column("duties", ("责任事项", "责任事项内容", "责任内容", "对应责任事项", "对应责任", "职责", "运行流程",
        "办理流程", "责任清单"), loose=False),
    Column("duty_basis", ("责任事项依据", "责任依据", "责任内容依据"), loose=False),
    Column("grounds", ("追责情形", "问责情形", "追责情形及追责依据", "追责情形及依据", "责任追究情形"), loose=False),
    Column("grounds_basis", ("追责依据", "追责情形依据", "问责依据", "责任追究依据"), loose=False),
    Column("body", ("法定主体", "实施主体", "行使主体", "实施机关", "行使机关", "实施单位", "责任主体",
        "职权主体"), loose=False),
    Column("handler", ("办理主体", "承办机构", "承办科室", "承办部门", "责任科室", "实施机构", "办理机构",
        "内设机构", "责任部门", "承办股室"), loose=False),
    Column("legal", ("法定时限", "法定期限", "法定办结时限", "法定办理时限"), loose=False),
    Column("promised", ("承诺时限", "承诺期限", "承诺办结时限", "承诺办理时限"), loose=False),
    Column("post", ("岗位责任人", "责任岗位", "责任人", "承办岗位", "岗位"), loose=False),
    Column("step", ("流程环节", "办理环节", "运行环节", "环节", "环节名称", "办理步骤"), loose=False),
    Column("step_limit", ("办理时限", "环节时限", "时限", "办结时限"), loose=False),
    Column("other", ("备注", "部门梳理意见及理由", "审核组意见", "监督电话", "服务对象", "行使层级",
        "审核转报", "收费依据"), loose=False),
)  # fmt: skip
_LABELS = {squash(name): column.key for column in COLUMNS for name in column.names} | {"审核转报": "other"}
_DISTINCTIVE = frozenset(
    {"duties", "duty_basis", "grounds", "grounds_basis", "legal", "promised", "body", "type", "code"}
)
_TITLE = re.compile(
    r"(?:权责|权力|责任|职权)(?:事项)?(?:清单|目录)|责任事项(?:梳理|一览|汇总|登记)?表|(?:权力|职权"
    r"|权责)(?:事项|运行)?(?:梳理|流程|一览|汇总|登记)"
)
_CHART = re.compile(r"流程图|运行流程(?!表)")
_ANY_TITLE = re.compile(f"{_TITLE.pattern}|{_CHART.pattern}")
_ENOUGH_LABELS = 3
_SELF_EVIDENT = re.compile(r"^其他|其他.{0,14}责任$|履行的(?:其他)?(?:责任|职责)$")
_LONGEST_NAME = 30
_OPTIONAL = re.compile(r"可选|必要时|可省略|视情|如需")
_KIND_MARK = re.compile(r"^\s*[【\[(（](?:法律|行政法规|法规|规章|规范性文件|地方性法规|部门规章|政府规章)[】\])）]\s*")
_STEPS = (
    "申请", "公告", "受理", "立案", "调查取证", "调查", "初审", "审查", "审核", "现场核查", "勘验", "审理", "听证",
        "告知", "复核", "审批", "决定",
    "制证", "发证", "送达", "公示", "公开", "执行", "办结", "结案", "归档", "备案", "事后监管", "拨付", "验收",
)  # fmt: skip
_STEP_LINE = re.compile(
    rf"(?:第?(?P<n>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})(?:步"
    rf"|[.、．]))?\s*[:：]?\s*(?P<name>(?:{'|'.join(_STEPS)})(?:环节|阶段|责任)?)"
    r"(?:\s*[(（:：](?P<rest>.*))?"
)
_ANY_STEP = re.compile(r"(?P<n>(?!))?(?P<name>[\u4e00-\u9fff]{2,12})(?:\s*[(（](?P<rest>[^()（）]*)[)）])?")
_ARROW = re.compile(r"\s*(?:→|➔|⇒|->|—>|-->|=>|➡)\s*")


@dataclass(slots=True)
class _Power:
    """One power before it becomes a record: its texts by column key, with the place of each."""

    locator: Locator
    texts: dict[str, str] = field(default_factory=dict)
    places: dict[str, Locator] = field(default_factory=dict)
    blank: list[str] = field(default_factory=list)  # headings whose place stands empty
    duties: list[_Duty] = field(default_factory=list)
    is_joined: bool = False  # rows without a name of their own were taken as its continuation
    is_unordered: bool = False
    lost: list[str] = field(default_factory=list)  # headings whose cells were lost and stand in the row above


@dataclass(frozen=True, slots=True)
class _Duty:
    """One duty: its number as written, its name and its text."""

    number: int | None
    name: str
    text: str | None
    locator: Locator
    limit: str | None = None


# --- recognising -----------------------------------------------------------------------------------------------------


def score(content: Content) -> float:
    """How surely a file is a power list: its title, or the columns that only such lists have."""
    title = squash(headline_of(content, _ANY_TITLE) or "")
    named = _TITLE.search(title) is not None
    if _CHART.search(title) and _chart(content, title) is not None:
        return 0.9 if named else 0.75
    keys = _keys(content)
    distinct_keys = len(keys & _DISTINCTIVE)
    lines = squash("".join(p.text for p in content.paragraphs if len(p.text) <= 60))
    named = named or _TITLE.search(lines) is not None or any(_TITLE.search(squash(_first(g))) for g in content.grids)
    if "name" not in keys or not distinct_keys:
        return 0.0
    if named:
        return min(0.97, 0.75 + 0.08 * distinct_keys)
    told = len(keys & {"duties", "duty_basis", "grounds", "grounds_basis"})
    return 0.8 if told >= 2 else 0.7 if distinct_keys >= 4 else 0.0


def _first(grid: Grid) -> str:
    return next((cells[0].text for row in grid.rows if (cells := distinct(row))), "")


def _keys(content: Content) -> set[str]:
    """The labels and headings of a file, from whatever layout has most of them."""
    wide = [set(header.columns) for header in find_headers(content, COLUMNS) if _is_wide(header)]
    forms = {key for grid in content.grids if _is_form(grid) for row in grid.rows for key, _ in _pairs(row)}
    lined = {key for key, _, _ in _labelled(content)}
    return max([*wide, forms, lined if len(lined) >= _ENOUGH_LABELS else set()], key=len, default=set())


def _is_wide(header: Header) -> bool:
    """Whether a heading is that of a list, and no form whose first row happens to read like one."""
    return bool(header.columns.keys() & (_DISTINCTIVE | {"step", "basis"})) and not _is_form(header.grid)


def _is_form(grid: Grid) -> bool:
    """Whether the labels stand at the left, one below the other."""
    first = [cells[0] for row in grid.rows if (cells := distinct(row)) and len(cells) > 1]
    labels = {key for cell in first if (key := _LABELS.get(_label(cell.text))) is not None}
    return len(labels - {"other", "serial"}) >= _ENOUGH_LABELS and "name" in labels


def _label(text: str) -> str:
    return re.sub(r"\([^()]*\)$", "", squash(text).rstrip(":"))


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: Content) -> Reading:
    """Read a power list. `extra["records"]` repeats the powers as they are told, with duties and limits."""
    imprint = read_imprint(content)
    title = headline_of(content, _ANY_TITLE)
    reading = Reading(KIND, title=title, publisher=imprint.publisher, published=imprint.published)
    for place in imprint.unclear:
        reading.reject(place, "imprint-date-unclear")
    powers = list(_powers(content, reading))
    if not powers and title is not None and _CHART.search(squash(title)):
        chart = _chart(content, title)
        powers = [chart] if chart is not None else []
    lines = [Cell(p.text, p.locator, p.locator) for p in content.paragraphs]
    stated = find_labelled(lines, "单位名称", "填报单位", "编制单位", "实施单位")
    unit = (stated.value if stated and stated.value else None) or _unit_in(title) or imprint.publisher
    told = []
    for power in powers:
        told += _take(power, unit, reading)
    reading.extra = {"records": told}
    if not reading.records and not reading.rejected:
        reading.reject(WHOLE_FILE, "power-list-empty")
    return reading


def _unit_in(title: str | None) -> str | None:
    """The unit that a title names before the words of the list.

    >>> _unit_in("恭城交通运输执法大队权责清单事项梳理汇总表(行政许可类)"), _unit_in("行政权力责任事项梳理表")
    ('恭城交通运输执法大队', None)
    """
    match = re.match(
        r"(?P<unit>[\u4e00-\u9fff]{3,30}?(?:局|委员会|委|办公室|办|大队|支队|中心|政府|厅|院|所|站|处|街道"
        r"|镇|乡|部|会|队|残联|妇联|文联|侨联|工商联|科协|团委|供销社))"
        r"(?:\d{4}年?度?版?)?(?:行政|公共|部门)?(?:权责|权力|责任|职权|.{2,20}流程图)",
        squash(title or ""),
    )
    return match["unit"] if match else None


def _powers(content: Content, reading: Reading) -> Iterator[_Power]:
    headers = {id(h.grid): h for h in find_headers(content, COLUMNS) if _is_wide(h)}
    wide = list(headers.values())
    for header in wide:
        yield from _from_list(header, reading)
    if wide:
        return
    found = False
    for grid in content.grids:
        if _is_form(grid):
            for power in _from_form(grid):
                found = True
                yield power
    if not found:
        yield from _from_lines(content)


def _from_list(header: Header, reading: Reading) -> Iterator[_Power]:
    """One row for each power; rows below it that are merged with it, or leave its name blank, continue it."""
    current: _Power | None = None
    for _, row, lost in aligned_rows(header):
        cells = {key: row[column] for key, column in header.columns.items()}
        name = cells["name"]
        own = {key for key, cell in cells.items() if cell.text and not cell.is_merged_copy}
        if not own - {"serial"}:
            continue
        is_same = name.is_merged_copy and name.text and current is not None and "sub_item" not in own
        is_open = (
            not name.text and current is not None and bool(own & {"duties", "step", "duty_basis", "basis", "grounds"})
        )
        if (is_same or is_open) and current is not None:
            current.is_joined |= is_open and not is_same
            for key in own - {"serial", "name"}:
                _add(current, key, cells[key])
            _add_step(current, cells)
            continue
        if not name.text:
            if own & {"duties", "basis", "code"}:
                reading.reject(Locator(row[0].locator.part, row[0].locator.row), "power-name-missing")
            continue
        if current is not None:
            yield current
        current = _Power(Locator(row[0].locator.part, row[0].locator.row))
        current.lost = ["/".join(header.path(column)) for column in lost]
        for key, cell in cells.items():
            if cell.text:
                _add(current, key, _in_working_days(cell, header.heading(key)))
            elif key in ("code", "basis", "duties", "grounds", "grounds_basis", "body"):
                current.blank.append(header.heading(key))
        _add_step(current, cells)
    if current is not None:
        yield current


def _in_working_days(cell: Cell, heading: str) -> Cell:
    """A bare number under a heading that says working days, as the limit that it is."""
    is_bare = "工作日" in heading and re.fullmatch(r"\d{1,3}(?:\.0)?", squash(cell.text)) is not None
    return Cell(f"{squash(cell.text)}个工作日", cell.locator, cell.origin) if is_bare else cell


def _add(power: _Power, key: str, cell: Cell) -> None:
    text = unwrap(cell.text)
    if key == "step" or (key == "step_limit" and "step" in power.texts):
        return
    if key in power.texts and text != power.texts[key]:
        power.texts[key] = f"{power.texts[key]}\n{text}"
    else:
        power.texts.setdefault(key, text)
    power.places.setdefault(key, cell.locator)


def _add_step(power: _Power, cells: dict[str, Cell]) -> None:
    """A step of its own row, with the limit beside it."""
    step = cells.get("step")
    if step is None or not step.text or step.is_merged_copy:
        return
    limit = cells.get("step_limit")
    number, name = _numbered(unwrap(step.text).replace("\n", ""))
    text = cells.get("duties")
    power.duties.append(
        _Duty(
            number,
            name,
            unwrap(text.text) if text is not None and text.text else None,
            step.locator,
            limit.text if limit is not None and limit.text else None,
        )
    )
    if text is not None:
        power.texts.pop("duties", None)


def _numbered(text: str) -> tuple[int | None, str]:
    items = items_in(text)
    return (items[0].number, items[0].text) if len(items) == 1 else (None, text)


def _from_form(grid: Grid) -> Iterator[_Power]:
    """Labels with their values; the name of a power begins the next one."""
    current: _Power | None = None
    held: list[tuple[str, Cell]] = []
    for row in grid.rows:
        pairs = list(_pairs(row))
        if any(key == "name" for key, _ in pairs):
            if current is not None and current.texts.get("name"):
                yield current
            current = _Power(Locator(grid.part, row[0].locator.row))
        for key, cell in pairs:
            if current is None:
                held.append((key, cell))
            elif cell is not None:
                _fill(current, key, cell)
        if current is not None and held:
            for key, cell in held:
                _fill(current, key, cell)
            held = []
    if current is not None and current.texts.get("name"):
        yield current


def _fill(power: _Power, key: str, cell: Cell) -> None:
    if cell.text:
        _add(power, key, cell)
    elif key in ("code", "basis", "duties", "grounds", "grounds_basis", "body"):
        power.blank.append(next(column.names[0] for column in COLUMNS if column.key == key))


def _pairs(row: Sequence[Cell]) -> Iterator[tuple[str, Cell]]:
    """Labels of a row with the cells of their values, which may be empty."""
    cells = [cell for cell in row if not (cell.is_merged_copy and cell.origin.row == cell.locator.row)]
    index = 0
    while index < len(cells):
        key = _LABELS.get(_label(cells[index].text))
        following = cells[index + 1] if index + 1 < len(cells) else None
        if key is not None and following is not None and _LABELS.get(_label(following.text)) is None:
            yield key, following
            index += 2
        else:
            index += 1


def _labelled(content: Content) -> Iterator[tuple[str, str, Locator]]:
    """`label:value` lines outside of tables, and single cells; text without a label belongs to the label before it."""
    key: str | None = None
    for text, locator in _lines(content):
        match = re.match(
            r"\s*(?:[一二三四五六七八九十]{1,3}、"
            r"|[(（][一二三四五六七八九十\d]{1,2}[)）])?\s*(?P<label>[^:：]{2,14}?)\s*[:：](?P<value>.*)",
            text,
            re.DOTALL,
        )
        label = _LABELS.get(_label(match["label"])) if match else None
        if match is not None and label is not None:
            key = label
            yield key, match["value"].strip(), locator
        elif key is not None and key not in ("code", "type", "name"):
            yield key, text.strip(), locator


def _lines(content: Content) -> Iterator[tuple[str, Locator]]:
    for block in content.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                cells = distinct(row)
                if len(cells) == 1:
                    yield from ((line, cells[0].locator) for line in cells[0].text.split("\n") if line.strip())
        elif block.role is Role.BODY:
            yield from ((line, block.locator) for line in block.text.split("\n") if line.strip())


def _from_lines(content: Content) -> Iterator[_Power]:
    current: _Power | None = None
    held: list[tuple[str, str, Locator]] = []
    lines = list(_labelled(content))
    if len({key for key, _, _ in lines}) < _ENOUGH_LABELS:
        return
    for key, value, locator in lines:
        if key == "name":
            if current is not None:
                yield current
            current = _Power(locator)
            for one, text, place in held:
                _add(current, one, Cell(text, place, place))
            held = []
        if current is None or (key in ("code", "type") and key in current.texts):
            held.append((key, value, locator))
        elif value:
            _add(current, key, Cell(value, locator, locator))
        elif key == "code":
            current.blank.append("职权编码")
    if current is not None:
        yield current


# --- flow charts -----------------------------------------------------------------------------------------------------


def _chart(content: Content, title: str) -> _Power | None:
    """The steps of a flow chart whose boxes became lines; only numbers and arrows say in which order they follow."""
    name = re.sub(r"(?:行政)?(?:权力|职权)?(?:运行|办理|工作|审批)?流程图.*$", "", squash(title))
    unit = _unit_in(title)
    if unit is not None and len(name) > len(unit) + 1:
        name = name.removeprefix(unit)
    power = _Power(WHOLE_FILE, {"name": name or squash(title)})
    is_stated = False
    for text, locator in _lines(content):
        pieces = [piece.strip() for piece in _ARROW.split(text.strip())]
        found = [match for piece in pieces if (match := _STEP_LINE.fullmatch(piece)) is not None]
        if len(pieces) > 1 and len(found) > 1 and all(_ANY_STEP.fullmatch(piece) for piece in pieces):
            found = [match for piece in pieces if (match := _ANY_STEP.fullmatch(piece)) is not None]
            is_stated = is_stated or not power.duties
        for match in found:
            number = match["n"]
            counted = (
                len(power.duties) + 1
                if is_stated
                else int(number)
                if number and number.isdigit()
                else number_in_words(number or "")
            )
            rest = (match["rest"] or "").rstrip(")） ") or None
            duty = _Duty(counted, match["name"], rest, locator, _limit_in(rest or ""))
            if not _told_before(power.duties, duty):
                power.duties.append(duty)
    if len(power.duties) < 2:
        return None
    numbers = [duty.number for duty in power.duties]
    power.is_unordered = None in numbers or sorted(n for n in numbers if n is not None) != list(
        range(1, len(numbers) + 1)
    )
    return power


def _told_before(duties: list[_Duty], duty: _Duty) -> bool:
    """Whether a step is one of those before, told again with its limit."""
    for place, known in enumerate(duties):
        if known.name == duty.name:
            if known.limit is None:
                duties[place] = replace(known, text=known.text or duty.text, limit=duty.limit)
            return True
    return False


# --- records ---------------------------------------------------------------------------------------------------------


def _take(power: _Power, unit: str | None, reading: Reading) -> list[dict[str, object]]:
    texts = power.texts
    name = re.sub(r"^\s*\d{1,3}\s*[、.．]\s*", "", texts["name"].replace("\n", ""))
    body = _one(texts.get("body"))
    legal, promised = texts.get("legal"), texts.get("promised")
    basis = _KIND_MARK.sub("", texts["basis"]) if texts.get("basis") else None
    limits = "；".join(f"{label}:{text}" for label, text in (("法定", legal), ("承诺", promised)) if text)
    values = {
        "unit_name": unit or body,
        "code": _one(texts.get("code")),
        "power_type": _one(texts.get("type")),
        "name": name,
        "sub_item": _one(texts.get("sub_item")),
        "basis": basis,
        "body": body,
        "handling_body": _one(texts.get("handler")),
        "legal_limit_days": working_days(legal),
        "promised_limit_days": working_days(promised),
        "limit_text": limits or None,
        "post": _posts(texts.get("post")),
        "accountability": texts.get("grounds"),
        "accountability_basis": texts.get("grounds_basis"),
    }
    item = Record(PowerItem, values, power.locator, label=name, places=_places(power))
    if power.blank:
        item.warn("power-item-incomplete", columns="、".join(dict.fromkeys(power.blank)))
    if power.lost:
        item.warn("register-filled-down", columns="、".join(power.lost))
    if power.is_joined:
        item.warn("power-rows-joined")
    if power.is_unordered:
        item.warn("power-order-unknown")
    place = power.places.get("duties", power.locator)
    duties = [*power.duties, *_duties(texts.get("duties"), place)]
    numbers = [duty.number for duty in duties if duty.number is not None]
    if not power.is_unordered and numbers and not counts_on(numbers):
        item.warn("power-numbering-broken")
    reading.records.append(item)
    limits_told: dict[str, str] = {}
    for position, duty in enumerate(duties, start=1):
        record = _duty_record(duty, item, None if power.is_unordered else duty.number or position)
        if record.values["limit_text"]:
            limits_told[duty.name] = record.values["limit_text"]
        reading.records.append(record)
    if texts.get("duties") and not duties:
        item.warn("power-duties-unreadable")
    item.extra = {
        "type": values["power_type"],
        "name": name,
        "code": values["code"],
        "basis": basis,
        "body": body,
        "duties": [duty.name for duty in duties],
        "limits": limits_told,
    }
    return [item.extra]


def _places(power: _Power) -> dict[str, Locator]:
    names = {"type": "power_type", "handler": "handling_body", "grounds": "accountability"}
    names |= {"grounds_basis": "accountability_basis", "legal": "legal_limit_days", "promised": "promised_limit_days"}
    return {names.get(key, key): place for key, place in power.places.items()}


def _duty_record(duty: _Duty, item: Record, number: int | None) -> Record:
    told = duty.limit or _limit_in(duty.text or "") or _limit_in(duty.name)
    record = Record(
        PowerDuty,
        {
            "step_no": number,
            "name": duty.name,
            "text": duty.text,
            "limit_days": working_days(told),
            "limit_text": told,
            "is_optional": True if _OPTIONAL.search(duty.name) else None,
        },
        duty.locator,
        label=duty.name,
        parent=item,
        is_row=False,
    )
    if duty.text is None and duty.limit is None and not _SELF_EVIDENT.search(duty.name) and duty.name.endswith("责任"):
        record.warn("power-duty-blank")
        if not any(warning.code == "power-duty-blank" for warning in item.warnings):
            item.warn("power-duty-blank")
    return record


def _one(text: str | None) -> str | None:
    return text.replace("\n", "").strip() or None if text else None


def _posts(text: str | None) -> str | None:
    """Posts with their limits as written; persons named in their place by surname only."""
    if not text:
        return None
    pieces = []
    for piece in re.split(r"([、,，;；\n])", text):
        match = re.fullmatch(r"(?P<name>[^()（）]*)(?P<rest>[(（].*)?", piece.strip(), re.DOTALL)
        if match is None or not match["name"]:
            pieces.append(piece)
            continue
        name = match["name"].strip()
        is_person = 2 <= len(name) <= 4 and not names_a_post(name) and not is_masked_name(name)
        pieces.append((mask_name(name) if is_person else name) + (match["rest"] or ""))
    return "".join(pieces).strip() or None


def _duties(text: str | None, locator: Locator) -> list[_Duty]:
    """The numbered duties of one cell, in their order; a number inside a sentence opens none.

    >>> [d.name for d in _duties("一般程序:\\n1.立案责任:\\n十个工作日内立案。\\n2.审理责任:", Locator("text:1"))]
    ['立案责任', '审理责任']
    """
    if not text:
        return []
    found = []
    for number, item in items_in(text):
        name, rest = _name_and_text(item)
        if name:
            found.append(_Duty(number, name, rest, locator, None))
    return found if found else _unnumbered(text, locator)


def _unnumbered(text: str, locator: Locator) -> list[_Duty]:
    """Lines such as 受理责任:… without numbers."""
    found = []
    for line in re.split(r"\n|(?<=[。；;])(?=[\u4e00-\u9fff]{2,10}(?:责任|环节|阶段)[:：])", text):
        match = re.match(r"\s*(?P<name>[\u4e00-\u9fff]{2,12}(?:责任|环节|阶段))\s*[:：](?P<rest>.*)", line, re.DOTALL)
        if match:
            found.append(_Duty(None, match["name"], match["rest"].strip() or None, locator, None))
    return found


def _name_and_text(piece: str) -> tuple[str, str | None]:
    body = re.sub(r"\n(?:一般|简易|听证|普通)程序[:：]?\s*$", "", piece.strip()).strip()
    head, colon, rest = re.match(r"([^:：\n]*)([:：\n]?)(.*)", body, re.DOTALL).groups()  # type: ignore[union-attr]
    name = head.strip(" 。;；,，.")
    if len(name) > _LONGEST_NAME:
        duty = re.match(r"[\u4e00-\u9fff]{2,14}责任", name)
        short = duty.group() if duty else re.split(r"[,，。;；]", name)[0][:_LONGEST_NAME]
        return short, body or None
    return name, (rest.strip() or None) if colon else None


# --- limits ----------------------------------------------------------------------------------------------------------


def _limit_in(text: str) -> str | None:
    """The limits a sentence sets, as written; 十个工作日内 gives 十个工作日."""
    return "、".join(dict.fromkeys(limits_in(text))) or None
