"""Official expenses of all public bodies by year: budget beside final account, and who has disclosed which."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.release import Release
from app_streamlit import look
from app_streamlit.public_pages import charts, opened, wording
from models.language import Language, say
from models.vocabulary import SpendingStage


def show(release: Release, language: Language) -> None:
    """Lay the page out."""
    st.title(say("public-three-public-question", language), anchor=False)
    look.quiet(say("public-three-public-intro", language))
    by_year = release.three_public_by_year()
    if release.three_public.empty:
        look.state(say("public-empty-release", language), say("public-empty-next", language))
        return
    if len(by_year):
        look.figures([_figure(row, language) for row in wording.records(by_year.head(2))])
        st.altair_chart(charts.years_chart(by_year, language, look.palette()), width="stretch")
    look.quiet(say("public-three-public-regions", language))
    totals = release.three_public[release.three_public["item"].eq("total")]
    headings = [say("public-col-unit", language), say("public-col-year", language)]
    headings += [
        opened.in_yuan(say(f"public-col-{name}", language), language)
        for name in ("budget-stage", "final", "difference")
    ]
    opened.table(headings, rows_of(totals, language), frozenset({2, 3, 4}), language)
    columns = ["unit", "unit_kind", "fiscal_year", "stage", "amount_fen", "document_id", "locator"]
    label = say("public-download-shown", language)
    opened.download(totals, columns, "three_public_totals", label, key="three-public-totals")
    opened.source_line(release, language)


def _figure(row: dict[str, Any], language: Language) -> tuple[str, str, str]:
    stage = wording.term(SpendingStage, row["stage"], language)
    remark = say("public-figure-three-public-remark", language, year=row["fiscal_year"], units=row["units"])
    amount = wording.large_amount(int(str(row["amount_fen"])), language)
    return amount, say("public-figure-three-public", language, stage=stage), remark


def rows_of(totals: pd.DataFrame, language: Language) -> list[list[str | opened.Link]]:
    """One row per body and year, newest first."""
    rows: list[list[str | opened.Link]] = []
    groups = totals.groupby(["fiscal_year", "body"], dropna=False, sort=False)
    for _, found in sorted(groups, key=lambda group: _order(group[1])):
        figures, first = wording.compared(found, language), found.iloc[0]
        name = opened.to_unit(str(first["unit_id"]), str(first["unit"]), language)
        year = wording.year(first["fiscal_year"], language)
        rows.append([name, year, figures.budget, figures.final, figures.difference])
    return rows


def _order(found: pd.DataFrame) -> tuple[int, bool, str]:
    first = found.iloc[0]
    year = 0 if wording.is_blank(first["fiscal_year"]) else -int(first["fiscal_year"])
    return year, first["unit"] == "", str(first["unit"])
