"""Communities and bridging posts: who links whom, what is left out, and that beneficiaries are only counted."""

from __future__ import annotations

from datetime import date
from importlib import import_module
from itertools import count
from typing import Any

import pytest

from analytics.relations import Bridges, bridges, names_of
from analytics.relations.bridges import Circle
from analytics.snapshot import View

AS_OF = date(2025, 6, 30)
UNIT = "岚汀市水利局"


def acts(*pairs: tuple[str, str], act: str = "review", **more: Any) -> list[dict[str, Any]]:
    numbers = count(1)
    return [
        {"id": f"m{number}", "matter_number": f"事项{number}", "unit_name": UNIT, "post": post, "power": "取水许可",
         "step_name": "审核", "act": act, "actor_name": "石见川", "actor_id_hash": "h1", "acted_on": AS_OF,
         "party_name": f"岚汀{firm}有限公司", "party_code": f"91439903MA000000{firm}X"} | more
        for (post, firm), number in zip(pairs, numbers, strict=False)
    ]  # fmt: skip


def seen(rows: list[dict[str, Any]]) -> tuple[Bridges, dict[str, str]]:
    view = View.from_rows({"matter_act": rows}, as_of=AS_OF)
    found = bridges(view)
    givers = [one.giver for one in found.bridges] + [giver for circle in found.circles for giver in circle.givers]
    return found, {node: label for node, (_, label) in names_of(view, givers).items()}


# Two pairs of posts with beneficiaries of their own, and one post that shares one beneficiary with each pair.
TWO_CIRCLES = [
    *(("甲岗", firm) for firm in ("01", "02", "03")), *(("乙岗", firm) for firm in ("01", "02", "03")),
    *(("丙岗", firm) for firm in ("11", "12", "13")), *(("丁岗", firm) for firm in ("11", "12", "13")),
    ("桥岗", "01"), ("桥岗", "11"),
]  # fmt: skip


def test_the_post_between_two_circles_comes_first_and_cuts_them_apart() -> None:
    found, names = seen(acts(*TWO_CIRCLES))
    first = found.bridges[0]
    assert (names[first.giver], first.parts, first.circles, first.takers) == ("桥岗", 2, 2, 2)
    assert all(one.parts == 1 for one in found.bridges[1:])
    assert {frozenset(names[giver] for giver in circle.givers) - {"桥岗"} for circle in found.circles} == {
        frozenset({"甲岗", "乙岗"}), frozenset({"丙岗", "丁岗"}),
    }  # fmt: skip
    assert (found.givers, found.takers, found.single, found.least, found.pivots) == (5, 6, 0, 1, None)


def test_a_beneficiary_of_one_post_links_nothing_and_is_counted_apart() -> None:
    found, _ = seen(acts(("甲岗", "01"), ("甲岗", "02")))
    assert found == Bridges((), (), 0, 0, 2, 1, None)


def test_steps_that_are_no_handling_and_parties_by_name_alone_make_no_pair() -> None:
    filed, _ = seen(acts(("甲岗", "01"), ("乙岗", "01"), act="archive"))
    named, _ = seen(acts(("甲岗", "01"), ("乙岗", "01"), party_name="柳如眉", party_code=None))
    assert filed.givers == named.givers == 0


def test_a_matter_that_passes_two_posts_of_a_circle_counts_once_for_each() -> None:
    found, names = seen(acts(("甲岗", "01"), ("乙岗", "01"), ("甲岗", "01")))
    assert found.circles == (Circle(tuple(sorted(names)), 1, 3, 0),)


def test_units_that_buy_stand_beside_posts() -> None:
    rows = {
        "matter_act": acts(("甲岗", "01")),
        "purchase": [{"id": "p1", "number": "采1", "buyer": UNIT, "supplier": "岚汀01有限公司",
                      "supplier_code": "91439903MA00000001X"}],
    }  # fmt: skip
    view = View.from_rows(rows, as_of=AS_OF)
    found = bridges(view)
    (circle,) = found.circles
    assert sorted(names_of(view, circle.givers).values()) == [("post", "甲岗"), ("unit", UNIT)]


def test_a_large_graph_keeps_the_pairs_with_more_cases_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("analytics.relations.bridges")
    monkeypatch.setattr(module, "MOST_PAIRS", 2)
    monkeypatch.setattr(module, "MOST_VISITS", 4)
    twice = [("甲岗", "01"), ("乙岗", "01")] * 2
    found, _ = seen(acts(*twice, ("甲岗", "02"), ("乙岗", "02")))
    assert (found.least, found.givers, found.takers, found.pivots) == (2, 2, 1, 2)


def test_the_order_of_rows_does_not_matter() -> None:
    rows = acts(*TWO_CIRCLES)
    assert seen(rows)[0] == seen(rows[::-1])[0]
