"""Two officials of two units decide in favour of firms of each other's kin; neither touches the own family."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.applicants import GRANTED, acts_in, busy_with_firms, firm_matters, first_for, without_party
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import AT_THE_HEAD, officials, tenure_of
from models.truth import Difficulty, PlantKind

_BUSY = 8  # matters of firms in the year


class _Led(NamedTuple):
    """A firm that declared kin of an official lead, and the declaration."""

    firm: int
    declaration: int


class FavoursTraded(Scheme):
    """No single rule sees it: each decides on strangers. What tells is that it goes both ways, again and again.

    In the near miss only one of the two does the other's kin a favour; whose matters one of the two decided on is not
    written in the decoy.
    """

    name = "favours_traded"
    why_zh = "两个单位的经办人互相照顾对方亲属的企业"
    why_en = "officials of two units decide in favour of firms of each other's kin"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let the firms of each one's kin apply where the other decides; for the near miss, on one side not."""
        world = ground.world
        led = self._led(ground)
        now = world["tenures"]["person"][officials(ground)]
        able = np.array(
            [p for p in np.unique(now[busy_with_firms(ground, permits=True)[now] >= _BUSY]).tolist() if p in led]
        )
        one = ground.draw(dice, "persons", able)
        units = np.array([self._unit(ground, person) for person in able.tolist()])
        other = ground.draw(dice, "persons", able[units != self._unit(ground, one)])
        times = {Difficulty.EASY: 6, Difficulty.MEDIUM: 4, Difficulty.HARD: 3}[difficulty]
        there = self._matters(ground, dice, one, led[other].firm, times)
        theirs = led[one].firm
        if kind is PlantKind.NEAR_MISS:
            theirs = self._stranger(ground, dice, other, led[one].firm)
        back = self._matters(ground, dice, other, theirs, times)
        for chosen, firm in ((there, led[other].firm), (back, theirs)):
            ground.take("matters", *chosen)
            world["matters"]["firm"][chosen], world["matters"]["outcome"][chosen] = firm, GRANTED
        return Case(
            rows=(*acts_in(ground, there, one), *acts_in(ground, back, other)),
            support=tuple(Row("declared_tie", led[person].declaration) for person in (one, other)),
            actors=(
                ("persons", one, "handler"),
                ("persons", other, "handler"),
                ("firms", led[other].firm, "favoured"),
                ("firms", theirs, "party" if kind is PlantKind.NEAR_MISS else "favoured"),
            ),
            posts=tuple(int(world["tenures"]["post"][tenure_of(ground, person)]) for person in (one, other)),
            edits=without_party(ground, back) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "party_code", PlantKind.DECOY: "party_code"}.get(kind),
        )

    def _unit(self, ground: Ground, person: int) -> int:
        world = ground.world
        return int(world["posts"]["unit"][world["tenures"]["post"][tenure_of(ground, person)]])

    def _matters(self, ground: Ground, dice: np.random.Generator, handler: int, firm: int, times: int) -> list[int]:
        """Matters before a handler in which a firm may apply."""
        chosen = first_for(ground, dice.permutation(firm_matters(ground, handler, permits=True)), firm, times)
        if len(chosen) < times:
            raise NoGround("matters")
        return chosen

    def _stranger(self, ground: Ground, dice: np.random.Generator, handler: int, other: int) -> int:
        """A firm that applies before a handler, led by nobody who also leads another firm."""
        roles = ground.world["roles"]
        firms = np.unique(ground.world["matters"]["firm"][firm_matters(ground, handler)])
        heads = roles["person"][roles["firm"] == other]
        free = np.setdiff1d(firms, roles["firm"][np.isin(roles["person"], heads)])
        if not len(free):
            raise NoGround("firms")
        return int(free[int(dice.integers(len(free)))])

    def _led(self, ground: Ground) -> dict[int, _Led]:
        """Official -> the first firm that declared kin lead."""
        world = ground.world
        declarations, roles = world["declarations"], world["roles"]

        def find() -> dict[int, _Led]:
            held: Array = declarations["role"]
            known = np.maximum(held, 0)
            fit = (held != NOBODY) & declarations.kept & np.isin(roles["role"][known], list(AT_THE_HEAD))
            fit &= declarations["relative"] != declarations["official"]
            fit &= world["firms"]["status"][roles["firm"][known]] == 0
            found: dict[int, _Led] = {}
            for row in np.flatnonzero(fit).tolist():
                found.setdefault(int(declarations["official"][row]), _Led(int(roles["firm"][held[row]]), row))
            return found

        return ground.once("firms-of-kin", find, len(declarations))
