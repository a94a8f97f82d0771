"""The map as a picture: colour, shape and word of the figure that is looked at, attention as the number.

Flows in: a `RiskMap`. Flows out: an Altair chart with the selection `picked`, the signs of its legend, and the same
picture as SVG or PNG to take away. The picture has no focusable parts, so the page shows the same as a list and a
table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt
import pandas as pd
import vl_convert

from analytics.reports import (
    POSTS_PER_UNIT,
    Band,
    Change,
    Figure,
    RiskMap,
    Zoom,
    attention_text,
    column_label,
    domain_label,
    sector_label,
)
from app_streamlit.look import DARK, LEVELS, NOT_ASSESSED, Palette, level_label
from models.language import Language, say

PICKED = "picked"
_ROW_HEIGHT = 46
_HEAD_HEIGHT = 40  # of the names of columns, which stand within the height of a chart that fits its page
_PICTURE_WIDTH = 1240
_LEAST_PLACES = 6  # for the posts of a unit, so that few of them do not fill the page
_NAMES_ROOM = 60  # characters of post names that fit beside each other
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_BAND_SHAPES = {Band.NONE: "○", Band.SOME: "◎", Band.MORE: "◆", Band.MOST: "★"}
_CHANGE_SHAPES = {
    Change.UP: "↑",
    Change.DOWN: "↓",
    Change.SAME: "＝",
    Change.NEW: "＋",
    Change.ASSESSED: "◇",
    Change.LOST: "▨",
    Change.NO_RUN: "—",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How one value of a figure is drawn."""

    fill: str
    ink: str
    text: str
    is_hatched: bool = False


def signs(figure: Figure, language: Language, colours: Palette) -> dict[str, Sign]:
    """The signs of a figure by its values, in the order of the legend. Red stays with HIGH."""
    if figure is Figure.ATTENTION:
        return {
            str(band): Sign(*shade, f"{_BAND_SHAPES[band]} {band.label(language)}")
            for band, shade in zip(Band, _shades(colours), strict=True)
        }
    if figure is Figure.CHANGE:
        none, some, more, most = _shades(colours)
        drawn = {
            Change.UP: most, Change.DOWN: some, Change.SAME: none, Change.NEW: more, Change.ASSESSED: more,
            Change.LOST: none, Change.NO_RUN: none,
        }  # fmt: skip
        return {
            str(change): Sign(
                *drawn[change], f"{_CHANGE_SHAPES[change]} {change.label(language)}", change is Change.LOST
            )
            for change in Change
        }
    return {
        level: Sign(
            colours.fill[level],
            colours.ink[level],
            level_label(None if level == NOT_ASSESSED else level, language, long=False),
            level == NOT_ASSESSED,
        )
        for level in LEVELS
    }


def _shades(colours: Palette) -> tuple[tuple[str, str], ...]:
    """Fill and ink from nothing to most, of one hue, so that they survive a black-and-white printer."""
    strongest = ("#D3EBFA", "#0B1419") if colours is DARK else ("#123E5A", "#FFFFFF")
    return (
        (colours.paper, colours.faint),
        (colours.fill["LOW"], colours.ink["LOW"]),
        (colours.fill["MEDIUM"], colours.ink["MEDIUM"]),
        strongest,
    )


def value_of(field: Mapping[Any, Any], figure: Figure) -> str:
    """The value of a figure at a field, as `signs` knows it."""
    if figure is Figure.ATTENTION:
        return str(field["band"])
    if figure is Figure.CHANGE:
        return str(field["change"])
    level = field["level"] if figure is Figure.LEVEL else field["inherent"]
    return level if isinstance(level, str) else NOT_ASSESSED


def row_labels(shown: RiskMap, language: Language) -> list[str]:
    """What each row is called; with department or unit where the name alone would not tell rows apart."""
    fields = shown.fields
    if shown.zoom is Zoom.SECTORS:
        return [sector_label(sector, language) for sector in fields["row"]]
    unknown = say("reports-unit-unknown", language)
    if shown.zoom is Zoom.UNITS:
        return [
            _unit_label(unit or unknown, posts, language)
            for unit, posts in zip(fields["unit"], fields["posts_in_row"], strict=True)
        ]
    label = fields["post"].astype("object")
    if fields["unit_key"].nunique() > 1:
        label = fields["unit"].fillna(unknown) + " · " + label
    posts_per_label = fields.assign(label=label).groupby("label")["post_id"].nunique()
    doubtful = label.map(posts_per_label) > 1
    return list(label.where(~doubtful, label + "（" + fields["department"].fillna("") + "）"))


def _unit_label(unit: str, posts: int, language: Language) -> str:
    """The unit, with how many of its posts are drawn where that is not all of them."""
    if posts <= POSTS_PER_UNIT:
        return unit
    return say("officer-row-posts", language, unit=unit, drawn=POSTS_PER_UNIT, posts=posts)


def column_name(shown: RiskMap, column: str, language: Language) -> str:
    """What a column is called; posts of a unit stand in the order of attention and have no common heading."""
    if shown.zoom is Zoom.SECTORS:
        return domain_label(column, language)
    return str(int(column) + 1) if shown.zoom is Zoom.UNITS else column_label(column, language)


def map_chart(
    shown: RiskMap, figure: Figure, chosen: str | None, language: Language, colours: Palette, width: int | None = None
) -> alt.LayerChart:
    """The chart of a map; `chosen` is outlined. As wide as the page, or `width` pixels."""
    data = _drawn(shown, figure, language, colours)
    names = list(dict.fromkeys(data.sort_values("column_no")["column"]))
    if shown.zoom is Zoom.UNITS:
        names = [str(place) for place in range(1, max(len(names), _LEAST_PLACES) + 1)]
    has_columns = shown.zoom is not Zoom.UNITS
    base = alt.Chart(data).encode(
        x=alt.X(
            "column:N",
            sort=names,
            scale=alt.Scale(domain=names),
            title=None,
            axis=alt.Axis(orient="top", labelAngle=0, labelFontSize=13, domain=False, ticks=False, labelPadding=8,
                          labelLimit=170 if shown.zoom is Zoom.SECTORS else 120, labels=has_columns),
        ),
        y=alt.Y(
            "row:N",
            sort=list(dict.fromkeys(data["row"])),
            title=None,
            axis=alt.Axis(labelFontSize=13, domain=False, ticks=False, labelPadding=10, labelLimit=380),
        ),
    )  # fmt: skip
    tooltip = _tooltip(shown, language)
    picked = alt.selection_point(name=PICKED, fields=["field"], on="click", toggle=False, clear=False)
    squares = (
        base.mark_rect(cornerRadius=3, strokeWidth=1, cursor="pointer")
        .encode(color=alt.Color("fill:N", scale=None), stroke=alt.Stroke("edge:N", scale=None), tooltip=tooltip)
        .add_params(picked)
    )
    # Only layers that hold something: a group of marks without any is announced as a picture that says nothing.
    layers: list[Any] = [squares]
    if data["is_hatched"].any():
        layers.append(_hatched(base, colours, tooltip))
    for column, dy, size, is_bold in _lines(shown.zoom):
        if (data[column] != "").any():
            layers.append(_written(base, column, dy=dy, size=size, bold=is_bold))
    if chosen is not None and (data["field"] == chosen).any():
        layers.append(_outlined(base, chosen, colours))
    height = max(1, data["row"].nunique()) * _ROW_HEIGHT
    chart: alt.LayerChart = (
        alt.layer(*layers)
        .properties(
            height=height + (_HEAD_HEIGHT if has_columns else 10), width="container" if width is None else width
        )
        .configure(font=_FONT, background="transparent" if width is None else colours.paper)
        .configure_view(strokeWidth=0)
        .configure_axis(labelColor=colours.text, grid=False, labelFont=_FONT)
        .configure_scale(bandPaddingInner=0.06)
    )
    return chart


def _lines(zoom: Zoom) -> tuple[tuple[str, int, int, bool], ...]:
    """What is written into a field: column, distance from its middle, size, and whether it is bold."""
    first = ("first", -8, 11, False) if zoom is Zoom.UNITS else ("first", -8, 16, True)
    return first, ("second", 10, 11, False), ("alone", 1, 12, False)


def _drawn(shown: RiskMap, figure: Figure, language: Language, colours: Palette) -> pd.DataFrame:
    """What each field of the picture shows: at most two lines, or one where there is nothing to count."""
    known = signs(figure, language, colours)
    places = max(_LEAST_PLACES, int(shown.fields["column_no"].max()) + 1)
    rows = []
    for field, label in zip(shown.fields.to_dict("records"), row_labels(shown, language), strict=True):
        sign = known[value_of(field, figure)]
        number = _number(field, figure)
        word = sign.text
        if figure in (Figure.LEVEL, Figure.INHERENT) and field["by_formula"]:
            word = say("officer-sign-formula", language, sign=word)
        first, second, alone = (number, word, "") if number else ("", "", word)
        if shown.zoom is Zoom.UNITS:
            first, second, alone = _cut(field["post"], _NAMES_ROOM // places), f"{word} {number}".strip(), ""
        rows.append(
            {
                "field": field["key"],
                "row": label,
                "column": column_name(shown, field["column"], language),
                "column_no": field["column_no"],
                "fill": sign.fill,
                "ink": sign.ink,
                "edge": colours.line if sign.fill == colours.paper else colours.paper,
                "is_hatched": sign.is_hatched,
                "first": first,
                "second": second,
                "alone": alone,
                "word": word,
                "name": field["post"] if shown.zoom is Zoom.UNITS else field["step_names"],
                "level": level_label(field["level"], language),
                "inherent": level_label(field["inherent"], language),
                "attention": attention_text(field["attention"]),
                "flags": field["flags"],
                "signs": field["signs"],
                "points": field["points"],
                "unassessed": field["unassessed"],
                "posts": field["posts"],
            }
        )
    return pd.DataFrame(rows)


def _number(field: Mapping[Any, Any], figure: Figure) -> str:
    """The number of a field: its attention to a tenth, or by how much that changed; blank where there is none."""
    if figure is Figure.CHANGE:
        change = field["attention_change"]
        return f"{'+' if change > 0 else ''}{attention_text(round(change, -1))}" if change else ""
    return attention_text(round(field["attention"], -1)) if field["attention"] else ""


def _cut(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _tooltip(shown: RiskMap, language: Language) -> list[alt.Tooltip]:
    heads = {
        Zoom.SECTORS: (("row", "sector"), ("column", "domain")),
        Zoom.UNITS: (("row", "unit"), ("name", "post")),
        Zoom.POSTS: (("row", "post"), ("column", "step-kind"), ("name", "steps")),
    }[shown.zoom]
    figures = (("level", "level"), ("inherent", "inherent"), ("attention", "attention"), ("flags", "leads"),
               ("signs", "signs"))  # fmt: skip
    counts = [("points", "points"), ("unassessed", "unassessed")]
    if shown.zoom is Zoom.SECTORS:
        counts.append(("posts", "posts"))
    return [
        alt.Tooltip(f"{column}:N", title=say(f"reports-map-{title}", language))
        for column, title in (*heads, *figures, *counts)
    ]


def svg(shown: RiskMap, figure: Figure, title: str, remarks: list[str], language: Language, colours: Palette) -> bytes:
    """The picture as SVG, with what it shows and what it does not in its head."""
    return str(vl_convert.vegalite_to_svg(_picture(shown, figure, title, remarks, language, colours),
                                          allowed_base_urls=[])).encode()  # fmt: skip


def png(shown: RiskMap, figure: Figure, title: str, remarks: list[str], language: Language, colours: Palette) -> bytes:
    """The picture as PNG, twice as fine as the page."""
    return bytes(vl_convert.vegalite_to_png(_picture(shown, figure, title, remarks, language, colours), scale=2,
                                            allowed_base_urls=[]))  # fmt: skip


def _picture(
    shown: RiskMap, figure: Figure, title: str, remarks: list[str], language: Language, colours: Palette
) -> dict[str, Any]:
    chart = map_chart(shown, figure, None, language, colours, _PICTURE_WIDTH)
    legend = "　".join(sign.text for sign in signs(figure, language, colours).values())
    headed = chart.properties(
        title=alt.TitleParams(
            title,
            subtitle=[*remarks, legend],
            anchor="start",
            fontSize=20,
            subtitleFontSize=13,
            color=colours.text,
            subtitleColor=colours.faint,
            font=_FONT,
            subtitleFont=_FONT,
            offset=18,
        ),
        padding=24,
    )
    spec: dict[str, Any] = headed.to_dict()
    return spec


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
    hatched: alt.Chart = squares.transform_filter(alt.datum.is_hatched).encode(tooltip=tooltip)
    return hatched


def _written(base: alt.Chart, column: str, *, dy: int, size: int, bold: bool) -> alt.Chart:
    weight: Literal["bold", "normal"] = "bold" if bold else "normal"
    text = base.mark_text(dy=dy, fontSize=size, fontWeight=weight, font=_FONT, cursor="pointer")
    text = text.transform_filter(alt.datum[column] != "")
    written: alt.Chart = text.encode(text=alt.Text(f"{column}:N"), color=alt.Color("ink:N", scale=None))
    return written


def _outlined(base: alt.Chart, chosen: str, colours: Palette) -> alt.Chart:
    frame = base.mark_rect(cornerRadius=3, filled=False, stroke=colours.accent, strokeWidth=3)
    outlined: alt.Chart = frame.transform_filter(alt.FieldEqualPredicate(field="field", equal=chosen))
    return outlined
