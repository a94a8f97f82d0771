"""Masked identity numbers as evidence: which agree, which contradict each other, and who has one that agrees.

Flows in: masked numbers in one form (18 places, `*` for what is blacked out). Flows out: comparisons, each in time that
does not grow with the number of namesakes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

from analytics.identity.names import LEGIBLE_PLACES, is_strong_mask

_Item = TypeVar("_Item")
_Places = tuple[int, ...]


def contradict(masks: Iterable[str]) -> bool:
    """Whether some two of these masked numbers conflict.

    >>> contradict(["439903********001X", "4399**********001X", "**************0028"])
    True
    """
    return any(len(set(places) - {"*"}) > 1 for places in zip(*set(masks), strict=True))


class MaskIndex(Generic[_Item]):
    """Items by the name and masked number they bear; `agreeing` gives those whose number agrees with one asked for.

    Masks are of a few shapes (which places are legible). For two shapes with at least ten places in common, those
    places are one key, so that a look-up is a look-up in a dictionary for each shape.
    """

    def __init__(self) -> None:
        self._borne: dict[_Places, list[tuple[str, str, _Item]]] = defaultdict(list)
        self._tables: dict[tuple[_Places, _Places], dict[tuple[str, str], list[_Item]]] = {}

    def add(self, name: str, mask: str, item: _Item) -> None:
        """Add an item; one whose mask shows too little is never found."""
        if not is_strong_mask(mask):
            return
        shape = _legible(mask)
        self._borne[shape].append((name, mask, item))
        for (of_shape, common), table in self._tables.items():
            if of_shape == shape:
                table.setdefault((name, _shown(mask, common)), []).append(item)

    def agreeing(self, name: str, mask: str) -> Iterator[_Item]:
        """Items of this name whose masks agree with this one."""
        asked = set(_legible(mask))
        for shape in list(self._borne):
            common = tuple(place for place in shape if place in asked)
            if len(common) >= LEGIBLE_PLACES:
                yield from self._table(shape, common).get((name, _shown(mask, common)), ())

    def _table(self, shape: _Places, common: _Places) -> dict[tuple[str, str], list[_Item]]:
        table = self._tables.get((shape, common))
        if table is None:
            table = self._tables[shape, common] = {}
            for name, mask, item in self._borne[shape]:
                table.setdefault((name, _shown(mask, common)), []).append(item)
        return table


@lru_cache(maxsize=1 << 16)
def _legible(mask: str) -> _Places:
    return tuple(place for place, sign in enumerate(mask) if sign != "*")


def _shown(mask: str, places: _Places) -> str:
    return "".join([mask[place] for place in places])
