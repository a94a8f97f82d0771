"""The order of steps: what may be left out, what is ambiguous, and which table counts."""

from datetime import date
from fractions import Fraction
from statistics import quantiles
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from analytics.rules.p06_discretion_spread import _Others
from analytics.rules.procedures import Kinds, Procedures, logged_acts, rows_of
from analytics.snapshot import View

UNIT = "岚汀市水利局"


def step(number: int | None, name: str, **more: Any) -> dict[str, Any]:
    return {"unit_name": UNIT, "post": "审核岗", "power": "取水许可", "step_no": number, "step_name": name, **more}


def view(steps: list[dict[str, Any]], **tables: list[dict[str, Any]]) -> View:
    rows = [{"id": f"s{n}", "locator": f"sheet:1!R{n}", "document_id": "d", **row} for n, row in enumerate(steps)]
    documents = [{"id": key, "status": "accepted"} for key in ("d", "new")]
    documents[1]["published"] = date(2025, 1, 10)  # type: ignore[assignment]
    return View.from_rows({"document": documents, "post_step": rows, **tables}, as_of=date(2025, 6, 30))


def unit_of(seen: View) -> str:
    return next(row["organisation_id"] for row in seen.rows("mention") if row["role"] == "unit")


def test_a_step_not_marked_optional_is_required() -> None:
    seen = view([step(1, "受理"), step(2, "听证", is_optional=True), step(3, "决 定", is_optional=False)])
    procedure = Procedures(seen).of(unit_of(seen), "取水许可")
    assert procedure is not None
    assert procedure.required() == {1: "受理", 3: "决 定"}
    assert procedure.steps["决定"].number == 3


def test_a_name_in_two_places_has_no_place() -> None:
    seen = view([step(1, "审核"), step(2, "公示"), step(3, "审核"), step(None, "归档")])
    procedure = Procedures(seen).of(unit_of(seen), "取水许可")
    assert procedure is not None
    assert set(procedure.steps) == {"公示"}


def test_the_newest_table_counts() -> None:
    seen = view([step(1, "受理"), step(2, "决定"), step(1, "决定", document_id="new")])
    procedure = Procedures(seen).of(unit_of(seen), "取水许可")
    assert procedure is not None
    assert {name: found.number for name, found in procedure.steps.items()} == {"决定": 1}


def test_acts_are_numbered_by_unit_power_and_step_whatever_the_post() -> None:
    acts = [
        {
            "id": "a1",
            "matter_number": "SL-1",
            "unit_name": UNIT,
            "power": "取水许可",
            "post": "他岗",
            "step_name": "决定",
        },
        {
            "id": "a2",
            "matter_number": "SL-1",
            "unit_name": UNIT,
            "power": "取水许可",
            "post": "他岗",
            "step_name": "其他",
        },
    ]
    for act in acts:
        act |= {"document_id": "d", "locator": "sheet:1!R1", "actor_name": "石见川"}
    seen = view([step(1, "受理"), step(2, "决定")], matter_act=acts)
    [numbered] = rows_of(Procedures(seen).numbered(logged_acts(seen)))
    assert (numbered["id"], numbered["step_no"], numbered["required_through"]) == ("a1", 2, 2)


def test_the_power_list_tells_the_kind_before_the_table_of_steps_does() -> None:
    items = [{"id": "w", "locator": "sheet:1!R1", "document_id": "d", "unit_name": UNIT, "name": "取水许可"}]
    seen = view([step(1, "受理", power_type="其他")], power_item=[{**items[0], "power_type": "行政许可"}])
    kinds = Kinds(seen)
    assert kinds.is_a(unit_of(seen), "取水许可", "许可") is True
    assert kinds.is_a(unit_of(seen), "河道采砂", "许可") is None
    both = view([step(1, "受理", power_type="行政处罚"), step(2, "决定", power_type="行政许可")])
    assert Kinds(both).is_a(unit_of(both), "取水许可", "许可") is None


@given(values=st.lists(st.fractions(0, 10, max_denominator=50), min_size=4, max_size=12), data=st.data())
def test_quartiles_of_the_others_are_those_of_a_list_without_the_one(
    values: list[Fraction], data: st.DataObject
) -> None:
    ordered = sorted(values)
    out = data.draw(st.integers(0, len(ordered) - 1))
    expected = quantiles(ordered[:out] + ordered[out + 1 :], n=4, method="inclusive")
    assert [_Others(ordered, out).quantile(Fraction(n, 4)) for n in (1, 2, 3)] == expected
