"""An official steps aside, and the colleague who takes over is directly below and decides as wished."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.applicants import GRANTED, REFUSED
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import Touch, acts_of, first_day, is_near, officials, paths_for, tenure_of, touch
from models.truth import Difficulty, PlantKind
from models.vocabulary import RecusalOutcome

_ACCEPTED = list(RecusalOutcome).index(RecusalOutcome.ACCEPTED)


class SteeredColleague(Scheme):
    """The recusal is in order. What tells is who acts in its place.

    In the near miss it is a colleague who does not serve under who stepped aside; under whom the one of the decoy
    serves is not in the register.
    """

    name = "steered_colleague"
    hits = 2
    why_zh = "本人回避，但由其直接下属代为审批并从快办结"
    why_en = "the official steps aside, and the own subordinate decides, at once and in favour"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let a relative apply, the official step aside, and a subordinate or another colleague act instead."""
        world = ground.world
        acts, tenures, matters = world["acts"], world["tenures"], world["matters"]
        is_below = kind is not PlantKind.NEAR_MISS
        found = touch(ground, dice, paths_for(difficulty), by_firm=False, among=self._leading(ground))
        official, own = found.official, np.array(found.acts, np.int64)
        able = self._stand_ins(ground, found, is_below=is_below)
        if not len(able):
            matters["person"][found.matter] = found.before
            raise NoGround("tenures")
        stand_in = int(able[int(dice.integers(len(able)))])
        acts["person"][own] = acts["login"][own] = stand_in
        recusal = self._step_aside(ground, dice, found)
        if matters["outcome"][found.matter] in (GRANTED, REFUSED):
            matters["outcome"][found.matter] = GRANTED
        posts = [int(tenures["post"][tenure_of(ground, person)]) for person in (official, stand_in)]
        line = Row("reporting_line", posts[1])
        is_decoy = kind is PlantKind.DECOY
        return Case(
            rows=tuple(Row("matter_act", act) for act in own.tolist()),
            support=(Row("recusal", recusal), Row("matter", found.matter), *(() if is_decoy else (line,))),
            actors=(("persons", official, "stepped aside"), ("persons", stand_in, "acts instead")),
            posts=tuple(posts),
            drops=(line,) if is_decoy else (),
            changed={PlantKind.NEAR_MISS: "superior", PlantKind.DECOY: "superior"}.get(kind),
        )

    def _leading(self, ground: Ground) -> Array:
        """Which persons are the immediate superior of somebody."""
        world = ground.world
        now = officials(ground)
        leads = np.zeros(len(world["persons"]), bool)
        leads[world["tenures"]["person"][now[np.isin(world["tenures"]["post"][now], world["posts"]["superior"])]]] = (
            True
        )
        return leads

    def _stand_ins(self, ground: Ground, found: Touch, *, is_below: bool) -> Array:
        """Serving colleagues directly below the official, or not below, who are no leaders and have no part in it."""
        world = ground.world
        posts, tenures, acts = world["posts"], world["tenures"], world["acts"]
        now = officials(ground)
        now = now[tenures["since"][now] < first_day(ground, found.matter)]
        post = int(tenures["post"][tenure_of(ground, found.official)])
        theirs = tenures["post"][now]
        fit = (posts["unit"][theirs] == posts["unit"][post]) & ~posts["is_leader"][theirs]
        fit &= (posts["superior"][theirs] == post) == is_below
        fit &= posts["superior"][theirs] != NOBODY
        actors = acts["person"][acts_of(ground, found.matter)]
        people = np.setdiff1d(tenures["person"][now[fit]], [found.official, *actors.tolist()])
        able = [one for one in people.tolist() if not is_near(ground, one, {found.relative, found.official})]
        return np.array(able, np.int64)

    def _step_aside(self, ground: Ground, dice: np.random.Generator, found: Touch) -> int:
        """The recusal, applied for and accepted before the first act."""
        world = ground.world
        matters, acts = world["matters"], world["acts"]
        applied = min(int(matters["accepted"][found.matter]), first_day(ground, found.matter))
        applied -= int(dice.integers(1, 4))
        first = int(found.acts[0])
        row = world["recusals"].append(
            number="HB-#", person=found.official, post=int(acts["post"][first]), matter=found.matter,
            step=int(acts["step"][first]), other=found.relative,
            relation=str(world["declarations"]["relation"][found.declaration]), type="公务回避", raised_by="本人",
            applied=applied, decided=applied + int(dice.integers(0, 2)), outcome=_ACCEPTED, execution="退出",
            on_paper_only=False,
        )  # fmt: skip
        ground.take("recusals", int(row[0]))
        return int(row[0])
