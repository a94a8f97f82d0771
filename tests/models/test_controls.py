"""The library that is shipped: whole, in both languages, and found in the words that offices use."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.controls import MOST_PERCENT, library, parsed
from models.controls_page import _EXAMPLE, write_controls_pages
from models.vocabulary import OwnerLevel, PowerDomain, RiskLevel

# As published risk tables and tables of steps write them.
WRITTEN = {
    "集体研究、双人复核、定期轮岗": {"collective_decision", "dual_sign_off", "rotation"},
    "两人以上执法，执法记录仪": {"dual_sign_off", "electronic_trace"},
    "落实“三重一大”;明确岗位权限;实行轮岗;按规定公开。": {"collective_decision", "rotation", "publication"},
    "近亲属备案，信息比对": {"recusal_check", "cross_check"},
    "银企对账": {"cross_check"},
    "会计出纳分设、复核签章": {"separation_of_duties", "dual_sign_off"},
    "双人核对": {"dual_sign_off"},
    "公开招标": {"open_competition"},
    "不相容职务分离": {"separation_of_duties"},
    "不定期抽查": {"sampling"},
    "裁量基准，法制审核": {"discretion_standard", "legal_review"},
    "党组会集体讨论": {"collective_decision"},
}


@pytest.mark.parametrize(("text", "codes"), WRITTEN.items())
def test_a_measure_is_known_by_the_words_offices_use(text: str, codes: set[str]) -> None:
    assert set(library().named_in([text]).codes) == codes


@pytest.mark.parametrize(
    "text",
    ["未实行轮岗", "没有公示", "取消双人复核", "拟推行第三方评审", "关键岗位轮岗不够", "暂无", "无", "—", "", None],
)
def test_what_is_missing_planned_or_given_up_is_no_measure(text: str | None) -> None:
    assert library().named_in([text]).is_blank


def test_a_measure_of_no_library_is_still_a_measure() -> None:
    named = library().named_in(["加强廉政教育"])
    assert (named.codes, named.has_other, named.is_blank) == ((), True, False)


def test_each_grade_has_somebody_who_controls_it_by_rank() -> None:
    assert library().owners == {
        RiskLevel.HIGH: OwnerLevel.HEAD,
        RiskLevel.MEDIUM: OwnerLevel.DEPUTY,
        RiskLevel.LOW: OwnerLevel.SECTION,
    }


@pytest.mark.parametrize("power", [power for power in PowerDomain if power is not PowerDomain.INTERNAL])
def test_a_high_risk_of_any_outward_power_calls_for_measures_that_could_reach_the_most(power: PowerDomain) -> None:
    advised = library().advised(RiskLevel.HIGH, power)
    assert sum(library().measures[code].percent for code in advised) >= MOST_PERCENT


@given(st.lists(st.text(max_size=40), max_size=4), st.text(max_size=40))
def test_further_text_never_takes_a_measure_away(texts: list[str], more: str) -> None:
    assert set(library().named_in(texts).codes) <= set(library().named_in([*texts, more]).codes)


def test_committed_pages_equal_the_generated_ones(tmp_path: Path) -> None:
    docs = Path(__file__).parents[2] / "docs"
    for page in write_controls_pages(tmp_path):
        assert (docs / page.name).read_text("utf-8") == page.read_text("utf-8"), "run `sunledger controls docs`"


def test_the_example_of_the_page_is_a_library_an_office_could_have() -> None:
    own = parsed(_EXAMPLE, library())
    assert own.named_in(["现金日清"]).codes == ("night_safe",)
