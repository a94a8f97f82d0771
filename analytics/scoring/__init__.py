"""Scoring: from flags, grades and controls to risk points (post x procedure step), each with a level and an attention.

The door: `risk_points` scores a view and its answers; `contributions` weighs flags that belong to a post, a unit or a
fund; `office_library` reads the control library that holds in an office.
"""

from analytics.scoring.attention import Contribution, Source, contributions, flag_id, flag_of, points
from analytics.scoring.controls import OTHER, ControlLack, Controls, controls_of, office_library
from analytics.scoring.explanation import measure_name, part_name
from analytics.scoring.grades import Grade, Grading
from analytics.scoring.inherent import StepFacts, Unknown, by_formula
from analytics.scoring.level import (
    HIGH_FROM,
    MEDIUM_FROM,
    LevelPart,
    LevelParts,
    PartKind,
    band,
    decimal_text,
    graded,
    held_part,
    level_parts,
)
from analytics.scoring.risk_points import CellScore, risk_points, sectors

__all__ = [
    "HIGH_FROM",
    "MEDIUM_FROM",
    "OTHER",
    "CellScore",
    "Contribution",
    "ControlLack",
    "Controls",
    "Grade",
    "Grading",
    "LevelPart",
    "LevelParts",
    "PartKind",
    "Source",
    "StepFacts",
    "Unknown",
    "band",
    "by_formula",
    "contributions",
    "controls_of",
    "decimal_text",
    "flag_id",
    "flag_of",
    "graded",
    "held_part",
    "level_parts",
    "measure_name",
    "office_library",
    "part_name",
    "points",
    "risk_points",
    "sectors",
]
