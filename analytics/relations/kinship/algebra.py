"""The algebra of kin paths: what the relative of a relative is, read so that nothing is taken for certain that is not.

Flows in: paths in the letters `p` (a parent), `c` (a child), `s` (the spouse), `b` (a sibling, full or half) and, known
to this algebra alone, `f` (a sibling of both parents) and `P`, `C`, `B` (a step-parent, stepchild or step-sibling with
support and upbringing on record). Flows out: the readings of two paths after one another. A reading is a path, the
empty path (the person himself), or `?` and a word that says why it may also be something else: a parent's spouse is a
parent or a step-parent, a half-sibling's sibling a sibling or nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

Readings = frozenset[str]

SELF = ""
CO_PARENT = "?co-parent"
TWO_SPOUSES = "?two-spouses"
HALF_SIBLING = "?half-sibling"
PARENTS_SPOUSE = "?parents-spouse"
SPOUSES_CHILD = "?spouses-child"
STEP_LINE = "?step-line"

_STEP = frozenset("PCB")
# A step tie holds between the two it was recorded for; beyond them little is certain.
_BEYOND_STEP: dict[tuple[str, str], Readings] = {
    ("P", "s"): frozenset({"p", PARENTS_SPOUSE}),
    ("P", "c"): frozenset({"b", STEP_LINE}),
    ("C", "p"): frozenset({"s", CO_PARENT}),
    ("c", "P"): frozenset({"s", CO_PARENT}),
    ("s", "C"): frozenset({"c", SPOUSES_CHILD}),
    ("p", "C"): frozenset({"b", STEP_LINE}),
}

_BACKWARDS = str.maketrans("pcPC", "cpCP")


def reverse(path: str) -> str:
    """The same path seen from its other end.

    >>> reverse("pbcs"), reverse("sp"), reverse("csp")
    ('spbc', 'cs', 'csp')
    """
    return path.translate(_BACKWARDS)[::-1]


def is_certain(reading: str) -> bool:
    """Whether a reading is a path, not a doubt."""
    return not reading.startswith("?")


def plain(reading: str) -> str:
    """A path in the four letters that the law tells apart."""
    return reading.lower().replace("f", "b")


def certain_path(readings: Readings) -> str | None:
    """The one path that all readings agree in, None where they do not or where a doubt is left."""
    paths = {plain(one) if is_certain(one) else None for one in readings}
    return paths.pop() if len(paths) == 1 else None


@lru_cache(maxsize=1 << 14)
def join(one: str, other: str) -> Readings:
    """All readings of a path that goes on with another one; doubts stay doubts.

    >>> sorted(join("p", "b")), sorted(join("p", "s")), sorted(join("pb", "bc"))
    (['pb'], ['?parents-spouse', 'p'], ['', '?half-sibling', 'b', 'pbc'])
    """
    if not is_certain(one) or not one:
        return frozenset({one or other})
    if not is_certain(other) or not other:
        return frozenset({other or one})
    if not _STEP.isdisjoint(one + other):
        return _BEYOND_STEP.get((one, other), frozenset({STEP_LINE}))
    left, right = one[:-1], other[1:]
    match one[-1], other[0]:
        case "p", "c":
            return _read(left, "b", right) | join(left, right)
        case "c", "p":
            return join(left, right) | _read(left, "s", right) | {CO_PARENT}
        case "s", "s":
            return join(left, right)
        case "f", "f":
            return _read(left, "f", right) | join(left, right)
        case (("b" | "f" as first), ("b" | "f" as second)):
            return _read(left, "b", right) | join(left, right) | _half(first, second)
        case (("b" | "f" as first), "p"):
            return _read(left, "p", right) | _half(first)
        case "c", ("b" | "f" as second):
            return _read(left, "c", right) | _half(second)
        case "p", "s":
            return _read(left, "p", right) | {PARENTS_SPOUSE}
        case "s", "c":
            return _read(left, "c", right) | {SPOUSES_CHILD}
    return frozenset({one + other})


def join_all(some: Iterable[str], others: Iterable[str]) -> Readings:
    """The readings of one undecided path after another."""
    heads, tails = tuple(some), tuple(others)
    return frozenset(reading for head in heads for tail in tails for reading in join(head, tail))


def join_distinct(some: Readings, others: Readings) -> Readings:
    """The readings from one person to another person who is not the same.

    >>> sorted(join_distinct(frozenset({"p"}), frozenset({"c"})))
    ['b']
    """
    return (join_all(some, others) - {SELF}) or frozenset({TWO_SPOUSES})


def _read(left: str, letter: str, right: str) -> Readings:
    """A junction that was read as one letter, joined to what stands before and after it."""
    return join_all(join(left, letter), {right})


def _half(*siblings: str) -> Readings:
    """Siblings may have one parent only in common, unless one of them is said to be a full one."""
    return frozenset() if "f" in siblings else frozenset({HALF_SIBLING})
