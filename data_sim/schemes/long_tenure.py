"""Someone has held a key post for more than five years (P02)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, Array
from data_sim.schemes.one_fact import OneFact, by_difficulty
from data_sim.schemes.scheme import Case, Ground, Row
from models.truth import Difficulty

FIVE_YEARS = 1826


class LongTenure(OneFact):
    """The near miss has four years and eleven months; since when the decoy holds the post is not written."""

    name = "long_tenure"
    rules = ("P02",)
    hits = 4
    frame, table, fact, lacking = "tenures", "tenure", "since", ("since",)
    why_zh = "重点岗位任职超过五年未轮岗"
    why_en = "a key post has been held for more than five years without rotation"

    def candidates(self, ground: Ground) -> Array:
        """Present holders of key posts that nobody in the register held before them."""
        tenures, posts = ground.world["tenures"], ground.world["posts"]
        single = np.bincount(tenures["post"], minlength=len(posts))[tenures["post"]] == 1
        old_enough = ground.world["persons"]["born"][tenures["person"]] < ground.world.today - 36 * 365
        heads = posts["kind"][tenures["post"]] == "head"
        return np.flatnonzero(
            (tenures["until"] == NEVER) & posts["is_key"][tenures["post"]] & single & old_enough & ~heads
        )

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """From five years and a month to nine years."""
        extra = by_difficulty(difficulty, 1200, 400, 25) + int(dice.integers(0, 15))
        ground.world["tenures"]["since"][row] = ground.world.today - FIVE_YEARS - extra

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """A month less than five years."""
        ground.world["tenures"]["since"][row] = ground.world.today - FIVE_YEARS + 31

    def natural(self, ground: Ground) -> list[Case]:
        """Key posts that are held for long in the innocent city."""
        tenures, posts = ground.world["tenures"], ground.world["posts"]
        long = (tenures["until"] == NEVER) & posts["is_key"][tenures["post"]] & tenures.kept
        long &= _begun(ground) < ground.world.today - FIVE_YEARS
        return [Case(rows=(Row("tenure", int(row)),)) for row in np.flatnonzero(long)]


def _begun(ground: Ground) -> Array:
    """The day on which each tenure began, taken together with one before it in a post of the same name beside it."""
    tenures, posts = ground.world["tenures"], ground.world["posts"]
    begun: Array = tenures["since"].copy()
    held: dict[tuple[object, ...], int] = {}
    again = np.flatnonzero(np.bincount(tenures["person"], minlength=1)[tenures["person"]] > 1)
    for row in again[np.argsort(tenures["since"][again], kind="stable")].tolist():
        post = tenures["post"][row]
        name = tenures["person"][row], posts["unit"][post], posts["department"][post], posts["name"][post]
        before = held.get(name)
        if before is not None and tenures["since"][row] - tenures["until"][before] in (0, 1):
            begun[row] = begun[before]
        held[name] = row
    return begun
