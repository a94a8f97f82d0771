"""The level of a risk point: how risky the step is, from reviewed facts only.

Flows in: the grade of the step (the unit's own, or by formula), the controls that count, and leads whose facts were
found to hold. Flows out: a level and the parts it is made of, in whole hundredths, which add up exactly. Unreviewed
flags are no input, so they cannot move a level.

The scale is that of the office practice (likelihood 1 to 5 times harm 1 to 5): 15 and more is HIGH, 8 to below 15
MEDIUM, below 8 LOW. A grade of the unit counts with a value inside its band (20, 12, 4). Measures that somebody answers
for and that were reviewed within a year take off the per cents that the control library gives them, 30 % at the most:
a level falls by one band at the very most. Each lead that was found to hold adds points by the severity of its rule
(half of them where it holds in part), and controls take nothing off those: what happened got past them. A step without
a grade has no level, which is not LOW.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.controls import MOST_PERCENT
from models.vocabulary import RiskLevel, Severity, Term

HIGH_FROM = 1500
MEDIUM_FROM = 800
GRADE_POINTS = {RiskLevel.HIGH: 2000, RiskLevel.MEDIUM: 1200, RiskLevel.LOW: 400}
HELD_POINTS = {Severity.HIGH: 800, Severity.MEDIUM: 400, Severity.LOW: 200}


class PartKind(Term):
    """What a part of a level stands for."""

    GRADE = "grade", "单位定级", "grade of the unit"
    FREQUENCY = "frequency", "办理频次", "frequency"
    DISCRETION = "discretion", "裁量空间", "discretion"
    MONEY = "money", "涉及资金", "money"
    OPACITY = "opacity", "不透明程度", "opacity"
    MEASURE = "measure", "防控措施", "measure"
    HELD = "held", "查实线索", "lead found to hold"

    @property
    def is_inherent(self) -> bool:
        """Whether the part belongs to the grade, before controls and leads."""
        return self not in {PartKind.MEASURE, PartKind.HELD}


@dataclass(frozen=True, slots=True)
class LevelPart:
    """One named part of a level, in hundredths; those that take something off are negative.

    `code` is the grade, the value of a factor (1 to 5), the code of a measure, or the rule of a lead; `flag` is the
    lead.
    """

    kind: PartKind
    code: str
    points: int
    flag: str | None = None


@dataclass(frozen=True, slots=True)
class LevelParts:
    """The parts of a level; `grade` - `reduction` + `held` = `total`."""

    parts: tuple[LevelPart, ...]

    @property
    def grade(self) -> int:
        """Points of the grade alone."""
        return sum(part.points for part in self.parts if part.kind.is_inherent)

    @property
    def reduction(self) -> int:
        """Points that measures take off."""
        return -sum(part.points for part in self.parts if part.kind is PartKind.MEASURE)

    @property
    def held(self) -> int:
        """Points that leads add."""
        return sum(part.points for part in self.parts if part.kind is PartKind.HELD)

    @property
    def total(self) -> int:
        """The sum of the parts."""
        return sum(part.points for part in self.parts)

    @property
    def level(self) -> RiskLevel:
        """The band the total falls into."""
        return band(self.total)


def band(points: int) -> RiskLevel:
    """The level that hundredths of a point stand for.

    >>> band(1500), band(1499), band(799)
    (<RiskLevel.HIGH: 'HIGH'>, <RiskLevel.MEDIUM: 'MEDIUM'>, <RiskLevel.LOW: 'LOW'>)
    """
    if points >= HIGH_FROM:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if points >= MEDIUM_FROM else RiskLevel.LOW


def graded(grade: RiskLevel) -> tuple[LevelPart, ...]:
    """The part that a unit's own grade makes."""
    return (LevelPart(PartKind.GRADE, str(grade), GRADE_POINTS[grade]),)


def held_part(rule: str, flag: str, severity: Severity, *, in_part: bool = False) -> LevelPart:
    """The part that a lead makes whose facts were found to hold; half of it where they hold in part."""
    points = HELD_POINTS[severity]
    return LevelPart(PartKind.HELD, rule, points // 2 if in_part else points, flag)


def level_parts(
    inherent: Iterable[LevelPart] | None, measures: Iterable[tuple[str, int]] = (), held: Iterable[LevelPart] = ()
) -> LevelParts | None:
    """The parts of a step, or None where it has no grade ("not assessed").

    `measures` are codes with the per cents they take off the grade; they are taken in the order of their weight until
    the most is reached, and each sum is rounded down as a whole, so that a further measure never takes off less.

    >>> parts = level_parts(graded(RiskLevel.MEDIUM), [("rotation", 8)], [held_part("C01", "f1", Severity.HIGH)])
    >>> [part.points for part in parts.parts], parts.total
    ([1200, -96, 800], 1904)
    """
    if inherent is None:
        return None
    own = tuple(inherent)
    grade = sum(part.points for part in own)
    return LevelParts((*own, *_reductions(grade, measures), *sorted(held, key=lambda p: (-p.points, p.code, p.flag))))


def _reductions(grade: int, measures: Iterable[tuple[str, int]]) -> list[LevelPart]:
    parts, so_far, taken = [], 0, 0
    for code, percent in sorted(set(measures), key=lambda measure: (-measure[1], measure[0])):
        so_far = min(so_far + percent, MOST_PERCENT)
        reduction = grade * so_far // 100
        parts.append(LevelPart(PartKind.MEASURE, code, taken - reduction))
        taken = reduction
    return parts


def decimal_text(hundredths: int) -> str:
    """Hundredths as the shortest decimal text.

    >>> decimal_text(1760), decimal_text(800), decimal_text(5), decimal_text(-96)
    ('17.6', '8', '0.05', '-0.96')
    """
    whole, rest = divmod(abs(hundredths), 100)
    text = f"{whole}.{rest:02d}".rstrip("0").rstrip(".")
    return f"-{text}" if hundredths < 0 else text
