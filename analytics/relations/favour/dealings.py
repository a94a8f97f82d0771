"""Who deals with whom how often, against what chance would give among cases of the same kind.

Flows in: cases as an Ibis table with the columns `giver_id`, `taker_id`, `stratum` and `case_id` (each case once).
Flows out: the pairs that met more than once, each with its margins, the number expected, p-value and false discovery
rate. Counting is done on the engine in whole numbers, chances are exact fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import ibis
import ibis.expr.types as ir

from analytics.relations.favour.chance import Stratum, adjusted, expected, tail
from analytics.relations.records import named
from analytics.snapshot import View
from models.vocabulary import EvidenceTier, StepAct

# Pairs that met once tell nothing: they are counted among the tests, and not listed.
LEAST_SHARED = 2
_SUBSTANCE = [str(act) for act in StepAct if act.of_substance]


@dataclass(frozen=True, slots=True)
class Dealing:
    """How often one giver served one taker (`shared`), of how many cases of the giver, and what chance would give.

    `expected` and `p` keep how many cases each giver and each taker has within each stratum; `q` is the false discovery
    rate at which the pair would be called, over all pairs of the network that met.
    """

    giver_id: str
    taker_id: str
    shared: int
    given: int
    taken: int
    strata: tuple[Stratum, ...]
    expected: Fraction
    p: Fraction
    q: Fraction


@dataclass(frozen=True, slots=True)
class Network:
    """A bipartite network: its listed pairs by giver and taker, and the base rate they are to be read against."""

    cases: int
    givers: int
    takers: int
    pairs: int  # that met at least once: the number of tests
    dealings: Mapping[tuple[str, str], Dealing] = field(repr=False)

    def of(self, giver_id: str, taker_id: str) -> Dealing | None:
        """The dealing of a pair, None where the two met less than twice."""
        return self.dealings.get((giver_id, taker_id))

    @property
    def repeated(self) -> Fraction:
        """The base rate: the part of all pairs that met more than once."""
        return Fraction(len(self.dealings), self.pairs) if self.pairs else Fraction(0)

    def beyond_chance(self, rate: Fraction, least: int) -> list[Dealing]:
        """Pairs that met `least` times or more and are called at this false discovery rate, the least likely first."""
        found = [d for d in self.dealings.values() if d.shared >= least and d.q <= rate]
        return sorted(found, key=lambda d: (d.q, d.p, d.giver_id, d.taker_id))


def awards(view: View) -> ir.Table:
    """Awarded lots as cases: the buyer gives, the supplier takes; alike are lots of one category and year."""
    lots = named(view, "purchase", giver="unit", taker="supplier")
    lots = lots.filter(lots.giver_id.notnull() & lots.buyer.notnull() & (lots.taker_tier != EvidenceTier.D))
    year = lots.fiscal_year.fill_null(lots.awarded_on.year()).cast("string").fill_null("")
    return lots.select(
        "giver_id", "taker_id", stratum=lots.category.fill_null("") + "/" + year, case_id=lots.id
    ).distinct()


def handled(view: View) -> ir.Table:
    """Handled matters as cases: the official gives, the party takes; alike are matters of one power at one step.

    Alike also means of the same unit, so that a party is never set against officials who could not have had it. Of an
    official's steps in one matter the first by name counts, so that nobody meets a party twice in one matter.
    """
    acts = named(view, "matter_act", giver="actor", taker="party")
    placement = view.table("placement")
    place = placement.filter(placement.record_table == "matter_act").select("record_id", "unit_id", "matter_id")
    acts = acts.inner_join(place, acts.id == place.record_id)
    acts = acts.filter(
        acts.act.isin(_SUBSTANCE)
        & acts.matter_id.notnull()
        & (acts.giver_tier != EvidenceTier.D)
        & (acts.taker_tier != EvidenceTier.D)
    )
    group = acts.unit_id.fill_null("") + "/" + acts.power.fill_null("") + "/"
    acts = acts.mutate(stratum=group + acts.act)
    return acts.group_by("giver_id", "taker_id", case_id=acts.matter_id).aggregate(stratum=acts.stratum.min())


def network(cases: ir.Table) -> Network:
    """The pairs of a table of cases that met more than once, with their chances."""
    cells = cases.group_by("giver_id", "taker_id", "stratum").aggregate(shared=cases.count())
    pairs = cells.group_by("giver_id", "taker_id").aggregate(total=cells.shared.sum())
    size = _one(cases.aggregate(cases=cases.count(), givers=cases.giver_id.nunique(), takers=cases.taker_id.nunique()))
    met = int(_one(pairs.aggregate(pairs=pairs.count()))["pairs"])
    listed = pairs.filter(pairs.total >= LEAST_SHARED)
    margins = _margins(cells, listed)
    dealings = {key: _dealing(key, rows) for key, rows in margins.items()}
    rates = adjusted({key: one.p for key, one in dealings.items()}, tests=met)
    found = {
        key: Dealing(one.giver_id, one.taker_id, one.shared, one.given, one.taken, one.strata, one.expected, one.p, q)
        for key, one in sorted(dealings.items())
        for q in (rates[key],)
    }
    return Network(int(size["cases"]), int(size["givers"]), int(size["takers"]), met, found)


def _margins(cells: ir.Table, listed: ir.Table) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """For every listed pair, the strata in which both have cases, with the margins of each."""
    of_givers = cells.group_by("giver_id", "stratum").aggregate(given=cells.shared.sum())
    of_takers = cells.group_by("taker_id", "stratum").aggregate(taken=cells.shared.sum())
    of_strata = cells.group_by("stratum").aggregate(cases=cells.shared.sum())
    joined = (
        listed.join(of_givers, "giver_id")
        .join(of_takers, ["taker_id", "stratum"])
        .join(of_strata, "stratum")
        .left_join(cells, ["giver_id", "taker_id", "stratum"])
        .select("giver_id", "taker_id", "stratum", "given", "taken", "cases", shared=ibis._.shared.fill_null(0))
    )
    totals = {row["giver_id"]: int(row["given"]) for row in _rows(_summed(of_givers, "giver_id", "given"))}
    takers = {row["taker_id"]: int(row["taken"]) for row in _rows(_summed(of_takers, "taker_id", "taken"))}
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in _rows(joined):
        key = row["giver_id"], row["taker_id"]
        found[key].append({**row, "all_given": totals[key[0]], "all_taken": takers[key[1]]})
    return found


def _dealing(key: tuple[str, str], rows: Sequence[Mapping[str, Any]]) -> Dealing:
    strata = tuple(sorted(Stratum(int(r["cases"]), int(r["given"]), int(r["taken"])) for r in rows))
    shared = sum(int(row["shared"]) for row in rows)
    first = rows[0]
    p = tail(strata, shared)
    return Dealing(*key, shared, first["all_given"], first["all_taken"], strata, expected(strata), p, p)


def _summed(table: ir.Table, by: str, column: str) -> ir.Table:
    return table.group_by(by).aggregate(**{column: table[column].sum()})


def _rows(table: ir.Table) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return found


def _one(table: ir.Table) -> dict[str, Any]:
    return _rows(table)[0]
