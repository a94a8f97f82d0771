"""`triage`: the model that says how likely the facts of a lead are to hold: fit it, look at it, see whether it drifts.

Flows in: settled reviews of the store, or runs on synthetic cities with what `evaluate` found out about them. Flows
out: a model under `<home>/models`, its figures, its card. A fit happens on demand and never by itself.
"""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.commands.review import RunName
from analytics.desk import review_steps
from analytics.errors import RunAborted
from analytics.reports import Run, load_run
from analytics.reports.triage import Lesson, drift, drift_rows, outcome_cases, review_cases, settled_reviews
from analytics.rules import rule_versions
from analytics.settings import settings
from analytics.store import open_store
from analytics.triage import (
    ENOUGH_REVIEWS,
    FlagOutcome,
    Model,
    Provenance,
    figure_rows,
    fit_cold_start,
    fit_reviews,
    load_model,
    model_card,
    number,
    read_outcomes,
    reliability_rows,
    save_model,
    shipped_model,
    weight_rows,
)
from models.language import say

_WEIGHTS_SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    group = typer.Typer(no_args_is_help=True, help="The chance that a lead's facts hold: fit, look, watch.")
    group.command("fit")(fit)
    group.command("show")(show)
    group.command("card")(card)
    group.command("drift")(show_drift)
    app.add_typer(group, name="triage")


def fit(
    city: Annotated[
        list[str] | None,
        typer.Option("--city", help="HOME=OUTCOMES.csv of a synthetic city; several times. Without: the reviews here"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="write the model to this file; it does not hold here then")] = None,
    run: RunName = None,
    as_json: AsJson = False,
) -> None:
    """Learn anew: from the settled reviews of this store, or from synthetic cities.

    Example: sunledger triage fit

    Example: sunledger triage fit --city one/var=one.csv --city two/var=two.csv --out model.json
    """
    console = Console(as_json=as_json)
    model = _from_cities(city, out) if city else _from_reviews(run)
    if out is None:
        path = save_model(settings().home, model)
    else:
        path = out
        path.write_bytes(model.as_file())
    console.result(_document(model) | {"file": str(path)})
    counts = {name: model.counts[name] for name in ("cases", "held", "not_held")}
    console.say("triage-fitted", name=model.name[:16], path=path, **counts)
    _show_figures(console, model)


def show(as_json: AsJson = False) -> None:
    """The model that holds here: what it learned from, its figures, its weights.

    Example: sunledger triage show --json
    """
    console = Console(as_json=as_json)
    model = load_model(settings().home, rule_versions())
    reviews = settled_reviews(review_steps(open_store(settings())))
    console.result(_document(model) | {"reviews": reviews, "enough_reviews": ENOUGH_REVIEWS})
    basis = model.basis.label(console.language)
    console.say("triage-shown", name=model.name[:16], basis=basis, day=model.made_on)
    console.say("triage-told-chance" if model.is_probability else "triage-told-rank", reviews=reviews,
                wanted=ENOUGH_REVIEWS)  # fmt: skip
    _show_figures(console, model)
    rows = weight_rows(model, console.language)[:_WEIGHTS_SHOWN]
    console.table(
        [say(f"triage-column-{name}", console.language) for name in ("feature", "weight")],
        [[row["label"], f"{row['weight']:+.3f}"] for row in rows],
        right=frozenset({1}),
    )


def card(
    out: Annotated[Path | None, typer.Option(help="write the card to this file")] = None, as_json: AsJson = False
) -> None:
    """The card of the model, in words, made from its stored numbers.

    Example: sunledger triage card --out card.md
    """
    console = Console(as_json=as_json)
    model = load_model(settings().home, rule_versions())
    text = model_card(model, rule_versions(), console.language)
    console.result({"model": model.name, "card": text} | ({} if out is None else {"file": str(out)}))
    if out is None:
        console.line(text)
    else:
        out.write_text(text, "utf-8")
        console.say("triage-card-written", path=out)


def show_drift(run: RunName = None, as_json: AsJson = False) -> None:
    """Whether leads are like those the model learned from, and whether its chances come true.

    Example: sunledger triage drift
    """
    console = Console(as_json=as_json)
    model = load_model(settings().home, rule_versions())
    moved, told = drift(load_run(settings().home, run), review_steps(open_store(settings())), model)
    rows = drift_rows(moved, console.language)
    console.result({
        "model": model.name,
        "spread": [{name: row[name] for name in ("what", "before", "after", "index", "verdict")} for row in rows],
        "reviews": {"reviews": told.reviews, "expected": told.expected, "held": told.held,
                    "deviations": told.deviations, "verdict": str(told.verdict)},
    })  # fmt: skip
    console.table(
        [say(f"triage-column-{name}", console.language) for name in ("feature", "then", "now", "index", "verdict")],
        [
            [row["label"], str(row["before"]), str(row["after"]), number(row["index"], 4), row["verdict_label"]]
            for row in rows
        ],
        right=frozenset({1, 2, 3}),
    )  # fmt: skip
    console.say("triage-drift-reviews", reviews=told.reviews, verdict=told.verdict.label(console.language))


def _from_cities(given: list[str], out: Path | None) -> Model:
    cities = [_city(one) for one in given]
    # The last two parts of a path tell cities apart; what lies before them is this machine's.
    words = [f"--city {'/'.join(home.parts[-2:])}={outcomes.name}" for home, outcomes in map(_split, given)]
    command = " ".join(["sunledger triage fit", *words, *([] if out is None else [f"--out {shlex.quote(out.name)}"])])
    lesson = outcome_cases(cities)
    return fit_cold_start(lesson.cases, lesson.population, _provenance(lesson, command))


def _from_reviews(run: str | None) -> Model:
    steps = review_steps(open_store(settings()))
    if (known := settled_reviews(steps)) < ENOUGH_REVIEWS:
        raise RunAborted("triage-fit-few-reviews", known=known, wanted=ENOUGH_REVIEWS)
    chosen = load_run(settings().home, run)
    lesson = review_cases(settings().home, steps, chosen)
    told = _provenance(lesson, "sunledger triage fit")
    return fit_reviews(lesson.cases, lesson.population, told, shipped_model(rule_versions()))


def _provenance(lesson: Lesson, command: str) -> Provenance:
    """Cases are of rules in the version of now, and of no other."""
    used = {name.removeprefix("rule:") for case in lesson.cases for name in case.features if name.startswith("rule:")}
    rules = {code: version for code, version in rule_versions().items() if code in used}
    return Provenance(datetime.now(UTC).date().isoformat(), rules, lesson.sources, lesson.left, command)


def _city(given: str) -> tuple[Run, tuple[FlagOutcome, ...]]:
    """The run that outcomes speak of, and the outcomes. Raises RunAborted where the home does not hold it."""
    home, file = _split(given)
    outcomes = read_outcomes(file)
    wanted = outcomes[0].run if outcomes else None
    if wanted is None or any(one.run != wanted for one in outcomes):
        raise RunAborted("triage-outcomes-unreadable", file=file, line=2)
    return load_run(home, wanted), outcomes


def _split(given: str) -> tuple[Path, Path]:
    home, sign, file = given.partition("=")
    if not sign or not home or not file:
        raise typer.BadParameter(f"{given} is not HOME=OUTCOMES.csv", param_hint="--city")
    return Path(home), Path(file)


def _document(model: Model) -> dict[str, object]:
    told: dict[str, object] = json.loads(model.as_file())
    return {"name": model.name, "is_probability": model.is_probability, "model": told["model"]}


def _show_figures(console: Console, model: Model) -> None:
    columns = ("of", "flags", "not-held", "auc", "interval", "brier")
    rows = [
        [
            row["label"],
            str(row["flags"]),
            str(row["not_held"]),
            number(row["auc"], 4),
            row["interval"],
            number(row["brier"], 4),
        ]
        for row in figure_rows(model, console.language)
    ]
    headings = [say(f"triage-column-{name}", console.language) for name in columns]
    console.table(headings, rows, right=frozenset(range(1, 6)))
    console.say("triage-reliability")
    names = ("band", "flags", "mean-chance", "share")
    console.table(
        [say(f"triage-column-{name}", console.language) for name in names],
        [[f"{row['low']:.3f}–{row['high']:.3f}", str(row["flags"]),
          number(row["mean_chance"], 4), number(row["share"], 4)]
         for row in reliability_rows(model)],
        right=frozenset({1, 2, 3}),
    )  # fmt: skip
