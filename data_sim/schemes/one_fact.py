"""Schemes whose whole case is one row of one register: the hit, the same row with one fact changed, the row without it.

Flows in: the row chosen. Flows out: the case. Most duties that law sets a day or a figure for are of this kind.
"""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np

from data_sim.frames import Array
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from models.truth import Difficulty, PlantKind


class OneFact(Scheme):
    """A scheme about single rows of `frame`, written to `table`.

    `fact` is the column that hit and near miss differ in; `lacking` are the cells that a decoy leaves blank.
    """

    frame: ClassVar[str]
    table: ClassVar[str]
    fact: ClassVar[str]
    lacking: ClassVar[tuple[str, ...]]

    @abstractmethod
    def candidates(self, ground: Ground) -> Array:
        """Rows of the frame on which a case can stand."""

    @abstractmethod
    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Change the world so that the row is a hit."""

    @abstractmethod
    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Change the world so that the row is one fact away from one."""

    def also(self, ground: Ground, row: int) -> tuple[tuple[str, int], ...]:
        """Rows of other frames (frame, position) that the case rests on, so that no other case changes them."""
        return ()

    def decoy(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Change the world for the decoy, whose cells are then left blank; by default as for a hit."""
        self.hit(ground, row, dice, difficulty)

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """Further rows that a person needs to see the case."""
        return ()

    def place(self, row: int) -> Row:
        """The decisive row as it is written."""
        return Row(self.table, row)

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Choose a row and change it."""
        row = ground.draw(dice, self.frame, self.candidates(ground))
        for frame, other in self.also(ground, row):
            if not ground.is_free(frame, other):
                raise NoGround(frame)
            ground.take(frame, other)
        change = {PlantKind.NEAR_MISS: self.near, PlantKind.DECOY: self.decoy}.get(kind, self.hit)
        change(ground, row, dice, difficulty)
        is_decoy = kind is PlantKind.DECOY
        return Case(
            rows=(self.place(row),),
            support=self.support(ground, row),
            edits=tuple(Edit(self.place(row), column) for column in self.lacking) if is_decoy else (),
            changed=None if kind is PlantKind.HIT else ",".join(self.lacking) if is_decoy else self.fact,
        )


def by_difficulty(difficulty: Difficulty, easy: int, medium: int, hard: int) -> int:
    """A distance from the threshold: far for an easy case, near for a hard one."""
    return {Difficulty.EASY: easy, Difficulty.MEDIUM: medium, Difficulty.HARD: hard}[difficulty]
