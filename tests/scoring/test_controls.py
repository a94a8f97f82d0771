"""Controls count with an owner and a review within twelve months; what is missing is said, more never takes less."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.errors import RunAborted
from analytics.scoring import OTHER, ControlLack, controls_of, graded, level_parts, office_library
from models.controls import library
from models.vocabulary import OwnerLevel, PowerDomain, RiskLevel

DAY = date(2025, 12, 31)
GOOD = {"measures": "双人复核", "has_owner": True, "owner_level": "deputy", "reviewed_on": date(2025, 3, 1)}


def row(**changes: Any) -> dict[str, Any]:
    return GOOD | changes


def codes(step: str | None, rows: list[dict[str, Any]], power: PowerDomain = PowerDomain.MONEY) -> set[str]:
    return {code for code, _ in controls_of(step, rows, power, DAY, library()).counted}


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, ()),
        ({"reviewed_on": date(2024, 12, 31)}, ()),
        ({"reviewed_on": date(2024, 12, 30)}, (ControlLack.REVIEW_OLD,)),
        ({"reviewed_on": DAY}, ()),
        ({"reviewed_on": date(2026, 1, 1)}, (ControlLack.REVIEW_AHEAD,)),
        ({"reviewed_on": None}, (ControlLack.REVIEW,)),
        ({"has_owner": False}, (ControlLack.OWNER,)),
        ({"has_owner": False, "reviewed_on": None}, (ControlLack.OWNER, ControlLack.REVIEW)),
        ({"measures": None}, (ControlLack.MEASURE,)),
        ({"measures": "无"}, (ControlLack.MEASURE,)),
        ({"measures": "未实行轮岗"}, (ControlLack.MEASURE,)),
    ],
)
def test_a_measure_counts_with_an_owner_and_a_review_of_the_past_twelve_months_to_the_day(
    changes: dict[str, Any], lacks: tuple[ControlLack, ...]
) -> None:
    found = controls_of(None, [row(**changes)], PowerDomain.MONEY, DAY, library())
    assert found.lacks == lacks
    assert bool(found.counted) == (not lacks)


def test_measures_written_on_a_step_count_once_a_row_of_its_post_has_owner_and_review() -> None:
    assert codes("定期轮岗", []) == set()
    assert codes("定期轮岗", [row(has_owner=False)]) == set()
    assert codes("定期轮岗", [row(measures=None)]) == {"rotation"}
    assert codes("定期轮岗", [row()]) == {"rotation", "dual_sign_off"}


def test_a_row_that_is_not_reviewed_does_not_borrow_the_review_of_another() -> None:
    rows = [row(), row(measures="抽查", reviewed_on=None)]
    found = controls_of(None, rows, PowerDomain.MONEY, DAY, library())
    assert {code for code, _ in found.counted} == {"dual_sign_off"}
    assert found.lacks == (ControlLack.REVIEW,)
    assert set(found.named) == {"dual_sign_off", "sampling"}


def test_measures_of_no_library_and_those_for_other_powers_count_once_together() -> None:
    rows = [row(measures="加强教育、限时办结、谈心谈话")]
    assert controls_of(None, rows, PowerDomain.MONEY, DAY, library()).counted == ((OTHER, 2),)


def test_the_highest_rank_that_answers_is_told() -> None:
    rows = [row(owner_level="section"), row(owner_level="head"), row(owner_level=None)]
    assert controls_of(None, rows, PowerDomain.MONEY, DAY, library()).owner_level is OwnerLevel.HEAD


ROWS = st.lists(
    st.builds(
        row,
        measures=st.lists(
            st.sampled_from(["双人复核", "轮岗", "集体研究", "公示", "抽查", "加强教育", "未轮岗", "无", ""]),
            max_size=4,
        ).map("、".join),
        has_owner=st.booleans(),
        reviewed_on=st.none() | st.dates(date(2024, 6, 1), date(2026, 6, 1)),
    ),
    max_size=4,
)


@given(st.sampled_from(list(RiskLevel)), st.sampled_from(list(PowerDomain)), ROWS, ROWS)
def test_more_rows_of_measures_never_raise_a_level(
    grade: RiskLevel, power: PowerDomain, some: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    totals = [
        parts.total
        for rows in (some, some + more)
        if (parts := level_parts(graded(grade), controls_of("回避", rows, power, DAY, library()).counted))
    ]
    assert totals[1] <= totals[0]


@given(ROWS)
def test_what_counts_is_on_record_and_whatever_does_not_count_has_its_reason(rows: list[dict[str, Any]]) -> None:
    found = controls_of("双人复核", rows, PowerDomain.MONEY, DAY, library())
    counted = {code for code, _ in found.counted} - {OTHER}
    assert counted <= set(found.named)
    assert counted == set(found.named) or found.lacks


OWN = """
since = 2025-07-01

[control]
HIGH = "deputy"

[measure.night_safe]
zh = "夜间保险柜"
en = "night safe"
about_zh = "现金夜间入柜"
about_en = "Cash goes into a safe at night."
percent = 6
powers = ["money"]
levels = ["HIGH"]
words = ["保险柜"]
"""


def test_an_office_adds_measures_and_changes_who_controls_from_its_day_on(tmp_path: Path) -> None:
    (tmp_path / "controls.toml").write_text(OWN, "utf-8")
    own = office_library(tmp_path, date(2025, 7, 1))
    assert own.measures.keys() == library().measures.keys() | {"night_safe"}
    assert (own.owners[RiskLevel.HIGH], own.owners[RiskLevel.LOW]) == (OwnerLevel.DEPUTY, OwnerLevel.SECTION)
    assert own.fingerprint != library().fingerprint
    assert office_library(tmp_path, date(2025, 6, 30)) is library()


def test_without_a_file_of_its_own_an_office_has_the_library_that_is_shipped(tmp_path: Path) -> None:
    assert office_library(tmp_path, DAY) is library()


@pytest.mark.parametrize(
    ("written", "replacement", "code", "names"),
    [
        ("percent = 6", "per_cent = 6", "controls-unknown-key", "per_cent"),
        ("percent = 6", "percent = 11", "controls-bad-percent", "night_safe"),
        ("percent = 6", "percent = 1", "controls-bad-percent", "night_safe"),
        ("percent = 6", "percent = true", "controls-bad-percent", "night_safe"),
        ("percent = 6\n", "", "controls-key-missing", "percent"),
        ('["money"]', '["cash"]', "controls-unknown-term", "cash"),
        ('["HIGH"]', "[]", "controls-no-text", "levels"),
        ('"deputy"', '"king"', "controls-unknown-term", "king"),
        ("HIGH =", "HIGHEST =", "controls-unknown-term", "HIGHEST"),
        ('["保险柜"]', '["双人"]', "controls-shared-word", "双人"),
        ("since = 2025-07-01", "", "controls-no-day", "since"),
        ("since = 2025-07-01", 'since = "2025-07-01"', "controls-no-day", "since"),
        ("since = 2025-07-01", "since = 2025-07-01\nuntil = 2026-01-01", "controls-unknown-key", "until"),
        ("[measure.night_safe]", "[measure.Night]", "controls-bad-code", "Night"),
        ("[control]", "[control", "controls-not-toml", "TOML"),
    ],
)
def test_a_file_that_says_what_nobody_knows_is_refused_by_name(
    tmp_path: Path, written: str, replacement: str, code: str, names: str
) -> None:
    assert written in OWN
    (tmp_path / "controls.toml").write_text(OWN.replace(written, replacement), "utf-8")
    with pytest.raises(RunAborted) as refused:
        office_library(tmp_path, DAY)
    assert refused.value.message.code == code
    assert names in str(refused.value)


def test_a_file_that_is_no_text_or_far_too_long_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "controls.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RunAborted, match="UTF-8"):
        office_library(tmp_path, DAY)
    file.write_text("#" * 1_000_001)
    with pytest.raises(RunAborted, match="longer"):
        office_library(tmp_path, DAY)
