"""The attention a place asks for: its unreviewed flags, weighed, and taken in proportion to the work done there.

Flows in: flags, and signs of unusual work. Flows out: contributions in whole hundredths of a point, one for each, whose
sum is the attention. Attention orders the work and nothing else; it never moves a level.

A flag weighs by the severity of its rule and by its confidence. A flag about matters also weighs less the more
matters the step handled, because whoever handles many will meet more chance hits: a busy post is not a risky post.
The factor is (K + 1) / (K + n) for n matters, so it is 1 up to one matter, one half at about K + 2, and tends to the
rate of flags per matter beyond; K keeps a single hit among few matters from looking like a rate. Flags about the
shape of a post or a document do not depend on volume and keep their full weight. So do signs, which were held against
chance with the volume in mind: they weigh by the severity of their pattern and by how certain they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from analytics.rules.answers import Answer, Outcome, canonical_line
from analytics.unusual import Sign
from models.vocabulary import Confidence, Severity

SEVERITY_WEIGHT = {Severity.HIGH: 8, Severity.MEDIUM: 4, Severity.LOW: 2}
CONFIDENCE_WEIGHT = {Confidence.HIGH: Fraction(1), Confidence.MEDIUM: Fraction(1, 2)}
SHRINKAGE_MATTERS = 20  # K: an expert default, until an office has a year of reviewed flags to fit it on


class Source(StrEnum):
    """What asks for attention: the flag of a rule, or a sign of unusual work."""

    FLAG = "flag"
    SIGN = "sign"


@dataclass(frozen=True, slots=True, order=True)
class Contribution:
    """What one flag or sign adds to the attention of its place.

    `rule` is the code of the rule or pattern, `flag` the name of the flag or sign. `points` are hundredths. `matters`
    is the volume the flag was put in proportion to, 0 where volume plays no part.
    """

    rule: str
    flag: str
    severity: str
    confidence: str
    matters: int
    points: int
    source: Source = Source.FLAG


def flag_id(answer: Answer) -> str:
    """A name for a flag that is the same on any machine: taken from its canonical form."""
    return flag_of(answer.as_row())


def flag_of(row: Mapping[str, Any]) -> str:
    """The name of an answer that is given as plain values (`Answer.as_row`)."""
    return hashlib.sha256(canonical_line(row).encode()).hexdigest()[:16]


def is_about_matters(answer: Answer) -> bool:
    """Whether a flag rests on matters that were handled, so that more work gives more chances of it."""
    return answer.subject_type == "matter" or any(e.table == "matter_act" for e in answer.evidence)


def volume_factor(matters: int) -> Fraction:
    """The share of its weight that a flag about matters keeps at a step that handled so many.

    >>> volume_factor(0), volume_factor(1), volume_factor(22)
    (Fraction(1, 1), Fraction(1, 1), Fraction(1, 2))
    """
    return Fraction(SHRINKAGE_MATTERS + 1, SHRINKAGE_MATTERS + max(matters, 1))


def points(severity: Severity, confidence: Confidence, matters: int = 0) -> int:
    """Hundredths of a point that one flag contributes, rounded half to even once, so that sums stay exact.

    >>> points(Severity.HIGH, Confidence.MEDIUM, matters=22)
    200
    """
    return round(100 * SEVERITY_WEIGHT[severity] * CONFIDENCE_WEIGHT[confidence] * volume_factor(matters))


def contributions(answers: Iterable[Answer], matters: int = 0) -> tuple[Contribution, ...]:
    """The contributions of the flags among the answers, heaviest first; other outcomes contribute nothing.

    A flag without a stated severity or confidence counts as medium: unknown is neither clean nor certain.
    """
    found = []
    for answer in answers:
        if answer.outcome is not Outcome.FLAG:
            continue
        severity = answer.level or Severity.MEDIUM
        confidence = answer.confidence or Confidence.MEDIUM
        volume = matters if is_about_matters(answer) else 0
        found.append(
            Contribution(
                rule=answer.rule,
                flag=flag_id(answer),
                severity=str(severity),
                confidence=str(confidence),
                matters=volume,
                points=points(severity, confidence, volume),
            )
        )
    return heaviest_first(found)


def of_signs(signs: Iterable[Sign]) -> tuple[Contribution, ...]:
    """The contributions of signs, heaviest first."""
    return heaviest_first(
        Contribution(
            rule=sign.pattern,
            flag=sign.id,
            severity=str(sign.severity),
            confidence=str(sign.confidence),
            matters=0,
            points=points(sign.severity, sign.confidence),
            source=Source.SIGN,
        )
        for sign in signs
    )


def heaviest_first(found: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """Contributions in one order, each once."""
    return tuple(sorted(set(found), key=lambda c: (-c.points, c.rule, c.flag)))
