"""What triage says of the leads of a run, and what a model is to learn from: the one place that puts both together.

Flows in: runs, reviews in the store, the model that holds in the office. Flows out: an `Opinion` on the leads of a run,
cases to learn from, and what has moved since. A model that is refused leaves the queue ordered by attention alone, and
the reason is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from analytics.desk import fold
from analytics.errors import Explained, RunAborted
from analytics.reports.runs import Run, load_run
from analytics.rules import rule_versions
from analytics.triage import (
    CHANCE,
    RULES,
    SCALE,
    Case,
    Features,
    FlagOutcome,
    Foretold,
    Model,
    Moved,
    Told,
    Truthful,
    drift_of,
    feature_label,
    features_of,
    foretold,
    in_parts,
    load_model,
    weakest_tiers,
)
from models.language import Language, Message, say
from models.vocabulary import Drawn, Finding, ReviewAct

_RUNS_KEPT = 4
_LEAST_TOLD = 0.001


@dataclass(frozen=True)
class Opinion:
    """What the model says of the flags of a run; without a model, why there is none (`refusal`).

    `chances` are by flag. They may be told where the model is calibrated (`is_probability`), else only their order.
    """

    model: Model | None
    chances: Mapping[str, float]
    refusal: Message | None = None
    ranks: Mapping[str, int] = field(default_factory=dict)

    @property
    def is_probability(self) -> bool:
        """Whether chances may be shown as such."""
        return self.model is not None and self.model.is_probability

    def parts(self, flag: str) -> int:
        """The chance of a flag in whole parts of `SCALE`; all of them where there is no model."""
        return in_parts(self.chances[flag]) if flag in self.chances else SCALE

    def told(self, flag: str) -> float | None:
        """The chance of a flag where it may be told; never as certain as 0 or 1."""
        chance = self.chances.get(flag) if self.is_probability else None
        return None if chance is None else min(max(chance, _LEAST_TOLD), 1 - _LEAST_TOLD)


@dataclass(frozen=True)
class Lesson:
    """What can be learned from, and how much could not be used and why (`left_...`)."""

    cases: tuple[Case, ...]
    population: tuple[Features, ...]
    sources: tuple[Mapping[str, Any], ...]
    left: Mapping[str, int]


@lru_cache(maxsize=_RUNS_KEPT)
def run_features(run: Run) -> Mapping[str, Features]:
    """The features of each flag of a run, by its name. Kept for the run and shared."""
    rows: list[dict[Any, Any]] = run.flag_table.to_dict("records")
    cells = zip(run.cells["step_id"], run.cells["matters"], strict=True)
    matters = {step: int(count) for step, count in cells if step is not None}
    return features_of(rows, matters, weakest_tiers(run.view, rows), run.settled)


def opinion(run: Run) -> Opinion:
    """What the model of the office says of the flags of a run."""
    try:
        model = load_model(run.home, rule_versions())
    except RunAborted as refused:
        return Opinion(None, {}, refused.message)
    return _opinion(run, model)


@lru_cache(maxsize=_RUNS_KEPT)
def _opinion(run: Run, model: Model) -> Opinion:
    chances = {flag: model.chance(features) for flag, features in run_features(run).items()}
    return Opinion(model, chances, None, _ranks(chances))


def review_cases(home: Path, steps: Iterable[Mapping[str, Any]], run: Run | None = None) -> Lesson:
    """Settled reviews as cases, with the features the lead had in the run its reviewer saw.

    Facts that hold in part count as held. Left out, and counted: what could not be settled, leads found by another
    version of their rule, and those whose run is gone. The population are the flags of `run`.
    """
    every = list(steps)
    settling = _settling_steps(every)
    versions, left = rule_versions(), Counter({"left_unsettled": 0, "left_of_other_version": 0, "left_without_run": 0})
    seen: dict[str, list[Mapping[str, Any]]] = {}
    for step in settling:
        if Finding(step["outcome"]) is Finding.UNSETTLED:
            left["left_unsettled"] += 1
        elif versions.get(step["rule"]) != step["rule_version"]:
            left["left_of_other_version"] += 1
        else:
            seen.setdefault(step["run"], []).append(step)
    cases: list[Case] = []
    sources = []
    for name, found in sorted(seen.items()):
        known = _run_of(home, name, run)
        usable = [] if known is None else [step for step in found if step["flag"] in run_features(known)]
        left["left_without_run"] += len(found) - len(usable)
        if known is not None and usable:
            cases += [_case(known, step) for step in usable]
            sources.append({"run": name, "snapshot": known.facts["snapshot"], "reviews": len(usable)})
    population = () if run is None else tuple(run_features(run).values())
    return Lesson(tuple(cases), population, tuple(sources), dict(left))


def outcome_cases(cities: Sequence[tuple[Run, Sequence[FlagOutcome]]]) -> Lesson:
    """Flags of synthetic cities as cases.

    Left out, and counted: true ones that the files were thought to hide, and those found by another version of their
    rule than that of now.
    """
    versions, left = rule_versions(), Counter({"left_further": 0, "left_of_other_version": 0})
    cases: list[Case] = []
    population: list[Features] = []
    sources = []
    for run, outcomes in cities:
        features = run_features(run)
        population += features.values()
        city, made_by = outcomes[0].city if outcomes else run.id, run.facts.get("rules", {})
        for one in outcomes:
            if one.outcome is Truthful.FURTHER:
                left["left_further"] += 1
            elif made_by.get(one.rule) != versions.get(one.rule):
                left["left_of_other_version"] += 1
            elif one.flag in features:
                held = one.outcome is Truthful.RIGHT
                cases.append(Case(one.flag, features[one.flag], held, city, one.difficulty))
        sources.append({"city": city, "run": run.id, "snapshot": run.facts["snapshot"], "leads": len(features)})
    return Lesson(tuple(cases), tuple(population), tuple(sources), dict(left))


def drift(run: Run, steps: Iterable[Mapping[str, Any]], model: Model) -> tuple[list[Moved], Foretold]:
    """What has moved since the fit: the leads of a run, and reviews settled on a later day than that of the fit."""
    features = list(run_features(run).values())
    moved = drift_of(model.reference, features, [model.chance(one) for one in features])
    every = list(steps)
    later = [step for step in _settling_steps(every) if step["recorded_at"].date() > date.fromisoformat(model.made_on)]
    lesson = review_cases(run.home, later, run)
    told: Told = [(model.chance(case.features), case.held) for case in lesson.cases]
    return moved, foretold(told, is_probability=model.is_probability)


def settled_reviews(steps: Iterable[Mapping[str, Any]]) -> int:
    """How many leads have an outcome that says whether their facts hold."""
    return sum(Finding(step["outcome"]) is not Finding.UNSETTLED for step in _settling_steps(list(steps)))


def _settling_steps(steps: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """For each lead with an outcome that stands, the step by which it came."""
    standing = {name: review.settled_at for name, review in fold(steps).items() if review.outcome is not None}
    found: dict[str, Mapping[str, Any]] = {}
    for step in sorted(steps, key=lambda step: (step["lead"], step["number"])):
        if step["act"] == ReviewAct.SETTLED and standing.get(step["lead"]) == step["recorded_at"]:
            found.setdefault(step["lead"], step)
    return list(found.values())


def _run_of(home: Path, name: str, opened: Run | None) -> Run | None:
    if opened is not None and opened.id == name:
        return opened
    try:
        return load_run(home, name)
    except Explained:
        return None


def _case(run: Run, step: Mapping[str, Any]) -> Case:
    """Leads of one unit stay together when a model is tried on what it has not seen."""
    flag = step["flag"]
    row = run.flag_table[run.flag_table["flag"] == flag].iloc[0]
    group = str(row["unit_id"] or row["subject_id"])
    held = Finding(step["outcome"]).moves_level
    return Case(flag, run_features(run)[flag], held, group, None, Drawn(step["drawn"]) is Drawn.AT_RANDOM)


def _ranks(chances: Mapping[str, float]) -> dict[str, int]:
    """The place of each flag by its chance, the likeliest first; equal chances share the better place."""
    ordered = sorted(chances.values(), reverse=True)
    first: dict[float, int] = {}
    for place, chance in enumerate(ordered, start=1):
        first.setdefault(chance, place)
    return {flag: first[chance] for flag, chance in chances.items()}


def drift_rows(moved: Iterable[Moved], language: Language) -> list[dict[str, Any]]:
    """What has moved, as rows: what, label, before, after, index, verdict, verdict_label."""
    return [
        {
            "what": one.what,
            "label": say(f"triage-drift-{one.what}", language) if one.what in (CHANCE, RULES)
            else feature_label(one.what, language),
            "before": one.before,
            "after": one.after,
            "index": one.index,
            "verdict": str(one.verdict),
            "verdict_label": one.verdict.label(language),
        }
        for one in moved
    ]  # fmt: skip
