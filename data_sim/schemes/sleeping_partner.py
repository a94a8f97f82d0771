"""A classmate of the one who decides holds the firm; no kin, no declared tie."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY, Array
from data_sim.schemes.applicants import acts_in, busy_with_firms, firm_matters, first_for
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import AT_THE_HEAD, officials
from models.truth import Difficulty, PlantKind

_WANT = {Difficulty.EASY: 7, Difficulty.MEDIUM: 5, Difficulty.HARD: 4}


class SleepingPartner(Scheme):
    """A weak tie is no ground for recusal by itself. What tells is how often the same two meet.

    The firm of the near miss is a stranger's; of the decoy's acquaintance neither number nor firm is written.
    """

    name = "sleeping_partner"
    hits = 1
    why_zh = "审批人同学（老同事）的企业反复由其审批"
    why_en = "firms of a classmate or former colleague come before the same official again and again"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let the firm of a declared acquaintance apply several times; for the near miss, another firm."""
        world = ground.world
        ties, matters = world["social_ties"], world["matters"]
        want, led = _WANT[difficulty], self._led(ground)
        able = ties["is_declared"] & (led[ties["other"]] != NOBODY) & (busy_with_firms(ground)[ties["one"]] > want)
        serving = np.zeros(len(world["persons"]), bool)
        serving[world["tenures"]["person"][officials(ground)]] = True
        tie = ground.draw(dice, "social_ties", np.flatnonzero(able & serving[ties["one"]]))
        official, friend = int(ties["one"][tie]), int(ties["other"][tie])
        pool = dice.permutation(firm_matters(ground, official))
        firm = int(led[friend])
        if kind is PlantKind.NEAR_MISS:
            firm = self._stranger(ground, dice, official, pool)
        chosen = first_for(ground, pool, firm, want)
        if len(chosen) < want:
            raise NoGround("matters")
        ground.take("matters", *chosen)
        matters["firm"][chosen] = firm
        place = Row("social_tie", tie)
        blank = ("other_id", "firm", "firm_code") if kind is PlantKind.DECOY else ()
        return Case(
            rows=acts_in(ground, chosen, official),
            support=(place,),
            actors=(("persons", official, "handler"), ("persons", friend, "acquaintance"), ("firms", firm, "party")),
            edits=tuple(Edit(place, column) for column in blank),
            changed={PlantKind.NEAR_MISS: "party_code", PlantKind.DECOY: "other_id"}.get(kind),
        )

    def _led(self, ground: Ground) -> Array:
        """For each person the firm that a declaration of a weak tie names, where the person leads it."""
        world = ground.world
        roles = world["roles"]

        def find() -> Array:
            last = np.full(len(world["persons"]), NOBODY, np.int32)
            last[roles["person"]] = np.arange(len(roles))
            known = np.maximum(last, 0)
            leads = np.isin(roles["role"][known], list(AT_THE_HEAD)) & (roles["until"][known] == NEVER)
            return np.where((last != NOBODY) & leads & roles.kept[known], roles["firm"][known], NOBODY)

        return ground.once("led", find, len(roles))

    def _stranger(self, ground: Ground, dice: np.random.Generator, official: int, pool: Array) -> int:
        """A firm that applies before the official, in which none of the official's acquaintances has a part."""
        world = ground.world
        ties, roles = world["social_ties"], world["roles"]
        if not len(pool):
            raise NoGround("matters")
        friends = [*ties["other"][ties["one"] == official], *ties["one"][ties["other"] == official]]
        known = roles["firm"][np.isin(roles["person"], friends)]
        firms = np.setdiff1d(world["matters"]["firm"][pool], known)
        if not len(firms):
            raise NoGround("firms")
        return int(firms[int(dice.integers(len(firms)))])
