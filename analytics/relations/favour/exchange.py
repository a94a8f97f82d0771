"""Officials of two units who decide on firms of each other's circle: favours that go both ways.

Flows in: handled matters as cases, and who stands close to which official (`reach`). Flows out: pairs of officials each
of whom handled matters of firms that the other, or the other's kin, has a part in; with the chance of it both ways.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import ibis
import ibis.expr.types as ir

from analytics.relations.favour.chance import adjusted, fisher
from analytics.relations.favour.dealings import LEAST_SHARED, Dealing, Margins, paired, rows_of, whole
from analytics.relations.reach import reach
from analytics.relations.records import kept
from analytics.snapshot import View
from models.vocabulary import EvidenceTier, FirmRole

Pair = tuple[str, str]  # the official who handled, and whose circle it is


@dataclass(frozen=True, slots=True)
class Way:
    """One direction of an exchange: an official's dealing with the circle of another, over these firms of it.

    `ties` are the rows on which it rests that the firms belong to the circle, as (table, id).
    """

    dealing: Dealing
    firms: tuple[str, ...]
    ties: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two officials of two units, and how often each handled matters of firms in the other's circle.

    `there` is the way from `one` to the circle of `other`, `back` that from `other` to the circle of `one`. `p` is
    the chance of both (Fisher's method, from above), `q` the false discovery rate over all pairs of officials that
    could have shown it: each handled something, and each has firms in the circle with two matters or more.
    """

    one: str
    other: str
    there: Way
    back: Way
    p: Fraction
    q: Fraction


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Exchanges beyond chance, the least likely first; of how many pairs, and how many met twice or more each way."""

    found: tuple[Exchange, ...]
    pairs: int
    alike: int


def circles(view: View) -> ir.Table:
    """Officials with the firms that they or their kin (JQS or K74) have a part in: `person_id`, `firm_id`, `evidence`.

    Staff without a say are left out, and ties that rest on a name alone.
    """
    ways = reach(view)
    close = ways.filter(
        ways.kind.isin(["self_role", "kin_role"])
        & (ways.tier != EvidenceTier.D)
        & ways.role.notnull()
        & (ways.role != str(FirmRole.EMPLOYEE))
        & ((ways.kind == "self_role") | ways.in_k74.fill_null(False) | ways.in_jqs.fill_null(False))
    )
    return close.group_by("person_id", firm_id=close.target_id).aggregate(evidence=close.evidence.min())


def exchanges(view: View, cases: ir.Table, rate: Fraction) -> Exchanges:
    """Exchanges of at least two matters each way, beyond chance at this false discovery rate.

    Fair would be: the matters of firms come before officials without regard to whose circle the firm is in, every
    official and every circle keeping its number of matters.
    """
    around = kept(view, "favour_circles", circles(view))
    organisation = view.table("organisation").select(party_id="organisation_id")
    of_firms = cases.semi_join(organisation, cases.taker_id == organisation.party_id)
    close = of_firms.join(around, of_firms.taker_id == around.firm_id)
    close = close.filter(close.giver_id != close.person_id)
    close = close.select("giver_id", "unit_id", "case_id", "firm_id", "evidence", circle_id="person_id").distinct()
    homes = cases.select(person_id="giver_id", home_id="unit_id").distinct()
    at_home = close.semi_join(homes, (close.circle_id == homes.person_id) & (close.unit_id == homes.home_id))
    abroad = close.anti_join(at_home, ["giver_id", "unit_id", "circle_id"])
    abroad = kept(view, "favour_abroad", abroad)
    cells = abroad.group_by("giver_id", taker_id=abroad.circle_id).aggregate(shared=abroad.case_id.nunique())
    cells = kept(view, "favour_cells", cells.mutate(stratum=_ALL))
    back = cells.select(giver_id="taker_id", taker_id="giver_id", returned="shared")
    both = cells.join(back, ["giver_id", "taker_id"])
    both = both.filter((both.shared >= LEAST_SHARED) & (both.returned >= LEAST_SHARED))
    margins = _margins(of_firms, around)
    tests = _pairs_that_could(margins)
    found = paired(cells.semi_join(both, ["giver_id", "taker_id"]), margins).dealings
    pairs = _paired_up(_ways(found, abroad), tests)
    return Exchanges(tuple(one for one in pairs if one.q <= rate), tests, len(pairs))


_ALL = ibis.literal("")  # one stratum: all matters of firms


def _margins(of_firms: ir.Table, around: ir.Table) -> Margins:
    """Matters of firms by official, by circle, and in all."""
    circled = of_firms.join(around, of_firms.taker_id == around.firm_id)
    return Margins(
        of_firms.group_by("giver_id").aggregate(given=of_firms.case_id.nunique()).mutate(stratum=_ALL),
        circled.group_by(taker_id=circled.person_id).aggregate(taken=circled.case_id.nunique()).mutate(stratum=_ALL),
        of_firms.aggregate(cases=of_firms.case_id.nunique()).mutate(stratum=_ALL),
    )


def _pairs_that_could(margins: Margins) -> int:
    """Pairs of officials who both handled and have a circle, each with enough matters for an exchange."""
    givers = margins.of_givers.filter(margins.of_givers.given >= LEAST_SHARED)
    takers = margins.of_takers.filter(margins.of_takers.taken >= LEAST_SHARED)
    able = whole(givers.semi_join(takers, givers.giver_id == takers.taker_id).count())
    return able * (able - 1) // 2


def _ways(found: Mapping[Pair, Dealing], abroad: ir.Table) -> dict[Pair, Way]:
    """Dealings with the firms they went over, and the rows that put these into the circle."""
    handlers = sorted({giver for giver, _ in found})
    firms: dict[Pair, dict[str, str]] = defaultdict(dict)
    for row in rows_of(abroad.filter(abroad.giver_id.isin(handlers)).order_by("firm_id", "evidence")):
        firms[row["giver_id"], row["circle_id"]].setdefault(row["firm_id"], row["evidence"])
    return {
        pair: Way(
            dealing, tuple(firms[pair]), tuple(sorted({tie for text in firms[pair].values() for tie in _ties(text)}))
        )
        for pair, dealing in found.items()
    }


def _ties(evidence: str) -> list[tuple[str, str]]:
    return [(table, row) for table, _, row in (one.partition("/") for one in evidence.split())]


def _paired_up(found: Mapping[Pair, Way], tests: int) -> list[Exchange]:
    pairs = {
        (one, other): fisher(there.dealing.p, found[other, one].dealing.p)
        for (one, other), there in found.items()
        if one < other and (other, one) in found
    }
    rates = adjusted(pairs, tests)
    listed = [Exchange(*pair, found[pair], found[pair[1], pair[0]], p, rates[pair]) for pair, p in pairs.items()]
    return sorted(listed, key=lambda one: (one.q, one.p, one.one, one.other))
