"""What people judged about who is who: it joins and parts, it can be taken back, and numbers go before it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from analytics.snapshot import View
from tests.identity.test_identity import MASK, UNIT, tenure

EARLY, FEBRUARY, LATE = datetime(2026, 1, 1), datetime(2026, 2, 1), datetime(2026, 6, 1)  # noqa: DTZ001 - as the store keeps them
AS_OF = date(2026, 3, 1)


def judgement(one: str, other: str, verdict: str, key: str = "j1", **values: Any) -> dict[str, Any]:
    sides = {}
    for side, mention in (("one", one), ("other", other)):
        table, record, role = mention.split("/")
        sides |= {f"{side}_table": table, f"{side}_id": record, f"{side}_role": role}
    decided = {"id": key, "verdict": verdict, "who": "乔", "why": "核对过", "recorded_at": EARLY, "withdrawn_at": None}
    return decided | sides | values


def view(*judgements: dict[str, Any], as_of: date = AS_OF, **tables: list[dict[str, Any]]) -> View:
    return View.from_rows(tables | {"identity_judgement": list(judgements)}, as_of=as_of)


def told(found: View, record: str) -> tuple[str, str, str | None]:
    (mention,) = (m for m in found.rows("mention") if m["record_id"] == record and m["person_id"])
    return mention["person_id"], mention["tier"], mention["reason"]


DEATH = [{"id": "d1", "person": "苗予航"}, {"id": "d2", "person": "苗予航"}]
OFFICIAL = [tenure("t1", id_hash="h1"), tenure("t2", id_hash="h2", unit_name="岚汀市水利局")]
SAME = judgement("tenure/t1/holder", "death/d1/deceased", "same")


def test_two_mentions_judged_the_same_are_one_on_a_tier_of_its_own() -> None:
    found = view(SAME, tenure=OFFICIAL, death=DEATH)
    person, tier, _ = told(found, "t1")
    assert tier == "A"
    assert told(found, "d1") == (person, "BJ", "judged j1")
    assert told(found, "d2")[1] == "D"
    assert len({row["person_id"] for row in found.rows("person")}) == len(found.rows("person")) == 3


def test_two_names_without_any_number_are_one_by_judgement() -> None:
    found = view(judgement("death/d1/deceased", "death/d2/deceased", "same"), death=DEATH)
    assert told(found, "d1")[:2] == told(found, "d2")[:2]
    assert [row["tier"] for row in found.rows("person")] == ["BJ"]


def test_what_hangs_on_a_weaker_tier_stays_there() -> None:
    pair = [{"id": "d1", "person": "苗予航", "id_mask": MASK}, {"id": "d2", "person": "苗予航", "id_mask": MASK}]
    found = view(SAME, tenure=OFFICIAL, death=pair)
    assert {told(found, "t1")[0]} == {told(found, key)[0] for key in ("d1", "d2")}
    assert told(found, "d2")[1] == "C"


NOT_FOLLOWED = {
    "two numbers are two people": [judgement("tenure/t1/holder", "tenure/t2/holder", "same")],
    "two numbers are two people, by way of a third as well": [
        SAME,
        judgement("death/d1/deceased", "tenure/t2/holder", "same", "j2"),
    ],
    "judgements that contradict each other": [
        SAME,
        judgement("death/d1/deceased", "death/d2/deceased", "same", "j2"),
        judgement("death/d2/deceased", "tenure/t1/holder", "different", "j3"),
    ],
    "one that was withdrawn": [SAME | {"withdrawn_at": FEBRUARY}],
    "one that was made later": [SAME | {"recorded_at": LATE}],
    "one that says nobody knows": [SAME | {"verdict": "unsure"}],
    "a later one about the same two": [SAME, SAME | {"id": "j2", "verdict": "unsure", "recorded_at": FEBRUARY}],
    "about a record that is not there": [judgement("tenure/t9/holder", "death/d1/deceased", "same")],
    "about a person and a unit": [judgement("tenure/t1/unit", "death/d1/deceased", "same")],
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_FOLLOWED)
def test_a_judgement_is_not_followed(case: str) -> None:
    found, plain = view(*NOT_FOLLOWED[case], tenure=OFFICIAL, death=DEATH), view(tenure=OFFICIAL, death=DEATH)
    assert found.rows("mention") == plain.rows("mention")
    assert found.rows("person") == plain.rows("person")


def test_what_was_judged_different_is_never_joined() -> None:
    rows = [tenure("t1", id_hash="h1"), tenure("t2"), tenure("t3")]
    apart = judgement("tenure/t1/holder", "tenure/t2/holder", "different")
    found = view(apart, tenure=rows)
    assert told(found, "t3")[0] == told(found, "t1")[0]
    assert told(found, "t2")[0] != told(found, "t1")[0]
    assert told(found, "t2")[1:] == ("D", "judged-different j1")


def test_an_earlier_day_sees_the_judgement_that_stood_then() -> None:
    withdrawn = SAME | {"withdrawn_at": LATE}
    assert told(view(withdrawn, tenure=OFFICIAL, death=DEATH), "d1")[1] == "BJ"
    assert told(view(withdrawn, tenure=OFFICIAL, death=DEATH, as_of=date(2026, 6, 1)), "d1")[1] == "D"


def test_firms_are_judged_like_persons() -> None:
    firms = [{"id": "f1", "name": "岚汀市青禾农业有限公司", "code": "91439903MA0000001A"}]
    gone = [{"id": "x1", "name": "苗予航", "unit_name": UNIT, "went_to": "青禾公司"}]
    found = view(judgement("firm/f1/firm", "restriction/x1/went_to", "same"), firm=firms, restriction=gone)
    by_role = {m["role"]: m for m in found.rows("mention")}
    assert by_role["went_to"]["organisation_id"] == by_role["firm"]["organisation_id"]
    assert (by_role["went_to"]["tier"], by_role["firm"]["tier"]) == ("BJ", "A")
    assert len([row for row in found.rows("organisation") if row["kind"] == "firm"]) == 1
