"""What a scheme is, what it plants, and the ground on which it does.

Flows in: a world. Flows out: cases that name rows of frames; `planting` finds out where those rows were written.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, TypeVar, cast

import numpy as np

from data_sim.frames import Array
from data_sim.world import World
from models.truth import Difficulty, PlantKind, Right

_Made = TypeVar("_Made")


class Row(NamedTuple):
    """A row of an import table, by the position of the row of the frame that it is written from.

    `where` tells apart the rows that are written from one: column and value, such as `(("form", "fund"),)`.
    """

    table: str  # such as "matter_act"
    at: int
    where: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A cell that is written otherwise than the world has it: left blank (None), or with another value.

    Only for what no frame can say, above all the fact that a decoy lacks. `value` in the terms of the import table.
    """

    row: Row
    column: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Case:
    """What was planted in one place.

    `rows` are decisive: the right answer rests on at least one of them, and no other case of the same rule does.
    `support` are further rows a person needs. `actors` are (frame, position, part played). `posts` are positions.
    `changed` names the fact that differs from the hit. `right` overrides what the rules of the scheme owe. `edits` are
    made when rows are written; `drops` are rows that are never written. `inferred`: no row tells it alone, several do
    together, so that an answer that gets there is right and none is asked for.
    """

    rows: tuple[Row, ...]
    support: tuple[Row, ...] = ()
    actors: tuple[tuple[str, int, str], ...] = ()
    posts: tuple[int, ...] = ()
    changed: str | None = None
    right: dict[str, Right] = field(default_factory=dict)
    rules: tuple[str, ...] = ()  # where they are others than those of the scheme
    edits: tuple[Edit, ...] = ()
    drops: tuple[Row, ...] = ()
    inferred: bool = False


class NoGround(LookupError):
    """The world has no free place for a case; a small world may lack what a scheme needs."""


class Ground:
    """The world with the places that cases have taken, so that no two stand on the same rows."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._taken: dict[str, set[int]] = defaultdict(set)
        self._made: dict[str, tuple[int, object]] = {}
        self.edited: set[tuple[str, int]] = set()  # rows (table, position) that cases write otherwise than the world

    def draw(self, dice: np.random.Generator, frame: str, candidates: Array | Iterable[int]) -> int:
        """One free row among the candidates, now taken. Raises NoGround where none is free."""
        rows = self.free(frame, candidates)
        if not len(rows):
            raise NoGround(frame)
        row = int(rows[int(dice.integers(len(rows)))])
        self._taken[frame].add(row)
        return row

    def free(self, frame: str, candidates: Array | Iterable[int]) -> Array:
        """The rows among the candidates that no case stands on, in their order."""
        rows = np.array(candidates if isinstance(candidates, np.ndarray) else list(candidates), np.int64)
        return rows[~np.isin(rows, list(self._taken[frame]))]

    def take(self, frame: str, *rows: int) -> None:
        """Mark rows as taken."""
        self._taken[frame].update(map(int, rows))

    def is_free(self, frame: str, row: int) -> bool:
        """Whether no case stands on a row."""
        return int(row) not in self._taken[frame]

    def once(self, name: str, make: Callable[[], _Made], state: int = 0) -> _Made:
        """Something that is costly to make and the same for all cases, such as an index of kin.

        It is made anew when `state` differs, as the length of a frame does that rows were added to; only the newest is
        kept.
        """
        held = self._made.get(name)
        if held is None or held[0] != state:
            held = self._made[name] = (state, make())
        return cast(_Made, held[1])


class Scheme(ABC):
    """One way in which power over money is bent, or one duty that is missed.

    `rules` are the codes that a hit owes a flag of; empty where no single rule names the scheme. `kinds` are the cases
    it can plant. `hits` is how many are planted in a county at the default prevalence. The texts stand in the truth.
    """

    name: ClassVar[str]
    rules: ClassVar[tuple[str, ...]] = ()
    kinds: ClassVar[tuple[PlantKind, ...]] = (PlantKind.HIT, PlantKind.NEAR_MISS, PlantKind.DECOY)
    hits: ClassVar[int] = 3
    why_zh: ClassVar[str]
    why_en: ClassVar[str]

    @abstractmethod
    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Change the world so that one case of this kind is in it.

        A hit and its near miss differ in one fact; a decoy lacks the one fact that the rule needs; a homonym bears the
        name of someone concerned and another number. Raises NoGround where the world has no place for it.
        """

    def natural(self, ground: Ground) -> Iterable[Case]:
        """What the innocent city holds of it by itself, when everything is planted: a flag there is right.

        Nothing, unless a scheme says otherwise; rows that cases stand on are left out by `planting`.
        """
        return ()
