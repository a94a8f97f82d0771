"""Cells: columns of the world's frames as Arrow columns, names and numbers written out.

Flows in: arrays of positions, days, fen and codes. Flows out: Arrow arrays of text, dates, decimal yuan and codes;
what is nobody, never or unknown is null.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_sim.frames import NEVER, NOBODY, UNKNOWN, Array
from data_sim.naming import GIVEN, SURNAMES, accounts, identity_numbers, mobiles
from data_sim.world import World
from models.vocabulary import Term

_YUAN = pa.decimal128(18, 2)


class Cells:
    """The columns of one world; texts are kept once they have been made."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._texts: dict[tuple[str, str], Any] = {}

    @cached_property
    def _surnames(self) -> Any:
        return pa.array(SURNAMES, pa.string())

    @cached_property
    def _given(self) -> Any:
        return pa.array(GIVEN, pa.string())

    def person(self, people: Array) -> Any:
        """Names of persons."""
        persons = self.world["persons"]
        known = np.maximum(people, 0)
        parts = [
            self._surnames.take(pa.array(persons["surname"][known])),
            self._given.take(pa.array(persons["given"][known])),
        ]
        return _masked(pc.binary_join_element_wise(*parts, ""), people == NOBODY)

    def identity(self, people: Array) -> Any:
        """Identity numbers of persons."""
        persons = self.world["persons"]
        known = np.maximum(people, 0)
        if not len(known):
            return pa.array([], pa.string())
        numbers = identity_numbers(persons["area"][known], persons["born"][known], persons["sequence"][known])
        return _masked(numbers.cast(pa.string()), people == NOBODY)

    def mobile(self, people: Array) -> Any:
        """Telephones of persons."""
        return _masked(mobiles(np.maximum(people, 0)).cast(pa.string()), people == NOBODY) if len(people) else _empty()

    def account(self, owners: Array) -> Any:
        """Bank accounts, one for each number of an owner."""
        return _masked(accounts(np.maximum(owners, 0)).cast(pa.string()), owners == NOBODY) if len(owners) else _empty()

    def text(self, frame: str, column: str, rows: Array) -> Any:
        """Texts of another frame by position; blank ones are null."""
        key = (frame, column)
        if key not in self._texts:
            values = pa.array(self.world[frame][column], pa.string())
            self._texts[key] = pc.if_else(pc.equal(values, ""), None, values)
        return self._texts[key].take(pa.array(rows, mask=np.asarray(rows) == NOBODY))


def _empty() -> Any:
    return pa.array([], pa.string())


def _masked(values: Any, missing: Array) -> Any:
    return values if not missing.any() else pc.if_else(pa.array(~missing), values, None)


def words(values: Any) -> Any:
    """Texts as they are; blank ones are null."""
    column = pa.array(values, pa.string())
    return pc.if_else(pc.equal(column, ""), None, column)


def either(first: Any, second: Any) -> Any:
    """The first column, where it is null the second."""
    return pc.coalesce(first, second)


def day(days: Array) -> Any:
    """Days; a day that has not come is null."""
    values = np.asarray(days, np.int32)
    return pa.array(values, pa.int32(), mask=values == NEVER).cast(pa.date32())


def moment(minutes: Array) -> Any:
    """Instants by the clocks of the offices."""
    return pa.array(np.asarray(minutes, np.int64) * 60, pa.timestamp("s"))


def yuan(fen: Array) -> Any:
    """Decimal yuan of whole fen; an amount that is not written is null."""
    values = np.ascontiguousarray(fen, np.int64)
    wide = np.empty((len(values), 2), np.int64)
    wide[:, 0], wide[:, 1] = values, values >> 63
    mask = values == UNKNOWN
    column = pa.Array.from_buffers(_YUAN, len(values), [None, pa.py_buffer(wide)])
    return _masked(column, mask)


def number(values: Array, missing: int = NOBODY) -> Any:
    """Whole numbers."""
    array = np.asarray(values, np.int64)
    return pa.array(array, mask=array == missing)


def hundredths(values: Array) -> Any:
    """Numbers kept in hundredths (mu, per cent), as decimals."""
    return yuan(np.where(np.asarray(values) == NOBODY, UNKNOWN, np.asarray(values, np.int64)))


def flag(values: Array) -> Any:
    """Yes and no."""
    return pa.array(np.asarray(values, np.bool_))


def term(codes: Array, vocabulary: type[Term]) -> Any:
    """Codes of a vocabulary by position."""
    known = pa.array([str(item) for item in vocabulary], pa.string())
    positions = np.asarray(codes, np.int64)
    return known.take(pa.array(positions, mask=positions == NOBODY))


def same(text: str | None, size: int) -> Any:
    """One text for all rows."""
    return pa.repeat(pa.scalar(text, pa.string()), size)
