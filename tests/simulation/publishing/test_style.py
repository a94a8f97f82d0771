"""House styles: drawn from a stream, steady, and never at the cost of a figure."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_sim.publishing.document import Head, MoneyUnit, Table, heading_of
from data_sim.publishing.formats.layout import lay_out
from data_sim.publishing.style import Figures, Format, Merging, Skin, Style, UnitPlace, house_style, stated

YUAN = st.decimals(min_value=-(10**9), max_value=10**11, places=2)


@settings(deadline=None)
@given(YUAN, st.sampled_from(Figures), st.sampled_from(MoneyUnit), st.integers(0, 9))
def test_an_amount_can_be_read_back_exactly_however_it_is_typed(
    yuan: Decimal, figures: Figures, unit: MoneyUnit, place: int
) -> None:
    typed = Style(figures=figures).amount(yuan, unit, place)
    assert "E" not in typed
    assert Decimal(typed.replace(",", "")) * unit.factor == yuan


def test_the_same_stream_gives_the_same_style_and_other_streams_give_others() -> None:
    assert house_style(np.random.default_rng(3)) == house_style(np.random.default_rng(3))
    styles = [house_style(np.random.default_rng(n)) for n in range(300)]
    for habit, expected in (
        ("format", set(Format)), ("skin", set(Skin)), ("unit_place", set(UnitPlace)), ("figures", set(Figures)),
    ):  # fmt: skip
        assert {getattr(style, habit) for style in styles} == expected


def test_a_heading_with_children_covers_them_and_the_others_cover_two_rows() -> None:
    heading, spans = heading_of([Head("项目"), Head("资金来源", ("中央", "省级", "市级"))])
    assert heading == (("项目", "资金来源", "资金来源", "资金来源"), ("项目", "中央", "省级", "市级"))
    assert set(spans) == {(0, 0, 1, 0), (0, 1, 0, 3)}
    assert heading_of([Head("项目"), Head("资金来源", ("中央", "省级"))], two_rows=False)[0] == (
        ("项目", "中央", "省级"),
    )


@pytest.mark.parametrize(
    ("merging", "below"), [(Merging.KEPT, "农机科"), (Merging.REPEATED, "农机科"), (Merging.BLANK, "")]
)
def test_merged_cells_are_kept_repeated_or_left_blank(merging: Merging, below: str) -> None:
    table = Table((("科室", "岗位"),), [["农机科", "核验岗"], ["农机科", "审批岗"]], spans=((1, 0, 2, 0),))
    grid = lay_out(table, Style(merging=merging))
    assert grid.rows[2][0].text == below
    assert bool(grid.spans) == (merging is Merging.KEPT)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (UnitPlace.LINE, ("", "单位：万元", "金额")),
        (UnitPlace.ROW, ("", "单位：万元", "金额")),
        (UnitPlace.COLUMN, ("", "", "金额（万元）")),
        (UnitPlace.CAPTION, ("（单位：万元）", "", "金额")),
        (UnitPlace.CELL, ("", "", "金额")),
    ],
)
def test_the_unit_of_money_stands_in_one_place(place: UnitPlace, shown: tuple[str, str, str]) -> None:
    table = stated(Table((("项目", "金额"),), [], "安排表"), Style(unit_place=place), columns=(1,))
    assert table.units_in_cells is (place is UnitPlace.CELL)
    assert (table.caption.removeprefix("安排表"), table.right, table.heading[0][1]) == shown
