"""What a rule answers: a flag, a pass, an exclusion, or "cannot assess", with the reason and the rows it rests on.

Flows in: what rules found. Flows out: answers in one canonical order and form, so that the same snapshot, rule versions
and settings give the same bytes on any machine and engine.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.language import Language, Message
from models.vocabulary import Confidence, Severity, Term

_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


class Outcome(Term):
    """The four answers a rule can give about a subject."""

    FLAG = "flag", "预警", "flag"
    PASS = "pass", "未发现", "passed"
    EXCLUDED = "excluded", "不适用", "excluded"
    CANNOT_ASSESS = "cannot_assess", "无法判断", "cannot assess"


class Evidence(NamedTuple):
    """One row an answer rests on, and the place in the document it was read from.

    A tuple, since a city has millions of them and every answer puts its own in order.
    """

    table: str
    id: str
    document: str
    locator: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one rule about one subject.

    `value` and `threshold` are exact text (integers, decimals, ISO dates) in `unit`; a pass carries them too, so that
    "by how much" can be said. `subject_type` is one of post, step, unit, notice, programme, document, matter.
    Persons are never subjects: they occur in evidence only.
    """

    rule: str
    outcome: Outcome
    subject_type: str
    subject_id: str
    sentence: Message
    level: Severity | None = None
    unit_id: str | None = None
    post_id: str | None = None
    step_id: str | None = None
    value: str | None = None
    threshold: str | None = None
    unit: str | None = None
    confidence: Confidence | None = None
    evidence: tuple[Evidence, ...] = field(default=())

    def as_row(self) -> dict[str, Any]:
        """The answer as plain values, keys as promised by `sunledger flags`."""
        return {
            "rule": self.rule,
            "outcome": str(self.outcome),
            "level": None if self.level is None else str(self.level),
            "subject_type": self.subject_type,
            "subject_id": self.subject_id,
            "unit_id": self.unit_id,
            "post_id": self.post_id,
            "step_id": self.step_id,
            "value": self.value,
            "threshold": self.threshold,
            "unit": self.unit,
            "sentence_zh": self.sentence.say(Language.ZH),
            "sentence_en": self.sentence.say(Language.EN),
            "confidence": None if self.confidence is None else str(self.confidence),
            "evidence": [row._asdict() for row in sorted(set(self.evidence))],
        }


def canonical(answers: Iterable[Answer]) -> bytes:
    """The flags and their evidence as sorted JSON lines: equal bytes mean equal results."""
    lines = sorted(canonical_line(answer.as_row()) for answer in answers if answer.outcome is Outcome.FLAG)
    return "\n".join(lines).encode()


def canonical_line(row: Mapping[str, Any]) -> str:
    """One answer, given as plain values (`Answer.as_row`), in the one form of its JSON."""
    return _CANONICAL.encode(row)


def canonical_hash(answers: Iterable[Answer]) -> str:
    """SHA-256 of the canonical flags, hex."""
    return hashlib.sha256(canonical(answers)).hexdigest()
