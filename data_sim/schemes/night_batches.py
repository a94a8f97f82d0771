"""Approvals in a batch, minutes apart, after office hours."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, Array
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import acts_by, acts_of
from models.truth import Difficulty, PlantKind
from models.vocabulary import StepAct

_DECIDE = list(StepAct).index(StepAct.DECIDE)
_BUSY = 40  # decisions in the year
_NIGHT, _DAY = 19 * 60, 16 * 60  # minute of the day at which a batch may begin
_ROUNDS = 60  # first decisions that are tried


class NightBatches(Scheme):
    """Every act has its hour, and none breaks the order. What tells is that they fall together, at night.

    The near miss clears its desk in the afternoon; at what hour the decoy decided is not written.
    """

    name = "night_batches"
    hits = 2
    why_zh = "下班后几分钟内集中审批多件事项"
    why_en = "many approvals within minutes, after office hours"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Move decisions of one official to one evening, shortly after they were due; or to one afternoon."""
        acts, steps = ground.world["acts"], ground.world["steps"]
        official = ground.draw(dice, "deciders", self._deciders(ground))
        mine = acts_by(ground, official)
        mine = mine[steps["act"][acts["step"][mine]] == _DECIDE]
        mine = mine[np.argsort(acts["at"][mine], kind="stable")]
        want = {Difficulty.EASY: 5, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        begin = (_DAY if kind is PlantKind.NEAR_MISS else _NIGHT) + int(dice.integers(5, 55))
        for start in dice.permutation(max(1, len(mine) - want))[:_ROUNDS].tolist():
            found = self._batch(ground, mine[start:], begin, want)
            if len(found) == want:
                break
        else:
            raise NoGround("acts")
        for act, at in found.items():
            ground.take("matters", int(acts["matter"][act]))
            acts["at"][act] = at
        rows = tuple(Row("matter_act", act) for act in found)
        return Case(
            rows=rows,
            actors=(("persons", official, "handler"),),
            posts=tuple(sorted({int(acts["post"][act]) for act in found})),
            edits=tuple(Edit(row, "acted_at") for row in rows) if kind is PlantKind.DECOY else (),
            changed=None if kind is PlantKind.HIT else "acted_at",
        )

    def _deciders(self, ground: Ground) -> Array:
        """Officials who decide often."""
        acts, steps = ground.world["acts"], ground.world["steps"]

        def find() -> Array:
            people = acts["person"][steps["act"][acts["step"]] == _DECIDE]
            found, count = np.unique(people, return_counts=True)
            return found[count >= _BUSY]

        return ground.once("deciders", find)

    def _batch(self, ground: Ground, mine: Array, begin: int, want: int) -> dict[int, int]:
        """Decisions that can be taken two minutes after each other on the day of the first, and when.

        What came before each still comes before it, what follows still follows; nothing is paused.
        """
        acts, matters = ground.world["acts"], ground.world["matters"]
        found: dict[int, int] = {}
        first = int(acts["at"][mine[0]] // 1440) * 1440 + begin
        for act in mine[: 4 * want].tolist():
            matter, at = int(acts["matter"][act]), first + 2 * len(found)
            if not ground.is_free("matters", matter) or matters["suspended_from"][matter] != NEVER:
                continue
            rows = acts_of(ground, matter)
            times = acts["at"][rows]
            now = int(acts["at"][act])
            if (times[times < now] >= at).any() or (times[times > now] <= at).any():
                continue
            found[act] = at
            if len(found) == want:
                break
        return found
