"""Registers read from the models: every table as a template writes it, and as offices lay it out."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select
from sqlalchemy.orm import Session

from analytics.errors import FileRejected
from analytics.keys import Keys
from analytics.reading import Originals, export_registers, ingest, read_file
from analytics.reading.formats import csv as csv_format
from analytics.reading.formats import read_content
from analytics.reading.persons import check_digit
from analytics.reading.publications import recognise
from analytics.reading.records import Record
from analytics.reading.sheets import records_of
from models.fields import Field, FieldKind, fields_of, required_of, sheet_of
from models.language import Language
from models.money import from_fen, to_fen
from models.tables import Base, Document, FromDocument
from models.tables import Batch as BatchRow
from models.templates import families, family_of, parent_of, sheets, write_templates
from models.vocabulary import DocumentKind
from tests.reading.rendering import RENDERERS, to_pdf

KEYS = Keys(b"o" * 32, b"i" * 32)
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
NUMBER = "43990319870521001X"
PAYMENTS = ["序号", "姓名", "身份证号", "项目名称", "金额（元）", "发放日期"]


def sheet(tmp_path: Path, rows: list[list[str]], media: str = "csv") -> Path:
    width = max(map(len, rows))
    return RENDERERS[media](tmp_path / f"register.{media}", [row + [""] * (width - len(row)) for row in rows])


def payments(tmp_path: Path, *rows: list[str], heading: list[str] = PAYMENTS) -> list[Record]:
    return read_file(sheet(tmp_path, [["惠农补贴资金发放明细表"], heading, *rows])).records


# --- templates and exports -------------------------------------------------------------------------------------------


def test_a_template_as_it_comes_is_a_nil_return_in_every_table(tmp_path: Path) -> None:
    files = write_templates(tmp_path, Language.ZH)
    assert len(files) == 2 * len(families())
    for path in files:
        if path.suffix != ".md":
            reading = read_file(path)
            assert reading.records == [], path.name
            assert not reading.rejected, path.name
            assert [c.is_nil for c in reading.coverage] == [True] * len(reading.coverage)


# Texts that a spreadsheet program, a csv or a reader of tables could take for something else.
AWKWARD = [
    *("=1+1", "-甲", "'@乙", "''=1", 'A,B"C', "第一行\n第二行", "=甲\n-乙", "a\n\nb", "甲|乙;丙", "<b>", "&amp;"),
    *("无", "本期无", "合计", "小计", "/", "—", "至今", "示例", "序号", "说明：甲", "单位：万元", "所属期间：2025年"),
    *("001234", "1e5", "0.10", "3.0", "12,000", "5%", "-5", "+5", "TRUE", "nan", "2025-03-01", "1234567890123456789"),
    *("数据表：资金拨付明细（payment）", "甲  乙", "岚汀市水利局"),
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("media", ["xlsx", "csv"])
def test_what_is_exported_is_taken_in_again_unchanged(
    tmp_path: Path, media: str, language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.reading.exports._ROWS_AT_ONCE", 3)
    first, again = _store(tmp_path / "a"), _store(tmp_path / "b")
    dice = random.Random(f"{media} {language}")
    with Session(first) as session:
        for table in sheets().values():
            session.execute(insert(table), _rows(table, dice))
        session.commit()
    roots = [family[0] for family in families()]
    written = export_registers(first, roots, tmp_path / "out", media, language)
    assert len(written) == len(roots)
    taken = ingest(again, Originals(tmp_path / "b", KEYS), KEYS, written, NOW)
    assert {t.path.name: (str(t.status), t.rejected) for t in taken} == {p.name: ("accepted", ()) for p in written}
    for table in sheets().values():
        assert _contents(first, table) == _contents(again, table), table.__tablename__


def _store(home: Path) -> Any:
    home.mkdir()
    engine = create_engine(f"sqlite:///{home}/s.db")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(BatchRow).values(id=1, recorded_at=NOW))
        connection.execute(
            insert(Document).values(id="d" * 64, batch_id=1, file_name="x", size=1, status="accepted", recorded_at=NOW)
        )
    return engine


def _rows(table: type[FromDocument], dice: random.Random) -> list[dict[str, Any]]:
    rows = []
    for number in range(4):
        row: dict[str, Any] = {
            "id": f"{table.__tablename__}-{number}",
            "document_id": "d" * 64,
            "locator": f"sheet:x!R{number + 3}",
            "places": {},
            "content_hash": "0",
            "warnings": "" if number else "budget-year-from-title",
            "valid_from": None,
            "valid_to": None,
            "recorded_at": NOW,
        }
        for key, field in fields_of(table).items():
            blank = key not in required_of(table) and dice.random() < 0.3
            row |= _value(key, field, dice, blank=blank)
        owner = parent_of(table)
        if owner is not None:
            key = next(
                c.name
                for c in table.__table__.columns
                if any(k.column.table is owner.__table__ for k in c.foreign_keys)
            )
            row[key] = f"{owner.__tablename__}-{dice.randrange(4)}"
        spec = sheet_of(table)
        assert spec is not None
        row["valid_from"] = row[spec.since] if spec.since else date(2024, 1, 1)
        row["valid_to"] = row[spec.until] if spec.until else None
        rows.append(row)
    return rows


def _value(key: str, field: Field, dice: random.Random, *, blank: bool) -> dict[str, Any]:
    if field.kind.is_secret:
        digest = "".join(dice.choice("0123456789abcdef") for _ in range(64))
        return {f"{key}_hash": None if blank else digest, f"{key}_mask": None if blank else "4399**************"}
    if blank:
        return {key: None}
    texts = [*AWKWARD, field.example or "甲"]
    made: dict[FieldKind, Any] = {
        FieldKind.TEXT: dice.choice(texts),
        FieldKind.NAME: dice.choice(["令狐岚", "濮阳樵"]),
        FieldKind.DATE: date(2020, 1, 1) + timedelta(days=dice.randrange(2000)),
        FieldKind.MONTH: date(2024, dice.randrange(1, 13), 1),
        FieldKind.MOMENT: datetime(2024, 5, 6, 1, 30, dice.randrange(60), tzinfo=UTC),
        FieldKind.YEAR: 2025,
        FieldKind.INTEGER: dice.randrange(-3, 5000),
        FieldKind.DECIMAL: dice.choice(["0.5", "12", "18.34"]),
        FieldKind.PERCENT: dice.choice(["0", "33.33", "100"]),
        FieldKind.AMOUNT: from_fen(dice.randrange(-10_000, 10**12)),
        FieldKind.YES_NO: dice.random() < 0.5,
        FieldKind.CREDIT_CODE: "91439903MA0000001A",
    }
    if field.kind is FieldKind.TERM:
        assert field.terms is not None
        return {key: str(dice.choice(list(field.terms)))}
    return {key: made[field.kind]}


def _contents(engine: Any, table: type[FromDocument]) -> list[tuple[Any, ...]]:
    keys = [
        name
        for key, field in fields_of(table).items()
        for name in ((f"{key}_hash", f"{key}_mask") if field.kind.is_secret else (key,))
    ]
    with Session(engine) as session:
        rows = session.scalars(select(table)).all()
        return sorted(
            tuple(repr(getattr(row, k)) for k in [*keys, "warnings", "valid_from", "valid_to"]) for row in rows
        )


@pytest.mark.parametrize("table", list(sheets().values()), ids=lambda table: table.__tablename__)
def test_every_example_can_be_read(table: type[FromDocument], tmp_path: Path) -> None:
    keys = [key for key, field in fields_of(table).items() if field.example and not field.kind.is_secret]
    assert required_of(table) <= set(keys)
    if parent_of(table) is not None:
        return
    spec = sheet_of(table)
    assert spec is not None
    heads = [
        fields_of(table)[key].zh + ("（元）" if fields_of(table)[key].kind is FieldKind.AMOUNT else "") for key in keys
    ]
    row = [fields_of(table)[key].example for key in keys]
    lines = [[f"数据表：{spec.zh}（{table.__tablename__}）"], heads, row]
    reading = read_file(sheet(tmp_path, lines))
    assert [r.values for r in reading.records] != []
    assert reading.rejected == []
    assert all(reading.records[0].values[key] is not None for key in keys)
    assert len(family_of(table)) >= 1


# --- any layout ------------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2010, 1, 1), date(2026, 12, 31))
TEXTS = st.text(alphabet="岚汀水利项目资金甲乙丙丁渠道维修（）ABC12", min_size=1, max_size=12).filter(
    lambda t: t.strip() == t and not t.isdigit() and t[0] not in "（）" and "（" not in t
)
PAYMENT = st.fixed_dictionaries(
    {
        "payee": st.sampled_from(["令狐岚", "濮阳樵", "青禾镇白石村合作社"]),
        "id": st.one_of(st.none(), st.integers(0, 999)),
        "programme": TEXTS,
        "amount": st.one_of(st.none(), st.integers(-(10**6), 10**11)),
        "paid_on": st.one_of(st.none(), DAYS),
        "benefit_month": st.one_of(st.none(), DAYS),
        "quantity": st.one_of(st.none(), st.integers(1, 99_999)),
    }
)
HEADS = {
    "payee": "收款人",
    "id": "身份证号",
    "programme": "项目名称",
    "amount": "金额（元）",
    "paid_on": "拨付日期",
    "benefit_month": "享受月份",
    "quantity": "面积",
}


@pytest.mark.parametrize("media", ["csv", "xlsx", "xls", "html", "docx"])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(PAYMENT, min_size=1, max_size=8), order=st.permutations(list(HEADS)), data=st.data())
def test_any_rows_in_any_order_of_columns_and_any_format_read_back(
    tmp_path: Path, media: str, rows: list[dict[str, Any]], order: list[str], data: st.DataObject
) -> None:
    del data
    written = [[HEADS[key] for key in order], *([_shown(key, row[key]) for key in order] for row in rows)]
    reading = read_file(sheet(tmp_path, [["惠农补贴资金发放明细表"], *written], media))
    assert reading.kind is DocumentKind.PAYMENT
    assert reading.rejected == []
    got = [
        (
            r.values["payee"],
            r.secrets.get("id"),
            r.values["programme"],
            None if r.values["amount"] is None else to_fen(r.values["amount"]),
            r.values["paid_on"],
            r.values["benefit_month"],
            r.values["quantity"],
        )
        for r in reading.records
    ]
    assert got == [
        (
            row["payee"],
            None if row["id"] is None else _number(row["id"]),
            row["programme"],
            row["amount"],
            row["paid_on"],
            None if row["benefit_month"] is None else row["benefit_month"].replace(day=1),
            None if row["quantity"] is None else _trimmed(row["quantity"]),
        )
        for row in rows
    ]
    for record in reading.records:
        assert not record.warnings


def _number(serial: int) -> str:
    body = f"43990319870521{serial:03d}"
    return body + check_digit(body)


def _trimmed(hundredths: int) -> str:
    text = f"{Decimal(hundredths) / 100:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(key: str, value: Any) -> str:
    if value is None:
        return ""
    if key == "id":
        return _number(value)
    if key == "amount":
        return f"{from_fen(value):f}"
    if key == "benefit_month":
        return f"{value:%Y年%m月}"
    if key == "quantity":
        return f"{Decimal(value) / 100:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(PAYMENT, min_size=1, max_size=8), seed=st.integers(0, 9))
def test_a_long_register_in_batches_gives_the_records_of_a_short_one(
    tmp_path: Path, rows: list[dict[str, Any]], seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    del seed
    order = list(HEADS)
    lines = [
        ["惠农补贴资金发放明细表"],
        [HEADS[k] for k in order],
        *([_shown(k, row[k]) for k in order] for row in rows),
    ]
    path = sheet(tmp_path, lines)
    short = read_file(path)
    with monkeypatch.context() as patched:
        patched.setattr("analytics.reading.sheets.LONG", 0)
        long = recognise(read_content(path))
    assert long.batches is not None
    batched = [record for batch in long.batches() for record in records_of(batch)]
    assert [(r.values, r.secrets, r.places, r.locator) for r in batched] == [
        (r.values, r.secrets, r.places, r.locator) for r in short.records
    ]


# --- cases -----------------------------------------------------------------------------------------------------------


def test_an_identity_number_is_kept_as_a_secret_and_a_wrong_one_is_refused_unseen(tmp_path: Path) -> None:
    good = ["1", "令狐岚", NUMBER, "耕地地力保护补贴", "229.25", "2025-04-18"]
    bad = ["2", "濮阳樵", NUMBER[:-1] + "1", "耕地地力保护补贴", "100", "2025-04-18"]
    first, second = payments(tmp_path, good, bad)
    assert first.secrets == {"id": NUMBER}
    assert "id" not in second.secrets
    assert [w.code for w in second.warnings] == ["identity-number-invalid"]
    assert NUMBER[:-1] not in str(second.warnings) + str(second.values)


@pytest.mark.parametrize(
    ("heading", "cell", "yuan"),
    [
        ("金额（元）", "229.25", Decimal("229.25")),
        ("金额（万元）", "2.5", Decimal("25000")),
        ("金额", "229.25元", Decimal("229.25")),
        ("金额（元）", "1,229.25", Decimal("1229.25")),
        ("金额", "229.25", None),  # no unit is stated anywhere
        ("金额（元）", "2.5万元", None),  # two units
        ("金额（元）", "**.25", None),
        ("金额（元）", "", None),
    ],
)
def test_an_amount_is_read_in_its_stated_unit_or_not_at_all(
    tmp_path: Path, heading: str, cell: str, yuan: Decimal | None
) -> None:
    heads = [heading if text.startswith("金额") else text for text in PAYMENTS]
    [record] = payments(tmp_path, ["1", "令狐岚", "", "耕地地力保护补贴", cell, "2025-04-18"], heading=heads)
    assert record.values["amount"] == yuan
    assert bool(record.warnings) == (yuan is None and cell != "")


def test_a_unit_line_that_contradicts_the_heading_leaves_the_amount_open(tmp_path: Path) -> None:
    lines = [["惠农补贴资金发放明细表"], ["单位：万元"], PAYMENTS, ["1", "令狐岚", "", "补贴", "229.25", "2025-04-18"]]
    [record] = read_file(sheet(tmp_path, lines)).records
    assert record.values["amount"] is None
    assert record.warnings


@pytest.mark.parametrize("cell", ["2025年4月", "20250418", "2025-4", "2025年月日", "4月18日"])
def test_a_date_that_is_not_certain_is_no_date(tmp_path: Path, cell: str) -> None:
    [record] = payments(tmp_path, ["1", "令狐岚", "", "补贴", "1.00", cell])
    assert record.values["paid_on"] is None
    assert record.warnings


def test_a_total_row_is_compared_and_not_taken(tmp_path: Path) -> None:
    rows = [["1", "令狐岚", "", "补贴", "1.10", ""], ["2", "濮阳樵", "", "补贴", "2.20", ""]]
    for total, holds in (("3.30", True), ("3.31", False)):
        lines = [
            ["惠农补贴资金发放明细表"],
            PAYMENTS,
            *rows,
            ["合计", "", "", "", total, ""],
            ["填表人：甲", "", "", "", "", ""],
        ]
        reading = read_file(sheet(tmp_path, lines))
        assert [r.label for r in reading.records] == ["令狐岚", "濮阳樵"]
        assert (reading.stated_total, reading.sum_holds) == (Decimal(total), holds)


@pytest.mark.parametrize("is_long", [False, True])
@pytest.mark.parametrize(("total", "holds"), [("80.00", True), ("80.01", False)])
def test_a_register_that_goes_on_over_pages_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, total: str, holds: bool, is_long: bool
) -> None:
    """Its heading stands on the first page, its total on the last: no row is lost, and the sum is that of all pages."""
    monkeypatch.setattr("analytics.reading.sheets.LONG", 0 if is_long else 1_000)
    rows = [[str(n), f"令狐{'岚樵岳渊'[n % 4]}", "", "补贴", "1.00", "2025-04-18"] for n in range(1, 81)]
    path = to_pdf(
        tmp_path / "pages.pdf", [PAYMENTS, *rows, ["合计", "", "", "", total, ""]], lines=["惠农补贴资金发放明细表"]
    )
    content = read_content(path)
    assert len(list(content.grids)) > 2
    reading = recognise(content)
    records = [*reading.records, *(r for batch in reading.batches() for r in records_of(batch))] if is_long else []
    records = records or reading.records
    assert [record.values["amount"] for record in records] == [Decimal(1)] * 80
    assert len({record.locator.part for record in records}) == len(list(content.grids))
    assert (reading.stated_total, reading.sum_holds) == (Decimal(total), holds)
    assert len(reading.coverage) == 1
    assert reading.rejected == []


def test_a_page_of_a_register_that_is_cut_otherwise_is_named(tmp_path: Path) -> None:
    first = [PAYMENTS, *([str(n), "令狐岚", "", "补贴", "1.00", "2025-04-18"] for n in range(1, 31))]
    other = [["31", "濮阳樵", "补贴"], ["32", "濮阳岳", "补贴"]]
    content = read_content(to_pdf(tmp_path / "cut.pdf", first, lines=["惠农补贴资金发放明细表"]))
    narrow = next(read_content(to_pdf(tmp_path / "other.pdf", other)).grids)
    reading = recognise(replace(content, blocks=(*content.blocks, replace(narrow, part="page:9.table:1"))))
    assert [(str(r.locator), r.reason.code) for r in reading.rejected] == [("page:9.table:1", "sheet-table-unread")]


def test_a_row_without_a_needed_value_is_set_aside_with_its_cell(tmp_path: Path) -> None:
    reading = read_file(
        sheet(tmp_path, [["惠农补贴资金发放明细表"], PAYMENTS, ["1", "", "", "补贴", "5.00", "2025-04-18"]])
    )
    assert reading.records == []
    assert [(str(r.locator), r.reason.code) for r in reading.rejected] == [("sheet:csv!R3C2", "register-cell-missing")]


def test_a_word_that_is_not_in_the_vocabulary_is_refused_and_not_guessed(tmp_path: Path) -> None:
    lines = [
        ["数据表：采购项目台账（purchase）"],
        ["项目名称", "采购方式"],
        ["检测设备", "公开招标"],
        ["试剂", "公开招标吧"],
    ]
    good, bad = read_file(sheet(tmp_path, lines)).records
    assert (good.values["method"], bad.values["method"]) == ("open", None)
    assert [w.code for w in bad.warnings] == ["sheet-word-unknown"]


def test_a_heading_nobody_knows_is_named_and_never_guessed(tmp_path: Path) -> None:
    lines = [["惠农补贴资金发放明细表"], [*PAYMENTS, "神秘栏"], ["1", "令狐岚", "", "补贴", "5.00", "2025-04-18", "x"]]
    reading = read_file(sheet(tmp_path, lines))
    assert [(w.code, w.params["heading"]) for w in reading.warnings] == [("sheet-heading-unknown", "神秘栏")]


def test_one_amount_merged_over_two_rows_belongs_to_neither(tmp_path: Path) -> None:
    rows = [["惠农补贴资金发放明细表", "", "", "", "", ""], PAYMENTS,
            ["1", "令狐岚", "", "补贴", "5.00", "2025-04-18"], ["2", "濮阳樵", "", "补贴", "", "2025-04-18"]]  # fmt: skip
    path = RENDERERS["xlsx"](tmp_path / "merged.xlsx", rows, [(2, 4, 3, 4)])
    records = read_file(path).records
    assert [r.values["amount"] for r in records] == [None, None]
    assert all("sheet-figure-merged" in [w.code for w in r.warnings] for r in records)


def test_a_nil_return_makes_the_register_held_for_unit_and_period(tmp_path: Path) -> None:
    lines = [["数据表：死亡人员登记（death）"], ["填报单位：青禾镇人民政府", "所属期间：2025-01-01至2025-12-31"],
             ["姓名", "身份证号", "死亡日期"], ["无", "", ""]]  # fmt: skip
    reading = read_file(sheet(tmp_path, lines))
    [held] = reading.coverage
    assert (str(held.kind), held.unit_name, held.period_from, held.period_to, held.is_nil) == (
        "death_register", "青禾镇人民政府", date(2025, 1, 1), date(2025, 12, 31), True,
    )  # fmt: skip


@pytest.mark.parametrize(
    "above",
    [
        ["填报单位：青禾镇人民政府", "所属期间：2025年"],
        ["填报单位：", "青禾镇人民政府", "所属期间：", "2025年"],
        ["Reporting unit 填报单位：", "青禾镇人民政府", "", "Period 所属期间：", "2025-01-01至2025-12-31"],
    ],
)
def test_unit_and_period_stand_beside_their_label_or_in_the_next_cell(tmp_path: Path, above: list[str]) -> None:
    lines = [["数据表：死亡人员登记（death）"], above, ["姓名", "死亡日期"], ["申屠岳", "2025-03-05"]]
    [held] = read_file(sheet(tmp_path, lines)).coverage
    assert (held.unit_name, held.period_from, held.period_to) == (
        "青禾镇人民政府",
        date(2025, 1, 1),
        date(2025, 12, 31),
    )


@pytest.mark.parametrize("above", [["填报单位：", "", "所属期间：", ""], ["填报单位：", "", "所属期间：", "2025年"]])
def test_a_blank_unit_is_not_the_label_beside_it(tmp_path: Path, above: list[str]) -> None:
    lines = [["数据表：死亡人员登记（death）"], above, ["姓名", "死亡日期"], ["申屠岳", "2025-03-05"]]
    [held] = read_file(sheet(tmp_path, lines)).coverage
    assert held.unit_name is None
    assert (held.period_from is None) == (above[3] == "")


@pytest.mark.parametrize(
    ("number", "stated", "birth", "warned"),
    [
        (NUMBER, "", date(1987, 5, 21), []),
        (NUMBER, "1987-05-21", date(1987, 5, 21), []),
        (NUMBER, "1967-05-21", date(1987, 5, 21), ["sheet-birth-differs"]),
        ("43990319870521***X", "", date(1987, 5, 21), []),
        ("439903********001X", "1967-05-21", date(1967, 5, 21), []),
        ("", "", None, []),
    ],
)
def test_the_birth_date_within_a_number_is_kept_though_the_number_is_not(
    tmp_path: Path, number: str, stated: str, birth: date | None, warned: list[str]
) -> None:
    lines = [["数据表：补助对象资格名单（benefit）"], ["补助项目", "姓名", "身份证号", "证件出生日期"],
             ["最低生活保障", "濮阳樵", number, stated]]  # fmt: skip
    [record] = read_file(sheet(tmp_path, lines)).records
    assert record.values["id_birth"] == birth
    assert [w.code for w in record.warnings] == warned


def test_a_child_without_its_parent_is_set_aside(tmp_path: Path) -> None:
    lines = [["数据表：权责清单事项（power_item）"], ["记录号", "职权名称"], ["1", "取水许可"], [],
             ["数据表：权责清单责任事项（power_duty）"], ["所属记录号", "责任事项"], ["1", "受理责任"], ["7", "决定责任"]]  # fmt: skip
    reading = read_file(sheet(tmp_path, lines))
    assert [(r.table.__tablename__, r.label) for r in reading.records] == [
        ("power_item", "取水许可"),
        ("power_duty", "受理责任"),
    ]
    assert reading.records[1].parent is reading.records[0]
    assert [r.reason.code for r in reading.rejected] == ["sheet-parent-missing"]


def test_a_table_of_a_name_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileRejected, match="ghost") as caught:
        read_file(sheet(tmp_path, [["数据表：幽灵（ghost）"], ["姓名", "金额（元）"], ["甲", "1"]]))
    assert caught.value.message.code == "sheet-table-unknown"


@pytest.mark.parametrize("head", range(2, 7))
def test_a_further_table_beyond_the_head_of_a_long_file_is_refused(
    head: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the head ends before its heading: its rows are never taken for those of the table before it."""
    lines = [["数据表：权责清单事项（power_item）"], ["记录号", "职权名称"], ["1", "取水许可"], ["2", "河道采砂许可"], [],
             ["数据表：权责清单责任事项（power_duty）"], ["所属记录号", "责任事项"], ["1", "受理责任"], ["2", "决定责任"]]  # fmt: skip
    path = sheet(tmp_path, lines)
    monkeypatch.setattr(csv_format, "_LONG_BYTES", 10)
    monkeypatch.setattr(csv_format, "_LONG_HEAD", head)
    with pytest.raises(FileRejected) as caught:
        read_file(path)
    assert caught.value.message.code == "sheet-table-too-far"


def test_a_further_table_whose_heading_stands_in_the_head_of_a_long_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [["数据表：权责清单事项（power_item）"], ["记录号", "职权名称"], ["1", "取水许可"],
             ["数据表：权责清单责任事项（power_duty）"], ["所属记录号", "责任事项"], ["1", "受理责任"], ["1", "决定责任"]]  # fmt: skip
    path = sheet(tmp_path, lines)
    monkeypatch.setattr(csv_format, "_LONG_BYTES", 10)
    monkeypatch.setattr(csv_format, "_LONG_HEAD", 5)
    assert [r.label for r in read_file(path).records] == ["取水许可", "受理责任", "决定责任"]
