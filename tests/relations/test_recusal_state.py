"""Whether an actor stepped aside in time: links to matters, and the order of application, decision and acts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from analytics.relations import RecusalState, recusal_states
from analytics.snapshot import View

UNIT = "岚汀市农业农村局"
FIRM = "岚汀市禾谷源农机有限公司"
ACT = {
    "id": "m1",
    "matter_number": "NJ-2024-031",
    "matter_title": "2024年农机购置补贴机具核验",
    "power": "农机购置补贴审核",
    "unit_name": UNIT,
    "post": "农机补贴核验岗",
    "step_name": "核验",
    "act": "examine",
    "actor_name": "苗予航",
    "actor_id_hash": "official",
    "acted_on": date(2024, 3, 14),
    "party_name": FIRM,
}
RECUSAL = {
    "id": "r1",
    "name": "苗予航",
    "id_hash": "official",
    "unit_name": UNIT,
    "matter": "2024年农机购置补贴机具核验",
    "counterparty": FIRM,
    "outcome": "accepted",
    "decision": "同意回避",
    "applied": date(2024, 3, 5),
    "decided": date(2024, 3, 8),
}


def states(act: dict[str, Any], recusal: dict[str, Any], *further: dict[str, Any]) -> list[RecusalState]:
    rows = {"matter_act": [{**ACT, **act}], "recusal": [{**RECUSAL, **recusal}, *further]}
    return list(recusal_states(View.from_rows(rows, as_of=date(2025, 1, 1))).values())


def on(day: int) -> dict[str, Any]:
    return {"acted_on": date(2024, 3, day)}


FILED = {"act": "file"}
REFUSED = {"outcome": "refused", "decision": "不同意回避"}
PENDING = {"outcome": "pending", "decision": None, "decided": None}
DECLARED = {"decision": None, "decided": None}

STANDINGS: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "accepted, and only filed afterwards": (FILED, {}, "in_time", ""),
    "accepted, then acted": (on(14), {}, "acted_after", ""),
    "acted the day after the decision": (on(9), {}, "acted_after", ""),
    "acted on the day of the decision": (on(8), {}, "unknown", "same-day"),
    "acted between application and decision": (on(6), {}, "in_time", ""),
    "acted on the day of the application": (on(5), {}, "unknown", "same-day"),
    "acted the day before the application": (on(4), {}, "late", ""),
    "acted before, and refused": (on(4), REFUSED, "late", ""),
    "refused, then acted": (on(14), REFUSED, "refused", ""),
    "not decided, then acted": (on(14), PENDING, "pending", ""),
    "only declared, then acted": (on(14), DECLARED, "acted_after", ""),
    "only declared, acted the same day": (on(5), DECLARED, "unknown", "same-day"),
    "accepted on an unknown day, acted after the application": (
        on(14),
        {"decided": None},
        "unknown",
        "decision-undated",
    ),
    "ordered without application": (on(4), {"applied": None}, "late", ""),
    "no date at all": (on(14), {"applied": None, "decided": None}, "unknown", "application-undated"),
    "the act has no date": ({"acted_on": None}, {}, "unknown", "act-undated"),
    "the step is not known": ({"act": None}, {}, "unknown", "act-unknown"),
    "only the name agrees": (FILED, {"id_hash": None}, "unknown", "same-name"),
}


@pytest.mark.parametrize("case", STANDINGS, ids=list(STANDINGS))
def test_a_recusal_stands_as_its_dates_say(case: str) -> None:
    act, recusal, standing, why = STANDINGS[case]
    (state,) = states(act, recusal)
    assert (str(state.standing), state.why) == (standing, why)


LINKS: dict[str, tuple[dict[str, Any], bool]] = {
    "by title": ({"counterparty": None}, True),
    "by title with blanks and full-width digits": (
        {"matter": "２０２４年 农机购置补贴机具核验", "counterparty": None},
        True,
    ),
    "by number": ({"matter": "NJ-2024-031", "counterparty": None}, True),
    "by party and a part of the title": ({"matter": "农机购置补贴"}, True),
    "by party with a remark and a part of the title": (
        {"matter": "农机购置补贴", "counterparty": FIRM + "（法定代表人苗予舟）"},
        True,
    ),
    "by a part of the title, without the party": ({"matter": "农机购置补贴", "counterparty": None}, False),
    "by the party of another matter": ({"matter": "示范社评选"}, False),
    "a longer name is another firm": ({"matter": "农机购置补贴", "counterparty": FIRM + "城北分公司"}, False),
    "without matter": ({"matter": None}, False),
    "by somebody else": ({"name": "鄢亦舒", "id_hash": "colleague"}, False),
    "by a homonym with another number": ({"id_hash": "stranger"}, False),
}


@pytest.mark.parametrize("case", LINKS, ids=list(LINKS))
def test_a_recusal_speaks_of_a_matter_by_title_or_party(case: str) -> None:
    recusal, linked = LINKS[case]
    assert bool(states(FILED, recusal)) is linked


def test_acts_are_told_apart_by_where_they_lie() -> None:
    further = [{**ACT, "id": key, **on(day)} for key, day in (("m2", 4), ("m3", 6), ("m4", 8))]
    rows = {"matter_act": [ACT, *further], "recusal": [RECUSAL]}
    (state,) = recusal_states(View.from_rows(rows, as_of=date(2025, 1, 1))).values()
    assert (state.acts.before, state.acts.between) == (("m2",), ("m3",))
    assert (state.acts.on_decision, state.acts.after) == (("m4",), ("m1",))
    assert state.first_act == date(2024, 3, 4)


def test_a_recusal_in_time_counts_before_a_late_one() -> None:
    late = {**RECUSAL, "id": "r2", "applied": date(2024, 3, 20), "decided": date(2024, 3, 21)}
    (state,) = states(on(6), {}, late)
    assert (str(state.standing), state.recusal_ids) == ("in_time", ("r1",))
