"""A table made of records: which columns it shows, under which of their usual headings, and which cells are merged.

Flows in: records as mappings, the columns of a kind, a style. Flows out: a `Table`. One record is one row; the first
columns of neighbouring rows that say the same are one merged cell, as offices lay such tables out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from data_sim.publishing.document import Span, Table, Value
from data_sim.publishing.style import Style

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the headings under which units keep it, and what it shows of a record."""

    names: tuple[str, ...]
    show: Callable[[Record], Value]


def field(*names: str, key: str, words: Mapping[str, str] | None = None) -> Column:
    """A column that shows one attribute as it is, or the word that its code stands for."""

    def show(record: Record) -> Value:
        value = record.get(key)
        return words.get(str(value), str(value)) if words is not None and value is not None else value

    return Column(names, show)


def table_of(
    records: Sequence[Record],
    columns: Sequence[Column],
    style: Style,
    grouped: int = 0,
    serial: str | None = "序号",
) -> Table:
    """The table of records; the first `grouped` columns of equal neighbours are merged, the serial number with them."""
    rows: list[list[Value]] = [[column.show(record) for column in columns] for record in records]
    heading = [style.pick(column.names) for column in columns]
    lengths = [len(list(rows_of)) for _, rows_of in groupby(tuple(row[:grouped]) for row in rows)] if grouped else []
    spans: list[Span] = []
    shift = 0 if serial is None else 1
    top = 1
    for length in lengths:
        if length > 1:
            spans += [(top, c, top + length - 1, c) for c in range(grouped + shift)]
        top += length
    if serial is not None:
        numbers = [n for n, length in enumerate(lengths, start=1) for _ in range(length)] or range(1, len(rows) + 1)
        rows = [[n, *row] for n, row in zip(numbers, rows, strict=True)]
        heading = [serial, *heading]
    return Table((tuple(heading),), rows, spans=tuple(spans))
