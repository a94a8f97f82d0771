"""Budgets, three public expenses, fund notices and awards: what is published is what the real readers read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from analytics.reading.records import Reading
from data_sim.publishing.document import Publication, Written
from data_sim.publishing.formats import write
from data_sim.publishing.kinds.award import Award, publish_award
from data_sim.publishing.kinds.budget import FORMATS as BUDGET_FORMATS
from data_sim.publishing.kinds.budget import BudgetSet, Line, Target, publish_budget
from data_sim.publishing.kinds.fund_notice import (
    FORMATS,
    PAGES,
    FundRow,
    Layout,
    Notice,
    masked_name,
    publish_fund_notice,
)
from data_sim.publishing.kinds.three_public import ThreePublic, ThreePublicYear, prose_of, publish_three_public
from data_sim.publishing.style import Format, UnitPlace
from models.tables import BudgetTable, FundNotice, PerformanceTarget, Purchase, ThreePublicLine
from tests.simulation.publishing.conftest import HOUSES, UNIT, house, rng

D = Decimal
Reader = Callable[[Written], Reading]

CURRENT = ThreePublic(D(0), D(180_000), D("140012.5"), D(32_000))
BEFORE = ThreePublic(D(0), D(0), D(145_000), D(36_000))
REASON = "公务用车达到报废年限，按规定更新"
LINES = (
    Line("2130101", D(4_021_800), "30101"), Line("2130101", D(4_322_000), "30102"),
    Line("2080505", D(1_486_200), "30108"), Line("2101101", D(312_500), "30110"),
    Line("2210201", D(1_114_600), "30113"), Line("2130101", D(310_000), "30201"),
    Line("2130101", D(32_000), "30217"), Line("2080501", D(64_800), "30302"), Line("2130101", D(180_000), "31013"),
    Line("2130102", D(350_000), project="业务工作经费"), Line("2130199", D(4_200_000), project="信息化建设"),
    Line("2130106", D(250_000), project="宣传培训", from_other_income=True),
)  # fmt: skip
TARGETS = (
    Target("业务工作经费", "完成年度工作", "产出指标", "数量指标", "开展检查次数", "≥12", "次"),
    Target("业务工作经费", "完成年度工作", "效益指标", "社会效益", "群众满意度", "≥95", "%"),
)
LAYOUTS = [(layout, f) for layout in Layout for f in sorted(set(PAGES if layout is Layout.PROSE else FORMATS))]
TOWNS = ("青禾镇", "白石镇", "云津镇")


def costs_of(reading: Reading, year: int) -> dict[str, D]:
    lines = [r for r in reading.records if r.table is ThreePublicLine and r.parent.values["fiscal_year"] == year]
    return {str(line.values["item"]): line.values["amount"] for line in lines}


def costs(figures: ThreePublic) -> dict[str, D]:
    return {
        "total": figures.total, "abroad": figures.abroad, "vehicles": figures.vehicles,
        "vehicle_purchase": figures.purchase, "vehicle_running": figures.running, "reception": figures.reception,
    }  # fmt: skip


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", Format)
def test_three_public_expenses_are_read_as_published(
    number: int, file_format: Format, read: Reader, tmp_path: Path
) -> None:
    is_final, before = number % 2 == 1, BEFORE if number % 3 else None
    year = ThreePublicYear(UNIT, 2025, is_final, CURRENT, before, REASON, date(2025, 2, 20))
    reading = read(publish_three_public(year, house(number, file_format), rng(number), tmp_path / "file"))
    assert costs_of(reading, 2025) == costs(CURRENT)
    assert before is None or costs_of(reading, 2024) == costs(before)
    assert not reading.rejected


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", sorted(set(BUDGET_FORMATS)))
def test_a_budget_set_is_read_as_published(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    is_final = number % 2 == 1
    costs_shown = ThreePublicYear(UNIT, 2025, is_final, CURRENT, None if is_final else BEFORE, REASON)
    targets = TARGETS if number % 4 == 0 else ()
    budget = BudgetSet(UNIT, "103", 2025, is_final, LINES, costs_shown, D(587_500), targets, date(2025, 2, 10))
    reading = read(publish_budget(budget, house(number, file_format), rng(number), tmp_path / "file"))
    expected: Counter[str] = Counter()
    for line in LINES:
        expected[line.function] += line.amount
    assert {row.values["code"]: row.values["amount"] for row in reading.rows} == expected
    forms = [r for r in reading.records if r.table is BudgetTable]
    assert len(forms) == (9 if is_final else 10) + bool(targets and not is_final)
    assert all(form.values["sum_holds"] is not False for form in forms)
    assert [form.values["is_nil"] for form in forms].count(True) == 2
    assert costs_of(reading, 2025) == costs(CURRENT)
    shown = [r.values["level3"] for r in reading.records if r.table is PerformanceTarget]
    assert shown == ([] if is_final else [target.level3 for target in targets])


@pytest.mark.parametrize(("function", "shown"), [("213", "213"), ("21301", "21301")])
def test_where_a_line_stops_short_nothing_below_it_is_shown(
    function: str, shown: str, read: Reader, tmp_path: Path
) -> None:
    lines = (*LINES, Line(function, D(90_000), project="专项资金"))
    budget = BudgetSet(UNIT, "103", 2025, False, lines, ThreePublicYear(UNIT, 2025, False, CURRENT))
    reading = read(publish_budget(budget, house(1, Format.XLSX), rng(), tmp_path / "file"))
    found = {row.values["code"]: row.values["amount"] for row in reading.rows}
    assert found[shown] == sum(line.amount for line in lines if line.function.startswith(function))
    assert not [code for code in found if code.startswith(shown) and code != shown]
    assert all(r.values["sum_holds"] is not False for r in reading.records if r.table is BudgetTable)


@pytest.mark.parametrize(("missing", "blank"), [({7}, set()), (set(), {5})])
def test_a_form_may_be_missing_or_blank(missing: set[int], blank: set[int], read: Reader, tmp_path: Path) -> None:
    costs_shown = ThreePublicYear(UNIT, 2025, False, CURRENT)
    budget = BudgetSet(UNIT, "103", 2025, False, LINES, costs_shown, missing=frozenset(missing), blank=frozenset(blank))
    reading = read(publish_budget(budget, house(1, Format.XLSX), rng(), tmp_path / "file"))
    forms = {str(r.values["form"]): r.values["is_blank"] for r in reading.records if r.table is BudgetTable}
    assert bool(costs_of(reading, 2025)) == (not missing)
    assert forms["general"] is bool(blank)


def items(layout: Layout) -> list[FundRow]:
    if layout is Layout.PERSONS:
        names = ("苗予航", "戚若棠", "欧阳秀英", "张伟", "买买提·吐尔逊")
        return [
            FundRow(
                name,
                "",
                D("12.5") * 100 + n,
                "石桥村",
                f"439903********{n:04d}",
                D("12.5"),
                "亩",
                D(100),
                is_person=True,
            )
            for n, name in enumerate(names)
        ]
    count = 4 if layout is Layout.PROSE else 7
    amounts = [D(n * 37_000 + 123_400) for n in range(count)]
    return [
        FundRow(
            "岚汀市禾谷源农机有限公司" if n % 2 else f"{TOWNS[n // 3 % 3]}人民政府", f"道路硬化工程{n}", amount,
            TOWNS[n // 3 % 3],
            sources=(("中央资金", amount - 20_000), ("省级资金", D(20_000))) if layout is Layout.SOURCES else (),
        )
        for n, amount in enumerate(amounts)
    ]  # fmt: skip


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize(("layout", "file_format"), LAYOUTS)
def test_a_fund_notice_is_read_as_published(
    number: int, file_format: Format, layout: Layout, read: Reader, tmp_path: Path
) -> None:
    rows = items(layout)
    notice = Notice(
        "2025年第一批小型水库维修养护资金公示", UNIT, "小型水库维修养护资金", 2025, rows, date(2025, 5, 6),
        date(2025, 5, 7), date(2025, 5, 16), "岚财农〔2025〕21号", "0729-80000000",
    )  # fmt: skip
    reading = read(publish_fund_notice(notice, house(number, file_format), rng(number), tmp_path / "file", layout))
    ordered = sorted(rows, key=lambda row: row.township) if layout is Layout.TOWNSHIPS else rows
    assert [row.values["amount"] for row in reading.rows] == [row.amount for row in ordered]
    assert reading.stated_total in {notice.total, None}
    assert reading.sum_holds is not False
    head = next(r for r in reading.records if r.table is FundNotice).values
    assert (head["period_from"], head["period_to"], head["has_contact"]) == (date(2025, 5, 7), date(2025, 5, 16), True)
    if layout is Layout.SOURCES:
        assert [list(row.extra["parts"].values()) for row in reading.rows] == [[a for _, a in r.sources] for r in rows]
    if layout is Layout.PERSONS:
        assert not any(row.payee in str(record.values) for row in rows for record in reading.records)


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("place", [UnitPlace.LINE, UnitPlace.CELL])
def test_a_note_in_the_cell_of_an_amount_is_no_part_of_it(
    number: int, place: UnitPlace, read: Reader, tmp_path: Path
) -> None:
    rows = items(Layout.PROJECTS)
    rows[1] = replace(rows[1], note="其中：灾情因素1万元")
    notice = Notice("2025年秸秆利用资金公示", UNIT, "秸秆综合利用资金", 2025, rows, date(2025, 5, 6))
    style = replace(house(number, Format.HTML), unit_place=place)
    reading = read(publish_fund_notice(notice, style, rng(), tmp_path / "file", Layout.PROJECTS))
    assert [row.values["amount"] for row in reading.rows] == [row.amount for row in rows]
    assert "灾情因素" in reading.rows[1].values["cell_note"]


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", [Format.HTML, Format.DOCX, Format.PDF])
def test_three_public_expenses_in_a_sentence_are_read(
    number: int, file_format: Format, read: Reader, tmp_path: Path
) -> None:
    style = house(number, file_format)
    year = ThreePublicYear(UNIT, 2025, number % 2 == 1, CURRENT, published=date(2025, 2, 20))
    title = f"{UNIT}2025年度“三公”经费{year.stage}情况"
    reading = read(write(Publication(title, UNIT, prose_of(year, style), year.published), style, tmp_path / "file"))
    assert costs_of(reading, 2025) == costs(CURRENT)


def test_an_amount_that_was_not_written_leaves_its_cell_empty(read: Reader, tmp_path: Path) -> None:
    rows = items(Layout.PROJECTS)
    rows[2] = replace(rows[2], amount=None)
    notice = Notice("2025年秸秆利用资金公示", UNIT, "秸秆综合利用资金", 2025, rows, date(2025, 5, 6))
    reading = read(publish_fund_notice(notice, house(1, Format.HTML), rng(), tmp_path / "file", Layout.PROJECTS))
    assert [row.values["amount"] for row in reading.rows] == [row.amount for row in rows]


def test_a_total_without_a_word_is_no_row(read: Reader, tmp_path: Path) -> None:
    style = replace(house(1, Format.HTML), unlabelled=True)
    rows = items(Layout.PROJECTS)
    notice = Notice("2025年秸秆利用资金公示", UNIT, "秸秆综合利用资金", 2025, rows, date(2025, 5, 6))
    reading = read(publish_fund_notice(notice, style, rng(), tmp_path / "file", Layout.PROJECTS))
    assert [row.values["amount"] for row in reading.rows] == [row.amount for row in rows]
    assert (reading.stated_total, reading.sum_holds) == (notice.total, True)


@pytest.mark.parametrize(("name", "shown"), [("张伟", "张某"), ("欧阳秀英", "欧某某"), ("买买提·吐尔逊", "买某某")])
def test_names_are_masked_in_public_lists(name: str, shown: str) -> None:
    assert masked_name(name) == shown


def test_a_thin_notice_leaves_out_what_it_lacks(read: Reader, tmp_path: Path) -> None:
    notice = Notice("2025年秸秆利用资金公示", UNIT, "秸秆综合利用资金", 2025, items(Layout.PROJECTS), date(2025, 5, 6))
    reading = read(publish_fund_notice(notice, house(2, Format.HTML), rng(), tmp_path / "file", Layout.PROJECTS))
    head = next(r for r in reading.records if r.table is FundNotice).values
    assert (head["basis"], head["period_from"], head["has_contact"]) == (None, None, False)


@pytest.mark.parametrize("number", HOUSES)
@pytest.mark.parametrize("file_format", [Format.HTML, Format.DOCX, Format.PDF])
def test_an_award_is_read_as_published(number: int, file_format: Format, read: Reader, tmp_path: Path) -> None:
    award = Award(
        "LTZC-2025-0123", "2025年农机购置采购项目", UNIT, "公开招标" if number % 2 else "竞争性磋商",
        "岚汀市禾谷源农机有限公司", "91439903MA0000007W", "岚汀市滨江路128号",
        D("98000.5") if number % 3 else D(1_286_500), date(2025, 7, 2),
        "岚汀市中正招标代理有限公司", ("苗予航", "戚若棠", "鄢亦舒"), "储怀砚", "0729-80000000",
    )  # fmt: skip
    reading = read(publish_award(award, house(number, file_format), rng(number), tmp_path / "file"))
    (purchase,) = [r.values for r in reading.records if r.table is Purchase]
    assert purchase["amount"] == award.amount
    assert (purchase["number"], purchase["buyer"], purchase["supplier"], purchase["supplier_code"]) == (
        award.number, award.buyer, award.supplier, award.supplier_code,
    )  # fmt: skip
