"""Which lines of two ledgers are about one problem, and whose ledgers are held."""

from datetime import date
from typing import Any

import pytest

from analytics.rules.ledgers import CHECKS, ENTRIES, Books, by_number, lines, says_something
from analytics.snapshot import View


def view(checks: list[dict[str, Any]], entries: list[dict[str, Any]]) -> View:
    def whole(table: str, kind: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {"id": f"{table}{n}", "document_id": kind, "locator": f"sheet:1!R{n}", "number": "自检1号", **row}
            for n, row in enumerate(rows)
        ]

    documents = [
        {"id": kind, "kind": kind, "status": "accepted", "publisher": "岚汀市水利局"}
        for kind in ("check_ledger", "rectification_ledger")
    ]
    tables = {
        "document": documents,
        CHECKS: whole(CHECKS, "check_ledger", checks),
        ENTRIES: whole(ENTRIES, "rectification_ledger", entries),
    }
    return View.from_rows(tables, as_of=date(2025, 6, 30))


@pytest.mark.parametrize("text", [None, "", " ", "无", "——", "暂无。", "N/A", "（无）"])
def test_a_dash_or_the_word_none_says_nothing(text: str | None) -> None:
    assert not says_something(text)


@pytest.mark.parametrize("text", ["整改照片", "无人机航拍", "见附件1"])
def test_words_say_something(text: str) -> None:
    assert says_something(text)


@pytest.mark.parametrize(
    ("check", "entry", "meets"),
    [
        ({"reporting_unit": "岚汀市民政局"}, {"reporting_unit": "岚汀市民政局"}, True),
        ({"reporting_unit": "岚汀市民政局"}, {"reporting_unit": "岚汀市林业局"}, False),
        (
            {"reporting_unit": "岚汀市民政局", "checked_unit": "青禾镇人民政府"},
            {"reporting_unit": "青禾镇人民政府", "unit_name": "青禾镇人民政府"},
            True,
        ),
        ({}, {}, True),  # the publisher keeps both
    ],
)
def test_lines_of_one_number_meet_where_keeper_or_unit_agrees(
    check: dict[str, Any], entry: dict[str, Any], meets: bool
) -> None:
    both = by_number(view([{"issue_no": 1, **check}], [{"issue_no": 1, **entry}]))["自检1号"]
    assert bool(both.partners(both.checks[0])) is meets
    assert bool(both.partners(both.entries[0])) is meets


def test_a_problem_without_its_number_is_matched_only_where_it_is_alone() -> None:
    alone = by_number(view([{"issue": "甲"}], [{"issue": "甲"}]))["自检1号"]
    assert alone.partners(alone.checks[0]) == alone.entries
    two = by_number(view([{"issue": "甲"}, {"issue": "乙"}], [{"issue": "甲"}]))["自检1号"]
    assert two.partners(two.checks[0]) == []


def test_a_ledger_with_lines_of_two_other_keepers_is_kept_for_all() -> None:
    seen = view(
        [{"reporting_unit": "岚汀市民政局", "checked_unit": "青禾镇人民政府"}],
        [{"reporting_unit": "岚汀市林业局"}, {"reporting_unit": "岚汀市教育局"}],
    )
    [check] = lines(seen, CHECKS)
    assert Books(seen, lines(seen, ENTRIES), ENTRIES).reach(check)
    assert not Books(seen, lines(seen, ENTRIES)[:1], ENTRIES).reach(check)
