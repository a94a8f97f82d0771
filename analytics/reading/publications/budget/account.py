"""One form as it was understood: its lists of lines with their structure, its totals, and what is doubtful about it.

Flows in: a section of the file and what the set as a whole says of unit, year and stage. Flows out: an `Account`, from
which the records are written and which the command line shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from analytics.reading.amounts import Unit
from analytics.reading.content import Content
from analytics.reading.headings import squash
from analytics.reading.money_tables import StatedUnit, stated_unit
from analytics.reading.publications.budget.columns import Choice, Sum, choose, differs, is_kept, is_rule, scope_of
from analytics.reading.publications.budget.forms import (
    form_of,
    is_adjustment,
    is_execution,
    stage_of,
    unit_in_title,
    year_of,
)
from analytics.reading.publications.budget.indicators import has_indicators
from analytics.reading.publications.budget.layout import Block, Layout, layout_of
from analytics.reading.publications.budget.lines import Line, Lines, lines_of, note_cells
from analytics.reading.publications.budget.nil import nil_note
from analytics.reading.publications.budget.sections import Section
from analytics.reading.publications.budget.tree import Settled, Total, is_carried, settle
from models.language import Message
from models.money import plain
from models.vocabulary import BudgetForm, BudgetSide, SpendingStage

_LISTS = frozenset({BudgetForm.PROJECTS, BudgetForm.OTHER})  # forms that need no total to be whole
_STAGES = {"initial": SpendingStage.BUDGET, "final": SpendingStage.FINAL}
_INCOME_FORMS = frozenset({BudgetForm.REVENUE})


@dataclass(frozen=True, slots=True)
class Known:
    """What the set says of every form in it; None where it does not say."""

    unit_name: str | None
    year: int | None
    stage: SpendingStage | None


@dataclass(slots=True)
class Listing:
    """One list of a form: its lines, the columns chosen, and its structure."""

    side: BudgetSide | None
    head: str
    choice: Choice
    settled: Settled
    unnamed: list[Line]
    rules: tuple[Sum, ...] = ()  # the sums across that its lines keep


@dataclass(slots=True)
class Account:
    """One form. `problem` says why none of its figures were taken; `warnings` stay on its record."""

    section: Section
    form: BudgetForm
    title: str | None
    unit_name: str | None
    year: int | None
    stage: SpendingStage | None
    amount_unit: Unit | None = None
    listings: list[Listing] = field(default_factory=list)
    is_blank: bool = False
    nil_note: str | None = None
    problem: Message | None = None
    warnings: list[Message] = field(default_factory=list)
    left: tuple[str, ...] = ()

    @property
    def main(self) -> list[Listing]:
        """The lists that the form is shown by: of two sides the one that no other form of a set tells.

        收支总表 alone tells the sources of income; what the money is spent on is told by 支出总表. The form of
        appropriations is about what they are spent on.
        """
        sides = {listing.side for listing in self.listings}
        if len(sides) < 2:
            return self.listings
        side = BudgetSide.EXPENDITURE if self.form is BudgetForm.APPROPRIATION else BudgetSide.INCOME
        return [listing for listing in self.listings if listing.side is side]

    @property
    def leaves(self) -> list[tuple[Listing, Line]]:
        """The leaf lines that the form is shown by; a line of a printed two-sided form without a figure is none."""
        is_two_sided = len(self.main) < len(self.listings)
        return [
            (listing, line)
            for listing in self.main
            for line in listing.settled.leaves
            if not is_two_sided or line.has_figures
        ]

    @property
    def stated_total(self) -> Decimal | None:
        """The total that the form states for its lines."""
        wholes = [listing.settled.whole for listing in self.main]
        if len(wholes) != 1 or wholes[0] is None:
            return None
        return wholes[0].line.value(self.main[0].choice.main.column)

    @property
    def sum_holds(self) -> bool | None:
        """Whether all stated totals of the form are reached; None where it states none or none can be tested."""
        answers = [total.holds for listing in self.listings for total in _stated(listing.settled)]
        if not answers or all(answer is None for answer in answers):
            return None
        return all(answer is not False for answer in answers) and not self._sides_differ()

    def _sides_differ(self) -> bool:
        return any(message.code == "budget-sides-differ" for message in self.warnings)


def _stated(settled: Settled) -> Iterator[Total]:
    """The totals by which a form is judged: that of the list, else those of its parts."""
    if settled.whole is not None:
        yield settled.whole
    else:
        yield from (group for group in settled.groups if group.line.is_total)


# --- reading one form ------------------------------------------------------------------------------------------------


def form_in(section: Section) -> BudgetForm | None:
    """The form of a section: as its title says, else as its layout does."""
    layout = layout_of(section.grid)
    if section.form in (BudgetForm.TARGETS, BudgetForm.UNIT_TARGETS) and layout and not has_indicators(section.grid):
        return BudgetForm.PROJECTS  # a list of projects with their money, under the name of their targets
    if section.form is not None:
        return section.form
    if layout is None:
        return None
    heads = "/".join("/".join(path) for path in layout.paths)
    if any(block.side is not None for block in layout.blocks):
        return BudgetForm.APPROPRIATION if "政府性基金" in heads else BudgetForm.BALANCE
    if not any(block.codes for block in layout.blocks) and "科目" not in heads:
        return None
    if re.search(r"经济分类|工资福利", heads) or (re.search(r"人员经费.*公用经费", heads) and "项目支出" not in heads):
        return BudgetForm.BASIC
    if "政府性基金预算支出" in heads:
        return BudgetForm.FUND
    return BudgetForm.REVENUE if re.search(r"事业收入|本年收入|收入合计", heads) else BudgetForm.EXPENDITURE


def start_account(section: Section, form: BudgetForm, known: Known) -> Account:
    """A form of which only unit, year and stage are known so far."""
    unit_name, year, stage = _unit_name(section, known), _year(section, known), _stage(section, known)
    account = Account(section, form, section.title, unit_name, year, stage)
    if known.year is not None and account.year not in (None, known.year):
        account.warnings.append(Message("budget-year-differs", {"set": str(known.year), "form": str(account.year)}))
    return account


def read_account(content: Content, section: Section, form: BudgetForm, known: Known) -> Account:
    """Understand one form of money."""
    account = start_account(section, form, known)
    layout = layout_of(section.grid)
    notes = [p.text for p in section.notes]
    if layout is None:
        texts = [cell.text for row in section.grid.rows for cell in row if cell.text] + notes
        account.nil_note = nil_note(texts)
        account.is_blank = account.nil_note is not None
        if account.nil_note is None:
            account.problem = Message("budget-layout-unknown")
        return account
    notes = [cell.text for cell in note_cells(layout)] + notes
    account.nil_note = nil_note(notes)
    unit = stated_unit(content, section.grid, layout.first_body_row, layout.money_heads)
    account.amount_unit = unit.unit or _unit_of_headings(layout)
    account.left = layout.left
    for side, blocks in _lists(layout):
        _read_list(account, layout, unit, side, blocks)
        if account.problem is not None:
            account.listings = []
            return account
    _judge(account)
    return account


def _unit_of_headings(layout: Layout) -> Unit | None:
    units = {money.unit for block in layout.blocks for money in block.money}
    return units.pop() if len(units) == 1 else None


def _lists(layout: Layout) -> list[tuple[BudgetSide | None, tuple[Block, ...]]]:
    """The blocks that go on in one another: those of one side, or under one heading."""
    found: dict[tuple[BudgetSide | None, str], list[Block]] = {}
    for block in layout.blocks:
        key = (block.side, "" if block.side is not None else block.head)
        found.setdefault(key, []).append(block)
    return [(side, tuple(blocks)) for (side, _), blocks in found.items()]


def _read_list(
    account: Account, layout: Layout, unit: StatedUnit, side: BudgetSide | None, blocks: tuple[Block, ...]
) -> None:
    read = lines_of(layout, unit, blocks)
    _name_totals(read)
    _number_totals(read)
    lines = read.lines
    title = account.title or ""
    choice = choose(
        blocks[0],
        account.form,
        account.year,
        account.stage,
        executed=is_execution(title),
        adjusted=is_adjustment(title) and not is_execution(title),
        lines=lines,
    )
    if choice is None:
        if any(line.has_figures for line in lines):
            account.problem = Message(
                "budget-column-unclear", {"headings": "、".join(m.heading for m in blocks[0].money)}
            )
        else:
            account.is_blank = True
        return
    scope = scope_of(choice.main, None)
    account.year = account.year if account.year is not None else scope.year
    if account.stage is None and not is_execution(account.title or ""):
        account.stage = _STAGES.get(scope.state or "")
    settled = _settle(read, choice)
    own = _side(account.form, side)
    rules = tuple(total for total in choice.sums if is_rule(total, settled.lines))
    account.listings.append(Listing(own, blocks[0].head, choice, settled, read.unnamed, rules))


def _settle(read: Lines, choice: Choice) -> Settled:
    """The structure of a list. Figures without a name before or behind it are its total if its leaves reach them."""
    column = choice.main.column
    for line in read.unnamed:
        is_first = bool(read.lines) and line.row < read.lines[0].row
        if not (is_first or all(line.row > other.row for other in read.lines)) or line.value(column) is None:
            continue
        line.is_total = True
        lines = [line, *read.lines] if is_first else [*read.lines, line]
        settled = settle(lines, column, choice.alike)
        if settled.whole is not None and settled.whole.line is line and settled.whole.holds:
            read.unnamed.remove(line)
            return settled
        line.is_total = False
        for other in read.lines:
            other.parent, other.is_leaf, other.is_certain = None, True, True
    return settle(read.lines, column, choice.alike)


def _side(form: BudgetForm, side: BudgetSide | None) -> BudgetSide:
    if side is not None:
        return side
    return BudgetSide.INCOME if form in _INCOME_FORMS else BudgetSide.EXPENDITURE


def _name_totals(read: Lines) -> None:
    """A total whose word stands under the first block of a list and its figure under the last is one line."""
    for line in list(read.unnamed):
        worded = next(
            (other for other in read.lines if other.is_total and other.row == line.row and not other.has_figures), None
        )
        if worded is not None:
            worded.amounts, worded.places = line.amounts, line.places
            read.unnamed.remove(line)
            read.lines.remove(worded)
            read.lines.append(worded)


def _number_totals(read: Lines) -> None:
    """A numbered total over lines of its own (一、收入合计) is their parent, and no total of those before it."""
    for line, following in pairwise(read.lines):
        if line.is_total and line.rank is not None and not following.is_total:
            is_sibling = following.rank is not None and following.rank <= line.rank
            line.is_total = is_sibling or is_carried(following.label)


def _judge(account: Account) -> None:
    """What the totals say about the form as a whole."""
    figures = [line for listing in account.listings for line in listing.settled.lines if line.has_figures]
    unnamed = [line for listing in account.listings for line in listing.unnamed]
    account.is_blank = not figures and not unnamed
    if account.is_blank:
        return
    if account.nil_note is not None and not any(any(line.value(c) for c in line.amounts) for line in figures):
        return
    if account.nil_note is not None:
        account.nil_note = None
    for listing in account.listings:
        _judge_list(account, listing)
    if account.form in (BudgetForm.BALANCE, BudgetForm.APPROPRIATION):
        _compare_sides(account)


def _judge_list(account: Account, listing: Listing) -> None:
    settled, column = listing.settled, listing.choice.main.column
    leaves = [line for line in settled.leaves if line.value(column)]
    if settled.whole is None and leaves and account.form not in _LISTS:
        is_coded = any(line.code for line in leaves)
        across = any(is_kept(total, settled.lines) for total in listing.choice.sums)
        if not (settled.is_checked or is_coded or across):
            account.problem = Message("budget-total-missing")
            account.listings = []
            return
        account.warnings.append(Message("budget-no-total"))
    if settled.whole is not None and settled.whole.holds is False:
        stated = settled.whole.line.value(column) or Decimal(0)
        account.warnings.append(
            _mismatch("budget-sum", settled.whole.line.label, stated, _sum(settled.whole.leaves, column))
        )
    for name, money in listing.choice.parts.items():
        _judge_column(account, settled, name, money.column)


def _judge_column(account: Account, settled: Settled, name: str, column: int) -> None:
    """A further column whose total its leaves do not reach."""
    whole = settled.whole
    if whole is None or whole.holds is not True or whole.line.value(column) is None:
        return
    if any(line.amounts[column].problem is not None for line in settled.leaves if column in line.amounts):
        return
    found = _sum(whole.leaves, column)
    stated = whole.line.value(column) or Decimal(0)
    if found != stated:
        account.warnings.append(_mismatch("budget-column-sum", name, stated, found))


def _compare_sides(account: Account) -> None:
    """Income and expenditure of a balance must reach the same total."""
    wholes = {
        listing.side: listing.settled.whole.line.value(listing.choice.main.column)
        for listing in account.listings
        if listing.settled.whole is not None
    }
    values = [value for value in wholes.values() if value is not None]
    if len(values) == 2 and values[0] != values[1]:
        account.warnings.append(_mismatch("budget-sides-differ", "", values[0], values[1]))


def _mismatch(code: str, name: str, stated: Decimal, found: Decimal) -> Message:
    params = {"stated": plain(stated), "found": plain(found)}
    return Message(code, params | ({"name": name} if name else {}))


def _sum(lines: Sequence[Line], column: int) -> Decimal:
    return sum((line.value(column) or Decimal(0) for line in lines), Decimal(0))


def differing(listing: Listing, line: Line) -> bool:
    """Whether the parts of a line do not make up its whole, where the form keeps that rule."""
    return any(differs(total, line) for total in listing.rules)


# --- unit, year, stage -----------------------------------------------------------------------------------------------


def _unit_name(section: Section, known: Known) -> str | None:
    return section.unit_name or unit_in_title(section.title or "") or known.unit_name


def _year(section: Section, known: Known) -> int | None:
    own = year_of(section.title or "")
    return own if own is not None else known.year


def _stage(section: Section, known: Known) -> SpendingStage | None:
    title = section.title or ""
    if is_execution(title):
        return None
    return _stage_word(title) or known.stage


def _stage_word(title: str) -> SpendingStage | None:
    return stage_of(title) if re.search(r"预算|决算", squash(title)) and form_of(title) is not None else None
