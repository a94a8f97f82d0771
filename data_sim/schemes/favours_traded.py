"""Two officials of two units decide in favour of firms of each other's kin; neither touches the own family."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import AT_THE_HEAD, acts_by, acts_of, kin, officials, people_behind, substance
from models.truth import Difficulty, PlantKind


class FavoursTraded(Scheme):
    """No single rule sees it: each decides on strangers. What tells is that it goes both ways, again and again."""

    name = "favours_traded"
    kinds = (PlantKind.HIT,)
    why_zh = "两个单位的经办人互相照顾对方亲属的企业"
    why_en = "officials of two units decide in favour of firms of each other's kin"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let the firms of each one's kin apply where the other decides."""
        world = ground.world
        tenures, matters, acts = world["tenures"], world["matters"], world["acts"]
        firms_of = self._firms_of(ground)
        able = [int(p) for p in tenures["person"][officials(ground)] if int(p) in firms_of and len(
            self._open(ground, int(p))) >= 6]  # fmt: skip
        one = ground.draw(dice, "persons", able)
        unit = self._unit(ground, one)
        others = [p for p in able if self._unit(ground, p) != unit and p != one and ground.is_free("persons", p)]
        other = ground.draw(dice, "persons", others)
        times = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        rows: list[Row] = []
        for handler, friend in ((one, other), (other, one)):
            firm = firms_of[friend][0]
            party = people_behind(ground, firm)
            done = 0
            for matter in dice.permutation(self._open(ground, handler)).tolist():
                actors = acts["person"][acts_of(ground, matter)]
                people = np.array(sorted(party), np.int64)
                is_tied = any(
                    int(a) in party or (kin(ground).path(np.full(len(people), a), people) != NOBODY).any()
                    for a in np.unique(actors)
                )
                if is_tied or not ground.is_free("matters", matter):
                    continue
                matters["firm"][matter], matters["outcome"][matter] = firm, "准予许可"
                ground.take("matters", matter)
                mine = acts_of(ground, matter)
                rows += [Row("matter_act", int(a)) for a in mine[acts["person"][mine] == handler]]
                done += 1
                if done == times:
                    break
            if done < 2:
                raise NoGround("matters")
        return Case(
            rows=tuple(rows),
            actors=(("persons", one, "handler"), ("persons", other, "handler")),
            posts=tuple(int(tenures["post"][t]) for t in officials(ground) if tenures["person"][t] in (one, other)),
        )

    def _unit(self, ground: Ground, person: int) -> int:
        tenures, posts = ground.world["tenures"], ground.world["posts"]
        row = int(np.flatnonzero(tenures["person"] == person)[-1])
        return int(posts["unit"][tenures["post"][row]])

    def _open(self, ground: Ground, person: int) -> Array:
        """Matters of firms in which a person took a step of substance."""
        acts, matters = ground.world["acts"], ground.world["matters"]
        mine = acts_by(ground, person)
        found = np.unique(acts["matter"][mine[substance(ground)[mine]]])
        of_firms: Array = found[matters["firm"][found] != NOBODY]
        return of_firms

    def _firms_of(self, ground: Ground) -> dict[int, list[int]]:
        """Official -> firms that declared kin lead."""

        def find() -> dict[int, list[int]]:
            declarations, roles = ground.world["declarations"], ground.world["roles"]
            found: dict[int, list[int]] = {}
            held = declarations["role"]
            for row in np.flatnonzero(held != NOBODY).tolist():
                if (
                    int(roles["role"][held[row]]) in AT_THE_HEAD
                    and declarations["relative"][row] != declarations["official"][row]
                ):
                    found.setdefault(int(declarations["official"][row]), []).append(int(roles["firm"][held[row]]))
            return found

        return ground.once("firms-of-kin", find)
