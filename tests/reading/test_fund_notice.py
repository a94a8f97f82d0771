"""Fund notices in layouts that no sample shows: what is read must be right, what is not certain must be said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import FileRejected
from analytics.reading.content import Content, Paragraph, Role
from analytics.reading.formats import read_content
from analytics.reading.publications import kinds, recognise
from analytics.reading.publications.fund_notice import batch_of, fund_type_of, programme_of
from analytics.reading.records import Reading
from models.places import Locator
from models.vocabulary import DocumentKind, FundType
from tests.reading.tables import Span, Value, content, grid

TITLE = "清河县2023年第三批财政衔接推进乡村振兴补助资金项目公示"
Rows = list[list[Value]]


def read(
    rows: Rows, merged: Sequence[Span] = (), lines: Sequence[str] = (), title: str | None = TITLE, media: str = "xlsx"
) -> Reading:
    return recognise(content(rows, merged, lines, title, media))


def prose(*lines: str, title: str = TITLE) -> Reading:
    paragraphs = [Paragraph(title, Locator("text:1"), Role.TITLE)]
    paragraphs += [Paragraph(line, Locator(f"text:{number}")) for number, line in enumerate(lines, start=2)]
    return recognise(Content("html", tuple(paragraphs), title))


def told(reading: Reading) -> list[tuple[str | None, Decimal | None]]:
    return [(row.label, row.values["amount"]) for row in reading.rows]


def codes(reading: Reading) -> list[str]:
    return [rejection.reason.code for rejection in reading.rejected]


# --- columns ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", list(permutations(range(4)))[::3])
def test_columns_may_stand_in_any_order(order: tuple[int, ...]) -> None:
    rows: Rows = [["序号", "村名", "项目名称", "资金金额"], [1, "甲村", "水果基地", 20], [2, "乙村", "蔬菜基地", 30]]
    rows.append(["合计", None, None, 50])
    mixed = [[row[column] for column in order] for row in rows]
    reading = read(mixed, lines=["单位:万元"])
    assert told(reading) == [("甲村|水果基地", Decimal(200000)), ("乙村|蔬菜基地", Decimal(300000))]
    assert (reading.stated_total, reading.sum_holds) == (Decimal(500000), True)


@pytest.mark.parametrize(
    "heading",
    [
        "资金金额",
        "下拨金额",
        "奖补金额",
        "补助资金",
        "总投资",
        "补助金额",
        "投资",
        "本次奖金额度",
        "省级财政奖补资金",
        "项目资金",
        "数额",
    ],
)
def test_amounts_are_known_by_many_headings(heading: str) -> None:
    reading = read([["序号", "村名", f"{heading}（万元）"], [1, "甲村", 2.5], [2, "乙村", 3]])
    assert told(reading) == [("甲村", Decimal(25000)), ("乙村", Decimal(30000))]


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("责任单位", "道路硬化"),
        ("实施单位", "道路硬化"),
        ("项目单位名称", "道路硬化"),
        ("村名", "甲方|道路硬化"),
        ("乡 镇\n(单位名称)", "甲方|道路硬化"),
        ("示范村名称", "甲方|道路硬化"),
        ("企业名称", "甲方|道路硬化"),
        ("县（市、区）", "甲方|道路硬化"),
    ],
)
def test_who_only_carries_a_project_out_does_not_name_the_row(heading: str, label: str) -> None:
    reading = read([["序号", heading, "项目名称", "金额(元)"], [1, "甲方", "道路硬化", 100]])
    assert told(reading) == [(label, Decimal(100))]
    assert reading.rows[0].values["payee"] == "甲方"


def test_the_finest_place_is_the_payee() -> None:
    rows: Rows = [["序号", "县区", "乡镇", "村", "金额(元)"], [1, "清河县", "东镇", "甲村", 100]]
    assert told(read(rows)) == [("甲村", Decimal(100))]


def test_quantities_rates_and_shares_are_no_money() -> None:
    rows: Rows = [
        ["序号", "村名", "面积(亩)", "补贴标准(元/亩)", "补贴金额(元)", "占比", "受益户数", "里程(公里)"],
        [1, "甲村", 5.5, 131.42, 722.81, "73%", 12, 3],
        [2, "乙村", 2, 131.42, 262.84, "27%", 8, 4],
    ]
    reading = read(rows, title="清河县2023年耕地地力保护补贴公示表")
    assert told(reading) == [("甲村", Decimal("722.81")), ("乙村", Decimal("262.84"))]
    assert all("parts" not in row.extra for row in reading.rows)


def test_the_whole_is_the_column_that_the_others_add_up_to() -> None:
    rows: Rows = [
        ["序号", "乡镇", "村", "项目名称", "本批衔接资金安排情况(万元)", None, None, None],
        [None, None, None, None, "小计", "中央", "省级", "市级"],
        [1, "东镇", "甲村", "道路", 60, 30, 20, 10],
        [2, None, "乙村", "水池", 40, 30, 10, None],
        ["合计", None, None, None, 100, 60, 30, 10],
    ]
    reading = read(rows, [(0, 4, 0, 7), (0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 1, 2), (0, 3, 1, 3), (2, 1, 3, 1)])
    assert told(reading) == [("甲村|道路", Decimal(600000)), ("乙村|水池", Decimal(400000))]
    assert reading.rows[0].extra["parts"] == {
        "中央": Decimal(300000),
        "省级": Decimal(200000),
        "市级": Decimal(100000),
    }
    assert reading.rows[1].extra["parts"]["市级"] is None


def test_what_is_granted_now_is_the_amount_and_not_what_was_asked_for() -> None:
    rows: Rows = [["序号", "企业名称", "申请金额(万元)", "拟补助金额(万元)"], [1, "清河食品有限公司", 80, 50]]
    reading = read(rows, title="2024年工业发展专项资金公示")
    assert told(reading) == [("清河食品有限公司", Decimal(500000))]
    assert reading.rows[0].extra["parts"] == {"申请金额": Decimal(800000)}


def test_shares_of_each_level_without_a_sum_are_added_up_with_a_warning() -> None:
    rows: Rows = [
        ["序号", "村名", "中央补助资金(万元)", "县级补助资金(万元)"],
        [1, "甲村", 10, 20],
        [2, "乙村", 5, None],
    ]
    reading = read(rows)
    assert told(reading) == [("甲村", Decimal(300000)), ("乙村", Decimal(50000))]
    assert [w.code for w in reading.rows[0].warnings] == ["fund-amount-summed"]


def test_columns_of_money_that_are_equally_good_give_no_amount() -> None:
    rows: Rows = [["序号", "村名", "产业资金(万元)", "基建资金(万元)"], [1, "甲村", 10, 20]]
    reading = read(rows)
    assert told(reading) == [("甲村", None)]
    assert codes(reading) == ["fund-amount-unclear"]
    assert reading.rows[0].extra["parts"] == {"产业资金": Decimal(100000), "基建资金": Decimal(200000)}


@pytest.mark.parametrize(
    ("headings", "figures", "yuan"),
    [
        (["数量(台)", "销售价格(元)", "单台补贴额(元)", "总补贴额(元)"], [2, 50000, 10000, 20000], 20000),
        (["贷款金额(万元)", "贴息率(%)", "贴息金额(元)"], [100, 3, "30,000"], 30000),
        (["总投资(万元)", "省级财政奖补资金(万元)"], [100, 60], 600000),
        (["申请补助金额(万元)", "补助资金(万元)"], [80, 50], 500000),
        (["累计补助资金(元)", "补助资金(元)"], [80, 50], 50),
        (["受益人口(人)", "补助人数", "补助资金(元)"], [100, 60, 500], 500),
    ],
)
def test_prices_loans_and_investments_are_not_the_grant(headings: list[str], figures: list[Value], yuan: int) -> None:
    reading = read([["序号", "企业名称", *headings], [1, "清河合作社", *figures]], title="清河县2023年补贴资金公示")
    assert told(reading) == [("清河合作社", Decimal(yuan))]


def test_parents_merged_with_their_number_are_no_rows() -> None:
    rows: Rows = [["序号", "项目名称", "资金(万元)"], ["一、产业发展项目", None, 50], [1, "果园", 30], [2, "茶园", 20]]
    reading = read(rows, [(1, 0, 1, 1)])
    assert [(r.label, r.values["group_name"]) for r in reading.rows] == [
        ("果园", "产业发展项目"),
        ("茶园", "产业发展项目"),
    ]
    assert [(g.stated_total, g.holds) for g in reading.groups] == [(Decimal(500000), True)]


def test_a_row_of_which_is_part_of_the_row_above() -> None:
    rows: Rows = [["项目名称", "资金(万元)"], ["产业", 50], ["其中:果园", 30], ["道路", 20], ["合计", 70]]
    reading = read(rows)
    assert [label for label, _ in told(reading)] == ["产业", "道路"]
    assert (reading.sum_holds, codes(reading)) == (True, ["fund-row-of-which"])


def test_parts_that_miss_the_amount_leave_a_warning_on_their_row() -> None:
    rows: Rows = [
        ["序号", "项目名称", "计划投入资金", "资金来源", None],
        [None, None, None, "中央资金", "省级资金"],
        [1, "道路", 100, 60, 30],
        [2, "水渠", 50, 30, 20],
    ]
    reading = read(rows, [(0, 3, 0, 4)], lines=["单位：万元"])
    assert [[w.code for w in row.warnings] for row in reading.rows] == [["fund-parts-differ"], []]


def test_natural_persons_as_payees_are_marked_and_responsible_persons_never_kept() -> None:
    rows: Rows = [["序号", "户主", "责任人", "金额(元)"], [1, "张*三", "李某某", 100]]
    reading = read(rows, title="清河县2023年惠农补贴公示表")
    assert reading.rows[0].extra["payee_is_person"] is True
    assert ([w.code for w in reading.warnings], reading.rows[0].warnings) == (["fund-payee-person"], [])
    assert "李某某" not in repr([(r.values, r.extra) for r in reading.records])


# --- units -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "heading", "title_row"),
    [
        (["单位:万元"], "金额", None),
        (["(单位：万元)"], "金额", None),
        ([], "金额(万元)", None),
        ([], "金 额\n（万元）", None),
        ([], "金额", "单位:万元"),
        ([], "金额", "清河县扶贫资金分配表(单位:万元)"),
        ([], "金额", "填报单位:清河县水利局     金额单位:万元"),
    ],
)
def test_the_unit_is_found_in_title_line_or_heading(lines: list[str], heading: str, title_row: str | None) -> None:
    rows: Rows = [[title_row, None, None]] if title_row else []
    rows += [["序号", "村名", heading], [1, "甲村", 2]]
    assert told(read(rows, lines=lines)) == [("甲村", Decimal(20000))]


def test_without_a_unit_no_amount_is_taken() -> None:
    reading = read([["序号", "村名", "金额"], [1, "甲村", 2], [2, "乙村", 3], ["合计", None, 5]])
    assert [amount for _, amount in told(reading)] == [None, None]
    assert codes(reading) == ["amount-no-unit"] * 3
    assert (reading.stated_total, reading.amount_unit) == (None, None)


def test_the_unit_of_a_letter_is_not_that_of_its_table() -> None:
    reading = read([["序号", "村名", "金额"], [1, "甲村", 2]], lines=["现将补助资金500万元安排如下。"])
    assert [amount for _, amount in told(reading)] == [None]


def test_tables_of_one_page_may_be_in_different_units() -> None:
    blocks = (
        Paragraph(TITLE, Locator("text:1"), Role.TITLE),
        Paragraph("表一:道路(单位:万元)", Locator("text:2")),
        grid([["序号", "村名", "金额"], [1, "甲村", 1], ["合计", None, 1]], part="table:1"),
        Paragraph("表二:水渠", Locator("text:3")),
        grid([["序号", "村名", "金额(元)"], [1, "甲村", 5000], ["合计", None, 5000]], part="table:2"),
    )
    reading = recognise(Content("html", blocks, TITLE))
    assert [(row.values["group_name"], row.values["amount"]) for row in reading.rows] == [
        ("表一", Decimal(10000)),
        ("表二", Decimal(5000)),
    ]
    assert (reading.stated_total, reading.sum_holds, reading.amount_unit) == (None, True, None)


def test_uncertain_cells_lose_their_amount_and_keep_their_row() -> None:
    rows: Rows = [["序号", "村名", "金额(万元)"], [1, "甲村", "***.73"], [2, "乙村", "约20"], [3, "丙村", "35000元"]]
    rows += [[4, "丁村", "."], [5, "戊村", None], [6, "己村", "1,234.5"], ["合计", None, 2000]]
    reading = read(rows)
    assert [amount for _, amount in told(reading)] == [None] * 5 + [Decimal(12345000)]
    expected = ["amount-masked", "amount-approximate", "amount-unit-conflict", "amount-digits-lost"]
    assert codes(reading) == expected
    assert reading.sum_holds is None  # nobody can say while amounts are uncertain


# --- totals ----------------------------------------------------------------------------------------------------------


def test_a_total_that_the_rows_miss_is_said() -> None:
    reading = read([["序号", "村名", "金额(元)"], [1, "甲村", 100], [2, "乙村", 200], ["合 计", None, 400]])
    assert (reading.stated_total, reading.sum_holds) == (Decimal(400), False)
    assert [w.code for w in reading.warnings] == ["fund-total-differs"]


def test_totals_of_towns_and_cities_are_groups_and_no_rows() -> None:
    rows: Rows = [["序号", "县区", "补助金额(万元)"], [None, "益阳市小计", 30], [1, "资阳区", 10], [2, "赫山区", 20]]
    rows += [[None, "邵阳市小计", 7], [3, "北塔区", 7], [None, "合计", 37]]
    reading = read(rows, title="2023年省级财政水利专项资金安排表")
    assert [label for label, _ in told(reading)] == ["资阳区", "赫山区", "北塔区"]
    assert [(g.name, g.rows, g.holds) for g in reading.groups] == [("益阳市", (0, 1), True), ("邵阳市", (2,), True)]


def test_a_town_row_over_its_villages_is_their_sum() -> None:
    rows: Rows = [["乡镇", "村", "金额(万元)"], ["东镇", None, 30], ["东镇", "甲村", 10], ["东镇", "乙村", 20]]
    reading = read(rows)
    assert [label for label, _ in told(reading)] == ["甲村", "乙村"]
    assert reading.sum_holds is True


def test_a_nameless_amount_that_is_no_sum_is_not_taken() -> None:
    reading = read([["序号", "村名", "金额(元)"], [None, None, 999], [1, "甲村", 100], [2, "乙村", 200]])
    assert [label for label, _ in told(reading)] == ["甲村", "乙村"]
    assert codes(reading) == ["fund-row-nameless"]


def test_rows_numbered_in_words_are_parents_of_rows_numbered_in_digits() -> None:
    rows: Rows = [["序号", "项目名称", "资金(万元)"], ["一", "产业发展", 50], [1, "果园", 30], [2, "茶园", 20]]
    rows += [["二", "基础设施", 40], [1, "道路", 40], ["合计", None, 90]]
    reading = read(rows)
    assert [(r.label, r.values["group_name"]) for r in reading.rows] == [
        ("果园", "产业发展"),
        ("茶园", "产业发展"),
        ("道路", "基础设施"),
    ]
    assert reading.sum_holds is True


def test_a_fee_row_is_a_row_like_any_other() -> None:
    rows: Rows = [["序号", "项目名称", "资金(万元)"], [1, "道路", 50], [2, "项目管理费", 0.5], ["合计", None, 50.5]]
    assert told(read(rows)) == [("道路", Decimal(500000)), ("项目管理费", Decimal(5000))]


def test_summary_and_detail_of_the_same_money_are_pointed_out() -> None:
    first = grid([["序号", "乡镇", "金额(元)"], [1, "东镇", 300]], part="table:1")
    second = grid([["序号", "村名", "金额(元)"], [1, "甲村", 100], [2, "乙村", 200]], part="table:2")
    reading = recognise(Content("html", (Paragraph(TITLE, Locator("text:1"), Role.TITLE), first, second), TITLE))
    assert "fund-tables-repeat" in [w.code for w in reading.warnings]


def test_cells_left_blank_by_a_merge_in_csv_are_carried_with_a_warning() -> None:
    rows: Rows = [["序号", "村名", "项目名称", "资金(元)"], [1, "甲村", "道路", 10], [2, None, "水渠", 20]]
    reading = read(rows, media="csv")
    assert [row.values["payee"] for row in reading.rows] == ["甲村", "甲村"]
    assert [w.code for w in reading.rows[1].warnings] == ["fund-payee-carried"]


AMOUNTS = st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=8)


@settings(max_examples=40, deadline=None)
@given(AMOUNTS, st.booleans(), st.booleans(), st.integers(min_value=0, max_value=1))
def test_any_list_of_amounts_is_read_and_its_total_judged(
    fen: list[int], first: bool, as_text: bool, off_by: int
) -> None:
    yuan = [Decimal(amount) / 100 for amount in fen]
    cells: list[Value] = [f"{amount:,}" if as_text else float(amount) for amount in yuan]
    total: Value = str(sum(yuan) + off_by)
    body: Rows = [[n, f"第{n}村", cell] for n, cell in enumerate(cells, start=1)]
    rows = [["合计", None, total], *body] if first else [*body, ["合计", None, total]]
    reading = read([["序号", "村名", "金额(元)"], *rows])
    assert [amount for _, amount in told(reading)] == yuan
    assert reading.stated_total == sum(yuan) + off_by
    assert reading.sum_holds is (off_by == 0)


# --- lists in prose --------------------------------------------------------------------------------------------------


def test_a_numbered_list_is_read_with_its_total_period_basis_and_contact() -> None:
    reading = prose(
        "根据《中华人民共和国预算法》和清财农〔2023〕5号文件,现将资金安排公示如下。",
        "共安排资金300万元。",
        "一、东镇道路硬化项目100万元",
        "二、西镇水渠项目200万元",
        "公示时间:2023年5月1日至2023年5月10日",
        "监督电话:12317",
        "清河县乡村振兴局",
        "2023年5月1日",
    )
    assert told(reading) == [("东镇道路硬化项目", Decimal(1000000)), ("西镇水渠项目", Decimal(2000000))]
    header = reading.records[0].values
    assert (header["stated_total"], header["sum_holds"]) == (Decimal(3000000), True)
    assert (header["period_from"], header["period_to"]) == (date(2023, 5, 1), date(2023, 5, 10))
    assert header["basis"] == "清财农〔2023〕5号；《中华人民共和国预算法》"
    assert header["has_contact"] is True
    assert (header["fiscal_year"], header["batch_name"], header["fund_type"]) == (2023, "第三批", "poverty")
    assert (reading.publisher, reading.published) == ("清河县乡村振兴局", date(2023, 5, 1))


def test_lists_under_several_headings_are_all_read() -> None:
    reading = prose(
        "一、产业发展", "1.果园10万元;", "2.茶园20万元。", "二、基础设施", "1.道路30万元;", "2.水渠40万元。"
    )
    assert [(r.label, r.values["group_name"]) for r in reading.rows] == [
        ("果园", "产业发展"),
        ("茶园", "产业发展"),
        ("道路", "基础设施"),
        ("水渠", "基础设施"),
    ]


def test_several_items_in_one_paragraph_are_told_apart() -> None:
    assert told(prose("1.甲村道路10万元;2.乙村水渠20万元。")) == [
        ("甲村道路", Decimal(100000)),
        ("乙村水渠", Decimal(200000)),
    ]


def test_an_enumeration_is_taken_when_it_adds_up_and_only_then() -> None:
    sentence = "本次下达资金100万元,其中:甲村道路硬化50万元、乙村水渠30万元、丙村路灯{}万元。"
    assert [label for label, _ in told(prose(sentence.format(20)))] == ["甲村道路硬化", "乙村水渠", "丙村路灯"]
    wrong = prose(sentence.format(25))
    assert told(wrong) == []
    assert codes(wrong) == ["fund-no-rows"]


@pytest.mark.parametrize("order", [1, -1])
def test_where_the_money_goes_makes_the_rows_and_where_it_comes_from_does_not(order: int) -> None:
    sources = "全县共投资2400万元,其中中央资金1500万元、省级资金600万元、县级配套300万元。"
    towns = "按乡镇安排2400万元:东镇1000万元,西镇800万元,南镇600万元。"
    assert [label for label, _ in told(prose("".join([sources, towns][::order])))] == ["东镇", "西镇", "南镇"]


def test_where_only_the_sources_are_told_they_are_the_rows() -> None:
    sentence = "本次下达资金2400万元,其中中央资金1500万元、省级资金600万元、县级配套300万元。"
    assert [label for label, _ in told(prose(sentence))] == ["中央资金", "省级资金", "县级配套"]


def test_the_money_of_an_audit_finding_is_no_grant() -> None:
    rows: Rows = [["序号", "被检查单位", "问题描述", "涉及金额(万元)"], [1, "县水利局", "资金滞留", "56.2"]]
    with pytest.raises(FileRejected):
        read(rows, title="清河县审计发现问题整改台账")


def test_unnumbered_lines_are_taken_when_they_reach_the_stated_total() -> None:
    assert told(prose("共下达资金30万元。", "东镇:10万元", "西镇:20万元")) == [
        ("东镇", Decimal(100000)),
        ("西镇", Decimal(200000)),
    ]
    assert told(prose("共下达资金40万元。", "东镇:10万元", "西镇:20万元")) == []


def test_an_approximate_item_keeps_its_row_without_an_amount() -> None:
    reading = prose("1.甲村道路约50万元;", "2.乙村水渠30万元。")
    assert told(reading) == [("甲村道路", None), ("乙村水渠", Decimal(300000))]
    assert codes(reading) == ["amount-approximate"]


def test_the_terms_of_a_scheme_are_not_a_list_of_projects() -> None:
    reading = prose("1.补贴标准:131.42元/亩;", "2.补贴面积:100亩;", "3.补贴资金:13142元。")
    assert told(reading) == []


def test_a_notice_whose_list_is_in_an_annex_keeps_its_header_alone() -> None:
    reading = prose("现将明细公示,详见附件。", "附件:3.补贴资金分配明细表.pdf", "公示期:7个工作日", "联系电话:")
    header = reading.records[0].values
    assert (len(reading.records), codes(reading)) == (1, ["fund-no-rows"])
    assert (header["period_stated"], header["period_from"], header["has_contact"]) == (True, None, False)


# --- the words of titles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "programme"),
    [
        ("北塔区2020年第一批中央财政扶贫专项资金安排表", "中央财政扶贫专项资金"),
        ("关于下达2024年第三批市级农业产业化奖补资金的通知", "市级农业产业化奖补资金"),
        ("泸县民政局 2020年度福彩公益金使用情况公示", "福彩公益金"),
        ("2023年城市低保金发放公示", "城市低保金"),
        ("某县水利工程招标", None),
    ],
)
def test_a_programme_is_named_without_region_year_and_batch(title: str, programme: str | None) -> None:
    assert programme_of(title) == programme


def test_batch_and_kind_of_fund_come_from_the_words() -> None:
    assert batch_of("2024年 第十批市级资金") == "第十批"
    assert fund_type_of("农村最低生活保障金") is FundType.MINIMUM_LIVING
    assert fund_type_of("农机购置补贴") is FundType.FARM_SUBSIDY
    assert fund_type_of("衔接推进乡村振兴补助资金") is FundType.POVERTY
    assert fund_type_of("养老机构运营补贴") is FundType.OTHER


# --- the door --------------------------------------------------------------------------------------------------------


def test_every_kind_is_found_by_scanning_the_folder() -> None:
    assert {DocumentKind.FUND_NOTICE, DocumentKind.THREE_PUBLIC} <= set(kinds())


def test_a_budget_is_no_fund_notice() -> None:
    rows: Rows = [["科目编码", "科目名称", "合计"], ["208", "社会保障支出", 5]]
    assert str(read(rows, title="清河县水利局2024年部门预算公开表").kind) == "budget"


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([["序号", "项目名称", "中标供应商", "中标金额(元)"], [1, "道路", "清河公司", 100]], None),
        ([["序号", "项目名称", "金额(元)"], [1, "道路", 100]], "清河县农村道路项目成交公告"),
        ([["序号", "项目名称", "预算金额(万元)"], [1, "道路", 100]], "清河县2024年6月政府采购意向"),
        ([["职权编码", "职权名称", "责任事项"], ["1", "许可", "受理"]], "清河县水利局权责清单"),
    ],
)
def test_awards_intentions_and_power_lists_are_no_fund_notices(rows: Rows, title: str | None) -> None:
    assert str(read(rows, title=title).kind) in {"award", "power_list"}


def test_a_file_of_no_kind_is_refused_with_what_can_be_read() -> None:
    with pytest.raises(FileRejected) as caught:
        recognise(Content("docx", (Paragraph("今天天气很好。", Locator("text:1")),)))
    assert caught.value.message.code == "kind-unknown"
    with pytest.raises(FileRejected) as empty:
        recognise(Content("docx", ()))
    assert empty.value.message.code == "kind-nothing-legible"


def test_a_page_in_gb18030_under_another_label_reads_the_same(tmp_path: Path) -> None:
    cells = "<tr><td>序号</td><td>村名</td><td>金额(元)</td></tr><tr><td>1</td><td>甲村</td><td>1,500.5</td></tr>"
    page = f'<html><head><meta charset="gb2312"><title>{TITLE}</title></head><body><h1>{TITLE}</h1>'
    page += f'<table border="1">{cells}</table></body></html>'
    path = tmp_path / "notice.html"
    path.write_bytes(page.encode("gb18030"))
    assert told(recognise(read_content(path))) == [("甲村", Decimal("1500.5"))]


def test_a_table_that_runs_on_over_the_page_is_one_table() -> None:
    first = grid([["序号", "村名", "金额(元)"], [1, "甲村", 100]], part="page:1.table:1")
    second = grid([[2, "乙村", 200], ["合计", None, 300]], part="page:2.table:1")
    reading = recognise(Content("pdf", (Paragraph(TITLE, Locator("text:1"), Role.TITLE), first, second), TITLE))
    assert told(reading) == [("甲村", Decimal(100)), ("乙村", Decimal(200))]
    assert (str(reading.rows[1].locator), reading.sum_holds) == ("page:2.table:1!R1", True)


# --- tables below, beside and inside one another --------------------------------------------------------------------


def test_two_tables_of_one_sheet_are_read_each_with_its_own_unit_and_total() -> None:
    rows: Rows = [
        ["清河县2024年惠农补贴公示表一", None, None, None],
        ["单位：元", None, None, None],
        ["序号", "村名", "面积（亩）", "补贴金额"],
        [1, "甲村", 10, 1200],
        [2, "乙村", 20, 2400],
        ["合计", None, 30, 3600],
        [None, None, None, None],
        ["清河县2024年惠农补贴公示表二", None, None, None],
        ["单位：万元", None, None, None],
        ["序号", "企业名称", "项目名称", "奖补金额"],
        [1, "甲公司", "厂房", 12],
        ["合计", None, None, 12],
    ]
    reading = read(rows, title=None)
    assert told(reading) == [("甲村", Decimal(1200)), ("乙村", Decimal(2400)), ("甲公司|厂房", Decimal(120000))]
    assert [(group.stated_total, group.holds) for group in reading.groups] == [
        (Decimal(3600), True),
        (Decimal(120000), True),
    ]


def test_the_heading_repeated_on_the_next_page_begins_no_new_table() -> None:
    page: Rows = [["惠农补贴公示表(续)", None, None], ["序号", "村名", "资金(元)"]]
    rows: Rows = [["惠农补贴公示表", None, None], page[1], [1, "甲村", 5], *page, [2, "乙村", 6], ["合计", None, 11]]
    reading = read(rows)
    assert told(reading) == [("甲村", Decimal(5)), ("乙村", Decimal(6))]
    assert (reading.stated_total, reading.sum_holds) == (Decimal(11), True)


@pytest.mark.parametrize("totals", [["合计", None, 30, None, None, 70], ["合计", None, None, None, None, 100]])
def test_a_list_printed_in_two_columns_is_read_down_both(totals: list[Value]) -> None:
    rows: Rows = [
        ["单位：万元", None, None, None, None, None],
        ["序号", "乡镇", "资金"] * 2,
        [1, "甲镇", 10, 3, "丙镇", 30],
        [2, "乙镇", 20, 4, "丁镇", 40],
        totals,
    ]
    reading = read(rows)
    assert dict(told(reading)) == {
        town: Decimal(wan * 10_000) for town, wan in (("甲镇", 10), ("乙镇", 20), ("丙镇", 30), ("丁镇", 40))
    }
    assert reading.sum_holds is True


@pytest.mark.parametrize("serials", [(1, None, None, 2), (None, None, None, None)])
def test_a_part_that_no_longer_says_of_which_is_a_part_all_the_same(serials: tuple[Value, ...]) -> None:
    names = ["甲镇", "其中：甲村", "乙村", "乙镇"]
    rows: Rows = [["序号", "单位名称", "金额(元)"]]
    rows += [[serial, *rest] for serial, rest in zip(serials, zip(names, [100, 60, 40, 50], strict=True), strict=True)]
    reading = read([*rows, ["合计", None, 150]])
    assert told(reading) == [("甲镇", Decimal(100)), ("乙镇", Decimal(50))]
    assert (reading.sum_holds, codes(reading)) == (True, ["fund-row-of-which"] * 2)


def test_the_word_of_which_may_stand_in_a_cell_of_its_own() -> None:
    rows: Rows = [["序号", "单位名称", None, "金额(元)"], [1, "甲镇", None, 100], [None, "其中", "甲村", 60]]
    assert told(read([*rows, ["合计", None, None, 100]])) == [("甲镇", Decimal(100))]


# --- names and units -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["道路工程（二）", "水渠项目三", "十里铺道路", "李四"])
def test_a_number_at_the_end_of_a_name_belongs_to_it(name: str) -> None:
    assert told(read([["序号", "项目名称", "资金(元)"], [1, name, 5]])) == [(name, Decimal(5))]


@pytest.mark.parametrize(
    ("line", "heading"),
    [("单位：万元", "补助资金（元）"), ("单位：元", "补助资金（万元）"), ("单位：千元", "资金(元)")],
)
def test_amounts_are_not_taken_where_unit_line_and_heading_contradict_each_other(line: str, heading: str) -> None:
    reading = read([[line, None, None], ["序号", "乡镇", heading], [1, "甲镇", 10]])
    assert (told(reading), codes(reading)) == ([("甲镇", None)], ["amount-units-differ"])


def test_a_unit_line_that_holds_for_one_column_leaves_the_other_its_own_unit() -> None:
    rows: Rows = [
        ["单位：万元", None, None, None],
        ["序号", "企业名称", "总投资", "奖补金额（元）"],
        [1, "甲公司", 3, 5],
    ]
    reading = read(rows)
    assert told(reading) == [("甲公司", Decimal(5))]
    assert reading.rows[0].extra["parts"] == {"总投资": Decimal(30000)}


@pytest.mark.parametrize("line", ["单位：亩、元", "单位:户、人、元", "单位：人，元"])
def test_a_unit_line_may_list_the_units_of_several_columns(line: str) -> None:
    rows: Rows = [[line, None, None, None], ["序号", "乡镇", "补贴面积", "补贴资金"], [1, "甲镇", 1000, 120000]]
    assert told(read(rows)) == [("甲镇", Decimal(120000))]


def test_money_of_the_county_is_money_and_no_place() -> None:
    heading: list[Value] = ["乡镇", "中央", "省级", "市级", "县级", "合计"]
    reading = read([heading, ["甲镇", 1, 2, 3, 4, 10]], lines=["单位:元"])
    assert reading.rows[0].extra["parts"]["县级"] == Decimal(4)
    assert (told(reading), reading.rows[0].warnings) == ([("甲镇", Decimal(10))], [])


@pytest.mark.parametrize(
    ("heading", "row", "expected"),
    [
        (["单位名称", "上年结余", "本次下达", "累计下达"], ["甲小学", 5, 10, 15], ("甲小学", Decimal(10))),
        (["单位", "金额", "备注"], ["县本级", 7, None], ("县本级", Decimal(7))),
        (["学校", "春季", "秋季", "合计"], ["甲小学", 1, 2, 3], ("甲小学", Decimal(3))),
    ],
)
def test_a_heading_of_unusual_names_is_known_by_what_they_are_about(
    heading: list[Value], row: list[Value], expected: tuple[str, Decimal]
) -> None:
    assert told(read([heading, row], lines=["单位:元"])) == [expected]


def test_a_column_of_money_in_which_few_figures_are_certain_gives_a_reason_for_each_row() -> None:
    rows: Rows = [
        ["序号", "企业名称", "补贴金额(元)"],
        [1, "甲公司", "待定"],
        [2, "乙公司", "壹万元整"],
        [3, "丙公司", "约3"],
    ]
    reading = read(rows)
    assert [amount for _, amount in told(reading)] == [None, Decimal(10000), None]
    assert codes(reading) == ["amount-unreadable", "amount-approximate"]


def test_a_reason_does_not_repeat_what_stands_in_the_column_of_numbers() -> None:
    reading = read([["序号", "乡镇", "资金(元)"], [1, "甲镇", 5], ["李四光", None, None], [3, "乙镇", 6]])
    assert "李四光" not in str(reading.rejected)
