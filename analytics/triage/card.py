"""The card of a model, in words: what it is for, what it learned from, what it weighs, how good it is, what it is not.

Flows in: a `Model` and a language. Flows out: Markdown, and the same as rows for tables. Everything is made from the
stored numbers; no sentence says more than they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from analytics.triage.features import BASELINES, RULE, Feature
from analytics.triage.model import ENOUGH_REVIEWS, Basis, Model
from models.language import Language, say

_SHOWN_RULES = 12
_LEVELS = ("easy", "medium", "hard")  # of the cases of a synthetic city


def feature_label(name: str, language: Language) -> str:
    """A feature in words; that of a rule by its code."""
    if name.startswith(RULE):
        return say("triage-feature-rule", language, rule=name.removeprefix(RULE))
    return Feature(name).label(language)


def weight_rows(model: Model, language: Language) -> list[dict[str, Any]]:
    """Feature, label, weight in log odds, the heaviest first; a positive weight speaks for facts that hold."""
    ordered = sorted(model.linear.weights.items(), key=lambda one: (-abs(one[1]), one[0]))
    return [{"feature": name, "label": feature_label(name, language), "weight": weight} for name, weight in ordered]


def figure_rows(model: Model, language: Language) -> list[dict[str, Any]]:
    """The figures of the model, of a constant, of both baselines and by difficulty; label and interval beside."""
    figures = model.figures
    rows = [{"of": "model", **figures["overall"]}, {"of": "constant", **figures["constant"]}]
    rows += [{"of": code, **figures["baselines"][code]} for code in BASELINES]
    levels = figures["by_difficulty"]
    rows += [{"of": code, **levels[code]} for code in _LEVELS if code in levels]
    return [
        {"label": say(f"triage-figures-{row['of'].replace('_', '-')}", language), "interval": _interval(row), **row}
        for row in rows
    ]


def _interval(row: Mapping[str, Any]) -> str:
    return "—" if row["auc_low"] is None else f"{row['auc_low']:.3f}–{row['auc_high']:.3f}"


def reliability_rows(model: Model) -> list[dict[str, Any]]:
    """Bands of chances with the share that held: low, high, flags, mean_chance, held, share."""
    return list(model.figures["reliability"])


def model_card(model: Model, versions: Mapping[str, str], language: Language) -> str:
    """The card as Markdown. `versions` are the rule versions of now, so that the card says which have changed since."""
    tell = partial(say, language=language)
    others = sorted(code for code, version in model.rules.items() if versions.get(code) != version)
    lines = [
        f"# {tell('triage-card-title')}",
        "",
        tell("triage-card-name", name=model.name[:16], basis=model.basis.label(language), day=model.made_on),
        "",
        *_part("purpose", language, [tell("triage-card-purpose")]),
        *_part("data", language, _data(model, language)),
        *_part("features", language, [tell("triage-card-features"), "", *_weights(model, language)]),
        *_part("figures", language, [tell("triage-card-figures"), "", *_figures(model, language)]),
        *_part("reliability", language, _reliability(model, language)),
        *_part("limits", language, _limits(model, others, language)),
        *_part("not-for", language, [tell("triage-card-not-for")]),
        *_part("again", language, [tell("triage-card-again", command=model.command)]),
    ]
    return "\n".join(lines).rstrip() + "\n"


def number(value: float | None, places: int = 3) -> str:
    """A figure as text; a dash where there is none."""
    return "—" if value is None else f"{value:.{places}f}"


def _part(code: str, language: Language, lines: list[str]) -> list[str]:
    return [f"## {say(f'triage-card-heading-{code}', language)}", "", *lines, ""]


def _data(model: Model, language: Language) -> list[str]:
    counts = model.counts
    told = [
        say(f"triage-card-data-{model.basis}".replace("_", "-"), language, sources=len(model.sources)),
        say("triage-card-counts", language, cases=counts["cases"], held=counts["held"], not_held=counts["not_held"]),
    ]
    left = {name: count for name, count in sorted(counts.items()) if name.startswith("left_")}
    told += [
        say(f"triage-card-{name.replace('_', '-')}", language, count=count) for name, count in left.items() if count
    ]
    said = [_source(source, language) for source in model.sources]
    return [" ".join(told) if language is Language.EN else "".join(told), "", *(f"- {one}" for one in said)]


def _source(source: Mapping[str, Any], language: Language) -> str:
    return say("triage-card-source-city" if "city" in source else "triage-card-source-reviews", language, **source)


def _weights(model: Model, language: Language) -> list[str]:
    rows = weight_rows(model, language)
    shown = [row for row in rows if not row["feature"].startswith(RULE)]
    shown += [row for row in rows if row["feature"].startswith(RULE)][:_SHOWN_RULES]
    columns = [say(f"triage-column-{name}", language) for name in ("feature", "weight")]
    lines = [f"| {row['label']} | {row['weight']:+.3f} |" for row in shown]
    left = len(rows) - len(shown)
    table = [f"| {columns[0]} | {columns[1]} |", "| --- | ---: |", *lines]
    return [*table, "", say("triage-card-more-rules", language, count=left)] if left else table


def _figures(model: Model, language: Language) -> list[str]:
    names = ("of", "flags", "not-held", "auc", "interval", "brier")
    heads = [say(f"triage-column-{name}", language) for name in names]
    lines = [f"| {' | '.join(heads)} |", "| --- | ---: | ---: | ---: | --- | ---: |"]
    for row in figure_rows(model, language):
        auc, brier = number(row["auc"]), number(row["brier"], 4)
        cells = (row["label"], row["flags"], row["not_held"], auc, row["interval"], brier)
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines


def _reliability(model: Model, language: Language) -> list[str]:
    names = ("band", "flags", "mean-chance", "share")
    heads = [say(f"triage-column-{name}", language) for name in names]
    lines = [f"| {' | '.join(heads)} |", "| --- | ---: | ---: | ---: |"]
    for row in reliability_rows(model):
        band = f"{row['low']:.3f}–{row['high']:.3f}"
        lines.append(f"| {band} | {row['flags']} | {row['mean_chance']:.3f} | {row['share']:.3f} |")
    return lines


def _limits(model: Model, others: list[str], language: Language) -> list[str]:
    told = [say("triage-card-limits-few", language, not_held=model.counts["not_held"])]
    if model.basis is Basis.COLD_START:
        told.append(say("triage-card-limits-cold-start", language, wanted=ENOUGH_REVIEWS))
    elif model.calibration is not None:
        drawn = model.calibration
        told.append(say("triage-card-limits-reviews", language, drawn=drawn.drawn, held=drawn.drawn_held))
    if others:
        told.append(say("triage-card-limits-versions", language, rules=", ".join(others)))
    return [f"- {one}" for one in told]
