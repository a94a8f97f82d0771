"""Parties who come back to one unit far more often than the others do.

Flows in: handled matters as cases. Flows out: parties with more matters before a unit than an even spread would give,
and the officials who handled them: whose customer a party is, where nobody else could have handled it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import comb

import ibis.expr.types as ir

from analytics.relations.favour.chance import adjusted
from analytics.relations.favour.dealings import rows_of, whole
from analytics.snapshot import View

# Matters of one party before one unit and power; fewer show no pattern.
LEAST_MATTERS = 3


@dataclass(frozen=True, slots=True)
class Return:
    """A party with `matters` of the `whole` matters that `parties` parties (firms, or persons) had before one unit.

    `expected` is an even share; `p` the chance of as many, if every party came once and all further matters fell on
    anybody alike; `q` the false discovery rate over all parties of all units. `officials` handled them, with how many.
    """

    unit_id: str
    taker_id: str
    matters: int
    whole: int
    parties: int
    officials: tuple[tuple[str, int], ...]
    p: Fraction
    q: Fraction

    @property
    def expected(self) -> Fraction:
        """An even share of the matters."""
        return Fraction(self.whole, self.parties)


@dataclass(frozen=True, slots=True)
class Returns:
    """Parties who return beyond chance, the least likely first; of how many, and how many had `LEAST_MATTERS`."""

    found: tuple[Return, ...]
    parties: int
    alike: int


def returns(view: View, cases: ir.Table, rate: Fraction) -> Returns:
    """Parties who return beyond chance at this false discovery rate, firms and persons apart."""
    matters = cases.filter(cases.unit_id.notnull()).select("unit_id", "taker_id", "case_id").distinct()
    organisation = view.table("organisation").select(firm_id="organisation_id")
    joined = matters.left_join(organisation, matters.taker_id == organisation.firm_id)
    matters = joined.mutate(is_firm=joined.firm_id.notnull())
    pairs = matters.group_by("unit_id", "is_firm", "taker_id").aggregate(matters=matters.count())
    groups = pairs.group_by("unit_id", "is_firm").aggregate(whole=pairs.matters.sum(), parties=pairs.count())
    listed = pairs.filter(pairs.matters >= LEAST_MATTERS).join(groups, ["unit_id", "is_firm"])
    found: dict[tuple[str, str], Return] = {}
    for row in rows_of(listed):
        margins = int(row["matters"]), int(row["whole"]), int(row["parties"])
        p = spread(margins[1], margins[2], margins[0])
        found[row["unit_id"], row["taker_id"]] = Return(row["unit_id"], row["taker_id"], *margins, (), p, p)
    parties = whole(pairs.count())
    rates = adjusted({key: one.p for key, one in found.items()}, parties)
    called = {key: replace(one, q=rates[key]) for key, one in found.items() if rates[key] <= rate}
    handlers = _handlers(cases, called)
    told = (replace(one, officials=tuple(handlers[key])) for key, one in called.items())
    order = sorted(told, key=lambda one: (one.q, one.p, one.unit_id, one.taker_id))
    return Returns(tuple(order), parties, len(found))


@lru_cache(maxsize=4096)
def spread(cases: int, parties: int, matters: int) -> Fraction:
    """The chance that one of `parties` has `matters` of `cases` or more, when each has one and the rest falls evenly.

    The matters beyond the first of each party are a binomial draw with 1 / parties.

    >>> spread(cases=4, parties=2, matters=3)
    Fraction(1, 4)
    """
    beyond, least = cases - parties, matters - 1
    below = sum(comb(beyond, n) * (parties - 1) ** (beyond - n) for n in range(min(least, beyond + 1)))
    return 1 - Fraction(below, parties**beyond)


def _handlers(cases: ir.Table, called: dict[tuple[str, str], Return]) -> dict[tuple[str, str], list[tuple[str, int]]]:
    takers = sorted({taker for _, taker in called})
    chosen = cases.filter(cases.taker_id.isin(takers))
    counted = chosen.group_by("unit_id", "taker_id", "giver_id").aggregate(matters=chosen.case_id.nunique())
    found: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for row in rows_of(counted.order_by("giver_id")):
        found[row["unit_id"], row["taker_id"]].append((row["giver_id"], int(row["matters"])))
    return found
