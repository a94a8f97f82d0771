"""The page about an evaluation: figures and pictures, one self-contained HTML file without a request to anywhere.

Flows in: an `Evaluation` and a language. Flows out: the file. Every picture stands above the table of its figures.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert
from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from analytics.evaluation.figures import Evaluation, Tally, decimal
from models.language import Language, say
from models.truth import Difficulty

SHOWN_MISSES = 300
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_PRECISION, _RECALL = "#1B5478", "#B7791F"  # told apart by shape as well
_TENTHS = [n / 10 for n in range(11)]
_SHADES = {Difficulty.EASY: "#BFD4E2", Difficulty.MEDIUM: "#6FA0BF", Difficulty.HARD: "#1B5478"}


def write_report(path: Path, evaluation: Evaluation, language: Language) -> None:
    """Write the page; an existing file is replaced."""
    tell = partial(say, language=language)
    environment = Environment(
        loader=PackageLoader("analytics.evaluation"), autoescape=select_autoescape(["html"]), trim_blocks=True
    )
    page = environment.get_template("report.html").render(
        language=str(language),
        say=lambda code, **places: tell(code, **places),
        city=evaluation.truth.city,
        overall=evaluation.overall,
        rules=sorted(evaluation.per_rule.items()),
        at_k=evaluation.at_k,
        prevalence=decimal(evaluation.prevalence, places=6),
        decimal=decimal,
        pictures=_pictures(evaluation, language),
        missed=evaluation.missed[:SHOWN_MISSES],
        missed_in_all=len(evaluation.missed),
        not_implemented=evaluation.not_implemented,
    )
    path.write_text(page, "utf-8")


def _pictures(evaluation: Evaluation, language: Language) -> list[tuple[str, Markup]]:
    rules = _rule_frame(evaluation.per_rule, language)
    found = [] if rules.empty else [(say("evaluation-picture-rules", language), _svg(_rules_chart(rules, language)))]
    levels = _difficulty_frame(evaluation, language)
    if not levels.empty:
        found.append((say("evaluation-picture-difficulty", language), _svg(_difficulty_chart(levels, language))))
    return found


def _rule_frame(per_rule: dict[str, Tally], language: Language) -> pd.DataFrame:
    """One row for each rule and measure that exists: rule, measure, value."""
    rows = []
    for rule, tally in sorted(per_rule.items()):
        for code, ratio in (("evaluation-precision", tally.precision), ("evaluation-recall", tally.recall)):
            if ratio is not None:
                rows.append({"rule": rule, "measure": say(code, language), "value": float(ratio)})
    return pd.DataFrame(rows, columns=["rule", "measure", "value"])


def _difficulty_frame(evaluation: Evaluation, language: Language) -> pd.DataFrame:
    rows = [
        {"rule": rule, "difficulty": say(f"evaluation-{difficulty}", language), "recall": float(tally.recall)}
        for (rule, difficulty), tally in sorted(evaluation.by_difficulty.items())
        if tally.recall is not None
    ]
    return pd.DataFrame(rows, columns=["rule", "difficulty", "recall"])


def _rules_chart(rows: pd.DataFrame, language: Language) -> alt.Chart:
    names = [say("evaluation-precision", language), say("evaluation-recall", language)]
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            x=alt.X("value:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=_TENTHS)),
            y=alt.Y("rule:N", title=None),
            color=alt.Color("measure:N", title=None, scale=alt.Scale(domain=names, range=[_PRECISION, _RECALL])),
            shape=alt.Shape("measure:N", title=None, scale=alt.Scale(domain=names, range=["circle", "diamond"])),
        )
        .properties(width=840, height=alt.Step(20))
    )
    return chart


def _difficulty_chart(rows: pd.DataFrame, language: Language) -> alt.Chart:
    names = [say(f"evaluation-{difficulty}", language) for difficulty in Difficulty]
    chart: alt.Chart = (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("rule:N", title=None, axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("difficulty:N", sort=names),
            y=alt.Y("recall:Q", title=say("evaluation-recall", language), scale=alt.Scale(domain=[0, 1])),
            color=alt.Color(
                "difficulty:N", title=None, sort=names, scale=alt.Scale(domain=names, range=list(_SHADES.values()))
            ),
        )
        .properties(width=840, height=220)
    )
    return chart


def _svg(chart: alt.Chart) -> Markup:
    drawn: dict[str, Any] = (
        chart.configure(font=_FONT)
        .configure_axis(labelFontSize=12)
        .configure_legend(labelFontSize=12)
        .configure_view(stroke=None)
        .to_dict()
    )
    return Markup(vl_convert.vegalite_to_svg(drawn))  # noqa: S704 - drawn by Vega from figures and catalogue words
