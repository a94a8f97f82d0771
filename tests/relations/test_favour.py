"""Favouritism as a network: chances are exact, patterns are found where they are, and innocent neighbours are not."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, permutations
from math import comb
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.relations.favour import COLUMNS, FavourKind, Stratum, favouritism
from analytics.relations.favour.chance import adjusted, expected, few_repeats, fisher, repeats, tail
from analytics.relations.favour.returns import spread
from analytics.snapshot import View

DAY = date(2025, 12, 31)
UNITS = ("岚汀市水利局", "岚汀市民政局", "岚汀市农业农村局", "岚汀市教育局")
Rows = list[dict[str, Any]]


# --- chance ----------------------------------------------------------------------------------------------------------


@st.composite
def strata(draw: st.DrawFn) -> Stratum:
    cases = draw(st.integers(1, 7))
    return Stratum(cases, draw(st.integers(0, cases)), draw(st.integers(0, cases)))


def shared_by_all_deals(stratum: Stratum) -> Counter[int]:
    """How many ways of dealing out a stratum give each number of shared cases, one by one."""
    own = set(range(stratum.taken))
    return Counter(len(own & set(deal)) for deal in combinations(range(stratum.cases), stratum.given))


@given(st.lists(strata(), max_size=2), st.integers(0, 8))
def test_a_tail_counts_the_deals_that_share_as_much(found: list[Stratum], observed: int) -> None:
    ways: Counter[int] = Counter({0: 1})
    for stratum in found:
        own = shared_by_all_deals(stratum)
        ways = Counter({n: sum(ways[k] * own[n - k] for k in ways) for n in range(max(ways) + max(own, default=0) + 1)})
    whole = sum(ways.values())
    assert tail(found, observed) == Fraction(sum(w for n, w in ways.items() if n >= observed), whole)
    assert expected(found) == Fraction(sum(n * w for n, w in ways.items()), whole)


@given(strata(), st.fractions(0, 1))
def test_a_fair_city_is_called_no_more_often_than_the_level_says(stratum: Stratum, level: Fraction) -> None:
    ways = shared_by_all_deals(stratum)
    called = sum(w for n, w in ways.items() if tail([stratum], n) <= level)
    assert Fraction(called, sum(ways.values())) <= level


@settings(max_examples=40)
@given(st.lists(st.integers(1, 3), min_size=1, max_size=3), st.integers(0, 6))
def test_few_repeats_counts_the_orders_of_the_same_wins(counts: list[int], observed: int) -> None:
    wins = [firm for firm, number in enumerate(counts) for _ in range(number)]
    orders = set(permutations(wins))
    assert few_repeats(counts, observed) == Fraction(sum(repeats(o) <= observed for o in orders), len(orders))


@given(st.integers(1, 4), st.integers(0, 4), st.integers(1, 6))
def test_an_even_spread_counts_all_ways_for_the_rest_to_fall(parties: int, beyond: int, matters: int) -> None:
    mine = sum(comb(beyond, n) * (parties - 1) ** (beyond - n) for n in range(beyond + 1) if n + 1 >= matters)
    assert spread(parties + beyond, parties, matters) == Fraction(mine, parties**beyond)


@given(st.lists(st.fractions(0, 1), min_size=1, max_size=8), st.integers(0, 20))
def test_false_discovery_rates_follow_benjamini_and_hochberg(values: list[Fraction], more: int) -> None:
    tests = len(values) + more
    found = adjusted(dict(enumerate(values)), tests)
    for n, value in enumerate(values):
        ranks = [(v, sum(w <= v for w in values)) for v in values if v >= value]
        assert found[n] == min(1, *(v * tests / rank for v, rank in ranks))


@given(st.fractions(Fraction(1, 10**9), 1), st.fractions(Fraction(1, 10**9), 1))
def test_the_chance_of_both_ways_is_never_below_their_product(one: Fraction, other: Fraction) -> None:
    assert one * other <= fisher(one, other) <= 1


# --- patterns --------------------------------------------------------------------------------------------------------


def lot(number: int, buyer: str, bidders: Iterable[str], winner: str) -> tuple[dict[str, Any], Rows]:
    day = date(2025, 1, 6) + timedelta(days=number)
    shared = {"document_id": "d", "locator": f"sheet:1!R{number}"}
    purchase = {
        "id": f"q{number:03}",
        "number": f"P{number:03}",
        "lot": "1",
        "title": "设备采购",
        "buyer": buyer,
        "category": "goods",
        "fiscal_year": 2025,
        "amount_fen": 10_000,
        "announced_on": day,
        "supplier": winner,
    }
    bids = [
        {
            "id": f"b{number:03}-{place}",
            "purchase_number": f"P{number:03}",
            "lot": "1",
            "bidder": firm,
            "outcome": "won" if firm == winner else "lost",
            **shared,
        }
        for place, firm in enumerate(bidders)
    ]
    return {**purchase, **shared}, bids


def market(lots: int, first: int = 0) -> list[tuple[dict[str, Any], Rows]]:
    """Lots for which other firms bid each time, and win in no pattern."""
    made = []
    for n in range(first, first + lots):
        firms = [f"岚汀第{n}批{place}号仪器有限公司" for place in "甲乙丙"]
        made.append(lot(n, UNITS[n % len(UNITS)], firms, firms[n % 3]))
    return made


def view_of(lots: list[tuple[dict[str, Any], Rows]], **tables: Rows) -> View:
    purchases = [purchase for purchase, _ in lots]
    bids = [bid for _, own in lots for bid in own]
    documents = [{"id": "d", "kind": "purchase_register", "status": "accepted", "publisher": UNITS[0]}]
    return View.from_rows({"document": documents, "purchase": purchases, "bid": bids, **tables}, as_of=DAY)


RING = ("岚汀恒岳科技有限公司", "岚汀正和仪器有限公司", "岚汀明川仪器有限公司")


def ring_in_turn(lots: int = 6) -> list[tuple[dict[str, Any], Rows]]:
    return [lot(100 + n, UNITS[0], RING, RING[n % 3]) for n in range(lots)]


def test_three_who_always_bid_together_and_win_in_turn_are_a_ring() -> None:
    [ring] = favouritism(view_of(market(60) + ring_in_turn())).rings
    assert len(ring.lots) == 6
    assert ring.is_in_turn
    assert (sorted(ring.wins.values()), ring.outside, ring.repeats) == ([2, 2, 2], 0, 0)
    assert ring.p_turns == Fraction(1, 3)
    assert ring.weakest.p == Fraction(1, comb(66, 6))


def test_a_ring_of_whom_one_always_wins_is_not_in_turn() -> None:
    lots = [lot(100 + n, UNITS[0], RING, RING[0]) for n in range(6)]
    [ring] = favouritism(view_of(market(60) + lots)).rings
    assert not ring.is_in_turn
    assert ring.repeats == 5


def test_three_who_win_in_turn_against_others_each_time_are_no_ring() -> None:
    lots = [
        lot(100 + n, UNITS[0], (RING[n % 3], f"岚汀{n}仪器有限公司", f"岚汀{n}科技有限公司"), RING[n % 3])
        for n in range(6)
    ]
    assert favouritism(view_of(market(60) + lots)).rings == []


def test_bidders_without_a_full_name_or_who_withdrew_make_no_ring() -> None:
    lots = ring_in_turn()
    for _, bids in lots:
        bids[0]["outcome"] = "withdrawn"
        bids[1]["bidder"] = "正和"
    assert favouritism(view_of(market(60) + lots)).rings == []


def test_a_supplier_who_wins_from_one_buyer_beyond_chance_is_steady_and_states_what_chance_would_give() -> None:
    favours = favouritism(view_of(market(60) + [lot(100 + n, UNITS[0], (RING[0],), RING[0]) for n in range(8)]))
    [steady] = favours.steady
    assert (steady.shared, steady.given, steady.taken) == (8, 23, 8)
    assert steady.expected == Fraction(8 * 23, 68)
    assert steady.p == Fraction(comb(23, 8), comb(68, 8))
    assert steady.q == steady.p * favours.suppliers.pairs
    assert favours.suppliers.pairs == 61
    assert favours.suppliers.repeated == Fraction(1, 61)


def test_the_same_wins_from_all_buyers_alike_are_not_steady() -> None:
    lots = [lot(100 + n, UNITS[n % len(UNITS)], (RING[0],), RING[0]) for n in range(8)]
    assert favouritism(view_of(market(60) + lots)).steady == []


def act(number: int, unit: str, actor: str, party: str, *, power: str = "经营许可", code: str | None = None) -> Rows:
    """A decided matter of a firm."""
    return [
        {
            "id": f"m{number:03}",
            "document_id": "d",
            "locator": f"sheet:1!R{number}",
            "matter_number": f"{number:03}",
            "power": power,
            "unit_name": unit,
            "post": "审批岗",
            "step_name": "决定",
            "act": "decide",
            "actor_name": actor,
            "actor_id_hash": f"k-{actor}",
            "acted_on": date(2025, 3, 3),
            "party_name": party,
            "party_code": code,
        }
    ]


OFFICIALS = ("钟离策", "石见川")
FIRMS = {"钟离策": "岚汀青禾农业有限公司", "石见川": "岚汀白石农业有限公司"}


def declared(official: str, unit: str) -> Rows:
    return [
        {
            "id": f"t-{official}",
            "document_id": "d",
            "locator": f"sheet:1!R{len(official)}",
            "name": official,
            "id_hash": f"k-{official}",
            "unit_name": unit,
            "relation": "妻子",
            "relative_name": f"{official[0]}妻",
            "relative_id_hash": f"w-{official}",
            "firm": FIRMS[official],
            "firm_role": "legal_representative",
        }
    ]


def traded(there: int, back: int) -> View:
    """Two officials of two units, and how often each decides for the other's wife, among matters of strangers."""
    one, other = OFFICIALS
    acts = [row for n in range(there) for row in act(n, UNITS[0], one, FIRMS[other])]
    acts += [row for n in range(back) for row in act(100 + n, UNITS[1], other, FIRMS[one])]
    for n in range(60):
        who, unit = ((one, UNITS[0]), (other, UNITS[1]), ("苗亦帆", UNITS[2]))[n % 3]
        acts += act(200 + n, unit, who, f"岚汀{n}号商贸有限公司")
    ties = declared(one, UNITS[0]) + declared(other, UNITS[1])
    return view_of(market(3), matter_act=acts, declared_tie=ties)


def test_two_who_decide_on_firms_of_each_others_kin_trade_favours() -> None:
    [exchange] = favouritism(traded(4, 4)).exchanges.found
    assert {exchange.there.dealing.shared, exchange.back.dealing.shared} == {4}
    assert exchange.p == fisher(exchange.there.dealing.p, exchange.back.dealing.p)
    assert exchange.there.dealing.p == Fraction(comb(24, 4), comb(68, 4))
    assert {table for way in (exchange.there, exchange.back) for table, _ in way.ties} == {"declared_tie"}


@pytest.mark.parametrize(("there", "back"), [(4, 0), (4, 1), (0, 4)])
def test_favours_that_go_one_way_are_not_traded(there: int, back: int) -> None:
    assert favouritism(traded(there, back)).exchanges.found == ()


def test_namesakes_of_officials_have_no_circle() -> None:
    view = traded(4, 4)
    tables = {name: view.rows(name) for name in ("document", "purchase", "bid", "matter_act")}
    ties = [{**row, "id_hash": f"x-{row['name']}"} for row in view.rows("declared_tie")]
    assert favouritism(View.from_rows({**tables, "declared_tie": ties}, as_of=DAY)).exchanges.found == ()


def test_a_firm_that_comes_back_to_one_unit_again_and_again_is_found_with_who_handled_it() -> None:
    acts = [
        row
        for n in range(60)
        for row in act(n, UNITS[n % 3], ("钟离策", "石见川", "苗亦帆")[n % 3], f"岚汀{n}号商贸有限公司")
    ]
    acts += [row for n in range(100, 105) for row in act(n, UNITS[0], "钟离策", RING[0])]
    [found] = favouritism(view_of(market(3), matter_act=acts)).returning.found
    assert (found.matters, found.whole, found.parties) == (5, 25, 21)
    assert found.p == Fraction(1, 21**4)
    assert [number for _, number in found.officials] == [5]


def test_a_party_whom_one_of_several_colleagues_always_handles_is_chosen() -> None:
    actors = ("钟离策", "石见川", "苗亦帆", "鄢知夏")
    acts = [row for n in range(80) for row in act(n, UNITS[0], actors[n % 4], f"岚汀{n}号商贸有限公司")]
    acts += [row for n in range(100, 106) for row in act(n, UNITS[0], "钟离策", RING[0])]
    [chosen] = favouritism(view_of(market(3), matter_act=acts)).chosen
    assert (chosen.shared, chosen.given, chosen.taken) == (6, 26, 6)
    assert chosen.p == Fraction(comb(26, 6), comb(86, 6))


def test_where_one_official_handles_everything_nobody_is_chosen() -> None:
    acts = [row for n in range(80) for row in act(n, UNITS[0], "钟离策", f"岚汀{n}号商贸有限公司")]
    acts += [row for n in range(100, 106) for row in act(n, UNITS[0], "钟离策", RING[0])]
    favours = favouritism(view_of(market(3), matter_act=acts))
    assert favours.chosen == []
    assert [dealing.p for dealing in favours.parties.dealings.values()] == [1]


def test_communities_are_those_who_deal_with_each_other() -> None:
    firms = (*RING, "岚汀东屏仪器有限公司")
    inner = [(buyer, firm) for side in (0, 2) for buyer in UNITS[side : side + 2] for firm in firms[side : side + 2]]
    lots = [lot(100 + n, buyer, (firm,), firm) for n, (buyer, firm) in enumerate(inner * 2)]
    found = favouritism(view_of(market(30) + lots)).circles_of_buyers
    assert [(len(one.givers), len(one.takers), one.inside, one.crossing) for one in found] == [(2, 2, 8, 0)] * 2


def test_findings_are_one_table_least_likely_first_whatever_the_order_of_rows() -> None:
    lots = market(60) + ring_in_turn(9)
    first = favouritism(view_of(lots))
    random.Random(20250630).shuffle(lots)
    second = favouritism(view_of(lots))
    assert first.table.equals(second.table)
    assert first.table.column_names == list(COLUMNS)
    kinds = first.table["kind"].to_pylist()
    assert kinds[0] == FavourKind.WINNERS_IN_TURN
    said = first.findings[0].sentence
    assert "9" in said.say("zh")
    assert "Pairs compared" in said.say("en")
    assert [one.q for one in first.findings] == sorted(one.q for one in first.findings)
    assert set(first.table["evidence"].to_pylist()[0].split()) >= {"purchase/q100", "bid/b100-0"}


def test_nothing_held_finds_nothing() -> None:
    favours = favouritism(View.from_rows({}, as_of=DAY))
    assert favours.findings == []
    assert favours.suppliers.repeated == 0
    assert favours.circles_of_officials == []
