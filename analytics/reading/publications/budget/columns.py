"""Which column of a form holds the amount of its lines, which hold its parts, and how the parts are called.

Flows in: the columns of money of a list, and year and stage of the form. Flows out: the column of the amounts, the
further columns with their names, and the sums across that the headings announce (whole = parts).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from analytics.reading.money_tables import years_in
from analytics.reading.publications.budget.layout import Block, Money
from analytics.reading.publications.budget.lines import Line
from models.vocabulary import BudgetForm, SpendingStage

_ACCOUNTS = re.compile(r"(?:一般公共|政府性基金|国有资本经营|社会保险基金|财政)(?:财政)?预算|预算(?:单位|科目)")
_GENERIC = re.compile(r"^(?:小计|合计|总计|金额|预算数|决算数|执行数|数额|本年)(?:\(.*\))?$")
_OF_WHICH = re.compile(r"其中")
_EXHAUSTIVE = ({"基本支出", "项目支出"}, {"人员经费", "公用经费"}, {"人员经费", "公用经费", "项目支出"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What year and state of a budget a column speaks of; None where it does not say."""

    year: int | None
    state: str | None  # initial, adjusted, executed, final; month and change for what is no state


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum across: the column that states it and the columns it is made of."""

    whole: Money
    parts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The column of the amounts, the further columns by name, the columns that add up like it, and its sums."""

    main: Money
    parts: dict[str, Money]
    alike: tuple[int, ...]
    sums: tuple[Sum, ...]


def choose(
    block: Block,
    form: BudgetForm,
    year: int | None,
    stage: SpendingStage | None,
    *,
    executed: bool,
    adjusted: bool,
    lines: Sequence[Line],
) -> Choice | None:
    """Which column is which; None where no single column can be the amount of the lines."""
    scopes = {money: scope_of(money, year) for money in block.money}
    group = _adjusted(scopes) if adjusted else _group(scopes, year, stage, executed=executed)
    main = _main(group, form, lines) if group else None
    if main is None:
        return None
    own = [money for money in group if money.path[: len(main.path) - 1] == main.path[:-1]]
    sums = _sums(main, own)
    stated = {total.whole for total in sums if any(_filled(part, lines) for part in total.parts)}
    further = [money for money in block.money if money is not main and money not in stated]
    return Choice(main, _named(further), tuple(m.column for m in block.money), sums)


def scope_of(money: Money, year: int | None) -> Scope:
    """The year and state that the headings of a column name; `year` is that of the form, to which 上年 refers."""
    text = _ACCOUNTS.sub("", money.heading)
    named = years_in(text)
    own = named[0] if len(named) == 1 else None
    if own is None and re.search(r"上年(?!结转|结余)|去年|上一年|上年度(?!结转|结余)", text):
        own = year - 1 if year is not None else -1
    state = None
    if re.search(r"[本当]月|[本当]季|上月", text):
        state = "month"  # a part of the year beside what has been reached so far
    elif re.search(r"增减|增加|减少|差额|变动|比上年|较上年|同比", text):
        state = "change"
    elif re.search(r"调整", text):
        state = "adjusted"
    elif re.search(r"决算", text):
        state = "final"
    elif re.search(r"执行|完成|实际|预计|累计|(?:支出|收入|入库)数", text):
        state = "executed"
    elif re.search(r"年初(?!结转|结余|财政拨款)|预算", text):
        state = "initial"
    return Scope(own, state)


def _group(scopes: dict[Money, Scope], year: int | None, stage: SpendingStage | None, *, executed: bool) -> list[Money]:
    """The columns of the form's own year and stage."""
    if len(set(scopes.values())) == 1:
        return list(scopes)
    years = {scope.year for scope in scopes.values() if scope.year is not None}
    own = year if year in years else (max(years) if years and year is None else None)
    in_year = [m for m, s in scopes.items() if s.year == own] if own is not None else []
    in_year = in_year or [m for m, s in scopes.items() if s.year in (None, year)] or list(scopes)
    wanted = _states(stage, executed=executed)
    for state in wanted:
        found = [m for m in in_year if scopes[m].state == state]
        if found:
            unscoped = [m for m, s in scopes.items() if s == Scope(None, None)]
            return found if len(found) > 1 else [*found, *unscoped]
    unscoped = [m for m in in_year if scopes[m].state is None]
    return unscoped or in_year


def _adjusted(scopes: dict[Money, Scope]) -> list[Money]:
    """The columns of a form about an adjusted budget that say what it has become; 调整数 alone may be the change."""
    if len(scopes) == 1:
        return list(scopes)
    return [money for money in scopes if _HAS_BECOME.search(money.heading)]


_HAS_BECOME = re.compile(r"调整后|(?:变动|变更)后|调整预算|预算调整数")


def _states(stage: SpendingStage | None, *, executed: bool) -> tuple[str | None, ...]:
    if executed:
        return ("executed", "final", None)
    if stage is SpendingStage.FINAL:
        return ("final", None, "executed")
    if stage is SpendingStage.BUDGET:
        return ("initial", None)
    return ("final", "executed", "initial", None)


def _main(group: Sequence[Money], form: BudgetForm, lines: Sequence[Line]) -> Money | None:
    if len(group) == 1:
        return group[0]
    shared = _shared(group)
    top = [m for m in group if len(m.path) - shared <= 1]
    plain = [m for m in top if m.is_sum] or [m for m in top if m.is_plain]
    if len(plain) > 1:
        plain = [m for m in plain if re.search(r"总计|合计", m.path[-1])] or plain
    if not plain:
        plain = [m for m in group if m.is_sum and re.search(_ABOUT.get(form, r"支出"), m.heading)]
        least = min((len(m.path) for m in plain), default=0)
        plain = [m for m in plain if len(m.path) == least]
    if len(plain) == 1:
        return plain[0]
    scoped = [m for m in group if re.search(r"20\d\d|预算数|决算数|执行数", m.path[-1])]
    if not plain and len(scoped) == 1:
        return scoped[0]
    return _by_amounts(plain or group, group, lines)


_ABOUT = {BudgetForm.REVENUE: "收入"}


def _shared(group: Sequence[Money]) -> int:
    """How many headings all columns have in common."""
    count = 0
    while all(len(m.path) > count + 1 for m in group) and len({m.path[count] for m in group}) == 1:
        count += 1
    return count


def _by_amounts(candidates: Sequence[Money], group: Sequence[Money], lines: Sequence[Line]) -> Money | None:
    """The one column that is the sum of all others in every line."""
    fitting = []
    for money in candidates:
        others = [m for m in group if m is not money and not m.is_sum]
        rows = [line for line in lines if line.value(money.column)]
        if rows and all(_across(line, others) == line.value(money.column) for line in rows):
            fitting.append(money)
    return fitting[0] if len(fitting) == 1 else None


def _across(line: Line, columns: Sequence[Money]) -> Decimal:
    return sum((line.value(m.column) or Decimal(0) for m in columns), Decimal(0))


def _filled(money: Money, lines: Sequence[Line]) -> bool:
    return any(line.value(money.column) for line in lines)


def _sums(main: Money, own: Sequence[Money]) -> tuple[Sum, ...]:
    """The sums that the headings announce: 小计 over the columns of its group, the whole over groups and columns."""
    others = [m for m in own if m is not main and not _OF_WHICH.search(m.heading)]
    depth = len(main.path) - 1
    groups: dict[str, list[Money]] = {}
    for money in others:
        groups.setdefault(money.path[depth], []).append(money)
    found: list[Sum] = []
    tops: list[Money] = []
    for members in groups.values():
        heads = [m for m in members if m.is_sum and len(m.path) > depth + 1]
        rest = tuple(m for m in members if m not in heads)
        if len(heads) == 1 and rest:
            found.append(Sum(heads[0], rest))
            tops.append(heads[0])
        else:
            tops += members
    if len(tops) > 1:
        found.append(Sum(main, tuple(tops)))
    return tuple(found)


def _named(columns: Sequence[Money]) -> dict[str, Money]:
    """A name for each column: its own heading, or with those above it where that does not tell it from others."""
    makers: tuple[Callable[[Money], str], ...] = (_own_name, lambda m: "/".join(m.path[-2:]), lambda m: m.heading)
    names: dict[str, Money] = {}
    for money in columns:
        for make in makers:
            if sum(make(other) == make(money) for other in columns) == 1:
                break
        name = make(money)
        names[name if name not in names else f"{name} ({money.column + 1})"] = money
    return names


def _own_name(money: Money) -> str:
    path = list(money.path)
    while len(path) > 1 and _GENERIC.match(path[-1]):
        path.pop()
    return path[-1]


def differs(total: Sum, line: Line) -> bool:
    """Whether a line's parts do not make up its whole; False where the parts are blank or a figure is not certain."""
    whole = line.amounts[total.whole.column]
    parts = [line.amounts[m.column] for m in total.parts]
    if any(p.problem is not None for p in (whole, *parts)) or all(p.is_blank for p in parts):
        return False
    return _across(line, total.parts) != (whole.value or Decimal(0))


def is_kept(total: Sum, lines: Sequence[Line]) -> bool:
    """Whether a sum across holds in every line, and in one at least with more than one part."""
    has_parts = any(sum(bool(line.value(m.column)) for m in total.parts) > 1 for line in lines)
    return has_parts and not any(differs(total, line) for line in lines)


def is_rule(total: Sum, lines: Sequence[Line]) -> bool:
    """Whether a sum across is one that the form keeps: in most lines where it can be tested, or by its headings."""
    tested = [
        line for line in lines if line.value(total.whole.column) and any(line.value(m.column) for m in total.parts)
    ]
    kept = sum(not differs(total, line) for line in tested)
    return (len(tested) > 1 and kept * 4 >= len(tested) * 3) or {m.path[-1] for m in total.parts} in _EXHAUSTIVE
