"""Codes of subjects and units: how they are written, how deep they lie, and which lies above which.

Flows in: the texts of code cells. Flows out: a code as digits, its depth, and whether it continues another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.reading.headings import squash

_LEVELS = {3: 1, 5: 2, 7: 3, 9: 4}
_WHOLE = re.compile(r"\d{3,12}")
_IN_LABEL = re.compile(
    r"^[\[(（【]?(?P<code>\d{3}|\d{5}|\d{7})[\])）】]?[\s\-—_、.:：]*(?P<label>[^\d\s\-—%年月].*)$", re.DOTALL
)

# 支出功能分类科目的类 (domain section 6); names without 支出 and in the form of the year's edition.
_FUNCTION_CLASSES = {
    "一般公共服务": "201", "外交": "202", "国防": "203", "公共安全": "204", "教育": "205", "科学技术": "206",
    "文化旅游体育与传媒": "207", "文化体育与传媒": "207", "社会保障和就业": "208", "社会保险基金": "209",
    "卫生健康": "210", "医疗卫生与计划生育": "210", "节能环保": "211", "城乡社区": "212", "农林水": "213",
    "交通运输": "214", "资源勘探工业信息等": "215", "资源勘探信息等": "215", "商业服务业等": "216",
    "金融": "217", "援助其他地区": "219", "自然资源海洋气象等": "220", "国土海洋气象等": "220",
    "住房保障": "221", "粮油物资储备": "222", "国有资本经营预算": "223", "灾害防治及应急管理": "224",
    "预备费": "227", "其他": "229", "转移性": "230", "债务还本": "231", "债务付息": "232",
    "债务发行费用": "233", "抗疫特别国债安排的": "234",
}  # fmt: skip


def read_code(text: str) -> str | None:
    """The digits of one whole code; None where a cell holds anything else.

    >>> read_code("208 05 05"), read_code("208.05"), read_code("合计")
    ('2080505', '20805', None)
    """
    tight = re.sub(r"[.\-'_]", "", squash(text))
    return tight if _WHOLE.fullmatch(tight) else None


def join_levels(cells: Sequence[str], above: Sequence[str]) -> tuple[str, ...]:
    """The levels of a code that is split over columns (类, 款, 项); empty ones on the left come from the row above.

    A level lost its leading zero where a spreadsheet kept it as a number; each lower level has two digits. A column may
    also repeat the levels before it (208, 20805, 2080505).

    >>> join_levels(("208", "5", "05"), ()), join_levels(("", "", "06"), ("208", "05", "05"))
    (('208', '05', '05'), ('208', '05', '06'))
    >>> join_levels(("208", "20805", "2080505"), ())
    ('208', '05', '05')
    """
    digits = [squash(cell) for cell in cells]
    if not any(digits) or any(text and not text.isdecimal() for text in digits):
        return ()
    last = max(i for i, text in enumerate(digits) if text)
    levels: list[str] = []
    for position, text in enumerate(digits[: last + 1]):
        whole = "".join(levels)
        if not text:
            if position >= len(above) or any(digits[:position]):
                return ()
            levels.append(above[position])
        elif position and whole and text.startswith(whole) and len(text) > len(whole):
            levels.append(text.removeprefix(whole))
        else:
            levels.append(text if position == 0 else text.zfill(2))
    return tuple(levels)


def split_label(text: str) -> tuple[str | None, str]:
    """The code that stands before a name in one cell, and the name.

    >>> split_label("2080505 养老保险缴费支出"), split_label("[301]工资福利支出"), split_label("2025年预算")
    (('2080505', '养老保险缴费支出'), ('301', '工资福利支出'), (None, '2025年预算'))
    """
    match = _IN_LABEL.match(text.strip())
    return (match["code"], match["label"].strip()) if match else (None, text)


def depth_of(code: str) -> int | None:
    """How deep a code lies by its length (类 3, 款 5, 项 7 digits); None for codes of another build, such as units'."""
    return _LEVELS.get(len(code))


def continues(code: str, other: str) -> bool:
    """Whether `code` lies below `other`."""
    return len(code) > len(other) and code.startswith(other)


def class_of(label: str) -> str | None:
    """The code of the function class that a name is, where the classes stand without their codes.

    >>> class_of("社会保障和就业支出"), class_of("行政运行")
    ('208', None)
    """
    tight = squash(label)
    return _FUNCTION_CLASSES.get(tight.removesuffix("支出")) if tight.endswith(("支出", "预备费")) else None
