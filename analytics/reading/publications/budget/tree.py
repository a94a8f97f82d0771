"""Which lines of a list are parents, which are leaves, and whether its totals are reached.

Flows in: the lines of a list in order. Flows out: the same lines with parent, depth and leaf mark, the stated totals
with the leaves each covers, and whether any of it is uncertain. Codes decide where lines have them; else amounts do,
held to what numbering says; numbering alone decides only where no other reading is possible.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from analytics.reading.headings import squash
from analytics.reading.publications.budget.codes import continues, depth_of
from analytics.reading.publications.budget.lines import Line
from analytics.reading.publications.budget.sums import Forest, Item, Tree, Vector, forests, leaves

_MOST_ITEMS = 220  # lines of one list that are told by their amounts
_CODED = Decimal("0.5")  # from this share of coded lines on, codes decide
_WHOLE_WORD = re.compile(r"总计|总额")
_SUB_WORD = re.compile(r"小计")
_CARRIED = re.compile(r"结转|结余|上年|调入|调出|动用|弥补|使用非财政|预算稳定|债务|上解|补充")


@dataclass(frozen=True, slots=True)
class Total:
    """A stated total: its line, the leaves it covers, and whether they reach it (None where that cannot be told)."""

    line: Line
    leaves: tuple[Line, ...]
    holds: bool | None


@dataclass(slots=True)
class Settled:
    """A list whose structure is told: `whole` is its total, `groups` are further totals and parents with leaves."""

    lines: list[Line]
    leaves: list[Line]
    whole: Total | None = None
    groups: list[Total] = field(default_factory=list)
    is_checked: bool = False  # whether some parent or total confirms the amounts


def settle(lines: Sequence[Line], column: int, columns: Sequence[int]) -> Settled:
    """The structure of a list. `column` is that of its amounts, `columns` are all that add up alike."""
    items = [line for line in lines if not line.is_total]
    is_coded = bool(items) and Decimal(sum(line.code is not None for line in items)) / len(items) >= _CODED
    if is_coded:
        _by_codes(items, column)
        _roots_by_amounts(lines, items, column)
    else:
        _by_amounts(lines, column, columns)
    settled = Settled(list(lines), [line for line in items if line.is_leaf])
    _totals(settled, column)
    if settled.whole is None or settled.whole.holds is not True:
        _doubt_repeated(settled.leaves)
    _parents(settled, column)
    answers = [total.holds for total in [settled.whole, *settled.groups] if total is not None]
    settled.is_checked = True in answers and False not in answers
    return settled


# --- by codes --------------------------------------------------------------------------------------------------------


def _by_codes(items: Sequence[Line], column: int) -> None:
    """Parents by the beginning of their children's codes. A line without a code may head the coded lines below it."""
    head: Line | None = None
    section: list[Line] = []
    for position, line in enumerate(items):
        if line.code is not None:
            section.append(line)
        elif line.of_which and position:
            before = items[position - 1]
            line.parent, line.is_leaf = (before.parent if before.of_which else before), False
        elif _heads(items, position, column):
            _hang_section(section, head, column)
            head, section = line, []
            line.is_leaf = False
    _hang_section(section, head, column)
    for line in items:
        known = depth_of(line.code) if line.code else None
        line.depth = known or _ancestors(line) + 1


def _hang_section(section: Sequence[Line], head: Line | None, column: int) -> None:
    """Give each line its parent: the last before it whose code its own continues, else the first after it."""
    heads: Line | None = None  # a line that sums up those with the same code below it
    places: dict[str, list[int]] = defaultdict(list)
    for position, line in enumerate(section):
        places[line.code or ""].append(position)
    for position, line in enumerate(section):
        if heads is not None and heads.code != line.code:
            heads = None
        above = _above(places, line.code or "", position)
        line.parent = heads or (section[above] if above is not None else head)
        if line.parent is not None:
            line.parent.is_leaf = False
        if heads is None and _repeats(section, position, column):
            heads, line.is_leaf = line, False


def _above(places: Mapping[str, Sequence[int]], code: str, position: int) -> int | None:
    """The place of the line with the longest code that `code` continues, from the places of all codes."""
    for length in range(len(code) - 1, 0, -1):
        found = places.get(code[:length])
        if found:
            before = bisect_left(found, position)
            return found[before - 1] if before else found[0]
    return None


def _repeats(items: Sequence[Line], position: int, column: int) -> bool:
    """Whether a line sums up the lines right below it that carry the same code, such as the projects of a subject."""
    line = items[position]
    same: list[Line] = []
    for later in items[position + 1 :]:
        if later.code != line.code:
            break
        same.append(later)
    whole = line.value(column)
    if not same or whole is None or any(later.label == line.label for later in same):
        return False
    return whole == _sum(same, column)


def _heads(items: Sequence[Line], position: int, column: int) -> bool:
    """Whether a line without a code, such as the name of a unit, heads the coded lines below it: it is their sum."""
    line = items[position]
    below: list[Line] = []
    for later in items[position + 1 :]:
        if later.code is None and not later.of_which:
            break
        below.append(later)
    codes = [later.code for later in below if later.code]
    tops = [one for one in below if one.code and not any(continues(one.code, other) for other in codes)]
    whole = line.value(column)
    return bool(tops) and (whole == _sum(tops, column) if whole is not None else not line.has_figures)


def _roots_by_amounts(lines: Sequence[Line], items: Sequence[Line], column: int) -> None:
    """Lines whose codes are of another kind (a unit over its subjects) are told by the total that all must reach."""
    total = next((line for line in lines if line.is_total and line.value(column) is not None), None)
    roots = [line for line in items if line.parent is None and line.value(column)]
    whole = None if total is None else total.value(column)
    if whole is None or len(roots) > _MOST_ITEMS or _sum(roots, column) == whole:
        return
    if any(line.amounts[column].problem is not None for line in items):
        return
    ways = forests([Item((line.value(column) or Decimal(0),)) for line in roots], (whole,))
    ways = [way for way in ways if not any(tree.children and not roots[tree.index].is_leaf for tree in way)]
    if not ways:
        return
    for index in frozenset.union(*map(leaves, ways)) - frozenset.intersection(*map(leaves, ways)):
        roots[index].is_certain = False
    for tree in ways[0]:
        for child in tree.children:
            line, parent = roots[child.index], roots[tree.index]
            line.parent, parent.is_leaf = parent, False
            if line.label == parent.label:  # one line that stands twice, of which the total has room for one
                line.is_certain = False


def _ancestors(line: Line) -> int:
    count, parent = 0, line.parent
    while parent is not None:
        count, parent = count + 1, parent.parent
    return count


# --- by amounts ------------------------------------------------------------------------------------------------------


def _by_amounts(lines: Sequence[Line], column: int, columns: Sequence[int]) -> None:
    """Structure of lines without codes, stretch by stretch between their totals."""
    reached = Decimal(0)
    ahead = lines[0].value(column) if lines and lines[0].is_total else None
    rest = list(lines[1:] if ahead is not None else lines)
    ahead_line = lines[0] if ahead is not None else None
    stretch: list[Line] = []
    for line in [*rest, None]:
        if line is not None and not line.is_total:
            stretch.append(line)
            continue
        if stretch:
            goals = _goals(line, ahead_line, reached, column)
            _stretch(stretch, goals, column, columns)
            reached += _sum([one for one in stretch if one.parent is None and not _is_memo(one)], column)
        stretch = []


def _goals(total: Line | None, ahead: Line | None, reached: Decimal, column: int) -> list[tuple[Line, Decimal]]:
    """The totals that a stretch may reach, each with what stretches before have reached of it."""
    goals: list[tuple[Line, Decimal]] = []
    if total is not None and total.value(column) is not None:
        goals = [(total, reached), (total, Decimal(0))] if reached else [(total, Decimal(0))]
    if ahead is not None:
        goals.append((ahead, reached))
    return goals


def _stretch(
    stretch: Sequence[Line], goals: Sequence[tuple[Line, Decimal]], column: int, columns: Sequence[int]
) -> None:
    ways: list[Forest] = []
    filled: list[Line] = []
    if all(line.amounts[column].problem is None for line in stretch):
        filled, ways = _ways(stretch, goals, column, columns)
    if ways:
        _apply(filled, ways)
        _place_blanks(stretch, filled)
    else:
        _by_numbering(stretch, column, is_open=bool(goals) or len(stretch) > 1)
    for line in stretch:
        line.depth = _ancestors(line) + 1


def _ways(
    stretch: Sequence[Line], goals: Sequence[tuple[Line, Decimal]], column: int, columns: Sequence[int]
) -> tuple[list[Line], list[Forest]]:
    """The lines that hold amounts and the readings of them that reach a total.

    They must do so in all columns, else in that of the amounts, else but for rounding.
    """
    own = [line for line in stretch if line.value(column)]
    for chosen, room in ((tuple(columns), Decimal(0)), ((column,), Decimal(0)), ((column,), _rounding(own, column))):
        filled = [line for line in stretch if any(line.value(c) for c in chosen)]
        if len(filled) > _MOST_ITEMS:
            break
        items = [Item(_vector(line, chosen), line.rank, line.of_which) for line in filled]
        for total, reached in goals:
            if len(chosen) > 1 and reached:
                continue
            target = tuple((total.value(c) or Decimal(0)) - (reached if c == column else Decimal(0)) for c in chosen)
            if found := forests(items, target, room):
                return filled, found
    return own, []


def _vector(line: Line, columns: Sequence[int]) -> Vector:
    return tuple(line.value(c) or Decimal(0) for c in columns)


def _rounding(lines: Sequence[Line], column: int) -> Decimal:
    """Half of the last place that the amounts of a column show: what each of them may be off."""
    shown = [amount for line in lines if (amount := line.amounts[column]).value and amount.unit is not None]
    if not shown:
        return Decimal(0)
    steps = []
    for amount in shown:
        exponent = (
            ((amount.value or Decimal(0)) / amount.unit.factor).normalize().as_tuple().exponent if amount.unit else 0
        )
        places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        steps.append((amount.unit.factor if amount.unit else Decimal(1)).scaleb(-places))
    return min(steps) / 2


def _apply(filled: Sequence[Line], ways: Sequence[Forest]) -> None:
    """Take the reading that agrees best with the numbering; what others as good say differently is uncertain."""
    ranked = sorted(((_against(filled, way), n, way) for n, way in enumerate(ways)), key=lambda entry: entry[:2])
    best = ranked[0]
    alike = [leaves(way) for strain, _, way in ranked if strain == best[0]]
    for index in frozenset.union(*alike) - frozenset.intersection(*alike):
        filled[index].is_certain = False
    for tree in best[2]:
        _hang(filled, tree, None)


def _against(filled: Sequence[Line], way: Forest) -> int:
    """How often an unnumbered line right below a numbered one is not read as its child, and a line as none of a sum."""
    parents: dict[int, int | None] = {}

    def walk(tree: Tree, parent: int | None) -> int:
        parents[tree.index] = parent
        for index in tree.memo:
            parents[index] = tree.index
        return len(tree.memo) + sum(walk(child, tree.index) for child in tree.children)

    named = sum(walk(tree, None) for tree in way)
    return named + sum(
        filled[i].rank is not None
        and filled[i + 1].rank is None
        and parents.get(i + 1) != i
        and not _CARRIED.search(filled[i + 1].label)
        for i in range(len(filled) - 1)
    )


def _hang(filled: Sequence[Line], tree: Tree, parent: Line | None) -> None:
    line = filled[tree.index]
    line.parent = parent
    line.is_leaf = not tree.children
    for child in tree.children:
        _hang(filled, child, line)
    for index in tree.memo:
        filled[index].parent, filled[index].is_leaf = line, False


def _place_blanks(stretch: Sequence[Line], filled: Sequence[Line]) -> None:
    """Lines without amounts: by numbering, and where that says nothing beside the line before them."""
    known = set(map(id, filled))
    has_children = any(
        line.parent is not None and line.rank is None and line.parent.rank is not None for line in filled
    )
    if all(line.rank is None or line in filled for line in stretch) and not has_children:
        before: Line | None = None
        for line in stretch:
            if id(line) not in known:
                line.parent = before.parent if before is not None else None
                if line.of_which and before is not None:
                    line.parent, line.is_leaf = (
                        (before, False) if not before.of_which else (before.parent, before.is_leaf)
                    )
            before = line
        return
    for position, line in enumerate(stretch):
        if id(line) in known:
            continue
        line.parent = _parent_by_numbering(stretch, position)
        following = stretch[position + 1] if position + 1 < len(stretch) else None
        line.is_leaf = following is None or not _lies_below(following, line)


def _by_numbering(stretch: Sequence[Line], column: int, *, is_open: bool) -> None:
    """Structure by numbering alone; where lines without a number stand among others, only sums make it certain."""
    for position, line in enumerate(stretch):
        line.parent = _parent_by_numbering(stretch, position)
    for line in stretch:
        if line.parent is not None:
            line.parent.is_leaf = False
    for line in stretch:
        if line.of_which and line.parent is not None:
            line.is_leaf = False
            line.parent.is_leaf = True
    is_mixed = any(line.rank is None for line in stretch)
    if is_open and is_mixed and not _is_summed(stretch, column):
        for line in stretch:
            if line.has_figures:
                line.is_certain = False


def _is_summed(stretch: Sequence[Line], column: int) -> bool:
    """Whether every line without a number lies below one, and every parent is the sum of its children."""
    children: dict[int, list[Line]] = defaultdict(list)
    for line in stretch:
        children[id(line.parent)].append(line)
    sums = all(line.value(column) == _sum(children[id(line)], column) for line in stretch if id(line) in children)
    return sums and all(line.parent is not None or line.rank is not None for line in stretch)


def _parent_by_numbering(stretch: Sequence[Line], position: int) -> Line | None:
    line = stretch[position]
    for before in reversed(stretch[:position]):
        if line.of_which:
            return before if not before.of_which else before.parent
        if _lies_below(line, before):
            return before
        if line.rank is None and before.rank is None and before.parent is None:
            return None
    return None


def _lies_below(line: Line, before: Line) -> bool:
    """Whether numbering puts a line below another: a lower rank, or none at all below a numbered one."""
    if line.of_which:
        return True
    if before.rank is None:
        return False
    if line.rank is None:
        return not _CARRIED.search(line.label)
    return line.rank > before.rank


# --- totals ----------------------------------------------------------------------------------------------------------


def _doubt_repeated(leaves_of: Sequence[Line]) -> None:
    """A line that stands twice in a row with the same name and amounts, where no total confirms both."""
    for line, following in pairwise(leaves_of):
        same = (line.code, line.label) == (following.code, following.label)
        if (
            same
            and line.has_figures
            and [a.value for a in line.amounts.values()] == [a.value for a in following.amounts.values()]
        ):
            line.is_certain = following.is_certain = False


def _totals(settled: Settled, column: int) -> None:
    """The stated totals and what each covers: all leaves so far, those since the last total, those below, or all."""
    totals = [line for line in settled.lines if line.is_total and not line.amounts[column].is_blank]
    if not totals:
        return
    whole = _whole(settled, totals)
    order = {id(line): n for n, line in enumerate(settled.lines)}
    last = -1
    for line in totals:
        place = order[id(line)]
        if line is whole:
            settled.whole = Total(line, tuple(settled.leaves), _reaches(line, settled.leaves, column))
        else:
            sets = _reach_of(settled, order, last, place)
            fitting = next((s for s in sets if s and _reaches(line, s, column)), None)
            chosen = fitting if fitting is not None else sets[1 if _SUB_WORD.search(line.label) else 0]
            settled.groups.append(Total(line, tuple(chosen), _reaches(line, chosen, column)))
        last = place


def _whole(settled: Settled, totals: Sequence[Line]) -> Line | None:
    if settled.lines[0] in totals and not _SUB_WORD.search(totals[0].label):
        others = [t for t in totals[1:] if _WHOLE_WORD.search(t.label)]
        return totals[0] if not others or _WHOLE_WORD.search(totals[0].label) else others[-1]
    named = [t for t in totals if _WHOLE_WORD.search(t.label)] or [t for t in totals if not _SUB_WORD.search(t.label)]
    return named[-1] if named else (totals[0] if len(totals) == 1 else None)


def _reach_of(settled: Settled, order: dict[int, int], last: int, place: int) -> list[list[Line]]:
    placed = [(order[id(leaf)], leaf) for leaf in settled.leaves]
    following = min(
        (n for line in settled.lines if line.is_total and (n := order[id(line)]) > place), default=len(order)
    )
    return [
        [leaf for n, leaf in placed if n < place],
        [leaf for n, leaf in placed if last < n < place],
        [leaf for n, leaf in placed if place < n < following],
        [leaf for _, leaf in placed],
    ]


def _parents(settled: Settled, column: int) -> None:
    """The parents that state an amount, with the leaves below them, in the order of their lines."""
    below: dict[int, list[Line]] = defaultdict(list)
    for leaf in settled.leaves:
        parent = leaf.parent
        while parent is not None:
            below[id(parent)].append(leaf)
            parent = parent.parent
    for line in settled.lines:
        leaves_below = below[id(line)]
        if leaves_below and not line.is_total and not line.is_leaf and not line.amounts[column].is_blank:
            settled.groups.append(Total(line, tuple(leaves_below), _reaches(line, leaves_below, column)))
    order = {id(line): n for n, line in enumerate(settled.lines)}
    settled.groups.sort(key=lambda group: order[id(group.line)])


def _is_memo(line: Line) -> bool:
    return line.parent is not None and not line.is_leaf


def _reaches(line: Line, parts: Sequence[Line], column: int) -> bool | None:
    """Whether leaves add up to a total exactly; None where an amount among them is not certain or none is there."""
    stated = line.value(column)
    if stated is None:
        return None
    if any(part.amounts[column].problem is not None for part in parts):
        return True if _sum(parts, column) == stated else None
    return _sum(parts, column) == stated


def _sum(lines: Sequence[Line], column: int) -> Decimal:
    return sum((line.value(column) or Decimal(0) for line in lines), Decimal(0))


def is_carried(label: str) -> bool:
    """Whether a line carries money over from or into another year, or from another purse."""
    return _CARRIED.search(squash(label)) is not None
