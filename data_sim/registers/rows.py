"""The rows of a register in pieces: which rows of which frame, in which order, and the function that writes them.

Flows in: a world. Flows out: Arrow tables of at most `PIECE` rows in the columns of the import table. Rows stand in the
order of the register (by day, by number), ties by lot, so that what was added late stands among the others; numbers
that hold a `#` are counted in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_sim.frames import Array
from data_sim.registers.cells import Cells
from data_sim.world import World
from models.fields import fields_of
from models.templates import PARENT_NO, RECORD_NO, linking, sheets

PIECE = 200_000
AT = "@"  # beside the columns of a piece: the position of the row of the frame that each row is written from
Columns = dict[str, Any]

_WRITERS: dict[str, Callable[[Registers], Iterator[Columns]]] = {}


class Registers(Cells):
    """The registers of one world. Made after the last change to its frames: numbers and orders are kept."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._numbers: dict[str, Any] = {}
        self._orders: dict[str, Array] = {}

    def table(self, name: str) -> Iterator[pa.Table]:
        """The rows of a table of `models.tables`, in pieces; there is always one, if only an empty one."""
        return (piece.drop_columns([AT]) for piece in self.pieces(name))

    def pieces(self, name: str) -> Iterator[pa.Table]:
        """The same with a further column `AT`: which row of its frame each row is written from (-1: from many)."""
        write = writers()[name]
        keys = [*linking(sheets()[name]), *fields_of(sheets()[name])]
        had_none = True
        for columns in write(self):
            had_none = False
            at = pa.array(np.asarray(columns.pop(AT), np.int64))
            unknown = columns.keys() - set(keys)
            if unknown:
                raise ValueError(f"{name} has no columns {sorted(unknown)}")
            yield pa.table({key: columns.get(key, pa.nulls(len(at), pa.string())) for key in keys} | {AT: at})
        if had_none:
            yield pa.table({key: pa.array([], pa.string()) for key in keys} | {AT: pa.array([], pa.int64())})

    def order(self, frame: str, *by: str, within: Array | None = None) -> Array:
        """Positions of the published rows of a frame in the order of these columns, ties by lot."""
        key = f"{frame}:{by}"
        if key not in self._orders or within is not None:
            rows = np.flatnonzero(self.world[frame].kept) if within is None else within
            lot = self.world.streams(f"registers:{frame}").random(len(self.world[frame]))
            columns = [self.world[frame][column][rows] for column in reversed(by)]
            ordered = rows[np.lexsort((lot[rows], *columns))].astype(np.int32)
            if within is not None or len(ordered) > PIECE:
                return ordered  # a long one is sorted anew rather than kept
            self._orders[key] = ordered
        return self._orders[key]

    def numbers(self, frame: str, by: str) -> Any:
        """The number of every row of a frame; `#` is counted within the text before it, in the order of a column."""
        if frame not in self._numbers:
            column = self.world[frame]["number"]
            rows = self.order(frame, by)
            texts = pa.array(column[rows], pa.string())
            coded = texts.dictionary_encode()
            codes = coded.indices.to_numpy(zero_copy_only=False)
            by_code = np.argsort(codes, kind="stable")
            ranked = codes[by_code]
            count = np.empty(len(rows), np.int64)
            count[by_code] = np.arange(len(rows)) - np.searchsorted(ranked, ranked) + 1
            width = max(4, len(str(len(rows))))
            serial = pc.utf8_lpad(pa.array(count).cast(pa.string()), width=width, padding="0")
            counted = pc.replace_substring(texts, "#", "")
            counted = pc.if_else(
                pc.match_substring(texts, "#"), pc.binary_join_element_wise(counted, serial, ""), texts
            )
            place = np.full(len(self.world[frame]), -1, np.int64)
            place[rows] = np.arange(len(rows))
            self._numbers[frame] = counted.take(pa.array(place, mask=place < 0))
        return self._numbers[frame]

    def ordinals(self, rows: Array, size: int) -> Array:
        """The record number (from 1) of each position among these rows; 0 for those that are not among them."""
        place = np.zeros(size, np.int64)
        place[rows] = np.arange(1, len(rows) + 1)
        return place


def writes(name: str) -> Callable[[Callable[[Registers], Iterator[Columns]]], Callable[[Registers], Iterator[Columns]]]:
    """Declare a function as the writer of a table."""

    def declare(write: Callable[[Registers], Iterator[Columns]]) -> Callable[[Registers], Iterator[Columns]]:
        _WRITERS[name] = write
        return write

    return declare


def pieces(rows: Array, size: int = PIECE) -> Iterator[Array]:
    """Positions in pieces."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


def record_numbers(first: int, size: int) -> Any:
    """Record numbers from `first` on."""
    return pa.array(np.arange(first, first + size)).cast(pa.string())


def writers() -> dict[str, Callable[[Registers], Iterator[Columns]]]:
    """Every writer: the modules of this folder are read once."""
    if not _WRITERS:
        package = import_module("data_sim.registers.areas")
        for module in iter_modules(package.__path__):
            import_module(f"data_sim.registers.areas.{module.name}")
    return _WRITERS


def register(world: World, name: str) -> Iterator[pa.Table]:
    """The rows of one table, in pieces."""
    return Registers(world).table(name)


def rows(world: World | Registers, name: str) -> list[dict[str, Any]]:
    """The rows of one table as plain values, for those who write publications."""
    registers = world if isinstance(world, Registers) else Registers(world)
    return [row for piece in registers.table(name) for row in piece.to_pylist()]


__all__ = [
    "AT",
    "PARENT_NO",
    "PIECE",
    "RECORD_NO",
    "Columns",
    "Registers",
    "pieces",
    "record_numbers",
    "register",
    "rows",
    "writers",
    "writes",
]
