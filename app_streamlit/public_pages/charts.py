"""Pictures of the public face: bars for funds, budget beside final account for official expenses.

Flows in: frames of a release. Flows out: Altair charts. Every chart stands above a table of the same figures, and tells
budget from final account by fill and outline as well as by word, so that it survives a black-and-white printer.
"""

from __future__ import annotations

import altair as alt
import pandas as pd

from app_streamlit.look import Palette
from app_streamlit.public_pages import wording
from models.language import Language
from models.vocabulary import SpendingStage, ThreePublicItem

FUNDS_IN_CHART = 10
_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
# Children of 公务用车 stand in the table only: beside their parent they would be counted twice by eye.
_ITEMS_IN_CHART = (ThreePublicItem.ABROAD, ThreePublicItem.VEHICLES, ThreePublicItem.RECEPTION)


def funds_chart(amounts: pd.DataFrame, language: Language, colours: Palette) -> alt.LayerChart:
    """Bars of disclosed amounts; `amounts` has `name` and `fen`, the largest come first."""
    largest = amounts.nlargest(FUNDS_IN_CHART, "fen")
    data = pd.DataFrame(
        {
            "name": largest["name"],
            "amount": [wording.chart_amount(fen, language) for fen in largest["fen"]],
            "text": [wording.large_amount(int(fen), language) for fen in largest["fen"]],
        }
    )
    base = alt.Chart(data).encode(
        y=alt.Y(
            "name:N", sort=None, title=None, axis=alt.Axis(labelLimit=330, domain=False, ticks=False, labelPadding=8)
        ),
        x=_lengths(data),
        tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("text:N", title=" ")],
    )
    bars = base.mark_bar(color=colours.accent, height=16, cornerRadiusEnd=2)
    labels = base.mark_text(align="left", dx=6, color=colours.text, fontSize=13, font=_FONT).encode(text="text:N")
    return _finished((bars + labels).properties(height=34 * len(data) + 8), colours)


def budget_and_final_chart(lines: pd.DataFrame, language: Language, colours: Palette) -> alt.LayerChart:
    """Budget (outlined) beside final account (filled) by item; `lines` of one year have item, stage, amount_fen."""
    kept = lines[lines["item"].isin([str(item) for item in _ITEMS_IN_CHART]) & lines["amount_fen"].notna()]
    return _pairs(
        pd.DataFrame(
            {
                "row": [wording.term(ThreePublicItem, item, language) for item in kept["item"]],
                "stage": [wording.term(SpendingStage, stage, language) for stage in kept["stage"]],
                "amount": [wording.chart_amount(fen, language) for fen in kept["amount_fen"]],
                "text": [wording.large_amount(int(fen), language) for fen in kept["amount_fen"]],
            }
        ),
        [item.label(str(language)) for item in _ITEMS_IN_CHART],
        language,
        colours,
    )


def years_chart(totals: pd.DataFrame, language: Language, colours: Palette) -> alt.LayerChart:
    """Budget beside final account for each year; `totals` has fiscal_year, stage, amount_fen."""
    years = [str(year) for year in sorted(totals["fiscal_year"].dropna().unique(), reverse=True)]
    return _pairs(
        pd.DataFrame(
            {
                "row": totals["fiscal_year"].astype(str),
                "stage": [wording.term(SpendingStage, stage, language) for stage in totals["stage"]],
                "amount": [wording.chart_amount(fen, language) for fen in totals["amount_fen"]],
                "text": [wording.large_amount(int(fen), language) for fen in totals["amount_fen"]],
            }
        ),
        years,
        language,
        colours,
    )


def _pairs(data: pd.DataFrame, rows: list[str], language: Language, colours: Palette) -> alt.LayerChart:
    stages = [stage.label(str(language)) for stage in SpendingStage]
    base = alt.Chart(data).encode(
        y=alt.Y(
            "row:N", sort=rows, title=None, axis=alt.Axis(labelLimit=300, domain=False, ticks=False, labelPadding=8)
        ),
        yOffset=alt.YOffset("stage:N", sort=stages, scale=alt.Scale(paddingInner=0.25)),
        x=_lengths(data),
        tooltip=[alt.Tooltip(f"{name}:N", title=" ") for name in ("row", "stage", "text")],
    )
    bars = base.mark_bar(stroke=colours.accent, strokeWidth=1.4, cornerRadiusEnd=2).encode(
        fill=alt.Fill(
            "stage:N",
            sort=stages,
            scale=alt.Scale(domain=stages, range=[colours.paper, colours.accent]),
            legend=alt.Legend(title=None, orient="top", symbolStrokeColor=colours.accent, labelFontSize=13),
        )
    )
    labels = base.mark_text(align="left", dx=6, color=colours.text, fontSize=13, font=_FONT).encode(text="text:N")
    bars_shown = len(data.drop_duplicates(["row", "stage"]))
    height = 30 * bars_shown + 12 * data["row"].nunique() + 60
    return _finished((bars + labels).properties(height=height), colours)


def _lengths(data: pd.DataFrame) -> alt.X:
    """Bars from zero, with room for the amount written behind the longest."""
    longest = float(data["amount"].max()) if len(data) else 0.0
    return alt.X("amount:Q", axis=None, scale=alt.Scale(domain=[0, (longest or 1) * 1.22], nice=False))


def _finished(chart: alt.LayerChart, colours: Palette) -> alt.LayerChart:
    finished: alt.LayerChart = (
        chart.configure(font=_FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelColor=colours.text, labelFontSize=13, labelFont=_FONT, grid=False)
        .configure_legend(labelColor=colours.text, labelFont=_FONT)
    )
    return finished
