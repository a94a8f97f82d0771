"""Values of thresholds as people read them: spans of days, whose value it is, both names, and none in what leaves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from analytics.exports.grounds import parameters
from analytics.reports import Run, load_run, save_run
from analytics.reports.threshold_values import change_document, change_rows, proposal, read_by_rule, value_rows
from analytics.rules import rule
from analytics.rules.threshold_changes import ThresholdChange, fold_changes
from analytics.snapshot import View
from models.language import Language

DAY = date(2026, 12, 31)


def steps(number: int, value: str, first_day: date, **other: Any) -> list[dict[str, Any]]:
    """A change of P02 that 乔 proposed and 林 confirmed."""
    at = datetime(2026, 3, number, 18, tzinfo=UTC)
    first = {"id": f"{number}a", "change": number, "number": 1, "act": "proposed", "who": "乔", "recorded_at": at,
             "rule": "P02", "parameter": "years", "value": value, "first_day": first_day, "why": "轮不开",
             "basis": None} | other  # fmt: skip
    blank = dict.fromkeys(("rule", "parameter", "value", "first_day", "why", "basis"))
    return [first, first | blank | {"id": f"{number}b", "number": 2, "act": "confirmed", "who": "林"}]


STEPS = [
    *steps(1, "8", date(2026, 4, 1)),
    *steps(2, "6", date(2024, 1, 1), basis="岚办发〔2023〕7号"),
    *steps(3, "TOP", date(2026, 5, 1), rule="P01", parameter="gone"),
    *steps(4, "9", date(2027, 1, 1))[:1],
]


@pytest.fixture(scope="module")
def changes() -> tuple[ThresholdChange, ...]:
    return fold_changes(STEPS)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    facts = {"run": "r1", "started_at": "2026-12-31T02:00:00+00:00", "snapshot": "s1", "as_of": DAY.isoformat()}
    save_run(tmp_path, facts | {"threshold_changes": {"P02": [1]}}, [], [])
    made = load_run(tmp_path)
    made.__dict__["view"] = View.from_rows({"threshold_change": STEPS}, as_of=DAY)
    return made


def test_values_follow_each_other_day_by_day_each_with_its_source(changes: tuple[ThresholdChange, ...]) -> None:
    rows = value_rows(rule("P02"), changes, Language.EN)
    years = rows[rows["parameter"] == "years"]
    assert years[["value", "since", "until"]].to_numpy().tolist() == [
        ["5 years", "2014-01-01", "2023-12-31"],
        ["6 years", "2024-01-01", "2026-03-31"],
        ["8 years", "2026-04-01", ""],
    ]
    own, late, later = years["source"]
    assert "default of this system" in own
    assert late == "the office's change 2: proposed by 乔, confirmed by 林 on 2026-03-03; by 岚办发〔2023〕7号"
    assert later == "the office's change 1: proposed by 乔, confirmed by 林 on 2026-03-02"


def test_changes_are_told_with_both_names_though_a_parameter_is_gone(changes: tuple[ThresholdChange, ...]) -> None:
    rows = change_rows(changes, Language.ZH)
    assert rows["state"].tolist() == ["已确认", "已确认", "已确认", "已提出，待第二人确认"]
    assert rows[["meaning", "value"]].to_numpy().tolist()[2] == ["gone", "TOP"]
    assert rows["decided_by"].tolist() == ["林", "林", "林", ""]
    told = change_document(changes[3])
    assert (told["state"], told["first_day"], told["decided_at"]) == ("proposed", "2027-01-01", None)


def test_a_lead_tells_the_changes_that_its_rule_read_in_the_run_and_no_others(run: Run) -> None:
    (said,) = read_by_rule(run, "P02", Language.ZH)
    assert all(part in said for part in ("重点岗位任职年限 8 年", "2026-04-01", "第 1 号变更", "乔", "林"))
    assert read_by_rule(run, "P01", Language.ZH) == []


def test_an_assessment_gives_the_offices_values_and_nobodys_name(run: Run) -> None:
    sheet = parameters(run, Language.EN)
    years = [row for row in sheet.rows if row[:2] == ("P02", "years")]
    assert [(row[3], row[5]) for row in years] == [
        ("5", "2014-01-01"),
        ("6", "2024-01-01"),
        ("8", "2026-04-01"),
    ]
    assert years[2][6] == "the office's change 1, confirmed by a second person on 2026-03-02"
    assert not any(name in str(row) for row in years for name in ("乔", "林"))


@pytest.mark.parametrize(
    ("given", "command"),
    [
        ((("years", "８"),), "sunledger threshold propose P02 --param years=8"),
        ((("years", "101"),), None),
        ((("years", "8"), ("years_local_leader", "9")), None),
    ],
    ids=["one value, in one form", "a value that is not allowed", "two values"],
)
def test_what_was_tried_is_offered_as_a_proposal(
    run: Run, given: tuple[tuple[str, str], ...], command: str | None
) -> None:
    assert proposal(run, "P02", given) == command
