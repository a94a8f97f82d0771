"""Personal data that stand openly are found; masked ones and numbers of other kinds are not."""

from __future__ import annotations

import doctest
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.reading import persons, privacy, read_file
from analytics.reading.persons import check_digit, mask_name, names_a_post, read_identity
from analytics.reading.privacy import scan
from models.tables import PrivacyFinding
from models.vocabulary import PrivacyKind
from tests.reading.tables import content


def number(day: date = date(1987, 5, 21), serial: int = 1, area: str = "439903") -> str:
    """An invented identity number of an area that is not assigned, with its check digit."""
    first17 = f"{area}{day:%Y%m%d}{serial:03}"
    return first17 + check_digit(first17)


def card(first: str, length: int) -> str:
    """A number with a valid Luhn digit."""
    stem = first.ljust(length - 1, "0")
    return next(stem + str(n) for n in range(10) if privacy.passes_luhn(stem + str(n)))


def kinds_in(text: str) -> list[str]:
    return [record.values["kind"] for record in scan(content([["x"]], lines=[text]))]


@given(
    st.dates(date(1900, 1, 1), date(2024, 12, 31)), st.integers(0, 999), st.sampled_from(["439903", "990000", "439999"])
)
def test_every_open_identity_number_is_found_and_masked(day: date, serial: int, area: str) -> None:
    written = number(day, serial, area)
    (record,) = scan(content([["x"]], lines=[f"身份证号:{written}。"]))
    assert record.table is PrivacyFinding
    assert record.values == {"kind": PrivacyKind.IDENTITY_NUMBER, "mask": written[:4] + "*" * 14}
    assert written not in repr(record)


@given(st.dates(date(1900, 1, 1), date(2024, 12, 31)), st.integers(0, 999), st.integers(1, 10))
def test_a_wrong_check_digit_is_no_finding(day: date, serial: int, step: int) -> None:
    written = number(day, serial)
    wrong = "10X98765432"[("10X98765432".index(written[17]) + step) % 11]
    assert kinds_in(f"{written[:17]}{wrong}") == []


@pytest.mark.parametrize(
    "text",
    [
        "439903********0018",
        f"{number()[:10]}****{number()[14:]}",
        f"8{number()}",
        f"{number()}5",
        f"A{number()}",
        f"统一社会信用代码:{number()}",
        "43990319871321001X",  # no such month
        "项目编号:5101852021000063",
        "采购编号 510118202100257",
        f"项目编号:{card('62', 16)}",
        card("5101852021", 16),
        card("4000", 16),
        "0591-****1306",
        "135****4628",
        "0731-83612345",
        "监督电话:073183612345",
        "合同编号:13900001111",
        "金额13900001111.50元",
        "12345678901",
        "91439903MA0000001A",
    ],
)
def test_what_only_looks_like_personal_data_is_no_finding(text: str) -> None:
    assert kinds_in(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (number(), "identity_number"),
        (f"{number()[:6]} {number()[6:14]} {number()[14:]}", "identity_number"),
        (number(date(2000, 1, 1), 2).lower(), "identity_number"),
        (f"开户行:岚汀农商银行 {card('4000', 16)}", "bank_card"),
        (f"银行卡号{card('88', 18)}", "bank_card"),
        (card("6217", 19), "bank_card"),
        ("联系人手机13900001111", "mobile"),
        ("139 0000 1111", "mobile"),
        ("+86-13900001111", "mobile"),
    ],
)
def test_open_personal_data_are_found_by_kind(text: str, kind: str) -> None:
    assert kinds_in(text) == [kind]


def test_the_heading_of_a_column_says_what_a_number_is() -> None:
    rows = [["户主", "一卡通账号", "统一社会信用代码"], ["张某", card("88", 17), number()]]
    assert [record.values["kind"] for record in scan(content(rows))] == ["bank_card"]


def test_a_merged_cell_is_one_finding_with_its_place() -> None:
    rows = [["姓名", "电话"], ["张某", "13900001111"], ["李某", None]]
    (record,) = scan(content(rows, [(1, 1, 2, 1)]))
    assert str(record.locator) == "sheet:表!R2C2"
    assert record.values["mask"] == "1390*******"


def test_a_name_with_an_illness_in_its_row_is_found_by_surname_only() -> None:
    rows = [
        ["序号", "户主姓名", "病种", "金额"],
        [1, "苗予航", "尿毒症", 500],
        [2, "鄢亦舒", "无", 500],
        [3, "张某", "肿瘤", 500],
    ]
    (record,) = scan(content(rows))
    assert record.values == {"kind": PrivacyKind.HEALTH, "mask": "苗**"}
    assert str(record.locator) == "sheet:表!R2C3"


def test_an_illness_among_the_reasons_counts_as_well() -> None:
    rows = [["姓名", "金额", "备注"], ["苗予航", 500, "肢体二级残疾"], ["鄢亦舒", 500, "新增"]]
    assert [record.values["mask"] for record in scan(content(rows))] == ["苗**"]


@pytest.mark.parametrize(
    "rows",
    [
        [["项目名称", "责任人", "金额"], ["残疾人康复中心", "苗予航", 5]],
        [["姓名", "岗位", "备注"], ["苗予航", "会计", "残疾人联合会借调"]],
        [["单位", "病种", "人数"], ["县医院", "尿毒症", 5]],
    ],
)
def test_illness_without_an_open_name_is_no_finding(rows: list[list[str | int]]) -> None:
    assert scan(content(rows)) == []


@pytest.mark.parametrize(
    ("text", "kept", "problem"),
    [
        ("439903********001X", "439903********001X", None),
        ("439903××××××××0018", "439903********0018", None),
        ("439903XXXXXXXX001X", "439903********001X", None),
        (" 4399 0319 8705 2100 1x ", "43990319870521001X", None),
        ("439903198705210018", None, "identity-number-invalid"),
        ("439903870521001", None, "identity-number-malformed"),
        ("见附件", None, "identity-number-malformed"),
        ("", None, None),
        ("无", None, None),
    ],
)
def test_an_identity_number_is_taken_whole_or_masked_or_refused(
    text: str, kept: str | None, problem: str | None
) -> None:
    identity = read_identity(text)
    assert (identity.number, identity.problem) == (kept, problem)


@pytest.mark.parametrize(
    ("text", "is_post"),
    [
        ("法制审核岗", True),
        ("计划财务科", True),
        ("分管副局长", True),
        ("科室负责人", True),
        ("出纳", True),
        ("局党组", True),
        ("村委会", True),
        ("王主任", True),
        ("鄢亦舒", False),
        ("王登科", False),
        ("阿依古丽·买买提", False),
        ("苗某", False),
    ],
)
def test_a_post_is_told_from_a_person(text: str, is_post: bool) -> None:
    assert names_a_post(text) is is_post


def test_a_masked_name_shows_the_surname() -> None:
    assert [mask_name(name) for name in ("鄢亦舒", "司马青", "徐某", "责任科室")] == [
        "鄢某",
        "司马某",
        "徐某",
        "责任科室",
    ]


def test_the_examples_of_the_modules_hold() -> None:
    assert doctest.testmod(privacy).failed == 0
    assert doctest.testmod(persons).failed == 0


@pytest.mark.parametrize("written", [number(), number()[:17] + "5"])
def test_a_number_in_the_wrong_column_is_shown_masked_only(tmp_path: Path, written: str) -> None:
    path = tmp_path / "list.csv"
    lines = ["清河县2024年惠农补贴公示表,,,", "序号,姓名,项目,金额（元）", f"1,{written},种粮,5"]
    lines += [f"2,张三{written},种粮（{written}）,6（含{written}欠款）", f"{written},,,"]
    path.write_text("\n".join(lines), encoding="utf-8")
    reading = read_file(path)
    assert len(reading.rows) == 2
    assert written not in str(reading)
    assert all("privacy-number-concealed" in [w.code for w in row.warnings] for row in reading.rows)


def test_the_number_of_a_matter_stays_although_a_day_stands_in_it(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(
        "事项编号,事项名称,环节,经办人,办理时间,申请人\n431027202405010012,许可,受理,张三,2024-05-01,某公司\n",
        encoding="utf-8",
    )
    assert read_file(path).rows[0].values["matter_number"] == "431027202405010012"
