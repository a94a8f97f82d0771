"""Dirt: what gets lost or bent between what happened and what a register shows, as a parameter, every change on record.

Flows in: pieces of rendered registers (Arrow tables with the column `AT`). Flows out: the same with typos, variant
names, missing dates, masked numbers, doubled rows, late entries and amounts in the wrong unit; and the list of all that
was changed, so that the truth can say both what happened and what can still be known.

Each kind of dirt draws from a stream of its own for each table and column, so that one more kind shifts no other, and
none of them looks at what a row is about: planted cases get as dirty as the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from data_sim.registers import AT
from data_sim.streams import Streams
from models.fields import FieldKind, fields_of, required_of
from models.tables import FromDocument
from models.templates import linking, sheets


class DirtKind(StrEnum):
    """What can happen to a row on its way into a register."""

    TYPO = "typo"  # a character of a person's name replaced by one that sounds or looks alike
    VARIANT = "variant"  # a firm under another writing of its name, or its former name
    NO_DATE = "no_date"
    MASKED = "masked"  # an identity number with places blacked out
    DOUBLED = "doubled"  # the row stands twice
    LATE = "late"  # entered later than it happened
    WRONG_UNIT = "wrong_unit"  # yuan taken for ten thousand yuan, or the other way


# How often where there is usual dirt (level 1), in rows that have the column filled.
USUAL: Final[Mapping[DirtKind, float]] = {
    DirtKind.TYPO: 0.002,
    DirtKind.VARIANT: 0.02,
    DirtKind.NO_DATE: 0.005,
    DirtKind.MASKED: 0.03,
    DirtKind.DOUBLED: 0.002,
    DirtKind.LATE: 0.03,
    DirtKind.WRONG_UNIT: 0.0005,
}

# Columns in which a firm stands under its name.
_FIRM_NAMES: Final = frozenset(
    {"payee", "supplier", "bidder", "deposit_payer", "firm", "holder", "counterparty", "party_name", "went_to", "agent"}
)
# Days whose absence means that they were not written; elsewhere a blank day says that something has not come to pass.
_DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "check_issue": ("checked_on",),
    "declared_tie": ("declared_on",),
    "firm": ("founded_on",),
    "firm_officer": ("since",),
    "matter": ("accepted_on",),
    "matter_act": ("acted_on",),
    "outside_post": ("approved_on",),
    "payment": ("paid_on",),
    "purchase": ("announced_on", "bids_due"),
    "recusal": ("applied", "decided"),
    "risk_point": ("reviewed_on",),
    "tenure": ("since",),
}
_ENTERED: Final[Mapping[str, tuple[str, ...]]] = {"check_issue": ("filled_on",), "rectification": ("filled_on",)}
_UNITS_MIXED: Final[Mapping[str, tuple[str, ...]]] = {
    "allocation": ("amount",),
    "payment": ("amount",),
    "period_spending": ("amount",),
}
_LATEST_DAYS: Final = 45
_TEN_THOUSAND: Final = Decimal(10_000)
# Characters that are heard or seen as each other in names, in pairs.
_ALIKE: Final = (
    "伟玮芳方娜那敏民静靖丽莉强墙磊垒洋扬艳燕勇永军君杰洁娟鹃涛滔明名超朝秀绣霞侠平萍刚钢桂贵英瑛华桦玉钰兰蓝"
    "辉晖斌彬飞菲鹏朋波博宇雨婷亭雪学晨辰欣新梅媚红虹林琳峰锋建健国帼志智文雯海凯清青凤风珍真云芸春椿东冬龙隆浩昊轩萱"
)
_PARTNER: Final = {_ALIKE[i]: _ALIKE[i + 1 - 2 * (i % 2)] for i in range(len(_ALIKE))}


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the table, the row of the frame it was written from (-1: from many), the column, before and after.

    A doubled row has no column, and `after` is empty.
    """

    kind: DirtKind
    table: str
    at: int
    column: str
    before: Any
    after: Any


class Dirt:
    """Makes registers dirty. Called with the name of a table and a piece of it, as `write_registers` does.

    `level` is the share of usual dirt: 0 leaves everything as it is, 2 is twice as bad. `former` gives the former names
    of firms that have them. `changes` lists what was done, in the order in which the pieces came.
    """

    def __init__(self, streams: Streams, level: Decimal, former: Mapping[str, str] | None = None) -> None:
        if level < 0:
            raise ValueError("there is no less dirt than none")
        self._streams = streams
        self._level = float(level)
        self._former = dict(former or {})
        self._pieces: dict[str, int] = defaultdict(int)
        self.changes: list[Change] = []

    def __call__(self, name: str, piece: pa.Table) -> pa.Table:
        """The piece with its dirt."""
        if not self._level or not len(piece):
            return piece
        number = self._pieces[name]
        self._pieces[name] += 1
        table = sheets().get(name)
        if table is None:
            return piece
        for kind, column, change in self._work(name, table):
            if column in piece.column_names:
                piece = self._altered(kind, name, column, piece, change, number)
        # A row that others refer to by its number stands once.
        return piece if linking(table) else self._doubled(name, piece, number)

    def of(self, table: str, at: int) -> list[Change]:
        """What was changed in the rows written from one row of a frame."""
        return [change for change in self.changes if change.table == table and change.at == at]

    def _work(self, name: str, table: type[FromDocument]) -> Iterator[tuple[DirtKind, str, _Alter]]:
        """The columns of a table that can get dirty, and how."""
        kinds = {key: described.kind for key, described in fields_of(table).items()}
        needed = required_of(table)
        for key, kind in kinds.items():
            if kind is FieldKind.NAME:
                yield DirtKind.TYPO, key, _mistyped
            if key in _FIRM_NAMES:
                yield DirtKind.VARIANT, key, self._variant
            if kind is FieldKind.IDENTITY:
                yield DirtKind.MASKED, key, _masked
        for key in _DAYS.get(name, ()):
            if key not in needed:
                yield DirtKind.NO_DATE, key, _gone
        for key in _ENTERED.get(name, ()):
            yield DirtKind.LATE, key, _late
        for key in _UNITS_MIXED.get(name, ()):
            yield DirtKind.WRONG_UNIT, key, _wrong_unit

    def _altered(self, kind: DirtKind, name: str, column: str, piece: pa.Table, alter: _Alter, number: int) -> pa.Table:
        """The piece with some cells of a column altered; a cell that would stay the same is left out."""
        rng = self._streams(f"dirt:{kind}:{name}:{column}:{number}")
        rows = self._hit(rng, kind, len(piece))
        draws = rng.random((len(rows), 2))
        values = _plain(piece.column(column))
        at = piece.column(AT).to_numpy()
        mask = np.zeros(len(piece), bool)
        altered = []
        for row, draw in zip(rows.tolist(), draws, strict=True):
            before = values[row].as_py()
            if before is None or before == "":
                continue
            after = alter(before, draw)
            if after != before:
                mask[row] = True
                altered.append(after)
                self.changes.append(Change(kind, name, int(at[row]), column, before, after))
        if not altered:
            return piece
        replaced = pc.replace_with_mask(values, pa.array(mask), pa.array(altered, values.type))
        return piece.set_column(piece.column_names.index(column), column, replaced)

    def _doubled(self, name: str, piece: pa.Table, number: int) -> pa.Table:
        """The piece with some rows standing twice, the second right after the first or some rows later."""
        rng = self._streams(f"dirt:{DirtKind.DOUBLED}:{name}:{number}")
        rows = self._hit(rng, DirtKind.DOUBLED, len(piece))
        later = np.minimum(rows + rng.integers(0, 4, size=len(rows)), len(piece) - 1)
        if not len(rows):
            return piece
        at = piece.column(AT).to_numpy()
        self.changes += [Change(DirtKind.DOUBLED, name, int(at[row]), "", None, None) for row in rows.tolist()]
        order = np.argsort(np.concatenate([np.arange(len(piece)) * 2, later * 2 + 1]), kind="stable")
        return piece.take(pa.array(np.concatenate([np.arange(len(piece)), rows])[order]))

    def _hit(self, rng: np.random.Generator, kind: DirtKind, size: int) -> NDArray[np.int64]:
        """The rows that are hit; whatever the level, the same rows are hit first."""
        return np.flatnonzero(rng.random(size) < min(USUAL[kind] * self._level, 1.0))

    def _variant(self, name: str, draw: NDArray[np.float64]) -> str:
        """Another writing of a firm's name; a former name where it has one and the draw falls so."""
        former = self._former.get(name)
        if former and draw[0] < 0.3:
            return former
        writings = [w for w in _writings(name) if w != name]
        return writings[int(draw[1] * len(writings))] if writings else name


_Alter = Callable[[Any, NDArray[np.float64]], Any]


def _plain(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array, decoded where it is kept by dictionary."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)
    return whole.dictionary_decode() if pa.types.is_dictionary(whole.type) else whole


def _writings(name: str) -> Iterable[str]:
    """How a firm's name is written elsewhere, itself among them where nothing differs.

    >>> list(dict.fromkeys(_writings("岚汀市（城东）青禾有限公司")))[:2]
    ['岚汀市(城东)青禾有限公司', '岚汀市（城东）青禾有限责任公司']
    """
    yield name.replace("（", "(").replace("）", ")")
    if name.endswith("有限责任公司"):
        yield name.replace("有限责任公司", "有限公司")
    elif name.endswith("有限公司") and not name.endswith("股份有限公司"):
        yield name.replace("有限公司", "有限责任公司")
    if len(name) > 8:
        yield f"{name[:3]} {name[3:]}"


def _mistyped(name: str, draw: NDArray[np.float64]) -> str:
    """A name with one character of its pair exchanged; a name without such a character stays.

    >>> _mistyped("张伟", np.array([0.0, 0.0]))
    '张玮'
    """
    places = [i for i, character in enumerate(name) if i and character in _PARTNER]
    if not places:
        return name
    place = places[int(draw[0] * len(places))]
    return name[:place] + _PARTNER[name[place]] + name[place + 1 :]


def _masked(number: str, draw: NDArray[np.float64]) -> str:
    """An identity number with ten places legible, or with too few to tell who it is.

    >>> _masked("43990319870521001X", np.array([0.9, 0.0])), _masked("43990319870521001X", np.array([0.1, 0.0]))
    ('439903********001X', '4399**********001X')
    """
    if "*" in number or len(number) != 18:
        return number
    first = 4 if draw[0] < 0.4 else 6
    return number[:first] + "*" * (14 - first) + number[-4:]


def _gone(value: Any, draw: NDArray[np.float64]) -> None:
    """Nothing is written."""
    del value, draw


def _late(day: date, draw: NDArray[np.float64]) -> date:
    """The day on which it was entered, some weeks later."""
    return day + timedelta(days=1 + int(draw[0] * _LATEST_DAYS))


def _wrong_unit(amount: Decimal, draw: NDArray[np.float64]) -> Decimal:
    """The figure of another unit: yuan entered as ten thousand yuan; where cents would get lost, the other way."""
    smaller = (amount / _TEN_THOUSAND).quantize(Decimal("0.01"))
    if draw[0] < 0.5 and smaller * _TEN_THOUSAND == amount:
        return smaller
    return amount * _TEN_THOUSAND if amount < _TEN_THOUSAND * _TEN_THOUSAND else amount
