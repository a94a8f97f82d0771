"""The course of a lead: acts and recusals of its own rows, by day; what has no day comes last."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import Any

import pytest

from analytics.reports import Run, timeline
from analytics.snapshot import View
from models.language import Language

ACT = {"matter_number": "采补1", "step_name": "核验", "act": "examine", "actor_name": "某甲"}
RECUSAL = {"name": "某甲", "matter": "采补1号", "outcome": "accepted"}


def course(run: Run, language: Language = Language.ZH, **tables: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """The timeline of a lead that rests on all these rows."""
    numbered = {
        name: [{"id": f"{name}{n}", **row} for n, row in enumerate(rows, start=1)] for name, rows in tables.items()
    }
    evidence = [{"table": name, "id": row["id"]} for name, rows in numbered.items() for row in rows]
    other = {"matter_act": [{"id": "other", **ACT, "actor_name": "某乙", "acted_on": date(2025, 3, 1)}]}
    flags = run.flag_table.head(1).assign(flag="f", evidence=[evidence])
    told = dataclasses.replace(run)
    told.__dict__["flag_table"] = flags
    rows = {name: [*numbered.get(name, []), *other.get(name, [])] for name in {*numbered, *other}}
    told.__dict__["view"] = View.from_rows(rows, as_of=date(2026, 11, 1))
    found = timeline(told, "f", language)
    return [(m["day"], m["time"], m["kind"], m["what"], m["who"]) for m in found.to_dict("records")]


def test_acts_stand_before_and_after_the_recusal_by_their_days_on_the_clock_of_the_office(run: Run) -> None:
    found = course(
        run,
        matter_act=[
            ACT | {"acted_on": date(2025, 3, 9), "step_name": "决定", "act": "decide"},
            ACT | {"acted_on": date(2025, 3, 2), "acted_at": datetime.fromisoformat("2025-03-02T01:30")},
        ],
        recusal=[RECUSAL | {"applied": date(2025, 3, 3), "decided": date(2025, 3, 5)}],
    )
    assert found == [
        ("2025-03-02", "09:30", "act", "核验（核验调查）", "某甲"),
        ("2025-03-03", "", "recusal", "申请回避", "某甲"),
        ("2025-03-05", "", "recusal", "同意回避", "某甲"),
        ("2025-03-09", "", "act", "决定（决定审批）", "某甲"),
    ]


def test_what_has_no_day_comes_last_and_an_open_application_has_no_decision(run: Run) -> None:
    found = course(
        run,
        Language.EN,
        matter_act=[ACT | {"act": None}],
        recusal=[RECUSAL | {"applied": date(2025, 3, 3), "outcome": "pending"}],
    )
    assert [(day, what) for day, _, _, what, _ in found] == [("2025-03-03", "applied to step aside"), ("", "核验")]


@pytest.mark.parametrize("rows", [{}, {"matter_act": []}])
def test_a_lead_that_rests_on_no_act_has_no_course(run: Run, rows: dict[str, list[dict[str, Any]]]) -> None:
    assert course(run, **rows) == []


def test_a_flag_nobody_knows_has_no_course(run: Run) -> None:
    assert timeline(run, "no-such-flag", Language.ZH).empty
