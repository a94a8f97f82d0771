"""Who deals with whom how often, against what chance would give among cases of the same kind.

Flows in: cases as an Ibis table with the columns `giver_id`, `taker_id`, `stratum` and `case_id` (each case once).
Flows out: the pairs that met more than once, each with its margins, the number expected, p-value and false discovery
rate. Counting is done on the engine in whole numbers, chances are exact fractions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import ibis
import ibis.expr.types as ir

from analytics.relations.favour.chance import Stratum, adjusted, expected, tail
from analytics.relations.records import kept, named
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


NOBODY = Network(0, 0, 0, 0, {})  # where no register of the cases is held


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
    kind = acts.unit_id.fill_null("") + "/" + acts.power.fill_null("") + "/" + acts.act
    counted = acts.group_by("giver_id", "taker_id", "unit_id", case_id=acts.matter_id).aggregate(stratum=kind.min())
    return kept(view, "favour_handled", counted)


def network(cases: ir.Table) -> Network:
    """The pairs of a table of cases that met more than once, with their chances."""
    cells = cases.group_by("giver_id", "taker_id", "stratum").aggregate(shared=cases.count())
    margins = Margins(
        cells.group_by("giver_id", "stratum").aggregate(given=cells.shared.sum()),
        cells.group_by("taker_id", "stratum").aggregate(taken=cells.shared.sum()),
        cells.group_by("stratum").aggregate(cases=cells.shared.sum()),
    )
    return paired(cells, margins)


@dataclass(frozen=True, slots=True)
class Margins:
    """What chance keeps: cases by giver and stratum (`given`), by taker and stratum (`taken`), by stratum (`cases`)."""

    of_givers: ir.Table
    of_takers: ir.Table
    of_strata: ir.Table


def paired(cells: ir.Table, margins: Margins, least: int = LEAST_SHARED) -> Network:
    """The pairs of givers and takers that share `least` cases or more, from `shared` by pair and stratum."""
    pairs = cells.group_by("giver_id", "taker_id").aggregate(total=cells.shared.sum())
    met = whole(pairs.count())
    listed = pairs.filter(pairs.total >= least)
    dealings = {key: _dealing(key, rows) for key, rows in _by_pair(cells, listed, margins).items()}
    rates = adjusted({key: one.p for key, one in dealings.items()}, tests=met)
    return Network(
        whole(margins.of_strata.cases.sum()),
        whole(margins.of_givers.giver_id.nunique()),
        whole(margins.of_takers.taker_id.nunique()),
        met,
        {key: replace(one, q=rates[key]) for key, one in sorted(dealings.items())},
    )


def _by_pair(cells: ir.Table, listed: ir.Table, margins: Margins) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """For every listed pair, the strata in which both have cases, with the margins of each."""
    givers, takers = margins.of_givers, margins.of_takers
    joined = (
        listed.join(givers, "giver_id")
        .join(takers, ["taker_id", "stratum"])
        .join(margins.of_strata, "stratum")
        .left_join(cells, ["giver_id", "taker_id", "stratum"])
        .select("giver_id", "taker_id", "stratum", "given", "taken", "cases", shared=ibis._.shared.fill_null(0))
    )
    all_given = _totals(givers.semi_join(listed, "giver_id"), "giver_id", "given")
    all_taken = _totals(takers.semi_join(listed, "taker_id"), "taker_id", "taken")
    found: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(joined):
        key = row["giver_id"], row["taker_id"]
        found[key].append({**row, "all_given": all_given[key[0]], "all_taken": all_taken[key[1]]})
    return found


def _totals(table: ir.Table, by: str, column: str) -> dict[str, int]:
    return {row[by]: int(row["total"]) for row in rows_of(table.group_by(by).aggregate(total=table[column].sum()))}


def _dealing(key: tuple[str, str], rows: Sequence[Mapping[str, Any]]) -> Dealing:
    strata = tuple(sorted(Stratum(int(r["cases"]), int(r["given"]), int(r["taken"])) for r in rows))
    shared = sum(int(row["shared"]) for row in rows)
    first = rows[0]
    p = tail(strata, shared)
    return Dealing(*key, shared, first["all_given"], first["all_taken"], strata, expected(strata), p, p)


def rows_of(table: ir.Table) -> list[dict[str, Any]]:
    """The rows of an expression."""
    found: list[dict[str, Any]] = table.to_pyarrow().to_pylist()
    return found


def whole(value: ir.IntegerScalar) -> int:
    """One whole number, computed on the engine; 0 for none."""
    return int(value.to_pyarrow().as_py() or 0)
