"""Firms that bid for the same lots again and again, and whether they win in turn.

Flows in: bids, and the lots they are for. Flows out: rings, with how often their members would meet by chance, who won,
and how often the winner of one lot also won the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import ibis
import ibis.expr.types as ir
import networkx as nx

from analytics.relations.favour.chance import few_repeats, repeats
from analytics.relations.favour.dealings import Dealing, Margins, Network, paired, rows_of
from analytics.relations.records import kept, named
from analytics.snapshot import View
from models.vocabulary import BidOutcome, EvidenceTier

# A ring has three members at least: two firms of one trade meet often.
LEAST_MEMBERS = 3
# Lots for which all of them bid; fewer show no pattern.
LEAST_LOTS = 3

Lot = tuple[str, str]  # project number and lot


@dataclass(frozen=True, slots=True)
class Ring:
    """Firms all of whom bid for each of `lots` (in order of time).

    `wins` are the lots that each member won, `outside` those that another firm won. `weakest` is the pair of members
    whose meeting so often is least unlikely, and speaks for the ring. `p_turns` is the chance of so few `repeats` (lots
    won by the winner of the lot before) if the members' wins came in any order. `rows` are the lots and the bids, as
    (table, id).
    """

    firms: tuple[str, ...]
    lots: tuple[Lot, ...]
    buyers: tuple[str, ...]
    wins: Mapping[str, int]
    outside: int
    repeats: int
    p_turns: Fraction
    weakest: Dealing
    rows: tuple[tuple[str, str], ...]

    @property
    def is_in_turn(self) -> bool:
        """Whether every member wins, and none two more than another."""
        return min(self.wins.values()) > 0 and max(self.wins.values()) - min(self.wins.values()) <= 1


def bids(view: View) -> ir.Table:
    """Bids, one for each firm and lot, with the buyer, day and stratum (category and year) of the lot."""
    made = named(view, "bid", firm="bidder")
    made = made.filter(
        made.firm_id.notnull()
        & (made.firm_tier != EvidenceTier.D)
        & made.purchase_number.notnull()
        & (made.outcome.isnull() | (made.outcome != BidOutcome.WITHDRAWN))
    ).select(
        "firm_id",
        number="purchase_number",
        lot=made.lot.fill_null(""),
        won=(made.outcome == BidOutcome.WON).fill_null(False).cast("int8"),
        bid_id="id",
    )
    made = made.group_by("firm_id", "number", "lot").aggregate(won=made.won.max(), bid_id=made.bid_id.min())
    bought = named(view, "purchase", buyer="unit")
    year = bought.fiscal_year.fill_null(bought.awarded_on.year()).cast("string").fill_null("")
    bought = bought.filter(bought.number.notnull()).select(
        "number",
        "buyer_id",
        lot=bought.lot.fill_null(""),
        stratum=bought.category.fill_null("") + "/" + year,
        day=ibis.coalesce(bought.announced_on, bought.bids_due, bought.awarded_on),
        purchase_id="id",
    )
    bought = bought.group_by("number", "lot").aggregate(
        buyer_id=bought.buyer_id.min(),
        stratum=bought.stratum.min(),
        day=bought.day.min(),
        purchase_id=bought.purchase_id.min(),
    )
    joined = made.left_join(bought, ["number", "lot"])
    columns = ("firm_id", "number", "lot", "won", "day", "buyer_id", "bid_id", "purchase_id")
    return joined.select(*columns, stratum=joined.stratum.fill_null(""))


def co_bidding(view: View, made: ir.Table) -> Network:
    """Pairs of firms that bid for the same lots, against firms of as many bids in lots of one category and year.

    Who met whom is kept on the engine: asked for anew within a larger question, it is joined in an order that takes
    gigabytes.
    """
    other = made.select(taker_id="firm_id", number="number", lot="lot")
    both = made.join(other, ["number", "lot"])
    both = both.filter(both.firm_id < both.taker_id)
    cells = kept(
        view,
        "favour_meetings",
        both.group_by("taker_id", "stratum", giver_id=both.firm_id).aggregate(shared=both.count()),
    )
    lots = made.select("number", "lot", "stratum").distinct()
    of_firms = made.group_by("firm_id", "stratum").aggregate(bids=made.count())
    margins = Margins(
        of_firms.select(giver_id="firm_id", stratum="stratum", given="bids"),
        of_firms.select(taker_id="firm_id", stratum="stratum", taken="bids"),
        lots.group_by("stratum").aggregate(cases=lots.count()),
    )
    return paired(cells, margins, least=LEAST_LOTS)


def rings(made: ir.Table, pairs: Network, rate: Fraction) -> list[Ring]:
    """The rings of firms that meet beyond chance at this false discovery rate, the least likely first."""
    tied = pairs.beyond_chance(rate, LEAST_LOTS)
    graph: nx.Graph[str] = nx.Graph((pair.giver_id, pair.taker_id) for pair in tied)
    cliques = sorted(tuple(sorted(one)) for one in nx.find_cliques(graph) if len(one) >= LEAST_MEMBERS)
    members = sorted({firm for clique in cliques for firm in clique})
    of_firm: dict[str, dict[Lot, dict[str, Any]]] = defaultdict(dict)
    for row in rows_of(made.filter(made.firm_id.isin(members))):
        of_firm[row["firm_id"]][row["number"], row["lot"]] = row
    found = [ring for clique in cliques if (ring := _ring(clique, of_firm, tied)) is not None]
    return sorted(found, key=lambda ring: (ring.weakest.q, ring.p_turns, ring.firms))


def _ring(
    firms: tuple[str, ...], of_firm: Mapping[str, Mapping[Lot, Mapping[str, Any]]], tied: Sequence[Dealing]
) -> Ring | None:
    shared = set.intersection(*(set(of_firm[firm]) for firm in firms))
    if len(shared) < LEAST_LOTS:
        return None
    first = of_firm[firms[0]]
    lots = tuple(sorted(shared, key=lambda lot: (first[lot]["day"] is None, str(first[lot]["day"]), lot)))
    winners = [next((firm for firm in firms if of_firm[firm][lot]["won"]), None) for lot in lots]
    own = [winner for winner in winners if winner is not None]
    wins = {firm: own.count(firm) for firm in firms}
    again = repeats(own)
    bought = [("purchase", first[lot]["purchase_id"]) for lot in lots if first[lot]["purchase_id"]]
    return Ring(
        firms=firms,
        lots=lots,
        buyers=tuple(sorted({first[lot]["buyer_id"] for lot in lots if first[lot]["buyer_id"]})),
        wins=wins,
        outside=len(winners) - len(own),
        repeats=again,
        p_turns=few_repeats(wins.values(), again) if own else Fraction(1),
        weakest=max((pair for pair in tied if {pair.giver_id, pair.taker_id} <= set(firms)), key=lambda pair: pair.q),
        rows=(*bought, *(("bid", of_firm[firm][lot]["bid_id"]) for lot in lots for firm in firms)),
    )
