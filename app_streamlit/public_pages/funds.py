"""The first page: how much was disclosed, a search, and the money by fund and by public body."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from analytics.release import Release
from app_streamlit import look
from app_streamlit.public_pages import charts, opened, wording
from models.language import Language, say
from models.vocabulary import SpendingStage

_LONGEST_QUERY = 100


def show(release: Release, language: Language) -> None:
    """Lay the page out."""
    st.title(say("public-question", language), anchor=False)
    look.quiet(say("public-intro", language))
    _figures(release, language)
    query = st.text_input(
        say("public-search", language),
        placeholder=say("public-search-example", language),
        max_chars=_LONGEST_QUERY,
        key="q",
        bind="query-params",
        icon=":material/search:",
    )
    if query.strip():
        _found(release, query, language)
    elif release.notices.empty:
        look.state(say("public-empty-release", language), say("public-empty-next", language))
    else:
        _programmes(release, language)
        _units(release, language)
        _notices(release, language)
    opened.source_line(release, language)


def _figures(release: Release, language: Language) -> None:
    totals = release.totals
    documents = say("public-figure-documents", language, count=totals.documents)
    remark = say("public-figure-repeated", language, count=totals.repeated) if totals.repeated else ""
    years = wording.years_covered(totals.first_year, totals.last_year, language)
    shown = [
        (wording.large_amount(totals.disclosed_fen, language), say("public-figure-disclosed", language), years),
        (str(totals.notices), say("public-figure-notices", language), documents),
        (str(totals.units), say("public-figure-units", language), remark),
    ]
    by_year = release.three_public_by_year()
    if len(by_year):
        newest = by_year.iloc[0]
        stage = wording.term(SpendingStage, newest["stage"], language)
        shown.append(
            (
                wording.large_amount(int(newest["amount_fen"]), language),
                say("public-figure-three-public", language, stage=stage),
                say(
                    "public-figure-three-public-remark",
                    language,
                    year=int(newest["fiscal_year"]),
                    units=int(newest["units"]),
                ),
            )
        )
    look.figures(shown)


def _programmes(release: Release, language: Language) -> None:
    programmes = release.programmes()
    st.subheader(say("public-programmes-heading", language), anchor=False)
    amounts = programmes.groupby("programme")["disclosed_fen"].sum().rename("fen").reset_index()
    amounts["name"] = [wording.programme_name(name, language) for name in amounts["programme"]]
    st.altair_chart(charts.funds_chart(amounts[amounts["fen"] > 0], language, look.palette()), width="stretch")
    if len(amounts) > charts.FUNDS_IN_CHART:
        look.quiet(say("public-programmes-in-chart", language, count=charts.FUNDS_IN_CHART))
    programmes_table(release, None, language)


def programmes_table(release: Release, unit_id: str | None, language: Language) -> None:
    """Funds by programme and year, with the budget where one is published."""
    headings = [say(f"public-col-{name}", language) for name in ("programme", "year", "notices")]
    headings += [opened.in_yuan(say(f"public-col-{name}", language), language) for name in ("disclosed", "budget")]
    rows: list[list[str | opened.Link]] = [
        [
            opened.to_search(row["programme"], language) if row["programme"] else wording.programme_name("", language),
            wording.year(row["fiscal_year"], language),
            str(int(row["notices"])),
            "–" if wording.is_blank(row["disclosed_fen"]) else wording.yuan(row["disclosed_fen"], language),
            "–" if wording.is_blank(row["budget_fen"]) else wording.yuan(row["budget_fen"], language),
        ]
        for row in wording.records(release.programmes(unit_id))
    ]
    opened.table(headings, rows, frozenset({2, 3, 4}), language)


def _units(release: Release, language: Language) -> None:
    st.subheader(say("public-units-heading", language), anchor=False)
    units_table(wording.records(release.units), language)


def units_table(units: list[dict[str, Any]], language: Language) -> None:
    """Public bodies with what they disclosed."""
    headings = [say(f"public-col-{name}", language) for name in ("unit", "notices", "disclosed", "reports")]
    headings[2] = opened.in_yuan(headings[2], language)
    rows: list[list[str | opened.Link]] = [
        [
            opened.to_unit(row["unit_id"], row["unit"], language),
            str(row["notices"]) if row["notices"] else "–",
            "–" if wording.is_blank(row["disclosed_fen"]) else wording.yuan(row["disclosed_fen"], language),
            str(row["reports"]) if row["reports"] else "–",
        ]
        for row in units
    ]
    opened.table(headings, rows, frozenset({1, 2, 3}), language)


def _notices(release: Release, language: Language) -> None:
    st.subheader(say("public-all-notices", language, count=len(release.notices)), anchor=False)
    opened.notices_table(release.notices, language, with_unit=True)
    columns = opened.released_columns(release, "fund_notice")
    label = say("public-download-all", language)
    opened.download(release.frame("fund_notice"), columns, "fund_notice", label, key="all-notices")


def _found(release: Release, query: str, language: Language) -> None:
    found = release.search(query)
    if all(frame.empty for frame in found.values()):
        look.state(say("public-search-none", language, query=query.strip()), say("public-search-none-next", language))
        return
    if len(found["units"]):
        st.subheader(say("public-found-units", language, count=len(found["units"])), anchor=False)
        units_table(wording.records(found["units"]), language)
    if len(found["programmes"]):
        st.subheader(say("public-found-programmes", language, count=len(found["programmes"])), anchor=False)
        opened.table(
            [say("public-col-programme", language)],
            [[opened.to_search(name, language)] for name in found["programmes"]["programme"]],
        )
    if len(found["notices"]):
        st.subheader(say("public-found-notices", language, count=len(found["notices"])), anchor=False)
        opened.notices_table(found["notices"], language, with_unit=True)
        columns = opened.released_columns(release, "fund_notice")
        label = say("public-download-shown", language)
        opened.download(found["notices"], columns, "fund_notice_found", label, key="found-notices")
    if len(found["items"]):
        _found_items(release, found["items"], language)


def _found_items(release: Release, frame: pd.DataFrame, language: Language) -> None:
    st.subheader(say("public-found-items", language, count=len(frame)), anchor=False)
    names = release.notices.set_index("id")
    headings = [say(f"public-col-{name}", language) for name in ("payee", "project", "amount", "title")]
    headings[2] = opened.in_yuan(headings[2], language)
    rows: list[list[str | opened.Link]] = [
        [
            wording.payee_name(item, language),
            wording.text(item["project"]) or wording.text(item["label"]),
            wording.yuan(item["amount_fen"], language),
            opened.to_notice({**names.loc[item["notice_id"]].to_dict(), "id": item["notice_id"]}, language),
        ]
        for item in wording.records(frame)
    ]
    opened.table(headings, rows, frozenset({2}), language)
    label = say("public-download-rows", language)
    opened.download(frame, opened.released_columns(release, "fund_item"), "fund_item_found", label, key="found-items")
