"""Numbered lists inside one cell or line: `1.… 2.…`, `①…②…`, `（1）…（2）…`, `一是…二是…`.

Flows in: the text of a cell. Flows out: its items in the order written, each with its number. A number inside a
sentence opens no item, and a text without numbers is no list.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮"
_WORDS = "一二三四五六七八九十"
_MARK = re.compile(
    rf"(?P<n>\d{{1,2}})\s*(?:[.．、)）]|[:：](?!\d))(?!\d)\s*|[(（](?P<b>\d{{1,2}})[)）][、.]?\s*|(?P<c>[{_CIRCLED}])[、.]?\s*"
    rf"|(?P<d>[{_WORDS}])是\s*|(?P<e>[{_WORDS}])、\s*|[(（](?P<f>[{_WORDS}])[)）][、.]?\s*"
)
_OPENS = re.compile(r"[。；;:：.\s!！?？…]$")


class Item(NamedTuple):
    """One item of a list: its number as written, and its text."""

    number: int
    text: str


def items_in(text: str) -> list[Item]:
    """The items of a numbered list, in the order written; empty where the text is none.

    The sort of the first number (1., ①, (1), 一是) decides; numbers of another sort belong to the text of an item.
    Inside a line only the number that follows opens an item, so that 第3.5条 opens none.

    >>> items_in("1.公示期不足;2.台账不全")
    [Item(number=1, text='公示期不足;'), Item(number=2, text='台账不全')]
    >>> items_in("按第2.1条整改")
    []
    """
    starts: list[tuple[int, int, int]] = []
    sort: str | None = None
    expected = 1
    for match in _MARK.finditer(text):
        own = next(name for name in "nbcdef" if match[name])
        number = _number(match[own])
        before = text[: match.start()]
        at_line = not before.strip() or before.rstrip(" \t").endswith("\n")
        opens = at_line or _OPENS.search(before) is not None or (own == sort != "n" and number == expected)
        if sort is None and opens:
            sort = own
        if own != sort or not opens or not (at_line or number in (expected, 1)):
            continue
        expected = number + 1
        starts.append((match.start(), match.end(), number))
    ends = [start for start, _, _ in [*starts[1:], (len(text), 0, 0)]][: len(starts)]
    return [Item(number, text[begin:end].strip()) for (_, begin, number), end in zip(starts, ends, strict=True)]


def _number(written: str) -> int:
    for signs in (_CIRCLED, _WORDS):
        if written in signs:
            return signs.index(written) + 1
    return int(written)


def counts_on(numbers: list[int]) -> bool:
    """Whether numbers run from 1 on, once or again for a second list.

    >>> counts_on([1, 2, 3]), counts_on([1, 2, 1, 2]), counts_on([2, 1]), counts_on([1, 3])
    (True, True, False, False)
    """
    follows = all(later in (before + 1, 1) for before, later in pairwise(numbers))
    return bool(numbers) and numbers[0] == 1 and follows
