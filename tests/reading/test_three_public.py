"""Three public expenses in layouts that no sample shows: items, scopes, totals and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations

import pytest

from analytics.reading.content import Content, Paragraph, Role
from analytics.reading.publications import recognise
from analytics.reading.publications.three_public import item_of, stage_of, unit_in_title
from analytics.reading.records import Reading, Record
from models.places import Locator
from models.tables import ThreePublicReport
from models.vocabulary import SpendingStage, ThreePublicItem
from tests.reading.tables import Value, content

TITLE = "清河县水利局2023年“三公”经费预算表"
Rows = list[list[Value]]
ABROAD, RECEPTION = "1.因公出国(境)费用", "2.公务接待费"
VEHICLES, RUNNING, PURCHASE = "3.公务用车购置及运行费", "其中:公务用车运行费", "公务用车购置费"


def read(rows: Rows, lines: Sequence[str] = ("单位:万元",), title: str | None = TITLE) -> Reading:
    return recognise(content(rows, (), lines, title))


def prose(*lines: str, title: str = TITLE) -> Reading:
    paragraphs = [Paragraph(title, Locator("text:1"), Role.TITLE)]
    paragraphs += [Paragraph(line, Locator(f"text:{number}")) for number, line in enumerate(lines, start=2)]
    return recognise(Content("html", tuple(paragraphs), title))


def told(reading: Reading) -> dict[str, Decimal | None]:
    return {row.values["item"]: row.values["amount"] for row in reading.rows}


def reports(reading: Reading) -> list[Record]:
    return [record for record in reading.records if record.table is ThreePublicReport]


def scopes(reading: Reading) -> list[tuple[object, ...]]:
    return [tuple(r.values[key] for key in ("fiscal_year", "stage", "stated_total")) for r in reports(reading)]


@pytest.mark.parametrize(
    ("label", "item"),
    [
        ("(一)因公出国(境)支出", ThreePublicItem.ABROAD),
        ("公务 接待费", ThreePublicItem.RECEPTION),
        ("公务用车运行维护及购置费", ThreePublicItem.VEHICLES),
        ("其中：公务用车购置费", ThreePublicItem.VEHICLE_PURCHASE),
        ("公车运行维护支出", ThreePublicItem.VEHICLE_RUNNING),
        ("公務用車費", ThreePublicItem.VEHICLES),
        ("“三公”经费合计", ThreePublicItem.TOTAL),
        ("合 计", ThreePublicItem.TOTAL),
        ("公务用车保有量(辆)", None),
        ("国内公务接待批次(个)", None),
        ("因公出国(境)团组数(个)", None),
        ("其中:国内接待费", None),
        ("会议费", None),
        ("注:“三公”经费包括因公出国(境)费用、公务接待费。", None),
    ],
)
def test_items_are_known_by_their_words(label: str, item: ThreePublicItem | None) -> None:
    assert item_of(label) is item


def test_the_stage_is_the_word_used_and_execution_is_neither() -> None:
    assert stage_of("2021年度一般公共预算财政拨款“三公”经费支出决算") is SpendingStage.FINAL
    assert stage_of("2021年“三公”经费预算表") is SpendingStage.BUDGET
    assert stage_of("2021年“三公”经费执行情况") is None
    assert stage_of("2021年决算和2022年预算") is None


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("寿县司法局2022年“三公”经费预算情况", "寿县司法局"),
        ("涪城区2019年财政拨款“三公”经费预算情况", "涪城区"),
        ("关于清河县水利局2023年“三公”经费的公示", "清河县水利局"),
        ("2023年清河县水利局部门预算“三公”经费表", "清河县水利局"),
        ("2021年区本级“三公”经费预算支出表", None),
        ("一般公共预算“三公”经费支出表", None),
    ],
)
def test_the_unit_is_the_one_the_title_names(title: str, unit: str | None) -> None:
    assert unit_in_title(title) == unit


@pytest.mark.parametrize("order", list(permutations(range(5)))[::13])
def test_rows_may_stand_in_any_order(order: tuple[int, ...]) -> None:
    body: Rows = [[ABROAD, 0], [RECEPTION, 5], [VEHICLES, 8], [RUNNING, 7], [PURCHASE, 1]]
    reading = read([["项 目", "预 算 数"], ["合 计", 13], *[body[i] for i in order]])
    assert told(reading) == {
        "abroad": Decimal(0),
        "reception": Decimal(50000),
        "vehicle_running": Decimal(70000),
        "vehicle_purchase": Decimal(10000),
    }
    assert (reading.stated_total, reading.sum_holds) == (Decimal(130000), True)


def test_vehicles_without_parts_are_a_row_of_their_own() -> None:
    reading = read([["项目", "预算数"], ["合计", 13], [ABROAD, 0], [RECEPTION, 5], [VEHICLES, 8]])
    assert told(reading)["vehicles"] == Decimal(80000)
    assert reading.sum_holds is True


def test_budgets_of_two_years_are_two_reports_and_differences_are_none() -> None:
    rows: Rows = [["项目", "2022年预算数", "2023年预算数", "增减额", "增减%"], ["合计", 10, 13, 3, 30]]
    rows += [[ABROAD, 0, 0, 0, None], [RECEPTION, 5, 5, 0, 0], [VEHICLES, 5, 8, 3, 60]]
    reading = read(rows)
    assert scopes(reading) == [(2023, "budget", Decimal(130000)), (2022, "budget", Decimal(100000))]
    assert reading.rows[1].extra["parts"] == {"2022年预算数": Decimal(50000)}


def test_two_halves_laid_across_are_two_years() -> None:
    items: list[Value] = ["合计", "因公出国(境)费", "公务用车购置及运行费", None, None, "公务接待费"]
    below: list[Value] = [None, None, "小计", "公务用车购置费", "公务用车运行费", None]
    rows: Rows = [
        ["一般公共预算“三公”经费支出表"],
        ["部门:清河县水利局", *[None] * 10, "单位:万元"],
        ["上年预算数", *[None] * 5, "2025年预算数", *[None] * 5],
        [*items, *items],
        [*below, *below],
        [18.1, 0, 14.5, 0, 14.5, 3.6, 35.2, 0, 32, 18, 14, 3.2],
        ["注:公务用车购置费增加,系更新执法车辆1辆。"],
    ]
    reading = read(rows, lines=(), title=None)
    assert scopes(reading) == [(2025, "budget", Decimal(352000)), (2024, "budget", Decimal(181000))]
    assert told(reading)["vehicle_purchase"] == Decimal(180000)
    assert reports(reading)[0].values["reason"] == "公务用车购置费增加,系更新执法车辆1辆。"


def test_a_final_account_beside_its_budget_gives_both_and_details_are_not_counted_twice() -> None:
    rows: Rows = [["项目", "预算数", "决算数"], ["一、“三公”经费支出合计", 20, 18], [ABROAD, 0, 0]]
    rows += [["(二)公务用车购置及运行维护费", 15, 14], ["1.公务用车购置费", 0, 0], ["2.公务用车运行维护费", 15, 14]]
    rows += [["(三)公务接待费", 5, 4], ["其中:国内接待费", 5, 4], ["公务用车保有量(辆)", None, 3]]
    reading = read(rows, title="清河县水利局2022年度“三公”经费支出决算表")
    assert scopes(reading) == [(2022, "final", Decimal(180000)), (2022, "budget", Decimal(200000))]
    assert reading.sum_holds is True
    assert Decimal(30000) not in told(reading).values()


def test_an_adjusted_budget_is_the_one_that_binds() -> None:
    rows: Rows = [["项目", "年初预算数", "调整预算数", "决算数"], ["合计", 10, 12, 12], [ABROAD, 0, 0, 0]]
    rows += [[RECEPTION, 4, 4, 4], ["公务用车运行维护费", 6, 8, 8]]
    reading = read(rows, title="清河县水利局2022年度“三公”经费支出决算表")
    assert scopes(reading) == [(2022, "final", Decimal(120000)), (2022, "budget", Decimal(120000))]


def test_one_row_per_unit_is_one_report_per_unit() -> None:
    rows: Rows = [["序号", "单位名称", "合计", "因公出国(境)费", "公务接待费", "公务用车购置费", "公务用车运行费"]]
    rows += [[1, "县财政局", 10, 0, 4, 0, 6], [2, "县教育局", 9, 0, 3, 0, 6], [None, "合计", 19, 0, 7, 0, 12]]
    reading = read(rows, title="2024年部门“三公”经费预算汇总表")
    assert [r.values["unit_name"] for r in reports(reading)] == ["县财政局", "县教育局"]
    assert (len(reading.rows), reading.stated_total, reading.sum_holds) == (8, Decimal(190000), True)


def test_a_total_that_holds_meetings_too_is_not_the_total() -> None:
    rows: Rows = [["项目", "2023年预算"], ["合计", 20], [ABROAD, 0], [RECEPTION, 5], [VEHICLES, 6]]
    rows += [["会议费", 4], ["培训费", 5]]
    reading = read(rows)
    assert (reading.stated_total, reading.sum_holds) == (None, None)
    assert [r.reason.code for r in reading.rejected] == ["three-public-total-wider"]


def test_blank_cells_are_null_and_a_total_that_misses_is_said() -> None:
    reading = read([["项目", "预算数"], ["合计", 13], [ABROAD, None], [RECEPTION, 5], [VEHICLES, 7]])
    assert told(reading)["abroad"] is None
    assert reading.sum_holds is False
    assert "three-public-sum" in [w.code for w in reports(reading)[0].warnings]


def test_without_a_unit_no_amount_is_taken() -> None:
    reading = read([["项目", "预算数"], ["合计", 13], [ABROAD, 0], [RECEPTION, 5], [VEHICLES, 8]], lines=())
    assert set(told(reading).values()) == {None}
    assert {r.reason.code for r in reading.rejected} == {"amount-no-unit"}


def test_execution_figures_are_shown_and_not_stored() -> None:
    title = "清河县水利局2023年“三公”经费执行情况"
    reading = read([["项目", "金额"], ["合计", 10], [ABROAD, 0], [RECEPTION, 4], [VEHICLES, 6]], title=title)
    assert all(record.rejected is not None for record in reading.records)
    assert [r.reason.code for r in reading.rejected] == ["three-public-no-stage"]


def test_years_that_contradict_each_other_leave_the_year_open() -> None:
    rows: Rows = [["项目", "预算数"], ["合计", 13], [ABROAD, 0], [RECEPTION, 5], [VEHICLES, 8]]
    reading = read(rows, title="清河县水利局2022年、2023年“三公”经费预算表")
    assert scopes(reading)[0][0] is None
    assert [w.code for w in reading.warnings] == ["three-public-year-unclear"]


# --- prose -----------------------------------------------------------------------------------------------------------


def test_prose_is_read_without_its_comparisons() -> None:
    reading = prose(
        "2023年“三公”经费预算数为12.5万元，比2022年减少2万元，主要原因是压减公务接待。其中，因公出国（境）费0元，与上年持平；"
        "公务接待费4.5万元，较上年减少2万元；公务用车购置及运行维护费8万元（其中：公务用车购置费0万元，公务用车运行维护费8万元）。"
    )
    assert told(reading) == {
        "abroad": Decimal(0),
        "reception": Decimal(45000),
        "vehicle_purchase": Decimal(0),
        "vehicle_running": Decimal(80000),
    }
    assert (reading.stated_total, reading.sum_holds) == (Decimal(125000), True)
    assert "压减公务接待" in reports(reading)[0].values["reason"]


def test_prose_with_budget_and_final_account_gives_the_one_the_title_names() -> None:
    reading = prose(
        "“三公”经费支出预算为20万元,支出决算为18.5万元,完成预算的92.5%。其中:因公出国(境)费支出决算0万元;"
        "公务用车运行维护费支出决算15万元;公务接待费支出决算3.5万元,国内公务接待40批次,320人次,人均109元。",
        title="清河县水利局2022年度“三公”经费支出决算情况说明",
    )
    assert told(reading)["reception"] == Decimal(35000)
    assert (reading.stated_total, reading.sum_holds) == (Decimal(185000), True)


def test_prose_that_states_an_item_twice_differently_gives_neither() -> None:
    reading = prose("公务接待费4万元。因公出国(境)费0万元。", "公务接待费5万元。")
    assert told(reading)["reception"] is None
    assert "three-public-prose-twice" in [r.reason.code for r in reading.rejected]


def test_prose_that_contradicts_the_table_takes_the_value_out() -> None:
    rows: Rows = [["项目", "预算数"], ["合计", 13], [ABROAD, 0], [RECEPTION, 5], [VEHICLES, 8]]
    reading = read(rows, lines=["单位:万元", "公务接待费4万元,比上年减少1万元。"])
    refused = [row.label for row in reading.rows if row.rejected is not None]
    assert refused == ["公务接待费"]
    assert [r.reason.code for r in reading.rejected] == ["three-public-contradicted"]


@pytest.mark.parametrize(
    "note",
    [
        "注:“三公”经费包括因公出国(境)费、公务接待费。",
        "比上年减少49万元,下降38.28%。",
        "公务接待费,指单位用于接待的支出。",
    ],
)
def test_definitions_and_bare_comparisons_are_no_reason(note: str) -> None:
    rows: Rows = [["项目", "预算数"], ["合计", 13], [ABROAD, 0], [RECEPTION, 5], [VEHICLES, 8]]
    assert reports(read(rows, lines=["单位:万元", note]))[0].values["reason"] is None


def test_a_page_with_figures_in_an_annex_says_so() -> None:
    reading = prose("因公出国(境)费、公务接待费、公务用车费的预算详见附件。")
    assert [r.reason.code for r in reading.rejected] == ["three-public-no-figures"]


def test_each_table_of_a_sheet_is_a_report_of_its_own_in_its_own_unit() -> None:
    rows: Rows = [["2024年三公经费预算表", None], ["单位：万元", None], ["项目", "预算数"]]
    rows += [["因公出国（境）费", 1], ["公务接待费", 2], ["公务用车购置及运行费", 3], [None, None]]
    rows += [["2023年三公经费决算表", None], ["单位：元", None], ["项目", "决算数"]]
    rows += [["因公出国（境）费", 10], ["公务接待费", 20], ["公务用车购置及运行费", 30]]
    reading = read(rows, lines=(), title=None)
    assert scopes(reading) == [(2024, "budget", None), (2023, "final", None)]
    assert [row.values["amount"] for row in reading.rows] == [10_000, 20_000, 30_000, 10, 20, 30]
    assert (reading.warnings, reading.rejected) == ([], [])


def test_a_further_table_with_other_figures_for_the_same_year_and_stage_is_rejected() -> None:
    rows: Rows = [["2024年三公经费预算表", None], ["单位：万元", None], ["项目", "预算数"]]
    rows += [["因公出国（境）费", 1], ["公务接待费", 2], ["公务用车购置及运行费", 3], [None, None]]
    again: Rows = [*rows[:4], ["公务接待费", 9], *rows[5:6]]
    reading = read([*rows, *again], lines=(), title=None)
    assert told(reading) == {"abroad": 10_000, "reception": 20_000, "vehicles": 30_000}
    assert [rejection.reason.code for rejection in reading.rejected] == ["three-public-further-table"]


def test_a_further_table_that_repeats_the_figures_is_left_out() -> None:
    rows: Rows = [["2024年三公经费预算表", None], ["单位：万元", None], ["项目", "预算数"]]
    rows += [["因公出国（境）费", 1], ["公务接待费", 2], ["公务用车购置及运行费", 3], [None, None]]
    reading = read([*rows, *rows], lines=(), title=None)
    assert (len(reading.rows), reading.rejected) == (3, [])


def test_an_item_that_stands_twice_in_one_column_has_no_certain_amount() -> None:
    rows: Rows = [["项目", "预算数"], [ABROAD, 1], [RECEPTION, 2], ["公务用车运行费", 3], [RECEPTION, 4]]
    reading = read(rows)
    assert [r.values["amount"] for r in reading.rows if r.values["item"] == "reception"] == [None, None]
    assert {rejection.reason.code for rejection in reading.rejected} == {"three-public-item-twice"}


@pytest.mark.parametrize("first", ["本年数", "上年数"])
@pytest.mark.parametrize("merged", [True, False])
def test_two_years_across_are_told_apart_with_the_parts_of_the_vehicles(first: str, merged: bool) -> None:
    second = "上年数" if first == "本年数" else "本年数"
    half: list[Value] = ["合计", "因公出国（境）费", "公务用车购置及运行维护费", None, None, "公务接待费"]
    parts: list[Value] = [None, None, "小计", "购置费", "运行费", None]
    own, other = [12, 1, 8, 3, 5, 3], [20, 2, 14, 6, 8, 4]
    figures = own + other if first == "本年数" else other + own
    rows: Rows = [[first, *[None] * 5, second, *[None] * 5], half * 2, parts * 2, [*figures]]
    areas = [(0, 0, 0, 5), (0, 6, 0, 11)] + [(1, c, 1, c + 2) for c in (2, 8)]
    areas += [(1, c, 2, c) for c in (0, 1, 5, 6, 7, 11)]
    reading = recognise(content(rows, areas if merged else (), ("单位:万元",), "清河县教育局2023年三公经费决算表"))
    expected = {"abroad": 1, "vehicle_purchase": 3, "vehicle_running": 5, "reception": 3}
    assert told(reading) == {item: Decimal(wan * 10_000) for item, wan in expected.items()}
    assert [(r.values["fiscal_year"], r.values["sum_holds"]) for r in reports(reading)] == [(2023, True), (2022, True)]


def test_parts_of_the_vehicles_in_brackets_are_no_second_amount_of_the_whole() -> None:
    reading = prose(
        "2023年“三公”经费预算15.6万元,其中:因公出国(境)费0元;公务用车购置及运行费10.6万元"
        "(其中购置费0万元,运行维护费10.6万元),比上年减少1万元;公务接待费5万元。"
    )
    assert told(reading) == {"abroad": 0, "vehicle_purchase": 0, "vehicle_running": 106_000, "reception": 50_000}
    assert (reading.sum_holds, reading.rejected) == (True, [])


def test_a_short_name_below_the_vehicles_is_their_part() -> None:
    rows: Rows = [["项目", "预算数"], [ABROAD, 1], [RECEPTION, 2], [VEHICLES, 9], ["其中:购置费", 4], ["运行维护费", 5]]
    assert told(read(rows))["vehicle_purchase"] == Decimal(40_000)


@pytest.mark.parametrize("other", ["序号", "占比(%)", "备注"])
def test_a_column_of_no_money_does_not_hide_that_unit_line_and_heading_contradict_each_other(other: str) -> None:
    rows: Rows = [["项目", "预算数(万元)", other], [ABROAD, 1, 1], [RECEPTION, 2, 2], ["公务用车运行费", 3, 3]]
    reading = read(rows, lines=("单位:元",))
    assert set(told(reading).values()) == {None}
    assert {rejection.reason.code for rejection in reading.rejected} == {"amount-units-differ"}


@pytest.mark.parametrize(("line", "heading"), [("单位:万元", "预算数(元)"), ("单位:元", "预算数(万元)")])
def test_no_amount_is_taken_where_unit_line_and_heading_contradict_each_other(line: str, heading: str) -> None:
    reading = read([["项目", heading], [ABROAD, 1], [RECEPTION, 2], ["公务用车运行费", 3]], lines=(line,))
    assert set(told(reading).values()) == {None}
    assert {rejection.reason.code for rejection in reading.rejected} == {"amount-units-differ"}
