"""What a pattern of unusual work is, and what it finds: signs, each with what chance would give and the rows behind it.

Flows in: a view. Flows out: signs, which ask for attention and for nothing else: a sign is no flag, nobody reviews it,
and it moves no level. A pattern looks at how work was done, at posts and by buyers, never at who somebody is.
"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar

from analytics.relations.favour import FALSE_DISCOVERY, adjusted, decimal
from analytics.rules.answers import Evidence
from analytics.rules.parameters import Text
from analytics.snapshot import View
from models.language import Language, Message
from models.vocabulary import Confidence, Severity

# Called at a tenth of the false discovery rate at which signs are shown at all, a sign counts as certain.
CERTAIN = FALSE_DISCOVERY / 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where the work was done: a step of a post, a post, or a unit as a whole."""

    unit_id: str | None
    post_id: str | None = None
    step_id: str | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What a pattern saw at one place: `observed` of `among`, where chance gives `expected`.

    `p` is the chance of as much or more; None where the pattern is no matter of chance. `is_fact` says that what was
    seen is a fact, which every tie behind it proves by number (tier A). `rows` are the rows behind it, as (table, id).
    """

    place: Place
    observed: int
    among: int
    expected: Fraction
    p: Fraction | None
    rows: tuple[tuple[str, str], ...]
    places: dict[str, str] = field(default_factory=dict)  # further figures of the sentence
    said: str | None = None  # the code of the sentence, where the pattern has several
    is_fact: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a pattern looked at: how many places it could have shown at (`tests`), and what it saw.

    `q` gives false discovery rates where the pattern reckons its own.
    """

    tests: int
    observations: tuple[Observation, ...]
    q: tuple[Fraction, ...] | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """An observation that is beyond chance, as a run keeps it. Ratios are exact decimal text of six figures."""

    pattern: str
    place: Place
    severity: Severity
    confidence: Confidence
    observed: int
    among: int
    expected: str
    p: str | None
    q: str | None
    tests: int
    sentence: Message
    evidence: tuple[Evidence, ...]

    @property
    def id(self) -> str:
        """A name that is the same on any machine: taken from all that the sign says."""
        line = json.dumps(self.as_row(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(line.encode()).hexdigest()[:16]

    def as_row(self) -> dict[str, Any]:
        """The sign as plain values."""
        return {
            "pattern": self.pattern,
            "unit_id": self.place.unit_id,
            "post_id": self.place.post_id,
            "step_id": self.place.step_id,
            "severity": str(self.severity),
            "confidence": str(self.confidence),
            "observed": self.observed,
            "among": self.among,
            "expected": self.expected,
            "p": self.p,
            "q": self.q,
            "tests": self.tests,
            "sentence_zh": self.sentence.say(Language.ZH),
            "sentence_en": self.sentence.say(Language.EN),
            "evidence": [
                {"table": e.table, "id": e.id, "document": e.document, "locator": e.locator} for e in self.evidence
            ],
        }


class Pattern(ABC):
    """One way in which work stands out. Its texts make its page; `look` is the whole comparison.

    `severity` says how much it would weigh if it were what it looks like, and with the certainty of the sign gives its
    points of attention. `version` grows whenever the same input could show another sign.
    """

    code: ClassVar[str]
    version: ClassVar[str] = "1"
    name: ClassVar[Text]
    what: ClassVar[Text]
    compared: ClassVar[Text]
    innocent: ClassVar[Text]
    severity: ClassVar[Severity]

    @abstractmethod
    def look(self, view: View) -> Seen:
        """What is seen, and among how many; empty where the registers it needs are not held."""

    @property
    def sentence(self) -> str:
        """The code of the sentence that its signs say."""
        return f"sign-{self.code.lower()}"


def called(pattern: Pattern, seen: Seen) -> Iterator[tuple[Observation, Fraction | None]]:
    """The observations that are called at `FALSE_DISCOVERY`, with their rates (Benjamini-Hochberg over all tests)."""
    rates: Iterable[Fraction | None]
    if seen.q is not None:
        rates = seen.q
    else:
        chances = {at: one.p for at, one in enumerate(seen.observations) if one.p is not None}
        known = adjusted(chances, seen.tests)
        rates = [known.get(at) for at in range(len(seen.observations))]
    for observation, rate in zip(seen.observations, rates, strict=True):
        if rate is None or rate <= FALSE_DISCOVERY:
            yield observation, rate


def sign_of(pattern: Pattern, seen: Seen, one: Observation, rate: Fraction | None, rows: Iterable[Evidence]) -> Sign:
    """The sign that an observation makes."""
    figures = {"observed": one.observed, "among": one.among, "expected": decimal(one.expected), "tests": seen.tests}
    return Sign(
        pattern=pattern.code,
        place=one.place,
        severity=pattern.severity,
        confidence=Confidence.HIGH if one.is_fact or (rate is not None and rate <= CERTAIN) else Confidence.MEDIUM,
        observed=one.observed,
        among=one.among,
        expected=decimal(one.expected),
        p=None if one.p is None else decimal(one.p),
        q=None if rate is None else decimal(rate),
        tests=seen.tests,
        sentence=Message(
            one.said or pattern.sentence, {name: str(value) for name, value in figures.items()} | one.places
        ),
        evidence=tuple(sorted(set(rows))),
    )
