"""Flags, cases and models for tests, made by hand or drawn by a seeded generator; nobody in them exists."""

from __future__ import annotations

import random
from typing import Any

from analytics.triage import Case, Features, Model, Provenance, fit_cold_start, fit_reviews

MADE_ON = "2026-03-01"
RULES = {"C01": "1", "D07": "1", "F02": "1"}


def flag(name: str = "f1", rule: str = "C01", **changes: Any) -> dict[str, Any]:
    """A flag as a row of the answers of a run."""
    row = {
        "flag": name,
        "rule": rule,
        "level": "H",
        "confidence": "high",
        "subject_type": "step",
        "subject_id": "step:1",
        "unit_id": "org:1",
        "post_id": "post:1",
        "step_id": "step:1",
        "value": "30",
        "threshold": "20",
        "evidence": [evidence("matter_act", "1", "d1")],
    }
    return row | changes


def evidence(table: str, row: str, document: str) -> dict[str, str]:
    return {"table": table, "id": row, "document": document, "locator": "sheet:1!R2"}


def drawn_cases(count: int, seed: int = 1, groups: int = 6, wrong: float = 0.2) -> list[Case]:
    """Cases in which flags of F02 and those with a weak identity are wrong more often than others."""
    chance = random.Random(seed)
    cases = []
    for number in range(count):
        rule = chance.choice(["C01", "D07", "F02", "F02"])
        weak = chance.random() < 0.3
        features: dict[str, float] = {f"rule:{rule}": 1.0, "severity": chance.choice([0.5, 1.0]), "rows": 0.5}
        features |= {"others_here": round(chance.random(), 3)} | ({"tier_c": 1.0} if weak else {"tier_a": 1.0})
        risk = min(0.95, wrong * (2 if rule == "F02" else 0.3) + (0.3 if weak else 0))
        held = chance.random() >= risk
        level = chance.choice(["easy", "hard"])
        cases.append(Case(f"f{number:04d}", features, held, f"g{number % groups}", level, chance.random() < 0.05))
    return cases


def provenance(**counts: int) -> Provenance:
    return Provenance(
        MADE_ON,
        RULES,
        ({"city": "invented", "run": "r1", "snapshot": "s1", "leads": 3},),
        counts,
        "sunledger triage fit",
    )


def population(cases: list[Case]) -> list[Features]:
    return [case.features for case in cases]


def cold_start(count: int = 300, seed: int = 1) -> Model:
    cases = drawn_cases(count, seed)
    return fit_cold_start(cases, population(cases), provenance())


def of_reviews(count: int = 240, seed: int = 5) -> Model:
    cases = drawn_cases(count, seed, groups=40)
    return fit_reviews(cases, population(cases), provenance(), cold_start())
