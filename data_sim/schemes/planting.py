"""Planting all schemes, and telling the truth about them.

Flows in: the innocent world, a difficulty (share of hard cases) and a prevalence (1 is the default number of cases).
Flows out: the world with the cases in it; a `Hand` that leaves out, while rows are written, what a case says is
lacking, and notes where its rows went; and with these places the plants of `models.truth`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from data_sim.frames import Array
from data_sim.registers import AT
from data_sim.schemes import schemes
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.world import World
from models.truth import Actor, Difficulty, Due, Owed, Place, Plant, PlantKind, Right

_PLACES = 12  # that are tried for a case
_OWED = {
    PlantKind.HIT: Right.FLAG,
    PlantKind.NATURAL: Right.FLAG,
    PlantKind.NEAR_MISS: Right.PASSED,
    PlantKind.DECOY: Right.CANNOT_ASSESS,
    PlantKind.HOMONYM: Right.PASSED,
}


@dataclass(frozen=True, slots=True)
class Planted:
    """A case with the scheme it belongs to, its kind, and its number among its like."""

    scheme: Scheme
    kind: PlantKind
    difficulty: Difficulty
    number: int
    case: Case

    @property
    def id(self) -> str:
        """The name of the plant in the truth."""
        return f"{self.scheme.name}-{self.kind}-{self.number}"

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that owe an answer about it."""
        return self.case.rules or self.scheme.rules


def plant_all(
    world: World, difficulty: Decimal, prevalence: Decimal, told: Callable[[str], None] = lambda scheme: None
) -> tuple[list[Planted], dict[str, int]]:
    """Plant every scheme; returns the cases, and by scheme how many found no place in this world.

    Each case draws from a stream of its own, so that a scheme added later moves no other. What the city holds of a
    scheme by itself is found when everything is planted.
    """
    ground = Ground(world)
    planted: list[Planted] = []
    lacking: dict[str, int] = {}
    for scheme in schemes():
        told(scheme.name)
        for kind in scheme.kinds:
            for number in range(_count(scheme, world, prevalence)):
                dice = world.streams(f"scheme:{scheme.name}:{kind}:{number}")
                level = _level(dice, difficulty)
                case = _plant(scheme, ground, dice, kind, level)
                if case is None:
                    lacking[scheme.name] = lacking.get(scheme.name, 0) + 1
                else:
                    planted.append(Planted(scheme, kind, level, number, case))
                    ground.edited |= {(edit.row.table, edit.row.at) for edit in case.edits}
    return [*planted, *_naturals(ground, planted)], lacking


def _plant(
    scheme: Scheme, ground: Ground, dice: np.random.Generator, kind: PlantKind, level: Difficulty
) -> Case | None:
    """A case, at the first of some places that takes it; None where none does."""
    for _ in range(_PLACES):
        try:
            return scheme.plant(ground, dice, kind, level)
        except NoGround:
            continue
    return None


def _naturals(ground: Ground, planted: Iterable[Planted]) -> Iterator[Planted]:
    stood_on: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for one in planted:
        for rule in one.scheme.rules:
            stood_on[rule] |= {(row.table, row.at) for row in one.case.rows}
    for scheme in schemes():
        taken = set().union(*(stood_on[rule] for rule in scheme.rules))
        number = 0
        for case in scheme.natural(ground):
            if not any((row.table, row.at) in taken for row in case.rows):
                yield Planted(scheme, PlantKind.NATURAL, Difficulty.EASY, number, case)
                number += 1


class Hand:
    """The hand that writes: applies the edits of cases to the rows on their way, and notes where their rows went.

    Both are called with every piece of a table in order: `edit` first, `note` with the piece as it is written, after
    dirt has doubled rows or not.
    """

    def __init__(self, planted: Iterable[Planted]) -> None:
        self._wanted: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
        self._edits: dict[str, dict[int, list[Edit]]] = defaultdict(lambda: defaultdict(list))
        self._drops: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for one in planted:
            for row in (*one.case.rows, *one.case.support):
                self._wanted[row.table][row.at].append(row)
            for edit in one.case.edits:
                self._edits[edit.row.table][edit.row.at].append(edit)
            for row in one.case.drops:
                self._drops[row.table][row.at].append(row)
        self._so_far: dict[str, int] = defaultdict(int)
        # Row -> its numbers, from 0, among the rows of its table as written: two where dirt has doubled it.
        self.index: dict[Row, list[int]] = defaultdict(list)

    def edit(self, table: str, piece: pa.Table) -> pa.Table:
        """A piece with the edits of the cases."""
        at = piece[AT].to_numpy()
        dropped = [n for n, row in _found(piece, at, self._drops[table])]
        if dropped:
            keep = np.ones(len(at), bool)
            keep[dropped] = False
            piece, at = piece.filter(pa.array(keep)), at[keep]
        for column, cells in self._cells(table, piece, at).items():
            piece = _with_cells(piece, column, cells)
        return piece

    def note(self, table: str, piece: pa.Table) -> pa.Table:
        """The piece as it is, its rows noted; an answer about a row that stands twice may rest on either."""
        at = piece[AT].to_numpy()
        for n, row in _found(piece, at, self._wanted[table]):
            self.index[row].append(self._so_far[table] + n)
        self._so_far[table] += len(at)
        return piece

    def _cells(self, table: str, piece: pa.Table, at: Array) -> dict[str, dict[int, Any]]:
        cells: dict[str, dict[int, Any]] = defaultdict(dict)
        rows = {where: [edit.row for edit in edits] for where, edits in self._edits[table].items()}
        found: dict[Row, list[int]] = defaultdict(list)
        for n, row in _found(piece, at, rows):
            found[row].append(n)
        for edits in self._edits[table].values():
            for edit in edits:
                for n in found.get(edit.row, ()):
                    cells[edit.column][n] = edit.value
        return cells


def _found(piece: pa.Table, at: Array, wanted: Mapping[int, list[Row]]) -> Iterator[tuple[int, Row]]:
    """The numbers of the rows of a piece that are wanted, with what wanted them."""
    if not wanted:
        return
    for n in np.flatnonzero(np.isin(at, list(wanted))).tolist():
        for row in dict.fromkeys(wanted[int(at[n])]):
            if all(piece[column][n].as_py() == value for column, value in row.where):
                yield n, row


def _with_cells(piece: pa.Table, column: str, cells: Mapping[int, Any]) -> pa.Table:
    """A piece with some cells of a column written otherwise."""
    place = piece.column_names.index(column)
    old = piece[column].combine_chunks()
    mask = np.zeros(len(old), bool)
    mask[list(cells)] = True
    new = pa.array([cells[n] for n in sorted(cells)], type=old.type)
    return piece.set_column(place, column, pc.replace_with_mask(old, pa.array(mask), new))


def tell(
    planted: Iterable[Planted],
    places: Mapping[Row, tuple[Place, ...]],
    posts: Callable[[int], str],
    known: Callable[[Planted, Right], Right],
) -> list[Plant]:
    """The plants of the truth.

    `places` says where each row was written, in its register and among the publications; `posts` how a post is called;
    `known` what is still right for someone who has the files alone.
    """
    every = list(planted)
    names = {one.id for one in every}
    return [
        Plant(
            id=one.id,
            scheme=one.scheme.name,
            kind=one.kind,
            difficulty=one.difficulty,
            owed=tuple(
                Owed(rule=rule, happened=right, knowable=known(one, right))
                for rule in one.rules
                for right in (one.case.right.get(rule, _OWED[one.kind]),)
            ),
            right=None if one.rules else Due(happened=_OWED[one.kind], knowable=known(one, _OWED[one.kind])),
            rows=tuple(place for row in one.case.rows for place in places[row]),
            support=tuple(place for row in one.case.support if row in places for place in places[row]),
            actors=tuple(Actor(identity=f"{frame}/{at}", role=role) for frame, at, role in one.case.actors),
            posts=tuple(posts(post) for post in one.case.posts),
            twin=twin if (twin := f"{one.scheme.name}-{PlantKind.HIT}-{one.number}") in names - {one.id} else None,
            changed=one.case.changed,
            why_zh=one.scheme.why_zh,
            why_en=one.scheme.why_en,
        )
        for one in every
    ]


def _count(scheme: Scheme, world: World, prevalence: Decimal) -> int:
    """Cases of each kind: those of a county, grown or shrunk with the root of the size of the world, at least one.

    None at a prevalence of 0: of an innocent city only what it holds by itself is told.
    """
    if not prevalence:
        return 0
    size = (Decimal(world.scale.decisions) / Decimal(40_000)).sqrt()
    return max(1, round(scheme.hits * prevalence * size))


def _level(dice: np.random.Generator, difficulty: Decimal) -> Difficulty:
    """Easy, medium or hard: at 0.5 a third each; at 0 all easy, at 1 all hard."""
    hard = float(difficulty)
    weights = np.array([(1 - hard) ** 2, hard * (1 - hard), hard**2])
    return list(Difficulty)[int(dice.choice(3, p=weights / weights.sum()))]
