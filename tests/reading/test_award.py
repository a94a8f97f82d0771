"""Award and contract notices: every layout gives the same rows, and what only resembles an award gives none."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from analytics.keys import create_key, load_keys
from analytics.reading import Originals, ingest
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from analytics.settings import Settings
from analytics.store import init_store, open_store
from models.tables import Bid, Evaluator, Purchase, PurchaseItem
from tests.reading import rendering
from tests.reading.award_layouts import CODE, HENG, LAYOUTS, QING, TITLE, Layout
from tests.reading.notices import Render, as_html, in_formats

ROOT = Path(__file__).parents[2]
SAMPLES = [
    "zhaosu-award-2020.html",
    "zhaosu-award-2020.docx",
    "liuyang-river-contract.pdf",
    "anning-intent-digits-lost.html",
]
BY_NAME = {layout.name: layout for layout in LAYOUTS}


def read(path: Path) -> Reading:
    return recognise(read_content(path))


def told(reading: Reading) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (r.label, None if (a := r.values["amount"]) is None else f"{a:f}", r.values.get("supplier"))
        for r in reading.rows
    ]


@pytest.mark.parametrize(("layout", "render"), in_formats(LAYOUTS))
def test_every_layout_gives_its_rows_and_no_other(layout: Layout, render: Render, tmp_path: Path) -> None:
    reading = read(render(tmp_path, layout))
    assert str(reading.kind) == "award"
    if layout.refused is not None:
        assert reading.records == []
        assert layout.refused in {r.reason.code for r in reading.rejected}
        return
    assert told(reading) == list(layout.rows)
    assert {w.code for row in reading.rows for w in row.warnings} == set(layout.warned)
    if layout.unit is not None:
        assert reading.amount_unit == layout.unit
    for key, value in layout.extra.items():
        found = reading.extra[key]
        assert (f"{found:f}" if isinstance(found, Decimal) else found) == value
    for message in (
        [w for r in reading.records for w in r.warnings] + [r.reason for r in reading.rejected] + reading.warnings
    ):
        assert message.say("zh") and message.say("en")


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_agree_with_their_truth(name: str) -> None:
    reading = read(ROOT / "samples" / "publications" / name)
    truth: dict[str, Any] = json.loads((ROOT / "tests" / "expected" / f"{name}.json").read_text("utf-8"))
    assert [(r.label, f"{r.values['amount']:f}") for r in reading.rows] == [
        (leaf["label"], leaf["amount_yuan"]) for leaf in truth["leaf_rows"]
    ]
    for row, leaf in zip(reading.rows, truth["leaf_rows"], strict=True):
        assert row.extra.get("payee") == leaf.get("payee")
        assert row.extra.get("credit_code") == leaf.get("credit_code")
    for key in ("project_no", "buyer", "agent"):
        assert reading.extra.get(key) == truth.get(key)
    fee = reading.extra.get("agent_fee_yuan")
    assert (None if fee is None else f"{fee:f}") == truth.get("agent_fee_yuan")
    stated = truth["stated_total_yuan"]
    assert reading.stated_total == (None if stated is None else Decimal(stated))
    assert reading.sum_holds == truth["sum_holds"]
    assert [(g.name, f"{g.stated_total:f}", list(g.rows)) for g in reading.groups if g.stated_total is not None] == [
        (g["name"], g["stated_total_yuan"], g["rows"]) for g in truth.get("groups", [])
    ]


def test_zhaosu_two_dates_on_the_last_line_are_no_day_of_issue() -> None:
    reading = read(ROOT / "samples" / "publications" / "zhaosu-award-2020.html")
    assert reading.published is None
    assert "award-dates-several" in {w.code for w in reading.warnings}


def test_liuyang_masked_names_are_nowhere_and_a_rounded_price_is_warned_of() -> None:
    reading = read(ROOT / "samples" / "publications" / "liuyang-river-contract.pdf")
    assert "*" not in repr([(r.values, r.extra, r.label) for r in reading.records])
    assert [[w.code for w in row.warnings] for row in reading.rows] == [["award-price-rounded"], []]
    head = reading.records[0]
    assert head.table is Purchase and head.values["amount"] == Decimal("1025826.73")
    assert {"amount-from-capital", "award-name-masked"} <= {w.code for w in head.warnings}
    assert "amount-masked" in {r.reason.code for r in reading.rejected}


def test_an_intention_whose_digits_are_lost_is_refused_with_both_reasons() -> None:
    reading = read(ROOT / "samples" / "publications" / "anning-intent-digits-lost.html")
    assert {r.reason.code for r in reading.rejected} == {"award-is-intention", "award-digits-lost"}


def test_bidders_who_lost_are_kept_as_bids_with_their_rank(tmp_path: Path) -> None:
    reading = read(as_html(tmp_path, BY_NAME["ranked bidders beside the winner"]))
    bids = [r.values for r in reading.records if r.table is Bid]
    assert [(b["bidder"], b["outcome"], b["rank"]) for b in bids][1] == (QING, "lost", 2)
    assert sum(b["outcome"] == "won" for b in bids) == 1


def test_evaluators_are_kept_with_their_role_and_shown_by_surname(tmp_path: Path) -> None:
    layout = Layout(
        "named",
        TITLE,
        [
            "项目编号：A-1",
            f"中标供应商：{HENG}",
            "中标金额：1000元",
            "评审专家名单：乐毅辰（组长）、滕子墨、采购人代表：鄂云起,",
        ],
    )
    reading = read(as_html(tmp_path, layout))
    found = [(r.values["name"], r.values["role"]) for r in reading.records if r.table is Evaluator]
    assert found == [("乐毅辰", "leader"), ("滕子墨", "expert"), ("鄂云起", "buyer")]
    assert not any(r.is_row for r in reading.records if r.table is Evaluator)
    assert "乐毅辰" not in repr(reading.extra) and reading.extra["evaluators"] == "乐某、滕某、鄂某"


def test_a_sound_credit_code_is_kept(tmp_path: Path) -> None:
    reading = read(as_html(tmp_path, BY_NAME["unit in the label only"]))
    assert reading.rows[0].extra["credit_code"] == CODE


def test_a_total_over_lots_is_checked(tmp_path: Path) -> None:
    holds = read(as_html(tmp_path, BY_NAME["numbered lots with a total"]))
    assert (holds.stated_total, holds.sum_holds) == (Decimal(2000000), True)
    table = [
        ["标段", "中标单位", "中标金额（元）"],
        ["一", HENG, "1200000"],
        ["二", QING, "800000"],
        ["合计", "", "2100000"],
    ]
    breaks = read(as_html(tmp_path, Layout("", TITLE, [table])))
    assert (breaks.stated_total, breaks.sum_holds) == (Decimal(2100000), False)
    assert "award-total-differs" in {w.code for w in breaks.warnings}


def test_the_items_of_a_contract_keep_their_subtotals(tmp_path: Path) -> None:
    heading = ["序号", "项目名称", "单位", "工程量", "单价（元）", "金额（元）"]
    table = [
        heading,
        ["一", "路面", "", "", "", "200"],
        ["1", "清扫", "m2", "100", "1", "100"],
        ["2", "修补", "m2", "10", "10", "100"],
        ["二", "绿化", "", "", "", "100"],
        ["1", "浇水", "次", "10", "10", "100"],
        ["合计", "", "", "", "", "300"],
    ]
    layout = Layout(
        "", "路面养护合同", ["甲方（采购人）：岚汀市水利局", f"乙方（供应商）：{HENG}", "合同金额：300元", table]
    )
    reading = read(as_html(tmp_path, layout))
    assert [(g.name, g.stated_total, g.rows) for g in reading.groups] == [
        ("路面", Decimal(200), (0, 1)),
        ("绿化", Decimal(100), (2,)),
    ]
    assert (reading.stated_total, reading.sum_holds) == (Decimal(300), True)


@pytest.mark.parametrize("heading", ["中标金额（万元）", "中标金额（元）"])
def test_a_table_of_a_pdf_gives_the_same_rows(heading: str, tmp_path: Path) -> None:
    rows = [["标项名称", "中标供应商名称", heading], ["土壤检测仪", HENG, "24.726800"], ["水质检测仪", QING, "3.5"]]
    reading = read(rendering.to_pdf(tmp_path / "notice.pdf", rows, (), [TITLE, "一、项目编号：LTCG-2025-012"]))
    factor = 10000 if "万" in heading else 1
    wanted = [Decimal("24.7268") * factor if factor > 1 else None, Decimal("3.5") * factor]
    assert [r.values["amount"] for r in reading.rows] == wanted  # a fraction of a fen is no amount in yuan
    assert reading.extra["project_no"] == "LTCG-2025-012"


def test_notices_are_stored_with_bids_items_and_evaluators(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "var")
    init_store(settings)
    create_key(settings.key_path)
    engine, keys = open_store(settings), load_keys(settings.key_path)
    files = [ROOT / "samples" / "publications" / name for name in SAMPLES]
    taken = ingest(engine, Originals(settings.home, keys), keys, files, datetime(2025, 1, 2, tzinfo=UTC))
    assert [str(one.status) for one in taken] == ["accepted", "accepted", "partial", "rejected"]
    with engine.connect() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (Purchase, PurchaseItem)
        ]
        suppliers = set(connection.execute(select(Purchase.supplier)).scalars())
    assert counts == [3, 2]
    assert suppliers == {"伊犁洪涛餐饮管理有限公司", None}
