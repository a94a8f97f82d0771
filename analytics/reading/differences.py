"""Two documents row by row: what was added, what went, and which value of which cell is another one.

Flows in: the facts of two documents in the store. Flows out: one `Difference` for each row that is not the same in
both, with both places. Rows are matched by what an office would call the same entry (the key of their register), so
that a changed order or a new serial number is no difference.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from analytics.reading.headings import squash
from models.fields import fields_of, sheet_of
from models.places import Locator
from models.tables import FACT_TABLES, FromDocument, PrivacyFinding, Withdrawal
from models.templates import parent_of

# Rows of one table beyond which two documents are not compared: nobody reads such a difference row by row.
MOST_ROWS = 50_000

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NaturalRow:
    """A row of a document as people know it: its key, what it says by attribute, and where."""

    table: type[FromDocument]
    id: str
    key: Key
    label: str
    values: Mapping[str, Any]
    locator: Locator
    places: Mapping[str, str]
    warnings: str

    def place(self, attribute: str) -> Locator:
        """The cell of an attribute, or the place of the row where its own is not known."""
        written = self.places.get(attribute)
        return self.locator if written is None else self.locator.cell(written)


@dataclass(frozen=True, slots=True)
class Change:
    """One value that differs, with the cells it stands in."""

    attribute: str
    old: Any
    new: Any
    old_place: Locator
    new_place: Locator


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that only one document has, or whose values differ."""

    kind: Literal["added", "removed", "changed"]
    table: type[FromDocument]
    label: str
    old: NaturalRow | None
    new: NaturalRow | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences of two documents, and how many rows are the same, in how many of each."""

    differences: tuple[Difference, ...]
    same: int
    old_rows: int
    new_rows: int
    shared: int  # rows of the older document that the newer has as well, changed or not

    @property
    def is_same(self) -> bool:
        """Whether both say the same, row by row."""
        return not self.differences


def compare(connection: Connection, older: str, newer: str) -> Comparison | None:
    """The differences between two documents; None where one is too long to be compared."""
    if any(_is_long(connection, document) for document in (older, newer)):
        return None
    old, new = natural_rows(connection, older), natural_rows(connection, newer)
    differences: list[Difference] = []
    same = shared = 0
    for table in FACT_TABLES:
        if table is PrivacyFinding:
            continue
        found, equal, matched = _compare_table(old.get(table, ()), new.get(table, ()))
        differences += found
        same += equal
        shared += matched
    counts = [sum(len(rows) for t, rows in side.items() if t is not PrivacyFinding) for side in (old, new)]
    return Comparison(tuple(differences), same, counts[0], counts[1], shared)


def natural_rows(connection: Connection, document_id: str) -> dict[type[FromDocument], list[NaturalRow]]:
    """The rows of a document that count now, by table, in the order of their places."""
    withdrawn = withdrawn_rows(connection, document_id)
    found: dict[type[FromDocument], list[NaturalRow]] = {}
    keys: dict[str, tuple[Key, str]] = {}
    for table in FACT_TABLES:
        chosen = connection.execute(select(table.__table__).where(table.document_id == document_id)).mappings()
        gone = withdrawn.get(table.__tablename__, set())
        rows = [dict(row) for row in chosen if row["id"] not in gone]
        rows.sort(key=lambda row: (_order(Locator.parse(row["locator"])), row["id"]))
        is_only = len(rows) == 1
        for row in rows:
            made = _natural(table, row, keys, is_only=is_only)
            keys[row["id"]] = made.key, made.label
            found.setdefault(table, []).append(made)
    return found


def withdrawn_rows(connection: Connection, document_id: str) -> dict[str, set[str]]:
    """Ids of the rows of a document that do not count now, by table."""
    found: dict[str, set[str]] = defaultdict(set)
    chosen = select(Withdrawal.record_table, Withdrawal.record_id).where(
        Withdrawal.document_id == document_id, Withdrawal.until.is_(None)
    )
    for table, record in connection.execute(chosen):
        found[table].add(record)
    return found


def _is_long(connection: Connection, document_id: str) -> bool:
    counts = (
        connection.scalar(select(func.count()).select_from(table).where(table.document_id == document_id))
        for table in FACT_TABLES
    )
    return any((count or 0) > MOST_ROWS for count in counts)


def _order(place: Locator) -> tuple[str, int, int]:
    return place.part, place.row or 0, place.column or 0


def _natural(
    table: type[FromDocument], row: Mapping[str, Any], keys: Mapping[str, tuple[Key, str]], *, is_only: bool
) -> NaturalRow:
    columns = _columns(table)
    values = {key: row[column] for key, column in columns.items()}
    link = _link(table)
    above, above_label = keys.get(str(row[link]), ((), "")) if link else ((), "")
    own = () if is_only else tuple(_written(values.get(key)) for key in _key_of(table))
    label = next((str(values[k]) for k in _labels(table) if values.get(k) is not None), "")
    return NaturalRow(
        table,
        row["id"],
        (*above, *own),
        label or above_label,
        values,
        Locator.parse(row["locator"]),
        row["places"] or {},
        row["warnings"],
    )


@cache
def _columns(table: type[FromDocument]) -> dict[str, str]:
    """Attribute (of a secret its hash) -> column, for everything a row says."""
    described = fields_of(table)
    found = {}
    for attribute in table.__mapper__.column_attrs:
        if attribute.key in described or (
            attribute.key.endswith("_hash") and attribute.key.removesuffix("_hash") in described
        ):
            found[attribute.key] = attribute.columns[0].name
    return found


@cache
def _key_of(table: type[FromDocument]) -> tuple[str, ...]:
    sheet = sheet_of(table)
    return tuple(key for key in (sheet.key if sheet else ()) if key in _columns(table))


@cache
def _labels(table: type[FromDocument]) -> tuple[str, ...]:
    """The attributes by which people call a row, first the best."""
    texts = [key for key in _key_of(table) if isinstance(key, str)]
    return (*texts, *(key for key in _columns(table) if key not in texts))


@cache
def _link(table: type[FromDocument]) -> str | None:
    """The column that names the row's parent."""
    owner = parent_of(table)
    if owner is None:
        return None
    return next(
        str(c.name) for c in table.__table__.columns for key in c.foreign_keys if key.column.table is owner.__table__
    )


def _written(value: Any) -> str:
    return "" if value is None else squash(str(value))


def _compare_table(old: Iterable[NaturalRow], new: Iterable[NaturalRow]) -> tuple[list[Difference], int, int]:
    """Differences, the number of equal rows, and that of matched ones."""
    olds: dict[Key, list[NaturalRow]] = defaultdict(list)
    news: dict[Key, list[NaturalRow]] = defaultdict(list)
    for row in old:
        olds[row.key].append(row)
    for row in new:
        news[row.key].append(row)
    found: list[Difference] = []
    gone: list[NaturalRow] = []
    come: list[NaturalRow] = []
    same = matched = 0
    for key in [*olds, *(key for key in news if key not in olds)]:
        left, right = olds.get(key, []), news.get(key, [])
        left, right, equal = _without_equal(left, right)
        same += equal
        matched += equal + min(len(left), len(right))
        found += [_changed(one, two) for one, two in zip(left, right, strict=False)]
        gone += left[len(right) :]
        come += right[len(left) :]
    # What only bears another name now: everything else it says is the same, and only one row says that.
    for one in list(gone):
        alike = [two for two in come if _sayings(two) == _sayings(one)]
        rivals = [other for other in gone if _sayings(other) == _sayings(one)]
        if len(alike) == 1 and len(rivals) == 1 and any(v is not None for v in _sayings(one)):
            found.append(_changed(one, alike[0]))
            gone.remove(one)
            come.remove(alike[0])
            matched += 1
    found += [Difference("removed", one.table, one.label, one, None) for one in gone]
    found += [Difference("added", one.table, one.label, None, one) for one in come]
    found.sort(key=lambda d: _order((d.old or d.new or _nothing()).locator))
    return found, same, matched


def _nothing() -> NaturalRow:
    raise AssertionError("a difference has a row on one side at least")


def _without_equal(left: list[NaturalRow], right: list[NaturalRow]) -> tuple[list[NaturalRow], list[NaturalRow], int]:
    rest, unmatched = list(right), []
    for one in left:
        equal = next((two for two in rest if two.values == one.values), None)
        if equal is None:
            unmatched.append(one)
        else:
            rest.remove(equal)
    return unmatched, rest, len(left) - len(unmatched)


def _sayings(row: NaturalRow) -> tuple[Any, ...]:
    """What a row says beside its own name."""
    keys = _key_of(row.table)
    return tuple(value for key, value in row.values.items() if key not in keys)


def _changed(one: NaturalRow, two: NaturalRow) -> Difference:
    changes = tuple(
        Change(key, one.values[key], two.values[key], one.place(key), two.place(key))
        for key in one.values
        if one.values[key] != two.values[key]
    )
    return Difference("changed", one.table, one.label or two.label, one, two, changes)
