"""Two clocks: what a rule answers depends on what was recorded by the day asked about, not on what is known today."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from analytics.rules import run_rules
from analytics.snapshot import View

UNIT = "岚汀市水利局"
FIRM, CODE = "岚汀市青禾农业发展有限公司", "91439903MA0000001A"
IN_MARCH, IN_MAY = (datetime(2025, month, 20, 8, tzinfo=UTC) for month in (3, 5))


def outcomes(tables: dict[str, list[dict[str, Any]]], code: str, as_of: date) -> list[str]:
    answers = run_rules(View.from_rows(tables, as_of=as_of), [code]).answers
    return sorted(str(answer.outcome) for answer in answers if answer.subject_type != "document")


def document(key: str, kind: str, recorded: datetime, **facts: Any) -> dict[str, Any]:
    return {"id": key, "kind": kind, "status": "accepted", "publisher": UNIT, "recorded_at": recorded} | facts


def handled(**recusal: Any) -> dict[str, list[dict[str, Any]]]:
    recorded = {"recorded_at": IN_MARCH}
    entry = {"id": "r1", "document_id": "dr2", "unit_name": UNIT, "name": "石见川", "id_hash": "h1", "matter": "SL-1",
             "outcome": "accepted", "decision": "同意", "applied": date(2025, 3, 3),
             "decided": date(2025, 3, 5)}  # fmt: skip
    return {
        "document": [
            document("dm", "matter_log", IN_MARCH),
            document("dt", "declared_ties", IN_MARCH),
            document("dr", "recusal_register", IN_MARCH),
            document("dr2", "recusal_register", IN_MAY),
        ],
        "matter_act": [
            {"id": "a1", "document_id": "dm", "unit_name": UNIT, "post": "审核岗", "power": "小型水利补助",
             "step_name": "审核", "act": "review", "matter_number": "SL-1", "actor_name": "石见川",
             "actor_id_hash": "h1", "acted_on": date(2025, 3, 4), "party_name": FIRM, "party_code": CODE} | recorded,
        ],
        "declared_tie": [
            {"id": "k1", "document_id": "dt", "unit_name": UNIT, "name": "石见川", "id_hash": "h1", "relation": "妻妹",
             "relative_name": "鄢知夏", "relative_id_hash": "h9", "firm": FIRM, "firm_code": CODE,
             "firm_role": "legal_representative", "valid_from": date(2020, 1, 1),
             "declared_on": date(2024, 1, 10)} | recorded,
        ],
        "recusal": [entry | {"recorded_at": IN_MAY} | recusal],
    }  # fmt: skip


def test_a_recusal_that_reached_the_office_later_clears_from_that_day_on_and_not_before() -> None:
    tables = handled()
    assert outcomes(tables, "C01", date(2025, 5, 19)) == ["flag"]
    assert outcomes(tables, "C01", date(2025, 5, 20)) == ["pass"]


def test_a_recusal_applied_for_after_the_act_does_not_clear_whenever_it_was_recorded() -> None:
    tables = handled(applied=date(2025, 3, 10), decided=date(2025, 3, 12))
    assert outcomes(tables, "C01", date(2025, 5, 19)) == ["flag"]
    assert outcomes(tables, "C01", date(2025, 12, 31)) == ["flag"]


def test_an_act_recorded_later_was_not_known_before() -> None:
    tables = handled()
    tables["matter_act"][0]["recorded_at"] = IN_MAY
    assert outcomes(tables, "C01", date(2025, 5, 19)) == []


def notice(key: str, document_id: str, recorded: datetime, last_day: date) -> dict[str, Any]:
    return {"id": key, "document_id": document_id, "publisher": UNIT, "title": "耕地补贴公示", "fiscal_year": 2025,
            "fund_type": "farm_subsidy", "period_stated": True, "period_from": date(2025, 3, 3), "period_to": last_day,
            "has_contact": True, "recorded_at": recorded}  # fmt: skip


def test_a_corrected_publication_counts_from_the_day_it_replaced_the_first() -> None:
    tables = {
        "document": [document("d1", "fund_notice", IN_MARCH), document("d2", "fund_notice", IN_MAY)],
        "fund_notice": [
            notice("n1", "d1", IN_MARCH, date(2025, 3, 7)),
            notice("n2", "d2", IN_MAY, date(2025, 3, 9)),
        ],
        "supersession": [
            {"id": "s1", "document_id": "d2", "older_id": "d1", "found": "alike", "since": IN_MAY,
             "recorded_at": IN_MAY},
        ],
    }  # fmt: skip
    assert outcomes(tables, "D07", date(2025, 5, 19)) == ["flag"]
    assert outcomes(tables, "D07", date(2025, 5, 20)) == ["pass"]


def test_thresholds_are_those_of_the_day_of_the_event_not_of_today() -> None:
    def published(on: date) -> list[str]:
        told = notice("n1", "d1", IN_MARCH, date(on.year, 3, 7)) | {"period_from": on, "fiscal_year": on.year}
        tables = {"document": [document("d1", "fund_notice", IN_MARCH)], "fund_notice": [told]}
        return outcomes(tables, "D07", date(2025, 6, 30))

    assert published(date(2025, 3, 3)) == ["flag"]
    assert published(date(1990, 3, 3)) == ["excluded"]
