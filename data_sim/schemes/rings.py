"""Bidders put in the place of others: what two schemes about bidding have in common.

Flows in: the ground. Flows out: firms that can bid for a lot without a tie to who judges it, and bids written anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data_sim.frames import NOBODY, Array
from data_sim.schemes.scheme import Ground, Row
from data_sim.schemes.sites import is_near, roles_of_firm
from models.vocabulary import BidOutcome

_OUTCOMES = list(BidOutcome)
_WON, _CANDIDATE = _OUTCOMES.index(BidOutcome.WON), _OUTCOMES.index(BidOutcome.CANDIDATE)


def bids_for(ground: Ground, lot: int) -> Array:
    """The bids for a lot, the best first."""
    bids = ground.world["bids"]
    order, first = ground.once("bids-of", lambda: _grouped_bids(ground), len(bids))
    rows = order[first[lot] : first[lot + 1]]
    rows = rows[bids.kept[rows]]
    ranked: Array = rows[np.argsort(bids["rank"][rows], kind="stable")]
    return ranked


def _grouped_bids(ground: Ground) -> tuple[Array, Array]:
    lot = ground.world["bids"]["purchase"]
    order = np.argsort(lot, kind="stable")
    return order, np.searchsorted(lot[order], np.arange(len(ground.world["lots"]) + 1))


def are_apart(ground: Ground, firms: Sequence[int]) -> bool:
    """Whether no two of some firms share a person, and none holds another or is held."""
    roles, holdings = ground.world["roles"], ground.world["holdings"]
    people = [set(roles["person"][roles_of_firm(ground, firm)].tolist()) for firm in firms]
    tied = np.isin(holdings["firm"], firms) | np.isin(holdings["holder"], firms)
    return not tied.any() and len(set().union(*people)) == sum(map(len, people))


def people_ever(ground: Ground, firms: Sequence[int]) -> set[int]:
    """Everyone who has, or once had, a part in some firms, employees among them."""
    roles = ground.world["roles"]
    return set(roles["person"][np.isin(roles["firm"], firms)].tolist())


def may_bid(ground: Ground, lot: int, firms: Sequence[int], people: set[int]) -> bool:
    """Whether some firms can bid for a lot: all were there in time, none of their people is near who judges it."""
    world = ground.world
    evaluators, known = world["evaluators"], world["firms"]
    if any(known["founded"][firm] >= world["lots"]["announced"][lot] or known["status"][firm] for firm in firms):
        return False
    order, first = ground.once("judges-of", lambda: _grouped_judges(ground), len(evaluators))
    judges = evaluators["person"][order[first[lot] : first[lot + 1]]]
    return not any(is_near(ground, judge, people) for judge in judges[judges != NOBODY].tolist())


def _grouped_judges(ground: Ground) -> tuple[Array, Array]:
    lot = ground.world["evaluators"]["purchase"]
    order = np.argsort(lot, kind="stable")
    return order, np.searchsorted(lot[order], np.arange(len(ground.world["lots"]) + 1))


def set_bidder(ground: Ground, bid: int, firm: int) -> None:
    """Another firm makes a bid: it pays the deposit, and its manager is the one it names elsewhere."""
    bids = ground.world["bids"]
    if bids["firm"][bid] == firm:
        return
    elsewhere = np.flatnonzero(bids["firm"] == firm)
    bids["manager"][bid] = bids["manager"][elsewhere[0]] if len(elsewhere) else NOBODY
    bids["firm"][bid] = bids["payer"][bid] = firm


def set_prices(ground: Ground, lot: int, rows: Array, price: int, above: Array) -> None:
    """The bids for a lot in order: the first wins at a price in fen, each other lies `above` it, in thousandths."""
    world = ground.world
    bids, lots = world["bids"], world["lots"]
    bids["amount"][rows] = price * (1000 + above) // 1000 // 100 * 100
    bids["rank"][rows] = np.arange(1, len(rows) + 1)
    bids["outcome"][rows] = np.where(np.arange(len(rows)) == 0, _WON, _CANDIDATE)
    lots["winner"][lot], lots["amount"][lot] = bids["firm"][rows[0]], bids["amount"][rows[0]]


def bid_rows(ground: Ground, lots: Sequence[int]) -> tuple[Row, ...]:
    """All bids for some lots, as they are written."""
    return tuple(Row("bid", int(bid)) for lot in lots for bid in bids_for(ground, lot))
