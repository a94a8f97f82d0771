"""Budgets and final accounts: every layout gives its leaf lines, no parent is counted twice, and blank is never zero."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from analytics.keys import create_key, load_keys
from analytics.reading import Originals, ingest, read_file
from analytics.reading.formats import read_content
from analytics.reading.publications import recognise
from analytics.reading.publications.budget.forms import form_of, is_title, stage_of, unit_in_title
from analytics.reading.publications.budget.nil import nil_note
from analytics.reading.publications.budget.sums import Forest, Item, forests, leaves
from analytics.reading.records import Coverage, Reading, Record
from analytics.settings import Settings
from analytics.snapshot import open_view, seal
from analytics.store import init_store, open_store
from models.tables import (
    BudgetLine,
    BudgetPart,
    BudgetTable,
    Document,
    FromDocument,
    ThreePublicLine,
    ThreePublicReport,
)
from models.vocabulary import BudgetForm, DocumentKind, SpendingStage
from tests.reading import rendering
from tests.reading.budget_layouts import Case, as_tables, cases, forms_of, read_case, targets_of
from tests.reading.budget_random import documents
from tests.reading.tables import Value, content

SAMPLE = Path(__file__).parents[2] / "samples" / "publications" / "lanting-nongye-budget-2025.xlsx"
CASES = cases()
TITLE = "清河县水利局2024年部门支出总表"
UNIT = ("单位:万元",)


def in_formats(chosen: list[Case]) -> list[Any]:
    """Every case in two of its formats, so that all formats come round and the tests stay short."""
    return [
        pytest.param(case, form, id=f"{case.document.name}-{form}")
        for number, case in enumerate(chosen)
        for form in dict.fromkeys(case.document.formats[(number + n) % len(case.document.formats)] for n in (0, 3))
    ]


def read(rows: list[list[Value]], title: str = TITLE, lines: tuple[str, ...] = UNIT) -> Reading:
    return recognise(content(rows, (), lines, title))


def told(reading: Reading) -> list[tuple[str | None, Decimal | None]]:
    return [(row.label, row.values["amount"]) for row in reading.rows]


def of(reading: Reading, table: type[FromDocument]) -> list[Record]:
    return [record for record in reading.records if record.table is table]


def codes(record: Record) -> set[str]:
    return {warning.code for warning in record.warnings}


# --- layouts ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "form"), in_formats([case for case in CASES if case.forms]))
def test_every_form_gives_its_leaf_lines_and_its_total(case: Case, form: str, tmp_path: Path) -> None:
    reading = read_case(case, form, tmp_path)
    assert reading is not None
    assert reading.kind is DocumentKind.BUDGET
    found = {values["title"]: (values, rows) for values, rows in forms_of(reading)}
    assert set(found) == {expected.title for expected in case.forms}
    for expected in case.forms:
        values, rows = found[expected.title]
        known = [(leaf.label, None if leaf.is_open else leaf.amount) for leaf in expected.leaves]
        assert [(label, amount) for label, amount, _ in rows] == known
        assert values["stated_total"] == expected.total
        assert values["is_blank"] is bool(expected.state)
        assert values["is_nil"] is (expected.state == "nil")
        if expected.sums != "open" and expected.total is not None and not any(e.is_open for e in expected.leaves):
            assert values["sum_holds"] is (expected.sums == "hold")
    main = case.forms[0]
    assert [row.label for row in reading.rows] == [leaf.label for leaf in main.leaves]


@pytest.mark.parametrize(("case", "form"), in_formats([case for case in CASES if case.targets]))
def test_every_performance_target_is_read_with_its_project(case: Case, form: str, tmp_path: Path) -> None:
    reading = read_case(case, form, tmp_path)
    assert reading is not None
    assert targets_of(reading) == case.targets


@pytest.mark.parametrize(("case", "form"), in_formats([case for case in CASES if case.refused]))
def test_a_form_that_cannot_be_trusted_gives_nothing(case: Case, form: str, tmp_path: Path) -> None:
    reading = read_case(case, form, tmp_path)
    assert reading is not None
    assert not reading.rows
    assert case.refused in {rejection.reason.code for rejection in reading.rejected}


def test_what_nobody_can_know_is_listed_with_its_place_and_not_taken(tmp_path: Path) -> None:
    case = next(c for c in CASES if c.document.name == "masked and unreadable figures")
    reading = read_case(case, "xlsx", tmp_path)
    assert reading is not None
    assert {r.reason.code for r in reading.rejected} == {"amount-masked", "amount-approximate"}
    assert [codes(row) for row in reading.rows] == [{"amount-masked"}, set(), {"amount-approximate"}]
    assert reading.sum_holds is None


def test_a_line_whose_parts_do_not_make_up_its_whole_is_warned_of(tmp_path: Path) -> None:
    case = next(c for c in CASES if c.document.name.startswith("one line whose parts"))
    reading = read_case(case, "html", tmp_path)
    assert reading is not None
    assert [codes(row) for row in reading.rows] == [set(), {"budget-parts-differ"}, set()]
    assert "budget-column-sum" in codes(of(reading, BudgetTable)[0])


@pytest.mark.parametrize("form", ["html", "docx", "pdf"])
def test_a_set_reads_the_same_as_sheets_and_as_tables_over_pages(form: str, tmp_path: Path) -> None:
    content = read_content(SAMPLE)
    by_title = [{**table, "sheet": None} for table in recognise(content).extra["tables"]]
    reading = recognise(read_content(as_tables(content, tmp_path / f"set.{form}")))
    assert [{**table, "sheet": None} for table in reading.extra["tables"]] == by_title
    assert not reading.rejected


def test_two_units_with_forms_of_the_same_title_are_kept_apart() -> None:
    rows: list[list[Value]] = []
    for school, amount in (("青石县一中", 1000), ("青石县二中", 700)):
        rows += [["部门支出总表"], [f"部门:{school}", None, "单位:万元"], ["科目编码", "科目名称", "合计"]]
        rows += [["2050204", "高中教育", amount], [None, "合计", amount]]
    reading = read(rows, "2024年部门预算公开表", ())
    tables = [(r.values["unit_name"], r.values["stated_total"]) for r in of(reading, BudgetTable)]
    assert tables == [("青石县一中", Decimal(10_000_000)), ("青石县二中", Decimal(7_000_000))]
    assert told(reading) == [("高中教育", Decimal(10_000_000))]  # the rows are those of one form, all stand in tables


# --- structure -------------------------------------------------------------------------------------------------------


def test_lines_without_codes_whose_sums_say_nothing_are_warned_of() -> None:
    rows: list[list[Value]] = [["项目", "金额"], ["办公费", 10], ["差旅费", 20], ["合计", 55]]
    reading = read(rows)
    assert told(reading) == [("办公费", Decimal(100_000)), ("差旅费", Decimal(200_000))]
    assert all(codes(row) == {"budget-structure-uncertain"} for row in reading.rows)
    assert reading.sum_holds is False


def test_two_readings_that_fit_alike_leave_a_warning_on_what_differs() -> None:
    rows: list[list[Value]] = [["项目", "金额"], ["甲项支出", 10], ["乙项支出", 10], ["丙项支出", 10], ["合计", 20]]
    warned = [codes(row) for row in read(rows).rows]
    assert {"budget-structure-uncertain"} in warned


def test_a_blank_cell_is_null_and_a_zero_is_zero() -> None:
    rows: list[list[Value]] = [
        ["科目编码", "科目名称", "合计", "基本支出"],
        ["2130301", "行政运行", 10, 0],
        ["2130305", "工程", None, None],
        [None, "合计", 10, 0],
    ]
    reading = read(rows)
    assert [row.values["amount"] for row in reading.rows] == [Decimal(100_000), None]
    assert [(r.label, r.values["amount"]) for r in of(reading, BudgetPart)] == [("基本支出", 0), ("基本支出", 0)]


def test_parents_and_totals_are_lines_and_never_leaves() -> None:
    rows: list[list[Value]] = [
        ["科目编码", "科目名称", "合计"],
        ["213", "农林水支出", 30],
        ["21303", "水利", 30],
        ["2130301", "行政运行", 10],
        ["2130305", "工程", 20],
        [None, "合计", 30],
    ]
    lines = of(read(rows), BudgetLine)
    assert [(r.values["code"], r.values["depth"], r.values["is_leaf"]) for r in lines] == [
        ("213", 1, False),
        ("21303", 2, False),
        ("2130301", 3, True),
        ("2130305", 3, True),
        (None, None, False),
    ]


CODED: list[Value] = ["科目编码", "科目名称", "合计", "基本支出"]


def test_a_column_of_dashes_under_a_unit_is_money_and_no_name() -> None:
    rows: list[list[Value]] = [
        ["上缴上级支出(元)", "项目", "预算数(元)"],
        ["-", "2010607信息化建设", 5],
        ["-", "合计", 5],
    ]
    assert told(read(rows, lines=())) == [("信息化建设", Decimal(5))]


def test_a_parent_below_its_children_is_no_leaf() -> None:
    rows: list[list[Value]] = [
        CODED,
        ["2130301", "行政运行", 10, 10],
        ["2130305", "工程", 20, 20],
        ["21303", "水利", 30, 30],
        [None, "合计", 30, 30],
    ]
    reading = read(rows)
    assert told(reading) == [("行政运行", Decimal(100_000)), ("工程", Decimal(200_000))]
    assert reading.sum_holds is True


def test_a_row_whose_cells_have_moved_is_not_taken() -> None:
    rows: list[list[Value]] = [
        CODED,
        ["2130301", "行政运行", 10, 10],
        [None, "2130305", "工程", 20],
        [None, "合计", 30, 30],
    ]
    reading = read(rows)
    assert told(reading) == [("行政运行", Decimal(100_000))]
    assert [(str(r.locator), r.reason.code) for r in reading.rejected] == [("sheet:表!R3", "budget-row-unnamed")]
    assert reading.sum_holds is False


def test_a_line_that_stands_twice_is_warned_of_unless_the_total_confirms_both() -> None:
    line: list[Value] = ["2130301", "行政运行", 10, 10]
    once, twice = read([CODED, line, line, [None, "合计", 10, 10]]), read([CODED, line, line, [None, "合计", 20, 20]])
    assert [codes(row) for row in once.rows] == [{"budget-structure-uncertain"}]  # the total has room for one of them
    assert [codes(row) for row in twice.rows] == [set(), set()]


def test_a_parent_that_its_lines_do_not_reach_keeps_a_warning() -> None:
    rows: list[list[Value]] = [
        CODED,
        ["21303", "水利", 35, 35],
        ["2130301", "行政运行", 10, 10],
        ["2130305", "工程", 20, 20],
        [None, "合计", 30, 30],
    ]
    lines = {record.label: codes(record) for record in of(read(rows), BudgetLine)}
    assert lines == {"水利": {"budget-children-sum"}, "行政运行": set(), "工程": set(), "合计": set()}


def test_a_whole_that_is_blank_beside_its_parts_is_warned_of() -> None:
    heads: list[Value] = ["科目编码", "科目名称", "合计", "基本支出", "项目支出"]
    rows: list[list[Value]] = [heads, ["2130301", "行政运行", 10, 10, None], ["2130305", "工程", None, 5, None]]
    reading = read([*rows, [None, "合计", 15, 15, None]])
    assert [codes(row) for row in reading.rows] == [set(), {"budget-parts-differ"}]
    assert [row.values["amount"] for row in reading.rows] == [Decimal(100_000), None]


def test_a_unit_stated_twice_in_two_ways_gives_no_figure() -> None:
    rows: list[list[Value]] = [["科目编码", "科目名称", "合计"], ["2130301", "行政运行", 10], [None, "合计", 10]]
    reading = read(rows, lines=("单位:万元", "单位:元"))
    assert [row.values["amount"] for row in reading.rows] == [None]
    assert {r.reason.code for r in reading.rejected} == {"amount-units-differ"}


def test_percentages_are_no_money_in_any_column() -> None:
    rows: list[list[Value]] = [
        ["项目", "预算数", "执行数", "完成率", "比上年增长%"],
        ["一、税收收入", 10, 9, 90, 3],
        ["二、非税收入", 5, 5, 100, 1],
        ["收入合计", 15, 14, 93.3, 2],
    ]
    reading = read(rows, "清河镇2024年一般公共预算收入执行情况表")
    assert told(reading) == [("税收收入", Decimal(90_000)), ("非税收入", Decimal(50_000))]
    assert [row.extra["parts"] for row in reading.rows] == [{"预算数": Decimal(100_000)}, {"预算数": Decimal(50_000)}]
    assert of(reading, BudgetTable)[0].values["stage"] is None  # execution is neither budget nor account


def test_a_title_without_tables_says_where_the_forms_may_be() -> None:
    reading = recognise(
        content([["岚汀市水利局2024年部门预算公开"], ["详见附件"]], (), (), "岚汀市水利局2024年部门预算公开")
    )
    assert not reading.rows
    assert {r.reason.code for r in reading.rejected} == {"budget-no-forms"}


# --- any form, any format, any order of columns ----------------------------------------------------------------------

_WAN = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
_NAMES = ("行政运行", "机关服务", "水利工程建设", "防汛", "农业生产发展", "病虫害控制", "事业运行", "其他支出")


@st.composite
def composed_forms(draw: st.DrawFn) -> tuple[list[list[str]], list[tuple[str, str, Decimal, Decimal | None]]]:
    """A form with classes, groups and leaf lines of 基本支出 and 项目支出, and its leaves."""
    codes = draw(st.lists(st.sampled_from(["20101", "20103", "20508", "21301", "21303"]), min_size=1, unique=True))
    leaves: list[tuple[str, str, Decimal, Decimal | None]] = []
    for code in sorted(codes):
        for item in sorted(draw(st.sets(st.integers(1, 98), min_size=1, max_size=3))):
            basic, project = draw(_WAN), draw(st.none() | _WAN)
            leaves.append((f"{code}{item:02d}", draw(st.sampled_from(_NAMES)), basic, project))
    rows = [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]]
    for depth in (3, 5, 7):
        for prefix in sorted({code[:depth] for code, *_ in leaves}):
            below = [leaf for leaf in leaves if leaf[0].startswith(prefix)]
            basic = sum((leaf[2] for leaf in below), Decimal(0))
            parts = [leaf[3] for leaf in below if leaf[3] is not None]
            project = sum(parts, Decimal(0)) if parts else None
            name = below[0][1] if depth == 7 else f"第{prefix}类支出"
            shown = "" if project is None else str(project)
            rows.append([prefix, name, str(basic + (project or 0)), str(basic), shown])
    rows[1:] = sorted(rows[1:], key=lambda row: row[0])
    basic = sum((leaf[2] for leaf in leaves), Decimal(0))
    project = sum((leaf[3] or Decimal(0) for leaf in leaves), Decimal(0))
    total = ["", "合计", str(basic + project), str(basic), str(project)]
    rows.insert(1, total) if draw(st.booleans()) else rows.append(total)
    order = draw(st.permutations(range(5)))
    return [[row[i] for i in order] for row in rows], leaves


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(form=composed_forms(), name=st.sampled_from(sorted(rendering.RENDERERS.keys() - {"pdf"})))
def test_any_form_in_any_format_and_order_of_columns_reads_back(
    form: tuple[list[list[str]], list[tuple[str, str, Decimal, Decimal | None]]], name: str, tmp_path: Path
) -> None:
    rows, leaves = form
    above = [[TITLE, *[""] * 4], ["单位：万元", *[""] * 4]]
    path = rendering.RENDERERS[name](tmp_path / f"form.{name}", [*above, *rows], [(0, 0, 0, 4)])
    reading = recognise(read_content(path))
    found = [
        (r.values["code"], r.label, r.values["amount"], r.extra["parts"]["基本支出"], r.extra["parts"]["项目支出"])
        for r in reading.rows
    ]
    assert found == [
        (code, label, (basic + (project or 0)) * 10_000, basic * 10_000, None if project is None else project * 10_000)
        for code, label, basic, project in leaves
    ]
    assert reading.sum_holds is True
    assert not any(record.warnings for record in reading.records)


@pytest.mark.parametrize("seed", range(24))
def test_forms_laid_out_at_random_give_their_lines(seed: int, tmp_path: Path) -> None:
    case = documents(seed, seed + 1)[0]
    reading = read_case(case, case.document.formats[0], tmp_path)
    assert reading is not None
    assert told(reading) == [(leaf.label, leaf.amount) for leaf in case.forms[0].leaves]
    assert (reading.stated_total, reading.sum_holds) == (case.forms[0].total, True)
    assert not any(row.warnings for row in reading.rows)


# --- sums ------------------------------------------------------------------------------------------------------------


def items(*values: int, ranks: tuple[int | None, ...] | None = None) -> list[Item]:
    return [Item((Decimal(v),), rank) for v, rank in zip(values, ranks or [None] * len(values), strict=True)]


def leaf_sets(found: list[Forest]) -> list[list[int]]:
    return [sorted(leaves(forest)) for forest in found]


def test_amounts_tell_parents_from_children() -> None:
    assert leaf_sets(forests(items(431, 400, 31, 50), (Decimal(481),))) == [[1, 2, 3]]
    assert leaf_sets(forests(items(10, 20, 30), (Decimal(60),))) == [[0, 1, 2]]
    assert forests(items(10, 20), (Decimal(31),)) == []


def test_a_number_of_the_same_rank_is_never_a_child() -> None:
    assert leaf_sets(forests(items(30, 10, 20, ranks=(0, 0, 0)), (Decimal(60),))) == [[0, 1, 2]]
    assert forests(items(30, 10, 20, ranks=(0, 0, 0)), (Decimal(30),)) == []
    assert leaf_sets(forests(items(30, 10, 20, ranks=(0, 1, 1)), (Decimal(30),))) == [[1, 2]]


def test_rounding_is_allowed_only_where_it_is_asked_for() -> None:
    assert forests(items(100, 33, 33, 33), (Decimal(100),)) == []
    assert [1, 2, 3] in leaf_sets(forests(items(100, 33, 33, 33), (Decimal(100),), Decimal("0.5")))


# --- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("部门收支总表", BudgetForm.BALANCE),
        ("收入支出决算总表", BudgetForm.BALANCE),
        ("附件2：2024年部门收入预算总表", BudgetForm.REVENUE),
        ("支出决算表", BudgetForm.EXPENDITURE),
        ("财政拨款收入支出决算总表", BudgetForm.APPROPRIATION),
        ("一般公共预算财政拨款支出决算表", BudgetForm.GENERAL),
        ("一般公共预算基本支出表（经济分类）", BudgetForm.BASIC),
        ("财政拨款“三公”经费支出决算表", BudgetForm.THREE_PUBLIC),
        ("政府性基金预算财政拨款收入支出决算表", BudgetForm.FUND),
        ("国有资本经营预算财政拨款支出决算表", BudgetForm.STATE_CAPITAL),
        ("2024年项目支出预算表", BudgetForm.PROJECTS),
        ("部门整体支出绩效目标表", BudgetForm.UNIT_TARGETS),
        ("项目支出绩效目标申报表", BudgetForm.TARGETS),
        ("政府采购预算表", BudgetForm.OTHER),
        ("权责清单", None),
    ],
)
def test_a_form_is_known_by_its_title(title: str, form: BudgetForm | None) -> None:
    assert form_of(title) is form


def test_a_line_of_a_table_and_a_sentence_are_no_titles() -> None:
    assert not is_title("二、政府性基金预算拨款收入")
    assert not is_title("注：本表反映部门本年度各项支出情况表")
    assert not is_title("1.收入总计500万元，比上年增加20万元，主要是项目支出增加。")


def test_stage_and_unit_come_from_the_title() -> None:
    assert stage_of("2024年度一般公共预算财政拨款支出决算表") is SpendingStage.FINAL
    assert stage_of("2024年一般公共预算支出执行情况表") is None
    assert stage_of("2024年一般公共预算支出表") is None
    assert unit_in_title("2024年度青石县司法局部门决算公开") == "青石县司法局"


@pytest.mark.parametrize(
    ("note", "is_nil"),
    [
        ("本单位无政府性基金预算支出，故本表无数据", True),
        ("空表表示无相关收支", True),
        ("说明：本部门2024年没有使用国有资本经营预算安排的支出。", True),
        ("注：本表含上年结转资金安排的支出。", False),
        ("注：本表反映部门本年度各项支出情况。", False),
        ("单位：万元", False),
    ],
)
def test_a_nil_note_is_told_from_other_notes(note: str, is_nil: bool) -> None:
    assert (nil_note([note]) is not None) is is_nil


# --- the store -------------------------------------------------------------------------------------------------------


def test_a_set_is_stored_once_with_what_it_makes_held(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path / "home", key_file=tmp_path / "key")
    init_store(chosen)
    create_key(chosen.key_path)
    keys = load_keys(chosen.key_path)
    engine, originals = open_store(chosen), Originals(chosen.home, keys)
    now = datetime(2025, 3, 1, tzinfo=UTC)
    first = ingest(engine, originals, keys, [SAMPLE], now)
    again = ingest(engine, originals, keys, [SAMPLE], now)
    assert (str(first[0].status), first[0].rows) == ("accepted", 16)
    assert str(again[0].status) == "duplicate"
    with engine.connect() as connection:
        counts = {
            table.__tablename__: connection.scalar(select(func.count()).select_from(table))
            for table in (Document, BudgetTable, BudgetLine, BudgetPart, ThreePublicReport, ThreePublicLine)
        }
        leaf_sum = connection.scalar(
            select(func.sum(BudgetLine.amount))
            .join(BudgetTable, BudgetTable.id == BudgetLine.table_id)
            .where(BudgetTable.form == BudgetForm.EXPENDITURE.value, BudgetLine.is_leaf)
        )
    view = open_view(seal(engine, chosen.home).path, date(2025, 12, 31))
    for table, count in counts.items():
        assert len(view.rows(table)) == count
    assert counts["document"] == 1
    assert counts["budget_table"] == 8
    assert counts["three_public_report"] == 2
    assert all(counts.values())
    assert leaf_sum == Decimal("25611800")


def test_a_set_makes_budget_and_three_public_expenses_held_for_its_year() -> None:
    reading = recognise(read_content(SAMPLE))
    unit = "岚汀市农业农村局"
    year = (date(2025, 1, 1), date(2025, 12, 31))
    before = (date(2024, 1, 1), date(2024, 12, 31))
    assert set(reading.coverage) == {
        Coverage(DocumentKind.BUDGET, unit, *year),
        Coverage(DocumentKind.THREE_PUBLIC, unit, *year),
        Coverage(DocumentKind.THREE_PUBLIC, unit, *before),
    }


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("支付编号,拨付单位,收款人,项目名称,金额（元）,拨付日期", DocumentKind.PAYMENT),
        ("项目编号,标段,投标人,报价（元）,项目经理", DocumentKind.BID_REGISTER),
        ("科目编码,科目名称,金额（元）", DocumentKind.BUDGET),
    ],
)
def test_a_list_without_a_title_is_a_budget_only_where_its_headings_speak_of_one(
    tmp_path: Path, heading: str, kind: DocumentKind
) -> None:
    cells = ["2130101", "行政运行", "100.00", "桥梁", "200.00", "2025-01-03"][: heading.count(",") + 1]
    path = tmp_path / "list.csv"
    path.write_text("\n".join([heading, ",".join(cells)]), "utf-8")
    assert read_file(path).kind is kind
