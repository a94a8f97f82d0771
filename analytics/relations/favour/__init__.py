"""Favouritism as a network: who serves whom more often than chance would have it, and in what pattern.

Flows in: a view. Flows out: a `Favouritism`, whose parts are computed when first asked for and kept with the view.
Every finding carries its base rate, its p-value and the false discovery rate over all that were looked at. Nothing here
decides what is a flag; rules do, and what no rule names is for attention.
"""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

from analytics.relations.favour.chance import Stratum
from analytics.relations.favour.dealings import Dealing, Network, awards, handled, network
from analytics.snapshot import View

__all__ = ["Dealing", "Favouritism", "Network", "Stratum", "favouritism"]


class Favouritism:
    """What the networks of one view tell."""

    def __init__(self, view: View) -> None:
        self._awards, self._handled = awards(view), handled(view)

    @cached_property
    def suppliers(self) -> Network:
        """Buyers and the suppliers of their lots: steady winners."""
        return network(self._awards)

    @cached_property
    def parties(self) -> Network:
        """Officials and the parties whose matters they handle, against their colleagues at the same step."""
        return network(self._handled)


_KEPT: WeakKeyDictionary[View, Favouritism] = WeakKeyDictionary()


def favouritism(view: View) -> Favouritism:
    """The favouritism of a view, computed once."""
    if view not in _KEPT:
        _KEPT[view] = Favouritism(view)
    return _KEPT[view]
