"""A relative serves directly under an official (C03)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, NOBODY
from data_sim.kin import K74
from data_sim.schemes.scheme import Case, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import (
    NO_DUTY,
    declarations_by,
    declared_paths,
    is_near,
    kin,
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

    def natural(self, ground: Ground) -> list[Case]:
        """Kin whom other cases have put under one another, or under one superior, in an organ."""
        world = ground.world
        tenures, posts = world["tenures"], world["posts"]
        # As they stand after all that cases have moved; village committees are no organs.
        of_organ = world["units"]["level"][posts["unit"][tenures["post"]]] < 9
        now = np.flatnonzero((tenures["until"] == NEVER) & tenures.kept & of_organ)
        held = dict(zip(tenures["person"][now].tolist(), now.tolist(), strict=True))
        near = kin(ground).pairs
        serving = np.isin(near.root, tenures["person"][now]) & np.isin(near.relative, tenures["person"][now])
        found: dict[frozenset[int], Case] = {}
        for one, other in zip(near.root[serving].tolist(), near.relative[serving].tolist(), strict=True):
            mine, theirs = int(tenures["post"][held[one]]), int(tenures["post"][held[other]])
            lines = {int(posts["superior"][mine]), int(posts["superior"][theirs])} - {NOBODY}
            is_under = mine in lines or theirs in lines
            beside = posts["superior"][mine] == posts["superior"][theirs] != NOBODY
            if posts["unit"][mine] == posts["unit"][theirs] and (is_under or beside):
                found.setdefault(frozenset((one, other)), self._as_it_is(ground, held, one, other))
        return list(found.values())

    def _as_it_is(self, ground: Ground, held: dict[int, int], one: int, other: int) -> Case:
        declarations, tenures = ground.world["declarations"], ground.world["tenures"]
        told = [
            int(row)
            for who, whom in ((one, other), (other, one))
            for row in declarations_by(ground, who)
            if declarations["relative"][row] == whom and declarations.kept[row]
        ]
        known = [row for row in told if ("declared_tie", row) not in ground.edited]
        places = [held[person] for person in (one, other)]
        return Case(
            rows=tuple(Row("tenure", row) for row in places),
            support=(
                *(Row("reporting_line", int(tenures["post"][row])) for row in places),
                *(Row("declared_tie", row) for row in known[:1]),
            ),
            inferred=not known,
        )
