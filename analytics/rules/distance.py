"""By how much: how far a measured value lies from its threshold, and on which side of it a rule flags.

Flows in: value and threshold as answers carry them (exact text), and the side that a rule declares. Flows out: an exact
distance, or none where value and threshold are words. Nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from enum import StrEnum

from models.vocabulary import RiskLevel

_GRADES = (str(RiskLevel.LOW), str(RiskLevel.MEDIUM), str(RiskLevel.HIGH))  # from the lowest
_DIGITS = 60  # of exact arithmetic, far more than any amount has


class Side(StrEnum):
    """Where, seen from its threshold, a rule flags a value (unless a fact in the sentence excuses it)."""

    ABOVE = "above"
    FROM = "from"  # at the threshold too
    BELOW = "below"
    UP_TO = "up_to"  # at the threshold too
    APART = "apart"  # above it in either direction: the sign of the value does not count
    FENCED = "fenced"  # the threshold is the nearer of two fences: the value alone does not tell the side


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a value is from its threshold.

    `by` is in the unit of both, None between two words. `is_above`: the value exceeds the threshold; None: the two are
    equal. `is_flagged_side`: the value lies where the rule flags; None where the value alone does not tell.
    """

    by: Decimal | None
    is_above: bool | None
    is_flagged_side: bool | None


def distance(value: str | None, threshold: str | None, side: Side) -> Distance | None:
    """How far a value is from its threshold; None where nothing was measured, or no order is known between the two.

    >>> distance("5", "7", Side.BELOW)
    Distance(by=Decimal('2'), is_above=False, is_flagged_side=True)
    >>> distance("30", "30", Side.ABOVE)
    Distance(by=Decimal('0'), is_above=None, is_flagged_side=False)
    >>> distance("-2.01", "2", Side.APART)
    Distance(by=Decimal('0.01'), is_above=True, is_flagged_side=True)
    >>> distance("LOW", "MEDIUM", Side.BELOW)
    Distance(by=None, is_above=False, is_flagged_side=True)
    >>> distance(None, "7", Side.BELOW) is None
    True
    """
    if value is None or threshold is None:
        return None
    if value in _GRADES and threshold in _GRADES:
        return _judged(None, _GRADES.index(value) - _GRADES.index(threshold), side)
    try:
        measured, mark = Decimal(value), Decimal(threshold)
    except InvalidOperation:
        return None
    if not (measured.is_finite() and mark.is_finite()):
        return None
    with localcontext() as exact:
        exact.prec = _DIGITS
        difference = (measured.copy_abs() if side is Side.APART else measured) - mark
    order = (difference > 0) - (difference < 0)
    return _judged(abs(difference), order, side)


def _judged(by: Decimal | None, order: int, side: Side) -> Distance:
    flagged = {
        Side.ABOVE: order > 0,
        Side.FROM: order >= 0,
        Side.BELOW: order < 0,
        Side.UP_TO: order <= 0,
        Side.APART: order > 0,
        Side.FENCED: None,
    }[side]
    return Distance(by, None if order == 0 else order > 0, flagged)
