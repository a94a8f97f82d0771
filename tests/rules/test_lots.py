"""Lots: what several documents state is one purchase, and what only looks alike is two."""

from datetime import date
from typing import Any

import pytest

from analytics.rules.lots import Lot, lots
from analytics.snapshot import View

BUYER, SUPPLIER, OTHER = "岚汀市水利局", "岚汀市恒岳科技有限公司", "岚汀市青禾科技有限公司"


def purchase(row_id: str, **said: Any) -> dict[str, Any]:
    return {"id": row_id, "document_id": "d", "locator": f"sheet:1!R{row_id}", "buyer": BUYER, "title": "甲", **said}


def found(*rows: dict[str, Any]) -> list[Lot]:
    return lots(View.from_rows({"purchase": list(rows)}, as_of=date(2025, 12, 31)))


CASES: dict[str, tuple[list[dict[str, Any]], list[list[str]]]] = {
    "the ledger and a notice of one award": (
        [
            purchase("1", number="LT-1", lot="1", supplier=SUPPLIER, origin="notice"),
            purchase("2", number="LT- 1", lot="1", supplier=SUPPLIER, origin="ledger"),
        ],
        [["2", "1"]],
    ),
    "a notice that names no supplier yet": (
        [
            purchase("1", number="LT-1", supplier=SUPPLIER, origin="ledger"),
            purchase("2", number="LT-1", origin="notice"),
        ],
        [["1", "2"]],
    ),
    "a notice that does not count the only lot": (
        [
            purchase("1", number="LT-1", supplier=SUPPLIER, origin="notice"),
            purchase("2", number="LT-1", lot="1", supplier=SUPPLIER, origin="ledger"),
        ],
        [["2", "1"]],
    ),
    "a notice that does not say which of two lots": (
        [
            purchase("1", number="LT-1", supplier=SUPPLIER, origin="notice"),
            purchase("2", number="LT-1", lot="1", supplier=SUPPLIER, origin="ledger"),
            purchase("3", number="LT-1", lot="2", supplier=SUPPLIER, origin="ledger"),
        ],
        [["1"], ["2"], ["3"]],
    ),
    "a notice without a lot whose supplier is another": (
        [
            purchase("1", number="LT-1", supplier=OTHER, origin="notice"),
            purchase("2", number="LT-1", lot="1", supplier=SUPPLIER, origin="ledger"),
        ],
        [["1"], ["2"]],
    ),
    "two suppliers of one lot": (
        [purchase("1", number="LT-1", supplier=SUPPLIER), purchase("2", number="LT-1", supplier=OTHER)],
        [["1"], ["2"]],
    ),
    "two lots of one project": (
        [
            purchase("1", number="LT-1", lot="1", supplier=SUPPLIER),
            purchase("2", number="LT-1", lot="2", supplier=SUPPLIER),
        ],
        [["1"], ["2"]],
    ),
    "purchases without a number": (
        [purchase("1", supplier=SUPPLIER), purchase("2", supplier=SUPPLIER)],
        [["1"], ["2"]],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_rows_are_put_together(name: str) -> None:
    rows, expected = CASES[name]
    for order in (rows, rows[::-1]):
        assert [[row["id"] for row in lot.rows] for lot in found(*order)] == expected


def test_the_most_reliable_row_that_says_anything_speaks() -> None:
    [lot] = found(
        purchase("1", number="LT-1", supplier=SUPPLIER, origin="notice", amount_fen=5, method="open"),
        purchase("2", number="LT-1", supplier=SUPPLIER, origin="ledger", amount_fen=7),
    )
    assert (lot.said("amount_fen"), lot.said("method"), lot.said("category")) == (7, "open", None)


def test_a_lot_without_a_buyer_is_about_its_document() -> None:
    [lot] = found(purchase("1", number="LT-1", buyer=None))
    assert (lot.unit_id, lot.subject.kind, lot.subject.id) == (None, "document", "d")
