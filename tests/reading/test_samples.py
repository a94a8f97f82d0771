"""Every sample publication, read by the real readers, against its truth file: nothing wrong, nothing missing."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from analytics.reading.formats import read_content
from analytics.reading.publications import kinds, recognise
from analytics.reading.records import Reading, Record
from models.places import Locator

ROOT = Path(__file__).parents[2]
FILES = ROOT / "samples" / "publications"
TRUTHS = {path.name.removesuffix(".json"): path for path in sorted((ROOT / "tests" / "expected").glob("*.json"))}
KINDS = {str(kind) for kind in kinds()}


def truth_of(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads(TRUTHS[name].read_text("utf-8"))
    return truth


READ = [name for name in TRUTHS if truth_of(name)["kind"] in KINDS]
MONEY = [name for name in READ if truth_of(name)["kind"] in ("fund_notice", "three_public")]
BUDGETS = [name for name in READ if truth_of(name)["kind"] == "budget"]


@pytest.fixture(scope="session")
def readings() -> dict[str, Reading]:
    return {name: recognise(read_content(FILES / name)) for name in READ}


def yuan(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def codes(record: Record) -> set[str]:
    return {warning.code for warning in record.warnings}


def rejections(reading: Reading) -> set[tuple[str, str]]:
    return {(str(r.locator), r.reason.code) for r in reading.rejected}


@pytest.mark.parametrize("name", READ)
def test_kind_title_publisher_day_and_unit_are_those_of_the_document(name: str, readings: dict[str, Reading]) -> None:
    reading, truth = readings[name], truth_of(name)
    assert str(reading.kind) == truth["kind"]
    assert reading.title == truth["title"]
    assert reading.publisher == truth["publisher"]
    assert (reading.published.isoformat() if reading.published else None) == truth["published"]
    assert reading.amount_unit == truth["amount_unit"]


@pytest.mark.parametrize("name", MONEY)
def test_rows_and_amounts_agree_to_the_cent_and_in_order(name: str, readings: dict[str, Reading]) -> None:
    rows, truth = readings[name].rows, truth_of(name)
    assert [row.label for row in rows] == [leaf["label"] for leaf in truth["leaf_rows"]]
    assert [row.values["amount"] for row in rows] == [yuan(leaf["amount_yuan"]) for leaf in truth["leaf_rows"]]
    for row, leaf in zip(rows, truth["leaf_rows"], strict=True):
        parts = {part: yuan(text) for part, text in leaf.get("parts", {}).items()}
        assert row.extra.get("parts", {}) == parts
        for column, key in (("payee", "payee"), ("project", "project"), ("group_name", "group")):
            if key in leaf:
                assert row.values[column] == leaf[key]
        assert row.values.get("cell_note") == leaf.get("cell_note")


@pytest.mark.parametrize("name", MONEY)
def test_totals_and_groups_are_stated_and_checked(name: str, readings: dict[str, Reading]) -> None:
    reading, truth = readings[name], truth_of(name)
    assert reading.stated_total == yuan(truth["stated_total_yuan"])
    assert reading.sum_holds == truth["sum_holds"]
    found = [(group.name, group.stated_total, list(group.rows)) for group in reading.groups]
    expected = [(g["name"], yuan(g["stated_total_yuan"]), g["rows"]) for g in truth.get("groups", [])]
    if name == "zeku-xianjie-batch2-2023.csv":  # the file names categories and states no sum for them
        expected = [(group, None, rows) for group, _, rows in expected]
    assert found == expected
    assert all(group.holds is not False for group in reading.groups)


def told_of(rows: list[dict[str, Any]], truth: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    """Label, amount, code and parts of each row, as far as the truth names them.

    A blank part is null with us and 0 in the truth of 公开05表, whose parts make up the whole of their row; elsewhere the
    truth keeps blanks as null, and so must we.
    """
    assert len(rows) == len(truth)
    told = []
    for row, leaf in zip(rows, truth, strict=True):
        parts = {part: yuan(text) for part, text in leaf.get("parts", {}).items()}
        own = {
            part: Decimal(0) if row["parts"].get(part) is None and parts[part] == 0 else row["parts"].get(part)
            for part in parts
        }
        assert own == parts
        told.append((row["label"], row["amount_yuan"], row.get("code") if "code" in leaf else None))
    return told


def expected_of(truth: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    return [(leaf["label"], yuan(leaf["amount_yuan"]), leaf.get("code")) for leaf in truth]


@pytest.mark.parametrize("name", BUDGETS)
def test_the_rows_of_a_budget_are_the_leaf_lines_of_its_spending(name: str, readings: dict[str, Reading]) -> None:
    reading, truth = readings[name], truth_of(name)
    rows = [{"label": row.label, "amount_yuan": row.values["amount"], **row.extra} for row in reading.rows]
    assert told_of(rows, truth["leaf_rows"]) == expected_of(truth["leaf_rows"])
    assert (reading.stated_total, reading.sum_holds) == (yuan(truth["stated_total_yuan"]), truth["sum_holds"])
    found = [(group.name, group.stated_total, list(group.rows), group.holds) for group in reading.groups]
    assert found == [(g["name"], yuan(g["stated_total_yuan"]), g["rows"], True) for g in truth.get("groups", [])]
    assert not any(row.warnings for row in reading.rows)


def test_every_form_of_a_budget_stands_in_tables(readings: dict[str, Reading]) -> None:
    reading, truth = readings["lanting-nongye-budget-2025.xlsx"], truth_of("lanting-nongye-budget-2025.xlsx")
    tables = {table["sheet"]: table for table in reading.extra["tables"]}
    assert list(tables) == [table["sheet"] for table in truth["tables"]]  # the list of contents is no form
    for expected in truth["tables"]:
        found = tables[expected["sheet"]]
        assert told_of(found["leaf_rows"], expected["leaf_rows"]) == expected_of(expected["leaf_rows"])
        stated = (found["title"], found["amount_unit"], found["stated_total_yuan"], found["sum_holds"])
        total = yuan(expected["stated_total_yuan"])
        assert stated == (expected["title"], expected["amount_unit"], total, expected["sum_holds"])
    assert tables["公开08表"]["nil_note"] == "本单位无政府性基金预算。"
    assert not reading.rejected


def test_a_budget_brings_its_three_public_expenses_as_reports(readings: dict[str, Reading]) -> None:
    reading = readings["lanting-nongye-budget-2025.xlsx"]
    reports = [r for r in reading.records if r.table.__tablename__ == "three_public_report"]
    assert [tuple(r.values[k] for k in ("unit_name", "fiscal_year", "stage", "stated_total")) for r in reports] == [
        ("岚汀市农业农村局", 2025, "budget", Decimal(352000)),
        ("岚汀市农业农村局", 2024, "budget", Decimal(181000)),
    ]
    assert reports[0].values["reason"] is not None


def test_a_form_that_was_cut_is_quarantined_and_percentages_are_no_money(readings: dict[str, Reading]) -> None:
    reading = readings["zhongzhuang-income-2020.xls"]
    assert rejections(reading) == {("sheet:表2!R2C1", "budget-total-missing")}
    amounts = {record.values.get("amount") for record in reading.records}
    assert not {Decimal("1000000"), Decimal("74800"), Decimal("9650000")} & amounts


@pytest.mark.parametrize("name", [name for name in MONEY if truth_of(name)["kind"] == "fund_notice"])
def test_notice_period_and_headline_are_read_where_stated(name: str, readings: dict[str, Reading]) -> None:
    header, truth = readings[name].records[0].values, truth_of(name)
    period = [day.isoformat() if day else None for day in (header["period_from"], header["period_to"])]
    assert period == truth.get("notice_period", [None, None])
    if "headline_amount_yuan" in truth:
        assert header["headline_amount"] == yuan(truth["headline_amount_yuan"])
    assert header["stated_total"] == readings[name].stated_total


def test_every_sample_is_of_a_kind_that_is_read() -> None:
    assert {truth_of(name)["kind"] for name in TRUTHS} <= KINDS


@pytest.mark.parametrize("name", READ)
def test_every_record_has_its_place_and_every_sentence_two_languages(name: str, readings: dict[str, Reading]) -> None:
    reading = readings[name]
    messages = [r.reason for r in reading.rejected] + reading.warnings
    for record in reading.records:
        assert Locator.parse(str(record.locator)) == record.locator
        messages += record.warnings
    for message in messages:
        assert message.say("zh") and message.say("en")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("jiangbei-sangong-2021.html", "jiangbei-sangong-2021.xlsx"),
        ("shouxian-sangong-2022.html", "shouxian-sangong-2022.pdf"),
        ("beita-fupin-2020.html", "beita-fupin-2020.xlsx"),
        ("ziyang-xiaonongshui-2023.html", "ziyang-xiaonongshui-2023.docx"),
        ("daye-xianjie-2024.xlsx", "daye-xianjie-2024.pdf"),
        ("luxian-fucai-2020.docx", "luxian-fucai-2020.xls"),
        ("zeku-xianjie-batch2-2023.html", "zeku-xianjie-batch2-2023.csv"),
        ("heshan-xianjie-2024.html", "heshan-xianjie-2024.csv"),
    ],
)
def test_one_publication_in_two_formats_gives_the_same_rows(one: str, other: str, readings: dict[str, Reading]) -> None:
    def told(reading: Reading) -> list[tuple[object, ...]]:
        return [(r.label, r.values, r.extra.get("parts"), r.rejected is None) for r in reading.rows]

    assert told(readings[one]) == told(readings[other])


# --- what the truth files say must not be taken silently -------------------------------------------------------------


@pytest.mark.parametrize("name", ["shouxian-sangong-2022.html", "shouxian-sangong-2022.pdf"])
def test_shouxian_values_that_the_prose_contradicts_are_shown_and_not_stored(
    name: str, readings: dict[str, Reading]
) -> None:
    reading = readings[name]
    refused = {row.label: row for row in reading.records if row.rejected is not None}
    assert set(refused) == {"公务用车购置费", "公务用车运行费"}
    for row in refused.values():
        assert codes(row) == {"three-public-contradicted"}
        assert (str(row.locator), "three-public-contradicted") in rejections(reading)


def test_luan_blank_cells_stay_null_and_the_budget_is_a_report_of_its_own(readings: dict[str, Reading]) -> None:
    reading = readings["luan-sangong-juesuan-2021.docx"]
    reports = [r for r in reading.records if r.table.__tablename__ == "three_public_report"]
    assert [(r.values["stage"], r.values["stated_total"]) for r in reports] == [
        ("final", Decimal(15200)),
        ("budget", Decimal(18000)),
    ]
    assert {r.values["unit_name"] for r in reports} == {"六安市工商业联合会"}


def test_fucheng_a_percentage_without_its_sign_is_no_amount(readings: dict[str, Reading]) -> None:
    amounts = {record.values.get("amount") for record in readings["fucheng-sangong-2019.html"].records}
    assert Decimal("188700") not in amounts
    assert readings["fucheng-sangong-2019.html"].records[0].values["unit_name"] == "涪城区"


def test_beita_a_date_without_separators_is_listed_and_not_stored(readings: dict[str, Reading]) -> None:
    assert "imprint-date-unclear" in {code for _, code in rejections(readings["beita-fupin-2020.html"])}


@pytest.mark.parametrize("name", ["beita-fupin-2020.html", "beita-fupin-2020.xlsx"])
def test_beita_remarks_inside_amount_cells_leave_a_warning(name: str, readings: dict[str, Reading]) -> None:
    noted = [row.label for row in readings[name].rows if "amount-note" in codes(row)]
    assert noted == ["兴旺村|葡萄基地", "李子塘村|水果基地"]


@pytest.mark.parametrize("name", ["daye-xianjie-2024.xlsx", "daye-xianjie-2024.pdf"])
def test_daye_responsible_persons_are_dropped_and_areas_are_no_money(name: str, readings: dict[str, Reading]) -> None:
    told = repr([(r.values, r.extra) for r in readings[name].records])
    assert "张某" not in told
    assert "180" not in told
    assert not readings[name].warnings


@pytest.mark.parametrize("name", ["ziyang-xiaonongshui-2023.html", "ziyang-xiaonongshui-2023.docx"])
def test_ziyang_lengths_and_counts_are_no_money(name: str, readings: dict[str, Reading]) -> None:
    parts = {part for row in readings[name].rows for part in row.extra["parts"]}
    assert parts == {"省级财政奖补资金", "地方计划自筹"}
    assert not readings[name].rejected


def test_zeku_the_year_of_the_end_is_taken_from_the_start_with_a_warning(readings: dict[str, Reading]) -> None:
    assert "fund-period-year-taken" in codes(readings["zeku-xianjie-batch2-2023.html"].records[0])


@pytest.mark.parametrize("name", ["heshan-xianjie-2024.html", "heshan-xianjie-2024.csv"])
def test_heshan_label_row_empty_row_and_gaps_are_reported(name: str, readings: dict[str, Reading]) -> None:
    reading = readings[name]
    assert {code for _, code in rejections(reading)} == {"fund-label-row", "fund-row-empty"}
    gaps = next(w for w in reading.warnings if w.code == "fund-numbering-gap")
    assert gaps.params["numbers"] == "5、6、8、9"


def test_heshan_contradictory_years_leave_the_year_open(readings: dict[str, Reading]) -> None:
    header = readings["heshan-xianjie-2024.html"].records[0]
    assert header.values["fiscal_year"] is None
    assert "fund-year-unclear" in codes(header)
