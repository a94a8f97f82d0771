"""Purchases as OCDS and ownership as BODS: the real readers find every lot, bid, holder and holding again."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from data_sim.city import build
from data_sim.publishing.kinds.standards import publish_ownership, publish_purchases
from data_sim.registers import Registers, rows
from models.tables import Bid, Firm, FirmHolding, FirmOfficer, Purchase

DAY = date(2025, 12, 31)
PUBLISHED_ROLES = {"shareholder", "director", "manager"}


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, Any]]]:
    registers = Registers(build("village", 5))
    return {name: rows(registers, name) for name in ("purchase", "bid", "firm", "firm_officer", "firm_holding")}


def test_every_lot_and_bid_is_read_again(tables: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    path = publish_purchases(tables["purchase"], tables["bid"], "岚汀市公共资源交易中心", DAY, tmp_path / "ocds")
    reading = recognise(read_content(path))
    assert not reading.rejected
    keys = ("title", "buyer", "method", "category", "budget_amount", "amount", "announced_on", "bids_due", "awarded_on",
            "contract_on", "supplier", "supplier_code")  # fmt: skip
    found = [tuple(r.values[key] for key in keys) for r in reading.records if r.table is Purchase]
    assert Counter(found) == Counter(tuple(row[key] for key in keys) for row in tables["purchase"])
    keys = ("bidder", "bidder_code", "amount", "submitted_on", "address")
    bids = [tuple(r.values.get(key) for key in keys) for r in reading.records if r.table is Bid]
    assert Counter(bids) == Counter(tuple(row[key] for key in keys) for row in tables["bid"])


def test_every_firm_holder_and_holding_is_read_again(tables: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    path = publish_ownership(
        tables["firm"], tables["firm_officer"], tables["firm_holding"], "岚汀市市场监督管理局", DAY, tmp_path / "bods"
    )
    reading = recognise(read_content(path))
    assert not reading.rejected
    codes = {r.values["code"] for r in reading.records if r.table is Firm}
    assert codes == {row["code"] for row in tables["firm"]}
    people = Counter(
        (r.values["firm_code"], r.values["person"], str(r.values["role"]))
        for r in reading.records
        if r.table is FirmOfficer
    )
    assert people == Counter(
        (row["firm_code"], row["person"], row["role"])
        for row in tables["firm_officer"]
        if row["role"] in PUBLISHED_ROLES
    )
    held = [
        (r.values["holder_code"], r.values["firm_code"], Decimal(r.values["share_percent"]))
        for r in reading.records if r.table is FirmHolding
    ]  # fmt: skip
    assert held == [(row["holder_code"], row["firm_code"], row["share_percent"]) for row in tables["firm_holding"]]


def test_no_identity_number_leaves_the_register(tables: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    path = publish_ownership(tables["firm"], tables["firm_officer"], (), "岚汀市市场监督管理局", DAY, tmp_path / "bods")
    text = path.read_text("utf-8")
    assert all(row["id"] not in text for row in tables["firm_officer"] if row["id"])


def test_documents_are_json_with_one_item_a_line(tables: dict[str, list[dict[str, Any]]], tmp_path: Path) -> None:
    path = publish_purchases(tables["purchase"], (), "岚汀市公共资源交易中心", DAY, tmp_path / "ocds")
    assert len(json.loads(path.read_text("utf-8"))["releases"]) == len({row["number"] for row in tables["purchase"]})
    assert len(path.read_text("utf-8").splitlines()) == len({row["number"] for row in tables["purchase"]}) + 2
