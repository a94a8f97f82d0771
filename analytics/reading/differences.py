"""Two documents row by row: what was added, what went, and which value of which cell is another one.

Flows in: the facts of two documents in the store. Flows out: one `Difference` for each row that is not the same in
both, with both places. Rows are matched by what an office would call the same entry (the key of their register), so
that a changed order is no difference; a row of which only the name changed is found by all else that it says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from sqlalchemy import Connection, func, select

from analytics.reading.headings import squash
from analytics.reading.withdrawals import withdrawn_rows
from models.fields import fields_of, sheet_of
from models.places import Locator
from models.tables import FACT_TABLES, FromDocument, PrivacyFinding
from models.templates import parent_of

# Rows of one table beyond which two documents are not compared: nobody reads such a difference row by row.
MOST_ROWS = 50_000
_SECRET_TAILS = ("_hash", "_mask")
_KEPT = 12  # documents whose rows a comparer keeps

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
    """One value that differs, with the cells it stands in.

    Of a number that is kept as a hash, `old` and `new` are the masks, which may be equal though the numbers are not.
    """

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
    return Comparer(connection).compare(older, newer)


_Rows = Mapping[type[FromDocument], Sequence[dict[str, Any]]]


class Comparer:
    """Compares documents of a store, and keeps the rows of the last few, since one is compared with several."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: dict[str, _Rows | None] = {}

    def compare(self, older: str, newer: str) -> Comparison | None:
        """The differences between two documents; None where one is too long to be compared."""
        old, new = self._rows_of(older), self._rows_of(newer)
        if old is None or new is None:
            return None
        # The only row of its table on both sides is the same entry, though its title, say, is another.
        lone = {table for table in old if len(old[table]) == len(new.get(table, ())) == 1}
        olds, news = _natural_rows(old, lone), _natural_rows(new, lone)
        differences: list[Difference] = []
        same = shared = 0
        for table in FACT_TABLES:
            found, equal, matched = _compare_table(olds.get(table, ()), news.get(table, ()))
            differences += found
            same += equal
            shared += matched
        counts = [sum(map(len, side.values())) for side in (olds, news)]
        return Comparison(tuple(differences), same, counts[0], counts[1], shared)

    def _rows_of(self, document_id: str) -> _Rows | None:
        if document_id not in self._rows:
            while len(self._rows) >= _KEPT:
                self._rows.pop(next(iter(self._rows)))
            is_long = _is_long(self._connection, document_id)
            self._rows[document_id] = None if is_long else _counting_rows(self._connection, document_id)
        return self._rows[document_id]


def _counting_rows(connection: Connection, document_id: str) -> _Rows:
    """The rows of a document that count now, by table, in the order of their places; what leaked is none of them."""
    withdrawn = withdrawn_rows(connection, document_id)
    found: dict[type[FromDocument], list[dict[str, Any]]] = {}
    for table in FACT_TABLES:
        if table is PrivacyFinding:
            continue
        chosen = connection.execute(select(table.__table__).where(table.document_id == document_id)).mappings()
        gone = withdrawn.get(table.__tablename__, set())
        rows = [dict(row) for row in chosen if row["id"] not in gone]
        if rows:
            rows.sort(key=lambda row: (_order(Locator.parse(row["locator"])), row["id"]))
            found[table] = rows
    return found


def _natural_rows(rows: _Rows, lone: Collection[type[FromDocument]]) -> dict[type[FromDocument], list[NaturalRow]]:
    """Rows as people know them; a row of the `lone` tables needs no key of its own."""
    found: dict[type[FromDocument], list[NaturalRow]] = {}
    keys: dict[str, tuple[Key, str]] = {}
    for table, own in rows.items():  # parents stand before their children
        for row in own:
            made = _natural(table, row, keys, is_only=table in lone)
            keys[row["id"]] = made.key, made.label
            found.setdefault(table, []).append(made)
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
    """Attribute (of a secret its hash and its mask) -> column, for everything a row says."""
    described = fields_of(table)
    said = {key for key, field in described.items() if not field.kind.is_secret}  # `id` of a person is no row's id
    said |= {f"{key}{tail}" for key, field in described.items() if field.kind.is_secret for tail in _SECRET_TAILS}
    return {a.key: a.columns[0].name for a in table.__mapper__.column_attrs if a.key in said}


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
    renamed = _renamed(gone, come)
    found += [_changed(one, two) for one, two in renamed]
    left_over = {row.id for pair in renamed for row in pair}
    found += [Difference("removed", one.table, one.label, one, None) for one in gone if one.id not in left_over]
    found += [Difference("added", one.table, one.label, None, one) for one in come if one.id not in left_over]
    matched += len(renamed)
    found.sort(key=lambda d: _order((d.old or d.new or _nothing()).locator))
    return found, same, matched


def _nothing() -> NaturalRow:
    raise AssertionError("a difference has a row on one side at least")


def _without_equal(left: list[NaturalRow], right: list[NaturalRow]) -> tuple[list[NaturalRow], list[NaturalRow], int]:
    """Both sides without the rows that say the same, each taken once; and how many pairs those were."""
    rest: dict[tuple[Any, ...], list[NaturalRow]] = defaultdict(list)
    for two in reversed(right):
        rest[_sayings(two)].append(two)
    unmatched = []
    for one in left:
        equals = rest[_sayings(one)]
        if equals:
            equals.pop()  # the first in the document
        else:
            unmatched.append(one)
    kept = {two.id for twos in rest.values() for two in twos}
    return unmatched, [two for two in right if two.id in kept], len(left) - len(unmatched)


def _renamed(gone: list[NaturalRow], come: list[NaturalRow]) -> list[tuple[NaturalRow, NaturalRow]]:
    """What only bears another name now: everything else it says is the same, and only one row on each side says it."""
    sides: list[dict[tuple[Any, ...], list[NaturalRow]]] = [defaultdict(list), defaultdict(list)]
    for side, rows in zip(sides, (gone, come), strict=True):
        for row in rows:
            side[_sayings(row, without=_key_of(row.table))].append(row)
    return [
        (one[0], sides[1][said][0])
        for said, one in sides[0].items()
        if len(one) == 1 and len(sides[1].get(said, ())) == 1 and any(value is not None for value in said)
    ]


def _sayings(row: NaturalRow, without: Collection[str] = ()) -> tuple[Any, ...]:
    """What a row says, some attributes aside."""
    said = (value for key, value in row.values.items() if key not in without)
    return tuple(str(value) if isinstance(value, dict | list) else value for value in said)


def _changed(one: NaturalRow, two: NaturalRow) -> Difference:
    secret = {key for key, field in fields_of(one.table).items() if field.kind.is_secret}
    changes: dict[str, Change] = {}
    for key in one.values:
        if one.values[key] == two.values[key]:
            continue
        stem = next((key.removesuffix(tail) for tail in _SECRET_TAILS if key.removesuffix(tail) in secret), None)
        shown, name = (key, key) if stem is None else (f"{stem}_mask", stem)
        changes[name] = Change(name, one.values[shown], two.values[shown], one.place(name), two.place(name))
    return Difference("changed", one.table, one.label or two.label, one, two, tuple(changes.values()))
