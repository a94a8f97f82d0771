"""The heatmap as a picture: level by colour, shape and word, attention as the large number; a click picks a field.

Flows in: the frame of `analytics.reports.heatmap`. Flows out: an Altair chart with the selection `picked`. The
picture has no focusable parts, so the page shows the same as a list and a table.
"""

from __future__ import annotations

from typing import Any, Literal

import altair as alt
import pandas as pd

from analytics.reports import attention_text, column_label
from app_streamlit.look import NOT_ASSESSED, Palette, level_label
from models.language import Language, say

PICKED = "picked"
_ROW_HEIGHT = 46
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"


def heatmap_chart(
    fields: pd.DataFrame, row_labels: pd.Series, chosen: str | None, language: Language, colours: Palette
) -> alt.LayerChart:
    """The chart of some fields of the map; `row_labels` names the row of each, `chosen` is outlined."""
    columns = list(dict.fromkeys(fields.sort_values("column_no")["column"]))
    names = [column_label(column, language) for column in columns]
    levels = [level if isinstance(level, str) else NOT_ASSESSED for level in fields["level"]]
    data = pd.DataFrame(
        {
            "field": fields["field"],
            "row": row_labels,
            "column": [column_label(column, language) for column in fields["column"]],
            "level": levels,
            "fill": [colours.fill[level] for level in levels],
            "ink": [colours.ink[level] for level in levels],
            "word": [level_label(level, language, long=False) for level in fields["level"]],
            "attention": [attention_text(points) for points in fields["attention"]],
            "number": [attention_text(round(points, -1)) if points else "" for points in fields["attention"]],
            "flags": fields["flags"],
            "steps": fields["step_names"],
        }
    )
    base = alt.Chart(data).encode(
        x=alt.X(
            "column:N",
            sort=names,
            title=None,
            axis=alt.Axis(
                orient="top", labelAngle=0, labelFontSize=13, domain=False, ticks=False, labelPadding=8, labelLimit=120
            ),
        ),
        y=alt.Y(
            "row:N",
            sort=list(dict.fromkeys(row_labels)),
            title=None,
            axis=alt.Axis(labelFontSize=13, domain=False, ticks=False, labelPadding=10, labelLimit=380),
        ),
    )
    tooltip = [
        alt.Tooltip("row:N", title=say("officer-post", language)),
        alt.Tooltip("column:N", title=say("officer-step-kind", language)),
        alt.Tooltip("steps:N", title=say("officer-step-names", language)),
        alt.Tooltip("word:N", title=say("officer-level", language)),
        alt.Tooltip("attention:N", title=say("officer-attention", language)),
        alt.Tooltip("flags:Q", title=say("officer-leads", language)),
    ]
    picked = alt.selection_point(name=PICKED, fields=["field"], on="click", toggle=False, clear=False)
    squares = (
        base.mark_rect(cornerRadius=3, strokeWidth=2, cursor="pointer")
        .encode(
            color=alt.Color("fill:N", scale=None),
            stroke=alt.value(colours.paper),
            tooltip=tooltip,
        )
        .add_params(picked)
    )
    layers: list[Any] = [
        squares,
        _hatched(base, colours, tooltip),
        _written(base, "number", dy=-6, size=17),
        _written(base.transform_filter(alt.datum.number != ""), "word", dy=12, size=11),
        _written(base.transform_filter(alt.datum.number == ""), "word", dy=1, size=12),
        _outlined(base, chosen, colours),
    ]
    height = max(1, data["row"].nunique()) * _ROW_HEIGHT
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=height + 10, width="container")
        .configure(font=_FONT, background="transparent")
        .configure_view(strokeWidth=0)
        .configure_axis(labelColor=colours.text, grid=False, labelFont=_FONT)
        .configure_scale(bandPaddingInner=0.06)
    )
    return chart


def _hatched(base: alt.Chart, colours: Palette, tooltip: list[alt.Tooltip]) -> alt.Chart:
    """Fields nobody graded: hatched, so that they cannot be taken for a pale level."""
    stripes = 24
    stops = [
        alt.GradientStop(color=colour, offset=offset / stripes)
        for stripe in range(stripes)
        for colour, offset in (
            (colours.paper, stripe),
            (colours.paper, stripe + 0.8),
            (colours.line, stripe + 0.8),
            (colours.line, stripe + 1),
        )
    ]
    hatch = alt.LinearGradient(gradient="linear", stops=stops, x1=0, y1=0, x2=1, y2=1)
    squares = base.mark_rect(cornerRadius=3, stroke=colours.line, strokeWidth=1, cursor="pointer", color=hatch)
    hatched: alt.Chart = squares.transform_filter(alt.datum.level == NOT_ASSESSED).encode(tooltip=tooltip)
    return hatched


def _written(base: alt.Chart, column: str, *, dy: int, size: int) -> alt.Chart:
    weight: Literal["bold", "normal"] = "bold" if column == "number" else "normal"
    text = base.mark_text(dy=dy, fontSize=size, fontWeight=weight, font=_FONT, cursor="pointer")
    written: alt.Chart = text.encode(text=alt.Text(f"{column}:N"), color=alt.Color("ink:N", scale=None))
    return written


def _outlined(base: alt.Chart, chosen: str | None, colours: Palette) -> alt.Chart:
    frame = base.mark_rect(cornerRadius=3, filled=False, stroke=colours.accent, strokeWidth=3)
    outlined: alt.Chart = frame.transform_filter(alt.FieldEqualPredicate(field="field", equal=chosen or ""))
    return outlined
