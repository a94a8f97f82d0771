"""Personal data that stand openly are found; masked ones and numbers of other kinds are not."""

from __future__ import annotations

import doctest
import json
import re
import unicodedata
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from analytics.keys import Keys
from analytics.reading import Originals, ingest, persons, privacy, read_file
from analytics.reading.formats import read_content
from analytics.reading.persons import check_digit, mask_name, names_a_post, read_identity
from analytics.reading.privacy import scan
from analytics.reading.sheets import LONG
from analytics.settings import Settings
from models.fields import FieldKind, fields_of
from models.tables import Payment, PrivacyFinding
from models.vocabulary import PrivacyKind
from tests.reading.rendering import RENDERERS
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


# --- however a number is written ------------------------------------------------------------------------------------


FULL_WIDTH = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
WAYS = {
    "whole": lambda n: n,
    "small x": lambda n: n.lower(),
    "full width": lambda n: n.translate(FULL_WIDTH),
    "in fours": lambda n: f"{n[:4]} {n[4:8]} {n[8:12]} {n[12:16]} {n[16:]}",
    "stretched": lambda n: " ".join(n),
    "wide blanks": lambda n: "\u3000".join((n[:6], n[6:14], n[14:])),
    "line break": lambda n: f"{n[:12]}\n{n[12:]}",
    "dashes": lambda n: f"{n[:6]}-{n[6:14]}-{n[14:]}",
    "long dashes": lambda n: f"{n[:6]}—{n[6:10]}—{n[10:14]}—{n[14:]}",
    "in prose": lambda n: f"经办人证号为{n}，请核对。",
    "after a year": lambda n: f"2024 {n}",
    "in brackets": lambda n: f"张三（{n}）",
}

days = st.dates(date(1900, 1, 1), date(2024, 12, 31))
serials = st.integers(0, 999)


@given(days, serials, st.sampled_from(sorted(WAYS)))
def test_a_number_is_found_however_it_is_written(day: date, serial: int, way: str) -> None:
    written = number(day, serial)
    assert kinds_in(WAYS[way](written)) == ["identity_number"]


@given(days, serials, st.integers(0, 16), st.integers(1, 9), st.sampled_from(sorted(WAYS)))
def test_one_changed_digit_is_no_finding(day: date, serial: int, place: int, step: int, way: str) -> None:
    written = number(day, serial)
    wrong = written[:place] + str((int(written[place]) + step) % 10) + written[place + 1 :]
    assert "identity_number" not in kinds_in(WAYS[way](wrong))


@given(days, serials, st.sampled_from(sorted(WAYS)), st.booleans())
def test_what_is_concealed_shows_no_number_however_it_was_written(
    day: date, serial: int, way: str, strict: bool
) -> None:
    written = number(day, serial)
    shown = privacy._concealed_text(f"备注：{WAYS[way](written)}", strict=strict)
    assert written[6:14] not in re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", shown))


@pytest.mark.parametrize(
    "text",
    [
        "2020 01 01 43 99 03 19 87 05 21 00 18",
        f"项目编号:{number()[:6]}-{number()[6:14]}-{number()[14:]}",
        "2019年12月31日 430100 元 20200101",
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14",
        "电话0731-88888888 88889999",
        "索引号:13900001111",
        "许可证编号 13900001111",
    ],
)
def test_figures_in_a_row_are_no_number(text: str) -> None:
    assert kinds_in(text) == []


def test_a_number_written_one_digit_to_a_cell_is_found() -> None:
    written = number()
    rows: list[list[str | int]] = [["姓名", *("某某",)], ["身份证号", *written], ["", *"123456789012345678"]]
    (record,) = scan(content(rows))
    assert record.values["mask"] == "4399" + "*" * 14
    assert str(record.locator) == "sheet:表!R2C2"


def test_a_number_kept_as_a_spreadsheet_number_is_found_by_its_heading_though_its_check_is_lost() -> None:
    damaged = int(number()[:15] + "000")
    assert [r.values["kind"] for r in scan(content([["身份证号"], [damaged]]))] == ["identity_number"]
    assert scan(content([["项目"], [damaged]])) == []
    assert scan(content([["身份证号"], [str(damaged)]])) == []
    lost = int("6217000012345680")
    assert [r.values["kind"] for r in scan(content([["一卡通账号"], [lost]]))] == ["bank_card"]
    assert scan(content([["金额"], [lost]])) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("身份证号：439903870521001", ["identity_number"]),
        ("439903870521001", []),
        ("身份证号：439903871321001", []),  # no such month
        ("证件号码 439903 870521 001", ["identity_number"]),
    ],
)
def test_an_old_number_counts_where_it_is_called_one(text: str, found: list[str]) -> None:
    assert kinds_in(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("姓名：苗予航，病种：尿毒症，救助500元", ["health"]),
        ("户主：苗予航 残疾等级：二级", ["health"]),
        ("姓名：苗某，病种：尿毒症", []),
        ("姓名：苗予航，健康状况：良好", []),
        ("负责人：苗予航，病种：尿毒症", []),
        ("病种：尿毒症，人数：5", []),
    ],
)
def test_an_illness_beside_a_name_in_running_text_is_found(text: str, found: list[str]) -> None:
    assert kinds_in(text) == found


def test_a_form_about_one_person_is_read_label_by_label() -> None:
    form = [["救助申请表", None, None, None], ["姓名", "苗予航", "性别", "女"], ["健康状况", "尿毒症", "金额", "500"]]
    assert [record.values["mask"] for record in scan(content(form))] == ["苗**"]
    healthy = [["姓名", "苗予航"], ["健康状况", "良好"]]
    assert scan(content(healthy)) == []


def test_the_rows_that_a_long_table_keeps_in_its_file_are_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.reading.formats.csv._LONG_BYTES", 100)
    monkeypatch.setattr("analytics.reading.formats.csv._LONG_HEAD", 10)
    path = tmp_path / "long.csv"
    lines = ["序号,村名,备注", *(f"{n},苗儿村,无" for n in range(1, 60)), f"60,苗儿村,{number()}"]
    path.write_text("\n".join(lines), "utf-8")
    (record,) = scan(read_content(path))
    assert str(record.locator) == "sheet:csv!R61C3"


# --- nowhere in the clear -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("media", [*sorted(RENDERERS), "json"])
def test_a_number_in_a_file_of_any_format_is_found_and_stands_nowhere_in_the_store(
    media: str, tmp_path: Path, engine: Engine, installation: Settings, keys: Keys, capfd: pytest.CaptureFixture[str]
) -> None:
    secrets = {number(date(1987, 5, 21), n) for n in range(1, 4)}
    first, second, third = sorted(secrets)
    if media == "json":
        release = {"ocid": "x", "tender": {"title": f"采购{first}", "description": second}, "buyer": {"name": third}}
        path = tmp_path / "release.json"
        path.write_text(json.dumps(release, ensure_ascii=False), "utf-8")
    else:
        rows = [
            ["清河县2024年惠农补贴公示表", "", "", ""],
            ["序号", "姓名", "项目", "金额（元）"],
            ["1", "张三", f"种粮{first}", "5"],
            ["2", second, "种粮", "6"],
            ["3", "李四", "种粮", f"7（{third}）"],
            ["4", "王五", "种粮", "8"],
        ]
        path = RENDERERS[media](tmp_path / f"list.{media}", rows, [(0, 0, 0, 3)])
    named = path.rename(path.with_stem(f"名单{first}"))
    (taken,) = ingest(engine, Originals(installation.home, keys), keys, [named], datetime(2026, 3, 1, tzinfo=UTC))
    assert taken.kind is not None
    with engine.connect() as connection:
        kinds = connection.execute(text("select kind from privacy_finding")).scalars().all()
    assert kinds.count("identity_number") == 3
    engine.dispose()
    kept = b"".join(file.read_bytes() for file in sorted(installation.home.rglob("*")) if file.is_file())
    said = "".join(capfd.readouterr())
    for secret in secrets:
        assert secret.encode() not in kept
        assert secret not in said


@pytest.mark.parametrize("media", ["xlsx", "xls"])
def test_a_number_in_the_name_of_a_sheet_is_found_and_shown_masked_in_every_place(media: str, tmp_path: Path) -> None:
    secret = number()
    path = tmp_path / f"list.{media}"
    rows = [["清河县2024年奖补资金公示表", ""], ["乡镇", "奖补资金（元）"], ["东镇", "5"], ["西镇", "6"]]
    if media == "xlsx":
        book = openpyxl.Workbook()
        book.active.title = f"表{secret}"
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        old = xlwt.Workbook(encoding="utf-8")
        sheet = old.add_sheet(f"表{secret}")
        for place, row in enumerate(rows):
            sheet.write(place, 0, row[0])
            sheet.write(place, 1, row[1])
        old.save(str(path))
    (found,) = scan(read_content(path))
    assert found.values == {"kind": PrivacyKind.IDENTITY_NUMBER, "mask": secret[:4] + "*" * 14}
    reading = read_file(path)
    assert len(reading.records) >= 2
    assert secret not in repr(reading) and secret not in repr(found)


def test_sheets_that_a_mask_makes_alike_are_still_two_places(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for day in (date(1987, 5, 21), date(1999, 12, 3)):
        book.create_sheet(f"439903{day:%Y%m%d}0017")["A1"] = "户主"
    book.remove(book.worksheets[0])
    book.save(tmp_path / "list.xlsx")
    parts = [grid.part for grid in read_content(tmp_path / "list.xlsx").grids]
    assert len(set(parts)) == 2
    assert all("*" * 8 in part for part in parts)


def test_a_number_that_is_a_key_of_a_json_document_is_found_and_no_place_repeats_it(tmp_path: Path) -> None:
    secret = number()
    path = tmp_path / "release.json"
    path.write_text(json.dumps({"holders": {secret: {"phone": "13900001111", "note": "x"}}}), "utf-8")
    found = scan(read_content(path))
    assert [record.values["kind"] for record in found] == [PrivacyKind.IDENTITY_NUMBER, PrivacyKind.MOBILE]
    assert secret not in repr(found)


def test_a_number_in_any_column_of_a_long_register_is_masked_with_a_warning(
    tmp_path: Path, engine: Engine, installation: Settings, keys: Keys
) -> None:
    fields = fields_of(Payment)
    heads = [field.zh + ("（元）" if field.kind is FieldKind.AMOUNT else "") for field in fields.values()]
    rows, secrets = [], []
    for n in range(LONG + 20):
        cells = {key: field.example for key, field in fields.items()}
        texts = [key for key, field in fields.items() if field.kind in {FieldKind.TEXT, FieldKind.NAME}]
        if n % 100 == 7:
            secrets.append(number(date(1987, 5, 21), n % 1000))
            cells[texts[n // 100 % len(texts)]] = f"备注{secrets[-1]}"
        rows.append(",".join(cells.values()))
    path = tmp_path / "payments.csv"
    path.write_text("\n".join(["数据表：资金拨付明细（payment）", ",".join(heads), *rows]), "utf-8")
    (taken,) = ingest(engine, Originals(installation.home, keys), keys, [path], datetime(2026, 3, 1, tzinfo=UTC))
    assert taken.rows == LONG + 20
    with engine.connect() as connection:
        warned = connection.execute(text("select count(*) from payment where warnings like '%concealed%'")).scalar()
    assert warned == len(secrets) > 15
    engine.dispose()
    kept = b"".join(file.read_bytes() for file in sorted(installation.home.rglob("*")) if file.is_file())
    assert not [secret for secret in secrets if secret.encode() in kept]


@pytest.mark.parametrize("written", ["p{}", "ID{}", "{}a", "no{}x1", "户主id{}。"])
def test_a_number_glued_to_latin_letters_is_concealed(written: str) -> None:
    assert number() not in privacy.conceal_text(written.format(number()))


@pytest.mark.parametrize("text", ["XJDB-2020123456789012345", "p439903198713210010", "FRCG439903198705210015"])
def test_letters_and_digits_that_are_no_number_of_a_person_stay(text: str) -> None:
    assert kinds_in(text) == []
    assert privacy.conceal_text(text) == text
