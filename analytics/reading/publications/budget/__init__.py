"""Budgets and final accounts (预决算公开): the set of forms that a unit or a town publishes each year.

Flows in: a file with one form or a whole set, in any layout. Flows out: one `BudgetTable` for each form with its lines,
the three public expenses as reports of their own, and performance targets. The rows of the publication are the leaf
lines of one form, since each form tells the same money again: the one that tells all spending in most detail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypeVar

from analytics.reading.content import Content, Paragraph
from analytics.reading.headings import distinct, squash
from analytics.reading.imprint import Imprint, find_title, read_imprint
from analytics.reading.publications.budget.account import Account, Known, form_in, read_account, start_account
from analytics.reading.publications.budget.costs import take_costs
from analytics.reading.publications.budget.forms import stage_of, unit_in_title, year_of
from analytics.reading.publications.budget.indicators import has_indicators
from analytics.reading.publications.budget.layout import layout_of
from analytics.reading.publications.budget.nil import nil_note
from analytics.reading.publications.budget.sections import Section, sections_of
from analytics.reading.publications.budget.targets import take_targets
from analytics.reading.publications.budget.writing import entry, write
from analytics.reading.records import Coverage, Reading
from models.places import WHOLE_FILE
from models.tables import BudgetTable, FromDocument, ThreePublicReport
from models.vocabulary import BudgetForm, DocumentKind

__all__ = ["KIND", "read", "score"]

KIND = DocumentKind.BUDGET

_T = TypeVar("_T")

_TARGETS = (BudgetForm.TARGETS, BudgetForm.UNIT_TARGETS)
_TELLING = frozenset(
    {
        BudgetForm.BALANCE, BudgetForm.REVENUE, BudgetForm.EXPENDITURE, BudgetForm.APPROPRIATION, BudgetForm.GENERAL,
        BudgetForm.BASIC, BudgetForm.FUND, BudgetForm.STATE_CAPITAL,
    }
)  # fmt: skip
_SPENDING = (BudgetForm.EXPENDITURE, BudgetForm.GENERAL, BudgetForm.APPROPRIATION, BudgetForm.BALANCE)
_SET_TITLE = re.compile(
    r"部门(?:整体)?[预决]算|单位[预决]算|政府[预决]算|财政[预决]算|[预决]算(?:信息)?公开|(?:预算|决算)(?:公开|汇总|明细|总)?(?:表|草案)|收支(?:总表|[预决]算)|项目支出.*表"
    r"|(?:收入|支出)(?:执行|完成|预算|决算)"
)
_FORM_TITLE = re.compile(r"(?:预算|决算)(?:公开|汇总|明细|总|收支|收入|支出)?(?:情况)?表")
_COVERED: dict[type[FromDocument], DocumentKind] = {
    BudgetTable: DocumentKind.BUDGET,
    ThreePublicReport: DocumentKind.THREE_PUBLIC,
}
_COVER = 12  # rows of a sheet that may be a cover
_SHORT = 40  # no line over a table that names its year is longer
_SURE, _BY_TITLE, _BY_HEADINGS = 0.98, 0.95, 0.7


# --- recognising -----------------------------------------------------------------------------------------------------


def score(content: Content) -> float:
    """How surely a file is a budget or final account: by the titles of its forms, by its own, or by its headings."""
    title = find_title(content)
    tight = squash(title.text) if title else ""
    sections = sections_of(content)
    titles = [text for text in (tight, *(squash(section.title or "") for section in sections)) if text]
    is_set = any(_SET_TITLE.search(text) and not re.search(r"三公|绩效评价|报告$", text) for text in titles)
    forms = [(section, form) for section in sections if (form := form_in(section)) is not None]
    named = {form for section, form in forms if section.form is not None and _has_money(section, form)}
    if named & _TELLING or any(form is BudgetForm.PROJECTS and _has_codes(section) for section, form in forms):
        return _SURE
    if is_set and named - {BudgetForm.THREE_PUBLIC, BudgetForm.OTHER}:
        return _SURE
    is_told = BudgetForm.OTHER in named or any(s.form is None and _has_money(s, form) for s, form in forms)
    if is_told and any(_FORM_TITLE.search(text) for text in titles):
        return _BY_TITLE
    if any(form in _TARGETS and has_indicators(section.grid) for section, form in forms):
        return _SURE
    if any(section.form is None and _speaks_of_budgets(section) for section, _ in forms):
        return _BY_HEADINGS
    return _BY_TITLE if is_set and re.search(r"(?:部门|单位|政府)[^,.]*[预决]算", tight) else 0.0


def _has_money(section: Section, form: BudgetForm) -> bool:
    """Whether a table under the title of a form is laid out as one: subjects or units with money, or a nil note."""
    if form in _TARGETS:
        return has_indicators(section.grid)
    layout = layout_of(section.grid)
    if layout is None:
        return form in _TELLING and nil_note(c.text for row in section.grid.rows for c in row) is not None
    heads = {text for block in layout.blocks for text in layout.paths[block.label]}
    return any(re.search(r"科目|功能|经济|^项目(?:名称)?$|收入|支出|单位|部门|名称|类别|税", head) for head in heads)


def _speaks_of_budgets(section: Section) -> bool:
    """Whether the headings of a table without a title are those of a budget; a list of payments has money too."""
    layout = layout_of(section.grid)
    if layout is None:
        return False
    heads = {text for path in layout.paths for text in path}
    return _has_codes(section) or any(
        re.search(r"科目|功能分类|经济分类|预算|决算|支出|收入|拨款", head) for head in heads
    )


def _has_codes(section: Section) -> bool:
    """Whether the lines of a form carry codes of subjects, which no list of another kind does."""
    layout = layout_of(section.grid)
    return layout is not None and any(
        block.codes and re.search("科目|功能|经济|类", layout.paths[block.codes[0]][-1]) for block in layout.blocks
    )


# --- reading ---------------------------------------------------------------------------------------------------------


def read(content: Content) -> Reading:
    """The forms of a set. What no certain figure can be read from is listed in `rejected` with its place and reason."""
    imprint = read_imprint(content)
    reading = Reading(KIND, title=imprint.title, publisher=imprint.publisher, published=imprint.published)
    for place in imprint.unclear:
        reading.reject(place, "imprint-date-unclear")
    sections = [(section, form) for section in sections_of(content) if (form := form_in(section)) is not None]
    if not sections:
        reading.reject(WHOLE_FILE, "budget-no-forms")
        return reading
    known = _known(content, imprint, [section for section, _ in sections])
    accounts = [_account(content, section, form, known) for section, form in sections]
    main = _main(accounts)
    entries = [_take(content, account, reading, main) for account in accounts]
    reading.extra = {"tables": entries}
    units = {account.amount_unit for account in accounts if account.amount_unit is not None}
    reading.amount_unit = units.pop().zh if len(units) == 1 else None
    reading.coverage = _coverage(reading)
    return reading


def _known(content: Content, imprint: Imprint, sections: Sequence[Section]) -> Known:
    """Unit, year and stage of the set: as its title or cover says, else as its forms agree."""
    title = imprint.title or ""
    if year_of(title) is None or stage_of(title) is None:
        title = next((text for text in _cover(content) if year_of(text) and stage_of(text)), title)
    titles = [section.title or "" for section in sections]
    lines = [c.text for s in sections for row in s.grid.rows[:3] for c in distinct(row) if len(c.text) <= _SHORT]
    lines += [p.text for s in sections for p in s.captions if len(p.text) <= _SHORT]
    years = [year_of(text) for text in lines if stage_of(text) is not None or "年度" in text]
    year = year_of(title) or _agreed(map(year_of, titles)) or _agreed(years)
    stage = stage_of(title) or _agreed(map(stage_of, titles))
    unit = unit_in_title(title) or imprint.publisher or _agreed(section.unit_name for section in sections)
    return Known(unit, year, stage)


def _cover(content: Content) -> Iterator[str]:
    """The short lines before the first form: of a cover, of a list of contents, of the page."""
    for block in content.blocks:
        if isinstance(block, Paragraph):
            texts = [block.text]
        elif layout_of(block) is None:
            texts = [cell.text for row in block.rows[:_COVER] for cell in distinct(row)]
        else:
            return
        yield from (text for text in texts if len(text) <= _SHORT)


def _agreed(values: Iterable[_T | None]) -> _T | None:
    """The one value that all which say something agree on."""
    found = {value for value in values if value is not None}
    return found.pop() if len(found) == 1 else None


def _account(content: Content, section: Section, form: BudgetForm, known: Known) -> Account:
    if form in _TARGETS or form is BudgetForm.THREE_PUBLIC:
        return start_account(section, form, known)
    return read_account(content, section, form, known)


def _main(accounts: Sequence[Account]) -> Account | None:
    """The form whose leaf lines are the rows: all spending in most detail, else the first that has any.

    Where no form of money has lines, the rows are the three public expenses, else the targets.
    """
    filled = [account for account in accounts if any(line.has_figures for _, line in account.leaves)]
    for form in _SPENDING:
        for account in filled:
            if account.form is form:
                return account
    rest = [account for account in accounts if account.form is BudgetForm.THREE_PUBLIC]
    rest += [account for account in accounts if account.form in _TARGETS]
    return next(iter([*filled, *rest]), None)


def _take(content: Content, account: Account, reading: Reading, main: Account | None) -> dict[str, Any]:
    """The records of one form, and what is shown of it."""
    if account.form is BudgetForm.THREE_PUBLIC:
        return take_costs(content, account, reading, as_rows=account is main)
    if account.form in _TARGETS:
        return take_targets(content, account, reading, as_rows=account is main)
    table = write(account, reading, as_rows=account is main)
    return entry(account, table)


# --- what is held ----------------------------------------------------------------------------------------------------


def _coverage(reading: Reading) -> list[Coverage]:
    """The budgets and three public expenses that are held from now on: of each unit named, for each year."""
    found: dict[Coverage, None] = {}
    for record in reading.records:
        kind = _COVERED.get(record.table)
        year = record.values.get("fiscal_year")
        if kind is None or record.rejected is not None:
            continue
        first, last = (date(year, 1, 1), date(year, 12, 31)) if year else (None, None)
        found[Coverage(kind, record.values["unit_name"], first, last)] = None
    return list(found)
