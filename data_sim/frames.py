"""Frames: the tables of the world, columns of equal length as numpy arrays, with what each column means.

Flows in: layouts and arrays. Flows out: frames that builders fill and schemes change in place. A row is named by its
position, which never changes: rows are added at the end, and a row that shall not be published is only unmarked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

EPOCH = date(1970, 1, 1)
NEVER = np.iinfo(np.int32).max  # a day that has not come: alive, still married, still in post
NOBODY = -1  # a reference to no row
UNKNOWN = np.iinfo(np.int64).min  # an amount that is not written

_TYPES: dict[str, Any] = {
    "day": np.int32,  # days since 1970-01-01; NEVER is an open end
    "minute": np.int64,  # minutes since 1970-01-01 00:00, by the clocks of the offices
    "fen": np.int64,  # UNKNOWN where not written
    "count": np.int32,
    "flag": np.bool_,
    "term": np.int8,  # position in the vocabulary; NOBODY for none
    "row": np.int32,  # position in another frame; NOBODY for none
    "text": np.object_,
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a frame: its kind, what it refers to (`of`: a frame or a vocabulary), what it means."""

    name: str
    kind: str
    about: str
    of: str = ""


def layout(text: str) -> tuple[Column, ...]:
    """Columns from lines `name | kind [of] | about`, so that a layout reads as the table it is.

    >>> layout("born | day | day of birth")[0].kind
    'day'
    """
    columns = []
    for line in filter(None, map(str.strip, text.splitlines())):
        name, kind, about = (part.strip() for part in line.split("|"))
        kind, _, of = kind.partition(" ")
        if kind not in _TYPES:
            raise ValueError(f"column {name}: no kind {kind!r}")
        columns.append(Column(name, kind, about, of))
    return tuple(columns)


class Frame:
    """Columns of equal length in a declared layout; `kept` says which rows are published."""

    def __init__(self, columns: tuple[Column, ...], data: Mapping[str, Any] | None = None) -> None:
        self.columns = columns
        self._data: dict[str, Array] = {c.name: np.empty(0, _TYPES[c.kind]) for c in columns}
        self.kept: Array = np.empty(0, np.bool_)
        if data is not None:
            self.append(**data)

    def __len__(self) -> int:
        return len(self.kept)

    def __getitem__(self, name: str) -> Array:
        return self._data[name]

    def __setitem__(self, name: str, values: Any) -> None:
        self._data[name][:] = values

    def append(self, **columns: Any) -> Array:
        """Add rows, every column named (a single value stands for all); returns their positions."""
        if columns.keys() != self._data.keys():
            raise ValueError(f"columns differ: {sorted(columns.keys() ^ self._data.keys())}")
        size = max((len(v) for v in columns.values() if _is_many(v)), default=1)
        first = len(self)
        for column in self.columns:
            values = columns[column.name]
            kind = _TYPES[column.kind]
            if column.kind == "text":
                added = np.empty(size, np.object_)
                added[:] = _once_each(values)
            else:
                added = np.broadcast_to(np.asarray(values), (size,)).astype(kind)
            self._data[column.name] = np.concatenate([self._data[column.name], added]) if first else added
        self.kept = np.concatenate([self.kept, np.ones(size, np.bool_)])
        return np.arange(first, first + size)

    def row(self, index: int) -> dict[str, Any]:
        """One row as plain values."""
        return {name: values[index].item() if hasattr(values[index], "item") else values[index]
                for name, values in self._data.items()}  # fmt: skip

    def add_like(self, index: int, **changes: Any) -> int:
        """A copy of a row with some columns changed; returns its position."""
        return int(self.append(**{**self.row(index), **changes})[0])

    def withhold(self, index: Any) -> None:
        """Leave rows out of what is published; their positions stay."""
        self.kept[index] = False


def _once_each(values: Any) -> Any:
    """The same texts, each kept once however often it stands: most columns hold a few words many times."""
    if isinstance(values, np.ndarray) and values.dtype.kind == "U":
        words, places = np.unique(values, return_inverse=True)
        return words.astype(np.object_)[places]
    if isinstance(values, list):
        known: dict[str, str] = {}
        return [known.setdefault(value, value) for value in values]
    return values


def _is_many(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or (isinstance(value, np.ndarray) and value.ndim == 1)


def day_of(when: date) -> int:
    """The number of a day.

    >>> day_of(date(1970, 1, 11))
    10
    """
    return (when - EPOCH).days


def date_of(day: int) -> date | None:
    """The day of a number; None for an open end."""
    return None if day == NEVER else EPOCH + timedelta(days=int(day))
