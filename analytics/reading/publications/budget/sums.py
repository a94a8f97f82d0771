"""Which lines of a list are sums of the lines below them, told by the amounts alone.

Flows in: the amounts of a list in order, what numbering says, and the total they must reach. Flows out: the trees of
lines under which every parent is the sum of its children and the roots reach the total, each line covered once. Where
several fit, all of them are given: what they differ in is not certain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Vector = tuple[Decimal, ...]
_MOST_STEPS = 150_000  # a list that needs more is told by its numbering alone
_MOST_TREES = 4  # that many ways are enough to know that there is more than one
_MEMO_TAIL = 6  # lines that may belong to a 其中 without saying so


@dataclass(frozen=True, slots=True)
class Item:
    """A line with an amount: one figure for each column, the rank of its number, and whether it says 其中."""

    values: Vector
    rank: int | None = None
    of_which: bool = False


@dataclass(frozen=True, slots=True)
class Tree:
    """A line with its children, as indexes; `memo` are lines named under it that do not make it up (其中)."""

    index: int
    children: tuple[Tree, ...] = ()
    memo: tuple[int, ...] = ()


Forest = tuple[Tree, ...]


def forests(items: Sequence[Item], target: Vector, slack: Decimal = Decimal(0)) -> list[Forest]:
    """Up to a few forests over all items whose roots add up to `target`; none where the amounts fit no such reading.

    `slack` is what each line may be off by rounding. A list that is too long or too tangled to look at all its readings
    gives none: one of many must not pass for the only one.
    """
    search = _Search(items, slack)
    try:
        found = [forest for end, forest in search.below(0, target, 0, len(items)) if end == len(items)]
    except _TooManySteps:
        return []
    return found[:_MOST_TREES]


class _TooManySteps(Exception):
    """The search was given up."""


class _Search:
    def __init__(self, items: Sequence[Item], slack: Decimal) -> None:
        self._items = items
        self._slack = slack
        self._known: dict[tuple[int, Vector, int, int], list[tuple[int, Forest]]] = {}
        self._grown: dict[tuple[int, int], list[tuple[int, Tree]]] = {}
        self._limits = [
            next((n for n in range(i + 1, len(items)) if _closes(item, items[n])), len(items))
            for i, item in enumerate(items)
        ]
        self._steps = 0
        self._is_positive = all(value >= 0 for item in items for value in item.values)

    def below(self, start: int, target: Vector, count: int, stop: int) -> list[tuple[int, Forest]]:
        """The forests that begin at `start`, end before `stop` and add up to `target`: (end, trees).

        `count` lines were added before on the way to the same sum.
        """
        key = (start, target, count if self._slack else 0, stop)
        if key in self._known:
            return self._known[key]
        found: list[tuple[int, Forest]] = []
        self._known[key] = found
        room = self._slack * (count + 1)
        if all(abs(value) <= room for value in target):
            found.append((start, ()))
            if self._is_positive and not self._slack:
                return found
        if start >= stop or (self._is_positive and any(value < -room for value in target)):
            return found
        values = self._items[start].values
        rest = tuple(a - b for a, b in zip(target, values, strict=True))
        for end, tree in self._trees(start, stop):
            self._count()
            for last, trees in self.below(end, rest, count + 1, stop):
                self._count()
                found.append((last, (tree, *trees)))
        return found

    def _count(self) -> None:
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _TooManySteps

    def _trees(self, index: int, stop: int) -> list[tuple[int, Tree]]:
        """The trees whose root is this line: alone, over children that add up to it, or with lines named 其中."""
        if (index, stop) in self._grown:
            return self._grown[index, stop]
        item = self._items[index]
        limit = min(stop, self._limits[index])
        found: list[tuple[int, Tree]] = []
        self._grown[index, stop] = found
        named = index + 1
        while named < limit and self._items[named].of_which:
            named += 1
        if index + 1 < limit:
            for end, trees in self.below(index + 1, item.values, 0, limit):
                if trees and (end >= named or item.of_which):
                    found.append((end, Tree(index, trees)))
        if item.of_which or named == index + 1:
            found.append((index + 1, Tree(index)))
        else:
            for end in range(named, min(limit, named + _MEMO_TAIL) + 1):
                found.append((end, Tree(index, (), tuple(range(index + 1, end)))))
        return found


def _closes(item: Item, later: Item) -> bool:
    """Whether a later line cannot lie below this one: its number is of the same or a higher rank."""
    return item.rank is not None and later.rank is not None and later.rank <= item.rank


def leaves(forest: Forest) -> frozenset[int]:
    """The lines that are summed: those without children, and without what is only named under another.

    >>> sorted(leaves((Tree(0, (Tree(1), Tree(2))), Tree(3, (), (4,)))))
    [1, 2, 3]
    """
    found: set[int] = set()
    for tree in forest:
        found |= leaves(tree.children) if tree.children else {tree.index}
    return frozenset(found)
