"""Scoring: from flags, grades and controls to risk points (post x procedure step), each with a level and an attention.

The door: `risk_points` scores a view and its answers; `contributions` weighs flags that belong to a post, a unit or a
fund.
"""

from analytics.scoring.attention import Contribution, contributions, flag_id, points
from analytics.scoring.level import HIGH_FROM, MEDIUM_FROM, Controls, LevelParts, level_parts
from analytics.scoring.risk_points import CellScore, Finding, decimal_text, risk_points

__all__ = [
    "HIGH_FROM",
    "MEDIUM_FROM",
    "CellScore",
    "Contribution",
    "Controls",
    "Finding",
    "LevelParts",
    "contributions",
    "decimal_text",
    "flag_id",
    "level_parts",
    "points",
    "risk_points",
]
