"""Leads and steps of reviews for tests, in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from analytics.desk import Lead

START = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


def lead(flag: str = "f1", *, ground: str = "g", facts: str = "a", marks: tuple[str, ...] = ("m1",)) -> Lead:
    return Lead(flag, "C01", ground, facts, marks)


def step(number: int, act: str, who: str = "乔", seen: Lead | None = None, **values: Any) -> dict[str, Any]:
    """A row of `review_step`; an outcome of a settled lead is "held" unless stated."""
    seen = seen or lead()
    found = {"outcome": "held", "reason": "records"} if act == "settled" else {"outcome": None, "reason": None}
    return {
        "lead": "a",
        "number": number,
        "act": act,
        "who": who,
        "recorded_at": START + timedelta(days=number),
        "note": None,
        "drawn": "by_attention",
        "run": "r1",
        "rule": seen.rule,
        "rule_version": "1",
        "flag": seen.flag,
        "ground": seen.ground,
        "facts": seen.facts,
        "marks": list(seen.marks),
        "raised_at": START,
        **found,
    } | values
