"""Readings as columns: undecided paths written as text, and tables that say what each text means.

Flows in: sets of readings of the algebra. Flows out: their texts, which rows carry, and small lookup tables from texts
to texts (what two or three declared rows come to) and from texts to columns (path, state, sets), made in Python once
for the few texts that occur and joined on any engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.kinship.algebra import SELF, Readings, certain_path, is_certain, join_all, join_distinct, plain
from analytics.relations.kinship.sets import JQS, K74, kin_sets

_BETWEEN = "|"
_OUTSIDE = "-"


def text_of(readings: Readings) -> str:
    """Readings as one text."""
    return _BETWEEN.join(sorted(readings))


def readings_of(text: str) -> Readings:
    """The readings that a text says."""
    return frozenset(text.split(_BETWEEN))


def outside(why: str) -> str:
    """The text of what is surely no kin."""
    return _OUTSIDE + why


def leads_on(text: str) -> bool:
    """Whether a declared relation says a path, or may, from which one can go on."""
    return not text.startswith(_OUTSIDE) and any(is_certain(one) for one in readings_of(text))


def plain_text(text: str) -> str:
    """A text with its paths in the four letters of the law."""
    return text_of(frozenset(plain(one) if is_certain(one) else one for one in readings_of(text)))


def is_worth_saying(readings: Readings) -> bool:
    """Whether what was put together is worth saying: some reading is in K74, and none leads to a path outside it.

    A cousin's cousin may be a brother, a cousin or nobody's kin: nothing is said about him. Every beginning of a path
    in K74 is in K74, so that nothing is lost on the way.
    """
    paths = [plain(one) for one in readings if is_certain(one) and one != SELF]
    return bool(paths) and all(K74 in kin_sets(one) for one in paths)


def has_marriage(readings: Readings) -> bool:
    """Whether a marriage lies on the way, in any reading."""
    return any("s" in one for one in readings if is_certain(one))


@lru_cache(maxsize=1 << 17)
def two(first: str, second: str) -> Readings:
    """What two rows after one another come to, between two different people."""
    if _OUTSIDE in (first[:1], second[:1]):
        return frozenset()
    return join_distinct(readings_of(first), readings_of(second))


def three(first: str, second: str, third: str) -> Readings:
    """What three rows come to among four different people: what both ways of putting them together allow.

    A doubt of one way is settled where the other has none: the uncle found through a grandparent is no parent, since
    the parent on the way is known to be somebody else.
    """
    left = join_all(two(first, second), readings_of(third)) - {SELF}
    right = join_all(readings_of(first), two(second, third)) - {SELF}
    sure = [frozenset(filter(is_certain, way)) for way in (left, right)]
    doubts = (left - sure[0], right - sure[1])
    if doubts[0] and doubts[1]:
        return (sure[0] & sure[1] or sure[0]) | doubts[0] | doubts[1]
    if doubts[0] or doubts[1]:
        return sure[1] if doubts[0] else sure[0]
    return sure[0] & sure[1]


def results_of_two(firsts: Iterable[str], seconds: Iterable[str]) -> ir.Table:
    """All pairs of texts that come to something worth saying: `first`, `second`, `result`, `plain`, `bounded`."""
    rows = [
        {
            "first": first,
            "second": second,
            "result": text_of(found),
            "plain": plain_text(text_of(found)),
            "bounded": has_marriage(found),
        }
        for first, second in product(sorted(firsts), sorted(seconds))
        if is_worth_saying(found := two(first, second))
    ]
    return lookup(rows, {**dict.fromkeys(("first", "second", "result", "plain"), pa.string()), "bounded": pa.bool_()})


def results_of_three(pairs: Iterable[tuple[str, str]], thirds: Iterable[str]) -> ir.Table:
    """The same for three rows, of which the first two are known to come to something."""
    rows = [
        {
            "first": pair[0],
            "second": pair[1],
            "third": third,
            "result": text_of(found),
            "plain": plain_text(text_of(found)),
            "bounded": has_marriage(found),
        }
        for pair, third in product(sorted(pairs), sorted(thirds))
        if is_worth_saying(found := three(*pair, third))
    ]
    return lookup(
        rows, {**dict.fromkeys(("first", "second", "third", "result", "plain"), pa.string()), "bounded": pa.bool_()}
    )


def meanings(texts: Iterable[str]) -> ir.Table:
    """What each text says in the columns of the kin relations."""
    rows = [{"reading_text": text, **meaning(text)} for text in texts]
    schema = {
        **dict.fromkeys(("reading_text", "path", "readings", "state", "why"), pa.string()),
        **dict.fromkeys(("in_k74", "in_jqs"), pa.bool_()),
    }
    return lookup(rows, schema)


def meaning(text: str) -> dict[str, str | bool | None]:
    """The columns `path`, `readings`, `state`, `why`, `in_k74` and `in_jqs` of one text.

    >>> meaning("p|?parents-spouse")["state"], meaning("bc|c")["in_k74"], meaning("bc|c")["in_jqs"]
    ('unknown', True, None)
    """
    if text.startswith(_OUTSIDE):
        why = text.removeprefix(_OUTSIDE)
        return {"path": None, "readings": None, "state": "none", "why": why, "in_k74": False, "in_jqs": False}
    readings = readings_of(text)
    path, in_k74 = certain_path(readings), _held(K74, readings)
    doubts = sorted(one.removeprefix("?") for one in readings if not is_certain(one))
    return {
        "path": path,
        "readings": plain_text(text),
        "state": "kin" if path or in_k74 else "unknown",
        "why": None if path else (doubts[0] if doubts else "several-readings"),
        "in_k74": in_k74,
        "in_jqs": _held(JQS, readings),
    }


def beside(rows: ir.Table, other: ir.Table, *keys: str) -> ir.Table:
    """All rows, with what another table knows under the same keys; null where it knows nothing."""
    joined = rows.left_join(other, list(keys), rname="right_{name}")
    return joined.drop(*(f"right_{key}" for key in keys))


def is_any(rows: ir.Table) -> bool:
    """Whether a table has a row."""
    return bool(rows.count().to_pyarrow().as_py())


def lookup(rows: Sequence[Mapping[str, object]], schema: Mapping[str, pa.DataType]) -> ir.Table:
    """A small table of these rows, which may be none."""
    return ibis.memtable(pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(schema)))


def _held(kin_set: str, readings: Readings) -> bool | None:
    """Whether a set holds the relative by every reading, by none, or (None) it depends on the reading."""
    held = {kin_set in kin_sets(plain(one)) if is_certain(one) else None for one in readings}
    return held.pop() if len(held) == 1 else None
