"""Open contracting data become purchases and bids: nothing converted, nothing guessed, releases of a process together."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from analytics.keys import Keys
from analytics.reading import Originals, Reading, Record, ingest, read_file
from analytics.settings import Settings
from models.places import Locator
from models.tables import Bid, Purchase
from models.vocabulary import BidOutcome, DocumentStatus, PurchaseCategory, PurchaseMethod

SAMPLES = Path(__file__).parents[2] / "samples" / "standards" / "ocds"
NOW = datetime(2026, 3, 1, tzinfo=UTC)
CODES = {"农业农村局": "11439903MB00000018", "恒岳": "91439903MA0000001A"}

PROCESS: dict[str, Any] = {
    "ocid": "ocds-lanting-2025-012",
    "id": "1",
    "date": "2025-07-01T09:00:00+08:00",
    "tag": ["award"],
    "parties": [
        {"id": "buyer", "name": "岚汀市农业农村局", "roles": ["buyer"]},
        {
            "id": "A",
            "name": "岚汀恒岳科技有限公司",
            "identifier": {"scheme": "CN-USCC", "id": "91439903MA0000001A"},
            "address": {"region": "岚汀市", "streetAddress": "滨河路8号"},
            "contactPoint": {"name": "钟离策", "telephone": "139 0000 1111"},
        },
        {"id": "B", "name": "岚汀正和仪器有限公司"},
    ],
    "buyer": {"id": "buyer"},
    "tender": {
        "id": "LTCG-2025-012",
        "title": "农产品检测设备采购",
        "procurementMethod": "open",
        "procurementMethodDetails": "公开招标",
        "mainProcurementCategory": "goods",
        "value": {"amount": 480000, "currency": "CNY"},
        "tenderPeriod": {"startDate": "2025-05-05T16:00:00Z", "endDate": "2025-05-28T09:00:00+08:00"},
        "numberOfTenderers": 2,
    },
    "bids": {
        "details": [
            {
                "id": "1",
                "status": "valid",
                "date": "2025-05-27T10:00:00+08:00",
                "tenderers": [{"id": "A"}],
                "value": {"amount": 456000.5, "currency": "CNY"},
            },
            {"id": "2", "status": "disqualified", "tenderers": [{"id": "B", "name": "岚汀正和仪器有限公司"}]},
        ]
    },
    "awards": [
        {
            "id": "a1",
            "status": "active",
            "date": "2025-05-29T00:00:00+08:00",
            "suppliers": [{"id": "A"}],
            "value": {"amount": 456000.5, "currency": "CNY"},
        }
    ],
    "contracts": [
        {"id": "c1", "awardID": "a1", "dateSigned": "2025-06-10", "value": {"amount": 456000.5, "currency": "CNY"}}
    ],
}


def changed(*path: str | int, to: Any, of: dict[str, Any] = PROCESS) -> dict[str, Any]:
    """The process with one member changed."""
    whole = deepcopy(of)
    holder: Any = whole
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = to
    return whole


def read(tmp_path: Path, data: Any) -> Reading:
    path = tmp_path / "process.json"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return read_file(path)


def purchases(reading: Reading) -> list[Record]:
    return [record for record in reading.records if record.table is Purchase]


def bids(reading: Reading) -> list[Record]:
    return [record for record in reading.records if record.table is Bid]


def codes(record: Record) -> set[str]:
    return {warning.code for warning in record.warnings}


def rejected(reading: Reading) -> set[tuple[str, str]]:
    return {(str(one.locator), one.reason.code) for one in reading.rejected}


def test_a_plain_process_is_read_whole_and_without_any_warning(tmp_path: Path) -> None:
    reading = read(tmp_path, PROCESS)
    (purchase,) = purchases(reading)
    assert {key: value for key, value in purchase.values.items() if value is not None} == {
        "number": "ocds-lanting-2025-012",
        "title": "农产品检测设备采购",
        "buyer": "岚汀市农业农村局",
        "category": PurchaseCategory.GOODS,
        "method": PurchaseMethod.OPEN,
        "budget_amount": Decimal(480000),
        "amount": Decimal("456000.5"),
        "announced_on": date(2025, 5, 6),  # midnight in China
        "bids_due": date(2025, 5, 28),
        "bidders": 2,
        "awarded_on": date(2025, 5, 29),
        "contract_on": date(2025, 6, 10),
        "supplier": "岚汀恒岳科技有限公司",
        "supplier_code": "91439903MA0000001A",
        "origin": "ocds",
    }
    assert str(purchase.locator) == "json:/awards/0"
    assert str(purchase.places["amount"]) == "json:/awards/0/value"
    first, second = bids(reading)
    assert first.values["outcome"] == BidOutcome.WON
    assert first.values["amount"] == Decimal("456000.5")
    assert first.values["address"] == "岚汀市滨河路8号"
    assert first.values["submitted_on"] == date(2025, 5, 27)
    assert first.secrets == {"phone": "13900001111"}
    assert second.values["outcome"] == BidOutcome.REJECTED
    assert second.values["amount"] is None
    assert not any(record.warnings for record in reading.records)
    assert not reading.rejected


# What must not be taken at its word: a member changed, the warning it gives, the column that stays empty.
DOUBTFUL: list[tuple[tuple[str | int, ...], Any, str, str]] = [
    (("awards", 0, "value", "currency"), "USD", "ocds-currency-other", "amount"),
    (("awards", 0, "value", "currency"), None, "ocds-currency-missing", "amount"),
    (("awards", 0, "value", "amount"), "456000.5", "member-wrong-type", "amount"),
    (("awards", 0, "value", "amount"), -1, "member-wrong-type", "amount"),
    (("awards", 0, "value", "amount"), 0.001, "member-wrong-type", "amount"),
    (("awards", 0, "value", "amount"), 10**30, "member-wrong-type", "amount"),
    (("awards", 0, "date"), "29/05/2025", "member-wrong-type", "awarded_on"),
    (("awards", 0, "date"), "2025-02-30", "member-wrong-type", "awarded_on"),
    (("awards", 0, "suppliers"), [], "ocds-supplier-missing", "supplier"),
    (("tender", "procurementMethod"), "公开", "ocds-code-unknown", "category_"),
    (("tender", "procurementMethod"), "direct", "ocds-method-differs", ""),
    (("tender", "mainProcurementCategory"), "货物", "ocds-code-unknown", "category"),
    (("tender", "numberOfTenderers"), -1, "member-wrong-type", ""),
    (("tender", "numberOfTenderers"), 3, "ocds-bidders-differ", ""),
    (("tender", "tenderPeriod", "endDate"), "2025-05-01", "ocds-period-reversed", "bids_due"),
    (("tender", "status"), "cancelled", "ocds-tender-called-off", ""),
    (("tender", "title"), "", "ocds-title-missing", ""),
    (("parties", 1, "identifier", "id"), "91439903MA0000001B", "ocds-credit-code-invalid", "supplier_code"),
    (("parties", 1, "identifier"), {"scheme": "GB-COH", "id": "01234567"}, "ocds-identifier-not-kept", "supplier_code"),
    (("parties", 1, "contactPoint", "telephone"), "见官网", "ocds-phone-unreadable", ""),
    (("contracts", 0, "value", "amount"), 500000, "ocds-contract-differs", ""),
    (("awards", 0, "suppliers"), [{"id": "A"}, {"id": "B"}], "ocds-award-joint", "amount"),
]


@pytest.mark.parametrize(("path", "to", "code", "empty"), DOUBTFUL, ids=[f"{c}-{p[-1]}" for p, _, c, _ in DOUBTFUL])
def test_what_is_doubtful_is_warned_of_and_left_empty(
    path: tuple[str | int, ...], to: Any, code: str, empty: str, tmp_path: Path
) -> None:
    purchase = purchases(read(tmp_path, changed(*path, to=to)))[0]
    assert code in codes(purchase)
    assert purchase.values.get(empty) is None


@pytest.mark.parametrize(
    ("path", "to", "pointer"),
    [
        (("ocid",), None, "json:/ocid"),
        (("ocid",), 5, "json:/ocid"),
        (("tender",), [], "json:/tender"),
        (("awards",), {}, "json:/awards"),
        (("awards", 0), "a1", "json:/awards/0"),
        (("bids", "details", 0, "tenderers"), None, "json:/bids/details/0/tenderers"),
        (("contracts", 0, "awardID"), "other", "json:/contracts/0"),
        (("parties", 2, "id"), "A", "json:/parties/2/id"),
    ],
)
def test_what_breaks_the_standard_is_refused_with_its_pointer(
    path: tuple[str | int, ...], to: Any, pointer: str, tmp_path: Path
) -> None:
    assert pointer in {place for place, _ in rejected(read(tmp_path, changed(*path, to=to)))}


@pytest.mark.parametrize(
    ("code", "details", "method"),
    [
        ("open", None, PurchaseMethod.OPEN),
        ("selective", None, PurchaseMethod.INVITED),
        ("limited", None, PurchaseMethod.OTHER),
        ("limited", "竞争性磋商", PurchaseMethod.CONSULTATION),
        ("limited", "询价采购", PurchaseMethod.INQUIRY),
        ("direct", "单一来源", PurchaseMethod.SINGLE_SOURCE),
        ("open", "邀请招标", PurchaseMethod.OPEN),
        (None, "公开招标", PurchaseMethod.OPEN),
        (None, None, None),
    ],
)
def test_the_way_of_buying_is_the_code_made_precise_by_the_words(
    code: str | None, details: str | None, method: PurchaseMethod | None, tmp_path: Path
) -> None:
    data = changed("tender", "procurementMethod", to=code)
    (purchase,) = purchases(read(tmp_path, changed("tender", "procurementMethodDetails", to=details, of=data)))
    assert purchase.values["method"] == method


def test_each_lot_and_award_is_a_purchase_and_bids_belong_to_their_lots(tmp_path: Path) -> None:
    data = deepcopy(PROCESS)
    data["tender"]["lots"] = [
        {"id": "1", "title": "一包", "value": {"amount": 200000, "currency": "CNY"}},
        {"id": "2", "title": "二包", "value": {"amount": 280000, "currency": "CNY"}},
        {"id": "3", "title": "三包"},
    ]
    data["awards"] = [
        {"id": "a1", "suppliers": [{"id": "A"}], "relatedLots": ["1"], "value": {"amount": 190000, "currency": "CNY"}},
        {"id": "a2", "suppliers": [{"id": "B"}], "relatedLots": ["2"], "status": "active"},
        {"id": "a3", "suppliers": [{"id": "B"}], "relatedLots": ["3"], "status": "cancelled"},
    ]
    data["bids"]["details"] = [
        {"id": "1", "tenderers": [{"id": "A"}], "relatedLots": ["1", "2"], "value": {"amount": 1, "currency": "CNY"}},
        {"id": "2", "tenderers": [{"id": "B"}], "relatedLots": ["2"], "value": {"amount": 270000, "currency": "CNY"}},
    ]
    reading = read(tmp_path, data)
    shown = [
        (p.values["lot"], p.values["supplier"], p.values["budget_amount"], p.values["bidders"])
        for p in purchases(reading)
    ]
    assert shown == [
        ("1", "岚汀恒岳科技有限公司", Decimal(200000), 1),
        ("2", "岚汀正和仪器有限公司", Decimal(280000), 2),
        ("3", None, None, None),
    ]
    assert [(b.values["lot"], b.values["outcome"], b.values["amount"]) for b in bids(reading)] == [
        ("1", BidOutcome.WON, None),
        ("2", BidOutcome.LOST, None),
        ("2", BidOutcome.WON, Decimal(270000)),
    ]


def test_later_releases_of_a_process_win_member_by_member_in_any_order(tmp_path: Path) -> None:
    early = {
        "ocid": "x",
        "id": "1",
        "date": "2025-01-01T00:00:00Z",
        "tender": {
            "title": "旧名",
            "value": {"amount": 5, "currency": "CNY"},
            "tenderPeriod": {"startDate": "2025-01-02", "endDate": "2025-01-20"},
        },
    }
    late = {
        "ocid": "x",
        "id": "2",
        "date": "2025-02-01T00:00:00Z",
        "tender": {"title": "新名", "value": None, "tenderPeriod": {"endDate": "2025-02-20"}},
        "awards": [{"id": "1", "suppliers": [{"name": "岚汀甲公司"}]}],
    }
    last = {
        "ocid": "x",
        "id": "3",
        "date": "2025-03-01",
        "awards": [{"id": "1", "value": {"amount": 4, "currency": "CNY"}}],
    }
    for order in ([early, late, last], [last, late, early]):
        (purchase,) = purchases(read(tmp_path, {"releases": order}))
        values = purchase.values
        assert (values["title"], values["announced_on"], values["bids_due"]) == (
            "新名",
            date(2025, 1, 2),
            date(2025, 2, 20),
        )
        assert (values["budget_amount"], values["supplier"], values["amount"]) == (None, "岚汀甲公司", Decimal(4))
        assert purchase.locator == Locator(f"json:/releases/{order.index(last)}/awards/0")
        assert not purchase.warnings


def test_releases_of_one_moment_that_differ_are_warned_of_and_one_without_a_date_is_refused(tmp_path: Path) -> None:
    first = {"ocid": "x", "date": "2025-01-01", "tender": {"title": "甲"}}
    second = {"ocid": "x", "date": "2025-01-01", "tender": {"title": "乙"}}
    (purchase,) = purchases(read(tmp_path, [first, second]))
    assert "ocds-releases-conflict" in codes(purchase)
    (purchase,) = purchases(read(tmp_path, [first, first]))
    assert not purchase.warnings
    undated = {"ocid": "x", "tender": {"title": "乙"}}
    reading = read(tmp_path, [first, undated])
    assert rejected(reading) == {("json:/1/date", "ocds-date-missing")}
    assert [p.values["title"] for p in purchases(reading)] == ["甲"]


def test_a_record_gives_its_compiled_release_else_its_releases(tmp_path: Path) -> None:
    data = {
        "publisher": {"name": "岚汀市公共资源交易中心"},
        "publishedDate": "2025-07-02T00:00:00+08:00",
        "records": [
            {"ocid": "a", "compiledRelease": {"ocid": "a", "tender": {"title": "甲"}}, "releases": [{"ocid": "a"}]},
            {"ocid": "b", "releases": [{"ocid": "b", "tender": {"title": "乙"}}]},
            {"ocid": "c", "releases": [{"url": "https://example.com/c", "date": "2025-01-01"}]},
            {"ocid": "d", "versionedRelease": {}},
        ],
    }
    reading = read(tmp_path, data)
    assert [p.values["title"] for p in purchases(reading)] == ["甲", "乙"]
    assert reading.publisher == "岚汀市公共资源交易中心"
    assert reading.published == date(2025, 7, 2)
    assert rejected(reading) == {
        ("json:/records/2/releases/0", "ocds-release-linked"),
        ("json:/records/3", "ocds-record-empty"),
    }


def test_the_sample_of_short_periods_gives_the_periods_that_the_flag_needs() -> None:
    reading = read_file(SAMPLES / "R003.jsonl")
    short = {}
    for record in purchases(reading):
        period = record.extra.get("period", {})
        if period.get("from") and period.get("until"):
            length = datetime.fromisoformat(period["until"]) - datetime.fromisoformat(period["from"])
            if length < timedelta(days=15):
                short[record.values["number"]] = {"R003": 1.0}
    assert short == json.loads((SAMPLES / "R003.expected").read_text())["OCID"]
    assert rejected(reading) == {
        ("json:/6/tender/tenderPeriod/startDate", "member-wrong-type"),
        ("json:/7/tender/tenderPeriod/endDate", "member-wrong-type"),
    }


def test_the_sample_of_single_bids_gives_the_numbers_that_the_flag_needs() -> None:
    reading = read_file(SAMPLES / "R018.jsonl")
    competitive = (PurchaseMethod.OPEN, PurchaseMethod.INVITED)
    single = {
        record.values["number"]: {"R018": 1.0}
        for record in purchases(reading)
        if record.values["bidders"] == 1 and record.values["method"] in competitive
    }
    assert single == json.loads((SAMPLES / "R018.expected").read_text())["OCID"]
    assert rejected(reading) == {("json:/6/tender/numberOfTenderers", "member-wrong-type")}


def test_the_fictional_example_is_one_purchase_abroad_without_an_amount_in_yuan() -> None:
    reading = read_file(SAMPLES / "fictional-example.json")
    (purchase,) = purchases(reading)
    assert purchase.values["supplier"] == "AnyCorp Cycle Provision"
    assert purchase.values["bids_due"] == date(2010, 4, 8)  # as amended
    assert purchase.values["amount"] is purchase.values["budget_amount"] is None
    assert purchase.extra["value"] == {"amount": "11000000", "currency": "GBP"}
    assert codes(purchase) == {"ocds-currency-other", "ocds-identifier-not-kept"}
    assert [(b.values["bidder"], b.values["outcome"]) for b in bids(reading)] == [
        ("AnyCorp Cycle Provision", "won"),
        ("Beta Corp Construction", "lost"),
    ]


def test_a_process_is_stored_with_its_places_and_no_telephone_in_the_clear(
    tmp_path: Path, engine: Engine, installation: Settings, keys: Keys
) -> None:
    path = tmp_path / "process.json"
    path.write_text(json.dumps(PROCESS, ensure_ascii=False), "utf-8")
    (taken,) = ingest(engine, Originals(installation.home, keys), keys, [path], NOW)
    assert (taken.status, taken.rows) == (DocumentStatus.ACCEPTED, 1)
    with engine.connect() as connection:
        (purchase,) = connection.execute(text("select * from purchase")).mappings()
        rows = connection.execute(text("select * from bid order by bidder")).mappings().all()
    assert purchase["amount_fen"] == 45600050
    assert purchase["locator"] == "json:/awards/0"
    assert sum(row["phone_hash"] is not None for row in rows) == 1
    assert "13900001111" not in str(rows)
