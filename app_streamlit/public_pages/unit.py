"""One public body: its funds by programme, its official expenses, its notices."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.release import Release
from app_streamlit import look
from app_streamlit.public_pages import charts, funds, opened, wording
from models.language import Language, say
from models.vocabulary import SpendingStage, ThreePublicItem


def show(release: Release, language: Language) -> None:
    """Lay the page out for the unit named in the address."""
    unit = release.unit(st.query_params.get("id", ""))
    if unit is None:
        look.state(say("public-unknown-unit", language), say("public-unknown-next", language))
        return
    st.title(wording.unit_name(unit["unit"], language), anchor=False)
    notices = release.notices_of(unit["unit_id"])
    lines = release.three_public_of(unit["unit_id"])
    _figures(release, unit["unit_id"], notices, lines, language)
    if len(notices):
        _programmes(release, unit["unit_id"], language)
        st.subheader(say("public-notices-heading", language), anchor=False)
        opened.notices_table(notices, language, with_unit=False)
        _downloads(release, notices, language)
    else:
        look.state(say("public-no-notices", language), say("public-not-disclosed-next", language))
    _three_public(release, lines, language)
    opened.source_line(release, language)


def _figures(release: Release, unit_id: str, notices: pd.DataFrame, lines: pd.DataFrame, language: Language) -> None:
    disclosed = int(notices["disclosed_fen"].sum()) if notices["disclosed_fen"].notna().any() else None
    years = notices["fiscal_year"].dropna()
    covered = wording.years_covered(int(years.min()), int(years.max()), language) if len(years) else ""
    shown = []
    if len(notices):
        shown = [
            (wording.large_amount(disclosed, language), say("public-figure-disclosed", language), covered),
            (str(len(notices)), say("public-figure-notices", language), ""),
        ]
    totals = lines[lines["item"].eq("total") & lines["amount_fen"].notna() & lines["body"].eq(lines["unit_id"])]
    if len(totals):
        newest = totals.sort_values(["fiscal_year", "stage"]).iloc[-1]
        stage = wording.term(SpendingStage, newest["stage"], language)
        shown.append(
            (
                wording.large_amount(int(newest["amount_fen"]), language),
                say("public-figure-three-public", language, stage=stage),
                wording.year(newest["fiscal_year"], language),
            )
        )
    look.figures(shown)


def _programmes(release: Release, unit_id: str, language: Language) -> None:
    st.subheader(say("public-programmes-heading", language), anchor=False)
    programmes = release.programmes(unit_id)
    amounts = programmes.groupby("programme")["disclosed_fen"].sum().rename("fen").reset_index()
    amounts["name"] = [wording.programme_name(name, language) for name in amounts["programme"]]
    st.altair_chart(charts.funds_chart(amounts[amounts["fen"] > 0], language, look.palette()), width="stretch")
    funds.programmes_table(release, unit_id, language)


def _downloads(release: Release, notices: pd.DataFrame, language: Language) -> None:
    left, right, _ = st.columns([2, 2, 3])
    items = release.frame("fund_item")
    items = items[items["notice_id"].isin(set(notices["id"]))]
    with left:
        columns = opened.released_columns(release, "fund_notice")
        label = say("public-download-shown", language)
        opened.download(
            release.frame("fund_notice").query("id in @wanted", local_dict={"wanted": set(notices["id"])}),
            columns, "unit_notices", label, key="unit-notices",
        )  # fmt: skip
    with right:
        columns = opened.released_columns(release, "fund_item")
        opened.download(items, columns, "unit_rows", say("public-download-rows", language), key="unit-rows")


def _three_public(release: Release, lines: pd.DataFrame, language: Language) -> None:
    st.subheader(say("public-three-public-heading", language), anchor=False)
    if lines.empty:
        look.quiet(say("public-no-three-public", language))
        return
    for (year, _), of_year in sorted(lines.groupby(["fiscal_year", "body"], dropna=False), key=_newest_first):
        st.markdown(f"#### {say('public-three-public-of', language, year=wording.year(year, language))}")
        if of_year["item"].ne("total").any():
            chart = charts.budget_and_final_chart(of_year, language, look.palette())
            st.altair_chart(chart, width="stretch")
        budget_and_final_table(of_year, language)
        _reasons(release, of_year, language)
    opened.download(
        lines,
        ["unit", "fiscal_year", "stage", "item", "amount_fen", "report_id", "document_id", "locator"],
        "unit_three_public",
        say("public-download-shown", language),
        key="unit-three-public",
    )


def _newest_first(group: tuple[Any, pd.DataFrame]) -> tuple[int, str]:
    year, body = group[0]
    return (0 if wording.is_blank(year) else -int(year)), str(body)


def budget_and_final_table(lines: pd.DataFrame, language: Language) -> None:
    """Items of one year: budget, final account, the difference, and where each figure stands."""
    headings = [say("public-col-item", language)]
    headings += [
        opened.in_yuan(say(f"public-col-{name}", language), language)
        for name in ("budget-stage", "final", "difference")
    ]
    rows = []
    for item in ThreePublicItem:
        found = lines[lines["item"] == str(item)]
        if len(found):
            figures = wording.compared(found, language)
            rows.append([item.label(str(language)), figures.budget, figures.final, figures.difference])
    opened.table(headings, rows, frozenset({1, 2, 3}), language)


def _reasons(release: Release, lines: pd.DataFrame, language: Language) -> None:
    for report in wording.records(lines.drop_duplicates("report_id")):
        document = release.document(report["document_id"]) or {}
        stage = wording.term(SpendingStage, report["stage"], language)
        remark = "" if wording.is_blank(report["sum_holds"]) else f" {wording.sum_sign(report['sum_holds'], language)}"
        look.quiet(f"{stage} · {wording.source_of(document, language)}{remark}")
        if not wording.is_blank(report["reason"]):
            with st.expander(f"{say('public-reason-heading', language)} · {stage}"):
                st.text(str(report["reason"]))
