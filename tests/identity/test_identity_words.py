"""Words that tell what a power is over and what is done at a step, and the comparable forms of names and numbers."""

from __future__ import annotations

import doctest
import importlib

import pytest

from analytics.identity import classify_power
from analytics.identity.names import (
    credit_code,
    is_full_firm_name,
    is_person_name,
    is_place_name,
    masks_agree,
    masks_conflict,
    number_mask,
)

MODULES = ["identity.names", "identity.organisations", "identity.steps"]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_in_the_documentation_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"analytics.{module}")).failed == 0


@pytest.mark.parametrize(
    ("power", "step", "post", "domain"),
    [
        ("农机购置补贴审核", "受理", None, "money"),
        ("财务收支", "拨付", "出纳岗", "money"),
        ("办公用品采购", "比选", None, "procurement"),
        ("高标准农田工程招标", "定标", None, "procurement"),
        ("工程资金支付", "审核", None, "money"),
        ("专项资金项目审批", "审核", None, "money"),
        ("补贴机具采购", "审核", None, "procurement"),
        ("印章管理", "用印", "出纳岗", "money"),
        ("干部考核", "评定", None, "personnel"),
        ("农产品质量安全行政处罚", "决定", None, "enforcement"),
        ("种子生产经营许可", "审批", None, "licensing"),
        ("档案查借阅", "登记", "档案管理岗", "internal"),
    ],
)
def test_a_power_is_classified_by_its_words(power: str, step: str, post: str | None, domain: str) -> None:
    assert str(classify_power(power, None, step, post)) == domain


@pytest.mark.parametrize(
    ("written", "mask"),
    [
        ("439903********001X", "439903********001X"),
        ("439903********001x", "439903********001X"),
        ("439903××××××××001X", "439903********001X"),
        ("439903xxxxxxxx0028", "439903********0028"),
        ("439903****001X", None),
        ("", None),
        (None, None),
    ],
)
def test_masked_numbers_take_one_form(written: str | None, mask: str | None) -> None:
    assert number_mask(written) == mask


def test_masks_agree_from_ten_common_places_on() -> None:
    assert masks_agree("439903********001X", "439903********001X")
    assert not masks_agree("439903*********01X", "439903********001X")
    assert masks_conflict("439903********001X", "439903********0010")
    assert not masks_conflict("4399**************", "**************001X")


@pytest.mark.parametrize(
    ("name", "is_person"),
    [
        ("苗予航", True),
        ("王芳", True),
        ("王九州", True),
        ("配套工程", False),
        ("欧阳明霁", True),
        ("阿依古丽·买买提", True),
        ("石桥村", False),
        ("马店村", False),
        ("种子站", False),
        ("王氏商行", False),
        ("白石镇", False),
    ],
)
def test_persons_are_told_from_places_by_the_shape_of_the_name(name: str, is_person: bool) -> None:
    assert is_person_name(name) is is_person


def test_codes_and_endings() -> None:
    assert credit_code(" 91439903ma0000001a ") == "91439903MA0000001A"
    assert credit_code("914399******00001A") is None
    assert is_full_firm_name("岚汀市青陌蔬菜批发部")
    assert not is_full_firm_name("便民超市")
    assert is_place_name("白石镇")
