"""Ledger forms: numbered issues, advice and measures in single cells become one row each, matched by number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from analytics.reading.formats import read_content
from analytics.reading.numbered import items_in
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from models.tables import CheckIssue, MonthlyReport, Rectification
from tests.reading.notices import Block, Render, as_html, in_formats

UNIT = "青禾街道办事处"
CHECK, RECTIFY, MONTH = (
    "开展专项治理“微腐败”工作检查台账",
    "开展专项治理“微腐败”工作整改台账",
    "开展专项治理“微腐败”工作月报表",
)
HEAD = [f"填报单位（盖章）：{UNIT}    编号：（自检3号）    填报时间：2025年6月2日"]
ISSUES = "1.公示期不足七日；\n2.台账不全；\n3.未经集体研究"
ADVICE = "1.补足公示期；\n2.补齐台账；\n3.补开会议"


def check_form(issues: str, advice: str, due: str = "2025年6月30日前") -> list[list[str]]:
    return [
        ["时间", "2025年5月30日", "被检查单位", "云岫社区"],
        ["检查人员", "检查一组", "检查内容", "惠民资金发放"],
        ["发现的问题", issues, "", ""],
        ["整改建议", advice, "", ""],
        ["整改时限", due, "整改责任人", "分管副主任"],
    ]


@dataclass(frozen=True)
class Form:
    name: str
    title: str
    blocks: Sequence[Block]
    rows: Sequence[tuple[object, ...]]
    warned: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    values: dict[str, object] = field(default_factory=dict)


THREE = [
    ("自检3号", 1, "公示期不足七日；", "补足公示期；"),
    ("自检3号", 2, "台账不全；", "补齐台账；"),
    ("自检3号", 3, "未经集体研究", "补开会议"),
]
FORMS = [
    Form("the check form with three issues", CHECK, [*HEAD, check_form(ISSUES, ADVICE)], THREE,
         values={"reporting_unit": UNIT, "checked_on": date(2025, 5, 30), "due": date(2025, 6, 30), "filled_on": date(2025, 6, 2), "checked_unit": "云岫社区", "owner": "分管副主任"}),
    Form("lists run together in one line", CHECK, [*HEAD, check_form(ISSUES.replace("\n", ""), ADVICE.replace("\n", ""))], THREE),
    Form("circled numbers", CHECK, [*HEAD, check_form("①公示期不足七日；②台账不全；③未经集体研究", "①补足公示期；②补齐台账；③补开会议")], THREE),
    Form("one issue without number", CHECK, [*HEAD, check_form("公示期不足七日", "补足公示期")], [("自检3号", 1, "公示期不足七日", "补足公示期")]),
    Form("fewer pieces of advice than issues", CHECK, [*HEAD, check_form(ISSUES, "1.补足公示期；\n2.补齐台账；")],
         [*THREE[:2], ("自检3号", 3, "未经集体研究", None)], frozenset({"ledger-lists-differ"})),
    Form("one advice for all issues", CHECK, [*HEAD, check_form(ISSUES, "限期整改")],
         [("自检3号", 1, "公示期不足七日；", "限期整改"), ("自检3号", 2, "台账不全；", None), ("自检3号", 3, "未经集体研究", None)], frozenset({"ledger-lists-differ"})),
    Form("a due date without year", CHECK, [*HEAD, check_form("1.台账不全", "1.补齐台账", "6月底前")], [("自检3号", 1, "台账不全", "补齐台账")],
         frozenset({"register-date-uncertain"}), frozenset({"register-date-uncertain"}), {"due": None}),
    Form("a number that was never filled in", CHECK, ["填报单位：青禾街道办事处  编号：（自检X号）  填报时间：2025年6月2日", check_form(ISSUES, ADVICE)], [], rejected=frozenset({"ledger-number-missing"})),
    Form("the form as lines of text", CHECK,
         [*HEAD, "时间：2025年5月30日", "被检查单位：云岫社区", "检查人员：检查一组", "检查内容：惠民资金发放", "发现的问题：1.公示期不足七日；", "2.台账不全；", "3.未经集体研究",
          "整改建议：1.补足公示期；", "2.补齐台账；", "3.补开会议", "整改时限：2025年6月30日", "整改责任人：分管副主任"], THREE),
    Form("a wide table whose cells hold lists", CHECK,
         ["填报单位：青禾街道办事处  填报时间：2025年6月2日",
          [["编号", "检查时间", "被检查单位", "检查内容", "发现的问题", "整改建议", "整改时限", "整改责任人"],
           ["自检3号", "2025-05-30", "云岫社区", "惠民资金发放", ISSUES, ADVICE, "2025-06-30", "分管副主任"],
           ["自检4号", "2025-06-01", "松涛社区", "三资管理", "合同未公开", "公开合同", "2025-07-15", "社区书记"]]],
         [*THREE, ("自检4号", 1, "合同未公开", "公开合同")]),
    Form("two forms in one file", CHECK,
         [*HEAD, check_form(ISSUES, ADVICE), "填报单位：青禾街道办事处    编号：（自检4号）    填报时间：2025年6月9日", check_form("1.合同未公开", "1.公开合同")],
         [*THREE, ("自检4号", 1, "合同未公开", "公开合同")]),
]  # fmt: skip
RECTIFICATIONS = [
    Form("the rectification form", RECTIFY,
         [*HEAD, [["整改时间", "2025年6月20日", "问题单位", "云岫社区"], ["整改责任人及责任", "分管副主任，牵头整改", "", ""], ["存在问题", ISSUES, "", ""], ["整改措施", ADVICE, "", ""], ["完成情况", "1.已整改到位；\n2.正在整改；\n3.尚未完成", "", ""]]],
         [("自检3号", 1, "补足公示期；", "done"), ("自检3号", 2, "补齐台账；", "rectifying"), ("自检3号", 3, "补开会议", "open")],
         values={"rectified_on": date(2025, 6, 20), "unit_name": "云岫社区"}),
    Form("one state for all issues", RECTIFY,
         [*HEAD, [["整改时间", "2025年6月20日", "问题单位", "云岫社区"], ["存在问题", ISSUES, "", ""], ["整改措施", ADVICE, "", ""], ["完成情况", "已全部销号", "", ""]]],
         [("自检3号", 1, "补足公示期；", "closed"), ("自检3号", 2, "补齐台账；", "closed"), ("自检3号", 3, "补开会议", "closed")]),
    Form("a state that tells nothing", RECTIFY,
         [*HEAD, [["整改时间", "2025年6月20日", "问题单位", "云岫社区"], ["存在问题", "1.台账不全", "", ""], ["整改措施", "1.补齐台账", "", ""], ["完成情况", "见附件", "", ""]]],
         [("自检3号", 1, "补齐台账", None)], frozenset({"ledger-state-unknown"})),
    Form("measures that do not match the issues", RECTIFY,
         [*HEAD, [["整改时间", "2025年6月20日", "问题单位", "云岫社区"], ["存在问题", "1.台账不全\n2.公示不足", "", ""], ["整改措施", "1.补齐台账", "", ""], ["完成情况", "已完成", "", ""]]],
         [("自检3号", 1, "补齐台账", "done"), ("自检3号", 2, None, "done")], frozenset({"ledger-lists-differ"})),
]  # fmt: skip
MONTHS = [
    Form("the monthly form", "2025年6月" + MONTH,
         [f"填报单位（盖章）：{UNIT}    填报时间：2025年6月20日", [["受检基层单位", "云岫社区、松涛社区"], ["检查工作情况", "开展检查3次"], ["发现问题情况", "发现问题5个"], ["整改情况", "已整改4个"], ["制度机制建设情况", "修订制度1项"]]],
         [(UNIT, date(2025, 6, 1), 3, 5, 4)]),
    Form("a month named by nothing but the day of filling", MONTH,
         [f"填报单位（盖章）：{UNIT}    填报时间：2025年6月20日", [["受检基层单位", "云岫社区"], ["检查工作情况", "检查2轮次"], ["发现问题情况", "无"], ["整改情况", "无"]]],
         [(UNIT, date(2025, 6, 1), 2, 0, 0)], frozenset({"monthly-month-from-filling"})),
    Form("several counts in one sentence", "2025年6月" + MONTH,
         [f"填报单位：{UNIT}    填报时间：2025年6月20日", [["受检基层单位", "云岫社区"], ["检查工作情况", "上半月检查2次，下半月检查3次"], ["发现问题情况", "发现问题5个"], ["整改情况", "已整改5个"]]],
         [(UNIT, date(2025, 6, 1), None, 5, 5)], frozenset({"monthly-count-open"})),
    Form("one line for each unit in a table", "2025年6月" + MONTH,
         [[["序号", "填报单位", "受检基层单位", "检查工作情况", "发现问题情况", "整改情况"],
           ["1", UNIT, "云岫社区", "开展检查1次", "发现问题10个", "已整改0个"],
           ["2", "松涛街道办事处", "松涛社区", "开展检查2次", "未发现问题", "无"]]],
         [(UNIT, date(2025, 6, 1), 1, 10, 0), ("松涛街道办事处", date(2025, 6, 1), 2, 0, 0)]),
    Form("more rectified than found", "2025年6月" + MONTH,
         [f"填报单位：{UNIT}    填报时间：2025年6月20日", [["受检基层单位", "云岫社区"], ["检查工作情况", "检查1次"], ["发现问题情况", "发现问题2个"], ["整改情况", "已整改3个"]]],
         [(UNIT, date(2025, 6, 1), 1, 2, 3)], frozenset({"monthly-more-rectified"})),
]  # fmt: skip


def read(path: Path) -> Reading:
    return recognise(read_content(path))


def agree(reading: Reading, form: Form, keys: Sequence[str]) -> None:
    assert [tuple(r.values[key] for key in keys) for r in reading.rows] == list(form.rows)
    assert {w.code for r in reading.rows for w in r.warnings} == set(form.warned)
    assert {r.reason.code for r in reading.rejected} == set(form.rejected)
    for key, value in form.values.items():
        assert reading.rows[0].values[key] == value
    for message in [w for r in reading.records for w in r.warnings] + [r.reason for r in reading.rejected]:
        assert message.say("zh") and message.say("en")


@pytest.mark.parametrize(("form", "render"), in_formats(FORMS))
def test_every_check_form_gives_one_row_for_each_issue(form: Form, render: Render, tmp_path: Path) -> None:
    reading = read(render(tmp_path, form))
    assert str(reading.kind) == "check_ledger"
    assert {r.table for r in reading.records} <= {CheckIssue}
    agree(reading, form, ("number", "issue_no", "issue", "advice"))


@pytest.mark.parametrize(("form", "render"), in_formats(RECTIFICATIONS))
def test_every_rectification_form_gives_one_row_for_each_issue(form: Form, render: Render, tmp_path: Path) -> None:
    reading = read(render(tmp_path, form))
    assert str(reading.kind) == "rectification_ledger"
    assert {r.table for r in reading.records} == {Rectification}
    agree(reading, form, ("number", "issue_no", "measures", "status"))


@pytest.mark.parametrize(("form", "render"), in_formats(MONTHS))
def test_every_monthly_form_gives_its_counts(form: Form, render: Render, tmp_path: Path) -> None:
    reading = read(render(tmp_path, form))
    assert str(reading.kind) == "monthly_report"
    assert {r.table for r in reading.records} == {MonthlyReport}
    agree(reading, form, ("unit_name", "month", "checks", "issues", "rectified"))


@pytest.mark.parametrize("said", ["无", "未发现问题。"])
def test_a_form_that_found_nothing_is_a_nil_return_and_counts_as_held(said: str, tmp_path: Path) -> None:
    reading = read(as_html(tmp_path, Form("", CHECK, [*HEAD, check_form(said, "无")], [])))
    assert not reading.records and not reading.rejected
    assert reading.extra["nil"] is True
    assert [(c.unit_name, c.is_nil) for c in reading.coverage] == [(UNIT, True)]


def test_a_blank_form_is_refused(tmp_path: Path) -> None:
    blank = [
        ["时间", "", "被检查单位", ""],
        ["检查人员", "", "检查内容", ""],
        ["发现的问题", "1.……\n2.……", "", ""],
        ["整改建议", "1.……", "", ""],
        ["整改时限", "", "整改责任人", ""],
    ]
    reading = read(
        as_html(
            tmp_path, Form("", CHECK, ["填报单位（盖章）：    编号：（自检X号）    填报时间：  年 月 日", blank], [])
        )
    )
    assert not reading.records
    assert {r.reason.code for r in reading.rejected} == {"ledger-form-blank"}


def test_a_plain_register_with_one_row_for_each_issue_is_read_as_a_register(tmp_path: Path) -> None:
    rows = [
        ["编号", "问题序号", "检查时间", "被检查单位", "发现的问题", "整改建议"],
        ["自检1号", "1", "2025-05-30", "云岫社区", "台账不全", "补齐台账"],
        ["自检1号", "2", "2025-05-30", "云岫社区", "公示不足", "补足公示"],
    ]
    reading = read(as_html(tmp_path, Form("", "检查台账", [rows], [])))
    assert str(reading.kind) == "check_ledger"
    assert [r.values["issue_no"] for r in reading.rows] == [1, 2]


@pytest.mark.parametrize(
    ("text", "found"),
    [("1.甲；2.乙", [(1, "甲；"), (2, "乙")]), ("1、甲\n2、乙", [(1, "甲"), (2, "乙")]), ("（1）甲（2）乙", [(1, "甲"), (2, "乙")]),
     ("①甲；②乙", [(1, "甲；"), (2, "乙")]), ("整改3.5万元", []), ("1.甲\n3.丙", [(1, "甲"), (3, "丙")]), ("", [])],
)  # fmt: skip
def test_numbers_inside_a_sentence_open_no_item(text: str, found: list[tuple[int, str]]) -> None:
    assert [(item.number, item.text) for item in items_in(text)] == found
