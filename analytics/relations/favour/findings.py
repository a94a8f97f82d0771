"""All findings of favouritism as one table: what was seen, what chance would give, how sure, and on which rows.

Flows in: dealings, returns, rings and exchanges. Flows out: findings in one form, for a page or for attention. Exact
fractions are written as decimal text, so that the table is the same on every machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import ibis.expr.types as ir
import pyarrow as pa

from analytics.relations.favour.dealings import Dealing, Network, rows_of
from analytics.relations.favour.exchange import Exchange, Exchanges
from analytics.relations.favour.returns import Return, Returns
from analytics.relations.favour.rings import Ring
from analytics.relations.records import named
from analytics.snapshot import View
from models.language import Message
from models.vocabulary import Term

# One in ten of the findings may be chance. Ours: attention orders the work, it convicts nobody.
FALSE_DISCOVERY = Fraction(1, 10)
# Fewer cases between two show no pattern, however unlikely.
LEAST_DEALINGS = 3

COLUMNS = {
    "kind": pa.string(),
    "givers": pa.string(),
    "takers": pa.string(),
    "observed": pa.int64(),
    "expected": pa.string(),
    "p": pa.string(),
    "q": pa.string(),
    "tests": pa.int64(),
    "alike": pa.int64(),
    "evidence": pa.string(),
}
_FIGURES = 6


class FavourKind(Term):
    """The patterns that are looked for."""

    STEADY_WINNER = "steady_winner", "常胜供应商", "steady winner"
    CHOSEN_PARTY = "chosen_party", "固定经办", "one official for one party"
    RETURNING_PARTY = "returning_party", "反复办理", "returning party"
    WINNERS_IN_TURN = "winners_in_turn", "轮流中标", "winners in turn"
    MEETING_BIDDERS = "meeting_bidders", "结伴投标", "bidders who always meet"
    FAVOURS_TRADED = "favours_traded", "互相照顾", "favours traded"


@dataclass(frozen=True, slots=True)
class Finding:
    """One pattern: who gives (buyers, officials), who takes (firms, parties), and how far it is beyond chance.

    `observed` and `expected` count shared cases (of an exchange: both ways together; of bidders: lots for which all of
    them bid, against what chance would give the two that meet least unlikely). `given` are all cases of the giver,
    where there is one. The base rate: `tests` were looked at, and `alike` of them showed enough to be tested. `rows`
    are the rows it rests on, as (table, id).
    """

    kind: FavourKind
    givers: tuple[str, ...]
    takers: tuple[str, ...]
    observed: int
    expected: Fraction
    p: Fraction
    q: Fraction
    given: int | None
    tests: int
    alike: int
    rows: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> Message:
        """What the finding says, with its base rate; figures only, no names."""
        figures = {name: decimal(value) for name, value in (("expected", self.expected), ("p", self.p), ("q", self.q))}
        counts = {"observed": self.observed, "tests": self.tests, "alike": self.alike, "members": len(self.takers)}
        given = {} if self.given is None else {"given": str(self.given)}
        return Message(f"favour-{self.kind}", {**figures, **{n: str(v) for n, v in counts.items()}, **given})

    def as_row(self) -> dict[str, str | int]:
        """The finding as values of `COLUMNS`."""
        return {
            "kind": str(self.kind),
            "givers": " ".join(self.givers),
            "takers": " ".join(self.takers),
            "observed": self.observed,
            "expected": decimal(self.expected),
            "p": decimal(self.p),
            "q": decimal(self.q),
            "tests": self.tests,
            "alike": self.alike,
            "evidence": " ".join(f"{table}/{row}" for table, row in self.rows),
        }


def decimal(ratio: Fraction) -> str:
    """A fraction as decimal text with six figures, rounded half to even; whole numbers are written out.

    >>> decimal(Fraction(1, 3)), decimal(Fraction(1, 10**9)), decimal(Fraction(20))
    ('0.333333', '1E-9', '20')
    """
    with localcontext(prec=_FIGURES, rounding=ROUND_HALF_EVEN):
        found = (Decimal(ratio.numerator) / Decimal(ratio.denominator)).normalize()
        return f"{found:f}" if found == found.to_integral_value() else str(found)


@dataclass(frozen=True, slots=True)
class Patterns:
    """All that was found, with the networks and counts that give the base rates."""

    suppliers: Network
    parties: Network
    bidders: Network
    steady: Sequence[Dealing]
    chosen: Sequence[Dealing]
    returning: Returns
    rings: Sequence[Ring]
    exchanges: Exchanges


def listed(view: View, seen: Patterns) -> list[Finding]:
    """All findings, the least likely first."""
    lots = _rows(named(view, "purchase", giver="unit", taker="supplier"), _pairs(seen.steady))
    returning = {(who, one.taker_id) for one in seen.returning.found for who, _ in one.officials}
    ways = [way for one in seen.exchanges.found for way in (one.there, one.back)]
    traded = {(way.dealing.giver_id, firm) for way in ways for firm in way.firms}
    acts = _rows(named(view, "matter_act", giver="actor", taker="party"), _pairs(seen.chosen) | returning | traded)
    found = [_of_pair(FavourKind.STEADY_WINNER, one, seen.suppliers, "purchase", lots) for one in seen.steady]
    found += [_of_pair(FavourKind.CHOSEN_PARTY, one, seen.parties, "matter_act", acts) for one in seen.chosen]
    found += [_of_return(one, seen.returning, acts) for one in seen.returning.found]
    found += [_of_ring(one, seen.bidders) for one in seen.rings]
    found += [_of_exchange(one, seen.exchanges, acts) for one in seen.exchanges.found]
    return sorted(found, key=lambda one: (one.q, one.p, str(one.kind), one.givers, one.takers))


Pairs = set[tuple[str, str]]
Rows = dict[tuple[str, str], list[str]]


def _pairs(dealings: Iterable[Dealing]) -> Pairs:
    return {(one.giver_id, one.taker_id) for one in dealings}


def _rows(facts: ir.Table, pairs: Pairs) -> Rows:
    """The ids of the rows in which pairs meet."""
    takers = sorted({taker for _, taker in pairs})
    chosen = facts.filter(facts.taker_id.isin(takers)).select("id", "giver_id", "taker_id").order_by("id")
    found: Rows = defaultdict(list)
    for row in rows_of(chosen):
        if (pair := (row["giver_id"], row["taker_id"])) in pairs:
            found[pair].append(row["id"])
    return found


def _of_pair(kind: FavourKind, one: Dealing, among: Network, table: str, rows: Rows) -> Finding:
    return Finding(
        kind,
        (one.giver_id,),
        (one.taker_id,),
        one.shared,
        one.expected,
        one.p,
        one.q,
        one.given,
        among.pairs,
        len(among.dealings),
        tuple((table, row) for row in rows.get((one.giver_id, one.taker_id), ())),
    )


def _of_return(one: Return, among: Returns, rows: Rows) -> Finding:
    officials = tuple(who for who, _ in one.officials)
    return Finding(
        FavourKind.RETURNING_PARTY,
        (one.unit_id, *officials),
        (one.taker_id,),
        one.matters,
        one.expected,
        one.p,
        one.q,
        one.whole,
        among.parties,
        among.alike,
        tuple(("matter_act", row) for who in officials for row in rows.get((who, one.taker_id), ())),
    )


def _of_ring(one: Ring, among: Network) -> Finding:
    pair = one.weakest
    return Finding(
        FavourKind.WINNERS_IN_TURN if one.is_in_turn else FavourKind.MEETING_BIDDERS,
        one.buyers,
        one.firms,
        len(one.lots),
        pair.expected,
        pair.p,
        pair.q,
        None,
        among.pairs,
        len(among.dealings),
        one.rows,
    )


def _of_exchange(one: Exchange, among: Exchanges, rows: Rows) -> Finding:
    ways = one.there, one.back
    acts = {row for way in ways for firm in way.firms for row in rows.get((way.dealing.giver_id, firm), ())}
    return Finding(
        FavourKind.FAVOURS_TRADED,
        (one.one, one.other),
        tuple(sorted({firm for way in ways for firm in way.firms})),
        sum(way.dealing.shared for way in ways),
        sum((way.dealing.expected for way in ways), Fraction(0)),
        one.p,
        one.q,
        None,
        among.pairs,
        among.alike,
        (*(("matter_act", row) for row in sorted(acts)), *sorted({tie for way in ways for tie in way.ties})),
    )
