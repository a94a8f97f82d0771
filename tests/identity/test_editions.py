"""A publication in several files counts once; anything that may be another publication counts for itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.snapshot import View

AS_OF = date(2026, 11, 1)
ROWS = (("芦溪镇", 100), ("白石镇", 250), ("青禾乡", 75))


def publication(
    name: str, media: str, *, rows: tuple[tuple[str, int], ...] = ROWS, document: dict[str, Any] | None = None,
    notice: dict[str, Any] | None = None,
) -> dict[str, list[dict[str, Any]]]:  # fmt: skip
    header = {"title": "2024年道路养护补助资金公示", "publisher": "岚汀市交通运输局", "published": date(2024, 5, 6)}
    document = {"id": name, "media": media, "kind": "fund_notice", "status": "accepted", **header} | (document or {})
    head = {"id": f"n-{name}", "document_id": name, "fiscal_year": 2024, "batch_name": None,
            "period_from": None} | (notice or {})  # fmt: skip
    items = [
        {"id": f"{name}-{n}", "document_id": name, "notice_id": f"n-{name}", "label": label, "amount_fen": amount}
        for n, (label, amount) in enumerate(rows)
    ]
    return {"document": [document], "fund_notice": [head], "fund_item": items}


def view(*publications: dict[str, list[dict[str, Any]]]) -> View:
    return View.from_rows(
        {table: [row for p in publications for row in p[table]] for table in publications[0]}, as_of=AS_OF
    )


def test_the_same_table_as_html_and_xlsx_counts_once_from_the_fuller_edition() -> None:
    full = publication("page", "html", notice={"basis": "岚财〔2024〕3号"})
    annex = publication("annex", "xlsx", document={"title": None, "publisher": None, "published": None})
    seen = view(annex, full)
    assert seen.editions == {"annex": "page"}
    assert sum(row["amount_fen"] for row in seen.rows("fund_item")) == 425
    assert [row["document_id"] for row in seen.rows("fund_notice")] == ["page"]
    assert len(seen.rows("document")) == 2
    listed = {row["id"] for table in ("fund_notice", "fund_item") for row in seen.rows(table)}
    mentioned = {row["record_id"] for row in seen.rows("mention") if row["record_table"] != "document"}
    assert mentioned <= listed


DIFFERENCES = {
    "the same format, which is a correction or another batch": ({}, {}, "html"),
    "another batch": ({}, {"batch_name": "第二批"}, "xlsx"),
    "another notice period": ({}, {"period_from": date(2024, 9, 1)}, "xlsx"),
    "another fiscal year": ({}, {"fiscal_year": 2023}, "xlsx"),
    "another quarter in the title": ({"title": "2024年第二季度道路养护补助资金公示"}, {}, "xlsx"),
    "issued months later": ({"published": date(2024, 9, 6)}, {}, "xlsx"),
    "another office": ({"publisher": "岚汀市水利局"}, {}, "xlsx"),
}


@pytest.mark.parametrize("difference", DIFFERENCES)
def test_two_documents_with_equal_rows_count_for_themselves(difference: str) -> None:
    document, notice, media = DIFFERENCES[difference]
    first = publication("one", "html", notice={"batch_name": "第一批", "period_from": date(2024, 5, 7)},
                        document={"title": "2024年第一季度道路养护补助资金公示"})  # fmt: skip
    assert view(first, publication("two", media, document=document, notice=notice)).editions == {}


def test_one_amount_that_differs_makes_another_publication() -> None:
    other = publication("two", "xlsx", rows=(*ROWS[:2], ("青禾乡", 76)))
    assert view(publication("one", "html"), other).editions == {}


def test_a_single_equal_row_is_no_proof_unless_the_titles_agree() -> None:
    one = publication("one", "html", rows=ROWS[:1])
    assert view(one, publication("two", "pdf", rows=ROWS[:1])).editions == {"two": "one"}
    renamed = publication("two", "pdf", rows=ROWS[:1], document={"title": "2024年桥梁养护补助资金公示"})
    assert view(one, renamed).editions == {}


@pytest.mark.parametrize(("short", "long"), [("资阳区水利局", "益阳市资阳区水利局"), ("县民政局", "泸县民政局")])
def test_an_office_may_leave_its_region_out_of_its_name(short: str, long: str) -> None:
    one = publication("one", "html", document={"publisher": short})
    two = publication("two", "docx", document={"publisher": long, "published": date(2024, 5, 8)})
    assert len(view(one, two).editions) == 1


def test_a_leak_counts_in_every_edition() -> None:
    tables = [publication("one", "html"), publication("two", "xlsx")]
    for table, name in zip(tables, ("one", "two"), strict=True):
        table["privacy_finding"] = [{"id": f"p-{name}", "document_id": name, "kind": "mobile", "mask": "138********"}]
    assert len(view(*tables).rows("privacy_finding")) == 2
