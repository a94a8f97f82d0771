"""A leader has not signed the pledge by its day (L06)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NEVER, Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground, Row
from models.truth import Difficulty


class UnsignedPledge(OneFact):
    """The near miss is on secondment and signed elsewhere; by when the decoy had to sign is not written."""

    name = "unsigned_pledge"
    rules = ("L06",)
    frame, table, fact, lacking = "pledges", "pledge", "exempt_reason", ("due",)
    why_zh = "应签承诺书的人员到期未签"
    why_en = "someone who had to sign the pledge had not by its day"

    def candidates(self, ground: Ground) -> Array:
        """Signed pledges whose day is past, one for each unit."""
        world = ground.world
        pledges = world["pledges"]
        rows = np.flatnonzero((pledges["signed"] != NEVER) & (pledges["due"] < world.today - 5))
        unit = world["posts"]["unit"][pledges["post"][rows]]
        free = [ground.is_free("pledge-units", u) for u in unit.tolist()]
        found: Array = rows[np.array(free, bool)]
        return found

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Not signed, and no reason given."""
        self._stand_on(ground, row)
        ground.world["pledges"]["signed"][row] = NEVER

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Not signed, for a reason that counts."""
        self._stand_on(ground, row)
        ground.world["pledges"]["signed"][row] = NEVER
        ground.world["pledges"]["exempt"][row] = "借调外单位，在借调单位签订"

    def support(self, ground: Ground, row: int) -> tuple[Row, ...]:
        """The person in post."""
        tenures = ground.world["tenures"]
        person = ground.world["pledges"]["person"][row]
        rows = np.flatnonzero((tenures["person"] == person) & (tenures["until"] == NEVER))
        return tuple(Row("tenure", int(at)) for at in rows)

    def _stand_on(self, ground: Ground, row: int) -> None:
        ground.take("pledge-units", int(ground.world["posts"]["unit"][ground.world["pledges"]["post"][row]]))
