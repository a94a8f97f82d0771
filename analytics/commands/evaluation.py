"""`evaluate`: the flags of a run against the planted truth of a synthetic city."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analytics.commands.console import Console
from analytics.commands.reading import AsJson
from analytics.errors import RunAborted
from analytics.evaluation import Evaluation, PairTally, Tally, measure_identities, write_report
from analytics.evaluation import evaluate as compare
from analytics.evaluation.attention import AttentionFigures, attention_figures
from analytics.evaluation.fairness import Share, group_of, measure_fairness
from analytics.evaluation.figures import decimal
from analytics.evaluation.triage import QueueFigures, TriageFigures, flag_outcomes, queue_figures, triage_figures
from analytics.reports import Run, load_run
from analytics.reports.post_attention import attention_by_flags, attention_of_posts
from analytics.reports.reviews import fresh_desk, waiting
from analytics.reports.triage import opinion, run_features
from analytics.rules import rules
from analytics.settings import settings
from analytics.snapshot import View
from analytics.triage import outcomes_csv
from models.language import say
from models.truth import PlantKind, Truth, TruthUnreadable, read_truth


def register(app: typer.Typer) -> None:
    """Add the commands of this stage."""
    app.command("evaluate")(evaluate)


def evaluate(
    truth: Annotated[Path, typer.Option(help="truth.json beside the files of a synthetic city")],
    run: Annotated[str | None, typer.Option(help="a run; the newest by default")] = None,
    happened: Annotated[bool, typer.Option("--happened", help="count what happened, not what the files still tell")] = (
        False
    ),
    out: Annotated[Path | None, typer.Option(help="write a page with pictures to this file")] = None,
    identities: Annotated[bool, typer.Option("--identities", help="measure as well who was taken for whom")] = False,
    fairness: Annotated[
        bool, typer.Option("--fairness", help="of an innocent city: who is flagged more often than the mean")
    ] = False,
    outcomes: Annotated[
        Path | None, typer.Option(help="write what each flag turned out to be, for triage to begin with, to this CSV")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compare the flags of a run with the planted truth of a synthetic city.

    Example: sunledger evaluate --truth city/truth.json --out evaluation.html --identities --outcomes outcomes.csv
    """
    console = Console(as_json=as_json)
    try:
        told = read_truth(truth)
    except OSError as error:
        raise RunAborted("evaluation-truth-missing", file=truth) from error
    except TruthUnreadable as error:
        raise RunAborted("evaluation-truth-unreadable", file=truth, detail=error) from error
    found = load_run(settings().home, run)
    held = {row["id"] for row in found.view.rows("document")}
    taken = {file for file, sha256 in told.files.items() if sha256 in held}
    if told.files and not taken:
        raise RunAborted("evaluation-other-city")
    lacking = sum(1 for plant in told.plants if not any(place.file in taken for place in plant.rows))
    pairs = _pairs(found.view, told, truth) if identities else ()
    shares = _shares(found, told) if fairness else ()
    evaluation = compare(told, found.answers, (rule.code for rule in rules()), happened=happened)
    in_queue, judged, is_learned = _order(found, evaluation)
    unnamed = attention_figures(told, found.signs, attention_of_posts(found), attention_by_flags(found))
    if out is not None:
        write_report(out, evaluation, console.language)
    if outcomes is not None:
        outcomes.write_text(outcomes_csv(flag_outcomes(evaluation, found.id)), "utf-8")
    console.result(
        evaluation.as_document()
        | ({} if in_queue is None else {"queue": in_queue.as_row()})
        | ({} if judged is None else {"triage": judged.as_document() | {"learned_from_this_city": is_learned}})
        | {"attention": unnamed.as_document(), "run": found.id, "cases_lacking": lacking}
        | ({} if out is None else {"page": str(out)})
        | ({"identities": [tally.as_row() for tally in pairs]} if identities else {})
        | ({"fairness": [share.as_row() for share in shares]} if fairness else {})
    )
    if lacking:
        console.say("evaluation-cases-lacking", all=len(told.plants), lacking=lacking)
    columns = ("tp", "fp", "fn", "cannot_assess", "precision", "recall", "near_misses_passed", "near_misses")
    tallies = [*sorted(evaluation.per_rule.items()), ("", evaluation.overall)]
    console.table(
        ["rule", *columns],
        [[code, *("—" if (v := tally.as_row()[name]) is None else str(v) for name in columns)]
         for code, tally in tallies],
        right=frozenset(range(1, 9)),
    )  # fmt: skip
    _show_hidden(console, evaluation.overall)
    console.say("evaluation-prevalence", prevalence=decimal(evaluation.prevalence, places=6) or "—")
    for one in evaluation.at_k:
        console.line(f"@{one.k}: {decimal(one.precision) or '—'}")
    _show_order(console, in_queue, judged, is_learned=is_learned)
    _show_unnamed(console, unnamed)
    if pairs:
        _show_pairs(console, pairs)
    if fairness:
        _show_shares(console, shares)
    if out is not None:
        console.say("evaluation-written", path=out)


def _order(found: Run, evaluation: Evaluation) -> tuple[QueueFigures | None, TriageFigures | None, bool]:
    """The queue as an office without any review would see it, and the chances behind it; None where there are none.

    The last says whether the model has learned from this very city.
    """
    if not found.has_reviews:
        return None, None, False
    order = [one.traced.lead.flag for one in waiting(found, fresh_desk(found))]
    said = opinion(found)
    if said.model is None:
        return queue_figures(evaluation, order), None, False
    baselines = {
        code: {flag: linear.chance(features) for flag, features in run_features(found).items()}
        for code, linear in said.model.baselines.items()
    }
    is_learned = any(source.get("snapshot") == found.facts["snapshot"] for source in said.model.sources)
    return queue_figures(evaluation, order), triage_figures(evaluation, said.chances, baselines), is_learned


def _show_order(
    console: Console, in_queue: QueueFigures | None, judged: TriageFigures | None, *, is_learned: bool
) -> None:
    if in_queue is not None:
        random = decimal(in_queue.random_order) or "—"
        counts = {name: getattr(in_queue, name) for name in ("flags", "right", "further", "false")}
        console.say("evaluation-queue", **counts, random=random)
        for one in in_queue.at_k:
            console.line(f"@{one.k}: {decimal(one.precision) or '—'}")
    if judged is None:
        return
    told = judged.as_document()
    named = {"triage": told["triage"], **told["baselines"], **told["by_difficulty"]}
    headings = [say(f"triage-column-{name}", console.language) for name in ("of", "flags", "not-held", "auc", "brier")]
    rows = [
        [
            say(f"evaluation-chances-{code.replace('_', '-')}", console.language),
            *("—" if row[name] is None else str(row[name]) for name in ("flags", "not_held", "auc", "brier")),
        ]
        for code, row in named.items()
    ]
    console.say("evaluation-chances", few=told["triage"]["not_held"])
    if is_learned:
        console.say("evaluation-chances-learned")
    console.table(headings, rows, right=frozenset(range(1, 5)))


def _show_unnamed(console: Console, figures: AttentionFigures) -> None:
    hits = figures.of(PlantKind.HIT)
    if hits:
        console.say(
            "evaluation-unnamed",
            cases=len(hits),
            seen=sum(bool(case.patterns) for case in hits),
            head=sum(case.is_head for case in hits),
            by_flags=sum(case.by_flags for case in hits),
            posts=figures.posts,
            noticed=figures.noticed,
        )


def _pairs(view: View, told: Truth, truth: Path) -> tuple[PairTally, ...]:
    if told.identities is None or not (truth.parent / told.identities).is_file():
        raise RunAborted("evaluation-identities-missing", file=told.identities or "—")
    return measure_identities(view, told, truth.parent / told.identities)


def _shares(found: Run, told: Truth) -> tuple[Share, ...]:
    if any(plant.kind is not PlantKind.NATURAL for plant in told.plants):
        raise RunAborted("evaluation-fairness-planted")
    return measure_fairness(found.view, found.answers)


def _show_shares(console: Console, shares: tuple[Share, ...]) -> None:
    console.say("evaluation-fairness")
    columns = ("counted", "attribute", "group", "things", "flags", "ratio", "interval", "verdict")
    rows = [
        [
            share.counted.label(console.language),
            share.attribute.label(console.language),
            group_of(share).label(console.language),
            str(share.things),
            str(share.flags),
            decimal(share.ratio, places=2) or "—",
            "—" if share.interval is None else "–".join(f"{end:.2f}" for end in share.interval),
            share.verdict.label(console.language),
        ]
        for share in shares
    ]
    headings = [say(f"evaluation-fairness-{name}", console.language) for name in columns]
    console.table(headings, rows, right=frozenset(range(3, 7)))


def _show_hidden(console: Console, overall: Tally) -> None:
    told = ("hidden", "hidden_flagged", "further", "hidden_cleared")
    console.say("evaluation-hidden", **{name: getattr(overall, name) for name in told})


def _show_pairs(console: Console, pairs: tuple[PairTally, ...]) -> None:
    console.say("evaluation-pairs")
    columns = ("merged", "right", "true", "found", "precision", "recall")
    rows = []
    for tally in pairs:
        row = tally.as_row()
        figures = ["—" if row[name] is None else str(row[name]) for name in columns]
        rows.append([say(f"evaluation-pairs-{tally.group}", console.language), *figures])
    headings = [say(f"evaluation-pairs-{name}", console.language) for name in ("group", *columns)]
    console.table(headings, rows, right=frozenset(range(1, 7)))
