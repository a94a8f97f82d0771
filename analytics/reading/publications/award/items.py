"""The priced items of a contract: what is delivered, at which unit price, for how much.

Flows in: the tables of a contract. Flows out: leaf items with amounts in yuan, the subtotals stated over them, and
whether quantity times price gives the amount. Items are numbered in levels (一, 1, 1.1); a line with items below it is
a subtotal and no item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.reading.amounts import Amount, Unit, find_unit, plain_form, read_amount
from analytics.reading.content import Cell, Content
from analytics.reading.headings import distinct, squash, unwrap
from analytics.reading.money_tables import is_subtotal, is_total
from analytics.reading.publications.award.lots import Evidence, unit_over
from analytics.reading.publications.award.wording import Part, Table
from models.language import Message
from models.places import Locator

_LEVELS = (re.compile(r"[一二三四五六七八九十]{1,3}[、.]?"), re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）]"))
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?")
_HALF_FEN = Decimal("0.005")


@dataclass(slots=True)
class Item:
    """One line of the list; `level` 0 is outermost, None where lines are not numbered in levels."""

    number: str
    name: str
    locator: Locator
    amount: Amount
    place: Locator
    level: tuple[int, ...]
    unit_price: str | None = None
    quantity: str | None = None
    measure: str | None = None
    specification: str | None = None
    warnings: list[Message] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A line with items below it, as indexes into the items."""

    name: str
    stated: Decimal
    items: tuple[int, ...]
    holds: bool
    locator: Locator


@dataclass(slots=True)
class Items:
    """The items of one list, with the sums it states."""

    items: list[Item] = field(default_factory=list)
    subtotals: list[Subtotal] = field(default_factory=list)
    total: Amount | None = None
    has_levels: bool = False

    @property
    def amounts_known(self) -> int:
        """How many items have a certain amount."""
        return sum(item.amount.value is not None for item in self.items)


def items_of(parts: Sequence[Part], content: Content) -> tuple[Items | None, list[Items]]:
    """The most detailed list of priced items, and the other lists; None where no table lists any."""
    evidence = Evidence(content)
    lists = [_read(part, content, evidence) for part in parts if isinstance(part, Table) and _lists_prices(part)]
    lists = [one for one in lists if one.items]
    best = max(lists, key=lambda one: (one.amounts_known, one.has_levels), default=None)
    return best, [one for one in lists if one is not best]


def _lists_prices(table: Table) -> bool:
    return {"title", "amount"} <= table.header.columns.keys() and "supplier" not in table.header.columns


def _read(table: Table, content: Content, evidence: Evidence) -> Items:
    found = Items()
    lines: list[Item] = []
    unit = find_unit(table.header.heading("amount"))
    unit = unit or unit_over(table.header, content)
    sums = [row for row in table.rows if any(is_total(cell.text) for cell in distinct(row)[:3])]
    column = table.header.columns["amount"]
    is_proven = False
    if unit is None and len(sums) == 1:  # the total in capitals, say, tells the unit of the whole column
        unit = evidence.unit_of(sums[0][column].text)
        is_proven = unit is not None
    for row in table.rows:
        first = [cell.text for cell in distinct(row)][:3]
        if any(is_total(text) for text in first):
            found.total = read_amount(row[column], unit)
            continue
        if any(is_subtotal(text) for text in first):
            continue
        line = _line(row, table, unit)
        if line is not None:
            lines.append(line)
            if is_proven:
                line.warnings.append(Message("award-unit-proven"))
    found.has_levels = any(re.search(r"\d\.\d", line.number) for line in lines)
    _settle(lines, found)
    return found


def _line(row: Sequence[Cell], table: Table, unit: Unit | None) -> Item | None:
    columns = table.header.columns
    texts = {key: unwrap(row[column].text).replace("\n", "") for key, column in columns.items()}
    name = texts["title"]
    if not name:
        return None
    number = squash(texts.get("serial", ""))
    cell = row[columns["amount"]]
    item = Item(
        number,
        name,
        Locator(row[0].locator.part, row[0].locator.row),
        read_amount(cell, unit),
        cell.locator,
        _level(number),
        unit_price=texts.get("price") or None,
        quantity=texts.get("quantity") or None,
        measure=texts.get("measure") or None,
    )
    _check_price(item, unit, find_unit(table.header.heading("price")))
    return item


def _level(number: str) -> tuple[int, ...]:
    """Depth of a number: 一 is 0, 1 is 1, 1.1 is 2."""
    if any(pattern.fullmatch(number) for pattern in _LEVELS):
        return (0,) if _LEVELS[0].fullmatch(number) else (1,)
    if _DOTTED.fullmatch(number):
        return (2 + number.rstrip(".").count("."),)
    return ()


def _settle(lines: Sequence[Item], found: Items) -> None:
    """Tell leaf items from lines with items below them."""
    parents: list[tuple[Item, list[int]]] = []
    open_lines: list[tuple[int, Item, list[int]]] = []
    for index, line in enumerate(lines):
        depth = line.level[0] if line.level else None
        if depth is None:
            open_lines = []
        else:
            while open_lines and open_lines[-1][0] >= depth:
                open_lines.pop()
        following = lines[index + 1] if index + 1 < len(lines) else None
        has_children = (
            depth is not None and following is not None and bool(following.level) and following.level[0] > depth
        )
        if has_children and depth is not None:
            covered: list[int] = []
            parents.append((line, covered))
            open_lines.append((depth, line, covered))
            continue
        for _, _, covered in open_lines:
            covered.append(len(found.items))
        found.items.append(line)
    for line, covered in parents:
        value = line.amount.value
        if value is None:
            continue
        amounts = [found.items[i].amount.value for i in covered]
        total = sum((a for a in amounts if a is not None), Decimal(0))
        name = f"{line.number} {line.name}" if found.has_levels else line.name
        holds = all(a is not None for a in amounts) and total == value
        found.subtotals.append(Subtotal(name, value, tuple(covered), holds, line.locator))


def _check_price(item: Item, unit: Unit | None, price_unit: Unit | None) -> None:
    """Warn where quantity times unit price is not the amount, as far as the shown digits of the price allow."""
    value = item.amount.value
    quantity, price = _number(item.quantity), _number(item.unit_price)
    if value is None or quantity is None or price is None:
        return
    factor = (price_unit or unit or Unit.YUAN).factor
    product = quantity * price * factor
    difference = abs(product - value)
    if difference < _HALF_FEN or difference <= _HALF_FEN.scaleb(0):
        return
    shown = Decimal(1).scaleb(int(price.as_tuple().exponent)) / 2 * factor * quantity
    code = "award-price-rounded" if difference <= shown else "award-price-differs"
    params = {"quantity": str(quantity), "price": str(price), "amount": str(value)}
    item.warnings.append(Message(code, params))


def _number(text: str | None) -> Decimal | None:
    match = re.fullmatch(
        r"¥?(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?:元|[\u4e00-\u9fff㎡]{1,3})?",
        plain_form(text or "").replace(" ", ""),
    )
    return Decimal(match[1].replace(",", "")) if match else None
