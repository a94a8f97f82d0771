"""Planting all schemes, and telling the truth about them.

Flows in: the innocent world, a difficulty (share of hard cases) and a prevalence (1 is the default number of cases).
Flows out: the world with the cases in it and a list of `Planted`; with the places where rows were written, plants for
`models.truth`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from data_sim.schemes import schemes
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.world import World
from models.truth import Actor, Difficulty, Owed, Place, Plant, PlantKind, Right

_OWED = {
    PlantKind.HIT: Right.FLAG,
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


def plant_all(
    world: World, difficulty: Decimal, prevalence: Decimal, told: Callable[[str], None] = lambda scheme: None
) -> tuple[list[Planted], dict[str, int]]:
    """Plant every scheme; returns the cases, and by scheme how many found no place in this world.

    Each case draws from a stream of its own, so that a scheme added later moves no other.
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
                try:
                    case = scheme.plant(ground, dice, kind, level)
                except NoGround:
                    lacking[scheme.name] = lacking.get(scheme.name, 0) + 1
                    continue
                planted.append(Planted(scheme, kind, level, number, case))
    return planted, lacking


def tell(planted: list[Planted], places: Mapping[Row, Place], posts: Callable[[int], str]) -> list[Plant]:
    """The plants of the truth; `places` says where each row was written, `posts` how a post is called.

    What is knowable is at first what happened; `data_sim.dirt` then says where it took something away.
    """
    return [
        Plant(
            id=one.id,
            scheme=one.scheme.name,
            kind=one.kind,
            difficulty=one.difficulty,
            owed=tuple(
                Owed(rule=rule, happened=right, knowable=right)
                for rule in one.scheme.rules
                for right in (one.case.right.get(rule, _OWED[one.kind]),)
            ),
            rows=tuple(places[row] for row in one.case.rows),
            support=tuple(places[row] for row in one.case.support if row in places),
            actors=tuple(Actor(identity=f"{frame}/{at}", role=role) for frame, at, role in one.case.actors),
            posts=tuple(posts(post) for post in one.case.posts),
            twin=None if one.kind is PlantKind.HIT else _twin(one, planted),
            changed=one.case.changed,
            why_zh=one.scheme.why_zh,
            why_en=one.scheme.why_en,
        )
        for one in planted
    ]


def _twin(one: Planted, planted: list[Planted]) -> str | None:
    """The hit of the same number, where it found a place."""
    wanted = f"{one.scheme.name}-{PlantKind.HIT}-{one.number}"
    return wanted if any(other.id == wanted for other in planted) else None


def _count(scheme: Scheme, world: World, prevalence: Decimal) -> int:
    """Cases of each kind: those of a county, grown with the root of the size of the world, at least one."""
    size = Decimal(world.scale.decisions) / Decimal(40_000)
    grown = size.sqrt() if size > 1 else Decimal(1) if size == 1 else max(size.sqrt(), Decimal("0.34"))
    return max(1, round(scheme.hits * prevalence * grown))


def _level(dice: np.random.Generator, difficulty: Decimal) -> Difficulty:
    """Easy, medium or hard: at 0.5 a third each; at 0 all easy, at 1 all hard."""
    hard = float(difficulty)
    weights = np.array([(1 - hard) ** 2, hard * (1 - hard), hard**2])
    return list(Difficulty)[int(dice.choice(3, p=weights / weights.sum()))]
