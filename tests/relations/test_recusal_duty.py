"""How a person stands to a matter: each case is a matter of its own, all of them asked in one view."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from analytics.relations import recusal_duties
from analytics.snapshot import View

UNIT = "岚汀市水利局"
ACT, BEFORE, AFTER = date(2025, 3, 10), date(2025, 3, 3), date(2025, 3, 20)

# What is done in the matter, who the party is to the official, and the entry of the recusal register (None: there is
# none): applied, decided, outcome.
Case = tuple[str | None, str, tuple[date, date | None, str] | None, str]
CASES: dict[str, Case] = {
    "a stranger's matter, and no entry": ("review", "stranger", None, "absent"),
    "a classmate's matter": ("review", "同学", None, "none_due"),
    "a brother's matter, and no entry": ("review", "弟", None, "not_made"),
    "a brother's matter, merely filed": ("file", "弟", None, "none_due"),
    "stepped aside before, and only filed afterwards": ("file", "弟", (BEFORE, BEFORE, "accepted"), "in_time"),
    "stepped aside before, and took no part": (None, "弟", (BEFORE, BEFORE, "accepted"), "in_time"),
    "applied after the first act": ("review", "弟", (AFTER, AFTER, "accepted"), "late"),
    "accepted, and acted again": ("review", "弟", (BEFORE, BEFORE, "accepted"), "acted_after"),
    "applied and acted on one day": ("review", "弟", (ACT, None, "pending"), "unknown"),
    "a relation that cannot be read": ("review", "远房亲戚", None, "unknown"),
    "stepped aside from a stranger's matter": (None, "stranger", (BEFORE, BEFORE, "accepted"), "without_tie"),
    "stepped aside from a classmate's matter": (None, "同学", (BEFORE, BEFORE, "accepted"), "without_tie"),
}


@cache
def told() -> dict[str, str]:
    rows: dict[str, list[dict[str, Any]]] = {"matter_act": [], "declared_tie": [], "recusal": []}
    for number, (act, relation, recusal, _) in enumerate(CASES.values()):
        official = {"id_hash": f"official-{number}"}
        party = {"party_name": f"申请人{number}", "party_id_hash": f"party-{number}"}
        matter = {"matter_number": f"SL-{number}", "unit_name": UNIT, "post": "审核岗", "step_name": "审核", **party}
        by_another = {"actor_name": "温书禾", "actor_id_hash": "another", "act": "review", "acted_on": ACT}
        rows["matter_act"].append({**matter, **by_another})
        if act is not None:
            own = {"actor_name": f"经办{number}", "actor_id_hash": official["id_hash"], "act": act, "acted_on": ACT}
            rows["matter_act"].append({**matter, **own})
        if relation != "stranger":
            relative = {"relative_name": party["party_name"], "relative_id_hash": party["party_id_hash"]}
            tie = {"name": f"经办{number}", **official, "unit_name": UNIT, "relation": relation, **relative}
            rows["declared_tie"].append({**tie, "declared_on": date(2025, 1, 10)})
        if recusal is not None:
            applied, decided, outcome = recusal
            entry = {"name": f"经办{number}", **official, "unit_name": UNIT, "matter": matter["matter_number"]}
            said = {
                "applied": applied,
                "decided": decided,
                "outcome": outcome,
                "decision": "同意回避" if decided else None,
            }
            rows["recusal"].append({**entry, **said})
    view = View.from_rows(rows, as_of=date(2025, 6, 30))
    names = {row["person_id"]: row["name"] for row in view.rows("person")}
    return {names[person]: str(state.duty) for (person, _), state in recusal_duties(view).items()}


@pytest.mark.parametrize("case", CASES, ids=list(CASES))
def test_a_duty_to_step_aside_stands_as_paths_and_register_say(case: str) -> None:
    number = list(CASES).index(case)
    assert told().get(f"经办{number}", "absent") == CASES[case][3]
