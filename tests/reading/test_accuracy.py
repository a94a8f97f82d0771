"""Three figures for publications of many layouts: rows exact, wrong amounts taken in silence, warnings on right rows.

The floors are those a reader must keep on publications nobody has shown it; `python -m tests.reading.accuracy` prints
the figures of every collection in full.
"""

from __future__ import annotations

import pytest

from models.vocabulary import DocumentKind
from tests.reading import fund_layouts, fund_topics
from tests.reading.accuracy import (
    FORMS,
    Figures,
    fund_figures,
    fund_notices,
    in_text,
    publications_in_text,
    reading_of,
    three_public,
    three_public_figures,
)
from tests.reading.fund_documents import as_text, cases_of
from tests.reading.three_public_documents import missing_reports

EXACT = 0.95
WARNED = 0.10


def holds(figures: Figures, exact: float = EXACT) -> None:
    assert figures.leaves > figures.files
    assert figures.silent == []
    assert figures.exact >= exact, figures.missed
    assert figures.warned < WARNED


def test_fund_notices_of_many_trades() -> None:
    holds(fund_figures(fund_notices(), FORMS))


@pytest.mark.parametrize("forms", [("html", "docx"), ("xlsx", "xls", "csv"), ("pdf",)])
def test_fund_notices_with_rates_shares_and_deductions(forms: tuple[str, ...]) -> None:
    first = FORMS.index(forms[0]) * 100
    holds(fund_figures(fund_topics.documents(first, first + 33), forms))


def test_fund_notices_in_layouts_at_random() -> None:
    holds(fund_figures(fund_layouts.documents(100, 140), FORMS))


def test_three_public_publications() -> None:
    publications = three_public()
    holds(three_public_figures(publications, FORMS))
    for publication in publications:
        form = publication.document.formats[-1]
        reading = reading_of(publication.document, form, DocumentKind.THREE_PUBLIC)
        assert reading is None or missing_reports(reading, publication) == []


@pytest.mark.parametrize("layout", ["strokes and a rule", "strokes"])
def test_rows_between_strokes_are_read_as_those_of_a_table(layout: str) -> None:
    holds(fund_figures(in_text(fund_notices(), layout), ("html", "docx")))
    holds(three_public_figures(publications_in_text(layout), ("html", "docx")), exact=0.9)


@pytest.mark.parametrize("layout", ["cells before strokes", "cells between strokes", "bare cells"])
def test_cells_on_lines_of_their_own_are_rows_or_nothing(layout: str) -> None:
    funds = fund_figures(in_text(fund_notices(), layout), ("html",))
    public = three_public_figures(publications_in_text(layout), ("html",))
    assert (funds.silent, public.silent) == ([], [])
    assert funds.right * 2 > funds.leaves
    assert public.right * 3 > public.leaves


def test_a_table_run_together_in_one_paragraph_gives_no_row_and_says_why() -> None:
    document = cases_of(
        "@@ one\n# 清河县2024年农村公路养护补助资金分配公示\n单位：万元\n|序号|乡镇|金额|\n|1|甲镇|5|\n|2|乙镇|7|\n--\nnone"
    )[0]
    reading = reading_of(as_text(document, "run together"), "html", DocumentKind.FUND_NOTICE)
    assert reading is not None
    assert (reading.rows, [r.reason.code for r in reading.rejected]) == ([], ["fund-no-rows"])
