"""Fund notices without a table: numbered lists of projects with their amounts, of any depth.

Flows in: the paragraphs of a content. Flows out: leaf items with their amounts in yuan, the sums stated over them, and
the statements of a total around the list. Only numbered items, and enumerations that add up exactly, become rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.reading.amounts import Amount, Spotted, Unit, spot_amounts
from analytics.reading.content import Content, Role
from analytics.reading.money_tables import is_total, total_of
from analytics.reading.records import Rejection
from models.language import Message
from models.places import Locator

_LEVELS = (
    re.compile(r"^\s*[一二三四五六七八九十]{1,3}[、.．]\s*"),
    re.compile(r"^\s*[(（][一二三四五六七八九十]{1,3}[)）][、.．]?\s*"),
    re.compile(r"^\s*[一二三四五六七八九十]是\s*"),
    re.compile(r"^\s*\d{1,3}(?:[、．]|\.(?!\d))\s*"),
    re.compile(r"^\s*[(（]\d{1,3}[)）][、.．]?\s*"),
    re.compile(r"^\s*[①-⑳]\s*"),
)
_NUMBERED = r"\d{1,3}(?:[、．]|\.(?!\d))|[(（]\d{1,3}[)）]"
_ITEM_BREAK = re.compile(
    rf"(?<=[;；。:：])\s*(?={_NUMBERED}|[一二三四五六七八九十]是)|(?<=[元)）])\s+(?={_NUMBERED})|(?<=.)(?=[①-⑳])"
)
_FIELD = re.compile(r"(?P<label>[\u4e00-\u9fff]{2,10})\s*[:：]\s*")
_AMOUNT_FIELD = re.compile(
    r"^(?:项目|计划|总|财政|安排|补助|奖补|拟|拟补助|拟安排|下达|投入|申请|批复)*(?:投资|资金|金额|补助|补贴|奖补|经费|投入|总额)+(?:总额|额度|金额|规模)?$"
)
_UNIT_FIELD = re.compile(r"(?:实施|责任|承担|建设|项目|申报|承办|业主|收款|补助|受益)(?:单位|主体|对象|企业)|^业主$")
_PROJECT_FIELD = re.compile(r"^(?:项目|工程)名称$")
_ENUMERATION = re.compile(r"(?:包括|其中|分别(?:为|是)?|具体(?:为|是)?|含)\s*[:：,，]?\s*")
_LONGEST_NAME = 40
_CONNECTIVE = re.compile(
    r"(?:约|(?:资金)?(?:共计|合计|共|总计|计)|总投资|计划投资|安排资金|投资|为|[:：,，、—–\-]|\s)+$"
)
# After a comma these words only lead to the amount.
_LEADING_TO_AMOUNT = re.compile(
    r"[,，:：](?:项目|计划|总|财政|安排|补助|奖补|补贴|拟|本次|本批|下达|拨付|投资|投入|资金|金额|经费|概算|预算|估算|中央|省级|市级|县级|衔接|使用|共|计|合|需|为|约|[:：\s])+$"
)
# What a source gives is a part of an item and no item of its own.
_SOURCE = re.compile(
    r"^(?:申请|争取|上级|中央|省|市|州|县|区|乡镇?|镇|本级|地方|财政|自筹|群众|社会|企业|银行|其他|项目|衔接|债券|业主|村集体|村|帮扶).{0,12}"
    r"(?:资金|投资|配套|自筹|财政|级|拨款|补助|债券|贷款|筹资|筹措|预算内?|投入|筹|衔接)$|^(?:自筹|配套|中央|省级?|市级?|县级?|地方|其他)$"
)
_NO_GRANT = re.compile(
    r"(?:贷款|借款|申请|申报|销售|产值|收入|合同|保费|购置|售价|本金)[\u4e00-\u9fff]{0,3}[为:：]?\s*$"
)
_TAIL_OF_GRANT = r"(?:[\u4e00-\u9fff]{0,8}(?:资金|金额|经费|补助))?[为:：\s]*$"
_THIS_TIME = re.compile(rf"(?:本次|本批|此次|拟安排|拟补助|(?<!已)安排|(?<!已)下达|(?<!已)拨付){_TAIL_OF_GRANT}")
_GRANTED = re.compile(rf"(?<!申请)(?<!申报)(?:补助|奖补|补贴|奖励|资助){_TAIL_OF_GRANT}")
# Words that lead to an amount and name nothing; with the level that gives it, they do where nothing else is named.
_LEADING = (
    r"拟|共|总|已|计划|本次|本批|安排|下达|拨付|投入|投资|补助|支出|使用|资金|金额|经费"
    r"|其中|合计|小计|总计|共计|另|为|约|的|[:：,，]"
)
_NO_NAME = re.compile(rf"(?:{_LEADING})*")
_NO_USE = re.compile(rf"(?:{_LEADING}|财政|中央|省级?|市级?|县级?|区级|专项|衔接)*")
_SPENT_ON = re.compile(r"\s*(?:用于|支持|补助给?|拨付给?|安排给|奖励|给予)\s*(?P<label>[^,，、;；。\d]{2,40})")


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
        return self._chosen[0] if self._chosen is not None else None

    @property
    def is_ambiguous(self) -> bool:
        """Whether the item names further amounts that are neither parts of its own nor the same money again."""
        if any(_AMOUNT_FIELD.search(label) for label in self.fields):
            return False
        return self._chosen is not None and self._chosen[1]

    @property
    def _chosen(self) -> tuple[Spotted, bool] | None:
        """The amount that the text speaks of: the first, or the one granted this time; whether there is a choice."""
        found = list(spot_amounts(_first_statement(self.text)))
        exact = [spotted for spotted in found if spotted.exact]
        if not exact:
            return (found[0], False) if found else None
        paid = [s for s in exact if not _NO_GRANT.search(self.text[max(0, s.start - 8) : s.start])]
        exact = paid if len(paid) == 1 else exact  # 贷款20万元,贴息3250元
        first, *others = exact
        if not others or total_of([spotted.value for spotted in others]) == first.value:
            return first, False
        if all(spotted.value == first.value for spotted in others):
            return first, False
        if self.children:
            return first, False
        for pattern in (_THIS_TIME, _GRANTED):
            granted = [s for s in exact if pattern.search(self.text[max(0, s.start - 14) : s.start])]
            if len(granted) == 1:
                return granted[0], True
        return first, True

    @property
    def name(self) -> str:
        """The text before the amount, without the words that lead to it."""
        for label, value in self.fields.items():
            if _PROJECT_FIELD.search(label):
                return value
        found = next(spot_amounts(self.text), None)
        head = self.text[: found.start] if found else self.text
        head = re.split(r"[。；;]", head)[0]
        head = _CONNECTIVE.sub("", _LEADING_TO_AMOUNT.sub("", _CONNECTIVE.sub("", head)))
        name = re.sub(r"\s+", "", re.split(r"[,，]", head)[0])
        behind = _SPENT_ON.match(self.text, found.end) if found and _NO_USE.fullmatch(name) else None
        if behind is not None:
            return re.sub(r"\s+", "", behind["label"])
        return "" if _NO_NAME.fullmatch(name) else name


def _first_statement(text: str) -> str:
    """The text up to the end of the sentence that holds its first amount; what follows speaks of the whole."""
    first = next(spot_amounts(text), None)
    end = text.find("。", first.end) if first is not None else -1
    return text if end < 0 else text[:end]


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
        _take_grants(content, found)
    if not found.items:
        _take_clauses(content, found)
    if not found.items:
        _take_labelled(content, found)
    if not found.items:
        _take_lines(content, found)
    found.sums.sort(key=lambda stated: stated.depth)
    return found


def statements(content: Content) -> Iterator[tuple[Spotted, str, Locator]]:
    """Exact amounts in unnumbered prose, each with the words before it: what a notice says about the whole."""
    yield from statements_of(_lines(content))


def statements_of(lines: Iterable[tuple[str, Locator]]) -> Iterator[tuple[Spotted, str, Locator]]:
    """The same for any lines of text, such as those above a table."""
    for text, locator in lines:
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
    r"^.{0,6}(?:标准|范围|对象|依据|期限|时间|要求|方式|程序|规模|原则|来源|总额|条件|电话|面积)$"
    r"|^(?:补助|补贴|项目|所需|专项|财政|配套|奖补)?资金$"
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
        if all(_SOURCE.search(label) for label, _ in parts):
            parts = []
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
        if node.is_ambiguous:
            item.warnings.append(Message("fund-item-several-amounts"))
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
    parts = _listed(text[start.end() :])
    return parts if len(parts) >= 2 and total_of([found.value for _, found in parts]) == whole else []


_LED_TO = re.compile(r"(?<=.)(?:安排|拨付|下达|分配|发放)$")
_SUMMED_UP = re.compile(r"(?:合计|共计|总计)[为:：]?\s*$")


def _listed(text: str) -> list[tuple[str, Spotted]]:
    """Names with their amounts: 甲镇10万元、乙镇20万元 or 10万元用于道路,20万元用于水渠; empty where one has no name.

    The enumeration ends with its sentence.
    """
    parts: list[tuple[str, Spotted]] = []
    end = 0
    for found in spot_amounts(text):
        between = text[end : found.start]
        if parts and re.search(r"[。]|(?:合计|共计|总计)[为:：]?\s*$", between):
            break
        words = re.sub(r"^(?:[、,，;；和及与\s]|其中|另)+", "", between)
        label = _LED_TO.sub("", re.sub(r"\s+", "", _CONNECTIVE.sub("", words)))
        behind = _SPENT_ON.match(text, found.end)
        end = found.end
        if behind is not None:
            label, end = (behind["label"].strip() if _NO_USE.fullmatch(label) else label), behind.end()
        if (
            not found.exact
            or _NO_NAME.fullmatch(label)
            or len(label) > _LONGEST_NAME
            or re.search(r"[。;；,，]", label)
        ):
            return []
        parts.append((label, found))
    return parts


def _take_sentence(content: Content, found: ItemList) -> None:
    """An enumeration in a sentence: its parts add up to an amount in the same sentence, or to a total beside it.

    Where one enumeration tells where the money comes from and another where it goes, the rows are where it goes.
    """
    sources: tuple[list[tuple[str, Spotted]], Locator] | None = None
    for parts, locator in _enumerations(list(_lines(content))):
        if not all(_SOURCE.search(label) for label, _ in parts):
            _take_parts(found, parts, locator)
            return
        sources = sources or (parts, locator)
    if sources is not None:
        _take_parts(found, *sources)


def _enumerations(lines: Sequence[tuple[str, Locator]]) -> Iterator[tuple[list[tuple[str, Spotted]], Locator]]:
    """Enumerations that add up: first to an amount before them, then to one that stands in another sentence."""
    for text, locator in lines:
        for whole in spot_amounts(text):
            if parts := _enumerated(text[whole.end :], whole.value):
                yield parts, locator
    sentences = [(piece, locator) for text, locator in lines for piece in re.split(r"(?<=。)", text) if piece]
    for position, (text, locator) in enumerate(sentences):
        start = _ENUMERATION.search(text) or re.search(r"[:：]", text)
        if start is None:
            continue
        parts = _listed(text[start.end() :])
        others = (line for number, (line, _) in enumerate(sentences) if number != position)
        stated = {a.value for line in (*others, text[: start.start()]) for a in spot_amounts(line)}
        stated |= {a.value for a in spot_amounts(text) if _SUMMED_UP.search(text[: a.start])}
        if len(parts) >= 2 and total_of([part.value for _, part in parts]) in stated:
            yield parts, locator


def _take_parts(found: ItemList, parts: Sequence[tuple[str, Spotted]], locator: Locator) -> None:
    for label, part in parts:
        found.items.append(_item(label, part, locator, None))
        found.units.append(part.unit)


_GRANT = re.compile(
    r"(?:给予|对|向)(?P<label>[^,，;；。、]{2,40}?)(?:一次性)?(?:奖励|补助|补贴|资助|奖补|拨付)(?:资金|金额)?\s*$"
)


def _take_grants(content: Content, found: ItemList) -> None:
    """Grants in a sentence, 给予甲公司奖励50万元,给予…, that together reach a total named beside them."""
    lines = list(_lines(content))
    stated = {spotted.value for text, _ in lines for spotted in spot_amounts(text) if spotted.exact}
    for text, locator in lines:
        parts = [
            (match["label"], spotted)
            for spotted in spot_amounts(text)
            if spotted.exact and (match := _GRANT.search(text[: spotted.start])) is not None
        ]
        if len(parts) >= 2 and total_of([part.value for _, part in parts]) in stated:
            _take_parts(found, parts, locator)
            return


_CARRIED_OUT_BY = re.compile(r"(?:实施|责任|承担|建设|承办)单位[为是:：]\s*(?P<name>[^,，;；。]+)")


def _take_clauses(content: Content, found: ItemList) -> None:
    """Clauses between semicolons, each a name, an amount and more, that together reach a total before them."""
    for text, locator in _lines(content):
        head, colon, body = text.partition("：") if "：" in text else text.partition(":")
        clauses = [clause for clause in re.split(r"[;；。]", body) if clause.strip()]
        totals = {whole.value for whole in spot_amounts(head) if whole.exact}
        named = [_clause(clause) for clause in clauses]
        taken = [part for part in named if part is not None]
        if not colon or len(taken) < 2 or total_of([part.value for _, part in taken]) not in totals:
            continue
        for clause, part in zip(clauses, named, strict=True):
            if part is not None:
                item = _item(part[0], part[1], locator, None)
                by = _CARRIED_OUT_BY.search(clause)
                item.payee, item.named_as_project = (by["name"].strip() if by else None), by is not None
                found.items.append(item)
                found.units.append(part[1].unit)
        return


def _clause(text: str) -> tuple[str, Spotted] | None:
    """The name and the first exact amount of a clause; None where one is missing."""
    part = next((spotted for spotted in spot_amounts(text) if spotted.exact), None)
    name = re.sub(r"\s+", "", re.split(r"[,，]", text)[0])
    if part is None or not 0 < len(name) <= _LONGEST_NAME or any(True for _ in spot_amounts(name)):
        return None
    return None if _NO_NAME.fullmatch(name) else (name, part)


def _take_labelled(content: Content, found: ItemList) -> None:
    """Projects on lines of labels, as on a notice board: 项目名称:… 项目资金:… 实施单位:…"""
    current: Item | None = None
    for text, locator in _lines(content):
        for label, value in _fields(text).items():
            if _PROJECT_FIELD.search(label) and value:
                current = Item(re.sub(r"\s+", "", value), Amount(), locator, named_as_project=True)
                found.items.append(current)
            elif current is not None and _UNIT_FIELD.search(label):
                current.payee = current.payee or _name(value)
            elif current is not None and _AMOUNT_FIELD.search(label) and current.amount.is_blank:
                exact = [spotted for spotted in spot_amounts(value) if spotted.exact]
                if exact:
                    current.amount = Amount(exact[0].value, exact[0].unit)
                    current.warnings += [Message("fund-item-several-amounts")] if len(exact) > 1 else []
                    found.units.append(exact[0].unit)
    for item in found.items:
        if item.amount.is_blank:
            item.warnings.append(Message("fund-item-no-amount"))
            found.rejected.append(Rejection(item.locator, Message("fund-item-no-amount")))


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
            and not is_total(label)
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
