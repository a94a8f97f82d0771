"""Rows of a fund table while it is read, and which of them are leaves, sums or parts of others.

Flows in: draft rows with their amounts in the order of the table. Flows out: the table's leaf rows, the subtotals with
the rows they cover, and its total; a parent is never counted beside its children.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from analytics.reading.amounts import Amount
from analytics.reading.content import Cell
from analytics.reading.headings import Header
from analytics.reading.money_tables import total_of
from analytics.reading.publications.fund_columns import MoneyColumn, Role
from analytics.reading.records import Rejection
from models.language import Message
from models.places import Locator

_MOST_ROWS_SOLVED = 2000  # beyond it nobody prints parents without a mark
_LONGEST_RUN = 300  # children under one parent without a mark


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
    notes: list[Cell] = field(default_factory=list)  # remarks below the rows

    @property
    def sum(self) -> Decimal:
        """The sum of the leaf rows."""
        return total_of([row.amount.value for row in self.rows])

    @property
    def is_complete(self) -> bool:
        """Whether the rows reach the stated total exactly, or every one of them a subtotal that holds."""
        if self.stated_total is not None:
            return self.sum == self.stated_total
        covered = {i for subtotal in self.subtotals if subtotal.holds(self.rows) for i in subtotal.rows}
        return bool(self.rows) and len(covered) == len(self.rows)

    @property
    def needs_detail(self) -> bool:
        """Whether a recipient stands in several rows that only what the money is for tells apart."""
        if self.has_project or self.payee_role is Role.PERSON_PAYEE:
            return False
        seen: dict[str | None, str | None] = {}
        return any(seen.setdefault(row.payee, row.project) != row.project for row in self.rows)


# --- parts of the row above ------------------------------------------------------------------------------------------


def of_which(drafts: Sequence[Row]) -> set[int]:
    """The rows (by id) that are parts of the row above: 其中:甲村, and those below it that no longer repeat the word.

    Rows below without the word are parts where they have no number and the row above has one, or where the stated
    total is reached without them and not with them, or where with them the parts make up the row above.
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
    return unnumbered | (_completed(plain_rows, worded) if not totals else set())


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


def _completed(rows: Sequence[Row], worded: set[int]) -> set[int]:
    """The rows below a row with the word 其中 where together they make up exactly the row above."""
    found: set[int] = set()
    for position, row in enumerate(rows):
        if id(row) in worded or position + 1 >= len(rows) or id(rows[position + 1]) not in worded:
            continue
        end = _run_end(rows, position)
        found |= {id(part) for part in rows[position + 1 : end]}
    return found


def _says_of_which(row: Row) -> bool:
    return row.total_word is None and (
        _OF_WHICH.match(row.serial) is not None
        or any(_OF_WHICH.match(name) for name in (row.payee, row.project) if name)
    )


_OF_WHICH = re.compile(r"其\s*中|[(（]?其中")


def _run_end(rows: Sequence[Row], position: int) -> int:
    """The end of the run of rows below one that adds up exactly to it; its own position + 1 where none does."""
    whole = rows[position].amount.value
    if whole is None or whole <= 0:
        return position + 1
    reached = Decimal(0)
    for end in range(position + 1, min(len(rows), position + 1 + _LONGEST_RUN)):
        value = rows[end].amount.value
        if value is None or value < 0:
            return position + 1
        reached += value
        if reached == whole and end > position + 1:
            while end + 1 < len(rows) and rows[end + 1].amount.value == 0:
                end += 1
            return end + 1
        if reached > whole:
            return position + 1
    return position + 1


# --- sums ------------------------------------------------------------------------------------------------------------

NUMBER_IN_WORDS = re.compile(r"[(（][一二三四五六七八九十]{1,3}[)）][、.．]?|[一二三四五六七八九十]{1,3}(?:[、.．]|$)")
_CHINESE_SERIAL = re.compile(r"[(（]?[一二三四五六七八九十]+[)）、.．]?")
_COARSE = re.compile(r"(?:省|市|州|盟|县|区|旗|镇|乡|街道|办事处|农场|林场|开发区|管委会)(?:财政局|人民政府|本级)?$")
_FINE = re.compile(r"(?:村|社区|居委会|组|学校|小学|中学|幼儿园|村委会|村民委员会)$")


class Sums:
    """Tells leaf rows from totals, subtotals and parents, and keeps what each sum covers."""

    def __init__(self, table: Table, drafts: Sequence[Row]) -> None:
        self._table = table
        self._drafts = drafts
        self._at = {id(row): position for position, row in enumerate(drafts)}
        self._leaf_at: dict[int, int] = {}

    def settle(self) -> None:
        """Fill the table's rows, subtotals and total."""
        nameless = [r for r in self._drafts if r.total_word is None and r.is_nameless]
        named = [r for r in self._drafts if r.total_word is None and not r.is_nameless]
        parents = self._parents(named)
        totals = [r for r in self._drafts if r.total_word is not None and r.grand]
        parents |= self._unmarked_parents([r for r in named if id(r) not in parents], totals)
        leaves = [r for r in named if id(r) not in parents]
        leaves = self._above_total(leaves, totals)
        self._carry_groups(leaves)
        self._table.rows = leaves
        self._leaf_at = {id(row): position for position, row in enumerate(leaves)}
        self._settle_parents(parents)
        grand = self._grand_total(totals)
        for row in self._drafts:
            if row.total_word is not None and row is not grand:
                self._settle_subtotal(row)
        for row in nameless:
            self._settle_nameless(row, alone=grand is None and len(nameless) == 1)
        if grand is not None:
            self._table.stated_total = grand.amount.value
            self._reject_problem(grand)

    def _parents(self, rows: Sequence[Row]) -> dict[int, tuple[Row, list[Row]]]:
        """Rows numbered 一、二 over rows numbered 1、2, and rows 1 over 1.1: id -> (parent, children)."""
        found: dict[int, tuple[Row, list[Row]]] = {}
        for position, row in enumerate(rows):
            children: list[Row] = []
            below = position + 1
            while row.serial and below < len(rows) and is_below(row.serial, rows[below].serial):
                children.append(rows[below])
                below += 1
            if children:
                found[id(row)] = (row, children)
        return found

    def _unmarked_parents(self, rows: Sequence[Row], totals: Sequence[Row]) -> dict[int, tuple[Row, list[Row]]]:
        """Parents in the column of their children with no number to tell: a town exactly the sum of villages below it.

        Rows of other names are parents only where all rows together exceed the stated total, and reach it without them.
        """
        if len(rows) > _MOST_ROWS_SOLVED:
            return {}
        by_name = self._runs(rows, lambda row, run: _is_coarser(row, run))
        stated = {row.amount.value for row in totals if row.amount.value is not None}
        whole = total_of([row.amount.value for row in rows])
        if not stated or whole in stated:
            return {} if whole in stated else by_name
        for found in (by_name, self._runs(rows, lambda row, run: True)):
            if found and total_of([row.amount.value for row in rows if id(row) not in found]) in stated:
                return found
        return {}

    def _runs(
        self, rows: Sequence[Row], is_parent: Callable[[Row, Sequence[Row]], bool]
    ) -> dict[int, tuple[Row, list[Row]]]:
        found: dict[int, tuple[Row, list[Row]]] = {}
        position = 0
        while position < len(rows):
            end = _run_end(rows, position)
            run = rows[position + 1 : end]
            if run and is_parent(rows[position], run):
                found[id(rows[position])] = (rows[position], list(run))
                position = end
            else:
                position += 1
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

    def _above_total(self, leaves: list[Row], totals: Sequence[Row]) -> list[Row]:
        """The rows down to a total that they reach exactly: what stands below it tells of the same money again."""
        last = totals[-1] if totals else None
        if last is None or last.amount.value is None:
            return leaves
        above = [row for row in leaves if self._at[id(row)] < self._at[id(last)]]
        below = leaves[len(above) :]
        if not above or not below or total_of([row.amount.value for row in above]) != last.amount.value:
            return leaves
        self._table.rejected += [Rejection(row.locator, Message("fund-row-below-total")) for row in below]
        return above

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
        whole = self._table.sum
        reached = [row for row in valued if row.amount.value == whole]
        if reached:
            return reached[-1]
        named = [row for row in totals if row.total_word and "总计" in row.total_word]
        return (named or sorted(valued, key=lambda r: r.amount.value or Decimal(0)) or list(totals))[-1]

    def _settle_subtotal(self, row: Row) -> None:
        before, after = self._block(row, -1), self._block(row, 1)
        covered = before
        if not before or (not self._reaches(before, row) and self._reaches(after, row)):
            covered = after
        self._add(self._subtotal_name(row, covered), row, covered)

    def _settle_nameless(self, row: Row, *, alone: bool) -> None:
        """A row without a name is a total if the other rows reach it; otherwise nobody knows what it is."""
        everything = tuple(range(len(self._table.rows)))
        if alone and self._reaches(everything, row):
            self._table.stated_total, self._table.total_is_unlabelled = row.amount.value, True
            return
        for covered in (self._block(row, -1), self._block(row, 1)):
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

    def _block(self, row: Row, step: int) -> tuple[int, ...]:
        """The leaves between this row and the sum before it (step -1) or after it (step 1), or the end of the table."""
        found: list[int] = []
        position = self._at[id(row)] + step
        while 0 <= position < len(self._drafts):
            other = self._drafts[position]
            if other.total_word is not None or other.is_nameless:
                break
            if id(other) in self._leaf_at:
                found.append(self._leaf_at[id(other)])
            position += step
        return tuple(found[::step])

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


def _is_coarser(row: Row, run: Sequence[Row]) -> bool:
    """Whether a row is named after a town and those below it after villages, or it alone has a number 一、."""
    if NUMBER_IN_WORDS.match(row.serial) and not any(NUMBER_IN_WORDS.match(r.serial) for r in run):
        return True
    name = row.payee or row.project or ""
    return _COARSE.search(name) is not None and all(_FINE.search(r.payee or r.project or "") for r in run)


def is_below(parent: str, child: str) -> bool:
    """Whether a row number belongs under another: 1 under 一, 1.1 under 1.

    >>> is_below("一", "1"), is_below("1", "1.2"), is_below("1", "2")
    (True, True, False)
    """
    if not parent or not child or (parent.isdecimal() and child.isdecimal()):
        return False
    if _CHINESE_SERIAL.fullmatch(parent):
        inner = _CHINESE_SERIAL.fullmatch(child) is None
        return inner or (child[0] in "(（" and parent[0] not in "(（")
    whole = parent.rstrip(".、")
    rest = child.removeprefix(whole)
    if len(rest) < len(child) and re.match(r"[.\-]\d", rest) is not None:
        return True
    return whole.isdecimal() and re.fullmatch(r"[(（]\d+[)）]|[①-⑳]", child) is not None
