"""Appointments: sentences, lists, profiles and tables give who, which post, which unit and when, and nothing else."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from analytics.errors import FileRejected
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.records import Reading
from tests.reading.notices import Block, Render, as_html, in_formats

Told = tuple[str, str, str | None, str]  # name, kind, unit, post
NOTICE = "岚汀市人民政府关于乐毅辰等同志职务任免的通知"
POSTED = "岚汀市委组织部干部任前公示"
WATER, FARM = "岚汀市水利局", "岚汀市农业农村局"


@dataclass(frozen=True)
class Text:
    name: str
    title: str
    blocks: Sequence[Block]
    told: Sequence[Told]
    values: dict[str, object] = field(default_factory=dict)
    warned: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()


TEXTS = [
    Text("appointed and removed in one sentence", NOTICE, ["任命乐毅辰同志为岚汀市水利局局长；免去滕子墨同志的岚汀市水利局局长职务。"],
         [("乐毅辰", "appointed", WATER, "局长"), ("滕子墨", "removed", WATER, "局长")]),
    Text("one person appointed and relieved of another post", NOTICE, ["乐毅辰同志任岚汀市水利局副局长，不再担任岚汀市农业农村局水利科科长职务。"],
         [("乐毅辰", "appointed", WATER, "副局长"), ("乐毅辰", "removed", FARM, "水利科科长")]),
    Text("relieved of the old post by 免去其", NOTICE, ["任命乐毅辰为岚汀市水利局副局长，免去其岚汀市农业农村局总农艺师、副局长职务。"],
         [("乐毅辰", "appointed", WATER, "副局长"), ("乐毅辰", "removed", FARM, "总农艺师、副局长")]),
    Text("several persons to one post", NOTICE, ["任命乐毅辰、滕子墨为岚汀市水利局副局长。"],
         [("乐毅辰", "appointed", WATER, "副局长"), ("滕子墨", "appointed", WATER, "副局长")]),
    Text("a trial period is no part of the post", NOTICE, ["任命乐毅辰同志为岚汀市水利局副局长（试用期一年）。"], [("乐毅辰", "appointed", WATER, "副局长")]),
    Text("party post and office in one unit", NOTICE, ["乐毅辰同志任岚汀市水利局党组书记、局长。"], [("乐毅辰", "appointed", WATER, "党组书记、局长")]),
    Text("posts in two units", NOTICE, ["任命乐毅辰为岚汀市水利局局长、岚汀市河道管理委员会主任。"],
         [("乐毅辰", "appointed", WATER, "局长"), ("乐毅辰", "appointed", "岚汀市河道管理委员会", "主任")]),
    Text("lists under 任命 and 免去", NOTICE, ["任命：", "乐毅辰为岚汀市水利局局长；", "滕子墨 岚汀市农业农村局副局长；", "免去：", "鄂云起的岚汀市水利局局长职务。"],
         [("乐毅辰", "appointed", WATER, "局长"), ("滕子墨", "appointed", FARM, "副局长"), ("鄂云起", "removed", WATER, "局长")]),
    Text("numbered sentences", NOTICE, ["一、任命乐毅辰同志为岚汀市水利局局长；", "二、免去滕子墨同志岚汀市水利局局长职务。"],
         [("乐毅辰", "appointed", WATER, "局长"), ("滕子墨", "removed", WATER, "局长")]),
    Text("the day of decision and the number of the notice", NOTICE, ["岚政人〔2025〕3号", "经2025年5月6日市政府第12次常务会议研究决定：", "任命乐毅辰同志为岚汀市水利局局长。"],
         [("乐毅辰", "appointed", WATER, "局长")], {"decided_on": date(2025, 5, 6), "document_number": "岚政人〔2025〕3号"}),
    Text("a resignation that is accepted", "岚汀市人大常委会任免名单", ["接受乐毅辰辞去岚汀市水利局局长职务的请求。"], [("乐毅辰", "removed", WATER, "局长")]),
    Text("a contract post", "岚汀市人民政府关于聘任乐毅辰的通知", ["聘任乐毅辰为岚汀市人民医院院长，聘期三年。"], [("乐毅辰", "appointed", "岚汀市人民医院", "院长")]),
    Text("a name with a dot", NOTICE, ["任命阿依古丽·买买提同志为岚汀市水利局副局长。"], [("阿依古丽·买买提", "appointed", WATER, "副局长")]),
    Text("a profile before the appointment", POSTED,
         ["乐毅辰，男，汉族，1980年5月生，大学学历，中共党员，现任岚汀市农业农村局副局长，拟任岚汀市水利局局长。", "公示时间：2025年3月3日至3月7日"],
         [("乐毅辰", "proposed", WATER, "局长")],
         {"old_post": "岚汀市农业农村局副局长", "notice_from": date(2025, 3, 3), "notice_to": date(2025, 3, 7), "decided_on": None}),
    Text("several profiles", POSTED,
         ["1.乐毅辰，女，1982年1月生，现任岚汀市水利局科员，拟任岚汀市水利局办公室主任。", "2.滕子墨，男，1979年8月生，现任岚汀市水利局副局长，拟提名为岚汀市农业农村局局长人选。"],
         [("乐毅辰", "proposed", WATER, "办公室主任"), ("滕子墨", "proposed", FARM, "局长")]),
    Text("a table before the appointment", POSTED,
         [[["姓名", "性别", "出生年月", "学历", "现任职务", "拟任职务"], ["乐 毅 辰", "男", "1980.05", "大学", "岚汀市农业农村局副局长", "岚汀市水利局局长"], ["滕子墨", "女", "1981.11", "大学", "岚汀市水利局科员", "岚汀市水利局水资源科科长"]],
          "公示期：2025年3月3日—2025年3月7日"],
         [("乐毅辰", "proposed", WATER, "局长"), ("滕子墨", "proposed", WATER, "水资源科科长")], {"notice_to": date(2025, 3, 7)}),
    Text("a table of appointments and removals", "岚汀市干部任免情况表", [[["序号", "姓名", "任职职务", "免去职务"], ["1", "乐毅辰", "岚汀市水利局局长", "岚汀市农业农村局副局长"], ["2", "滕子墨", "", "岚汀市水利局局长"]]],
         [("乐毅辰", "appointed", WATER, "局长"), ("乐毅辰", "removed", FARM, "副局长"), ("滕子墨", "removed", WATER, "局长")]),
    Text("a table with unit and post apart", "岚汀市拟任人员公示表", [[["姓名", "单位", "现任职务", "拟任职务"], ["乐毅辰", "岚汀市水利局", "科员", "副科长"]]],
         [("乐毅辰", "proposed", WATER, "副科长")]),
    Text(
        "clauses of one sentence about several persons",
        NOTICE,
        ["市政府决定：乐毅辰任岚汀市水利局局长，滕子墨任岚汀市农业农村局副局长（挂职），免去鄂云起的岚汀市水利局局长职务。"],
        [("乐毅辰", "appointed", WATER, "局长"), ("滕子墨", "appointed", FARM, "副局长"), ("鄂云起", "removed", WATER, "局长")],
    ),
    Text(
        "agreed to",
        NOTICE,
        ["同意乐毅辰同志任岚汀市水利局党委书记。", "同意免去滕子墨同志岚汀市水利局党委书记职务。"],
        [("乐毅辰", "appointed", WATER, "党委书记"), ("滕子墨", "removed", WATER, "党委书记")],
    ),
    Text(
        "a resolution of a standing committee",
        "岚汀市人大常委会任免名单",
        [
            "（2025年4月28日岚汀市第十届人大常委会第二十次会议通过）",
            "任命：",
            "乐毅辰为岚汀市人民法院审判员、审判委员会委员；",
            "免去：",
            "滕子墨的岚汀市人民法院民事审判庭副庭长职务。",
        ],
        [
            ("乐毅辰", "appointed", "岚汀市人民法院", "审判员、审判委员会委员"),
            ("滕子墨", "removed", "岚汀市人民法院", "民事审判庭副庭长"),
        ],
        {"decided_on": date(2025, 4, 28)},
    ),
    Text(
        "labels and values",
        POSTED,
        ["姓名：乐毅辰", "性别：男", "出生年月：1979年10月", "现任职务：青禾镇镇长", "拟任职务：青禾镇党委书记", "公示时间：2025年5月6日至5月12日"],
        [("乐毅辰", "proposed", "青禾镇", "党委书记")],
        {"old_post": "青禾镇镇长", "notice_to": date(2025, 5, 12)},
    ),
    Text(
        "a form of labels and values",
        "拟任干部公示表",
        [[["姓名", "乐毅辰", "性别", "男"], ["出生年月", "1979.10", "学历", "大学"], ["现任职务", "青禾镇镇长", "拟任职务", "青禾镇党委书记"]]],
        [("乐毅辰", "proposed", "青禾镇", "党委书记")],
    ),
    Text("a notice period without days", POSTED, ["乐毅辰，现任岚汀市水利局科员，拟任岚汀市水利局局长。", "公示期：5个工作日"], [("乐毅辰", "proposed", WATER, "局长")], {"notice_from": None}, frozenset({"appointment-period-unclear"})),
    Text("a masked name", NOTICE, ["任命乐某某同志为岚汀市水利局局长。"], [("乐某某", "appointed", WATER, "局长")], warned=frozenset({"appointment-name-masked"})),
    Text("a post without unit", NOTICE, ["任命乐毅辰同志为局长。"], [("乐毅辰", "appointed", None, "局长")], warned=frozenset({"appointment-unit-unknown"})),
    Text("a row without name", POSTED, [[["姓名", "现任职务", "拟任职务"], ["", "科员", "岚汀市水利局局长"], ["乐毅辰", "科员", "岚汀市水利局副局长"]]],
         [("乐毅辰", "proposed", WATER, "副局长")], rejected=frozenset({"appointment-name-missing"})),
]  # fmt: skip


def read(path: Path) -> Reading:
    return recognise(read_content(path))


@pytest.mark.parametrize(("text", "render"), in_formats(TEXTS))
def test_every_text_gives_its_appointments(text: Text, render: Render, tmp_path: Path) -> None:
    reading = read(render(tmp_path, text))
    assert str(reading.kind) == "appointment"
    found = [(r.values["name"], r.values["kind"], r.values["unit_name"], r.values["post"]) for r in reading.rows]
    assert found == list(text.told)
    assert {w.code for r in reading.rows for w in r.warnings} == set(text.warned)
    assert {r.reason.code for r in reading.rejected} == set(text.rejected)
    for key, value in text.values.items():
        assert reading.rows[0].values[key] == value


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)
def test_nothing_but_name_post_unit_and_dates_is_kept(text: Text, tmp_path: Path) -> None:
    reading = read(as_html(tmp_path, text))
    told = repr([(r.values, r.extra, r.label) for r in reading.records])
    assert not any(word in told for word in ("1980", "1982", "1979", "1981", "汉族", "中共党员", "大学"))
    messages = [w for r in reading.records for w in r.warnings] + [r.reason for r in reading.rejected]
    assert not any(name in m.say("zh") for m in messages for name in ("乐毅辰", "滕子墨"))
    assert not any(str(r.values["name"]) in str(r.label) for r in reading.records)


def test_a_sentence_that_cannot_be_taken_apart_is_rejected_and_names_nobody(tmp_path: Path) -> None:
    text = Text(
        "", NOTICE, ["任命乐毅辰同志为岚汀市水利局局长。", "任命下列人员为岚汀市水利局中层干部：详见附件。"], []
    )
    reading = read(as_html(tmp_path, text))
    assert len(reading.rows) == 1
    assert [r.reason.code for r in reading.rejected] == ["appointment-unread"]


def test_a_notice_that_names_nobody_is_refused(tmp_path: Path) -> None:
    text = Text("", NOTICE, ["现将有关任免事项通知如下，名单见附件。任命名单另发。"], [])
    try:
        reading = read(as_html(tmp_path, text))
    except FileRejected:
        return
    assert not reading.records and reading.rejected


@pytest.mark.parametrize(
    "title", ["岚汀市水利局岗位任职登记表", "领导干部亲属任职情况申报表", "岚汀市干部任免工作办法"]
)
def test_registers_and_rules_about_posts_are_no_appointments(title: str, tmp_path: Path) -> None:
    text = Text("", title, [[["姓名", "任职职务", "备注"], ["乐毅辰", "岚汀市水利局局长", ""]]], [])
    with contextlib.suppress(FileRejected):
        assert str(read(as_html(tmp_path, text)).kind) != "appointment"
