"""What a view shows on a day, which registers it holds, and the graph it builds."""

from __future__ import annotations

import doctest
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from sqlalchemy import Engine

import analytics.snapshot.view
from analytics.snapshot import View, open_view, seal
from models.vocabulary import DocumentKind
from tests.snapshot.conftest import UNIT, first_batch, record, second_batch

FAR = date(2030, 1, 1)


@pytest.fixture
def view(engine: Engine, tmp_path: Path) -> View:
    record(engine, first_batch() + second_batch())
    return open_view(seal(engine, tmp_path).path, FAR)


def test_rows_recorded_after_the_day_do_not_exist(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch() + second_batch())
    path = seal(engine, tmp_path).path
    assert open_view(path, date(2025, 5, 31)).rows("matter_act") == []
    assert len(open_view(path, date(2025, 6, 1)).rows("matter_act")) == 1
    assert open_view(path, date(2024, 2, 29)).rows("document") == []


def test_identities_are_judged_without_evidence_that_came_later(engine: Engine, tmp_path: Path) -> None:
    record(engine, first_batch() + second_batch())
    path = seal(engine, tmp_path).path
    assert {p["name"] for p in open_view(path, FAR).rows("person")} == {"苗予航", "鄢亦舒", "苗予舟"}
    early = open_view(path, date(2024, 12, 31))
    assert {p["name"] for p in early.rows("person")} == {"苗予航", "鄢亦舒"}
    assert {m["record_table"] for m in early.rows("mention")} == {"document", "fund_item", "fund_notice", "tenure"}


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(analytics.snapshot.view).failed == 0


def test_memory_views_refuse_tables_and_columns_that_do_not_exist() -> None:
    with pytest.raises(ValueError, match="tenures"):
        View.from_rows({"tenures": []}, as_of=FAR)
    with pytest.raises(ValueError, match="pots"):
        View.from_rows({"tenure": [{"pots": "出纳岗"}]}, as_of=FAR)
    with pytest.raises(ValueError, match="no such table"):
        View.from_rows({}, as_of=FAR).table("tenures")


def test_a_table_that_was_asked_for_before_rows_are_supposed_shows_them_afterwards() -> None:
    view = View.from_rows({"tenure": [{"id": "t1", "name": "苗予航"}]}, as_of=FAR)
    assert view.table("tenure").count().execute() == 1
    view.suppose({"tenure": [{"id": "t2", "name": "鄢亦舒"}]})
    assert {row["id"] for row in view.table("tenure").to_pyarrow().to_pylist()} == {"t1", "t2"}


def test_given_identities_are_not_judged_again() -> None:
    person: dict[str, Any] = {"person_id": "person:x", "name": "苗予航", "tier": "A"}
    view = View.from_rows({"tenure": [{"name": "苗予航", "post": "出纳岗"}], "person": [person]}, as_of=FAR)
    assert view.rows("person") == [person]
    assert view.rows("mention") == []


def test_aware_moments_are_kept_as_utc() -> None:
    moment = datetime(2024, 3, 1, 8, tzinfo=UTC)
    view = View.from_rows({"tenure": [{"name": "苗予航", "post": "x", "recorded_at": moment}]}, as_of=date(2024, 3, 1))
    assert view.rows("tenure")[0]["recorded_at"] == datetime.fromisoformat("2024-03-01T08:00")
    assert View.from_rows({"tenure": view.rows("tenure")}, as_of=date(2024, 2, 29)).rows("tenure") == []


def test_equal_rows_have_equal_snapshot_ids_in_memory() -> None:
    one, other = ({"id": key, "name": key, "post": "x"} for key in "ab")
    ids = {View.from_rows({"tenure": rows}, as_of=FAR).snapshot_id for rows in ([one, other], [other, one])}
    assert len(ids) == 1
    assert View.from_rows({"tenure": [one]}, as_of=FAR).snapshot_id not in ids


HELD = {
    "accepted": (DocumentKind.TENURE_REGISTER, True, None, True),
    "accepted, in its year": (DocumentKind.TENURE_REGISTER, True, 2024, True),
    "accepted, in another year": (DocumentKind.TENURE_REGISTER, True, 2023, False),
    "a nil return counts": (DocumentKind.RECUSAL_REGISTER, True, 2023, True),
    "accepted in part": (DocumentKind.DECLARED_TIES, True, None, True),
    "of another unit": (DocumentKind.TENURE_REGISTER, False, None, False),
    "by the year its rows speak of": (DocumentKind.FUND_NOTICE, True, 2024, True),
    "by the year of the acts": (DocumentKind.MATTER_LOG, True, 2025, True),
    "not there": (DocumentKind.RISK_TABLE, None, None, False),
    "of any unit": (DocumentKind.TENURE_REGISTER, None, None, True),
}


@pytest.mark.parametrize("case", HELD, ids=list(HELD))
def test_a_register_is_held_once_accepted_for_the_unit_and_year(view: View, case: str) -> None:
    kind, own_unit, year, held = HELD[case]
    (unit,) = (o["organisation_id"] for o in view.rows("organisation") if o["name"] == UNIT)
    unit_id = {True: unit, False: "org:other", None: None}[own_unit]
    assert view.held(kind, unit_id, year) is held


OFFICE, TOWN = "岚汀市民政局", "青禾镇人民政府"
FIRST_HALF, SECOND_HALF = (date(2025, 1, 1), date(2025, 6, 30)), (date(2025, 7, 1), date(2025, 12, 31))


def covering(*stated: tuple[str | None, tuple[date, date] | None], as_of: date = FAR, **values: Any) -> View:
    """A view of one accepted register of deaths of the office for each unit and period stated."""
    documents = [
        {"id": f"d{n}", "kind": "death_register", "status": "accepted", "publisher": OFFICE, **values}
        for n in range(len(stated))
    ]
    coverage = [
        {
            "document_id": f"d{n}",
            "kind": "death_register",
            "unit_name": unit,
            "period_from": period and period[0],
            "period_to": period and period[1],
            "is_nil": True,
        }
        for n, (unit, period) in enumerate(stated)
    ]
    return View.from_rows({"document": documents, "coverage": coverage}, as_of=as_of)


def held(view: View, unit: str | None, year: int | None = None, period: tuple[date, date] | None = None) -> bool:
    units = {o["name"]: o["organisation_id"] for o in view.rows("organisation")}
    return view.held(DocumentKind.DEATH_REGISTER, units.get(unit, "org:other") if unit else None, year, period=period)


def test_a_nil_return_is_held_for_the_unit_it_states_and_no_other() -> None:
    view = covering((TOWN, FIRST_HALF))
    assert held(view, TOWN) and held(view, None)
    assert not held(view, OFFICE)
    assert not held(view, "岚汀市水利局")


def test_a_document_that_states_no_unit_counts_for_its_publisher() -> None:
    assert held(covering((None, FIRST_HALF)), OFFICE)
    assert not held(covering((None, FIRST_HALF)), TOWN)


def test_a_year_is_held_once_the_stated_periods_cover_it_as_far_as_it_has_run() -> None:
    assert not held(covering((TOWN, FIRST_HALF)), TOWN, 2025)
    assert held(covering((TOWN, SECOND_HALF), (TOWN, FIRST_HALF)), TOWN, 2025)
    assert not held(covering((TOWN, FIRST_HALF), (OFFICE, SECOND_HALF)), TOWN, 2025)
    assert not held(covering((TOWN, FIRST_HALF), (TOWN, (date(2025, 7, 2), date(2025, 12, 31)))), TOWN, 2025)
    assert held(covering((TOWN, FIRST_HALF), as_of=date(2025, 6, 30)), TOWN, 2025)
    assert not held(covering((TOWN, FIRST_HALF), as_of=date(2025, 7, 1)), TOWN, 2025)


def test_a_period_is_held_by_the_days_it_covers() -> None:
    view = covering((TOWN, FIRST_HALF))
    assert held(view, TOWN, period=FIRST_HALF)
    assert held(view, TOWN, period=(date(2025, 3, 1), date(2025, 3, 31)))
    assert not held(view, TOWN, period=(date(2025, 6, 30), date(2025, 7, 1)))


def test_a_stated_period_outweighs_the_year_of_publication() -> None:
    assert not held(covering((TOWN, FIRST_HALF), published=date(2026, 1, 5)), TOWN, 2026)
    assert held(covering((TOWN, None), published=date(2026, 1, 5)), TOWN, 2026)


def test_what_was_covered_later_is_not_held_yet() -> None:
    rows = {
        "document": [{"id": "d", "kind": "death_register", "status": "accepted"}],
        "coverage": [{"document_id": "d", "kind": "payroll", "recorded_at": datetime(2025, 6, 1, tzinfo=UTC)}],
    }
    assert View.from_rows(rows, as_of=date(2025, 6, 1)).held(DocumentKind.PAYROLL)
    assert not View.from_rows(rows, as_of=date(2025, 5, 31)).held(DocumentKind.PAYROLL)


def test_rows_of_any_register_make_it_held_for_the_units_they_name() -> None:
    rows = {
        "document": [{"id": "d", "kind": "staffing", "status": "accepted", "publisher": OFFICE}],
        "coverage": [{"document_id": "d", "kind": "staffing"}],
        "staffing": [{"document_id": "d", "unit_name": TOWN, "fiscal_year": 2025}],
    }
    view = View.from_rows(rows, as_of=FAR)
    units = {o["name"]: o["organisation_id"] for o in view.rows("organisation")}
    assert view.held(DocumentKind.STAFFING, units[TOWN], 2025)
    assert not view.held(DocumentKind.STAFFING, units[TOWN], 2024)


def test_a_rejected_register_is_not_held() -> None:
    rows = [{"id": "d", "kind": "risk_table", "status": "rejected", "publisher": UNIT}]
    assert not View.from_rows({"document": rows}, as_of=FAR).held(DocumentKind.RISK_TABLE)


def test_the_graph_ties_people_posts_firms_and_matters(view: View) -> None:
    graph = view.graph
    labels = {(data["kind"], data["label"]) for _, data in graph.nodes(data=True)}
    assert {("unit", UNIT), ("post", "出纳岗"), ("step", "拨付"), ("matter", "N-1"), ("notice", "公示")} <= labels
    kinds = {data["kind"] for *_, data in graph.edges(data=True)}
    assert kinds == {
        *("belongs_to", "has_step", "holds_post", "handles", "kin", "role_in_firm", "acts_in", "done_at"),
        *("party_of", "publishes", "pays"),
    }
    assert all({"evidence", "valid_from", "valid_to", "tier"} <= set(data) for *_, data in graph.edges(data=True))
    assert graph is view.graph


def test_the_graph_is_the_same_whatever_the_order_of_rows(view: View) -> None:
    facts = {n: list(reversed(view.rows(n))) for n in ("document", "tenure", "matter_act", "declared_tie", "post_step")}
    facts |= {n: list(reversed(view.rows(n))) for n in ("fund_notice", "fund_item", "step_handler")}
    other = View.from_rows(facts, as_of=FAR).graph
    assert list(other.nodes) == list(view.graph.nodes)
    assert list(other.edges(data=True)) == list(view.graph.edges(data=True))


def test_homonyms_with_two_numbers_are_two_nodes(view: View) -> None:
    namesakes = [node for node, data in view.graph.nodes(data=True) if data["label"] == "苗予航"]
    # Two numbers, and the handler whose name fits one of them only by the post he holds.
    assert len(namesakes) >= 2
    holder = next(u for u, _, k in view.graph.edges(data="kind") if k == "holds_post" and u in namesakes)
    actor = next(u for u, _, k in view.graph.edges(data="kind") if k == "acts_in")
    assert holder != actor
    assert not nx.has_path(view.graph, holder, actor)
