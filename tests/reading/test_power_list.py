"""Power lists: wide tables, forms, labelled lines and flow charts give the same powers, duties and limits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.publications.power_list import working_days
from analytics.reading.records import Reading, Record
from models.tables import PowerDuty, PowerItem
from tests.reading import rendering
from tests.reading.notices import Block, Render, as_docx, as_html, in_formats

ROOT = Path(__file__).parents[2]
TITLE = "岚汀市水利局权责清单（行政许可类）"
DUTIES = "1.受理责任：公示材料；一次性告知补正。\n2.审查责任：书面审查，五个工作日内提出意见。\n3.决定责任：作出决定。\n4.送达责任：制发送达。"
NAMES = ["受理责任", "审查责任", "决定责任", "送达责任"]
HEADING = ["序号", "职权编码", "职权类型", "职权名称", "实施依据", "责任事项", "追责情形", "追责依据"]
ROW = ["1", "SLXK-001", "行政许可", "取水许可", "《水法》第四十八条", DUTIES, "不依法受理", "《公务员法》"]

Told = tuple[str, list[str]]


@dataclass(frozen=True)
class Layout:
    name: str
    title: str
    blocks: Sequence[Block]
    powers: Sequence[Told]
    warned: frozenset[str] = frozenset()
    values: dict[str, object] = field(default_factory=dict)


ONE: Sequence[Told] = [("取水许可", NAMES)]
LAYOUTS = [
    Layout("a wide table", TITLE, [[HEADING, ROW]], ONE, values={"unit_name": "岚汀市水利局", "code": "SLXK-001", "power_type": "行政许可"}),
    Layout("headings broken inside", TITLE, [[["序\n号", "职权\n编码", "职权 类型", "职权\n名称", "实施\n依据", "责任\n事项", "追责\n情形", "追责 依据"], ROW]], ONE),
    Layout("duties run together in one line", TITLE, [[HEADING, [*ROW[:5], DUTIES.replace("\n", ""), *ROW[6:]]]], ONE),
    Layout(
        "duties counted with circled numbers", TITLE,
        [[HEADING, [*ROW[:5], "①受理责任：公示材料。②审查责任：审查。③决定责任：决定。④送达责任：送达。", *ROW[6:]]]], ONE,
    ),
    Layout(
        "numbers inside a duty open no further one", TITLE,
        [[HEADING, [*ROW[:5], "1.受理责任：(1)公示材料；(2)按第2.1条告知。\n2.审查责任：审查。\n3.决定责任：决定。\n4.送达责任：送达。", *ROW[6:]]]], ONE,
    ),
    Layout("duties in lines without numbers", TITLE, [[HEADING, [*ROW[:5], "受理责任：公示。\n审查责任：审查。\n决定责任：决定。\n送达责任：送达。", *ROW[6:]]]], ONE),
    Layout(
        "limits in columns of their own", TITLE,
        [[["序号", "事项名称", "事项类型", "法定主体", "办理主体", "法定时限", "承诺时限", "岗位责任人"],
          ["1", "取水许可", "行政许可", "岚汀市水利局", "水资源科", "45个工作日", "自受理之日起二十个工作日内", "审核岗（8个工作日）"]]],
        [("取水许可", [])],
        values={"legal_limit_days": 45, "promised_limit_days": 20, "post": "审核岗（8个工作日）", "handling_body": "水资源科", "body": "岚汀市水利局"},
    ),
    Layout(
        "limits that are no working days are kept as written", TITLE,
        [[["序号", "事项名称", "事项类型", "实施主体", "法定时限", "承诺时限"], ["1", "取水许可", "行政许可", "岚汀市水利局", "60日", "当场办结"]]],
        [("取水许可", [])],
        values={"legal_limit_days": None, "promised_limit_days": None, "limit_text": "法定:60日；承诺:当场办结"},
    ),
    Layout(
        "a person in charge is shown by surname", TITLE,
        [[["序号", "事项名称", "事项类型", "法定时限", "承诺时限", "责任人"], ["1", "取水许可", "行政许可", "45个工作日", "20个工作日", "乐毅辰（8个工作日）"]]],
        [("取水许可", [])],
        values={"post": "乐某（8个工作日）"},
    ),
    Layout("blank cells leave the item incomplete", TITLE, [[HEADING, ["1", "", "行政许可", "取水许可", "《水法》", DUTIES, "", ""]]], ONE, frozenset({"power-item-incomplete"})),
    Layout(
        "a row without name continues the power above", TITLE,
        [[HEADING, [*ROW[:5], "1.受理责任：公示。\n2.审查责任：审查。", *ROW[6:]], ["", "", "", "", "", "3.决定责任：决定。\n4.送达责任：送达。", "", ""]]],
        ONE, frozenset({"power-rows-joined"}),
    ),
    Layout(
        "two powers of different kinds", TITLE,
        [[HEADING, ROW, ["2", "SLCF-001", "行政处罚", "未经批准取水的处罚", "《水法》第六十九条", "1.立案责任：七个工作日内立案。\n2.调查责任：调查。", "不依法立案", "《处分法》"]]],
        [("取水许可", NAMES), ("未经批准取水的处罚", ["立案责任", "调查责任"])],
    ),
    Layout(
        "steps in rows of their own", "岚汀市水利局权力运行流程表",
        [[["职权名称", "职权类型", "职权编码", "办理环节", "办理时限"], ["取水许可", "行政许可", "SLXK-001", "受理", "1个工作日"], ["", "", "", "审查", "5个工作日"], ["", "", "", "决定", "3个工作日"]]],
        [("取水许可", ["受理", "审查", "决定"])], frozenset({"power-rows-joined"}),
    ),
    Layout(
        "a form with labels on the left", "行政权力责任事项梳理表",
        [[["职权名称", "取水许可"], ["职权类型", "行政许可"], ["职权编码", "SLXK-001"], ["法定主体", "岚汀市水利局"], ["责任事项", DUTIES]]],
        ONE, values={"unit_name": "岚汀市水利局", "code": "SLXK-001"},
    ),
    Layout(
        "a form whose code is blank", "行政权力责任事项梳理表",
        [[["职权名称", "1、取水许可"], ["职权类型", "行政许可"], ["职权编码", ""], ["法定主体", "岚汀市水利局"], ["责任事项", DUTIES]]],
        ONE, frozenset({"power-item-incomplete"}), {"code": None},
    ),
    Layout(
        "a form whose duties have no text", "行政权力责任事项梳理表",
        [[["职权名称", "取水许可"], ["职权类型", "行政许可"], ["法定主体", "岚汀市水利局"], ["责任事项", "一般程序：\n1.受理责任：\n公示。\n2.审查责任：\n3.决定责任：\n4.送达责任："]]],
        ONE, frozenset({"power-duty-blank"}),
    ),
    Layout(
        "several forms in one file", "岚汀市水利局行政职权责任清单",
        [
            [["职权名称", "取水许可"], ["职权类型", "行政许可"], ["法定主体", "岚汀市水利局"], ["责任事项", DUTIES]],
            [["职权名称", "河道采砂许可"], ["职权类型", "行政许可"], ["法定主体", "岚汀市水利局"], ["责任事项", "1.受理责任：公示。"]],
        ],
        [("取水许可", NAMES), ("河道采砂许可", ["受理责任"])],
    ),
    Layout(
        "labelled lines without a table", "岚汀市水利局权力清单",
        ["职权名称：取水许可", "职权类型：行政许可", "职权编码：SLXK-001", "实施依据：《水法》第四十八条", "责任事项：", *DUTIES.split("\n")],
        ONE, values={"code": "SLXK-001", "basis": "《水法》第四十八条"},
    ),
    Layout("duties out of order", TITLE, [[HEADING, [*ROW[:5], "1.受理责任：公示。\n3.决定责任：决定。\n2.审查责任：审查。", *ROW[6:]]]], [("取水许可", ["受理责任", "决定责任", "审查责任"])], frozenset({"power-numbering-broken"})),
    Layout("duties that are not set out", TITLE, [[HEADING, [*ROW[:5], "依法履行职责", *ROW[6:]]]], [("取水许可", [])], frozenset({"power-duties-unreadable"})),
    Layout(
        "a flow chart flattened to boxes", "岚汀市水利局取水许可流程图", ["受理", "办结", "审查", "决定"],
        [("取水许可", ["受理", "办结", "审查", "决定"])], frozenset({"power-order-unknown"}),
    ),
    Layout("a flow chart with arrows", "岚汀市水利局取水许可流程图", ["受理 → 审查 → 决定 → 送达"], [("取水许可", ["受理", "审查", "决定", "送达"])]),
    Layout("a flow chart with numbers", "岚汀市水利局取水许可流程图", ["1.受理", "2.审查", "3.决定"], [("取水许可", ["受理", "审查", "决定"])]),
]  # fmt: skip


def read(path: Path) -> Reading:
    return recognise(read_content(path))


def items(reading: Reading) -> list[Record]:
    return [r for r in reading.records if r.table is PowerItem]


def duties(reading: Reading, item: Record) -> list[Record]:
    return [r for r in reading.records if r.table is PowerDuty and r.parent is item]


@pytest.mark.parametrize(("layout", "render"), in_formats(LAYOUTS))
def test_every_layout_gives_its_powers_and_duties(layout: Layout, render: Render, tmp_path: Path) -> None:
    reading = read(render(tmp_path, layout))
    assert str(reading.kind) == "power_list"
    found = items(reading)
    assert [(i.values["name"], [d.values["name"] for d in duties(reading, i)]) for i in found] == list(layout.powers)
    assert {w.code for i in found for w in i.warnings} == set(layout.warned)
    for key, value in layout.values.items():
        assert found[0].values[key] == value
    for message in [w for r in reading.records for w in r.warnings] + [r.reason for r in reading.rejected]:
        assert message.say("zh") and message.say("en")


@pytest.mark.parametrize("name", ["gongcheng-transport-power.xls", "land-penalty-duty.docx"])
def test_samples_agree_with_their_truth(name: str) -> None:
    reading = read(ROOT / "samples" / "publications" / name)
    truth: dict[str, Any] = json.loads((ROOT / "tests" / "expected" / f"{name}.json").read_text("utf-8"))
    assert reading.title == truth["title"]
    assert len(reading.rows) == truth["row_count"]
    for told, wanted in zip(reading.extra["records"], truth["records"], strict=True):
        assert {key: told[key] for key in wanted} == wanted
    assert "power-item-incomplete" in {w.code for w in reading.rows[0].warnings}


def test_a_limit_in_chinese_numerals_inside_a_sentence_is_days_of_that_duty() -> None:
    reading = read(ROOT / "samples" / "publications" / "land-penalty-duty.docx")
    first, second, *rest = duties(reading, items(reading)[0])
    assert (first.values["limit_days"], first.values["limit_text"]) == (10, "十个工作日")
    assert second.values["limit_days"] is None
    assert all("power-duty-blank" in {w.code for w in r.warnings} for r in rest)


def test_steps_of_a_chart_without_order_get_no_number(tmp_path: Path) -> None:
    layout = next(one for one in LAYOUTS if one.name == "a flow chart flattened to boxes")
    reading = read(as_html(tmp_path, layout))
    assert {d.values["step_no"] for d in duties(reading, items(reading)[0])} == {None}
    arrows = next(one for one in LAYOUTS if one.name == "a flow chart with arrows")
    reading = read(as_docx(tmp_path, arrows))
    assert [d.values["step_no"] for d in duties(reading, items(reading)[0])] == [1, 2, 3, 4]


def test_merged_cells_of_a_power_cover_its_steps(tmp_path: Path) -> None:
    rows = [
        ["岚汀市水利局权责清单", "", "", "", ""],
        ["职权名称", "职权类型", "职权编码", "办理环节", "办理时限"],
        ["取水许可", "行政许可", "SLXK-001", "受理", "一个工作日"],
        ["", "", "", "审查", "5个工作日"],
        ["河道采砂许可", "行政许可", "SLXK-002", "受理", "1个工作日"],
    ]
    areas = [(0, 0, 0, 4), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2)]
    reading = read(rendering.to_xlsx(tmp_path / "list.xlsx", rows, areas))
    first, second = items(reading)
    assert [(d.values["name"], d.values["limit_days"]) for d in duties(reading, first)] == [("受理", 1), ("审查", 5)]
    assert [d.values["name"] for d in duties(reading, second)] == ["受理"]
    assert not first.warnings


@pytest.mark.parametrize(
    ("text", "days"),
    [("20个工作日", 20), ("十五个工作日内", 15), ("二十个工作日", 20), ("一百二十个工作日", 120), ("60日", None), ("三个月", None),
     ("5个工作日，特殊情况10个工作日", None), ("", None), (None, None)],
)  # fmt: skip
def test_limits_count_only_in_working_days_and_where_one_is_stated(text: str | None, days: int | None) -> None:
    assert working_days(text) == days
