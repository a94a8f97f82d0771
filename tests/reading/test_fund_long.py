"""Long notices read by their columns: the same reading as row by row, and only where every row is plain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.reading.content import Content
from analytics.reading.formats import read_content
from analytics.reading.publications import fund_long, fund_notice, fund_rows
from analytics.reading.publications.fund_long import read_long
from analytics.reading.records import Reading, Record
from analytics.reading.sheets import records_of
from models.tables import FundItem
from tests.reading.rendering import RENDERERS

TITLE = "岚汀市2025年第一批乡村振兴补助资金分配公示表"
HEADS = ["序号", "乡镇", "项目名称", "补助金额（万元）"]
LONG, ROWS = 120, 300

# What may stand in one row of two thousand, and in the lines below them.
SPOILED: dict[str, Sequence[str]] = {
    "blank amount": ("150", "青禾镇", "渠道维修", ""),
    "masked amount": ("150", "青禾镇", "渠道维修", "**.5"),
    "note in the amount": ("150", "青禾镇", "渠道维修", "3.5（含税）"),
    "amount in another unit": ("150", "青禾镇", "渠道维修", "35000元"),
    "amount below a fen": ("150", "青禾镇", "渠道维修", "0.0000012"),
    "negative amount": ("150", "青禾镇", "渠道维修", "-3.5"),
    "nothing granted": ("150", "青禾镇", "渠道维修", "0"),
    "subtotal": ("", "青禾镇小计", "", "3.5"),
    "total in the middle": ("合计", "", "", "3.5"),
    "of which": ("", "其中：白石村", "渠道维修", "1.5"),
    "blank payee": ("150", "", "渠道维修", "3.5"),
    "blank project": ("150", "青禾镇", "", "3.5"),
    "name over two lines": ("150", "青禾\n镇", "渠道维修", "3.5"),
    "number in words": ("一、", "青禾镇", "渠道维修", "3.5"),
    "number before the name": ("150", "（三）青禾镇", "渠道维修", "3.5"),
    "serial twice": ("149", "青禾镇", "渠道维修", "3.5"),
    "serial of a part": ("149.1", "青禾镇", "渠道维修", "3.5"),
    "band": ("二、产业类项目", "", "", ""),
    "heading again": ("序号", "乡镇", "项目名称", "补助金额（万元）"),
    "blank line": ("", "", "", ""),
    "remark": ("说明：以上为第一部分", "", "", ""),
    "unit line": ("单位：元", "", "", ""),
}
BELOW: dict[str, Sequence[Sequence[str]]] = {
    "nothing": (),
    "total": (("合计", "", "", "SUM"),),
    "total and remark": (("合计", "", "", "SUM"), ("公示期：2025年3月3日至2025年3月7日", "", "", "")),
    "wrong total": (("合计", "", "", "1.5"),),
    "total and another": (("合计", "", "", "SUM"), ("总计", "", "", "SUM")),
    "signature": (("岚汀市农业农村局", "", "", ""), ("2025年3月3日", "", "", "")),
    "no name": (("", "", "", "SUM"),),
    "statement of the whole": (("注：本次共安排资金SUM万元。", "", "", ""),),
    "statement in another unit": (("注：本次共安排资金SUM元。", "", "", ""),),
}


@pytest.fixture(autouse=True)
def _long_is_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What holds from two thousand rows on, with fewer: rows read one by one take their time."""
    assert fund_long.LONG >= fund_rows._MOST_ROWS_SOLVED
    monkeypatch.setattr(fund_long, "LONG", LONG)
    monkeypatch.setattr(fund_rows, "_MOST_ROWS_SOLVED", LONG)


def plain_rows(count: int) -> list[list[str]]:
    return [
        [
            str(n),
            f"{'青白赤玄'[n % 4]}禾镇",
            f"{'渠道桥梁泵站道路'[n % 7]}维修{n}期",
            f"{n * 37 % 900 + 1}.{n % 100:02d}",
        ]
        for n in range(1, count + 1)
    ]


def summed(rows: Iterable[Sequence[str]]) -> str:
    return f"{sum((Decimal(row[3]) for row in rows), Decimal(0)):f}"


def content_of(path: Path, media: str, lines: Sequence[Sequence[str]], merged: Sequence[Any] = ()) -> Content:
    width = max(map(len, lines))
    rows = [[*line, *[""] * (width - len(line))] for line in lines]
    return read_content(RENDERERS[media](path / f"notice.{media}", rows, *([merged] if merged else [])))


def facts(record: Record) -> tuple[object, ...]:
    return (
        record.table, record.values, record.label, record.locator, record.places, record.warnings, record.rejected,
        record.extra, record.secrets, record.is_row, record.valid_from, None if record.parent is None else "parent",
    )  # fmt: skip


def said(reading: Reading, records: Iterable[Record]) -> dict[str, object]:
    return {
        "records": [facts(record) for record in records],
        "totals": (reading.stated_total, reading.sum_holds, reading.amount_unit),
        "groups": reading.groups,
        "said": (reading.warnings, reading.rejected, dict(reading.extra)),
        "imprint": (reading.kind, reading.title, reading.publisher, reading.published, reading.coverage),
    }


def compared(content: Content) -> bool:
    """Whether a content is read by its columns; where it is, the rows read one by one must say the same."""
    long = read_long(content, fund_notice._read_rows)
    if long is None:
        return False
    assert long.batches is not None
    records = [*long.records, *(record for batch in long.batches() for record in records_of(batch))]
    whole = fund_notice._read_rows(content)
    assert said(long, records) == said(whole, whole.records)
    assert all(record.parent is records[0] for record in records if record.table is FundItem)
    return True


@pytest.mark.parametrize("media", ["csv", "xlsx"])
def test_a_long_plain_table_is_read_by_its_columns(tmp_path: Path, media: str) -> None:
    rows = plain_rows(ROWS)
    assert compared(content_of(tmp_path, media, [[TITLE], HEADS, *rows, ["合计", "", "", summed(rows)]]))


def test_a_table_of_few_rows_is_read_row_by_row(tmp_path: Path) -> None:
    assert not compared(content_of(tmp_path, "csv", [[TITLE], HEADS, *plain_rows(LONG - 10)]))


@pytest.mark.parametrize("name", SPOILED)
def test_one_row_that_is_not_plain_sends_the_whole_to_the_reader_of_rows(tmp_path: Path, name: str) -> None:
    rows = plain_rows(ROWS)
    rows[149:149] = [list(SPOILED[name])]
    assert not compared(content_of(tmp_path, "csv", [[TITLE], HEADS, *rows]))


@pytest.mark.parametrize(("name", "is_long"), [
    ("nothing", True), ("total", True), ("total and remark", True), ("wrong total", False),
    ("total and another", False), ("signature", True), ("no name", False),
])  # fmt: skip
def test_what_stands_below_the_rows_is_read_or_sends_the_whole_back(tmp_path: Path, name: str, is_long: bool) -> None:
    rows = plain_rows(ROWS)
    below = [[text.replace("SUM", summed(rows)) for text in line] for line in BELOW[name]]
    assert compared(content_of(tmp_path, "csv", [[TITLE], HEADS, *rows, *below])) is is_long


LAYOUTS: dict[str, list[tuple[str, Any]]] = {
    "persons": [("序号", "n"), ("姓名", "person"), ("村", "village"), ("补贴金额（元）", "money")],
    "firms": [("序号", "n"), ("企业名称", "firm"), ("奖补资金（万元）", "money")],
    "area and rate": [("户主", "person"), ("村名", "village"), ("面积（亩）", "area"), ("补贴标准（元/亩）", "rate"), ("补贴金额（元）", "paid")],
    "source": [("序号", "n"), ("乡镇", "town"), ("项目名称", "project"), ("资金来源", "source"), ("资金（万元）", "money")],
    "content": [("序号", "n"), ("实施单位", "town"), ("项目名称", "project"), ("建设内容", "content"), ("投资（万元）", "money")],
    "parts": [("序号", "n"), ("乡镇", "town"), ("项目名称", "project"), ("中央资金（万元）", "money"), ("省级资金（万元）", "money")],
    "category": [("序号", "n"), ("乡镇", "town"), ("项目类别", "source"), ("补助资金（万元）", "money")],
    "remarks": [("序号", "n"), ("村", "village"), ("项目名称", "project"), ("补助金额（元）", "money"), ("备注", "remark")],
}  # fmt: skip


def cell(kind: str, n: int, dice: int) -> str:
    area = n * 7 % 90 + 1
    made = {
        "n": str(n),
        "person": "令狐濮阳钟离"[n % 5 : n % 5 + 2] + "岚樵岳渊澈"[(n * dice) % 5],
        "village": f"{'白青赤'[n % 3]}石{'上下中'[(n + dice) % 3]}村",
        "town": f"{'青白赤玄'[n % 4]}禾镇",
        "firm": f"岚汀{'青白赤玄'[n % 4]}{n % 97}号农业有限公司",
        "project": f"{'渠道桥梁泵站道路'[(n + dice) % 7]}维修",
        "source": "中央衔接资金" if (n + dice) % 3 else "省级财政资金",
        "content": f"新建{'渠路桥'[n % 3]}一处，长{n % 40}米" if n % 5 else f"维修；长{n % 7}米",
        "remark": "续建" if n % 11 == dice % 11 else "",
        "money": f"{(n * dice) % 700 + 1}.{n % 100:02d}",
        "area": f"{area}.5",
        "rate": "80",
        "paid": f"{Decimal(f'{area}.5') * 80:f}",
    }
    return made[kind]


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_read_by_columns_or_by_rows_the_result_is_the_same(tmp_path: Path, layout: str, data: st.DataObject) -> None:
    columns = data.draw(st.permutations(LAYOUTS[layout]))
    dice = data.draw(st.integers(1, 400))
    media = data.draw(st.sampled_from(["csv", "xlsx"]))
    below = data.draw(st.sampled_from(list(BELOW)))
    rows = [[cell(kind, n, dice) for _, kind in columns] for n in range(1, ROWS + 1)]
    money = next(i for i, (_, kind) in enumerate(columns) if kind in ("money", "paid"))
    total = f"{sum((Decimal(row[money]) for row in rows), Decimal(0)):f}"
    closing = []
    for line in BELOW[below]:
        words = [text.replace("SUM", total) for text in line if text and text != "SUM"]
        filled = [words[0] if words else "", *[""] * (len(columns) - 1)]
        if "SUM" in line and money:
            filled[money] = total
        closing.append(filled)
    for position, spoiled in data.draw(st.lists(st.tuples(st.integers(0, ROWS - 1), st.sampled_from(
        ["", "其中：白石村", "0", "合计", "12.5元", "白石村小计", "12.5", "甲", "—"])), max_size=1)):  # fmt: skip
        rows[position][data.draw(st.integers(0, len(columns) - 1))] = spoiled
    compared(content_of(tmp_path, media, [[TITLE], [head for head, _ in columns], *rows, *closing]))
