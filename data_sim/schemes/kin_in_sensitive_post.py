"""A leader's relative keeps the cash, the personnel files or the discipline of the same organ (C04)."""

from __future__ import annotations

import numpy as np

from data_sim.kin import K74
from data_sim.schemes.scheme import Case, Edit, Ground, NoGround, Row, Scheme
from data_sim.schemes.sites import NO_DUTY, declarations_by, declared_paths, move_to, officials, paths_for, tenure_of
from models.truth import Difficulty, PlantKind


class KinInSensitivePost(Scheme):
    """The near miss drives the car or keeps the archive; of the decoy only the name is declared."""

    name = "kin_in_sensitive_post"
    rules = ("C04",)
    why_zh = "领导成员的亲属在本单位从事人事、财务、纪检、监察、审计工作"
    why_en = "a leader's relative works in personnel, finance, discipline or audit of the same organ"

    def plant(self, ground: Ground, dice: np.random.Generator, kind: PlantKind, difficulty: Difficulty) -> Case:
        """Move the relative of a leader into such a post, out of the leader's own line."""
        world = ground.world
        declarations, tenures, posts = world["declarations"], world["tenures"], world["posts"]
        now = officials(ground)
        serving, leading = np.zeros(len(world["persons"]), bool), np.zeros(len(world["persons"]), bool)
        serving[tenures["person"][now]] = True
        leading[tenures["person"][now]] = posts["is_leader"][tenures["post"][now]]
        fit = np.isin(declared_paths(ground), [K74.index(path) for path in paths_for(difficulty)])
        fit &= leading[declarations["official"]] & serving[declarations["relative"]]
        fit &= ~leading[declarations["relative"]]
        tie = ground.draw(dice, "declarations", np.flatnonzero(fit))
        leader, relative = int(declarations["official"][tie]), int(declarations["relative"][tie])
        if not (ground.is_free("persons", leader) and ground.is_free("persons", relative)):
            raise NoGround("persons")
        high, low = tenure_of(ground, leader), tenure_of(ground, relative)
        post, unit = int(tenures["post"][high]), int(posts["unit"][tenures["post"][high]])
        if unit == posts["unit"][tenures["post"][low]]:
            raise NoGround("posts")
        inside = np.flatnonzero((posts["unit"] == unit) & ~posts["is_leader"] & (posts["superior"] != post))
        inside = inside[posts["superior"][inside] != posts["superior"][post]]
        is_plain = posts["duty"][inside] == NO_DUTY
        is_plain &= np.isin(posts["kind"][inside], ("driver", "archive", "staff", "window", "legal"))
        wanted = is_plain if kind is PlantKind.NEAR_MISS else posts["duty"][inside] != NO_DUTY
        moved = move_to(ground, dice, relative, inside[wanted])
        ground.take("persons", leader, relative)
        place = Row("tenure", moved)
        # Kinship can be put together from several lists: nothing by number may lead to the relative, or away.
        named = np.flatnonzero(declarations["relative"] == relative)
        both = (*named.tolist(), *declarations_by(ground, relative).tolist())
        edits = tuple(
            Edit(Row("declared_tie", int(row)), column)
            for row in both
            for column in ("relative_id", "relative_employer")
        )
        return Case(
            rows=(place,),
            support=(Row("tenure", high), Row("declared_tie", tie)),
            actors=(("persons", leader, "leader"), ("persons", relative, "relative")),
            posts=(post, int(tenures["post"][moved])),
            edits=edits if kind is PlantKind.DECOY else (),
            changed={PlantKind.NEAR_MISS: "sensitive_duty", PlantKind.DECOY: "relative_id"}.get(kind),
        )
