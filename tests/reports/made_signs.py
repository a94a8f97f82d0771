"""Signs made by hand, with figures of which a test knows what they are."""

from __future__ import annotations

from fractions import Fraction

from analytics.relations.favour import decimal
from analytics.reports.runs import Said
from analytics.rules.answers import Evidence
from analytics.unusual import Place, Sign, pattern
from analytics.unusual.pattern import CERTAIN
from models.vocabulary import Confidence


def made(
    code: str, place: Place, q: Fraction | None, rows: tuple[Evidence, ...], said: str = "4 件，随机约 1.09 件"
) -> Sign:
    """A sign of a pattern at a place, with four cases where chance gives 76/70."""
    return Sign(
        pattern=code,
        place=place,
        severity=pattern(code).severity,
        confidence=Confidence.HIGH if q is not None and q <= CERTAIN else Confidence.MEDIUM,
        observed=4,
        among=38,
        expected=decimal(Fraction(76, 70)),
        p=None if q is None else decimal(q / 2),
        q=None if q is None else decimal(q),
        tests=7,
        sentence=Said("said", {"zh": said, "en": said}),
        evidence=rows,
    )
