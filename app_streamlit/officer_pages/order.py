"""How is the order of the queue made? The formula, the model of triage behind it, how good it is, and what has moved.

Flows in: the open run, the model that holds in the office, reviews in the store as it is now. Flows out: figures, a
picture of chances against outcomes with the same as a table, weights, drift, and the model card to take away.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from analytics.desk import review_steps
from analytics.errors import Explained
from analytics.reports.triage import drift, drift_rows, opinion, settled_reviews
from analytics.rules import rule_versions
from analytics.triage import (
    ENOUGH_REVIEWS,
    Drift,
    Model,
    figure_rows,
    model_card,
    number,
    reliability_rows,
    weight_rows,
)
from app_streamlit import look
from app_streamlit.officer_pages import desk
from app_streamlit.officer_pages.opened import opened_run
from models.language import Language, say

_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_SIGNS = {Drift.STEADY: "＝", Drift.SOME: "◧", Drift.MOVED: "▲", Drift.UNKNOWN: "—"}


def show() -> None:
    """The page."""
    language = Language(st.session_state["lang"])
    st.title(say("order-title", language), anchor=False)
    look.quiet(say("order-formula", language))
    said = opinion(opened_run())  # a fit changes it while the run stays the same: nothing is kept
    if said.model is None:
        look.state(say("order-refused", language), "" if said.refusal is None else said.refusal.say(language))
        return
    model: Model = said.model
    steps = review_steps(desk.open_desk(language))
    _summary(model, settled_reviews(steps), language)
    _figures(model, language)
    _reliability(model, language)
    _weights(model, language)
    _drift(model, steps, language)
    st.download_button(
        say("order-take-card", language),
        model_card(model, rule_versions(), language),
        "triage-card.md",
        "text/markdown",
    )


def _summary(model: Model, reviews: int, language: Language) -> None:
    kind = "chance" if model.is_probability else "rank"
    counts = say("order-counts", language, held=model.counts["held"], not_held=model.counts["not_held"])
    look.figures(
        [
            (f"{reviews} / {ENOUGH_REVIEWS}", say("order-reviews", language), say("order-reviews-remark", language)),
            (model.basis.label(language), say(f"order-tells-{kind}", language), counts),
            (model.made_on, say("order-made-on", language), model.name[:12]),
        ]
    )
    look.quiet(say("triage-card-purpose", language))
    look.quiet(say("triage-card-not-for", language))


def _figures(model: Model, language: Language) -> None:
    st.subheader(say("triage-card-heading-figures", language), anchor=False)
    look.quiet(say("triage-card-figures", language))
    look.quiet(say("triage-card-limits-few", language, not_held=model.counts["not_held"]))
    rows = [
        [
            row["label"],
            str(row["flags"]),
            str(row["not_held"]),
            number(row["auc"]),
            row["interval"],
            number(row["brier"], 4),
        ]
        for row in figure_rows(model, language)
    ]
    _table("order-figures", ("of", "flags", "not-held", "auc", "interval", "brier"), rows, language)


def _reliability(model: Model, language: Language) -> None:
    st.subheader(say("triage-card-heading-reliability", language), anchor=False)
    rows = reliability_rows(model)
    st.altair_chart(reliability_chart(rows, language, look.palette()), width="content")
    shown = [
        [f"{row['low']:.3f}–{row['high']:.3f}", str(row["flags"]), number(row["mean_chance"]), number(row["share"])]
        for row in rows
    ]
    _table("order-reliability", ("band", "flags", "mean-chance", "share"), shown, language)


def reliability_chart(rows: list[dict[str, Any]], language: Language, colours: look.Palette) -> alt.LayerChart:
    """Mean chance of each band against the share that held; on the dashed line both are alike."""
    data = pd.DataFrame(rows, columns=["low", "high", "flags", "mean_chance", "held", "share"])
    titles = {name: say(f"triage-column-{code}", language)
              for name, code in (("mean_chance", "mean-chance"), ("share", "share"), ("flags", "flags"))}  # fmt: skip
    least = min([*data["mean_chance"], *data["share"]], default=0.0)
    start = max(0.0, math.floor(least * 20) / 20)  # chances are mostly high: the picture begins where they do
    both = alt.Scale(domain=[start, 1], nice=False)
    line = alt.Chart(pd.DataFrame({"mean_chance": [start, 1], "share": [start, 1]})).mark_line(
        strokeDash=[5, 4], color=colours.faint
    )
    points = alt.Chart(data).mark_point(filled=True, color=colours.accent, opacity=1)
    chart: alt.LayerChart = (
        alt.layer(
            line.encode(x=alt.X("mean_chance:Q", scale=both), y=alt.Y("share:Q", scale=both)),
            points.encode(
                x=alt.X("mean_chance:Q", title=titles["mean_chance"], scale=both),
                y=alt.Y("share:Q", title=titles["share"], scale=both),
                size=alt.Size("flags:Q", title=titles["flags"], scale=alt.Scale(range=[60, 300])),
                tooltip=[alt.Tooltip(f"{name}:Q", title=title) for name, title in titles.items()],
            ),
        )
        .properties(width=460, height=320)
        .configure(font=_FONT, background="transparent")
        .configure_axis(labelColor=colours.text, titleColor=colours.text, labelFontSize=13, gridColor=colours.line)
        .configure_legend(labelColor=colours.text, titleColor=colours.text)
        .configure_view(stroke=None)
    )
    return chart


def _weights(model: Model, language: Language) -> None:
    st.subheader(say("triage-card-heading-features", language), anchor=False)
    look.quiet(say("triage-card-features", language))
    rows = [[row["label"], f"{row['weight']:+.3f}"] for row in weight_rows(model, language)]
    with st.expander(say("order-weights", language, count=len(rows))):
        _table("order-weights", ("feature", "weight"), rows, language)


def _drift(model: Model, steps: list[dict[str, Any]], language: Language) -> None:
    st.subheader(say("order-drift", language), anchor=False)
    try:
        moved, told = drift(opened_run(), steps, model)
    except Explained as error:
        look.quiet(error.message.say(language))
        return
    look.quiet(say("order-drift-reviews", language, reviews=told.reviews, verdict=told.verdict.label(language)))
    rows = [[row["label"], str(row["before"]), str(row["after"]), number(row["index"]), _verdict(row)]
            for row in drift_rows(moved, language)]  # fmt: skip
    _table("order-drift", ("feature", "then", "now", "index", "verdict"), rows, language)


def _verdict(row: Mapping[str, Any]) -> str:
    return f"{_SIGNS[Drift(row['verdict'])]} {row['verdict_label']}"


def _table(key: str, names: tuple[str, ...], rows: list[list[str]], language: Language) -> None:
    with st.container(key=f"{key}-table"):
        headings = [say(f"triage-column-{name}", language) for name in names]
        look.plain_table(headings, rows, frozenset(range(1, len(names))))
