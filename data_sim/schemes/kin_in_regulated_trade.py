"""A leader's spouse or child runs a firm in the trade that the leader's organ regulates (C05)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.kin import K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import declarations_by, declared_paths, officials, tenure_of
from models.truth import Difficulty, PlantKind
from models.vocabulary import FirmRole

_ROLES = list(FirmRole)
_RUNS = [
    _ROLES.index(role)
    for role in (FirmRole.LEGAL_REPRESENTATIVE, FirmRole.OPERATOR, FirmRole.PARTNER, FirmRole.MANAGER)
]


class KinInRegulatedTrade(Scheme):
    """The near miss is a brother's firm, which the article does not name; the decoy's trade is not written."""

    name = "kin_in_regulated_trade"
    rules = ("C05",)
    why_zh = "领导成员的配偶、子女及其配偶在本单位主管行业经营企业"
    why_en = "a leader's spouse, child or child's spouse runs a firm in the trade that the leader's organ regulates"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Let a firm of kin trade in what the unit regulates."""
        world = ground.world
        declarations, tenures, posts = world["declarations"], world["tenures"], world["posts"]
        roles, regulated = world["roles"], world["regulated"]
        now = officials(ground)
        trades_of: dict[int, list[int]] = {}
        for row in range(len(regulated)):
            trades_of.setdefault(int(regulated["unit"][row]), []).append(row)
        leading = np.zeros(len(world["persons"]), bool)
        leads = posts["is_leader"][tenures["post"][now]] & np.isin(posts["unit"][tenures["post"][now]], list(trades_of))
        leading[tenures["person"][now]] = leads
        paths = ("b",) if kind is PlantKind.NEAR_MISS else ("s",) if difficulty is Difficulty.EASY else ("c", "cs")
        held = declarations["role"]
        fit = np.isin(declared_paths(ground), [K74.index(path) for path in paths]) & (held != NOBODY)
        fit &= leading[declarations["official"]] & np.isin(roles["role"][np.maximum(held, 0)], _RUNS)
        fit &= world["firms"]["status"][roles["firm"][np.maximum(held, 0)]] == 0
        tie = ground.draw(dice, "declarations", np.flatnonzero(fit))
        leader, relative = int(declarations["official"][tie]), int(declarations["relative"][tie])
        firm = int(roles["firm"][held[tie]])
        told = self._household(ground, leader, firm)
        if not ground.is_free("firms", firm) or (kind is PlantKind.NEAR_MISS and len(told)):
            raise NoGround("firms")
        if not (ground.is_free("persons", leader) and ground.is_free("persons", relative)):
            raise NoGround("persons")  # one relative with two firms would tell two cases in one row
        ground.take("firms", firm)
        ground.take("persons", leader, relative)
        unit = int(posts["unit"][tenures["post"][tenure_of(ground, leader)]])
        rule = trades_of[unit][int(dice.integers(len(trades_of[unit])))]
        world["firms"]["trade"][firm] = regulated["trade"][rule]
        place = Row("firm", firm)
        return Case(
            rows=tuple(Row("declared_tie", int(row)) for row in (told if len(told) else [tie])),
            support=(place, Row("regulated_trade", rule), Row("tenure", tenure_of(ground, leader))),
            actors=(("persons", leader, "leader"), ("persons", relative, "relative"), ("firms", firm, "firm")),
            edits=(Edit(place, "industry"), Edit(place, "industry_code")) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "relation", PlantKind.DECOY: "industry"}.get(kind),
        )

    def _household(self, ground: Ground, leader: int, firm: int) -> Array:
        """Where a leader declares a firm as one of spouse, children or their spouses."""
        declarations, roles = ground.world["declarations"], ground.world["roles"]
        mine = declarations_by(ground, leader)
        mine = mine[declarations.kept[mine] & (declarations["role"][mine] != NOBODY)]
        mine = mine[roles["firm"][declarations["role"][mine]] == firm]
        household = [K74.index(path) for path in ("s", "c", "cs")]
        told: Array = mine[np.isin(declared_paths(ground)[mine], household)]
        return told
