"""The procurement flags of the Cardinal family: the samples give what is expected, and each flag has its near miss."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from analytics.keys import Keys
from analytics.reading import Originals, ingest
from analytics.rules import rules
from analytics.rules.procurement_flags import INDICATORS, Party, ProcurementFlag, procurement_flags
from analytics.settings import Settings
from analytics.snapshot import View, open_view, seal

SAMPLES = Path(__file__).parents[2] / "samples" / "standards" / "ocds"
METHOD = (Path(__file__).parents[2] / "docs" / "method.md").read_text("utf-8")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
Rows = list[dict[str, Any]]


@pytest.fixture
def flags_of(engine: Engine, installation: Settings, keys: Keys) -> Any:
    """What the flags say of a sample, from its file through store and snapshot to a view."""

    def read(name: str) -> list[ProcurementFlag]:
        ingest(engine, Originals(installation.home, keys), keys, [SAMPLES / name], NOW)
        return procurement_flags(open_view(seal(engine, installation.home).path, date(2026, 12, 31)))

    return read


def expected(name: str) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = json.loads((SAMPLES / name).read_text("utf-8"))["OCID"]
    return found


def test_the_sample_of_single_bids_gives_the_flags_expected(flags_of: Any) -> None:
    found = {flag.about: {flag.indicator: flag.value} for flag in flags_of("R018.jsonl")}
    assert found == expected("R018.expected")


def test_the_sample_of_short_periods_is_told_to_the_day_and_left_open_where_the_hour_decides(flags_of: Any) -> None:
    """All periods of the sample last fifteen days by the calendar, one to the second, the others a second less."""
    found = flags_of("R003.jsonl")
    assert {flag.indicator for flag in found} == {"R003"}
    told = {flag.about for flag in found if flag.value is not None}
    untold = {flag.about for flag in found if flag.value is None}
    assert told <= set(expected("R003.expected")) <= told | untold
    assert untold - set(expected("R003.expected")) == {"exact"}


PURCHASE = {
    "id": "q1",
    "document_id": "d",
    "locator": "json:/0",
    "number": "P1",
    "title": "设备采购",
    "buyer": "岚汀市水利局",
    "method": "open",
    "announced_on": date(2025, 5, 6),
    "bids_due": date(2025, 5, 28),
    "bidders": 3,
    "supplier": "岚汀恒岳科技有限公司",
}
BIDS: Rows = [
    {"bidder": "岚汀恒岳科技有限公司", "amount_fen": 100_000, "outcome": "won", "submitted_on": date(2025, 5, 20)},
    {"bidder": "岚汀正和仪器有限公司", "amount_fen": 110_000, "outcome": "lost", "address": "滨河路8号"},
    {"bidder": "岚汀明川仪器有限公司", "amount_fen": 120_000, "outcome": "lost", "address": "滨河路9号"},
]


def view_of(purchases: Rows, bids: Rows) -> View:
    document = {"id": "d", "kind": "procurement_release", "status": "accepted"}
    placed = [
        {"id": f"b{n:03}", "document_id": "d", "locator": f"json:/{n}", "purchase_number": "P1", **bid}
        for n, bid in enumerate(bids)
    ]
    return View.from_rows({"document": [document], "purchase": purchases, "bid": placed}, as_of=date(2025, 12, 31))


# Name of the case, what is changed in the purchase, and in each bid; and the flags that are to come of it.
CASES: list[tuple[str, dict[str, Any], list[dict[str, Any]], dict[str, int | None]]] = [
    ("nothing is amiss", {}, [], {}),
    ("fourteen days are short", {"bids_due": date(2025, 5, 20)}, [], {"R003": 1}),
    ("fifteen days by the calendar leave it to the hour", {"bids_due": date(2025, 5, 21)}, [], {"R003": None}),
    ("sixteen days are enough", {"bids_due": date(2025, 5, 22)}, [], {}),
    ("a period without an end is none", {"bids_due": None}, [], {}),
    ("one bid in an open tender", {"bidders": 1}, [], {"R018": 1}),
    ("one bid in an invited tender", {"bidders": 1, "method": "invited"}, [], {"R018": 1}),
    ("one bid from a single source is no contest to begin with", {"bidders": 1, "method": "single_source"}, [], {}),
    ("two prices alike", {}, [{}, {}, {"amount_fen": 110_000}], {"R028": 1}),
    ("two prices a fen apart", {}, [{}, {}, {"amount_fen": 110_001}], {}),
    ("the winner came a day late", {}, [{"submitted_on": date(2025, 5, 29)}], {"R030": 1}),
    ("the winner came on the last day", {}, [{"submitted_on": date(2025, 5, 28)}], {}),
    ("a loser came late", {}, [{}, {"submitted_on": date(2025, 5, 29)}], {}),
    ("all others are disqualified", {}, [{}, {"outcome": "rejected"}, {"outcome": "rejected"}], {"R035": 2}),
    ("one other is left", {}, [{}, {"outcome": "rejected"}], {}),
    ("all others withdrew", {}, [{}, {"outcome": "withdrawn"}, {"outcome": "withdrawn"}], {}),
    ("the lowest is disqualified", {}, [{}, {"outcome": "rejected", "amount_fen": 90_000}], {"R036": 1}),
    ("the lowest is disqualified, and nothing was awarded", {"supplier": None},
     [{"outcome": "lost"}, {"outcome": "rejected", "amount_fen": 90_000}], {}),
    ("two bidders have one address", {}, [{}, {}, {"address": "滨河路8号"}], {"R044": 1}),
    ("two bidders have one telephone", {}, [{"phone_hash": "t1"}, {"phone_hash": "t1"}], {"R044": 1}),
]  # fmt: skip


@pytest.fixture(scope="module")
def flagged() -> dict[str, dict[str, Fraction | None]]:
    """The flags of all cases, by case: each is a process of its own in one view."""
    purchases: Rows = []
    bids: Rows = []
    for name, purchase, changes, _ in CASES:
        purchases.append({**PURCHASE, "id": name, "number": name, **purchase})
        changed = zip(BIDS, (*changes, {}, {}, {}), strict=False)
        bids += [{**bid, "purchase_number": name, **change} for bid, change in changed]
    found: dict[str, dict[str, Fraction | None]] = defaultdict(dict)
    for flag in procurement_flags(view_of(purchases, bids)):
        assert flag.party is Party.PROCESS
        assert flag.rows
        found[flag.about][flag.indicator] = flag.value
    return found


@pytest.mark.parametrize(("name", "flags"), [pytest.param(name, flags, id=name) for name, *_, flags in CASES])
def test_each_flag_and_its_near_miss(
    flagged: dict[str, dict[str, Fraction | None]], name: str, flags: dict[str, int | None]
) -> None:
    assert flagged.get(name, {}) == flags


def market(gaps: list[int]) -> tuple[Rows, Rows]:
    """Processes whose second price lies so many hundredths above the first."""
    purchases = [{**PURCHASE, "id": f"q{n:03}", "number": f"P{n}"} for n, _ in enumerate(gaps)]
    bids = [
        {**bid, "purchase_number": f"P{n}", "amount_fen": 10_000 + place * gap * 100 + (place == 2) * 5000}
        for n, gap in enumerate(gaps)
        for place, bid in enumerate(BIDS)
    ]
    return purchases, bids


def test_prices_far_off_the_others_lie_beyond_the_fences() -> None:
    found = procurement_flags(view_of(*market([10, 11, 12, 13, 14, 15, 16, 2, 40])))
    assert {(flag.indicator, flag.about, flag.value) for flag in found} == {
        ("R024", "P7", Fraction(2, 100)),
        ("R058", "P8", Fraction(40, 100)),
    }


@pytest.mark.parametrize("gaps", [[10, 11, 12, 13, 14, 15, 40], [10] * 20 + [40]])
def test_no_fence_is_drawn_on_few_values_or_on_values_that_do_not_spread(gaps: list[int]) -> None:
    assert procurement_flags(view_of(*market(gaps))) == []


def test_a_buyer_who_disqualifies_far_more_than_others_is_told() -> None:
    purchases: Rows = []
    bids: Rows = []
    out_of_six = [0, 0, 1, 1, 1, 1, 2, 2, 6]
    for buyer, out in enumerate(out_of_six):
        for n in range(2):
            number = f"P{buyer}-{n}"
            named = {"buyer": f"岚汀市第{buyer}中学", "supplier": None}
            purchases.append({**PURCHASE, **named, "id": f"q{number}", "number": number})
            bids += [
                {"purchase_number": number, "bidder": f"岚汀{number}第{place}仪器有限公司", "outcome": outcome}
                for place, outcome in enumerate(("rejected" if n * 3 + k < out else "lost") for k in range(3))
            ]
    [flag] = procurement_flags(view_of(purchases, bids))
    assert (flag.indicator, flag.party, flag.value, len(flag.rows)) == ("R038", Party.BUYER, 1, 6)


def test_a_tenderer_who_bids_often_and_never_wins_is_told() -> None:
    """Nine firms win seven or eight in ten of their twenty bids; the tenth joins three lots of each and never wins."""
    purchases: Rows = []
    bids: Rows = []
    for firm in range(9):
        for n in range(20):
            number, name = f"P{firm}-{n}", f"岚汀{firm}号仪器有限公司"
            is_won = n < 14 + firm % 3
            supplier = name if is_won else "岚汀外来仪器有限公司"
            purchases.append({**PURCHASE, "id": f"q{number}", "number": number, "supplier": supplier})
            bids.append({"purchase_number": number, "bidder": name, "outcome": "won" if is_won else "lost"})
            if n < 3:
                bids.append({"purchase_number": number, "bidder": "岚汀陪跑仪器有限公司", "outcome": "lost"})
    [flag] = procurement_flags(view_of(purchases, bids))
    assert (flag.indicator, flag.party, flag.value, len(flag.rows)) == ("R025", Party.TENDERER, 0, 27)


def test_a_second_document_of_a_process_changes_nothing() -> None:
    twice = [{**PURCHASE, "bidders": 1}, {**PURCHASE, "bidders": 1, "id": "q2"}]
    [flag] = procurement_flags(view_of(twice, [*BIDS, *BIDS]))
    assert (flag.indicator, flag.value) == ("R018", 1)


def test_every_indicator_says_which_rule_of_ours_looks_at_the_same() -> None:
    codes = {rule.code for rule in rules()}
    for indicator in INDICATORS:
        assert re.search(r"[\u4e00-\u9fff]", indicator.name.zh + indicator.stands.zh)
        assert re.search(r"[a-z]{3}", indicator.stands.en)
        assert indicator.ours is None or set(indicator.ours.split(", ")) <= codes
        assert f"| {indicator.code} {indicator.name.en} | {indicator.ours or '-'} |" in METHOD
    assert [one.code for one in INDICATORS if not one.is_computed] == ["R048", "R055"]
