"""A relative serves directly under an official (C03)."""

from __future__ import annotations

import numpy as np

from data_sim.kin import K74
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import (
    NO_DUTY,
    declared_paths,
    is_near,
    move_to,
    officials,
    paths_for,
    serving_beside,
    tenure_of,
)
from models.truth import Difficulty, PlantKind


class KinInOneLine(Scheme):
    """The near miss serves under another leader; under whom the decoy serves is not in the register."""

    name = "kin_in_one_line"
    rules = ("C03",)
    why_zh = "亲属之间存在直接上下级领导关系"
    why_en = "a relative serves directly under an official"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Move the relative into the unit of the official, by an exchange of today."""
        world = ground.world
        declarations, tenures, posts = world["declarations"], world["tenures"], world["posts"]
        serving = np.zeros(len(world["persons"]), bool)
        serving[tenures["person"][officials(ground)]] = True
        fit = np.isin(declared_paths(ground), [K74.index(path) for path in paths_for(difficulty)])
        leads = np.zeros(len(serving), bool)
        now = officials(ground)
        leads[tenures["person"][now[np.isin(tenures["post"][now], posts["superior"])]]] = True
        fit &= serving[declarations["relative"]] & leads[declarations["official"]]
        tie = ground.draw(dice, "declarations", np.flatnonzero(fit))
        above, below = int(declarations["official"][tie]), int(declarations["relative"][tie])
        if not (ground.is_free("persons", above) and ground.is_free("persons", below)):
            raise NoGround("persons")
        high, low = tenure_of(ground, above), tenure_of(ground, below)
        post, unit = int(tenures["post"][high]), int(posts["unit"][tenures["post"][high]])
        if unit == posts["unit"][tenures["post"][low]] or posts["is_leader"][tenures["post"][low]]:
            raise NoGround("posts")
        if is_near(ground, below, serving_beside(ground, post) - {above, below}):
            raise NoGround("persons")  # someone else there would make another case of it
        inside = np.flatnonzero((posts["unit"] == unit) & ~posts["is_leader"] & (posts["duty"] == NO_DUTY))
        direct = posts["superior"][inside] == post
        if kind is PlantKind.NEAR_MISS:
            direct = ~direct & (posts["superior"][inside] != posts["superior"][post])
            direct &= (inside != post) & ~posts["is_leader"][post]
        moved = move_to(ground, dice, below, inside[direct])
        ground.take("persons", above, below)
        new_post = int(tenures["post"][moved])
        line = Row("reporting_line", new_post)
        return Case(
            rows=(Row("tenure", moved),),
            support=(Row("tenure", high), Row("declared_tie", tie), *((line,) if kind is not PlantKind.DECOY else ())),
            actors=(("persons", above, "superior"), ("persons", below, "subordinate")),
            posts=(post, new_post),
            drops=(line,) if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "superior", PlantKind.DECOY: "superior"}.get(kind),
        )
