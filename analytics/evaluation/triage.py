"""How well queue and triage do on a synthetic city: precision at the head of the queue, and chances against outcomes.

Flows in: an evaluation, the names of flags in the order of the queue, and chances by flag. Flows out: a `QueueFigures`
in whole counts and a `TriageFigures`. True flags that the files were thought to hide count as not right at the head of
the queue, as precision at k counts them everywhere, and are left out where chances are judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analytics.evaluation.figures import AtK, Evaluation, K, decimal
from analytics.triage import FlagOutcome, Told, Truthful, summary
from models.truth import City, Difficulty


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The head of the queue: what its flags turned out to be, in order, and precision at some k."""

    outcomes: tuple[Truthful, ...]
    at_k: tuple[AtK, ...]

    @property
    def flags(self) -> int:
        """Flags in the queue."""
        return len(self.outcomes)

    @property
    def right(self) -> int:
        """Flags that are right."""
        return self.outcomes.count(Truthful.RIGHT)

    @property
    def further(self) -> int:
        """Flags that are true though the files were thought to hide it."""
        return self.outcomes.count(Truthful.FURTHER)

    @property
    def false(self) -> int:
        """Flags that are false."""
        return self.outcomes.count(Truthful.FALSE)

    def false_at(self, k: int) -> int:
        """False flags among the first k."""
        return self.outcomes[:k].count(Truthful.FALSE)

    @property
    def random_order(self) -> Fraction | None:
        """The share of flags that are right: what any k of a random order hold on average."""
        return Fraction(self.right, self.flags) if self.flags else None

    def as_row(self) -> dict[str, Any]:
        """The figures as plain values."""
        return {
            "flags": self.flags,
            "right": self.right,
            "further": self.further,
            "false": self.false,
            "random_order": decimal(self.random_order),
            "precision_at_k": [
                {"k": one.k, "flags": one.flags, "right": one.right, "precision": decimal(one.precision)}
                for one in self.at_k
            ],
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A flag with the chance of triage, those of the baselines, and what it turned out to be."""

    chance: float
    baselines: Mapping[str, float]
    is_right: bool
    difficulty: Difficulty | None


@dataclass(frozen=True, slots=True)
class TriageFigures:
    """Chances against outcomes; `judged` of several cities may be put together."""

    judged: tuple[Judged, ...]

    @property
    def told(self) -> Told:
        """Chance and outcome of each flag."""
        return [(one.chance, one.is_right) for one in self.judged]

    def as_document(self) -> dict[str, Any]:
        """AUC with interval and Brier score: of triage, of both baselines, and by difficulty where it is known."""
        baselines = sorted({code for one in self.judged for code in one.baselines})
        return {
            "triage": summary(self.told),
            "baselines": {code: summary([(one.baselines[code], one.is_right) for one in self.judged])
                          for code in baselines},
            "by_difficulty": {
                str(level): summary([(one.chance, one.is_right) for one in self.judged if one.difficulty is level])
                for level in Difficulty
            },
        }  # fmt: skip


def queue_figures(evaluation: Evaluation, order: Sequence[str]) -> QueueFigures:
    """The figures of a queue, by the names of its flags in order; those of rules not judged are passed over."""
    outcomes = tuple(evaluation.became[flag].outcome for flag in order if flag in evaluation.became)
    return QueueFigures(outcomes, tuple(AtK(k, len(outcomes[:k]), outcomes[:k].count(Truthful.RIGHT)) for k in K))


def triage_figures(
    evaluation: Evaluation, chances: Mapping[str, float], baselines: Mapping[str, Mapping[str, float]]
) -> TriageFigures:
    """Chances by flag, and those of each baseline, against what the flags turned out to be."""
    judged = []
    for flag, one in sorted(evaluation.became.items()):
        if flag in chances and one.outcome is not Truthful.FURTHER:
            by_baseline = {code: of[flag] for code, of in baselines.items()}
            judged.append(Judged(chances[flag], by_baseline, one.outcome is Truthful.RIGHT, one.difficulty))
    return TriageFigures(tuple(judged))


def flag_outcomes(evaluation: Evaluation, run: str) -> tuple[FlagOutcome, ...]:
    """What each flag turned out to be, for triage to begin with."""
    city = city_name(evaluation.truth.city)
    return tuple(
        FlagOutcome(run, city, flag, one.rule, one.outcome, None if one.difficulty is None else str(one.difficulty))
        for flag, one in sorted(evaluation.became.items())
    )


def city_name(city: City) -> str:
    """A city by what makes it: scale, seed, prevalence, dirt."""
    return f"{city.scale}-{city.seed}-prevalence-{city.prevalence}-dirt-{city.dirt}"


def pooled(figures: Iterable[TriageFigures]) -> TriageFigures:
    """The flags of several cities as one."""
    return TriageFigures(tuple(one for each in figures for one in each.judged))
