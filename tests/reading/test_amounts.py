"""Amounts: read exactly to the fen, or refused with the reason; a unit is found where it stands and never assumed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.reading.amounts import (
    Unit,
    find_unit,
    is_rate,
    is_unit_line,
    read_amount,
    read_capital,
    spot_amounts,
)
from analytics.reading.content import Cell
from models.language import Message
from models.places import Locator

HERE = Locator("sheet:表", 1, 1)


def cell(text: str, value: Decimal | None = None, percent: bool = False) -> Cell:
    return Cell(text, HERE, HERE, value, percent)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位:万元", Unit.WAN),
        ("单位：人民币万元", Unit.WAN),
        ("金额单位：元", Unit.YUAN),
        ("單位：萬元", Unit.WAN),
        ("单 位 : 万 元", Unit.WAN),
        ("填报单位:泸县民政局    金额单位:万元", Unit.WAN),
        ("项目资金(元)", Unit.YUAN),
        ("总投资（万元）", Unit.WAN),
        ("资金来源（单位：万元）", Unit.WAN),
        ("（亿元）", Unit.YI),
        ("补助资金 万元", Unit.WAN),
        ("补助资金万元", Unit.WAN),
        ("中标金额/千元", Unit.THOUSAND),
        ("清淤渠道(公里)", None),
        ("补贴标准(元/亩)", None),
        ("单位:万美元", None),
        ("填报单位:财政局", None),
        ("金额(万元)其中(元)", None),
        ("公元", None),
        ("", None),
    ],
)
def test_a_unit_is_found_wherever_it_stands_and_only_when_it_is_one(text: str, unit: Unit | None) -> None:
    assert find_unit(text) is unit


def test_a_unit_line_says_nothing_but_the_unit() -> None:
    assert all(map(is_unit_line, ("单位:万元", "（单位：元）", "金额单位：万元", "万元")))
    assert not any(map(is_unit_line, ("单位:财政局", "项目资金(元)", "500万元")))


def test_rates_are_told_from_sums() -> None:
    assert is_rate("补贴标准(元/亩)") and is_rate("单价（元）")
    assert not is_rate("补贴金额(元)")


@pytest.mark.parametrize(
    ("text", "unit", "yuan"),
    [
        ("4432", Unit.WAN, "44320000"),
        ("11.4", Unit.WAN, "114000"),
        ("1166.0944万元", None, "11660944"),
        ("912.42354万元", Unit.WAN, "9124235.4"),
        ("8,237.23", Unit.WAN, "82372300"),
        ("１，２３４．５", Unit.YUAN, "1234.5"),
        ("7,712,000.00元", None, "7712000"),
        ("913668(元)", Unit.YUAN, "913668"),
        ("¥12.50", None, "12.5"),
        ("-83.97", Unit.WAN, "-839700"),
        ("△12", Unit.YUAN, "-12"),
        ("(1,234)", Unit.YUAN, "-1234"),
        ("500\t", Unit.WAN, "5000000"),
        ("1.16亿元", None, "116000000"),
        ("500万", None, "5000000"),
        ("0.00", Unit.WAN, "0"),
        ("壹佰零贰万伍仟捌佰贰拾陆元柒角叁分", None, "1025826.73"),
        ("合计金额小写: ******.73 元 合计金额大写:壹佰零贰万伍仟捌佰贰拾陆元柒角叁分", None, "1025826.73"),
        ("12,000.00元(大写:壹万贰仟元整)", None, "12000"),
    ],
)
def test_figures_are_read_exactly(text: str, unit: Unit | None, yuan: str) -> None:
    amount = read_amount(text, unit)
    assert amount.problem is None
    assert amount.value == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "unit", "problem"),
    [
        ("12.5", None, "amount-no-unit"),
        ("******.73", Unit.YUAN, "amount-masked"),
        ("1×× ", Unit.YUAN, "amount-masked"),
        (".万元", None, "amount-digits-lost"),
        (".万元(人民币)", Unit.WAN, "amount-digits-lost"),
        (".", Unit.WAN, "amount-digits-lost"),
        ("18%", Unit.WAN, "amount-is-percent"),
        ("180亩", Unit.WAN, "amount-physical"),
        ("5(公里)", Unit.WAN, "amount-physical"),
        ("40批次", Unit.WAN, "amount-physical"),
        ("131.42元/亩", Unit.YUAN, "amount-is-rate"),
        ("约100", Unit.WAN, "amount-approximate"),
        ("100余万元", Unit.WAN, "amount-approximate"),
        ("35000元", Unit.WAN, "amount-unit-conflict"),
        ("20万元", Unit.YUAN, "amount-unit-conflict"),
        ("100美元", Unit.YUAN, "amount-foreign"),
        ("1,23", Unit.WAN, "amount-unreadable"),
        ("5.", Unit.WAN, "amount-unreadable"),
        ("12 13", Unit.WAN, "amount-unreadable"),
        ("10-20", Unit.WAN, "amount-unreadable"),
        ("10(12)", Unit.WAN, "amount-unreadable"),
        ("1.23456789", Unit.WAN, "amount-below-fen"),
        ("壹万万元", None, "amount-capital-unreadable"),
        ("13,000元(大写:壹万贰仟元整)", None, "amount-capital-differs"),
    ],
)
def test_what_is_not_certain_is_a_problem_and_no_figure(text: str, unit: Unit | None, problem: str) -> None:
    amount = read_amount(text, unit)
    assert amount.value is None
    assert amount.problem is not None
    assert amount.problem.code == problem
    assert amount.problem.say("zh") != amount.problem.say("en")


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "/", "无"])
def test_a_blank_cell_is_neither_zero_nor_a_problem(text: str) -> None:
    assert read_amount(text, Unit.WAN).is_blank


def test_a_remark_beside_the_number_is_kept_as_written_with_a_warning() -> None:
    amount = read_amount("10（其中，灾情因素6万元）", Unit.WAN)
    assert (amount.value, amount.note) == (Decimal(100000), "（其中，灾情因素6万元）")
    assert [warning.code for warning in amount.warnings] == ["amount-note"]


def test_a_spreadsheet_number_shows_no_more_than_its_fifteen_digits() -> None:
    noisy = cell("549.95", Decimal("549.9499999999999"))
    assert read_amount(noisy, Unit.WAN).value == Decimal("5499500")
    third = cell("33.33", Decimal("33.333333333333336"))
    assert read_amount(third, Unit.WAN).problem is not None


def test_a_cell_formatted_as_percentage_is_no_amount() -> None:
    problem = read_amount(cell("20%", Decimal("0.2"), percent=True), Unit.WAN).problem
    assert problem is not None and problem.code == "amount-is-percent"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("其中:X 39万元,Y 323万元", ["390000", "3230000"]),
        ("总额1,938万元,同比增长20.07%;下降18.87;", ["19380000"]),
        ("安排1亿2000万元", ["120000000"]),
        ("2021年10月拨付5000元", ["5000"]),
        ("预算金额.万元", []),
    ],
)
def test_amounts_in_prose_are_spotted_with_their_unit(text: str, values: list[str]) -> None:
    assert [found.value for found in spot_amounts(text)] == [Decimal(value) for value in values]


@pytest.mark.parametrize(
    "text", ["约100万元", "每户500元", "131.42元/亩", "5-10万元", "12元5角", "***3万元", "100万元左右"]
)
def test_rates_ranges_and_approximations_in_prose_have_no_value(text: str) -> None:
    found = list(spot_amounts(text))
    assert found and not any(amount.exact or amount.value is not None for amount in found)


# --- properties ------------------------------------------------------------------------------------------------------

FEN = st.integers(min_value=0, max_value=10**13)


@given(FEN, st.sampled_from(list(Unit)), st.booleans())
def test_a_written_amount_is_read_back_to_the_fen(fen: int, unit: Unit, grouped: bool) -> None:
    number = Decimal(fen) / 100 / unit.factor
    text = f"{number:,f}" if grouped else f"{number:f}"
    amount = read_amount(text, unit)
    assert amount.value == Decimal(fen) / 100
    assert read_amount(f"{text}{unit.zh}", None).value == amount.value


@given(FEN)
def test_a_capital_amount_is_read_back_to_the_fen(fen: int) -> None:
    assert read_capital(in_capitals(fen)) == Decimal(fen) / 100


@given(st.text(alphabet="0123456789,.万元亿%*()-约余/亩角分壹拾 ", max_size=12), st.sampled_from([None, *Unit]))
def test_no_text_gives_a_figure_and_a_problem_or_breaks(text: str, unit: Unit | None) -> None:
    amount = read_amount(text, unit)
    assert amount.value is None or amount.problem is None
    if amount.value is not None:
        assert amount.value * 100 == (amount.value * 100).to_integral_value()


@given(FEN, st.sampled_from("*%约.×"))
def test_a_spoilt_number_never_gives_a_figure(fen: int, spoiler: str) -> None:
    text = f"{spoiler}{fen}" if spoiler in "约." else f"{fen}{spoiler}{spoiler}"
    assume(fen > 9)
    assert read_amount(text, Unit.YUAN).value is None


DIGITS = "零壹贰叁肆伍陆柒捌玖"


def in_capitals(fen: int) -> str:
    """The amount as a bank form has it."""
    yuan, jiao, last = fen // 100, fen // 10 % 10, fen % 10
    text = f"{section(yuan)}元" if yuan else ""
    if jiao:
        text += f"{DIGITS[jiao]}角"
    if last:
        text += ("零" if yuan and not jiao else "") + f"{DIGITS[last]}分"
    return text + ("整" if not last else "") if text else "零元整"


def section(number: int) -> str:
    for weight, name in ((10**8, "亿"), (10**4, "万")):
        if number >= weight:
            head, tail = divmod(number, weight)
            gap = "零" if tail and tail < weight // 10 else ""
            return section(head) + name + (gap + section(tail) if tail else "")
    text, pending = "", False
    for weight, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit, number = divmod(number, weight)
        if digit:
            text += ("零" if pending else "") + DIGITS[digit] + name
            pending = False
        elif text:
            pending = True
    return text


@pytest.mark.parametrize("text", ["٣٤", "५", "1٣", "𝟓"])
def test_digits_of_other_scripts_are_no_amount(text: str) -> None:
    assert read_amount(text, Unit.YUAN).problem == Message("amount-unreadable")


def test_a_figure_that_no_store_can_hold_is_called_too_large() -> None:
    assert read_amount("99999999999999999999", Unit.WAN).problem == Message("amount-too-large")


def test_a_cell_of_hundreds_of_digits_ends_at_once() -> None:
    assert [found.exact for found in spot_amounts("9" * 400 + "安排39万元")] == [True]
    assert list(spot_amounts("9" * 20_000)) == []
