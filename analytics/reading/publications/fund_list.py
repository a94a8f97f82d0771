"""Fund notices without a table: numbered lists of projects with their amounts, of any depth.

Flows in: the paragraphs of a content. Flows out: leaf items with their amounts in yuan, the sums stated over them, and
the statements of a total around the list. Only numbered items, and enumerations that add up exactly, become rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.reading.amounts import Amount, Spotted, Unit, spot_amounts
from analytics.reading.content import Content, Role
from analytics.reading.money_tables import total_of
from analytics.reading.records import Rejection
from models.language import Message
from models.places import Locator

_LEVELS = (
    re.compile(r"^\s*[一二三四五六七八九十]{1,3}[、.．]\s*"),
    re.compile(r"^\s*[(（][一二三四五六七八九十]{1,3}[)）][、.．]?\s*"),
    re.compile(r"^\s*\d{1,3}(?:[、．]|\.(?!\d))\s*"),
    re.compile(r"^\s*[(（]\d{1,3}[)）][、.．]?\s*"),
    re.compile(r"^\s*[①-⑳]\s*"),
)
_ITEM_BREAK = re.compile(r"(?<=[;；。])\s*(?=\d{1,3}(?:[、．]|\.(?!\d))|[(（]\d{1,3}[)）]|[①-⑳])")
_FIELD = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,10})\s*[:：]\s*")
_AMOUNT_FIELD = re.compile(
    r"^(?:项目|计划|总|财政|安排|补助|奖补|拟|拟补助|拟安排|下达|投入|申请|批复)*(?:投资|资金|金额|补助|补贴|奖补|经费|投入|总额)+(?:总额|额度|金额|规模)?$"
)
_UNIT_FIELD = re.compile(r"(?:实施|责任|承担|建设|项目|申报|承办|业主|收款|补助|受益)(?:单位|主体|对象|企业)|^业主$")
_PROJECT_FIELD = re.compile(r"^(?:项目|工程)名称$")
_ENUMERATION = re.compile(r"(?:包括|其中|分别(?:为|是)?|具体(?:为|是)?|含)\s*[:：,，]?\s*")
_LONGEST_NAME = 40
_CONNECTIVE = re.compile(r"(?:约|(?:资金)?(?:共计|合计|共|总计|计)|总投资|计划投资|安排资金|投资|为|[:：,，、]|\s)+$")


@dataclass(slots=True)
class Item:
    """One leaf of a list."""

    label: str
    amount: Amount
    locator: Locator
    payee: str | None = None
    group: str | None = None
    named_as_project: bool = False
    warnings: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ListSum:
    """A sum stated over leaves (positions in `ItemList.items`); `depth` 0 is the outermost."""

    name: str
    stated: Decimal
    items: tuple[int, ...]
    depth: int
    locator: Locator


@dataclass(slots=True)
class ItemList:
    """What the prose of a notice lists."""

    items: list[Item] = field(default_factory=list)
    sums: list[ListSum] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


@dataclass(slots=True)
class _Node:
    level: int
    text: str
    locator: Locator
    fields: dict[str, str] = field(default_factory=dict)
    children: list[_Node] = field(default_factory=list)

    @property
    def spotted(self) -> Spotted | None:
        """The amount of the item: of its amount field, else the first in its text."""
        for label, value in self.fields.items():
            if _AMOUNT_FIELD.search(label):
                return next(spot_amounts(value), None)
        return next(spot_amounts(self.text), None)

    @property
    def name(self) -> str:
        """The text before the amount, without the words that lead to it."""
        for label, value in self.fields.items():
            if _PROJECT_FIELD.search(label):
                return value
        found = next(spot_amounts(self.text), None)
        head = self.text[: found.start] if found else self.text
        head = re.split(r"[。；;]", head)[0]
        return re.sub(r"\s+", "", _CONNECTIVE.sub("", head))


def read_list(content: Content) -> ItemList:
    """The numbered list of a notice; without one, an enumeration in a sentence whose parts add up exactly."""
    found = ItemList()
    for level in _levels(_tree(content)):
        lists = [(parent, siblings) for parent, siblings in level if _is_money_list(siblings)]
        for parent, siblings in lists:
            _take(found, siblings, parent if len(lists) > 1 else None)
        if lists:
            break
    if not found.items:
        _take_sentence(content, found)
    if not found.items:
        _take_lines(content, found)
    found.sums.sort(key=lambda stated: stated.depth)
    return found


def statements(content: Content) -> Iterator[tuple[Spotted, str, Locator]]:
    """Exact amounts in unnumbered prose, each with the words before it: what a notice says about the whole."""
    for text, locator in _lines(content):
        if any(level.match(text) for level in _LEVELS):
            continue
        end = 0
        for found in spot_amounts(text):
            if found.exact:
                yield found, text[end : found.start], locator
            end = found.end


def _lines(content: Content) -> Iterator[tuple[str, Locator]]:
    for paragraph in content.paragraphs:
        if paragraph.role is Role.BODY:
            for line in paragraph.text.split("\n"):
                for piece in _ITEM_BREAK.split(line):
                    if piece.strip():
                        yield piece.strip(), paragraph.locator


def _tree(content: Content) -> list[_Node]:
    roots: list[_Node] = []
    path: list[_Node] = []
    for text, locator in _lines(content):
        level = next((n for n, pattern in enumerate(_LEVELS) if pattern.match(text)), None)
        if level is None:
            if path:
                path[-1].fields.update(_fields(text))
            continue
        node = _Node(level, _LEVELS[level].sub("", text), locator)
        node.fields.update(_fields(node.text))
        while path and path[-1].level >= level:
            path.pop()
        (path[-1].children if path else roots).append(node)
        path.append(node)
    return roots


def _fields(text: str) -> dict[str, str]:
    """The labelled values of a line such as 投资:500万元 实施单位:某局, also where nothing parts them."""
    found: dict[str, str] = {}
    matches = list(_FIELD.finditer(text))
    for position, match in enumerate(matches):
        following = matches[position + 1] if position + 1 < len(matches) else None
        label = match["label"]
        known = re.search(rf"(?:{_UNIT_FIELD.pattern})$", label)
        label = known.group() if known and not _AMOUNT_FIELD.search(label) else label
        end = following.start() if following else len(text)
        found.setdefault(label, text[match.end() : end].strip(" \t,，;；。"))
    return found


def _levels(roots: list[_Node]) -> Iterator[list[tuple[str, list[_Node]]]]:
    """Groups of siblings with the name over them, from the outside in, so that the outermost lists are taken whole."""
    level = [("", roots)] if roots else []
    while level:
        yield level
        level = [(node.name, node.children) for _, siblings in level for node in siblings if node.children]


# Headings about one aspect of a scheme; a list of these describes money and does not share it out.
_ASPECT = re.compile(
    r"^.{0,6}(?:标准|范围|对象|依据|期限|时间|要求|方式|程序|规模|原则|来源|总额|条件|电话|面积|资金)$"
)


def _is_money_list(siblings: Sequence[_Node]) -> bool:
    """Whether numbered items list money: most of them name an amount, and none is an aspect such as 补贴标准."""
    named = [node for node in siblings if node.spotted is not None and node.name]
    exact = [node for node in named if (spotted := node.spotted) is not None and spotted.exact]
    has_fields = any(_AMOUNT_FIELD.search(label) for node in exact for label in node.fields)
    if any(_ASPECT.search(node.name) and not node.children for node in siblings):
        return False
    return len(named) * 2 > len(siblings) and bool(exact) and (len(named) >= 2 or has_fields)


def _take(found: ItemList, siblings: Sequence[_Node], group: str | None) -> None:
    for node in siblings:
        _take_node(found, node, group or None, 0)


def _take_node(found: ItemList, node: _Node, group: str | None, depth: int) -> None:
    spotted, name = node.spotted, node.name
    first = len(found.items)
    inner = [child for child in node.children if child.spotted is not None]
    if inner:
        for child in node.children:
            _take_node(found, child, group or name, depth + 1)
    elif spotted is not None and spotted.exact:
        parts = _enumerated(node.text[spotted.end :], spotted.value)
        for label, part in parts:
            found.items.append(_item(label, part, node.locator, group or name))
            found.units.append(part.unit)
        if not parts:
            _take_leaf(found, node, spotted, group)
            return
    else:
        _take_leaf(found, node, spotted, group)
        return
    if spotted is not None and spotted.value is not None:
        covered = tuple(range(first, len(found.items)))
        found.sums.append(ListSum(name, spotted.value, covered, depth, node.locator))


def _take_leaf(found: ItemList, node: _Node, spotted: Spotted | None, group: str | None) -> None:
    name = node.name
    if not name:
        found.rejected.append(Rejection(node.locator, Message("fund-row-nameless")))
        return
    item = _item(name, spotted, node.locator, group)
    item.payee = next((_name(v) for label, v in node.fields.items() if _UNIT_FIELD.search(label)), None)
    item.named_as_project = True
    if spotted is None or not spotted.exact:
        code = "fund-item-no-amount" if spotted is None else "amount-approximate"
        item.warnings.append(Message(code))
        found.rejected.append(Rejection(node.locator, Message(code)))
    else:
        found.units.append(spotted.unit)
    found.items.append(item)


def _name(text: str) -> str | None:
    """The first phrase of a field value."""
    return re.split(r"[,，;；。\s]", text.strip())[0] or None


def _item(label: str, spotted: Spotted | None, locator: Locator, group: str | None) -> Item:
    amount = Amount(spotted.value, spotted.unit) if spotted is not None and spotted.exact else Amount()
    return Item(label, amount, locator, group=group)


def _enumerated(text: str, whole: Decimal | None) -> list[tuple[str, Spotted]]:
    """The parts of an enumeration such as 包括:甲42.8万元、乙76.77万元; empty unless they add up to the whole."""
    start = _ENUMERATION.search(text)
    if start is None or whole is None:
        return []
    rest = text[start.end() :]
    parts: list[tuple[str, Spotted]] = []
    end = 0
    for found in spot_amounts(rest):
        words = re.sub(r"^[、,，;；和及与\s]+", "", rest[end : found.start])
        end = found.end
        label = re.sub(r"\s+", "", _CONNECTIVE.sub("", words))
        if not found.exact or not label or re.search(r"[。;；,，]", label):
            return []
        parts.append((label, found))
    return parts if len(parts) >= 2 and total_of([found.value for _, found in parts]) == whole else []


def _take_sentence(content: Content, found: ItemList) -> None:
    for text, locator in _lines(content):
        for whole in spot_amounts(text):
            parts = _enumerated(text[whole.end :], whole.value)
            if parts:
                for label, part in parts:
                    found.items.append(_item(label, part, locator, None))
                    found.units.append(part.unit)
                return


def _take_lines(content: Content, found: ItemList) -> None:
    """Lines of a name and an amount without numbers, taken only when together they reach a total stated beside them."""
    lines: list[tuple[str, Spotted, Locator]] = []
    totals: set[Decimal | None] = set()
    for text, locator in _lines(content):
        spotted = list(spot_amounts(text))
        label = re.sub(r"\s+", "", _CONNECTIVE.sub("", text[: spotted[0].start])) if spotted else ""
        closes = len(spotted) == 1 and re.fullmatch(r"\s*[。;；,，]?", text[spotted[0].end :]) is not None
        if (
            closes
            and spotted[0].exact
            and 0 < len(label) <= _LONGEST_NAME
            and not re.search(r"[,，。;；]|共|总", label)
        ):
            lines.append((label, spotted[0], locator))
        else:
            totals |= {amount.value for amount in spotted if amount.exact}
    if len(lines) >= 2 and total_of([amount.value for _, amount, _ in lines]) in totals:
        for label, amount, locator in lines:
            found.items.append(_item(label, amount, locator, None))
            found.units.append(amount.unit)


# --- categories from a summary sentence ------------------------------------------------------------------------------

_COUNTED = re.compile(r"(?P<name>[\u4e00-\u9fff“”]{2,20}?)(?:类)?(?:项目)?(?P<count>\d{1,3})\s*[项个][^\d;；。]{0,12}$")


def summarised_groups(content: Content, amounts: Sequence[Decimal | None]) -> list[ListSum]:
    """Categories that a summary sentence counts, such as 基础设施建设项目3项,总资金938万元;产业发展项目2项,…

    The items are taken in order. Nothing is grouped unless the counts cover all items and every sum holds.
    """
    for text, locator in _lines(content):
        sums: list[ListSum] = []
        position, end = 0, 0
        for found in spot_amounts(text):
            match = _COUNTED.search(re.split(r"[;；。:：]", text[end : found.start])[-1])
            end = found.end
            if match is None or found.value is None or int(match["count"]) >= len(amounts):
                continue  # a count of all items is no category
            covered = tuple(range(position, position + int(match["count"])))
            if covered and covered[-1] < len(amounts) and total_of([amounts[i] for i in covered]) == found.value:
                sums.append(ListSum(match["name"], found.value, covered, 0, locator))
                position = covered[-1] + 1
        if len(sums) >= 2 and position == len(amounts):
            return sums
    return []
