"""Favouritism as a network: who serves whom more often than chance would have it, and in what pattern.

Flows in: a view. Flows out: a `Favouritism`, whose parts are computed when first asked for and kept with the view.
Every finding carries its base rate, its p-value and the false discovery rate over all that were looked at. Nothing here
decides what is a flag; rules do, and what no rule names is for attention. Formulas: docs/method.md.
"""

from __future__ import annotations

from functools import cached_property

import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.favour.chance import Stratum, adjusted, expected, tail
from analytics.relations.favour.communities import Community, communities
from analytics.relations.favour.dealings import NOBODY, Dealing, Network, awards, handled, network, whole
from analytics.relations.favour.exchange import Exchange, Exchanges, exchanges
from analytics.relations.favour.findings import (
    COLUMNS,
    FALSE_DISCOVERY,
    LEAST_DEALINGS,
    FavourKind,
    Finding,
    Patterns,
    decimal,
    listed,
)
from analytics.relations.favour.returns import Return, Returns, returns, spread
from analytics.relations.favour.rings import Ring, bids, co_bidding, rings
from analytics.relations.records import kept, once_per_view
from analytics.snapshot import View

__all__ = [
    "COLUMNS",
    "FALSE_DISCOVERY",
    "LEAST_DEALINGS",
    "Community",
    "Dealing",
    "Exchange",
    "Exchanges",
    "FavourKind",
    "Favouritism",
    "Finding",
    "Network",
    "Return",
    "Returns",
    "Ring",
    "Stratum",
    "adjusted",
    "decimal",
    "expected",
    "favouritism",
    "spread",
    "tail",
    "whole",
]


class Favouritism:
    """What the networks of one view tell."""

    def __init__(self, view: View) -> None:
        self._view = view

    @cached_property
    def _handled(self) -> ir.Table:
        return handled(self._view)

    @cached_property
    def _bids(self) -> ir.Table:
        return kept(self._view, "favour_bids", bids(self._view))

    @cached_property
    def suppliers(self) -> Network:
        """Buyers and the suppliers of their lots."""
        return NOBODY if self._view.is_empty("purchase") else network(awards(self._view))

    @cached_property
    def parties(self) -> Network:
        """Officials and the parties whose matters they handle, against their colleagues at the same step."""
        return NOBODY if self._view.is_empty("matter_act") else network(self._handled)

    @cached_property
    def bidders(self) -> Network:
        """Firms and the firms they meet at bids."""
        return NOBODY if self._view.is_empty("bid") else co_bidding(self._view, self._bids)

    @cached_property
    def steady(self) -> list[Dealing]:
        """Suppliers who win from one buyer beyond chance: steady winners."""
        return self.suppliers.beyond_chance(FALSE_DISCOVERY, LEAST_DEALINGS)

    @cached_property
    def chosen(self) -> list[Dealing]:
        """Parties whose matters one official handles beyond chance, where colleagues could have."""
        return self.parties.beyond_chance(FALSE_DISCOVERY, LEAST_DEALINGS)

    @cached_property
    def returning(self) -> Returns:
        """Parties who come back to one unit beyond chance."""
        if self._view.is_empty("matter_act"):
            return Returns((), 0, 0)
        return returns(self._view, self._handled, FALSE_DISCOVERY)

    @cached_property
    def rings(self) -> list[Ring]:
        """Firms that bid together beyond chance; those that win in turn say so."""
        if self._view.is_empty("bid"):
            return []
        return rings(self._bids, self.bidders, FALSE_DISCOVERY)

    @cached_property
    def exchanges(self) -> Exchanges:
        """Officials of two units who decide on firms of each other's circle beyond chance."""
        if self._view.is_empty("matter_act"):
            return Exchanges((), 0, 0)
        return exchanges(self._view, self._handled, FALSE_DISCOVERY)

    @cached_property
    def circles_of_buyers(self) -> list[Community]:
        """Communities of buyers and suppliers."""
        return communities(self.suppliers)

    @cached_property
    def circles_of_officials(self) -> list[Community]:
        """Communities of officials and parties."""
        return communities(self.parties)

    @cached_property
    def findings(self) -> list[Finding]:
        """All findings in one list, the least likely first; communities are pictures and stand apart."""
        seen = Patterns(
            self.suppliers,
            self.parties,
            self.bidders,
            self.steady,
            self.chosen,
            self.returning,
            self.rings,
            self.exchanges,
        )
        return listed(self._view, seen)

    @cached_property
    def table(self) -> pa.Table:
        """The findings as a table of `COLUMNS`."""
        return pa.Table.from_pylist([one.as_row() for one in self.findings], schema=pa.schema(COLUMNS))


@once_per_view
def favouritism(view: View) -> Favouritism:
    """The favouritism of a view, computed once."""
    return Favouritism(view)
