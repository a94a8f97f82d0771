"""Both figures of a risk point in plain words, zh and en: what they are made of, and what is missing.

Flows in: the parts of a score. Flows out: sentences from the catalogue, put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from analytics.scoring.attention import Contribution, Source
from analytics.scoring.controls import OTHER, ControlLack, Controls
from analytics.scoring.grades import Grade, Grading
from analytics.scoring.inherent import Unknown
from analytics.scoring.level import LevelPart, LevelParts, PartKind, decimal_text
from models.controls import Library
from models.language import Language, say
from models.vocabulary import RiskLevel, Term

_SEPARATOR = {Language.ZH: "、", Language.EN: ", "}
_BETWEEN_SENTENCES = {Language.ZH: "", Language.EN: " "}


def level_said(
    step: str, grade: Grade, controls: Controls, parts: LevelParts | None, known: Library, language: Language
) -> str:
    """The level: grade, controls, leads and their sum; or why there is none."""
    if parts is None:
        return _not_assessed(step, grade.unknown, language)
    said = [_grade_said(grade, parts, language), _controls_said(controls, parts, known, language)]
    held = [part for part in parts.parts if part.kind is PartKind.HELD]
    if held:
        said.append(say("scoring-held", language, leads=len(held), held=decimal_text(parts.held)))
    said.append(say("scoring-total", language, total=decimal_text(parts.total), level=parts.level.label(language)))
    return _BETWEEN_SENTENCES[language].join(said)


def _not_assessed(step: str, unknown: Sequence[Unknown], language: Language) -> str:
    if not unknown:
        return say("scoring-level-not-assessed", language, step=step)
    return say("scoring-level-not-known", language, step=step, unknown=listed(unknown, language))


def _grade_said(grade: Grade, parts: LevelParts, language: Language) -> str:
    level = grade.level or RiskLevel.LOW
    common = {"level": level.label(language), "points": decimal_text(parts.grade)}
    if grade.grading is not Grading.FORMULA:
        return say(f"scoring-grade-{grade.grading}", language, **common)
    factors = {str(part.kind): part.code for part in parts.parts if part.kind.is_inherent}
    return say("scoring-grade-formula", language, **common, **factors)


def _controls_said(controls: Controls, parts: LevelParts, known: Library, language: Language) -> str:
    said = []
    if controls.counted:
        names = [measure_name(code, known, language) for code, _ in controls.counted]
        said.append(
            say(
                "scoring-controls-counted",
                language,
                measures=_SEPARATOR[language].join(names),
                reduction=decimal_text(parts.reduction),
            )
        )
    if ControlLack.MEASURE in controls.lacks:
        said.append(say("scoring-controls-none", language))
    elif controls.lacks:
        code = "scoring-controls-some-wanting" if controls.counted else "scoring-controls-wanting"
        said.append(say(code, language, lacks=listed(controls.lacks, language)))
    return _BETWEEN_SENTENCES[language].join(said)


def attention_said(found: Sequence[Contribution], matters: int, language: Language) -> str:
    """The attention: how many open leads and signs it comes from, and whether volume plays a part."""
    if not found:
        return say("scoring-attention-none", language, matters=matters)
    flags = [c for c in found if c.source is Source.FLAG]
    said = [say("scoring-attention-sum", language, attention=decimal_text(sum(c.points for c in found)))]
    if flags:
        volumes = {c.matters for c in flags if c.matters}
        code = "scoring-attention-volume" if volumes else "scoring-attention"
        said.append(say(code, language, flags=len(flags), matters=max(volumes, default=0)))
    if len(flags) < len(found):
        said.append(say("scoring-attention-signs", language, signs=len(found) - len(flags)))
    return _BETWEEN_SENTENCES[language].join(said)


def part_name(part: LevelPart, known: Library, language: Language) -> str:
    """What a part of a level stands for: a factor with its value, a measure, or a lead by its rule."""
    if part.kind is PartKind.MEASURE:
        return measure_name(part.code, known, language)
    said = RiskLevel(part.code).label(language) if part.kind is PartKind.GRADE else part.code
    return say("scoring-part", language, kind=part.kind.label(language), value=said)


def measure_name(code: str, known: Library, language: Language) -> str:
    """The name of a measure; those that are none of the library for this kind of power go under one name."""
    return say("scoring-other-measure", language) if code == OTHER else known.measures[code].label(language)


def listed(terms: Iterable[Term], language: Language) -> str:
    """Terms one after another."""
    return _SEPARATOR[language].join(term.label(language) for term in terms)
