"""Text comes out legible: common characters, plain blanks, nothing invisible, punctuation as it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reading.formats.legible import clean, join, lines
from analytics.reading.formats.page_roles import information, is_furniture, without_site_name


@pytest.mark.parametrize(
    ("raw", "legible"),
    [
        ("公务⽤⻋购置及运⾏费", "公务用车购置及运行费"),
        ("⻅附件，⻔⻓⻢⻚⻛⻜⻝", "见附件，门长马页风飞食"),
        ("⻤⻥⻦⻬⻰⻳⻄⻉⻩⻨⺠⻆", "鬼鱼鸟齐龙龟西贝黄麦民角"),
        ("\u3000单\xa0位：万元\u200b\ufeff ", "单 位：万元"),
        ("（万元）“三公”％１２", "（万元）“三公”％１２"),
        ("甲\r\n乙\r丙\x0b丁", "甲\n乙\n丙\n丁"),
        ("e\u0301", "é"),
        ("10\x00\x07元", "10元"),
        ("㎡", "㎡"),
        ("a\u202eb\u00adc", "abc"),
        ("坏\ud800字", "坏\ufffd字"),
    ],
)
def test_a_stored_text_becomes_legible(raw: str, legible: str) -> None:
    assert clean(raw) == legible


def test_every_radical_becomes_a_common_character() -> None:
    radicals = [
        chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)) if unicodedata.name(chr(code), "")
    ]
    assert len(radicals) == 115 + 214
    for radical in radicals:
        assert 0x3400 <= ord(clean(radical)) <= 0x9FFF


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not [sign for sign in once if unicodedata.category(sign) in {"Cc", "Cf", "Cs"} and sign != "\n"]


def test_lines_of_a_text_are_stripped_and_empty_ones_left_out() -> None:
    assert lines(" 甲 \n\n　 \n乙\n") == "甲\n乙"


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("预算", "数", "预算数"),
        ("three", "public", "three public"),
        ("2024年", "12月", "2024年12月"),
        ("12", "34", "1234"),
    ],
)
def test_pieces_of_a_broken_line_are_joined_as_they_were_written(left: str, right: str, whole: str) -> None:
    assert join(left, right) == whole


@pytest.mark.parametrize(
    ("line", "pairs"),
    [
        ("发布时间:  来源:赫州区财政局", [("发布时间", ""), ("来源", "赫州区财政局")]),
        ("时间:  |来源: 字体:[大 中 小]", [("时间", ""), ("来源", "")]),
        ("来源:县民政局 发布时间:2021-06-22 15:13:54", [("来源", "县民政局"), ("发布时间", "2021-06-22 15:13:54")]),
        ("名 称:某敬老院", None),
        ("资金来源:中央资金20万元", None),
        ("采购人信息:见附件", None),
        ("来源广泛，形式多样。", None),
        ("来源:本级财政安排二十万元。其余由镇街自筹。", None),
    ],
)
def test_an_information_line_is_known_by_its_labels(line: str, pairs: list[tuple[str, str]] | None) -> None:
    assert information(line) == pairs


@pytest.mark.parametrize(
    ("line", "is_site"),
    [
        ("当前位置:首页 > 公开", True),
        ("【打印】【关闭】", True),
        ("上一篇:没有了 下一篇:没有了", True),
        ("版权所有:某市人民政府", True),
        ("打印机采购项目", False),
        ("关闭小煤矿补助资金", False),
        ("位置:赫山镇某村", False),
        ("技术支持服务采购项目中标公告", False),
    ],
)
def test_furniture_is_told_from_content(line: str, is_site: bool) -> None:
    assert is_furniture(line) is is_site


@pytest.mark.parametrize(
    ("title", "without"),
    [
        ("预算公开_通知公告_岚汀市人民政府", "预算公开"),
        ("某项目中标(成交)结果公告-采购与招标信息", "某项目中标(成交)结果公告"),
        ("某项目资金公示 - 岚汀市农业农村局", "某项目资金公示"),
        ("某学校2020-2021年规划", "某学校2020-2021年规划"),
        ("三公经费-公务用车说明", "三公经费-公务用车说明"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(title: str, without: str) -> None:
    assert without_site_name(title) == without
