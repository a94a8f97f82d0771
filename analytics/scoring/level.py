"""The level of a risk point: how risky the step is, from reviewed facts only.

Flows in: the grade the unit gave the step, the controls it wrote down, and leads whose facts were found to hold.
Flows out: a level and the points it is made of, in whole hundredths, which add up exactly. Unreviewed flags are no
input, so they cannot move a level.

The scale is that of the office practice (likelihood 1 to 5 times harm 1 to 5): 15 and more is HIGH, 8 to below 15
MEDIUM, below 8 LOW. A grade counts with a value inside its band (20, 12, 4). Measures on paper take off a tenth of
it, a fifth when somebody is named to answer for them; that is a third of what tested controls may take off (0.6),
since nobody has tested these yet. Each lead that was found to hold adds points by the severity of its rule, and
controls take nothing off those: what happened got past them. A step that nobody graded has no level, which is not
LOW.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.vocabulary import RiskLevel, Severity, Term

HIGH_FROM = 1500
MEDIUM_FROM = 800
GRADE_POINTS = {RiskLevel.HIGH: 2000, RiskLevel.MEDIUM: 1200, RiskLevel.LOW: 400}
HELD_POINTS = {Severity.HIGH: 800, Severity.MEDIUM: 400, Severity.LOW: 200}


class Controls(Term):
    """What a unit wrote down against a risk."""

    OWNED = "owned", "有措施、有责任人", "measures with an owner"
    UNOWNED = "unowned", "有措施、未列责任人", "measures without a named owner"
    NONE = "none", "未见措施", "no measure on record"


# Hundredths of the grade's points that written controls take off.
REDUCTION_PERCENT = {Controls.OWNED: 20, Controls.UNOWNED: 10, Controls.NONE: 0}


@dataclass(frozen=True, slots=True)
class LevelParts:
    """The points of a level in hundredths: `grade` - `reduction` + `held` = `total`."""

    grade: int
    reduction: int
    held: int

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return self.grade - self.reduction + self.held

    @property
    def level(self) -> RiskLevel:
        """The band the total falls into."""
        if self.total >= HIGH_FROM:
            return RiskLevel.HIGH
        return RiskLevel.MEDIUM if self.total >= MEDIUM_FROM else RiskLevel.LOW


def level_parts(inherent: RiskLevel | None, controls: Controls, held: Iterable[Severity] = ()) -> LevelParts | None:
    """The points of a step, or None where the unit gave no grade ("not assessed").

    Rises with the grade and with every lead that held, never falls when a control is taken away.

    >>> level_parts(RiskLevel.MEDIUM, Controls.OWNED, [Severity.HIGH]).total
    1760
    """
    if inherent is None:
        return None
    grade = GRADE_POINTS[inherent]
    return LevelParts(
        grade=grade,
        reduction=grade * REDUCTION_PERCENT[controls] // 100,
        held=sum(HELD_POINTS[severity] for severity in held),
    )
