"""A high risk has no measure, no owner, or was last reviewed more than a year ago (P07)."""

from __future__ import annotations

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.one_fact import OneFact
from data_sim.schemes.scheme import Ground
from models.truth import Difficulty
from models.vocabulary import RiskLevel

_HIGH = list(RiskLevel).index(RiskLevel.HIGH)


class NoControl(OneFact):
    """The near miss was reviewed eleven months ago; how the decoy is graded is not written."""

    name = "no_control"
    rules = ("P07",)
    frame, table, fact, lacking = "risk_points", "risk_point", "reviewed_on", ("grade",)
    why_zh = "高等级风险点没有防控措施、责任人，或一年以上未复核"
    why_en = "a high risk has no measure or owner, or was not reviewed within twelve months"

    def candidates(self, ground: Ground) -> Array:
        """High risks."""
        return np.flatnonzero(ground.world["risk_points"]["grade"] == _HIGH)

    def hit(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """No measure, no owner, or an old review."""
        frame = ground.world["risk_points"]
        if difficulty is Difficulty.EASY:
            frame["measures"][row] = ""
        elif difficulty is Difficulty.MEDIUM:
            frame["owner"][row] = NOBODY
        else:
            frame["reviewed"][row] = ground.world.today - 372

    def near(self, ground: Ground, row: int, dice: np.random.Generator, difficulty: Difficulty) -> None:
        """Reviewed eleven months ago."""
        ground.world["risk_points"]["reviewed"][row] = ground.world.today - 334
